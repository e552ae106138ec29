//! Long work in slices: between them the page answers keys and clicks.

use std::ops::ControlFlow;

use crate::formats::Steps;

use super::browser;

/// How long work goes on before the page may answer. Milliseconds.
const SLICE: f64 = 6.0;

/// What is done between two looks at the clock. Bytes.
const STEP: usize = 2048;

/// After so many slices timers have their turn too: what goes on goes before those.
const TIMERS: usize = 16;

/// Does all of it. After each slice `goes_on` sees how far it is, and says whether to go on.
pub async fn sliced<S: Steps>(
    mut work: S,
    mut goes_on: impl FnMut(&S) -> bool,
) -> Option<S::Output> {
    for slice in 1_usize.. {
        let begun = browser::stopwatch();
        while browser::stopwatch() - begun < SLICE {
            match work.step(STEP) {
                ControlFlow::Continue(more) => work = more,
                ControlFlow::Break(output) => return Some(output),
            }
        }
        if slice % TIMERS == 0 {
            browser::wait(0).await;
        } else {
            browser::breathe().await;
        }
        if !goes_on(&work) {
            return None;
        }
    }
    None
}
