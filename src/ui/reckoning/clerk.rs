//! Where questions wait, and where the worker is kept.
//!
//! There is one worker. It is kept between questions, because the next one then begins at once, and
//! ended when none came for a while or when it has come to hold much memory, which it cannot give
//! back. A question that is cancelled while it is worked on ends it too: nothing else stops a
//! program in the middle of its work. (Chromium lets it go on for up to two seconds; nobody hears
//! it.) Its compiled program is kept, so that another starts in milliseconds.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use leptos::task::spawn_local;

use crate::stats::jobs::pieces::Pieces;
use crate::stats::jobs::{Job, Progress};
use crate::ui::browser::{self, Program, Word, Worker};

use super::{Lost, Question};

/// How long a worker without work is kept, milliseconds.
const IDLE: u64 = 60_000;

/// A worker that holds more than this is not kept, bytes.
const MOST_MEMORY: usize = 128 << 20;

#[derive(Default)]
struct Clerk {
    /// The first one is worked on.
    questions: VecDeque<Rc<Question>>,
    program: Option<Program>,
    worker: Option<Worker>,
    /// Whether the worker has begun: what fails before that could not be loaded.
    is_ready: bool,
    /// How many questions came to an end: whoever waits for quiet sees by it whether there was any.
    ended: u64,
}

thread_local! {
    static CLERK: RefCell<Clerk> = RefCell::default();
}

/// Takes a question; what comes of it is told to the question.
pub fn take(question: Rc<Question>) {
    if question.is_over.get() {
        return;
    }
    let refused = question.job.borrow().as_ref().and_then(Job::refused);
    if let Some(answer) = refused {
        return question.end(Ok(answer));
    }
    question.then.set(Some(over));
    let is_first = CLERK.with_borrow_mut(|clerk| {
        clerk.questions.push_back(question);
        clerk.questions.len() == 1
    });
    if is_first {
        begin();
    }
}

/// A question is over, one way or another. Without an answer the worker may still be at it, or in
/// any state: it is ended, if it has been given anything of it.
fn over(id: u64, is_answered: bool) {
    let (was_first, was_given, ended) = CLERK.with_borrow_mut(|clerk| {
        let at = clerk.questions.iter().position(|each| each.id == id);
        let question = at.and_then(|at| clerk.questions.remove(at));
        clerk.ended += 1;
        let was_given = question.is_some_and(|question| question.job.borrow().is_none());
        (at == Some(0), was_given, clerk.ended)
    });
    if !was_first {
        return;
    }
    if was_given && !is_answered {
        end_worker();
    }
    begin();
    browser::later(IDLE, move || {
        let worker = CLERK.with_borrow_mut(|clerk| {
            let is_idle = clerk.questions.is_empty() && clerk.ended == ended;
            is_idle.then(|| clerk.worker.take())
        });
        drop(worker);
    });
}

/// Begins with the first question, if there is one.
fn begin() {
    let first = CLERK.with_borrow(|clerk| clerk.questions.front().cloned());
    if let Some(question) = first {
        spawn_local(async move {
            if let Err(why) = put(&question).await {
                question.end(Err(why));
            }
        });
    }
}

fn end_worker() {
    let worker = CLERK.with_borrow_mut(|clerk| clerk.worker.take());
    drop(worker);
}

/// The worker's program; fetched once, whatever becomes of the question that it is fetched for.
async fn program() -> Result<Program, Lost> {
    if let Some(known) = CLERK.with_borrow(|clerk| clerk.program.clone()) {
        return Ok(known);
    }
    let program = Program::fetch().await.ok_or(Lost::Missing)?;
    CLERK.with_borrow_mut(|clerk| clerk.program = Some(program.clone()));
    Ok(program)
}

/// Puts a question to the worker.
async fn put(question: &Question) -> Result<(), Lost> {
    let program = program().await?;
    if question.is_over.get() {
        return Ok(());
    }
    let is_there = CLERK.with_borrow(|clerk| clerk.worker.is_some());
    if !is_there {
        let worker = Worker::start(&program, hear).ok_or(Lost::Missing)?;
        CLERK.with_borrow_mut(|clerk| {
            clerk.worker = Some(worker);
            clerk.is_ready = false;
        });
    }
    let Some(job) = question.job.take() else {
        return Ok(());
    };
    let mut pieces = Pieces::of(job).peekable();
    while let Some(piece) = pieces.next() {
        let piece = serde_json::to_string(&piece).map_err(|why| Lost::Failed(why.to_string()))?;
        let is_last = pieces.peek().is_none();
        CLERK.with_borrow(|clerk| {
            if let Some(worker) = &clerk.worker {
                worker.give(&piece, is_last);
            }
        });
        browser::breathe().await;
        if question.is_over.get() {
            return Ok(());
        }
    }
    Ok(())
}

/// Hears the worker: it speaks of the first question alone.
fn hear(word: Word) {
    if matches!(word, Word::Failed(_)) {
        end_worker();
    }
    let first = CLERK.with_borrow(|clerk| clerk.questions.front().cloned());
    let Some(question) = first else { return };
    match word {
        Word::Ready => CLERK.with_borrow_mut(|clerk| clerk.is_ready = true),
        Word::Progress(done, all) => (question.told)(Progress { done, all }),
        Word::Answer(text, bytes) => {
            if bytes > MOST_MEMORY {
                end_worker();
            }
            let answer = serde_json::from_str(&text);
            question.end(answer.map_err(|why| Lost::Failed(why.to_string())));
        }
        Word::Failed(words) => {
            let is_ready = CLERK.with_borrow(|clerk| clerk.is_ready);
            let why = if is_ready {
                Lost::Failed(words)
            } else {
                Lost::Missing
            };
            question.end(Err(why));
        }
    }
}
