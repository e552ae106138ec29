//! The button that copies what must not be followed.

use leptos::prelude::*;

use crate::ui::browser;

/// How long it says that it did, milliseconds.
const SAID: u64 = 2_000;

/// What became of the last click.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Idle,
    Copied,
    Refused,
}

/// Copies a text and says whether that worked.
#[component]
pub fn Copy(
    /// What is copied, exactly.
    #[prop(into)]
    text: String,
    /// What it is, in the name of the button: “the address”.
    what: &'static str,
) -> impl IntoView {
    let state = RwSignal::new(State::Idle);
    let copy = move |_| {
        browser::copy_then(&text, move |copied| {
            let done = if copied {
                State::Copied
            } else {
                State::Refused
            };
            // The text may have gone from the screen in the meantime.
            let _ = state.try_set(done);
            browser::later(SAID, move || {
                let _ = state.try_set(State::Idle);
            });
        });
    };
    let face = move || match state.get() {
        State::Idle => "Copy",
        State::Copied => "Copied",
        State::Refused => "Not copied",
    };
    view! {
        <button type="button" class="btn" data-kind="quiet" data-size="small"
            aria-label=move || format!("{} {what}", face()) on:click=copy>
            {face}
        </button>
    }
}
