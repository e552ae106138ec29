//! Why a figure does not exist.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a figure does not exist, in words that stand after “undefined: ”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error, Serialize, Deserialize)]
pub enum Undefined {
    /// Nothing was counted.
    #[error("there are no data")]
    NoData,
    /// No answer is known.
    #[error("nothing was rated of which the right answer is known")]
    NoGold,
    /// No repeats.
    #[error("nobody rated anything again")]
    NoRepeats,
    /// No times.
    #[error("no time was taken")]
    NoTimes,
    /// No votes.
    #[error("no two models were held against each other")]
    NoVotes,
    /// No unit has two ratings.
    #[error("nothing was rated by two raters")]
    NoOverlap,
    /// Two that are compared have nothing in common: a judge and people, two models.
    #[error("the two have no item in common")]
    NothingShared,
    /// All values are the same.
    #[error("all values are the same, so there is nothing to agree or differ on")]
    NoVariation,
    /// The scale has one category.
    #[error("the scale has a single category")]
    OneCategory,
    /// Yes or no, or names: an answer is right or wrong, and never close.
    #[error("there is no scale with levels in between")]
    NoScale,
    /// Fewer than are needed.
    #[error("{n} are too few; {needed} are needed")]
    TooFew {
        /// How many there are.
        n: usize,
        /// How many it takes.
        needed: usize,
    },
    /// More than anybody waits for.
    #[error("{n} are too many; {most} are the most")]
    TooMany {
        /// How many there are.
        n: usize,
        /// How many can be.
        most: usize,
    },
    /// Two values, or names, which are as far apart as any others.
    #[error("there are no steps between values without an order, nor between two alone")]
    NoSteps,
    /// Criteria that differ in their number of levels.
    #[error("the criteria have different numbers of levels")]
    MixedScales,
    /// A complete block is needed.
    #[error("some ratings are missing, and every rater must have rated everything")]
    Incomplete,
    /// Lists that belong together are not equally long.
    #[error("the lists do not have the same length")]
    Mismatched,
    /// The same number of ratings for every unit is needed.
    #[error("units were rated by different numbers of raters")]
    UnequalRatings,
    /// A ratio scale has no negative values.
    #[error("a ratio scale has no negative values")]
    NegativeValues,
    /// Parts of the data are not tied to each other.
    #[error("the data fall apart into groups that nothing compares")]
    Disconnected,
    /// The likelihood grows without end.
    #[error("some were never beaten by the others, so there is no finite estimate")]
    NoMaximum,
    /// Two effects always come together.
    #[error("two effects always come together, so they cannot be told apart")]
    Confounded,
    /// All votes are ties.
    #[error("no vote decided for a side")]
    OnlyTies,
    /// Nothing changed sides.
    #[error("both agree everywhere, so there is nothing to compare")]
    NoDifference,
    /// One of two classes does not occur.
    #[error("one of the two classes does not occur")]
    OneClass,
    /// A judge who says nothing about the truth.
    #[error("the judge is no better than chance, so nothing can be corrected by it")]
    Uninformative,
    /// Nobody marked anything.
    #[error("nobody marked anything")]
    NoMarks,
    /// Too many resamples have no figure.
    #[error("too little variation for an interval")]
    Unstable,
    /// Nothing varies, in the data or in resamples of them, which tells nothing of how far the
    /// figure could.
    #[error("nothing varied, so it cannot be told how far this could vary")]
    Alike,
    /// A variance in all that is estimated at 0 or below.
    #[error("the units differ by no more than the raters do, so nothing is left to compare with")]
    Indistinct,
    /// The estimate did not settle.
    #[error("the estimate did not settle")]
    NotSettled,
    /// A parameter outside of its range.
    #[error("a value lies outside of its range")]
    OutOfRange,
    /// The values cannot be put on a scale: NaN or infinite.
    #[error("a value is not a number")]
    NotANumber,
}
