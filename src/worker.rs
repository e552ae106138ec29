//! The program of the statistics worker: it gathers a job in pieces, does it and says how far it
//! is. `public/statistics.js` speaks to the page.
//!
//! It is a module of its own, because the application's is built to be small and this one to be
//! fast, and because a worker can be ended in the middle of its work.

use std::cell::RefCell;

use js_sys::Function;
use trainmaster::stats::jobs::Progress;
use trainmaster::stats::jobs::pieces::Gathered;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

thread_local! {
    static GATHERED: RefCell<Gathered> = RefCell::default();
}

fn main() {
    // What a panic says goes to the page as an error. This program is ended then: it may be in any
    // state.
    std::panic::set_hook(Box::new(|panic| {
        wasm_bindgen::throw_str(&panic.to_string())
    }));
}

/// Takes the next piece of a job, as JSON.
///
/// # Errors
/// Where it is none.
#[wasm_bindgen]
pub fn take(piece: &str) -> Result<(), JsError> {
    let piece = serde_json::from_str(piece)?;
    Ok(GATHERED.with_borrow_mut(|gathered| gathered.add(piece))?)
}

/// Does the job whose pieces were taken: the answer, as JSON. `told` is called with the steps that
/// are done and all there are.
///
/// # Errors
/// Where there is no job, or the answer cannot be written.
#[wasm_bindgen]
pub fn reckon(told: &Function) -> Result<String, JsError> {
    let job = GATHERED.with_borrow_mut(Gathered::end)?;
    let answer = job.run(&mut |Progress { done, all }| {
        // Nothing depends on whether it is heard.
        let _ = told.call2(&JsValue::NULL, &(done as f64).into(), &(all as f64).into());
    });
    Ok(serde_json::to_string(&answer)?)
}
