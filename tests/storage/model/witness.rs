//! The shelf as one tab has it: every call is seen by the audit, and the tab can be killed at any.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use trainmaster::storage::*;

use super::audit::Audit;

pub struct Witness {
    inner: Rc<dyn Shelf>,
    ground: Rc<MemoryShelf>,
    audit: Rc<Audit>,
    /// Calls left until the tab is killed, and whether that call still takes effect.
    life: Cell<Option<(usize, bool)>>,
    is_dead: Cell<bool>,
    /// Every so-many-th set is dropped without a word.
    drops: Cell<Option<u32>>,
    sets: Cell<u32>,
    /// A lie: what was set reads back as it was told, whatever the store holds.
    echo: Option<RefCell<HashMap<String, String>>>,
}

impl Witness {
    pub fn new(inner: Rc<dyn Shelf>, ground: &Rc<MemoryShelf>, audit: &Rc<Audit>) -> Self {
        Self {
            inner,
            ground: Rc::clone(ground),
            audit: Rc::clone(audit),
            life: Cell::new(None),
            is_dead: Cell::new(false),
            drops: Cell::new(None),
            sets: Cell::new(0),
            echo: None,
        }
    }

    pub fn dropping(mut self, every: Option<u32>, lies: bool) -> Self {
        self.drops.set(every);
        self.echo = lies.then(RefCell::default);
        self
    }

    pub fn is_dead(&self) -> bool {
        self.is_dead.get()
    }

    /// Kills the tab at one of its next calls.
    pub fn dies_in(&self, calls: usize, after_the_call: bool) {
        self.life.set(Some((calls, after_the_call)));
    }

    /// Whether this call is the last one that takes effect.
    fn begin(&self) -> Result<bool, ShelfError> {
        if self.is_dead.get() {
            return Err(dead());
        }
        match self.life.get() {
            Some((0, after)) => {
                self.is_dead.set(true);
                if after { Ok(true) } else { Err(dead()) }
            }
            Some((calls, after)) => {
                self.life.set(Some((calls - 1, after)));
                Ok(false)
            }
            None => Ok(false),
        }
    }

    fn change(
        &self,
        key: &str,
        change: impl FnOnce() -> Result<(), ShelfError>,
    ) -> Result<(), ShelfError> {
        let is_last = self.begin()?;
        let before = self.ground.get(key)?;
        let done = change();
        self.audit
            .changed(key, before, self.ground.get(key)?.as_deref());
        if is_last { Err(dead()) } else { done }
    }
}

impl Shelf for Witness {
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        let is_last = self.begin()?;
        self.audit.point();
        let echo = self
            .echo
            .as_ref()
            .and_then(|echo| echo.borrow().get(key).cloned());
        match echo {
            _ if is_last => Err(dead()),
            Some(value) => Ok(Some(value)),
            None => self.inner.get(key),
        }
    }

    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        if let Some(echo) = &self.echo {
            echo.borrow_mut().insert(key.to_owned(), value.to_owned());
        }
        self.sets.set(self.sets.get() + 1);
        let is_dropped = self
            .drops
            .get()
            .is_some_and(|every| self.sets.get().is_multiple_of(every));
        self.change(key, || {
            if is_dropped {
                Ok(())
            } else {
                self.inner.set(key, value)
            }
        })
    }

    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        if let Some(echo) = &self.echo {
            echo.borrow_mut().remove(key);
        }
        self.change(key, || self.inner.remove(key))
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, ShelfError> {
        let is_last = self.begin()?;
        self.audit.point();
        if is_last {
            Err(dead())
        } else {
            self.inner.keys(prefix)
        }
    }
}

fn dead() -> ShelfError {
    ShelfError::Broken("the tab was killed".to_owned())
}
