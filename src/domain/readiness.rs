//! What is still missing before an evaluation can be submitted.

use thiserror::Error;

use super::check::{asks_for_note, suggested_level};
use super::decision::{Contradiction, Decision, contradiction};
use super::id::{CriterionId, ResponseId};
use super::rating::Rating;
use super::rubric::{Criterion, Kind as CriterionKind, Rubric};
use super::score::{Ratings, Score, score};
use super::task::Kind;
use super::work::Judgement;

/// Something that stands between a judgement and its submission.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Gap {
    /// A criterion has neither a rating nor N/A.
    #[error("rate “{criterion}”, or mark it N/A")]
    Unrated {
        /// The response that is not rated.
        response: ResponseId,
        /// The criterion.
        criterion: CriterionId,
    },
    /// A rating stands far from what the checks suggest.
    #[error("say in a note why “{criterion}” stands far from what its checks suggest")]
    NoteMissing {
        /// The response that is rated.
        response: ResponseId,
        /// The criterion.
        criterion: CriterionId,
    },
    /// A comparison without a decision.
    #[error("decide which response is better")]
    Undecided,
    /// “Cannot judge” alone helps nobody.
    #[error("say in the rationale why it cannot be judged")]
    CannotJudgeUnexplained,
    /// Ratings and decision point in opposite directions.
    #[error("the ratings point the other way; change one of them, or say why")]
    Contradicted,
}

/// Everything that is missing, in the order in which a rater would fill it in.
pub fn gaps(kind: Kind, rubric: &Rubric, shown: &[ResponseId], judgement: &Judgement) -> Vec<Gap> {
    if judgement.decision == Some(Decision::CannotJudge) {
        let explained = !judgement.rationale.text.trim().is_empty();
        return if explained {
            Vec::new()
        } else {
            vec![Gap::CannotJudgeUnexplained]
        };
    }
    let mut gaps = Vec::new();
    for criterion in &rubric.criteria {
        for response in shown {
            gaps.extend(rating_gap(criterion, response, judgement));
        }
    }
    if kind == Kind::Compare && judgement.decision.is_none() {
        gaps.push(Gap::Undecided);
    }
    let unexplained = blank(judgement.override_reason.as_deref());
    if unexplained && contradicted(rubric, shown, judgement).is_some() {
        gaps.push(Gap::Contradicted);
    }
    gaps
}

/// The score of a response under a judgement.
pub fn score_of(rubric: &Rubric, judgement: &Judgement, response: &ResponseId) -> Score {
    let none = Ratings::new();
    score(rubric, judgement.ratings_of(response).unwrap_or(&none))
}

/// The rating of a response on a criterion; one that is not on the scale, as imported work may
/// hold, is none.
pub fn rating_of(
    criterion: &Criterion,
    response: &ResponseId,
    judgement: &Judgement,
) -> Option<Rating> {
    let given = judgement.ratings_of(response)?.get(&criterion.id).copied();
    given.filter(|rating| criterion.takes(*rating))
}

/// How the decision contradicts the ratings most, where it does.
pub fn contradicted(
    rubric: &Rubric,
    shown: &[ResponseId],
    judgement: &Judgement,
) -> Option<Contradiction> {
    contradictions(rubric, shown, judgement).into_iter().next()
}

/// Every pair of responses in which the decision contradicts the ratings, the worst first.
pub fn contradictions(
    rubric: &Rubric,
    shown: &[ResponseId],
    judgement: &Judgement,
) -> Vec<Contradiction> {
    let Some(decision) = &judgement.decision else {
        return Vec::new();
    };
    let scores = shown.iter().map(|id| score_of(rubric, judgement, id));
    let sides: Vec<(&ResponseId, Score)> = shown.iter().zip(scores).collect();
    let mut found: Vec<Contradiction> = Vec::new();
    for (at, (first, one)) in sides.iter().enumerate() {
        let others = sides[at + 1..].iter();
        found.extend(others.filter_map(|(second, other)| {
            contradiction(decision, [(first, one), (second, other)])
        }));
    }
    found.sort_by(|a, b| b.by.total_cmp(&a.by));
    found
}

/// The level that the answers to a criterion's checks suggest for a response.
pub fn suggestion(
    criterion: &Criterion,
    response: &ResponseId,
    judgement: &Judgement,
) -> Option<usize> {
    let answers = judgement.answers(response, &criterion.id, criterion.checks.len());
    suggested_level(&answers, criterion.level_count())
}

/// Whether a rating asks for a note because it stands far from the suggestion.
pub fn note_asked(criterion: &Criterion, response: &ResponseId, judgement: &Judgement) -> bool {
    let Some(Rating::Level(level)) = rating_of(criterion, response, judgement) else {
        return false;
    };
    matches!(criterion.kind, CriterionKind::Scale { .. })
        && suggestion(criterion, response, judgement)
            .is_some_and(|suggested| asks_for_note(usize::from(level), suggested))
}

fn rating_gap(criterion: &Criterion, response: &ResponseId, judgement: &Judgement) -> Option<Gap> {
    let (response_id, id) = (response.clone(), criterion.id.clone());
    if rating_of(criterion, response, judgement).is_none() {
        return Some(Gap::Unrated {
            response: response_id,
            criterion: id,
        });
    }
    let noted = !blank(judgement.notes.get(&criterion.id).map(String::as_str));
    (!noted && note_asked(criterion, response, judgement)).then_some(Gap::NoteMissing {
        response: response_id,
        criterion: id,
    })
}

fn blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::check::CheckAnswer::{Met, NotMet};
    use super::super::decision::Strength;
    use super::*;
    use serde_json::json;

    fn one_criterion() -> Rubric {
        Rubric::parse(json!({ "criteria": [{ "name": "Good", "checks": ["one", "two"] }] }))
            .unwrap()
    }

    fn rated(a: u8, b: u8) -> Judgement {
        let of = |level| [(CriterionId::from("good"), Rating::Level(level))].into();
        let ratings = [("x".into(), of(a)), ("y".into(), of(b))].into();
        Judgement {
            ratings,
            ..Judgement::default()
        }
    }

    fn check(judgement: &Judgement, expected: &[Gap]) {
        let shown: Vec<ResponseId> = ["x", "y"].map(ResponseId::from).to_vec();
        assert_eq!(
            gaps(Kind::Compare, &one_criterion(), &shown, judgement),
            expected
        );
    }

    #[test]
    fn an_empty_judgement_lacks_everything() {
        let unrated = |id: &str| Gap::Unrated {
            response: id.into(),
            criterion: "good".into(),
        };
        check(
            &Judgement::default(),
            &[unrated("x"), unrated("y"), Gap::Undecided],
        );
    }

    #[test]
    fn cannot_judge_needs_words_and_nothing_else() {
        let mut judgement = Judgement {
            decision: Some(Decision::CannotJudge),
            ..Judgement::default()
        };
        check(&judgement, &[Gap::CannotJudgeUnexplained]);
        judgement.rationale.text = "Both are in a language I cannot read.".into();
        check(&judgement, &[]);
    }

    #[test]
    fn a_rating_off_the_scale_is_none() {
        let mut judgement = rated(9, 3);
        judgement.decision = Some(Decision::BothGood);
        let gap = Gap::Unrated {
            response: "x".into(),
            criterion: "good".into(),
        };
        check(&judgement, &[gap]);
    }

    #[test]
    fn a_contradiction_needs_a_reason() {
        let mut judgement = rated(0, 3);
        judgement.decision = Some(Decision::Better("x".into(), Strength::Clear));
        check(&judgement, &[Gap::Contradicted]);
        judgement.override_reason = Some("The scale misses the one thing that matters.".into());
        check(&judgement, &[]);
    }

    #[test]
    fn a_ranking_against_the_ratings_needs_a_reason() {
        let shown: Vec<ResponseId> = ["x", "y", "z"].map(ResponseId::from).to_vec();
        let ranked = |order: [&str; 3], levels: [u8; 3]| {
            let mut judgement = Judgement::default();
            for (id, level) in shown.iter().zip(levels) {
                let rating = [(CriterionId::from("good"), Rating::Level(level))];
                judgement.ratings.insert(id.clone(), rating.into());
            }
            let groups = order.map(|id| vec![id.into()]).to_vec();
            judgement.decision = Some(Decision::Ranking(groups));
            judgement
        };
        let check = |order, levels, expected: &[(&str, &str)]| {
            let judgement = ranked(order, levels);
            let found = contradictions(&one_criterion(), &shown, &judgement);
            let pairs: Vec<_> = found
                .iter()
                .map(|found| (found.favoured.as_str(), found.over.as_str()))
                .collect();
            assert_eq!(pairs, expected, "{order:?} at {levels:?}");
            let gaps = gaps(Kind::Compare, &one_criterion(), &shown, &judgement);
            assert_eq!(gaps.contains(&Gap::Contradicted), !expected.is_empty());
        };
        check(["x", "y", "z"], [3, 2, 1], &[]);
        check(["x", "y", "z"], [2, 2, 2], &[]);
        check(["x", "z", "y"], [1, 2, 1], &[("y", "x"), ("y", "z")]);
        check(
            ["z", "y", "x"],
            [3, 1, 0],
            &[("x", "z"), ("x", "y"), ("y", "z")],
        );
    }

    #[test]
    fn a_rating_far_from_its_checks_needs_a_note() {
        let mut judgement = rated(3, 3);
        judgement.decision = Some(Decision::BothGood);
        let answers = [(CriterionId::from("good"), vec![Some(NotMet), Some(NotMet)])];
        judgement.checks.insert("x".into(), answers.into());
        let gap = Gap::NoteMissing {
            response: "x".into(),
            criterion: "good".into(),
        };
        check(&judgement, &[gap]);
        judgement
            .notes
            .insert("good".into(), "The checks do not fit this case.".into());
        check(&judgement, &[]);
        judgement.notes.clear();
        let answers = [(CriterionId::from("good"), vec![Some(Met), Some(NotMet)])];
        judgement.checks.insert("x".into(), answers.into());
        check(&judgement, &[]);
    }
}
