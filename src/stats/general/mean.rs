//! The mean of values that have nothing to do with each other, with Student's interval.

use super::{finite, varied};
use crate::stats::distributions::t_quantile;
use crate::stats::sum::{mean, squares, sum};
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

/// The mean of values that count differently, Σ w x ÷ Σ w, with the interval of a ratio: its
/// variance is n ÷ (n − 1) Σ w² (x − mean)² ÷ (Σ w)² (Cochran 1977, Sampling Techniques, 6.4),
/// which of equal weights is that of the mean. Student's t with n − 1 degrees of freedom.
///
/// # Errors
/// [`Undefined::NoData`] where nothing counts, [`Undefined::NotANumber`],
/// [`Undefined::OutOfRange`] of a negative weight. Why there is no interval stands in the estimate:
/// as of [`estimate`]; what counts nothing is left out.
pub fn weighted(values: &[(f64, f64)], left_out: usize) -> Result<Estimate, Undefined> {
    if values
        .iter()
        .any(|(value, weight)| !(value.is_finite() && weight.is_finite()))
    {
        return Err(Undefined::NotANumber);
    }
    if values.iter().any(|(_, weight)| *weight < 0.0) {
        return Err(Undefined::OutOfRange);
    }
    let counted = || values.iter().filter(|(_, weight)| *weight > 0.0);
    let (n, all) = (counted().count(), sum(counted().map(|(_, weight)| *weight)));
    if n == 0 {
        return Err(Undefined::NoData);
    }
    let value = finite(sum(counted().map(|(value, weight)| value * weight)) / all)?;
    let away = counted().map(|(x, weight)| (weight / all * (x - value)).powi(2));
    let se = (sum(away) * n as f64 / (n as f64 - 1.0)).sqrt();
    let largest = counted().fold(0.0_f64, |most, (value, _)| most.max(value.abs()));
    let interval = reach(n).and_then(|reach| {
        let half = varied(finite(reach * se)?, largest)?;
        Ok(Interval::around(value, half))
    });
    Ok(Estimate {
        value,
        interval,
        n,
        left_out: left_out + values.len() - n,
        drawn: None,
    })
}

/// How many standard errors of a mean of n values reach to each side.
fn reach(n: usize) -> Result<f64, Undefined> {
    if n < 2 {
        return Err(Undefined::TooFew { n, needed: 2 });
    }
    t_quantile(0.5 + CONFIDENCE / 2.0, n as f64 - 1.0)
}

/// How far the interval of a mean reaches to each side, t s ÷ √n; 0 where nothing varied.
///
/// # Errors
/// As [`estimate`], and [`Undefined::TooFew`] of a single value.
pub fn half_width(values: &[f64]) -> Result<f64, Undefined> {
    average(values)?;
    let n = values.len();
    let se = (squares(values) / (n as f64 - 1.0) / n as f64).sqrt();
    finite(reach(n)? * se)
}

/// The mean.
///
/// # Errors
/// As [`estimate`].
pub fn average(values: &[f64]) -> Result<f64, Undefined> {
    if !values.iter().all(|value| value.is_finite()) {
        return Err(Undefined::NotANumber);
    }
    finite(mean(values).ok_or(Undefined::NoData)?)
}
