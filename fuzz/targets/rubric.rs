//! A rubric with everything in it, bent: it can be scored, or says why not.
#![no_main]

use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use trainmaster_fuzz::{chance, laws};

fuzz_target!(|bytes: &[u8]| {
    let mut chance = Unstructured::new(bytes);
    let mut rubric = if chance.arbitrary().unwrap_or_default() {
        weighted()
    } else {
        by_points()
    };
    if chance::bend(&mut rubric, &mut chance).is_ok() {
        laws::rubric(rubric);
    }
});

fn weighted() -> Value {
    json!({ "id": "r", "title": "R", "pass_threshold": 0.5, "rating_scale": ["a", "b", "c"],
        "criteria": [
            { "id": "c", "name": "Right", "weight": 2, "critical": true, "critical_min": 0.25,
              "levels": ["no", "yes"], "scores": [0, 1], "level_descriptions": ["n", "y"],
              "checks": ["one", { "text": "two", "test": { "contains": "z" } }] },
            { "name": "Kind", "kind": "binary", "about": "a", "examples": ["e", 1] },
            { "name": "Kind", "weight": 0, "counter_examples": [{}] }
        ] })
}

fn by_points() -> Value {
    json!({ "criteria": [
        { "name": "Safe", "points": -3, "critical": true },
        { "name": "True", "kind": "points", "points": 2.5 }
    ] })
}
