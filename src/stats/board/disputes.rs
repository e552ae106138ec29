//! Disputes: what raters differ on so far, or without a majority, that somebody has to decide.

use std::collections::BTreeMap;

use super::consensus::{Consensus, majority, median};
use super::{Board, Preference, Version};

/// From so many steps of its scale on a difference is a dispute.
pub const STEPS: f64 = 2.0;

/// What a dispute is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// Which of two responses is better, by their place in the task.
    Sides([u32; 2]),
    /// A response on a criterion.
    Mark {
        /// Of which version of which rubric.
        rubric: Version,
        /// Which response.
        response: u32,
        /// Which criterion.
        criterion: u32,
    },
}

/// Something that raters differ on.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    /// In which task.
    pub task: u32,
    /// About what.
    pub matter: Matter,
    /// Who said something of it.
    pub raters: Vec<u32>,
    /// From the lowest to the highest value, in steps of the scale; of names without an order 0.
    pub range: f64,
    /// Whether it is about failing: by some the response fails a critical criterion, by others not.
    pub is_critical: bool,
    /// Whether they come to nothing together, however near they are.
    pub is_split: bool,
}

/// What was said of one matter.
#[derive(Default)]
struct Said {
    raters: Vec<u32>,
    values: Vec<f64>,
    fails: Vec<bool>,
    /// What the majority is taken of, where it is not the median of the values.
    kinds: Vec<Preference>,
    is_unordered: bool,
    is_yes_or_no: bool,
}

/// All disputes, those about failing first and then the widest; the raters' own values stay what
/// they are, whatever is decided.
///
/// A dispute is a range of [`STEPS`] or more, a critical criterion that a response fails by some
/// alone, or whatever their [consensus](super::consensus) is split on. Who could not tell said
/// nothing. Gold and repeats are none of it.
pub fn disputes(board: &Board) -> Vec<Dispute> {
    let mut matters: BTreeMap<(u32, Matter), Said> = BTreeMap::new();
    for evaluation in board.plain() {
        for comparison in &evaluation.comparisons {
            let sides = comparison.sides.map(|side| side.response);
            if let Some(value) = comparison.preference.on_scale() {
                let matter = (evaluation.task, Matter::Sides(sides));
                let said = matters.entry(matter).or_default();
                said.add(evaluation.rater, value);
                said.kinds.push(comparison.preference.kind());
            }
        }
        for mark in &evaluation.marks {
            let matter = Matter::Mark {
                rubric: evaluation.rubric,
                response: mark.response,
                criterion: mark.criterion,
            };
            let said = matters.entry((evaluation.task, matter)).or_default();
            said.add(evaluation.rater, f64::from(mark.level));
            said.fails.extend(mark.fails);
            said.is_unordered |= !mark.is_ordered && mark.levels > 2;
            said.is_yes_or_no |= mark.levels == 2;
        }
    }
    let mut found: Vec<Dispute> = matters
        .into_iter()
        .filter_map(|((task, matter), said)| said.dispute(task, matter))
        .collect();
    // Those that are as wide stay in the order of their tasks.
    found.sort_by(|a, b| {
        let by_range = || b.range.total_cmp(&a.range);
        b.is_critical.cmp(&a.is_critical).then_with(by_range)
    });
    found
}

impl Said {
    fn add(&mut self, rater: u32, value: f64) {
        self.raters.push(rater);
        self.values.push(value);
    }

    fn dispute(mut self, task: u32, matter: Matter) -> Option<Dispute> {
        let low = self.values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = self
            .values
            .iter()
            .copied()
            .fold(f64::NEG_INFINITY, f64::max);
        let range = if self.is_unordered { 0.0 } else { high - low };
        let is_critical = self.fails.contains(&true) && self.fails.contains(&false);
        let is_split = if !self.kinds.is_empty() {
            majority(&self.kinds) == Consensus::Split
        } else if self.is_unordered || self.is_yes_or_no {
            majority(&self.values) == Consensus::Split
        } else {
            median(&self.values) == Consensus::Split
        };
        self.raters.sort_unstable();
        (range >= STEPS || is_critical || is_split).then_some(Dispute {
            task,
            matter,
            raters: self.raters,
            range,
            is_critical,
            is_split,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decision::Strength::{Much, Slight};
    use crate::stats::board::{Comparison, Evaluation, Mark};

    fn evaluation(rater: u32, preference: Preference, marks: &[Mark]) -> Evaluation {
        let comparison = Comparison {
            sides: Default::default(),
            first: 0,
            preference,
        };
        Evaluation {
            rater,
            pass: 1,
            comparisons: vec![comparison],
            marks: marks.to_vec(),
            ..Evaluation::default()
        }
    }

    fn found(evaluations: Vec<Evaluation>) -> Vec<(f64, bool)> {
        let board = Board {
            evaluations,
            ..Board::default()
        };
        let found = disputes(&board);
        found
            .iter()
            .map(|each| (each.range, each.is_critical))
            .collect()
    }

    #[test]
    fn decisions_two_steps_apart_are_disputed() {
        use Preference::{Better, BothGood, CannotJudge};
        let check = |said: &[Preference], expected: &[(f64, bool)]| {
            let all = (0..)
                .zip(said)
                .map(|(rater, said)| evaluation(rater, *said, &[]));
            assert_eq!(found(all.collect()), expected, "{said:?}");
        };
        check(&[Better(0, Much)], &[]);
        check(&[Better(0, Slight), BothGood, BothGood], &[]);
        // Near, but two who come to nothing.
        check(&[Better(0, Slight), BothGood], &[(1.0, false)]);
        check(&[BothGood, Preference::BothBad], &[(0.0, false)]);
        check(&[Better(0, Slight), Better(1, Slight)], &[(2.0, false)]);
        check(&[Better(0, Much), BothGood, CannotJudge], &[(3.0, false)]);
        check(&[Better(0, Much), CannotJudge], &[]);
    }

    #[test]
    fn marks_are_disputed_by_their_scale() {
        let mark = |level| Mark {
            response: 0,
            criterion: 0,
            level,
            levels: 5,
            is_ordered: true,
            fails: None,
        };
        let check = |marks: &[Mark], expected: &[(f64, bool)]| {
            let said = (0..).zip(marks);
            let said = said.map(|(rater, mark)| evaluation(rater, Preference::BothGood, &[*mark]));
            assert_eq!(found(said.collect()), expected, "{marks:?}");
        };
        check(&[mark(1), mark(2)], &[]);
        check(&[mark(1), mark(2), mark(3)], &[(2.0, false)]);
        // One step apart, but the step over the line.
        let fails = |level, fails| Mark {
            fails: Some(fails),
            ..mark(level)
        };
        check(&[fails(1, true), fails(2, false)], &[(1.0, true)]);
        check(&[fails(0, true), fails(1, true)], &[]);
        let name = |level| Mark {
            is_ordered: false,
            ..mark(level)
        };
        check(&[name(0), name(4), name(4)], &[]);
        check(&[name(0), name(1)], &[(0.0, false)]);
        let yes_or_no = |level| Mark {
            levels: 2,
            ..mark(level)
        };
        check(&[yes_or_no(0), yes_or_no(1)], &[(1.0, false)]);
        check(&[yes_or_no(0), yes_or_no(1), yes_or_no(1)], &[]);
    }

    #[test]
    fn the_gravest_comes_first() {
        let mark = |criterion, level, fails| Mark {
            response: 0,
            criterion,
            level,
            levels: 5,
            is_ordered: true,
            fails,
        };
        let one = [mark(0, 0, None), mark(1, 0, None), mark(2, 1, Some(true))];
        let other = [mark(0, 2, None), mark(1, 4, None), mark(2, 2, Some(false))];
        let said = [
            evaluation(0, Preference::BothGood, &one),
            evaluation(1, Preference::BothGood, &other),
        ];
        assert_eq!(
            found(said.to_vec()),
            [(1.0, true), (4.0, false), (2.0, false)]
        );
    }
}
