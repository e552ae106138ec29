//! Which pair to ask about next.
//!
//! The information that a vote on a pair is expected to add, to first order: p (1 − p) ·
//! Var(θᵢ − θⱼ), by how open the vote is and how little is known of the difference. Of pairs that
//! gain alike the one with the lowest numbers is next. Pairs that nothing connects yet gain
//! without bound, and are asked first.
//!
//! The arena's rule instead asks for what shortens the interval of a pair's own win rate most:
//! √(s² / n) − √(s² / (n + 1)) with s² = p (1 − p) (Chiang et al. 2024, arXiv 2403.04132, §5).
//!
//! Votes that were asked for adaptively break plain intervals, so a share of pairs stays
//! [drawn at random](choose).

use super::bradley_terry::{Strengths, chance_of_winning};
use super::counts::Scores;
use crate::stats::Undefined;
use crate::stats::draw::Chance;

/// The share of pairs that stay drawn at random where nobody chose one.
pub const AT_RANDOM: f64 = 0.2;

/// Gains this close to each other, in proportion, differ by rounding.
const ALIKE: f64 = 1e-9;

/// What a vote on a pair is expected to add.
///
/// # Errors
/// As [`Strengths::difference`]; of a model with itself it is 0.
pub fn gain(strengths: &Strengths, one: usize, other: usize) -> Result<f64, Undefined> {
    let p = chance_of_winning(strengths.difference(one, other)?);
    Ok(p * (1.0 - p) * strengths.variance_of_difference(one, other)?)
}

/// The pair to ask about next, the lower number first; none of fewer than two models.
pub fn next_pair(strengths: &Strengths) -> Option<(usize, usize)> {
    let mut best: Option<((usize, usize), f64)> = None;
    for pair in pairs(strengths.models()) {
        let Ok(gain) = gain(strengths, pair.0, pair.1) else {
            return Some(pair);
        };
        if best.is_none_or(|(_, most)| gain > most * (1.0 + ALIKE)) {
            best = Some((pair, gain));
        }
    }
    best.map(|(pair, _)| pair)
}

/// The next pair, or with a chance of `at_random` any pair.
pub fn choose(
    strengths: &Strengths,
    at_random: f64,
    chance: &mut Chance,
) -> Option<(usize, usize)> {
    let models = u32::try_from(strengths.models())
        .ok()
        .filter(|models| *models > 1)?;
    if chance.unit() >= at_random {
        return next_pair(strengths);
    }
    let (one, other) = (chance.below(models), chance.below(models - 1));
    let other = if other < one { other } else { other + 1 };
    Some((one.min(other) as usize, one.max(other) as usize))
}

/// By how much one vote more shortens the standard error of a pair's own win rate.
///
/// # Errors
/// As [`Strengths::difference`], and [`Undefined::NoData`] where the two were never compared.
pub fn arena_gain(
    strengths: &Strengths,
    comparisons: &Scores,
    (one, other): (usize, usize),
) -> Result<f64, Undefined> {
    let p = chance_of_winning(strengths.difference(one, other)?);
    let n = comparisons.times(one, other);
    if n <= 0.0 {
        return Err(Undefined::NoData);
    }
    let spread = p * (1.0 - p);
    Ok((spread / n).sqrt() - (spread / (n + 1.0)).sqrt())
}

fn pairs(models: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..models).flat_map(move |i| (i + 1..models).map(move |j| (i, j)))
}
