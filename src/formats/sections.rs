//! Texts that follow one template: the same heading lines stand in every row, such as
//! `CONTEXT:` and `GENERATED RESPONSE:`, or `### Instruction:` and `### Response:`. Each section
//! becomes a column of its own, so that prompt and response can be told apart.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::fold::{Distinct, is_called_id};
use super::table::{Column, Kind, is_empty, lookup, sample};

/// Stands between the column and the heading in the path of a section.
pub(super) const MARK: &str = " › ";

/// Rows below which a recurring line proves nothing.
const MIN_ROWS: usize = 3;

/// Headings looked for in one column.
const MAX_HEADINGS: usize = 16;

/// The heading lines that divide the texts of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headings(Vec<String>);

impl Headings {
    /// The section under a heading, without the white space around it.
    pub fn part<'t>(&self, text: &'t str, name: &str) -> Option<&'t str> {
        let mut start = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if heading(line).is_some_and(|found| self.0.iter().any(|h| h == found)) {
                if let Some(start) = start {
                    return text.get(start..at).map(str::trim);
                }
                if heading(line) == Some(name) {
                    start = Some(at + line.len());
                }
            }
            at += line.len();
        }
        text.get(start?..).map(str::trim)
    }
}

/// The words of a heading line: it ends with a colon or begins with `#`, and is short.
fn heading(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.len() > 60 || !(line.ends_with(':') || line.starts_with('#')) {
        return None;
    }
    let words = line.trim_matches(|c: char| matches!(c, '#' | ':' | '*' | '[' | ']') || c == ' ');
    (!words.is_empty()).then_some(words)
}

/// The lines of one column's texts that may be headings: those of the first text that go on to
/// stand exactly once in most of the others.
pub(super) struct Search {
    path: String,
    /// How many texts each stands in; nothing before the first text.
    counts: Option<Vec<(String, usize)>>,
    /// Texts read after the first.
    read: usize,
}

impl Search {
    /// One for every column of texts.
    pub fn all(columns: &[Column], rows: usize) -> Vec<Self> {
        if rows < MIN_ROWS {
            return Vec::new();
        }
        let texts = columns.iter().filter(|column| column.kind == Kind::Text);
        let search = |column: &Column| Self {
            path: column.path.clone(),
            counts: None,
            read: 0,
        };
        texts.map(search).collect()
    }

    /// One more row; whether headings may still be found.
    pub fn see(&mut self, row: &Map<String, Value>) -> bool {
        let Some(text) = lookup(row, &self.path).and_then(Value::as_str) else {
            return true;
        };
        let names = text.lines().filter_map(heading);
        let Some(counts) = &mut self.counts else {
            self.counts = Some(first(names));
            return true;
        };
        counts.retain(|(_, n)| n * 2 > self.read);
        self.read += 1;
        let mut seen = vec![0_usize; counts.len()];
        for name in names {
            if let Some(at) = counts.iter().position(|(known, _)| *known == name)
                && let Some(times) = seen.get_mut(at)
            {
                *times += 1;
            }
        }
        for ((_, n), times) in counts.iter_mut().zip(&seen) {
            *n += usize::from(*times == 1);
        }
        !counts.is_empty()
    }

    /// The headings, in at least 19 of 20 rows.
    pub fn end(self, rows: usize) -> Option<Parts> {
        let counts = self.counts?.into_iter();
        let most = counts.filter(|(_, n)| n * 20 >= rows * 19);
        let names: Vec<String> = most.map(|(name, _)| name).collect();
        let under = names.iter().map(|_| Part::default()).collect();
        (names.len() >= 2).then_some(Parts {
            path: self.path,
            headings: Headings(names),
            under,
        })
    }
}

fn first<'t>(names: impl Iterator<Item = &'t str>) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for name in names {
        if counts.len() < MAX_HEADINGS && !counts.iter().any(|(seen, _)| *seen == name) {
            counts.push((name.to_owned(), 1));
        }
    }
    counts
}

/// What stands under the headings of one column.
pub(super) struct Parts {
    path: String,
    headings: Headings,
    under: Vec<Part>,
}

#[derive(Default)]
struct Part {
    filled: usize,
    sample: String,
    distinct: Distinct,
}

impl Parts {
    /// One more row.
    pub fn see(&mut self, row: &Map<String, Value>) {
        let Some(text) = lookup(row, &self.path).and_then(Value::as_str) else {
            return;
        };
        for (name, part) in self.headings.0.iter().zip(&mut self.under) {
            let Some(words) = self.headings.part(text, name) else {
                continue;
            };
            let words = Value::from(words);
            if is_called_id(name) {
                part.distinct.see(&words);
            }
            if is_empty(&words) {
                continue;
            }
            if part.filled == 0 {
                part.sample = sample(&words);
            }
            part.filled += 1;
        }
    }

    /// A column for every section that is not always empty, right after its text.
    pub fn end(
        self,
        columns: &mut Vec<Column>,
        distinct: &mut HashSet<String>,
    ) -> (String, Headings) {
        let of_text = columns.iter().position(|column| column.path == self.path);
        let mut at = of_text.map_or(columns.len(), |at| at + 1);
        for (name, part) in self.headings.0.iter().zip(self.under) {
            if part.filled == 0 {
                continue;
            }
            let path = format!("{}{MARK}{name}", self.path);
            if is_called_id(name) && part.distinct.holds() {
                distinct.insert(path.clone());
            }
            let column = Column {
                path,
                sample: part.sample,
                filled: part.filled,
                kind: Kind::Text,
            };
            columns.insert(at, column);
            at += 1;
        }
        (self.path, self.headings)
    }
}
