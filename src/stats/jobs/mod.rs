//! What takes too long for the page, as plain values: what is asked, how far it is, and what is
//! answered. The page writes a [`Job`] in [pieces], the worker (`src/worker.rs`) gathers and
//! [runs](Job::run) it; both are of one build, so the form is theirs alone and has no versions.

#[cfg(feature = "measure")]
pub mod measure;
pub mod pieces;

use serde::{Deserialize, Serialize};

use super::agreement::krippendorff::{Level, estimate};
use super::board::Board;
use super::board::headline::{Headline, headline, passes};
use super::board::raters::{Lenient, leniencies, ordered_criteria};
use super::draw::Draws;
use super::pairwise::counts::{Clustered, Vote};
use super::pairwise::ranking::{Ranking, ranking};
use super::ratings::{Rating, Ratings};
use super::trust::{self, Check, Finding, checks};
use super::{Estimate, Undefined};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// How far raters agree: [`headline`].
    Headline {
        /// What they submitted.
        board: Board,
        /// What the intervals are drawn by.
        draws: Draws,
    },
    /// What may be wrong with the figures: [`checks`].
    Trust {
        /// What raters submitted.
        board: Board,
    },
    /// How lenient each rater is: [`leniencies`].
    Leniency {
        /// What raters submitted.
        board: Board,
        /// What the intervals are drawn by.
        draws: Draws,
    },
    /// Which model is better: [`ranking`].
    Ranking {
        /// How many models there are.
        models: u32,
        /// Votes, each with the number of its prompt.
        votes: Vec<(u32, Vote)>,
        /// How many comparisons are no votes.
        left_out: usize,
        /// The penalty on strengths.
        ridge: f64,
        /// What the intervals are drawn by.
        draws: Draws,
    },
    /// Krippendorff's alpha of any ratings: [`estimate`].
    Alpha {
        /// The ratings.
        ratings: Vec<Rating>,
        /// What the values are.
        level: Level,
        /// What the interval is drawn by.
        draws: Draws,
    },
    /// Data that are made up where the job runs.
    #[cfg(feature = "measure")]
    Measure(measure::Measure),
}

/// What is answered, each in the form of the function that the job names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Of [`Job::Headline`].
    Headline(Box<Result<Headline, Undefined>>),
    /// Of [`Job::Trust`].
    Trust(Vec<(Check, Result<Finding, Undefined>)>),
    /// Of [`Job::Leniency`].
    Leniency(Result<Vec<Lenient>, Undefined>),
    /// Of [`Job::Ranking`].
    Ranking(Result<Ranking, Undefined>),
    /// Of [`Job::Alpha`].
    Alpha(Result<Estimate, Undefined>),
    /// Of [`Job::Measure`]: a figure that all the work goes into.
    #[cfg(feature = "measure")]
    Measure(Result<f64, Undefined>),
}

/// How far a job is, in steps; not all of them take as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Steps that are done.
    pub done: usize,
    /// Steps there are; some may turn out not to be needed.
    pub all: usize,
}

impl Job {
    /// The answer to a question with a number that is none, which cannot be written.
    pub fn refused(&self) -> Option<Answer> {
        let is_none = |number: f64| !number.is_finite();
        match self {
            Self::Alpha { ratings, .. } => ratings
                .iter()
                .any(|rating| is_none(rating.value))
                .then_some(Answer::Alpha(Err(Undefined::NotANumber))),
            Self::Ranking { ridge, .. } => {
                is_none(*ridge).then_some(Answer::Ranking(Err(Undefined::OutOfRange)))
            }
            Self::Headline { .. } | Self::Trust { .. } | Self::Leniency { .. } => None,
            #[cfg(feature = "measure")]
            Self::Measure(_) => None,
        }
    }

    /// Does it; `told` hears after every step how far it is.
    pub fn run(self, told: &mut dyn FnMut(Progress)) -> Answer {
        match self {
            Self::Headline { board, draws } => {
                let mut steps = Steps::new(passes(&board) * draws.replicates, told);
                let found = headline(&board, draws, &mut |_| steps.one_more());
                Answer::Headline(Box::new(found))
            }
            Self::Trust { board } => {
                let mut steps = Steps::new(trust::COUNT, told);
                Answer::Trust(checks(&board, &mut |_| steps.one_more()))
            }
            Self::Leniency { board, draws } => {
                let all = ordered_criteria(&board) * draws.replicates;
                let mut steps = Steps::new(all, told);
                Answer::Leniency(leniencies(&board, draws, &mut |_| steps.one_more()))
            }
            Self::Ranking {
                models,
                votes,
                left_out,
                ridge,
                draws,
            } => {
                let mut steps = Steps::new(draws.replicates, told);
                let votes = Clustered::of(models as usize, votes);
                let told = &mut |_| steps.one_more();
                let of =
                    |votes: Clustered| ranking(&votes.leaving_out(left_out), ridge, draws, told);
                Answer::Ranking(votes.and_then(of))
            }
            Self::Alpha {
                ratings,
                level,
                draws,
            } => {
                let mut steps = Steps::new(draws.replicates, told);
                let told = &mut |_| steps.one_more();
                let ratings = Ratings::new(&ratings);
                let of = |ratings| estimate(&ratings, level, draws, told);
                Answer::Alpha(ratings.and_then(of))
            }
            #[cfg(feature = "measure")]
            Self::Measure(measure) => Answer::Measure(measure.run(told)),
        }
    }
}

/// Counts steps: what a job is made of begins to count anew with every part.
struct Steps<'a> {
    progress: Progress,
    told: &'a mut dyn FnMut(Progress),
}

impl<'a> Steps<'a> {
    fn new(all: usize, told: &'a mut dyn FnMut(Progress)) -> Self {
        let progress = Progress { done: 0, all };
        told(progress);
        Self { progress, told }
    }

    fn one_more(&mut self) {
        let Progress { done, all } = &mut self.progress;
        *done = (*done + 1).min(*all);
        (self.told)(self.progress);
    }
}
