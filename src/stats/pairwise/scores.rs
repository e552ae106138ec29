//! What is got of votes, as numbers: what strengths are fitted to.

use super::counts::refuse_many;
use crate::stats::Undefined;

/// What each model got of its comparisons with each other one: wins, and half of the ties.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    models: usize,
    /// K × K, of the row against the column.
    pub(super) won: Vec<f64>,
}

impl Scores {
    /// From rows: what the model of the row got against the one of the column. What stands on the
    /// diagonal is not looked at.
    ///
    /// # Errors
    /// [`Undefined::Mismatched`] unless there are as many columns as rows, [`Undefined::TooMany`]
    /// of them above [`MOST_MODELS`](super::counts::MOST_MODELS); [`Undefined::NotANumber`] and
    /// [`Undefined::OutOfRange`] for what cannot be a count.
    pub fn of_rows(rows: &[Vec<f64>]) -> Result<Self, Undefined> {
        let models = rows.len();
        refuse_many(models)?;
        if rows.iter().any(|row| row.len() != models) {
            return Err(Undefined::Mismatched);
        }
        let mut scores = Self::zero(models);
        for (i, row) in rows.iter().enumerate() {
            for (j, won) in row.iter().enumerate().filter(|(j, _)| *j != i) {
                match won {
                    won if !won.is_finite() => return Err(Undefined::NotANumber),
                    won if *won < 0.0 => return Err(Undefined::OutOfRange),
                    won => scores.won[i * models + j] = *won,
                }
            }
        }
        Ok(scores)
    }

    pub(super) fn zero(models: usize) -> Self {
        let won = vec![0.0; models * models];
        Self { models, won }
    }

    /// How many models there are.
    pub fn models(&self) -> usize {
        self.models
    }

    /// What a model got against another; 0 of models that there are not.
    pub fn won(&self, model: usize, against: usize) -> f64 {
        if model < self.models && against < self.models {
            self.won[model * self.models + against]
        } else {
            0.0
        }
    }

    /// What there was to get between two models: how often they were compared.
    pub fn times(&self, one: usize, other: usize) -> f64 {
        self.won(one, other) + self.won(other, one)
    }

    /// Some of the models, in the order in which they are named.
    pub(super) fn only(&self, models: &[usize]) -> Self {
        let mut some = Self::zero(models.len());
        self.only_into(models, &mut some);
        some
    }

    pub(super) fn only_into(&self, models: &[usize], some: &mut Self) {
        let cells = models
            .iter()
            .flat_map(|i| models.iter().map(move |j| (*i, *j)));
        for (won, (i, j)) in some.won.iter_mut().zip(cells) {
            *won = self.won(i, j);
        }
    }
}
