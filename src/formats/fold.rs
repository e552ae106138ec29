//! What is known only of all rows: which columns there are, how full, what they hold, the hash.
//! It is folded row by row; no row is needed again.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::domain::hash::{ContentHash, Hashing, canonical_object};
use crate::domain::prints::{Print, PrintSet};

use super::alias::{self, plain};
use super::chat;
use super::table::{Column, Kind, is_empty, sample};

/// Columns beyond this number are not listed one by one; their values stay in the rows.
const MAX_COLUMNS: usize = 400;

/// Levels of nested objects that get columns of their own.
const MAX_NESTING: usize = 5;

/// The rows seen so far.
#[derive(Default)]
pub(super) struct Fold {
    hashing: Hashing,
    rows: usize,
    index: HashMap<String, usize>,
    columns: Vec<Column>,
    tallies: Vec<Tally>,
}

/// What came of the rows.
pub(super) struct Folded {
    /// The columns in the order in which they were first met.
    pub columns: Vec<Column>,
    /// Those called like identifiers in which no value stands twice.
    pub distinct: HashSet<String>,
    /// The hash of the list of all rows.
    pub hash: ContentHash,
}

impl Fold {
    /// One more row.
    pub fn see(&mut self, row: &Map<String, Value>) {
        self.hashing.add(if self.rows == 0 { "[" } else { "," });
        self.hashing.add(&canonical_object(row));
        self.rows += 1;
        self.object(row, &mut String::new(), 0);
    }

    /// What came of all.
    pub fn end(mut self) -> Folded {
        self.hashing.add(if self.rows == 0 { "[]" } else { "]" });
        let mut distinct = HashSet::new();
        for (column, tally) in self.columns.iter_mut().zip(&self.tallies) {
            column.kind = tally.kind();
            if tally.ids.as_ref().is_some_and(Distinct::holds) {
                distinct.insert(column.path.clone());
            }
        }
        Folded {
            columns: self.columns,
            distinct,
            hash: self.hashing.end(),
        }
    }

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
                self.tallies.push(Tally {
                    ids: is_called_id(path).then(Distinct::default),
                    ..Tally::default()
                });
                self.columns.len() - 1
            }
        };
        let (Some(column), Some(tally)) = (self.columns.get_mut(at), self.tallies.get_mut(at))
        else {
            return;
        };
        if let Some(ids) = &mut tally.ids {
            ids.see(value);
        }
        // `{"a": {"b": 1}, "a.b": 2}` has two cells in one column.
        let is_counted = tally.row == self.rows;
        if is_counted || is_empty(value) {
            return;
        }
        tally.row = self.rows;
        column.filled += 1;
        if column.sample.is_empty() {
            column.sample = sample(value);
        }
        tally.add(value);
    }
}

/// Whether a column may be taken for the identifier by its name.
pub(super) fn is_called_id(path: &str) -> bool {
    let is_id = |name: &str| alias::ID.contains(&plain(name).as_str());
    is_id(path) || is_id(alias::last(path))
}

/// Whether no value of a column stands there twice; nulls do not count.
#[derive(Default)]
pub(super) struct Distinct {
    seen: PrintSet,
    repeats: bool,
}

impl Distinct {
    /// One more cell.
    pub fn see(&mut self, value: &Value) {
        if self.repeats || value.is_null() {
            return;
        }
        let print = match value {
            Value::String(text) => Print::of(text),
            // A number is not the same as its digits in a text.
            other => Print::of(&format!("\0{other}")),
        };
        if !self.seen.insert(print) {
            self.repeats = true;
            self.seen = PrintSet::default();
        }
    }

    /// Whether none did so far.
    pub fn holds(&self) -> bool {
        !self.repeats
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
    /// In a column that is called like an identifier.
    ids: Option<Distinct>,
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
