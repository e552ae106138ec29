//! A rubric alone: what it says, and what to rate by it.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::File;

use crate::domain::rubric::{Criterion, Kind, Rubric};
use crate::ui::live::memo;

use super::super::super::components::file_drop::FileDrop;
use super::opening::Opening;
use super::rubric_choice::{in_figures, offers};
use super::typed_task::TypedTaskForm;

/// The rubric, and the two ways on.
#[component]
pub fn RubricStart(
    opening: Opening,
    on_files: Callback<Vec<File>>,
    over: Signal<bool>,
) -> impl IntoView {
    let offers = offers(opening);
    let chosen = memo(move || {
        let hash = opening.rubric.get();
        offers.with(|offers| {
            offers
                .iter()
                .find(|offer| offer.rubric.hash == hash)
                .cloned()
        })
    });
    let rubric = Signal::derive(move || {
        chosen.with(|chosen| chosen.as_ref().map(|offer| Arc::clone(&offer.rubric)))
    });
    let title = move || chosen.with(|chosen| chosen.as_ref().map(|offer| offer.title.clone()));
    let figures = move || rubric.get().map(|rubric| in_figures(&rubric));
    view! {
        <header class="head">
            <div>
                <h1 tabindex="-1" data-part="stage">{title}</h1>
                <p class="small muted">{figures}</p>
            </div>
        </header>
        {move || rubric.get().map(|rubric| view! { <Criteria rubric/> })}
        <div class="columns">
            <section class="stack" aria-labelledby="by-hand">
                <h2 id="by-hand">"Type one task"</h2>
                <TypedTaskForm opening rubric/>
            </section>
            <section class="stack" aria-labelledby="by-file">
                <h2 id="by-file">"Or rate a file by this rubric"</h2>
                <FileDrop
                    title="Drop a table with prompts and responses"
                    hint="JSON, JSONL, CSV, TSV, also as .gz; this rubric stays chosen"
                    over
                    on_files
                />
            </section>
        </div>
    }
}

#[component]
fn Criteria(rubric: Arc<Rubric>) -> impl IntoView {
    let levels = |criterion: &Criterion| criterion.level_names().join(", ");
    // Where every criterion has the same levels, they are said once below the table.
    let mut all = rubric.criteria.iter().map(levels);
    let first = all.next().unwrap_or_default();
    let same = all.all(|other| other == first);
    let rows = rubric
        .criteria
        .iter()
        .map(|criterion| {
            let checks: Vec<&str> = criterion.checks.iter().map(|c| c.text.as_str()).collect();
            view! {
                <tr>
                    <th scope="row" dir="auto">{criterion.name.clone()}</th>
                    <td data-align="end" data-wrap="no">{weight(&rubric, criterion)}</td>
                    <td dir="auto">{checks.join(" · ")}</td>
                    {(!same).then(|| view! { <td dir="auto">{levels(criterion)}</td> })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-label="Criteria">
            <div class="scroll" tabindex="0" role="region" aria-label="Table of criteria">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Criterion"</th>
                            <th scope="col" data-align="end">"Weight"</th>
                            <th scope="col">"Checks"</th>
                            {(!same).then(|| view! { <th scope="col">"Levels, worst first"</th> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
        {same.then(|| view! {
            <p class="small muted">{format!("Levels, worst first: {first}.")}</p>
        })}
    }
}

fn weight(rubric: &Rubric, criterion: &Criterion) -> String {
    match criterion.kind {
        Kind::Points { points } => format!("{points:+} points"),
        _ => rubric
            .share(criterion)
            .map(|share| format!("{:.0} %", share * 100.0))
            .unwrap_or_default(),
    }
}
