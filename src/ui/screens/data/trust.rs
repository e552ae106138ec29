//! What can be relied on: what the browser promises, what was sent, and what “saved” means.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::text::figures::{of, room};
use crate::ui::app::{App, Tone};
use crate::ui::browser::{self, Estimate, Promise, Requests};

/// Where the work lives, and what the browser says about keeping it.
#[component]
pub fn Keeping(app: App) -> impl IntoView {
    let promise = RwSignal::new(None::<Promise>);
    let estimate = RwSignal::new(None::<Estimate>);
    spawn_local(async move {
        promise.try_set(Some(browser::promise().await));
        estimate.try_set(browser::estimate().await);
    });
    let ask = move |_| {
        spawn_local(async move {
            let said = browser::ask_promise().await;
            promise.try_set(Some(said));
            match said {
                Promise::Given => app.say(Tone::Clear, "The browser promised to keep your work."),
                _ => app.say(
                    Tone::Caution,
                    "The browser did not promise it. A bookmark, notifications or installing the \
                     page may help; a backup always does.",
                ),
            }
        });
    };
    let can_ask = move || promise.get() == Some(Promise::NotGiven);
    let takes = move || {
        estimate.get().map(|Estimate { used, of }| {
            format!("This site takes about {} of {} here.", room(used), room(of))
        })
    };
    view! {
        <section class="card told" data-pad aria-label="Where it lives">
            <h2>"Where it lives"</h2>
            <p class="small">
                "In this browser's profile on this device: steps in its quick storage and, a \
                 moment later, in its database on disk; packs in the database. " {takes}
            </p>
            <p class="small">{move || promise.get().map(promise_words)}</p>
            <Show when=can_ask>
                <div class="row">
                    <button type="button" class="btn" on:click=ask>
                        "Ask the browser to keep it"
                    </button>
                </div>
            </Show>
            {browser::is_safari().then(|| view! {
                <p class="notice" data-tone="caution">
                    "This is Safari: it deletes what a page keeps after seven days of use without \
                     a visit to that page. Download a backup before a longer pause."
                </p>
            })}
        </section>
    }
}

fn promise_words(promise: Promise) -> &'static str {
    match promise {
        Promise::Given => {
            "The browser promised to keep it, also when the disk is nearly full. Clearing site \
             data still takes it along."
        }
        Promise::NotGiven => {
            "The browser has not promised to keep it: when the disk is nearly full it may delete \
             the data of sites that are seldom visited, all at once."
        }
        Promise::Unknown => {
            "The browser does not say whether it keeps it when the disk is nearly full."
        }
    }
}

/// What was asked of the network since the page was opened.
#[component]
pub fn Sent() -> impl IntoView {
    let requests = RwSignal::new(browser::requests());
    let again = move |_| requests.set(browser::requests());
    view! {
        <section class="card told" data-pad aria-label="Requests">
            <div class="row">
                <h2>"What this page asked for"</h2>
                <span class="push"></span>
                <button type="button" class="btn" data-size="small" on:click=again>
                    "Count again"
                </button>
            </div>
            <p class="small" role="status">{move || requests.with(request_words)}</p>
            <p class="small muted">
                "Counted by the browser itself. The page's policy forbids it to ask any other site \
                 for anything, also where a response tries to."
            </p>
        </section>
    }
}

/// The requests, in words.
pub fn request_words(requests: &Requests) -> String {
    let own = of(requests.own, "request", "requests");
    let at_least = if requests.is_cut() { "At least " } else { "" };
    let own = format!("{at_least}{own} since the page was opened, for the app's own files.");
    match requests.elsewhere.as_slice() {
        [] => format!("{own} None went anywhere else."),
        [first, ..] => format!(
            "{own} {} elsewhere, the first to {first}: an extension of the browser may have made \
             it.",
            of(requests.elsewhere.len(), "request went", "requests went")
        ),
    }
}

/// What saving means here, and what it does not.
const PROMISES: [(&str, &str); 4] = [
    (
        "One tick",
        "“Saved ✓”: the step is written to this browser's storage and was read back. It outlives \
         the tab and a reload.",
    ),
    (
        "Two ticks",
        "“Saved ✓✓”: the browser has it on disk as well. It outlives a crash of the browser and \
         a power cut. It is no backup: cleared site data, a private window or a broken disk take \
         it along.",
    ),
    (
        "Pages under one address",
        "Pages under one host name share one storage: on a host such as name.github.io, other \
         projects of the same name use the same room and could read what is kept here.",
    ),
    (
        "Several devices",
        "Nothing is sent from one to another. Download a backup here and restore it there: the \
         same person keeps the same id.",
    ),
];

/// Good to know.
#[component]
pub fn Promises() -> impl IntoView {
    let each = PROMISES
        .map(|(head, words)| view! { <div class="field"><h3>{head}</h3><p>{words}</p></div> });
    view! {
        <section class="card" data-pad aria-label="Good to know">
            <div class="columns">{each.collect_view()}</div>
        </section>
    }
}
