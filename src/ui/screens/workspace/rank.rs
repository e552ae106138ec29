//! The decision between more than two responses: a place for each, ties share one.

use leptos::prelude::*;

use crate::domain::decision::Decision;
use crate::domain::id::ResponseId;
use crate::domain::work::State;
use crate::ui::app::App;
use crate::ui::live::memo;

use super::desk::{Bench, Desk, Side};

/// A place for every response.
#[component]
pub fn Rank(desk: Desk) -> impl IntoView {
    let app = App::here();
    let Bench { shown, .. } = desk.bench();
    let kept = desk.select(app, |bench, work| {
        places(&bench.shown, work.judgement.decision.as_ref())
    });
    // Until every response has a place there is no decision to keep.
    let begun = RwSignal::new(None::<Vec<Option<usize>>>);
    let current = memo(move || begun.get().unwrap_or_else(|| kept.get()));
    let ids = StoredValue::new(shown.clone());
    let state = desk.state();
    let put = move |at: usize, place: Option<usize>| {
        let mut places = current.get_untracked();
        if let Some(slot) = places.get_mut(at) {
            *slot = place;
        }
        let decision = ids.with_value(|ids| ranking(ids, &places));
        begun.set(decision.is_none().then_some(places));
        desk.decide(app, decision);
    };
    let count = shown.len();
    let rows: Vec<_> = (0..count)
        .map(|at| {
            let letter = Side(at).letter();
            let options: Vec<_> = (0..count)
                .map(|place| view! { <option value=place.to_string()>{ordinal(place)}</option> })
                .collect();
            view! {
                <label class="field">
                    <span>{format!("Response {letter}")}</span>
                    <select
                        class="input"
                        disabled=move || state.get() == State::Submitted
                        prop:value=move || {
                            current
                                .with(|places| {
                                    places
                                        .get(at)
                                        .copied()
                                        .flatten()
                                        .map_or(String::new(), |place| place.to_string())
                                })
                        }
                        on:change=move |event| put(at, event_target_value(&event).parse().ok())
                    >
                        <option value="">"no place yet"</option>
                        {options}
                    </select>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="row">
            <legend class="small">
                "Give each response a place; the same place is a tie."
            </legend>
            {rows}
        </fieldset>
    }
}

fn ordinal(place: usize) -> String {
    match place {
        0 => "1st, the best".to_owned(),
        1 => "2nd".to_owned(),
        2 => "3rd".to_owned(),
        place => format!("{}th", place + 1),
    }
}

/// The place of each response in a ranking.
fn places(shown: &[ResponseId], decision: Option<&Decision>) -> Vec<Option<usize>> {
    let Some(Decision::Ranking(groups)) = decision else {
        return vec![None; shown.len()];
    };
    shown
        .iter()
        .map(|id| groups.iter().position(|group| group.contains(id)))
        .collect()
}

/// The ranking, once every response has a place; empty places close up.
fn ranking(shown: &[ResponseId], places: &[Option<usize>]) -> Option<Decision> {
    if places.iter().any(Option::is_none) {
        return None;
    }
    let mut groups: Vec<Vec<ResponseId>> = vec![Vec::new(); shown.len()];
    for (id, place) in shown.iter().zip(places) {
        groups.get_mut((*place)?)?.push(id.clone());
    }
    groups.retain(|group| !group.is_empty());
    Some(Decision::Ranking(groups))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_rankings_are_inverses_up_to_empty_places() {
        let ids: Vec<ResponseId> = ["p", "q", "r"].map(ResponseId::from).to_vec();
        let check = |given: [usize; 3], closed: [usize; 3]| {
            let decision = ranking(&ids, &given.map(Some)).unwrap();
            assert_eq!(places(&ids, Some(&decision)), closed.map(Some));
        };
        check([0, 1, 2], [0, 1, 2]);
        check([2, 0, 2], [1, 0, 1]);
        check([1, 1, 1], [0, 0, 0]);
        assert_eq!(ranking(&ids, &[Some(0), None, Some(1)]), None);
    }
}
