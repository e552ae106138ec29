//! A pack with everything in it, bent: what is left is read, named and written back.
#![no_main]

use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use trainmaster_fuzz::{chance, laws};

fuzz_target!(|bytes: &[u8]| {
    let mut pack = whole();
    if chance::bend(&mut pack, &mut Unstructured::new(bytes)).is_ok() {
        laws::pack(pack);
    }
});

fn whole() -> Value {
    json!({
        "format": "trainmaster/pack", "version": 1, "id": "p", "title": "P", "seed": "s",
        "about": "a", "sop": "b", "blind": true, "reveal": "after_pack",
        "raters": { "overlap": 2 },
        "rubrics": [
            { "id": "r", "criteria": [
                { "name": "Right", "id": "c", "weight": 2, "critical": true, "checks": ["one"] },
                { "name": "Kind", "kind": "binary" }] },
            { "id": "q", "criteria": [{ "name": "Safe", "points": -3 },
                { "name": "True", "kind": "points", "points": 2.5 }] }
        ],
        "templates": [{ "id": "t", "title": "T", "body": "{{ decision }}" }],
        "glossary": [{ "term": "SOP", "text": "procedure" }],
        "tasks": [
            { "id": "t-1", "instruction": "Do.", "rubric": "q", "context": [{ "text": "z" }],
              "responses": [{ "id": "x", "text": "one", "model": "m" }] },
            { "kind": "compare", "messages": [{ "role": "user", "content": "Tell." }],
              "tags": ["u"], "gold": { "decision": "x_better" }, "meta": { "n": 0.1 },
              "responses": [{ "id": "x", "text": "one" }, { "text": "two" }] }
        ]
    })
}
