//! A judgement after the answers were shown says so, whichever way it came about.

use serde_json::{Value, json};
use trainmaster::domain::evaluation::Evaluation;
use trainmaster::journal::event::{Event, Step};

use super::desk::{Desk, a_pack, key};

/// What a rater does, in short.
#[derive(Clone, Copy)]
enum Does {
    Submits(&'static str),
    Edits(&'static str),
    Skips(&'static str),
    TakesUp(&'static str),
    Undoes,
}

use Does::{Edits, Skips, Submits, TakesUp, Undoes};

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
        }
    }

    /// Whether each submission of t-1 says that it was made after the answers were shown.
    fn says(&self) -> Vec<bool> {
        let work = self.workspace.work(&self.rater, &key("t-1")).unwrap();
        let submissions = work.submissions.iter();
        submissions.map(|s| s.seen.after_reveal).collect()
    }
}

fn revealing(reveal: &str) -> Value {
    let mut pack = a_pack();
    pack["reveal"] = json!(reveal);
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
