//! A test double: localStorage as several tabs of one browser really see it.
//!
//! Each tab has a copy of its own. What it writes stands in its copy at once; what others write
//! arrives later. Room is checked against the copy, and once more where the browser keeps the
//! whole: there a write may be turned down that the tab has read back already, and seconds later
//! it is gone from the tab's copy too.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::memory::MemoryShelf;
use super::shelf::{Shelf, ShelfError, units};

/// What the browser keeps for all tabs.
#[derive(Debug, Default)]
pub struct Ground {
    texts: Rc<MemoryShelf>,
    capacity: Cell<Option<usize>>,
    /// What happened, in order; each tab has read it up to some point.
    changes: RefCell<Vec<Change>>,
    tabs: Cell<usize>,
}

#[derive(Clone, Debug)]
struct Change {
    key: String,
    value: Option<String>,
    /// The tab that did it; `None` where a write was turned down.
    by: Option<usize>,
}

/// One tab's view of the [`Ground`].
#[derive(Debug)]
pub struct StaleShelf {
    ground: Rc<Ground>,
    tab: usize,
    copy: RefCell<BTreeMap<String, String>>,
    used: Cell<usize>,
    seen: Cell<usize>,
}

impl Ground {
    /// The browser keeps what stands on `texts`, and more.
    pub fn on(texts: Rc<MemoryShelf>) -> Rc<Self> {
        Rc::new(Self {
            texts,
            ..Self::default()
        })
    }

    /// Changes the limit; what is already kept stays.
    pub fn set_capacity(&self, capacity: Option<usize>) {
        self.capacity.set(capacity);
    }

    /// Writes, or turns the write down for want of room and has the tab told later.
    fn set(&self, key: &str, value: &str, by: usize) -> Result<(), ShelfError> {
        self.texts.set_capacity(self.capacity.get());
        let is_kept = self.texts.set(key, value).is_ok();
        self.texts.set_capacity(None);
        let change = Change {
            key: key.to_owned(),
            value: self.texts.get(key)?,
            by: is_kept.then_some(by),
        };
        self.changes.borrow_mut().push(change);
        Ok(())
    }
}

impl StaleShelf {
    /// A new tab: it starts with what the browser keeps now.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] of the ground, which has none.
    pub fn open(ground: &Rc<Ground>) -> Result<Self, ShelfError> {
        let tab = ground.tabs.get();
        ground.tabs.set(tab + 1);
        let mut copy = BTreeMap::new();
        for key in ground.texts.keys("")? {
            if let Some(value) = ground.texts.get(&key)? {
                copy.insert(key, value);
            }
        }
        Ok(Self {
            tab,
            used: Cell::new(ground.texts.used()),
            seen: Cell::new(ground.changes.borrow().len()),
            copy: RefCell::new(copy),
            ground: Rc::clone(ground),
        })
    }

    /// The next `count` changes of others arrive, as far as there are any.
    pub fn catch_up(&self, count: usize) {
        let changes = self.ground.changes.borrow();
        let news = &changes[self.seen.get()..];
        for (at, change) in news.iter().enumerate().take(count) {
            self.seen.set(self.seen.get() + 1);
            // The tab's own later write stands over what arrives.
            let is_mine = |later: &Change| later.key == change.key && later.by == Some(self.tab);
            if !news[at..].iter().any(is_mine) {
                self.put(&change.key, change.value.as_deref());
            }
        }
    }

    fn put(&self, key: &str, value: Option<&str>) {
        let mut copy = self.copy.borrow_mut();
        let before = match value {
            Some(value) => copy.insert(key.to_owned(), value.to_owned()),
            None => copy.remove(key),
        };
        let size = |value: Option<&str>| value.map_or(0, |value| units(key) + units(value));
        self.used
            .set(self.used.get() + size(value) - size(before.as_deref()));
    }
}

impl Shelf for StaleShelf {
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        Ok(self.copy.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        let before = self.get(key)?.map_or(0, |old| units(key) + units(&old));
        let used = self.used.get() - before + units(key) + units(value);
        let capacity = self.ground.capacity.get();
        if used > self.used.get() && capacity.is_some_and(|capacity| used > capacity) {
            return Err(ShelfError::Full);
        }
        self.put(key, Some(value));
        self.ground.set(key, value, self.tab)
    }

    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        self.put(key, None);
        self.ground.texts.remove(key)?;
        self.ground.changes.borrow_mut().push(Change {
            key: key.to_owned(),
            value: None,
            by: Some(self.tab),
        });
        Ok(())
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, ShelfError> {
        let copy = self.copy.borrow();
        let keys = copy.keys().filter(|key| key.starts_with(prefix));
        Ok(keys.cloned().collect())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_others_write_arrives_later_and_a_late_no_takes_back_what_was_read_back() {
        let ground = Ground::on(Rc::default());
        ground.set_capacity(Some(5));
        let one = StaleShelf::open(&ground).unwrap();
        let two = StaleShelf::open(&ground).unwrap();
        let reads = |tab: &StaleShelf, key: &str| tab.get(key).unwrap();
        one.set("a", "12").unwrap();
        assert_eq!(
            (reads(&one, "a"), reads(&two, "a")),
            (Some("12".into()), None)
        );
        // Two believes that there is room, and reads its own write back.
        two.set("b", "34").unwrap();
        assert_eq!(reads(&two, "b"), Some("34".into()));
        two.catch_up(1);
        assert_eq!(reads(&two, "a"), Some("12".into()));
        two.catch_up(1);
        assert_eq!(reads(&two, "b"), None);
        assert_eq!(two.set("b", "34"), Err(ShelfError::Full));
        two.remove("a").unwrap();
        one.catch_up(9);
        assert_eq!((one.keys("").unwrap(), ground.texts.used()), (vec![], 0));
    }
}
