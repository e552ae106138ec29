//! Which ranks a model can have, by the intervals of all.
//!
//! The best rank that the data allow is 1 + how many lie wholly above, the worst is K − how many
//! lie wholly below (Chiang et al. 2024, *Chatbot Arena*, arXiv 2403.04132). Intervals that touch
//! are not apart. Where the intervals are those of one model each, that all ranges hold at once is
//! less sure than each of them.
//!
//! This is the bare rule. What a screen shows is a [ranking](super::ranking::ranking), which knows
//! who can be ranked against whom.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::stats::{Interval, Undefined};

/// The best and the worst rank that the data allow, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RankRange {
    /// The best one.
    pub best: usize,
    /// The worst one.
    pub worst: usize,
}

impl fmt::Display for RankRange {
    /// “3”, or “2–4”.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.best == self.worst {
            write!(f, "{}", self.best)
        } else {
            write!(f, "{}–{}", self.best, self.worst)
        }
    }
}

/// The ranks of models that have these intervals, in the same order. They must be of models of one
/// component: across components strengths have no common zero, and no rank means anything.
///
/// # Errors
/// [`Undefined::NotANumber`] where an end is NaN, [`Undefined::OutOfRange`] where the lower end
/// lies above the upper one.
pub fn ranks(intervals: &[Interval]) -> Result<Vec<RankRange>, Undefined> {
    if intervals
        .iter()
        .any(|one| one.low.is_nan() || one.high.is_nan())
    {
        return Err(Undefined::NotANumber);
    }
    if intervals.iter().any(|one| one.low > one.high) {
        return Err(Undefined::OutOfRange);
    }
    let range = |one: &Interval| RankRange {
        best: 1 + intervals
            .iter()
            .filter(|other| other.low > one.high)
            .count(),
        worst: intervals.len()
            - intervals
                .iter()
                .filter(|other| other.high < one.low)
                .count(),
    };
    Ok(intervals.iter().map(range).collect())
}
