//! The statistics worker, as the browser starts and ends it.

use js_sys::{Array, Function, Object, Promise, Reflect, WebAssembly};
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, MessageEvent, RequestInit, Response, WorkerOptions, WorkerType};

/// What a worker says.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// It has begun.
    Ready,
    /// So many of so many steps are done.
    Progress(usize, usize),
    /// The answer, and how many bytes of memory the worker has come to hold.
    Answer(String, usize),
    /// It failed; nothing more can be asked of it.
    Failed(String),
}

/// The program of a worker, compiled: it starts as many workers as are needed, and asks for nothing
/// any more.
#[derive(Clone, Debug)]
pub struct Program {
    script: String,
    module: JsValue,
}

impl Program {
    /// Fetches and compiles what the page names; nothing where a file of it does not arrive or is
    /// not the one that belongs to the page.
    pub async fn fetch() -> Option<Self> {
        let files: Array = [script()?, module()?].into_iter().collect();
        let files: Array = JsFuture::from(Promise::all(&files)).await.ok()?.into();
        Some(Self {
            script: files.get(0).as_string()?,
            module: files.get(1),
        })
    }
}

/// The address that `public/guard.js` makes of the script.
fn script() -> Option<Promise> {
    let make = Reflect::get(&window(), &"statisticsWorker".into()).ok()?;
    let make: Function = make.dyn_into().ok()?;
    make.call0(&JsValue::NULL).ok()?.dyn_into().ok()
}

/// The module that the page names, compiled, where it is the one with this integrity.
fn module() -> Option<Promise> {
    let named = document().query_selector("script[data-module]").ok()??;
    let options = RequestInit::new();
    let integrity = named.get_attribute("data-module-integrity")?;
    // In development files have none.
    if !integrity.is_empty() {
        Reflect::set(&options, &"integrity".into(), &integrity.into()).ok()?;
    }
    let answer = window().fetch_with_str_and_init(&named.get_attribute("data-module")?, &options);
    Some(wasm_bindgen_futures::future_to_promise(async move {
        let answer: Response = JsFuture::from(answer).await?.dyn_into()?;
        if !answer.ok() {
            return Err(answer.status_text().into());
        }
        let bytes = JsFuture::from(answer.array_buffer()?).await?;
        JsFuture::from(WebAssembly::compile(&bytes)).await
    }))
}

/// A running worker; it ends when this is dropped, in the middle of whatever it does.
#[derive(Debug)]
pub struct Worker {
    thread: web_sys::Worker,
    // What hears it lives as long as it.
    _heard: Closure<dyn Fn(MessageEvent)>,
    _failed: Closure<dyn Fn(Event)>,
}

impl Worker {
    /// Starts one; nothing where the browser does not let us.
    pub fn start(program: &Program, hear: impl Fn(Word) + Clone + 'static) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let thread = web_sys::Worker::new_with_options(&program.script, &options).ok()?;
        let failed = hear.clone();
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if super::has_stopped() {
                return end(&event);
            }
            if let Some(word) = read(&event.data()) {
                hear(word);
            }
        });
        // What the script itself does not catch: that it could not be loaded, most likely.
        let failed = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            event.prevent_default();
            failed(Word::Failed(text(&event, "message").unwrap_or_default()));
        });
        thread.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        thread.set_onerror(Some(failed.as_ref().unchecked_ref()));
        thread.set_onmessageerror(Some(failed.as_ref().unchecked_ref()));
        let started = Self {
            thread,
            _heard: heard,
            _failed: failed,
        };
        started
            .post(&[("module", &program.module)])
            .then_some(started)
    }

    /// Gives it the next piece of a job, as JSON; after the last one it begins.
    pub fn give(&self, piece: &str, is_last: bool) {
        self.post(&[("piece", &piece.into()), ("last", &is_last.into())]);
    }

    fn post(&self, fields: &[(&str, &JsValue)]) -> bool {
        let message = Object::new();
        for (name, value) in fields {
            // Setting a property of a fresh object cannot fail.
            let _ = Reflect::set(&message, &(*name).into(), value);
        }
        self.thread.post_message(&message).is_ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.thread.set_onmessage(None);
        self.thread.set_onerror(None);
        self.thread.set_onmessageerror(None);
        self.thread.terminate();
    }
}

/// Ends the worker that speaks to a page whose application has stopped.
fn end(event: &MessageEvent) {
    if let Some(thread) = event
        .target()
        .and_then(|it| it.dyn_into::<web_sys::Worker>().ok())
    {
        thread.terminate();
    }
}

fn read(message: &JsValue) -> Option<Word> {
    if let Some(answer) = text(message, "answer") {
        return Some(Word::Answer(answer, count(message, "bytes").unwrap_or(0)));
    }
    if let Some(words) = text(message, "failed") {
        return Some(Word::Failed(words));
    }
    match (count(message, "done"), count(message, "all")) {
        (Some(done), Some(all)) => Some(Word::Progress(done, all)),
        _ => Reflect::has(message, &"ready".into())
            .ok()?
            .then_some(Word::Ready),
    }
}

fn text(message: &JsValue, name: &str) -> Option<String> {
    Reflect::get(message, &name.into()).ok()?.as_string()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "steps and bytes are counted from 0, and few enough"
)]
fn count(message: &JsValue, name: &str) -> Option<usize> {
    let number = Reflect::get(message, &name.into()).ok()?.as_f64()?;
    Some(number as usize)
}
