//! The mapping step: which column is what, by which rubric, under which title.

use leptos::prelude::*;
use serde_json::Value;

use crate::formats::{Kind, List, Mapping, Role, Source, Table};
use crate::ui::live::memo;

use super::super::super::components::problems::Problems;
use super::columns::Columns;
use super::draft::{Outcome, Sheet, beginning};
use super::opening::{Opening, Stage};
use super::rubric_choice::{RubricChoice, offers};
use crate::text::figures::{count, many, size};

/// How many tasks the preview shows.
const SHOWN: usize = 3;

/// Characters of a text in the preview; more than its lines hold.
const TEXT: usize = 500;

/// The step, for the table that was read.
#[component]
pub fn Map(opening: Opening) -> impl IntoView {
    let sheet = opening.sheet;
    let outcome = opening.outcome;
    let problems = Signal::derive(move || outcome.with(|outcome| outcome.problems.clone()));
    let rows = Signal::derive(move || outcome.with(|outcome| outcome.rows));
    let name = move || sheet.with(|sheet| sheet.as_ref().map(Sheet::label));
    view! {
        <header class="head">
            <div>
                <h1 tabindex="-1" data-part="stage">
                    {name}
                </h1>
                <p class="small muted">"Say what each column is. The guess is filled in."</p>
            </div>
        </header>
        <Facts opening outcome />
        <Problems problems rows />
        <Faults outcome />
        <Columns opening />
        <RubricChoice opening />
        <Title opening />
        <Preview opening />
        <Go opening outcome />
    }
}

/// What the file is, and which list of it the rows come from.
#[component]
fn Facts(opening: Opening, outcome: RwSignal<Outcome>) -> impl IntoView {
    let sheet = opening.sheet;
    let lists = move || {
        sheet.with(|sheet| {
            let sheet = sheet.as_ref()?;
            let lists = &sheet.table.lists;
            (lists.len() > 1).then(|| (sheet.table.at.clone(), lists.clone()))
        })
    };
    let kind = move || sheet.with(|sheet| sheet.as_ref().map(|sheet| kind(&sheet.table)));
    let bytes = |sheet: &Sheet| size(sheet.table.rows.text().len());
    let bytes = move || sheet.with(|sheet| sheet.as_ref().map(bytes));
    view! {
        <section class="card" data-pad aria-label="File">
            <dl class="facts">
                <div>
                    <dt>"Kind"</dt>
                    <dd>{kind}</dd>
                </div>
                <div>
                    <dt>"Rows"</dt>
                    <dd>{move || outcome.with(|outcome| count(outcome.rows))}</dd>
                </div>
                <div>
                    <dt>"Size"</dt>
                    <dd>{bytes}</dd>
                </div>
                <div>
                    <dt>"Becomes"</dt>
                    <dd>{move || outcome.with(Outcome::becomes)}</dd>
                </div>
                {move || lists().map(|(at, lists)| view! { <Lists opening at lists /> })}
            </dl>
        </section>
    }
}

fn kind(table: &Table) -> String {
    let name = table.source.name();
    match table.source {
        Source::JsonObject => format!("{name}, one object for each row"),
        Source::JsonColumns => format!("{name}, one list for each column"),
        _ if table.at.is_empty() => name.to_owned(),
        _ => format!("{name}, rows in “{}”", table.at),
    }
}

#[component]
fn Lists(opening: Opening, at: String, lists: Vec<List>) -> impl IntoView {
    let options = lists
        .into_iter()
        .map(|list| {
            let place = if list.at.is_empty() {
                "the whole file"
            } else {
                &list.at
            };
            let text = format!("{place} ({})", many(list.rows, "row"));
            let selected = list.at == at;
            view! {
                <option value=list.at.clone() selected=selected>
                    {text}
                </option>
            }
        })
        .collect_view();
    view! {
        <div>
            <dt>
                <label for="list">"Rows come from"</label>
            </dt>
            <dd>
                <select
                    class="input"
                    id="list"
                    data-part="list"
                    on:change:target=move |event| opening.open_list(event.target().value())
                >
                    {options}
                </select>
            </dd>
        </div>
    }
}

#[component]
fn Title(opening: Opening) -> impl IntoView {
    view! {
        <div class="field">
            <label for="pack-title">"Title of the new pack"</label>
            <input
                class="input"
                id="pack-title"
                type="text"
                autocomplete="off"
                prop:value=opening.title
                on:input:target=move |event| opening.title.set(event.target().value())
            />
        </div>
    }
}

/// The first tasks as they will be.
#[component]
fn Preview(opening: Opening) -> impl IntoView {
    let tasks = memo(move || {
        let mapping = opening.mapping.read();
        opening.sheet.with(|sheet| {
            let Some(sheet) = sheet else {
                return Vec::new();
            };
            if !mapping.faults(&sheet.table).is_empty() {
                return Vec::new();
            }
            let tasks = mapping.preview(&sheet.table, SHOWN).tasks;
            let inputs = inputs(&mapping, &sheet.table);
            let parted = tasks.into_iter().map(|task| {
                let input = input_of(&task, &inputs);
                (task, input)
            });
            parted.collect()
        })
    });
    let cards = move || {
        tasks.with(|tasks| {
            let cards = tasks.iter().enumerate();
            cards
                .map(|(at, (task, input))| sampled(at, task, input.as_deref()))
                .collect_view()
        })
    };
    view! {
        <Show when=move || tasks.with(|tasks| !tasks.is_empty())>
            <section class="stack" aria-label="Preview">
                <h2>"How it will look"</h2>
                <ul class="columns">{cards}</ul>
            </section>
        </Show>
    }
}

/// What the first rows have in the column of the input.
fn inputs(mapping: &Mapping, table: &Table) -> Vec<String> {
    let Some(column) = mapping.column(Role::Input) else {
        return Vec::new();
    };
    let cells = table.head.iter().filter_map(|row| table.cell(row, column));
    let texts = cells.filter_map(|cell| Some(cell.as_str()?.to_owned()));
    texts.filter(|text| !text.trim().is_empty()).collect()
}

/// The input that a task's instruction ends with. Tasks of one set often share their instruction:
/// what tells them apart must not be clipped away below it.
fn input_of(task: &Value, inputs: &[String]) -> Option<String> {
    let whole = task.get("instruction").and_then(Value::as_str)?;
    let ending = |input: &&String| {
        let before = whole.strip_suffix(input.as_str());
        before.is_some_and(|before| before.ends_with("\n\n"))
    };
    inputs
        .iter()
        .filter(ending)
        .max_by_key(|input| input.len())
        .cloned()
}

fn sampled(at: usize, task: &Value, input: Option<&str>) -> impl IntoView + use<> {
    let heading = format!("Task {}", at + 1);
    let text = |name: &str| task.get(name).and_then(Value::as_str).map(str::to_owned);
    let list = |name: &str| task.get(name).and_then(Value::as_array).cloned();
    let mut parts: Vec<(AnyView, String)> = Vec::new();
    for (name, label) in [("title", "Title"), ("system", "System prompt")] {
        if let Some(text) = text(name) {
            parts.push((label.into_any(), text));
        }
    }
    if let Some(text) = text("instruction") {
        let before = input.and_then(|input| text.strip_suffix(input));
        let before = before.map_or(text.as_str(), str::trim_end);
        parts.push(("Instruction".into_any(), before.to_owned()));
        parts.extend(input.map(|input| ("Input".into_any(), input.to_owned())));
    }
    for turn in list("messages").unwrap_or_default() {
        let part = |name| turn.get(name).and_then(Value::as_str).map(str::to_owned);
        let role = part("role").unwrap_or_default();
        parts.push((role.into_any(), part("content").unwrap_or_default()));
    }
    for (response, side) in list("responses").unwrap_or_default().iter().zip('a'..) {
        let text = response.get("text").and_then(Value::as_str);
        let letter = side.to_ascii_uppercase().to_string();
        let badge = view! {
            <span class="badge" data-side=side.to_string()>
                {letter}
            </span>
        };
        parts.push((badge.into_any(), text.unwrap_or_default().to_owned()));
    }
    let parts = parts.into_iter().map(|(label, text)| {
        let is_empty = text.is_empty();
        let text: String = text.chars().take(TEXT).collect();
        view! {
            <div>
                <dt>{label}</dt>
                <dd>
                    <bdi>{text}</bdi>
                    {is_empty.then(|| view! { <span class="muted">"empty text"</span> })}
                </dd>
            </div>
        }
    });
    view! {
        <li class="card sampled">
            <h3 class="caps">{heading}</h3>
            <dl class="stack">{parts.collect_view()}</dl>
        </li>
    }
}

/// What keeps tasks from coming out.
#[component]
fn Faults(outcome: RwSignal<Outcome>) -> impl IntoView {
    let faults = move || {
        outcome.with(|outcome| {
            let faults = outcome.faults.iter();
            faults
                .map(|fault| view! { <li>{fault.to_string()}</li> })
                .collect_view()
        })
    };
    view! {
        <div role="status">
            <Show when=move || outcome.with(|outcome| !outcome.faults.is_empty())>
                <div class="notice" data-tone="caution">
                    <ul class="stack">{faults}</ul>
                </div>
            </Show>
        </div>
    }
}

/// The button that opens the tasks.
#[component]
fn Go(opening: Opening, outcome: RwSignal<Outcome>) -> impl IntoView {
    let offers = offers(opening);
    let tasks = move || outcome.with(|outcome| outcome.tasks);
    let is_counting = move || outcome.with(|outcome| outcome.is_counting && outcome.tasks > 0);
    let go = move |_| {
        let chosen = opening.rubric.get_untracked();
        let rubric = offers.with_untracked(|offers| {
            let chosen = offers.iter().find(|offer| offer.rubric.hash == chosen);
            chosen.or(offers.first()).map(|offer| offer.rubric.clone())
        });
        if let Some(rubric) = rubric.filter(|_| outcome.with_untracked(|o| o.tasks > 0)) {
            opening.make_pack(rubric);
        }
    };
    view! {
        <div class="row go" role="group" aria-label="Go on">
            <button
                type="button"
                class="btn"
                data-kind="primary"
                data-part="go-on"
                disabled=move || tasks() == 0
                on:click=go
            >
                {move || {
                    if is_counting() {
                        "Open the tasks ".to_owned()
                    } else {
                        format!("Open {} ", many(tasks(), "task"))
                    }
                }}
                <kbd>"Ctrl ↵"</kbd>
            </button>
            <button
                type="button"
                class="btn"
                data-kind="quiet"
                on:click=move |_| opening.show(Stage::Choose)
            >
                "Another file "
                <kbd>"Esc"</kbd>
            </button>
        </div>
    }
}

/// What a column holds where its sample says too little.
pub fn sample(kind: Kind, sample: &str) -> String {
    match kind {
        Kind::Empty => "nothing in any row".to_owned(),
        _ => beginning(sample, 160),
    }
}

/// Whether a role is a use; a column left out counts as unused.
pub fn is_use(role: Option<Role>) -> bool {
    role.is_some_and(|role| role != Role::Ignore)
}
