//! A shelf in memory: for tests, and for the browser that refuses to keep anything.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::shelf::{Shelf, ShelfError, units};

/// Text in memory, gone with the page.
#[derive(Debug, Default)]
pub struct MemoryShelf {
    texts: RefCell<BTreeMap<String, String>>,
    used: Cell<usize>,
    capacity: Cell<Option<usize>>,
}

impl MemoryShelf {
    /// An empty shelf without a limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty shelf that holds `capacity` UTF-16 units, keys included, as localStorage counts.
    pub fn with_capacity(capacity: usize) -> Self {
        let shelf = Self::default();
        shelf.set_capacity(Some(capacity));
        shelf
    }

    /// Changes the limit; what is already kept stays, even where it is more.
    pub fn set_capacity(&self, capacity: Option<usize>) {
        self.capacity.set(capacity);
    }

    /// The UTF-16 units in use, keys included.
    pub fn used(&self) -> usize {
        self.used.get()
    }
}

impl Shelf for MemoryShelf {
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        Ok(self.texts.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        let mut texts = self.texts.borrow_mut();
        let before = texts.get(key).map_or(0, |old| units(key) + units(old));
        let used = self.used.get() - before + units(key) + units(value);
        // A value that shrinks fits even past the limit, as in browsers.
        if self
            .capacity
            .get()
            .is_some_and(|capacity| used > capacity && used > self.used.get())
        {
            return Err(ShelfError::Full);
        }
        texts.insert(key.to_owned(), value.to_owned());
        self.used.set(used);
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        if let Some(old) = self.texts.borrow_mut().remove(key) {
            self.used.set(self.used.get() - units(key) - units(&old));
        }
        Ok(())
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, ShelfError> {
        Ok(self
            .texts
            .borrow()
            .keys()
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacity_counts_keys_and_values_in_utf_16_units() {
        let shelf = MemoryShelf::with_capacity(6);
        assert_eq!(shelf.set("ab", "🚂🚂"), Ok(()));
        assert_eq!(shelf.used(), 6);
        assert_eq!(shelf.set("c", ""), Err(ShelfError::Full));
        assert_eq!(shelf.set("ab", "x"), Ok(()));
        assert_eq!(shelf.set("c", "yz"), Ok(()));
        assert_eq!(shelf.remove("ab"), Ok(()));
        assert_eq!(
            (shelf.used(), shelf.keys("")),
            (3, Ok(vec!["c".to_owned()]))
        );
    }
}
