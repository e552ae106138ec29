//! Where in a JSON value the rows are: lists of objects, objects of objects, one list a column.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::alias;
use super::building::{Building, Order, Raw};
use super::json::kind;
use super::problem::{OpenError, Place, Problem};
use super::rows::Rows;
use super::table::{KEY, List, Row, Source};

/// Levels of objects searched for lists.
const MAX_LEVEL: usize = 8;

/// One place that may hold the rows.
struct Candidate<'v> {
    at: String,
    source: Source,
    value: &'v Value,
    rows: usize,
    /// Whether prompt and response are among its members, by name.
    telling: bool,
}

/// The table at `at`, or at the most likely place.
///
/// # Errors
/// When there are no rows, or none at `at`.
pub(super) fn table(
    value: &Value,
    text: &Arc<String>,
    problems: Vec<Problem>,
    at: Option<&str>,
) -> Result<Building, OpenError> {
    let mut found = Vec::new();
    search(value, "", 0, &mut found);
    // Steps and settings are lists too: a list with prompts and responses goes before a longer one.
    found.sort_by_key(|c| std::cmp::Reverse((c.telling, c.rows)));
    let lists = found
        .iter()
        .map(|c| List {
            at: c.at.clone(),
            rows: c.rows,
        })
        .collect();
    let chosen = match at {
        Some(at) => found.iter().find(|c| c.at == at),
        None => found.first(),
    };
    let Some(chosen) = chosen else {
        return Err(match at {
            Some(at) => OpenError::NoSuchList { at: at.to_owned() },
            None => OpenError::NoRows { found: kind(value) },
        });
    };
    let mut problems = problems;
    let rows = match chosen.source {
        Source::JsonObject => keyed(chosen.value),
        Source::JsonColumns => pivot(chosen.value),
        _ => listed(chosen.value, &mut problems),
    };
    let last = chosen.at.rsplit('.').next().unwrap_or_default();
    let start = if last.is_empty() {
        0
    } else {
        text.find(&format!("\"{last}\"")).unwrap_or(0)
    };
    let (source, at) = (chosen.source, chosen.at.clone());
    Ok(Building::new(Raw {
        source,
        at,
        lists,
        rows: Rows::read(Arc::clone(text), rows),
        problems,
        order: Order::Text(super::head(text, start)),
    }))
}

fn search<'v>(value: &'v Value, at: &str, level: usize, found: &mut Vec<Candidate<'v>>) {
    let (source, rows, first) = match value {
        Value::Array(items) => {
            let rows = items.iter().filter(|item| item.is_object()).count();
            if rows * 2 <= items.len() {
                return;
            }
            (
                Source::JsonList,
                items.len(),
                items.iter().find_map(Value::as_object),
            )
        }
        Value::Object(members) => {
            if let Some(rows) = columns(members) {
                (Source::JsonColumns, rows, Some(members))
            } else if alike(members) {
                let first = members.values().find_map(Value::as_object);
                (Source::JsonObject, members.len(), first)
            } else {
                if level == 0 && telling(members) {
                    found.push(candidate(value, at, Source::JsonObject, 0, true));
                }
                if level < MAX_LEVEL {
                    for (key, inner) in members {
                        let path = if at.is_empty() {
                            key.clone()
                        } else {
                            format!("{at}.{key}")
                        };
                        search(inner, &path, level + 1, found);
                    }
                }
                if level == 0 {
                    single(found);
                }
                return;
            }
        }
        _ => return,
    };
    found.push(candidate(
        value,
        at,
        source,
        rows,
        first.is_some_and(telling),
    ));
}

/// An object that is itself one row counts only where nothing longer tells as much.
fn single(found: &mut Vec<Candidate<'_>>) {
    if found.iter().any(|c| c.telling && c.rows > 0) {
        found.retain(|c| c.rows > 0);
    }
    for one in found.iter_mut().filter(|c| c.rows == 0) {
        one.rows = 1;
        one.source = Source::JsonList;
    }
}

fn candidate<'v>(
    value: &'v Value,
    at: &str,
    source: Source,
    rows: usize,
    telling: bool,
) -> Candidate<'v> {
    Candidate {
        at: at.to_owned(),
        source,
        value,
        rows,
        telling,
    }
}

fn telling(members: &Map<String, Value>) -> bool {
    alias::tells(members.keys().map(String::as_str))
}

/// One list of equal length for each column, or one object keyed by row number (pandas).
fn columns(members: &Map<String, Value>) -> Option<usize> {
    let length = |value: &Value| match value {
        Value::Array(items) if items.iter().all(|item| !item.is_object()) => Some(items.len()),
        Value::Object(cells) => {
            let numbered = cells
                .keys()
                .all(|key| key.bytes().all(|b| b.is_ascii_digit()));
            let flat = cells.values().all(|cell| !cell.is_object());
            (numbered && flat).then_some(cells.len())
        }
        _ => None,
    };
    let rows = length(members.values().next()?)?;
    let even = members.values().all(|column| length(column) == Some(rows));
    let named = telling(members) || members.keys().any(|key| alias::is_known(key));
    (even && rows > 0 && named && members.len() >= 2).then_some(rows)
}

/// Whether the members are objects with mostly the same members: rows by key.
fn alike(members: &Map<String, Value>) -> bool {
    let mut objects = members.values().map(Value::as_object);
    let Some(Some(first)) = objects.next() else {
        return false;
    };
    members.len() >= 2
        && !first.is_empty()
        && objects.all(|object| {
            object.is_some_and(|o| {
                let shared = first.keys().filter(|key| o.contains_key(*key)).count();
                shared * 2 >= first.len()
            })
        })
}

fn listed(value: &Value, problems: &mut Vec<Problem>) -> Vec<Row> {
    let Some(items) = value.as_array() else {
        let one = value.as_object().cloned();
        return one
            .map(|value| Row {
                place: Place::Row(1),
                value,
            })
            .into_iter()
            .collect();
    };
    let mut rows = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let place = Place::Row(at + 1);
        match item {
            Value::Object(object) => rows.push(Row {
                place,
                value: object.clone(),
            }),
            other => problems.push(Problem::skipped(
                place,
                format!("This row is {}, not an object.", kind(other)),
                "A row is an object such as {\"prompt\": \"…\", \"response\": \"…\"}.",
            )),
        }
    }
    rows
}

fn keyed(value: &Value) -> Vec<Row> {
    let members = value.as_object().into_iter().flatten();
    let row = |(at, (key, value)): (usize, (&String, &Value))| {
        let mut value = value.as_object().cloned().unwrap_or_default();
        value.insert(KEY.to_owned(), key.as_str().into());
        Row {
            place: Place::Row(at + 1),
            value,
        }
    };
    members.enumerate().map(row).collect()
}

fn pivot(value: &Value) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (name, column) in value.as_object().into_iter().flatten() {
        let cells: Vec<&Value> = match column {
            Value::Array(items) => items.iter().collect(),
            Value::Object(cells) => {
                let mut cells: Vec<(u64, &Value)> = cells
                    .iter()
                    .map(|(key, cell)| (key.parse().unwrap_or(0), cell))
                    .collect();
                cells.sort_by_key(|(at, _)| *at);
                cells.into_iter().map(|(_, cell)| cell).collect()
            }
            _ => Vec::new(),
        };
        for (at, cell) in cells.into_iter().enumerate() {
            if rows.len() <= at {
                rows.push(Row {
                    place: Place::Row(at + 1),
                    value: Map::new(),
                });
            }
            if let Some(row) = rows.get_mut(at) {
                row.value.insert(name.clone(), cell.clone());
            }
        }
    }
    rows
}
