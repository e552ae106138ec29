//! What this is: its version and build, and what others wrote that is in it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use crate::text::figures::of;
use crate::ui::browser;

/// Where the build puts the licences, beside the page.
const FILE: &str = "licences.json";

/// Far more than the licences take.
const LIMIT: usize = 20_000_000;

/// The licences of what others wrote.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Licences {
    /// Every package that is in the application.
    pub crates: Vec<Linked>,
    /// Their texts, each once.
    pub texts: Vec<Arc<str>>,
}

/// A package that is in the application.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Linked {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licences, as an SPDX expression.
    pub licence: String,
    /// Who made it.
    pub authors: Vec<String>,
    /// Where it is developed.
    pub home: Option<String>,
    /// Whether it brings no text of its own, and the texts are those of its licences as such.
    pub general: bool,
    /// Places of its texts.
    pub texts: Vec<usize>,
}

/// How far the licences are.
#[derive(Clone)]
enum Listed {
    OnTheWay,
    Here(Arc<Licences>),
    Lost(String),
}

/// The version, the build and the licences.
#[component]
pub fn About() -> impl IntoView {
    let listed = RwSignal::new(Listed::OnTheWay);
    load(listed);
    let build = browser::build().unwrap_or_else(|| "unknown".to_owned());
    let licences = move || match listed.get() {
        Listed::OnTheWay => view! { <p class="muted" role="status">"Loading…"</p> }.into_any(),
        Listed::Here(licences) => view! { <Others licences/> }.into_any(),
        Listed::Lost(why) => view! { <Lost why again=move || load(listed)/> }.into_any(),
    };
    view! {
        <div class="page about">
            <header class="head">
                <div>
                    <h1>"About"</h1>
                    <p class="small muted">
                        "The workbench for people who rate what language models write."
                    </p>
                </div>
            </header>
            <section class="card" data-pad aria-label="This version">
                <dl class="facts">
                    <div><dt>"Version"</dt><dd>{crate::BUILD}</dd></div>
                    <div>
                        <dt>"Build"</dt>
                        <dd><code>{build}</code></dd>
                    </div>
                    <div><dt>"Licence"</dt><dd>"MIT or Apache-2.0, at your option"</dd></div>
                </dl>
            </section>
            {licences}
        </div>
    }
}

fn load(listed: RwSignal<Listed>) {
    listed.set(Listed::OnTheWay);
    spawn_local(async move {
        // The reader may have gone on to another screen.
        listed.try_set(fetch().await);
    });
}

async fn fetch() -> Listed {
    let bytes = match browser::fetch(FILE, LIMIT, &|_, _| true).await {
        Ok(bytes) => bytes,
        Err(error) => return Listed::Lost(error.to_string()),
    };
    serde_json::from_slice(&bytes).map_or_else(
        |_| Listed::Lost("The file belongs to another version of the app.".to_owned()),
        |licences| Listed::Here(Arc::new(licences)),
    )
}

#[component]
fn Lost(why: String, again: impl Fn() + 'static) -> impl IntoView {
    view! {
        <div class="notice" data-tone="stop" role="alert">
            <p><b>"The licences could not be loaded."</b> " " {why}</p>
            <button type="button" class="btn" on:click=move |_| again()>"Try again"</button>
        </div>
    }
}

/// What others wrote, with the licences that allow it to be here.
#[component]
pub fn Others(
    /// The packages and their texts.
    licences: Arc<Licences>,
) -> impl IntoView {
    let count = of(licences.crates.len(), "package", "packages");
    let each = licences.crates.iter().map(|linked| {
        let linked = linked.clone();
        let licences = Arc::clone(&licences);
        view! { <li><OneOf linked licences/></li> }
    });
    view! {
        <section class="card" data-pad aria-label="What others wrote">
            <h2>"What others wrote"</h2>
            <p class="small muted">
                {count} " are linked into this app, each under its own licence. Thank you."
            </p>
            <ul class="linked">{each.collect_view()}</ul>
        </section>
    }
}

/// A package; its texts are made when they are first asked for, because all of them are many.
#[component]
fn OneOf(linked: Linked, licences: Arc<Licences>) -> impl IntoView {
    let asked = RwSignal::new(false);
    let Linked {
        name,
        version,
        licence,
        ..
    } = linked.clone();
    view! {
        <details on:toggle=move |_| asked.set(true)>
            <summary>
                <b>{name}</b> " " <span class="num">{version}</span> " "
                <span class="muted">{licence}</span>
            </summary>
            {move || asked.get().then(|| texts(&linked, &licences))}
        </details>
    }
}

fn texts(linked: &Linked, licences: &Licences) -> impl IntoView + use<> {
    let authors = (!linked.authors.is_empty()).then(|| linked.authors.join(", "));
    let origin = [authors, linked.home.clone()].into_iter().flatten();
    let origin = origin.map(|line| view! { <p class="small">{line}</p> });
    let general = linked.general.then(|| {
        view! {
            <p class="small muted">
                "The package brings no text of its own; this is the text of its licence."
            </p>
        }
    });
    let found = linked.texts.iter().filter_map(|at| licences.texts.get(*at));
    let texts = found.map(|text| view! { <pre class="raw">{text.to_string()}</pre> });
    view! { {origin.collect_view()} {general} {texts.collect_view()} }
}
