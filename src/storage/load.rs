//! Reading the whole store at the start, without writing a single key.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::journal::chain::Told;

use super::drafts::Draft;
use super::frame::{self, FrameError};
use super::keys::{Key, KeyError, PREFIX, Writer};
use super::meta::{Meta, Mode};
use super::shelf::{Shelf, ShelfError, units};

/// The setting that names the writers which only imported files bring.
pub(super) const ADOPTED: &str = "adopted";

/// A journal entry as text.
///
/// Storage knows nothing of events: what a newer build wrote comes back verbatim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// The page load that wrote it.
    pub writer: String,
    /// Its number among the writer's entries, from 1.
    pub seq: u32,
    /// The entry, exactly as it was committed.
    pub json: String,
}

impl Record {
    /// The entry as its chain sees it.
    pub fn told(&self) -> Told<'_> {
        Told {
            writer: &self.writer,
            seq: self.seq,
            text: &self.json,
        }
    }
}

/// What the store held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// What may be done with the store from here on.
    pub mode: Mode,
    /// The whole entries, by writer and number.
    pub records: Vec<Record>,
    /// What was typed and not yet committed, by task and writer.
    pub drafts: Vec<Draft>,
    /// What does not verify; it stays where it is and is part of every backup.
    pub damaged: Vec<Damaged>,
    /// Entries whose keys are gone although later ones of the same writer are there.
    pub gaps: Vec<Gap>,
    /// Writers that only imported files bring; a file about one pack has gaps of its own.
    pub adopted: BTreeSet<String>,
    /// What everything under our prefix takes, keys included, in UTF-16 units.
    pub usage: usize,
}

/// A key whose value cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// The key.
    pub key: String,
    /// What is wrong.
    pub why: Damage,
    /// The value as it stands; empty where it could not be read.
    pub raw: String,
}

/// What is wrong with a stored value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Its content.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// Its key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// It could not be read.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

/// Missing entries of one writer.
///
/// Only gaps before a writer's last entry can be seen here. A damaged entry is no gap: its key is
/// there, and [`Loaded::damaged`] tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The writer.
    pub writer: String,
    /// The missing numbers, ascending.
    pub missing: Vec<RangeInclusive<u32>>,
}

/// Reads and verifies everything under our prefix.
///
/// Where the store asks for a newer reader only [`Loaded::mode`] is filled. Damage is reported
/// in the result and costs only the damaged entry.
///
/// # Errors
///
/// [`ShelfError`] where the storage cannot be listed at all.
pub fn load(shelf: &dyn Shelf) -> Result<Loaded, ShelfError> {
    let meta = shelf.get(&Key::Meta.to_string())?;
    let mode = Meta::read(meta.as_deref())
        .map(Meta::mode)
        .unwrap_or_default();
    let mut loaded = Loaded {
        mode,
        ..Loaded::default()
    };
    if matches!(loaded.mode, Mode::Sealed { .. }) {
        return Ok(loaded);
    }
    let mut present = BTreeMap::<Writer, BTreeSet<u32>>::new();
    for text in shelf.keys(PREFIX)? {
        let key = Key::parse(&text);
        if let Ok(Key::Journal { writer, seq }) = &key {
            present.entry(writer.clone()).or_default().insert(*seq);
        }
        match shelf.get(&text) {
            Ok(Some(raw)) => loaded.take(text, key, raw),
            // Another tab removed it between the listing and now.
            Ok(None) => {}
            Err(why) => loaded.quarantine(text, why.into(), String::new()),
        }
    }
    loaded.records.sort();
    loaded.drafts.sort();
    loaded.damaged.sort_by(|a, b| a.key.cmp(&b.key));
    loaded.gaps = present
        .iter()
        .filter(|(writer, _)| !loaded.adopted.contains(writer.as_str()))
        .filter_map(|(writer, seqs)| gap(writer, seqs))
        .collect();
    Ok(loaded)
}

impl Loaded {
    /// A store that could not be reached: nothing read, nothing to be written.
    pub(super) fn out_of_reach(why: ShelfError) -> Self {
        Self {
            mode: Mode::Memory { why },
            ..Self::default()
        }
    }

    /// The writers whose entries no file brought, damaged ones included.
    pub(super) fn own_writers(&self) -> BTreeSet<String> {
        let damaged = self
            .damaged
            .iter()
            .filter_map(|damaged| match Key::parse(&damaged.key) {
                Ok(Key::Journal { writer, .. }) => Some(writer.to_string()),
                _ => None,
            });
        let whole = self.records.iter().map(|record| record.writer.clone());
        let writers = whole.chain(damaged);
        writers
            .filter(|writer| !self.adopted.contains(writer))
            .collect()
    }

    /// The highest number a writer has used, damaged entries included; 0 where there is none.
    pub(super) fn last_seq(&self, writer: &Writer) -> u32 {
        let whole = self
            .records
            .iter()
            .filter(|record| record.writer == writer.as_str());
        let damaged = self
            .damaged
            .iter()
            .filter_map(|damaged| match Key::parse(&damaged.key) {
                Ok(Key::Journal { writer: of, seq }) if of == *writer => Some(seq),
                _ => None,
            });
        whole
            .map(|record| record.seq)
            .chain(damaged)
            .max()
            .unwrap_or(0)
    }

    fn take(&mut self, text: String, key: Result<Key, KeyError>, raw: String) {
        self.usage += units(&text) + units(&raw);
        let json = frame::decode(&text, &raw)
            .map(str::to_owned)
            .map_err(Damage::from);
        match key
            .map_err(Damage::from)
            .and_then(|key| json.map(|json| (key, json)))
        {
            Ok((Key::Journal { writer, seq }, json)) => {
                self.records.push(Record {
                    writer: writer.to_string(),
                    seq,
                    json,
                });
            }
            Ok((Key::Draft { task, writer }, json)) => {
                self.drafts.push(Draft { task, writer, json });
            }
            Ok((Key::Setting { name }, json)) if name == ADOPTED => {
                self.adopted = serde_json::from_str(&json).unwrap_or_default();
            }
            // Read where they are needed.
            Ok((Key::Meta | Key::Setting { .. }, _)) => {}
            Err(why) => self.quarantine(text, why, raw),
        }
    }

    fn quarantine(&mut self, key: String, why: Damage, raw: String) {
        self.damaged.push(Damaged { key, why, raw });
    }
}

fn gap(writer: &Writer, present: &BTreeSet<u32>) -> Option<Gap> {
    let mut missing = Vec::new();
    let mut last = 0;
    for &seq in present {
        if seq - last > 1 {
            missing.push(last + 1..=seq - 1);
        }
        last = seq;
    }
    (!missing.is_empty()).then(|| Gap {
        writer: writer.to_string(),
        missing,
    })
}
