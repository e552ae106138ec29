//! From task to task, also past those that this version has no workspace for.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::id::{PackId, TaskId};
use crate::ui::app::{App, Tone};
use crate::ui::route::{QueueView, Route};

/// What is said of a step after which the next task is shown, or none.
pub fn last_word(said: &str, is_more: bool) -> String {
    if is_more {
        said.to_owned()
    } else {
        format!("{said} {LAST}")
    }
}

/// Said when nothing is left to do.
const LAST: &str = "That was the last task of this pack.";

impl App {
    /// The task that the address names.
    pub fn task_here(self) -> Option<(PackId, TaskId)> {
        self.route.with_untracked(|route| match route {
            Route::Task { pack, task } => Some((pack.clone(), task.clone())),
            _ => None,
        })
    }

    /// The pack that the screen is about: the task's own, wherever it lies, or the one on the desk.
    pub fn pack_in_sight(self) -> Option<PackId> {
        let of_task = self.route.with(|route| match route {
            Route::Task { pack, .. } => Some(pack.clone()),
            _ => None,
        });
        of_task.or_else(|| self.session.current())
    }

    /// Goes to a neighbour in the order of the pack.
    pub fn go_by(self, by: isize) {
        let Some((pack, task)) = self.task_here() else {
            return;
        };
        let rater = self.session.rater_now();
        let share: Vec<TaskId> = self.session.now(|workspace| {
            let loaded = workspace.loaded(&pack).into_iter();
            let tasks = loaded.flat_map(|pack| pack.share(&rater));
            tasks.map(|task| task.id.clone()).collect()
        });
        let Some(at) = share.iter().position(|id| *id == task) else {
            return;
        };
        let next = at.checked_add_signed(by).and_then(|next| share.get(next));
        match next {
            Some(next) => self.go_to_task(&pack, next),
            None => self.say(Tone::Plain, "There is no further task in this direction."),
        }
    }

    /// Goes to the next open task of the pack in sight, or to the queue when all is done.
    pub fn go_on(self) {
        if !self.go_to_next() {
            let partial = self.session.now(|workspace| {
                let pack = untrack(|| self.pack_in_sight())?;
                workspace.loaded(&pack).map(|pack| pack.partial)
            });
            let words = if partial == Some(true) {
                "The file of this pack is not here. Open it to go on."
            } else {
                LAST
            };
            self.say(Tone::Clear, words);
        }
    }

    /// As [`go_on`](Self::go_on), without a word; false where all is done.
    pub(super) fn go_to_next(self) -> bool {
        let Some(pack) = untrack(|| self.pack_in_sight()) else {
            self.go(&Route::Open { pack: None });
            return true;
        };
        let rater = self.session.rater_now();
        let current = self.task_here().map(|(_, task)| task);
        let loaded = self
            .session
            .now(|workspace| workspace.loaded(&pack).map(Arc::clone));
        let Some(loaded) = loaded else {
            // The queue says what is missing, or that the texts are on their way.
            self.go(&Route::Queue(QueueView::default()));
            return true;
        };
        let next = self
            .session
            .now(|w| w.next(&rater, &loaded, current.as_ref()));
        match &next {
            Some(task) => self.go_to_task(&pack, task),
            None => self.go(&Route::Queue(QueueView::default())),
        }
        next.is_some()
    }
}
