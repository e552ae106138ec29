//! What is stored, how much room is left, what is safe, and whose it is.

mod backup;
mod check;
mod erase;
mod person;
mod trust;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::storage::{Mode, PackSize, Part, SOFT_LIMIT};
use crate::text::figures::{count, of, size};
use crate::ui::app::{App, Tone};
use crate::ui::browser;
use crate::ui::components::file_button::{Chosen, FileButton};
use crate::ui::components::import::{ImportButton, ImportReport, Report, bring};
use crate::ui::live::memo;
use crate::ui::route::Route;
use crate::ui::session::Saving;

/// The data of this browser.
#[component]
pub fn Data() -> impl IntoView {
    let app = App::here();
    app.session.look_for_last_backup();
    let report = RwSignal::new(None::<Report>);
    let on_backup = move |chosen: Result<Chosen, String>| {
        spawn_local(async move {
            let done = match chosen {
                Ok(chosen) => bring(app, chosen).await,
                Err(why) => Report::failed(why),
            };
            report.try_set(Some(done));
        });
    };
    view! {
        <div class="page">
            <header class="head">
                <div>
                    <h1>"Data"</h1>
                    <p class="small muted">
                        "Everything lives in this browser. What leaves it are the files you \
                         download."
                    </p>
                </div>
                <div class="row">
                    <ImportButton report label="Import results"/>
                    <FileButton
                        label="Restore a backup…"
                        part="restore"
                        accept=".jsonl,.json"
                        on_file=on_backup
                    />
                    <button
                        type="button"
                        class="btn"
                        data-kind="primary"
                        on:click=move |_| app.download_everything()
                    >
                        "Download a backup"
                    </button>
                </div>
            </header>
            <ImportReport report/>
            <State app/>
            <backup::Backup app/>
            <Room app/>
            <Stored app/>
            <div class="columns">
                <trust::Keeping app/>
                <trust::Sent/>
            </div>
            <check::Check/>
            <person::Person app/>
            <trust::Promises/>
            <erase::Erase app/>
            <p class="small"><a href=Route::About.href()>"About this app, licences"</a></p>
        </div>
    }
}

/// How saving stands: a tone, a headline and what to do.
fn state(saving: &Saving) -> (Tone, String, String) {
    let last = saving.last.map(|ms| {
        let at = crate::domain::time::Moment {
            ms,
            ..browser::now()
        };
        format!(" Last written {}.", browser::local_time(at))
    });
    match &saving.mode {
        Mode::Memory { why } => (
            Tone::Stop,
            "Nothing is saved in this browser.".to_owned(),
            format!("{why} Your work is lost with this tab unless you download it."),
        ),
        Mode::ReadOnly { .. } => (
            Tone::Stop,
            "Nothing more is saved in this tab.".to_owned(),
            "A newer version of the app took over the work in this browser. Download what is new \
             here, then reload."
                .to_owned(),
        ),
        Mode::Sealed { .. } => (
            Tone::Stop,
            "This version of the app cannot read the work in this browser.".to_owned(),
            "A newer version wrote it. Reload to get that version, or download everything as it \
             is stored."
                .to_owned(),
        ),
        Mode::Open if saving.pending > 0 => (
            Tone::Stop,
            format!("{} not saved.", of(saving.pending, "step is", "steps are")),
            saving.why.clone().unwrap_or_default(),
        ),
        Mode::Open if saving.only_on_disk > 0 => (
            Tone::Caution,
            format!(
                "{} saved on disk only.",
                of(saving.only_on_disk, "step is", "steps are")
            ),
            "The browser's quick storage is full. Download a backup soon.".to_owned(),
        ),
        Mode::Open => (
            Tone::Clear,
            "Everything is saved in this browser.".to_owned(),
            format!(
                "Every step is written and read back.{}",
                last.unwrap_or_default()
            ),
        ),
    }
}

#[component]
fn State(app: App) -> impl IntoView {
    let saving = app.session.saving();
    let state = memo(move || saving.with(state));
    let is_waiting = move || saving.with(|saving| saving.pending > 0 && saving.mode == Mode::Open);
    view! {
        <section
            class="notice"
            data-tone=move || state.with(|(tone, ..)| tone.name())
            aria-label="Saving"
        >
            <p role="status"><b>{move || state.get().1}</b> " " {move || state.get().2}</p>
            <Show when=is_waiting>
                <button
                    type="button"
                    class="btn"
                    data-size="small"
                    on:click=move |_| app.session.retry()
                >
                    "Try again"
                </button>
            </Show>
        </section>
    }
}

#[component]
fn Room(app: App) -> impl IntoView {
    let usage = memo(move || app.session.saving().with(|saving| saving.usage));
    let share = move || (usage.get() * 100 / SOFT_LIMIT).min(100);
    // A little work is not nothing: the bar shows a sliver of it.
    let width = move || share().max(usize::from(usage.get() > 0)).to_string();
    let tone = move || match share() {
        0..80 => None,
        80..100 => Some("caution"),
        _ => Some("stop"),
    };
    let used = move || {
        format!(
            "{} of {} characters used",
            count(usage.get()),
            count(SOFT_LIMIT)
        )
    };
    // Full, and not by us: what else stands under this address has taken the room.
    let is_taken = memo(move || {
        app.session
            .saving()
            .with(|saving| saving.mode == Mode::Open && saving.pending + saving.only_on_disk > 0)
    });
    let advice = move || match share() {
        0..80 if is_taken.get() => {
            "Other pages under this address fill the browser's storage. Delete what they keep, or \
             move to an address of your own; a backup holds everything until then."
                .to_owned()
        }
        100.. => {
            "Little room is left. Export your results, then archive or remove packs that are done. \
             Nothing is ever deleted to make room."
                .to_owned()
        }
        share => format!(
            "{} of the room is used. Packs are kept apart and do not count here.",
            match share {
                0 => "Less than one percent".to_owned(),
                share => format!("{share} %"),
            }
        ),
    };
    view! {
        <section class="card told" data-pad aria-label="Room">
            <div class="row">
                <h2>"Room for your work"</h2><span class="small muted num push">{used}</span>
            </div>
            <svg
                class="bar"
                viewBox="0 0 100 14"
                preserveAspectRatio="none"
                aria-hidden="true"
                data-tone=tone
            >
                <rect class="rail" y="3" width="100" height="8"></rect>
                <rect class="fill" y="3" width=width height="8"></rect>
            </svg>
            <p class="small">{advice}</p>
        </section>
    }
}

#[component]
fn Stored(app: App) -> impl IntoView {
    let saving = app.session.saving();
    let packs = app.session.select(|workspace| workspace.packs().len());
    let evaluations = app.session.select(|workspace| {
        let raters = workspace.raters();
        let works = raters.flat_map(|rater| workspace.works(rater));
        works.filter(|(_, work)| work.latest().is_some()).count()
    });
    // The link leads to the list of one rater.
    let own = memo(move || {
        let rater = app.session.rater();
        app.session.with(|workspace| {
            let works = workspace.works(&rater);
            works.filter(|(_, work)| work.latest().is_some()).count()
        })
    });
    let whose = move || whose(evaluations.get(), own.get());
    let texts = RwSignal::new(Vec::<PackSize>::new());
    spawn_local(async move {
        texts.try_set(app.session.kept_texts().await);
    });
    let of_texts = move || {
        let bytes = texts.with(|texts| texts.iter().map(|text| text.bytes).sum::<u64>());
        size(usize::try_from(bytes).unwrap_or(usize::MAX))
    };
    let entries = memo(move || {
        saving.track();
        app.session.journal_len()
    });
    let room = memo(move || {
        saving.track();
        app.session.room()
    });
    let of_packs = move || {
        saving.with(|saving| match &saving.packs_in_memory {
            Some(why) => format!("this tab only: {why}"),
            None => "this browser".to_owned(),
        })
    };
    let of_work = move || {
        saving.with(|saving| match (&saving.mode, saving.pending) {
            (Mode::Open, 0) => "this browser".to_owned(),
            (Mode::Open, waiting) => format!(
                "this browser; {} in this tab only",
                of(waiting, "step", "steps")
            ),
            _ => "this tab only".to_owned(),
        })
    };
    let of_entries = move || {
        let room = room.get();
        characters(room.entries.units + room.shards.units)
    };
    let kept = move |label: &'static str, part: fn(crate::storage::Room) -> Part| {
        let values = move || part(room.get()).values;
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td data-align="end">{move || count(values())}</td>
                <td data-align="end">{move || characters(part(room.get()).units)}</td>
                <td>{of_work}</td>
            </tr>
        }
    };
    let has_others = memo(move || room.with(|room| room.others.values > 0));
    view! {
        <section class="card" aria-label="Stored">
            <div class="scroll" tabindex="0" role="region" aria-label="What is stored">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"What"</th>
                            <th scope="col" data-align="end">"Number"</th>
                            <th scope="col" data-align="end">"Room"</th>
                            <th scope="col">"Kept in"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <tr>
                            <th scope="row"><a href=Route::Packs.href()>"Packs"</a></th>
                            <td data-align="end">{move || count(packs.get())}</td>
                            <td data-align="end">{of_texts}</td>
                            <td>{of_packs}</td>
                        </tr>
                        <tr>
                            <th scope="row">
                                <a href=Route::Results.href()>"Evaluations"</a> {whose}
                            </th>
                            <td data-align="end">{move || count(evaluations.get())}</td>
                            <td data-align="end" class="muted">"in the journal"</td>
                            <td>{of_work}</td>
                        </tr>
                        <tr>
                            <th scope="row">"Journal entries"</th>
                            <td data-align="end">{move || count(entries.get())}</td>
                            <td data-align="end">{of_entries}</td>
                            <td>{of_work}</td>
                        </tr>
                        {kept("Drafts of open text boxes", |room| room.drafts)}
                        {kept("Settings", |room| room.settings)}
                        {move || has_others.get().then(|| kept("Unknown", |room| room.others))}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

/// Whose evaluations are counted, where they are not all of the one who works here now.
fn whose(all: usize, own: usize) -> Option<String> {
    (all != own).then(|| format!(" of every rater here, {} of them yours", count(own)))
}

fn characters(units: usize) -> String {
    of(units, "character", "characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_link_does_not_lead_to_is_said_to_be_of_others() {
        assert_eq!(whose(3, 3), None);
        let said = whose(1_204, 1_200);
        assert_eq!(
            said.as_deref(),
            Some(" of every rater here, 1,200 of them yours")
        );
    }
}
