//! Checks of raters: do they say the same again, find what is known, and take the time it takes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::stats::board::{Board, Evaluation, Version};
use crate::stats::draw::quantile;
use crate::stats::quality::gold::Hits;

use crate::stats::general::proportion::wilson;
use crate::stats::{CONFIDENCE, Undefined};

use super::{About, Finding, Measure};

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
    worst(Measure::SelfAgreement, board, &by_rater)
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
    worst(Measure::Accuracy, board, &found(board))
}

/// The shares of what is known that a rater found, added up, and of how many evaluations. What is
/// said in one evaluation hangs together, so it counts as one.
fn found(board: &Board) -> BTreeMap<u32, (f64, usize)> {
    let mut by_rater: BTreeMap<u32, (f64, usize)> = BTreeMap::new();
    for evaluation in board.evaluations.iter().filter(|e| e.pass <= 1) {
        if let Some(Ok(share)) = evaluation.gold.map(Hits::accuracy) {
            let (shares, n) = by_rater.entry(evaluation.rater).or_default();
            *shares += share;
            *n += 1;
        }
    }
    by_rater
}

/// How many raters submitted anything.
fn raters(board: &Board) -> usize {
    let raters: BTreeSet<u32> = board.evaluations.iter().map(|each| each.rater).collect();
    raters.len()
}

/// Why nobody is judged.
fn too_few(by_rater: &BTreeMap<u32, (f64, usize)>) -> Undefined {
    match by_rater.values().map(|(_, n)| *n).max() {
        Some(n) => Undefined::TooFew { n, needed: KNOWN },
        None => Undefined::NoData,
    }
}

/// The rater with the lowest upper bound; all whose upper bound is too low. Of whom too little is
/// known is left out and counted.
fn worst(
    measure: Measure,
    board: &Board,
    by_rater: &BTreeMap<u32, (f64, usize)>,
) -> Result<Finding, Undefined> {
    let mut bounds = Vec::new();
    for (rater, (right, n)) in by_rater.iter().filter(|(_, (_, n))| *n >= KNOWN) {
        let interval = wilson(*right, *n as f64, CONFIDENCE)?;
        bounds.push((interval, *rater, (right / *n as f64, *n)));
    }
    bounds.sort_by(|a, b| a.0.high.total_cmp(&b.0.high));
    let (interval, _, (share, n)) = *bounds.first().ok_or_else(|| too_few(by_rater))?;
    let below = bounds
        .iter()
        .filter(|(interval, ..)| interval.high < ENOUGH);
    let below = below.map(|(_, rater, _)| *rater).collect();
    let finding = Finding {
        interval: Some(interval),
        fails: interval.high < ENOUGH,
        ..Finding::new(measure, share, ENOUGH, n)
    };
    Ok(finding
        .about(About::Raters(below))
        .leaving_out(raters(board) - bounds.len()))
}

/// Raters who take less than a third of the usual time and find less of what is known than all
/// together. Time alone accuses nobody, nor does a share that could be chance: it must lie below
/// the pool's interval, and its own interval below the pool's share. Of whom too little is known,
/// or nothing was timed, is left out and counted.
pub(super) fn pace(board: &Board) -> Result<Finding, Undefined> {
    let found = found(board);
    let pool = found
        .values()
        .fold((0.0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    let usual = pool.0 / pool.1 as f64;
    let usual_low = wilson(pool.0, pool.1 as f64, CONFIDENCE)?.low;
    let all = median(board.evaluations.iter()).ok_or(Undefined::NoData)?;
    let mut paces: Vec<(f64, u32)> = Vec::new();
    for (rater, _) in found.iter().filter(|(_, (_, n))| *n >= KNOWN) {
        let own = board.evaluations.iter().filter(|e| e.rater == *rater);
        paces.extend(median(own).map(|own| (own / all, *rater)));
    }
    paces.sort_by(|a, b| a.0.total_cmp(&b.0));
    let fastest = paces.first().ok_or_else(|| too_few(&found))?;
    let errs = |rater: &u32| {
        let (right, n) = found[rater];
        let own = wilson(right, n as f64, CONFIDENCE);
        right / (n as f64) < usual_low && own.is_ok_and(|own| own.high < usual)
    };
    let hurry = paces
        .iter()
        .filter(|(pace, rater)| *pace < HURRY && errs(rater));
    let hurry: Vec<&(f64, u32)> = hurry.collect();
    let (pace, _) = hurry.first().copied().unwrap_or(fastest);
    let timed = board.evaluations.iter().filter(|each| each.active_ms > 0);
    let finding = Finding {
        fails: !hurry.is_empty(),
        ..Finding::new(Measure::Pace, *pace, HURRY, timed.count())
    };
    let hurry = hurry.iter().map(|(_, rater)| *rater).collect();
    Ok(finding
        .about(About::Raters(hurry))
        .leaving_out(raters(board) - paces.len()))
}

/// The median active time; nothing where no time was taken.
fn median<'b>(evaluations: impl Iterator<Item = &'b Evaluation>) -> Option<f64> {
    let timed = evaluations.filter(|e| e.active_ms > 0);
    let mut times: Vec<f64> = timed.map(|e| e.active_ms as f64).collect();
    times.sort_by(f64::total_cmp);
    quantile(&times, 0.5)
}
