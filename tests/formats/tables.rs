//! Rows and columns of every form.

use serde_json::json;
use trainmaster::formats::{Kind, OpenError, Opened, Place, open_list};

use super::{error, first, mapped, pack, roles, table};

#[test]
fn jsonl_keeps_good_lines_and_reports_bad_ones() {
    let text = "\n{\"prompt\":\"a\",\"response\":\"b\"}\n\n{\"prompt\":\"c\",\n[1]\n\
                {\"prompt\":\"d\",\"response\":\"e\",\"score\":NaN}\n";
    let table = table("x.jsonl", text);
    let places: Vec<Place> = table.rows.iter().map(|row| row.place).collect();
    assert_eq!(places, [Place::Line(2), Place::Line(6)]);
    let said: Vec<String> = table.problems.iter().map(ToString::to_string).collect();
    assert!(
        said[0].starts_with("line 4: The line ends in the middle of an object."),
        "{said:?}"
    );
    assert!(
        said[1].starts_with("line 5: This line is a list"),
        "{said:?}"
    );
    assert!(said[2].starts_with("line 6: NaN is not JSON"), "{said:?}");
    assert_eq!(mapped(&table).tasks, 2);
}

#[test]
fn jsonl_without_its_name_and_objects_one_after_another() {
    let lines = "{\"prompt\":\"a\",\"response\":\"b\"}\n{\"prompt\":\"c\",\"response\":\"d\"}\n";
    assert_eq!(table("", lines).rows.len(), 2);
    assert_eq!(table("x.json", lines).rows.len(), 2);
    assert_eq!(
        table("x.txt", format!("{{\"prompt\":\n{lines}"))
            .problems
            .len(),
        1
    );
    let printed = "{\n \"prompt\": \"a\",\n \"response\": \"b\"\n}\n{\n \"prompt\": \"c\",\n \
                   \"response\": \"d\"\n}\n";
    let printed = table("x.json", printed);
    assert_eq!(printed.rows.get(1).unwrap().place, Place::Line(5));
    assert!(matches!(
        error("x.jsonl", "nope\nnope\n"),
        OpenError::NoGoodLine { lines: 2, .. }
    ));
}

#[test]
fn rows_are_found_inside_json() {
    let text = r#"{"meta":{"steps":[{"name":"x"},{"name":"y"},{"name":"z"}]},
                   "data":{"rows":[{"prompt":"a","response":"b"},{"prompt":"c","response":"d"}]}}"#;
    let found = table("x.json", text);
    assert_eq!(
        (found.at.as_str(), found.rows.len(), found.lists.len()),
        ("data.rows", 2, 2)
    );
    let Ok(Opened::Table(other)) = open_list("x.json", text.as_bytes(), "meta.steps") else {
        panic!()
    };
    assert_eq!(other.rows.len(), 3);
    assert!(matches!(
        open_list("x.json", text.as_bytes(), "nowhere"),
        Err(OpenError::NoSuchList { .. })
    ));
    let keyed = table(
        "x.json",
        r#"{"k1":{"prompt":"a","output":"b"},"k2":{"prompt":"c","output":"d"}}"#,
    );
    assert_eq!(first(&keyed)["id"], "k1");
    assert!(first(&keyed).get("meta").is_none());
    let pandas = table(
        "x.json",
        r#"{"prompt":{"0":"a","1":"b","10":"k"},"output":{"0":"c","1":"d","10":"l"}}"#,
    );
    assert_eq!(pandas.rows.len(), 3);
    assert_eq!(pandas.rows.get(2).unwrap().value["prompt"], "k");
    let columns = table("x.json", r#"{"prompt":["a","b"],"completion":["c","d"]}"#);
    assert_eq!(mapped(&columns).tasks, 2);
    let one = table("x.json", r#"{"prompt":"a","response":"b"}"#);
    assert_eq!(mapped(&one).tasks, 1);
}

#[test]
fn columns_know_their_order_kind_and_fill() {
    let text = r#"[{"z":"q","prompt":"a","response":"b","score":{"x":1,"y":null}},
                   {"z":"","prompt":"c","response":"d","score":{"x":2}}]"#;
    let table = table("x.json", text);
    let seen: Vec<_> = table
        .columns
        .iter()
        .map(|c| (c.path.as_str(), c.filled, c.kind))
        .collect();
    assert_eq!(
        seen,
        [
            ("z", 1, Kind::Text),
            ("prompt", 2, Kind::Text),
            ("response", 2, Kind::Text),
            ("score.x", 2, Kind::Number),
            ("score.y", 0, Kind::Empty),
        ]
    );
    let twice = super::table(
        "x.json",
        r#"[{"a":{"b":1},"a.b":2,"prompt":"p"},{"prompt":"q"}]"#,
    );
    assert_eq!(twice.column("a.b").unwrap().filled, 1);
}

#[test]
fn numbers_that_no_double_holds_stay_exact() {
    let text = r#"[{"id":12345678901234567890123,"prompt":"a 12345678901234567890","response":"b"},
                   {"id":-9007199254740993,"prompt":"c \ud83d x","response":"d","n":Infinity}]"#;
    let table = table("x.json", text);
    let pack = pack(&mapped(&table));
    assert_eq!(pack["tasks"][0]["id"], "12345678901234567890123");
    assert_eq!(pack["tasks"][0]["instruction"], "a 12345678901234567890");
    assert_eq!(pack["tasks"][1]["id"], "-9007199254740993");
    assert_eq!(pack["tasks"][1]["instruction"], "c \u{fffd} x");
    assert_eq!(table.problems.len(), 2);
}

#[test]
fn csv_as_spreadsheets_write_it() {
    let text = "Prompt;Response A;Response B\r\n\"two\r\nlines; and \"\"quotes\"\"\";b;c\r\n\r\n\
                ragged;b\r\nd;e;f;\r\ng;h;i;surplus\r\n;;\r\n";
    let sheet = table("x.csv", text);
    assert_eq!(sheet.rows.len(), 2);
    assert_eq!(
        sheet.rows.get(0).unwrap().value["Prompt"],
        "two\r\nlines; and \"quotes\""
    );
    let places: Vec<Place> = sheet.problems.iter().map(|p| p.place).collect();
    assert_eq!(places, [Place::Line(5), Place::Line(7)]);
    assert_eq!(
        roles(&sheet),
        "instruction=Prompt response_a=Response A response_b=Response B"
    );
    let told = table("x.csv", "sep=;\r\nprompt;response\r\na,b;c,d\r\nshort\r\n");
    assert_eq!(told.rows.get(0).unwrap().value["prompt"], "a,b");
    assert_eq!(told.problems[0].place, Place::Line(4));
    let tabs = table("x.tsv", "prompt\tresponse\nsay \"hi\tb\nc\td\n");
    assert_eq!(tabs.rows.len(), 2);
    let names = table("x.csv", "prompt,,prompt,response\na,b,c,d\n");
    let paths: Vec<&str> = names.columns.iter().map(|c| c.path.as_str()).collect();
    assert_eq!(paths, ["prompt", "column 2", "prompt (2)", "response"]);
    assert_eq!(names.problems.len(), 1);
    let open = table("x.csv", "prompt,response\na,b\nc,\"d\ne,f\ng,h\n");
    assert_eq!(open.problems[0].place, Place::Line(3));
}

#[test]
fn marks_in_a_file_of_tabs_quote_where_they_do() {
    let head = "prompt\tresponse\tnote\n";
    let check = |rows: &str, expected: &[&str]| {
        let table = table("x.tsv", format!("{head}{rows}"));
        let prompts = table.rows.iter().map(|row| row.value["prompt"].clone());
        let prompts: Vec<_> = prompts.collect();
        assert_eq!(prompts, expected, "{rows}");
    };
    // A row that lacks a cell has as many as the others where its quoted tab counts as one.
    let quoted = "\"a\"\t\"b\"\t\"c\"\n\"d\"\t\"e\"\t\"f\"\n";
    check(&format!("{quoted}\"g\th\"\ti\n"), &["a", "d"]);
    check(&format!("{quoted}\"g\th\"\ti\tj\n"), &["a", "d", "g\th"]);
    // These quote nothing: one is never closed, one begins in a text and ends in its translation.
    check("a\t\"b\tc\nd\te\tf\n", &["a", "d"]);
    check("\"a\tb\"\tc\nd\te\tf\n", &["\"a", "d"]);
}

#[test]
fn columns_without_a_name() {
    let margin = table("x.csv", "prompt,response,,\na,b,,\nc,d\n");
    assert_eq!((margin.rows.len(), margin.columns.len()), (2, 2));
    let nameless = table("x.csv", "prompt,response,\na,b,note\nc,d,\ne,f\n");
    assert_eq!((nameless.rows.len(), nameless.columns.len()), (3, 3));
    assert_eq!(nameless.rows.get(0).unwrap().value["column 3"], "note");
    let far = table(
        "x.csv",
        format!("prompt,response{}\na,b\n", ",".repeat(9_000)),
    );
    assert_eq!(
        (far.rows.get(0).unwrap().value.len(), far.columns.len()),
        (2, 2)
    );
}

#[test]
fn a_third_response_is_not_lost_in_silence() {
    let sheet = table(
        "x.csv",
        "question,response_gpt,response_claude,response_own\na b,c,d,e\n",
    );
    let mapped = mapped(&sheet);
    assert!(
        mapped.problems[0]
            .message
            .contains("“response_own” may hold further responses")
    );
    let pack = pack(&mapped);
    let task = &pack["tasks"][0];
    assert_eq!(task["meta"], json!({ "response_own": "e" }));
    assert_eq!(
        task["responses"][1],
        json!({ "id": "b", "text": "d", "model": "claude" })
    );
}

#[test]
fn the_hash_is_of_the_cells() {
    let csv = table("x.csv", "prompt,response\r\na,b\r\n");
    let json = table("x.json", "[{\"response\":\"b\", \"prompt\":\"a\"}]");
    assert_eq!(csv.hash, json.hash);
    assert_eq!(csv.hash.as_str().len(), "sha256:".len() + 64);
    assert_ne!(csv.hash, table("x.csv", "prompt,response\na,c\n").hash);
}
