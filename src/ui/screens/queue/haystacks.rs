//! What a search looks through: a text a task, made once for each pack. For ten thousand tasks
//! that takes longer than a frame, so it begins when the search box is entered, between keys.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::domain::pack::Pack;
use crate::domain::search::haystack;
use crate::ui::browser;

/// How long they are made before the page may answer, milliseconds.
const SLICE: f64 = 6.0;

/// The texts of one pack, free to copy.
#[derive(Clone, Copy)]
pub struct Haystacks(StoredValue<Made>);

#[derive(Default)]
struct Made {
    pack: Option<Arc<Pack>>,
    texts: Vec<String>,
    /// Whether somebody is at it.
    is_making: bool,
}

impl Haystacks {
    /// None yet.
    pub fn new() -> Self {
        Self(StoredValue::default())
    }

    /// Makes those of a pack, and lets the page answer in between.
    pub fn begin(self, pack: Arc<Pack>) {
        let is_made = self.0.try_update_value(|made| {
            made.turn_to(&pack);
            std::mem::replace(&mut made.is_making, true)
        });
        if is_made != Some(false) {
            return;
        }
        spawn_local(async move {
            while self.0.try_update_value(Made::go_on) == Some(true) {
                browser::breathe().await;
            }
        });
    }

    /// Whether the text of the task at that place is one of those; what is not made yet is made.
    pub fn has(self, pack: &Arc<Pack>, task: usize, is_one: impl FnOnce(&str) -> bool) -> bool {
        let found = self.0.try_update_value(|made| {
            made.turn_to(pack);
            while made.texts.len() <= task && made.add() {}
            made.texts.get(task).is_some_and(|text| is_one(text))
        });
        found == Some(true)
    }
}

impl Made {
    fn turn_to(&mut self, pack: &Arc<Pack>) {
        let is_known = self.pack.as_ref().is_some_and(|own| Arc::ptr_eq(own, pack));
        if !is_known {
            self.pack = Some(Arc::clone(pack));
            self.texts = Vec::with_capacity(pack.tasks.len());
        }
    }

    /// Goes on for a slice; whether there is more to do.
    fn go_on(&mut self) -> bool {
        let begun = browser::stopwatch();
        while browser::stopwatch() - begun < SLICE {
            if !self.add() {
                self.is_making = false;
                return false;
            }
        }
        true
    }

    /// The next one; false where all are made.
    fn add(&mut self) -> bool {
        let Some(pack) = self.pack.as_ref() else {
            return false;
        };
        let at = self.texts.len();
        let task = pack.tasks.read(at);
        // One that cannot be read again is found by nothing.
        let text = task.as_ref().map(haystack).unwrap_or_default();
        if at < pack.tasks.len() {
            self.texts.push(text);
        }
        at < pack.tasks.len()
    }
}
