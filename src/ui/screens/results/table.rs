//! The table of evaluations; a row opens to its rationale and history.

use leptos::prelude::*;

use crate::domain::search;
use crate::domain::summary::letter;
use crate::domain::work::WorkKey;
use crate::text::figures::clock;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::pager::ROWS;
use crate::ui::components::verdict::{Decided, InShort, Scored, Scores};
use crate::ui::live::memo;
use crate::ui::route::Route;

use super::lines::{Line, Step, history};

/// The table.
#[component]
pub fn Evaluations(
    /// The application.
    app: App,
    /// All evaluations.
    lines: Memo<Vec<Line>>,
    /// The page, from 0.
    page: RwSignal<usize>,
    /// The evaluation whose details are shown.
    open: RwSignal<Option<WorkKey>>,
) -> impl IntoView {
    let rows = memo(move || {
        lines.with(|lines| {
            let shown = search::page(lines.len(), page.get(), ROWS);
            lines.get(shown).unwrap_or_default().to_vec()
        })
    });
    view! {
        <section class="card" aria-label="Evaluations">
            <div class="scroll" tabindex="0" role="region" aria-label="Table of evaluations">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Task"</th>
                            <th scope="col">"Decision, score"</th>
                            <th scope="col" data-col="low">
                                "Submitted"
                            </th>
                            <th scope="col" data-align="end" data-col="low">
                                "Active"
                            </th>
                            <th scope="col" data-align="end" data-col="low">
                                "Revision"
                            </th>
                            <th scope="col">
                                <span class="vh">"Details"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || rows.get()
                            key=|line| line.key.clone()
                            children=move |line| {
                                view! { <EvaluationRow app rows open key=line.key /> }
                            }
                        />
                    </tbody>
                </table>
            </div>
        </section>
    }
}

fn href(key: &WorkKey) -> String {
    Route::Task {
        pack: key.pack.clone(),
        task: key.task.clone(),
    }
    .href()
}

#[component]
fn EvaluationRow(
    app: App,
    rows: Memo<Vec<Line>>,
    open: RwSignal<Option<WorkKey>>,
    key: WorkKey,
) -> impl IntoView {
    let wanted = key.clone();
    let line = memo(move || rows.with(|rows| rows.iter().find(|line| line.key == wanted).cloned()));
    let key = StoredValue::new(key);
    let is_open = memo(move || open.with(|open| key.with_value(|key| open.as_ref() == Some(key))));
    let toggle = move |_| open.set((!is_open.get_untracked()).then(|| key.get_value()));
    let cells = move |line: Line| {
        let heading = line.heading(app);
        let label = format!("Details of {heading}");
        view! {
            <th scope="row">
                <a href=href(&line.key)>
                    <bdi>{heading}</bdi>
                </a>
                <Marks stale=line.stale reopened=line.reopened />
            </th>
            <td>
                <span class="scored">
                    <Decided call=line.verdict.call.clone() />
                    <Scores marks=line.verdict.marks.clone() />
                </span>
            </td>
            <td data-wrap="no" data-col="low">
                {browser::local_time(line.at)}
            </td>
            <td data-align="end" data-col="low">
                {clock(line.active_ms)}
            </td>
            <td data-align="end" data-col="low">
                {line.revision}
            </td>
            <td data-align="end">
                <button
                    type="button"
                    class="btn"
                    data-size="small"
                    aria-expanded=move || is_open.get().to_string()
                    aria-label=label
                    on:click=toggle
                >
                    "Details"
                </button>
            </td>
        }
    };
    let current = move || is_open.get().then_some("true");
    view! {
        <tr aria-current=current>{move || line.get().map(cells)}</tr>
        <Show when=move || is_open.get()>
            <tr>
                <td colspan="6">
                    {move || line.get().map(|line| view! { <Details app line /> })}
                </td>
            </tr>
        </Show>
    }
}

#[component]
fn Marks(stale: bool, reopened: bool) -> impl IntoView {
    view! {
        {stale
            .then(|| {
                view! {
                    <span class="chip" data-tone="stop">
                        "text changed since"
                    </span>
                }
            })}
        {reopened
            .then(|| {
                view! {
                    <span class="chip" data-tone="caution">
                        "being edited"
                    </span>
                }
            })}
    }
}

#[component]
fn Details(app: App, line: Line) -> impl IntoView {
    let key = line.key.clone();
    let steps = memo(move || history(app, &key));
    let marks = line.verdict.marks.clone();
    let single = marks.len() == 1;
    let scores = marks.into_iter().enumerate().map(|(at, mark)| {
        let name = if single {
            "Score".to_owned()
        } else {
            format!("Score {}", letter(at))
        };
        view! {
            <div>
                <dt>{name}</dt>
                <dd>
                    <Scored mark in_words=true />
                </dd>
            </div>
        }
    });
    let decision = line.verdict.call.clone();
    let decision = decision.map(|call| {
        view! {
            <div>
                <dt>"Decision"</dt>
                <dd>
                    <Decided call=Some(call) />
                </dd>
            </div>
        }
    });
    let rationale = line.rationale.trim().to_owned();
    let rationale = rationale
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| view! { <p>{paragraph.to_owned()}</p> })
        .collect_view();
    view! {
        <div class="stack">
            <div class="head">
                <div>
                    <h2>
                        <bdi>{line.heading(app)}</bdi>
                    </h2>
                    <p class="dots small muted num">
                        <bdi>{line.pack}</bdi>
                        <span>{line.kind}</span>
                        <span>{format!("submitted {}", browser::local_time(line.at))}</span>
                        <span>{format!("active {}", clock(line.active_ms))}</span>
                        <span>{format!("revision {}", line.revision)}</span>
                    </p>
                </div>
                <div class="row">
                    <a class="btn" href=href(&line.key)>
                        "Open to read or edit"
                    </a>
                </div>
            </div>
            <dl class="facts">{decision}{scores.collect_view()}</dl>
            <blockquote class="prose" dir="auto">
                {rationale}
            </blockquote>
            <h3>"History"</h3>
            <ol class="history">
                {move || {
                    let steps = steps.get().into_iter().enumerate();
                    steps
                        .map(|(at, step)| {
                            let when = browser::local_time(step.at);
                            view! { <Revised step when is_latest=at == 0 /> }
                        })
                        .collect_view()
                }}
            </ol>
        </div>
    }
}

/// One submission of an evaluation, as its history tells it.
#[component]
pub fn Revised(
    /// What it said, and what changed with it.
    step: Step,
    /// When, in the reader's own zone and habits.
    when: String,
    /// Whether it is the one that stands.
    is_latest: bool,
) -> impl IntoView {
    let Step {
        revision,
        verdict,
        changes,
        after_reveal,
        ..
    } = step;
    let said = if revision == 1 {
        "First submission".to_owned()
    } else if changes.is_empty() {
        "Submitted again without a change".to_owned()
    } else {
        changes.join("; ")
    };
    let aided = after_reveal.then(|| {
        view! {
            <span class="chip" data-tone="caution">
                "after the answers were shown"
            </span>
        }
    });
    view! {
        <li aria-current=is_latest.then_some("true")>
            <div class="row">
                <b>{format!("Revision {revision} · {when}")}</b>
                {aided}
            </div>
            <span class="muted">{said}</span>
            <InShort verdict=Some(verdict) />
        </li>
    }
}
