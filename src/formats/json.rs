//! JSON and JSONL: from text to a value or to rows, with every failure placed.

use std::borrow::Cow;

use serde_json::error::Category;
use serde_json::{Deserializer, Map, Value};

use super::problem::{OpenError, Place, Problem};
use super::scan::{Fix, Scan};
use super::sniff::line_at;
use super::table::{List, Order, Raw, Row, Source, Table};

/// A JSON text read whole, or its lines.
pub(super) enum Json {
    /// One value, and what was rewritten on the way.
    Whole(Value, Vec<Problem>),
    /// Rows of a JSONL file.
    Lines(Table),
}

/// Reads a text that begins like JSON: one value, one object a line, or objects one after another.
///
/// # Errors
/// With the place and the cause when it is neither.
pub(super) fn read(text: &str, lines_expected: bool) -> Result<Json, OpenError> {
    let scan = Scan::of(text);
    let more = scan
        .first_end
        .is_some_and(|end| !text.get(end..).unwrap_or("").trim().is_empty());
    if !more {
        match parse(text, &scan) {
            Ok(value) => return Ok(Json::Whole(value, notes(text, &scan))),
            Err(error) if !lines_expected && !looks_like_lines(text) => return Err(error),
            Err(_) => {}
        }
    }
    let first = scan
        .first_end
        .and_then(|end| text.get(..end))
        .unwrap_or_default();
    if more && !lines_expected && first.trim().contains('\n') && !looks_like_lines(text) {
        return stream(text, &scan).map(Json::Lines);
    }
    lines(text).map(Json::Lines)
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
fn looks_like_lines(text: &str) -> bool {
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

/// One object a line. Blank lines are skipped, bad ones reported.
pub(super) fn lines(text: &str) -> Result<Table, OpenError> {
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    let mut count = 0;
    for (at, line) in text.split('\n').enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        count += 1;
        let place = Place::Line(at + 1);
        let scan = Scan::of(line);
        match object(line, &scan) {
            Ok(value) => rows.push(Row { place, value }),
            Err((message, hint)) => problems.push(Problem::skipped(place, message, hint)),
        }
        problems.extend(
            notes(line, &scan)
                .into_iter()
                .map(|p| Problem { place, ..p }),
        );
    }
    if rows.is_empty() {
        let first = problems
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        return Err(OpenError::NoGoodLine {
            lines: count,
            first,
        });
    }
    Ok(lines_table(text, rows, problems))
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

/// Objects one after another over several lines, as `jq` prints them.
fn stream(text: &str, scan: &Scan) -> Result<Table, OpenError> {
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
    Ok(lines_table(text, rows, problems))
}

fn lines_table(text: &str, rows: Vec<Row>, problems: Vec<Problem>) -> Table {
    let lists = vec![List {
        at: String::new(),
        rows: rows.len(),
    }];
    let order = Order::Text(super::head(text));
    Table::new(Raw {
        source: Source::JsonLines,
        at: String::new(),
        lists,
        rows,
        problems,
        order,
    })
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
