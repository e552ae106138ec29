//! Bringing entries of a backup back.

use std::collections::BTreeSet;

use crate::journal::entry::stamp;

use super::keeper::Keeper;
use super::load::{ADOPTED, Record};
use super::receipt::Outcome;
use super::rules::Ms;

/// What came of bringing entries back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Entries that were not here; they are kept, or wait to be.
    pub new: Vec<Record>,
    /// How many were here already.
    pub known: usize,
    /// Entries that are here with another text; those that are here stay.
    pub disputed: Vec<Record>,
    /// Entries with a time after which nothing can come; they are left out.
    pub damaged: Vec<Record>,
}

impl Keeper {
    /// Brings entries of a backup back. What is here stays: the same entries in whatever order, or
    /// twice, end the same.
    ///
    /// Writers that are not among the `adopted` count as this browser's own from now on: what is
    /// missing of them is told of at the next start.
    pub fn restore(
        &mut self,
        records: Vec<Record>,
        adopted: &BTreeSet<String>,
        now: Ms,
    ) -> Restored {
        let mut restored = Restored::default();
        self.take_for_own(&records, adopted);
        for record in records {
            let id = record.id().ok();
            let standing = id.filter(|id| self.tick(id).is_some());
            let is_here = standing.map(|id| self.known.ledger.is_text_of(&id, &record.json));
            match is_here {
                Some(true) => restored.known += 1,
                Some(false) => restored.disputed.push(record),
                None if is_the_last(&record) => restored.damaged.push(record),
                None => match self.adopt(record.clone(), now) {
                    Outcome::Refused { .. } => restored.disputed.push(record),
                    Outcome::Saved | Outcome::Queued { .. } => restored.new.push(record),
                },
            }
        }
        restored
    }

    /// Takes note of whose the writers are, all at once: the note is one value.
    fn take_for_own(&mut self, records: &[Record], adopted: &BTreeSet<String>) {
        let writers: BTreeSet<&String> = records.iter().map(|record| &record.writer).collect();
        let (foreign, own): (Vec<&String>, Vec<&String>) = writers
            .into_iter()
            .partition(|writer| adopted.contains(*writer));
        self.own.extend(own.into_iter().cloned());
        let before = self.adopted.len();
        let is_news = |writer: &&&String| !self.own.contains(**writer);
        let news: Vec<String> = foreign
            .iter()
            .filter(is_news)
            .map(|w| (*w).clone())
            .collect();
        self.adopted.extend(news);
        if self.adopted.len() > before {
            // Without the note a gap is told that is none, and nothing is lost.
            let _ = self.set_setting(ADOPTED, &self.adopted.clone());
        }
    }
}

/// Whether an entry would stand above all that is said later.
fn is_the_last(record: &Record) -> bool {
    stamp(&record.json).is_some_and(|at| !at.has_later())
}
