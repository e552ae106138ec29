//! A table of rows as it came in: what the columns are called, how full they are, what they hold.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::domain::hash::ContentHash;

use super::problem::{Place, Problem};
use super::rows::Rows;
use super::sections::{self, Headings};

/// The column that holds the key of a row in an object of objects.
pub const KEY: &str = "(key)";

/// Characters of a sample.
const SAMPLE: usize = 160;

/// What kind of file the rows came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A JSON list of objects.
    JsonList,
    /// A JSON object whose values are the rows.
    JsonObject,
    /// JSON with one list for each column.
    JsonColumns,
    /// One JSON object a line.
    JsonLines,
    /// Values separated by commas, semicolons or another sign.
    Csv,
    /// Values separated by tabs.
    Tsv,
}

impl Source {
    /// What to call it on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonList | Self::JsonObject | Self::JsonColumns => "JSON",
            Self::JsonLines => "JSONL",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
        }
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it stands in the file.
    pub place: Place,
    /// Its cells by column name.
    pub value: Map<String, Value>,
}

/// What the cells of a column hold; the empty ones do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing in any row.
    Empty,
    /// Text.
    Text,
    /// Numbers.
    Number,
    /// True and false.
    YesNo,
    /// Conversations: chat messages, or a transcript in one text.
    Conversation,
    /// Lists of texts or numbers, also when written as JSON inside a text.
    List,
    /// Lists of objects or lists.
    Nested,
    /// Several of these.
    Mixed,
}

/// One column, or one member of nested objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name; members of nested objects are `outer.inner`, sections of a text `text › heading`.
    pub path: String,
    /// The beginning of the first cell that is not empty.
    pub sample: String,
    /// Rows in which it is neither missing nor empty.
    pub filled: usize,
    /// What it holds.
    pub kind: Kind,
}

/// A list of rows found inside a JSON file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Where: keys joined by dots; empty for the whole file.
    pub at: String,
    /// How many rows.
    pub rows: usize,
}

/// The rows of a file with what was noticed while reading them.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What kind of file it was.
    pub source: Source,
    /// Where in the file the rows stand, such as `instances`; empty for the whole file.
    pub at: String,
    /// Every list of rows in the file, the chosen one included.
    pub lists: Vec<List>,
    /// The rows that could be read.
    pub rows: Rows,
    /// The first of them, to look at more than once.
    pub head: Vec<Row>,
    /// The columns in the order of the file.
    pub columns: Vec<Column>,
    /// What was noticed; a row that could not be read stands here as skipped.
    pub problems: Vec<Problem>,
    /// SHA-256 of the canonical JSON of all rows, so that CSV and JSON of the same cells agree.
    pub hash: ContentHash,
    /// Columns called like identifiers in which no value stands twice.
    pub(super) distinct: HashSet<String>,
    /// Headings that divide the texts of a column, by column.
    pub(super) headings: HashMap<String, Headings>,
}

impl Table {
    /// The column of that name.
    pub fn column(&self, path: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.path == path)
    }

    /// The cell of a row; nothing when it is missing.
    pub fn cell<'r>(&self, row: &'r Row, path: &str) -> Option<Cow<'r, Value>> {
        if let Some(value) = lookup(&row.value, path) {
            return Some(Cow::Borrowed(value));
        }
        let (outer, heading) = path.split_once(sections::MARK)?;
        let text = lookup(&row.value, outer)?.as_str()?;
        let part = self.headings.get(outer)?.part(text, heading)?;
        Some(Cow::Owned(Value::from(part)))
    }
}

/// The value at a path. A name that holds dots itself is tried before its parts.
pub(super) fn lookup<'v>(row: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    if let Some(value) = row.get(path) {
        return Some(value);
    }
    outer(row, path).find_map(|(outer, rest)| lookup(row.get(outer)?.as_object()?, rest))
}

/// The ways to part a path into the name of a member and the path within it, the shortest name
/// first. A path may be one dot after another: beyond a few, the names that are there are compared
/// with it, instead of each beginning of it with them.
fn outer<'p>(row: &Map<String, Value>, path: &'p str) -> impl Iterator<Item = (&'p str, &'p str)> {
    const FEW: usize = 8;
    let dots = || path.match_indices('.').map(|(dot, _)| dot);
    let far = dots().nth(FEW).into_iter().flat_map(|far| {
        let names = row.keys().filter(move |name| name.len() >= far);
        names.filter_map(|name| path.starts_with(name).then_some(name.len()))
    });
    let ends = dots().take(FEW).chain(far);
    ends.filter_map(|end| Some((path.get(..end)?, path.get(end..)?.strip_prefix('.')?)))
}

/// Takes the value at a path out of a row, and objects that become empty by it.
pub(super) fn remove(row: &mut Map<String, Value>, path: &str) {
    if row.remove(path).is_some() {
        return;
    }
    let ways: Vec<_> = outer(row, path).collect();
    for (outer, rest) in ways {
        let Some(Value::Object(inner)) = row.get_mut(outer) else {
            continue;
        };
        if lookup(inner, rest).is_some() {
            remove(inner, rest);
            if inner.is_empty() {
                row.remove(outer);
            }
            return;
        }
    }
}

/// Neither missing nor an empty text, list or object.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The beginning of a cell on one line.
pub(super) fn sample(value: &Value) -> String {
    let text = match value {
        Value::String(text) => Cow::Borrowed(text.as_str()),
        other => Cow::Owned(other.to_string()),
    };
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.extend(word.chars().take(SAMPLE.saturating_sub(length)));
        length += word.chars().count();
        if length >= SAMPLE {
            out.push('…');
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_value_however_many_dots_it_has() {
        let long = "a.".repeat(20) + "z";
        let row = serde_json::json!({
            "a": { "b": 1, "a": { "": 0 } },
            "a.b": 2,
            "c.d": { "e.f": { "g": 3 } },
            "h": { &long: 4 },
            &long: { "i": 5 },
        });
        let row = row.as_object().cloned().unwrap_or_default();
        let check = |path: &str, expected: Option<i64>| {
            assert_eq!(
                lookup(&row, path).and_then(Value::as_i64),
                expected,
                "{path}"
            );
            let mut rest = row.clone();
            remove(&mut rest, path);
            assert_eq!(rest == row, expected.is_none(), "{path}");
            let left = lookup(&rest, path).and_then(Value::as_i64);
            assert_eq!(left, (path == "a.b").then_some(1), "{path}");
        };
        check("a.b", Some(2));
        check("a.a.", Some(0));
        check("c.d.e.f.g", Some(3));
        check(&format!("h.{long}"), Some(4));
        check(&format!("{long}.i"), Some(5));
        check(&format!("{long}.j"), None);
        check(&format!("a.{long}"), None);
        check("", None);
        check(".", None);
    }

    #[test]
    fn a_sample_is_one_line_of_limited_length() {
        let check = |words: &[usize], expected: usize| {
            let words: Vec<String> = words.iter().map(|length| "é".repeat(*length)).collect();
            let sample = sample(&words.join("\n ").into());
            assert_eq!(sample.chars().count(), expected, "{sample}");
        };
        check(&[], 0);
        check(&[3, 5], 9);
        check(&[159], 159);
        check(&[159, 9], SAMPLE + 1);
        check(&[158, 9], SAMPLE + 1);
        check(&[9_000], SAMPLE + 1);
    }
}
