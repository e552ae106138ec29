//! What several raters say together. It never replaces what each of them said.

use std::collections::BTreeMap;

use super::{Board, Preference, Version};

/// What comes of several ratings of one thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Consensus<T> {
    /// They come to this.
    On(T),
    /// Somebody decided this for them.
    Ruled(T),
    /// They do not come to one.
    Split,
    /// Nobody said anything.
    Nothing,
}

impl<T> Consensus<T> {
    /// With what an adjudicator decided, where there is anything: that stands above whatever they
    /// come to. Their own ratings stay, and agreement is taken of those.
    #[must_use]
    pub fn ruled(self, ruling: Option<T>) -> Self {
        ruling.map_or(self, Self::Ruled)
    }

    /// What stands, whoever decided it.
    pub fn value(self) -> Option<T> {
        match self {
            Self::On(value) | Self::Ruled(value) => Some(value),
            Self::Split | Self::Nothing => None,
        }
    }
}

/// How far apart the two middle ones of an even number may be, in levels.
const APART: f64 = 2.0;

/// The median of ordered ratings; of an even number whose middle two lie two levels or more apart
/// there is none.
pub fn median(ratings: &[f64]) -> Consensus<f64> {
    let mut sorted: Vec<f64> = ratings.iter().copied().filter(|r| r.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let Some(upper) = sorted.get(sorted.len() / 2).copied() else {
        return Consensus::Nothing;
    };
    if sorted.len() % 2 == 1 {
        return Consensus::On(upper);
    }
    let lower = sorted[sorted.len() / 2 - 1];
    if upper - lower >= APART {
        Consensus::Split
    } else {
        Consensus::On(f64::midpoint(lower, upper))
    }
}

/// What more than half of them say: for decisions, and for yes and no.
pub fn majority<T: PartialEq + Clone>(said: &[T]) -> Consensus<T> {
    if said.is_empty() {
        return Consensus::Nothing;
    }
    let votes = |one: &&T| 2 * said.iter().filter(|other| other == one).count() > said.len();
    said.iter()
        .find(votes)
        .map_or(Consensus::Split, |one| Consensus::On(one.clone()))
}

/// What the raters of a board decided between responses, by task and the places of the two in it:
/// by majority, whatever the strength. Who could not tell said nothing.
pub fn decided(board: &Board) -> BTreeMap<(u32, [u32; 2]), Consensus<Preference>> {
    let mut said: BTreeMap<_, Vec<Preference>> = BTreeMap::new();
    for (evaluation, comparison) in board.comparisons() {
        let sides = comparison.sides.map(|side| side.response);
        let said = said.entry((evaluation.task, sides)).or_default();
        if comparison.preference != Preference::CannotJudge {
            said.push(comparison.preference.kind());
        }
    }
    let settle = |(at, said): (_, Vec<Preference>)| (at, majority(&said));
    said.into_iter().map(settle).collect()
}

/// A response on a criterion: the version of the rubric, the task, the response and the criterion.
pub type Place = (Version, u32, u32, u32);

/// What the raters of a board come to on each response and criterion: the median level; of a yes or
/// no, and of names without an order, the majority's.
pub fn rated(board: &Board) -> BTreeMap<Place, Consensus<f64>> {
    let mut said: BTreeMap<Place, (Vec<f64>, bool)> = BTreeMap::new();
    for evaluation in board.plain() {
        for mark in &evaluation.marks {
            let place = (
                evaluation.rubric,
                evaluation.task,
                mark.response,
                mark.criterion,
            );
            let (levels, is_counted) = said.entry(place).or_default();
            levels.push(f64::from(mark.level));
            *is_counted |= !mark.is_ordered || mark.levels == 2;
        }
    }
    let settle = |(levels, is_counted): (Vec<f64>, bool)| {
        if is_counted {
            majority(&levels)
        } else {
            median(&levels)
        }
    };
    said.into_iter()
        .map(|(at, said)| (at, settle(said)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Consensus::{Nothing, On, Split};
    use super::*;

    #[test]
    fn an_even_split_far_apart_is_no_consensus() {
        let check = |ratings: &[f64], expected| assert_eq!(median(ratings), expected);
        check(&[], Nothing);
        check(&[3.0], On(3.0));
        check(&[4.0, 0.0, 3.0], On(3.0));
        check(&[2.0, 3.0], On(2.5));
        check(&[1.0, 3.0], Split);
        check(&[0.0, 2.0, 2.0, 4.0], On(2.0));
        check(&[0.0, 1.0, 3.0, 4.0], Split);
    }

    #[test]
    fn what_somebody_decided_stands_above_what_they_come_to() {
        let check = |found: Consensus<u8>, ruling, expected, value| {
            assert_eq!(found.ruled(ruling), expected);
            assert_eq!(expected.value(), value);
        };
        check(On(1), None, On(1), Some(1));
        check(Split, None, Split, None);
        check(Split, Some(2), Consensus::Ruled(2), Some(2));
        check(On(1), Some(2), Consensus::Ruled(2), Some(2));
    }

    #[test]
    fn a_board_is_settled_place_by_place() {
        use crate::domain::decision::Strength;
        use crate::stats::board::{Comparison, Evaluation, Mark};
        let said = |rater, preference, levels: [u32; 2]| {
            let mark = |(criterion, level)| Mark {
                response: 0,
                criterion,
                level,
                levels: [2, 5][criterion as usize],
                is_ordered: true,
                fails: None,
            };
            let comparison = Comparison {
                sides: Default::default(),
                first: 0,
                preference,
            };
            Evaluation {
                rater,
                pass: 1,
                comparisons: vec![comparison],
                marks: (0..).zip(levels).map(mark).collect(),
                ..Evaluation::default()
            }
        };
        let better = |strength| Preference::Better(0, strength);
        let board = Board {
            evaluations: vec![
                said(0, better(Strength::Much), [1, 4]),
                said(1, better(Strength::Slight), [0, 2]),
                said(2, Preference::CannotJudge, [0, 4]),
                said(3, Preference::BothBad, [1, 2]),
            ],
            ..Board::default()
        };
        let decided: Vec<_> = decided(&board).into_values().collect();
        assert_eq!(
            decided,
            [On(better(Strength::Clear))],
            "two of three who could tell"
        );
        let rated: Vec<_> = rated(&board).into_values().collect();
        assert_eq!(
            rated,
            [Split, Split],
            "an even yes or no, and two middle ones far apart"
        );
    }

    #[test]
    fn a_majority_is_more_than_half() {
        let check = |said: &str, expected| {
            let said: Vec<char> = said.chars().collect();
            assert_eq!(majority(&said), expected);
        };
        check("", Nothing);
        check("a", On('a'));
        check("ab", Split);
        check("aab", On('a'));
        check("aabb", Split);
        check("abc", Split);
    }
}
