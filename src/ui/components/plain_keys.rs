//! Keys of one screen that are no action of the rater, such as moving along the rows of a list.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::ui::app::App;

/// Listens to plain keys while the calling component lives, nothing is typed and no dialog is open.
///
/// `press` gets the key's name in lower case and says whether it meant something.
pub fn plain_keys(app: App, press: impl Fn(&str) -> bool + 'static) {
    let listener = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let held = event.ctrl_key() || event.alt_key() || event.meta_key();
        let key = event.key();
        let shifted = event.shift_key() && key.chars().all(char::is_alphanumeric);
        let elsewhere = app.dialog.with_untracked(Option::is_some) || is_typing(&event);
        if held || shifted || elsewhere || event.default_prevented() {
            return;
        }
        if press(&key.to_lowercase()) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|target| {
        target.is_content_editable()
            || matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}
