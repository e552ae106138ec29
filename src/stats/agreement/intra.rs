//! A rater against the same rater later: what repeats of the same tasks say.
//!
//! Nobody can agree with others more than with themselves, so this is the ceiling of agreement
//! between raters.

use super::cohen::{Table, kappa};
use super::weights::{Weights, steps};
use crate::stats::distributions::t_quantile;
use crate::stats::general::proportion::wilson;
use crate::stats::sum::{mean, squares, sum};
use crate::stats::{CONFIDENCE, Interval, Undefined};

/// With fewer repeats than this the counts are shown and no coefficient.
pub const FEWEST_REPEATS: usize = 10;

/// How a rater repeats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Repeats {
    /// How many items were rated twice.
    pub n: usize,
    /// The share with the same level both times, 0..1, with Wilson's interval.
    pub exact: Result<f64, Undefined>,
    /// Wilson's interval of `exact`.
    pub exact_interval: Result<Interval, Undefined>,
    /// The share at most one level apart, 0..1.
    pub within_one: Result<f64, Undefined>,
    /// Cohen's κ with quadratic weights between the first and the second time.
    pub kappa: Result<f64, Undefined>,
    /// The standard deviation of one rating of the same item, in levels: √(Σ d² / 2n).
    pub within_sd: Result<f64, Undefined>,
    /// The mean of second less first, in levels: above 0 the rater became more lenient.
    pub shift: Result<f64, Undefined>,
    /// The interval of `shift`, by Student's t with n − 1 degrees of freedom.
    pub shift_interval: Result<Interval, Undefined>,
}

impl Repeats {
    /// Whether there are enough for more than counts.
    pub fn is_enough(&self) -> bool {
        self.n >= FEWEST_REPEATS
    }
}

/// Of pairs, first and second time, of levels 0 to below `levels`. Each pair is of another item.
///
/// Within-subject deviation and mean difference after Bland and Altman (1986, The Lancet 327:307;
/// 1996, BMJ 313:744). κ is undefined where always the same level was given, and the interval of
/// the shift of a single pair.
pub fn repeats(pairs: &[[u32; 2]], levels: usize) -> Repeats {
    let n = pairs.len();
    let shifts: Vec<f64> = pairs
        .iter()
        .map(|[first, second]| f64::from(*second) - f64::from(*first))
        .collect();
    let within = |most: f64| shifts.iter().filter(|shift| shift.abs() <= most).count() as f64;
    let of_all = |figure: f64| match n {
        0 => Err(Undefined::NoData),
        n => Ok(figure / n as f64),
    };
    let spread = sum(shifts.iter().map(|shift| shift * shift));
    Repeats {
        n,
        exact: of_all(within(0.0)),
        exact_interval: wilson(within(0.0), n as f64, CONFIDENCE),
        within_one: of_all(within(1.0)),
        kappa: quadratic_kappa(pairs, levels),
        within_sd: of_all(spread / 2.0).map(f64::sqrt),
        shift: mean(&shifts).ok_or(Undefined::NoData),
        shift_interval: mean_interval(&shifts),
    }
}

fn quadratic_kappa(pairs: &[[u32; 2]], levels: usize) -> Result<f64, Undefined> {
    super::weights::refuse_many(levels)?;
    let scale: Vec<u32> = (0..).take(levels).collect();
    let time = |at: usize| pairs.iter().map(|pair| Some(pair[at])).collect::<Vec<_>>();
    let table = Table::of_labels(&time(0), &time(1), &scale)?;
    kappa(&table, &Weights::Quadratic, &steps(levels))?.value
}

/// The interval of a mean, by Student's t.
fn mean_interval(values: &[f64]) -> Result<Interval, Undefined> {
    let middle = mean(values).ok_or(Undefined::NoData)?;
    let n = values.len();
    if n < 2 {
        return Err(Undefined::TooFew { n, needed: 2 });
    }
    let degrees = n as f64 - 1.0;
    let se = (squares(values) / degrees / n as f64).sqrt();
    let half = t_quantile(0.5 + CONFIDENCE / 2.0, degrees)? * se;
    Ok(Interval::around(middle, half))
}
