//! How many votes it takes.
//!
//! For a win rate p among decisive votes against ½, at level α and power 1 − β, the normal
//! approximation asks for n = ⌈((z₁₋α/₂ · ½ + z₁₋β √(p (1 − p))) / (p − ½))²⌉ votes (Fleiss, Levin
//! and Paik 2003, *Statistical Methods for Rates and Proportions*, ch. 4). The exact test is
//! discrete and falls short of the power at that n: below six votes it never rejects at all, and
//! from one n to the next its power goes up in steps and down in between. What is enough is
//! [said](votes_for_power) by the exact power. Ties decide nothing, so that all votes are
//! n / (1 − share of ties).
//!
//! For an interval of a wanted width: the smallest n at which Wilson's interval around p reaches
//! no further than h to each side, z √(p (1 − p) / n + z² / 4n²) / (1 + z² / n) ≤ h.

use crate::stats::distributions::{binomial_cdf, normal_quantile};
use crate::stats::{CONFIDENCE, Undefined};

/// The chance of finding what is there that votes are planned for where nobody chose one.
pub const POWER: f64 = 0.8;

/// How many votes a plan lacks to tell a win rate of `p` among decisive votes from ½, at the usual
/// level and power of the exact test, where this share of votes are ties. Unless it is 0 whoever
/// plans is warned.
///
/// # Errors
/// As [`votes_for_power`] and [`with_ties`].
pub fn shortfall(planned: u64, p: f64, share_of_ties: f64) -> Result<u64, Undefined> {
    let decisive = votes_for_power(p, POWER, 1.0 - CONFIDENCE)?;
    Ok(with_ties(decisive, share_of_ties)?.saturating_sub(planned))
}

/// From how many decisive votes on the exact sign test tells a win rate of `p` from ½ with this
/// power, however many more they are: its [exact power](exact_power) goes down between its steps,
/// and this is the first number below which it never falls again.
///
/// It lies by some 1.5 / |p − ½| to 1.9 / |p − ½| above what the [normal
/// approximation](votes_needed) asks for, so the search goes down from further above. Beyond
/// 10,000 votes nobody searches: 2 / |p − ½| are added, which there is less than one vote in fifty.
///
/// # Errors
/// As [`votes_needed`].
pub fn votes_for_power(p: f64, power: f64, alpha: f64) -> Result<u64, Undefined> {
    /// Above it 2 / |p − ½| votes make no difference.
    const MOST_EXACT: u64 = 10_000;
    let normal = votes_needed(p, power, alpha)?;
    let step = 1.0 / (p - 0.5).abs();
    let further = |steps: f64| whole(normal as f64 + steps * step);
    let mut enough = further(4.0)?.saturating_add(20);
    let is_enough = |n| Ok::<bool, Undefined>(exact_power(n, p, alpha)? >= power);
    while enough <= 2 * MOST_EXACT && !is_enough(enough)? {
        enough *= 2;
    }
    if normal > MOST_EXACT || enough > 2 * MOST_EXACT {
        return further(2.0);
    }
    while enough > 0 && is_enough(enough - 1)? {
        enough -= 1;
    }
    Ok(enough)
}

/// How many decisive votes tell a win rate of `p` from ½, by the normal approximation: a figure to
/// compare with others' plans. What is enough says [`votes_for_power`].
///
/// # Errors
/// [`Undefined::NoDifference`] for p = ½, which no number of votes tells from itself;
/// [`Undefined::OutOfRange`] unless p, power and α lie between 0 and 1.
pub fn votes_needed(p: f64, power: f64, alpha: f64) -> Result<u64, Undefined> {
    if !(0.0..=1.0).contains(&p) {
        return Err(Undefined::OutOfRange);
    }
    if p == 0.5 {
        return Err(Undefined::NoDifference);
    }
    let (surprise, reach) = (normal_quantile(1.0 - alpha / 2.0)?, normal_quantile(power)?);
    let spread = surprise * 0.5 + reach * (p * (1.0 - p)).sqrt();
    // Less power than the level itself takes no vote.
    whole((spread.max(0.0) / (p - 0.5)).powi(2))
}

/// How many votes that is where some of them are ties.
///
/// # Errors
/// [`Undefined::OnlyTies`] where all are, [`Undefined::OutOfRange`] unless 0 ≤ share ≤ 1.
pub fn with_ties(decisive: u64, share_of_ties: f64) -> Result<u64, Undefined> {
    match share_of_ties {
        share if !(0.0..=1.0).contains(&share) => Err(Undefined::OutOfRange),
        1.0 => Err(Undefined::OnlyTies),
        share => whole(decisive as f64 / (1.0 - share)),
    }
}

/// The chance that the exact two-sided sign test of `n` decisive votes finds a win rate of `p` at
/// level α: at most α / 2 of each tail rejects.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 ≤ p ≤ 1 and 0 < α < 1.
pub fn exact_power(n: u64, p: f64, alpha: f64) -> Result<f64, Undefined> {
    let is_level = alpha > 0.0 && alpha < 1.0;
    if !(is_level && (0.0..=1.0).contains(&p)) {
        return Err(Undefined::OutOfRange);
    }
    let Some(most) = most_rejected(n, alpha / 2.0)? else {
        return Ok(0.0);
    };
    // Where many win the other tail is that of the losses.
    Ok(binomial_cdf(most, n, p)? + binomial_cdf(most, n, 1.0 - p)?)
}

/// The largest count whose lower tail under a fair coin is within `tail`; none where even 0 is
/// more likely.
fn most_rejected(n: u64, tail: f64) -> Result<Option<u64>, Undefined> {
    if binomial_cdf(0, n, 0.5)? > tail {
        return Ok(None);
    }
    let (mut within, mut beyond) = (0, n / 2 + 1);
    while beyond - within > 1 {
        let middle = within + (beyond - within) / 2;
        if binomial_cdf(middle, n, 0.5)? <= tail {
            within = middle;
        } else {
            beyond = middle;
        }
    }
    Ok(Some(within))
}

/// How far Wilson's interval around a share of `p` of `n` reaches to each side.
///
/// # Errors
/// [`Undefined::NoData`] for n = 0, [`Undefined::OutOfRange`] unless 0 ≤ p ≤ 1 and
/// 0 < confidence < 1.
pub fn half_width(p: f64, n: u64, confidence: f64) -> Result<f64, Undefined> {
    if !(0.0..=1.0).contains(&p) {
        return Err(Undefined::OutOfRange);
    }
    if n == 0 {
        return Err(Undefined::NoData);
    }
    let (z, n) = (normal_quantile(0.5 + confidence / 2.0)?, n as f64);
    Ok(z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n))
}

/// How many votes make Wilson's interval around a share of `p` reach no further than `h`.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless h > 0, 0 ≤ p ≤ 1 and 0 < confidence < 1, and where more than
/// 2⁵³ votes would be needed.
pub fn votes_for_width(p: f64, h: f64, confidence: f64) -> Result<u64, Undefined> {
    /// Above it whole numbers are not exact any more.
    const MOST: u64 = 1 << 53;
    if h.is_nan() || h <= 0.0 {
        return Err(Undefined::OutOfRange);
    }
    let is_enough = |n| Ok::<bool, Undefined>(half_width(p, n, confidence)? <= h);
    if is_enough(1)? {
        return Ok(1);
    }
    // The width falls as n grows: double until it is enough, then halve the gap.
    let (mut short, mut enough) = (1, 2);
    while !is_enough(enough)? {
        if enough >= MOST {
            return Err(Undefined::OutOfRange);
        }
        (short, enough) = (enough, enough * 2);
    }
    while enough - short > 1 {
        let middle = short + (enough - short) / 2;
        if is_enough(middle)? {
            enough = middle;
        } else {
            short = middle;
        }
    }
    Ok(enough)
}

fn whole(n: f64) -> Result<u64, Undefined> {
    /// Above it whole numbers are not exact any more.
    const MOST: f64 = (1_u64 << 53) as f64;
    if n.is_finite() && (0.0..=MOST).contains(&n) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Ok(n.ceil() as u64)
    } else {
        Err(Undefined::OutOfRange)
    }
}
