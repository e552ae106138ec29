//! Work in steps: however small they are, what comes of it is the same.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use trainmaster::domain::hash::ContentHash;
use trainmaster::formats::pack::{self, PackRead};
use trainmaster::formats::{
    Assembly, Incoming, Mapping, OpenError, Opened, PackText, Place, Reading, Steps, open,
};

use super::{mapped, options, pack, table};

/// Does work in steps of so many bytes.
fn step_by<S: Steps>(mut work: S, budget: usize) -> S::Output {
    loop {
        let before = work.progress();
        assert!(before.done <= before.all, "{before:?}");
        match work.step(budget) {
            ControlFlow::Continue(more) => work = more,
            ControlFlow::Break(output) => return output,
        }
    }
}

/// Reads a file in pieces of so many bytes, and its text in steps of as many.
fn open_by(name: &str, bytes: &[u8], piece: usize) -> Result<Opened, OpenError> {
    let mut incoming = Incoming::of(bytes.len());
    for piece in bytes.chunks(piece) {
        incoming.take(piece)?;
    }
    step_by(Reading::new(name, Arc::new(incoming.end()?), None), piece)
}

fn the_same_in_steps(name: &str, bytes: &[u8]) {
    let at_once = open(name, bytes);
    for piece in [1, 7, 1000] {
        let in_steps = open_by(name, bytes, piece);
        assert_eq!(in_steps, at_once, "{name} by {piece} bytes");
    }
    let Ok(Opened::Table(table)) = at_once else {
        return;
    };
    let rows: Vec<Value> = table
        .rows
        .iter()
        .map(|row| Value::Object(row.value.clone()))
        .collect();
    assert_eq!(table.hash, ContentHash::of(&rows), "{name}");
    let mapping = Mapping::guess(&table);
    let options = options();
    let whole = mapping.apply(&table, &options);
    let in_steps = step_by(Assembly::new(&mapping, &table, &options), 1);
    assert_eq!(in_steps, whole, "{name}");
    let counted = Assembly::counting(&mapping, &table).finish();
    assert_eq!(
        (counted.tasks, counted.pairs, counted.problems),
        (whole.tasks, whole.pairs, whole.problems.clone()),
        "{name}"
    );
    let value = pack(&whole);
    if whole.tasks > 0 {
        let text = whole.pack.whole();
        assert_eq!(text, trainmaster::domain::hash::canonical(&value), "{name}");
        read_the_same_in_steps(whole.pack, &value);
    }
}

/// Packs of any number of parts, read in steps of any size, are the pack that the value is.
fn read_the_same_in_steps(text: PackText, value: &Value) {
    let whole = pack::read(value.clone()).unwrap();
    assert_eq!(whole.pack.stub.hash, ContentHash::of(value));
    for PackRead { pack, problems, .. } in [
        step_by(pack::Reading::new(text), 1).unwrap(),
        step_by(pack::Reading::new(value.to_string().into()), 10).unwrap(),
    ] {
        assert_eq!(pack, whole.pack);
        assert_eq!(problems, whole.problems);
    }
}

#[test]
fn files_of_every_form_are_the_same_in_steps() {
    let check = |name: &str, text: &str| the_same_in_steps(name, text.as_bytes());
    let lines = "\u{feff}{\"id\":1,\"prompt\":\"ä\",\"response\":\"b\"}\r\n\r\n\
                 {\"id\":2,\"prompt\":\n\
                 {\"id\":1,\"prompt\":\"c\",\"response\":\"🎉\",\"n\":NaN,\"x\":1.50}\r\n";
    check("x.jsonl", lines);
    check("x", lines);
    check("x.jsonl", &format!("{{\"cut\n{lines}"));
    check(
        "x.csv",
        "\u{feff}id,prompt,,response,\r\n1,\"two\r\nlines, \"\"ä\"\"\",,b,\r\n\r\n2,short\r\n\
         1,c,note,\"🎉\n\n\",\r\n",
    );
    check(
        "x.csv",
        "sep=;\r\nprompt;response\r\na;b\r\nc;\"d;e\r\nf;g\r\n",
    );
    check("x.csv", "[a],prompt\n1,2\n3,4\n");
    check("x.csv", "[{\"prompt\":\"a\",\"response\":\"b\"}]");
    check("x.tsv", "prompt\tresponse\nsay \"hi\tb\nc\td\n");
    check(
        "x.json",
        r#"{"k":{"prompt":"a","output":"b"},"l":{"prompt":"c","output":"d"}}"#,
    );
    check(
        "x.json",
        "[{\"prompt\": \"a\", \"response\": 1.0},\n {\"prompt\": \"c\"}, 7]",
    );
    check(
        "x.json",
        "{\n\"prompt\":\"a\",\"response\":\"b\"\n}\n{\n\"prompt\":\"c\"\n}\n",
    );
    check("x.json", "{\"prompt\":\"a\",\n\"respon");
    check(
        "x.json",
        "{\"format\":\"trainmaster/pack\",\"version\":1,\"tasks\":[{\"a\":[1]},2]}",
    );
    check(
        "x.json",
        "{\"format\":\"trainmaster/pack\",\"version\":2,\"tasks\":[]}",
    );
    check(
        "x.json",
        "{\"format\":\"trainmaster/pack\",\"version\":1,\"tasks\":[{},]}",
    );
    check("x", "");
    check("x.txt", "Just a sentence.");
    let headed = |n| {
        let text = format!("### Instruction:\\nAdd {n}.\\n\\n### Response:\\nIt is {n}.");
        format!("{{\"id\":{n},\"text\":\"{text}\"}}\n")
    };
    check("x.jsonl", &(0..5).map(headed).collect::<String>());
    let utf16 = "\u{feff}prompt,response\nGrüße 🎉,任务\n";
    let utf16: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    the_same_in_steps("x.csv", &utf16);
    the_same_in_steps("x.csv", &utf16[..utf16.len() - 1]);
    the_same_in_steps("x.csv", b"prompt,response\na,b\nGr\xfc\xdfe,c\n");
    the_same_in_steps("x", b"PK\x03\x04....xl/workbook.xml................");
}

#[test]
fn a_bad_line_is_named_wherever_a_step_ends() {
    let text = "{\"prompt\":\"a\",\"response\":\"b\"}\n{\"prompt\":\"c\",\n";
    let text = text.repeat(50) + "{\"prompt\":\"d\",\"response\":\"e\"}\n";
    for piece in 1..40 {
        let Ok(Opened::Table(table)) = open_by("x.jsonl", text.as_bytes(), piece) else {
            panic!()
        };
        let places = table.problems.iter().map(|problem| problem.place);
        assert!(places.eq((1..=50).map(|n| Place::Line(2 * n))));
        let hints = table.problems.iter().map(|problem| problem.hint.as_str());
        assert!(
            hints
                .into_iter()
                .all(|hint| hint.starts_with("A row must stand on one line"))
        );
        assert_eq!(table.rows.len(), 51);
    }
}

#[test]
fn a_file_cannot_claim_to_stand_for_another() {
    let value = json!({ "format": pack::FORMAT, "version": 1, "partial_of": ContentHash::of(&1),
        "rubric_ids": ["x"], "tasks": [{ "instruction": "i", "responses": [{ "text": "a" }] }] });
    let mut plain = value.clone();
    plain.as_object_mut().unwrap().remove("partial_of");
    plain.as_object_mut().unwrap().remove("rubric_ids");
    let read = pack::Reading::brought(value.to_string().into())
        .finish()
        .unwrap();
    assert_eq!(read.pack, pack::read(plain.clone()).unwrap().pack);
    assert_eq!(read.text, plain.to_string().into());
}

#[test]
fn half_a_character_costs_one_task() {
    let good = r#"{"instruction":"i","responses":[{"text":"a"}]}"#;
    let bad = good.replace('i', "\\ud83d");
    let text = format!(r#"{{"format":"trainmaster/pack","version":1,"tasks":[{bad},{good}]}}"#);
    let Ok(Opened::Pack(text)) = open("x.json", text.as_bytes()) else {
        panic!()
    };
    let read = pack::Reading::brought(text.into()).finish().unwrap();
    assert_eq!(
        (read.pack.tasks.len(), read.problems[0].place),
        (1, Place::Row(1))
    );
}

/// A file of so many lines.
fn lines(rows: usize) -> String {
    let line = |n| {
        let (prompt, response) = (format!("What is {n} and {n}?"), format!("It is {}.", 2 * n));
        json!({ "id": n, "prompt": prompt, "response": response }).to_string() + "\n"
    };
    (0..rows).map(line).collect()
}

fn time(rows: usize) -> Duration {
    let text = lines(rows);
    let started = Instant::now();
    let mapped = mapped(&table("x.jsonl", &text));
    assert_eq!(
        pack::Reading::new(mapped.pack)
            .finish()
            .unwrap()
            .pack
            .tasks
            .len(),
        rows
    );
    started.elapsed()
}

#[test]
fn twice_the_rows_take_about_twice_the_time() {
    // The machine has other work.
    assert!((0..8).any(|_| time(2_000) <= time(1_000) * 3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_text_is_the_same_in_steps(
        rows in vec(vec("[a-z,;\"\r\n {}\\[\\]:é🎉-]{0,8}", 1..4), 1..12),
        piece in 1..40_usize,
        name in 0..4_usize,
    ) {
        let name = ["x", "x.json", "x.jsonl", "x.csv"][name];
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let text = rows.join("\n");
        prop_assert_eq!(open_by(name, text.as_bytes(), piece), open(name, text.as_bytes()));
    }

    #[test]
    fn any_bytes_are_the_same_in_pieces(bytes in vec(any::<u8>(), 0..60), piece in 1..9_usize) {
        let (in_pieces, at_once) = (open_by("x", &bytes, piece), open("x", &bytes));
        // Of two things that are wrong the first piece may hold one.
        prop_assert_eq!(in_pieces.is_err(), at_once.is_err());
        prop_assert_eq!(in_pieces.ok(), at_once.ok());
    }

    #[test]
    fn rows_of_json_are_the_same_in_steps(
        rows in vec((any::<String>(), any::<Option<String>>(), any::<Option<i64>>()), 1..12),
        piece in 1..40_usize,
    ) {
        let line = |(prompt, response, id): &(String, Option<String>, Option<i64>)| {
            json!({ "prompt": prompt, "response": response, "id": id }).to_string() + "\r\n"
        };
        let text: String = rows.iter().map(line).collect();
        let in_steps = open_by("x.jsonl", text.as_bytes(), piece);
        prop_assert_eq!(in_steps, open("x.jsonl", text.as_bytes()));
        the_same_in_steps("x.jsonl", text.as_bytes());
    }
}
