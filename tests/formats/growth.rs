//! Twice the file takes about twice the time, whatever it is made of.

use serde_json::json;
use trainmaster::domain::rubric::Rubric;
use trainmaster::formats::{Mapping, Opened, PackOptions, Steps, open, pack, results};

use super::pace::is_linear;

/// Short enough for a test, long enough to be measured.
const BYTES: usize = 24 * 1024;

/// A kind of file that could make a reader slow or its rows large.
struct Kind {
    name: &'static str,
    file: &'static str,
    /// Makes one of about so many bytes.
    make: fn(usize) -> String,
}

const fn kind(name: &'static str, file: &'static str, make: fn(usize) -> String) -> Kind {
    Kind { name, file, make }
}

/// Fills up to a length.
fn fill(text: &str, bytes: usize) -> String {
    text.repeat(bytes / text.len())
}

/// As [`fill`], with a number in place of `{}`.
fn numbered(text: &str, bytes: usize) -> String {
    let one = |number: usize| text.replace("{}", &number.to_string());
    (0..bytes / text.len()).map(one).collect()
}

/// A JSON list of such an item.
fn list(item: &str, bytes: usize) -> String {
    format!("[{item}{}]", fill(&format!(",{item}"), bytes))
}

/// One of our files with such a list in it.
fn ours(whole: &str, item: &str, bytes: usize) -> String {
    whole.replace("[]", &list(item, bytes))
}

const PACK: &str = r#"{"format":"trainmaster/pack","version":1,"rubrics":[],
    "tasks":[{"instruction":"i","responses":[{"text":"a"}]}]}"#;
const TASKS: &str = r#"{"format":"trainmaster/pack","version":1,"tasks":[]}"#;
const RESPONSES: &str = r#"{"format":"trainmaster/pack","version":1,
    "tasks":[{"instruction":"i","responses":[]}]}"#;
const JOURNAL: &str = r#"{"format":"trainmaster/results","version":1,"rater":{"id":"r"},
    "evaluations":null,"journal":{"entries":[]}}"#;

const KINDS: &[Kind] = &[
    kind("rows", "x.csv", |n| {
        "prompt,response\n".to_owned() + &fill("a b,c d\n", n)
    }),
    kind("short rows", "x.csv", |n| {
        "prompt,response\n1,2\n".to_owned() + &fill("a\n", n)
    }),
    kind("columns of one name", "x.csv", |n| {
        fill("a,", n / 2) + "a\n" + &fill("b,", n / 2) + "b"
    }),
    kind("columns without a name", "x.csv", |n| {
        "a".to_owned() + &fill(",", n / 2) + "\n" + &fill("b\n", n / 2)
    }),
    kind("one row behind the columns", "x.csv", |n| {
        format!("a{}\nb{}\n", fill(",", n / 3), fill(",c", n / 3)) + &fill("d\n", n / 3)
    }),
    kind("marks", "x.csv", |n| {
        "prompt,response\n".to_owned() + &fill("\"", n)
    }),
    kind("marks in tabs", "x.tsv", |n| {
        "prompt\tresponse\n".to_owned() + &fill("\"a\tb\n", n)
    }),
    kind("lines", "x.jsonl", |n| {
        fill("{\"prompt\":\"a b\",\"response\":\"c\"}\n", n)
    }),
    kind("bad lines", "x.jsonl", |n| {
        "{\"prompt\":\"a\"}\n".to_owned() + &fill("{\"\n", n)
    }),
    kind("lines one after another", "x.json", |n| {
        fill("{\n\"prompt\":\"a\",\"output\":1\n}\n", n)
    }),
    kind("rows of one id", "x.json", |n| {
        list(r#"{"id":1,"prompt":"a","response":"b"}"#, n)
    }),
    kind("keys", "x.json", |n| {
        format!(
            r#"[{{{}"prompt":"a","response":"b"}}]"#,
            numbered("\"k{}\":1,", n)
        )
    }),
    kind("keys of many dots", "x.json", |n| {
        // Names are compared fast: it takes more of them to be seen.
        let name = fill(".a", 10 * n);
        let row =
            |end: &str| format!(r#"{{"{name}{end}":{{"prompt":"a","response":"b","id":1}}}}"#);
        format!("[{},{}]", row("x"), row("y"))
    }),
    kind("nested keys", "x.json", |n| {
        format!(
            r#"[{{"prompt":"a","o":{{{}"z":1}}}}]"#,
            numbered("\"k{}\":1,", n)
        )
    }),
    kind("lists", "x.json", |n| {
        format!("{{{}\"z\":[{{}}]}}", numbered("\"k{}\":[{}],", n))
    }),
    kind("responses", "x.jsonl", |n| {
        format!(r#"{{"prompt":"a","responses":{}}}"#, list("\"b\"", n))
    }),
    kind("turns", "x.jsonl", |n| {
        format!(
            r#"{{"messages":{}}}"#,
            list(r#"{"role":"assistant","content":"a"}"#, n)
        )
    }),
    kind("transcript", "x.jsonl", |n| {
        json!({ "chosen": fill("\n\nHuman: a\n\nAssistant: b", n), "rejected": "\n\nHuman: a" })
            .to_string()
    }),
    kind("headings", "x.json", |n| {
        let text = numbered("## Heading {}:\na\n", n / 4);
        json!([{ "text": text }, { "text": text }, { "text": text }, { "text": text }]).to_string()
    }),
    kind("brackets", "x.json", |n| fill("[", n)),
    kind("brackets in lines", "x.jsonl", |n| fill("[{\n", n)),
    kind("no numbers", "x.json", |n| {
        list(r#"{"prompt":"a","response":NaN}"#, n)
    }),
    kind("large numbers", "x.json", |n| {
        list(r#"{"prompt":"a","response":12345678901234567890}"#, n)
    }),
    kind("half characters", "x.json", |n| {
        list(r#"{"prompt":"a","response":"\ud83d"}"#, n)
    }),
    kind("rubrics of one id", "p.json", |n| {
        ours(PACK, r#"{"id":"r","criteria":[{"name":"A"}]}"#, n)
    }),
    kind("criteria of one name", "r.json", |n| {
        ours(r#"{"criteria":[]}"#, r#"{"name":"A"}"#, n)
    }),
    kind("tasks alike", "p.json", |n| {
        ours(
            TASKS,
            r#"{"instruction":"i","responses":[{"text":"a"}]}"#,
            n,
        )
    }),
    kind("responses alike", "p.json", |n| {
        ours(RESPONSES, r#"{"text":"a"}"#, n)
    }),
    kind("entries", "e.json", |n| {
        ours(JOURNAL, r#"{"writer":"w","seq":1,"entry":"{}"}"#, n)
    }),
];

/// Reads a file as far as the app does.
fn read(name: &str, text: &str) {
    match open(name, text.as_bytes()) {
        Ok(Opened::Table(table)) => {
            let mapped = Mapping::guess(&table).apply(&table, &PackOptions::default());
            drop(pack::Reading::new(mapped.pack).finish());
        }
        Ok(Opened::Pack(text)) => drop(pack::Reading::brought(text.into()).finish()),
        Ok(Opened::Rubric(value)) => drop(Rubric::parse(value)),
        Ok(Opened::Results(value)) => drop(results::read(value)),
        Ok(Opened::Backup(_)) | Err(_) => {}
    }
}

#[test]
fn reading_takes_time_in_proportion() {
    for Kind { name, file, make } in KINDS {
        let (once, twice) = (make(BYTES), make(2 * BYTES));
        assert!(is_linear(&|text| read(file, text), &once, &twice), "{name}");
    }
}
