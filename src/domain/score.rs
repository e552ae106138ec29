//! The score: what the ratings of one response add up to.

use std::collections::BTreeMap;

use thiserror::Error;

use super::id::CriterionId;
use super::rating::Rating;
use super::rubric::{Criterion, Kind, Rubric};

/// The ratings of one response, by criterion; a missing one is unrated.
pub type Ratings = BTreeMap<CriterionId, Rating>;

/// Scores are ratios of small whole numbers computed in floats; a score this close below the
/// threshold stands exactly on it. Distinct scores lie further apart by many orders of magnitude.
const ROUNDING: f64 = 1e-9;

/// What the ratings of one response add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The score in 0..1, or why there is none.
    pub value: Result<f64, Unscored>,
    /// Points met ÷ sum of positive points, unclipped: what means over responses are taken of.
    /// Only in a rubric by points.
    pub raw_points: Option<f64>,
    /// Critical criteria that fail the response whatever its score, in the rubric's order.
    pub critical_failed: Vec<CriterionId>,
    /// Whether the response passes; `None` while there is no score.
    pub passed: Option<bool>,
    /// How many criteria apply: all but those marked N/A.
    pub applicable: usize,
    /// How many criteria the rubric has.
    pub of: usize,
}

/// Why there is no score, in words for the rater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unscored {
    /// Some criteria are still unrated.
    #[error("{0} not rated yet")]
    Unrated(usize),
    /// Every criterion is N/A.
    #[error("no criterion applies")]
    NothingApplies,
    /// The criteria that apply carry no weight.
    #[error("the criteria that apply carry no weight")]
    NoWeight,
    /// A points rubric divides by the sum of positive points.
    #[error("no applicable criterion has positive points")]
    NoPositivePoints,
}

impl Score {
    /// Whether every criterion has a rating or N/A.
    pub fn complete(&self) -> bool {
        !matches!(self.value, Err(Unscored::Unrated(_)))
    }
}

/// Scores one response.
///
/// Score = Σ weight × worth ÷ Σ weight over the criteria that apply; by points: Σ points met ÷
/// Σ positive points, clipped to 0..1. The response passes at or above the threshold unless a
/// critical criterion failed. A rating that its criterion does not have counts as unrated.
pub fn score(rubric: &Rubric, ratings: &Ratings) -> Score {
    let mut tally = Tally::default();
    for criterion in &rubric.criteria {
        tally.add(criterion, ratings.get(&criterion.id).copied());
    }
    tally.close(rubric)
}

/// What responses score on the criteria that apply to all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Common {
    /// The score of each response, 0..1, in the order given. Whether it passes does not follow
    /// from these: a critical criterion may be among those dropped.
    pub scores: Vec<Result<f64, Unscored>>,
    /// The criteria that the scores are taken of, in the rubric's order.
    pub used: Vec<CriterionId>,
    /// The criteria that are N/A for one of the responses or more, in the rubric's order.
    pub dropped: Vec<CriterionId>,
}

/// Scores responses to be compared: where their N/A differ, their own scores are means over other
/// criteria. What is unrated is no N/A, and its response has no score.
pub fn common(rubric: &Rubric, responses: &[&Ratings]) -> Common {
    let applies = |criterion: &Criterion| {
        let ratings = responses.iter().map(|ratings| ratings.get(&criterion.id));
        !ratings
            .flatten()
            .any(|rating| *rating == Rating::NotApplicable)
    };
    let mut left = rubric.clone();
    let criteria = std::mem::take(&mut left.criteria).into_iter();
    let (used, dropped): (Vec<Criterion>, Vec<Criterion>) = criteria.partition(applies);
    left.criteria = used;
    let ids = |criteria: &[Criterion]| criteria.iter().map(|each| each.id.clone()).collect();
    let value = |ratings: &&Ratings| score(&left, ratings).value;
    Common {
        scores: responses.iter().map(value).collect(),
        used: ids(&left.criteria),
        dropped: ids(&dropped),
    }
}

/// What a rating is worth on its criterion, 0..1; `None` for N/A or a rating it does not have.
///
/// A criterion by points is worth 1 when what it asks for holds: met when its points are
/// positive, not met when they are negative.
pub fn worth(criterion: &Criterion, rating: Rating) -> Option<f64> {
    match (&criterion.kind, rating) {
        (Kind::Scale { levels, .. }, Rating::Level(level)) => {
            levels.get(usize::from(level)).map(|level| level.worth)
        }
        (Kind::Binary { .. }, rating) => met(rating).map(f64::from),
        (Kind::Points { points }, rating) => {
            met(rating).map(|met| f64::from(met == (*points >= 0.0)))
        }
        _ => None,
    }
}

/// Yes or no; files may write 1 and 0 for them.
fn met(rating: Rating) -> Option<bool> {
    match rating {
        Rating::Met(met) => Some(met),
        Rating::Level(level @ (0 | 1)) => Some(level == 1),
        _ => None,
    }
}

#[derive(Default)]
struct Tally {
    sum: f64,
    total: f64,
    by_points: bool,
    unrated: usize,
    not_applicable: usize,
    critical_failed: Vec<CriterionId>,
}

impl Tally {
    fn add(&mut self, criterion: &Criterion, rating: Option<Rating>) {
        let Some(rating) = rating else {
            self.unrated += 1;
            return;
        };
        if rating == Rating::NotApplicable {
            self.not_applicable += 1;
            return;
        }
        let Some(worth) = worth(criterion, rating) else {
            self.unrated += 1;
            return;
        };
        if criterion
            .critical
            .is_some_and(|least| worth < least - ROUNDING)
        {
            self.critical_failed.push(criterion.id.clone());
        }
        match criterion.kind {
            Kind::Scale { weight, .. } | Kind::Binary { weight } => {
                self.sum += weight * worth;
                self.total += weight;
            }
            Kind::Points { points } => {
                self.by_points = true;
                self.sum += if met(rating) == Some(true) {
                    points
                } else {
                    0.0
                };
                self.total += points.max(0.0);
            }
        }
    }

    fn close(self, rubric: &Rubric) -> Score {
        let of = rubric.criteria.len();
        let applicable = of - self.not_applicable;
        let ratio = if self.unrated > 0 {
            Err(Unscored::Unrated(self.unrated))
        } else if applicable == 0 {
            Err(Unscored::NothingApplies)
        } else if self.total <= 0.0 && self.by_points {
            Err(Unscored::NoPositivePoints)
        } else if self.total <= 0.0 {
            Err(Unscored::NoWeight)
        } else {
            Ok(self.sum / self.total)
        };
        let value = ratio.map(|ratio| ratio.clamp(0.0, 1.0));
        let passed = value.ok().map(|score| {
            self.critical_failed.is_empty() && score >= rubric.pass_threshold - ROUNDING
        });
        Score {
            value,
            raw_points: ratio.ok().filter(|_| self.by_points),
            critical_failed: self.critical_failed,
            passed,
            applicable,
            of,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(levels: &[Option<u8>]) -> Score {
        let rubric = Rubric::starter();
        let ratings = rubric
            .criteria
            .iter()
            .zip(levels)
            .map(|(criterion, level)| {
                (
                    criterion.id.clone(),
                    level.map_or(Rating::NotApplicable, Rating::Level),
                )
            })
            .collect();
        score(&rubric, &ratings)
    }

    fn near(score: &Score, expected: f64) {
        let value = score.value.unwrap();
        assert!(
            (value - expected).abs() < 1e-12,
            "{value} is not {expected}"
        );
    }

    #[test]
    fn the_starter_rubric_scores_as_the_product_says() {
        let good = rate(&[Some(3), Some(2), Some(3), Some(3), Some(2)]);
        near(&good, 0.883_333_333_333_333_3);
        assert_eq!(good.passed, Some(true));
        let bad = rate(&[Some(0), Some(1), Some(1), Some(1), Some(2)]);
        near(&bad, 0.25);
        assert_eq!(bad.passed, Some(false));
    }

    #[test]
    fn not_applicable_leaves_the_sum() {
        let score = rate(&[Some(3), None, Some(3), Some(3), Some(0)]);
        near(&score, 0.65 / 0.75);
        assert_eq!((score.applicable, score.of), (4, 5));
    }

    #[test]
    fn unrated_is_not_not_applicable() {
        let score = rate(&[Some(3), Some(3)]);
        assert_eq!(score.value, Err(Unscored::Unrated(3)));
        assert_eq!(score.passed, None);
    }

    #[test]
    fn responses_are_compared_on_the_criteria_that_all_of_them_have() {
        let rubric = Rubric::parse(serde_json::json!({
            "criteria": [
                { "name": "A", "weight": 1 }, { "name": "B", "weight": 2 },
                { "name": "C", "weight": 1 }]
        }))
        .unwrap();
        let response = |levels: &[(&str, Rating)]| -> Ratings {
            levels
                .iter()
                .map(|(id, rating)| ((*id).into(), *rating))
                .collect()
        };
        let level = Rating::Level;
        let one = response(&[
            ("a", level(3)),
            ("b", level(0)),
            ("c", Rating::NotApplicable),
        ]);
        let other = response(&[("a", level(0)), ("b", level(3)), ("c", level(3))]);
        // By themselves 1/3 of three quarters and 3/4 of all; on A and B 1/3 and 2/3.
        let check = |responses: &[&Ratings], scores: &[f64], used: &[&str], dropped: &[&str]| {
            let found = common(&rubric, responses);
            for (found, expected) in found.scores.iter().zip(scores) {
                assert!((found.unwrap() - expected).abs() < 1e-12, "{found:?}");
            }
            let ids = |ids: &[&str]| ids.iter().map(|id| (*id).into()).collect::<Vec<_>>();
            assert_eq!((found.used, found.dropped), (ids(used), ids(dropped)));
        };
        check(
            &[&one, &other],
            &[1.0 / 3.0, 2.0 / 3.0],
            &["a", "b"],
            &["c"],
        );
        check(&[&other, &other], &[0.75, 0.75], &["a", "b", "c"], &[]);
        check(&[], &[], &["a", "b", "c"], &[]);

        let unrated = response(&[("a", level(3)), ("c", level(3))]);
        let found = common(&rubric, &[&one, &unrated]);
        assert_eq!(found.scores[1], Err(Unscored::Unrated(1)));
        let none = ["a", "b", "c"].map(|id| (id, Rating::NotApplicable));
        let found = common(&rubric, &[&other, &response(&none)]);
        assert_eq!(found.scores, [Err(Unscored::NothingApplies); 2]);
    }

    #[test]
    fn a_critical_scale_fails_on_its_worst_level_by_default() {
        let rubric = Rubric::parse(serde_json::json!({
            "criteria": [
                { "name": "Safe", "critical": true, "weight": 1 },
                { "name": "Good", "weight": 9 }]
        }))
        .unwrap();
        let check = |safe: u8, passed: bool| {
            let ratings = [("safe", safe), ("good", 3)]
                .map(|(id, level)| (id.into(), Rating::Level(level)))
                .into();
            assert_eq!(
                score(&rubric, &ratings).passed,
                Some(passed),
                "level {safe}"
            );
        };
        check(0, false);
        check(1, true);
    }
}
