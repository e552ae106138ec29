//! Erasing everything, for a person who asked for it: the one place where something is removed.

use std::rc::Rc;

use super::keeper::Keeper;
use super::keys::PREFIX;
use super::memory::MemoryShelf;
use super::meta::Mode;
use super::shelf::{Shelf, ShelfError};

impl Keeper {
    /// From here on nothing is written: what happens is in memory only, and gone with the page.
    /// Gives the shelf away.
    pub fn stop(&mut self, why: ShelfError) -> Rc<dyn Shelf> {
        self.mode = Mode::Memory { why };
        std::mem::replace(&mut self.shelf, Rc::new(MemoryShelf::new()))
    }
}

/// Removes everything under our prefix, and nothing else of the origin.
///
/// # Errors
///
/// [`ShelfError`] where something is left.
pub fn erase(shelf: &dyn Shelf) -> Result<(), ShelfError> {
    for key in shelf.keys(PREFIX)? {
        shelf.remove(&key)?;
    }
    if shelf.keys(PREFIX)?.is_empty() {
        Ok(())
    } else {
        Err(ShelfError::Broken(
            "something was written meanwhile".to_owned(),
        ))
    }
}
