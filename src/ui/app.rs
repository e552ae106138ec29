//! What every screen can reach: the session, the route, and what is said or asked over the screen.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::domain::id::{PackId, TaskId};
use crate::domain::work::WorkKey;
use crate::journal::check::Refusal;
use crate::journal::event::Event;

use super::browser;
use super::chunks;
use super::route::Route;
use super::screens::workspace::desk::Desk;
use super::session::{Done, Session};

/// A handle to the application, free to copy; [`App::here`] finds it from any component.
#[derive(Clone, Copy)]
pub struct App {
    /// The door to state.
    pub session: Session,
    /// Where the rater is; written by [`App::go`] and by the browser's own navigation.
    pub route: RwSignal<Route>,
    /// What was just said to the rater.
    pub notice: RwSignal<Option<Notice>>,
    /// Which dialog stands over the screen.
    pub dialog: RwSignal<Option<Dialog>>,
    /// The task in the workspace, while one is open.
    pub desk: RwSignal<Option<Desk>>,
    /// How the rater came to where things are.
    pub way: StoredValue<Way>,
}

/// How the rater came to where things are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// Whether the last input came from a pointer.
    pub by_pointer: bool,
    /// Whether the task on the screen was opened from the results.
    pub from_results: bool,
}

/// A short message that goes away by itself; read aloud by a screen reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The words.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
    /// A command that answers it, as a button.
    pub command: Option<&'static str>,
}

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Clear,
    /// Something to know.
    Plain,
    /// Something to do.
    Caution,
    /// It did not work.
    Stop,
}

impl Tone {
    /// Its name in `data-tone`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Plain => "plain",
            Self::Caution => "caution",
            Self::Stop => "stop",
        }
    }
}

/// A dialog over the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Every key and what it does.
    Help,
    /// Every action by name.
    Palette,
    /// The pack's SOP, about and glossary.
    Sop,
    /// The rationale templates.
    Templates,
    /// The edge-case flag of the open task.
    EdgeCase,
    /// Why the open task is put aside.
    Skip,
}

impl Dialog {
    /// Whether it is about the open task.
    pub fn is_about_task(self) -> bool {
        matches!(self, Self::Templates | Self::EdgeCase | Self::Skip)
    }
}

/// The colour schemes: what is kept, and the words.
pub const COLOURS: [(Option<&'static str>, &str); 3] = [
    (None, "System"),
    (Some("light"), "Light"),
    (Some("dark"), "Dark"),
];

/// What a download is called that is made without the part that makes backups.
const BARE: &str = "trainmaster-backup.jsonl";

/// How long a notice stays, milliseconds.
const NOTICE: u64 = 6_000;

/// How long a word of success stays, milliseconds.
const SUCCESS: u64 = 2_500;

impl App {
    /// The application that the current component belongs to.
    pub fn here() -> Self {
        expect_context::<Self>()
    }

    /// Goes somewhere; the browser's back button comes back.
    ///
    /// The screen changes at once and not when the browser tells of the new address: a key that
    /// follows belongs to the new screen.
    pub fn go(self, route: &Route) {
        if self.route.with_untracked(|shown| shown != route) {
            browser::go(&route.href());
            self.arrive(route.clone());
        }
    }

    /// The address has changed.
    pub fn arrive(self, route: Route) {
        if self.route.with_untracked(|shown| *shown == route) {
            return;
        }
        let desk = self.desk.get_untracked();
        match desk {
            Some(desk) => desk.leave(self),
            None => self.session.settle(),
        }
        // A dialog about a task goes with it.
        let about_task = |dialog: &Option<Dialog>| dialog.is_some_and(Dialog::is_about_task);
        if self.dialog.with_untracked(about_task) {
            self.dialog.set(None);
        }
        // What was said was said on the screen before; what the change has to say follows it.
        if self.notice.with_untracked(Option::is_some) {
            self.notice.set(None);
        }
        let before_here = self.route.with_untracked(|shown| *shown == Route::Results);
        let from_results = before_here && matches!(route, Route::Task { .. });
        self.way.update_value(|way| way.from_results = from_results);
        let before = desk.map(|desk| desk.key().get_untracked());
        self.route.set(route);
        if let Some(desk) = desk
            && before != Some(desk.key().get_untracked())
        {
            desk.begin(self);
        }
    }

    /// Goes to a task.
    pub fn go_to_task(self, pack: &PackId, task: &TaskId) {
        self.go(&Route::Task {
            pack: pack.clone(),
            task: task.clone(),
        });
    }

    /// Says something to the rater.
    pub fn say(self, tone: Tone, text: impl Into<String>) {
        self.notify(Notice {
            text: text.into(),
            tone,
            command: None,
        });
    }

    /// Says that something was done, with the button that takes it back.
    pub fn say_done(self, text: impl Into<String>) {
        self.notify(Notice {
            text: text.into(),
            tone: Tone::Plain,
            command: Some("undo"),
        });
    }

    fn notify(self, notice: Notice) {
        self.notice.set(Some(notice.clone()));
        let stays = if notice.tone == Tone::Clear {
            SUCCESS
        } else {
            NOTICE
        };
        browser::later(stays, move || {
            let is_shown = self
                .notice
                .try_with_untracked(|shown| shown.as_ref() == Some(&notice));
            if is_shown == Some(true) {
                self.notice.set(None);
            }
        });
    }

    /// Whether the last input came from a pointer.
    pub fn by_pointer(self) -> bool {
        self.way.get_value().by_pointer
    }

    /// Takes note of what the last input came from.
    pub fn note_input(self, by_pointer: bool) {
        self.way.update_value(|way| way.by_pointer = by_pointer);
    }

    /// After a choice by pointer the keys belong to the page again: an arrow key must move the
    /// cursor, not change the rating that happens to have the focus.
    pub fn after_pointer(self) {
        if self.by_pointer() {
            browser::blur();
        }
    }

    /// Opens a dialog over the screen; a drawer that is open already is closed.
    pub fn open(self, dialog: Dialog) {
        self.session.settle();
        let is_open = self.dialog.get_untracked() == Some(dialog);
        self.dialog.set(Some(dialog).filter(|_| !is_open));
    }

    /// Chooses a colour scheme, or that of the system.
    pub fn set_theme(self, theme: Option<&'static str>) {
        browser::set_theme(theme);
        self.session.set_setting("theme", &theme);
    }

    /// Offers everything stored in this browser as a file, verbatim.
    pub fn download_everything(self) {
        spawn_local(async move {
            let unread = if let Ok(download) = chunks::backup().await {
                download(self.session).await
            } else {
                // Trouble is when the network may be gone too: what is at hand needs no part.
                browser::download(BARE, "application/jsonl", &self.session.salvage());
                0
            };
            if unread == 0 {
                let done = "Everything stored here was handed to the browser as a download.";
                self.say(Tone::Clear, done);
            } else {
                let part = "Something kept here could not be read and is not in the download. \
                            Try again, and keep both.";
                self.say(Tone::Stop, part);
            }
        });
    }

    /// Lets something happen, or says why it cannot.
    pub fn act(self, event: Event) -> bool {
        self.heed(self.session.dispatch(event))
    }

    /// Says a refusal; true when there was none.
    pub fn heed<T>(self, result: Result<T, Refusal>) -> bool {
        if let Err(refusal) = &result {
            self.say(Tone::Caution, refusal.to_string());
        }
        result.is_ok()
    }

    /// Takes the last step back, says so, and shows where it was.
    pub fn undo(self) {
        self.show_done(self.session.undo(), "Undid", "Nothing to undo.");
    }

    /// Does the last step that was taken back again.
    pub fn redo(self) {
        self.show_done(self.session.redo(), "Did again", "Nothing to redo.");
    }

    fn show_done(self, done: Option<Done>, verb: &str, nothing: &str) {
        let Some(Done { what, on }) = done else {
            self.say(Tone::Plain, nothing);
            return;
        };
        if let Some(WorkKey { pack, task, .. }) = on {
            self.go(&Route::Task { pack, task });
        }
        self.say(Tone::Plain, format!("{verb}: {what}."));
    }
}
