//! Why a task is put aside.

use leptos::ev;
use leptos::prelude::*;

use crate::journal::event::Step;
use crate::ui::app::{App, Tone};
use crate::ui::browser;
use crate::ui::components::{Modal, Sheet, Title};
use crate::ui::screens::workspace::desk::Desk;
use crate::ui::screens::workspace::last_word;

use super::Words;

/// The reasons, by the keys 1 to 4; 5 is one's own.
const REASONS: [&str; 4] = [
    "The instruction is unclear",
    "Not my expertise",
    "A language I do not read well enough",
    "The content is broken or missing",
];

/// Asks for the reason and puts the open task aside.
#[component]
pub(super) fn Skip(
    /// The open task.
    desk: Desk,
    /// Called once it is closed.
    close: Callback<()>,
    /// The reason that was typed and not used.
    words: Words,
) -> impl IntoView {
    let app = App::here();
    let sheet = Sheet::new();
    let own = RwSignal::new(words.get(app, ""));
    let words = StoredValue::new(words);
    let skip = move |reason: &str| {
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            browser::focus("[data-part=skip-reason]");
            return;
        }
        sheet.close();
        match desk.finish(app, Step::TaskSkipped { reason }) {
            Ok(is_more) => {
                words.with_value(|words| words.clear(app));
                app.say_done(last_word("Skipped.", is_more));
            }
            Err(refusal) => app.say(Tone::Caution, refusal.to_string()),
        }
    };
    let by_digit = move |event: ev::KeyboardEvent| {
        let digit = event.key().parse::<usize>().ok();
        let plain = !(event.ctrl_key() || event.alt_key() || event.meta_key());
        match digit.filter(|_| plain) {
            Some(5) => browser::focus("[data-part=skip-reason]"),
            Some(digit @ 1..=4) => skip(REASONS[digit - 1]),
            _ => return,
        }
        event.prevent_default();
    };
    // In the box a digit is a letter like any other.
    let in_box = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            own.with_untracked(|own| skip(own));
        }
    };
    let typed = move |event| {
        let text = event_target_value(&event);
        words.with_value(|words| words.set(app, text.clone()));
        own.set(text);
    };
    let button = move |(at, reason): (usize, &'static &'static str)| {
        view! {
            <button type="button" class="btn" autofocus=at == 0 on:click=move |_| skip(reason)>
                {*reason} " " <kbd aria-hidden="true">{at + 1}</kbd>
            </button>
        }
    };
    let buttons = REASONS.iter().enumerate().map(button).collect_view();
    view! {
        <Modal sheet label="Skip this task" on_close=close>
            <Title sheet text="Skip this task"/>
            <div class="inner" on:keydown=by_digit>
                <p class="small muted">
                    "Why? The reason goes into your export. "
                    "You can take the task up again from the queue."
                </p>
                <div class="stack">{buttons}</div>
                <div class="field">
                    <label for="skip-reason">
                        "Another reason " <kbd aria-hidden="true">"5"</kbd>
                    </label>
                    <input class="input" id="skip-reason" type="text" dir="auto" autocomplete="off"
                        data-part="skip-reason" prop:value=own on:input=typed on:keydown=in_box/>
                </div>
            </div>
            <div class="actions">
                <button type="button" class="btn" on:click=move |_| sheet.close()>
                    "Cancel " <kbd aria-hidden="true">"Esc"</kbd>
                </button>
                <button type="button" class="btn" data-kind="primary"
                    disabled=move || own.with(|own| own.trim().is_empty())
                    on:click=move |_| own.with_untracked(|own| skip(own))>
                    "Skip for this reason " <kbd aria-hidden="true">"↵"</kbd>
                </button>
            </div>
        </Modal>
    }
}
