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

/// The mean of values that count differently, Σ v x with v = w ÷ Σ w. It varies as the mean of
/// 1 ÷ Σ v² values that count the same (Kish 1965, Survey Sampling, 11.7): its variance is s² Σ v²,
/// where s² = Σ v (x − mean)² ÷ (1 − Σ v²) is what one value varies by, whatever it counts.
/// Student's t has the degrees of freedom of s² (Satterthwaite 1946, Biometrics Bulletin 2:110).
/// Of equal weights all that is as of [`estimate`].
///
/// A value that counts for nearly everything is near the mean because it makes it: what it could
/// have been is told by the others, and the interval is wide.
///
/// # Errors
/// [`Undefined::NoData`] where nothing counts, [`Undefined::NotANumber`],
/// [`Undefined::OutOfRange`] of a negative weight or weights too large to be added. Why there is
/// no interval stands in the estimate: as of [`estimate`], and [`Undefined::TooFew`] where all
/// others together count less than a millionth, which is as good as a single value. What counts
/// nothing is left out.
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
    let counted = values.iter().filter(|(_, weight)| *weight > 0.0);
    let all = finite(sum(counted.clone().map(|(_, weight)| *weight)))?;
    let shares: Vec<(f64, f64)> = counted.map(|(x, weight)| (*x, weight / all)).collect();
    let n = shares.len();
    if n == 0 {
        return Err(Undefined::NoData);
    }
    let value = finite(sum(shares.iter().map(|(x, share)| x * share)))?;
    let interval = half_width_of_shares(&shares, value).and_then(|half| {
        let largest = shares
            .iter()
            .fold(0.0_f64, |most, (x, _)| most.max(x.abs()));
        Ok(Interval::around(value, varied(half, largest)?))
    });
    Ok(Estimate {
        value,
        interval,
        n,
        left_out: left_out + values.len() - n,
        drawn: None,
    })
}

/// How far the interval of a [weighted mean](weighted) reaches to each side, of values and their
/// shares of all weight.
fn half_width_of_shares(shares: &[(f64, f64)], middle: f64) -> Result<f64, Undefined> {
    /// Less than this of the others is lost to rounding where it is squared.
    const LEAST: f64 = 1e-6;
    let power = |power: i32| sum(shares.iter().map(|(_, share)| share.powi(power)));
    let (squared, free) = (power(2), 1.0 - power(2));
    if shares.len() < 2 || free < LEAST {
        return Err(Undefined::TooFew { n: 1, needed: 2 });
    }
    // Σ v (x − mean)² is a form of rank n − 1 at most, and of rank 1 at least.
    let of_form = squared - 2.0 * power(3) + squared * squared;
    let degrees = (free * free / of_form).clamp(1.0, shares.len() as f64 - 1.0);
    let spread = sum(shares.iter().map(|(x, share)| share * (x - middle).powi(2)));
    let se = (spread / free * squared).sqrt();
    finite(t_quantile(0.5 + CONFIDENCE / 2.0, degrees)? * se)
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
