//! What is read: the instruction with what belongs to it, and the responses.

use leptos::prelude::*;

use crate::domain::id::ResponseId;
use crate::domain::task::Task;
use crate::text::words;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::command::CommandButton;
use crate::ui::components::prose::Prose;
use crate::ui::components::raw::Raw;
use crate::ui::live::memo;
use crate::ui::planted;

use super::desk::{Bench, Desk, Side};

/// The instruction and the responses.
#[component]
pub fn TaskTexts(desk: Desk) -> impl IntoView {
    planted::at("view");
    let Bench { task, shown, .. } = desk.bench();
    let count = shown.len();
    let responses: Vec<_> = shown
        .iter()
        .enumerate()
        .map(|(at, id)| view! { <Response desk side=Side(at) id=id.clone() /> })
        .collect();
    if count > 2 {
        follow_side(desk);
    }
    view! {
        <div class="texts" data-state=move || desk.full.get().then_some("full")>
            <section class="card prompt" aria-label="Instruction">
                <header>
                    <h2 class="caps">"Instruction"</h2>
                    <div class="toolbar">
                        <ViewSwitch desk />
                        <CommandButton
                            id="full"
                            kind="quiet"
                            size="small"
                            pressed=Signal::derive(move || desk.full.get())
                        />
                    </div>
                </header>
                {instruction(&task)}
            </section>
            <div class="pair" data-count=count.to_string()>
                {responses}
            </div>
        </div>
    }
}

/// Brings the response that is rated or placed into sight: more than two do not all fit.
fn follow_side(desk: Desk) {
    let side = memo(move || desk.cursor.get().side);
    Effect::new(move |before: Option<Side>| {
        let Side(at) = side.get();
        if before.is_some() {
            browser::reveal_in_row(".pair", &format!(".pair > .resp:nth-child({})", at + 1));
        }
        Side(at)
    });
}

/// What was asked, with the rest folded.
fn instruction(task: &Task) -> impl IntoView + use<> {
    let brief = &task.brief;
    let folds: Vec<_> = [("System prompt", brief.system.clone())]
        .into_iter()
        .filter_map(|(title, text)| Some((title.to_owned(), text?)))
        .chain(brief.passages().iter().map(|context| {
            let title = context.title().unwrap_or("material");
            (format!("Context: {title}"), context.text().to_owned())
        }))
        .chain(
            brief
                .reference
                .clone()
                .map(|text| ("Reference answer".to_owned(), text)),
        )
        .map(|(title, text)| view! { <Fold title text /> })
        .collect();
    let has_folds = !folds.is_empty();
    view! {
        {brief
            .instruction
            .clone()
            .map(|text| view! { <Prose source=text label="Text of the instruction" /> })}
        {conversation(task)}
        {has_folds.then(|| view! { <div class="folds">{folds}</div> })}
    }
}

/// A text that is folded until asked for.
#[component]
fn Fold(title: String, text: String) -> impl IntoView {
    let count = words::measure(&text).words;
    let label = title.clone();
    view! {
        <details class="fold">
            <summary>
                <span dir="auto">{title}</span>
                " "
                <span class="muted">{words_in_words(count)}</span>
            </summary>
            <Prose source=text label />
        </details>
    }
}

/// The conversation that the responses continue; the last turn is in sight, the rest where it is
/// not long.
fn conversation(task: &Task) -> AnyView {
    let messages = task.brief.turns();
    if messages.is_empty() {
        return ().into_any();
    }
    let turns: Vec<_> = messages
        .iter()
        .map(|message| {
            let role = message.role().to_owned();
            let label = format!("{role} turn");
            view! {
                <div class="turn" data-role=role.clone()>
                    <span class="caps">{role.clone()}</span>
                    <Prose source=message.text() label />
                </div>
            }
        })
        .collect();
    let count = messages.len();
    let summary = if count == 1 {
        "1 turn".to_owned()
    } else {
        format!("{count} turns")
    };
    view! {
        <details class="fold" open>
            <summary>"Conversation "<span class="muted">{summary}</span></summary>
            <div class="turns" tabindex="0" role="region" aria-label="Conversation">
                {turns}
            </div>
        </details>
    }
    .into_any()
}

/// Rendered or raw, for all responses at once.
#[component]
fn ViewSwitch(desk: Desk) -> impl IntoView {
    let app = App::here();
    let set = move |raw: bool| {
        if desk.raw.get_untracked() != raw {
            desk.toggle_raw(app);
        }
        app.after_pointer();
    };
    view! {
        <fieldset class="seg" data-fit="true">
            <legend class="vh">"Show the responses as"</legend>
            <label>
                <input
                    type="radio"
                    name="view"
                    prop:checked=move || !desk.raw.get()
                    on:change=move |_| set(false)
                />
                <span>"Rendered"</span>
            </label>
            <label>
                <input
                    type="radio"
                    name="view"
                    prop:checked=move || desk.raw.get()
                    on:change=move |_| set(true)
                />
                <span>"Raw"</span>
            </label>
        </fieldset>
        <kbd aria-hidden="true">"V"</kbd>
    }
}

/// One response.
#[component]
fn Response(desk: Desk, side: Side, id: ResponseId) -> impl IntoView {
    let app = App::here();
    let Bench {
        pack,
        task,
        shown,
        key,
        ..
    } = desk.bench();
    let alone = shown.len() == 1;
    let Some(response) = task.response(&id).cloned() else {
        return ().into_any();
    };
    let name = if alone {
        "Response".to_owned()
    } else {
        format!("Response {}", side.letter())
    };
    let length = words::measure(&response.text);
    let revealed = {
        let (rater, task) = (app.session.rater_now(), key.task.clone());
        let pack = std::sync::Arc::clone(&pack);
        app.session
            .select(move |workspace| workspace.names_shown(&rater, &pack, &task))
    };
    let model = response.model.clone();
    let has_model = model.is_some();
    let preferred = desk.select(app, move |_, work| {
        work.judgement
            .decision
            .as_ref()
            .and_then(|decision| decision.winner())
            == Some(&id)
    });
    let data_side = (!alone).then(|| side.data()).flatten();
    let label = if alone {
        "Text of the response".to_owned()
    } else {
        format!("Text of response {}", side.letter())
    };
    let body = match nothing(&response.text) {
        Some(words) => view! { <p class="body muted">{words}</p> }.into_any(),
        None => view! { <Body desk text=response.text label /> }.into_any(),
    };
    let characters = format!("{} characters", length.characters);
    view! {
        <article
            class="card resp"
            data-side=data_side
            aria-label=name.clone()
            data-preferred=move || preferred.get().then_some("true")
        >
            <header>
                {(!alone)
                    .then(|| {
                        view! {
                            <span class="badge" data-side=side.data() aria-hidden="true">
                                {side.letter().to_string()}
                            </span>
                        }
                    })} <h2>{name.clone()}</h2>
                <p class="dots num small push" title=characters.clone()>
                    <span>{words_in_words(length.words)}</span>
                    <span class="more">{characters.clone()}</span>
                </p>
                {move || match (has_model, revealed.get()) {
                    (true, true) => {
                        view! {
                            <span class="chip" dir="auto">
                                {model.clone()}
                            </span>
                        }
                            .into_any()
                    }
                    (true, false) => {
                        view! {
                            <span
                                class="chip"
                                title="The model's name is hidden while the work is blind"
                            >
                                "blind"
                            </span>
                        }
                            .into_any()
                    }
                    (false, _) => ().into_any(),
                }}
            </header>
            {body}
        </article>
    }
    .into_any()
}

/// What to say where the model said nothing: a blank card looks like a fault of the screen.
fn nothing(text: &str) -> Option<&'static str> {
    text.is_empty()
        .then_some("The model answered nothing (empty text).")
}

/// The text of a response, rendered or raw.
#[component]
fn Body(desk: Desk, text: String, label: String) -> impl IntoView {
    move || {
        let (text, label) = (text.clone(), label.clone());
        if desk.raw.get() {
            view! { <Raw source=text label class="body raw" /> }.into_any()
        } else {
            view! { <Prose source=text label class="body prose" /> }.into_any()
        }
    }
}

fn words_in_words(count: usize) -> String {
    if count == 1 {
        "1 word".to_owned()
    } else {
        format!("{count} words")
    }
}
