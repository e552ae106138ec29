//! Jobs on data that are made up where they run, to measure how long the work takes by itself: what
//! is made is told as the first step, and the time runs from there.

use serde::{Deserialize, Serialize};

use crate::stats::Undefined;
use crate::stats::agreement::krippendorff::{Level, alpha};
use crate::stats::draw::{Chance, Seed};
use crate::stats::pairwise::bootstrap::{Bootstrap, Place, Unit};
use crate::stats::pairwise::bradley_terry::{RIDGE, chance_of_winning};
use crate::stats::pairwise::counts::{Clustered, Outcome, Vote};
use crate::stats::ratings::{Rating, Ratings};

use super::Progress;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Ordinal alpha of ratings on five levels, five a unit.
    Alpha {
        /// How many ratings.
        ratings: u32,
    },
    /// Bradley-Terry of resampled votes, four a prompt.
    Votes {
        /// How many votes.
        votes: u32,
        /// Among how many models.
        models: u32,
        /// How many resamples.
        replicates: usize,
        /// Whether prompts are drawn, with all their votes.
        by_prompt: bool,
    },
    /// A panic in the middle of the work.
    Panic,
}

impl Measure {
    /// Makes the data, tells that, and does the work.
    ///
    /// # Errors
    /// Where the figure is undefined.
    ///
    /// # Panics
    /// Where that is what was asked for.
    pub fn run(self, told: &mut dyn FnMut(Progress)) -> Result<f64, Undefined> {
        let mut made = || told(Progress { done: 0, all: 1 });
        match self {
            Self::Alpha { ratings } => {
                let ratings = made_up_ratings(ratings);
                made();
                alpha(&Ratings::new(&ratings)?, Level::Ordinal).map(|alpha| alpha.value)
            }
            Self::Votes {
                votes,
                models,
                replicates,
                by_prompt,
            } => {
                let votes = Clustered::of(models as usize, made_up_votes(votes, models))?;
                let counts = votes.total();
                made();
                let unit = if by_prompt {
                    Unit::Prompt(&votes)
                } else {
                    Unit::Vote(&counts)
                };
                let drawn = Bootstrap::new(unit, RIDGE, Seed::default())?;
                let first = |drawn: Vec<Place>| drawn.first().and_then(|place| place.theta());
                Ok(drawn.take(replicates).filter_map(first).sum())
            }
            Self::Panic => {
                made();
                panic!("planted: statistics");
            }
        }
    }
}

/// Ratings around what each unit calls for.
fn made_up_ratings(n: u32) -> Vec<Rating> {
    let mut chance = Chance::new(Seed::default());
    let level = |unit: u32, chance: &mut Chance| (unit % 5 + chance.below(2)).min(4);
    (0..n)
        .map(|at| Rating {
            unit: at / 5,
            rater: at % 5,
            value: f64::from(level(at / 5, &mut chance)),
        })
        .collect()
}

/// Votes between models that stand evenly apart.
fn made_up_votes(n: u32, models: u32) -> Vec<(u32, Vote)> {
    let mut chance = Chance::new(Seed::default());
    let mut vote = || {
        let first = chance.below(models);
        let second = (first + 1 + chance.below(models - 1)) % models;
        let ahead = (f64::from(second) - f64::from(first)) * 4.0 / f64::from(models);
        let outcome = match chance.unit() {
            tie if tie < 0.1 => Outcome::Tie,
            _ if chance.unit() < chance_of_winning(ahead) => Outcome::First,
            _ => Outcome::Second,
        };
        Vote {
            first,
            second,
            outcome,
        }
    };
    (0..n).map(|at| (at / 4, vote())).collect()
}
