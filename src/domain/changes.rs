//! What changed between two submissions of the same evaluation, in words.

use std::collections::BTreeSet;

use super::id::{CriterionId, ResponseId};
use super::rating::Rating;
use super::rubric::Rubric;
use super::summary::{Call, letter};
use super::work::Submission;

/// What `after` says otherwise than `before`; names come from the rubric where it is at hand.
pub fn changes(before: &Submission, after: &Submission, rubric: Option<&Rubric>) -> Vec<String> {
    let mut found = Vec::new();
    let (old, new) = (&before.judgement, &after.judgement);
    if old.decision != new.decision {
        let words = |submission: &Submission| {
            let decision = submission.judgement.decision.as_ref();
            decision
                .and_then(|decision| Call::of(decision, &submission.seen.shown))
                .map_or_else(|| "none".to_owned(), |call| call.words())
        };
        found.push(format!("decision: {} → {}", words(before), words(after)));
    }
    found.extend(ratings(before, after, rubric));
    if old.decisions != new.decisions {
        found.push("decisions by criterion changed".to_owned());
    }
    if old.checks != new.checks {
        found.push("checks changed".to_owned());
    }
    if old.notes != new.notes || old.override_reason != new.override_reason {
        found.push("notes changed".to_owned());
    }
    if old.rationale.text != new.rationale.text {
        found.push("rationale changed".to_owned());
    }
    if before.seen.rubric != after.seen.rubric {
        found.push("another version of the rubric".to_owned());
    }
    if before.seen.task_hash != after.seen.task_hash {
        found.push("another version of the task".to_owned());
    }
    found
}

fn ratings(before: &Submission, after: &Submission, rubric: Option<&Rubric>) -> Vec<String> {
    let given = |submission: &Submission, response: &ResponseId, criterion: &CriterionId| {
        let ratings = submission.judgement.ratings_of(response);
        ratings.and_then(|ratings| ratings.get(criterion).copied())
    };
    let mut found = Vec::new();
    for (at, response) in after.seen.shown.iter().enumerate() {
        let criteria: BTreeSet<&CriterionId> = [before, after]
            .into_iter()
            .filter_map(|submission| submission.judgement.ratings_of(response))
            .flat_map(|ratings| ratings.keys())
            .collect();
        for id in criteria {
            let (old, new) = (given(before, response, id), given(after, response, id));
            if old == new {
                continue;
            }
            let criterion = rubric.and_then(|rubric| rubric.criterion(id));
            let name = criterion.map_or(id.as_str(), |criterion| &criterion.name);
            let of = if after.seen.shown.len() > 1 {
                format!(" of {}", letter(at))
            } else {
                String::new()
            };
            let (old, new) = (level(rubric, id, old), level(rubric, id, new));
            found.push(format!("{name}{of}: {old} → {new}"));
        }
    }
    found
}

/// The name of a level; its number where the rubric is not at hand.
fn level(rubric: Option<&Rubric>, id: &CriterionId, rating: Option<Rating>) -> String {
    let criterion = rubric.and_then(|rubric| rubric.criterion(id));
    let name = |rating: Rating| {
        let criterion = criterion?;
        let at = criterion.index(rating)?;
        criterion.level_names().get(at).map(ToString::to_string)
    };
    match rating {
        None => "not rated".to_owned(),
        Some(Rating::NotApplicable) => "n.a.".to_owned(),
        Some(rating) => name(rating).unwrap_or_else(|| match rating {
            Rating::Level(level) => format!("level {level}"),
            Rating::Met(true) => "yes".to_owned(),
            Rating::Met(false) | Rating::NotApplicable => "no".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decision::{Decision, Strength};
    use crate::domain::hash::ContentHash;
    use crate::domain::task::Kind;
    use crate::domain::time::Moment;
    use crate::domain::work::{Judgement, Rationale, Seen};
    use serde_json::Value;

    fn submission(judgement: Judgement) -> Submission {
        Submission {
            at: Moment::default(),
            seen: Seen {
                shown: vec!["y".into(), "x".into()],
                raw_view: false,
                kind: Kind::Compare,
                rubric: ContentHash::of(&Value::Null),
                task_hash: ContentHash::of(&Value::Null),
                active_ms: 0,
                after_reveal: false,
            },
            judgement,
        }
    }

    #[test]
    fn a_revision_says_what_changed_by_name_and_letter() {
        let rate = |rating| [("x".into(), [("correctness".into(), rating)].into())].into();
        let before = submission(Judgement {
            ratings: rate(Rating::Level(1)),
            decision: Some(Decision::BothGood),
            ..Judgement::default()
        });
        let after = submission(Judgement {
            ratings: rate(Rating::Level(0)),
            decision: Some(Decision::Better("y".into(), Strength::Slight)),
            rationale: Rationale {
                text: "because".into(),
                template: None,
            },
            ..Judgement::default()
        });
        let rubric = Rubric::starter();
        assert_eq!(
            changes(&before, &after, Some(&rubric)),
            [
                "decision: both good → A slightly better",
                "Correctness of B: Fair → Poor",
                "rationale changed"
            ]
        );
        assert_eq!(
            changes(&before, &after, None)[1],
            "correctness of B: level 1 → level 0"
        );
        assert!(changes(&before, &before, None).is_empty());
    }
}
