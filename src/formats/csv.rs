//! Comma, semicolon and tab separated values, as spreadsheets and scripts write them.

use std::collections::HashSet;

use ::csv::{ReaderBuilder, StringRecord};
use serde_json::{Map, Value};

use crate::domain::id::Taken;

use super::problem::{OpenError, Place, Problem};
use super::table::{List, Order, Raw, Row, Source, Table};

/// Bytes looked at to find the separator.
const SAMPLE: usize = 64 * 1024;

/// Reads a separated table. `sure` says that the file's name promises one; otherwise at least two
/// columns must be found.
///
/// # Errors
/// When there are no columns or no rows.
pub(super) fn read(text: &str, sure: bool) -> Result<Table, OpenError> {
    let (text, skipped, told) = directive(text);
    let separator = told.unwrap_or_else(|| separator(text));
    let mut sheet = Sheet::read(text, separator, true, skipped);
    if separator == b'\t' && sheet.ragged > 0 {
        // Tab files of the research world hold quotation marks that quote nothing.
        let bare = Sheet::read(text, separator, false, skipped);
        if bare.ragged < sheet.ragged {
            sheet = bare;
        }
    }
    if sheet.names.len() < 2 && !sure {
        return Err(OpenError::NoTable);
    }
    if sheet.rows.is_empty() {
        let first = sheet
            .problems
            .iter()
            .find(|p| p.is_skipped())
            .map(ToString::to_string);
        let width = sheet.names.len();
        return Err(match first {
            Some(_) if !sure => OpenError::NoTable,
            Some(first) => OpenError::NoEvenRow { width, first },
            None => OpenError::HeaderOnly,
        });
    }
    let source = if separator == b'\t' {
        Source::Tsv
    } else {
        Source::Csv
    };
    Ok(Table::new(Raw {
        source,
        at: String::new(),
        lists: vec![List {
            at: String::new(),
            rows: sheet.rows.len(),
        }],
        rows: sheet.rows,
        problems: sheet.problems,
        order: Order::Names(sheet.names),
    }))
}

/// The line `sep=;` that Excel writes and reads: the text after it, lines passed, the separator.
fn directive(text: &str) -> (&str, usize, Option<u8>) {
    let told = text.strip_prefix("sep=").and_then(|rest| {
        let sign = rest
            .bytes()
            .next()
            .filter(|b| matches!(b, b',' | b';' | b'\t' | b'|'))?;
        let after = rest.get(1..)?;
        let after = after.strip_prefix('\r').unwrap_or(after);
        Some((after.strip_prefix('\n')?, sign))
    });
    told.map_or((text, 0, None), |(rest, sign)| (rest, 1, Some(sign)))
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

struct Sheet {
    names: Vec<String>,
    rows: Vec<Row>,
    problems: Vec<Problem>,
    ragged: usize,
    /// Cells up to the last that has a name in the header; a row needs as many.
    named: usize,
}

impl Sheet {
    fn read(text: &str, separator: u8, quoting: bool, skipped: usize) -> Self {
        let mut sheet = Self {
            names: Vec::new(),
            rows: Vec::new(),
            problems: Vec::new(),
            ragged: 0,
            named: 0,
        };
        let mut reader = builder(separator, quoting).from_reader(text.as_bytes());
        let mut lines = Lines {
            text: text.as_bytes(),
            at: 0,
            line: 1 + skipped,
        };
        let mut record = StringRecord::new();
        // The text is valid UTF-8 and memory cannot fail to read, so an error ends the table.
        while reader.read_record(&mut record).unwrap_or(false) {
            let start = record.position().map_or(0, ::csv::Position::byte);
            let line = lines.at(usize::try_from(start).unwrap_or(usize::MAX));
            if sheet.names.is_empty() {
                sheet.header(&record, line);
            } else {
                sheet.row(&record, line);
            }
        }
        if quoting {
            sheet.unclosed(text, &lines);
        }
        sheet.drop_nameless();
        sheet
    }

    /// Names the columns: empty ones by number, repeated ones with a number behind.
    fn header(&mut self, record: &StringRecord, line: usize) {
        let mut taken = Taken::default();
        let named = record
            .iter()
            .enumerate()
            .filter(|(_, name)| !name.trim().is_empty());
        self.named = named.last().map_or(1, |(at, _)| at + 1);
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
            self.names.push(unique);
        }
    }

    fn row(&mut self, record: &StringRecord, line: usize) {
        let width = self.names.len();
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return; // spreadsheets end with lines of separators; they are blank lines
        }
        // Spreadsheets end rows with empty cells that have no column.
        let surplus = record
            .iter()
            .skip(width)
            .any(|cell| !cell.trim().is_empty());
        if record.len() < self.named || surplus {
            self.ragged += 1;
            self.problems.push(Problem::skipped(
                Place::Line(line),
                format!("{} cells where the header has {width}.", record.len()),
                "A text with separators, quotation marks or line breaks needs quotation marks \
                 around it; missing cells must be left empty.",
            ));
            return;
        }
        // Past the named columns only what is there: a header may have any number of separators.
        let cells = self.names.iter().zip(record).enumerate();
        let value: Map<String, Value> = cells
            .filter(|(at, (_, cell))| *at < self.named || !cell.trim().is_empty())
            .map(|(_, (name, cell))| (name.clone(), Value::from(cell)))
            .collect();
        self.rows.push(Row {
            place: Place::Line(line),
            value,
        });
    }

    /// Columns without name and content behind the last named one are a spreadsheet's margin.
    fn drop_nameless(&mut self) {
        let behind = self.names.split_off(self.named.min(self.names.len()));
        let cells = self.rows.iter().flat_map(|row| row.value.keys());
        let filled: HashSet<&String> = cells.collect();
        self.names
            .extend(behind.into_iter().filter(|name| filled.contains(name)));
    }

    /// A quotation mark that is never closed swallows the rest of the file into one cell.
    fn unclosed(&mut self, text: &str, lines: &Lines<'_>) {
        let last = text.get(lines.at..).unwrap_or_default();
        let odd = last.bytes().filter(|b| *b == b'"').count() % 2 == 1;
        if odd && last.trim_end().contains('\n') {
            self.problems.push(Problem::note(
                Place::Line(lines.line),
                "A quotation mark is opened here and never closed; \
                 the rest of the file was read as one cell.",
                "Check the end of the file: it may have been cut off.",
            ));
        }
    }
}

/// Line numbers of byte offsets that only grow. The reader's own count starts a record at the
/// blank lines before it.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, offset: usize) -> usize {
        let rest = self.text.get(offset..).unwrap_or_default();
        let blank = rest
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        let start = offset + blank;
        let passed = self.text.get(self.at..start).unwrap_or_default();
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
