//! Words in a dialog that was closed, or lost with its tab: there when it opens again.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::work::WorkKey;
use crate::storage::lifeboat::LeftWords;
use crate::storage::{Draft, draft_name};

use super::super::route::Route;
use super::Session;

/// What a dialog's words are kept as.
#[derive(Serialize, Deserialize)]
struct Words {
    words: String,
}

impl Session {
    /// The unsaved words of a dialog about a task.
    pub fn unsaved(self, dialog: &str, on: &WorkKey) -> Option<String> {
        let name = self.words_name(dialog, on);
        self.books.with_value(|books| {
            let draft = books
                .unsaved
                .iter()
                .rev()
                .find(|draft| draft.task == name)?;
            let Words { words } = serde_json::from_str(&draft.json).ok()?;
            Some(words)
        })
    }

    /// Whether these are the unsaved words of any dialog about a task.
    pub(super) fn is_unsaved(self, on: &WorkKey, words: &str) -> bool {
        self.books.with_value(|books| {
            let drafts = books.unsaved.iter().filter(|draft| draft.is_about(on));
            let mut said = drafts.filter_map(|draft| serde_json::from_str(&draft.json).ok());
            said.any(|said: Words| said.words == words)
        })
    }

    /// Keeps the words of a dialog about a task until they are used.
    pub fn keep_unsaved(self, dialog: &str, on: &WorkKey, words: String) {
        let task = self.words_name(dialog, on);
        let json = serde_json::to_string(&Words { words }).unwrap_or_default();
        self.books.update_value(|books| {
            // What the store does not take is there until the tab closes.
            let _ = books.keeper.put_draft(&task, &json);
            let writer = books.keeper.writer().clone();
            let all = &mut books.unsaved;
            all.retain(|draft| draft.task != task || draft.writer != writer);
            all.push(Draft { task, writer, json });
        });
    }

    /// What the words of a dialog are called: those of another rater are others.
    fn words_name(self, dialog: &str, on: &WorkKey) -> String {
        draft_name(&format!("{dialog}.{}", self.rater_now()), on)
    }

    /// Forgets the words of a dialog: they were used, or are not wanted.
    pub fn drop_unsaved(self, dialog: &str, on: &WorkKey) {
        let name = self.words_name(dialog, on);
        self.books.update_value(|books| {
            let is_used = |draft: &Draft| draft.task == name;
            for draft in books.unsaved.iter().filter(|draft| is_used(draft)) {
                // One that stays behind is offered once more.
                let _ = books.keeper.discard_draft(draft);
            }
            books.unsaved.retain(|draft| !is_used(draft));
        });
    }
}

/// The words of a draft of a dialog.
pub(super) fn words_of_dialog(draft: &Draft) -> Option<LeftWords> {
    let Words { words } = serde_json::from_str(&draft.json).ok()?;
    Some(LeftWords {
        label: "A dialog".to_owned(),
        address: Route::Today.href(),
        text: words,
    })
}

/// Whether a draft is of this kind, and not of a text box of the workspace.
pub(super) fn is_words(draft: &Draft) -> bool {
    serde_json::from_str::<Words>(&draft.json).is_ok()
}
