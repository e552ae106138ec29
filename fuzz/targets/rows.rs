//! The same rows as a list, as lines and one after another are the same table.
#![no_main]

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use trainmaster::formats::{Opened, Table, open};
use trainmaster_fuzz::{chance, laws};

fuzz_target!(|bytes: &[u8]| {
    let _ = check(&mut Unstructured::new(bytes));
});

fn check(chance: &mut Unstructured<'_>) -> Result<()> {
    let rows = rows(chance)?;
    let lines: Vec<String> = rows.iter().map(ToString::to_string).collect();
    let printed = |row: &Value| serde_json::to_string_pretty(row).unwrap_or_default();
    let printed: Vec<String> = rows.iter().map(printed).collect();
    let forms = [
        ("x.json", Value::Array(rows.clone()).to_string()),
        ("x.jsonl", lines.join("\n")),
        ("x.jsonl", lines.join("\r\n\r\n")),
        ("x.json", printed.join("\n")),
    ];
    let tables = forms.map(|(name, text)| match open(name, text.as_bytes()) {
        Ok(Opened::Table(table)) => Some(*table),
        _ => None,
    });
    // Rows under one name, or one row alone, may be something of ours or a table inside.
    if let [Some(list), Some(lines), Some(spaced), ..] = &tables
        && rows.len() > 1
        && list.at.is_empty()
    {
        assert_eq!(cells(list), rows);
        assert_eq!(cells(lines), rows);
        assert_eq!(cells(spaced), rows);
        assert_eq!((&list.hash, &lines.hash), (&lines.hash, &spaced.hash));
    }
    tables.iter().flatten().for_each(laws::table);
    Ok(())
}

fn cells(table: &Table) -> Vec<Value> {
    let rows = table.rows.iter().map(|row| row.value.clone());
    rows.map(Value::Object).collect()
}

/// Rows alike, and some that are not.
fn rows(chance: &mut Unstructured<'_>) -> Result<Vec<Value>> {
    let first = chance::object(chance, 3)?;
    let mut rows = vec![first.clone()];
    while !chance.is_empty() && rows.len() < 24 {
        let mut row: Map<String, Value> = first.clone();
        for value in row.values_mut() {
            if chance.ratio(1_u8, 3)? {
                *value = chance::value(chance, 3)?;
            }
        }
        if chance.ratio(1_u8, 8)? {
            row = chance::object(chance, 3)?;
        }
        rows.push(row);
    }
    let mut rows: Vec<Value> = rows.into_iter().map(Value::Object).collect();
    rows.iter_mut().for_each(as_read);
    Ok(rows)
}

/// Integers that no double holds are read as text, so as to stay exact.
fn as_read(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(as_read),
        Value::Object(members) => members.values_mut().for_each(as_read),
        Value::Number(number) if !number.is_f64() => {
            let size = number.as_i64().map_or(u64::MAX, i64::unsigned_abs);
            if size > 1 << 53 {
                *value = number.to_string().into();
            }
        }
        _ => {}
    }
}
