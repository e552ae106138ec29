//! The board: everything that several raters submitted, as headlines and trust checks read it.
//!
//! A board is plain and small: raters, tasks, models, criteria and rubrics are numbers from 0,
//! texts are not on it. Whoever makes one has collapsed what was imported twice and taken the
//! latest revision of each evaluation; repeats on purpose stay, by their pass.

pub mod consensus;
pub mod disputes;
pub mod headline;
pub mod overlap;
pub mod pairs;
pub mod raters;
pub mod sample;
pub mod units;
pub mod verdict;

use serde::{Deserialize, Serialize};

use crate::domain::decision::Strength;

use super::Undefined;
use super::pairwise::counts::{Clustered, Outcome, Vote};
use super::quality::gold::Hits;

/// Everything that was submitted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// How many raters there are.
    pub raters: u32,
    /// How many models there are; 0 in work without models.
    pub models: u32,
    /// What was submitted, in any order.
    pub evaluations: Vec<Evaluation>,
}

/// What one rater submitted for one task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Who.
    pub rater: u32,
    /// For which task.
    pub task: u32,
    /// The first time is 1; later ones are hidden repeats.
    pub pass: u32,
    /// How many evaluations this rater submitted before.
    pub before: u32,
    /// By which version of which rubric.
    pub rubric: Version,
    /// Active time, milliseconds.
    pub active_ms: u64,
    /// Comparisons of two responses; several where more than two were ranked.
    pub comparisons: Vec<Comparison>,
    /// Ratings of responses on criteria.
    pub marks: Vec<Mark>,
    /// How much of it is right, where that is known.
    pub gold: Option<Hits>,
}

/// A version of a rubric. What was rated by another one is never pooled with it: its scales may be
/// others.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Version {
    /// Which rubric.
    pub rubric: u32,
    /// Which version of it.
    pub version: u32,
}

/// A comparison of two responses.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The two in the order in which the task has them.
    pub sides: [Side; 2],
    /// Which of them was shown first: 0 or 1.
    pub first: usize,
    /// What was said.
    pub preference: Preference,
}

/// One of two responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Which response of the task.
    pub response: u32,
    /// Whose it is, where that is known.
    pub model: Option<u32>,
    /// How long it is, in characters.
    pub length: u32,
}

/// What was said of two responses, by their place in the task and not on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Preference {
    /// One of them is better: 0 or 1.
    Better(usize, Strength),
    /// Both serve.
    BothGood,
    /// Neither serves: no tie, but no news about which is better either.
    BothBad,
    /// The rater cannot tell.
    CannotJudge,
}

/// A rating of one response on one criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Which response of the task.
    pub response: u32,
    /// On which criterion.
    pub criterion: u32,
    /// The level, from 0.
    pub level: u32,
    /// How many levels the criterion has.
    pub levels: u32,
    /// Whether the levels have an order; those of a yes or no do not need one.
    pub is_ordered: bool,
    /// Whether the response fails by it; nothing where the criterion is not critical.
    pub fails: Option<bool>,
}

/// Comparisons that are no vote between two models. They are no ties either: who counts votes says
/// beside them how often it was these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voteless {
    /// Neither response serves.
    pub both_bad: usize,
    /// The rater could not tell.
    pub cannot_judge: usize,
    /// Not two different models, as far as is known.
    pub without_models: usize,
}

impl Voteless {
    /// All of them.
    pub fn all(self) -> usize {
        self.both_bad + self.cannot_judge + self.without_models
    }
}

/// Evaluations that no figure of agreement is taken of, and no votes are counted of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Of tasks with a known answer: they are about the rater.
    pub gold: usize,
    /// Repeats, and not of gold: they are about the rater too.
    pub repeats: usize,
}

impl Preference {
    /// On one ordered scale from −3, the first much worse, to 3, the first much better; nothing
    /// where the rater could not tell.
    pub fn on_scale(self) -> Option<f64> {
        let size = |strength| match strength {
            Strength::Much => 3.0,
            Strength::Clear => 2.0,
            Strength::Slight => 1.0,
        };
        match self {
            Self::Better(0, strength) => Some(size(strength)),
            Self::Better(_, strength) => Some(-size(strength)),
            Self::BothGood | Self::BothBad => Some(0.0),
            Self::CannotJudge => None,
        }
    }

    /// Whatever its strength: who says “much better” and then “better” says the same.
    #[must_use]
    pub fn kind(self) -> Self {
        match self {
            Self::Better(side, _) => Self::Better(side, Strength::Clear),
            other => other,
        }
    }

    /// Who won, seen from the first of the two; nothing where nobody did and it is no tie.
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Better(0, _) => Some(Outcome::First),
            Self::Better(..) => Some(Outcome::Second),
            Self::BothGood => Some(Outcome::Tie),
            Self::BothBad | Self::CannotJudge => None,
        }
    }
}

impl Comparison {
    /// The two models; nothing where one is not known, or they are the same.
    pub fn models(&self) -> Option<[u32; 2]> {
        let [one, other] = self.sides;
        let (one, other) = one.model.zip(other.model)?;
        (one != other).then_some([one, other])
    }

    /// The vote between two models; nothing where there is none.
    pub fn vote(&self) -> Option<Vote> {
        let [first, second] = self.models()?;
        Some(Vote {
            first,
            second,
            outcome: self.preference.outcome()?,
        })
    }

    /// Whether the one that was shown first won; nothing where no side won.
    pub fn first_won(&self) -> Option<bool> {
        match self.preference {
            Preference::Better(side, _) => Some(side == self.first),
            _ => None,
        }
    }
}

impl Board {
    /// What agreement is taken of: first passes, and nothing of which the right answer is known.
    pub fn plain(&self) -> impl Iterator<Item = &Evaluation> {
        let is_plain = |e: &&Evaluation| e.pass <= 1 && e.gold.is_none();
        self.evaluations.iter().filter(is_plain)
    }

    /// How much is [not plain](Self::plain).
    pub fn aside(&self) -> Aside {
        let gold = |each: &&Evaluation| each.gold.is_some();
        let gold = self.evaluations.iter().filter(gold).count();
        Aside {
            gold,
            repeats: self.evaluations.len() - self.plain().count() - gold,
        }
    }

    /// The comparisons among them.
    pub fn comparisons(&self) -> impl Iterator<Item = (&Evaluation, &Comparison)> {
        self.plain().flat_map(|evaluation| {
            let comparisons = evaluation.comparisons.iter();
            comparisons.map(move |comparison| (evaluation, comparison))
        })
    }

    /// All votes between models, each with its prompt, which is the task: what several raters say
    /// of one prompt hangs together.
    pub fn ballots(&self) -> Vec<(u32, Vote)> {
        let vote = |(of, each): (&Evaluation, &Comparison)| Some((of.task, each.vote()?));
        self.comparisons().filter_map(vote).collect()
    }

    /// As [`ballots`](Self::ballots), counted; what is [no vote](Self::voteless) is left out.
    ///
    /// # Errors
    /// [`Undefined::NoVotes`] where there is none.
    pub fn votes(&self) -> Result<Clustered, Undefined> {
        let votes = Clustered::of(self.models as usize, self.ballots())?;
        if votes.prompts() == 0 {
            return Err(Undefined::NoVotes);
        }
        Ok(votes.leaving_out(self.voteless().all()))
    }

    /// The comparisons that are not among the [votes](Self::votes).
    pub fn voteless(&self) -> Voteless {
        let mut found = Voteless::default();
        for (_, comparison) in self.comparisons() {
            match comparison.preference {
                _ if comparison.models().is_none() => found.without_models += 1,
                Preference::BothBad => found.both_bad += 1,
                Preference::CannotJudge => found.cannot_judge += 1,
                Preference::BothGood | Preference::Better(..) => {}
            }
        }
        found
    }
}
