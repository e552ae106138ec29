//! What a reader says about a file: where something is wrong and what a person can do about it.

use std::fmt;

use thiserror::Error;

/// Where in a file something stands; counted from 1, as editors and spreadsheets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line of the file.
    Line(usize),
    /// An element of a list, where lines mean nothing (JSON).
    Row(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("file"),
            Self::Line(n) => write!(f, "line {n}"),
            Self::Row(n) => write!(f, "row {n}"),
        }
    }
}

/// What a problem cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Something was changed or is odd; nothing was left out.
    Note,
    /// One row was left out.
    Skipped,
}

/// One thing that a reader noticed, in words for the person who brought the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// Whether a row was left out.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl Problem {
    /// Something odd that lost nothing.
    pub fn note(place: Place, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (message, hint) = (message.into(), hint.into());
        Self {
            place,
            severity: Severity::Note,
            message,
            hint,
        }
    }

    /// A row that was left out.
    pub fn skipped(place: Place, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (message, hint) = (message.into(), hint.into());
        Self {
            place,
            severity: Severity::Skipped,
            message,
            hint,
        }
    }

    /// Whether this problem stands for a row that was left out.
    pub fn is_skipped(&self) -> bool {
        self.severity == Severity::Skipped
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.place, self.message, self.hint)
    }
}

/// A kind of file that is recognised only to say what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// PNG, JPEG, GIF, WebP.
    Image,
    /// A PDF document.
    Pdf,
    /// An Excel or `OpenDocument` workbook.
    Workbook,
    /// A Word or RTF document.
    Document,
    /// An Inspect log in its zipped form (`.eval`).
    InspectZip,
    /// Any other zip archive.
    Zip,
    /// A Parquet or Arrow table.
    Parquet,
    /// A gzip file.
    Gzip,
    /// Another compressed file (zstd, bzip2, xz, 7z).
    Compressed,
    /// An `SQLite` database.
    Database,
    /// A web page, often a login page saved in place of the file.
    WebPage,
    /// An XML document.
    Xml,
}

impl Foreign {
    fn name(self) -> &'static str {
        match self {
            Self::Image => "an image",
            Self::Pdf => "a PDF document",
            Self::Workbook => "a spreadsheet workbook (Excel or OpenDocument)",
            Self::Document => "a text document (Word or RTF)",
            Self::InspectZip => "a zipped Inspect log (.eval)",
            Self::Zip => "a zip archive",
            Self::Parquet => "a Parquet or Arrow table",
            Self::Gzip => "a compressed file (gzip)",
            Self::Compressed => "a compressed file",
            Self::Database => "an SQLite database",
            Self::WebPage => "a web page (HTML)",
            Self::Xml => "an XML document",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::Image | Self::Pdf | Self::Document => {
                "Bring the rows as CSV, TSV, JSON or JSONL: one row for each prompt and response."
            }
            Self::Workbook => {
                "In the spreadsheet choose Save as or Download, then “CSV UTF-8”, and open it."
            }
            Self::InspectZip => {
                "Run “inspect log convert --to json” on it and open the JSON file it writes."
            }
            Self::Zip => "Unpack it and open the CSV, JSON or JSONL file inside.",
            Self::Parquet => {
                "Convert it first: datasets.load_dataset(\"parquet\", data_files=\"…\")\
                 [\"train\"].to_json(\"x.jsonl\"), then open x.jsonl."
            }
            Self::Gzip | Self::Compressed => "Unpack it (for .gz: gunzip) and open what comes out.",
            Self::Database => "Export the table as CSV and open that file.",
            Self::WebPage => {
                "Probably a sign-in or error page was saved instead of the file: \
                 sign in, download the file again, and open that."
            }
            Self::Xml => "Export the same data as CSV or JSON and open that file.",
        }
    }
}

/// Why a file cannot be opened. The message says what and where; [`OpenError::hint`] the remedy.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Nothing but white space.
    #[error("The file is empty.")]
    Empty,
    /// A kind of file that holds no rows of text.
    #[error("This is {}, not a table of texts.", .0.name())]
    Foreign(Foreign),
    /// Bytes that are no text at all.
    #[error("This is a binary file, not text (first such byte at offset {offset}).")]
    Binary {
        /// Offset of the first byte that no text holds.
        offset: usize,
    },
    /// Text in another encoding than UTF-8, or damaged.
    #[error("The text is not valid {encoding} at line {line} (byte offset {offset}).")]
    Encoding {
        /// The encoding it was read as.
        encoding: &'static str,
        /// Offset of the first bad byte.
        offset: usize,
        /// The line it stands on, from 1.
        line: usize,
    },
    /// JSON that stops before it is complete.
    #[error("Line {line}, column {column}: the file ends in the middle of {what}.")]
    Truncated {
        /// Last line, from 1.
        line: usize,
        /// Column in it, from 1.
        column: usize,
        /// What was left open.
        what: &'static str,
    },
    /// Text that begins like JSON and is not.
    #[error("Line {line}, column {column}: this is not valid JSON ({detail}).")]
    BadJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1; 0 where only the line is known.
        column: usize,
        /// The parser's words.
        detail: String,
        /// The remedy.
        hint: &'static str,
    },
    /// Nesting beyond what the reader accepts.
    #[error("Line {line}: the JSON is nested more than 128 levels deep.")]
    TooDeep {
        /// Where the limit was passed, from 1.
        line: usize,
    },
    /// JSON without a list of objects.
    #[error("The JSON is {found}; there are no rows in it.")]
    NoRows {
        /// What it is instead.
        found: &'static str,
    },
    /// Every line of a JSONL file is bad.
    #[error("None of the {lines} lines is a JSON object. {first}")]
    NoGoodLine {
        /// Lines that are not blank.
        lines: usize,
        /// The first problem.
        first: String,
    },
    /// Text without columns.
    #[error("This is plain text without columns.")]
    NoTable,
    /// A table with a header and nothing under it.
    #[error("The table has a header line and no rows.")]
    HeaderOnly,
    /// No row fits the header.
    #[error("No row has as many cells as the header line, which has {width}. {first}")]
    NoEvenRow {
        /// Cells of the header.
        width: usize,
        /// The first problem.
        first: String,
    },
    /// A file of ours from a later build.
    #[error("This file has version {version} of {format}; this copy of the app reads version 1.")]
    Newer {
        /// The format's name.
        format: String,
        /// Its version, as written.
        version: String,
    },
    /// A file of ours of a kind this build does not read here.
    #[error("This is a Trainmaster file of the kind “{format}”, which cannot be opened here.")]
    UnknownKind {
        /// The format's name.
        format: String,
    },
    /// A list was asked for that is not in the file.
    #[error("There is no list of rows at “{at}” in this file.")]
    NoSuchList {
        /// The place asked for.
        at: String,
    },
}

impl OpenError {
    /// What was wrong and where: the same words as `Display`.
    pub fn message(&self) -> String {
        self.to_string()
    }

    /// What the person can do now.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "Check the download, and that you picked the right file.",
            Self::Foreign(kind) => kind.remedy(),
            Self::Binary { .. } | Self::NoTable => {
                "Open a pack, or a table as CSV, TSV, JSON or JSONL."
            }
            Self::Encoding { .. } => {
                "Save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”) and open it again."
            }
            Self::Truncated { .. } => {
                "The download or copy was cut off: fetch the file again and compare its size."
            }
            Self::BadJson { hint, .. } => hint,
            Self::TooDeep { .. } => {
                "Flatten the data to one object for each row and save it again."
            }
            Self::NoRows { .. } => {
                "Rows are objects such as {\"prompt\": \"…\", \"response\": \"…\"}, \
                 in a list or one a line."
            }
            Self::NoGoodLine { .. } => {
                "In JSONL every line is one complete object such as \
                 {\"prompt\": \"…\", \"response\": \"…\"}."
            }
            Self::NoEvenRow { .. } => {
                "The first line must name the columns: take out titles above it, \
                 and check the separator."
            }
            Self::HeaderOnly => "Check that the export contains rows, and open it again.",
            Self::Newer { .. } => "Reload the app to get its newest version, then open the file.",
            Self::UnknownKind { .. } => "Open it on the screen that made it, or update the app.",
            Self::NoSuchList { .. } => "Choose one of the lists that were found in the file.",
        }
    }
}
