//! The weighted scores, live against the threshold.

use leptos::prelude::*;

use crate::domain::readiness::score_of;
use crate::domain::score::{Score, Unscored};
use crate::ui::app::App;
use crate::ui::planted;

use super::desk::{Bench, Desk, Side};

/// The weighted scores against the threshold.
#[component]
pub fn Totals(desk: Desk) -> impl IntoView {
    let Bench { rubric, shown, .. } = desk.bench();
    let threshold = rubric.pass_threshold;
    let app = App::here();
    let lines: Vec<_> = (0..shown.len())
        .map(|at| view! { <Total desk side=Side(at) /> })
        .collect();
    let applicable = desk.select(app, |bench, work| {
        let of = bench.rubric.criteria.len();
        let scores = bench
            .shown
            .iter()
            .map(|id| score_of(&bench.rubric, &work.judgement, id));
        let least = scores.map(|score| score.applicable).min().unwrap_or(of);
        (least, of)
    });
    let note = move || {
        let (applicable, of) = applicable.get();
        let on = if applicable < of {
            format!("on {applicable} of {of} criteria · ")
        } else {
            String::new()
        };
        format!("{on}the line marks the threshold {threshold}")
    };
    view! {
        <div class="totals" role="status" aria-label="Scores">
            {lines}
            <p class="note">{note}</p>
        </div>
    }
}

/// The score of one response.
#[component]
fn Total(desk: Desk, side: Side) -> impl IntoView {
    let app = App::here();
    let alone = desk.bench().shown.len() == 1;
    let threshold = desk.bench().rubric.pass_threshold * 100.0;
    let score = desk.select(app, move |bench, work| {
        planted::at("memo");
        let id = bench.response(side)?;
        Some(score_of(&bench.rubric, &work.judgement, id))
    });
    let width = move || {
        let value = score.with(|score| score.as_ref()?.value.ok());
        format!("{:.1}", value.unwrap_or(0.0) * 100.0)
    };
    view! {
        <div>
            <span class="badge" data-side=(!alone).then(|| side.data()).flatten()>
                {if alone { "Σ".to_owned() } else { side.letter().to_string() }}
            </span>
            <svg
                class="bar"
                data-side=(!alone).then(|| side.data()).flatten()
                viewBox="0 0 100 14"
                preserveAspectRatio="none"
                aria-hidden="true"
            >
                <rect class="rail" y="3" width="100" height="8" />
                <rect class="fill" y="3" width=width height="8" />
                <line
                    class="mark"
                    x1=threshold.to_string()
                    x2=threshold.to_string()
                    y1="0"
                    y2="14"
                />
            </svg>
            <span class="num">{move || score.with(|score| score.as_ref().map(verdict))}</span>
        </div>
    }
}

/// A score in words: `0.88 ✓ pass`.
fn verdict(score: &Score) -> impl IntoView + use<> {
    match &score.value {
        Ok(value) => {
            let (tone, words) = match (score.passed, score.critical_failed.is_empty()) {
                (Some(true), _) => ("clear", "✓ pass"),
                (_, true) => ("stop", "✗ fail"),
                (_, false) => ("stop", "✗ fail, critical"),
            };
            view! {
                <b>{format!("{value:.2}")}</b>
                " "
                <span class="tone" data-tone=tone>
                    {words}
                </span>
            }
            .into_any()
        }
        Err(Unscored::Unrated(left)) => {
            view! { <span class="muted">{format!("{left} to rate")}</span> }.into_any()
        }
        Err(other) => view! { <span class="muted">{other.to_string()}</span> }.into_any(),
    }
}
