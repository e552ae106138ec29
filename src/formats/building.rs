//! From rows to a table: one pass folds them, a second looks for headings inside the texts and is
//! left as soon as there are none, a third counts what stands under headings that were found.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow::{self, Break, Continue};
use std::ops::Range;

use super::fold::{Fold, Folded};
use super::problem::Problem;
use super::rows::{Cursor, Rows};
use super::sections::{Parts, Search};
use super::steps::{Progress, Steps};
use super::table::{Column, KEY, List, Source, Table};

/// Rows kept as values: where contents decide what a column is, these are looked at.
const HEAD: usize = 50;

/// What a reader hands over to become a [`Table`].
pub(super) struct Raw {
    pub source: Source,
    pub at: String,
    pub lists: Vec<List>,
    pub rows: Rows,
    pub problems: Vec<Problem>,
    pub order: Order,
}

/// Where the order of the columns comes from.
pub(super) enum Order {
    /// Their names in order (CSV).
    Names(Vec<String>),
    /// The part of the text in which they first appear (JSON).
    Text(Range<usize>),
}

/// A table on its way.
pub(super) struct Building {
    raw: Raw,
    cursor: Cursor,
    pass: Pass,
}

enum Pass {
    Fold(Fold),
    Search(Folded, Vec<Search>),
    Parts(Folded, Vec<Parts>),
}

impl Building {
    /// Of rows that nobody has seen.
    pub fn new(raw: Raw) -> Self {
        Self {
            raw,
            cursor: Cursor::default(),
            pass: Pass::Fold(Fold::default()),
        }
    }

    /// Of rows that were folded while they were found.
    pub fn folded(raw: Raw, fold: Fold) -> Self {
        let mut folded = fold.end();
        arrange(&mut folded.columns, &raw);
        let searches = Search::all(&folded.columns, raw.rows.len());
        Self {
            raw,
            cursor: Cursor::default(),
            pass: Pass::Search(folded, searches),
        }
    }

    fn next_pass(self) -> ControlFlow<Table, Self> {
        let Self { raw, pass, .. } = self;
        let (folded, parts) = match pass {
            Pass::Fold(fold) => return Continue(Self::folded(raw, fold)),
            Pass::Search(folded, searches) => {
                let rows = raw.rows.len();
                let found = searches.into_iter().filter_map(|search| search.end(rows));
                let parts: Vec<Parts> = found.collect();
                if !parts.is_empty() {
                    return Continue(Self {
                        raw,
                        cursor: Cursor::default(),
                        pass: Pass::Parts(folded, parts),
                    });
                }
                (folded, parts)
            }
            Pass::Parts(folded, parts) => (folded, parts),
        };
        Break(table(raw, folded, parts))
    }
}

impl Steps for Building {
    type Output = Table;

    fn step(mut self, budget: usize) -> ControlFlow<Table, Self> {
        let Self { raw, cursor, pass } = &mut self;
        let is_more = match pass {
            Pass::Fold(fold) => cursor.pass(&raw.rows, budget, |row| {
                fold.see(&row.value);
                true
            }),
            // Ordinary texts share no headings: the rest is passed over as soon as none is left.
            Pass::Search(_, searches) if searches.is_empty() => false,
            Pass::Search(_, searches) => cursor.pass(&raw.rows, budget, |row| {
                searches.retain_mut(|search| search.see(&row.value));
                !searches.is_empty()
            }),
            Pass::Parts(_, parts) => cursor.pass(&raw.rows, budget, |row| {
                for each in parts.iter_mut() {
                    each.see(&row.value);
                }
                true
            }),
        };
        if is_more {
            Continue(self)
        } else {
            self.next_pass()
        }
    }

    fn progress(&self) -> Progress {
        self.cursor.progress(&self.raw.rows)
    }
}

fn table(raw: Raw, folded: Folded, parts: Vec<Parts>) -> Table {
    let Raw {
        source,
        at,
        lists,
        rows,
        problems,
        ..
    } = raw;
    let Folded {
        mut columns,
        mut distinct,
        hash,
    } = folded;
    let mut headings = HashMap::new();
    for parts in parts {
        let (path, found) = parts.end(&mut columns, &mut distinct);
        headings.insert(path, found);
    }
    Table {
        source,
        at,
        lists,
        head: rows.iter().take(HEAD).map(Cow::into_owned).collect(),
        rows,
        columns,
        problems,
        hash,
        distinct,
        headings,
    }
}

/// Puts columns into the order of the file; members of one object stay together.
fn arrange(columns: &mut [Column], raw: &Raw) {
    let mut places: HashMap<String, usize> = HashMap::new();
    let text = match &raw.order {
        Order::Text(range) => raw.rows.text().get(range.clone()).unwrap_or_default(),
        Order::Names(_) => "",
    };
    let place = |name: &str| match &raw.order {
        Order::Names(names) => names.iter().position(|n| n == name).unwrap_or(usize::MAX),
        Order::Text(_) => text.find(&format!("\"{name}\"")).unwrap_or(usize::MAX),
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
