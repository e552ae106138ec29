//! The rows of the table that go somewhere or can be done anywhere.

use leptos::prelude::WithUntracked as _;

use crate::ui::app::{App, COLOURS, Dialog};
use crate::ui::browser;
use crate::ui::route::{Filter, QueueView, Route};

use super::{Command, Group, Key, ctrl, key, shift};

fn always(_: App) -> bool {
    true
}

/// A command without a key, which is always possible.
const fn by_name(
    id: &'static str,
    title: &'static str,
    words: &'static str,
    group: Group,
    run: fn(App, u8),
) -> Command {
    Command {
        id,
        label: title,
        title,
        words,
        group,
        keys: &[],
        enabled: always,
        run,
    }
}

/// Shows the tasks of one kind.
fn show(app: App, filter: Filter) {
    app.go(&Route::Queue(QueueView {
        filter,
        ..QueueView::default()
    }));
}

/// Goes to the search box of the queue; a queue that is shown stays as it is.
fn search(app: App) {
    if !app
        .route
        .with_untracked(|route| matches!(route, Route::Queue(_)))
    {
        app.go(&Route::Queue(QueueView::default()));
    }
    browser::when_there("[data-part=search]", browser::focus);
}

/// Presses a button of a screen, once the screen is there.
fn press(app: App, on: &Route, button: &'static str) {
    app.go(on);
    browser::when_there(button, |button| {
        browser::click(button);
    });
}

/// Goes to something on a screen.
fn reach(app: App, on: &Route, thing: &'static str) {
    app.go(on);
    browser::when_there(thing, browser::focus);
}

/// Chooses a colour scheme, also where the choice is in sight.
fn colour(app: App, theme: Option<&'static str>) {
    app.set_theme(theme);
    let at = COLOURS.iter().position(|(colour, _)| *colour == theme);
    browser::check_radio("theme", at);
}

/// Where to go, and what can be done anywhere.
pub const PLACES: &[Command] = &[
    Command {
        id: "next-task",
        label: "Next task",
        title: "Next task in the queue",
        words: "",
        group: Group::Go,
        keys: &[key("]"), shift("j")],
        enabled: |app| app.task_here().is_some(),
        run: |app, _| app.go_by(1),
    },
    Command {
        id: "previous-task",
        label: "Previous task",
        title: "Previous task in the queue",
        words: "",
        group: Group::Go,
        keys: &[key("["), shift("k")],
        enabled: |app| app.task_here().is_some(),
        run: |app, _| app.go_by(-1),
    },
    Command {
        id: "continue",
        label: "Continue",
        title: "Continue with the next open task",
        words: "next start",
        group: Group::Go,
        keys: &[key(".")],
        enabled: |app| app.session.current_now().is_some(),
        run: |app, _| app.go_on(),
    },
    Command {
        id: "today",
        label: "Today",
        title: "Today",
        words: "",
        group: Group::Go,
        keys: &[],
        enabled: always,
        run: |app, _| app.go(&Route::Today),
    },
    Command {
        id: "queue",
        label: "Queue",
        title: "Queue",
        words: "",
        group: Group::Go,
        keys: &[key("q")],
        enabled: always,
        run: |app, _| app.go(&Route::Queue(QueueView::default())),
    },
    Command {
        id: "open",
        label: "Open a pack",
        title: "Open a pack or a file",
        words: "import load",
        group: Group::Go,
        keys: &[key("o")],
        enabled: always,
        run: |app, _| app.go(&Route::Open { pack: None }),
    },
    Command {
        id: "packs",
        label: "Packs",
        title: "Packs",
        words: "",
        group: Group::Go,
        keys: &[],
        enabled: always,
        run: |app, _| app.go(&Route::Packs),
    },
    Command {
        id: "results",
        label: "Results",
        title: "Results",
        words: "evaluations history",
        group: Group::Go,
        keys: &[],
        enabled: always,
        run: |app, _| app.go(&Route::Results),
    },
    Command {
        id: "data",
        label: "Data",
        title: "Data",
        words: "storage settings backup",
        group: Group::Go,
        keys: &[],
        enabled: always,
        run: |app, _| app.go(&Route::Data),
    },
    Command {
        id: "about",
        label: "About",
        title: "About this app, licences",
        words: "version build",
        group: Group::Go,
        keys: &[],
        enabled: always,
        run: |app, _| app.go(&Route::About),
    },
    Command {
        id: "undo",
        label: "Undo",
        title: "Undo",
        words: "",
        group: Group::Anywhere,
        keys: &[key("z"), ctrl("z")],
        enabled: always,
        run: |app, _| app.undo(),
    },
    Command {
        id: "redo",
        label: "Redo",
        title: "Redo",
        words: "",
        group: Group::Anywhere,
        keys: &[
            shift("z"),
            ctrl("y"),
            Key {
                name: "z",
                ctrl: true,
                shift: true,
            },
        ],
        enabled: always,
        run: |app, _| app.redo(),
    },
    Command {
        id: "palette",
        label: "Commands",
        title: "Every action by name",
        words: "",
        group: Group::Anywhere,
        keys: &[ctrl("k")],
        enabled: always,
        run: |app, _| app.open(Dialog::Palette),
    },
    Command {
        id: "help",
        label: "Keys",
        title: "Every key",
        words: "shortcuts help keyboard",
        group: Group::Anywhere,
        keys: &[key("?")],
        enabled: always,
        run: |app, _| app.open(Dialog::Help),
    },
    Command {
        id: "download",
        label: "Download a backup",
        title: "Download a backup",
        words: "save my work now export everything",
        group: Group::Anywhere,
        keys: &[],
        enabled: always,
        run: |app, _| app.download_everything(),
    },
    by_name(
        "queue-open",
        "Queue: open tasks",
        "filter to do",
        Group::Go,
        |app, _| show(app, Filter::Open),
    ),
    by_name(
        "queue-done",
        "Queue: submitted tasks",
        "filter done",
        Group::Go,
        |app, _| show(app, Filter::Done),
    ),
    by_name(
        "queue-skipped",
        "Queue: skipped tasks",
        "filter put aside",
        Group::Go,
        |app, _| show(app, Filter::Skipped),
    ),
    by_name(
        "queue-flagged",
        "Queue: flagged tasks",
        "filter edge cases marked",
        Group::Go,
        |app, _| show(app, Filter::Flagged),
    ),
    Command {
        id: "search",
        label: "Search",
        title: "Search the queue",
        words: "find filter task",
        group: Group::Go,
        keys: &[key("/")],
        enabled: |app| app.session.current_now().is_some(),
        run: |app, _| search(app),
    },
    by_name(
        "export",
        "Export the results, with texts",
        "save download hand over json",
        Group::Anywhere,
        |app, _| press(app, &Route::Results, "[data-part=export]"),
    ),
    by_name(
        "export-bare",
        "Export the results, without texts",
        "save download hand over json",
        Group::Anywhere,
        |app, _| press(app, &Route::Results, "[data-part=export-bare]"),
    ),
    by_name(
        "import",
        "Import results",
        "load open restore json",
        Group::Anywhere,
        |app, _| press(app, &Route::Results, "[data-part=import]"),
    ),
    by_name(
        "restore",
        "Restore a backup",
        "load bring back import",
        Group::Anywhere,
        |app, _| press(app, &Route::Data, "[data-part=restore]"),
    ),
    by_name(
        "check",
        "Check whether a file is as it was written",
        "verify integrity",
        Group::Anywhere,
        |app, _| press(app, &Route::Data, "[data-part=check]"),
    ),
    by_name(
        "keep-file",
        "Keep a backup file up to date",
        "save automatically",
        Group::Anywhere,
        |app, _| press(app, &Route::Data, "[data-part=keep-file]"),
    ),
    by_name(
        "raters",
        "Change who works here",
        "rater profile name switch",
        Group::Anywhere,
        |app, _| reach(app, &Route::Data, "[data-part=another-rater]"),
    ),
    by_name(
        "erase",
        "Erase everything here",
        "delete remove clear",
        Group::Anywhere,
        |app, _| press(app, &Route::Data, "[data-part=erase]"),
    ),
    by_name(
        "dark",
        "Dark colours",
        "theme mode night appearance",
        Group::Anywhere,
        |app, _| colour(app, Some("dark")),
    ),
    by_name(
        "light",
        "Light colours",
        "theme mode day appearance",
        Group::Anywhere,
        |app, _| colour(app, Some("light")),
    ),
    by_name(
        "system-colours",
        "Colours as the system has them",
        "theme mode dark light appearance",
        Group::Anywhere,
        |app, _| colour(app, None),
    ),
];
