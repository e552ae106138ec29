//! Checks of the work as a whole: is there enough of it, from enough people, by one rule.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::Undefined;
use crate::stats::agreement::krippendorff::alpha;
use crate::stats::board::units::Rated;
use crate::stats::board::{Board, Version};

use super::{Finding, main_work};

/// With fewer units rated twice an interval says nothing.
const OVERLAP: usize = 20;
/// More than this share of all evaluations is one person's opinion.
const SHARE: f64 = 0.5;
/// Further than this no single rater may move the headline.
const MOVES: f64 = 0.1;

/// Units with two ratings or more.
pub(super) fn enough_overlap(board: &Board) -> Result<Finding, Undefined> {
    let rated = main_work(board)?;
    let units = rated.ratings.units();
    Ok(Finding::at_least(
        rated.shared() as f64,
        OVERLAP as f64,
        units,
    ))
}

/// The share of the rater who gave most; where that is fine, how far leaving one rater out moves
/// the headline. Whom nobody can be left out for, because too little is rated twice without them,
/// is counted; unless nothing is, and everything hangs on that one.
pub(super) fn one_rater_dominates(board: &Board) -> Result<Finding, Undefined> {
    let mut given: BTreeMap<u32, usize> = BTreeMap::new();
    for evaluation in &board.evaluations {
        *given.entry(evaluation.rater).or_default() += 1;
    }
    let all = board.evaluations.len();
    let most = given.iter().max_by_key(|(_, n)| **n);
    let (most, n) = most.ok_or(Undefined::NoData)?;
    let share = Finding::at_most(*n as f64 / all as f64, SHARE, all).about(vec![*most]);
    let rated = main_work(board)?;
    let headline = alpha(&rated.ratings, rated.level());
    // Of two raters none can be left out, and where nothing overlaps that is another finding.
    let (Ok(headline), false, true) = (headline, share.fails, given.len() > 2) else {
        return Ok(share);
    };
    if let Some(rater) = hub(&rated, given.keys()) {
        return Ok(Finding::at_most(1.0, SHARE, rated.shared()).about(vec![rater]));
    }
    let mut moves = Vec::new();
    for rater in given.keys() {
        let without = Rated {
            ratings: rated.ratings.without(*rater),
            ..rated.clone()
        };
        if without.shared() >= OVERLAP
            && let Ok(left) = alpha(&without.ratings, without.level())
        {
            moves.push(((left.value - headline.value).abs(), *rater));
        }
    }
    let furthest = moves.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let left_out = given.len() - moves.len();
    Ok(furthest.map_or(share, |(moved, rater)| {
        Finding::at_most(*moved, MOVES, rated.shared())
            .about(vec![*rater])
            .leaving_out(left_out)
    }))
}

/// The rater who took part in every unit that was rated twice, where nobody else did.
fn hub<'r>(rated: &Rated, raters: impl Iterator<Item = &'r u32>) -> Option<u32> {
    let has = |rater: u32| {
        let mut shared = (0..rated.ratings.units()).map(|unit| rated.ratings.unit(unit).0);
        shared.all(|raters| raters.len() < 2 || raters.contains(&rater))
    };
    let mut hubs = raters.copied().filter(|rater| has(*rater));
    hubs.next().filter(|_| hubs.next().is_none())
}

/// The most versions that one rubric is there in. Several rubrics are no fault: what they rate is
/// never pooled.
pub(super) fn rubric_version(board: &Board) -> Result<Finding, Undefined> {
    let mut versions: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for Version { rubric, version } in board.evaluations.iter().map(|each| each.rubric) {
        versions.entry(rubric).or_default().insert(version);
    }
    let most = versions.values().map(BTreeSet::len).max();
    let most = most.ok_or(Undefined::NoData)?;
    let n = board.evaluations.len();
    Ok(Finding::at_most(most as f64, 1.0, n))
}
