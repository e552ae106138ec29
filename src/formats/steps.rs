//! Work in steps: whoever does it decides how far it goes before something else may happen. There
//! is no clock here; a step is measured in bytes of the text that it gets through.

use std::ops::ControlFlow;

/// Work that can be left at any step, by dropping it.
pub trait Steps: Sized {
    /// What comes of it.
    type Output;

    /// Goes on for about `budget` bytes, at least for one row; breaks with what came of it.
    fn step(self, budget: usize) -> ControlFlow<Self::Output, Self>;

    /// How far it is.
    fn progress(&self) -> Progress;

    /// All of it at once.
    fn finish(self) -> Self::Output {
        let mut work = self;
        loop {
            match work.step(usize::MAX) {
                ControlFlow::Continue(more) => work = more,
                ControlFlow::Break(output) => return output,
            }
        }
    }
}

/// How far work is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows, or tasks, that are done in this pass.
    pub rows: usize,
    /// Bytes of the text that are done in this pass.
    pub done: usize,
    /// Bytes of the text.
    pub all: usize,
}
