//! Submitting: what is missing is shown and gone to, what is whole goes on to the next task.

use leptos::prelude::*;

use crate::domain::id::{CriterionId, ResponseId};
use crate::domain::readiness::Gap;
use crate::domain::work::Seen;
use crate::journal::check::Refusal;
use crate::journal::event::{Event, Step};
use crate::ui::app::{App, Tone};
use crate::ui::browser;
use crate::ui::route::Route;

use super::super::walk::last_word;
use super::{Bench, Cursor, Desk, Side};

/// Why there is no next task for now.
const STUCK: &str = "Neither the storage of this browser nor its disk takes anything more, so the \
                     next task has to wait. Download your work now, then make room and try again.";

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
        if app.session.is_stuck() {
            app.say(Tone::Stop, STUCK);
            return;
        }
        let Bench {
            pack, task, shown, ..
        } = self.bench();
        let spent = self
            .clock
            .with_value(|clock| clock.spent(browser::steady_ms()));
        let seen = Seen {
            after_reveal: app.session.answers_were_shown(&pack, &task),
            ..Seen::of(&pack, &task, shown, self.raw.get_untracked(), spent)
        };
        let revision = self.now(app, |_, work| work.submissions.len()) + 1;
        let said = if revision == 1 {
            "Submitted.".to_owned()
        } else {
            format!("Revision {revision} saved.")
        };
        let step = Step::EvaluationSubmitted { seen };
        let done = if revision > 1 && app.way.get_value().from_results {
            self.finish_in_results(app, step).map(|()| said)
        } else {
            self.finish(app, step)
                .map(|is_more| last_word(&said, is_more))
        };
        match done {
            Ok(said) => {
                app.session.note_submission();
                app.say_done(said);
            }
            Err(Refusal::Incomplete(gaps)) => self.show_gap(app, &gaps),
            Err(refusal) => app.say(Tone::Caution, refusal.to_string()),
        }
    }

    /// The last step of an edit that began in the results: back there, to the row that it is of.
    fn finish_in_results(self, app: App, step: Step) -> Result<(), Refusal> {
        let on = self.bench.with_untracked(|bench| bench.key.clone());
        let (pack, task) = (on.pack.clone(), on.task.clone());
        let event = Event::Worked { on, step };
        app.session.check(&event)?;
        app.go(&Route::Results);
        app.session.dispatch(event)?;
        let row = Route::Task { pack, task }.href();
        // Once the row is drawn.
        browser::later(0, move || browser::focus(&format!("th > [href=\"{row}\"]")));
        Ok(())
    }

    /// The last step of the work on this task; the next one is shown. False where there is none.
    ///
    /// The screen goes first: a task that is left behind is not drawn once more.
    ///
    /// # Errors
    /// Says why the step cannot happen; the task stays on the desk then.
    pub fn finish(self, app: App, step: Step) -> Result<bool, Refusal> {
        let on = self.bench.with_untracked(|bench| bench.key.clone());
        let event = Event::Worked { on, step };
        app.session.check(&event)?;
        let is_more = app.go_to_next();
        app.session.dispatch(event)?;
        Ok(is_more)
    }

    /// Says what is missing and goes there.
    fn show_gap(self, app: App, gaps: &[Gap]) {
        self.tried.set(true);
        let Some(first) = gaps.first() else { return };
        app.say(Tone::Caution, self.describe(first, gaps.len()));
        let place = |criterion: &CriterionId, response: &ResponseId| {
            self.bench.with_untracked(|bench| {
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
                    self.cursor.set(Cursor::at(criterion, side));
                }
            }
            Gap::NoteMissing {
                response,
                criterion,
            } => {
                if let Some((criterion, side)) = place(criterion, response) {
                    self.cursor.set(Cursor::at(criterion, side));
                    self.open_note(app);
                }
            }
            Gap::Undecided if self.is_ranking() => self.go_to_places(app),
            Gap::Undecided => browser::reveal(".scale"),
            Gap::CannotJudgeUnexplained => browser::focus("[data-part=rationale]"),
            Gap::Contradicted => browser::focus("[data-part=reason]"),
        }
    }

    /// A gap in the words of this task: criteria by name, responses by letter.
    fn describe(self, gap: &Gap, count: usize) -> String {
        let words = self.bench.with_untracked(|bench| {
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
                Gap::Undecided if bench.shown.len() > 2 => {
                    "Give every response a place.".to_owned()
                }
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
