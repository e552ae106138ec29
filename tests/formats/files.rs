//! What a file is, and what is said of wrong ones.

use serde_json::{Value, json};
use trainmaster::formats::{Foreign, OpenError, Opened, open, open_text};

use super::{error, table};

#[test]
fn our_own_files_are_told_apart() {
    let pack =
        br#"{"format":"trainmaster/pack","version":1,"tasks":[],"big":12345678901234567890}"#;
    let Ok(Opened::Pack(text)) = open("p.json", pack) else {
        panic!()
    };
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["big"], json!(12_345_678_901_234_567_890_u64));
    let results = r#"{"format":"trainmaster/results","version":1,"evaluations":[]}"#;
    assert!(matches!(open_text(results), Ok(Opened::Results(_))));
    let rubric = r#"{"criteria":[{"name":"A","weight":1}],"pass_threshold":0.5}"#;
    assert!(matches!(open_text(rubric), Ok(Opened::Rubric(_))));
    let newer = error(
        "p.json",
        r#"{"format":"trainmaster/pack","version":2,"tasks":[]}"#,
    );
    assert!(newer.message().contains("version 2"), "{newer}");
    let other = error("p.json", r#"{"format":"trainmaster/soup","version":1}"#);
    assert!(matches!(other, OpenError::UnknownKind { .. }));
}

#[test]
fn wrong_files_are_named_and_the_remedy_said() {
    let check = |bytes: &[u8], kind| assert_eq!(error("x", bytes), OpenError::Foreign(kind));
    check(b"\x89PNG\r\n\x1a\n....", Foreign::Image);
    check(b"\xff\xd8\xff\xe0....", Foreign::Image);
    check(b"GIF89a....", Foreign::Image);
    check(b"RIFF\x10\0\0\0WEBPVP8 ", Foreign::Image);
    check(b"%PDF-1.7\n", Foreign::Pdf);
    check(b"PK\x03\x04....xl/workbook.xml", Foreign::Workbook);
    check(b"PK\x03\x04....word/document.xml", Foreign::Document);
    check(b"PK\x03\x04....readme.txt", Foreign::Zip);
    check(b"PK\x03\x04.._journal/start.json", Foreign::InspectZip);
    check(b"PAR1....", Foreign::Parquet);
    check(b"\x1f\x8b\x08....", Foreign::Gzip);
    check(
        b"<!DOCTYPE html><html><title>Sign in</title>",
        Foreign::WebPage,
    );
    check(b"\n <HTML lang=en>", Foreign::WebPage);
    check(b"<?xml version=\"1.0\"?><rows/>", Foreign::Xml);
    assert_eq!(error("x.csv", ""), OpenError::Empty);
    assert_eq!(error("x.csv", " \n\t\r\n"), OpenError::Empty);
    assert!(matches!(
        error("x", b"ab\0\x01\x02cd"),
        OpenError::Binary { offset: 2 }
    ));
    assert_eq!(error("x.txt", "Just a sentence."), OpenError::NoTable);
    assert_eq!(error("x.csv", "prompt,response\n"), OpenError::HeaderOnly);
}

#[test]
fn broken_json_says_where() {
    let cut = "[{\"prompt\": \"a\",\n \"response\": \"b";
    let OpenError::Truncated { line: 2, what, .. } = error("x.json", cut) else {
        panic!()
    };
    assert_eq!(what, "a text");
    assert!(
        error("x.json", cut)
            .message()
            .contains("ends in the middle of a text")
    );
    assert!(
        error("x.json", "[{\"a\": 1},")
            .message()
            .contains("in the middle of a list")
    );
    assert!(
        error("x.json", "{\"a\": 1,")
            .message()
            .contains("in the middle of an object")
    );
    let comma = error("x.json", "[{\"a\": 1},\n]");
    assert!(comma.message().starts_with("Line 2, column 1") && comma.hint().contains("comma"));
    let python = error("x.json", "[{'a': None}]");
    assert!(python.hint().contains("Python"), "{}", python.hint());
    let deep = format!("{}1{}", "[".repeat(400), "]".repeat(400));
    assert!(matches!(
        error("x.json", deep),
        OpenError::TooDeep { line: 1 }
    ));
    for text in [
        "[]",
        "{}",
        "[1, 2]",
        "\"words\"",
        "{\"a\": {\"b\": 3}}",
        "[\"one\", \"two\"]",
    ] {
        let found = error("x.json", text);
        assert!(matches!(found, OpenError::NoRows { .. }), "{text}: {found}");
    }
}

#[test]
fn a_backup_is_told_from_a_table() {
    let check = |line: &str| {
        let text = format!("{line}\n");
        assert_eq!(open_text(&text), Ok(Opened::Backup(text.clone())), "{line}");
    };
    check(r#"{"format":"trainmaster/backup","version":1,"app":"0.1.0"}"#);
    // What the lifeboat wrote has no header.
    check(r#"{"key":"tm1:meta","value":"1|0|2|{}"}"#);
    check(r#"{"database":"tm1:packs","store":"texts","key":"sha256:0","value":"{}"}"#);
}

#[test]
fn encodings() {
    let text = "prompt,response\nGrüße 🎉,任务\n";
    let plain = table("x.csv", text);
    let utf16 = |bytes: fn(u16) -> [u8; 2]| {
        "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect::<Vec<u8>>()
    };
    assert_eq!(table("x.csv", format!("\u{feff}{text}")), plain);
    assert_eq!(table("x.csv", utf16(u16::to_le_bytes)), plain);
    assert_eq!(table("x.csv", utf16(u16::to_be_bytes)), plain);
    let latin = b"prompt,response\na,b\nGr\xfc\xdfe,c\n";
    let OpenError::Encoding { offset, line, .. } = error("x.csv", latin) else {
        panic!()
    };
    assert_eq!((offset, line), (22, 3));
    let unmarked: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(
        error("x.csv", &unmarked[..30]),
        OpenError::Encoding { .. }
    ));
}
