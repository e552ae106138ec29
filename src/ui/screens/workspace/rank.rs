//! The decision between more than two responses: a place for each, ties share one.

use leptos::prelude::*;

use crate::domain::id::ResponseId;
use crate::domain::work::State;
use crate::ui::app::App;
use crate::ui::live::memo;

use super::desk::{Asks, Bench, Desk, Side, ordinal};
use super::radio::Radio;

/// From this many places on they are shown by number alone.
const MANY_PLACES: usize = 7;

/// A place for every response.
#[component]
pub fn Rank(desk: Desk) -> impl IntoView {
    let Bench { shown, .. } = desk.bench();
    let count = shown.len();
    let sides = shown.into_iter().enumerate();
    let rows: Vec<_> = sides
        .map(|(at, id)| view! { <PlaceRow desk side=Side(at) id count /> })
        .collect();
    view! {
        <div class="ranks" role="group" aria-label="Decision: a place for each response">
            {rows}
        </div>
    }
}

/// The places for one response.
#[component]
fn PlaceRow(desk: Desk, side: Side, id: ResponseId, count: usize) -> impl IntoView {
    let app = App::here();
    let chosen = desk.select(app, move |_, work| {
        work.judgement.places().get(&id).copied()
    });
    let state = desk.state();
    let missing = memo(move || desk.tried.get() && chosen.get().is_none());
    let cursor = move || {
        let cursor = desk.cursor.get();
        (cursor.asks == Asks::Place && cursor.side == side).then_some("true")
    };
    let many = count >= MANY_PLACES;
    let choose = Callback::new(move |place| desk.place(app, side, place));
    let options: Vec<_> = (0..count)
        .map(|place| view! { <PlaceOption side place chosen choose many /> })
        .collect();
    view! {
        <div
            class="rate"
            data-side=side.data()
            data-cursor=cursor
            data-missing=move || missing.get().then_some("true")
            on:focusin=move |_| desk.ask_place(side)
        >
            <span class="badge" data-side=side.data() aria-hidden="true">
                {side.letter().to_string()}
            </span>
            <fieldset
                class="seg"
                data-levels=many.then_some("many")
                disabled=move || state.get() == State::Submitted
            >
                <legend class="vh">{format!("Place of response {}", side.letter())}</legend>
                {options}
            </fieldset>
        </div>
    }
}

/// One place.
#[component]
fn PlaceOption(
    side: Side,
    place: usize,
    chosen: Memo<Option<usize>>,
    choose: Callback<Option<usize>, bool>,
    many: bool,
) -> impl IntoView {
    let name = ordinal(place);
    let number = (place + 1).to_string();
    let shown = if many { number.clone() } else { name.clone() };
    let group = format!("place-{}", side.0);
    view! {
        <label>
            <Radio group at=place chosen choose label=name />
            <span aria-hidden="true">{shown}</span>
            {(place < 9).then(|| view! { <kbd aria-hidden="true">{number}</kbd> })}
        </label>
    }
}
