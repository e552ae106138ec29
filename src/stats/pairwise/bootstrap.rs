//! How strengths vary: Bradley-Terry of resampled votes.
//!
//! What is drawn again is either votes (the counts of a multinomial draw, for votes that are
//! independent) or prompts with all their votes (for several votes a prompt). No vote is looked
//! at again: a replicate is a draw of K × K counts and a few steps of Newton's method from the
//! estimate itself. Intervals are percentiles of replicates (Efron 1979, Annals of Statistics
//! 7:1).
//!
//! [`Bootstrap`] is an endless iterator, so that whoever drives it can say how far it is:
//!
//! ```
//! use trainmaster::stats::draw::Seed;
//! use trainmaster::stats::pairwise::bootstrap::{Bootstrap, Spread, Unit};
//! use trainmaster::stats::pairwise::bradley_terry::RIDGE;
//! use trainmaster::stats::pairwise::counts::{Counts, Outcome, Vote};
//!
//! # fn main() -> Result<(), trainmaster::stats::Undefined> {
//! let vote = |first, second, outcome| Vote { first, second, outcome };
//! let mut counts = Counts::new(3)?;
//! counts.add(vote(0, 1, Outcome::First), 20)?;
//! counts.add(vote(1, 2, Outcome::Tie), 10)?;
//! counts.add(vote(2, 0, Outcome::Second), 10)?;
//! let mut spread = Spread::new(3);
//! let replicates = Bootstrap::new(Unit::Vote(&counts), RIDGE, Seed(1))?;
//! for (done, replicate) in replicates.take(50).enumerate() {
//!     spread.note(replicate);
//!     println!("{done} of 50");
//! }
//! assert!(spread.interval(0, 0.95)?.high > spread.interval(2, 0.95)?.low);
//! # Ok(())
//! # }
//! ```

use super::bradley_terry::{Strengths, theta};
use super::counts::{Clustered, Counts, Scores};
use crate::stats::draw::{Chance, Replicates, Seed};
use crate::stats::multinomial::Multinomial;
use crate::stats::{Interval, Undefined};

/// How long the last step of a replicate may be: what is left is of the order of its square.
const SETTLED: f64 = 1e-6;

/// What is drawn with replacement.
#[derive(Clone, Copy, Debug)]
pub enum Unit<'a> {
    /// Votes.
    Vote(&'a Counts),
    /// Prompts, with their votes.
    Prompt(&'a Clustered),
}

/// Replicates without end: the log-strengths of all models. They have mean 0 over the components of
/// the votes themselves, and are `None` for a whole component where the resample does not tie it
/// together any more: one of its models lost its votes, or it fell apart, so that nothing compares
/// what has to be compared.
#[derive(Clone, Debug)]
pub struct Bootstrap<'a> {
    unit: Unit<'a>,
    strengths: Strengths,
    chance: Chance,
    /// How votes are drawn again; of nothing where prompts are drawn.
    again: Multinomial,
    drawn: Counts,
    scores: Scores,
}

impl<'a> Bootstrap<'a> {
    /// From a seed.
    ///
    /// # Errors
    /// As [`Strengths::of`], and [`Undefined::TooMany`] votes.
    pub fn new(unit: Unit<'a>, ridge: f64, seed: Seed) -> Result<Self, Undefined> {
        let (drawn, again) = match unit {
            Unit::Vote(counts) => (counts.clone(), counts.again()?),
            Unit::Prompt(votes) => (votes.total(), Multinomial::new(&[])?),
        };
        let scores = drawn.halves();
        let strengths = Strengths::of(&scores, ridge)?;
        Ok(Self {
            unit,
            strengths,
            chance: Chance::new(seed),
            again,
            drawn,
            scores,
        })
    }

    /// The estimate that replicates vary around.
    pub fn strengths(&self) -> &Strengths {
        &self.strengths
    }
}

impl Iterator for Bootstrap<'_> {
    type Item = Vec<Option<f64>>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.unit {
            Unit::Vote(_) => self.drawn.draw(&self.again, &mut self.chance),
            Unit::Prompt(votes) => votes.resample_into(&mut self.drawn, &mut self.chance),
        }
        self.drawn.halves_into(&mut self.scores);
        let mut replicate = vec![None; self.strengths.models()];
        for component in &self.strengths.components {
            let Ok(fit) = &component.fit else { continue };
            let scores = self.scores.only(&component.models);
            let drawn = theta(&scores, self.strengths.ridge(), &fit.theta, SETTLED);
            for (model, theta) in component.models.iter().zip(drawn.into_iter().flatten()) {
                replicate[*model] = Some(theta);
            }
        }
        Some(replicate)
    }
}

/// Replicates of the strengths of all models.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    models: Vec<Replicates>,
    /// The strengths of each replicate, of one model after the other.
    drawn: Vec<Vec<Option<f64>>>,
}

impl Spread {
    /// None yet, of so many models.
    pub fn new(models: usize) -> Self {
        Self {
            models: vec![Replicates::default(); models],
            drawn: Vec::new(),
        }
    }

    /// All of some replicates.
    pub fn gather(models: usize, replicates: impl IntoIterator<Item = Vec<Option<f64>>>) -> Self {
        let mut spread = Self::new(models);
        replicates
            .into_iter()
            .for_each(|replicate| spread.note(replicate));
        spread
    }

    /// One replicate more.
    pub fn note(&mut self, replicate: Vec<Option<f64>>) {
        for (model, theta) in self.models.iter_mut().zip(&replicate) {
            model.note(*theta);
        }
        self.drawn.push(replicate);
    }

    /// How many replicates there are.
    pub fn len(&self) -> usize {
        self.drawn.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.drawn.is_empty()
    }

    /// The replicates of a model's log-strength.
    ///
    /// # Errors
    /// [`Undefined::OutOfRange`] of a model that there is not.
    pub fn of(&self, model: usize) -> Result<&Replicates, Undefined> {
        self.models.get(model).ok_or(Undefined::OutOfRange)
    }

    /// The percentile interval of a model's log-strength.
    ///
    /// # Errors
    /// As [`Replicates::interval`].
    pub fn interval(&self, model: usize, confidence: f64) -> Result<Interval, Undefined> {
        self.of(model)?.interval(confidence)
    }

    /// The percentile interval of how much stronger a model is than another of its component.
    ///
    /// # Errors
    /// As [`Replicates::interval`].
    pub fn difference(
        &self,
        (model, other): (usize, usize),
        confidence: f64,
    ) -> Result<Interval, Undefined> {
        let theta = |drawn: &[Option<f64>], model| drawn.get(model).copied().flatten();
        let mut differences = Replicates::default();
        for drawn in &self.drawn {
            let both = theta(drawn, model).zip(theta(drawn, other));
            differences.note(both.map(|(one, other)| one - other));
        }
        differences.interval(confidence)
    }
}
