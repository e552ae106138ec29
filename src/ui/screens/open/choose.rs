//! The first step: a file, a drop, or a paste.

use leptos::prelude::*;
use web_sys::File;

use super::super::super::components::file_drop::FileDrop;
use super::super::super::route::Route;
use super::opening::{Opening, Stage};

/// The drop zone and the paste box.
#[component]
pub fn Choose(
    opening: Opening,
    on_files: Callback<Vec<File>>,
    over: Signal<bool>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let waiting = move || {
        opening
            .sheet
            .with(|s| s.as_ref().map(super::draft::Sheet::label))
    };
    view! {
        <header class="head">
            <h1 tabindex="-1" data-part="stage">
                "Open a file"
            </h1>
        </header>
        {move || waiting().map(|name| view! { <Waiting opening name /> })}
        <div class="columns">
            <FileDrop
                title="Drop a pack, a rubric, results, or a table of responses"
                hint="JSON, JSONL, CSV, TSV, also as .gz, up to 256 MB"
                multiple=true
                over
                on_files
            />
            <div class="stack">
                <div class="field">
                    <label for="paste">"Or paste it here"</label>
                    <textarea
                        class="input"
                        id="paste"
                        spellcheck="false"
                        placeholder=r#"{"instruction": "…", "responses": ["…", "…"]}"#
                        prop:value=text
                        on:input:target=move |event| text.set(event.target().value())
                    ></textarea>
                </div>
                <div class="row">
                    <button
                        type="button"
                        class="btn"
                        data-part="go-on"
                        on:click=move |_| opening.open_text(text.get_untracked())
                    >
                        "Read the text"
                    </button>
                    <a class="btn" data-kind="quiet" href=Route::StartRubric.href()>
                        "Start from the starter rubric"
                    </a>
                </div>
                <details class="small muted">
                    <summary>"For those who send links"</summary>
                    <p>
                        "A link that ends in " <code>"#/open?pack="</code>
                        " and the path of a pack opens a file from this site only; no other \
                         address is ever fetched."
                    </p>
                </details>
            </div>
        </div>
    }
}

/// A table that was read and left with Escape: nothing that was said about its columns is lost.
#[component]
fn Waiting(opening: Opening, name: String) -> impl IntoView {
    let back = format!("Back to {name}");
    view! {
        <div class="notice" role="status">
            <p>
                <b>
                    <bdi>{name}</bdi>
                    " is not opened yet. "
                </b>
                "It waits with what you said about its columns."
            </p>
            <button
                type="button"
                class="btn"
                data-kind="primary"
                on:click=move |_| opening.show(Stage::Map)
            >
                {back}
            </button>
        </div>
    }
}
