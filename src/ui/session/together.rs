//! The same task open in several tabs: nothing is lost by it, and it is said.
//!
//! A tab says where it came, and whoever is there too answers; whoever leaves says so. A tab that
//! was killed says nothing: when the page is looked at again it asks anew.

use leptos::prelude::*;

use crate::domain::work::WorkKey;

use super::super::browser;
use super::Session;

/// Said on coming to a place, on being there too, and on leaving it.
const COME: &str = "come ";
const TOO: &str = "too ";
const LEFT: &str = "left ";

impl Session {
    /// Whether the work on a task is open in another tab as well.
    pub fn is_elsewhere(self, on: &WorkKey) -> bool {
        let place = self.place(on);
        self.elsewhere.with(|places| places.contains(&place))
    }

    /// This tab shows the work on a task now.
    pub fn come_to(self, on: &WorkKey) {
        let place = self.place(on);
        let before = self
            .books
            .try_update_value(|books| books.at.replace(place.clone()));
        if let Some(before) = before.flatten().filter(|before| *before != place) {
            tell(LEFT, &before);
        }
        tell(COME, &place);
    }

    /// This tab shows no task any more.
    pub fn leave_place(self) {
        let before = self.books.try_update_value(|books| books.at.take());
        if let Some(before) = before.flatten() {
            tell(LEFT, &before);
        }
    }

    /// Another tab said something about a place.
    pub(super) fn hear_of_place(self, words: &str) {
        let is_here = |place: &str| {
            let at = self
                .books
                .try_with_value(|books| books.at.as_deref() == Some(place));
            at == Some(true)
        };
        if let Some(place) = words.strip_prefix(COME) {
            self.elsewhere.update(|places| {
                places.insert(place.to_owned());
            });
            if is_here(place) {
                tell(TOO, place);
            }
        } else if let Some(place) = words.strip_prefix(TOO) {
            self.elsewhere.update(|places| {
                places.insert(place.to_owned());
            });
        } else if let Some(place) = words.strip_prefix(LEFT) {
            self.forget_place(place);
            if is_here(place) {
                tell(COME, place);
            }
        }
    }

    /// Asks anew whether anybody is here too: tabs that were killed do not say that they left.
    pub(super) fn ask_around(self) {
        let at = self.books.try_with_value(|books| books.at.clone());
        if let Some(place) = at.flatten() {
            self.forget_place(&place);
            tell(COME, &place);
        }
    }

    fn forget_place(self, place: &str) {
        if self
            .elsewhere
            .with_untracked(|places| places.contains(place))
        {
            self.elsewhere.update(|places| {
                places.remove(place);
            });
        }
    }

    /// What other tabs call the work on a task; that of another rater is another place.
    fn place(self, on: &WorkKey) -> String {
        format!(
            "{}\n{}\n{}\n{}",
            self.rater_now(),
            on.pack,
            on.task,
            on.pass
        )
    }
}

fn tell(what: &str, place: &str) {
    browser::tell_tabs(&format!("{what}{place}"));
}
