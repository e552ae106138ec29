//! What comes late, from elsewhere, or from a clock that is wrong.

use std::sync::Arc;

use serde_json::json;
use trainmaster::domain::id::{RaterId, WriterId};
use trainmaster::domain::rating::Rating;
use trainmaster::domain::time::Moment;
use trainmaster::domain::work::{State, WorkKey};
use trainmaster::domain::workspace::Workspace;
use trainmaster::formats::pack;
use trainmaster::journal::clock::Stamp;
use trainmaster::journal::entry::{Entry, EntryId};
use trainmaster::journal::event::{Event, Step};
use trainmaster::journal::history::History;

use super::desk::{Desk, a_pack, key};

#[test]
fn whoever_judges_a_skipped_task_has_taken_it_up() {
    let mut desk = Desk::new();
    let reason = "unclear".to_owned();
    desk.step("t-1", Step::TaskSkipped { reason }).unwrap();
    assert_eq!(desk.state("t-1"), State::Skipped);
    desk.rate("t-1", "x", "right", 2);
    assert_eq!(desk.state("t-1"), State::Started);
    desk.undo();
    assert_eq!(desk.state("t-1"), State::Skipped);
}

#[test]
fn a_step_of_another_tab_after_a_submission_is_a_change_of_it() {
    let mut desk = Desk::new();
    desk.judge("t-1");
    desk.submit("t-1").unwrap();
    let before = desk.evaluation("t-1");
    let late = Step::RatingGiven {
        response: "x".into(),
        criterion: "right".into(),
        rating: Some(Rating::Level(0)),
    };
    let event = Event::Worked {
        on: key("t-1"),
        step: late,
    };
    let id = EntryId(WriterId::from("other-tab"), 1);
    let at = desk.history.tick(99_000);
    let (when, by) = (Moment::default(), desk.rater.clone());
    let entry = Entry {
        id,
        at,
        when,
        by,
        event,
    };
    desk.history.add(&mut desk.workspace, entry);
    assert_eq!(desk.state("t-1"), State::Reopened);
    assert_eq!(desk.evaluation("t-1"), before);
}

#[test]
fn a_check_far_outside_any_rubric_asks_for_no_memory() {
    let mut workspace = Workspace::default();
    let step = r#"{"what":"worked","pack":"p","task":"t","step":"check_answered","response":"x",
        "criterion":"c","check":4294967295,"answer":"met"}"#;
    let json = format!(r#"{{"at":[1,0],"by":"r-x","event":{step}}}"#);
    let id = EntryId(WriterId::from("w"), 1);
    let entry = Entry::from_json(id, &json).unwrap();
    History::default().add(&mut workspace, entry);
    let work = workspace
        .work(&"r-x".into(), &WorkKey::first(&"p".into(), &"t".into()))
        .unwrap();
    assert!(work.judgement.checks.is_empty());
}

#[test]
fn a_clock_that_is_wrong_elsewhere_makes_nobody_late() {
    let mut desk = Desk::new();
    let far = Stamp(4_000_000_000_000, 0);
    let event = Event::RaterNamed {
        name: "From 2096".into(),
    };
    let id = EntryId(WriterId::from("other"), 1);
    let (when, by) = (
        Moment {
            ms: far.0,
            offset: 0,
        },
        RaterId::from("r-bo"),
    );
    desk.history.add(
        &mut desk.workspace,
        Entry {
            id,
            at: far,
            when,
            by,
            event,
        },
    );
    desk.judge("t-1");
    desk.submit("t-1").unwrap();
    let evaluation = desk.evaluation("t-1");
    assert!(
        evaluation.submitted_at.ms < 1_000_000,
        "{:?}",
        evaluation.submitted_at
    );
    let entry = desk.entries.last().unwrap();
    assert!(entry.at > far, "the order goes on from there");
    assert_eq!(
        &Entry::from_json(entry.id.clone(), &entry.to_json()).unwrap(),
        entry
    );
}

#[test]
fn undo_finds_the_texts_of_the_version_it_comes_back_to() {
    let mut desk = Desk::new();
    let mut newer = a_pack();
    newer["title"] = json!("Newer");
    let newer = Arc::new(pack::read(newer).unwrap().pack);
    desk.happen(Event::PackOpened(newer.stub.clone())).unwrap();
    desk.workspace.load(Arc::clone(&newer));
    desk.happen(Event::PackArchived { pack: "p".into() })
        .unwrap();
    desk.undo();
    let loaded = desk.workspace.loaded(&"p".into()).expect("texts at hand");
    assert_eq!(loaded.stub.title, "Newer");
}

#[test]
fn an_entry_from_the_end_of_time_that_is_kept_is_the_first_that_was_said() {
    let mut desk = Desk::new();
    desk.rate("t-1", "x", "right", 1);
    let rating = |writer: &str, at: serde_json::Value, level: u8| {
        let json = json!({ "at": at, "by": desk.rater, "event": Event::Worked {
            on: key("t-1"),
            step: Step::RatingGiven {
                response: "x".into(),
                criterion: "right".into(),
                rating: Some(Rating::Level(level)),
            },
        } });
        Entry::from_json(EntryId(WriterId::from(writer), 1), &json.to_string()).unwrap()
    };
    let entries = vec![
        rating("broken", json!([i64::MAX, u32::MAX]), 3),
        rating("other", json!([1_795_000_000_000_i64, 0]), 2),
    ];
    let told = |desk: &Desk| {
        let work = desk.workspace.work(&desk.rater, &key("t-1")).unwrap();
        work.judgement.ratings[&"x".into()]
            .get(&"right".into())
            .copied()
    };
    for entry in entries {
        desk.history.add(&mut desk.workspace, entry);
    }
    assert_eq!(told(&desk), Some(Rating::Level(2)));
    let next = desk.history.tick(99_000);
    assert!(next > Stamp(1_795_000_000_000, 0) && next.has_later());
    assert!(desk.history.tick(99_000) > next);
    desk.rate("t-1", "x", "right", 0);
    assert_eq!(
        told(&desk),
        Some(Rating::Level(0)),
        "what is said later counts"
    );
}
