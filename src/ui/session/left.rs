//! Words that stood in open text boxes when the application stopped, and are kept nowhere else.

use leptos::prelude::*;

use crate::domain::id::{PackId, TaskId};
use crate::domain::work::Work;
use crate::storage::lifeboat::{Left, LeftWords};

use super::super::route::Route;
use super::Session;

impl Session {
    /// Whether an earlier stop left words behind.
    pub fn has_left_words(self) -> bool {
        self.books.with_value(|books| books.keeper.has_left())
    }

    /// What earlier stops left behind.
    pub fn left_words(self) -> Left {
        self.books.with_value(|books| books.keeper.left())
    }

    /// Whether words are kept where they were typed: as a fact, as a draft, or in a setting.
    pub fn keeps(self, words: &LeftWords) -> bool {
        let text = words.text.as_str();
        let in_work = match Route::parse(&words.address) {
            Route::Task { pack, task } => self.says(&pack, &task, text),
            _ => false,
        };
        in_work
            || self.books.with_value(|books| {
                let found = books.keeper.is_in_a_setting(text);
                found.unwrap_or_default()
            })
    }

    /// Whether the words stand in the work on a task, or in a dialog about it.
    fn says(self, pack: &PackId, task: &TaskId, words: &str) -> bool {
        let rater = self.rater_now();
        self.now(|workspace| {
            let mut touched = workspace.works_on(&rater, pack);
            touched.any(|(key, work)| {
                key.task == *task
                    && (texts(work).any(|text| text == words) || self.is_unsaved(key, words))
            })
        })
    }

    /// Forgets what earlier stops left behind.
    pub fn forget_left_words(self, left: &Left) {
        self.books.update_value(|books| {
            // What stays behind is offered once more.
            let _ = books.keeper.forget_left(left);
        });
    }
}

/// Everything in words that work on a task holds.
fn texts(work: &Work) -> impl Iterator<Item = &str> {
    let judgement = &work.judgement;
    let notes = judgement.notes.values();
    let flags = work.flags.iter().map(|flag| &flag.note);
    notes
        .chain([&judgement.rationale.text])
        .chain(&judgement.override_reason)
        .chain(flags)
        .chain(&work.skipped)
        .map(String::as_str)
}
