//! A rater against the same rater later: what repeats of the same tasks say.
//!
//! Nobody can agree with others more than with themselves, so this is the ceiling of agreement
//! between raters.

use super::cohen::{Table, estimate};
use super::weights::{Weights, refuse_many, steps};
use crate::stats::draw::Draws;
use crate::stats::general::{mean, proportion};
use crate::stats::sum::sum;
use crate::stats::{Estimate, Interval, Undefined};

/// With fewer repeats than this the counts are shown and no coefficient.
pub const FEWEST_REPEATS: usize = 10;

/// How a rater repeats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Repeats {
    /// How many items were rated twice.
    pub n: usize,
    /// The share with the same level both times, 0..1, with Wilson's interval.
    pub exact: Result<Estimate, Undefined>,
    /// The share at most one level apart, 0..1, with Wilson's interval. Of two levels no two are
    /// further apart, and there is none ([`Undefined::NoScale`]).
    pub within_one: Result<Estimate, Undefined>,
    /// What more there is to say of [`FEWEST_REPEATS`] or more; [`Undefined::TooFew`] below.
    pub coefficients: Result<Coefficients, Undefined>,
}

/// How far, and to which side, a rater's second rating is from the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficients {
    /// Cohen's κ with quadratic weights between the first and the second time.
    pub kappa: Result<Estimate, Undefined>,
    /// The standard deviation of one rating of the same item, in levels: √(Σ d² / 2n).
    pub within_sd: Result<f64, Undefined>,
    /// The mean of second less first, in levels: above 0 the rater became more lenient. By
    /// Student's t with n − 1 degrees of freedom.
    pub shift: Result<Estimate, Undefined>,
}

/// Of pairs, first and second time, of levels 0 to below `levels`. Each pair is of another item.
///
/// Where every repeat is shifted by the same, or by nothing, the shift has no interval.
pub fn repeats(pairs: &[[u32; 2]], levels: usize, draws: Draws) -> Repeats {
    let n = pairs.len();
    let within = |most: u32| {
        pairs
            .iter()
            .filter(move |[one, other]| one.abs_diff(*other) <= most)
    };
    let share = |most: u32| proportion::estimate(within(most).count() as u64, n as u64, 0);
    let coefficients = if n < FEWEST_REPEATS {
        let needed = FEWEST_REPEATS;
        Err(Undefined::TooFew { n, needed })
    } else {
        Ok(Coefficients {
            shift: mean::estimate(&shifts(pairs), 0),
            ..coefficients(pairs, levels, draws)
        })
    };
    Repeats {
        n,
        exact: share(0),
        within_one: match levels {
            0..=2 if n > 0 => Err(Undefined::NoScale),
            _ => share(1),
        },
        coefficients,
    }
}

/// The coefficients by their formulas, of however few: [`repeats`] says when they are shown. Of
/// repeats that are all shifted alike the interval of the shift is a point here.
///
/// Within-subject deviation and mean difference after Bland and Altman (1986, The Lancet 327:307;
/// 1996, BMJ 313:744). κ is undefined where always the same level was given, and the interval of
/// the shift of a single pair.
pub fn coefficients(pairs: &[[u32; 2]], levels: usize, draws: Draws) -> Coefficients {
    let shifts = shifts(pairs);
    let spread = sum(shifts.iter().map(|shift| shift * shift));
    let within_sd = match pairs.len() {
        0 => Err(Undefined::NoData),
        n => Ok((spread / 2.0 / n as f64).sqrt()),
    };
    let interval = |middle| Ok(Interval::around(middle, mean::half_width(&shifts)?));
    let shift = mean::estimate(&shifts, 0).map(|shift| Estimate {
        interval: interval(shift.value),
        ..shift
    });
    Coefficients {
        kappa: quadratic_kappa(pairs, levels, draws),
        within_sd,
        shift,
    }
}

fn shifts(pairs: &[[u32; 2]]) -> Vec<f64> {
    let shift = |[first, second]: &[u32; 2]| f64::from(*second) - f64::from(*first);
    pairs.iter().map(shift).collect()
}

fn quadratic_kappa(pairs: &[[u32; 2]], levels: usize, draws: Draws) -> Result<Estimate, Undefined> {
    refuse_many(levels)?;
    let scale: Vec<u32> = (0..).take(levels).collect();
    let time = |at: usize| pairs.iter().map(|pair| Some(pair[at])).collect::<Vec<_>>();
    let table = Table::of_labels(&time(0), &time(1), &scale)?;
    estimate(
        &table,
        &Weights::Quadratic,
        &steps(levels),
        draws,
        &mut |_| (),
    )
}
