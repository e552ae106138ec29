//! Habits of a rater: how wide a rater spreads, what is used most, and whether one impression
//! colours everything.
//!
//! - *Spread*: the standard deviation of the rater's ratings over that of all ratings on the same
//!   units. Well below 1 is a rater who stays in the middle (central tendency).
//! - *Most used*: the share of the rater's ratings on the one category that is used most, 0..1.
//! - *Halo*: the mean correlation between two criteria in the rater's ratings, less the same in
//!   everybody's; −2..2, well above 0 where all criteria follow one impression (Thorndike 1920,
//!   Journal of Applied Psychology 4:25).

use crate::stats::Undefined;
use crate::stats::general::correlation::pearson;
use crate::stats::ratings::Ratings;
use crate::stats::sum::{mean, squares};

/// How a rater uses a scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Habits {
    /// The rater's spread over that of everybody on the same units.
    pub spread: Result<f64, Undefined>,
    /// The share of the category that is used most.
    pub most_used: Result<f64, Undefined>,
    /// How many ratings the rater gave.
    pub n: usize,
}

/// How each rater uses the scale, by their numbers.
pub fn habits(ratings: &Ratings) -> Vec<Habits> {
    let mut own: Vec<Vec<f64>> = vec![Vec::new(); ratings.raters()];
    let mut all: Vec<Vec<f64>> = vec![Vec::new(); ratings.raters()];
    for unit in 0..ratings.units() {
        let (raters, values) = ratings.unit(unit);
        for (rater, value) in raters.iter().zip(values) {
            own[*rater as usize].push(*value);
            all[*rater as usize].extend(values);
        }
    }
    let of = |(own, all): (Vec<f64>, Vec<f64>)| Habits {
        n: own.len(),
        spread: spread(&own, &all),
        most_used: most_used(own),
    };
    own.into_iter().zip(all).map(of).collect()
}

fn spread(own: &[f64], all: &[f64]) -> Result<f64, Undefined> {
    if own.len() < 2 {
        let n = own.len();
        return Err(Undefined::TooFew { n, needed: 2 });
    }
    let deviation = |values: &[f64]| (squares(values) / values.len() as f64).sqrt();
    let usual = deviation(all);
    if usual == 0.0 {
        return Err(Undefined::NoVariation);
    }
    Ok(deviation(own) / usual)
}

fn most_used(mut own: Vec<f64>) -> Result<f64, Undefined> {
    own.sort_by(f64::total_cmp);
    let most = own.chunk_by(|a, b| a == b).map(<[f64]>::len).max();
    let most = most.ok_or(Undefined::NoData)?;
    Ok(most as f64 / own.len() as f64)
}

/// How far one impression colours everything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Halo {
    /// The mean correlation of two criteria in the rater's ratings, less the same in everybody's.
    pub value: f64,
    /// How many pairs of criteria it is the mean of.
    pub pairs: usize,
    /// How many pairs of criteria were left out.
    pub left_out: usize,
    /// The fewest units, of the pairs that count, that the rater rated on both criteria.
    pub units: usize,
}

/// The halo of one rater: ratings by criterion, of the same units under the same numbers.
///
/// Correlations are Pearson's over the units that have both criteria; pairs of criteria without one
/// (fewer than three units, no variation) are left out on both sides.
///
/// # Errors
/// [`Undefined::NoOverlap`] where no two criteria can be correlated in the rater's ratings and in
/// everybody's.
pub fn halo(criteria: &[Ratings], rater: u32) -> Result<Halo, Undefined> {
    let (mut own, mut all) = (Vec::new(), Vec::new());
    let (mut left_out, mut units) = (0, usize::MAX);
    for (at, one) in criteria.iter().enumerate() {
        for other in &criteria[at + 1..] {
            let pair = (
                correlated(one, other, |who| who == rater),
                correlated(one, other, |_| true),
            );
            if let (Ok((of_rater, n)), Ok((of_all, _))) = pair {
                own.push(of_rater);
                all.push(of_all);
                units = units.min(n);
            } else {
                left_out += 1;
            }
        }
    }
    let (of_rater, of_all) = mean(&own).zip(mean(&all)).ok_or(Undefined::NoOverlap)?;
    Ok(Halo {
        value: of_rater - of_all,
        pairs: own.len(),
        left_out,
        units,
    })
}

/// How two criteria go together in the ratings of some raters, and of how many it is.
fn correlated(
    one: &Ratings,
    other: &Ratings,
    counts: impl Fn(u32) -> bool,
) -> Result<(f64, usize), Undefined> {
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for unit in 0..one.units().min(other.units()) {
        let (raters, values) = one.unit(unit);
        let (others, theirs) = other.unit(unit);
        for (rater, value) in raters
            .iter()
            .zip(values)
            .filter(|(rater, _)| counts(**rater))
        {
            if let Ok(at) = others.binary_search(rater) {
                x.push(*value);
                y.push(theirs[at]);
            }
        }
    }
    Ok((pearson(&x, &y)?, x.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratings(rows: &[&[f64]]) -> Ratings {
        let row = |row: &&[f64]| row.iter().map(|value| Some(*value)).collect();
        Ratings::of_rows(&rows.iter().map(row).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn who_stays_in_the_middle_spreads_less() {
        let found = habits(&ratings(&[&[1.0, 5.0, 1.0, 5.0], &[3.0, 3.0, 3.0, 2.0]]));
        let [wide, narrow] = [found[0].spread.unwrap(), found[1].spread.unwrap()];
        assert!(wide > 1.0 && narrow < 0.4, "{wide} {narrow}");
        assert_eq!(found[0].most_used, Ok(0.5));
        assert_eq!((found[1].most_used, found[1].n), (Ok(0.75), 4));
    }

    #[test]
    fn one_impression_that_colours_everything_is_a_halo() {
        let right = ratings(&[&[1.0, 2.0, 3.0, 4.0], &[1.0, 4.0, 2.0, 3.0]]);
        let kind = ratings(&[&[1.0, 2.0, 3.0, 4.0], &[4.0, 1.0, 3.0, 2.0]]);
        let criteria = [right, kind];
        let (first, second) = (halo(&criteria, 0).unwrap(), halo(&criteria, 1).unwrap());
        assert!(
            first.value > 0.5 && second.value < 0.0,
            "{first:?} {second:?}"
        );
        assert_eq!((first.pairs, first.left_out, first.units), (1, 0, 4));
        let blank = ratings(&[&[2.0; 4][..]; 2]);
        let criteria = [criteria.to_vec(), vec![blank]].concat();
        let found = halo(&criteria, 0).unwrap();
        assert_eq!(
            (found.value, found.pairs, found.left_out),
            (first.value, 1, 2)
        );
    }

    #[test]
    fn of_too_little_nothing_is_said() {
        let found = habits(&ratings(&[&[1.0], &[1.0]]));
        assert_eq!(found[0].spread, Err(Undefined::TooFew { n: 1, needed: 2 }));
        assert_eq!(
            halo(&[ratings(&[&[1.0, 2.0]])], 0),
            Err(Undefined::NoOverlap)
        );
        let same = habits(&ratings(&[&[2.0, 2.0]]));
        assert_eq!(same[0].spread, Err(Undefined::NoVariation));
    }
}
