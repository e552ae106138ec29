//! Which value each unit was given how often: all that a coefficient of agreement is of.
//!
//! Who gave it does not matter to most of them, so ratings are counted once, in one pass, and a
//! resample of units weighs the counts. Units stand by how many ratings they have, so that what is
//! divided by that number can be added up in whole numbers first.

use crate::stats::Undefined;
use crate::stats::ratings::Ratings;

/// How often a unit was given a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which of the values.
    pub value: u32,
    /// How often, at least once.
    pub count: u64,
}

/// A unit that was rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Which of the ratings' units it is.
    pub index: usize,
    /// How many ratings it has, at least one.
    pub ratings: u64,
    /// How many ordered pairs of ratings by different raters it has.
    pub pairs: u64,
    start: usize,
    end: usize,
}

/// Units with their counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tallies {
    values: Vec<f64>,
    units: Vec<Unit>,
    cells: Vec<Cell>,
}

impl Tallies {
    /// Of ratings. Every rating of a unit is taken as that of another rater.
    pub fn of(ratings: &Ratings) -> Self {
        Self::weighted(&Coded::of(ratings), |_| 1)
    }

    /// Of a table with a row a unit and a column a category; the categories are 0, 1, 2, …
    ///
    /// # Errors
    /// [`Undefined::TooMany`] where a unit has 2³² ratings or more.
    pub fn of_counts(rows: &[Vec<u64>]) -> Result<Self, Undefined> {
        let categories = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut tallies = Self {
            values: super::weights::steps(categories),
            ..Self::default()
        };
        for (index, row) in rows.iter().enumerate() {
            let start = tallies.cells.len();
            let used = (0..).zip(row).filter(|(_, count)| **count > 0);
            let cells = used.map(|(value, count)| Cell {
                value,
                count: *count,
            });
            tallies.cells.extend(cells);
            let total = row.iter().try_fold(0_u64, |sum, n| sum.checked_add(*n));
            let ratings = total.filter(|total| u32::try_from(*total).is_ok());
            let ratings = ratings.ok_or(Undefined::TooMany {
                n: usize::MAX,
                most: u32::MAX as usize,
            })?;
            tallies.push(index, start, ratings, ratings * ratings.saturating_sub(1));
        }
        tallies.sort();
        Ok(tallies)
    }

    /// Of ratings whose raters count so many times each. A rater's own copies are not compared
    /// with each other.
    pub fn weighted(coded: &Coded, weight: impl Fn(u32) -> u32) -> Self {
        let mut tallies = Self {
            values: coded.values.clone(),
            ..Self::default()
        };
        let mut counts = vec![0_u64; coded.values.len()];
        let mut seen: Vec<u32> = Vec::new();
        for (index, bounds) in coded.starts.windows(2).enumerate() {
            let range = bounds[0]..bounds[1];
            let (mut ratings, mut own) = (0, 0);
            for (code, rater) in coded.codes[range.clone()].iter().zip(&coded.raters[range]) {
                let times = u64::from(weight(*rater));
                let count = &mut counts[*code as usize];
                if *count == 0 && times > 0 {
                    seen.push(*code);
                }
                *count += times;
                ratings += times;
                own += times * times;
            }
            let start = tallies.cells.len();
            seen.sort_unstable();
            for value in seen.drain(..) {
                let count = std::mem::take(&mut counts[value as usize]);
                tallies.cells.push(Cell { value, count });
            }
            tallies.push(index, start, ratings, ratings * ratings - own);
        }
        tallies.sort();
        tallies
    }

    fn push(&mut self, index: usize, start: usize, ratings: u64, pairs: u64) {
        if ratings > 0 {
            self.units.push(Unit {
                index,
                ratings,
                pairs,
                start,
                end: self.cells.len(),
            });
        }
    }

    fn sort(&mut self) {
        self.units.sort_by_key(|unit| (unit.ratings, unit.pairs));
    }

    /// The values that occur, in order.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The units that were rated, by how many ratings they have.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The units that two raters rated, or more.
    pub fn pairable(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| unit.pairs > 0)
    }

    /// What a unit was given, in the order of the values.
    pub fn cells(&self, unit: &Unit) -> &[Cell] {
        self.cells.get(unit.start..unit.end).unwrap_or_default()
    }

    /// How many units were rated once only, and by that say nothing of agreement.
    pub fn left_out(&self) -> usize {
        self.units.len() - self.pairable().count()
    }

    /// Why there is nothing to compare, if so.
    ///
    /// # Errors
    /// [`Undefined::NoData`] of no rating, [`Undefined::NoOverlap`] where no unit has two.
    pub fn compared(&self) -> Result<(), Undefined> {
        match (self.units.is_empty(), self.pairable().next()) {
            (true, _) => Err(Undefined::NoData),
            (_, None) => Err(Undefined::NoOverlap),
            _ => Ok(()),
        }
    }
}

/// Ratings with the number of each value in place of the value: to be counted again and again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coded {
    values: Vec<f64>,
    starts: Vec<usize>,
    codes: Vec<u32>,
    raters: Vec<u32>,
}

impl Coded {
    /// Of ratings.
    pub fn of(ratings: &Ratings) -> Self {
        let (values, codes) = ratings.categories();
        let mut starts = Vec::with_capacity(ratings.units() + 1);
        let mut raters = Vec::with_capacity(ratings.len());
        starts.push(0);
        for unit in 0..ratings.units() {
            raters.extend_from_slice(ratings.unit(unit).0);
            starts.push(raters.len());
        }
        Self {
            values,
            starts,
            codes,
            raters,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(value: u32, count: u64) -> Cell {
        Cell { value, count }
    }

    #[test]
    fn units_stand_by_how_many_ratings_they_have() {
        let rows = [
            vec![Some(3.0), Some(1.0), None, None],
            vec![Some(1.0), Some(1.0), Some(2.0), None],
            vec![Some(3.0), None, None, None],
        ];
        let tallies = Tallies::of(&Ratings::of_rows(&rows).unwrap());
        let found: Vec<_> = tallies
            .units()
            .iter()
            .map(|unit| (unit.index, unit.ratings, unit.pairs, tallies.cells(unit)))
            .collect();
        assert_eq!(
            found,
            [
                (2, 1, 0, &[cell(1, 1)][..]),
                (1, 2, 2, &[cell(0, 2)][..]),
                (0, 3, 6, &[cell(0, 1), cell(2, 2)][..]),
            ]
        );
        assert_eq!((tallies.left_out(), tallies.compared()), (1, Ok(())));
    }

    #[test]
    fn a_table_of_counts_is_the_same() {
        let counts = [vec![0, 1], vec![], vec![2, 0], vec![0, 0]];
        let tallies = Tallies::of_counts(&counts).unwrap();
        let rows = [
            vec![Some(1.0), None, Some(0.0)],
            vec![None, None, Some(0.0)],
        ];
        assert_eq!(tallies, Tallies::of(&Ratings::of_rows(&rows).unwrap()));
        assert!(Tallies::of_counts(&[vec![u64::MAX, 1]]).is_err());
        assert!(Tallies::of_counts(&[vec![1 << 32]]).is_err());
    }

    #[test]
    fn a_rater_drawn_twice_is_not_compared_with_the_own_copy() {
        let rows = [vec![Some(1.0), Some(1.0)], vec![Some(2.0), None]];
        let coded = Coded::of(&Ratings::of_rows(&rows).unwrap());
        let tallies = Tallies::weighted(&coded, |rater| 2 - rater);
        let pairs: Vec<_> = tallies
            .units()
            .iter()
            .map(|u| (u.ratings, u.pairs))
            .collect();
        assert_eq!(pairs, [(2, 0), (3, 4)]);
        assert!(Tallies::weighted(&coded, |_| 0).units().is_empty());
        assert_eq!(Tallies::default().compared(), Err(Undefined::NoData));
    }
}
