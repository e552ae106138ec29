//! The headline: how far raters agree, in one figure, its interval, and a verdict in words that
//! follows the interval and not the point.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::stats::agreement::krippendorff::{Alpha, Level, alpha, bootstrap};
use crate::stats::agreement::percent::percent;
use crate::stats::draw::Draws;
use crate::stats::ratings::Ratings;
use crate::stats::{CONFIDENCE, Interval, Undefined};

use super::{Board, Evaluation, Units};

/// With fewer units than this no coefficient is shown, only how many there are.
pub const FEWEST: usize = 5;

/// With fewer units than this the interval is shown before the figure, and no verdict is given.
pub const ENOUGH: usize = 20;

/// From here on raters agree well enough to rely on what they say (Krippendorff 2004).
pub const RELIABLE: f64 = 0.8;

/// From here on conclusions are tentative.
pub const TENTATIVE: f64 = 0.667;

/// Which work a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Work {
    /// Decisions between responses, on one ordered scale.
    Decisions,
    /// Ratings of responses on criteria.
    Ratings,
}

/// How far raters agree on one kind of work, or on one criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Krippendorff's alpha, ordinal; of criteria without an order nominal.
    pub alpha: Result<Alpha, Undefined>,
    /// Its interval, by drawing units again.
    pub interval: Result<Interval, Undefined>,
    /// The share of pairs of raters who say the same.
    pub same: Result<f64, Undefined>,
    /// How many units two raters or more rated.
    pub units: usize,
}

/// The headline of a board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Headline {
    /// By kind of work.
    pub work: BTreeMap<Work, Agreement>,
    /// Each criterion by itself.
    pub criteria: BTreeMap<u32, Agreement>,
}

/// What the interval allows to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All of the interval is at 0.8 or above.
    Reliable,
    /// All of it is at 0.667 or above.
    Tentative,
    /// All of it is below 0.667.
    Unreliable,
    /// It reaches over a line, or too little was rated twice.
    Open,
}

impl Agreement {
    /// What may be said of it.
    pub fn verdict(&self) -> Verdict {
        let is_enough = self.units >= ENOUGH;
        let interval = self.interval.ok().filter(|_| is_enough);
        interval.map_or(Verdict::Open, Verdict::of)
    }
}

impl Verdict {
    /// What an interval of enough units allows to say.
    pub fn of(interval: Interval) -> Self {
        match interval {
            Interval { low, .. } if low >= RELIABLE => Self::Reliable,
            Interval { high, .. } if high < TENTATIVE => Self::Unreliable,
            Interval { low, high } if low >= TENTATIVE && high < RELIABLE => Self::Tentative,
            _ => Self::Open,
        }
    }
}

/// How far the raters of a board agree. `told` hears how many replicates are done.
///
/// # Errors
/// [`Undefined::NotANumber`] where a rating is none.
pub fn headline(
    board: &Board,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Headline, Undefined> {
    let mut headline = Headline::default();
    let mut put = |work, ratings: Ratings| {
        if !ratings.is_empty() {
            let found = agreement(&ratings, Level::Ordinal, draws, told);
            headline.work.insert(work, found);
        }
    };
    put(Work::Decisions, decisions(board)?);
    put(Work::Ratings, marks(board, None)?);
    for (criterion, is_ordered) in criteria(board) {
        let level = if is_ordered {
            Level::Ordinal
        } else {
            Level::Nominal
        };
        let ratings = marks(board, Some(criterion))?;
        let found = agreement(&ratings, level, draws, told);
        headline.criteria.insert(criterion, found);
    }
    Ok(headline)
}

/// How many intervals the headline of a board takes at most.
pub fn intervals(board: &Board) -> usize {
    let has = |is: fn(&Evaluation) -> bool| usize::from(board.plain().any(is));
    has(|e| !e.comparisons.is_empty()) + has(|e| !e.marks.is_empty()) + criteria(board).len()
}

/// Every comparison as a unit, on the scale of decisions.
///
/// # Errors
/// [`Undefined::NotANumber`] where a value is none, which no decision is.
pub fn decisions(board: &Board) -> Result<Ratings, Undefined> {
    let mut units = Units::new();
    for (evaluation, comparison) in board.comparisons() {
        if let Some(value) = comparison.preference.on_scale() {
            let sides = comparison.sides.map(|side| side.response);
            let unit = (evaluation.rubric, evaluation.task, sides);
            units.add(unit, evaluation.rater, value);
        }
    }
    units.end()
}

/// Every response on every criterion, or on one, as a unit.
///
/// # Errors
/// As [`decisions`].
pub fn marks(board: &Board, criterion: Option<u32>) -> Result<Ratings, Undefined> {
    let mut units = Units::new();
    for evaluation in board.plain() {
        for mark in &evaluation.marks {
            if criterion.is_none_or(|criterion| criterion == mark.criterion) {
                let place = (evaluation.rubric, evaluation.task);
                let unit = (place, mark.response, mark.criterion);
                units.add(unit, evaluation.rater, f64::from(mark.level));
            }
        }
    }
    units.end()
}

/// The criteria that were rated, and whether their levels have an order.
fn criteria(board: &Board) -> BTreeSet<(u32, bool)> {
    let marks = board.plain().flat_map(|evaluation| &evaluation.marks);
    marks
        .map(|mark| (mark.criterion, mark.is_ordered))
        .collect()
}

fn agreement(
    ratings: &Ratings,
    level: Level,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Agreement {
    let units = ratings.by_unit().filter(|unit| unit.len() > 1).count();
    let is_enough = if units < FEWEST {
        Err(Undefined::TooFew {
            n: units,
            needed: FEWEST,
        })
    } else {
        Ok(())
    };
    let mut interval =
        || bootstrap(ratings, level, draws.replicates, draws.seed, told).interval(CONFIDENCE);
    Agreement {
        alpha: is_enough.and_then(|()| alpha(ratings, level)),
        interval: is_enough.and_then(|()| interval()),
        same: percent(ratings).pairwise,
        units,
    }
}
