//! Results leave and come back: what is exported validates, and what is imported is the same.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::sync::Arc;

use serde_json::{Value, json};
use trainmaster::domain::decision::{Decision, Strength};
use trainmaster::domain::evaluation::Evaluation;
use trainmaster::domain::hash::ContentHash;
use trainmaster::domain::id::{PackId, RaterId, ResponseId, TaskId, WriterId};
use trainmaster::domain::pack::Pack;
use trainmaster::domain::rating::Rating;
use trainmaster::domain::task::Kind;
use trainmaster::domain::time::Moment;
use trainmaster::domain::work::{Judgement, Rationale, Seen, Submission, Work, WorkKey};
use trainmaster::domain::workspace::Workspace;
use trainmaster::formats::pack;
use trainmaster::formats::results::{self, EntryLine, Export, Results};
use trainmaster::journal::entry::{Entry, EntryId};
use trainmaster::journal::event::{Event, Step};
use trainmaster::journal::history::History;

const RATER: &str = "r-ada2345678";

fn a_pack() -> Value {
    json!({ "format": "trainmaster/pack", "version": 1, "id": "p", "title": "Two", "seed": "s",
        "rubrics": [
            { "id": "one", "criteria": [{ "name": "Right" }], "x-author": "lead" },
            { "id": "two", "criteria": [{ "name": "Clear" }] }],
        "tasks": [
            { "id": "t-1", "instruction": "Do.", "x-batch": 7, "responses": [
                { "id": "x", "text": "one", "model": "alpha", "latency": 3 },
                { "id": "y", "text": "two", "model": "beta" }] },
            { "id": "t-2", "instruction": "Tell.", "rubric": "two", "responses": [
                { "id": "x", "text": "three" }] }] })
}

/// A rater's state after judging both tasks, with the journal that led to it.
fn judged() -> (Workspace, Vec<Entry>, Arc<Pack>) {
    let pack = Arc::new(pack::read(a_pack()).unwrap().pack);
    let on = |task: &str| WorkKey::first(&PackId::from("p"), &TaskId::from(task));
    let rate = |task: &str, response: &str, criterion: &str, level| Event::Worked {
        on: on(task),
        step: Step::RatingGiven {
            response: response.into(),
            criterion: criterion.into(),
            rating: Some(Rating::Level(level)),
        },
    };
    let submit = |id: &str| {
        let task = pack.task(&id.into()).unwrap();
        let seen = Seen {
            shown: task.response_ids().into_iter().rev().collect(),
            raw_view: true,
            kind: task.kind,
            rubric: pack.rubric_of(&task).hash.clone(),
            task_hash: task.hash.clone(),
            active_ms: 61_000,
            after_reveal: false,
        };
        Event::Worked {
            on: on(id),
            step: Step::EvaluationSubmitted { seen },
        }
    };
    let decision = Some(Decision::Better("x".into(), Strength::Slight));
    let rationale = Rationale {
        text: "Über alles 好.".into(),
        template: None,
    };
    let events = vec![
        Event::PackOpened(pack.stub.clone()),
        rate("t-1", "x", "right", 3),
        rate("t-1", "y", "right", 2),
        Event::Worked {
            on: on("t-1"),
            step: Step::DecisionTaken { decision },
        },
        submit("t-1"),
        rate("t-2", "x", "clear", 1),
        Event::Worked {
            on: on("t-2"),
            step: Step::RationaleWritten { rationale },
        },
        submit("t-2"),
        Event::Worked {
            on: on("t-1"),
            step: Step::EvaluationReopened,
        },
        rate("t-1", "y", "right", 0),
        submit("t-1"),
    ];
    let mut workspace = Workspace::default();
    let mut history = History::default();
    let entries: Vec<Entry> = (1_u32..)
        .zip(events)
        .map(|(seq, event)| Entry {
            id: EntryId(WriterId::from("w"), seq),
            at: history.tick(1_795_000_000_000 + i64::from(seq) * 1000),
            when: Moment {
                ms: 1_795_000_000_000 + i64::from(seq) * 1000,
                offset: 60,
            },
            by: RaterId::from(RATER),
            event,
        })
        .collect();
    history.extend(&mut workspace, entries.clone());
    workspace.load(Arc::clone(&pack));
    (workspace, entries, pack)
}

fn export(workspace: &Workspace, entries: &[Entry], texts: bool) -> Results {
    let lines: Vec<EntryLine> = entries
        .iter()
        .map(|entry| EntryLine {
            writer: entry.id.0.to_string(),
            seq: entry.id.1,
            entry: entry.to_json(),
        })
        .collect();
    Export {
        workspace,
        rater: &RATER.into(),
        packs: &["p".into()],
        texts,
        entries: &lines,
        app: "0.1.0",
        now: Moment {
            ms: 1_795_000_100_000,
            offset: 60,
        },
    }
    .results()
}

/// What another browser has after importing the file, by the journal's entries or without them.
fn imported(file: &Value, with_entries: bool) -> Workspace {
    let results = results::read(file.clone()).unwrap().results;
    let mut workspace = Workspace::default();
    let mut history = History::default();
    if with_entries {
        let entries = results.journal.entries.iter().map(|line| {
            let id = EntryId(WriterId::from(line.writer.as_str()), line.seq);
            Entry::from_json(id, &line.entry).unwrap()
        });
        history.extend(&mut workspace, entries.collect());
    } else {
        let partial = results.partial_pack(&results.packs[0]).unwrap();
        let stub = pack::read(partial).unwrap().pack.stub;
        let evaluations = results.evaluations.iter().cloned();
        let events = std::iter::once(Event::PackOpened(stub))
            .chain(evaluations.map(|e| Event::EvaluationImported(Box::new(e))));
        for (seq, event) in (1_u32..).zip(events) {
            let id = EntryId(WriterId::from("other"), seq);
            let at = history.tick(i64::from(seq));
            let entry = Entry {
                id,
                at,
                when: Moment::default(),
                by: results.rater.id.clone(),
                event,
            };
            history.add(&mut workspace, entry);
        }
    }
    let partial = results.partial_pack(&results.packs[0]).unwrap();
    workspace.load(Arc::new(pack::read(partial).unwrap().pack));
    workspace
}

#[test]
fn an_export_read_back_gives_the_same_state() {
    let (workspace, entries, _) = judged();
    let file = serde_json::to_value(export(&workspace, &entries, true)).unwrap();
    let rater = RaterId::from(RATER);
    let works = |workspace: &Workspace| {
        workspace
            .works(&rater)
            .map(|(k, w)| (k.clone(), w.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(works(&imported(&file, true)), works(&workspace));
    assert_eq!(works(&imported(&file, false)), works(&workspace));
}

#[test]
fn exporting_again_after_an_import_changes_nothing() {
    let (workspace, entries, _) = judged();
    let first = serde_json::to_value(export(&workspace, &entries, true)).unwrap();
    let again = serde_json::to_value(export(&imported(&first, true), &entries, true)).unwrap();
    assert_eq!(again, first);
}

#[test]
fn the_export_carries_what_the_reader_needs() {
    let (workspace, entries, pack) = judged();
    let file = serde_json::to_value(export(&workspace, &entries, true)).unwrap();
    assert_eq!(file["packs"][0]["hash"], pack.stub.hash.as_str());
    let task = &file["tasks"][0]["task"];
    assert_eq!(task["x-batch"], 7, "unknown fields go through");
    assert_eq!(task["responses"][0]["latency"], 3);
    assert_eq!(
        task["rubric"], "one",
        "the rubric is named apart from its pack"
    );
    for line in file["rubrics"].as_array().unwrap() {
        assert_eq!(ContentHash::of(&line["rubric"]).as_str(), line["hash"]);
    }
    let evaluation = &file["evaluations"][0];
    assert_eq!(evaluation["decision"], "x_slightly_better");
    assert_eq!(evaluation["shown"], json!(["y", "x"]));
    assert_eq!(
        evaluation["scores"]["x"],
        json!({
        "score": 1.0, "passed": true, "applicable": 1, "of": 1 })
    );
    assert_eq!(evaluation["revision"], 2);
    assert_eq!(evaluation["history"][0]["ratings"]["y"]["right"], 2);
    assert_eq!(evaluation["submitted_at"], "2026-11-18T12:06:51+01:00");
    let last = file["journal"]["entries"]
        .as_array()
        .and_then(|all| all.last());
    let last = last.and_then(|line| line["entry"].as_str()).unwrap();
    assert_eq!(
        file["journal"]["heads"]["w"],
        json!({ "seq": 11, "hash": ContentHash::of_bytes(last.as_bytes()) })
    );
}

#[test]
fn without_texts_only_ids_and_hashes_leave() {
    let (workspace, entries, _) = judged();
    let file = serde_json::to_value(export(&workspace, &entries, false)).unwrap();
    let text = file["tasks"].to_string();
    assert!(!text.contains("Do.") && !text.contains("three"), "{text}");
    assert!(file["tasks"][0].get("task").is_none());
    assert_eq!(file["evaluations"].as_array().unwrap().len(), 2);
}

#[test]
fn a_broken_evaluation_costs_only_itself() {
    let (workspace, entries, _) = judged();
    let mut file = serde_json::to_value(export(&workspace, &entries, true)).unwrap();
    file["evaluations"][0]["ratings"]["x"]["right"] = json!("splendid");
    let read = results::read(file).unwrap();
    assert_eq!(read.results.evaluations.len(), 1);
    assert_eq!(read.problems.len(), 1);
    assert!(
        read.problems[0].to_string().contains("splendid"),
        "{}",
        read.problems[0]
    );
}

/// What reading the file has to say after one change to it, and how many evaluations are left.
fn after(change: impl Fn(&mut Value)) -> (usize, Vec<String>) {
    let (workspace, entries, _) = judged();
    let mut file = serde_json::to_value(export(&workspace, &entries, true)).unwrap();
    change(&mut file);
    let read = results::read(file).unwrap();
    let problems = read.problems.iter().map(ToString::to_string);
    (read.results.evaluations.len(), problems.collect())
}

#[test]
fn null_says_nothing() {
    let members = ["packs", "rubrics", "tasks", "journal", "app"];
    for member in members {
        let told = after(|file| file[member] = Value::Null);
        assert_eq!(told, (2, vec![]), "{member}");
    }
    let members = [
        "notes",
        "checks",
        "decision",
        "decisions",
        "override_reason",
        "rationale",
        "violations",
        "spans",
        "tags",
        "steps",
        "rewrite",
        "scores",
        "flags",
        "history",
        "started_at",
        "active_ms",
        "raw_view",
        "shown",
        "id",
        "pass",
        "revision",
    ];
    for member in members {
        let told = after(|file| file["evaluations"][1][member] = Value::Null);
        assert_eq!(told, (2, vec![]), "{member}");
    }
    let told = after(|file| file["evaluations"][0]["ratings"]["x"]["right"] = Value::Null);
    assert_eq!(told, (2, vec![]), "a rating");
}

#[test]
fn a_bad_line_costs_only_itself() {
    let check = |place: &str, value: Value, words: &str| {
        let (evaluations, problems) =
            after(|file| *file.pointer_mut(place).unwrap() = value.clone());
        assert_eq!(
            (evaluations, problems.len()),
            (2, 1),
            "{place}: {problems:?}"
        );
        assert!(problems[0].starts_with(words), "{}", problems[0]);
    };
    check("/packs/0", json!({ "id": "p" }), "row 1: the pack");
    check("/rubrics/1", json!({ "id": "r" }), "row 2: the rubric");
    check(
        "/rubrics/0/rubric/id",
        json!("Another"),
        "row 1: the rubric cannot be used",
    );
    check("/tasks/1", json!({ "id": "t-2" }), "row 2: the task");
    check("/tasks", json!("none"), "file: “tasks” does not");
    check(
        "/journal/entries/2",
        json!({ "writer": "w" }),
        "row 3: the journal entry",
    );
    check(
        "/journal/heads/w",
        json!("eleven"),
        "file: “heads” does not",
    );
    check("/journal", json!([]), "file: “journal” does not");
    check(
        "/exported_at",
        json!("yesterday"),
        "file: the file does not say when",
    );
    check(
        "/evaluations/0/decision",
        json!("z_better"),
        "row 1: the decision \"z_better\"",
    );
}

#[test]
fn a_decision_needs_no_order_shown() {
    let evaluation: Evaluation = serde_json::from_value(json!({
        "pack": "p", "task": "t", "task_hash": "sha256:0", "kind": "compare",
        "rubric": "sha256:1", "decision": "y_better", "ratings": { "x": {}, "y": { "a": 1 } },
        "submitted_at": "2026-01-01T00:00:00Z" }))
    .unwrap();
    let judgement = evaluation.work().judgement;
    assert_eq!(
        judgement.decision,
        Some(Decision::Better("y".into(), Strength::Clear))
    );
    assert_eq!(judgement.ratings.len(), 1, "nothing was said about x");
}

#[test]
fn earlier_revisions_keep_what_was_shown() {
    let submission = |ids: [&str; 2], kind| Submission {
        at: Moment::default(),
        seen: Seen {
            shown: ids.map(ResponseId::from).to_vec(),
            raw_view: false,
            kind,
            rubric: ContentHash::of(&json!(ids)),
            task_hash: ContentHash::of(&json!(ids)),
            active_ms: 0,
            after_reveal: false,
        },
        judgement: Judgement {
            decision: Some(Decision::Better(ids[0].into(), Strength::Much)),
            ..Judgement::default()
        },
    };
    let submissions = vec![
        submission(["x", "y"], Kind::Score),
        submission(["p", "q"], Kind::Compare),
    ];
    let work = Work {
        submissions,
        ..Work::default()
    };
    let key = WorkKey::first(&"p".into(), &"t".into());
    let evaluation = Evaluation::of(&key, &RATER.into(), &work, |_| None).unwrap();
    assert_eq!(evaluation.work().submissions, work.submissions);
}

#[test]
fn revisions_are_counted_also_where_they_are_not_told() {
    let evaluation: Evaluation = serde_json::from_value(json!({
        "pack": "p", "task": "t", "task_hash": "sha256:0", "kind": "score", "revision": 3,
        "rubric": "sha256:1", "shown": ["x"], "submitted_at": "2026-01-01T00:00:00Z" }))
    .unwrap();
    let again = Evaluation::of(&evaluation.key(), &RATER.into(), &evaluation.work(), |_| {
        None
    });
    assert_eq!(again.unwrap().revision, 3);
}

#[test]
fn every_line_keeps_the_fields_of_others() {
    let (workspace, entries, _) = judged();
    let mut file = serde_json::to_value(export(&workspace, &entries, true)).unwrap();
    file["evaluations"][0]["flags"] = json!([{ "kind": "edge_case", "note": "n" }]);
    let places = [
        "",
        "/rater",
        "/packs/0",
        "/rubrics/0",
        "/tasks/0",
        "/journal",
        "/evaluations/0",
        "/evaluations/0/flags/0",
        "/evaluations/0/rationale",
        "/evaluations/0/scores/x",
        "/evaluations/0/history/0",
    ];
    for place in places {
        file.pointer_mut(place).unwrap()["x-mine"] = json!(1);
    }
    let read = results::read(file.clone()).unwrap();
    assert_eq!(serde_json::to_value(read.results).unwrap(), file);
}

#[cfg(feature = "schema")]
#[path = "results/schema.rs"]
mod schema;
