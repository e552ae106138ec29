//! What other tools wrote into a file comes back out, whatever happened to it in between.

use serde_json::{Value, json};
use trainmaster::domain::work::WorkKey;
use trainmaster::formats::pack;
use trainmaster::journal::entry::{Entry, EntryId};
use trainmaster::journal::event::{Event, Step};
use trainmaster::journal::history::History;

use super::browser::{ADA, BO, Browser, a_pack, ada, without_journal};

/// A field that no version of the app knows, with every kind of value.
fn mine() -> Value {
    json!({ "text": "Größe", "list": [1, 0.5, null, true], "deep": { "er": {} } })
}

/// The file with a field of another tool at each of these places.
fn marked(mut file: Value, places: &[&str]) -> Value {
    for place in places {
        let line = file.pointer_mut(place).unwrap_or_else(|| panic!("{place}"));
        line["x-mine"] = mine();
    }
    file
}

/// Ada's browser with an evaluation that was submitted twice.
fn ada_twice() -> Browser {
    let (mut ada, pack) = ada();
    ada.does("p", "t-1", Step::EvaluationReopened);
    ada.writes("p", "t-1", "because");
    ada.judges(&pack, "t-1", 0);
    ada
}

/// Every line of a results file, and every part of an evaluation.
const PLACES: [&str; 14] = [
    "",
    "/rater",
    "/journal",
    "/packs/0",
    "/rubrics/0",
    "/tasks/0",
    "/tasks/1",
    "/evaluations/0",
    "/evaluations/0/flags/0",
    "/evaluations/0/rationale",
    "/evaluations/0/scores/x",
    "/evaluations/0/history/0",
    "/evaluations/0/history/0/rationale",
    "/evaluations/1",
];

fn a_marked_file() -> Value {
    let mut file = ada_twice().exports(&["p"], true);
    file["evaluations"][0]["flags"] = json!([{ "kind": "second_look", "note": "n" }]);
    file["evaluations"][0]["id"] = json!("tool-7");
    file["evaluations"][0]["violations"] = json!([{ "category": "medical" }]);
    marked(file, &PLACES)
}

/// What is the same in every export of the same state: the journal grows by what is imported.
fn but_for_entries(mut file: Value) -> Value {
    let journal = file["journal"].as_object_mut().unwrap();
    journal.remove("entries");
    journal.remove("heads");
    journal.remove("seal");
    file
}

#[test]
fn fields_of_others_come_back_out_at_every_line() {
    let file = a_marked_file();
    let mut bare = file.clone();
    bare["journal"]["entries"] = json!([]);
    for came in [file.clone(), bare] {
        let mut other = Browser::new(BO, "bo");
        other.imports(&came);
        let back = other.exports(&["p"], true);
        assert_eq!(but_for_entries(back.clone()), but_for_entries(file.clone()));
        assert_eq!(other.imports(&came).events, [], "nothing is new any more");
        // And from there into a third browser.
        let mut third = Browser::new(BO, "third");
        third.imports(&back);
        assert_eq!(third.exports(&["p"], true), back);
    }
}

#[test]
fn they_outlive_the_page() {
    let file = a_marked_file();
    let mut other = Browser::new(BO, "bo");
    other.imports(&without_journal(file.clone()));
    let entries = other.records.iter().map(|line| {
        let id = EntryId(line.writer.as_str().into(), line.seq);
        Entry::from_json(id, &line.entry).unwrap()
    });
    let mut later = Browser::new(ADA, "later");
    later.history = History::default();
    later
        .history
        .extend(&mut later.workspace, entries.collect());
    let texts = other.workspace.loaded(&"p".into()).unwrap();
    later.workspace.load(texts.clone());
    later.records.clone_from(&other.records);
    let back = later.exports(&["p"], true);
    assert_eq!(back, other.exports(&["p"], true));
    assert_eq!(back["x-mine"], file["x-mine"]);
}

#[test]
fn a_rationale_takes_its_fields_into_history() {
    let mut other = Browser::new(BO, "bo");
    other.imports(&without_journal(a_marked_file()));
    let (pack, _) = other.workspace.task(&"p".into(), &"t-1".into()).unwrap();
    let pack = pack.clone();
    other.does("p", "t-1", Step::EvaluationReopened);
    other.judges(&pack, "t-1", 2);
    let back = &other.exports(&["p"], true)["evaluations"][0];
    assert_eq!(back["revision"], 3);
    assert_eq!(back["history"][1]["rationale"]["x-mine"], mine());
    assert_eq!(back["rationale"].get("x-mine"), None);
    assert_eq!(back["x-mine"], mine());
}

#[test]
fn of_the_same_field_the_file_read_last_is_right() {
    let (ada, _) = ada();
    let mut file = without_journal(ada.exports(&["p"], true));
    let mut bo = Browser::new(BO, "bo");
    let mut read = |state: &str, note: Option<&str>| {
        file["x-state"] = json!(state);
        file["x-note"] = json!(note);
        if note.is_none() {
            file.as_object_mut().unwrap().remove("x-note");
        }
        bo.imports(&file);
        let back = bo.exports(&["p"], true);
        (back["x-state"].clone(), back["x-note"].clone())
    };
    assert_eq!(read("sent", Some("a")), (json!("sent"), json!("a")));
    assert_eq!(read("paid", None), (json!("paid"), json!("a")));
}

#[test]
fn a_line_that_stands_twice_brings_its_fields_once() {
    let mut file = a_marked_file();
    let mut again = file["tasks"][0].clone();
    again["x-mine"] = json!("later");
    file["tasks"].as_array_mut().unwrap().push(again);
    let mut other = Browser::new(BO, "bo");
    other.imports(&file);
    assert_eq!(other.exports(&["p"], true)["tasks"][0]["x-mine"], "later");
    assert_eq!(other.imports(&file).events, []);
}

#[test]
fn fields_about_one_pack_do_not_leave_with_another() {
    let (mut ada, _) = ada();
    let other = ada.opens(a_pack("q", "Clear", &["Say."]));
    ada.judges(&other, "t-1", 2);
    let file = |pack: &str, client: &str| {
        let mut file = without_journal(ada.exports(&[pack], true));
        file["x-client"] = json!(client);
        file
    };
    let mut bo = Browser::new(BO, "bo");
    bo.imports(&file("p", "one"));
    bo.imports(&file("q", "two"));
    let client = |packs: &[&str]| bo.exports(packs, true).get("x-client").cloned();
    assert_eq!(client(&["p"]), Some(json!("one")));
    assert_eq!(client(&["q"]), Some(json!("two")));
    assert_eq!(client(&["q", "p"]), None, "they are not of one client");
}

#[test]
fn fields_about_one_pack_do_not_spread_to_those_it_is_exported_with() {
    let (mut ada, _) = ada();
    // The same rubric, so that one line is about both packs.
    for pack in ["q", "r"] {
        let other = ada.opens(a_pack(pack, "Right", &["Say."]));
        ada.judges(&other, "t-1", 2);
    }
    let all = ["", "/rater", "/journal", "/rubrics/0"];
    let mut bo = Browser::new(BO, "bo");
    for pack in ["p", "q"] {
        let mut file = without_journal(ada.exports(&[pack], true));
        for place in all {
            let line = file.pointer_mut(place).unwrap();
            line["x-of"] = json!(pack);
            line["x-both"] = json!("both");
        }
        bo.imports(&file);
    }
    bo.imports(&without_journal(ada.exports(&["r"], true)));
    let says = |browser: &Browser, packs: &[&str], expected: [Option<&str>; 2]| {
        let file = browser.exports(packs, true);
        for place in all {
            let line = file.pointer(place).unwrap();
            let said = ["x-of", "x-both"].map(|name| line.get(name).and_then(Value::as_str));
            assert_eq!(said, expected, "{place:?} of {packs:?}");
        }
        file
    };
    let mut both = says(&bo, &["p", "q"], [None, Some("both")]);
    both["journal"]["entries"] = json!([]);
    says(&bo, &["p", "q", "r"], [None, None]);
    // Elsewhere each pack has what is true of it.
    let mut third = Browser::new(BO, "third");
    third.imports(&both);
    for pack in ["p", "q"] {
        says(&third, &[pack], [None, Some("both")]);
        says(&bo, &[pack], [Some(pack), Some("both")]);
    }
}

#[test]
fn fields_of_somebody_else_are_not_ours() {
    let mut bo = Browser::new(BO, "bo");
    let pack = bo.opens(a_pack("p", "Right", &["Do.", "Tell."]));
    bo.judges(&pack, "t-1", 3);
    bo.imports(&a_marked_file());
    assert_eq!(bo.exports(&["p"], true).get("x-mine"), None);
    bo.me = ADA.into();
    assert_eq!(bo.exports(&["p"], true)["x-mine"], mine());
}

/// A pack with a place for everything.
fn a_full_pack() -> Value {
    json!({ "format": "trainmaster/pack", "version": 1, "id": "p", "seed": "s",
        "raters": { "roster": [ADA] },
        "policy": { "categories": [{ "id": "medical" }] },
        "labels": [{ "id": "factual" }],
        "templates": [{ "id": "first", "body": "{{ decision }}" }],
        "glossary": [{ "term": "severity", "meaning": "how bad" }],
        "rubrics": [{ "id": "r", "criteria": [{ "id": "c", "name": "Right",
            "checks": [{ "text": "one" }] }] }],
        "tasks": [{ "id": "t-1", "instruction": "Do.",
            "messages": [{ "role": "user", "content": [{ "type": "text", "text": "Do." }] }],
            "context": [{ "title": "Policy", "text": "Be kind." }],
            "responses": [{ "id": "x", "text": "one", "model": "alpha" }],
            "gold": { "ratings": { "x": { "c": 3 } }, "accept": [{ "decision": "x_better" }] },
            "meta": {} }] })
}

#[test]
fn fields_of_others_in_a_pack_come_back_out() {
    let in_task = [
        "/tasks/0",
        "/tasks/0/messages/0",
        "/tasks/0/messages/0/content/0",
        "/tasks/0/context/0",
        "/tasks/0/responses/0",
        "/tasks/0/gold",
        "/tasks/0/gold/accept/0",
        "/tasks/0/meta",
    ];
    let in_rubric = [
        "/rubrics/0",
        "/rubrics/0/criteria/0",
        "/rubrics/0/criteria/0/checks/0",
    ];
    let elsewhere = [
        "",
        "/raters",
        "/policy",
        "/policy/categories/0",
        "/labels/0",
        "/templates/0",
        "/glossary/0",
    ];
    let places = [&in_task[..], &in_rubric, &elsewhere].concat();
    let value = marked(a_full_pack(), &places);
    let mut ada = Browser::new(ADA, "ada");
    let opened = ada.opens(value.clone());
    // What is kept of a pack, and handed on, is its text.
    let kept: Value = ada.texts[&opened.stub.hash]
        .clone()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(kept, value);
    assert_eq!(pack::read(kept).unwrap().pack, *opened);
    // Results bring the judged tasks and their rubrics, also when they come from results.
    ada.judges(&opened, "t-1", 3);
    let file = ada.exports(&["p"], true);
    let mut bo = Browser::new(BO, "bo");
    bo.imports(&without_journal(file.clone()));
    for file in [file, bo.exports(&["p"], true)] {
        assert_eq!(file["rubrics"][0]["rubric"], value["rubrics"][0]);
        for place in in_task {
            let place = place.strip_prefix("/tasks/0").unwrap_or_default();
            let line = file["tasks"][0]["task"].pointer(place);
            assert_eq!(line.unwrap()["x-mine"], mine(), "{place}");
        }
    }
}

#[test]
fn what_was_imported_can_be_taken_back_and_its_fields_wait_for_it() {
    let (ada, _) = ada();
    let file = marked(without_journal(ada.exports(&["p"], true)), &[""]);
    let mut bo = Browser::new(BO, "bo");
    bo.imports(&file);
    bo.undoes();
    bo.undoes();
    let key = WorkKey::first(&"p".into(), &"t-1".into());
    assert_eq!(bo.workspace.work(&ADA.into(), &key), None);
    let entry = bo.history.redo_target(&ADA.into()).unwrap().id.clone();
    bo.happens(Event::Restored { entry });
    assert_eq!(bo.exports(&["p"], true)["x-mine"], mine());
}
