//! Handing results over as a file.

use leptos::prelude::*;

use crate::domain::id::{PackId, slug};
use crate::domain::work::State;
use crate::formats::results::Results;
use crate::text::figures::of;
use crate::ui::app::{App, Tone};
use crate::ui::browser;

use super::lines::Scope;

/// The two forms of an export.
#[component]
pub fn ExportButtons(
    /// The application.
    app: App,
    /// Which packs.
    scope: RwSignal<Scope>,
    /// Whether there is nothing to export.
    is_empty: Signal<bool>,
) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let run = move |texts: bool| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let scope = scope.get_untracked();
        leptos::task::spawn_local(async move {
            export(app, scope, texts).await;
            is_busy.try_set(false);
        });
    };
    let disabled = move || is_empty.get();
    view! {
        <button
            type="button"
            class="btn"
            data-part="export-bare"
            disabled=disabled
            on:click=move |_| run(false)
        >
            "Export without texts"
        </button>
        <button
            type="button"
            class="btn"
            data-part="export"
            data-kind="primary"
            disabled=disabled
            on:click=move |_| run(true)
        >
            "Export with texts"
        </button>
    }
}

async fn export(app: App, scope: Scope, texts: bool) {
    let packs = scope.packs(app);
    let name = match packs.as_slice() {
        [pack] if scope == Scope::ThisPack => slug(pack.as_str()),
        _ => "all".to_owned(),
    };
    let edited = edited(app, &packs);
    let results = app.session.results(packs, texts).await;
    let day = browser::now().rfc3339();
    let day = day.get(..10).unwrap_or("today");
    let name = format!("trainmaster-results-{name}-{day}.json");
    match serde_json::to_string_pretty(&results) {
        Ok(json) => {
            browser::download(&name, "application/json", &json);
            let (tone, words) = done(&results, texts, &name);
            app.say(tone, words + &edited);
        }
        Err(why) => app.say(
            Tone::Stop,
            format!("The results could not be written: {why}."),
        ),
    }
}

/// What to say about evaluations that are being changed: their changes did not go out.
fn edited(app: App, packs: &[PackId]) -> String {
    let rater = app.session.rater_now();
    let edited = app.session.now(|workspace| {
        let works = workspace.works(&rater);
        let edited = works
            .filter(|(key, work)| packs.contains(&key.pack) && work.state() == State::Reopened);
        edited.count()
    });
    match edited {
        0 => String::new(),
        1 => " 1 is being edited: its last submitted version went out.".to_owned(),
        n => format!(" {n} are being edited: their last submitted versions went out."),
    }
}

/// What to say about an export: also what it lacks.
fn done(results: &Results, texts: bool, name: &str) -> (Tone, String) {
    let number = of(
        results.evaluations.len(),
        "evaluation was",
        "evaluations were",
    );
    let missing = results
        .tasks
        .iter()
        .filter(|line| line.task.is_none())
        .count();
    if texts && missing > 0 {
        let missing = of(missing, "task", "tasks");
        let words = format!(
            "{number} handed to the browser as {name}, without the texts of {missing}: open the \
             pack's file again and export once more to have them."
        );
        return (Tone::Caution, words);
    }
    (
        Tone::Clear,
        format!("{number} handed to the browser as {name}."),
    )
}
