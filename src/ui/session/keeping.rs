//! The second place, other tabs and the clock, as the first screen knows them: what tends them is
//! fetched after it.

use leptos::prelude::*;

use super::super::route::Route;
use super::super::{browser, chunks, planted};
use super::Session;

/// Said to other tabs: everything is being erased; who goes on writing would bring it back.
pub(super) const ERASING: &str = "erasing";

/// Said to other tabs: everything is erased.
pub(super) const ERASED: &str = "erased";

/// How long until a part that did not arrive is asked for again, milliseconds.
const AGAIN: u64 = 30_000;

/// What there is to tend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The page has come up.
    Begin,
    /// The keeper was told something, and may ask for something.
    Step,
    /// Another tab has written.
    Changed,
    /// The page is looked at again; others may have done anything meanwhile.
    LookAround,
    /// The page is being hidden, and may not come back.
    BeforeHiding,
    /// The page goes away.
    Leave,
    /// Another tab said something.
    Heard(String),
}

/// Does what an occasion asks for.
pub type Tend = fn(Session, Occasion);

impl Session {
    /// Reaches for the second place. Where the part that tends it does not arrive, work is kept in
    /// one place, and said to be.
    pub async fn reach_mirror(self) {
        let Ok(tend) = chunks::tend().await else {
            browser::later(AGAIN, move || {
                leptos::task::spawn_local(self.reach_mirror());
            });
            return;
        };
        self.books.update_value(|books| books.tend = Some(tend));
        self.tend(Occasion::Begin);
    }

    /// What another tab said.
    pub fn hear(self, words: &str) {
        planted::at("tab");
        match words {
            ERASING => drop(self.stop_keeping()),
            ERASED => {
                browser::replace(&Route::Today.href());
                browser::reload();
            }
            words => self.tend(Occasion::Heard(words.to_owned())),
        }
    }

    /// There is something to tend.
    pub fn tend(self, occasion: Occasion) {
        let tend = self.books.try_with_value(|books| books.tend).flatten();
        if let Some(tend) = tend {
            tend(self, occasion);
        }
    }
}
