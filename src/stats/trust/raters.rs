//! Checks of raters: do they say the same again, find what is known, and take the time it takes.

use std::collections::{BTreeMap, HashMap};

use crate::stats::board::{Board, Evaluation, Version};
use crate::stats::draw::quantile;
use crate::stats::quality::gold::Hits;

use crate::stats::general::proportion::wilson;
use crate::stats::{CONFIDENCE, Undefined};

use super::Finding;

/// A rater whose upper bound is below this does not do the work that was meant.
const ENOUGH: f64 = 0.8;
/// Of fewer answers nobody is judged: three of three wrong ones are an accident.
const KNOWN: usize = 10;
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
            count(before.preference.kind() == comparison.preference.kind());
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

/// The rater with the lowest upper bound; all whose upper bound is too low. Of whom too little is
/// known is left out and counted.
fn worst(by_rater: &BTreeMap<u32, (f64, usize)>) -> Result<Finding, Undefined> {
    let mut bounds = Vec::new();
    for (rater, (right, n)) in by_rater.iter().filter(|(_, (_, n))| *n >= KNOWN) {
        let interval = wilson(*right, *n as f64, CONFIDENCE)?;
        bounds.push((interval, *rater, (right / *n as f64, *n)));
    }
    bounds.sort_by(|a, b| a.0.high.total_cmp(&b.0.high));
    let most = by_rater.values().map(|(_, n)| *n).max();
    let few = Undefined::TooFew {
        n: most.ok_or(Undefined::NoData)?,
        needed: KNOWN,
    };
    let (interval, _, (share, n)) = *bounds.first().ok_or(few)?;
    let below = bounds
        .iter()
        .filter(|(interval, ..)| interval.high < ENOUGH);
    let finding = Finding {
        interval: Some(interval),
        fails: interval.high < ENOUGH,
        ..Finding::new(share, ENOUGH, n)
    };
    let left_out = by_rater.len() - bounds.len();
    Ok(finding
        .about(below.map(|(_, rater, _)| *rater).collect())
        .leaving_out(left_out))
}

/// Raters who take less than a third of the usual time and find less of what is known than all
/// together. Time alone accuses nobody, nor does a share that could be chance: it must lie below
/// the pool's interval, and its own interval below the pool's share. Of whom too little is known,
/// or nothing was timed, is left out and counted.
pub(super) fn pace(board: &Board) -> Result<Finding, Undefined> {
    let hits = gold_hits(board);
    let mut pool = Hits::default();
    for Hits { n, correct } in hits.values() {
        pool.n += n;
        pool.correct += correct;
    }
    let (usual, usual_low) = (pool.accuracy()?, pool.interval()?.low);
    let all = median(board.evaluations.iter()).ok_or(Undefined::NoData)?;
    let mut paces: Vec<(f64, u32)> = Vec::new();
    for (rater, _) in hits.iter().filter(|(_, hits)| hits.n >= KNOWN) {
        let own = board.evaluations.iter().filter(|e| e.rater == *rater);
        paces.extend(median(own).map(|own| (own / all, *rater)));
    }
    paces.sort_by(|a, b| a.0.total_cmp(&b.0));
    let fastest = paces.first().ok_or(Undefined::TooFew {
        n: hits.values().map(|hits| hits.n).max().unwrap_or(0),
        needed: KNOWN,
    })?;
    let errs = |rater: &u32| {
        let (share, interval) = (hits[rater].accuracy(), hits[rater].interval());
        share.is_ok_and(|own| own < usual_low) && interval.is_ok_and(|own| own.high < usual)
    };
    let hurry = paces
        .iter()
        .filter(|(pace, rater)| *pace < HURRY && errs(rater));
    let hurry: Vec<&(f64, u32)> = hurry.collect();
    let (pace, _) = hurry.first().copied().unwrap_or(fastest);
    Ok(Finding {
        fails: !hurry.is_empty(),
        ..Finding::new(*pace, HURRY, board.evaluations.len())
    }
    .about(hurry.iter().map(|(_, rater)| *rater).collect())
    .leaving_out(hits.len() - paces.len()))
}

/// The median active time; nothing where no time was taken.
fn median<'b>(evaluations: impl Iterator<Item = &'b Evaluation>) -> Option<f64> {
    let timed = evaluations.filter(|e| e.active_ms > 0);
    let mut times: Vec<f64> = timed.map(|e| e.active_ms as f64).collect();
    times.sort_by(f64::total_cmp);
    quantile(&times, 0.5)
}
