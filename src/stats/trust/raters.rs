//! Checks of raters: do they say the same again, find what is known, and take the time it takes.

use std::collections::{BTreeMap, HashMap};

use crate::domain::decision::Strength;
use crate::stats::board::{Board, Evaluation, Preference, Version};
use crate::stats::draw::quantile;
use crate::stats::quality::gold::Hits;

use crate::stats::general::proportion::wilson;
use crate::stats::{CONFIDENCE, Undefined};

use super::Finding;

/// A rater whose upper bound is below this does not do the work that was meant.
const ENOUGH: f64 = 0.8;
/// Who takes less than this share of the usual time hurries.
const HURRY: f64 = 1.0 / 3.0;

/// How often each rater said the same again, of what was rated twice.
pub(super) fn repeat_consistency(board: &Board) -> Result<Finding, Undefined> {
    let mut firsts: HashMap<(u32, u32, Version), &Evaluation> = HashMap::new();
    for evaluation in board.evaluations.iter().filter(|e| e.pass <= 1) {
        firsts.insert(place(evaluation), evaluation);
    }
    let mut by_rater: BTreeMap<u32, (f64, usize)> = BTreeMap::new();
    for again in board.evaluations.iter().filter(|e| e.pass > 1) {
        let first = firsts.get(&place(again));
        if let Some(share) = first.and_then(|first| same(first, again)) {
            let (shares, n) = by_rater.entry(again.rater).or_default();
            *shares += share;
            *n += 1;
        }
    }
    worst(&by_rater)
}

fn place(evaluation: &Evaluation) -> (u32, u32, Version) {
    (evaluation.rater, evaluation.task, evaluation.rubric)
}

/// Of the things said twice the share that is the same; nothing where there is none. What is said
/// in one evaluation hangs together, so it counts as one.
fn same(first: &Evaluation, again: &Evaluation) -> Option<f64> {
    let mut hits = Hits::default();
    let mut count = |is_same: bool| {
        hits.n += 1;
        hits.correct += usize::from(is_same);
    };
    for comparison in &again.comparisons {
        let sides = comparison.sides.map(|side| side.response);
        let mut before = first.comparisons.iter();
        let before = before.find(|each| each.sides.map(|side| side.response) == sides);
        if let Some(before) = before {
            count(kind(before.preference) == kind(comparison.preference));
        }
    }
    for mark in &again.marks {
        let place = (mark.response, mark.criterion);
        let mut before = first.marks.iter();
        if let Some(before) = before.find(|each| (each.response, each.criterion) == place) {
            count(before.level == mark.level);
        }
    }
    hits.accuracy().ok()
}

/// A preference whatever its strength: who says “much better” and then “better” says the same.
fn kind(preference: Preference) -> Preference {
    match preference {
        Preference::Better(side, _) => Preference::Better(side, Strength::Clear),
        other => other,
    }
}

/// How much of what is known each rater found.
pub(super) fn gold(board: &Board) -> Result<Finding, Undefined> {
    let hits = gold_hits(board).into_iter();
    worst(
        &hits
            .map(|(rater, hits)| (rater, (hits.correct as f64, hits.n)))
            .collect(),
    )
}

fn gold_hits(board: &Board) -> BTreeMap<u32, Hits> {
    let mut by_rater: BTreeMap<u32, Hits> = BTreeMap::new();
    for evaluation in board.evaluations.iter().filter(|e| e.pass <= 1) {
        if let Some(Hits { n, correct }) = evaluation.gold {
            let hits = by_rater.entry(evaluation.rater).or_default();
            hits.n += n;
            hits.correct += correct;
        }
    }
    by_rater
}

/// The rater with the lowest upper bound; all whose upper bound is too low.
fn worst(by_rater: &BTreeMap<u32, (f64, usize)>) -> Result<Finding, Undefined> {
    let mut bounds = Vec::new();
    for (rater, (right, n)) in by_rater.iter().filter(|(_, (_, n))| *n > 0) {
        let interval = wilson(*right, *n as f64, CONFIDENCE)?;
        bounds.push((interval, *rater, (right / *n as f64, *n)));
    }
    bounds.sort_by(|a, b| a.0.high.total_cmp(&b.0.high));
    let (interval, _, (share, n)) = *bounds.first().ok_or(Undefined::NoData)?;
    let below = bounds
        .iter()
        .filter(|(interval, ..)| interval.high < ENOUGH);
    let finding = Finding {
        interval: Some(interval),
        fails: interval.high < ENOUGH,
        ..Finding::new(share, ENOUGH, n)
    };
    Ok(finding.about(below.map(|(_, rater, _)| *rater).collect()))
}

/// Raters who take less than a third of the usual time and find less of what is known than all
/// together. Time alone accuses nobody.
pub(super) fn pace(board: &Board) -> Result<Finding, Undefined> {
    let hits = gold_hits(board);
    let mut pool = Hits::default();
    for Hits { n, correct } in hits.values() {
        pool.n += n;
        pool.correct += correct;
    }
    let usual = pool.interval()?.low;
    let all = median(board.evaluations.iter()).ok_or(Undefined::NoData)?;
    let mut paces: Vec<(f64, u32)> = Vec::new();
    for rater in hits.keys() {
        let own = board.evaluations.iter().filter(|e| e.rater == *rater);
        paces.extend(median(own).map(|own| (own / all, *rater)));
    }
    paces.sort_by(|a, b| a.0.total_cmp(&b.0));
    let fastest = paces.first().ok_or(Undefined::NoData)?;
    let errs = |rater: &u32| hits[rater].accuracy().is_ok_and(|own| own < usual);
    let hurry = paces
        .iter()
        .filter(|(pace, rater)| *pace < HURRY && errs(rater));
    let hurry: Vec<&(f64, u32)> = hurry.collect();
    let (pace, _) = hurry.first().copied().unwrap_or(fastest);
    Ok(Finding {
        fails: !hurry.is_empty(),
        ..Finding::new(*pace, HURRY, board.evaluations.len())
    }
    .about(hurry.iter().map(|(_, rater)| *rater).collect()))
}

/// The median active time; nothing where no time was taken.
fn median<'b>(evaluations: impl Iterator<Item = &'b Evaluation>) -> Option<f64> {
    let timed = evaluations.filter(|e| e.active_ms > 0);
    let mut times: Vec<f64> = timed.map(|e| e.active_ms as f64).collect();
    times.sort_by(f64::total_cmp);
    quantile(&times, 0.5)
}
