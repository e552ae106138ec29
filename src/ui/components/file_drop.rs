//! A place to drop files on, which is also a button that asks for them.

use leptos::ev;
use leptos::prelude::*;
use web_sys::File;

use super::super::browser;

/// The zone. Dropping is heard by [`listen_for_drops`], so that it works anywhere on the screen.
#[component]
pub fn FileDrop(
    /// What can be dropped.
    #[prop(into)]
    title: String,
    /// Which kinds of file.
    #[prop(into)]
    hint: String,
    /// Whether several files may be chosen at once.
    #[prop(optional)]
    multiple: bool,
    /// Whether something is being dragged over the page.
    #[prop(into)]
    over: Signal<bool>,
    /// What happens with the files.
    on_files: Callback<Vec<File>>,
) -> impl IntoView {
    let chosen = move |event: ev::Event| {
        let files = browser::chosen_files(&event);
        if !files.is_empty() {
            on_files.run(files);
        }
    };
    view! {
        <label class="drop" data-state=move || over.get().then_some("over")>
            <input type="file" data-part="file" multiple=multiple on:change=chosen/>
            <b>{title}</b>
            <span class="small muted">{hint}</span>
            <span class="btn" aria-hidden="true">"Choose a file " <kbd>"O"</kbd></span>
        </label>
    }
}

/// Hears drops anywhere on the page while the current screen is shown; tells whether something is
/// being dragged over it.
pub fn listen_for_drops(
    on_files: Callback<Vec<File>>,
    on_text: Callback<String>,
) -> ReadSignal<bool> {
    let (over, set_over) = signal(false);
    browser::while_here(ev::dragover, move |event| {
        event.prevent_default();
        if !over.get_untracked() {
            set_over.set(true);
        }
    });
    browser::while_here(ev::dragleave, move |event| {
        // Leaving an element for another one inside the page is not leaving the page.
        if event.related_target().is_none() {
            set_over.set(false);
        }
    });
    browser::while_here(ev::drop, move |event| {
        event.prevent_default();
        set_over.set(false);
        let (files, text) = browser::dropped(&event);
        if !files.is_empty() {
            on_files.run(files);
        } else if !text.trim().is_empty() {
            on_text.run(text);
        }
    });
    over
}
