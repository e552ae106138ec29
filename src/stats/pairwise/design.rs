//! The rows of a logistic regression of votes on strengths and features.

use std::cmp::Ordering;

use super::bradley_terry::chance_of_winning;
use super::counts::Outcome;
use super::errors::Meat;
use super::newton::Look;
use super::style::{Described, Scale};
use crate::stats::Undefined;
use crate::stats::solve::Square;
use crate::stats::sum::{mean, squares, sum};

/// A standard deviation this small, as a share of the values, is rounding.
const NO_SPREAD: f64 = 1e-12;

/// A feature that is kept: where it stands in a row, and what is taken off and divided by.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub at: usize,
    pub zero: f64,
    pub unit: f64,
}

/// The features of rows, or why they are not kept.
///
/// # Errors
/// [`Undefined::Mismatched`] where rows have not as many, [`Undefined::NotANumber`] where one is
/// not finite, or they are too large to be summed.
pub(super) fn columns(
    rows: &[Described],
    scale: Scale,
) -> Result<Vec<Result<Column, Undefined>>, Undefined> {
    let width = rows.first().map_or(0, |row| row.features.len());
    if rows.iter().any(|row| row.features.len() != width) {
        return Err(Undefined::Mismatched);
    }
    let mut all = rows.iter().flat_map(|row| &row.features);
    if all.any(|feature| !feature.is_finite()) {
        return Err(Undefined::NotANumber);
    }
    (0..width).map(|at| column(rows, at, scale)).collect()
}

fn column(
    rows: &[Described],
    at: usize,
    scale: Scale,
) -> Result<Result<Column, Undefined>, Undefined> {
    let values: Vec<f64> = rows.iter().map(|row| row.features[at]).collect();
    let largest = |most: f64, value: &f64| most.max(value.abs());
    let most = values.iter().fold(0.0_f64, largest);
    let n = values.len() as f64;
    let (zero, unit, least) = match scale {
        _ if most == 0.0 => return Ok(Err(Undefined::NoVariation)),
        Scale::AsItIs => (0.0, 1.0, 0.0),
        Scale::RootMeanSquare => {
            // By the largest, so that no square is too large or too small to be held.
            let square = |value: &f64| (value / most).powi(2);
            (0.0, most * (sum(values.iter().map(square)) / n).sqrt(), 0.0)
        }
        Scale::ZScore => {
            let middle = mean(&values).unwrap_or_default();
            (middle, (squares(&values) / n).sqrt(), NO_SPREAD * most)
        }
    };
    if !(zero.is_finite() && unit.is_finite()) {
        return Err(Undefined::NotANumber);
    }
    let column = Column { at, zero, unit };
    let is_there = unit > least;
    Ok(is_there.then_some(column).ok_or(Undefined::NoVariation))
}

/// A vote: the two models, what the first got of it, and its prompt.
struct Row {
    first: usize,
    second: usize,
    score: f64,
    prompt: u32,
}

/// The rows, sorted: sums over them come out the same in whatever order they came.
pub(super) struct Design {
    models: usize,
    rows: Vec<Row>,
    features: Vec<f64>,
    width: usize,
}

impl Design {
    /// Of rows with the prompt of each; those beyond the prompts are of the first one.
    pub fn new(models: usize, rows: &[Described], prompts: &[u32], columns: &[Column]) -> Self {
        let prompts = prompts.iter().copied().chain(std::iter::repeat(0));
        let mut sorted: Vec<(&Described, u32)> = rows.iter().zip(prompts).collect();
        sorted.sort_unstable_by(|a, b| by_content(a.0, b.0).then(a.1.cmp(&b.1)));
        let scaled = |(row, _): &(&Described, u32)| {
            let scale = |column: &Column| (row.features[column.at] - column.zero) / column.unit;
            columns.iter().map(scale).collect::<Vec<_>>()
        };
        let row = |(Described { vote, .. }, prompt): &(&Described, u32)| Row {
            first: vote.first as usize,
            second: vote.second as usize,
            score: Outcome::score(vote.outcome),
            prompt: *prompt,
        };
        Self {
            models,
            features: sorted.iter().flat_map(scaled).collect(),
            rows: sorted.iter().map(row).collect(),
            width: columns.len(),
        }
    }

    fn features(&self, row: usize) -> &[f64] {
        &self.features[row * self.width..(row + 1) * self.width]
    }

    /// The log-odds that the first of a row wins.
    fn ahead(&self, row: usize, at: &[f64]) -> f64 {
        let weights = &at[self.models..];
        let style = self.features(row).iter().zip(weights);
        let style: f64 = style.map(|(x, gamma)| x * gamma).sum();
        at[self.rows[row].first] - at[self.rows[row].second] + style
    }

    /// The likelihood, seen from strengths and, after them, the weights of features.
    pub fn look(&self, at: &[f64]) -> Look {
        let (models, mut look) = (self.models, Look::new(at.len()));
        for (row, vote) in self.rows.iter().enumerate() {
            let (ahead, score) = (self.ahead(row, at), vote.score);
            let odds = (-ahead.abs()).exp();
            let weaker = odds / (1.0 + odds);
            let p = if ahead < 0.0 { weaker } else { 1.0 - weaker };
            let upset = if ahead < 0.0 { score } else { 1.0 - score };
            let (slope, bend) = (score - p, weaker * (1.0 - weaker));
            look.value -= odds.ln_1p() + upset * ahead.abs();
            look.add_difference((vote.first, vote.second), slope, bend);
            let features = self.features(row);
            for (f, x) in features.iter().enumerate() {
                let of = models + f;
                look.slope[of] += slope * x;
                look.curvature.add_both(vote.first, of, bend * x);
                look.curvature.add_both(vote.second, of, -bend * x);
                for (g, y) in features[..=f].iter().enumerate() {
                    look.curvature.add_both(of, models + g, bend * x * y);
                }
            }
        }
        look
    }

    /// What slopes vary by, the votes on a prompt together.
    pub fn meat(&self, at: &[f64]) -> Square {
        let mut meat = Meat::new(at.len());
        let mut rows: Vec<usize> = (0..self.rows.len()).collect();
        let prompt = |row: &usize| self.rows[*row].prompt;
        rows.sort_by_key(prompt);
        for together in rows.chunk_by(|a, b| prompt(a) == prompt(b)) {
            for row in together {
                let vote = &self.rows[*row];
                let slope = vote.score - chance_of_winning(self.ahead(*row, at));
                meat.add(vote.first, slope);
                meat.add(vote.second, -slope);
                for (f, x) in self.features(*row).iter().enumerate() {
                    meat.add(self.models + f, slope * x);
                }
            }
            meat.end_prompt();
        }
        meat.end()
    }
}

fn by_content(a: &Described, b: &Described) -> Ordering {
    let key = |row: &Described| (row.vote.first, row.vote.second, row.vote.outcome);
    let mut pairs = a.features.iter().zip(&b.features);
    let features = pairs.find_map(|(a, b)| Some(a.total_cmp(b)).filter(|order| order.is_ne()));
    key(a)
        .cmp(&key(b))
        .then(features.unwrap_or(Ordering::Equal))
}
