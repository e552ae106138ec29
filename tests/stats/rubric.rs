//! The score of a rubric.

use serde_json::{Map, Value, json};
use trainmaster::domain::rating::Rating;
use trainmaster::domain::rubric::Rubric;
use trainmaster::domain::score::{Ratings, Score, Unscored, score};

use crate::vectors::{self, Case, known};

#[test]
fn vectors_rubric_score() {
    vectors::check("rubric_score", |case, key| {
        let Some((rubric, ratings)) = rubric(case) else {
            // What is no rubric scores nothing.
            return matches!(key, "score" | "passed" | "raw_points_ratio").then_some(Value::Null);
        };
        let score = score(&rubric, &ratings);
        check_reason(case, &score);
        match key {
            "score" => known(score.value.ok()),
            "complete" => known(score.complete()),
            "critical_failed" => known(&score.critical_failed),
            "na_count" => known(score.of - score.applicable),
            "raw_points_ratio" => known(score.raw_points),
            "passed" => known(score.passed),
            "applicable" => known(score.applicable),
            _ => None,
        }
    });
}

/// Where a case says why there is no score, ours is for the same reason.
fn check_reason(case: &Case, score: &Score) {
    let fits = match case.reason() {
        None => return,
        Some("not all applicable criteria rated") => {
            matches!(score.value, Err(Unscored::Unrated(_)))
        }
        Some("no applicable criterion") => score.value == Err(Unscored::NothingApplies),
        Some(other) => panic!("a reason that nobody knows: {other}"),
    };
    assert!(fits, "{}: {:?}", case.id(), score.value);
}

/// The vectors write a level count and the rating in one place; our rubric names its levels and
/// keeps ratings apart.
fn rubric(case: &Case) -> Option<(Rubric, Ratings)> {
    let mut ratings = Ratings::new();
    let mut criteria = Vec::new();
    for criterion in case.input("criteria").as_array().expect("criteria") {
        let mut criterion: Map<String, Value> = criterion.as_object().expect("a criterion").clone();
        let id = criterion["id"].as_str().expect("an id").to_owned();
        match criterion.remove("rating") {
            None | Some(Value::Null) => {}
            Some(rating) => {
                let rating: Rating = serde_json::from_value(rating).unwrap();
                ratings.insert(id.as_str().into(), rating);
            }
        }
        if let Some(count) = criterion.get("levels").and_then(Value::as_u64) {
            let levels: Vec<String> = (0..count).map(|level| level.to_string()).collect();
            criterion.insert("levels".into(), json!(levels));
        }
        criterion.entry("name").or_insert(json!(id));
        criteria.push(Value::Object(criterion));
    }
    let mut rubric = json!({ "criteria": criteria });
    let threshold = case.input("threshold");
    if !threshold.is_null() {
        rubric["pass_threshold"] = threshold.clone();
    }
    Some((Rubric::parse(rubric).ok()?, ratings))
}
