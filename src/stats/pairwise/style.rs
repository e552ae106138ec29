//! Do people vote for models, or for length and lists: strengths with style held still.
//!
//! Logistic regression of votes on strengths and features: ln odds that the first wins = θᵢ − θⱼ +
//! Σ γ x, where x is the relative difference (a − b) / (a + b) of a feature of both responses
//! (`LMArena` 2024, *Does style matter?*; Chiang et al. 2024, arXiv 2403.04132), on a
//! [scale](Scale) over all votes. A tie is half a vote each way; the ridge is ½ λ (Σ θ² + Σ γ²). θ
//! has mean 0 over what votes tie together.
//!
//! Such an x turns its sign where the sides are turned, and which of two is called the first is an
//! accident. So it is divided by its root mean square, √(Σ x² / n), and nothing is taken off:
//! whatever rows are turned, no figure changes. The arena takes off the mean as well; with it, what
//! is fitted is a length *and* an advantage of the first side, tied together, and strengths and
//! effects change with the accident. [`Scale::ZScore`] is that, for comparison with the arena.
//!
//! e^γ is the odds ratio per such unit. Standard errors of [`style_control`] are of the
//! information, which takes ties as whole votes and so is a little too wide, and votes as
//! independent. Those of [`style_control_by_prompt`] are of the sandwich, the votes on a prompt
//! together, and are the ones to take where prompts are known. A feature without variance is left
//! out and says so. An effect is an association: longer answers may be better ones.
//!
//! The [win rate at zero](StyleFit::win_rate_at_zero) is what the fit says of two models whose
//! responses do not differ in style (Dubois et al. 2024, *Length-Controlled `AlpacaEval`*, arXiv
//! 2404.04475).
//!
//! A column of ones, taken as it is, is the order effect: the log-odds of what is shown
//! first between equals.

use std::collections::BTreeSet;

use super::bradley_terry::{RIDGE, chance_of_winning};
use super::counts::{Counts, Vote, enough_prompts};
use super::design::{Column, Design, columns};
use super::errors::{around, inverse, sandwich};
use super::graph::{Graph, is_strong};
use super::newton::climb;
use crate::stats::solve::Square;
use crate::stats::sum::sum;
use crate::stats::{CONFIDENCE, Estimate, Interval, Undefined};

/// How long the last step of an estimate may be.
const SETTLED: f64 = 1e-8;

/// A vote and how the two responses differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// The vote; here it matters which one is first.
    pub vote: Vote,
    /// The differences, the same features for every vote.
    pub features: Vec<f64>,
}

/// What a unit of a feature is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Its own: for what is the same for every vote, as the order effect is.
    AsItIs,
    /// Its root mean square, with its zero where it is: for what turns its sign with the sides.
    #[default]
    RootMeanSquare,
    /// Its population standard deviation, from its mean, as the arena has it. Only for comparison
    /// with what was fitted so: figures depend on which side is called the first.
    ZScore,
}

/// How to fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// λ.
    pub ridge: f64,
    /// What a unit of a feature is.
    pub scale: Scale,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ridge: RIDGE,
            scale: Scale::default(),
        }
    }
}

/// Strengths with style held still, and what style does.
#[derive(Clone, Debug, PartialEq)]
pub struct StyleFit {
    /// Log-strengths where all features are at their [zero](Effect::zero), or why there are none.
    pub theta: Vec<Result<f64, Undefined>>,
    /// The features, or why they were left out.
    pub effects: Vec<Result<Effect, Undefined>>,
    /// How many votes there are: all count, a tie as half a vote each way, and none is left out.
    pub n: usize,
    /// What votes tie together.
    graph: Graph,
    /// How strengths, and after them the effects of features that were kept, vary together.
    covariance: Square,
}

/// What a feature does to votes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Log-odds per unit.
    pub gamma: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Where the feature is counted from: its mean of a [`Scale::ZScore`], otherwise 0.
    pub zero: f64,
    /// What a unit of the feature is: 1 of what is taken as it is.
    pub unit: f64,
}

impl Effect {
    /// The interval of the log-odds.
    ///
    /// # Errors
    /// [`Undefined::OutOfRange`] unless 0 < confidence < 1, [`Undefined::Alike`] where nothing
    /// varies.
    pub fn interval(&self, confidence: f64) -> Result<Interval, Undefined> {
        around(self.gamma, self.standard_error, confidence)
    }
}

impl StyleFit {
    /// The standard error of a model's log-strength.
    ///
    /// # Errors
    /// [`Undefined::NoData`] where nobody compared it.
    pub fn standard_error(&self, model: usize) -> Result<f64, Undefined> {
        self.strength(model)?;
        Ok(self.covariance.at(model, model).max(0.0).sqrt())
    }

    /// A model's log-strength plus and minus what its standard error reaches.
    ///
    /// # Errors
    /// As [`standard_error`](Self::standard_error), where the confidence is out of range,
    /// [`Undefined::NoMaximum`] outside of a [core](Graph::cores), where the strength is finite by
    /// the ridge alone, and [`Undefined::Alike`] where nothing varies.
    pub fn interval(&self, model: usize, confidence: f64) -> Result<Interval, Undefined> {
        let theta = self.strength(model)?;
        if !self.graph.cores.iter().any(|core| core.contains(&model)) {
            return Err(Undefined::NoMaximum);
        }
        around(theta, self.standard_error(model)?, confidence)
    }

    /// By how much a unit of a feature multiplies the odds, with its interval; of all votes.
    ///
    /// # Errors
    /// Why the feature was left out; [`Undefined::OutOfRange`] of a feature that there is not, and
    /// for odds that no number holds.
    pub fn odds_ratio(&self, feature: usize) -> Result<Estimate, Undefined> {
        let effect = self.effects.get(feature).copied();
        let effect = effect.ok_or(Undefined::OutOfRange)??;
        let held = |odds: f64| Some(odds).filter(|odds| odds.is_finite());
        let odds = |log: f64| held(log.exp()).ok_or(Undefined::OutOfRange);
        let ends = |Interval { low, high }| {
            let (low, high) = (odds(low)?, odds(high)?);
            Ok(Interval { low, high })
        };
        Ok(self.estimate(
            odds(effect.gamma)?,
            effect.interval(CONFIDENCE).and_then(ends),
        ))
    }

    /// The win rate, 0..1, that a model has against another where their responses do not differ in
    /// any feature: ln odds θᵢ − θⱼ − Σ γ m / s, m and s being zero and unit of the features. Its
    /// interval is that of the log-odds by the delta method. Of all votes.
    ///
    /// It does not matter which of the two is first, but where features were counted from their
    /// mean: there a model has no single rate, and it is that of the first. The rate has no
    /// interval where one of them got nothing of the other, directly or by way of others, so that
    /// only the ridge keeps it from 0 or 1.
    ///
    /// # Errors
    /// [`Undefined::NoData`] where nobody compared one of them, [`Undefined::Disconnected`] across
    /// components.
    pub fn win_rate_at_zero(&self, first: usize, second: usize) -> Result<Estimate, Undefined> {
        let mut log_odds = self.strength(first)? - self.strength(second)?;
        if !self.graph.connects(first, second) {
            return Err(Undefined::Disconnected);
        }
        let mut by = vec![0.0; self.theta.len()];
        by[first] += 1.0;
        by[second] -= 1.0;
        for effect in self.effects.iter().flatten() {
            let off = effect.zero / effect.unit;
            log_odds -= effect.gamma * off;
            by.push(-off);
        }
        let rows = by.iter().enumerate();
        let part = |(at, x): (usize, &f64)| {
            let row = self.covariance.row(at).iter().zip(&by);
            x * sum(row.map(|(varies, y)| varies * y))
        };
        let error = sum(rows.map(part)).max(0.0).sqrt();
        let interval = if self.graph.bounds(first, second) {
            around(log_odds, error, CONFIDENCE)
        } else {
            Err(Undefined::NoMaximum)
        };
        let rates = |Interval { low, high }| Interval {
            low: chance_of_winning(low),
            high: chance_of_winning(high),
        };
        Ok(self.estimate(chance_of_winning(log_odds), interval.map(rates)))
    }

    fn strength(&self, model: usize) -> Result<f64, Undefined> {
        let theta = self.theta.get(model).copied();
        theta.ok_or(Undefined::OutOfRange)?
    }

    fn estimate(&self, value: f64, interval: Result<Interval, Undefined>) -> Estimate {
        Estimate {
            value,
            interval,
            n: self.n,
            left_out: 0,
            drawn: None,
        }
    }

    /// The same fit with other errors.
    fn varying(mut self, covariance: Square) -> Self {
        let kept = self.effects.iter_mut().flatten();
        for (effect, at) in kept.zip(self.theta.len()..) {
            effect.standard_error = covariance.at(at, at).max(0.0).sqrt();
        }
        Self { covariance, ..self }
    }
}

/// (a − b) / (a + b), −1..1: by how much the first has more. 0 where neither has any.
pub fn relative_difference(a: f64, b: f64) -> f64 {
    if a + b == 0.0 { 0.0 } else { (a - b) / (a + b) }
}

/// The odds ratio of a usual difference in relative length, which is its root mean square,
/// strengths held still by the usual ridge; of votes with the lengths of the first and the second.
/// Which of both that is does not matter.
///
/// # Errors
/// [`Undefined::NoVariation`] where lengths never differ, and as [`style_control`].
pub fn length_effect(
    models: usize,
    votes: impl IntoIterator<Item = (Vote, [f64; 2])>,
) -> Result<Estimate, Undefined> {
    let describe = |(vote, [first, second]): (Vote, [f64; 2])| {
        let is_length = |length: f64| length.is_finite() && length >= 0.0;
        if !(is_length(first) && is_length(second)) {
            return Err(Undefined::OutOfRange);
        }
        Ok(Described {
            vote,
            features: vec![relative_difference(first, second)],
        })
    };
    let rows: Result<Vec<_>, _> = votes.into_iter().map(describe).collect();
    style_control(models, &rows?, Options::default())?.odds_ratio(0)
}

/// The odds ratio of being shown first, strengths held still by the usual ridge; the first of each
/// vote is what was shown first.
///
/// # Errors
/// As [`style_control`].
pub fn order_effect(
    models: usize,
    votes: impl IntoIterator<Item = Vote>,
) -> Result<Estimate, Undefined> {
    let describe = |vote| Described {
        vote,
        features: vec![1.0],
    };
    let rows: Vec<_> = votes.into_iter().map(describe).collect();
    let options = Options {
        scale: Scale::AsItIs,
        ..Options::default()
    };
    style_control(models, &rows, options)?.odds_ratio(0)
}

/// Strengths and the effects of features, from votes in any order.
///
/// # Errors
/// [`Undefined::NoData`] without votes; [`Undefined::Mismatched`] where a vote has fewer features
/// than another, [`Undefined::NotANumber`] where one is not finite; [`Undefined::Confounded`] where
/// effects cannot be told apart, [`Undefined::NoMaximum`] where no finite estimate exists (neither
/// happens with a ridge); [`Undefined::OutOfRange`] for a ridge that is negative or no number, or a
/// vote about a model that there is not.
pub fn style_control(
    models: usize,
    rows: &[Described],
    options: Options,
) -> Result<StyleFit, Undefined> {
    fit(models, rows, &[], options).map(|(fit, ..)| fit)
}

/// As [`style_control`], with standard errors by the sandwich, the votes on a prompt together;
/// `prompts` has the prompt of each row.
///
/// # Errors
/// As [`style_control`]; [`Undefined::Mismatched`] unless there is a prompt for each row,
/// [`Undefined::TooFew`] below [`FEWEST_PROMPTS`](super::counts::FEWEST_PROMPTS).
pub fn style_control_by_prompt(
    models: usize,
    rows: &[Described],
    prompts: &[u32],
    options: Options,
) -> Result<StyleFit, Undefined> {
    if rows.len() != prompts.len() {
        return Err(Undefined::Mismatched);
    }
    let (fit, design, top) = fit(models, rows, prompts, options)?;
    enough_prompts(prompts.iter().collect::<BTreeSet<_>>().len())?;
    let covariance = sandwich(&fit.covariance, &design.meat(&top));
    Ok(fit.varying(covariance))
}

/// The fit with the errors of the information, what it was made of, and where its top is.
fn fit(
    models: usize,
    rows: &[Described],
    prompts: &[u32],
    Options { ridge, scale }: Options,
) -> Result<(StyleFit, Design, Vec<f64>), Undefined> {
    if !(ridge >= 0.0 && ridge.is_finite()) {
        return Err(Undefined::OutOfRange);
    }
    let graph = connected(models, rows, ridge)?;
    let columns = columns(rows, scale)?;
    let kept: Vec<Column> = columns.iter().flatten().copied().collect();
    let design = Design::new(models, rows, prompts, &kept);
    let groups = || graph.components.iter().map(Vec::as_slice);
    let view = |at: &[f64]| {
        let mut view = design.look(at);
        view.add_ridge(ridge, at);
        view
    };
    let pinned = |at: &[f64]| {
        let mut view = view(at);
        groups().for_each(|models| {
            view.pin(models);
        });
        view
    };
    let at = climb(pinned, vec![0.0; models + kept.len()], SETTLED)?;
    let mut gamma = at[models..].iter();
    let mut effect = |Column { zero, unit, .. }| Effect {
        gamma: gamma.next().copied().unwrap_or_default(),
        standard_error: 0.0,
        zero,
        unit,
    };
    let effects = columns.into_iter();
    let fit = StyleFit {
        theta: strengths(&graph, &at[..models]),
        effects: effects.map(|column| column.map(&mut effect)).collect(),
        n: rows.len(),
        graph: graph.clone(),
        covariance: Square::default(),
    };
    let covariance = inverse(view(&at), groups(), ridge)?;
    Ok((fit.varying(covariance), design, at))
}

/// Strengths with mean 0 over each component; of a model without votes nothing is known.
fn strengths(graph: &Graph, at: &[f64]) -> Vec<Result<f64, Undefined>> {
    let mut theta = vec![Err(Undefined::NoData); at.len()];
    for models in graph.components.iter().filter(|models| models.len() > 1) {
        let middle = sum(models.iter().map(|model| at[*model])) / models.len() as f64;
        for model in models {
            theta[*model] = Ok(at[*model] - middle);
        }
    }
    theta
}

fn connected(models: usize, rows: &[Described], ridge: f64) -> Result<Graph, Undefined> {
    if rows.is_empty() {
        return Err(Undefined::NoData);
    }
    let scores = Counts::of(models, rows.iter().map(|row| row.vote))?.halves();
    let graph = Graph::of(&scores);
    let is_finite = |models: &Vec<usize>| is_strong(&scores.only(models));
    if ridge == 0.0 && !graph.components.iter().all(is_finite) {
        return Err(Undefined::NoMaximum);
    }
    Ok(graph)
}
