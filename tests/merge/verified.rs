//! A file says whether it is as it was written, and where not.

use serde_json::{Value, json};
use trainmaster::domain::extras::{Extra, Line};
use trainmaster::formats::results;
use trainmaster::formats::verify::{Sealed, Standing, Summary, Verified};
use trainmaster::journal::chain::Break;
use trainmaster::journal::event::Event;

use super::browser::{a_pack, ada, without_journal};

fn verify(file: Value) -> Verified {
    Verified::results(&results::read(file).unwrap().results)
}

fn standings(verified: &Verified) -> Vec<Standing> {
    let evaluations = verified.evaluations.iter();
    evaluations.map(|(_, standing)| *standing).collect()
}

#[test]
fn what_was_exported_is_whole() {
    let (ada, _) = ada();
    let verified = verify(ada.exports(&["p"], true));
    assert_eq!(verified.summary(), Summary::Whole, "{verified:?}");
    assert_eq!(standings(&verified), [Standing::Told, Standing::Told]);
    assert_eq!(verify(ada.exports(&["p"], false)).summary(), Summary::Whole);
}

#[test]
fn changed_evaluations_are_told_from_the_rest() {
    let check = |place: &str, value: Value| {
        let mut file = ada().0.exports(&["p"], true);
        *file.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
        let verified = verify(file);
        assert_eq!(verified.summary(), Summary::Broken, "{place}");
        let expected = [Standing::Differs, Standing::Told];
        assert_eq!(standings(&verified), expected, "{place}");
    };
    check("/evaluations/0/ratings/x/c", json!(0));
    check("/evaluations/0/active_ms", json!(1));
    check("/evaluations/0/shown", json!([]));
    check("/evaluations/0/rationale", json!({ "text": "as told" }));
}

#[test]
fn a_changed_entry_is_named() {
    let mut file = ada().0.exports(&["p"], true);
    let entry = &mut file["journal"]["entries"][1]["entry"];
    *entry = json!(
        entry
            .as_str()
            .unwrap()
            .replace("\"rating\":3", "\"rating\":0")
    );
    let verified = verify(file);
    assert_eq!(verified.summary(), Summary::Broken);
    let broken = verified.writers[0].broken.clone();
    assert_eq!(broken, Some(Break::Changed { seq: 2, by: 3 }));
}

#[test]
fn an_entry_that_was_taken_out_is_missed_at_the_end_and_within() {
    let mut file = ada().0.exports(&["p"], true);
    let last = entries(&mut file).pop().unwrap();
    let verified = verify(file.clone());
    assert_eq!(verified.summary(), Summary::Broken);
    let broken = verified.writers[0].broken.clone();
    assert!(matches!(broken, Some(Break::Head { .. })));

    entries(&mut file).push(last);
    entries(&mut file).remove(1);
    let verified = verify(file);
    assert_eq!(verified.absent(), 1);
    assert_eq!(verified.writers[0].broken, None, "as if of another pack");
    assert_eq!(verified.seal, Sealed::Differs { written: 5 });
    // What the entry said is missed all the same.
    assert_eq!(standings(&verified)[0], Standing::Differs);
}

fn entries(file: &mut Value) -> &mut Vec<Value> {
    file["journal"]["entries"].as_array_mut().unwrap()
}

/// A file about one pack of two, from two visits: the first one ended with the other pack.
fn one_of_two() -> Value {
    let (mut ada, pack) = ada();
    let other = ada.opens(a_pack("q", "Kind", &["Do.", "Tell."]));
    ada.judges(&other, "t-1", 2);
    ada.reloads("ada-2");
    ada.judges(&other, "t-2", 2);
    ada.judges(&pack, "t-2", 0);
    ada.exports(&["p"], true)
}

/// Takes out everything that was said of a task, and its evaluation.
fn forget(file: &mut Value, task: &str) {
    let of_task = format!("\"{task}\"");
    entries(file).retain(|line| !line["entry"].as_str().unwrap().contains(&of_task));
    let evaluations = file["evaluations"].as_array_mut().unwrap();
    evaluations.retain(|evaluation| evaluation["task"] != task);
}

fn without_seal(file: &mut Value) {
    file["journal"].as_object_mut().unwrap().remove("seal");
}

#[test]
fn what_was_left_out_is_told_from_what_was_taken_out() {
    let check = |what: &str, edit: &dyn Fn(&mut Value), expected: Summary| {
        let mut file = one_of_two();
        assert!(verify(file.clone()).absent() > 0, "of the other pack");
        edit(&mut file);
        assert_eq!(verify(file).summary(), expected, "{what}");
    };
    check("as it was written", &|_| {}, Summary::Whole);
    check(
        "in another order",
        &|file| entries(file).reverse(),
        Summary::Whole,
    );
    check(
        "a task is taken out, and all that was said of it",
        &|file| forget(file, "t-1"),
        Summary::Broken,
    );
    check(
        "an entry that no evaluation tells of is taken out",
        &|file| drop(entries(file).remove(0)),
        Summary::Broken,
    );
    check(
        "an evaluation is taken out, and its entries stay",
        &|file| drop(file["evaluations"].as_array_mut().unwrap().remove(0)),
        Summary::Broken,
    );
    check(
        "an entry is written anew",
        &|file| {
            let entry = &mut entries(file)[0]["entry"];
            *entry = json!(format!("{} ", entry.as_str().unwrap()));
        },
        Summary::Broken,
    );
    check("by a build without seals", &without_seal, Summary::Unknown);
    check(
        "by such a build, and a task is taken out",
        &|file| {
            without_seal(file);
            forget(file, "t-1");
        },
        Summary::Unknown,
    );
    check(
        "such a build handed on the seal of a file that it read",
        &|file| file["exported_at"] = json!("2026-11-18T12:06:51Z"),
        Summary::Unknown,
    );
    check(
        "the seal is no seal",
        &|file| file["journal"]["seal"] = json!("fits"),
        Summary::Unknown,
    );
}

#[test]
fn a_seal_that_an_older_build_kept_gives_way_to_a_new_one() {
    let (mut ada, pack) = ada();
    let old = json!({ "journal": { "seal": "old", "x-kept": 1 } });
    let fields = |value: &Value| serde_json::from_value(value.clone()).unwrap();
    ada.happens(Event::ExtrasRead {
        pack: pack.stub.id.clone(),
        extras: vec![Extra {
            line: Line::Journal,
            fields: fields(&old["journal"]),
        }],
    });
    let file = ada.exports(&["p"], true);
    assert_eq!(file["journal"]["x-kept"], 1);
    assert_eq!(verify(file).summary(), Summary::Whole);
}

#[test]
fn a_break_is_told_by_the_task() {
    let mut file = one_of_two();
    let entry = &mut entries(&mut file)[1]["entry"];
    *entry = json!(
        entry
            .as_str()
            .unwrap()
            .replace("\"rating\":3", "\"rating\":0")
    );
    let spots = verify(file).spots;
    assert_eq!(spots[0].task, Some("t-1".into()), "{spots:?}");
}

#[test]
fn without_a_journal_nothing_is_known() {
    let (ada, _) = ada();
    let verified = verify(without_journal(ada.exports(&["p"], true)));
    assert_eq!(verified.summary(), Summary::Unknown);
    assert_eq!(standings(&verified), [Standing::Untold, Standing::Untold]);
}
