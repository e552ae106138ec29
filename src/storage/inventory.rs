//! What every key of ours takes, so that the usage follows each write without measuring.

use std::collections::HashMap;

use super::keys::{Key, PREFIX};
use super::shelf::{Shelf, ShelfError, units};

/// Key → UTF-16 units of key and value.
#[derive(Clone, Debug, Default)]
pub(super) struct Inventory {
    sizes: HashMap<String, usize>,
    total: usize,
}

/// What one kind of value takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// How many values.
    pub values: usize,
    /// UTF-16 units, keys included.
    pub units: usize,
}

/// What everything under our prefix takes, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Entries that stand alone.
    pub entries: Part,
    /// Entries folded together, and the stubs of what the mirror alone holds.
    pub shards: Part,
    /// Drafts of open text boxes.
    pub drafts: Part,
    /// Settings, and what the store says of itself.
    pub settings: Part,
    /// What is of no kind that this build knows.
    pub others: Part,
}

impl Inventory {
    /// What each kind takes.
    pub fn room(&self) -> Room {
        let mut room = Room::default();
        for (key, units) in &self.sizes {
            let part = match Key::parse(key) {
                Ok(Key::Journal { .. }) => &mut room.entries,
                Ok(Key::Shard { .. }) => &mut room.shards,
                Ok(Key::Draft { .. }) => &mut room.drafts,
                Ok(Key::Setting { .. } | Key::Meta) => &mut room.settings,
                Err(_) => &mut room.others,
            };
            part.values += 1;
            part.units += units;
        }
        room
    }

    /// Measures a shelf by reading all of it.
    pub fn of(shelf: &dyn Shelf) -> Result<Self, ShelfError> {
        let mut inventory = Self::default();
        for key in shelf.keys(PREFIX)? {
            let value = shelf.get(&key)?;
            inventory.note(&key, value.as_deref());
        }
        Ok(inventory)
    }

    /// Takes note of what stands under a key now.
    pub fn note(&mut self, key: &str, value: Option<&str>) {
        let before = match value {
            Some(value) => {
                let size = units(key) + units(value);
                self.total += size;
                match self.sizes.get_mut(key) {
                    Some(known) => Some(std::mem::replace(known, size)),
                    None => self.sizes.insert(key.to_owned(), size),
                }
            }
            None => self.sizes.remove(key),
        };
        self.total -= before.unwrap_or(0);
    }

    /// What a key takes; `None` where nothing is known to stand.
    pub fn size(&self, key: &str) -> Option<usize> {
        self.sizes.get(key).copied()
    }

    /// What everything takes.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The known keys that are not among those `there`.
    pub fn gone(&self, there: &[String]) -> Vec<String> {
        let there: std::collections::HashSet<&str> = there.iter().map(String::as_str).collect();
        let gone = self
            .sizes
            .keys()
            .filter(|key| !there.contains(key.as_str()));
        gone.cloned().collect()
    }
}
