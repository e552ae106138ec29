//! Asks for statistics from the page, for tests: no other way leads there from outside.
//!
//! `const go = reckon(json)` makes a question ready, `const { answer, cancel } = go(told)` asks it.
//! The question is a job, or a board that is made up first. `reckonHere(json, told)` does it on the
//! main thread, to compare.

use std::fmt::Display;

use js_sys::{Function, Object, Promise, Reflect};
use serde::Deserialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsError, JsValue};
use wasm_bindgen_futures::future_to_promise;

use crate::stats::board::sample::{Plan, board};
use crate::stats::draw::Draws;
use crate::stats::jobs::{Answer, Job, Progress};
use crate::ui::reckoning;

/// What a test asks.
#[derive(Deserialize)]
enum Wish {
    Job(Job),
    /// The headline of a board that is made up on the page.
    Sample {
        plan: Plan,
        draws: Draws,
    },
}

/// Lets a test ask for statistics from the page.
pub fn reckoner() {
    let ready = Closure::<dyn Fn(String) -> Result<JsValue, JsValue>>::new(|json: String| {
        let job = job(&json)?;
        Ok(Closure::once_into_js(move |told: Function| go(job, told)))
    });
    let here = Closure::<dyn Fn(String, Function) -> Result<String, JsValue>>::new(
        |json: String, told: Function| written(&job(&json)?.run(&mut |now| tell(&told, now))),
    );
    set(&js_sys::global(), "reckon", ready.as_ref());
    set(&js_sys::global(), "reckonHere", here.as_ref());
    // They are there as long as the page.
    ready.forget();
    here.forget();
}

fn job(json: &str) -> Result<Job, JsValue> {
    match serde_json::from_str(json).map_err(in_words)? {
        Wish::Job(job) => Ok(job),
        Wish::Sample { plan, draws } => Ok(Job::Headline {
            board: board(&plan),
            draws,
        }),
    }
}

fn written(answer: &Answer) -> Result<String, JsValue> {
    serde_json::to_string(answer).map_err(in_words)
}

fn in_words(why: impl Display) -> JsValue {
    JsError::new(&why.to_string()).into()
}

fn tell(told: &Function, Progress { done, all }: Progress) {
    let _ = told.call2(&JsValue::NULL, &(done as f64).into(), &(all as f64).into());
}

fn go(job: Job, told: Function) -> Object {
    let asked = reckoning::ask(job, move |now| tell(&told, now), Some);
    let cancel = asked.cancel();
    let answer: Promise = future_to_promise(async move {
        let answer = asked.await.map_err(in_words)?;
        Ok(written(&answer)?.into())
    });
    let object = Object::new();
    set(&object, "answer", &answer);
    set(
        &object,
        "cancel",
        &Closure::once_into_js(move || cancel.now()),
    );
    object
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of an object that takes any cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}
