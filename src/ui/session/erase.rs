//! Erasing everything in this browser, for good.

use std::rc::Rc;

use leptos::prelude::*;

use crate::storage::PackError::Denied;
use crate::storage::{PackShelf, Shelf, ShelfError, erase, indexed_db};

use super::super::browser;
use super::Session;
use super::keeping::ERASED;

/// What tells why nothing is kept, while the page that was erased is still there.
const WHY: &str = "everything was erased; reload the page to begin anew";

/// How long other tabs have to hear that they must stop, milliseconds.
const HEARD: u64 = 300;

impl Session {
    /// From here on nothing is written any more.
    pub(super) fn stop_keeping(self) -> Option<Rc<dyn Shelf>> {
        let shelf = self.books.try_update_value(|books| {
            books.tend = None;
            books.file = None;
            books.keeper.stop(ShelfError::Broken(WHY.to_owned()))
        });
        let nowhere = PackShelf::in_memory(Denied);
        self.packs.set_value(Some(nowhere.into()));
        shelf
    }

    /// Erases everything of ours in this browser: the work of every rater, packs and settings. The
    /// other tabs stop before, for they would bring their work back.
    ///
    /// # Errors
    /// What is left, in words; reloading shows it.
    pub async fn erase(self) -> Result<(), String> {
        self.settle();
        browser::tell_tabs(ERASED);
        let shelf = self.stop_keeping();
        browser::wait(HEARD).await;
        let left = |why: ShelfError| format!("Not everything could be erased. {why}");
        if let Some(shelf) = shelf {
            erase(&*shelf).map_err(left)?;
        }
        indexed_db::erase().await.map_err(left)
    }
}
