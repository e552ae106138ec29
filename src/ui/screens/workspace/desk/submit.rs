//! Submitting: what is missing is shown and gone to, what is whole goes on to the next task.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::id::{CriterionId, ResponseId};
use crate::domain::readiness::Gap;
use crate::domain::work::Seen;
use crate::journal::check::Refusal;
use crate::journal::event::Step;
use crate::ui::app::{App, Tone};
use crate::ui::browser;
use crate::ui::route::{QueueView, Route};

use super::{Bench, Cursor, Desk, Side};

/// Nobody judges a task in this time, milliseconds.
const GLANCE: u64 = 300;

impl Desk {
    /// Submits and goes to the next task, or shows what is missing.
    pub fn submit(self, app: App) {
        if browser::steady_ms() < app.session.submitted_at() + GLANCE {
            // A second press that was meant for the task before.
            return;
        }
        app.session.settle();
        self.bank(app);
        let Bench {
            key,
            pack,
            task,
            shown,
            ..
        } = self.bench();
        let spent = self
            .clock
            .with_value(|clock| clock.spent(browser::steady_ms()));
        let seen = Seen {
            after_reveal: app.session.answers_were_shown(&pack, &task),
            ..Seen::of(&pack, &task, shown, self.raw.get_untracked(), spent)
        };
        match app.session.step(&key, Step::EvaluationSubmitted { seen }) {
            Ok(_) => {
                app.session.note_submission();
                app.say(Tone::Clear, "Submitted.");
                app.go_on();
            }
            Err(Refusal::Incomplete(gaps)) => self.show_gap(app, &gaps),
            Err(refusal) => app.say(Tone::Caution, refusal.to_string()),
        }
    }

    /// Says what is missing and goes there.
    fn show_gap(self, app: App, gaps: &[Gap]) {
        self.tried.set(true);
        let Some(first) = gaps.first() else { return };
        app.say(Tone::Caution, self.describe(first, gaps.len()));
        let place = |criterion: &CriterionId, response: &ResponseId| {
            self.bench.with_value(|bench| {
                let criterion = bench
                    .rubric
                    .criteria
                    .iter()
                    .position(|c| c.id == *criterion);
                let side = bench.shown.iter().position(|id| id == response);
                Some((criterion?, Side(side?)))
            })
        };
        match first {
            Gap::Unrated {
                response,
                criterion,
            } => {
                if let Some((criterion, side)) = place(criterion, response) {
                    self.cursor.set(Cursor {
                        criterion,
                        side,
                        check: None,
                    });
                }
            }
            Gap::NoteMissing {
                response,
                criterion,
            } => {
                if let Some((criterion, side)) = place(criterion, response) {
                    self.cursor.set(Cursor {
                        criterion,
                        side,
                        check: None,
                    });
                    self.open_note(app);
                }
            }
            Gap::Undecided => browser::reveal(".scale"),
            Gap::CannotJudgeUnexplained => browser::focus("[data-part=rationale]"),
            Gap::Contradicted => browser::focus("[data-part=reason]"),
        }
    }

    /// A gap in the words of this task: criteria by name, responses by letter.
    fn describe(self, gap: &Gap, count: usize) -> String {
        let words = self.bench.with_value(|bench| {
            let name = |id: &CriterionId| {
                bench
                    .rubric
                    .criterion(id)
                    .map_or(id.to_string(), |found| found.name.clone())
            };
            let letter = |id: &ResponseId| {
                let at = bench
                    .shown
                    .iter()
                    .position(|shown| shown == id)
                    .unwrap_or_default();
                if bench.shown.len() > 1 {
                    format!(" for {}", Side(at).letter())
                } else {
                    String::new()
                }
            };
            match gap {
                Gap::Unrated {
                    response,
                    criterion,
                } => {
                    format!("Not rated yet: {}{}.", name(criterion), letter(response))
                }
                Gap::NoteMissing {
                    response,
                    criterion,
                } => format!(
                    "Say in a note why {}{} stands far from what its checks suggest.",
                    name(criterion),
                    letter(response)
                ),
                Gap::Undecided => "Decide which response is better.".to_owned(),
                Gap::CannotJudgeUnexplained => {
                    "Say in the rationale why it cannot be judged.".to_owned()
                }
                Gap::Contradicted => {
                    "The ratings point the other way: change one of them, or say why.".to_owned()
                }
            }
        });
        match count {
            0 | 1 => words,
            more => format!("{words} {} more to do.", more - 1),
        }
    }
}

impl App {
    /// Goes to the next open task of the pack on the desk, or to the queue when all is done.
    pub fn go_on(self) {
        let Some(pack) = self.session.current_now() else {
            self.go(&Route::Open { pack: None });
            return;
        };
        let rater = self.session.rater_now();
        let current = self
            .desk
            .with_untracked(|desk| desk.map(|desk| desk.bench().task.id.clone()));
        let loaded = self
            .session
            .now(|workspace| workspace.loaded(&pack).map(Arc::clone));
        let Some(loaded) = loaded else {
            // The queue says what is missing, or that the texts are on their way.
            self.go(&Route::Queue(QueueView::default()));
            return;
        };
        let next = self
            .session
            .now(|w| w.next(&rater, &loaded, current.as_ref()));
        if let Some(task) = next {
            self.go_to_task(&pack, &task);
        } else {
            self.say(Tone::Clear, "That was the last task of this pack.");
            self.go(&Route::Queue(QueueView::default()));
        }
    }
}
