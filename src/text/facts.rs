//! What a rationale template may say about an evaluation.
//!
//! The screen fills [`Facts`]; [`rationale`](super::rationale) says by which names templates read
//! them.

/// An evaluation in progress, as far as a rationale may speak of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// What the task asks the rater for.
    pub kind: Kind,
    /// The title of the task.
    pub title: String,
    /// What the model was asked.
    pub instruction: String,
    /// The title of the rubric.
    pub rubric: String,
    /// The score that passes, 0 to 1.
    pub threshold: Option<f64>,
    /// The responses in the order shown: one, or A, B and so on.
    pub sides: Vec<Side>,
    /// The decision, once taken.
    pub decision: Option<Decision>,
    /// The criteria in the rubric's order, side against side.
    pub criteria: Vec<Criterion>,
    /// Why the decision stands although the ratings point the other way.
    pub override_reason: Option<String>,
    /// What is still to be rated, in words: `Correctness for B`.
    pub missing: Vec<String>,
}

/// The kinds of task that have rationale templates of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// One response against the rubric.
    #[default]
    Score,
    /// Two or more responses against each other.
    Compare,
}

/// One response as the rater sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// `A`, `B` and so on; empty when there is only one.
    pub letter: String,
    /// The weighted score, 0 to 1; none until every criterion is rated.
    pub score: Option<f64>,
    /// Whether it passes; none until there is a score.
    pub passed: Option<bool>,
    /// How many criteria apply.
    pub applicable: usize,
    /// Out of how many.
    pub of: usize,
    /// Its ratings, in the rubric's order.
    pub criteria: Vec<SideCriterion>,
}

/// One response on one criterion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SideCriterion {
    /// The name of the criterion, as in [`Facts::criteria`].
    pub name: String,
    /// The name of the level; none when not rated or not applicable.
    pub level: Option<String>,
    /// What the level is worth, 0 to 1.
    pub worth: Option<f64>,
    /// Whether it is met, where it is one of yes or no; none when not rated or not applicable.
    pub holds: Option<bool>,
    /// Whether it was marked as not applicable.
    pub na: bool,
    /// Whether it is critical and the level is below what a critical criterion needs.
    pub failed: bool,
    /// Its checks.
    pub checks: Vec<Check>,
}

/// A check as answered for one response.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Check {
    /// The statement.
    pub text: String,
    /// The answer.
    pub state: CheckState,
}

/// The answer to a check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckState {
    /// The statement is true.
    Met,
    /// The statement is not true.
    NotMet,
    /// The statement does not apply.
    Na,
    /// Not answered; an empty string to a template.
    #[default]
    Open,
}

/// The decision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// In words, as the screen says it: `A is much better`.
    pub text: String,
    /// The letter of the better response, if one is.
    pub winner: Option<String>,
    /// The letter of the other one, if there are two.
    pub loser: Option<String>,
    /// `much better`, `better`, `slightly better`, `both good`, `both bad` or `cannot judge`.
    pub strength: String,
}

/// One criterion of the rubric. Its levels are those of the sides, found by its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Criterion {
    /// Its name.
    pub name: String,
    /// The letter of the side that is better on it, `equal`, or empty when not known.
    pub better: String,
    /// What the rater noted on it.
    pub note: String,
    /// Whether it is met or not, instead of rated by levels.
    pub yes_no: bool,
    /// Whether the rubric calls it critical.
    pub critical: bool,
    /// Its share of the weights, 0 to 100.
    pub weight_percent: f64,
}
