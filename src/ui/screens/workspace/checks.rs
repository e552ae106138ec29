//! The checks under a criterion, and the level they suggest.

use leptos::prelude::*;

use crate::domain::check::CheckAnswer;
use crate::domain::readiness::suggestion;
use crate::domain::rubric::{Criterion, Kind};
use crate::domain::work::{State, WorkKey};
use crate::ui::app::App;
use crate::ui::live::memo;

use super::desk::{Asks, Bench, Cursor, Desk, Side, answer_words};

/// The checks under a criterion and the level they suggest.
#[component]
pub fn Checks(desk: Desk, index: usize, criterion: Criterion, here: Memo<bool>) -> impl IntoView {
    let app = App::here();
    if criterion.checks.is_empty() && meanings(&criterion).is_none() {
        return ().into_any();
    }
    let title = if criterion.checks.is_empty() {
        "What the levels mean"
    } else {
        "Checks"
    };
    let count = criterion.checks.len();
    let summary = {
        let id = criterion.id.clone();
        desk.select(app, move |bench, work| {
            if count == 0 {
                return String::new();
            }
            let parts = bench.shown.iter().enumerate().map(|(at, response)| {
                let answers = work.judgement.answers(response, &id, count);
                let met = answers
                    .iter()
                    .filter(|answer| **answer == Some(CheckAnswer::Met))
                    .count();
                let applicable = count
                    - answers
                        .iter()
                        .filter(|a| **a == Some(CheckAnswer::Na))
                        .count();
                let letter = if bench.shown.len() > 1 {
                    format!("{} ", Side(at).letter())
                } else {
                    String::new()
                };
                format!(" · {letter}{met} of {applicable} met")
            });
            parts.collect::<String>()
        })
    };
    // Opened and closed by the keys' cursor only: under a pointer the page must not move.
    let opened = Memo::new(move |before: Option<&(WorkKey, bool)>| {
        let (key, here) = (desk.key().get(), here.get());
        match before {
            Some((of, open)) if *of == key && app.by_pointer() => (key, *open),
            _ => (key, here),
        }
    });
    let open = memo(move || opened.with(|(_, open)| *open));
    // Made when it is first looked at: a task opens sooner.
    let looked = RwSignal::new(false);
    let seen =
        Memo::new(move |before: Option<&bool>| before == Some(&true) || open.get() || looked.get());
    view! {
        <details
            class="checks"
            prop:open=move || open.get()
            on:toggle=move |_| looked.set(true)
        >
            <summary>{title}<span>{move || summary.get()}</span></summary>
            {move || {
                let criterion = criterion.clone();
                seen.get().then(|| view! { <Guide desk index criterion /> })
            }}
        </details>
    }
    .into_any()
}

/// What the levels mean, the checks with their answers, and what they suggest.
#[component]
fn Guide(desk: Desk, index: usize, criterion: Criterion) -> impl IntoView {
    let Bench { shown, .. } = desk.bench();
    let rows: Vec<_> = criterion
        .checks
        .iter()
        .enumerate()
        .map(|(check, statement)| {
            let ticks: Vec<_> = (0..shown.len())
                .map(|at| {
                    view! {
                        <Tick
                            desk
                            place=(index, Side(at), check)
                            criterion=criterion.clone()
                            text=statement.text.clone()
                        />
                    }
                })
                .collect();
            view! {
                <li>
                    <span class="ticks">{ticks}</span>
                    <span dir="auto">{statement.text.clone()}</span>
                </li>
            }
        })
        .collect();
    let suggestions: Vec<_> = (0..shown.len())
        .map(|at| {
            let criterion = criterion.clone();
            view! { <Suggestion desk index side=Side(at) criterion /> }
        })
        .collect();
    view! {
        {meanings(&criterion)}
        <ul>{rows}</ul>
        <div class="suggest">{suggestions}</div>
    }
}

/// What each level means, in the author's words, before anybody chooses one.
fn meanings(criterion: &Criterion) -> Option<impl IntoView + use<>> {
    let about = criterion.guidance.about.clone();
    let names = criterion.level_names();
    let described: Vec<_> = names
        .iter()
        .zip(&criterion.descriptions)
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| {
            let name = (*name).to_owned();
            view! {
                <dt dir="auto">{name}</dt>
                <dd dir="auto">{text.clone()}</dd>
            }
        })
        .collect();
    if described.is_empty() && about.is_none() {
        return None;
    }
    Some(view! {
        {about.map(|about| view! { <p dir="auto">{about}</p> })}
        <dl class="meanings">{described}</dl>
    })
}

/// The answer to one check for one response.
#[component]
fn Tick(
    desk: Desk,
    place: (usize, Side, usize),
    criterion: Criterion,
    text: String,
) -> impl IntoView {
    let app = App::here();
    let (index, side, check) = place;
    let alone = desk.bench().shown.len() == 1;
    let answer = desk.select(app, move |bench, work| {
        let id = bench.response(side)?;
        let answers = work
            .judgement
            .answers(id, &criterion.id, criterion.checks.len());
        answers.get(check).copied().flatten()
    });
    let state = desk.state();
    let label = move || {
        let words = answer_words(answer.get());
        if alone {
            format!("{text}: {words}")
        } else {
            format!("{}: {text}: {words}", side.letter())
        }
    };
    let data_state = move || match answer.get() {
        None => "open",
        Some(CheckAnswer::Met) => "met",
        Some(CheckAnswer::NotMet) => "not_met",
        Some(CheckAnswer::Na) => "na",
    };
    let sign = move || match answer.get() {
        None => "·",
        Some(CheckAnswer::Met) => "✓",
        Some(CheckAnswer::NotMet) => "✗",
        Some(CheckAnswer::Na) => "–",
    };
    let there = Cursor {
        criterion: index,
        side,
        asks: Asks::Check(check),
    };
    let cursor = memo(move || desk.cursor.get() == there);
    view! {
        <button
            type="button"
            class="tick"
            data-side=(!alone).then(|| side.data()).flatten()
            data-state=data_state
            aria-label=label
            data-cursor=move || cursor.get().then_some("true")
            disabled=move || state.get() == State::Submitted
            on:focusin=move |_| {
                let by_key = !app.by_pointer();
                desk.point(if by_key { there } else { Cursor::at(index, side) });
            }
            on:click=move |_| {
                desk.answer(app, place, CheckAnswer::next(answer.get_untracked()));
                app.after_pointer();
            }
        >
            {sign}
        </button>
    }
}

/// The level that the checks suggest; it is applied only when asked for.
#[component]
fn Suggestion(desk: Desk, index: usize, side: Side, criterion: Criterion) -> impl IntoView {
    let app = App::here();
    let Bench { shown, .. } = desk.bench();
    let alone = shown.len() == 1;
    let suggested = {
        let criterion = criterion.clone();
        desk.select(app, move |bench, work| {
            suggestion(&criterion, bench.response(side)?, &work.judgement)
        })
    };
    let can_apply = matches!(criterion.kind, Kind::Scale { .. } | Kind::Binary { .. });
    move || {
        let level = suggested.get().filter(|_| can_apply)?;
        let name = criterion
            .level_names()
            .get(level)
            .map(ToString::to_string)?;
        let rating = criterion.rating(level);
        let letter = (!alone).then(|| side.letter().to_string());
        let label = match &letter {
            Some(letter) => format!("Rate {letter} {name}, as the checks suggest"),
            None => format!("Rate {name}, as the checks suggest"),
        };
        Some(view! {
            <span>"Checks suggest "</span>
            <button
                type="button"
                class="chip"
                data-side=(!alone).then(|| side.data()).flatten()
                aria-label=label
                on:click=move |_| {
                    desk.rate(app, index, side, rating);
                }
            >
                {letter
                    .map(|letter| {
                        view! {
                            <b>{letter}</b>
                            " "
                        }
                    })}
                {name}
            </button>
        })
    }
}
