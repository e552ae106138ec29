//! Trust checks: what may be wrong with figures before anybody believes them.
//!
//! Each is a question with a figure, listed whether it passes or fails. A check that cannot be made
//! says why; it does not pass.

mod raters;
mod votes;
mod work;

use serde::{Deserialize, Serialize};

use super::board::Board;
use super::board::units::{self, Work};
use super::{Interval, Undefined};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Check {
    /// Were enough things rated twice?
    EnoughOverlap,
    /// Are all models compared with each other, if by others?
    ConnectedComparisons,
    /// Did no model win or lose everything?
    Separation,
    /// Does the result hang on one rater?
    OneRaterDominates,
    /// Is what is shown first chosen as often as what is shown second?
    Side,
    /// Are longer responses chosen no more often?
    Length,
    /// Does the order of models stand however ties are counted?
    TieHandling,
    /// Do votes not go round in circles?
    Intransitive,
    /// Do raters say the same again?
    RepeatConsistency,
    /// Do raters find what is known to be right?
    Gold,
    /// Was everything rated by one rubric?
    RubricVersion,
    /// Does nobody hurry and err?
    Pace,
}

/// What the figure of a finding is, and with it what `n` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Tasks that two raters or more worked on, of `n` tasks.
    SharedTasks,
    /// Groups of models that nothing compares, of `n` models.
    Groups,
    /// Models whose strength only a penalty makes finite, of `n` models.
    Boundless,
    /// The share of `n` evaluations that one rater gave.
    ShareOfWork,
    /// The share of `n` units rated twice that one rater took part in.
    ShareOfOverlap,
    /// How far the headline moves without one rater; it is of `n` units.
    Movement,
    /// The share of `n` decided pairs in which what was shown first won.
    FirstChosen,
    /// The factor by which the root mean square of differences in length multiplies the odds, of
    /// `n` pairs.
    LengthOdds,
    /// Pairs of models that one way of counting ties turns round, of `n` pairs.
    TurnedPairs,
    /// The share of `n` triads of models that go round in a circle.
    Cycles,
    /// The share of `n` repeats in which a rater decides, or rates, the same: the lower one.
    SelfAgreement,
    /// The share of `n` evaluations with gold that is right.
    Accuracy,
    /// The most versions of one rubric, of `n` evaluations.
    Versions,
    /// A rater's median time by that of `n` timed evaluations.
    Pace,
}

/// Whom or what a finding is about, by their numbers; the worst first, where one is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// Nobody by name.
    #[default]
    All,
    /// Raters.
    Raters(Vec<u32>),
    /// Models.
    Models(Vec<u32>),
    /// Pairs of models.
    Pairs(Vec<[u32; 2]>),
    /// Three models each that go round in a circle, in their order.
    Cycles(Vec<[u32; 3]>),
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Whether the check fails.
    pub fails: bool,
    /// What the figure is.
    pub measure: Measure,
    /// The figure that decides.
    pub figure: f64,
    /// Its interval, where the check looks at one.
    pub interval: Option<Interval>,
    /// How many it was taken of.
    pub n: usize,
    /// How many raters, comparisons or models it says nothing of: too little is known of them, or
    /// they are none of what is counted.
    pub left_out: usize,
    /// The line that it is held against.
    pub limit: f64,
    /// Whom or what it is about.
    pub about: About,
}

impl Finding {
    /// A figure that fails where it is below the limit.
    fn at_least(measure: Measure, figure: f64, limit: f64, n: usize) -> Self {
        Self {
            fails: figure < limit,
            ..Self::new(measure, figure, limit, n)
        }
    }

    /// A figure that fails where it is above the limit.
    fn at_most(measure: Measure, figure: f64, limit: f64, n: usize) -> Self {
        Self {
            fails: figure > limit,
            ..Self::new(measure, figure, limit, n)
        }
    }

    fn new(measure: Measure, figure: f64, limit: f64, n: usize) -> Self {
        Self {
            fails: false,
            measure,
            figure,
            interval: None,
            n,
            left_out: 0,
            limit,
            about: About::All,
        }
    }

    /// Tells how many it says nothing of.
    fn leaving_out(mut self, left_out: usize) -> Self {
        self.left_out = left_out;
        self
    }

    /// Tells whom it is about.
    fn about(mut self, about: About) -> Self {
        self.about = about;
        self
    }
}

/// How a question is answered.
type Answer = fn(&Board) -> Result<Finding, Undefined>;

/// How many checks there are.
pub const COUNT: usize = 12;

/// What is asked, in the order in which it is listed, and how it is answered.
const CHECKS: [(Check, Answer); COUNT] = [
    (Check::EnoughOverlap, work::enough_overlap),
    (Check::ConnectedComparisons, votes::connected),
    (Check::Separation, votes::separation),
    (Check::OneRaterDominates, work::one_rater_dominates),
    (Check::Side, votes::side),
    (Check::Length, votes::length),
    (Check::TieHandling, votes::tie_handling),
    (Check::Intransitive, votes::intransitive),
    (Check::RepeatConsistency, raters::repeat_consistency),
    (Check::Gold, raters::gold),
    (Check::RubricVersion, work::rubric_version),
    (Check::Pace, raters::pace),
];

/// Makes all checks; `told` hears how many are made.
pub fn checks(
    board: &Board,
    told: &mut dyn FnMut(usize),
) -> Vec<(Check, Result<Finding, Undefined>)> {
    let mut made = Vec::with_capacity(CHECKS.len());
    for (check, answer) in CHECKS {
        made.push((check, answer(board)));
        told(made.len());
    }
    made
}

/// What a board is mainly of: decisions, or what was rated by one version of a rubric, whichever
/// more tasks were shared in.
fn main_work(board: &Board) -> Result<Work, Undefined> {
    let decisions = units::decisions(board)?;
    let has_decisions = !decisions.ratings.is_empty();
    let mut main = Work(vec![decisions]);
    // Who compares often rates the two as well: decisions are what such work is about.
    if has_decisions && board.plain().all(|each| !each.comparisons.is_empty()) {
        return Ok(main);
    }
    for criteria in units::rubrics(board)?.into_values() {
        let rated = Work(criteria.into_values().collect());
        if rated.shared_tasks() > main.shared_tasks() || main.tasks() == 0 {
            main = rated;
        }
    }
    Ok(main)
}
