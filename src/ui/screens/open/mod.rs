//! Opening packs, rubrics, results and tables: by file, drop, paste or link.

mod address;
mod choose;
mod columns;
mod draft;
mod map;
mod opened;
mod opening;
mod rubric_choice;
mod rubric_start;
mod source;
mod taking;
mod typed_task;

use crate::ui::live::memo;
use leptos::ev;
use leptos::prelude::*;
use web_sys::File;

use super::super::app::App;
use super::super::browser;
use super::super::components::file_drop::listen_for_drops;
use opening::{Opening, Stage};
use source::{Failure, Reading, Source};

/// The screen.
#[component]
pub fn Open() -> impl IntoView {
    let app = App::here();
    let opening = Opening::new(app);
    let on_files = Callback::new(move |files: Vec<File>| {
        opening.open(files.into_iter().map(Source::File).collect());
    });
    let on_text = Callback::new(move |text| opening.open_text(text));
    let over = listen_for_drops(on_files, on_text);
    let over = Signal::from(over);
    browser::while_here(ev::keydown, move |event| keys(opening, &event));
    Effect::new(move |_| {
        let route = app.route.get();
        untrack(|| opening.follow(&route));
    });
    let stage = move || match opening.stage.get() {
        Stage::Choose => view! { <choose::Choose opening on_files over/> }.into_any(),
        Stage::Map => view! { <map::Map opening/> }.into_any(),
        Stage::Rubric => view! { <rubric_start::RubricStart opening on_files over/> }.into_any(),
        Stage::Opened => view! { <opened::Opened opening/> }.into_any(),
    };
    view! {
        <div class="page">
            {stage}
            <Progress opening/>
            {move || opening.failure.get().map(|failure| view! { <NotOpened opening failure/> })}
        </div>
    }
}

/// The keys of this screen: O chooses a file, Ctrl Enter goes on, Escape goes back.
fn keys(opening: Opening, event: &ev::KeyboardEvent) {
    let is_covered = opening.app().dialog.with_untracked(Option::is_some);
    if is_covered || event.alt_key() {
        return;
    }
    let ctrl = event.ctrl_key() || event.meta_key();
    let typing = browser::is_typing(event);
    let done = match &*event.key() {
        "Escape" if opening.reading.with_untracked(Option::is_some) => {
            opening.cancel();
            true
        }
        "Escape" if !typing && opening.stage.get_untracked() == Stage::Map => {
            opening.show(Stage::Choose);
            true
        }
        "o" | "O" if !typing && !ctrl => browser::click("[data-part=file]"),
        "Enter" if ctrl => browser::click("[data-part=go-on]"),
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

#[component]
fn Progress(opening: Opening) -> impl IntoView {
    let reading = opening.reading;
    let said = memo(move || reading.with(|r| r.as_ref().map(Reading::said)));
    let amount = move || reading.with(|r| r.as_ref().map(Reading::amount));
    let share = move || reading.with(|r| r.as_ref().and_then(Reading::share));
    let is_known = memo(move || share().is_some());
    let done = move || share().map(|(done, _)| done);
    let of = move || share().map(|(_, of)| of);
    let bar = move || {
        if is_known.get() {
            view! {
                <progress class="progress" max=of value=done aria-label="Reading the file">
                </progress>
            }
            .into_any()
        } else {
            view! { <progress class="progress" aria-label="Reading the file"></progress> }
                .into_any()
        }
    };
    view! {
        <p class="vh" role="status">{said}</p>
        <Show when=move || said.get().is_some()>
            <section class="card" data-pad aria-label="Reading">
                <div class="stack">
                    <div class="row">
                        <b>{said}</b>
                        <span class="small muted num">{amount}</span>
                        <button
                            type="button"
                            class="btn push"
                            on:click=move |_| opening.cancel()
                        >
                            "Cancel "
                            <kbd>"Esc"</kbd>
                        </button>
                    </div>
                    {bar}
                </div>
            </section>
        </Show>
    }
}

#[component]
fn NotOpened(opening: Opening, failure: Failure) -> impl IntoView {
    let Failure {
        name,
        message,
        hint,
    } = failure;
    view! {
        <div class="notice" data-tone="stop" role="alert">
            <p>
                <b>{format!("{name} was not opened.")}</b>
                {format!(" {message} {hint} What was open before is untouched.")}
            </p>
            <button
                type="button"
                class="btn"
                on:click=move |_| {
                    opening.failure.set(None);
                    browser::focus("[data-part=stage]");
                }
            >
                "Close"
            </button>
        </div>
    }
}
