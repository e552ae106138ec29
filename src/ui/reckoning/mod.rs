//! Long statistics, off the main thread: how a screen asks, follows and cancels them.
//!
//! ```ignore
//! let progress = RwSignal::new(None);
//! let asked = reckoning::ask(job, move |now| progress.set(Some(now)));
//! let cancel = asked.cancel();
//! on_cleanup(move || cancel.now());
//! spawn_local(async move {
//!     match asked.await {
//!         Ok(answer) => …,
//!         Err(Lost::Cancelled) => {}
//!         Err(why) => app.say(Tone::Stop, &why.to_string()),
//!     }
//! });
//! ```
//!
//! Only this file is of the first load. The [desk], which writes jobs and keeps the worker, is
//! fetched with the first question (`src/ui/chunks.rs`), and the worker's own program, which does
//! the work, as well.

pub mod desk;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

use leptos::task::spawn_local;
use thiserror::Error;

use crate::stats::jobs::{Answer, Job, Progress};

use super::chunks;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Lost {
    /// A file did not arrive, or is of another build.
    #[error("A part of the app could not be loaded. Reload the page.")]
    Missing,
    /// The work itself failed: a fault of ours.
    #[error("This could not be worked out: {0}")]
    Failed(String),
    /// Nobody wants it any more.
    #[error("Cancelled.")]
    Cancelled,
}

/// What comes of a question.
pub type Outcome = Result<Answer, Lost>;

/// Hears which question is over, and whether it was answered.
type Then = fn(u64, bool);

/// A question, shared by who asked and who answers.
pub struct Question {
    id: u64,
    job: RefCell<Option<Job>>,
    told: Box<dyn Fn(Progress)>,
    outcome: RefCell<Option<Outcome>>,
    is_over: Cell<bool>,
    waker: RefCell<Option<Waker>>,
    /// What else has to know that it is over.
    then: Cell<Option<Then>>,
}

thread_local! {
    static OPEN: RefCell<BTreeMap<u64, Weak<Question>>> = const { RefCell::new(BTreeMap::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

impl Question {
    fn new(job: Job, told: Box<dyn Fn(Progress)>) -> Rc<Self> {
        let id = NEXT.get();
        NEXT.set(id + 1);
        let question = Rc::new(Self {
            id,
            job: RefCell::new(Some(job)),
            told,
            outcome: RefCell::default(),
            is_over: Cell::new(false),
            waker: RefCell::default(),
            then: Cell::new(None),
        });
        OPEN.with_borrow_mut(|open| open.insert(id, Rc::downgrade(&question)));
        question
    }

    /// The end of it; only the first one counts.
    fn end(&self, outcome: Outcome) {
        if self.is_over.replace(true) {
            return;
        }
        OPEN.with_borrow_mut(|open| open.remove(&self.id));
        let is_answered = outcome.is_ok();
        *self.outcome.borrow_mut() = Some(outcome);
        if let Some(then) = self.then.take() {
            then(self.id, is_answered);
        }
        let waker = self.waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// A question on its way: a future of the outcome. Dropped, it is cancelled.
#[must_use = "a question that is dropped is cancelled"]
pub struct Asked(Rc<Question>);

/// Cancels a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancel(u64);

/// Asks. One question is worked on at a time, the others wait their turn; `told` hears how far this
/// one is, some twenty times a second.
pub fn ask(job: Job, told: impl Fn(Progress) + 'static) -> Asked {
    let question = Question::new(job, Box::new(told));
    let asked = Asked(Rc::clone(&question));
    spawn_local(async move {
        match chunks::reckoning().await {
            Ok(take) => take(question),
            Err(_) => question.end(Err(Lost::Missing)),
        }
    });
    asked
}

impl Asked {
    /// What cancels it.
    pub fn cancel(&self) -> Cancel {
        Cancel(self.0.id)
    }
}

impl Cancel {
    /// Ends the work on it at once; nothing happens where it is over.
    pub fn now(self) {
        let question = OPEN.with_borrow(|open| open.get(&self.0).and_then(Weak::upgrade));
        if let Some(question) = question {
            question.end(Err(Lost::Cancelled));
        }
    }
}

impl Future for Asked {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        if let Some(outcome) = self.0.outcome.take() {
            return Poll::Ready(outcome);
        }
        *self.0.waker.borrow_mut() = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.end(Err(Lost::Cancelled));
    }
}
