//! The decision and the rationale.

use leptos::prelude::*;

use crate::domain::decision::{Decision, Strength};
use crate::domain::id::ResponseId;
use crate::domain::readiness::gaps;
use crate::domain::summary::strength_words;
use crate::domain::work::{Rationale, State};
use crate::journal::event::Step;
use crate::text::words;
use crate::ui::app::App;
use crate::ui::components::command::CommandButton;
use crate::ui::live::memo;

use super::contradicted::Contradicted;
use super::desk::{Bench, Desk, Side};
use super::radio::Radio;
use super::rank::Rank;
use super::words::WordsBox;

/// The decision, where there is something to decide, and the rationale.
#[component]
pub fn Decide(desk: Desk) -> impl IntoView {
    let decides = desk.decides();
    let label = if decides {
        "Decision and rationale"
    } else {
        "Rationale"
    };
    view! {
        <section class="card decide" aria-label=label>
            {decides.then(|| view! { <Question desk /> })}
            <RationaleBox desk />
        </section>
    }
}

/// What is asked, how it is answered, and what contradicts the answer.
#[component]
fn Question(desk: Desk) -> impl IntoView {
    let (how, answer) = if desk.is_ranking() {
        (
            view! { <HowToRank desk /> }.into_any(),
            view! { <Rank desk /> }.into_any(),
        )
    } else {
        (
            view! { <HowToDecide /> }.into_any(),
            view! { <Scale desk /> }.into_any(),
        )
    };
    view! {
        <div class="row">
            <h2 class="caps">"Decision"</h2>
            {how}
        </div>
        {answer}
        <Contradicted desk />
    }
}

/// The question of a pair, and its keys.
#[component]
fn HowToDecide() -> impl IntoView {
    view! {
        <span class="small muted">"Which response serves the instruction better?"</span>
        <span class="small muted push by-key" data-col="low">
            <kbd>"A"</kbd>
            " "
            <kbd>"T"</kbd>
            " "
            <kbd>"B"</kbd>
            " again for strength"
        </span>
    }
}

/// What is asked of more than two, the keys, and the way out.
#[component]
fn HowToRank(desk: Desk) -> impl IntoView {
    let app = App::here();
    let cannot = desk.select(app, |_, work| {
        work.judgement.decision == Some(Decision::CannotJudge)
    });
    let state = desk.state();
    let locked = Signal::derive(move || state.get() == State::Submitted);
    view! {
        <span class="small muted">"Give each response a place; the same is a tie."</span>
        <span class="small muted push by-key">
            <kbd>"D"</kbd>
            " then "
            <kbd>"1"</kbd>
            " for the best"
        </span>
        <CommandButton id="cannot-judge" kind="quiet" size="small" pressed=cannot disabled=locked />
    }
}

/// The seven steps from A to B, the middle split, and “cannot judge” apart.
#[component]
fn Scale(desk: Desk) -> impl IntoView {
    let app = App::here();
    let steps: StoredValue<Vec<Choice>> = StoredValue::new(scale(&desk.bench().shown));
    let chosen = desk.select(app, move |_, work| {
        let decision = work.judgement.decision.as_ref()?;
        steps.with_value(|steps| steps.iter().position(|step| step.decision == *decision))
    });
    let choose = Callback::new(move |at: Option<usize>| {
        let step = |at: usize| steps.with_value(|steps| Some(steps.get(at)?.decision.clone()));
        desk.decide(app, at.and_then(step))
    });
    let choices = steps.get_value().into_iter().enumerate();
    let choices: Vec<_> = choices
        .map(|(at, Choice { side, name, words, .. })| {
            view! {
                <label
                    data-side=side.and_then(Side::data)
                    data-strength=side.is_some().then_some(name)
                    data-option=side.is_none().then_some(name)
                >
                    <Radio group="decision".to_owned() at chosen choose />
                    <span>
                        {side.map(|side| view! { <b>{side.letter().to_string()}</b> " " })} {words}
                    </span>
                </label>
            }
        })
        .collect();
    let state = desk.state();
    let missing = memo(move || desk.tried.get() && chosen.get().is_none());
    view! {
        <fieldset
            class="scale"
            disabled=move || state.get() == State::Submitted
            data-missing=move || missing.get().then_some("true")
        >
            <legend class="vh">
                "Decision: which response serves the instruction better?"
            </legend>
            {choices}
        </fieldset>
    }
}

/// One choice of the scale.
#[derive(Clone)]
struct Choice {
    decision: Decision,
    side: Option<Side>,
    /// Its name in the style: of the strength, or of what is no side.
    name: &'static str,
    words: &'static str,
}

/// The choices between two responses, from the left to the right, and what stands apart.
fn scale(shown: &[ResponseId]) -> Vec<Choice> {
    let better = |side: Side, strength: Strength| {
        let name = match strength {
            Strength::Much => "much",
            Strength::Clear => "clear",
            Strength::Slight => "slight",
        };
        Some(Choice {
            decision: Decision::Better(shown.get(side.0)?.clone(), strength),
            side: Some(side),
            name,
            words: strength_words(strength),
        })
    };
    let apart = |decision: Decision, name: &'static str, words: &'static str| {
        Some(Choice {
            decision,
            side: None,
            name,
            words,
        })
    };
    let choices = [
        better(Side::A, Strength::Much),
        better(Side::A, Strength::Clear),
        better(Side::A, Strength::Slight),
        apart(Decision::BothGood, "both_good", "Both good"),
        apart(Decision::BothBad, "both_bad", "Both bad"),
        better(Side::B, Strength::Slight),
        better(Side::B, Strength::Clear),
        better(Side::B, Strength::Much),
        apart(Decision::CannotJudge, "cannot_judge", "Cannot judge"),
    ];
    choices.into_iter().flatten().collect()
}

/// The rationale with its template and what is noticed about it.
#[component]
fn RationaleBox(desk: Desk) -> impl IntoView {
    let app = App::here();
    let Bench { key, .. } = desk.bench();
    let rationale = desk.select(app, |_, work| work.judgement.rationale.clone());
    let said = memo(move || rationale.with(|rationale| rationale.text.clone()));
    let template = memo(move || rationale.with(|rationale| rationale.template.clone()));
    let state = desk.state();
    let locked = Signal::derive(move || state.get() == State::Submitted);
    let step = Callback::new(move |text: String| Step::RationaleWritten {
        rationale: Rationale {
            text,
            template: template.get_untracked(),
        },
    });
    view! {
        <div class="rationale">
            <div class="row">
                <h2 class="caps">"Rationale"</h2>
                <kbd aria-hidden="true">"R"</kbd>
                <CommandButton id="template" kind="quiet" size="small" disabled=locked />
                <span class="row push" role="status" aria-label="About the rationale">
                    <Chips desk said />
                </span>
            </div>
            <WordsBox
                label="Rationale".to_owned()
                part="rationale"
                on=key
                said
                step
                locked
                hint="Why, in words another rater can learn from in under a minute"
            />
        </div>
    }
}

/// What is noticed about the rationale: whether it names a criterion, how long it takes to read.
#[component]
fn Chips(desk: Desk, said: Memo<String>) -> impl IntoView {
    let app = App::here();
    let Bench { rubric, .. } = desk.bench();
    let names: Vec<String> = rubric
        .criteria
        .iter()
        .map(|criterion| criterion.name.to_lowercase())
        .collect();
    let quality = memo(move || {
        said.with(|said| {
            let lower = said.to_lowercase();
            let named = names.iter().filter(|name| lower.contains(*name)).count();
            (!said.trim().is_empty()).then(|| (named, words::measure(said).reading_seconds()))
        })
    });
    let decided = desk.select(app, |bench, work| {
        gaps(
            bench.task.kind,
            &bench.rubric,
            &bench.shown,
            &work.judgement,
        )
        .is_empty()
    });
    move || {
        let Some((named, seconds)) = quality.get() else {
            // Said once there is something to explain, not to an untouched task.
            return decided.get().then(|| {
                view! { <span class="chip" data-tone="caution">"! no rationale yet"</span> }
                    .into_any()
            });
        };
        Some({
            let (named_tone, named_words) = match named {
                0 => ("caution", "! names no criterion".to_owned()),
                1 => ("clear", "✓ names 1 criterion".to_owned()),
                named => ("clear", format!("✓ names {named} criteria")),
            };
            let (time_tone, sign) = if seconds <= 60 {
                ("clear", "✓")
            } else {
                ("caution", "!")
            };
            view! {
                <span class="chip" data-tone=named_tone>
                    {named_words}
                </span>
                <span class="chip num" data-tone=time_tone>
                    {format!("{sign} {seconds} s to read")}
                </span>
            }
            .into_any()
        })
    }
}
