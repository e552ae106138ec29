//! What is said where ratings and decision point in opposite directions.

use leptos::prelude::*;

use crate::domain::decision::{Contradiction, Decision};
use crate::domain::id::ResponseId;
use crate::domain::readiness::contradictions;
use crate::domain::summary::{Call, letter};
use crate::domain::work::State;
use crate::journal::event::Step;
use crate::ui::app::App;
use crate::ui::live::memo;

use super::desk::{Bench, Desk};
use super::words::WordsBox;

/// How many pairs are named; the rest is counted.
const NAMED: usize = 3;

/// Says which responses the ratings put the other way round, and asks why.
#[component]
pub fn Contradicted(desk: Desk) -> impl IntoView {
    let app = App::here();
    let Bench { key, .. } = desk.bench();
    let found = desk.select(app, |bench, work| {
        let found = contradictions(&bench.rubric, &bench.shown, &work.judgement);
        let decision = work.judgement.decision.as_ref()?;
        (!found.is_empty()).then(|| told(&found, decision, &bench.shown))
    });
    let is_found = memo(move || found.with(Option::is_some));
    let said = desk.select(app, |_, work| {
        work.judgement.override_reason.clone().unwrap_or_default()
    });
    let state = desk.state();
    let locked = Signal::derive(move || state.get() == State::Submitted);
    let step = Callback::new(|text: String| Step::OverrideExplained { text });
    move || {
        is_found.get().then(|| {
            view! {
                <div class="notice against" data-tone="caution" role="status">
                    <p>
                        <b>"The ratings disagree. "</b>
                        {move || found.get()}
                    </p>
                    <WordsBox
                        label="Why both stand".to_owned()
                        part="reason"
                        on=key.clone()
                        said
                        step
                        locked
                        small=true
                        hint="Change one of them, or say why both stand …"
                    />
                </div>
            }
        })
    }
}

/// What the ratings say and what the decision says, by letter.
fn told(found: &[Contradiction], decision: &Decision, shown: &[ResponseId]) -> String {
    let name = |id: &ResponseId| {
        let place = shown.iter().position(|shown| shown == id);
        letter(place.unwrap_or_default())
    };
    let said = match decision {
        Decision::Better(id, _) => format!("the decision says {}.", name(id)),
        Decision::BothBad => "the decision says both are bad.".to_owned(),
        Decision::Ranking(_) => {
            let call = Call::of(decision, shown);
            let order = call.map(|call| call.words()).unwrap_or_default();
            format!("the ranking says {order}.")
        }
        _ => "the decision says both are good.".to_owned(),
    };
    let pair = |Contradiction { favoured, over, by }: &Contradiction| {
        let of = match decision {
            Decision::Ranking(_) => format!(" of {}", name(over)),
            _ => String::new(),
        };
        format!("{} ahead{of} by {by:.2}", name(favoured))
    };
    let mut pairs: Vec<String> = found.iter().take(NAMED).map(pair).collect();
    if found.len() > NAMED {
        pairs.push(format!("{} more", found.len() - NAMED));
    }
    format!("The rubric has {}, {said}", listed(&pairs))
}

/// “a”, “a and b”, “a, b and c”.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [item] => item.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decision::Strength;

    #[test]
    fn the_pair_is_named_by_its_letters() {
        let shown = ["y", "x", "z"].map(ResponseId::from);
        let check = |pairs: &[(&str, &str, f64)], decision: Decision, expected: &str| {
            let found: Vec<Contradiction> = pairs
                .iter()
                .map(|&(favoured, over, by)| Contradiction {
                    favoured: favoured.into(),
                    over: over.into(),
                    by,
                })
                .collect();
            assert_eq!(told(&found, &decision, &shown), expected);
        };
        check(
            &[("y", "x", 0.67)],
            Decision::Better("x".into(), Strength::Much),
            "The rubric has A ahead by 0.67, the decision says B.",
        );
        check(
            &[("x", "y", 0.3)],
            Decision::BothGood,
            "The rubric has B ahead by 0.30, the decision says both are good.",
        );
        let order = ["y", "z", "x"].map(|id| vec![id.into()]).to_vec();
        check(
            &[("x", "y", 0.2), ("x", "z", 0.2)],
            Decision::Ranking(order),
            "The rubric has B ahead of A by 0.20 and B ahead of C by 0.20, \
             the ranking says A > C > B.",
        );
    }
}
