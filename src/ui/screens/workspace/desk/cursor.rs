//! Where the cursor goes, and what a key does where it stands.

use leptos::prelude::*;

use crate::domain::check::CheckAnswer;
use crate::domain::rating::Rating;
use crate::domain::readiness::rating_of;
use crate::ui::app::{App, Tone};
use crate::ui::browser;

use super::{Asks, Bench, Cursor, Desk, Side};

impl Desk {
    /// A digit: the level with that number, 0 for N/A; 1 met, 2 not met, 3 n.a. at a check; the
    /// place in a ranking.
    pub fn digit(self, app: App, digit: u8) {
        let Cursor {
            criterion,
            side,
            asks,
        } = self.cursor.get_untracked();
        match asks {
            Asks::Level => self.rate_by_digit(app, (criterion, side), digit),
            Asks::Check(check) => self.answer_by_digit(app, (criterion, side, check), digit),
            Asks::Place => self.place_by_digit(app, side, digit),
        }
    }

    fn answer_by_digit(self, app: App, place: (usize, Side, usize), digit: u8) {
        let answer = match digit {
            0 => None,
            1 => Some(CheckAnswer::Met),
            2 => Some(CheckAnswer::NotMet),
            3 => Some(CheckAnswer::Na),
            _ => {
                app.say(Tone::Plain, "Checks: 1 met, 2 not met, 3 n.a., 0 clears.");
                return;
            }
        };
        if self.answer(app, place, answer) && answer.is_some() {
            self.move_down(1);
        }
    }

    fn rate_by_digit(self, app: App, (criterion, side): (usize, Side), digit: u8) {
        let Some((found, _)) = self.cell(criterion, side) else {
            return;
        };
        let rating = match digit {
            0 => Some(Rating::NotApplicable),
            level => found.rating(usize::from(level) - 1),
        };
        if rating.is_none() {
            let levels = found.level_names().into_iter().enumerate();
            let keys: Vec<String> = levels
                .map(|(at, name)| format!("{} {name}", at + 1))
                .collect();
            app.say(
                Tone::Plain,
                format!("{}: {}, 0 N/A.", found.name, keys.join(", ")),
            );
        } else if self.rate(app, criterion, side, rating) {
            self.advance(app);
        }
    }

    /// Raises or lowers the rating at the cursor by one level, or the place by one.
    pub fn nudge(self, app: App, by: isize) {
        let Cursor {
            criterion,
            side,
            asks,
        } = self.cursor.get_untracked();
        if asks == Asks::Place {
            self.nudge_place(app, side, by);
            return;
        }
        let Some((found, response)) = self.cell(criterion, side) else {
            return;
        };
        let current = self.judgement(app, |judgement| {
            let ratings = judgement.ratings_of(&response)?;
            found.index(*ratings.get(&found.id)?)
        });
        let top = found.level_count().saturating_sub(1);
        let index = match current {
            Some(index) => index.saturating_add_signed(by).min(top),
            None if by > 0 => 0,
            None => top,
        };
        self.rate(app, criterion, side, found.rating(index));
    }

    /// Takes away what stands at the cursor.
    pub fn clear(self, app: App) {
        let Cursor {
            criterion,
            side,
            asks,
        } = self.cursor.get_untracked();
        match asks {
            Asks::Level => self.rate(app, criterion, side, None),
            Asks::Check(check) => self.answer(app, (criterion, side, check), None),
            Asks::Place => self.place(app, side, None),
        };
    }

    /// Puts the cursor where the focus is: keys act where the eye is.
    pub fn point(self, there: Cursor) {
        if self.cursor.get_untracked() != there {
            self.cursor.set(there);
        }
    }

    /// Moves the cursor by criteria, by checks in check mode, by responses in a ranking.
    pub fn move_down(self, by: isize) {
        if self.cursor.get_untracked().asks == Asks::Place {
            self.move_right(by);
            return;
        }
        browser::blur_in(".criteria");
        let (checks, last) = self.bench.with_untracked(|bench| {
            let criteria = &bench.rubric.criteria;
            let here = criteria.get(self.cursor.get_untracked().criterion);
            let checks = here.map_or(0, |found| found.checks.len());
            (checks, criteria.len().saturating_sub(1))
        });
        self.cursor.update(|cursor| {
            if let Asks::Check(check) = cursor.asks {
                let next = check.saturating_add_signed(by);
                // Past the last check the ratings go on.
                cursor.asks = if next < checks {
                    Asks::Check(next)
                } else {
                    Asks::Level
                };
            } else {
                cursor.criterion = cursor.criterion.saturating_add_signed(by).min(last);
            }
        });
    }

    /// Moves the cursor between the responses.
    pub fn move_right(self, by: isize) {
        browser::blur_in(".criteria, .ranks");
        let last = self
            .bench
            .with_untracked(|bench| bench.shown.len().saturating_sub(1));
        self.cursor.update(|cursor| {
            cursor.side = Side(cursor.side.0.saturating_add_signed(by).min(last));
        });
    }

    /// Goes to the checks of the criterion, or back to its rating.
    pub fn toggle_checks(self, app: App) {
        let cursor = self.cursor.get_untracked();
        let check = match cursor.asks {
            Asks::Check(_) => None,
            Asks::Level | Asks::Place => self.first_open_check(app, cursor.criterion, cursor.side),
        };
        let asks = check.map_or(Asks::Level, Asks::Check);
        self.cursor.set(Cursor { asks, ..cursor });
    }

    /// Opens the note of the criterion at the cursor.
    pub fn open_note(self, app: App) {
        app.session.settle();
        self.note.set(Some(self.cursor.get_untracked().criterion));
        browser::later(0, || browser::focus("[data-part=note]"));
    }

    /// Moves to the next unrated cell after the cursor; it stays where everything is rated.
    pub fn advance(self, app: App) {
        let Cursor {
            criterion, side, ..
        } = self.cursor.get_untracked();
        let sides = self.bench.with_untracked(|bench| bench.shown.len());
        if let Some((criterion, side)) = self.unrated(app, criterion * sides + side.0 + 1) {
            browser::blur_in(".criteria");
            self.cursor.set(Cursor::at(criterion, side));
        }
    }

    /// The first unrated cell from a place on, criterion by criterion, wrapping around.
    pub(super) fn unrated(self, app: App, from: usize) -> Option<(usize, Side)> {
        let Bench { rubric, shown, .. } = self.bench();
        let cells = rubric.criteria.len() * shown.len();
        self.judgement(app, |judgement| {
            (0..cells)
                .map(|step| (from + step) % cells)
                .find_map(|cell| {
                    let (criterion, side) = (cell / shown.len(), cell % shown.len());
                    let found = &rubric.criteria[criterion];
                    let rating = rating_of(found, &shown[side], judgement);
                    rating.is_none().then_some((criterion, Side(side)))
                })
        })
    }

    fn first_open_check(self, app: App, criterion: usize, side: Side) -> Option<usize> {
        let (found, response) = self.cell(criterion, side)?;
        let answers = self.judgement(app, |judgement| {
            judgement.answers(&response, &found.id, found.checks.len())
        });
        let open = answers.iter().position(Option::is_none);
        open.or_else(|| (!answers.is_empty()).then_some(0))
    }
}
