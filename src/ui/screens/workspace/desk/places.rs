//! Ranking more than two responses: a place for each, ties share one.

use leptos::prelude::*;

use crate::domain::decision::Decision;
use crate::domain::work::Judgement;
use crate::journal::event::Step;
use crate::ui::app::{App, Tone};
use crate::ui::browser;

use super::{Asks, Cursor, Desk, Side};

impl Desk {
    /// Gives a response its place, from 0, the best, or takes it away, and puts the cursor there.
    ///
    /// Until every response has a place there is no decision; the places are kept all the same.
    pub fn place(self, app: App, side: Side, place: Option<usize>) -> bool {
        self.ask_place(side);
        let shown = self.bench.with_untracked(|bench| bench.shown.clone());
        let Some(response) = shown.get(side.0) else {
            return false;
        };
        let mut places = self.judgement(app, Judgement::places);
        match place {
            Some(place) => drop(places.insert(response.clone(), place)),
            None => drop(places.remove(response)),
        }
        let decision = Decision::ranked(&places, &shown);
        let order = decision.as_ref().map(|decision| {
            let order = self.call_words(decision);
            format!(" Decision: {order}.")
        });
        let happened = match decision {
            None => self.step(app, Step::PlacesGiven { places }),
            decision => self.decide(app, decision),
        };
        if happened {
            let name = place.map_or_else(|| "no place".to_owned(), ordinal);
            let order = order.unwrap_or_default();
            self.said.set(format!("{}: {name}.{order}", side.letter()));
        }
        happened
    }

    /// Goes to the places, to the first response that has none; or back to the ratings.
    pub fn toggle_places(self, app: App) {
        if self.cursor.get_untracked().asks == Asks::Place {
            self.cursor.update(|cursor| cursor.asks = Asks::Level);
        } else {
            self.go_to_places(app);
        }
    }

    /// Goes to the places, to the first response that has none.
    pub fn go_to_places(self, app: App) {
        browser::blur_in(".criteria");
        self.ask_place(self.unplaced(app).unwrap_or(Side::A));
        browser::reveal(".ranks");
    }

    /// A digit: the place with that number; 0 takes it away. The next response without one follows.
    pub(super) fn place_by_digit(self, app: App, side: Side, digit: u8) {
        let last = self.bench.with_untracked(|bench| bench.shown.len());
        let place = usize::from(digit).checked_sub(1);
        if place.is_some_and(|place| place >= last) {
            let words = format!("Places: 1 is the best, {last} the last, 0 takes one away.");
            app.say(Tone::Plain, words);
        } else if self.place(app, side, place)
            && place.is_some()
            && let Some(next) = self.unplaced(app)
        {
            browser::blur_in(".ranks");
            self.ask_place(next);
        }
    }

    /// One place up or down; a response without one comes in at the end that is moved from.
    pub(super) fn nudge_place(self, app: App, side: Side, by: isize) {
        let (response, last) = self.bench.with_untracked(|bench| {
            let last = bench.shown.len().saturating_sub(1);
            (bench.shown.get(side.0).cloned(), last)
        });
        let current = self.judgement(app, |judgement| judgement.places().get(&response?).copied());
        let place = match current {
            Some(place) => place.saturating_add_signed(-by).min(last),
            None if by > 0 => last,
            None => 0,
        };
        self.place(app, side, Some(place));
    }

    /// Puts the cursor at the place of a response.
    pub fn ask_place(self, side: Side) {
        let criterion = self.cursor.get_untracked().criterion;
        self.point(Cursor {
            criterion,
            side,
            asks: Asks::Place,
        });
    }

    fn unplaced(self, app: App) -> Option<Side> {
        let places = self.judgement(app, Judgement::places);
        self.bench.with_untracked(|bench| {
            let mut shown = bench.shown.iter();
            shown.position(|id| !places.contains_key(id)).map(Side)
        })
    }
}

/// A place in words, from 0.
pub fn ordinal(place: usize) -> String {
    let number = place + 1;
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_people_count_them() {
        let check = |place, words: &str| assert_eq!(ordinal(place), words);
        check(0, "1st");
        check(1, "2nd");
        check(2, "3rd");
        check(3, "4th");
        check(10, "11th");
        check(20, "21st");
    }
}
