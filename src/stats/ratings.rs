//! Ratings of units by raters. Most of a table of all raters and all units is usually empty, so
//! only what was said is kept.

use serde::{Deserialize, Serialize};

use super::Undefined;

/// One rating.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// What was rated: an item, or an item and a criterion; from 0.
    pub unit: u32,
    /// By whom, from 0.
    pub rater: u32,
    /// The value, on whatever scale the figure is of.
    pub value: f64,
}

/// Numbers of units and raters up to here are taken, however few ratings there are …
const SPARSE: usize = 1 << 20;
/// … and above it up to so many for each rating.
const SPREAD: usize = 16;

/// Ratings by unit, within a unit by rater.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratings {
    /// Where each unit begins, and where the last one ends.
    starts: Vec<usize>,
    raters: Vec<u32>,
    values: Vec<f64>,
    rater_count: usize,
}

impl Ratings {
    /// Ratings in any order. Time and room grow with their number, and with the largest numbers of
    /// a unit and a rater, which may be sparse but not hopelessly so.
    ///
    /// What is drawn again later is drawn by the numbers of units and raters: the order of the
    /// slice changes nothing, other numbers for the same units change the draws.
    ///
    /// Of two ratings of one unit by one rater both are kept: what a rater said twice is told
    /// apart before it comes here.
    ///
    /// # Errors
    /// [`Undefined::NotANumber`] where a value is NaN or infinite, [`Undefined::TooMany`] where a
    /// unit or a rater has a number above a million and sixteen times that of the ratings.
    pub fn new(ratings: &[Rating]) -> Result<Self, Undefined> {
        Self::within(ratings, SPARSE.max(SPREAD.saturating_mul(ratings.len())))
    }

    /// Of units and raters with numbers below `most`.
    fn within(ratings: &[Rating], most: usize) -> Result<Self, Undefined> {
        if ratings.iter().any(|rating| !rating.value.is_finite()) {
            return Err(Undefined::NotANumber);
        }
        let largest = ratings.iter().map(|r| r.unit.max(r.rater) as usize).max();
        if let Some(n) = largest.filter(|largest| *largest >= most) {
            return Err(Undefined::TooMany { n, most });
        }
        let units = ratings.iter().map(|r| r.unit as usize + 1).max();
        let raters = ratings.iter().map(|r| r.rater as usize + 1).max();
        let mut starts = vec![0; units.unwrap_or(0) + 1];
        for rating in ratings {
            starts[rating.unit as usize + 1] += 1;
        }
        for unit in 1..starts.len() {
            starts[unit] += starts[unit - 1];
        }
        let mut next = starts.clone();
        let mut sorted = vec![(0, 0.0); ratings.len()];
        for rating in ratings {
            let at = &mut next[rating.unit as usize];
            sorted[*at] = (rating.rater, rating.value);
            *at += 1;
        }
        for bounds in starts.windows(2) {
            sorted[bounds[0]..bounds[1]]
                .sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        }
        let (raters_of, values) = sorted.into_iter().unzip();
        Ok(Self {
            starts,
            raters: raters_of,
            values,
            rater_count: raters.unwrap_or(0),
        })
    }

    /// Of a table with a row a rater and a column a unit; `None` is missing.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of_rows(rows: &[Vec<Option<f64>>]) -> Result<Self, Undefined> {
        let mut ratings = Vec::new();
        for (rater, row) in (0..).zip(rows) {
            for (unit, value) in (0..).zip(row) {
                ratings.extend(value.map(|value| Rating { unit, rater, value }));
            }
        }
        let mut all = Self::within(&ratings, usize::MAX)?;
        // Raters and units of whom there is nothing count as well.
        let units = rows.iter().map(Vec::len).max().unwrap_or(0);
        all.starts.resize(units + 1, ratings.len());
        all.rater_count = rows.len();
        Ok(all)
    }

    /// All ratings but those of one rater; raters and units keep their numbers.
    #[must_use]
    pub fn without(&self, rater: u32) -> Self {
        let mut left = Self {
            starts: vec![0],
            rater_count: self.rater_count,
            ..Self::default()
        };
        for unit in 0..self.units() {
            let (raters, values) = self.unit(unit);
            for (by, value) in raters.iter().zip(values).filter(|(by, _)| **by != rater) {
                left.raters.push(*by);
                left.values.push(*value);
            }
            left.starts.push(left.values.len());
        }
        left
    }

    /// How many units there are, rated or not.
    pub fn units(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many raters there are.
    pub fn raters(&self) -> usize {
        self.rater_count
    }

    /// How many ratings there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Who rated a unit, and how; nothing of a unit that there is not.
    pub fn unit(&self, unit: usize) -> (&[u32], &[f64]) {
        let bounds = self.starts.get(unit).zip(self.starts.get(unit + 1));
        let range = bounds.map_or(0..0, |(start, end)| *start..*end);
        (&self.raters[range.clone()], &self.values[range])
    }

    /// The values of every unit.
    pub fn by_unit(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.units()).map(|unit| self.unit(unit).1)
    }

    /// All values, by unit.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The values that occur, in order, and for each rating which of them it is.
    pub fn categories(&self) -> (Vec<f64>, Vec<u32>) {
        if let Some(coded) = whole(&self.values) {
            return coded;
        }
        let found = distinct(&self.values);
        let code = |value: &f64| place(&found, *value).unwrap_or_else(|at| at) as u32;
        let codes = self.values.iter().map(code).collect();
        (found, codes)
    }
}

/// As [`Ratings::categories`] where all values are small whole numbers, as levels are.
fn whole(values: &[f64]) -> Option<(Vec<f64>, Vec<u32>)> {
    let mut codes = Vec::with_capacity(values.len());
    let mut occurs = [false; 256];
    for value in values {
        // What is no such number comes back as another one.
        let level = *value as u8;
        if f64::from(level) != *value {
            return None;
        }
        occurs[usize::from(level)] = true;
        codes.push(u32::from(level));
    }
    let mut found = Vec::new();
    let mut place = [0; 256];
    for (level, occurs) in (0..=u8::MAX).zip(occurs) {
        place[usize::from(level)] = found.len() as u32;
        found.extend(occurs.then_some(f64::from(level)));
    }
    for code in &mut codes {
        *code = place[*code as usize];
    }
    Some((found, codes))
}

/// The values that occur, in order; −0 and 0 are one.
fn distinct(values: &[f64]) -> Vec<f64> {
    /// A scale has fewer; above it sorting all is the shorter way.
    const SCALE: usize = 256;
    let mut found: Vec<f64> = Vec::new();
    for value in values {
        if let Err(at) = place(&found, *value) {
            found.insert(at, *value + 0.0);
        }
        if found.len() > SCALE {
            found = values.iter().map(|value| value + 0.0).collect();
            found.sort_unstable_by(f64::total_cmp);
            found.dedup();
            break;
        }
    }
    found
}

fn place(sorted: &[f64], value: f64) -> Result<usize, usize> {
    sorted.binary_search_by(|known| known.total_cmp(&(value + 0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rating(unit: u32, rater: u32, value: f64) -> Rating {
        Rating { unit, rater, value }
    }

    #[test]
    fn the_order_in_which_ratings_come_does_not_matter() {
        let mut all = [
            rating(2, 0, 3.0),
            rating(0, 1, 1.0),
            rating(2, 1, 4.0),
            rating(0, 0, 1.0),
        ];
        let ratings = Ratings::new(&all).unwrap();
        all.reverse();
        assert_eq!(Ratings::new(&all).unwrap(), ratings);
        assert_eq!(
            (ratings.units(), ratings.raters(), ratings.len()),
            (3, 2, 4)
        );
        assert_eq!(ratings.unit(0), (&[0, 1][..], &[1.0, 1.0][..]));
        assert_eq!(ratings.unit(1), (&[][..], &[][..]));
        assert_eq!(ratings.unit(2), (&[0, 1][..], &[3.0, 4.0][..]));
        assert_eq!(ratings.unit(3), (&[][..], &[][..]));
    }

    #[test]
    fn a_table_keeps_raters_and_units_of_whom_there_is_nothing() {
        let rows = [vec![Some(1.0), None, None], vec![None; 3]];
        let ratings = Ratings::of_rows(&rows).unwrap();
        assert_eq!(
            (ratings.units(), ratings.raters(), ratings.len()),
            (3, 2, 1)
        );
        assert_eq!(
            ratings.by_unit().map(<[f64]>::len).collect::<Vec<_>>(),
            [1, 0, 0]
        );
        assert_eq!(Ratings::of_rows(&[]).unwrap().units(), 0);
    }

    #[test]
    fn without_a_rater_the_others_stay_where_they_are() {
        let rows = [vec![Some(1.0), Some(2.0)], vec![None, Some(4.0)]];
        let left = Ratings::of_rows(&rows).unwrap().without(0);
        assert_eq!((left.units(), left.raters(), left.len()), (2, 2, 1));
        assert_eq!(left.unit(1), (&[1][..], &[4.0][..]));
        assert_eq!(
            left.without(1),
            Ratings::of_rows(&[vec![None; 2], vec![None; 2]]).unwrap()
        );
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for value in [f64::NAN, f64::INFINITY] {
            assert_eq!(
                Ratings::new(&[rating(0, 0, value)]),
                Err(Undefined::NotANumber)
            );
        }
    }

    #[test]
    fn numbers_far_beyond_the_ratings_are_refused() {
        let check = |rating, is_taken: bool| {
            let found = Ratings::new(&[rating]);
            assert_eq!(found.is_ok(), is_taken, "{rating:?}");
            assert!(is_taken || matches!(found, Err(Undefined::TooMany { .. })));
        };
        let most = SPARSE as u32;
        check(rating(most - 1, most - 1, 1.0), true);
        check(rating(most, 0, 1.0), false);
        check(rating(0, most, 1.0), false);
        check(rating(u32::MAX, 0, 1.0), false);
        check(rating(0, u32::MAX, 1.0), false);
        let many: Vec<Rating> = (0..most / 8).map(|at| rating(16 * at, 0, 1.0)).collect();
        assert_eq!(Ratings::new(&many).unwrap().units() as u32, 2 * most - 15);
    }

    #[test]
    fn categories_are_the_values_in_order_however_many() {
        let check = |values: Vec<f64>, expected: &[f64]| {
            let rows: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
            let (found, codes) = Ratings::of_rows(&[rows]).unwrap().categories();
            assert_eq!(found, expected);
            for (code, value) in codes.iter().zip(values) {
                assert_eq!(found[*code as usize], value);
            }
        };
        check(vec![3.0, -1.0, 3.0, 0.0, -0.0], &[-1.0, 0.0, 3.0]);
        let many: Vec<f64> = (0..1000).map(f64::from).collect();
        check(many.iter().rev().copied().collect(), &many);
    }
}
