//! JSON and JSONL: from text to a value or to rows, with every failure placed.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::error::Category;
use serde_json::{Deserializer, Map, Value};

use super::building::{Building, Order, Raw};
use super::fold::Fold;
use super::problem::{OpenError, Place, Problem};
use super::rows::{Rows, Stand};
use super::scan::{Fix, Scan};
use super::sniff::line_at;
use super::steps::Progress;
use super::table::{List, Row, Source};

/// What a text is that begins like JSON.
pub(super) enum Form {
    /// One value.
    Whole,
    /// One object a line.
    Lines,
    /// Objects one after another over several lines, as `jq` prints them.
    Stream,
}

/// The form of a text; `scan` has read its first value, or all of it where there is none.
pub(super) fn form(text: &str, scan: &Scan, lines_expected: bool) -> Form {
    let is_lines = || lines_expected || looks_like_lines(text);
    let Some(end) = scan.first_end else {
        // Something is not closed: the whole is broken, and most lines may be well.
        return if is_lines() { Form::Lines } else { Form::Whole };
    };
    let (first, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    if rest.trim().is_empty() {
        Form::Whole
    } else if first.trim().contains('\n') && !is_lines() {
        Form::Stream
    } else {
        Form::Lines
    }
}

/// Reads one value, and what was rewritten on the way.
///
/// # Errors
/// With the place and the cause where it is none.
pub(super) fn whole(text: &str, scan: &Scan) -> Result<(Value, Vec<Problem>), OpenError> {
    Ok((parse(text, scan)?, notes(text, scan)))
}

/// Our own files are read as written: no number in them is turned into text.
pub(super) fn strict(text: &str) -> Result<Value, OpenError> {
    serde_json::from_str(text).map_err(|error| explain(&error, text, &Scan::of(text)))
}

fn parse(text: &str, scan: &Scan) -> Result<Value, OpenError> {
    if let Some(at) = scan.too_deep {
        return Err(OpenError::TooDeep {
            line: line_at(text.as_bytes(), at),
        });
    }
    let patched = scan.patched(text);
    serde_json::from_str(&patched).map_err(|error| explain(&error, &patched, scan))
}

fn explain(error: &serde_json::Error, text: &str, scan: &Scan) -> OpenError {
    let (line, column) = (error.line(), error.column());
    if scan.too_deep.is_some() {
        return OpenError::TooDeep { line };
    }
    if error.classify() == Category::Eof {
        let what = scan.open.unwrap_or("a value");
        return OpenError::Truncated { line, column, what };
    }
    let whole = error.to_string();
    let detail = whole.split(" at line ").next().unwrap_or(&whole).to_owned();
    OpenError::BadJson {
        line,
        column,
        hint: hint(&detail, text, scan),
        detail,
    }
}

/// The remedy for the mistakes that people's files really have.
fn hint(detail: &str, text: &str, scan: &Scan) -> &'static str {
    if scan.script.is_some() && (detail.contains("expected") || detail.contains("key must")) {
        return "It looks like printed Python or JavaScript: write it with json.dump or \
                JSON.stringify (double quotes, null, true, false).";
    }
    if scan.fixes.iter().any(|(_, _, fix)| *fix == Fix::NotANumber) {
        return "NaN and Infinity are not JSON: write null where there is no value.";
    }
    if detail.contains("trailing comma") {
        return "Take out the comma before the closing bracket.";
    }
    if detail.contains("control character") {
        return "A line break inside a text must be written as \\n; export the file again.";
    }
    if text.contains("<<<<<<<") || text.contains("git-lfs") {
        return "The file holds marks of a version control system; fetch the file itself.";
    }
    "Export the file again, or open it in an editor at that place and mend it."
}

/// What was rewritten, one note for each way; the first place stands for all.
fn notes(text: &str, scan: &Scan) -> Vec<Problem> {
    let note = |fix: Fix| {
        let mut places = scan
            .fixes
            .iter()
            .filter(|(_, _, f)| *f == fix)
            .map(|(at, _, _)| *at);
        let first = places.next()?;
        let n = 1 + places.count();
        let place = Place::Line(line_at(text.as_bytes(), first));
        let word = text
            .get(first..)
            .and_then(|t| t.split([',', '}', ']', '\n']).next());
        let word = word.unwrap_or_default().trim();
        let (message, hint) = match fix {
            Fix::NotANumber => (
                format!("{word} is not JSON; read as empty ({n} in all)."),
                "Write null where there is no value.",
            ),
            Fix::HalfCharacter => (
                format!("Half of a character was replaced by \u{fffd} ({n} in all)."),
                "A text was cut inside an emoji or rare sign; check it where it matters.",
            ),
            // Kept exactly, nothing to do: not worth a person's attention.
            Fix::BigInteger => return None,
        };
        Some(Problem::note(place, message, hint))
    };
    [Fix::NotANumber, Fix::HalfCharacter]
        .into_iter()
        .filter_map(note)
        .collect()
}

/// Whether most lines are objects by themselves.
pub(super) fn looks_like_lines(text: &str) -> bool {
    let (mut all, mut good) = (0, 0);
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(40)
    {
        all += 1;
        // A pretty-printed file has lines such as `{}` too, but few.
        let object = line.starts_with('{') && line.ends_with('}') && line.len() > 2;
        good += usize::from(object && serde_json::from_str::<Map<String, Value>>(line).is_ok());
    }
    all >= 2 && good * 2 >= all
}

/// One object a line. Blank lines are skipped, bad ones reported; good ones are folded and let go.
pub(super) struct Lines {
    text: Arc<String>,
    at: usize,
    line: usize,
    /// Lines that are not blank.
    count: usize,
    stands: Vec<Stand>,
    problems: Vec<Problem>,
    fold: Fold,
}

impl Lines {
    /// Of a text.
    pub fn of(text: Arc<String>) -> Self {
        Self {
            text,
            at: 0,
            line: 0,
            count: 0,
            stands: Vec::new(),
            problems: Vec::new(),
            fold: Fold::default(),
        }
    }

    /// Goes on for about so many bytes; whether there are more.
    pub fn pass(&mut self, budget: usize) -> bool {
        let text = Arc::clone(&self.text);
        let until = self.at.saturating_add(budget).min(text.len());
        while self.at < until {
            let rest = text.get(self.at..).unwrap_or_default();
            let line = rest.split('\n').next().unwrap_or_default();
            self.line += 1;
            self.see(line.trim());
            self.at += line.len() + 1;
        }
        self.at < text.len()
    }

    fn see(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        self.count += 1;
        let place = Place::Line(self.line);
        let scan = Scan::of(line);
        match object(line, &scan) {
            Ok(value) => {
                self.fold.see(&value);
                self.stands.push(Stand {
                    start: self.at,
                    line: self.line,
                });
            }
            Err((message, hint)) => self.problems.push(Problem::skipped(place, message, hint)),
        }
        let notes = notes(line, &scan).into_iter();
        self.problems.extend(notes.map(|p| Problem { place, ..p }));
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress {
            rows: self.line,
            done: self.at.min(self.text.len()),
            all: self.text.len(),
        }
    }

    /// What came of all lines.
    ///
    /// # Errors
    /// When none is an object.
    pub fn end(self) -> Result<Building, OpenError> {
        if self.stands.is_empty() {
            let first = self.problems.first();
            return Err(OpenError::NoGoodLine {
                lines: self.count,
                first: first.map(ToString::to_string).unwrap_or_default(),
            });
        }
        let rows = Rows::lines(self.text, self.stands);
        Ok(Building::folded(raw(rows, self.problems), self.fold))
    }
}

/// The object on a line that was read before.
pub(super) fn row(line: &str) -> Option<Map<String, Value>> {
    let line = line.trim();
    object(line, &Scan::of(line)).ok()
}

fn object(line: &str, scan: &Scan) -> Result<Map<String, Value>, (String, String)> {
    match parse(line, scan) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err((
            format!("This line is {}, not an object.", kind(&other)),
            "A row is an object such as {\"prompt\": \"…\", \"response\": \"…\"}.".to_owned(),
        )),
        Err(OpenError::Truncated { what, .. }) => Err((
            format!("The line ends in the middle of {what}."),
            "A row must stand on one line; line breaks inside a text are written \\n.".to_owned(),
        )),
        Err(OpenError::BadJson {
            column,
            detail,
            hint,
            ..
        }) => Err((
            format!("Not valid JSON at column {column} ({detail})."),
            hint.to_owned(),
        )),
        Err(other) => {
            let deep = matches!(other, OpenError::TooDeep { .. });
            let message = if deep {
                "Nested more than 128 levels deep.".into()
            } else {
                other.message()
            };
            Err((message, other.hint().to_owned()))
        }
    }
}

/// Objects one after another over several lines; `scan` has read all of them.
///
/// # Errors
/// When one cannot be read, or none is an object.
pub(super) fn stream(text: &Arc<String>, scan: &Scan) -> Result<Building, OpenError> {
    if let Some(at) = scan.too_deep {
        return Err(OpenError::TooDeep {
            line: line_at(text.as_bytes(), at),
        });
    }
    let patched: Cow<'_, str> = scan.patched(text);
    let mut rows = Vec::new();
    let mut problems = notes(text, scan);
    let mut values = Deserializer::from_str(&patched).into_iter::<Value>();
    let (mut line, mut counted) = (1, 0);
    loop {
        let from = values.byte_offset();
        let rest = patched.as_bytes().get(from..).unwrap_or_default();
        let start = from + rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let passed = patched.as_bytes().get(counted..start).unwrap_or_default();
        line += line_at(passed, passed.len()) - 1;
        counted = start;
        let place = Place::Line(line);
        match values.next() {
            None => break,
            Some(Ok(Value::Object(value))) => rows.push(Row { place, value }),
            Some(Ok(other)) => problems.push(Problem::skipped(
                place,
                format!("This is {}, not an object.", kind(&other)),
                "A row is an object such as {\"prompt\": \"…\", \"response\": \"…\"}.",
            )),
            Some(Err(error)) => return Err(explain(&error, &patched, scan)),
        }
    }
    if rows.is_empty() {
        return Err(OpenError::NoRows {
            found: "a row of values that are no objects",
        });
    }
    let rows = Rows::read(Arc::clone(text), rows);
    Ok(Building::new(raw(rows, problems)))
}

fn raw(rows: Rows, problems: Vec<Problem>) -> Raw {
    let list = List {
        at: String::new(),
        rows: rows.len(),
    };
    let order = Order::Text(super::head(rows.text(), 0));
    Raw {
        source: Source::JsonLines,
        at: String::new(),
        lists: vec![list],
        rows,
        problems,
        order,
    }
}

/// What a value is, in words.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty (null)",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(items) if items.is_empty() => "an empty list",
        Value::Array(items) if items.iter().all(Value::is_string) => "a list of bare texts",
        Value::Array(_) => "a list of values that are no objects",
        Value::Object(members) if members.is_empty() => "an empty object",
        Value::Object(_) => "an object without a list of objects",
    }
}
