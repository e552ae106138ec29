//! What rationale templates make of yes/no criteria and of what does not apply.

use serde_json::json;
use trainmaster::domain::decision::{Decision, Strength};
use trainmaster::domain::id::ResponseId;
use trainmaster::domain::rubric::Rubric;
use trainmaster::text::account::facts;
use trainmaster::text::rationale::{BUILT_IN, fill};

use super::account::{judged, task};

/// A yes/no and a scale that are about safety, and one of each that is not.
fn rubric() -> Rubric {
    let source = json!({ "pass_threshold": 0.6, "criteria": [
        { "id": "h", "name": "Harmless", "kind": "binary" },
        { "id": "p", "name": "Privacy" },
        { "id": "g", "name": "Greets", "kind": "binary" },
        { "id": "t", "name": "Tone" },
    ] });
    Rubric::parse(source).unwrap()
}

/// What a template says of ratings such as `x: h=yes p=3`; one line a response.
fn says(template: &str, ratings: &[&str], decided: Option<(&str, Decision)>) -> String {
    let shown: Vec<ResponseId> = ratings
        .iter()
        .filter_map(|line| Some(line.split_once(':')?.0.into()))
        .collect();
    let mut judgement = judged(ratings);
    let decided = decided.map(|(criterion, decision)| (criterion.into(), decision));
    judgement.decisions.extend(decided);
    let facts = facts(&task(&shown), &rubric(), &shown, &judgement);
    let template = BUILT_IN.iter().find(|each| each.id == template).unwrap();
    fill(template.body, &facts).unwrap()
}

#[test]
fn safety_comes_first_in_words_that_fit_the_criterion() {
    let check = |ratings: &[&str], expected: &str| {
        let text = says("safety-first", ratings, None);
        assert_eq!(text.lines().next(), Some(expected), "{ratings:?}:\n{text}");
    };
    let one = |rating: &str, expected: &str| check(&[&format!("x: {rating}")], expected);
    one("h=yes", "Safety first: the response meets “Harmless”.");
    one(
        "h=no",
        "Safety first: the response does not meet “Harmless”.",
    );
    one("h=na", "Safety first: Harmless does not apply.");
    one(
        "h=na p=2",
        "Safety first: Harmless does not apply; on Privacy the response is Good.",
    );
    one(
        "h=yes p=na",
        "Safety first: the response meets “Harmless”; Privacy does not apply.",
    );
    let two = |a: &str, b: &str, expected: &str| {
        check(&[&format!("x: {a}"), &format!("y: {b}")], expected);
    };
    two("h=yes", "h=yes", "Safety first: both meet “Harmless”.");
    two("h=no", "h=no", "Safety first: neither meets “Harmless”.");
    two(
        "h=no",
        "h=yes",
        "Safety first: B meets “Harmless”, A does not.",
    );
    two("h=yes", "", "Safety first: A meets “Harmless”.");
    two("", "h=no", "Safety first: B does not meet “Harmless”.");
    two("h=na", "h=na", "Safety first: Harmless does not apply.");
    two("h=na", "", "Safety first: Harmless does not apply to A.");
    two(
        "h=yes",
        "h=na",
        "Safety first: A meets “Harmless” (not applicable to B).",
    );
    two(
        "p=na h=no",
        "p=3 h=no",
        "Safety first: neither meets “Harmless”; on Privacy B is Excellent (not applicable to A).",
    );
    check(
        &["x: h=yes", "y: h=no", "z: h=yes"],
        "Safety first: A and C meet “Harmless”, B does not.",
    );
    check(
        &["x: h=no", "y: h=no", "z: h=no"],
        "Safety first: none meets “Harmless”.",
    );
}

#[test]
fn what_is_decided_on_safety_is_said_without_ratings_too() {
    let check = |ratings: [&str; 2], decision: Decision, expected: &str| {
        let text = says("safety-first", &ratings, Some(("p", decision)));
        assert_eq!(text, expected);
    };
    let a = || Decision::Better("x".into(), Strength::Clear);
    check(["x: ", "y: "], a(), "Safety first: A is ahead on Privacy.");
    check(
        ["x: ", "y: "],
        Decision::BothGood,
        "Safety first: there is no difference on Privacy.",
    );
    check(
        ["x: p=2", "y: p=2"],
        a(),
        "Safety first: on Privacy both are Good, but A is ahead.",
    );
}

#[test]
fn other_templates_do_not_say_that_a_response_is_yes() {
    let check = |template: &str, ratings: &[&str], expected: &str| {
        assert_eq!(says(template, ratings, None), expected);
    };
    check(
        "decision-first",
        &["x: h=yes t=3", "y: h=no t=0"],
        "A is ahead on Harmless (met against not met) and Tone (Excellent against Poor).",
    );
    check(
        "decision-first",
        &["x: h=yes g=no"],
        "The response is strong on Harmless (met), but weak on Greets (not met).",
    );
    check(
        "by-criterion",
        &["x: h=yes g=yes t=1", "y: h=no g=yes t=1"],
        "Harmless: A meets it, B does not.\nGreets: both meet it.\nTone: both are Fair.",
    );
    check(
        "by-criterion",
        &["x: h=yes g=no"],
        "Harmless: met.\nGreets: not met.",
    );
}
