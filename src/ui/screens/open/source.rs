//! Where a file comes from, how far reading it is, and why it was not opened.

use web_sys::File;

use crate::formats::pack::PackError;
use crate::formats::{OpenError, Progress};

use super::super::super::browser::BytesError;
use crate::text::figures::{many, size};

/// The largest file that is read, packed or not. Bytes.
pub const LIMIT: usize = 256_000_000;

/// Where a file comes from.
#[derive(Clone)]
pub enum Source {
    /// Chosen or dropped.
    File(File),
    /// Pasted.
    Text(String),
    /// A link to one of the application's own files.
    Link(String),
}

impl Source {
    /// What to call it.
    pub fn label(&self) -> String {
        match self {
            Self::File(file) => file.name(),
            Self::Text(_) => "The pasted text".to_owned(),
            Self::Link(path) => path.rsplit('/').next().unwrap_or(path).to_owned(),
        }
    }

    /// The name that may settle what kind of file it is.
    pub fn name(&self) -> String {
        match self {
            Self::Text(_) => String::new(),
            _ => self.label().trim_end_matches(".gz").to_owned(),
        }
    }
}

/// What is being read now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What.
    pub name: String,
    /// How far.
    pub phase: Phase,
}

/// How far reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Bytes are coming in: how many, and of how many where that is known.
    Bytes(usize, Option<usize>),
    /// It is being unpacked: how many bytes so far.
    Unpacking(usize),
    /// Its rows are found.
    Rows(Progress),
    /// Its rows become tasks.
    Making(Progress),
    /// Its tasks are read.
    Tasks(Progress),
}

impl Reading {
    /// What is being done.
    pub fn said(&self) -> String {
        let doing = match self.phase {
            Phase::Bytes(..) | Phase::Unpacking(_) | Phase::Rows(_) => "Reading",
            Phase::Making(_) => "Making tasks of",
            Phase::Tasks(_) => "Opening the tasks of",
        };
        format!("{doing} {}", self.name)
    }

    /// How much is done: “312,000 rows, 31 %”.
    pub fn amount(&self) -> String {
        match self.phase {
            Phase::Bytes(done, Some(of)) => format!("{} of {}", size(done), size(of)),
            Phase::Bytes(done, None) => size(done),
            Phase::Unpacking(done) => format!("unpacked {}", size(done)),
            Phase::Rows(progress) => part(progress, "row"),
            Phase::Making(progress) | Phase::Tasks(progress) => part(progress, "task"),
        }
    }

    /// The part that is done, and of how much, where that is known.
    pub fn share(&self) -> Option<(f64, f64)> {
        let (done, of) = match self.phase {
            Phase::Bytes(done, of) => (done, of?),
            Phase::Unpacking(_) => return None,
            Phase::Rows(Progress { done, all, .. })
            | Phase::Making(Progress { done, all, .. })
            | Phase::Tasks(Progress { done, all, .. }) => (done, all),
        };
        (of > 0).then_some((done as f64, of as f64))
    }
}

fn part(Progress { rows, done, all }: Progress, what: &str) -> String {
    // In this order 256 MB do not run over 32 bits.
    let percent = done / (all / 100).max(1);
    format!("{}, {} %", many(rows, what), percent.min(100))
}

/// Why something was not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it was about.
    pub name: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// Why the way ended early.
pub enum Halt {
    /// The person stopped it.
    Cancelled,
    /// It cannot be opened: what is wrong, and what to do.
    Failed(String, String),
}

impl From<OpenError> for Halt {
    fn from(error: OpenError) -> Self {
        Self::Failed(error.message(), error.hint().to_owned())
    }
}

impl From<BytesError> for Halt {
    fn from(error: BytesError) -> Self {
        let hint = match &error {
            BytesError::Cancelled => return Self::Cancelled,
            BytesError::Unreadable => {
                "Check that it is still there and is a file, not a folder; then choose it again."
            }
            BytesError::TooLarge(_) => "Split it into parts, for example by lines, and open one.",
            BytesError::Damaged => "Fetch it again, or unpack it yourself and open what comes out.",
            BytesError::Status(404) => "Check the link; the file may have been moved.",
            BytesError::Status(_) | BytesError::NoAnswer => {
                "Check the connection and try again. You can also open the file from this device."
            }
        };
        Self::Failed(error.to_string(), hint.to_owned())
    }
}

impl From<PackError> for Halt {
    fn from(error: PackError) -> Self {
        let hint = match &error {
            PackError::Newer(_) => "Reload the page to get the newest version of this app.",
            PackError::Rubric { .. } | PackError::Shape(_) | PackError::NoTasks(_) => {
                "Correct it in the file, or ask whoever made the pack for a new one."
            }
        };
        Self::Failed(sentence(&error.to_string()), hint.to_owned())
    }
}

/// A message as a sentence of its own.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    let mut sentence: String = first.chain(chars).collect();
    if !sentence.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}
