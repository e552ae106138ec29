//! The seal of a results file: which entries it was written with.
//!
//! A file about one pack leaves out what is about another, so numbers are absent in a writer's
//! chain and the chain cannot tell an entry that was left out from one that was taken out. The seal
//! can. Whoever takes an entry out can make it anew, as they can the chain: it is against accidents
//! and edits by hand.

use serde::{Deserialize, Serialize};

use crate::domain::hash::ContentHash;
use crate::domain::time::Moment;

use super::EntryLine;

/// What the journal of a file was when the file was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Seal {
    /// `exported_at` of the file that it seals: builds without seals hand one on with later files,
    /// about which it says nothing.
    pub exported_at: Moment,
    /// How many entries the file has.
    pub entries: usize,
    /// The hash of the list of `[writer, seq, SHA-256 of the entry's text]`, by writer and number.
    pub hash: ContentHash,
}

impl Seal {
    /// The seal of a file with these entries.
    pub fn of(entries: &[EntryLine], exported_at: Moment) -> Self {
        let mut lines: Vec<_> = entries
            .iter()
            .map(|EntryLine { writer, seq, entry }| {
                (writer, *seq, ContentHash::of_bytes(entry.as_bytes()))
            })
            .collect();
        lines.sort();
        Self {
            exported_at,
            entries: entries.len(),
            hash: ContentHash::of(&lines),
        }
    }
}
