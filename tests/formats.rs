//! What files people bring, and what becomes of them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "formats/belonging.rs"]
mod belonging;
#[path = "formats/files.rs"]
mod files;
#[path = "formats/fuzzed.rs"]
mod fuzzed;
#[path = "formats/growth.rs"]
mod growth;
#[path = "formats/guess.rs"]
mod guess;
#[path = "formats/hostile.rs"]
mod hostile;
#[path = "pace/mod.rs"]
mod pace;
#[path = "formats/properties.rs"]
mod properties;
#[path = "formats/real.rs"]
mod real;
#[path = "formats/steps.rs"]
mod steps;
#[path = "formats/tables.rs"]
mod tables;
#[path = "formats/tasks.rs"]
mod tasks;

use serde_json::{Value, json};
use trainmaster::formats::{Mapped, Mapping, OpenError, Opened, PackOptions, Table, open};

/// A pack that was made, as a value.
fn pack(mapped: &Mapped) -> Value {
    serde_json::from_str(&mapped.pack.whole()).unwrap()
}

fn table(name: &str, bytes: impl AsRef<[u8]>) -> Table {
    match open(name, bytes.as_ref()) {
        Ok(Opened::Table(table)) => *table,
        other => panic!("{name}: {other:?}"),
    }
}

fn error(name: &str, bytes: impl AsRef<[u8]>) -> OpenError {
    let error = open(name, bytes.as_ref()).expect_err(name);
    assert!(!error.message().is_empty() && !error.hint().is_empty());
    error
}

fn options() -> PackOptions {
    let rubric = json!({ "id": "r", "criteria": [{ "name": "Correctness" }] });
    PackOptions {
        title: "Straße & Co, week 47".into(),
        rubric,
        kind: None,
    }
}

fn mapped(table: &Table) -> Mapped {
    let mapping = Mapping::guess(table);
    assert_eq!(mapping.faults(table), [], "{mapping:?}");
    let mapped = mapping.apply(table, &options());
    let skipped = mapped.problems.iter().filter(|p| p.is_skipped()).count();
    assert_eq!(mapped.tasks + skipped, table.rows.len(), "rows were lost");
    assert_eq!(
        pack(&mapped)["tasks"].as_array().unwrap().len(),
        mapped.tasks
    );
    mapped
}

/// `role=column` for every pick.
fn roles(table: &Table) -> String {
    let mapping = Mapping::guess(table);
    let mut roles: Vec<String> = mapping
        .picks()
        .iter()
        .map(|p| format!("{}={}", p.role.name(), p.column))
        .collect();
    roles.sort();
    roles.join(" ")
}

/// The picks for a header with two rows of plain text under it.
fn header(names: &str) -> String {
    let cells = |row: usize| {
        let cell = |(at, _)| format!("some words {row} {at}");
        names
            .split(',')
            .enumerate()
            .map(cell)
            .collect::<Vec<_>>()
            .join(",")
    };
    roles(&table(
        "x.csv",
        format!("{names}\n{}\n{}\n", cells(1), cells(2)),
    ))
}

fn first(table: &Table) -> Value {
    pack(&mapped(table))["tasks"][0].clone()
}
