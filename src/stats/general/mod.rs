//! Proportions, tests, correlations and resampling: what every other family stands on.

pub mod bootstrap;
pub mod correlation;
pub mod difference;
pub mod mean;
pub mod multiple;
pub mod paired;
pub mod proportion;

use super::Undefined;

/// A figure that was worked out, unless values were so large that their squares are not finite.
///
/// # Errors
/// [`Undefined::OutOfRange`] there.
pub(super) fn finite(figure: f64) -> Result<f64, Undefined> {
    if figure.is_finite() {
        Ok(figure)
    } else {
        Err(Undefined::OutOfRange)
    }
}

/// What is left of a spread after rounding, in units of what it is the spread of.
const ROUNDING: f64 = 1e-12;

/// A spread that an interval can reach out by. Where nothing varied it would shrink to a point,
/// which looks like certainty.
///
/// # Errors
/// [`Undefined::Alike`] of a spread that is nothing but rounding next to `scale`.
pub(super) fn varied(spread: f64, scale: f64) -> Result<f64, Undefined> {
    if spread > ROUNDING * scale {
        Ok(spread)
    } else {
        Err(Undefined::Alike)
    }
}
