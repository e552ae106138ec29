//! The edge-case flag: what the rubric or the SOP does not settle.

use leptos::ev;
use leptos::prelude::*;

use crate::journal::event::Step;
use crate::ui::app::{App, Tone};
use crate::ui::components::{Modal, Sheet, Title};
use crate::ui::screens::workspace::desk::Desk;

use super::Words;

/// Flags the open task, changes the note, or takes the flag away.
#[component]
pub(super) fn EdgeCase(
    /// The open task.
    desk: Desk,
    /// Called once it is closed.
    close: Callback<()>,
    /// What was typed and not saved.
    words: Words,
) -> impl IntoView {
    let app = App::here();
    let sheet = Sheet::new();
    let kept = desk.now(app, |_, work| {
        work.flags.first().map(|flag| flag.note.clone())
    });
    let is_flagged = kept.is_some();
    let note = RwSignal::new(words.get(app, kept.as_deref().unwrap_or_default()));
    let words = StoredValue::new(words);
    let missing = RwSignal::new(false);
    let save = move || {
        let text = note.get_untracked().trim().to_owned();
        if text.is_empty() {
            missing.set(true);
            return;
        }
        sheet.close();
        if desk.step(app, Step::EdgeCaseFlagged { note: text }) {
            words.with_value(|words| words.clear(app));
            app.say(Tone::Clear, "Flagged as an edge case.");
        }
    };
    let withdraw = move |_| {
        sheet.close();
        if desk.step(app, Step::FlagWithdrawn) {
            words.with_value(|words| words.clear(app));
            app.say(Tone::Plain, "The flag is withdrawn.");
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save();
        }
    };
    let typed = move |event| {
        let text = event_target_value(&event);
        words.with_value(|words| words.set(app, text.clone()));
        note.set(text);
        missing.set(false);
    };
    let title = if is_flagged {
        "Edge case"
    } else {
        "Flag an edge case"
    };
    view! {
        <Modal sheet label="Edge case" on_close=close>
            <Title sheet text=title/>
            <div class="inner" on:keydown=key>
                <p class="small muted">
                    "For a task that the rubric or the SOP does not settle. "
                    "The flag goes into your export; you can still rate and submit the task."
                </p>
                <div class="field" data-tone=move || missing.get().then_some("stop")>
                    <label for="edge-case-note">
                        "What is not settled, and what should the rule say?"
                    </label>
                    <textarea class="input" id="edge-case-note" dir="auto" rows="4" autofocus
                        aria-describedby="edge-case-hint"
                        aria-invalid=move || missing.get().then_some("true")
                        prop:value=note on:input=typed></textarea>
                    <span class="hint" id="edge-case-hint">
                        {move || if missing.get() {
                            "Say in a sentence what is not settled."
                        } else {
                            "A sentence on each. Unsaved words stay here."
                        }}
                    </span>
                </div>
            </div>
            <div class="actions">
                {is_flagged.then(|| view! {
                    <button type="button" class="btn" data-kind="danger" on:click=withdraw>
                        "Withdraw the flag"
                    </button>
                })}
                <button type="button" class="btn" on:click=move |_| sheet.close()>
                    "Cancel " <kbd aria-hidden="true">"Esc"</kbd>
                </button>
                <button type="button" class="btn" data-kind="primary" on:click=move |_| save()>
                    {if is_flagged { "Save the note " } else { "Flag " }}
                    <kbd aria-hidden="true">"Ctrl ↵"</kbd>
                </button>
            </div>
        </Modal>
    }
}
