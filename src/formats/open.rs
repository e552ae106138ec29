//! What a file is.

use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::Arc;

use serde_json::Value;

use super::building::Building;
use super::incoming::Incoming;
use super::json::Form;
use super::peek::{Peek, Peeked};
use super::problem::OpenError;
use super::scan::Scan;
use super::steps::{Progress, Steps};
use super::table::Table;
use super::{csv, json, lists, pack, sniff};

/// The versions of our own formats that this build reads.
const VERSION: u64 = 1;

/// A file that was recognised.
#[derive(Debug, Clone, PartialEq)]
pub enum Opened {
    /// A pack of ours (`trainmaster/pack`), as its text.
    Pack(String),
    /// Results of ours (`trainmaster/results`).
    Results(Value),
    /// A rubric: an object with `criteria`.
    Rubric(Value),
    /// A backup: everything stored in a browser, as text.
    Backup(String),
    /// Rows that a [`Mapping`](super::Mapping) can turn into a pack.
    Table(Box<Table>),
}

/// Recognises a file by its bytes; the name only settles what the bytes leave open.
///
/// # Errors
/// When nothing can be done with it; the error says what it is, where it breaks and the remedy.
pub fn open(name: &str, bytes: &[u8]) -> Result<Opened, OpenError> {
    Reading::new(name, text(bytes)?, None).finish()
}

/// Like [`open`], with the rows taken from another of the [`Table::lists`] of a JSON file.
///
/// # Errors
/// As [`open`], and when there is no list at that place.
pub fn open_list(name: &str, bytes: &[u8], at: &str) -> Result<Opened, OpenError> {
    Reading::new(name, text(bytes)?, Some(at)).finish()
}

/// Recognises pasted text.
///
/// # Errors
/// As [`open`].
pub fn open_text(text: &str) -> Result<Opened, OpenError> {
    open("", text.as_bytes())
}

fn text(bytes: &[u8]) -> Result<Arc<String>, OpenError> {
    let mut incoming = Incoming::of(bytes.len());
    incoming.take(bytes)?;
    incoming.end().map(Arc::new)
}

/// A text on its way to being recognised.
pub struct Reading {
    text: Arc<String>,
    about: About,
    phase: Phase,
}

/// What is known of a file beside its text.
struct About {
    /// The list that the rows are wanted from.
    at: Option<String>,
    is_json: bool,
    /// Whether JSON is expected to be one object a line.
    is_lines: bool,
    /// Whether the name promises a separated table.
    is_sheet: bool,
}

enum Phase {
    Begin,
    /// Where the first value ends decides what form JSON has.
    First(Scan),
    /// A pack of ours says so at the top of its one object.
    Ours(Scan, Peek),
    Whole(Scan),
    Stream(Scan),
    Lines(json::Lines),
    Sheet(csv::Reading),
    Build(Building),
}

/// What a step led to: a further one, or what the file is.
type Next = Result<ControlFlow<Opened, Phase>, OpenError>;

impl Reading {
    /// Of a file's text, with the rows of the list at that place, or of the most likely one.
    pub fn new(name: &str, text: Arc<String>, at: Option<&str>) -> Self {
        let extension = name.rsplit('.').next().unwrap_or_default();
        let named = |list: &[&str]| list.iter().any(|end| extension.eq_ignore_ascii_case(end));
        let begins_so = text.trim_start().starts_with(['{', '[']);
        let is_sheet = named(&["csv", "tsv", "tab"]);
        let named_lines = named(&["jsonl", "ndjson"]);
        let is_certain = begins_so || named_lines;
        let is_likely = !is_certain && !is_sheet && mostly_objects(&text);
        let about = About {
            at: at.map(str::to_owned),
            // A header may begin with a bracket; JSON under a table's name is read as what it is.
            is_json: is_certain || is_likely || named(&["json"]),
            is_lines: named_lines || is_likely,
            is_sheet,
        };
        let phase = Phase::Begin;
        Self { text, about, phase }
    }
}

impl Steps for Reading {
    type Output = Result<Opened, OpenError>;

    fn step(self, budget: usize) -> ControlFlow<Self::Output, Self> {
        let Self { text, about, phase } = self;
        let may_be_sheet = about.is_sheet && phase.is_json();
        let next = match phase {
            Phase::Begin if is_backup(&text) => {
                return Break(Ok(Opened::Backup(Arc::unwrap_or_clone(text))));
            }
            Phase::Begin => begin(&text, &about),
            Phase::First(scan) => Ok(Continue(first(&text, &about, scan, budget))),
            Phase::Ours(scan, mut peek) => match peek.pass(&text, budget) {
                Peeked::More => Ok(Continue(Phase::Ours(scan, peek))),
                Peeked::Pack(version) if version <= VERSION => {
                    return Break(Ok(Opened::Pack(Arc::unwrap_or_clone(text))));
                }
                Peeked::Pack(_) | Peeked::Other => Ok(Continue(Phase::Whole(scan))),
            },
            Phase::Whole(mut scan) => {
                if scan.pass(&text, budget) {
                    Ok(Continue(Phase::Whole(scan)))
                } else {
                    whole(&text, &about, &scan)
                }
            }
            Phase::Stream(mut scan) => {
                if scan.pass(&text, budget) {
                    Ok(Continue(Phase::Stream(scan)))
                } else {
                    json::stream(&text, &scan).map(|building| Continue(Phase::Build(building)))
                }
            }
            Phase::Lines(mut lines) => {
                if lines.pass(budget) {
                    Ok(Continue(Phase::Lines(lines)))
                } else {
                    lines.end().map(|building| Continue(Phase::Build(building)))
                }
            }
            Phase::Sheet(mut sheet) => {
                if sheet.pass(budget) {
                    Ok(Continue(Phase::Sheet(sheet)))
                } else {
                    sheet.end().map(|building| Continue(Phase::Build(building)))
                }
            }
            Phase::Build(building) => Ok(match building.step(budget) {
                Continue(building) => Continue(Phase::Build(building)),
                Break(table) => Break(Opened::Table(Box::new(table))),
            }),
        };
        let phase = match next {
            Ok(Continue(phase)) => phase,
            Ok(Break(opened)) => return Break(Ok(opened)),
            Err(_) if may_be_sheet => sheet(&text, true),
            Err(error) => return Break(Err(error)),
        };
        Continue(Self { text, about, phase })
    }

    fn progress(&self) -> Progress {
        match &self.phase {
            Phase::Lines(lines) => lines.progress(),
            Phase::Sheet(sheet) => sheet.progress(),
            Phase::Build(building) => building.progress(),
            Phase::Ours(_, peek) => peek.progress(&self.text),
            Phase::First(scan) | Phase::Whole(scan) | Phase::Stream(scan) => Progress {
                rows: 0,
                done: scan.done(),
                all: self.text.len(),
            },
            Phase::Begin => Progress::default(),
        }
    }
}

impl Phase {
    fn is_json(&self) -> bool {
        !matches!(self, Self::Begin | Self::Sheet(_))
    }
}

fn begin(text: &Arc<String>, about: &About) -> Next {
    if text.trim_start().is_empty() {
        return Err(OpenError::Empty);
    }
    if let Some(kind) = sniff::markup(text) {
        return Err(OpenError::Foreign(kind));
    }
    Ok(Continue(if about.is_json {
        Phase::First(Scan::default())
    } else {
        sheet(text, about.is_sheet)
    }))
}

fn sheet(text: &Arc<String>, is_sure: bool) -> Phase {
    Phase::Sheet(csv::Reading::of(Arc::clone(text), is_sure))
}

fn first(text: &Arc<String>, about: &About, mut scan: Scan, budget: usize) -> Phase {
    if scan.pass_first(text, budget) {
        return Phase::First(scan);
    }
    match json::form(text, &scan, about.is_lines) {
        Form::Lines => Phase::Lines(json::Lines::of(Arc::clone(text))),
        Form::Stream => Phase::Stream(scan),
        Form::Whole => Phase::Ours(scan, Peek::default()),
    }
}

/// Whether a text begins as a backup does, with its header or, where the lifeboat wrote it, with
/// something stored.
fn is_backup(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let begins = [
        "{\"format\":\"trainmaster/backup\"",
        "{\"key\":\"tm1:",
        "{\"database\":\"tm1:",
    ];
    begins.iter().any(|begin| first.starts_with(begin))
}

fn mostly_objects(text: &str) -> bool {
    let lines = || {
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .take(20)
    };
    lines().filter(|line| line.starts_with('{')).count() * 2 > lines().count()
}

fn whole(text: &Arc<String>, about: &About, scan: &Scan) -> Next {
    let lines = || Ok(Continue(Phase::Lines(json::Lines::of(Arc::clone(text)))));
    let (value, problems) = match json::whole(text, scan) {
        Ok(read) => read,
        Err(_) if about.is_lines || json::looks_like_lines(text) => return lines(),
        Err(error) => return Err(error),
    };
    let format = value
        .get("format")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if format.starts_with("trainmaster/") {
        return ours(format, json::strict(text)?).map(Break);
    }
    let rubric = value.get("criteria").is_some_and(Value::is_array) && value.get("tasks").is_none();
    if rubric {
        return json::strict(text).map(|value| Break(Opened::Rubric(value)));
    }
    match lists::table(&value, text, problems, about.at.as_deref()) {
        // One line of JSONL is a row whatever its members are called.
        Err(OpenError::NoRows { .. }) if about.is_lines && value.is_object() => lines(),
        found => found.map(|building| Continue(Phase::Build(building))),
    }
}

fn ours(format: &str, value: Value) -> Result<Opened, OpenError> {
    if let Some(version) = value.get("version")
        && version.as_u64().is_some_and(|v| v > VERSION)
    {
        let (format, version) = (format.to_owned(), version.to_string());
        return Err(OpenError::Newer { format, version });
    }
    match format {
        pack::FORMAT => Ok(Opened::Pack(value.to_string())),
        "trainmaster/results" => Ok(Opened::Results(value)),
        _ if value.get("criteria").is_some_and(Value::is_array) => Ok(Opened::Rubric(value)),
        _ => Err(OpenError::UnknownKind {
            format: format.to_owned(),
        }),
    }
}
