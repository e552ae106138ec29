//! Erasing everything, for a person who asked for it: the one place where something is removed.

use std::rc::Rc;

use super::frame;
use super::keeper::Keeper;
use super::keys::{Key, PREFIX};
use super::memory::MemoryShelf;
use super::meta::Mode;
use super::rules::Ms;
use super::shelf::{Shelf, ShelfError};

/// The setting that stays behind: when everything was erased. A page that was opened before and
/// sees what it knows gone must not bring it back.
const ERASED: &str = "erased";

impl Keeper {
    /// From here on nothing is written: what happens is in memory only, and gone with the page.
    /// Gives the shelf away.
    pub fn stop(&mut self, why: ShelfError) -> Rc<dyn Shelf> {
        self.mode = Mode::Memory { why };
        std::mem::replace(&mut self.shelf, Rc::new(MemoryShelf::new()))
    }

    /// Whether everything was erased since a moment.
    pub fn was_erased_since(&self, since: Ms) -> bool {
        self.setting::<Ms>(ERASED, 0).value > since
    }
}

/// Says that everything is erased at `now`, before anything is.
///
/// # Errors
///
/// [`ShelfError`] where that cannot be said.
pub fn mark_erased(shelf: &dyn Shelf, now: Ms) -> Result<(), ShelfError> {
    let key = mark();
    shelf.set(&key, &frame::encode(&key, &now.to_string()))
}

/// Removes everything under our prefix but the mark, and nothing else of the origin.
///
/// # Errors
///
/// [`ShelfError`] where something is left.
pub fn erase(shelf: &dyn Shelf) -> Result<(), ShelfError> {
    let mark = mark();
    let others = || -> Result<Vec<String>, ShelfError> {
        let mut keys = shelf.keys(PREFIX)?;
        keys.retain(|key| *key != mark);
        Ok(keys)
    };
    for key in others()? {
        shelf.remove(&key)?;
    }
    if others()?.is_empty() {
        Ok(())
    } else {
        Err(ShelfError::Broken(
            "something was written meanwhile".to_owned(),
        ))
    }
}

fn mark() -> String {
    let name = ERASED.to_owned();
    Key::Setting { name }.to_string()
}
