//! What holds for any input.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;
use trainmaster::formats::{Mapping, Opened, PackOptions, Table, open};

fn conserve(table: &Table) {
    let mapping = Mapping::guess(table);
    let mapped = mapping.apply(table, &PackOptions::default());
    let skipped = mapped.problems.iter().filter(|p| p.is_skipped()).count();
    assert_eq!(mapped.tasks + skipped, table.rows.len());
}

/// The signs and words that JSON readers stumble over.
const JSON_LIKE: &str = concat!(
    r#"([\[\]{}:,"'\\ntu0-9a\u{e9}\n-]|"prompt"|"response"|NaN|"#,
    r#"\\ud83d|"messages"|"role"){0,80}"#
);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn open_never_panics(bytes in vec(any::<u8>(), 0..300), name in 0..5_usize) {
        let name = ["x", "x.json", "x.jsonl", "x.csv", "x.tsv"][name];
        if let Ok(Opened::Table(table)) = open(name, &bytes) { conserve(&table); }
    }

    #[test]
    fn open_never_panics_on_json_like_text(text in JSON_LIKE, name in 0..4_usize) {
        let name = ["x", "x.json", "x.jsonl", "x.csv"][name];
        if let Ok(Opened::Table(table)) = open(name, text.as_bytes()) { conserve(&table); }
    }

    /// Packs and results are known by the hash of what they say.
    #[test]
    fn numbers_are_read_as_they_were_written(number in proptest::num::f64::NORMAL) {
        let text = json!([{ "prompt": "a", "response": number }]).to_string();
        let Ok(Opened::Table(table)) = open("x.json", text.as_bytes()) else { panic!("{text}") };
        prop_assert_eq!(&table.rows.get(0).unwrap().value["response"], &json!(number));
    }

    #[test]
    fn csv_rows_are_kept_or_reported(
        rows in vec(vec("[a-z,;\"\n ]{0,6}x", 1..5), 1..20),
        semicolon in any::<bool>(),
    ) {
        let sign = if semicolon { ";" } else { "," };
        let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let mut text = ["prompt", "response", "more"].join(sign);
        for row in &rows {
            text.push_str("\r\n");
            text.push_str(&row.iter().map(quote).collect::<Vec<_>>().join(sign));
        }
        match open("x.csv", text.as_bytes()) {
            Ok(Opened::Table(table)) => {
                let skipped = table.problems.iter().filter(|p| p.is_skipped()).count();
                prop_assert_eq!(table.rows.len() + skipped, rows.len());
                let good: Vec<_> = rows.iter().filter(|row| row.len() == 3).collect();
                prop_assert_eq!(table.rows.len(), good.len());
                for (row, cells) in table.rows.iter().zip(good) {
                    prop_assert_eq!(&row.value["prompt"], &cells[0].as_str());
                }
                conserve(&table);
            }
            Ok(_) => prop_assert!(false),
            Err(_) => prop_assert!(rows.iter().all(|row| row.len() != 3)),
        }
    }

    #[test]
    fn jsonl_rows_are_kept_or_reported(
        rows in vec((any::<String>(), any::<Option<String>>(), any::<bool>()), 1..20),
    ) {
        let mut text = String::new();
        for (prompt, response, good) in &rows {
            let line = json!({ "prompt": prompt, "response": response }).to_string();
            text.push_str(if *good { &line } else { &line[..line.len() - 1] });
            text.push('\n');
        }
        match open("x.jsonl", text.as_bytes()) {
            Ok(Opened::Table(table)) => {
                let skipped = table.problems.iter().filter(|p| p.is_skipped()).count();
                prop_assert_eq!(table.rows.len(), rows.iter().filter(|row| row.2).count());
                prop_assert_eq!(table.rows.len() + skipped, rows.len());
                conserve(&table);
            }
            Ok(_) => prop_assert!(false),
            Err(_) => prop_assert!(rows.iter().all(|row| !row.2)),
        }
    }
}
