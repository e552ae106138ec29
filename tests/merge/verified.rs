//! A file says whether it is as it was written, and where not.

use serde_json::{Value, json};
use trainmaster::formats::results;
use trainmaster::formats::verify::{Standing, Summary, Verified};
use trainmaster::journal::chain::Break;

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
fn an_entry_that_was_taken_out_is_missed_at_the_end_and_counted_within() {
    let mut file = ada().0.exports(&["p"], true);
    let entries = file["journal"]["entries"].as_array_mut().unwrap();
    let last = entries.pop().unwrap();
    let verified = verify(file.clone());
    assert_eq!(verified.summary(), Summary::Broken);
    assert!(matches!(
        verified.writers[0].broken,
        Some(Break::Head { .. })
    ));

    let entries = file["journal"]["entries"].as_array_mut().unwrap();
    entries.push(last);
    entries.remove(1);
    let verified = verify(file);
    assert_eq!(verified.writers[0].absent, 1);
    assert_eq!(verified.writers[0].broken, None, "as if of another pack");
    // What the entry said is missed all the same.
    assert_eq!(standings(&verified)[0], Standing::Differs);
}

#[test]
fn results_of_one_pack_leave_out_what_was_done_to_another() {
    let (mut ada, _) = ada();
    let other = ada.opens(a_pack("q", "Kind", &["Do."]));
    ada.judges(&other, "t-1", 2);
    let mut file = ada.exports(&["p"], true);
    let about = |line: &Value| {
        line["entry"]
            .as_str()
            .is_some_and(|text| text.contains("\"q\""))
    };
    let entries = file["journal"]["entries"].as_array_mut().unwrap();
    entries.retain(|line| !about(line));
    // The session exports what is about the pack, and the heads of that.
    file["journal"]["heads"] = json!({});
    let verified = verify(file);
    assert!(
        verified
            .writers
            .iter()
            .all(|writer| writer.broken.is_none())
    );
}

#[test]
fn without_a_journal_nothing_is_known() {
    let (ada, _) = ada();
    let verified = verify(without_journal(ada.exports(&["p"], true)));
    assert_eq!(verified.summary(), Summary::Unknown);
    assert_eq!(standings(&verified), [Standing::Untold, Standing::Untold]);
}
