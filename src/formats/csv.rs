//! Comma, semicolon and tab separated values, as spreadsheets and scripts write them.

use std::collections::HashSet;
use std::io::Cursor;
use std::sync::Arc;

use ::csv::{Position, Reader, ReaderBuilder, StringRecord};
use serde_json::{Map, Value};

use crate::domain::id::Taken;

use super::building::{Building, Order, Raw};
use super::problem::{OpenError, Place, Problem};
use super::rows::{Rows, Stand};
use super::steps::Progress;
use super::table::{List, Source};

/// Bytes looked at to find the separator.
const SAMPLE: usize = 64 * 1024;

/// A separated table on its way: one pass finds where the rows stand and which are bad.
pub(super) struct Reading {
    text: Arc<String>,
    /// Whether the file’s name promises a table; otherwise at least two columns must be found.
    is_sure: bool,
    survey: Survey,
    /// The survey with quotation marks that quote nothing follows one that found bad rows.
    quoted: Option<Survey>,
}

impl Reading {
    /// Of a text.
    pub fn of(text: Arc<String>, is_sure: bool) -> Self {
        let (start, told) = directive(&text);
        let rest = text.get(start..).unwrap_or_default();
        let survey = Survey::of(&text, start, told.unwrap_or_else(|| separator(rest)), true);
        Self {
            text,
            is_sure,
            survey,
            quoted: None,
        }
    }

    /// Goes on for about so many bytes; whether there are more.
    pub fn pass(&mut self, budget: usize) -> bool {
        if self.survey.pass(&self.text, budget) {
            return true;
        }
        let separator = self.survey.sheet.separator;
        // Tab files of the research world hold quotation marks that quote nothing.
        let is_doubtful = separator == b'\t' && self.survey.ragged > 0 && self.quoted.is_none();
        if is_doubtful {
            let bare = Survey::of(&self.text, self.survey.start, separator, false);
            self.quoted = Some(std::mem::replace(&mut self.survey, bare));
        }
        is_doubtful
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress {
            rows: self.survey.stands.len(),
            done: self.survey.lines.at,
            all: self.text.len(),
        }
    }

    /// What came of it.
    ///
    /// # Errors
    /// When there are no columns or no rows.
    pub fn end(self) -> Result<Building, OpenError> {
        let Self { text, is_sure, .. } = self;
        let survey = match self.quoted {
            Some(quoted) if quoted.is_better_than(&self.survey) => quoted,
            _ => self.survey,
        };
        let Survey {
            sheet,
            stands,
            problems,
            ..
        } = survey;
        if sheet.names.len() < 2 && !is_sure {
            return Err(OpenError::NoTable);
        }
        if stands.is_empty() {
            let first = problems.iter().find(|p| p.is_skipped());
            return Err(match first {
                Some(_) if !is_sure => OpenError::NoTable,
                Some(first) => OpenError::NoEvenRow {
                    width: sheet.names.len(),
                    first: first.to_string(),
                },
                None => OpenError::HeaderOnly,
            });
        }
        let source = if sheet.separator == b'\t' {
            Source::Tsv
        } else {
            Source::Csv
        };
        let list = List {
            at: String::new(),
            rows: stands.len(),
        };
        let names = sheet.names.iter().map(|(_, name)| name.clone());
        Ok(Building::new(Raw {
            source,
            at: String::new(),
            lists: vec![list],
            problems,
            order: Order::Names(names.collect()),
            rows: Rows::records(text, stands, sheet),
        }))
    }
}

/// The line `sep=;` that Excel writes and reads: where the table begins after it, the separator.
fn directive(text: &str) -> (usize, Option<u8>) {
    let told = text.strip_prefix("sep=").and_then(|rest| {
        let sign = rest
            .bytes()
            .next()
            .filter(|b| matches!(b, b',' | b';' | b'\t' | b'|'))?;
        let after = rest.get(1..)?;
        let after = after.strip_prefix('\r').unwrap_or(after);
        Some((after.strip_prefix('\n')?, sign))
    });
    told.map_or((0, None), |(rest, sign)| {
        (text.len() - rest.len(), Some(sign))
    })
}

/// The sign that divides most of the first records into the same number of cells.
fn separator(text: &str) -> u8 {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or(text);
    let mut best = (b',', 0, 0);
    for sign in [b',', b';', b'\t', b'|'] {
        let (width, even) = evenness(head, sign);
        // A comma inside texts divides unevenly; the header alone decides between equals.
        if width > 1 && (even, width) > (best.1, best.2) {
            best = (sign, even, width);
        }
    }
    best.0
}

/// Cells of the header, and per mille of the first records that have as many.
fn evenness(head: &str, sign: u8) -> (usize, usize) {
    let mut reader = builder(sign, true).from_reader(head.as_bytes());
    let mut widths = reader
        .records()
        .map_while(Result::ok)
        .take(100)
        .map(|record| record.len());
    let Some(width) = widths.next() else {
        return (0, 0);
    };
    let (mut all, mut even) = (1, 1);
    for other in widths {
        all += 1;
        even += usize::from(other == width);
    }
    (width, even * 1000 / all)
}

fn builder(separator: u8, quoting: bool) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(separator)
        .quoting(quoting)
        .flexible(true)
        .has_headers(false);
    builder
}

/// How the records of a table are read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sheet {
    separator: u8,
    quoting: bool,
    /// The columns in use: which cell, and what it is called.
    names: Vec<(usize, String)>,
    /// Cells of the header.
    width: usize,
    /// Cells up to the last that has a name in the header.
    named: usize,
}

impl Sheet {
    /// The cells of a record by name; past the named columns only what is there: a header may have
    /// any number of separators.
    pub fn row(&self, record: &StringRecord) -> Map<String, Value> {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let end = self.named.max(record.len());
        let cells = self.names.iter().take_while(|(at, _)| *at < end);
        let told = cells.filter(|(at, _)| *at < self.named || !cell(*at).trim().is_empty());
        told.map(|(at, name)| (name.clone(), Value::from(cell(*at))))
            .collect()
    }

    fn reader(&self, text: &Arc<String>) -> Reader<Cursor<Shared>> {
        let text = Cursor::new(Shared(Arc::clone(text)));
        builder(self.separator, self.quoting).from_reader(text)
    }
}

/// The records of a text, from any of them on.
#[derive(Debug)]
pub(super) struct Records {
    reader: Reader<Cursor<Shared>>,
    record: StringRecord,
}

#[derive(Debug)]
struct Shared(Arc<String>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Records {
    /// Those of a sheet.
    pub fn of(text: &Arc<String>, sheet: &Sheet) -> Self {
        Self {
            reader: sheet.reader(text),
            record: StringRecord::new(),
        }
    }

    /// The record that begins at a byte; for the one after the last that was read, nothing is
    /// looked for.
    pub fn at(&mut self, start: usize) -> Option<&StringRecord> {
        let mut place = Position::new();
        place.set_byte(start as u64);
        self.reader.seek(place).ok()?;
        self.next().then_some(&self.record)
    }

    /// Reads the next record. The text is valid UTF-8 and memory cannot fail to read, so an error
    /// ends the table.
    fn next(&mut self) -> bool {
        self.reader.read_record(&mut self.record).unwrap_or(false)
    }
}

/// Where the rows of a table stand, and what is wrong with the others.
struct Survey {
    sheet: Sheet,
    /// Where the header stands.
    start: usize,
    records: Records,
    lines: Lines,
    stands: Vec<Stand>,
    problems: Vec<Problem>,
    ragged: usize,
    /// Rows with a cell that stands in quotation marks, where they are read as they stand.
    wrapped: usize,
    /// Cells up to the last that has a name in the header; a row needs as many.
    named: usize,
    /// Which of the nameless columns behind it hold something.
    filled: HashSet<usize>,
}

impl Survey {
    fn of(text: &Arc<String>, start: usize, separator: u8, quoting: bool) -> Self {
        let sheet = Sheet {
            separator,
            quoting,
            names: Vec::new(),
            width: 0,
            named: 0,
        };
        Self {
            start,
            records: Records::of(text, &sheet),
            lines: Lines { at: 0, line: 1 },
            stands: Vec::new(),
            problems: Vec::new(),
            ragged: 0,
            wrapped: 0,
            named: 0,
            filled: HashSet::new(),
            sheet,
        }
    }

    /// Whether quotation marks quote, by what comes of it and of the same text read without.
    fn is_better_than(&self, bare: &Self) -> bool {
        let rescued = bare.stands.len().saturating_sub(self.stands.len());
        // Where no mark has swallowed a line, a row may just lack a cell: that is no reason to show
        // the marks of all others.
        let is_by_line = self.stands.len() + self.ragged == bare.stands.len() + bare.ragged;
        self.ragged <= bare.ragged || (is_by_line && bare.wrapped > rescued)
    }

    /// Goes on for about so many bytes; whether there are more.
    fn pass(&mut self, text: &str, budget: usize) -> bool {
        let begun = self.lines.at;
        let is_first = self.sheet.width == 0;
        let mut is_there = if is_first {
            self.records.at(self.start).is_some()
        } else {
            self.records.next()
        };
        while is_there {
            self.see(text);
            if self.lines.at - begun >= budget {
                return true;
            }
            is_there = self.records.next();
        }
        if self.sheet.quoting {
            self.unclosed(text);
        }
        self.drop_nameless();
        false
    }

    fn see(&mut self, text: &str) {
        let record = &self.records.record;
        let start = record.position().map_or(0, Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let line = self.lines.at(text.as_bytes(), start);
        if self.sheet.width == 0 {
            self.header(line);
        } else {
            self.row(Stand { start, line });
        }
    }

    /// Names the columns: empty ones by number, repeated ones with a number behind.
    fn header(&mut self, line: usize) {
        let record = &self.records.record;
        let mut taken = Taken::default();
        let named = record
            .iter()
            .enumerate()
            .filter(|(_, name)| !name.trim().is_empty());
        self.named = named.last().map_or(1, |(at, _)| at + 1);
        self.sheet.named = self.named;
        self.sheet.width = record.len();
        for (at, name) in record.iter().enumerate() {
            let name = name.trim();
            let plain = if name.is_empty() {
                format!("column {}", at + 1)
            } else {
                name.to_owned()
            };
            let unique = taken.counted(plain.clone(), |plain, n| format!("{plain} ({n})"));
            if unique != plain {
                self.problems.push(Problem::note(
                    Place::Line(line),
                    format!("Two columns are called “{plain}”; this one is shown as “{unique}”."),
                    "Rename one of them if they mean different things.",
                ));
            }
            self.sheet.names.push((at, unique));
        }
    }

    fn row(&mut self, stand: Stand) {
        let record = &self.records.record;
        let width = self.sheet.width;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return; // spreadsheets end with lines of separators; they are blank lines
        }
        let is_wrapped =
            |cell: &str| cell.len() > 1 && cell.starts_with('"') && cell.ends_with('"');
        self.wrapped += usize::from(!self.sheet.quoting && record.iter().any(is_wrapped));
        let filled = |(_, cell): &(usize, &str)| !cell.trim().is_empty();
        // Spreadsheets end rows with empty cells that have no column.
        let surplus = record
            .iter()
            .enumerate()
            .skip(width)
            .any(|cell| filled(&cell));
        if record.len() < self.named || surplus {
            self.ragged += 1;
            self.problems.push(Problem::skipped(
                Place::Line(stand.line),
                format!("{} cells where the header has {width}.", record.len()),
                "A text with separators, quotation marks or line breaks needs quotation marks \
                 around it; missing cells must be left empty.",
            ));
            return;
        }
        let nameless = record.iter().enumerate().skip(self.named).filter(filled);
        self.filled.extend(nameless.map(|(at, _)| at));
        self.stands.push(stand);
    }

    /// Columns without name and content behind the last named one are a spreadsheet’s margin.
    fn drop_nameless(&mut self) {
        let is_used = |at: usize| at < self.named || self.filled.contains(&at);
        self.sheet.names.retain(|(at, _)| is_used(*at));
    }

    /// A quotation mark that is never closed swallows the rest of the file into one cell.
    fn unclosed(&mut self, text: &str) {
        let last = text.get(self.lines.at..).unwrap_or_default();
        let odd = last.bytes().filter(|b| *b == b'"').count() % 2 == 1;
        if odd && last.trim_end().contains('\n') {
            self.problems.push(Problem::note(
                Place::Line(self.lines.line),
                "A quotation mark is opened here and never closed; \
                 the rest of the file was read as one cell.",
                "Check the end of the file: it may have been cut off.",
            ));
        }
    }
}

/// Line numbers of byte offsets that only grow. The reader's own count starts a record at the
/// blank lines before it.
struct Lines {
    at: usize,
    line: usize,
}

impl Lines {
    fn at(&mut self, text: &[u8], offset: usize) -> usize {
        let rest = text.get(offset..).unwrap_or_default();
        let blank = rest
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        let start = offset + blank;
        let passed = text.get(self.at..start).unwrap_or_default();
        let mut breaks = 0;
        let mut previous = 0;
        for byte in passed {
            breaks += usize::from(*byte == b'\n' || previous == b'\r');
            previous = *byte;
        }
        breaks += usize::from(previous == b'\r');
        self.line += breaks;
        self.at = start;
        self.line
    }
}
