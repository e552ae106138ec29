//! The rationale templates: choose one, read what it would say, take it.

use leptos::prelude::*;

use crate::domain::work::Rationale;
use crate::journal::event::Step;
use crate::text::account::{self, facts};
use crate::text::facts::{Facts, Kind};
use crate::text::figures::many;
use crate::text::nodes::{Piece, pieces};
use crate::text::rationale::{BUILT_IN, TemplateFault};
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::chunks::Fill;
use crate::ui::components::prose::chip;
use crate::ui::components::{Modal, Sheet};
use crate::ui::live::memo;
use crate::ui::screens::workspace::desk::{Bench, Desk};

use super::picker::{Choice, Picker, Row};

/// A template from anywhere.
#[derive(Clone, PartialEq)]
struct Offer {
    id: String,
    title: String,
    from: &'static str,
    body: String,
}

/// What a template says of the evaluation as it is.
type Filled = Result<String, TemplateFault>;

/// The template picker.
#[component]
pub(super) fn Templates(
    /// The template engine.
    fill: Fill,
    /// The open task.
    desk: Desk,
    /// Called once it is closed.
    close: Callback<()>,
) -> impl IntoView {
    let app = App::here();
    let sheet = Sheet::new();
    let (query, at) = (RwSignal::new(String::new()), RwSignal::new(0));
    let bench = desk.bench();
    let all = StoredValue::new(offers(&bench));
    // Nothing is rated while the dialog is open.
    let facts: Facts = desk.now(app, |_, work| {
        facts(&bench.task, &bench.rubric, &bench.shown, &work.judgement)
    });
    let silence = StoredValue::new(silence(&facts));
    let written = desk.now(app, |_, work| work.judgement.rationale.text.clone());
    let choices = memo(move || all.with_value(|all| query.with(|query| rows(all, query))));
    let selected = memo(move || {
        let Row(choice) = choices.with(|rows| rows.get(at.get()).cloned())?;
        all.with_value(|all| all.get(choice.index).cloned())
    });
    let filled =
        memo(move || selected.with(|offer| offer.as_ref().map(|offer| fill(&offer.body, &facts))));
    let is_written = !written.trim().is_empty();
    let written = StoredValue::new(written);
    let take = move |append: bool| {
        let (Some(offer), Some(Ok(text))) = (selected.get_untracked(), filled.get_untracked())
        else {
            return;
        };
        if !text.is_empty() {
            let text = if append {
                written.with_value(|before| joined(before, &text))
            } else {
                text
            };
            sheet.close();
            let rationale = Rationale {
                text,
                template: Some(offer.id),
            };
            desk.step(app, Step::RationaleWritten { rationale });
            browser::focus("[data-part=rationale]");
        }
    };
    // What is written is never replaced by a key that was only meant to choose.
    let choose = Callback::new(move |_: Choice| take(is_written));
    let idle = move || !filled.with(|filled| matches!(filled, Some(Ok(text)) if !text.is_empty()));
    view! {
        <Modal sheet label="Rationale templates" class="dialog palette" on_close=close>
            <Picker label="Template" placeholder="Find a template" id="templates"
                query at choices choose click_selects=true/>
            <div class="inner" tabindex="0" role="group" aria-label="Preview">
                <h2 class="caps">"Preview"</h2>
                {move ||
                    filled.with(|filled| {
                        let filled = filled.as_ref()?;
                        Some(silence.with_value(|silence| preview(filled, silence)))
                    })
                }
            </div>
            <div class="actions">
                {is_written.then(|| view! {
                    <span class="small muted">"The rationale has words already."</span>
                    <button type="button" class="btn" disabled=idle on:click=move |_| take(false)>
                        "Replace them"
                    </button>
                })}
                <button type="button" class="btn" data-kind="primary" disabled=idle
                    on:click=move |_| take(is_written)>
                    {if is_written { "Add below them" } else { "Insert" }} " "
                    <kbd aria-hidden="true">"↵"</kbd>
                </button>
            </div>
        </Modal>
    }
}

/// The templates that come with the app and with the pack, as far as they fit the task.
fn offers(bench: &Bench) -> Vec<Offer> {
    let kind = account::kind(bench.task.kind);
    let built_in = BUILT_IN.iter().filter(|each| each.kinds.contains(&kind));
    let built_in = built_in.map(|each| Offer {
        id: each.id.to_owned(),
        title: each.title.to_owned(),
        from: "",
        body: each.body.to_owned(),
    });
    let packed = bench
        .pack
        .templates
        .iter()
        .filter(|each| each.fits(bench.task.kind));
    let packed = packed.map(|each| Offer {
        id: each.id.clone(),
        title: if each.title.is_empty() {
            each.id.clone()
        } else {
            each.title.clone()
        },
        from: "from the pack",
        body: each.body.clone(),
    });
    built_in.chain(packed).collect()
}

fn rows(all: &[Offer], query: &str) -> Vec<Row> {
    let query = query.to_lowercase();
    let matches = |offer: &Offer| {
        let title = offer.title.to_lowercase();
        query.split_whitespace().all(|word| title.contains(word))
    };
    let rows = all.iter().enumerate().filter(|(_, offer)| matches(offer));
    rows.map(|(index, offer)| {
        Row(Choice {
            index,
            title: offer.title.clone(),
            aside: offer.from.to_owned(),
            keys: &[],
            digit: Some(index + 1).filter(|digit| *digit <= 9),
            enabled: true,
        })
    })
    .collect()
}

fn joined(before: &str, text: &str) -> String {
    format!("{}\n\n{text}", before.trim_end())
}

/// How much of what is missing is named; the rest is counted.
const NAMED: usize = 3;

/// Why a template has nothing to say: what it would speak of is still to do.
fn silence(facts: &Facts) -> String {
    let cells = facts.sides.len() * facts.criteria.len();
    let missing = &facts.missing;
    let decides = facts.kind == Kind::Compare && facts.decision.is_none();
    if missing.len() >= cells && facts.decision.is_none() {
        return "Nothing is rated or decided yet, so it has nothing to say.".to_owned();
    }
    let mut to_do: Vec<String> = missing.iter().take(NAMED).cloned().collect();
    if missing.len() > NAMED {
        to_do.push(many(missing.len() - NAMED, "more rating"));
    }
    if decides {
        to_do.push("the decision".to_owned());
    }
    if to_do.is_empty() {
        return "It has nothing to say of these ratings.".to_owned();
    }
    let to_do = to_do.join(", ");
    format!("It has nothing to say of what is rated so far. Still to do: {to_do}.")
}

fn preview(filled: &Filled, silence: &str) -> AnyView {
    match filled {
        Ok(text) if text.is_empty() => view! {
            <p class="small muted">{silence.to_owned()}</p>
        }
        .into_any(),
        Ok(text) => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let lines: Vec<_> = lines.map(|line| view! { <p>{line_of(line)}</p> }).collect();
            view! { <div class="prose" dir="auto">{lines}</div> }.into_any()
        }
        Err(fault) => {
            let hint = fault.hint.clone();
            view! {
                <div class="notice" data-tone="stop" role="alert">
                    <p><b>{format!("Line {}: {}.", fault.line, fault.message)}</b> " " {hint}</p>
                </div>
            }
            .into_any()
        }
    }
}

/// A line as it will be inserted: it may quote what cannot be seen.
fn line_of(line: &str) -> Vec<AnyView> {
    let seen = |piece| match piece {
        Piece::Text(text) => text.into_any(),
        Piece::Chip(found) => chip(&found),
    };
    pieces(line).into_iter().map(seen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::facts::{Criterion, Decision, Side};

    #[test]
    fn an_empty_preview_says_what_is_still_to_do() {
        let check = |missing: usize, decided: bool, expected: &str| {
            let facts = Facts {
                kind: Kind::Compare,
                sides: vec![Side::default(); 2],
                criteria: vec![Criterion::default(); 5],
                missing: (1..=missing).map(|at| format!("Tone {at}")).collect(),
                decision: decided.then(Decision::default),
                ..Facts::default()
            };
            assert_eq!(silence(&facts), expected);
        };
        check(
            10,
            false,
            "Nothing is rated or decided yet, so it has nothing to say.",
        );
        check(
            8,
            false,
            "It has nothing to say of what is rated so far. Still to do: Tone 1, Tone 2, Tone 3, \
             5 more ratings, the decision.",
        );
        check(
            1,
            true,
            "It has nothing to say of what is rated so far. Still to do: Tone 1.",
        );
        check(0, true, "It has nothing to say of these ratings.");
    }
}
