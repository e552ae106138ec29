//! Reading the whole store at the start, without writing a single key.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::journal::chain::Told;

use super::content::{self, Content};
use super::drafts::Draft;
use super::frame::FrameError;
use super::keys::{Id, Key, KeyError, LIFEBOAT, PREFIX, Writer};
use super::known::Known;
use super::meta::{Meta, Mode};
use super::rules::Rules;
use super::shard::ShardError;
use super::shelf::{Shelf, ShelfError};

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
    pub(super) fn new(id: &Id, json: String) -> Self {
        Self {
            writer: id.writer.to_string(),
            seq: id.seq,
            json,
        }
    }

    /// The name of the entry.
    ///
    /// # Errors
    ///
    /// [`KeyError::Writer`] where no key can hold it.
    pub fn id(&self) -> Result<Id, KeyError> {
        Ok(Id {
            writer: Writer::new(&self.writer)?,
            seq: self.seq,
        })
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
    /// Whether there are signs that the mirror holds what the shelf does not: wait for it before
    /// showing the state as whole.
    pub awaits_mirror: bool,
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
    /// Its form, though its frame is whole.
    #[error(transparent)]
    Shard(#[from] ShardError),
    /// Another value holds the same entry with another text.
    #[error("exists twice with different content; the other one is in use")]
    Disputed,
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

impl Gap {
    /// What is missing among a writer's numbers up to `end`, if anything.
    pub(super) fn between(writer: &Writer, present: &BTreeSet<u32>, end: u32) -> Option<Self> {
        let mut missing = Vec::new();
        let mut last = 0;
        for &seq in present {
            if seq - last > 1 {
                missing.push(last + 1..=seq - 1);
            }
            last = seq;
        }
        if end > last {
            missing.push(last + 1..=end);
        }
        (!missing.is_empty()).then(|| Self {
            writer: writer.to_string(),
            missing,
        })
    }
}

/// Reads and verifies everything under our prefix.
///
/// Where the store asks for a newer reader only [`Loaded::mode`] is filled. Damage is reported
/// in the result and costs only the damaged value.
///
/// # Errors
///
/// [`ShelfError`] where the storage cannot be listed at all.
pub(super) fn load(shelf: &dyn Shelf, rules: &Rules) -> Result<(Loaded, Known), ShelfError> {
    let meta = shelf.get(&Key::Meta.to_string())?;
    let mode = Meta::read(meta.as_deref()).map(|meta| meta.mode(rules.build.format));
    let mut loaded = Loaded {
        mode: mode.unwrap_or_default(),
        ..Loaded::default()
    };
    let mut known = Known::default();
    if matches!(loaded.mode, Mode::Sealed { .. }) {
        return Ok((loaded, known));
    }
    let mut keys = shelf.keys(PREFIX)?;
    // Entries that stand alone come before shards, and their text counts.
    keys.sort();
    for key in keys {
        match shelf.get(&key) {
            Ok(Some(raw)) => loaded.take(&mut known, key, raw),
            // Another tab removed it between the listing and now.
            Ok(None) => {}
            Err(why) => loaded.quarantine(&mut known, key, why.into(), String::new()),
        }
    }
    loaded.records.sort();
    loaded.drafts.sort();
    loaded.gaps = known.gaps(&loaded.adopted, false);
    loaded.usage = known.inventory.total();
    loaded.awaits_mirror = loaded.misses_something(&known, rules);
    Ok((loaded, known))
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

    fn take(&mut self, known: &mut Known, key: String, raw: String) {
        known.inventory.note(&key, Some(&raw));
        if key == LIFEBOAT {
            return;
        }
        match content::read(&key, &raw) {
            Ok(Content::Draft(draft)) => self.drafts.push(draft),
            Ok(Content::Setting(name, json)) if name == ADOPTED => {
                self.adopted = serde_json::from_str(&json).unwrap_or_default();
            }
            Ok(content) => {
                let arrived = known.arrive(content);
                self.records.extend(arrived.new);
                if !arrived.disputed.is_empty() {
                    self.quarantine(known, key, Damage::Disputed, raw);
                }
            }
            Err(why) => self.quarantine(known, key, why, raw),
        }
    }

    fn quarantine(&mut self, known: &mut Known, key: String, why: Damage, raw: String) {
        if let Ok(Key::Journal { writer, seq }) = Key::parse(&key) {
            known.damaged.insert(Id { writer, seq });
        }
        self.damaged.push(Damaged { key, why, raw });
    }

    /// Signs that the mirror holds more: something is sealed there or went there for want of room,
    /// or something is gone or damaged here.
    fn misses_something(&self, known: &Known, rules: &Rules) -> bool {
        !known.stubs.is_empty()
            || !self.gaps.is_empty()
            || !self.damaged.is_empty()
            || self.usage > rules.soft_limit
    }
}
