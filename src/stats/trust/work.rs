//! Checks of the work as a whole: is there enough of it, from enough people, by one rule.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::Undefined;
use crate::stats::agreement::krippendorff::{Level, alpha};
use crate::stats::board::headline::{Work, decisions, marks};
use crate::stats::board::{Board, Version};

use super::{Finding, main_work};

/// With fewer units rated twice an interval says nothing.
const OVERLAP: f64 = 20.0;
/// More than this share of all evaluations is one person's opinion.
const SHARE: f64 = 0.5;
/// Further than this no single rater may move the headline.
const MOVES: f64 = 0.1;

/// Units with two ratings or more.
pub(super) fn enough_overlap(board: &Board) -> Result<Finding, Undefined> {
    let ratings = match main_work(board) {
        Work::Decisions => decisions(board)?,
        Work::Ratings => marks(board, None)?,
    };
    let twice = ratings.by_unit().filter(|unit| unit.len() > 1).count();
    Ok(Finding::at_least(twice as f64, OVERLAP, ratings.units()))
}

/// The share of the rater who gave most; where that is fine, how far leaving one rater out moves
/// the headline.
pub(super) fn one_rater_dominates(board: &Board) -> Result<Finding, Undefined> {
    let mut given: BTreeMap<u32, usize> = BTreeMap::new();
    for evaluation in &board.evaluations {
        *given.entry(evaluation.rater).or_default() += 1;
    }
    let all = board.evaluations.len();
    let most = given.iter().max_by_key(|(_, n)| **n);
    let (most, n) = most.ok_or(Undefined::NoData)?;
    let share = Finding::at_most(*n as f64 / all as f64, SHARE, all).about(vec![*most]);
    if share.fails {
        return Ok(share);
    }
    let ratings = match main_work(board) {
        Work::Decisions => decisions(board)?,
        Work::Ratings => marks(board, None)?,
    };
    // Where nothing overlaps that is another check's finding.
    let Ok(headline) = alpha(&ratings, Level::Ordinal) else {
        return Ok(share);
    };
    let mut furthest = share.clone();
    for rater in given.keys() {
        // Without whom there is no figure at all, on that one everything hangs.
        let without = alpha(&ratings.without(*rater), Level::Ordinal);
        let Ok(without) = without else {
            return Ok(Finding {
                fails: true,
                ..share.about(vec![*rater])
            });
        };
        let moves = (without.value - headline.value).abs();
        let finding = Finding::at_most(moves, MOVES, all).about(vec![*rater]);
        if finding.fails && (!furthest.fails || moves > furthest.figure) {
            furthest = finding;
        }
    }
    Ok(furthest)
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
