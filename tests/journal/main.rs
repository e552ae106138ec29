//! Stories of the journal: what happens, what may not, and how undo takes it back.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod desk;
mod late;
mod order;
mod progress;
mod ranking;
mod reveal;
mod stored;

use serde_json::json;
use trainmaster::domain::decision::{Decision, Strength};
use trainmaster::domain::evaluation::Evaluation;
use trainmaster::domain::hash::ContentHash;
use trainmaster::domain::id::ResponseId;
use trainmaster::domain::rating::Rating;
use trainmaster::domain::readiness::Gap;
use trainmaster::domain::task::Kind;
use trainmaster::domain::work::{Rationale, Seen, State};
use trainmaster::journal::check::Refusal;
use trainmaster::journal::event::Step;

use desk::{Desk, key};

#[test]
fn a_task_goes_from_open_to_submitted_and_is_changed_on_purpose_only() {
    let mut desk = Desk::new();
    assert_eq!(desk.state("t-1"), State::Open);
    desk.judge("t-1");
    assert_eq!(desk.state("t-1"), State::Started);
    desk.submit("t-1").unwrap();
    assert_eq!(desk.state("t-1"), State::Submitted);
    let no = desk.step("t-1", Step::DecisionTaken { decision: None });
    assert_eq!(no, Err(Refusal::Submitted));
    desk.step("t-1", Step::EvaluationReopened).unwrap();
    assert_eq!(desk.state("t-1"), State::Reopened);
    desk.rate("t-1", "y", "clear", 0);
    desk.submit("t-1").unwrap();
    let evaluation = desk.evaluation("t-1");
    assert_eq!((evaluation.revision, evaluation.history.len()), (2, 1));
    assert_eq!(
        evaluation.history[0].said.ratings[&"y".into()][&"clear".into()],
        Rating::Level(1)
    );
    assert_eq!(
        evaluation.said.ratings[&"y".into()][&"clear".into()],
        Rating::Level(0)
    );
}

#[test]
fn dropped_changes_leave_the_submission() {
    let mut desk = Desk::new();
    desk.judge("t-1");
    desk.submit("t-1").unwrap();
    let before = desk.evaluation("t-1");
    desk.step("t-1", Step::EvaluationReopened).unwrap();
    desk.rate("t-1", "x", "clear", 0);
    desk.step("t-1", Step::ChangesDropped).unwrap();
    assert_eq!(desk.state("t-1"), State::Submitted);
    assert_eq!(desk.evaluation("t-1"), before);
    let work = desk.workspace.work(&desk.rater, &key("t-1")).unwrap();
    assert_eq!(
        work.judgement.ratings[&"x".into()][&"clear".into()],
        Rating::Level(3)
    );
}

#[test]
fn an_unfinished_judgement_is_refused_with_what_is_missing() {
    let mut desk = Desk::new();
    desk.rate("t-1", "x", "right", 2);
    let unrated = |response: &str, criterion: &str| Gap::Unrated {
        response: response.into(),
        criterion: criterion.into(),
    };
    let missing = vec![
        unrated("y", "right"),
        unrated("x", "clear"),
        unrated("y", "clear"),
        Gap::Undecided,
    ];
    let incomplete = Err(Refusal::Incomplete(missing));
    let ready = |desk: &Desk| desk.workspace.check_complete(&desk.rater, &key("t-1"));
    assert_eq!(ready(&desk), incomplete);
    assert_eq!(desk.submit("t-1").map(|_| ()), incomplete);
    desk.judge("t-1");
    assert_eq!(ready(&desk), Ok(()));
    desk.submit("t-1").unwrap();
    assert_eq!(ready(&desk), Err(Refusal::Submitted));
}

#[test]
fn steps_that_do_not_fit_the_task_are_refused() {
    let mut desk = Desk::new();
    let rating = |response: &str, criterion: &str, level| Step::RatingGiven {
        response: response.into(),
        criterion: criterion.into(),
        rating: Some(level),
    };
    let mut check = |step: Step, refusal: Refusal| {
        assert_eq!(desk.step("t-1", step), Err(refusal));
    };
    check(
        rating("z", "right", Rating::Level(0)),
        Refusal::NoSuchResponse("z".into()),
    );
    check(
        rating("x", "other", Rating::Level(0)),
        Refusal::NoSuchCriterion("other".into()),
    );
    check(
        rating("x", "right", Rating::Level(4)),
        Refusal::OffTheScale("right".into()),
    );
    check(
        rating("x", "right", Rating::Met(true)),
        Refusal::OffTheScale("right".into()),
    );
    let decision = Some(Decision::Better("z".into(), Strength::Much));
    check(Step::DecisionTaken { decision }, Refusal::ForeignDecision);
    let (response, criterion) = ("x".into(), "right".into());
    let step = Step::CheckAnswered {
        response,
        criterion,
        check: 1,
        answer: None,
    };
    check(step, Refusal::NoSuchCheck(1));
    let decides = |criterion: &str, decision| Step::CriterionDecided {
        criterion: criterion.into(),
        decision: Some(decision),
    };
    check(
        decides("other", Decision::BothGood),
        Refusal::NoSuchCriterion("other".into()),
    );
    let places = [("x".into(), 0)].into();
    check(Step::PlacesGiven { places }, Refusal::ForeignDecision);
    let ranks = Decision::Ranking(vec![vec!["x".into()], vec!["y".into()]]);
    check(decides("right", ranks), Refusal::ForeignDecision);
    let reason = " \n".to_owned();
    check(Step::TaskSkipped { reason }, Refusal::NoReason);
    check(Step::EvaluationReopened, Refusal::NotSubmitted);
    assert_eq!(
        desk.step("t-9", Step::TaskResumed),
        Err(Refusal::NoSuchTask)
    );
}

#[test]
fn a_submission_tells_of_the_task_as_it_lies_here() {
    let mut desk = Desk::new();
    desk.judge("t-1");
    let task = desk.pack.task(&"t-1".into()).unwrap();
    let seen = Seen::of(&desk.pack, &task, task.response_ids(), true, 9);
    let other = ContentHash::of(&json!("other"));
    let shown = |ids: &[&str]| Seen {
        shown: ids.iter().map(|id| ResponseId::from(*id)).collect(),
        ..seen.clone()
    };
    for odd in [
        shown(&["x"]),
        shown(&["x", "x"]),
        shown(&["x", "y", "y"]),
        shown(&["x", "z"]),
        Seen {
            kind: Kind::Score,
            ..seen.clone()
        },
        Seen {
            rubric: other.clone(),
            ..seen.clone()
        },
        Seen {
            task_hash: other.clone(),
            ..seen.clone()
        },
    ] {
        let submitted = desk.step("t-1", Step::EvaluationSubmitted { seen: odd });
        assert_eq!(submitted, Err(Refusal::OtherSight));
    }
    let seen = shown(&["y", "x"]);
    desk.step("t-1", Step::EvaluationSubmitted { seen })
        .unwrap();
}

#[test]
fn undo_takes_back_everything_across_submit_and_redo_brings_it_back() {
    let mut desk = Desk::new();
    desk.judge("t-1");
    desk.submit("t-1").unwrap();
    desk.rate("t-2", "x", "right", 2);
    let end = desk.workspace.clone();
    let mut undone = Vec::new();
    while desk.history.undo_target(&desk.rater).is_some() {
        undone.push(desk.undo());
    }
    assert_eq!(undone.len(), 7);
    assert_eq!(desk.state("t-1"), State::Open);
    assert_eq!(desk.state("t-2"), State::Open);
    while desk.history.redo_target(&desk.rater).is_some() {
        assert_eq!(Some(desk.redo()), undone.pop());
    }
    assert_eq!(desk.workspace, end);
}

#[test]
fn a_new_step_ends_redo() {
    let mut desk = Desk::new();
    desk.rate("t-1", "x", "right", 2);
    desk.undo();
    desk.rate("t-1", "x", "right", 1);
    assert!(desk.history.redo_target(&desk.rater).is_none());
    desk.undo();
    assert_eq!(
        desk.state("t-1"),
        State::Open,
        "the earlier rating stays undone"
    );
}

#[test]
fn undo_of_one_step_leaves_the_others() {
    let mut desk = Desk::new();
    desk.rate("t-1", "x", "right", 2);
    desk.step("t-1", Step::TimeSpent { ms: 5000 }).unwrap();
    desk.rate("t-1", "x", "right", 0);
    desk.undo();
    let work = desk.workspace.work(&desk.rater, &key("t-1")).unwrap();
    assert_eq!(
        work.judgement.ratings[&"x".into()][&"right".into()],
        Rating::Level(2)
    );
    assert_eq!(work.active_ms, 5000, "time is not undone");
}

#[test]
fn an_evaluation_tells_all_of_the_work() {
    let mut desk = Desk::new();
    desk.judge("t-1");
    let rationale = Rationale {
        text: "x is right.".into(),
        template: Some("decision-first".into()),
    };
    desk.step("t-1", Step::RationaleWritten { rationale })
        .unwrap();
    desk.step("t-1", Step::EdgeCaseFlagged { note: "n".into() })
        .unwrap();
    desk.submit("t-1").unwrap();
    desk.step("t-1", Step::EvaluationReopened).unwrap();
    desk.rate("t-1", "y", "clear", 0);
    desk.submit("t-1").unwrap();
    let text = serde_json::to_string(&desk.evaluation("t-1")).unwrap();
    let evaluation: Evaluation = serde_json::from_str(&text).unwrap();
    let work = desk.workspace.work(&desk.rater, &key("t-1")).unwrap();
    assert_eq!(&evaluation.work(), work);
}
