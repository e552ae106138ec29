//! The task on the desk: where the cursor stands, what keys and buttons do.

mod clock;
mod cursor;
mod decide;
mod places;
mod submit;

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::check::CheckAnswer;
use crate::domain::clock::ActiveClock;
use crate::domain::id::ResponseId;
use crate::domain::order;
use crate::domain::pack::Pack;
use crate::domain::rating::Rating;
use crate::domain::rubric::{Criterion, Rubric};
use crate::domain::summary::letter;
use crate::domain::task::{Kind, Task};
use crate::domain::work::{Judgement, State, Work, WorkKey};
use crate::journal::event::{Event, Step};
use crate::ui::app::App;
use crate::ui::browser;

pub use places::ordinal;

/// A place among the shown responses, from 0; its letter is derived from it and never stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side(pub usize);

impl Side {
    /// The response on the left.
    pub const A: Self = Self(0);
    /// The response on the right.
    pub const B: Self = Self(1);

    /// A, B, C …
    pub fn letter(self) -> char {
        letter(self.0)
    }

    /// Its name in `data-side`; sides beyond two share none.
    pub fn data(self) -> Option<&'static str> {
        match self.0 {
            0 => Some("a"),
            1 => Some("b"),
            _ => None,
        }
    }
}

/// Where the keys go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The criterion's index.
    pub criterion: usize,
    /// The response.
    pub side: Side,
    /// What a digit says there.
    pub asks: Asks,
}

/// What a digit says where the cursor stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asks {
    /// The level of the response on the criterion.
    #[default]
    Level,
    /// The answer to a check of the criterion, by its index.
    Check(usize),
    /// The place of the response in the ranking, whatever the criterion.
    Place,
}

impl Cursor {
    /// At the rating of a response on a criterion.
    pub fn at(criterion: usize, side: Side) -> Self {
        Self {
            criterion,
            side,
            asks: Asks::Level,
        }
    }
}

/// How much of what is seen goes by with one scroll; the rest keeps the reader's place.
const MOST_OF: f64 = 0.85;

/// A handle to the open task, free to copy.
#[derive(Clone, Copy)]
pub struct Desk {
    bench: StoredValue<Bench>,
    clock: StoredValue<ActiveClock>,
    state: Memo<State>,
    /// Where the keys go.
    pub cursor: RwSignal<Cursor>,
    /// Whether the raw text is shown.
    pub raw: RwSignal<bool>,
    /// Whether responses are shown in full length.
    pub full: RwSignal<bool>,
    /// The criterion whose note is open.
    pub note: RwSignal<Option<usize>>,
    /// Whether a submission was tried: from then on what is missing is shown.
    pub tried: RwSignal<bool>,
    /// What was just done, for those who cannot see it.
    pub said: RwSignal<String>,
}

/// What lies on the desk; it does not change while it lies there.
#[derive(Clone)]
pub struct Bench {
    /// What the work is keyed by.
    pub key: WorkKey,
    /// The pack.
    pub pack: Arc<Pack>,
    /// The task.
    pub task: Arc<Task>,
    /// The rubric it is judged by.
    pub rubric: Arc<Rubric>,
    /// The responses in the order they are shown.
    pub shown: Vec<ResponseId>,
}

impl Desk {
    /// Puts a task on the desk.
    pub fn new(app: App, pack: Arc<Pack>, task: Arc<Task>) -> Self {
        let rater = app.session.rater_now();
        let key = WorkKey::first(&pack.stub.id, &task.id);
        let ids = task.response_ids();
        let shown = order::shown(&pack.stub.seed, &rater, &task.id, &ids, key.pass);
        let rubric = Arc::clone(pack.rubric_of(&task));
        let state = {
            let (rater, key) = (rater.clone(), key.clone());
            app.session
                .select(move |workspace| workspace.state(&rater, &key))
        };
        let spent = app
            .session
            .now(|w| w.work(&rater, &key).map_or(0, |work| work.active_ms));
        let desk = Self {
            bench: StoredValue::new(Bench {
                key,
                pack,
                task,
                rubric,
                shown,
            }),
            clock: StoredValue::new(ActiveClock::start(browser::steady_ms(), spent)),
            state,
            cursor: RwSignal::new(Cursor::default()),
            raw: RwSignal::new(app.session.setting("raw-view", false)),
            full: RwSignal::new(false),
            note: RwSignal::new(None),
            tried: RwSignal::new(false),
            said: RwSignal::new(String::new()),
        };
        if let Some((criterion, side)) = desk.unrated(app, 0) {
            desk.cursor.set(Cursor::at(criterion, side));
        }
        desk
    }

    /// What lies on the desk.
    pub fn bench(self) -> Bench {
        self.bench.get_value()
    }

    /// Where the task stands.
    pub fn state(self) -> Memo<State> {
        self.state
    }

    /// A view of the work on this task; of untouched work where nothing was said yet.
    pub fn select<T>(
        self,
        app: App,
        view: impl Fn(&Bench, &Work) -> T + Send + Sync + 'static,
    ) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let (bench, rater) = (self.bench(), app.session.rater_now());
        let untouched = Work::default();
        app.session.select(move |workspace| {
            view(
                &bench,
                workspace.work(&rater, &bench.key).unwrap_or(&untouched),
            )
        })
    }

    /// Whether ratings and decisions can be given now.
    pub fn can_judge(self) -> bool {
        self.state
            .try_get_untracked()
            .is_some_and(|state| state != State::Submitted)
    }

    /// Whether the evaluation is submitted and not being changed.
    pub fn is_submitted(self) -> bool {
        self.state.try_get_untracked() == Some(State::Submitted)
    }

    /// Whether there are two responses to decide between.
    pub fn is_pair(self) -> bool {
        self.decides() && self.bench.with_value(|bench| bench.shown.len() == 2)
    }

    /// Whether there are more than two responses to rank.
    pub fn is_ranking(self) -> bool {
        self.decides() && self.bench.with_value(|bench| bench.shown.len() > 2)
    }

    /// Whether the task asks for a decision.
    pub fn decides(self) -> bool {
        self.bench
            .with_value(|bench| bench.task.kind == Kind::Compare)
    }

    /// Something happens to this task; a refusal is said.
    pub fn step(self, app: App, step: Step) -> bool {
        let on = self.bench.with_value(|bench| bench.key.clone());
        app.act(Event::Worked { on, step })
    }

    /// Gives a rating, or takes it away, and puts the cursor there.
    pub fn rate(self, app: App, criterion: usize, side: Side, rating: Option<Rating>) -> bool {
        self.cursor.set(Cursor::at(criterion, side));
        let Some((criterion, response)) = self.cell(criterion, side) else {
            return false;
        };
        let words = criterion.rating_name(rating);
        let said = format!("{}: {words}.", self.cell_name(&criterion, side));
        let step = Step::RatingGiven {
            response,
            criterion: criterion.id,
            rating,
        };
        let happened = self.step(app, step);
        if happened {
            self.said.set(said);
        }
        happened
    }

    /// Where the cursor stands, in words.
    pub fn cursor_name(self) -> String {
        let Cursor {
            criterion,
            side,
            asks,
        } = self.cursor.get();
        if asks == Asks::Place {
            return format!("place of {}", side.letter());
        }
        let found = self.cell(criterion, side);
        found.map_or_else(String::new, |(criterion, _)| {
            self.cell_name(&criterion, side)
        })
    }

    /// A criterion and a response in words: “Accuracy, A”.
    fn cell_name(self, criterion: &Criterion, side: Side) -> String {
        if self.bench.with_value(|bench| bench.shown.len() == 1) {
            criterion.name.clone()
        } else {
            format!("{}, {}", criterion.name, side.letter())
        }
    }

    /// Answers a check, or takes the answer away, and puts the cursor there.
    pub fn answer(
        self,
        app: App,
        (criterion, side, check): (usize, Side, usize),
        answer: Option<CheckAnswer>,
    ) -> bool {
        let Some((criterion, response)) = self.cell(criterion, side) else {
            return false;
        };
        self.step(
            app,
            Step::CheckAnswered {
                response,
                criterion: criterion.id,
                check,
                answer,
            },
        )
    }

    /// Shows raw text or rendered Markdown, for all responses at once; remembered.
    pub fn toggle_raw(self, app: App) {
        self.raw.update(|raw| *raw = !*raw);
        app.session
            .set_setting("raw-view", &self.raw.get_untracked());
    }

    /// Scrolls all responses by most of their height; `by` is 1 or −1.
    pub fn scroll(self, by: f64) {
        browser::scroll(&[".resp > .body", ".work", "html"], by * MOST_OF);
    }

    /// Shows responses in full length or within the screen.
    pub fn toggle_full(self) {
        self.full.update(|full| *full = !*full);
    }

    /// Opens a submitted evaluation to change it.
    pub fn reopen(self, app: App) {
        self.step(app, Step::EvaluationReopened);
    }

    /// Drops the changes since the last submission.
    pub fn drop_changes(self, app: App) {
        app.session.settle();
        if self.step(app, Step::ChangesDropped) {
            app.say_done("The changes since the submission are dropped.");
            browser::later(0, || browser::focus_if_lost("#main"));
        }
    }

    /// Takes a skipped task up again.
    pub fn resume(self, app: App) {
        self.step(app, Step::TaskResumed);
    }

    fn cell(self, criterion: usize, side: Side) -> Option<(Criterion, ResponseId)> {
        self.bench.with_value(|bench| {
            let criterion = bench.rubric.criteria.get(criterion)?.clone();
            Some((criterion, bench.shown.get(side.0)?.clone()))
        })
    }

    fn judgement<T>(self, app: App, view: impl FnOnce(&Judgement) -> T) -> T {
        let rater = app.session.rater_now();
        let key = self.bench.with_value(|bench| bench.key.clone());
        app.session
            .now(|workspace| match workspace.work(&rater, &key) {
                Some(work) => view(&work.judgement),
                None => view(&Judgement::default()),
            })
    }
}
