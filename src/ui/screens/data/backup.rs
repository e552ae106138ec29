//! The last backup, and the file that is kept up to date.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::domain::time::Moment;
use crate::text::figures::of;
use crate::ui::app::{App, Tone};
use crate::ui::browser;
use crate::ui::live::memo;
use crate::ui::session::{Extent, FileState, KeptFile, LastBackup};

/// So many steps since the last backup are many.
const MANY: usize = 200;

/// When the last backup was, how much came since, and the file that holds it all by itself.
#[component]
pub fn Backup(app: App) -> impl IntoView {
    let backups = app.session.backups();
    let saving = app.session.saving();
    let now = memo(move || {
        saving.track();
        backups.with(|backups| app.session.extent_beside(backups.last.as_ref()))
    });
    let last = memo(move || {
        backups.with(|backups| {
            let at = backups.last.as_ref().map(|last| {
                browser::local_time(Moment {
                    ms: last.at,
                    ..browser::now()
                })
            });
            now.with(|now| last_words(backups.last.as_ref(), &at.unwrap_or_default(), now))
        })
    });
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
            // It stands before its words come: else nobody who listens hears them.
            <div role="status">
                {move || file.get().map(|file| view! { <Kept app file/> })}
            </div>
            {move || match file.with(Option::is_some) {
                true => ().into_any(),
                false if browser::can_keep_file() => view! { <Offer app/> }.into_any(),
                false => view! {
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

/// What the last backup, made `at` some time, has of what is here `now`.
fn last_words(last: Option<&LastBackup>, at: &str, now: &Extent) -> (Tone, String) {
    let Some(last) = last else {
        return match now.entries {
            0 => (Tone::Plain, "There is nothing to back up yet.".to_owned()),
            1..MANY => (Tone::Plain, "No backup was made here yet.".to_owned()),
            _ => (
                Tone::Caution,
                "No backup was made here yet. Download one.".to_owned(),
            ),
        };
    };
    let tone = |since| match since {
        0..MANY => Tone::Plain,
        _ => Tone::Caution,
    };
    match now.entries.saturating_sub(last.entries) {
        _ if last.holds(now) => (
            Tone::Clear,
            format!("Last backup {at}. Nothing has happened since."),
        ),
        // As many, and others: another tab or a restore brought some.
        0 => (
            Tone::Caution,
            format!("Last backup {at}. It may lack something of what is here now."),
        ),
        since => (
            tone(since),
            format!("Last backup {at}. {} since.", of(since, "step", "steps")),
        ),
    }
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
        <div class="notice" data-tone=tone.name()>
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hash::ContentHash;

    #[test]
    fn only_a_backup_of_these_very_steps_lacks_nothing() {
        let mark = |text: &str| ContentHash::of_bytes(text.as_bytes());
        let now = Extent {
            entries: 12,
            mark: Some(mark("here")),
        };
        let check = |entries, mark, said: &str, holds: bool| {
            let last = LastBackup {
                at: 0,
                entries,
                mark,
            };
            let (_, words) = last_words(Some(&last), "today", &now);
            assert_eq!(words, format!("Last backup today. {said}"));
            assert_eq!(last.holds(&now), holds, "{said}");
        };
        check(12, Some(mark("here")), "Nothing has happened since.", true);
        let lacks = "It may lack something of what is here now.";
        check(12, Some(mark("others")), lacks, false);
        check(12, None, lacks, false);
        check(14, Some(mark("more")), lacks, false);
        check(11, Some(mark("fewer")), "1 step since.", false);
    }
}
