//! A test double: a mirror in memory that answers when and how it is told.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::mirror::{Batch, Pair};
use super::shelf::ShelfError;

/// A second place in memory.
///
/// What it was given and has ended well survives everything; what is under way does not survive
/// the browser. Delays, failures and loss of answers are made by the caller, who decides when a
/// job is run and whether its answer arrives.
#[derive(Debug, Default)]
pub struct MemoryMirror {
    held: RefCell<BTreeMap<String, String>>,
    refusal: RefCell<Option<ShelfError>>,
    completed: Cell<u64>,
}

impl MemoryMirror {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes every job fail from now on, until [`heal`](Self::heal).
    pub fn refuse(&self, why: ShelfError) {
        self.refusal.replace(Some(why));
    }

    /// Ends [`refuse`](Self::refuse).
    pub fn heal(&self) {
        self.refusal.replace(None);
    }

    /// Runs [`Job::Mirror`](super::Job::Mirror) and [`Job::Seal`](super::Job::Seal): gives the
    /// keys that hold another value.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] while it refuses; nothing of the batch is held then.
    pub fn hold(&self, batch: &Batch) -> Result<Vec<String>, ShelfError> {
        self.answer()?;
        let mut held = self.held.borrow_mut();
        let mut taken = Vec::new();
        for Pair { key, value } in &batch.pairs {
            if held.entry(key.clone()).or_insert_with(|| value.clone()) != value {
                taken.push(key.clone());
            }
        }
        self.completed.set(self.completed.get() + 1);
        Ok(taken)
    }

    /// Runs [`Job::ReadMirror`](super::Job::ReadMirror).
    ///
    /// # Errors
    ///
    /// [`ShelfError`] while it refuses.
    pub fn read(&self) -> Result<Vec<Pair>, ShelfError> {
        self.answer()?;
        let held = self.held.borrow();
        let pair = |(key, value): (&String, &String)| Pair {
            key: key.clone(),
            value: value.clone(),
        };
        Ok(held.iter().map(pair).collect())
    }

    /// The value under a key, whether it refuses or not.
    pub fn get(&self, key: &str) -> Option<String> {
        self.held.borrow().get(key).cloned()
    }

    /// Changes what is held behind the back of everybody; for damage at rest.
    pub fn tamper(&self, key: &str, value: Option<&str>) {
        let mut held = self.held.borrow_mut();
        match value {
            Some(value) => held.insert(key.to_owned(), value.to_owned()),
            None => held.remove(key),
        };
    }

    /// Batches that ended well so far.
    pub fn completed(&self) -> u64 {
        self.completed.get()
    }

    fn answer(&self) -> Result<(), ShelfError> {
        self.refusal.borrow().clone().map_or(Ok(()), Err)
    }
}
