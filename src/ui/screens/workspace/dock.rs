//! What one does next, never out of sight.

use leptos::prelude::*;

use crate::domain::readiness::{contradicted, gaps, rating_of};
use crate::domain::rubric::Criterion;
use crate::domain::summary::Call;
use crate::domain::work::State;
use crate::ui::app::App;
use crate::ui::components::command::CommandButton;

use super::desk::Desk;

/// The bar along the bottom edge.
#[component]
pub fn Dock(desk: Desk) -> impl IntoView {
    let app = App::here();
    let steps = app.session.steps();
    let state = desk.state();
    let no_undo = Signal::derive(move || steps.with(|steps| steps.undo.is_none()));
    let no_redo = Signal::derive(move || steps.with(|steps| steps.redo.is_none()));
    let summary = desk.select(app, |bench, work| {
        let cells = bench.rubric.criteria.len() * bench.shown.len();
        let has_rating = |criterion: &Criterion| {
            let rated = bench.shown.iter();
            rated
                .filter(|id| rating_of(criterion, id, &work.judgement).is_some())
                .count()
        };
        let rated: usize = bench.rubric.criteria.iter().map(has_rating).sum();
        let call = work.judgement.decision.as_ref();
        let call = call.and_then(|decision| Call::of(decision, &bench.shown));
        let placed = work.judgement.placed.len();
        let decision = match call {
            Some(call) => format!(" · {}", call.words()),
            None if placed > 0 => format!(" · {placed} of {} placed", bench.shown.len()),
            None => String::new(),
        };
        // Where the page is long, the notice that says so may be out of sight.
        let against = contradicted(&bench.rubric, &bench.shown, &work.judgement);
        let against = against.map_or("", |_| " · ratings disagree");
        format!("{rated} of {cells} rated{decision}{against}")
    });
    let ready = desk.select(app, |bench, work| {
        gaps(
            bench.task.kind,
            &bench.rubric,
            &bench.shown,
            &work.judgement,
        )
        .is_empty()
    });
    view! {
        <div class="dock" role="toolbar" aria-label="Task">
            <CommandButton id="undo" kind="quiet" disabled=no_undo />
            <CommandButton id="redo" kind="quiet" disabled=no_redo />
            {move || {
                (state.get() != State::Submitted && state.get() != State::Reopened)
                    .then(|| view! { <CommandButton id="skip" kind="quiet" /> })
            }}
            <output>{move || summary.get()}</output>
            {move || {
                if state.get() == State::Submitted {
                    view! { <CommandButton id="continue" kind="primary" label="Next task" /> }
                        .into_any()
                } else {
                    let kind = if ready.get() { "primary" } else { "" };
                    view! { <CommandButton id="submit" kind /> }.into_any()
                }
            }}
        </div>
    }
}
