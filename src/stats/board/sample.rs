//! Boards made up: to try what reads boards, and to show what a check finds.
//!
//! A clean board is one on which no check fails: models differ, raters agree as people do, sides
//! and lengths mean nothing. A planted defect changes just that.

use serde::{Deserialize, Serialize};

use crate::domain::decision::Strength;
use crate::stats::draw::{Chance, Seed};
use crate::stats::pairwise::bradley_terry::chance_of_winning;
use crate::stats::quality::gold::Hits;
use crate::stats::trust::Check;

use super::{Board, Comparison, Evaluation, Mark, Preference, Side, Version};

/// What is made up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// How many raters.
    pub raters: u32,
    /// How many models.
    pub models: u32,
    /// How many tasks for each pair of models.
    pub tasks: u32,
    /// How many raters see each task.
    pub overlap: u32,
    /// One in so many tasks has gold; 0 for none.
    pub gold: u32,
    /// One in so many evaluations is repeated; 0 for none.
    pub repeats: u32,
    /// What all follows from.
    pub seed: Seed,
    /// What is wrong with it, if anything: what that check is to find.
    pub defect: Option<Check>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            raters: 6,
            models: 5,
            tasks: 60,
            overlap: 3,
            gold: 2,
            repeats: 8,
            seed: Seed::default(),
            defect: None,
        }
    }
}

/// How often a rater says what the task calls for.
const CARE: f64 = 0.9;
/// The distance of one model to the next, in log odds.
const STEP: f64 = 0.8;
/// Who is picked out where one rater has a defect.
const CULPRIT: u32 = 0;

/// Makes a board up.
pub fn board(plan: &Plan) -> Board {
    let mut making = Making {
        plan,
        chance: Chance::new(plan.seed),
        board: Board {
            raters: plan.raters,
            models: plan.models,
            evaluations: Vec::new(),
        },
    };
    let mut task = 0;
    for one in 0..plan.models {
        for other in one + 1..plan.models {
            for _ in 0..plan.tasks {
                making.task(task, [one, other]);
                task += 1;
            }
        }
    }
    making.board
}

struct Making<'p> {
    plan: &'p Plan,
    chance: Chance,
    board: Board,
}

/// What is so of a task, whoever looks at it.
struct Truth {
    sides: [Side; 2],
    preference: Preference,
    levels: [u32; 2],
}

impl Making<'_> {
    fn has(&self, defect: Check) -> bool {
        self.plan.defect == Some(defect)
    }

    fn happens(&mut self, share: f64) -> bool {
        self.chance.unit() < share
    }

    fn task(&mut self, task: u32, models: [u32; 2]) {
        let apart = models.iter().any(|model| *model + 1 == self.plan.models);
        if self.has(Check::ConnectedComparisons) && apart {
            return;
        }
        let truth = self.truth(models);
        let is_gold = self.plan.gold > 0 && task.is_multiple_of(self.plan.gold);
        let start = self.chance.below(self.plan.raters.max(1));
        let takes_it_all = self.has(Check::OneRaterDominates) && self.happens(0.8);
        let (start, overlap) = match self.plan.defect {
            Some(Check::EnoughOverlap) => (start, 1),
            _ if takes_it_all => (CULPRIT, 1),
            _ => (start, self.plan.overlap.min(self.plan.raters)),
        };
        for turn in 0..overlap {
            let rater = (start + turn) % self.plan.raters.max(1);
            let evaluation = self.evaluation((rater, task), &truth, is_gold);
            let repeats = self.plan.repeats;
            let is_repeated = repeats > 0 && self.chance.below(repeats) == 0;
            if is_repeated {
                let again = self.again(&evaluation, &truth);
                self.board.evaluations.push(again);
            }
            self.board.evaluations.push(evaluation);
        }
    }

    fn truth(&mut self, [one, other]: [u32; 2]) -> Truth {
        let lengths = [(); 2].map(|()| 200 + self.chance.below(800));
        let side = |response: u32, model, length| Side {
            response,
            model: Some(model),
            length,
        };
        let sides = [side(0, one, lengths[0]), side(1, other, lengths[1])];
        let preference = self.preference([one, other], lengths);
        let level = |won| if won { 4 } else { 2 };
        Truth {
            sides,
            preference,
            levels: [
                level(matches!(preference, Preference::Better(0, _))),
                level(matches!(preference, Preference::Better(1, _))),
            ],
        }
    }

    /// What the two responses call for.
    fn preference(&mut self, [one, other]: [u32; 2], lengths: [u32; 2]) -> Preference {
        let last = self.plan.models - 1;
        if self.has(Check::Separation) && one == 0 {
            return Preference::Better(0, Strength::Clear);
        }
        let mut ahead = STEP * (f64::from(other) - f64::from(one));
        if self.has(Check::Intransitive) && one == 0 && other == last {
            ahead = -4.0 * STEP;
        }
        if self.has(Check::Intransitive) && other == one + 1 {
            ahead = 3.0 * STEP;
        }
        if self.has(Check::Length) {
            ahead += (f64::from(lengths[0]) - f64::from(lengths[1])) / 400.0;
        }
        let ties = if self.has(Check::TieHandling) {
            unfair_ties(one, other, &mut ahead)
        } else {
            0.1
        };
        if self.happens(ties) {
            return Preference::BothGood;
        }
        let winner = usize::from(!self.happens(chance_of_winning(ahead)));
        let strength = match self.chance.below(3) {
            0 => Strength::Much,
            1 => Strength::Clear,
            _ => Strength::Slight,
        };
        Preference::Better(winner, strength)
    }

    fn evaluation(
        &mut self,
        (rater, task): (u32, u32),
        truth: &Truth,
        is_gold: bool,
    ) -> Evaluation {
        let is_culprit = rater == CULPRIT;
        let care = match self.plan.defect {
            Some(Check::TieHandling) => 0.97,
            Some(Check::Gold) if is_culprit && is_gold => 0.2,
            Some(Check::Pace) if is_culprit && is_gold => 0.71,
            _ => CARE,
        };
        let (mut comparison, marks) = self.said(truth, care);
        if self.has(Check::Side) && !is_gold && self.happens(0.2) {
            comparison.preference = Preference::Better(comparison.first, Strength::Slight);
        }
        let is_right = comparison.preference.outcome() == truth.preference.outcome();
        let old = self.has(Check::RubricVersion) && task.is_multiple_of(4);
        let seconds = if self.has(Check::Pace) && is_culprit {
            10
        } else {
            60
        };
        let jitter = 500 + u64::from(self.chance.below(1000));
        Evaluation {
            rater,
            task,
            pass: 1,
            rubric: Version {
                rubric: 0,
                version: u32::from(old),
            },
            active_ms: seconds * jitter,
            comparisons: vec![comparison],
            marks,
            gold: is_gold.then_some(Hits {
                n: 1,
                correct: usize::from(is_right),
            }),
        }
    }

    /// The same rater sees it again, sides swapped.
    fn again(&mut self, before: &Evaluation, truth: &Truth) -> Evaluation {
        let mut again = before.clone();
        again.pass = 2;
        let is_moody = self.has(Check::RepeatConsistency) && before.rater == CULPRIT;
        let says_the_same = !is_moody && self.happens(0.97);
        if !says_the_same {
            let (comparison, marks) = self.said(truth, 0.0);
            again.comparisons = vec![comparison];
            again.marks = marks;
        }
        for comparison in &mut again.comparisons {
            comparison.first = 1 - comparison.first;
        }
        again
    }

    /// What a rater says who looks with so much care.
    fn said(&mut self, truth: &Truth, care: f64) -> (Comparison, Vec<Mark>) {
        let first = self.chance.below(2) as usize;
        let mut preference = truth.preference;
        let never_loses = self.has(Check::Separation) && truth.sides[0].model == Some(0);
        if !never_loses && !self.happens(care) {
            preference = match self.chance.below(3) {
                0 => Preference::Better(0, Strength::Slight),
                1 => Preference::Better(1, Strength::Slight),
                _ => Preference::BothGood,
            };
        }
        let mut marks = Vec::new();
        for (response, level) in (0..).zip(truth.levels) {
            for criterion in 0..2 {
                let near = self.chance.below(3);
                let level = if self.happens(care) {
                    level
                } else {
                    level - 1 + near
                };
                marks.push(Mark {
                    response,
                    criterion,
                    level,
                    levels: 6,
                    is_ordered: true,
                    fails: None,
                });
            }
        }
        let comparison = Comparison {
            sides: truth.sides,
            first,
            preference,
        };
        (comparison, marks)
    }
}

/// Of the first two models one wins seldom but hardly ever loses, and the other wins often and
/// loses as often: whether ties count decides which is ahead.
fn unfair_ties(one: u32, other: u32, ahead: &mut f64) -> f64 {
    match (one, other) {
        (0, 1) => {
            *ahead = 0.0;
            0.95
        }
        (0, _) => {
            *ahead = 4.0;
            0.75
        }
        (1, _) => {
            *ahead = 1.4;
            0.0
        }
        _ => 0.1,
    }
}
