//! Readers and writers of files, ours and the field’s.
//!
//! [`open`] says what a file is: a pack, results or a rubric of ours as JSON, or a [`Table`] of
//! rows in whatever form people have them. A [`Mapping`] says which columns of a table hold the
//! prompt and the responses and turns it into a pack. Readers keep the good part and report the
//! rest with its place and a remedy.

mod alias;
mod answers;
mod assemble;
mod chat;
mod csv;
mod guess;
mod json;
mod lists;
mod mapping;
pub mod merge;
mod naming;
mod open;
pub mod pack;
mod problem;
pub mod results;
mod scan;
#[cfg(feature = "schema")]
pub mod schema;
mod sections;
mod sniff;
mod table;
mod tasks;
pub mod verify;

pub use assemble::{Mapped, PackOptions, Preview};
pub use mapping::{Fault, Mapping, Pick, Role, Why};
pub use open::{Opened, open, open_list, open_text};
pub use problem::{Foreign, OpenError, Place, Problem, Severity};
pub use table::{Column, KEY, Kind, List, Row, Source, Table};

/// The beginning of a text, enough to see the first row.
fn head(text: &str) -> &str {
    let mut end = text.len().min(64 * 1024);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}
