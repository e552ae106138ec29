//! Checks of the work as a whole: is there enough of it, from enough people, by one rule.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::Undefined;
use crate::stats::agreement::krippendorff::alpha;
use crate::stats::board::units::Rated;
use crate::stats::board::{Board, Version};

use super::{About, Finding, Measure, main_work};

/// With fewer tasks that two raters worked on an interval says nothing.
const OVERLAP: usize = 20;
/// More than this share of all evaluations is one person's opinion; of two raters it is half again
/// as much, because one of two always gives more than the other.
const SHARE: f64 = 0.5;
/// Further than this no single rater may move the headline.
const MOVES: f64 = 0.1;

/// Tasks that two raters or more worked on.
pub(super) fn enough_overlap(board: &Board) -> Result<Finding, Undefined> {
    let rated = main_work(board)?;
    let tasks: BTreeSet<&u32> = rated.tasks.iter().collect();
    let (shared, enough) = (rated.shared_tasks() as f64, OVERLAP as f64);
    Ok(Finding::at_least(
        Measure::SharedTasks,
        shared,
        enough,
        tasks.len(),
    ))
}

/// The share of the rater who gave most of what figures are taken of; where that is fine, how far
/// leaving one rater out moves the headline. Whom nobody can be left out for, because too little is
/// shared without them, is counted; unless nothing is, and everything hangs on that one.
pub(super) fn one_rater_dominates(board: &Board) -> Result<Finding, Undefined> {
    let mut given: BTreeMap<u32, usize> = BTreeMap::new();
    for evaluation in board.plain() {
        *given.entry(evaluation.rater).or_default() += 1;
    }
    let all = given.values().sum::<usize>();
    let most = given.iter().max_by_key(|(_, n)| **n);
    let (most, n) = most.ok_or(Undefined::NoData)?;
    let limit = SHARE.max(1.5 * SHARE * f64::from(u8::from(given.len() == 2)));
    let share = Finding::at_most(Measure::ShareOfWork, *n as f64 / all as f64, limit, all)
        .about(About::Raters(vec![*most]));
    let rated = main_work(board)?;
    // Of two raters none can be left out.
    if share.fails || given.len() < 3 {
        return Ok(share);
    }
    let units = rated.shared().count();
    if let Some(rater) = hub(&rated, given.keys()) {
        return Ok(Finding::at_most(Measure::ShareOfOverlap, 1.0, SHARE, units)
            .about(About::Raters(vec![rater])));
    }
    let moves = moves(&rated, given.keys());
    let furthest = moves.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    Ok(furthest.map_or(share, |(moved, rater)| {
        Finding::at_most(Measure::Movement, *moved, MOVES, units)
            .about(About::Raters(vec![*rater]))
            .leaving_out(given.len() - moves.len())
    }))
}

/// How far the headline moves without each rater, of those without whom enough is left; nothing
/// where there is no headline.
fn moves<'r>(rated: &Rated, raters: impl Iterator<Item = &'r u32>) -> Vec<(f64, u32)> {
    let Ok(headline) = alpha(&rated.ratings, rated.level()) else {
        return Vec::new();
    };
    let moved = |rater: &u32| {
        let without = Rated {
            ratings: rated.ratings.without(*rater),
            ..rated.clone()
        };
        let is_enough = without.shared_tasks() >= OVERLAP;
        let left = alpha(&without.ratings, without.level())
            .ok()
            .filter(|_| is_enough)?;
        Some(((left.value - headline.value).abs(), *rater))
    };
    raters.filter_map(moved).collect()
}

/// The rater who took part in every unit that was rated twice, where nobody else did.
fn hub<'r>(rated: &Rated, raters: impl Iterator<Item = &'r u32>) -> Option<u32> {
    let has = |rater: u32| {
        let mut shared = rated.shared().map(|unit| rated.ratings.unit(unit).0);
        shared.all(|raters| raters.contains(&rater))
    };
    rated.shared().next()?;
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
    Ok(Finding::at_most(Measure::Versions, most as f64, 1.0, n))
}
