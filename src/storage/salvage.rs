//! Everything as it stands, as text to download: the way out that needs nothing else to work.

use serde_json::json;

use super::frame;
use super::keeper::Keeper;
use super::keys::{Key, PREFIX, Writer};
use super::load::Record;
use super::shelf::{Shelf, ShelfError};

/// All stored text, verbatim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Salvage {
    /// One JSON object a line: `{"key", "value"}` for what is stored, damaged or not, with
    /// `"unsaved": true` where it is in memory only, and `{"key", "error"}` for what cannot be
    /// read.
    pub text: String,
    /// Lines with a value.
    pub kept: usize,
    /// Lines with an error.
    pub unreadable: usize,
    /// Why the storage could not be listed; only what is in memory is here then.
    pub problem: Option<ShelfError>,
}

/// Collects everything under our prefix and the entries that are in memory only.
///
/// Values are copied whether they verify or not, and whether this build may read them or not.
pub fn salvage<'a>(shelf: &dyn Shelf, unsaved: impl IntoIterator<Item = &'a Record>) -> Salvage {
    let mut salvage = Salvage::default();
    match shelf.keys(PREFIX) {
        Ok(mut keys) => {
            keys.sort();
            for key in keys {
                salvage.copy(shelf, &key);
            }
        }
        Err(why) => salvage.problem = Some(why),
    }
    for record in unsaved {
        salvage.add_unsaved(record);
    }
    salvage
}

impl Keeper {
    /// Everything stored and everything waiting, for “Download my work now”.
    pub fn salvage(&self) -> Salvage {
        self.salvage_with(&[])
    }

    /// As [`salvage`](Self::salvage), with those of the `records` the caller has that the shelf
    /// does not hold: what is sealed in the mirror is in no value here.
    pub fn salvage_with(&self, records: &[Record]) -> Salvage {
        let is_elsewhere = |record: &&Record| {
            let standing = record.id().ok().and_then(|id| self.known.ledger.get(&id));
            !standing.is_some_and(|standing| standing.on_shelf())
        };
        let pending = self.pending.all().iter().map(|pending| &pending.record);
        let is_pending = |record: &&Record| {
            let id = record.id().ok();
            let waits = id.and_then(|id| self.pending.get(&id));
            waits.is_some_and(|pending| pending.record == **record)
        };
        let others = records.iter().filter(is_elsewhere);
        let others = others.filter(|record| !is_pending(record));
        salvage(self.shelf(), pending.chain(others))
    }
}

impl Salvage {
    fn copy(&mut self, source: &dyn Shelf, key: &str) {
        match source.get(key) {
            Ok(Some(value)) => {
                self.kept += 1;
                self.line(&json!({ "key": key, "value": value }));
            }
            // Another tab removed it since it was listed.
            Ok(None) => {}
            Err(why) => {
                self.unreadable += 1;
                self.line(&json!({ "key": key, "error": why.to_string() }));
            }
        }
    }

    fn add_unsaved(&mut self, record: &Record) {
        // A record of another origin may have a writer no key can have; its text still counts.
        let key = match Writer::new(&record.writer) {
            Ok(writer) => Key::Journal {
                writer,
                seq: record.seq,
            }
            .to_string(),
            Err(_) => format!("{PREFIX}j:{}:{}", record.writer, record.seq),
        };
        let value = frame::encode(&key, &record.json);
        self.kept += 1;
        self.line(&json!({ "key": key, "value": value, "unsaved": true }));
    }

    fn line(&mut self, value: &serde_json::Value) {
        self.text.push_str(&value.to_string());
        self.text.push('\n');
    }
}
