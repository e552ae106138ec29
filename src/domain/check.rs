//! Checks: objective statements under a criterion, and the level they suggest.

use serde::{Deserialize, Serialize};

/// What the rater answered to one check; unanswered is the absence of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckAnswer {
    /// The statement holds.
    Met,
    /// The statement does not hold.
    NotMet,
    /// The statement has no bearing on this response.
    Na,
}

impl CheckAnswer {
    /// The next answer of the cycle unanswered → met → not met → n.a. → unanswered.
    pub fn next(current: Option<Self>) -> Option<Self> {
        match current {
            None => Some(Self::Met),
            Some(Self::Met) => Some(Self::NotMet),
            Some(Self::NotMet) => Some(Self::Na),
            Some(Self::Na) => None,
        }
    }
}

/// The level that the answers suggest on a scale of `levels`:
/// round(met ÷ applicable × (levels − 1)), halves upwards.
///
/// `None` while a check is unanswered, when none applies, or on a scale of fewer than two levels:
/// a suggestion from half the evidence would anchor the rater on the wrong level.
pub fn suggested_level(answers: &[Option<CheckAnswer>], levels: usize) -> Option<usize> {
    let met = answers
        .iter()
        .filter(|answer| **answer == Some(CheckAnswer::Met))
        .count();
    let not_met = answers
        .iter()
        .filter(|answer| **answer == Some(CheckAnswer::NotMet))
        .count();
    let applicable = met + not_met;
    if applicable == 0 || levels < 2 || answers.iter().any(Option::is_none) {
        return None;
    }
    // round(met × top ÷ applicable) in integers: no float, no half-way surprises.
    let top = levels - 1;
    Some((2 * met * top + applicable) / (2 * applicable))
}

/// How far a rating may stand from the suggestion before it asks for a note.
pub const FAR: usize = 2;

/// Whether a rating is far enough from the suggestion to ask for a note.
pub fn asks_for_note(rated: usize, suggested: usize) -> bool {
    rated.abs_diff(suggested) >= FAR
}

#[cfg(test)]
mod tests {
    use super::CheckAnswer::{Met, Na, NotMet};
    use super::*;

    #[test]
    fn answers_suggest_a_level() {
        let check = |answers: &[Option<CheckAnswer>], levels, expected| {
            assert_eq!(
                suggested_level(answers, levels),
                expected,
                "{answers:?} on {levels}"
            );
        };
        check(&[Some(Met), Some(Met)], 4, Some(3));
        check(&[Some(NotMet), Some(NotMet)], 4, Some(0));
        check(&[Some(Met), Some(NotMet)], 4, Some(2)); // 1.5 rounds up
        check(&[Some(Met), Some(NotMet), Some(NotMet)], 4, Some(1));
        check(&[Some(Met), Some(Met), Some(NotMet)], 4, Some(2));
        check(&[Some(Met), Some(Na), Some(Na)], 4, Some(3));
        check(&[Some(Met), Some(NotMet), Some(NotMet)], 5, Some(1)); // 1.33
        check(&[Some(Na), Some(Na)], 4, None);
        check(&[Some(Met), None], 4, None);
        check(&[], 4, None);
        check(&[Some(Met)], 1, None);
    }

    #[test]
    fn a_rating_two_levels_away_asks_for_a_note() {
        assert!(asks_for_note(0, 2));
        assert!(asks_for_note(3, 1));
        assert!(!asks_for_note(2, 1));
    }

    #[test]
    fn the_cycle_comes_back() {
        let mut answer = None;
        for _ in 0..4 {
            answer = CheckAnswer::next(answer);
        }
        assert_eq!(answer, None);
    }
}
