//! Tests of two verdicts on the same things. Only where they differ do they say which is higher:
//! `b` counts what holds for the first alone, `c` what holds for the second alone.

use crate::stats::Undefined;
use crate::stats::distributions::{binomial_cdf, binomial_pmf, chi_squared_tail};

/// The exact sign test, two-sided: twice the smaller tail of a fair coin thrown b + c times, at
/// most 1. With ties dropped before it is McNemar's exact test.
///
/// # Errors
/// [`Undefined::NoDifference`] where b + c = 0.
pub fn sign_test(b: u64, c: u64) -> Result<f64, Undefined> {
    let n = decisive(b, c)?;
    Ok((2.0 * binomial_cdf(b.min(c), n, 0.5)?).min(1.0))
}

/// The exact test less the chance of just what was seen (Lancaster 1961): less timid than the
/// exact one.
///
/// # Errors
/// As [`sign_test`].
pub fn mid_p(b: u64, c: u64) -> Result<f64, Undefined> {
    let n = decisive(b, c)?;
    Ok(sign_test(b, c)? - binomial_pmf(b.min(c), n, 0.5)?)
}

/// McNemar's test (1947, Psychometrika 12:153) by chi squared with one degree of freedom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McNemar {
    /// (b − c)² ÷ (b + c).
    pub chi_squared: f64,
    /// Its p.
    pub p: f64,
}

/// McNemar's test; `corrected` takes 1 off the difference, for continuity (Edwards 1948).
///
/// # Errors
/// As [`sign_test`].
pub fn mcnemar(b: u64, c: u64, corrected: bool) -> Result<McNemar, Undefined> {
    let n = decisive(b, c)? as f64;
    let apart = b.abs_diff(c).saturating_sub(u64::from(corrected)) as f64;
    let chi_squared = apart * apart / n;
    let p = chi_squared_tail(chi_squared, 1.0)?;
    Ok(McNemar { chi_squared, p })
}

fn decisive(b: u64, c: u64) -> Result<u64, Undefined> {
    match b.checked_add(c) {
        Some(0) => Err(Undefined::NoDifference),
        Some(n) => Ok(n),
        None => Err(Undefined::OutOfRange),
    }
}
