//! The difference of two proportions of samples that have nothing to do with each other.

use super::proportion::{share, wilson};
use crate::stats::{Interval, Undefined};

/// p₁ − p₂ with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The difference, −1..1.
    pub value: f64,
    /// How many the two proportions are of.
    pub n: [f64; 2],
    /// The hybrid score interval.
    pub interval: Interval,
}

/// `x1` of `n1` less `x2` of `n2`: Wilson's intervals of both, joined as legs of a right angle
/// (Newcombe 1998, Statistics in Medicine 17:873, method 10).
///
/// # Errors
/// [`Undefined::NoData`] where one sample is empty, [`Undefined::OutOfRange`] where x > n.
pub fn difference(
    (x1, n1): (f64, f64),
    (x2, n2): (f64, f64),
    confidence: f64,
) -> Result<Difference, Undefined> {
    let (p1, p2) = (share(x1, n1)?, share(x2, n2)?);
    let (one, two) = (wilson(x1, n1, confidence)?, wilson(x2, n2, confidence)?);
    let value = p1 - p2;
    Ok(Difference {
        value,
        n: [n1, n2],
        interval: Interval {
            low: value - (p1 - one.low).hypot(two.high - p2),
            high: value + (one.high - p1).hypot(p2 - two.low),
        },
    })
}
