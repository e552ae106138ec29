//! What is stored, how much room is left, and whose it is.

use leptos::prelude::*;

use crate::journal::event::Event;
use crate::storage::{Mode, SOFT_LIMIT};
use crate::text::figures::{count, of};
use crate::ui::app::{App, COLOURS, Dialog, Tone};
use crate::ui::browser;
use crate::ui::components::import::{ImportButton, ImportReport, Report};
use crate::ui::live::memo;
use crate::ui::route::Route;
use crate::ui::session::Saving;

/// The data of this browser.
#[component]
pub fn Data() -> impl IntoView {
    let app = App::here();
    let report = RwSignal::new(None::<Report>);
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
                    <button
                        type="button"
                        class="btn"
                        data-kind="primary"
                        on:click=move |_| app.download_everything()
                    >
                        "Download everything"
                    </button>
                </div>
            </header>
            <ImportReport report/>
            <State app/>
            <Room app/>
            <Stored app/>
            <section class="card" data-pad aria-label="Rater">
                <div class="columns"><Name app/><Colours app/><Keys app/></div>
            </section>
            <Promises/>
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
    let advice = move || match share() {
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
        <section class="card room" data-pad aria-label="Room">
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
    let entries = move || {
        saving.track();
        count(app.session.journal_len())
    };
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
    view! {
        <section class="card" aria-label="Stored">
            <div class="scroll" tabindex="0" role="region" aria-label="What is stored">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"What"</th>
                            <th scope="col" data-align="end">"Number"</th>
                            <th scope="col">"Kept in"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <tr>
                            <th scope="row"><a href=Route::Packs.href()>"Packs"</a></th>
                            <td data-align="end">{move || count(packs.get())}</td>
                            <td>{of_packs}</td>
                        </tr>
                        <tr>
                            <th scope="row"><a href=Route::Results.href()>"Evaluations"</a></th>
                            <td data-align="end">{move || count(evaluations.get())}</td>
                            <td>{of_work}</td>
                        </tr>
                        <tr>
                            <th scope="row">"Journal entries"</th>
                            <td data-align="end">{entries}</td>
                            <td>{of_work}</td>
                        </tr>
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Name(app: App) -> impl IntoView {
    let name = memo(move || {
        let rater = app.session.rater();
        app.session
            .with(|workspace| workspace.name(&rater).unwrap_or_default().to_owned())
    });
    let keep = move |event| {
        let typed = event_target_value(&event).trim().to_owned();
        if typed != name.get_untracked() && app.act(Event::RaterNamed { name: typed }) {
            app.say(Tone::Clear, "Your name stands in exports from now on.");
        }
    };
    view! {
        <div class="field">
            <label for="rater-name">"Your name in exports"</label>
            <input
                class="input"
                id="rater-name"
                autocomplete="off"
                maxlength="80"
                prop:value=name
                on:change=keep
            />
            <span class="hint">
                "Your id is " {move || app.session.rater().to_string()} ", made in this browser."
            </span>
        </div>
    }
}

#[component]
fn Colours(app: App) -> impl IntoView {
    let chosen = app.session.setting::<Option<String>>("theme", None);
    let options = COLOURS.map(|(theme, label)| {
        let choose = move |_| app.set_theme(theme);
        let is_chosen = chosen.as_deref() == theme;
        view! {
            <label>
                <input type="radio" name="theme" prop:checked=is_chosen on:change=choose/>
                <span>{label}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field">
            <legend>"Colours"</legend>
            <div class="seg" data-fit="">{options.collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn Keys(app: App) -> impl IntoView {
    view! {
        <div class="field">
            <span class="label">"Keyboard"</span>
            <div class="row">
                <button type="button" class="btn" on:click=move |_| app.open(Dialog::Help)>
                    "Every key " <kbd>"?"</kbd>
                </button>
            </div>
        </div>
    }
}

/// What saving means here, and what it does not.
const PROMISES: [(&str, &str); 4] = [
    (
        "What “Saved” means",
        "The step is written to this browser's storage on this device and was read back. It \
         outlives the tab, a crash and a restart. It is no backup: cleared site data, a private \
         window or a broken disk take it along.",
    ),
    (
        "Safari",
        "Safari may delete what a page keeps after seven days of use without a visit to that \
         page. Download everything before a longer pause.",
    ),
    (
        "Pages under one address",
        "Pages under one host name share one storage: on a host such as name.github.io, other \
         projects of the same name use the same room and could read what is kept here.",
    ),
    (
        "Several devices",
        "Nothing is sent from one to another. Export results here and import them there: the same \
         person keeps the same id.",
    ),
];

#[component]
fn Promises() -> impl IntoView {
    let each = PROMISES
        .map(|(head, words)| view! { <div class="field"><h3>{head}</h3><p>{words}</p></div> });
    view! {
        <section class="card" data-pad aria-label="Good to know">
            <div class="columns">{each.collect_view()}</div>
        </section>
    }
}
