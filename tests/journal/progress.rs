//! How far a rater is: what is left to do, and when a pack is done.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use trainmaster::domain::id::TaskId;
use trainmaster::domain::workspace::{Place, Workspace};
use trainmaster::formats::pack;
use trainmaster::journal::check::Refusal;
use trainmaster::journal::event::{Event, Step};

use super::desk::{Desk, a_pack};

#[test]
fn a_kind_without_a_workspace_is_no_open_work() {
    let mut value = a_pack();
    let tasks = value["tasks"].as_array_mut().unwrap();
    tasks.insert(
        1,
        json!({ "id": "s-1", "kind": "safety", "instruction": "i",
            "responses": [{ "id": "x", "text": "a" }] }),
    );
    let mut desk = Desk::with(value);
    let rater = desk.rater.clone();
    let check = |desk: &Desk, next: Option<&str>, (tasks, submitted, skipped)| {
        let (workspace, pack) = (&desk.workspace, &desk.pack);
        let found = workspace.next(&rater, pack, None);
        assert_eq!(found.as_ref().map(TaskId::as_str), next);
        let progress = workspace.progress(&rater, pack);
        assert_eq!(
            (progress.tasks, progress.submitted, progress.skipped),
            (tasks, submitted, skipped)
        );
        let is_open = |task: &&_| workspace.is_open(&rater, pack, task);
        let open = pack.tasks.cards().iter().filter(is_open).count();
        assert_eq!(open, tasks - submitted - skipped);
        assert_eq!(progress.finished(), open == 0);
        assert_eq!(workspace.finished(&rater, pack), open == 0);
    };
    check(&desk, Some("t-1"), (2, 0, 0));
    desk.judge("t-1");
    desk.submit("t-1").unwrap();
    check(&desk, Some("t-2"), (2, 1, 0));
    desk.judge("t-2");
    desk.submit("t-2").unwrap();
    check(&desk, None, (2, 2, 0));
    let revealed = desk.workspace.gold_shown(&rater, &desk.pack, &"t-1".into());
    assert!(revealed, "what cannot be done here does not hide the rest");
    desk.step("t-2", Step::EvaluationReopened).unwrap();
    check(&desk, Some("t-2"), (2, 2, 0));
    let reason = "not here".to_owned();
    desk.step("s-1", Step::TaskSkipped { reason }).unwrap();
    check(&desk, Some("t-2"), (3, 2, 1));
}

#[test]
fn work_on_an_archived_pack_counts_and_stays_within_it() {
    let mut desk = Desk::new();
    desk.judge("t-1");
    desk.happen(Event::PackArchived { pack: "p".into() })
        .unwrap();
    let mut other = a_pack();
    other["id"] = json!("q");
    let other = Arc::new(pack::read(other).unwrap().pack);
    desk.happen(Event::PackOpened(other.stub.clone())).unwrap();
    desk.workspace.load(other);
    desk.submit("t-1").unwrap();
    let (workspace, rater) = (&desk.workspace, &desk.rater);
    assert_eq!(workspace.pack(&"p".into()).unwrap().place, Place::Archive);
    let pack = workspace.loaded(&"p".into()).unwrap();
    let next = workspace.next(rater, pack, Some(&"t-1".into()));
    assert_eq!(next, Some("t-2".into()));
    assert_eq!(workspace.progress(rater, pack).submitted, 1);
    assert_eq!(workspace.works_on(rater, &"q".into()).count(), 0);
}

#[test]
fn a_removed_pack_is_read_and_not_worked_on() {
    let mut desk = Desk::new();
    desk.judge("t-1");
    desk.submit("t-1").unwrap();
    let gone = Event::PackRemoved { pack: "p".into() };
    desk.happen(gone).unwrap();
    let edit = desk.step("t-1", Step::EvaluationReopened);
    assert_eq!(edit, Err(Refusal::NoSuchPack("p".into())));
    let loaded = |desk: &Desk| desk.workspace.loaded(&"p".into()).is_some();
    let text = |desk: &Desk| desk.workspace.task(&"p".into(), &"t-1".into()).is_some();
    assert_eq!((loaded(&desk), text(&desk)), (false, true));
    let touched = desk.workspace.touched(&desk.rater, &"p".into());
    assert!(!touched[&"t-1".into()].stale);
    desk.undo();
    assert!(loaded(&desk));
}

#[test]
fn a_share_of_a_large_pack_is_worked_out_once() {
    let task = |n| json!({ "instruction": format!("{n}"), "responses": [{ "text": "a" }] });
    let tasks: Vec<Value> = (0..2_000).map(task).collect();
    let roster: Vec<String> = (0..30).map(|n| format!("r-{n}")).collect();
    let pack = pack::read(
        json!({ "format": "trainmaster/pack", "version": 1, "tasks": tasks,
        "raters": { "roster": roster, "overlap": 3 } }),
    )
    .unwrap()
    .pack;
    let workspace = Workspace::default();
    let timed = || {
        let start = Instant::now();
        let tasks = workspace.progress(&"r-1".into(), &pack).tasks;
        (tasks, start.elapsed())
    };
    let (first, all_hashes) = timed();
    let mut later = Duration::MAX;
    for _ in 0..5 {
        let (again, took) = timed();
        assert_eq!(again, first);
        later = later.min(took);
    }
    assert!(
        (100..300).contains(&first),
        "{first} of 2,000 at three in thirty"
    );
    assert!(later < all_hashes / 10, "{later:?} after {all_hashes:?}");
}

#[test]
fn what_was_touched_is_told_in_short() {
    let mut desk = Desk::new();
    assert!(desk.workspace.touched(&desk.rater, &"p".into()).is_empty());
    desk.judge("t-1");
    desk.submit("t-1").unwrap();
    let reason = "unclear".to_owned();
    desk.step("t-2", Step::TaskSkipped { reason }).unwrap();
    let touched = desk.workspace.touched(&desk.rater, &"p".into());
    assert_eq!(touched.len(), 2);
    assert!(touched[&"t-1".into()].is_done() && !touched[&"t-1".into()].stale);
    assert!(touched[&"t-2".into()].is_skipped());
    assert!(
        desk.workspace
            .touched(&"r-bo".into(), &"p".into())
            .is_empty()
    );
    assert!(desk.workspace.touched(&desk.rater, &"q".into()).is_empty());
    // A newer version changes a task that was judged.
    let mut second = a_pack();
    second["tasks"][0]["instruction"] = json!("Do t-1 again.");
    let second = Arc::new(pack::read(second).unwrap().pack);
    desk.happen(Event::PackOpened(second.stub.clone())).unwrap();
    desk.workspace.load(second);
    let touched = desk.workspace.touched(&desk.rater, &"p".into());
    assert!(touched[&"t-1".into()].stale);
}

#[test]
fn a_name_taken_back_is_none() {
    let mut desk = Desk::new();
    let named = Event::RaterNamed { name: "Ada".into() };
    let entry = desk.happen(named).unwrap();
    desk.happen(Event::Retracted { entry }).unwrap();
    assert_eq!(desk.workspace.name(&desk.rater), None);
}
