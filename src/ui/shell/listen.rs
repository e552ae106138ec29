//! Everything the page is told by the browser: addresses, keys, signs of life, leaving.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::ui::app::{App, Dialog, Tone};
use crate::ui::browser;
use crate::ui::commands::{self, Focus, Pressed};
use crate::ui::planted;
use crate::ui::route::Route;
use crate::ui::session::{Occasion, Saving};

/// Everything the page is told by the browser.
pub fn listen(app: App) {
    window_event_listener(ev::hashchange, move |_| {
        app.arrive(Route::parse(&browser::hash()));
    });
    window_event_listener(ev::keydown, move |event| key(app, &event));
    window_event_listener(ev::pointerdown, move |_| {
        app.note_input(true);
        alive(app);
    });
    window_event_listener(ev::wheel, move |_| alive(app));
    window_event_listener(ev::pagehide, move |_| {
        leave(app);
        app.session.tend(Occasion::Leave);
    });
    window_event_listener(ev::visibilitychange, move |_| {
        if browser::hidden() {
            leave(app);
        } else {
            alive(app);
            app.session.tend(Occasion::LookAround);
        }
    });
    window_event_listener(ev::storage, move |_| app.session.tend(Occasion::Changed));
    window_event_listener(ev::focus, move |_| app.session.tend(Occasion::LookAround));
    browser::hear_tabs(move |words| app.session.hear(&words));
    window_event_listener(ev::beforeunload, move |event| {
        app.session.settle();
        if !app.session.saving().with_untracked(Saving::is_safe) {
            event.prevent_default();
        }
    });
    // A file dropped beside the drop zone must not replace the app.
    window_event_listener(ev::dragover, |event| event.prevent_default());
    window_event_listener(ev::drop, |event| event.prevent_default());
}

fn alive(app: App) {
    if let Some(desk) = app.desk.get_untracked() {
        desk.touch();
    }
}

fn leave(app: App) {
    app.session.settle();
    if let Some(desk) = app.desk.get_untracked() {
        desk.hide(app);
    }
    app.session.tend(Occasion::BeforeHiding);
}

fn key(app: App, event: &ev::KeyboardEvent) {
    planted::at("key");
    planted::at("abyss");
    app.note_input(false);
    alive(app);
    // The page is asked and not the state: a dialog is gone before its closing is told.
    if event.default_prevented() || event.is_composing() || browser::is_modal_open() {
        return;
    }
    let pressed = Pressed {
        name: event.key(),
        ctrl: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
    };
    let focus = focus_of(event);
    if pressed.name == "Escape" && focus == Focus::Text {
        // Out of the text box, back to the keys, and for a screen reader to the work.
        browser::leave_text();
        return;
    }
    if pressed.name == "Escape" && app.dialog.get_untracked() == Some(Dialog::Sop) {
        app.dialog.set(None);
        return;
    }
    // Ctrl Z takes back what is being typed; when that is a fact already, the last fact.
    let focus = match focus {
        Focus::Text if pressed.is_undo() && !app.session.is_typing() => Focus::Page,
        focus => focus,
    };
    match commands::find(app, &pressed, focus) {
        // A key that is held down must not rate a whole task.
        Some((command, _)) if event.repeat() && !command.may_repeat() => event.prevent_default(),
        Some((command, digit)) => {
            event.prevent_default();
            (command.run)(app, digit);
        }
        None if commands::is_judging(&pressed, focus) => explain_silence(app),
        None => {}
    }
}

/// Says why a key that judges does nothing.
fn explain_silence(app: App) {
    let Some(desk) = app.desk.get_untracked() else {
        return;
    };
    if desk.is_submitted() {
        app.say(
            Tone::Plain,
            "This evaluation is submitted. Enter opens it to be changed.",
        );
    } else if desk.is_ranking() {
        app.say(
            Tone::Plain,
            "More than two responses are ranked: D goes to their places.",
        );
    }
}

/// What has the focus, as far as keys are concerned.
fn focus_of(event: &ev::KeyboardEvent) -> Focus {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(element) = target else {
        return Focus::Page;
    };
    let kind = element.get_attribute("type").unwrap_or_default();
    match (
        element.tag_name().to_ascii_lowercase().as_str(),
        kind.as_str(),
    ) {
        ("input", "radio") => Focus::Choice,
        ("input", "checkbox" | "button" | "submit" | "file") | ("button" | "a" | "summary", _) => {
            Focus::Button
        }
        ("input" | "textarea" | "select", _) => Focus::Text,
        _ if element.has_attribute("contenteditable") => Focus::Text,
        _ => Focus::Page,
    }
}
