//! Which pair to ask about next.
//!
//! The information that a vote on a pair is expected to add, to first order: p (1 − p) ·
//! Var(θᵢ − θⱼ), by how open the vote is and how little is known of the difference. Of pairs that
//! gain alike the one with the lowest numbers is next.
//!
//! Before any gain is known there is more to win. Pairs that nothing connects yet are asked first.
//! Then, where strengths have no maximum, those between the [strong
//! components](super::graph::Graph::strong_components) that keep them from having one: of these,
//! the pair that was compared least, so that no answer makes the same question come for ever.
//!
//! Votes that were asked for adaptively break plain intervals, so a [share](AT_RANDOM) of pairs
//! stays [drawn at random](choose).

use super::bradley_terry::{Strengths, chance_of_winning};
use super::counts::Scores;
use super::graph::Graph;
use crate::stats::Undefined;
use crate::stats::draw::Chance;

/// The share of pairs that stay drawn at random.
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

/// The pair to ask about next, the lower number first, by strengths and the comparisons they are
/// of; none of fewer than two models.
pub fn next_pair(strengths: &Strengths, comparisons: &Scores) -> Option<(usize, usize)> {
    let graph = Graph::of(comparisons);
    let all = || pairs(strengths.models());
    if let Some(pair) = all().find(|(i, j)| !graph.connects(*i, *j)) {
        return Some(pair);
    }
    let unknown = || all().filter(|(i, j)| gain(strengths, *i, *j).is_err());
    let least = |pairs: &mut dyn Iterator<Item = (usize, usize)>| {
        let times = |pair: &(usize, usize)| comparisons.times(pair.0, pair.1);
        pairs.min_by(|one, other| times(one).total_cmp(&times(other)))
    };
    let open = least(&mut unknown().filter(|(i, j)| !graph.bounds(*i, *j)));
    open.or_else(|| least(&mut unknown()))
        .or_else(|| most_gained(strengths))
}

/// Of pairs that all have a gain.
fn most_gained(strengths: &Strengths) -> Option<(usize, usize)> {
    let mut best: Option<((usize, usize), f64)> = None;
    for (i, j) in pairs(strengths.models()) {
        let gain = gain(strengths, i, j).ok()?;
        if best.is_none_or(|(_, most)| gain > most * (1.0 + ALIKE)) {
            best = Some(((i, j), gain));
        }
    }
    best.map(|(pair, _)| pair)
}

/// The next pair, or with a chance of [`AT_RANDOM`] any pair.
pub fn choose(
    strengths: &Strengths,
    comparisons: &Scores,
    chance: &mut Chance,
) -> Option<(usize, usize)> {
    let models = u32::try_from(strengths.models())
        .ok()
        .filter(|models| *models > 1)?;
    if chance.unit() >= AT_RANDOM {
        return next_pair(strengths, comparisons);
    }
    let (one, other) = (chance.below(models), chance.below(models - 1));
    let other = if other < one { other } else { other + 1 };
    Some((one.min(other) as usize, one.max(other) as usize))
}

fn pairs(models: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..models).flat_map(move |i| (i + 1..models).map(move |j| (i, j)))
}
