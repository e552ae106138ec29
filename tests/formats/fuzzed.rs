//! The laws that the fuzz targets hold readers against (`fuzz/`), of the files that are here: so
//! they hold, and compile, before anybody fuzzes.

use serde_json::{Value, json};
use trainmaster::formats::open;

#[path = "../../fuzz/src/laws.rs"]
mod laws;

/// A file of the project, as it is.
fn text(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn the_laws_hold_for_the_files_that_are_here() {
    for pack in [
        "packs/support-compare.json",
        "packs/instruction-following.json",
    ] {
        let text = text(pack);
        laws::opened(open(pack, text.as_bytes()));
        laws::pack(serde_json::from_str(&text).unwrap());
    }
    for (name, text) in [
        (
            "a.csv",
            "prompt,response\nHi?,Hello.\nBye?,\"So, bye.\"\n,none\n",
        ),
        (
            "a.jsonl",
            "{\"prompt\": \"Hi?\", \"response\": \"Hello.\"}\n{\"prompt\": \"By",
        ),
        (
            "a.json",
            "[{\"prompt\": \"Hi?\", \"a\": \"Hello.\", \"b\": \"Hey.\"}]",
        ),
    ] {
        laws::opened(open(name, text.as_bytes()));
    }
    let rubric: Value =
        json!({ "criteria": [{ "name": "Right" }, { "name": "Kind", "weight": 2 }] });
    laws::rubric(rubric);
    laws::results(json!({ "format": "trainmaster/results", "version": 1 }));
}
