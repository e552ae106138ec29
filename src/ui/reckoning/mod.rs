//! Long statistics, off the main thread: how a screen asks, follows and cancels them.
//!
//! ```ignore
//! let progress = RwSignal::new(None);
//! // In a component or in what handles an event, before anything is awaited: what is spawned like
//! // this ends when the screen goes, and what is dropped is cancelled.
//! spawn_local_scoped_with_cancellation(async move {
//!     match reckoning::headline(board, draws, move |now| progress.set(Some(now))).await {
//!         Ok(Ok(headline)) => …,
//!         Ok(Err(undefined)) => …,
//!         Err(Lost::Cancelled) => {}
//!         Err(why) => app.say(Tone::Stop, &why.to_string()),
//!     }
//! });
//! ```
//!
//! A button that cancels keeps [`Asked::cancel`], a number: it can be called from anywhere, at any
//! time. Who asks anew because the question has changed cancels the one before. While a question
//! waits its turn, is fetched for or is being sent, nothing is told yet: a bar is empty until then.
//!
//! Only this file is of the first load. The [clerk], which writes jobs and keeps the worker, is
//! fetched with the first question (`src/ui/chunks.rs`), and the worker's own program, which does
//! the work, as well.

pub mod clerk;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

use leptos::task::spawn_local;
use thiserror::Error;

use crate::stats::Undefined;
use crate::stats::board::Board;
use crate::stats::board::headline::Headline;
use crate::stats::board::raters::Lenient;
use crate::stats::draw::Draws;
use crate::stats::jobs::{Answer, Job, Progress};
use crate::stats::pairwise::bradley_terry::RIDGE;
use crate::stats::pairwise::ranking::Ranking;
use crate::stats::trust::{Check, Finding};

use super::chunks;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Lost {
    /// A file did not arrive, or is of another build.
    #[error("A part of the app could not be loaded. Try again; if it stays, reload the page.")]
    Missing,
    /// The work itself failed: a fault of ours.
    #[error("This could not be worked out: {0}")]
    Failed(String),
    /// Nobody wants it any more.
    #[error("Cancelled.")]
    Cancelled,
}

type Outcome = Result<Answer, Lost>;

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

/// A question on its way: a future of the answer. Dropped, it is cancelled.
#[must_use = "a question that is dropped is cancelled"]
pub struct Asked<T> {
    question: Rc<Question>,
    /// What of an answer is meant.
    read: fn(Answer) -> Option<T>,
}

/// Cancels a question. A number and no reference, so that cleanups and buttons may keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancel(u64);

/// Asks for the headline of a board.
pub fn headline(
    board: Board,
    draws: Draws,
    told: impl Fn(Progress) + 'static,
) -> Asked<Result<Headline, Undefined>> {
    ask(
        Job::Headline { board, draws },
        told,
        |answer| match answer {
            Answer::Headline(found) => Some(*found),
            _ => None,
        },
    )
}

/// Asks for the trust checks of a board.
pub fn trust(
    board: Board,
    told: impl Fn(Progress) + 'static,
) -> Asked<Vec<(Check, Result<Finding, Undefined>)>> {
    ask(Job::Trust { board }, told, |answer| match answer {
        Answer::Trust(found) => Some(found),
        _ => None,
    })
}

/// Asks how lenient each rater of a board is, criterion by criterion.
pub fn leniency(
    board: Board,
    draws: Draws,
    told: impl Fn(Progress) + 'static,
) -> Asked<Result<Vec<Lenient>, Undefined>> {
    ask(
        Job::Leniency { board, draws },
        told,
        |answer| match answer {
            Answer::Leniency(found) => Some(found),
            _ => None,
        },
    )
}

/// Asks for the ranking of the models of a board, with the usual ridge.
pub fn ranking(
    board: &Board,
    draws: Draws,
    told: impl Fn(Progress) + 'static,
) -> Asked<Result<Ranking, Undefined>> {
    let job = Job::Ranking {
        models: board.models,
        votes: board.ballots(),
        left_out: board.voteless().all(),
        ridge: RIDGE,
        draws,
    };
    ask(job, told, |answer| match answer {
        Answer::Ranking(found) => Some(found),
        _ => None,
    })
}

/// Asks any job. One question is worked on at a time, the others wait their turn; `told` hears how
/// far this one is, some twenty times a second, and nothing once it is over. `read` takes what is
/// meant out of the answer.
pub fn ask<T>(
    job: Job,
    told: impl Fn(Progress) + 'static,
    read: fn(Answer) -> Option<T>,
) -> Asked<T> {
    let question = Question::new(job, Box::new(told));
    let taken = Rc::clone(&question);
    spawn_local(async move {
        match chunks::reckoning().await {
            Ok(take) => take(taken),
            Err(_) => taken.end(Err(Lost::Missing)),
        }
    });
    Asked { question, read }
}

impl<T> Asked<T> {
    /// What cancels it.
    pub fn cancel(&self) -> Cancel {
        Cancel(self.question.id)
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

impl<T> Future for Asked<T> {
    type Output = Result<T, Lost>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(outcome) = self.question.outcome.take() else {
            *self.question.waker.borrow_mut() = Some(context.waker().clone());
            return Poll::Pending;
        };
        let other = || Lost::Failed("the answer is to another question".to_owned());
        Poll::Ready(outcome.and_then(|answer| (self.read)(answer).ok_or_else(other)))
    }
}

impl<T> Drop for Asked<T> {
    fn drop(&mut self) {
        self.question.end(Err(Lost::Cancelled));
    }
}
