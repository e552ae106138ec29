//! What a file is.

use serde_json::Value;

use super::problem::OpenError;
use super::table::Table;
use super::{csv, json, lists, sniff};

/// The versions of our own formats that this build reads.
const VERSION: u64 = 1;

/// A file that was recognised.
#[derive(Debug, Clone, PartialEq)]
pub enum Opened {
    /// A pack of ours (`trainmaster/pack`).
    Pack(Value),
    /// Results of ours (`trainmaster/results`).
    Results(Value),
    /// A rubric: an object with `criteria`.
    Rubric(Value),
    /// A backup: everything stored in a browser, as text.
    Backup(String),
    /// Rows that a [`Mapping`](super::Mapping) can turn into a pack.
    Table(Box<Table>),
}

/// Recognises a file by its bytes; the name only settles what the bytes leave open.
///
/// # Errors
/// When nothing can be done with it; the error says what it is, where it breaks and the remedy.
pub fn open(name: &str, bytes: &[u8]) -> Result<Opened, OpenError> {
    if bytes.is_empty() {
        return Err(OpenError::Empty);
    }
    read(name, &sniff::text(bytes)?, None)
}

/// Like [`open`], with the rows taken from another of the [`Table::lists`] of a JSON file.
///
/// # Errors
/// As [`open`], and when there is no list at that place.
pub fn open_list(name: &str, bytes: &[u8], at: &str) -> Result<Opened, OpenError> {
    read(name, &sniff::text(bytes)?, Some(at))
}

/// Recognises pasted text.
///
/// # Errors
/// As [`open`].
pub fn open_text(text: &str) -> Result<Opened, OpenError> {
    read("", text.strip_prefix('\u{feff}').unwrap_or(text), None)
}

fn read(name: &str, text: &str, at: Option<&str>) -> Result<Opened, OpenError> {
    let Some(first) = text.trim_start().chars().next() else {
        return Err(OpenError::Empty);
    };
    if is_backup(text) {
        return Ok(Opened::Backup(text.to_owned()));
    }
    if let Some(kind) = sniff::markup(text) {
        return Err(OpenError::Foreign(kind));
    }
    let extension = name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let named = |list: &[&str]| list.contains(&extension.as_str());
    let sheet = named(&["csv", "tsv", "tab"]);
    let lines = named(&["jsonl", "ndjson"]);
    if sheet {
        // A header may begin with a bracket; JSON under a table's name is read as what it is.
        let json = matches!(first, '{' | '[').then(|| whole(text, false, at));
        if let Some(Ok(opened)) = json {
            return Ok(opened);
        }
        return table(csv::read(text, true)?);
    }
    if lines || matches!(first, '{' | '[') {
        return whole(text, lines, at);
    }
    if extension == "json" || mostly_objects(text) {
        return whole(text, mostly_objects(text), at);
    }
    table(csv::read(text, false)?)
}

#[allow(clippy::unnecessary_wraps)] // every arm of `read` ends in a result
fn table(table: Table) -> Result<Opened, OpenError> {
    Ok(Opened::Table(Box::new(table)))
}

/// Whether a text begins as a backup does, with its header or, where the lifeboat wrote it, with
/// something stored.
fn is_backup(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let begins = [
        "{\"format\":\"trainmaster/backup\"",
        "{\"key\":\"tm1:",
        "{\"database\":\"tm1:",
    ];
    begins.iter().any(|begin| first.starts_with(begin))
}

fn mostly_objects(text: &str) -> bool {
    let lines = || {
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .take(20)
    };
    lines().filter(|line| line.starts_with('{')).count() * 2 > lines().count()
}

fn whole(text: &str, lines: bool, at: Option<&str>) -> Result<Opened, OpenError> {
    let (value, problems) = match json::read(text, lines)? {
        json::Json::Lines(rows) => return table(rows),
        json::Json::Whole(value, problems) => (value, problems),
    };
    let format = value
        .get("format")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if format.starts_with("trainmaster/") {
        return ours(format, json::strict(text)?);
    }
    let rubric = value.get("criteria").is_some_and(Value::is_array) && value.get("tasks").is_none();
    if rubric {
        return json::strict(text).map(Opened::Rubric);
    }
    match lists::table(&value, text, problems, at) {
        // One line of JSONL is a row whatever its members are called.
        Err(OpenError::NoRows { .. }) if lines && value.is_object() => table(json::lines(text)?),
        found => table(found?),
    }
}

fn ours(format: &str, value: Value) -> Result<Opened, OpenError> {
    if let Some(version) = value.get("version")
        && version.as_u64().is_some_and(|v| v > VERSION)
    {
        let (format, version) = (format.to_owned(), version.to_string());
        return Err(OpenError::Newer { format, version });
    }
    match format {
        "trainmaster/pack" => Ok(Opened::Pack(value)),
        "trainmaster/results" => Ok(Opened::Results(value)),
        _ if value.get("criteria").is_some_and(Value::is_array) => Ok(Opened::Rubric(value)),
        _ => Err(OpenError::UnknownKind {
            format: format.to_owned(),
        }),
    }
}
