//! Bringing results back: the button, and the report of what came in.

use leptos::prelude::*;

use crate::formats::{Opened, Problem};
use crate::text::figures::of;
use crate::ui::app::{App, Tone};
use crate::ui::chunks;
use crate::ui::session::Imported;

use super::brought::{self, Told};
use super::file_button::{Chosen, FileButton};

/// What an import did.
#[derive(Clone, Debug)]
pub struct Report {
    tone: Tone,
    head: String,
    body: String,
    problems: Vec<Problem>,
}

/// Problems that are shown one by one; the rest is counted.
const SHOWN: usize = 20;

impl Report {
    /// Something in words.
    pub fn of_file(tone: Tone, head: String, body: String) -> Self {
        let problems = Vec::new();
        Self {
            tone,
            head,
            body,
            problems,
        }
    }

    /// Nothing came of it.
    pub fn failed(why: impl ToString) -> Self {
        let head = "Nothing was imported.".to_owned();
        Self::of_file(Tone::Stop, head, why.to_string())
    }

    fn of(file: &str, imported: Imported) -> Self {
        let Imported {
            new,
            known,
            problems,
            of_another,
            works_as,
        } = imported;
        let mut body = format!("From “{file}”. {} here already.", were(known));
        if let Some(name) = of_another.filter(|_| new + known > 0) {
            body = format!("{body} They are the work of {name} and stay apart from yours.");
        }
        if works_as.is_some() {
            body = format!("{body} You continue as the person who made these results.");
        }
        Self {
            tone: if problems.is_empty() {
                Tone::Clear
            } else {
                Tone::Caution
            },
            head: match new {
                0 => "Nothing new came in.".to_owned(),
                new => format!("{} came in.", of(new, "new evaluation", "new evaluations")),
            },
            body,
            problems,
        }
    }
}

fn were(known: usize) -> String {
    match known {
        0 => "None was".to_owned(),
        1 => "1 was".to_owned(),
        more => format!("{more} were"),
    }
}

/// Asks for a results file and reads it in; what came of it goes to `report`.
#[component]
pub fn ImportButton(
    /// Where the report goes.
    report: RwSignal<Option<Report>>,
    /// The words on the button.
    label: &'static str,
) -> impl IntoView {
    let app = App::here();
    let on_file = move |chosen: Result<Chosen, String>| {
        leptos::task::spawn_local(async move {
            let done = match chosen {
                Ok(chosen) => bring(app, chosen).await,
                Err(why) => Report::failed(why),
            };
            report.try_set(Some(done));
        });
    };
    view! { <FileButton label accept=".json,application/json" on_file/> }
}

/// Brings back what a backup holds.
async fn restore(app: App, name: &str, text: &str) -> Report {
    match app.session.restore(text).await {
        Ok(brought) => {
            let Told { tone, head, body } = brought::told(&brought);
            let body = format!("From “{name}”. {body}");
            Report::of_file(tone, head, body)
        }
        Err(why) => Report::failed(why),
    }
}

/// Takes results or a backup in, whichever of the two a file is.
pub async fn bring(app: App, Chosen { name, bytes }: Chosen) -> Report {
    let Ok(read) = chunks::formats().await else {
        return Report::failed("A part of the app could not be loaded. Try again, or reload.");
    };
    let opened = read(name.clone(), bytes, Box::new(|_| true)).await;
    let Some(opened) = opened else {
        return Report::failed("The reading was left.");
    };
    match opened {
        Ok(Opened::Results(value)) => match app.session.import(value).await {
            Ok(imported) => Report::of(&name, imported),
            Err(why) => Report::failed(why),
        },
        Ok(Opened::Backup(text)) => restore(app, &name, &text).await,
        Ok(Opened::Pack(_)) => Report::failed(format!(
            "“{name}” is a pack, neither results nor a backup. Open it under Open."
        )),
        Ok(Opened::Rubric(_) | Opened::Table(_)) => Report::failed(format!(
            "“{name}” holds neither results nor a backup of this app. Under Open it may be of use."
        )),
        Err(why) => Report::failed(format!("“{name}”: {why} {}", why.hint())),
    }
}

/// What the last import did, until it is put away.
#[component]
pub fn ImportReport(
    /// The report.
    report: RwSignal<Option<Report>>,
) -> impl IntoView {
    let shown = move |Report {
                          tone,
                          head,
                          body,
                          problems,
                      }: Report| {
        let has_problems = !problems.is_empty();
        let more = problems.len().saturating_sub(SHOWN);
        let lines = problems.into_iter().take(SHOWN).map(problem);
        let lines = lines.collect_view();
        let more = (more > 0).then(|| view! { <li>{format!("… and {more} more.")}</li> });
        let list = has_problems.then(|| view! { <ul class="stack">{lines}{more}</ul> });
        view! {
            <div class="notice" data-tone=tone.name()>
                <p><b>{head}</b> " " {body}</p>
                <button
                    type="button"
                    class="btn"
                    data-size="small"
                    on:click=move |_| report.set(None)
                >
                    "Dismiss"
                </button>
                {list}
            </div>
        }
    };
    // It stands before its words come: else nobody who listens hears them.
    view! { <div role="status" aria-label="Import">{move || report.get().map(shown)}</div> }
}

fn problem(problem: Problem) -> impl IntoView {
    let Problem {
        place,
        message,
        hint,
        ..
    } = problem;
    view! {
        <li>
            <p><b>{place.to_string()} ":"</b> " " {message}</p>
            <p class="muted">{hint}</p>
        </li>
    }
}
