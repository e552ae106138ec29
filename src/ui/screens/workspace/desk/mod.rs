//! The task on the desk: where the cursor stands, what keys and buttons do.

mod bench;
mod clock;
mod cursor;
mod decide;
mod places;
mod submit;

use leptos::prelude::*;

use crate::domain::check::CheckAnswer;
use crate::domain::clock::ActiveClock;
use crate::domain::id::ResponseId;
use crate::domain::rating::Rating;
use crate::domain::rubric::Criterion;
use crate::domain::summary::letter;
use crate::domain::task::Kind;
use crate::domain::work::{Judgement, State, Work, WorkKey};
use crate::journal::event::{Event, Step};
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::live::memo;

pub use bench::{Bench, Form};
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

/// A handle to the desk and the task on it, free to copy.
///
/// The desk stays while tasks of one [`Form`] come and go: what shows them follows the bench, and
/// only what differs is drawn.
#[derive(Clone, Copy)]
pub struct Desk {
    bench: Memo<Bench>,
    key: Memo<WorkKey>,
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

impl Desk {
    /// A desk for the form of `first`, and for every bench of that form that follows. A bench of
    /// another form asks for another desk; until it stands, this one keeps what it has.
    pub fn new(app: App, first: Bench, next: Memo<Option<Bench>>) -> Self {
        let form = first.form();
        let bench = Memo::new(move |before: Option<&Bench>| {
            let next = next.get().filter(|next| next.form() == form);
            next.unwrap_or_else(|| before.unwrap_or(&first).clone())
        });
        let state = move || {
            bench.with(|bench| {
                app.session
                    .with(|workspace| workspace.state(&bench.rater, &bench.key))
            })
        };
        let desk = Self {
            bench,
            key: memo(move || bench.with(|bench| bench.key.clone())),
            clock: StoredValue::new(ActiveClock::start(browser::steady_ms(), 0)),
            state: memo(state),
            cursor: RwSignal::new(Cursor::default()),
            raw: RwSignal::new(app.session.setting("raw-view", false)),
            full: RwSignal::new(false),
            note: RwSignal::new(None),
            tried: RwSignal::new(false),
            said: RwSignal::new(String::new()),
        };
        desk.begin(app);
        desk
    }

    /// Before another task: words and time of this one are kept.
    pub fn leave(self, app: App) {
        app.session.settle();
        self.bank(app);
    }

    /// A task came onto the desk: nothing of the one before is open, the clock goes on from the
    /// time that was kept, the keys go to the first thing to rate.
    pub fn begin(self, app: App) {
        let spent = self.now(app, |_, work| work.active_ms);
        self.clock
            .set_value(ActiveClock::start(browser::steady_ms(), spent));
        self.full.set(false);
        self.note.set(None);
        self.tried.set(false);
        self.said.set(String::new());
        let (criterion, side) = self.unrated(app, 0).unwrap_or_default();
        self.cursor.set(Cursor::at(criterion, side));
        // The focus goes where it goes on every new screen.
        browser::blur_in(".workspace");
    }

    /// What lies on the desk now.
    pub fn bench(self) -> Bench {
        self.bench.get_untracked()
    }

    /// What lies on the desk.
    pub fn shown(self) -> Memo<Bench> {
        self.bench
    }

    /// What the work on the desk is keyed by.
    pub fn key(self) -> Memo<WorkKey> {
        self.key
    }

    /// Where the task stands.
    pub fn state(self) -> Memo<State> {
        self.state
    }

    /// A view of the work on the task; of untouched work where nothing was said yet.
    pub fn select<T>(
        self,
        app: App,
        view: impl Fn(&Bench, &Work) -> T + Send + Sync + 'static,
    ) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let untouched = Work::default();
        memo(move || {
            self.bench.with(|bench| {
                app.session.with(|workspace| {
                    let work = workspace.work(&bench.rater, &bench.key);
                    view(bench, work.unwrap_or(&untouched))
                })
            })
        })
    }

    /// The work on the task as it is now, in answer to a key or a click.
    pub fn now<T>(self, app: App, view: impl FnOnce(&Bench, &Work) -> T) -> T {
        let untouched = Work::default();
        self.bench.with_untracked(|bench| {
            app.session.now(|workspace| {
                let work = workspace.work(&bench.rater, &bench.key);
                view(bench, work.unwrap_or(&untouched))
            })
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
        self.decides() && self.bench.with_untracked(|bench| bench.shown.len() == 2)
    }

    /// Whether there are more than two responses to rank.
    pub fn is_ranking(self) -> bool {
        self.decides() && self.bench.with_untracked(|bench| bench.shown.len() > 2)
    }

    /// Whether the task asks for a decision.
    pub fn decides(self) -> bool {
        self.bench
            .with_untracked(|bench| bench.task.kind == Kind::Compare)
    }

    /// Something happens to this task; a refusal is said.
    pub fn step(self, app: App, step: Step) -> bool {
        let on = self.bench.with_untracked(|bench| bench.key.clone());
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
        let Some((found, _)) = self.cell(criterion, side) else {
            return String::new();
        };
        match asks {
            Asks::Place => format!("place of {}", side.letter()),
            Asks::Level => self.cell_name(&found, side),
            Asks::Check(check) => {
                let place = self.check_place(&found, side, check);
                format!("{}, check {place}", found.name)
            }
        }
    }

    /// Which check, and of which response: “1 of 3, B”.
    fn check_place(self, criterion: &Criterion, side: Side, check: usize) -> String {
        let place = format!("{} of {}", check + 1, criterion.checks.len());
        if self.is_alone() {
            place
        } else {
            format!("{place}, {}", side.letter())
        }
    }

    /// Whether there is one response only, which needs no letter.
    fn is_alone(self) -> bool {
        self.bench.with_untracked(|bench| bench.shown.len() == 1)
    }

    /// A criterion and a response in words: “Accuracy, A”.
    fn cell_name(self, criterion: &Criterion, side: Side) -> String {
        if self.is_alone() {
            criterion.name.clone()
        } else {
            format!("{}, {}", criterion.name, side.letter())
        }
    }

    /// Answers a check, or takes the answer away.
    pub fn answer(
        self,
        app: App,
        (criterion, side, check): (usize, Side, usize),
        answer: Option<CheckAnswer>,
    ) -> bool {
        let Some((criterion, response)) = self.cell(criterion, side) else {
            return false;
        };
        let place = self.check_place(&criterion, side, check);
        let step = Step::CheckAnswered {
            response,
            criterion: criterion.id,
            check,
            answer,
        };
        let happened = self.step(app, step);
        if happened {
            let words = answer_words(answer);
            self.said.set(format!("Check {place}: {words}."));
        }
        happened
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
        self.bench.with_untracked(|bench| {
            let criterion = bench.rubric.criteria.get(criterion)?.clone();
            Some((criterion, bench.shown.get(side.0)?.clone()))
        })
    }

    fn judgement<T>(self, app: App, view: impl FnOnce(&Judgement) -> T) -> T {
        self.now(app, |_, work| view(&work.judgement))
    }
}

/// The answer to a check in words.
pub fn answer_words(answer: Option<CheckAnswer>) -> &'static str {
    match answer {
        None => "unanswered",
        Some(CheckAnswer::Met) => "met",
        Some(CheckAnswer::NotMet) => "not met",
        Some(CheckAnswer::Na) => "not applicable",
    }
}
