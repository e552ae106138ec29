//! Readers and writers of files, ours and the field’s.
//!
//! [`open`] says what a file is: a pack, results or a rubric of ours as JSON, or a [`Table`] of
//! rows in whatever form people have them. A [`Mapping`] says which columns of a table hold the
//! prompt and the responses and turns it into a pack. Readers keep the good part and report the
//! rest with its place and a remedy.

mod alias;
mod answers;
mod assemble;
mod assembly;
pub mod belonging;
mod building;
mod chat;
mod claims;
mod csv;
mod fold;
mod guess;
mod incoming;
mod json;
mod lists;
mod mapping;
pub mod merge;
mod naming;
mod open;
pub mod pack;
mod pack_file;
mod pack_text;
mod peek;
mod problem;
pub mod results;
mod rows;
mod scan;
#[cfg(feature = "schema")]
pub mod schema;
mod sections;
mod sniff;
mod steps;
mod table;
mod tasks;
pub mod verify;
mod walk;

use std::ops::Range;

pub use assemble::{PackOptions, Preview};
pub use assembly::{Assembly, Mapped};
pub use incoming::Incoming;
pub use mapping::{Fault, Mapping, Pick, Role, Why};
pub use open::{Opened, Reading, open, open_list, open_text};
pub use pack_text::PackText;
pub use problem::{Foreign, OpenError, Place, Problem, Severity};
pub use rows::Rows;
pub use steps::{Progress, Steps};
pub use table::{Column, KEY, Kind, List, Row, Source, Table};

/// The beginning of a text from a place on, enough to see the first row.
fn head(text: &str, start: usize) -> Range<usize> {
    let mut end = text.len().min(start + 64 * 1024);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    start..end
}
