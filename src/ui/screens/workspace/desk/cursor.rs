//! Where the cursor goes, and what a key does where it stands.

use leptos::prelude::*;

use crate::domain::check::CheckAnswer;
use crate::domain::rating::Rating;
use crate::domain::readiness::rating_of;
use crate::ui::app::{App, Tone};
use crate::ui::browser;

use super::{Bench, Cursor, Desk, Side};

impl Desk {
    /// A digit: the level with that number, 0 for N/A; in check mode 1 met, 2 not met, 3 n.a.
    pub fn digit(self, app: App, digit: u8) {
        let Cursor {
            criterion,
            side,
            check,
        } = self.cursor.get_untracked();
        if let Some(check) = check {
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
            if self.answer(app, (criterion, side, check), answer) && answer.is_some() {
                self.move_down(1);
            }
            return;
        }
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

    /// Raises or lowers the rating at the cursor by one level.
    pub fn nudge(self, app: App, by: isize) {
        let Cursor {
            criterion, side, ..
        } = self.cursor.get_untracked();
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
            check,
        } = self.cursor.get_untracked();
        match check {
            Some(check) => self.answer(app, (criterion, side, check), None),
            None => self.rate(app, criterion, side, None),
        };
    }

    /// Puts the cursor where the focus is: keys act where the eye is.
    pub fn point(self, criterion: usize, side: Side, check: Option<usize>) {
        let there = Cursor {
            criterion,
            side,
            check,
        };
        if self.cursor.get_untracked() != there {
            self.cursor.set(there);
        }
    }

    /// Moves the cursor by criteria, or by checks in check mode.
    pub fn move_down(self, by: isize) {
        browser::blur_in(".criteria");
        let criteria = self
            .bench
            .with_untracked(|bench| bench.rubric.criteria.len());
        let checks = |criterion: usize| {
            self.bench.with_untracked(|bench| {
                bench
                    .rubric
                    .criteria
                    .get(criterion)
                    .map_or(0, |found| found.checks.len())
            })
        };
        self.cursor.update(|cursor| {
            if let Some(check) = cursor.check {
                let next = check.saturating_add_signed(by);
                // Past the last check the ratings go on.
                cursor.check = (next < checks(cursor.criterion)).then_some(next);
            } else {
                let last = criteria.saturating_sub(1);
                cursor.criterion = cursor.criterion.saturating_add_signed(by).min(last);
            }
        });
    }

    /// Moves the cursor between the responses.
    pub fn move_right(self, by: isize) {
        browser::blur_in(".criteria");
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
        let check = match cursor.check {
            Some(_) => None,
            None => self.first_open_check(app, cursor.criterion, cursor.side),
        };
        self.cursor.set(Cursor { check, ..cursor });
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
            self.cursor.set(Cursor {
                criterion,
                side,
                check: None,
            });
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
