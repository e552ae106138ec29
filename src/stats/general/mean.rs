//! The mean of values that have nothing to do with each other, with Student's interval.

use super::varied;
use crate::stats::distributions::t_quantile;
use crate::stats::sum::{mean, squares};
use crate::stats::{CONFIDENCE, Estimate, Interval, Undefined};

/// The mean of values as a figure with its interval, mean ± t s ÷ √n with n − 1 degrees of freedom
/// (Student 1908, Biometrika 6:1). `left_out` is passed on.
///
/// # Errors
/// [`Undefined::NoData`] of nothing, [`Undefined::NotANumber`], and [`Undefined::OutOfRange`] of
/// values too large to be added. Why there is no interval stands in the estimate:
/// [`Undefined::TooFew`] of a single value, [`Undefined::Alike`] of values that are all the same.
pub fn estimate(values: &[f64], left_out: usize) -> Result<Estimate, Undefined> {
    let value = average(values)?;
    let interval = half_width(values).and_then(|half| {
        let largest = values
            .iter()
            .fold(0.0_f64, |most, value| most.max(value.abs()));
        Ok(Interval::around(value, varied(half, largest)?))
    });
    Ok(Estimate {
        value,
        interval,
        n: values.len(),
        left_out,
        drawn: None,
    })
}

/// How far the interval of a mean reaches to each side, t s ÷ √n; 0 where nothing varied.
///
/// # Errors
/// As [`estimate`], and [`Undefined::TooFew`] of a single value.
pub fn half_width(values: &[f64]) -> Result<f64, Undefined> {
    average(values)?;
    let n = values.len();
    if n < 2 {
        return Err(Undefined::TooFew { n, needed: 2 });
    }
    let degrees = n as f64 - 1.0;
    let half = t_quantile(0.5 + CONFIDENCE / 2.0, degrees)?
        * (squares(values) / degrees / n as f64).sqrt();
    if half.is_finite() {
        Ok(half)
    } else {
        Err(Undefined::OutOfRange)
    }
}

/// The mean.
///
/// # Errors
/// As [`estimate`].
pub fn average(values: &[f64]) -> Result<f64, Undefined> {
    if !values.iter().all(|value| value.is_finite()) {
        return Err(Undefined::NotANumber);
    }
    let mean = mean(values).ok_or(Undefined::NoData)?;
    if mean.is_finite() {
        Ok(mean)
    } else {
        Err(Undefined::OutOfRange)
    }
}
