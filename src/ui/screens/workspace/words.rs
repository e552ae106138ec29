//! A box for words: drafts while typing, a fact after a pause.

use leptos::prelude::*;

use crate::domain::work::WorkKey;
use crate::journal::event::Step;
use crate::ui::app::App;

/// A text box over a part of the judgement.
#[component]
pub fn WordsBox(
    /// What it is called.
    label: String,
    /// Its name in `data-part`, by which keys find it.
    part: &'static str,
    /// The task it is about.
    on: WorkKey,
    /// What the state holds.
    said: Memo<String>,
    /// The fact that its words become.
    step: Callback<String, Step>,
    /// Whether nothing may be typed.
    locked: Signal<bool>,
    /// Whether it is a small box.
    #[prop(optional)]
    small: bool,
    /// What to write, where nothing is written.
    #[prop(optional)]
    hint: Option<&'static str>,
) -> impl IntoView {
    let app = App::here();
    let typed = RwSignal::new(None::<String>);
    let done = Callback::new(move |()| {
        typed.try_set(None);
    });
    let input = move |text: String| {
        typed.set(Some(text.clone()));
        app.session.typed(&on, step.run(text), done);
    };
    view! {
        <textarea
            class="input"
            data-part=part
            data-size=small.then_some("small")
            dir="auto"
            aria-label=label
            placeholder=hint
            disabled=move || locked.get()
            prop:value=move || typed.get().unwrap_or_else(|| said.get())
            on:input=move |event| input(event_target_value(&event))
            on:blur=move |_| app.session.settle()
        ></textarea>
    }
}
