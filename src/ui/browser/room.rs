//! What the browser says of the room it gives this page, and of what the page asked for.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, StorageManager};

/// Whether what is kept here outlives a shortage of room, as the browser promises it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// It is only deleted when the person asks for it.
    Given,
    /// The browser may delete it when the disk is full.
    NotGiven,
    /// The browser does not say.
    Unknown,
}

/// What this site takes in this browser, and what it may take at most, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// What it takes, about.
    pub used: f64,
    /// What it may take, about.
    pub of: f64,
}

/// What was fetched since the page was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// From this site.
    pub own: usize,
    /// The addresses of those that went elsewhere.
    pub elsewhere: Vec<String>,
}

/// How many requests a browser remembers unless it is asked for more.
const REMEMBERED: u32 = 250;

impl Requests {
    /// Whether there were more than the browser remembers.
    pub fn is_cut(&self) -> bool {
        self.own + self.elsewhere.len() >= REMEMBERED as usize
    }
}

/// Whether the browser promises to keep what is here.
pub async fn promise() -> Promise {
    let Some(manager) = manager() else {
        return Promise::Unknown;
    };
    told(manager.persisted()).await
}

/// Asks the browser to promise it; it may ask the person, or decide by itself.
pub async fn ask_promise() -> Promise {
    let Some(manager) = manager() else {
        return Promise::Unknown;
    };
    told(manager.persist()).await
}

async fn told(answer: Result<js_sys::Promise, JsValue>) -> Promise {
    let Ok(answer) = answer else {
        return Promise::Unknown;
    };
    match JsFuture::from(answer).await.map(|said| said.as_bool()) {
        Ok(Some(true)) => Promise::Given,
        Ok(Some(false)) => Promise::NotGiven,
        _ => Promise::Unknown,
    }
}

/// What this site takes of the room that it has.
pub async fn estimate() -> Option<Estimate> {
    let said = JsFuture::from(manager()?.estimate().ok()?).await.ok()?;
    let said: StorageEstimate = said.unchecked_into();
    Some(Estimate {
        used: said.get_usage()?,
        of: said.get_quota()?,
    })
}

/// A page that is not served securely has none.
fn manager() -> Option<StorageManager> {
    let navigator = window().navigator();
    let manager = js_sys::Reflect::get(&navigator, &"storage".into()).ok()?;
    manager.is_truthy().then(|| manager.unchecked_into())
}

/// What was fetched since the page was opened, as the browser itself counted it.
pub fn requests() -> Requests {
    let mut requests = Requests::default();
    let Some(performance) = window().performance() else {
        return requests;
    };
    let origin = window().location().origin().unwrap_or_default();
    for entry in performance.get_entries_by_type("resource") {
        let name = js_sys::Reflect::get(&entry, &"name".into()).unwrap_or_default();
        let name = name.as_string().unwrap_or_default();
        let is_own = name
            .strip_prefix(&origin)
            .is_some_and(|rest| rest.starts_with('/'));
        if is_own || name.starts_with("blob:") || name.starts_with("data:") {
            requests.own += 1;
        } else {
            requests.elsewhere.push(name);
        }
    }
    requests
}

/// Whether this is Safari, which deletes what a page keeps after seven days without a visit.
pub fn is_safari() -> bool {
    let agent = window().navigator().user_agent().unwrap_or_default();
    let is = |name: &str| agent.contains(name);
    is("Safari/") && !is("Chrome/") && !is("Chromium/") && !is("Android")
}
