//! Files written to break a reader: each is refused with its place, or costs what is bad in it.

use serde_json::{Value, json};
use trainmaster::formats::{Opened, Steps, open, pack, results};

use super::{error, mapped, table};

/// A list nested so deep.
fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

/// A pack of ours with this as a member of its task.
fn our_pack(member: &str) -> String {
    format!(
        r#"{{"format":"trainmaster/pack","version":1,"tasks":[{{"instruction":"i",
            "meta":{member},"responses":[{{"text":"a"}}]}}]}}"#
    )
}

#[test]
fn what_no_json_holds_is_refused_with_its_place() {
    let check = |text: &str, words: &str| {
        let said = error("x.json", text);
        let said = format!("{} {}", said.message(), said.hint());
        assert!(said.contains(words), "{text:.60}: {said}");
    };
    check(
        "[{\"prompt\":\"a\",\n\"response\":1e999}]",
        "Line 2, column",
    );
    check("[{\"prompt\":\"a\",\n\"response\":0x10}]", "Line 2, column");
    check("[{\"prompt\":\"a\nb\"}]", "must be written as \\n");
}

#[test]
fn a_hostile_task_costs_that_task() {
    for member in [&nested(128), "NaN", "-Infinity", r#""\ud83d""#, "1e999"] {
        let one = our_pack(member);
        let good = r#"{"instruction":"i","responses":[{"text":"a"}]}"#;
        let two = one.replace("\"tasks\":[", &format!("\"tasks\":[{good},"));
        let Ok(Opened::Pack(text)) = open("p.json", two.as_bytes()) else {
            continue; // refused with its place, as a whole
        };
        let read = pack::Reading::brought(text.into()).finish().unwrap();
        assert!(!read.pack.tasks.is_empty(), "{member:.20}");
        assert!(
            read.pack.tasks.len() == 2 || !read.problems.is_empty(),
            "{member:.20}"
        );
    }
}

#[test]
fn a_hostile_line_costs_that_line() {
    let check = |line: &str, words: &str| {
        let good = r#"{"prompt":"a","response":"b"}"#;
        let table = table("x.jsonl", format!("{good}\n{line}\n{good}\n"));
        assert_eq!(table.rows.len(), 2, "{line:.60}");
        let said = table.problems[0].to_string();
        assert!(
            said.starts_with("line 2:") && said.contains(words),
            "{said}"
        );
    };
    check(
        &format!("{{\"prompt\":{}}}", nested(128)),
        "128 levels deep",
    );
    check(&"[".repeat(100_000), "128 levels deep");
    check(r#"{"prompt":1e999}"#, "number out of range");
    check("{\"prompt\":\"a\tb\"}", "column 13");
    check("\u{202E}{}", "column 1");
}

#[test]
fn what_another_reader_would_trip_over_is_read_and_told() {
    let check = |cell: &str, expected: Value, problems: usize| {
        let text = format!(r#"[{{"prompt":"a","response":{cell}}},{{"prompt":"c"}}]"#);
        let table = table("x.json", &text);
        assert_eq!(
            table.rows.get(0).unwrap().value["response"],
            expected,
            "{cell:.60}"
        );
        assert_eq!(table.problems.len(), problems, "{:?}", table.problems);
    };
    check("NaN", Value::Null, 1);
    check(r#""a\ude82b""#, json!("a\u{fffd}b"), 1);
    check(r#""\ud83d\ude82""#, json!("🚂"), 0);
    check(r#""a\u0000b""#, json!("a\0b"), 0);
    check(
        "123456789012345678901234567890",
        json!("123456789012345678901234567890"),
        0,
    );
    check(r#""é\u0301\u202e""#, json!("é\u{301}\u{202e}"), 0);
    // Of a name that stands twice the last counts, as in every browser.
    check(r#""b","response":"c""#, json!("c"), 0);
    let names = table(
        "x.json",
        r#"[{"prompt":"a","\ud83d":"b","response":"c"},{"prompt":"d"}]"#,
    );
    assert_eq!(names.rows.get(0).unwrap().value["\u{fffd}"], "b");
}

#[test]
fn json_within_a_text_goes_no_deeper_than_a_file() {
    for depth in [100, 10_000] {
        let text = format!("[{{\"role\":\"user\",\"content\":{}}}]", nested(depth));
        let row = json!([{ "prompt": text, "response": "b" }, { "prompt": "c", "response": "d" }]);
        assert_eq!(mapped(&table("x.json", row.to_string())).tasks, 2);
    }
}

#[test]
fn our_own_files_go_as_deep_as_the_reader() {
    let text = our_pack(&nested(100));
    let Ok(Opened::Pack(text)) = open("p.json", text.as_bytes()) else {
        panic!()
    };
    let read = pack::Reading::brought(text.into()).finish().unwrap();
    assert_eq!(read.pack.tasks.len(), 1);
    let entry = json!({ "writer": "w", "seq": 1, "entry": nested(100_000) });
    let file = json!({ "format": "trainmaster/results", "version": 1, "rater": { "id": "r" },
        "evaluations": [], "journal": { "entries": [entry] } });
    let read = results::read(file).unwrap();
    assert_eq!(read.results.journal.entries.len(), 1, "kept as it stands");
}
