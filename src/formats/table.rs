//! A table of rows as it came in: what the columns are called, how full they are, what they hold.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::domain::hash::ContentHash;

use super::chat;
use super::problem::{Place, Problem};
use super::sections::{self, Headings};

/// The column that holds the key of a row in an object of objects.
pub const KEY: &str = "(key)";

/// Columns beyond this number are not listed one by one; their values stay in the rows.
const MAX_COLUMNS: usize = 400;

/// Levels of nested objects that get columns of their own.
const MAX_NESTING: usize = 5;

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
    pub rows: Vec<Row>,
    /// The columns in the order of the file.
    pub columns: Vec<Column>,
    /// What was noticed; a row that could not be read stands here as skipped.
    pub problems: Vec<Problem>,
    /// The hash of the rows.
    pub hash: ContentHash,
    /// Headings that divide the texts of a column, by column.
    pub(super) headings: HashMap<String, Headings>,
}

/// What a reader hands over to become a [`Table`].
pub(super) struct Raw<'t> {
    pub source: Source,
    pub at: String,
    pub lists: Vec<List>,
    pub rows: Vec<Row>,
    pub problems: Vec<Problem>,
    /// The column names in order (CSV), or the text in which they first appear (JSON).
    pub order: Order<'t>,
}

/// Where the order of the columns comes from.
pub(super) enum Order<'t> {
    Names(Vec<String>),
    Text(&'t str),
}

impl Table {
    pub(super) fn new(raw: Raw<'_>) -> Self {
        let mut columns = collect(&raw.rows);
        arrange(&mut columns, &raw.order);
        let headings = sections::find(&raw.rows, &columns);
        sections::add_columns(&mut columns, &raw.rows, &headings);
        let hash = hash(&raw.rows);
        Self {
            source: raw.source,
            at: raw.at,
            lists: raw.lists,
            rows: raw.rows,
            columns,
            problems: raw.problems,
            hash,
            headings,
        }
    }

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
    path.match_indices('.').find_map(|(dot, _)| {
        let inner = row.get(path.get(..dot)?)?.as_object()?;
        lookup(inner, path.get(dot + 1..)?)
    })
}

/// Takes the value at a path out of a row, and objects that become empty by it.
pub(super) fn remove(row: &mut Map<String, Value>, path: &str) {
    if row.remove(path).is_some() {
        return;
    }
    for (dot, _) in path.match_indices('.') {
        let (Some(outer), Some(rest)) = (path.get(..dot), path.get(dot + 1..)) else {
            continue;
        };
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

/// SHA-256 of the canonical JSON of all rows, so that CSV and JSON of the same cells agree.
fn hash(rows: &[Row]) -> ContentHash {
    struct Rows<'r>(&'r [Row]);
    impl serde::Serialize for Rows<'_> {
        fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
            out.collect_seq(self.0.iter().map(|row| &row.value))
        }
    }
    ContentHash::of(&Rows(rows))
}

/// The columns of all rows, in the order in which they are first met.
fn collect(rows: &[Row]) -> Vec<Column> {
    let mut found = Collector::default();
    let mut path = String::new();
    for row in rows {
        found.row += 1;
        found.object(&row.value, &mut path, 0);
    }
    let tallies = found.tallies.iter().map(Tally::kind);
    found
        .columns
        .into_iter()
        .zip(tallies)
        .map(|(c, kind)| Column { kind, ..c })
        .collect()
}

#[derive(Default)]
struct Collector {
    /// Which row is looked at, from 1.
    row: usize,
    index: HashMap<String, usize>,
    columns: Vec<Column>,
    tallies: Vec<Tally>,
}

impl Collector {
    fn object(&mut self, object: &Map<String, Value>, path: &mut String, level: usize) {
        for (key, value) in object {
            let length = path.len();
            if length > 0 {
                path.push('.');
            }
            path.push_str(key);
            match value {
                Value::Object(inner) if !inner.is_empty() && level < MAX_NESTING => {
                    self.object(inner, path, level + 1);
                }
                leaf => self.leaf(leaf, path),
            }
            path.truncate(length);
        }
    }

    fn leaf(&mut self, value: &Value, path: &str) {
        let at = match self.index.get(path) {
            Some(at) => *at,
            None if self.columns.len() >= MAX_COLUMNS => return,
            None => {
                self.index.insert(path.to_owned(), self.columns.len());
                self.columns.push(Column {
                    path: path.to_owned(),
                    sample: String::new(),
                    filled: 0,
                    kind: Kind::Empty,
                });
                self.tallies.push(Tally::default());
                self.columns.len() - 1
            }
        };
        let (Some(column), Some(tally)) = (self.columns.get_mut(at), self.tallies.get_mut(at))
        else {
            return;
        };
        // `{"a": {"b": 1}, "a.b": 2}` has two cells in one column.
        let is_counted = tally.row == self.row;
        if is_counted || is_empty(value) {
            return;
        }
        tally.row = self.row;
        column.filled += 1;
        if column.sample.is_empty() {
            column.sample = sample(value);
        }
        tally.add(value);
    }
}

/// How many cells hold what.
#[derive(Default)]
struct Tally {
    /// The last row that was counted.
    row: usize,
    text: usize,
    number: usize,
    yes_no: usize,
    conversation: usize,
    list: usize,
    nested: usize,
}

impl Tally {
    fn add(&mut self, value: &Value) {
        match value {
            Value::Null => {}
            Value::Bool(_) => self.yes_no += 1,
            Value::Number(_) => self.number += 1,
            // The guess of a form costs a parse; where the first cells show none, the rest is text.
            Value::String(_) if self.text > 8 && self.text > self.conversation + self.list => {
                self.text += 1;
            }
            Value::String(text) if chat::in_text(text).is_some() => self.conversation += 1,
            Value::String(text) if chat::list_in_text(text).is_some() => self.list += 1,
            Value::String(_) => self.text += 1,
            Value::Array(_) if chat::turns(value).is_some() => self.conversation += 1,
            Value::Array(items) if items.iter().all(|i| !i.is_array() && !i.is_object()) => {
                self.list += 1;
            }
            Value::Array(_) | Value::Object(_) => self.nested += 1,
        }
    }

    /// Nine in ten decide: one odd cell does not change what a column is.
    fn kind(&self) -> Kind {
        let counts = [
            (self.conversation, Kind::Conversation),
            (self.list, Kind::List),
            (self.text, Kind::Text),
            (self.number, Kind::Number),
            (self.yes_no, Kind::YesNo),
            (self.nested, Kind::Nested),
        ];
        let all: usize = counts.iter().map(|(n, _)| n).sum();
        if all == 0 {
            return Kind::Empty;
        }
        let most = counts.iter().find(|(n, _)| n * 10 >= all * 9);
        most.map_or(Kind::Mixed, |(_, kind)| *kind)
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

/// Puts columns into the order of the file; members of one object stay together.
fn arrange(columns: &mut [Column], order: &Order<'_>) {
    let mut places: HashMap<String, usize> = HashMap::new();
    let place = |name: &str| match order {
        Order::Names(names) => names.iter().position(|n| n == name).unwrap_or(usize::MAX),
        Order::Text(text) => text.find(&format!("\"{name}\"")).unwrap_or(usize::MAX),
    };
    for column in columns.iter() {
        let top = top(&column.path);
        if !places.contains_key(top) {
            places.insert(top.to_owned(), place(top));
        }
    }
    columns.sort_by_key(|c| {
        let last = usize::from(c.path == KEY);
        (last, places.get(top(&c.path)).copied())
    });
}

fn top(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

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
