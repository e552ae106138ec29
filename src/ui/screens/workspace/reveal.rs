//! What is shown after submitting: the models' names stand at the responses, gold stands here.

use leptos::prelude::*;

use crate::domain::decision::Decision;
use crate::domain::gold::{Gold, GoldAnswer};
use crate::domain::id::ResponseId;
use crate::domain::summary::Call;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::prose::Prose;

use super::desk::{Bench, Desk};

/// From this size on, in CSS pixels, the reasons of the gold stand open without costing the texts.
const ROOMY: (f64, f64) = (1280.0, 960.0);

/// Gold, where the task has it and the pack reveals it now.
#[component]
pub fn Reveal(desk: Desk) -> impl IntoView {
    let app = App::here();
    let Bench {
        pack, task, shown, ..
    } = desk.bench();
    let Some(Gold::Open(gold)) = task.brief.gold.clone() else {
        return ().into_any();
    };
    let rater = app.session.rater_now();
    let id = task.id.clone();
    let revealed = app
        .session
        .select(move |workspace| workspace.gold_shown(&rater, &pack, &id));
    let decision = gold_words(&gold, &shown);
    let own = desk.select(app, |bench, work| {
        let decision = work.judgement.decision.as_ref()?;
        Some(Call::of(decision, &bench.shown)?.words())
    });
    let GoldAnswer { rationale, .. } = gold;
    if decision.is_none() && rationale.is_none() {
        return ().into_any();
    }
    (move || {
        revealed.get().then(|| {
            let own = own.get().map(|own| {
                view! {
                    "You: "
                    <b>{own}</b>
                    " · "
                }
            });
            let decision = decision.clone().map(|gold| {
                view! {
                    ": "
                    <b>{gold}</b>
                }
            });
            let line = view! {
                {own}
                "Gold"
                {decision}
            };
            let content = match rationale.clone() {
                None => view! { <p>{line}</p> }.into_any(),
                Some(text) => view! {
                    <details prop:open=is_roomy()>
                        <summary>{line}</summary>
                        <Prose source=text label="Why, by the gold" />
                    </details>
                }
                .into_any(),
            };
            view! {
                <div class="notice" data-tone="plain" role="status">
                    {content}
                </div>
            }
        })
    })
    .into_any()
}

/// Whether the window has room for more than one line above the texts.
fn is_roomy() -> bool {
    let (width, height) = browser::window_size();
    width >= ROOMY.0 && height >= ROOMY.1
}

/// A gold decision by the letters that were shown.
fn gold_words(gold: &GoldAnswer, shown: &[ResponseId]) -> Option<String> {
    let decision = Decision::read(gold.decision.as_ref()?, shown)?;
    Some(Call::of(&decision, shown)?.words())
}
