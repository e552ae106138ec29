//! What a board says of each rater: whether they say the same again, drift, and are lenient; and
//! of which known answers good raters think otherwise.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::stats::agreement::drift::{Drift, drift};
use crate::stats::agreement::intra::{self, Repeats};
use crate::stats::agreement::leniency;
use crate::stats::draw::Draws;
use crate::stats::quality::doubtful;
use crate::stats::quality::doubtful::{Attempt, GOOD, Looked};
use crate::stats::{Estimate, Undefined};

use super::units;
use super::{Board, Evaluation, Version};

/// The scale of decisions has so many levels, from much worse to much better.
const DECISIONS: u32 = 7;

/// What a rater said twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Again {
    /// Decisions, on their scale of seven.
    Decisions,
    /// Levels of a criterion, of which there are so many.
    Marks {
        /// Of which version of which rubric.
        rubric: Version,
        /// Which criterion.
        criterion: u32,
        /// How many levels it has.
        levels: u32,
    },
}

impl Again {
    fn levels(self) -> u32 {
        match self {
            Self::Decisions => DECISIONS,
            Self::Marks { levels, .. } => levels,
        }
    }
}

/// How each rater [repeats](intra::repeats): the first time against the second, by rater and by
/// what was said. Decisions for both good and for both bad are the same level, the middle one;
/// those of raters who could not tell are none. Where a version of a rubric changed in between,
/// nothing is compared.
pub fn repeats(board: &Board, draws: Draws) -> BTreeMap<(u32, Again), Repeats> {
    let place = |each: &Evaluation| (each.rater, each.task, each.rubric);
    let mut firsts = BTreeMap::new();
    for evaluation in board.evaluations.iter().filter(|each| each.pass <= 1) {
        firsts.insert(place(evaluation), said(evaluation));
    }
    let mut seconds: Vec<&Evaluation> = board.evaluations.iter().filter(|e| e.pass == 2).collect();
    seconds.sort_by_key(|each| place(each));
    let mut pairs: BTreeMap<(u32, Again), Vec<[u32; 2]>> = BTreeMap::new();
    for again in seconds {
        let Some(first) = firsts.get(&place(again)) else {
            continue;
        };
        for (what, later) in said(again) {
            if let Some(before) = first.get(&what) {
                let of = pairs.entry((again.rater, what.0)).or_default();
                of.push([*before, later]);
            }
        }
    }
    let of = |((rater, what), pairs): ((u32, Again), Vec<[u32; 2]>)| {
        (
            (rater, what),
            intra::repeats(&pairs, what.levels() as usize, draws),
        )
    };
    pairs.into_iter().map(of).collect()
}

/// The level of everything said in an evaluation, by what it is of and the responses.
fn said(evaluation: &Evaluation) -> BTreeMap<(Again, [u32; 2]), u32> {
    let mut found = BTreeMap::new();
    for comparison in &evaluation.comparisons {
        if let Some(value) = comparison.preference.on_scale() {
            let sides = comparison.sides.map(|side| side.response);
            found.insert((Again::Decisions, sides), (value + 3.0) as u32);
        }
    }
    for mark in &evaluation.marks {
        let what = Again::Marks {
            rubric: evaluation.rubric,
            criterion: mark.criterion,
            levels: mark.levels,
        };
        found.insert((what, [mark.response; 2]), mark.level);
    }
    found
}

/// How the share of what is known that each rater finds changes with the order of their work, by
/// rater: [`drift`] of first answers, whose slope is per evaluation submitted.
pub fn drifts(board: &Board) -> BTreeMap<u32, Drift> {
    let mut by_rater: BTreeMap<u32, BTreeMap<u32, Option<f64>>> = BTreeMap::new();
    for each in &board.evaluations {
        let found = each.gold.filter(|_| each.pass <= 1);
        let share = found.and_then(|hits| hits.accuracy().ok());
        by_rater
            .entry(each.rater)
            .or_default()
            .insert(each.before, share);
    }
    let of = |(rater, shares): (u32, BTreeMap<u32, Option<f64>>)| {
        (rater, drift(&shares.into_values().collect::<Vec<_>>()))
    };
    by_rater.into_iter().map(of).collect()
}

/// The known answers that most [good](GOOD) raters miss; an answer is right where all of it is.
pub fn doubtful_gold(board: &Board) -> Looked {
    let mut answers: Vec<&Evaluation> = board.evaluations.iter().collect();
    answers.retain(|each| each.pass <= 1 && each.gold.is_some_and(|hits| hits.n > 0));
    answers.sort_by_key(|each| (each.task, each.rater));
    let attempt = |each: &&Evaluation| Attempt {
        rater: each.rater,
        item: each.task,
        is_correct: each.gold.is_some_and(|hits| hits.correct == hits.n),
    };
    doubtful::doubtful(&answers.iter().map(attempt).collect::<Vec<_>>(), GOOD)
}

/// How lenient raters are on a criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lenient {
    /// By which version of which rubric.
    pub rubric: Version,
    /// On which criterion.
    pub criterion: u32,
    /// The [effect](leniency::leniency) of each rater in levels, by their numbers; or why there is
    /// none of anybody.
    pub raters: Result<Vec<Result<Estimate, Undefined>>, Undefined>,
}

/// How lenient raters are on each criterion whose levels have an order. `told` hears how many
/// resamples are done, of each criterion anew.
///
/// # Errors
/// As [`units::rubrics`].
pub fn leniencies(
    board: &Board,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Vec<Lenient>, Undefined> {
    let mut found = Vec::new();
    for (rubric, criteria) in units::rubrics(board)? {
        for (criterion, rated) in criteria.iter().filter(|(_, rated)| rated.is_ordered) {
            found.push(Lenient {
                rubric,
                criterion: *criterion,
                raters: leniency::estimates(&rated.ratings, draws, told),
            });
        }
    }
    Ok(found)
}

/// Of how many criteria [`leniencies`] draws at most.
pub fn ordered_criteria(board: &Board) -> usize {
    let criteria = board.plain().flat_map(|each| {
        let ordered = each
            .marks
            .iter()
            .filter(|mark| mark.is_ordered || mark.levels == 2);
        ordered.map(|mark| (each.rubric, mark.criterion))
    });
    criteria.collect::<BTreeSet<_>>().len()
}
