//! A job in pieces. To write a large one at a stretch would hold the page; between pieces it
//! answers keys.

use std::vec::IntoIter;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::stats::board::Evaluation;
use crate::stats::pairwise::counts::Vote;
use crate::stats::ratings::Rating;

use super::Job;

/// A piece of a job: first the job without its long list, then the list bit by bit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Piece {
    /// All but the list.
    Job(Job),
    /// More of a board.
    Evaluations(Vec<Evaluation>),
    /// More votes.
    Votes(Vec<(u32, Vote)>),
    /// More ratings.
    Ratings(Vec<Rating>),
}

/// A piece that does not fit to what was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("A piece of a question came without its beginning.")]
pub struct Stray;

/// How many numbers are in a piece, about: a few milliseconds of writing.
const WEIGHT: usize = 4000;

/// The pieces of a job, in order.
#[derive(Debug)]
pub struct Pieces {
    head: Option<Job>,
    rest: Rest,
}

#[derive(Debug)]
enum Rest {
    Evaluations(IntoIter<Evaluation>),
    Votes(IntoIter<(u32, Vote)>),
    Ratings(IntoIter<Rating>),
    #[cfg(feature = "measure")]
    Nothing,
}

impl Pieces {
    /// Of a job.
    pub fn of(mut job: Job) -> Self {
        let rest = match &mut job {
            Job::Headline { board, .. } | Job::Trust { board } | Job::Leniency { board, .. } => {
                Rest::Evaluations(std::mem::take(&mut board.evaluations).into_iter())
            }
            Job::Ranking { votes, .. } => Rest::Votes(std::mem::take(votes).into_iter()),
            Job::Alpha { ratings, .. } => Rest::Ratings(std::mem::take(ratings).into_iter()),
            #[cfg(feature = "measure")]
            Job::Measure(_) => Rest::Nothing,
        };
        Self {
            head: Some(job),
            rest,
        }
    }
}

impl Iterator for Pieces {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if let Some(job) = self.head.take() {
            return Some(Piece::Job(job));
        }
        match &mut self.rest {
            Rest::Evaluations(rest) => some(rest, weight).map(Piece::Evaluations),
            Rest::Votes(rest) => some(rest, |_| 4).map(Piece::Votes),
            Rest::Ratings(rest) => some(rest, |_| 3).map(Piece::Ratings),
            #[cfg(feature = "measure")]
            Rest::Nothing => None,
        }
    }
}

/// So many that they weigh enough; nothing at the end.
fn some<T>(rest: &mut IntoIter<T>, weight: fn(&T) -> usize) -> Option<Vec<T>> {
    let mut taken = Vec::new();
    let mut all = 0;
    while all < WEIGHT
        && let Some(one) = rest.next()
    {
        all += weight(&one);
        taken.push(one);
    }
    (!taken.is_empty()).then_some(taken)
}

fn weight(evaluation: &Evaluation) -> usize {
    7 + 9 * evaluation.comparisons.len() + 6 * evaluation.marks.len()
}

/// A job that comes in pieces.
#[derive(Debug, Default)]
pub struct Gathered {
    job: Option<Job>,
}

impl Gathered {
    /// The next piece.
    ///
    /// # Errors
    /// When it does not fit to those before.
    pub fn add(&mut self, piece: Piece) -> Result<(), Stray> {
        if let Piece::Job(job) = piece {
            self.job = Some(job);
            return Ok(());
        }
        match (self.job.as_mut().ok_or(Stray)?, piece) {
            (
                Job::Headline { board, .. } | Job::Trust { board } | Job::Leniency { board, .. },
                Piece::Evaluations(more),
            ) => {
                board.evaluations.extend(more);
            }
            (Job::Ranking { votes, .. }, Piece::Votes(more)) => votes.extend(more),
            (Job::Alpha { ratings, .. }, Piece::Ratings(more)) => ratings.extend(more),
            // Each job is named, so that a new one is not forgotten here.
            (Job::Headline { .. } | Job::Trust { .. } | Job::Leniency { .. }, _) => {
                return Err(Stray);
            }
            (Job::Ranking { .. } | Job::Alpha { .. }, _) => return Err(Stray),
            #[cfg(feature = "measure")]
            (Job::Measure(_), _) => return Err(Stray),
        }
        Ok(())
    }

    /// The job, after its last piece.
    ///
    /// # Errors
    /// When nothing came.
    pub fn end(&mut self) -> Result<Job, Stray> {
        self.job.take().ok_or(Stray)
    }
}
