//! Stories of ranking more than two responses.

use serde_json::json;
use trainmaster::domain::decision::{Decision, Places};
use trainmaster::domain::work::{Judgement, State};
use trainmaster::journal::check::Refusal;
use trainmaster::journal::event::Step;

use super::desk::{Desk, key};

/// A desk with one comparison of three responses and one criterion.
fn desk() -> Desk {
    let responses = ["x", "y", "z"].map(|id| json!({ "id": id, "text": id }));
    Desk::with(
        json!({ "format": "trainmaster/pack", "version": 1, "id": "p", "seed": "s",
        "rubrics": [{ "criteria": [{ "name": "Right" }] }],
        "tasks": [{ "id": "t-1", "instruction": "Do it.", "responses": responses }] }),
    )
}

fn places(given: &[(&str, usize)]) -> Places {
    let given = given.iter().map(|(id, place)| ((*id).into(), *place));
    given.collect()
}

fn ranking() -> Decision {
    let places = places(&[("x", 1), ("y", 0), ("z", 1)]);
    Decision::ranked(&places, &["x", "y", "z"].map(Into::into)).unwrap()
}

fn judgement(desk: &Desk) -> Judgement {
    let work = desk.workspace.work(&desk.rater, &key("t-1"));
    work.map(|work| work.judgement.clone()).unwrap_or_default()
}

fn place(desk: &mut Desk, given: &[(&str, usize)]) -> Result<(), Refusal> {
    let places = places(given);
    desk.step("t-1", Step::PlacesGiven { places }).map(drop)
}

#[test]
fn places_are_kept_until_they_are_a_decision() {
    let mut desk = desk();
    for id in ["x", "y", "z"] {
        desk.rate("t-1", id, "right", 2);
    }
    place(&mut desk, &[("y", 0)]).unwrap();
    place(&mut desk, &[("y", 0), ("x", 1)]).unwrap();
    assert_eq!(judgement(&desk).places(), places(&[("y", 0), ("x", 1)]));
    assert!(
        matches!(desk.submit("t-1"), Err(Refusal::Incomplete(_))),
        "an unfinished ranking is no decision"
    );

    let decision = Some(ranking());
    desk.step("t-1", Step::DecisionTaken { decision }).unwrap();
    assert!(judgement(&desk).placed.is_empty());
    assert_eq!(judgement(&desk).places().len(), 3);

    desk.undo();
    assert_eq!(judgement(&desk).places(), places(&[("y", 0), ("x", 1)]));
    desk.undo();
    assert_eq!(judgement(&desk).places(), places(&[("y", 0)]));
    desk.redo();
    desk.redo();
    desk.submit("t-1").unwrap();
    assert_eq!(desk.state("t-1"), State::Submitted);
    assert_eq!(
        desk.evaluation("t-1").said.decision,
        Some(json!([["y"], ["x", "z"]]))
    );
}

#[test]
fn a_place_that_is_taken_away_takes_the_decision_along() {
    let mut desk = desk();
    let decision = Some(ranking());
    desk.step("t-1", Step::DecisionTaken { decision }).unwrap();
    place(&mut desk, &[("x", 1), ("y", 0)]).unwrap();
    assert_eq!(judgement(&desk).decision, None);
    for reversed in [false, true] {
        let replayed = desk.replayed(reversed);
        let work = replayed.work(&desk.rater, &key("t-1")).unwrap();
        assert_eq!(work.judgement, judgement(&desk));
    }
    let decision = Some(Decision::CannotJudge);
    desk.step("t-1", Step::DecisionTaken { decision }).unwrap();
    assert_eq!(judgement(&desk).places(), Places::new());
}

#[test]
fn places_that_no_response_can_have_are_refused() {
    let mut desk = desk();
    for given in [("q", 0), ("x", 3)] {
        assert_eq!(place(&mut desk, &[given]), Err(Refusal::ForeignDecision));
    }
}
