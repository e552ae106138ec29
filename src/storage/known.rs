//! What this page knows of the shelf and of the mirror.
//!
//! Knowledge makes things fast and shows things; it is never enough to delete anything.

use std::collections::{BTreeMap, BTreeSet};

use super::content::Content;
use super::inventory::Inventory;
use super::keys::{Id, Writer};
use super::ledger::{Ledger, Noted, Spot};
use super::load::{Gap, Record};
use super::rules::Ms;
use super::shard::{Folded, Stub};

/// What this page knows.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub ledger: Ledger,
    pub inventory: Inventory,
    /// The shards on the shelf, by hash.
    pub shards: BTreeMap<String, Shelved>,
    /// The stubs on the shelf, by their own hash.
    pub stubs: BTreeMap<String, Stub>,
    /// Entries whose own key stands on the shelf with a value that does not verify.
    pub damaged: BTreeSet<Id>,
}

/// A shard on the shelf.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelved {
    pub ids: Vec<Id>,
    /// Since when it is known to stand there.
    pub seen: Option<Ms>,
    /// Whether the mirror was asked about it and has not answered.
    pub asked: bool,
}

/// What a value on the shelf added.
#[derive(Debug, Default)]
pub(super) struct Arrived {
    /// All entries in it.
    pub ids: Vec<Id>,
    /// Entries that were not known.
    pub new: Vec<Record>,
    /// Entries that are known with another text.
    pub disputed: Vec<Id>,
}

impl Known {
    /// Takes note of entries that stand on the shelf, alone or folded.
    pub fn arrive(&mut self, content: Content) -> Arrived {
        let mut arrived = Arrived::default();
        match content {
            Content::Entry(id, text) => {
                self.damaged.remove(&id);
                self.note(&mut arrived, id, text, Spot::Alone);
            }
            Content::Folded(hash, Folded::Shard(shard)) if !self.shards.contains_key(&hash) => {
                let ids = shard.entries.keys().cloned().collect();
                for (id, text) in shard.entries {
                    self.note(&mut arrived, id, text, Spot::Folded);
                }
                self.add_shard(hash, ids, None);
            }
            Content::Folded(hash, Folded::Stub(stub)) => {
                // A stub is written after the mirror held the shard.
                stub.ids().for_each(|id| self.ledger.mirrored(&id));
                self.stubs.insert(hash, stub);
            }
            _ => {}
        }
        arrived
    }

    fn note(&mut self, arrived: &mut Arrived, id: Id, text: String, spot: Spot) {
        arrived.ids.push(id.clone());
        match self.ledger.note(&id, &text, Some(spot)) {
            Noted::New => arrived.new.push(Record::new(&id, text)),
            Noted::Known => {}
            Noted::Other => arrived.disputed.push(id),
        }
    }

    pub fn add_shard(&mut self, hash: String, ids: Vec<Id>, seen: Option<Ms>) {
        let asked = false;
        self.shards.insert(hash, Shelved { ids, seen, asked });
    }

    /// Takes note that a shard no longer stands on the shelf.
    pub fn shard_left(&mut self, hash: &str) {
        let Some(shard) = self.shards.remove(hash) else {
            return;
        };
        for id in &shard.ids {
            self.ledger.left(id, Spot::Folded);
        }
    }

    /// Whether a stub says that this entry is sealed in the mirror.
    pub fn is_sealed(&self, id: &Id) -> bool {
        self.stubs.values().any(|stub| stub.covers(id))
    }

    /// What is missing of each writer, but for those `adopted`, whose files have gaps of their own.
    /// Until the mirror `is_read` what is sealed there counts as being there.
    pub fn gaps(&self, adopted: &BTreeSet<String>, is_read: bool) -> Vec<Gap> {
        let mut present = BTreeMap::<Writer, (BTreeSet<u32>, u32)>::new();
        for id in self.ledger.ids().chain(&self.damaged) {
            let (seqs, end) = present.entry(id.writer.clone()).or_default();
            seqs.insert(id.seq);
            *end = id.seq.max(*end);
        }
        for id in self.stubs.values().flat_map(Stub::ids) {
            let (seqs, end) = present.entry(id.writer).or_default();
            if !is_read {
                seqs.insert(id.seq);
            }
            *end = id.seq.max(*end);
        }
        present.retain(|writer, _| !adopted.contains(writer.as_str()));
        let gap = |(writer, (seqs, end)): (&Writer, &(_, u32))| Gap::between(writer, seqs, *end);
        present.iter().filter_map(gap).collect()
    }

    /// Whether an entry of this shard stands alone as well.
    pub fn is_doubled(&self, shard: &Shelved) -> bool {
        if self.ledger.doubled() == 0 {
            return false;
        }
        let alone = |id| self.ledger.get(id).is_some_and(|standing| standing.alone);
        shard.ids.iter().any(alone)
    }
}
