//! The dialogs over the screen, one at a time.

mod edge_case;
mod help;
mod palette;
mod picker;
mod skip;
mod sop;
mod templates;

use leptos::prelude::*;

use crate::domain::work::WorkKey;
use crate::ui::app::{App, Dialog};
use crate::ui::chunks;
use crate::ui::components::lazily::{Absent, Frame, lazily};
use crate::ui::components::{Modal, Sheet, Title};
use crate::ui::live::memo;
use crate::ui::screens::workspace::desk::Desk;

use edge_case::EdgeCase;
use help::Help;
use palette::Palette;
use skip::Skip;
use sop::Sop;
use templates::Templates;

/// The dialog that is open, if one is. Stands after the shell: the drawer moves it aside.
#[component]
pub fn Dialogs() -> impl IntoView {
    let app = App::here();
    // A dialog about a task goes when the task goes, and is another one for another task.
    let shown = memo(move || {
        let dialog = app.dialog.get()?;
        if !dialog.is_about_task() {
            return Some((dialog, None));
        }
        let desk = app.desk.get()?;
        Some((dialog, Some(desk.key().get())))
    });
    move || {
        let (dialog, key) = shown.get()?;
        let asked = Asked {
            dialog,
            about: key.zip(app.desk.get_untracked()),
            close: Callback::new(move |()| closed(app, dialog)),
        };
        let frame = in_dialog(asked.close);
        Some(lazily(frame, chunks::dialogs, move |show| {
            show(asked.clone())
        }))
    }
}

/// Which dialog is asked for, and what it is about.
#[derive(Clone)]
pub struct Asked {
    dialog: Dialog,
    about: Option<(WorkKey, Desk)>,
    close: Callback<()>,
}

/// The dialog.
pub fn show(asked: Asked) -> AnyView {
    let Asked {
        dialog,
        about,
        close,
    } = asked;
    match (dialog, about) {
        (Dialog::Help, _) => view! { <Help close/> }.into_any(),
        (Dialog::Palette, _) => view! { <Palette close/> }.into_any(),
        (Dialog::Sop, _) => view! { <Sop close/> }.into_any(),
        (Dialog::Templates, Some((_, desk))) => {
            lazily(in_dialog(close), chunks::templates, move |fill| {
                view! { <Templates fill desk close/> }.into_any()
            })
        }
        (Dialog::EdgeCase, Some((key, desk))) => {
            view! { <EdgeCase desk close words=Words { of: "edge-case", on: key }/> }.into_any()
        }
        (Dialog::Skip, Some((key, desk))) => {
            view! { <Skip desk close words=Words { of: "skip", on: key }/> }.into_any()
        }
        _ => ().into_any(),
    }
}

/// A few words in the place of a dialog.
fn in_dialog(close: Callback<()>) -> Frame {
    Box::new(move |why, words| {
        if why == Absent::OnTheWay {
            // Not yet a dialog: that would be closed, and say so, when the real one comes.
            return view! { <div class="toasts"><div class="toast">{words}</div></div> }.into_any();
        }
        let sheet = Sheet::new();
        let on_close = Callback::new(move |()| close.run(()));
        view! {
            <Modal sheet label="A moment" on_close>
                <Title sheet text="A moment"/>
                <div class="inner">{words}</div>
            </Modal>
        }
        .into_any()
    })
}

/// The browser says that a dialog is closed; another one may be open by then.
fn closed(app: App, dialog: Dialog) {
    if app.dialog.try_get_untracked() == Some(Some(dialog)) {
        app.dialog.set(None);
    }
}

/// The words of one dialog about one task: kept while it is open, closed, or lost with its tab.
#[derive(Clone)]
struct Words {
    of: &'static str,
    on: WorkKey,
}

impl Words {
    /// What was typed, or else `kept`.
    fn get(&self, app: App, kept: &str) -> String {
        let typed = app.session.unsaved(self.of, &self.on);
        typed.unwrap_or_else(|| kept.to_owned())
    }

    fn set(&self, app: App, text: String) {
        app.session.keep_unsaved(self.of, &self.on, text);
    }

    fn clear(&self, app: App) {
        app.session.drop_unsaved(self.of, &self.on);
    }
}
