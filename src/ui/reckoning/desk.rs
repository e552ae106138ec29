//! Where questions wait, and where the worker is kept.
//!
//! There is one worker. It is kept between questions, because the next one then begins at once, and
//! ended when none came for a while. A question that is cancelled ends it too: nothing else stops a
//! program in the middle of its work. Its compiled program is kept, so that another starts in
//! milliseconds.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use leptos::task::spawn_local;

use crate::stats::jobs::Progress;
use crate::stats::jobs::pieces::Pieces;
use crate::ui::browser::{self, Program, Word, Worker};

use super::{Lost, Question};

/// How long a worker without work is kept, milliseconds.
const IDLE: u64 = 60_000;

#[derive(Default)]
struct Desk {
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
    static DESK: RefCell<Desk> = RefCell::default();
}

/// Takes a question; what comes of it is told to the question.
pub fn take(question: Rc<Question>) {
    if question.is_over.get() {
        return;
    }
    question.then.set(Some(over));
    let is_first = DESK.with_borrow_mut(|desk| {
        desk.questions.push_back(question);
        desk.questions.len() == 1
    });
    if is_first {
        begin();
    }
}

/// A question is over, one way or another. Without an answer the worker may still be at it, or in
/// any state: it is ended.
fn over(id: u64, is_answered: bool) {
    let (was_first, ended) = DESK.with_borrow_mut(|desk| {
        let at = desk.questions.iter().position(|each| each.id == id);
        if let Some(at) = at {
            desk.questions.remove(at);
        }
        desk.ended += 1;
        (at == Some(0), desk.ended)
    });
    if !was_first {
        return;
    }
    if !is_answered {
        end_worker();
    }
    begin();
    browser::later(IDLE, move || {
        let worker = DESK.with_borrow_mut(|desk| {
            let is_idle = desk.questions.is_empty() && desk.ended == ended;
            is_idle.then(|| desk.worker.take())
        });
        drop(worker);
    });
}

/// Begins with the first question, if there is one.
fn begin() {
    let first = DESK.with_borrow(|desk| desk.questions.front().cloned());
    if let Some(question) = first {
        spawn_local(async move {
            if let Err(why) = put(&question).await {
                question.end(Err(why));
            }
        });
    }
}

fn end_worker() {
    let worker = DESK.with_borrow_mut(|desk| desk.worker.take());
    drop(worker);
}

/// Puts a question to the worker.
async fn put(question: &Question) -> Result<(), Lost> {
    let program = DESK.with_borrow(|desk| desk.program.clone());
    let program = match program {
        Some(program) => program,
        None => Program::fetch().await.ok_or(Lost::Missing)?,
    };
    if question.is_over.get() {
        return Ok(());
    }
    let is_there = DESK.with_borrow(|desk| desk.worker.is_some());
    if !is_there {
        let worker = Worker::start(&program, hear).ok_or(Lost::Missing)?;
        DESK.with_borrow_mut(|desk| {
            desk.worker = Some(worker);
            desk.is_ready = false;
        });
    }
    DESK.with_borrow_mut(|desk| desk.program = Some(program));
    let Some(job) = question.job.take() else {
        return Ok(());
    };
    let mut pieces = Pieces::of(job).peekable();
    while let Some(piece) = pieces.next() {
        let piece = serde_json::to_string(&piece).map_err(|why| Lost::Failed(why.to_string()))?;
        let is_last = pieces.peek().is_none();
        DESK.with_borrow(|desk| {
            if let Some(worker) = &desk.worker {
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
    let first = DESK.with_borrow(|desk| desk.questions.front().cloned());
    let Some(question) = first else { return };
    match word {
        Word::Ready => DESK.with_borrow_mut(|desk| desk.is_ready = true),
        Word::Progress(done, all) => (question.told)(Progress { done, all }),
        Word::Answer(text) => {
            let answer = serde_json::from_str(&text);
            question.end(answer.map_err(|why| Lost::Failed(why.to_string())));
        }
        Word::Failed(words) => {
            let is_ready = DESK.with_borrow(|desk| desk.is_ready);
            let why = if is_ready {
                Lost::Failed(words)
            } else {
                Lost::Missing
            };
            question.end(Err(why));
        }
    }
}
