//! How the work is kept, as the rater is told.

use leptos::prelude::*;

use crate::storage::mirror::MirrorState;
use crate::storage::{Mode, Outcome};

use super::super::browser;
use super::{Found, Occasion, Session};

/// How the work is kept; always in sight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saving {
    /// What may be done with the store.
    pub mode: Mode,
    /// How many entries are in memory only.
    pub pending: usize,
    /// Why they are, in words for the rater.
    pub why: Option<String>,
    /// Why the words being typed are not kept, in words for the rater.
    pub unsafe_words: Option<String>,
    /// What everything takes, in UTF-16 units.
    pub usage: usize,
    /// Whether it is time to warn of the limit.
    pub past_soft_limit: bool,
    /// How many entries only the second place has: the first one did not take them.
    pub only_on_disk: usize,
    /// How many entries are saved in this browser and not yet known to be on disk.
    pub not_on_disk: usize,
    /// Whether everything is kept in a second place; otherwise why not, in words for the rater.
    pub second: Second,
    /// What was found after the start that the rater should know of.
    pub found: Found,
    /// Whether no place takes anything any more: the next task has to wait.
    pub is_blocked: bool,
    /// When the last entry was kept, milliseconds since 1970.
    pub last: Option<i64>,
    /// Why packs are gone with the tab, in words for the rater; `None` where they are kept.
    pub packs_in_memory: Option<String>,
}

impl Saving {
    /// Whether everything said so far survives the browser.
    pub fn is_on_disk(&self) -> bool {
        self.is_safe() && self.not_on_disk == 0 && self.second == Second::Working
    }

    /// Whether everything said so far survives the tab.
    pub fn is_safe(&self) -> bool {
        self.mode == Mode::Open && self.pending == 0 && self.unsafe_words.is_none()
    }
}

/// How the second place does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Second {
    /// Not reached yet.
    #[default]
    Coming,
    /// It holds what it is given.
    Working,
    /// It does not.
    Failing(String),
}

impl Session {
    /// How the work is kept.
    pub fn saving(self) -> RwSignal<Saving> {
        self.saving
    }

    /// Offers what could not be kept again.
    pub fn retry(self) {
        self.books.update_value(|books| {
            books.keeper.retry(browser::now_ms());
        });
        self.report_saving(None);
        self.tend(Occasion::Step);
    }

    /// Whether no place takes anything any more, after one more try. Where nothing is kept from
    /// the start, that was said and is no reason to stop.
    pub fn is_stuck(self) -> bool {
        let is_blocked =
            |saving: &Saving| saving.mode == Mode::Open && saving.is_blocked && saving.pending > 0;
        if self.saving.with_untracked(is_blocked) {
            self.retry();
        }
        self.saving.with_untracked(is_blocked)
    }

    pub(super) fn report_saving(self, outcome: Option<&Outcome>) {
        let saved = outcome.is_none_or(|outcome| *outcome == Outcome::Saved);
        self.books.with_value(|books| {
            let standing = books.keeper.standing();
            self.saving.update(|saving| {
                saving.mode = books.keeper.mode().clone();
                saving.pending = standing.counts.queued;
                saving.why = standing.why.map(|why| why.to_string());
                saving.usage = books.keeper.usage();
                saving.past_soft_limit = standing.past_soft_limit;
                saving.not_on_disk = standing.counts.saved;
                let waiting = books.keeper.pending().len();
                saving.only_on_disk = waiting.saturating_sub(standing.counts.queued);
                saving.is_blocked = standing.is_blocked;
                saving.second = match standing.mirror {
                    MirrorState::Absent | MirrorState::Unread => Second::Coming,
                    MirrorState::Working => Second::Working,
                    MirrorState::Failing(why) => Second::Failing(why.to_string()),
                };
                if saved && outcome.is_some() {
                    saving.last = Some(browser::now_ms());
                }
            });
        });
    }
}
