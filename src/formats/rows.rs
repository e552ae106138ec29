//! The rows of a table. Of files with a row a line only the text is kept and where each row
//! stands; a row is read when it is asked for.

use std::borrow::Cow;
use std::sync::Arc;

use super::csv::{Records, Sheet};
use super::json;
use super::problem::Place;
use super::steps::Progress;
use super::table::Row;

/// The rows of a file and its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    text: Arc<String>,
    held: Held,
}

#[derive(Debug, Clone, PartialEq)]
enum Held {
    /// Read already: rows that are found only in the whole of a file.
    Read(Vec<Row>),
    /// Lines of JSON.
    Lines(Vec<Stand>),
    /// Records of a separated table.
    Records(Vec<Stand>, Arc<Sheet>),
}

/// Where a row stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stand {
    /// Its first byte; blank lines may come before the row itself.
    pub start: usize,
    /// Its line, from 1.
    pub line: usize,
}

impl Rows {
    pub(super) fn read(text: Arc<String>, rows: Vec<Row>) -> Self {
        let held = Held::Read(rows);
        Self { text, held }
    }

    pub(super) fn lines(text: Arc<String>, stands: Vec<Stand>) -> Self {
        let held = Held::Lines(stands);
        Self { text, held }
    }

    pub(super) fn records(text: Arc<String>, stands: Vec<Stand>, sheet: Sheet) -> Self {
        let held = Held::Records(stands, Arc::new(sheet));
        Self { text, held }
    }

    /// How many.
    pub fn len(&self) -> usize {
        match &self.held {
            Held::Read(rows) => rows.len(),
            Held::Lines(stands) | Held::Records(stands, _) => stands.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text that they stand in.
    pub fn text(&self) -> &Arc<String> {
        &self.text
    }

    /// One of them, from 0.
    pub fn get(&self, at: usize) -> Option<Cow<'_, Row>> {
        let mut cursor = Cursor {
            next: at,
            records: None,
        };
        cursor.next(self)
    }

    /// All of them, one after another.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, Row>> {
        let mut cursor = Cursor::default();
        std::iter::from_fn(move || cursor.next(self))
    }

    /// How many bytes of the text are one row's. Of rows that were found inside a file it is the
    /// share of each.
    fn size(&self, at: usize) -> usize {
        self.start(at + 1).saturating_sub(self.start(at))
    }

    /// Where a row begins.
    fn start(&self, at: usize) -> usize {
        let all = self.text.len();
        match &self.held {
            Held::Read(rows) => all.min(all / rows.len().max(1) * at),
            Held::Lines(stands) | Held::Records(stands, _) => {
                stands.get(at).map_or(all, |stand| stand.start)
            }
        }
    }
}

/// A place between two rows.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    next: usize,
    records: Option<Records>,
}

impl Cursor {
    /// How far it is.
    pub fn progress(&self, rows: &Rows) -> Progress {
        Progress {
            rows: self.next.min(rows.len()),
            done: rows.start(self.next),
            all: rows.text.len(),
        }
    }

    /// The next row.
    pub fn next<'r>(&mut self, rows: &'r Rows) -> Option<Cow<'r, Row>> {
        let at = self.next;
        self.next += 1;
        let row = match &rows.held {
            Held::Read(rows) => return rows.get(at).map(Cow::Borrowed),
            Held::Lines(stands) => {
                let stand = stands.get(at)?;
                let line = rows.text.get(stand.start..)?.split('\n').next()?;
                Row {
                    place: Place::Line(stand.line),
                    value: json::row(line)?,
                }
            }
            Held::Records(stands, sheet) => {
                let stand = stands.get(at)?;
                let records = self
                    .records
                    .get_or_insert_with(|| Records::of(&rows.text, sheet));
                Row {
                    place: Place::Line(stand.line),
                    value: sheet.row(records.at(stand.start)?),
                }
            }
        };
        Some(Cow::Owned(row))
    }

    /// Goes on for about `budget` bytes and shows every row it passes, until one is refused. Says
    /// whether there are more.
    pub fn pass<'r>(
        &mut self,
        rows: &'r Rows,
        budget: usize,
        mut see: impl FnMut(Cow<'r, Row>) -> bool,
    ) -> bool {
        let mut spent = 0;
        while spent < budget {
            spent += rows.size(self.next);
            match self.next(rows) {
                Some(row) => {
                    if !see(row) {
                        return false;
                    }
                }
                None => return false,
            }
        }
        self.next < rows.len()
    }
}
