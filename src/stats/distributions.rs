//! Quantiles and tails, from `statrs`: to about nine digits in the tails that tests and intervals
//! are made of, also of millions. In the middle of a distribution, where a tail is near a half, its
//! series for the beta function is cut off: beyond counts of 100,000 that is good to three digits
//! there, and to one beyond ten millions.
//!
//! Quantiles without a closed form are polished by Newton's method on the distribution function:
//! an interval is printed to more digits than a first guess has.

use statrs::distribution::{
    Beta, Binomial, ChiSquared, Continuous, ContinuousCDF, Discrete, DiscreteCDF, FisherSnedecor,
    Hypergeometric, Normal, StudentsT,
};
use statrs::function::beta::ln_beta;

use super::Undefined;

/// The quantile of the standard normal distribution.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 < p < 1.
pub fn normal_quantile(p: f64) -> Result<f64, Undefined> {
    within(p)?;
    let normal = Normal::standard();
    Ok(polish(&normal, p, normal.inverse_cdf(p)))
}

/// P(Z > z) for the standard normal distribution, precise far out in the tail.
pub fn normal_tail(z: f64) -> f64 {
    Normal::standard().sf(z)
}

/// How many standard errors an interval reaches to each side: 1.96 for 95 %.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 < confidence < 1.
pub fn reach(confidence: f64) -> Result<f64, Undefined> {
    normal_quantile(0.5 + confidence / 2.0)
}

/// The quantile of Student's t with `df` degrees of freedom.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 < p < 1 and df > 0.
pub fn t_quantile(p: f64, df: f64) -> Result<f64, Undefined> {
    within(p)?;
    let t = StudentsT::new(0.0, 1.0, df).map_err(|_| Undefined::OutOfRange)?;
    Ok(polish(&t, p, t.inverse_cdf(p)))
}

/// P(T > t) for Student's t with `df` degrees of freedom.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless df > 0, [`Undefined::NotANumber`].
pub fn t_tail(t: f64, df: f64) -> Result<f64, Undefined> {
    number(t)?;
    let student = StudentsT::new(0.0, 1.0, df).map_err(|_| Undefined::OutOfRange)?;
    Ok(student.sf(t))
}

/// The quantile of the beta distribution.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 < p < 1 and both shapes are positive, and at most 1e10.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Result<f64, Undefined> {
    within(p)?;
    if a.max(b) > COUNTABLE {
        return Err(Undefined::OutOfRange);
    }
    let beta = Beta::new(a, b).map_err(|_| Undefined::OutOfRange)?;
    let guess = if a.max(b) > LARGE {
        halved(&beta, p)
    } else {
        beta.inverse_cdf(p)
    };
    Ok(polish(&beta, p, guess).clamp(0.0, 1.0))
}

/// Of larger shapes too few digits are right.
const COUNTABLE: f64 = 1e10;
/// The search of `statrs` need not end where a shape is larger.
const LARGE: f64 = 1e5;

/// The quantile by halving 0..1 until no number lies between.
fn halved(beta: &Beta, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle == low || middle == high {
            return middle;
        }
        if beta.cdf(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// P(X > x) for the beta distribution.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless both shapes are positive, [`Undefined::NotANumber`].
pub fn beta_tail(x: f64, a: f64, b: f64) -> Result<f64, Undefined> {
    number(x)?;
    let beta = Beta::new(a, b).map_err(|_| Undefined::OutOfRange)?;
    Ok(beta.sf(x))
}

/// The logarithm of the beta function.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless both are positive and finite.
pub fn log_beta(a: f64, b: f64) -> Result<f64, Undefined> {
    let is_shape = |x: f64| x > 0.0 && x.is_finite();
    if is_shape(a) && is_shape(b) {
        Ok(ln_beta(a, b))
    } else {
        Err(Undefined::OutOfRange)
    }
}

/// The quantile of F with `d1` and `d2` degrees of freedom: X = d2 B / (d1 (1 − B)) where B is
/// beta of d1 / 2 and d2 / 2.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 < p < 1 and both degrees are positive.
pub fn f_quantile(p: f64, d1: f64, d2: f64) -> Result<f64, Undefined> {
    within(p)?;
    let f = FisherSnedecor::new(d1, d2).map_err(|_| Undefined::OutOfRange)?;
    let share = beta_quantile(p, d1 / 2.0, d2 / 2.0)?;
    Ok(polish(&f, p, d2 * share / (d1 * (1.0 - share))))
}

/// P(X > x) for chi squared with `df` degrees of freedom.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless df > 0, [`Undefined::NotANumber`].
pub fn chi_squared_tail(x: f64, df: f64) -> Result<f64, Undefined> {
    number(x)?;
    let chi = ChiSquared::new(df).map_err(|_| Undefined::OutOfRange)?;
    Ok(chi.sf(x))
}

/// P(X ≤ k) of `n` trials that each succeed with chance `p`.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 ≤ p ≤ 1.
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> Result<f64, Undefined> {
    let binomial = Binomial::new(p, n).map_err(|_| Undefined::OutOfRange)?;
    Ok(binomial.cdf(k))
}

/// P(X = k) of `n` trials that each succeed with chance `p`.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 ≤ p ≤ 1.
pub fn binomial_pmf(k: u64, n: u64, p: f64) -> Result<f64, Undefined> {
    let binomial = Binomial::new(p, n).map_err(|_| Undefined::OutOfRange)?;
    Ok(binomial.pmf(k))
}

/// P(X ≤ k) of `drawn` units out of `all`, of which `marked` are marked.
///
/// # Errors
/// [`Undefined::OutOfRange`] where more are drawn or marked than there are.
pub fn hypergeometric_cdf(k: u64, all: u64, marked: u64, drawn: u64) -> Result<f64, Undefined> {
    let draws = Hypergeometric::new(all, marked, drawn).map_err(|_| Undefined::OutOfRange)?;
    // Its terms may add up to a little more.
    Ok(draws.cdf(k).clamp(0.0, 1.0))
}

fn number(x: f64) -> Result<(), Undefined> {
    if x.is_nan() {
        Err(Undefined::NotANumber)
    } else {
        Ok(())
    }
}

fn within(p: f64) -> Result<(), Undefined> {
    if p > 0.0 && p < 1.0 {
        Ok(())
    } else {
        Err(Undefined::OutOfRange)
    }
}

/// A few steps of Newton's method towards the quantile, in the tail where it is precise; the guess
/// itself where they lead nowhere.
fn polish(
    distribution: &(impl Continuous<f64, f64> + ContinuousCDF<f64, f64>),
    p: f64,
    guess: f64,
) -> f64 {
    let mut x = guess;
    for _ in 0..4 {
        let beyond = if p < 0.5 {
            distribution.cdf(x) - p
        } else {
            (1.0 - p) - distribution.sf(x)
        };
        let next = x - beyond / distribution.pdf(x);
        let is_near = (next - x).abs() <= 0.1 * x.abs().max(1e-6);
        if !next.is_finite() || !is_near {
            return x;
        }
        x = next;
    }
    x
}
