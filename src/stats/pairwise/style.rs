//! Do people vote for models, or for length and lists: strengths with style held still.
//!
//! Logistic regression of votes on strengths and features: ln odds that the first wins = θᵢ − θⱼ +
//! Σ γ x, where x is the relative difference (a − b) / (a + b) of a feature of both responses, then
//! z-scored over all votes by their mean and population SD (`LMArena` 2024, *Does style matter?*;
//! Chiang et al. 2024, arXiv 2403.04132). A tie is half a vote each way; the ridge is
//! ½ λ (Σ θ² + Σ γ²). θ has mean 0 over what votes tie together.
//!
//! e^γ is the odds ratio per standard deviation. Standard errors are of the information, which
//! takes ties as whole votes and so is a little too wide. A feature without variance is left out
//! and says so. An effect is an association: longer answers may be better ones.
//!
//! A column of ones that is not standardised is the order effect: the log-odds of what is shown
//! first between equals.

use super::bradley_terry::RIDGE;
use super::counts::{Counts, Outcome, Vote};
use super::errors::around;
use super::graph::{Graph, is_strong};
use super::newton::{Look, climb};
use crate::stats::sum::{mean, squares, sum};
use crate::stats::{CONFIDENCE, Estimate, Interval, Undefined};

/// How long the last step of an estimate may be.
const SETTLED: f64 = 1e-8;

/// A standard deviation this small, as a share of the values, is rounding.
const NO_SPREAD: f64 = 1e-12;

/// A vote and how the two responses differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// The vote; here it matters which one is first.
    pub vote: Vote,
    /// The differences, the same features for every vote.
    pub features: Vec<f64>,
}

/// How to fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// λ.
    pub ridge: f64,
    /// Whether features are z-scored.
    pub standardise: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ridge: RIDGE,
            standardise: true,
        }
    }
}

/// Strengths with style held still, and what style does.
#[derive(Clone, Debug, PartialEq)]
pub struct StyleFit {
    /// Log-strengths at the mean of all features, or why there are none.
    pub theta: Vec<Result<f64, Undefined>>,
    /// The features, or why they were left out.
    pub effects: Vec<Result<Effect, Undefined>>,
    /// How many votes there are.
    pub n: usize,
}

/// What a feature does to votes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Log-odds per standard deviation, or per unit where features are taken as they are.
    pub gamma: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// What the feature is on average; 0 where it is taken as it is.
    pub mean: f64,
    /// Its standard deviation; 1 where it is taken as it is.
    pub sd: f64,
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

    /// By how much a standard deviation multiplies the odds, with its interval; of `n` votes.
    pub fn odds_ratio(&self, n: usize) -> Estimate {
        let odds = |ends: Interval| Interval {
            low: ends.low.exp(),
            high: ends.high.exp(),
        };
        Estimate {
            value: self.gamma.exp(),
            interval: self.interval(CONFIDENCE).map(odds),
            n,
            left_out: 0,
            drawn: None,
        }
    }
}

/// (a − b) / (a + b), −1..1: by how much the first has more. 0 where neither has any.
pub fn relative_difference(a: f64, b: f64) -> f64 {
    if a + b == 0.0 { 0.0 } else { (a - b) / (a + b) }
}

/// The odds ratio of a standard deviation of relative length, strengths held still by the usual
/// ridge; of votes with the lengths of the first and the second.
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
    only_effect(&style_control(models, &rows?, Options::default())?)
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
        standardise: false,
        ..Options::default()
    };
    only_effect(&style_control(models, &rows, options)?)
}

fn only_effect(fit: &StyleFit) -> Result<Estimate, Undefined> {
    let effect = fit.effects.first().copied().ok_or(Undefined::NoData)?;
    effect.map(|effect| effect.odds_ratio(fit.n))
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
    let Options { ridge, standardise } = options;
    if !(ridge >= 0.0 && ridge.is_finite()) {
        return Err(Undefined::OutOfRange);
    }
    let graph = connected(models, rows, ridge)?;
    let columns = columns(rows, standardise)?;
    let kept: Vec<Column> = columns.iter().flatten().copied().collect();
    let design = Design::new(rows, &kept);
    let view = |at: &[f64]| {
        let mut view = design.look(models, at);
        view.add_ridge(ridge, at);
        graph.components.iter().for_each(|models| {
            view.pin(models);
        });
        view
    };
    let at = climb(view, vec![0.0; models + kept.len()], SETTLED)?;
    let covariance = view(&at)
        .curvature
        .cholesky()
        .ok_or(Undefined::NoMaximum)?
        .inverse();
    let mut place = models..;
    let mut effect = |column: Column| {
        let gamma = place.next().unwrap_or_default();
        Effect {
            gamma: at[gamma],
            standard_error: covariance.at(gamma, gamma).max(0.0).sqrt(),
            mean: column.mean,
            sd: column.sd,
        }
    };
    let effects = columns
        .into_iter()
        .map(|column| column.map(&mut effect))
        .collect();
    Ok(StyleFit {
        theta: strengths(&graph, &at[..models]),
        effects,
        n: rows.len(),
    })
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

/// A feature that is kept: where it stands in a row, and what is taken off and divided by.
#[derive(Clone, Copy)]
struct Column {
    at: usize,
    mean: f64,
    sd: f64,
}

fn columns(
    rows: &[Described],
    standardise: bool,
) -> Result<Vec<Result<Column, Undefined>>, Undefined> {
    let width = rows.first().map_or(0, |row| row.features.len());
    if rows.iter().any(|row| row.features.len() != width) {
        return Err(Undefined::Mismatched);
    }
    if rows
        .iter()
        .flat_map(|row| &row.features)
        .any(|feature| !feature.is_finite())
    {
        return Err(Undefined::NotANumber);
    }
    let column = |at| {
        let values: Vec<f64> = rows.iter().map(|row| row.features[at]).collect();
        let most = values
            .iter()
            .fold(0.0_f64, |most, value| most.max(value.abs()));
        let mean = mean(&values).unwrap_or_default();
        let sd = (squares(&values) / values.len() as f64).sqrt();
        match standardise {
            true if sd <= NO_SPREAD * most => Err(Undefined::NoVariation),
            true => Ok(Column { at, mean, sd }),
            false if most == 0.0 => Err(Undefined::NoVariation),
            false => Ok(Column {
                at,
                mean: 0.0,
                sd: 1.0,
            }),
        }
    };
    Ok((0..width).map(column).collect())
}

/// The rows, sorted: sums over them come out the same in whatever order they came.
struct Design {
    rows: Vec<(usize, usize, f64)>,
    features: Vec<f64>,
    width: usize,
}

impl Design {
    fn new(rows: &[Described], columns: &[Column]) -> Self {
        let key = |row: &Described| (row.vote.first, row.vote.second, row.vote.outcome);
        let mut sorted: Vec<&Described> = rows.iter().collect();
        sorted.sort_unstable_by(|a, b| {
            let pairs = a.features.iter().zip(&b.features);
            let features = pairs
                .map(|(a, b)| a.total_cmp(b))
                .find(|order| order.is_ne());
            key(a)
                .cmp(&key(b))
                .then(features.unwrap_or(std::cmp::Ordering::Equal))
        });
        let scaled = |row: &Described| {
            let scale = |column: &Column| (row.features[column.at] - column.mean) / column.sd;
            columns.iter().map(scale).collect::<Vec<_>>()
        };
        let place = |outcome: Outcome| outcome.score();
        let ends = |vote: Vote| {
            (
                vote.first as usize,
                vote.second as usize,
                place(vote.outcome),
            )
        };
        Self {
            features: sorted.iter().flat_map(|row| scaled(row)).collect(),
            rows: sorted.iter().map(|row| ends(row.vote)).collect(),
            width: columns.len(),
        }
    }

    fn look(&self, models: usize, at: &[f64]) -> Look {
        let mut look = Look::new(at.len());
        let gamma = &at[models..];
        for (row, (i, j, score)) in self.rows.iter().enumerate() {
            let features = &self.features[row * self.width..(row + 1) * self.width];
            let styled: f64 = features.iter().zip(gamma).map(|(x, gamma)| x * gamma).sum();
            let ahead = at[*i] - at[*j] + styled;
            let odds = (-ahead.abs()).exp();
            let weaker = odds / (1.0 + odds);
            let p = if ahead < 0.0 { weaker } else { 1.0 - weaker };
            let upset = if ahead < 0.0 { *score } else { 1.0 - score };
            let (slope, bend) = (score - p, weaker * (1.0 - weaker));
            look.value -= odds.ln_1p() + upset * ahead.abs();
            look.add_difference((*i, *j), slope, bend);
            for (f, x) in features.iter().enumerate() {
                look.slope[models + f] += slope * x;
                look.curvature.add_both(*i, models + f, bend * x);
                look.curvature.add_both(*j, models + f, -bend * x);
                for (g, y) in features[..=f].iter().enumerate() {
                    look.curvature
                        .add_both(models + f, models + g, bend * x * y);
                }
            }
        }
        look
    }
}
