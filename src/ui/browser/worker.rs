//! The statistics worker, as the browser starts and ends it.

use js_sys::{Array, Object, Promise, Reflect, WebAssembly};
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
    /// The answer.
    Answer(String),
    /// It failed; nothing more can be asked of it.
    Failed(String),
}

/// The program of a worker, compiled: it starts as many workers as are needed.
#[derive(Clone, Debug)]
pub struct Program {
    script: String,
    module: JsValue,
}

impl Program {
    /// Fetches and compiles what the page names; nothing where a file of it does not arrive or is
    /// not the one that belongs to the page.
    pub async fn fetch() -> Option<Self> {
        let named = document()
            .query_selector("script[data-worker]")
            .ok()
            .flatten()?;
        let base = document().base_uri().ok().flatten()?;
        let file = |name: &str| {
            let address = web_sys::Url::new_with_base(&named.get_attribute(name)?, &base).ok()?;
            let integrity = named.get_attribute(&format!("{name}-integrity"))?;
            Some((address.href(), integrity))
        };
        let (script, integrity) = file("data-worker")?;
        let (module, its_integrity) = file("data-module")?;
        // A worker's script has no place for an integrity: it is looked at first, and the worker
        // has it from the browser's memory.
        let files = [
            fetched(&script, &integrity)?,
            fetched(&module, &its_integrity)?,
        ];
        let files: Array = files.into_iter().collect();
        let files: Array = JsFuture::from(Promise::all(&files)).await.ok()?.into();
        let module = JsFuture::from(WebAssembly::compile(&files.get(1)));
        let module = module.await.ok()?;
        Some(Self { script, module })
    }
}

/// The bytes of a file of the page, where it is the one with this integrity.
fn fetched(address: &str, integrity: &str) -> Option<Promise> {
    let options = RequestInit::new();
    // In development files have none.
    if !integrity.is_empty() {
        Reflect::set(&options, &"integrity".into(), &integrity.into()).ok()?;
    }
    let answer = window().fetch_with_str_and_init(address, &options);
    Some(wasm_bindgen_futures::future_to_promise(async move {
        let answer: Response = JsFuture::from(answer).await?.dyn_into()?;
        if !answer.ok() {
            return Err(answer.status_text().into());
        }
        JsFuture::from(answer.array_buffer()?).await
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
        self.thread.terminate();
    }
}

fn read(message: &JsValue) -> Option<Word> {
    if let Some(answer) = text(message, "answer") {
        return Some(Word::Answer(answer));
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
    reason = "steps are counted from 0 and few"
)]
fn count(message: &JsValue, name: &str) -> Option<usize> {
    let number = Reflect::get(message, &name.into()).ok()?.as_f64()?;
    Some(number as usize)
}
