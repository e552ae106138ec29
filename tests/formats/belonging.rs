//! A text belongs under the hash of what it says, however long it is and whatever it is.

use std::ops::ControlFlow::{Break, Continue};

use serde_json::json;
use trainmaster::domain::hash::ContentHash;
use trainmaster::domain::rubric::Rubric;
use trainmaster::formats::belonging::{Belonging, Belongs, Standing};
use trainmaster::formats::{PackText, Progress, Steps, pack};

/// So long that no build holds it against its name in one go.
const LONG: usize = 600_000;

/// Holds a text against a name in steps, and all at once; whether it belongs, and as a part.
fn held(name: &str, text: &str) -> Option<bool> {
    let whole = Belonging::new(name, text.to_owned().into()).finish();
    let mut work = Belonging::new(name, text.to_owned().into());
    let found = loop {
        let before = work.progress().done;
        match work.step(100) {
            Continue(more) => work = more,
            Break(found) => break found,
        }
        let Progress { done, all, .. } = work.progress();
        assert!(done <= all);
        assert!(
            done.saturating_sub(before) < 300 || !text.contains("tasks"),
            "a step is short"
        );
    };
    assert!(found == whole);
    found.map(
        |Belongs {
             text: found,
             is_part,
         }| {
            assert!(found.whole() == text, "verbatim");
            is_part
        },
    )
}

/// The hash that opening a pack gives it.
fn opened(text: &str) -> String {
    let read = pack::Reading::new(PackText::from(text.to_owned())).finish();
    read.unwrap().pack.stub.hash.to_string()
}

/// Packs of few and many tasks, one of which cannot be read.
fn packs() -> [String; 2] {
    let pack = |count: usize| {
        let task =
            |n| format!(r#"{{ "instruction": "Say {n}.", "responses": [{{ "text": "a" }}] }}"#);
        let tasks: Vec<String> = (1..=count).map(task).collect();
        format!(
            r#"{{ "format": "trainmaster/pack", "version": 1, "about": "é",
            "tasks": [ {}, {{ "instruction": "\ud83d", "responses": [] }} ], "zone": 1.0 }}"#,
            tasks.join(", ")
        )
    };
    [pack(1), pack(LONG / 50)]
}

#[test]
fn what_opens_as_a_pack_belongs_under_the_hash_it_was_opened_with() {
    for text in packs() {
        let name = opened(&text);
        assert_eq!(held(&name, &text), Some(false), "{} bytes", text.len());
        assert_eq!(held("sha256:0", &text), None);
        let flipped = text.replacen("Say 1", "Say 7", 1);
        assert_eq!(held(&name, &flipped), None);
        assert_eq!(held(&name, &text[..text.len() - 3]), None);
        assert_eq!(held(&name, &format!("{text}{{}}")), None);
    }
}

#[test]
fn a_rubric_belongs_under_its_hash_however_long_it_is() {
    for about in ["short".to_owned(), "long ".repeat(LONG / 5)] {
        let rubric = json!({ "title": "R", "about": about, "criteria": [{ "name": "C" }] });
        let rubric = Rubric::parse(rubric).unwrap();
        let text = rubric.source().to_string();
        let name = rubric.hash.as_str();
        assert_eq!(held(name, &text), Some(false), "{} bytes", text.len());
        assert_eq!(held(name, &text.replacen("\"C\"", "\"D\"", 1)), None);
    }
}

#[test]
fn any_json_belongs_under_the_hash_of_its_canonical_form() {
    let texts = [
        "\"a pack\"",
        " [1, 2.0]",
        "{}",
        "null",
        r#"{ "b": 1, "a": 1e3 }"#,
    ];
    let lists = [
        r#"{"tasks":[]}"#,
        r#"{"z":1,"tasks":[2,[3]],"a":0}"#,
        r#"{"tasks":1}"#,
    ];
    for text in texts.into_iter().chain(lists) {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        let name = ContentHash::of(&value).to_string();
        assert_eq!(held(&name, text), Some(false), "{text}");
    }
    for text in ["", "{", "a pack", "[1", "{\"a\":1,}"] {
        assert_eq!(held(ContentHash::of(&()).as_str(), text), None, "{text}");
    }
}

#[test]
fn a_part_says_what_it_stands_for() {
    let part = json!({ "partial_of": "sha256:p", "tasks": [{ "instruction": "Say." }] });
    assert_eq!(held("sha256:p", &part.to_string()), Some(true));
    assert_eq!(held("sha256:q", &part.to_string()), None);
    assert_eq!(held("sha256:p", &part.to_string()[..30]), None, "cut");
}

#[test]
fn a_part_never_takes_the_place_of_what_may_be_the_whole() {
    let text = |is_part| Belongs {
        text: PackText::default(),
        is_part,
    };
    let check = |here: Standing, part: bool, whole: bool| {
        let taken = [true, false].map(|is_part| here.gives_way_to(&text(is_part)));
        assert_eq!(taken, [part, whole], "{here:?}");
    };
    check(Standing::Nothing, true, true);
    check(Standing::Part, false, true);
    check(Standing::Unknown, false, true);
    check(Standing::Whole, false, false);
    assert_eq!(Standing::of(None), Standing::Unknown);
    assert_eq!(Standing::of(Some(&text(true))), Standing::Part);
    assert_eq!(Standing::of(Some(&text(false))), Standing::Whole);
}
