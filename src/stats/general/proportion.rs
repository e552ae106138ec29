//! Intervals for a proportion: `x` of `n`.
//!
//! Wilson is what is shown; Clopper-Pearson where a guarantee is asked for (acceptance). Never
//! Wald, which is empty at 0 and 1. Nothing of nothing is undefined.

use std::ops::RangeInclusive;

use crate::stats::distributions::{beta_quantile, reach};
use crate::stats::{CONFIDENCE, Estimate, Interval, Undefined};

/// What may be counted; the square of anything else is 0 or infinite.
const COUNTS: RangeInclusive<f64> = 1e-100..=1e100;

/// The share `x / n`, 0..1.
///
/// # Errors
/// [`Undefined::NoData`] where n = 0, [`Undefined::OutOfRange`] unless 0 ≤ x ≤ n, or of an n that
/// nobody counts.
pub fn share(x: f64, n: f64) -> Result<f64, Undefined> {
    match (x, n) {
        _ if !(x.is_finite() && n.is_finite()) => Err(Undefined::NotANumber),
        _ if n == 0.0 && x == 0.0 => Err(Undefined::NoData),
        _ if x < 0.0 || x > n || !COUNTS.contains(&n) => Err(Undefined::OutOfRange),
        _ => Ok(x / n),
    }
}

/// The share `x / n` as a figure with Wilson's interval. `left_out` is passed on.
///
/// # Errors
/// As [`share`].
pub fn estimate(x: u64, n: u64, left_out: usize) -> Result<Estimate, Undefined> {
    let (of, all) = (x as f64, n as f64);
    Ok(Estimate {
        value: share(of, all)?,
        interval: wilson(of, all, CONFIDENCE),
        n: usize::try_from(n).unwrap_or(usize::MAX),
        left_out,
        drawn: None,
    })
}

/// The score interval (Wilson 1927, JASA 22:209): every p whose distance from x / n is within z of
/// its own standard errors. `x` may be a fraction: half wins.
///
/// # Errors
/// As [`share`], and where the confidence is out of range.
pub fn wilson(x: f64, n: f64, confidence: f64) -> Result<Interval, Undefined> {
    let (p, z) = (share(x, n)?, reach(confidence)?);
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let all = 1.0 + z * z / n;
    // At the ends it is exact, and the rounding of the two halves is not.
    Ok(clamped(
        if x == 0.0 { 0.0 } else { (middle - half) / all },
        if x == n { 1.0 } else { (middle + half) / all },
    ))
}

/// Wilson's interval with the correction for continuity (Newcombe 1998, Statistics in Medicine
/// 17:857, method 4).
///
/// # Errors
/// As [`wilson`].
pub fn wilson_corrected(x: f64, n: f64, confidence: f64) -> Result<Interval, Undefined> {
    let (p, z) = (share(x, n)?, reach(confidence)?);
    let q = 1.0 - p;
    let (middle, all) = (2.0 * n * p + z * z, 2.0 * (n + z * z));
    let low = z * z - 2.0 - 1.0 / n + 4.0 * p * (n * q + 1.0);
    let high = z * z + 2.0 - 1.0 / n + 4.0 * p * (n * q - 1.0);
    let low = (middle - 1.0 - z * low.max(0.0).sqrt()) / all;
    let high = (middle + 1.0 + z * high.max(0.0).sqrt()) / all;
    Ok(clamped(
        if x == 0.0 { 0.0 } else { low },
        if x == n { 1.0 } else { high },
    ))
}

/// The exact interval (Clopper and Pearson 1934, Biometrika 26:404), by quantiles of beta.
///
/// # Errors
/// As [`wilson`].
pub fn clopper_pearson(x: u64, n: u64, confidence: f64) -> Result<Interval, Undefined> {
    let (x, n) = (x as f64, n as f64);
    share(x, n)?;
    let tail = tail(confidence)?;
    let low = beta_quantile(tail, x, n - x + 1.0);
    let high = beta_quantile(1.0 - tail, x + 1.0, n - x);
    Ok(Interval {
        low: if x == 0.0 { 0.0 } else { low? },
        high: if x == n { 1.0 } else { high? },
    })
}

/// Wald's interval after z² / 2 successes and failures more (Agresti and Coull 1998, The American
/// Statistician 52:119).
///
/// # Errors
/// As [`wilson`].
pub fn agresti_coull(x: f64, n: f64, confidence: f64) -> Result<Interval, Undefined> {
    share(x, n)?;
    let z = reach(confidence)?;
    let more = n + z * z;
    let p = (x + z * z / 2.0) / more;
    let half = z * (p * (1.0 - p) / more).sqrt();
    Ok(clamped(p - half, p + half))
}

/// The equal-tailed interval of the posterior under Jeffreys' prior, Beta(½, ½); at 0 and n it
/// reaches to the end (Brown, Cai and DasGupta 2001, Statistical Science 16:101).
///
/// # Errors
/// As [`wilson`].
pub fn jeffreys(x: f64, n: f64, confidence: f64) -> Result<Interval, Undefined> {
    share(x, n)?;
    let tail = tail(confidence)?;
    let quantile = |p| beta_quantile(p, x + 0.5, n - x + 0.5);
    Ok(Interval {
        low: if x == 0.0 { 0.0 } else { quantile(tail)? },
        high: if x == n { 1.0 } else { quantile(1.0 - tail)? },
    })
}

fn tail(confidence: f64) -> Result<f64, Undefined> {
    if confidence > 0.0 && confidence < 1.0 {
        Ok((1.0 - confidence) / 2.0)
    } else {
        Err(Undefined::OutOfRange)
    }
}

fn clamped(low: f64, high: f64) -> Interval {
    Interval {
        low: low.clamp(0.0, 1.0),
        high: high.clamp(0.0, 1.0),
    }
}
