//! A judgement after the answers were shown says so, whichever way it came about.

use std::sync::Arc;

use serde_json::{Value, json};
use trainmaster::domain::evaluation::Evaluation;
use trainmaster::domain::workspace::Workspace;
use trainmaster::journal::entry::Entry;
use trainmaster::journal::event::{Event, Step};
use trainmaster::journal::history::History;

use super::desk::{Desk, a_pack, key};

/// What a rater does, in short.
#[derive(Clone, Copy, Debug)]
enum Does {
    Submits(&'static str),
    Edits(&'static str),
    Skips(&'static str),
    TakesUp(&'static str),
    Undoes,
    /// Opens a version of the pack: when it shows the answers, and how many tasks it has.
    Opens(&'static str, usize),
}

use Does::{Edits, Opens, Skips, Submits, TakesUp, Undoes};

impl Desk {
    fn does(&mut self, does: Does) {
        match does {
            Submits(task) => {
                self.judge(task);
                self.submit(task).unwrap();
            }
            Edits(task) => {
                self.step(task, Step::EvaluationReopened).unwrap();
            }
            Skips(task) => {
                let reason = "unclear".to_owned();
                self.step(task, Step::TaskSkipped { reason }).unwrap();
            }
            TakesUp(task) => {
                self.step(task, Step::TaskResumed).unwrap();
            }
            Undoes => {
                self.undo();
            }
            Opens(reveal, tasks) => self.open(version(reveal, tasks)),
        }
    }

    /// Whether the answers of t-1 were shown, as a journal says whose entries came in this order,
    /// where only the current version's texts are at hand or those of all versions.
    fn said(&self, entries: impl Iterator<Item = Entry>, has_all: bool) -> bool {
        let (mut workspace, mut history) = (Workspace::default(), History::default());
        for entry in entries {
            history.add(&mut workspace, entry);
        }
        let old = history.versions(&self.pack.stub.id);
        let old: Vec<_> = old
            .filter_map(|hash| self.workspace.version(hash))
            .collect();
        for pack in old.into_iter().filter(|_| has_all).chain([&self.pack]) {
            workspace.load(Arc::clone(pack));
        }
        let task = self.pack.task(&"t-1".into()).unwrap();
        history.answers_were_shown(&workspace, &self.rater, &self.pack, &task)
    }

    /// Whether each submission of t-1 says that it was made after the answers were shown.
    fn says(&self) -> Vec<bool> {
        let work = self.workspace.work(&self.rater, &key("t-1")).unwrap();
        let submissions = work.submissions.iter();
        submissions.map(|s| s.seen.after_reveal).collect()
    }
}

fn revealing(reveal: &str) -> Value {
    version(reveal, 2)
}

/// The pack with so many tasks.
fn version(reveal: &str, tasks: usize) -> Value {
    let mut pack = a_pack();
    pack["reveal"] = json!(reveal);
    let task = pack["tasks"][0].clone();
    let all = pack["tasks"].as_array_mut().unwrap();
    all.truncate(tasks);
    for number in all.len()..tasks {
        let id = format!("t-{}", number + 1);
        all.push(json!({ "id": id, "instruction": "More.", "responses": task["responses"] }));
    }
    pack
}

fn after(pack: Value, steps: &[Does]) -> Desk {
    let mut desk = Desk::with(pack);
    for does in steps {
        desk.does(*does);
    }
    desk
}

const TWICE: [Does; 3] = [Submits("t-1"), Edits("t-1"), Submits("t-1")];

#[test]
fn an_edit_after_the_answers_were_shown_says_so() {
    let check = |reveal: &str, steps: &[Does], expected: &[bool]| {
        assert_eq!(after(revealing(reveal), steps).says(), expected, "{reveal}");
    };
    check("after_submit", &TWICE, &[false, true]);
    check("never", &TWICE, &[false, false]);
    check("after_pack", &TWICE, &[false, false]);
    let first = [Submits("t-1"), Submits("t-2"), Edits("t-1"), Submits("t-1")];
    check("after_pack", &first, &[false, true]);
    // It was being changed when the last task was done, and showed nothing until it was submitted.
    let meanwhile = [Submits("t-1"), Edits("t-1"), Submits("t-2"), Submits("t-1")];
    check("after_pack", &meanwhile, &[false, false]);
    let again = [&meanwhile[..], &TWICE[1..]].concat();
    check("after_pack", &again, &[false, false, true]);
}

#[test]
fn what_was_seen_stays_seen() {
    let check = |reveal: &str, steps: &[Does], expected: &[bool]| {
        assert_eq!(after(revealing(reveal), steps).says(), expected, "{reveal}");
    };
    let undone = [Submits("t-1"), Undoes, Submits("t-1")];
    check("after_submit", &undone, &[true]);
    check("after_pack", &undone, &[false]);
    let edit = [Edits("t-1"), Submits("t-1")];
    let both = [Submits("t-1"), Submits("t-2")];
    check(
        "after_pack",
        &[&both[..], &[Undoes], &edit].concat(),
        &[false, true],
    );
    let taken_up = [Submits("t-1"), Skips("t-2"), TakesUp("t-2")];
    check(
        "after_pack",
        &[&taken_up[..], &edit].concat(),
        &[false, true],
    );
    // Here nothing was ever done as a whole.
    let apart = [Skips("t-2"), TakesUp("t-2"), Submits("t-1")];
    check("after_pack", &[&apart[..], &edit].concat(), &[false, false]);
}

#[test]
fn each_moment_is_judged_by_the_version_in_force() {
    let check = |reveal: &str, steps: &[Does], expected: &[bool]| {
        let desk = after(revealing(reveal), steps);
        assert_eq!(desk.says(), expected, "{reveal}, then {steps:?}");
    };
    let edit = [Edits("t-1"), Submits("t-1")];
    let one = |then: Does| [&[Submits("t-1"), then], &edit[..]].concat();
    let both = |then: Does| [&[Submits("t-2")], &one(then)[..]].concat();
    // What the old version showed stays seen.
    check("after_pack", &both(Opens("after_pack", 3)), &[false, true]);
    check("after_pack", &both(Opens("never", 2)), &[false, true]);
    for newer in ["after_pack", "never"] {
        check("after_submit", &one(Opens(newer, 2)), &[false, true]);
    }
    // What the new version shows is seen when it is opened.
    check("never", &one(Opens("after_submit", 2)), &[false, true]);
    check("never", &both(Opens("after_pack", 2)), &[false, true]);
    check("after_pack", &one(Opens("after_pack", 1)), &[false, true]);
    // Neither of them showed anything.
    check("after_pack", &one(Opens("after_pack", 3)), &[false, false]);
    check("never", &both(Opens("after_pack", 3)), &[false, false]);
    let meanwhile = [
        Submits("t-1"),
        Edits("t-1"),
        Opens("after_submit", 2),
        Submits("t-1"),
    ];
    check("never", &meanwhile, &[false, false]);
}

#[test]
fn gold_that_a_newer_version_lost_was_seen() {
    let mut gold = revealing("after_submit");
    gold["blind"] = json!(false);
    let without = gold.clone();
    gold["tasks"][0]["gold"] = json!({ "decision": "x_better" });
    let mut desk = after(gold, &[Submits("t-1")]);
    desk.open(without);
    desk.does(Edits("t-1"));
    desk.does(Submits("t-1"));
    assert_eq!(desk.says(), [false, true]);
}

#[test]
fn a_version_whose_texts_are_gone_is_assumed_to_have_shown_them() {
    let check = |steps: &[Does], expected: bool| {
        let desk = after(revealing("after_pack"), steps);
        let entries = || desk.entries.iter().cloned();
        assert!(!desk.said(entries(), true), "{steps:?}");
        assert_eq!(desk.said(entries(), false), expected, "{steps:?}");
    };
    check(&[Submits("t-1"), Opens("after_pack", 3)], true);
    // What was not submitted then showed nothing.
    check(
        &[Submits("t-2"), Opens("after_pack", 3), Submits("t-1")],
        false,
    );
    // It is in force.
    check(&[Submits("t-1")], false);
}

#[test]
fn what_was_seen_does_not_depend_on_the_order_in_which_entries_come() {
    let apart = [Skips("t-2"), TakesUp("t-2"), Submits("t-1")];
    let stories: [&[Does]; 6] = [
        &[Submits("t-1"), Submits("t-2"), Undoes],
        &[Submits("t-1"), Skips("t-2"), Undoes, Opens("never", 2)],
        &[Skips("t-2"), Undoes, Submits("t-1"), Undoes, Submits("t-1")],
        &[Submits("t-1"), Edits("t-1"), Submits("t-2"), Undoes],
        &[Submits("t-2"), Submits("t-1"), Opens("after_pack", 3)],
        &apart,
    ];
    for (steps, expected) in stories
        .into_iter()
        .zip([true, true, false, false, true, false])
    {
        let desk = after(revealing("after_pack"), steps);
        let entries = || desk.entries.iter().cloned();
        let odd = entries().step_by(2).chain(entries().skip(1).step_by(2));
        assert_eq!(desk.said(entries(), true), expected, "{steps:?}");
        assert_eq!(desk.said(entries().rev(), true), expected, "{steps:?}");
        assert_eq!(desk.said(odd, true), expected, "{steps:?}");
    }
}

#[test]
fn without_answers_there_is_nothing_to_see() {
    let check = |change: fn(&mut Value), expected: bool| {
        let mut pack = revealing("after_submit");
        change(&mut pack);
        assert_eq!(after(pack, &TWICE).says(), [false, expected]);
    };
    let names = |pack: &mut Value| pack["blind"] = json!(false);
    check(names, false);
    check(
        |pack| {
            pack["blind"] = json!(false);
            pack["tasks"][0]["gold"] = json!({ "decision": "x_better" });
        },
        true,
    );
    check(
        |pack| {
            for response in pack["tasks"][0]["responses"].as_array_mut().unwrap() {
                response.as_object_mut().unwrap().remove("model");
            }
        },
        false,
    );
}

#[test]
fn the_file_says_so_where_it_is_so() {
    let desk = after(revealing("after_submit"), &TWICE);
    let text = serde_json::to_string(&desk.evaluation("t-1")).unwrap();
    let lines = [
        r#""shown":["x","y"],"raw_view":false,"after_reveal":true,"ratings""#,
        r#""active_ms":1234,"raw_view":false,"ratings""#,
    ];
    for line in lines {
        assert!(text.contains(line), "{line} in {text}");
    }
    let mut again = serde_json::to_value(desk.evaluation("t-1")).unwrap();
    assert_eq!(again["after_reveal"], true);
    assert_eq!(again["history"][0].get("after_reveal"), None);
    let work = desk.workspace.work(&desk.rater, &key("t-1")).unwrap();
    let read: Evaluation = serde_json::from_value(again.clone()).unwrap();
    assert_eq!(&read.work(), work);
    assert_eq!(work.latest_unaided(), work.submissions.first());
    // Whoever takes up such an evaluation elsewhere has seen the answers too.
    again["id"] = Value::Null;
    let mut other = Desk::with(revealing("after_pack"));
    let imported: Evaluation = serde_json::from_value(again).unwrap();
    other
        .happen(Event::EvaluationImported(Box::new(imported)))
        .unwrap();
    other.does(Edits("t-1"));
    other.does(Submits("t-1"));
    assert_eq!(other.says(), [false, true, true]);
    let third = serde_json::to_value(other.evaluation("t-1")).unwrap();
    assert_eq!(third["history"][1]["after_reveal"], true);
}
