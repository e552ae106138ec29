//! The verdict: what the interval of an agreement allows to say, in words.

use std::fmt;

use crate::stats::{Interval, Undefined};

/// With fewer tasks than this that two raters worked on, the interval is shown before the figure,
/// and no verdict is given.
pub const ENOUGH: usize = 20;

/// From here on raters agree well enough to rely on what they say (Krippendorff 2004, Content
/// Analysis).
pub const RELIABLE: f64 = 0.8;

/// From here on conclusions are tentative.
pub const TENTATIVE: f64 = 0.667;

/// What the interval of an agreement allows to say. Its [words](fmt::Display) are a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All of the interval is at [`RELIABLE`] or above.
    Reliable,
    /// All of it is at [`TENTATIVE`] or above, and some at [`RELIABLE`].
    TentativeOrReliable,
    /// All of it is at [`TENTATIVE`] or above, and none at [`RELIABLE`].
    Tentative,
    /// It reaches over [`TENTATIVE`], and not to [`RELIABLE`].
    TentativeAtBest,
    /// All of it is below [`TENTATIVE`].
    Unreliable,
    /// It reaches from below [`TENTATIVE`] to [`RELIABLE`].
    Open,
    /// Enough was rated twice, and all of it alike: where nobody differs there is no interval.
    NoDisagreement,
    /// Too little was rated twice.
    TooFew {
        /// How many tasks two raters worked on.
        tasks: usize,
    },
    /// There is a figure and no interval of it.
    NoInterval(Undefined),
    /// There is no figure.
    Undefined(Undefined),
}

impl Verdict {
    /// What an interval of enough tasks allows to say.
    pub fn of(interval: Interval) -> Self {
        let band = |end: f64| match end {
            end if end >= RELIABLE => 2,
            end if end >= TENTATIVE => 1,
            _ => 0,
        };
        match (band(interval.low), band(interval.high)) {
            (2, _) => Self::Reliable,
            (1, 2) => Self::TentativeOrReliable,
            (1, _) => Self::Tentative,
            (_, 2) => Self::Open,
            (_, 1) => Self::TentativeAtBest,
            _ => Self::Unreliable,
        }
    }

    /// What an α and its interval allow to say, of so many tasks that two raters worked on.
    pub fn of_tasks(
        tasks: usize,
        alpha: Result<(f64, Result<Interval, Undefined>), Undefined>,
    ) -> Self {
        match alpha {
            _ if tasks < ENOUGH => Self::TooFew { tasks },
            Err(why) => Self::Undefined(why),
            Ok((_, Ok(interval))) => Self::of(interval),
            Ok((1.0, Err(_))) => Self::NoDisagreement,
            Ok((_, Err(why))) => Self::NoInterval(why),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::Reliable => "Raters agree well enough to rely on what they say.",
            Self::TentativeOrReliable => {
                "Raters agree enough for tentative conclusions, if not for more."
            }
            Self::Tentative => "Raters agree enough for tentative conclusions, and not for more.",
            Self::TentativeAtBest => {
                "Raters may agree enough for tentative conclusions; it cannot be told yet."
            }
            Self::Unreliable => "Raters do not agree enough to conclude anything.",
            Self::Open => "Whether raters agree cannot be told yet: anything may still come out.",
            Self::NoDisagreement => "Raters said the same wherever two worked on one task.",
            Self::TooFew { tasks } => {
                return write!(
                    f,
                    "Too few tasks for a verdict: two raters worked on {tasks}; it takes {ENOUGH}."
                );
            }
            Self::NoInterval(why) => return write!(f, "No verdict without an interval: {why}."),
            Self::Undefined(why) => return write!(f, "No verdict without a figure: {why}."),
        };
        f.write_str(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_follows_the_interval() {
        let check = |low, high, expected| {
            assert_eq!(Verdict::of(Interval { low, high }), expected);
        };
        check(0.8, 0.9, Verdict::Reliable);
        check(0.667, 0.8, Verdict::TentativeOrReliable);
        check(0.667, 0.799, Verdict::Tentative);
        check(0.3, 0.7, Verdict::TentativeAtBest);
        check(0.3, 0.8, Verdict::Open);
        check(0.3, 0.66, Verdict::Unreliable);
    }

    #[test]
    fn without_an_interval_there_are_other_words() {
        let check = |tasks, alpha, expected: &str| {
            assert_eq!(Verdict::of_tasks(tasks, alpha).to_string(), expected);
        };
        let interval = Interval {
            low: 0.7,
            high: 0.75,
        };
        check(
            20,
            Ok((0.72, Ok(interval))),
            "Raters agree enough for tentative conclusions, and not for more.",
        );
        check(
            19,
            Ok((0.72, Ok(interval))),
            "Too few tasks for a verdict: two raters worked on 19; it takes 20.",
        );
        check(
            20,
            Ok((1.0, Err(Undefined::Alike))),
            "Raters said the same wherever two worked on one task.",
        );
        check(
            20,
            Ok((0.5, Err(Undefined::Unstable))),
            "No verdict without an interval: too little variation for an interval.",
        );
        check(
            20,
            Err(Undefined::NoVariation),
            "No verdict without a figure: all values are the same, so there is nothing to agree or \
             differ on.",
        );
    }
}
