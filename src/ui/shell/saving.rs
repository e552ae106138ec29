//! How the work is kept: a word that is always in sight, and a banner when there is trouble.

use leptos::prelude::*;

use crate::storage::Mode;
use crate::text::figures::of;
use crate::ui::app::{App, Tone};
use crate::ui::live::memo;
use crate::ui::route::Route;
use crate::ui::session::{FileState, Found, Saving};

/// The state of saving; always in sight.
#[component]
pub fn SaveState() -> impl IntoView {
    let saving = App::here().session.saving();
    let words = move || saving.with(save_words);
    view! {
        <a class="save" href=Route::Data.href() data-state=move || words().0>
            <span class="dot"></span>
            <span role="status">{move || words().1}</span>
            <span class="more">{move || words().2}</span>
        </a>
    }
}

fn save_words(saving: &Saving) -> (&'static str, &'static str, String) {
    match &saving.mode {
        Mode::Memory { .. } => ("memory", "Not kept", "lost with this tab".to_owned()),
        Mode::ReadOnly { .. } | Mode::Sealed { .. } => (
            "readonly",
            "Read only",
            "a newer version is in charge".to_owned(),
        ),
        Mode::Open if saving.pending > 0 => (
            "unsaved",
            "Not saved",
            format!("{} changes wait", saving.pending),
        ),
        Mode::Open if saving.unsafe_words.is_some() => {
            ("unsaved", "Not saved", "your last words".to_owned())
        }
        Mode::Open if saving.is_on_disk() => ("disk", "Saved ✓✓", "on disk".to_owned()),
        Mode::Open => ("saved", "Saved ✓", "in this browser".to_owned()),
    }
}

/// What must be known: storage in trouble, damage found at the start.
#[component]
pub fn Banners(found: Found) -> impl IntoView {
    let app = App::here();
    let saving = app.session.saving();
    let trouble = memo(move || saving.with(trouble));
    let later = memo(move || saving.with(|saving| saving.found.clone()));
    let dismissed = RwSignal::new(false);
    let all = memo(move || later.with(|later| found.and(later)));
    // Said once, when it comes back.
    Effect::new(move |_| {
        let healed = later.with(|later| later.recovered);
        if healed > 0 {
            let entries = of(healed, "step", "steps");
            app.say(
                Tone::Clear,
                format!("{entries} had gone from this browser and came back from disk."),
            );
        }
    });
    let is_clean = memo(move || all.with(Found::is_clean));
    let stale = memo(move || {
        app.session.backups().with(|backups| {
            let file = backups.file.as_ref();
            file.filter(|file| file.state != FileState::Kept)
                .map(|file| file.name.clone())
        })
    });
    view! {
        {move || {
            stale
                .get()
                .map(|name| {
                    view! {
                        <div class="notice" data-kind="banner" data-tone="caution" role="alert">
                            <p>
                                <b>"The backup file is not kept up to date: "</b>
                                <bdi>{name}</bdi>
                            </p>
                            <a class="btn" href=Route::Data.href()>
                                "See why"
                            </a>
                        </div>
                    }
                })
        }}
        {move || {
            trouble
                .get()
                .map(|(tone, bold, words)| {
                    view! {
                        <div class="notice" data-kind="banner" data-tone=tone role="alert">
                            <p>
                                <b>{bold}</b>
                                " "
                                {words}
                            </p>
                            <button
                                type="button"
                                class="btn"
                                data-kind="danger"
                                on:click=move |_| app.download_everything()
                            >
                                "Download my work now"
                            </button>
                        </div>
                    }
                })
        }}
        {move || {
            (!dismissed.get() && !is_clean.get())
                .then(|| {
                    view! {
                        <div class="notice" data-kind="banner" data-tone="caution" role="alert">
                            <p>
                                <b>"Something of what was kept is damaged."</b>
                                " "
                                {move || all.with(found_words)}
                            </p>
                            <button
                                type="button"
                                class="btn"
                                on:click=move |_| app.download_everything()
                            >
                                "Download everything"
                            </button>
                            <button
                                type="button"
                                class="btn"
                                data-kind="quiet"
                                on:click=move |_| dismissed.set(true)
                            >
                                "Hide"
                            </button>
                        </div>
                    }
                })
        }}
    }
}

fn trouble(saving: &Saving) -> Option<(&'static str, &'static str, String)> {
    match &saving.mode {
        Mode::Memory { why } => Some((
            "stop",
            "This browser keeps nothing for this page.",
            format!("{why} Your work is only in this tab."),
        )),
        Mode::ReadOnly { .. } => Some((
            "caution",
            "A newer version of the app keeps this work.",
            "Reload to use it. Nothing you do here is saved.".to_owned(),
        )),
        Mode::Sealed { .. } => Some((
            "stop",
            "A newer version of the app keeps this work, and this one cannot read it.",
            "Reload, or download it as it stands.".to_owned(),
        )),
        Mode::Open if saving.pending > 0 => {
            let why = saving.why.clone().unwrap_or_default();
            Some(("stop", "Your last changes are only in this tab.", why))
        }
        Mode::Open if saving.only_on_disk > 0 => Some((
            "caution",
            "This browser's quick storage takes nothing more.",
            format!(
                "Your last {} on disk only. Export your results and download a backup soon.",
                of(saving.only_on_disk, "change is", "changes are")
            ),
        )),
        Mode::Open if saving.past_soft_limit => Some((
            "caution",
            "This browser's room for the page is more than half used.",
            "Export your results and download a backup soon.".to_owned(),
        )),
        Mode::Open => saving
            .packs_in_memory
            .clone()
            .map(|why| ("caution", "Packs are not kept here.", why)),
    }
}

fn found_words(found: &Found) -> String {
    let part = |count: usize, one: &str, many: &str| (count > 0).then(|| of(count, one, many));
    let parts: Vec<String> = [
        part(
            found.damaged,
            "stored value does not verify; it stays where it is and is part of every backup",
            "stored values do not verify; they stay where they are and are part of every backup",
        ),
        part(found.missing, "entry is missing", "entries are missing"),
        part(
            found.unknown,
            "entry is of a newer version and is kept as it is",
            "entries are of a newer version and are kept as they are",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("{}.", parts.join("; "))
}
