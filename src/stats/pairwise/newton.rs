//! The top of a concave function, by Newton's method with halved steps.

use crate::stats::Undefined;
use crate::stats::solve::Square;

/// A concave function, as it looks from a point.
pub(super) struct Look {
    /// Its value; NaN or −∞ where there is none.
    pub value: f64,
    /// Its first derivatives.
    pub slope: Vec<f64>,
    /// Its second derivatives, with the sign turned: positive definite below a single top.
    pub curvature: Square,
}

impl Look {
    /// Before anything was added.
    pub fn new(size: usize) -> Self {
        Self {
            value: 0.0,
            slope: vec![0.0; size],
            curvature: Square::new(size),
        }
    }

    /// A term that depends on the difference of two parameters.
    pub fn add_difference(&mut self, (i, j): (usize, usize), slope: f64, curvature: f64) {
        self.slope[i] += slope;
        self.slope[j] -= slope;
        self.curvature.add(i, i, curvature);
        self.curvature.add(j, j, curvature);
        self.curvature.add_both(i, j, -curvature);
    }

    /// The penalty ½ λ Σ x² of parameters that the function depends on.
    pub fn add_ridge(&mut self, ridge: f64, at: &[f64]) {
        for (i, x) in at.iter().enumerate() {
            self.value -= 0.5 * ridge * x * x;
            self.slope[i] -= ridge * x;
            self.curvature.add(i, i, ridge);
        }
    }

    /// Holds the sum of some parameters where it is, by adding w / n to all their second
    /// derivatives: the function itself does not depend on it. Returns w; 1 / (w n) is what the pin
    /// adds to the inverse.
    pub fn pin(&mut self, parameters: &[usize]) -> f64 {
        let n = parameters.len().max(1) as f64;
        let diagonal: f64 = parameters.iter().map(|i| self.curvature.at(*i, *i)).sum();
        // As heavy as the rest is, so that the matrix is as well conditioned as it can be.
        let weight = if diagonal > 0.0 { diagonal / n } else { 1.0 };
        for i in parameters {
            for j in parameters {
                self.curvature.add(*i, *j, weight / n);
            }
        }
        weight
    }
}

/// Steps this short that do not get shorter are what rounding leaves.
const ROUNDING: f64 = 1e-5;

/// More steps than any function with a top takes.
const MOST_STEPS: usize = 200;

/// More halvings than there are bits.
const MOST_HALVINGS: usize = 60;

/// Where a function is highest, from a point below it on. `settled` is how short a step is taken
/// for the last one; what is left after it is of the order of its square.
///
/// # Errors
/// [`Undefined::Confounded`] where the parameters cannot be told apart, [`Undefined::NoMaximum`]
/// where the function rises without end, [`Undefined::NotANumber`] where it has no value and
/// [`Undefined::NotSettled`] where rounding hides the way up.
pub(super) fn climb(
    look: impl Fn(&[f64]) -> Look,
    start: Vec<f64>,
    settled: f64,
) -> Result<Vec<f64>, Undefined> {
    let (mut at, mut here, mut last) = (start, None, f64::INFINITY);
    for _ in 0..MOST_STEPS {
        let is_start = here.is_none();
        let from: Look = here.take().unwrap_or_else(|| look(&at));
        if !from.value.is_finite() {
            return Err(Undefined::NotANumber);
        }
        let Some(factor) = from.curvature.cholesky() else {
            let flat = if is_start {
                Undefined::Confounded
            } else {
                Undefined::NoMaximum
            };
            return Err(flat);
        };
        let step = factor.solve(&from.slope);
        let length = step
            .iter()
            .fold(0.0_f64, |length, part| length.max(part.abs()));
        if !length.is_finite() {
            return Err(Undefined::NoMaximum);
        }
        if length <= settled || (length <= ROUNDING && length >= last) {
            return Ok(moved(&at, &step, 1.0));
        }
        let Some((next, look)) = uphill(&look, &at, &step, from.value) else {
            return Err(Undefined::NotSettled);
        };
        (at, here, last) = (next, Some(look), length);
    }
    Err(Undefined::NoMaximum)
}

/// The first of the whole step, its half, its quarter … that does not lead down.
fn uphill(
    look: &impl Fn(&[f64]) -> Look,
    at: &[f64],
    step: &[f64],
    value: f64,
) -> Option<(Vec<f64>, Look)> {
    // What a sum of many terms is rounded by.
    let slack = 1e-11 * (1.0 + value.abs());
    let mut share = 1.0;
    for _ in 0..MOST_HALVINGS {
        let next = moved(at, step, share);
        let there = look(&next);
        if there.value >= value - slack {
            return Some((next, there));
        }
        share /= 2.0;
    }
    None
}

fn moved(at: &[f64], step: &[f64], share: f64) -> Vec<f64> {
    at.iter()
        .zip(step)
        .map(|(x, part)| x + share * part)
        .collect()
}

/// Parameters less their mean.
pub(super) fn centred(mut parameters: Vec<f64>) -> Vec<f64> {
    let mean = crate::stats::sum::mean(&parameters).unwrap_or_default();
    for x in &mut parameters {
        *x -= mean;
    }
    parameters
}
