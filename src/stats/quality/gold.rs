//! A rater's answers held against gold: a skills check, or known items among the work.
//!
//! Missing answers are left out and counted: an answer that nobody gave is neither right nor
//! wrong. The level follows from the lower bound of the accuracy, so that a small test cannot
//! certify: 5 of 5 has a lower bound of 0.57, 49 of 50 one of 0.90.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::stats::agreement::cohen::{self, Table};
use crate::stats::agreement::weights::{Weights, refuse_many, steps};
use crate::stats::distributions::beta_tail;
use crate::stats::draw::Draws;
use crate::stats::general::mean;
use crate::stats::general::proportion::{self, share, wilson};
use crate::stats::{CONFIDENCE, Estimate, Interval, Undefined};

/// One answer where the right one is known. Levels count from 0, the worst of those that have an
/// order.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'a> {
    /// What was rated.
    pub criterion: &'a str,
    /// How many levels it has.
    pub levels: u32,
    /// Whether its levels have an order; names have none, and one is as wrong as another.
    pub is_ordered: bool,
    /// The right level.
    pub gold: u32,
    /// The level that was given, if any was.
    pub given: Option<u32>,
    /// How much it counts in the distance score; not negative.
    pub weight: f64,
    /// Whether a miss fails the whole check.
    pub is_critical: bool,
}

/// How many of how many are right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hits {
    /// Answers that were given.
    pub n: usize,
    /// Answers that are the right level.
    pub correct: usize,
}

impl Hits {
    /// The share that is right.
    ///
    /// # Errors
    /// [`Undefined::NoData`] of no answer.
    pub fn accuracy(self) -> Result<f64, Undefined> {
        share(self.correct as f64, self.n as f64)
    }

    /// Wilson's interval of it.
    ///
    /// # Errors
    /// As [`accuracy`](Self::accuracy).
    pub fn interval(self) -> Result<Interval, Undefined> {
        wilson(self.correct as f64, self.n as f64, CONFIDENCE)
    }

    /// The chance that the true accuracy is above `least`, when all were as likely before:
    /// P(p > least) under Beta(1 + correct, 1 + wrong).
    ///
    /// # Errors
    /// [`Undefined::NoData`] of no answer, which says no more than was known before;
    /// [`Undefined::OutOfRange`] unless 0 ≤ least ≤ 1.
    pub fn chance_above(self, least: f64) -> Result<f64, Undefined> {
        self.accuracy()?;
        if !(0.0..=1.0).contains(&least) {
            return Err(Undefined::OutOfRange);
        }
        let wrong = self.n.saturating_sub(self.correct);
        beta_tail(least, 1.0 + self.correct as f64, 1.0 + wrong as f64)
    }

    /// One answer more.
    pub(super) fn count(&mut self, is_correct: bool) {
        self.n += 1;
        self.correct += usize::from(is_correct);
    }

    /// One of its answers less.
    pub(super) fn without(self, is_correct: bool) -> Self {
        Self {
            n: self.n - 1,
            correct: self.correct - usize::from(is_correct),
        }
    }
}

/// What all answers of one rater come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored<'a> {
    /// Answers and right ones.
    pub hits: Hits,
    /// Items without an answer.
    pub missing: usize,
    /// The share that is right or one level off, of the answers that were given on scales of more
    /// than two levels: of yes and no every answer is at most one off, and names are never close.
    /// [`Undefined::NoScale`] where there is nothing else.
    pub within_one: Result<Estimate, Undefined>,
    /// 1 − Σ weight × levels off ÷ (levels − 1) ÷ Σ weight: 1 where all is right, 0 at the other
    /// end of every scale, and of a wrong name. Of the answers that were given and have a weight.
    pub distance_score: Result<Estimate, Undefined>,
    /// The mean of (given − gold) ÷ (levels − 1), −1..1; above 0 is lenient. Of levels that have an
    /// order; [`Undefined::NoScale`] where there are only names.
    pub bias: Result<Estimate, Undefined>,
    /// Answers that miss the right level of a critical criterion.
    pub critical_misses: usize,
    /// By criterion.
    pub by_criterion: BTreeMap<&'a str, Hits>,
    /// Given and gold levels of the answers on the most common number of ordered levels, and that
    /// number: what [`kappa`](Self::kappa) is taken of.
    pub pairs: (Vec<(u32, u32)>, u32),
}

/// A name for accuracies from `min` on.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The name of the level.
    pub name: String,
    /// The accuracy that it takes.
    pub min: f64,
}

/// Scores the answers of one rater.
///
/// # Errors
/// [`Undefined::OutOfRange`] where a level lies beyond its scale or a weight is negative.
pub fn score<'a>(answers: &[Answer<'a>]) -> Result<Scored<'a>, Undefined> {
    if !answers.iter().all(is_sound) {
        return Err(Undefined::OutOfRange);
    }
    let mut hits = Hits::default();
    let mut by_criterion: BTreeMap<&str, Hits> = BTreeMap::new();
    let (mut near, mut critical_misses) = (Hits::default(), 0);
    let (mut right, mut bias) = (Vec::new(), Vec::new());
    for answer in answers {
        let of_criterion = by_criterion.entry(answer.criterion).or_default();
        let Some(given) = answer.given else { continue };
        let is_right = given == answer.gold;
        hits.count(is_right);
        of_criterion.count(is_right);
        critical_misses += usize::from(answer.is_critical && !is_right);
        let apart = apart(answer, given);
        right.push((1.0 - apart.abs(), answer.weight));
        if answer.is_ordered {
            bias.push(apart);
            if answer.levels > 2 {
                near.count(given.abs_diff(answer.gold) <= 1);
            }
        }
    }
    let missing = answers.len() - hits.n;
    // What is of no kind that a figure is of is left out by it, as what is missing.
    let left_out = |counted: usize| answers.len() - counted;
    let within_one = there_is(hits, near.n)
        .and_then(|()| proportion::estimate(near.correct as u64, near.n as u64, left_out(near.n)));
    let bias = there_is(hits, bias.len()).and_then(|()| {
        let bias = mean::estimate(&bias, left_out(bias.len()))?;
        Ok(held(bias, -1.0))
    });
    Ok(Scored {
        hits,
        missing,
        within_one,
        distance_score: mean::weighted(&right, missing).map(|score| held(score, 0.0)),
        bias,
        critical_misses,
        by_criterion,
        pairs: pairs(answers),
    })
}

impl Scored<'_> {
    /// The highest band whose minimum is not above the lower bound of the accuracy; none where no
    /// band is reached.
    ///
    /// # Errors
    /// [`Undefined::NoData`] of no answer, which says nothing of the level.
    pub fn level<'b>(&self, bands: &'b [Band]) -> Result<Option<&'b Band>, Undefined> {
        let sure = self.hits.interval()?.low;
        let reached = bands.iter().filter(|band| band.min <= sure);
        Ok(reached.max_by(|a, b| a.min.total_cmp(&b.min)))
    }

    /// Whether the check is passed: the lower bound of the accuracy is not below `least`, and no
    /// critical criterion was missed, however good the rest is.
    pub fn passes(&self, least: f64) -> bool {
        let is_sure = |interval: Interval| interval.low >= least;
        self.critical_misses == 0 && self.hits.interval().is_ok_and(is_sure)
    }

    /// Quadratic kappa of given and gold levels. Left out is what is missing, answers on scales of
    /// another length, and names.
    ///
    /// # Errors
    /// As [`level`](Self::level), [`Undefined::NoScale`] where there are only names,
    /// [`Undefined::NoVariation`] where both are always the same level.
    pub fn kappa(&self, draws: Draws) -> Result<Estimate, Undefined> {
        let (pairs, levels) = &self.pairs;
        there_is(self.hits, pairs.len())?;
        refuse_many(*levels as usize)?;
        let categories: Vec<u32> = (0..*levels).collect();
        let given: Vec<Option<u32>> = pairs.iter().map(|(given, _)| Some(*given)).collect();
        let gold: Vec<Option<u32>> = pairs.iter().map(|(_, gold)| Some(*gold)).collect();
        let table = Table::of_labels(&given, &gold, &categories)?;
        let positions = steps(categories.len());
        let kappa = cohen::estimate(&table, &Weights::Quadratic, &positions, draws, &mut |_| ())?;
        Ok(Estimate {
            left_out: self.hits.n - pairs.len() + self.missing,
            ..kappa
        })
    }

    /// The share that is right where what is missing counts as wrong.
    ///
    /// # Errors
    /// [`Undefined::NoData`] where nothing was asked.
    pub fn accuracy_of_all(&self) -> Result<Estimate, Undefined> {
        let asked = self.hits.n + self.missing;
        proportion::estimate(self.hits.correct as u64, asked as u64, 0)
    }
}

fn is_sound(answer: &Answer) -> bool {
    let is_level = |level: u32| level < answer.levels;
    let is_weight = answer.weight.is_finite() && answer.weight >= 0.0;
    is_weight && is_level(answer.gold) && answer.given.is_none_or(is_level)
}

/// By how much of its scale an answer is off, −1..1, below 0 if it is too strict.
fn apart(answer: &Answer, given: u32) -> f64 {
    if !answer.is_ordered {
        return f64::from(given != answer.gold);
    }
    // On a scale of one level nothing can be off.
    let steps = f64::from((answer.levels - 1).max(1));
    (f64::from(given) - f64::from(answer.gold)) / steps
}

/// Why there is no figure of so many of the answers that were given, if there is none.
fn there_is(given: Hits, counted: usize) -> Result<(), Undefined> {
    match (given.n, counted) {
        (0, _) => Err(Undefined::NoData),
        (_, 0) => Err(Undefined::NoScale),
        _ => Ok(()),
    }
}

/// A figure of at most 1 whose interval does not reach beyond where it can be.
fn held(figure: Estimate, least: f64) -> Estimate {
    let interval = figure.interval.map(|interval| interval.between(least, 1.0));
    Estimate { interval, ..figure }
}

/// Levels of scales of other lengths are not the same thing: those of the most common length are
/// taken, of two as common ones the longer.
fn pairs(answers: &[Answer]) -> (Vec<(u32, u32)>, u32) {
    let mut by_levels: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| answer.is_ordered) {
        if let Some(given) = answer.given {
            let pairs = by_levels.entry(answer.levels).or_default();
            pairs.push((given, answer.gold));
        }
    }
    let most = by_levels.into_iter().max_by_key(|(_, pairs)| pairs.len());
    most.map_or((Vec::new(), 0), |(levels, pairs)| (pairs, levels))
}
