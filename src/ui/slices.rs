//! Long work in slices: between them the page answers keys and clicks.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::formats::{Incoming, OpenError, Opened, Progress, Reading, Steps};
use crate::storage::{Backup, BackupError, backup_reading};

use super::browser;

/// Is told how far work is, and says whether to go on.
pub type GoesOn = Box<dyn Fn(Progress) -> bool>;

/// How long work goes on before the page may answer. Milliseconds.
const SLICE: f64 = 6.0;

/// What is done between two looks at the clock. Bytes.
const STEP: usize = 2048;

/// What is taken of a file in one go. Bytes.
const PIECE: usize = 1 << 20;

/// After so many slices timers have their turn too: what goes on goes before those.
const TIMERS: usize = 16;

/// Does all of it. After each slice `goes_on` sees how far it is, and says whether to go on.
pub async fn sliced<S: Steps>(
    mut work: S,
    mut goes_on: impl FnMut(&S) -> bool,
) -> Option<S::Output> {
    let mut count = 0;
    loop {
        match slice(work, &mut count).await {
            ControlFlow::Continue(more) => work = more,
            ControlFlow::Break(output) => return Some(output),
        }
        if !goes_on(&work) {
            return None;
        }
    }
}

/// Does all of it; nobody can stop it.
pub async fn through<S: Steps>(mut work: S) -> S::Output {
    let mut count = 0;
    loop {
        match slice(work, &mut count).await {
            ControlFlow::Continue(more) => work = more,
            ControlFlow::Break(output) => return output,
        }
    }
}

/// Does a slice, and lets the page answer if there is more.
async fn slice<S: Steps>(mut work: S, count: &mut usize) -> ControlFlow<S::Output, S> {
    let begun = browser::stopwatch();
    while browser::stopwatch() - begun < SLICE {
        work = work.step(STEP)?;
    }
    *count += 1;
    if count.is_multiple_of(TIMERS) {
        browser::wait(0).await;
    } else {
        browser::breathe().await;
    }
    ControlFlow::Continue(work)
}

/// A backup that is being read.
pub struct BackupReading<'t> {
    text: &'t str,
    reading: backup_reading::Reading,
}

impl<'t> BackupReading<'t> {
    /// Of its text.
    pub fn new(text: &'t str) -> Self {
        let reading = backup_reading::Reading::default();
        Self { text, reading }
    }
}

impl Steps for BackupReading<'_> {
    type Output = Result<Backup, BackupError>;

    /// It knows itself how much is read in one go: a line is the least.
    fn step(mut self, _: usize) -> ControlFlow<Self::Output, Self> {
        match self.reading.step(self.text) {
            Ok(true) => ControlFlow::Continue(self),
            Ok(false) => ControlFlow::Break(self.reading.end()),
            Err(why) => ControlFlow::Break(Err(why)),
        }
    }

    fn progress(&self) -> Progress {
        Progress {
            rows: 0,
            done: self.reading.done(),
            all: self.text.len(),
        }
    }
}

/// Recognises a file that a person brings; nothing where `goes_on` says no.
pub async fn opened(
    name: String,
    bytes: Vec<u8>,
    goes_on: GoesOn,
) -> Option<Result<Opened, OpenError>> {
    let mut incoming = Incoming::of(bytes.len());
    for piece in bytes.chunks(PIECE) {
        if let Err(why) = incoming.take(piece) {
            return Some(Err(why));
        }
        browser::breathe().await;
    }
    // As a text it is there once more.
    drop(bytes);
    match incoming.end() {
        Ok(text) => {
            let reading = Reading::new(&name, Arc::new(text), None);
            sliced(reading, |reading| goes_on(reading.progress())).await
        }
        Err(why) => Some(Err(why)),
    }
}
