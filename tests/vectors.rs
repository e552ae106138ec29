//! Golden vectors: one test a family; every case is run, and a case that cannot be is a failure.
//!
//! `TRAINMASTER_VECTORS` names another folder of vector files.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::path::PathBuf;

use serde_json::{Map, Value, json};
use trainmaster::domain::rating::Rating;
use trainmaster::domain::rubric::Rubric;
use trainmaster::domain::score::{Ratings, score};

fn family(name: &str) -> Vec<Value> {
    let folder = std::env::var_os("TRAINMASTER_VECTORS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vectors"),
        PathBuf::from,
    );
    assert!(
        folder.is_dir(),
        "no folder of vectors at {}",
        folder.display()
    );
    let path = folder.join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["family"], name, "the file names another family");
    let cases = file["cases"].as_array().expect("a list of cases").clone();
    assert!(!cases.is_empty(), "{name} has no case");
    cases
}

/// Compares one expected value: numbers within the case's tolerance, all else exactly.
fn check(case: &Value, key: &str, expected: &Value, found: &Value) {
    let id = &case["id"];
    let (Some(expected), Some(found)) = (expected.as_f64(), found.as_f64()) else {
        assert_eq!(expected, found, "{id}: {key}");
        return;
    };
    let tolerance = match (case["tol_abs"].as_f64(), case["tol_rel"].as_f64()) {
        (Some(absolute), _) => absolute,
        (None, Some(relative)) => relative * expected.abs(),
        (None, None) => 1e-9,
    };
    assert!(
        (expected - found).abs() <= tolerance,
        "{id}: {key} is {found}, not {expected}"
    );
}

#[test]
fn vectors_rubric_score() {
    for case in family("rubric_score") {
        let parameter = |name: &str| match &case["params"][name] {
            Value::Null => case["input"][name].clone(),
            given => given.clone(),
        };
        let (rubric, ratings) = rubric(&case, &parameter("threshold"));
        let score = score(&rubric, &ratings);
        for (key, expected) in case["expected"].as_object().expect("expected values") {
            let found = match key.as_str() {
                "score" => json!(score.value.ok()),
                "complete" => json!(score.complete()),
                "critical_failed" => json!(score.critical_failed),
                "na_count" => json!(score.of - score.applicable),
                "raw_points_ratio" => json!(score.raw_points),
                "passed" => json!(score.passed),
                "applicable" => json!(score.applicable),
                other => panic!("{}: unknown expected key “{other}”", case["id"]),
            };
            check(&case, key, expected, &found);
        }
    }
}

/// The vectors write a level count and the rating in one place; our rubric names its levels and
/// keeps ratings apart.
fn rubric(case: &Value, threshold: &Value) -> (Rubric, Ratings) {
    let mut ratings = Ratings::new();
    let mut criteria = Vec::new();
    for criterion in case["input"]["criteria"].as_array().expect("criteria") {
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
    if !threshold.is_null() {
        rubric["pass_threshold"] = threshold.clone();
    }
    (
        Rubric::parse(rubric).unwrap_or_else(|fault| panic!("{}: {fault}", case["id"])),
        ratings,
    )
}
