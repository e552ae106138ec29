//! One choice of a group.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::browser;

/// One choice of a group. Clicking what is chosen takes it back.
#[component]
pub fn Radio(
    /// The name that the choices of the group share.
    group: String,
    /// Its place in the group, from 0.
    at: usize,
    /// The place of what is chosen.
    chosen: Memo<Option<usize>>,
    /// Chooses, or takes back; false where that is refused.
    choose: Callback<Option<usize>, bool>,
    /// What it is called, where the label beside it does not say so.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let app = App::here();
    let name = group.clone();
    let ask = StoredValue::new(move |what: Option<usize>| {
        if !choose.run(what) {
            // The browser has moved the mark already.
            browser::check_radio(&name, chosen.get_untracked());
        }
        app.after_pointer();
    });
    view! {
        <input
            type="radio"
            name=group
            aria-label=label
            prop:checked=move || chosen.get() == Some(at)
            on:change=move |_| ask.with_value(|ask| ask(Some(at)))
            on:click=move |_| {
                if app.by_pointer() && chosen.get_untracked() == Some(at) {
                    ask.with_value(|ask| ask(None));
                }
            }
        />
    }
}
