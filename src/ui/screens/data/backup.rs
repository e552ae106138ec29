//! The last backup, and the file that is kept up to date.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::domain::time::Moment;
use crate::text::figures::of;
use crate::ui::app::{App, Tone};
use crate::ui::browser;
use crate::ui::live::memo;
use crate::ui::session::{Backups, FileState, KeptFile};

/// So many steps since the last backup are many.
const MANY: usize = 200;

/// When the last backup was, how much came since, and the file that holds it all by itself.
#[component]
pub fn Backup(app: App) -> impl IntoView {
    let backups = app.session.backups();
    let saving = app.session.saving();
    let entries = memo(move || {
        saving.track();
        app.session.journal_len()
    });
    let last = memo(move || backups.with(|backups| last_words(backups, entries.get())));
    let file = memo(move || backups.with(|backups| backups.file.clone()));
    view! {
        <section class="card told" data-pad aria-label="Backup">
            <h2 tabindex="-1" data-part="backup">"Backup"</h2>
            <p class="small tone" data-tone=move || last.with(|(tone, _)| tone.name())>
                {move || last.get().1}
            </p>
            <p class="small muted">
                "A backup is one file with everything in it: the work of every rater here, packs \
                 and settings. Restoring it adds what is missing and changes nothing else."
            </p>
            {move || match file.get() {
                Some(file) => view! { <Kept app file/> }.into_any(),
                None if browser::can_keep_file() => view! { <Offer app/> }.into_any(),
                None => view! {
                    <p class="small muted">
                        "This browser does not let a page keep a file up to date by itself; Chrome \
                         and Edge do."
                    </p>
                }
                .into_any(),
            }}
        </section>
    }
}

fn last_words(backups: &Backups, entries: usize) -> (Tone, String) {
    let Some(last) = backups.last else {
        return match entries {
            0 => (Tone::Plain, "There is nothing to back up yet.".to_owned()),
            1..MANY => (Tone::Plain, "No backup was made here yet.".to_owned()),
            _ => (
                Tone::Caution,
                "No backup was made here yet. Download one.".to_owned(),
            ),
        };
    };
    let at = browser::local_time(Moment {
        ms: last.at,
        ..browser::now()
    });
    let since = entries.saturating_sub(last.entries);
    let words = match since {
        0 => format!("Last backup {at}. Nothing has happened since."),
        since => format!("Last backup {at}. {} since.", of(since, "step", "steps")),
    };
    let tone = match since {
        0 => Tone::Clear,
        1..MANY => Tone::Plain,
        _ => Tone::Caution,
    };
    (tone, words)
}

/// What was pressed is gone: the keys go on from the head of the card.
fn back_to_card() {
    browser::later(0, || browser::focus_if_lost("[data-part=backup]"));
}

#[component]
fn Offer(app: App) -> impl IntoView {
    let keep = move |_| {
        spawn_local(async move {
            match app.session.keep_file().await {
                Ok(()) => {
                    app.say(Tone::Clear, "The file is written after every change.");
                    back_to_card();
                }
                Err(Some(why)) => app.say(Tone::Caution, why),
                Err(None) => {}
            }
        });
    };
    view! {
        <div class="row">
            <button type="button" class="btn" data-part="keep-file" on:click=keep>
                "Keep a backup file up to date…"
            </button>
            <span class="small muted">
                "Choose a file once; the page writes it again after every change."
            </span>
        </div>
    }
}

#[component]
fn Kept(app: App, file: KeptFile) -> impl IntoView {
    let leave = move |_| {
        spawn_local(async move {
            app.session.leave_file().await;
            back_to_card();
        });
    };
    let go_on = move |_| {
        spawn_local(async move {
            app.session.go_on_with_file().await;
            back_to_card();
        });
    };
    let KeptFile { name, state } = file;
    let (tone, words, again) = match state {
        FileState::Kept => (
            Tone::Clear,
            "is kept up to date: it is written after every change.".to_owned(),
            None,
        ),
        FileState::Asks => (
            Tone::Caution,
            "is not written: the browser asks for your permission after each start.".to_owned(),
            Some("Allow writing again"),
        ),
        FileState::Failed(why) => (
            Tone::Stop,
            format!("is not written. {why}"),
            Some("Try again"),
        ),
    };
    view! {
        <div class="notice" data-tone=tone.name() role="status">
            <p><b><bdi>{name}</bdi></b> " " {words}</p>
            {again.map(|label| view! {
                <button type="button" class="btn" data-size="small" on:click=go_on>{label}</button>
            })}
            <button type="button" class="btn" data-kind="quiet" data-size="small" on:click=leave>
                "Stop keeping it"
            </button>
        </div>
    }
}
