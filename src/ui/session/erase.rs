//! Erasing everything in this browser, for good.

use std::rc::Rc;

use leptos::prelude::*;

use crate::storage::PackError::Denied;
use crate::storage::{PackShelf, Shelf, ShelfError, erase, indexed_db, mark_erased};

use super::super::browser;
use super::Session;
use super::keeping::{ERASED, ERASING};

/// What tells why nothing is kept, while the page that was erased is still there.
const WHY: &str = "everything was erased; reload the page to begin anew";

/// How long erasing may take, milliseconds.
const LONGEST: i64 = 5_000;

/// How long other tabs have to hear that they must stop, milliseconds.
const HEARD: u64 = 300;

impl Session {
    /// From here on nothing is written any more.
    pub(super) fn stop_keeping(self) -> Option<Rc<dyn Shelf>> {
        self.books.try_update_value(|books| {
            books.tend = None;
            books.file = None;
            books.packs = Some(PackShelf::in_memory(Denied).into());
            books.keeper.stop(ShelfError::Broken(WHY.to_owned()))
        })
    }

    /// Whether another tab erased everything while this one was open: then this one begins anew,
    /// whatever it has heard of that.
    pub(super) fn begins_anew(self) -> bool {
        let was_erased = self
            .books
            .try_with_value(|books| books.keeper.was_erased_since(books.opened_at));
        if was_erased == Some(true) {
            drop(self.stop_keeping());
            browser::reload();
        }
        was_erased == Some(true)
    }

    /// Whether everything was erased a moment ago: it is said on the page that follows.
    pub fn was_just_erased(self) -> bool {
        let since = browser::now_ms() - LONGEST;
        self.books
            .with_value(|books| books.keeper.was_erased_since(since))
    }

    /// Erases everything of ours in this browser: the work of every rater, packs and settings. The
    /// other tabs stop before, for they would bring their work back.
    ///
    /// # Errors
    /// What is left, in words; reloading shows it.
    pub async fn erase(self) -> Result<(), String> {
        self.settle();
        let left = |why: ShelfError| format!("Not everything could be erased. {why}");
        let taken = self.stop_keeping();
        let mark = |at| {
            taken
                .as_ref()
                .map_or(Ok(()), |shelf| mark_erased(&**shelf, at))
        };
        // A tab that is opened meanwhile must not take what it still finds for what there is.
        mark(browser::now_ms() + LONGEST).map_err(left)?;
        browser::tell_tabs(ERASING);
        browser::wait(HEARD).await;
        if let Some(shelf) = &taken {
            erase(&**shelf).map_err(left)?;
        }
        indexed_db::erase().await.map_err(left)?;
        mark(browser::now_ms()).map_err(left)?;
        browser::tell_tabs(ERASED);
        Ok(())
    }
}
