//! Words in the making: kept as drafts while they are typed, facts when the rater pauses.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::id::RaterId;
use crate::domain::work::{Judgement, WorkKey};
use crate::journal::event::{Event, Step};
use crate::storage::lifeboat::LeftWords;
use crate::storage::{Draft, draft_name};

use super::super::route::Route;
use super::super::{browser, planted};
use super::Session;

/// A pause this long makes a fact of what was typed. Milliseconds.
const PAUSE: u64 = 2_000;

/// At most one write of a draft in this time. Milliseconds.
const DRAFT_EVERY: u64 = 1_000;

/// What the draft of a text box is called: every rater has one for every box of a task.
fn box_name(typing: &Typing) -> String {
    let Typing { by, on, step, .. } = typing;
    let what = match step {
        Step::NoteWritten { criterion, .. } => format!("note.{criterion}.{by}"),
        Step::OverrideExplained { .. } => format!("reason.{by}"),
        _ => format!("box.{by}"),
    };
    draft_name(&what, on)
}

/// The text box that is being typed in.
#[derive(Clone)]
pub struct Typing {
    /// Who types: another rater may take over before the words are a fact.
    by: RaterId,
    on: WorkKey,
    step: Step,
    /// Clears the box's own copy once the words are facts.
    done: Callback<()>,
    /// Counts the inputs, so that a timer knows whether there was another.
    count: u64,
    drafted_at: u64,
}

/// A draft as it is stored.
#[derive(Serialize, Deserialize)]
struct Typed {
    by: RaterId,
    on: WorkKey,
    step: Step,
    at: i64,
}

impl Session {
    /// Whether a draft is no news: its words are a fact, the task was submitted since, or the same
    /// box was written anew since, as where a backup brings a draft of before.
    fn is_outdated(self, typed: &Typed) -> bool {
        let Typed { by, on, step, at } = typed;
        let is_settled = self.now(|workspace| {
            let work = workspace.work(by, on);
            let latest = work.and_then(|work| work.latest());
            latest.is_some_and(|submission| submission.at.ms >= *at)
                || said(work.map(|work| &work.judgement), step)
        });
        is_settled
            || self.books.with_value(|books| {
                let mut entries = books.history.about(by, on);
                entries.any(|entry| {
                    let Event::Worked { step: written, .. } = &entry.event else {
                        return false;
                    };
                    entry.when.ms >= *at && same_box(written, step)
                })
            })
    }

    /// Takes note of what stands in a text box now.
    ///
    /// `step` is the fact it will become after a pause, when the focus leaves, or before anything
    /// else happens; `done` is called then.
    pub fn typed(self, on: &WorkKey, step: Step, done: Callback<()>) {
        let other_box = self.typing.with_value(|typing| {
            typing
                .as_ref()
                .is_some_and(|typing| typing.on != *on || !same_box(&typing.step, &step))
        });
        if other_box {
            self.settle();
        }
        planted::at("input");
        let now = browser::steady_ms();
        let (count, drafted_at) = self.typing.with_value(|typing| {
            typing
                .as_ref()
                .map_or((0, 0), |typing| (typing.count, typing.drafted_at))
        });
        let due = now >= drafted_at + DRAFT_EVERY;
        let drafted_at = if due { now } else { drafted_at };
        let typing = Typing {
            by: self.rater.get_untracked(),
            on: on.clone(),
            step,
            done,
            count: count + 1,
            drafted_at,
        };
        if due {
            self.draft(&typing);
        }
        self.typing.set_value(Some(typing));
        browser::later(DRAFT_EVERY, move || self.draft_if_due(count + 1));
        browser::later(PAUSE, move || self.settle_if_paused(count + 1));
    }

    /// Whether words stand in a box that are no fact yet.
    pub fn is_typing(self) -> bool {
        self.typing.with_value(Option::is_some)
    }

    /// Makes facts of what was typed, now.
    pub fn settle(self) {
        let Some(typing) = self.typing.try_update_value(Option::take).flatten() else {
            return;
        };
        let known = self.now(|w| {
            let work = w.work(&typing.by, &typing.on);
            said(work.map(|work| &work.judgement), &typing.step)
        });
        let event = Event::Worked {
            on: typing.on.clone(),
            step: typing.step.clone(),
        };
        let saved = if known {
            true
        } else if let Ok(kept) = self.keep_by(&typing.by, event) {
            kept.saved
        } else {
            // Nobody's words are dropped: they stay in their box and in the store.
            self.draft(&typing);
            self.typing.set_value(Some(typing));
            return;
        };
        // From here on the word about facts is the word about them.
        self.note_unsafe_words(None);
        typing.done.run(());
        // What is only in memory keeps its draft: a killed tab must find one of the two.
        if saved {
            self.books.update_value(|books| {
                // A draft that stays behind is folded at the next start and found to be known.
                let _ = books.keeper.remove_draft(&box_name(&typing));
            });
        }
    }

    fn settle_if_paused(self, count: u64) {
        planted::at("timer");
        let paused = self
            .typing
            .try_with_value(|typing| typing.as_ref().is_some_and(|typing| typing.count == count));
        if paused == Some(true) {
            self.settle();
        }
    }

    fn draft_if_due(self, count: u64) {
        let typing = self.typing.try_with_value(Clone::clone).flatten();
        if let Some(typing) = typing.filter(|typing| typing.count == count) {
            self.draft(&typing);
        }
    }

    fn draft(self, typing: &Typing) {
        let typed = Typed {
            by: typing.by.clone(),
            on: typing.on.clone(),
            step: typing.step.clone(),
            at: browser::now_ms(),
        };
        let json = serde_json::to_string(&typed).unwrap_or_default();
        let name = box_name(typing);
        let kept = self
            .books
            .try_update_value(|books| books.keeper.put_draft(&name, &json));
        let why = kept.and_then(Result::err).map(|why| why.to_string());
        self.note_unsafe_words(why);
    }

    /// Says why the words being typed are not kept, where that changed.
    fn note_unsafe_words(self, why: Option<String>) {
        if self
            .saving
            .with_untracked(|saving| saving.unsafe_words != why)
        {
            self.saving.update(|saving| saving.unsafe_words = why);
        }
    }
}

/// Whether two steps come from the same text box.
fn same_box(one: &Step, other: &Step) -> bool {
    match (one, other) {
        (Step::NoteWritten { criterion: a, .. }, Step::NoteWritten { criterion: b, .. }) => a == b,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

/// Whether a judgement already holds the words of a step.
fn said(judgement: Option<&Judgement>, step: &Step) -> bool {
    let nothing = Judgement::default();
    let judgement = judgement.unwrap_or(&nothing);
    match step {
        Step::NoteWritten { criterion, text } => {
            judgement.notes.get(criterion).map_or("", String::as_str) == text
        }
        Step::OverrideExplained { text } => {
            judgement.override_reason.as_deref().unwrap_or_default() == text
        }
        Step::RationaleWritten { rationale } => judgement.rationale == *rationale,
        _ => false,
    }
}

/// The words of a draft of a text box, and where they stood; nothing where they are kept, or were
/// written anew since.
pub(super) fn words_of_box(session: Session, draft: &Draft) -> Option<LeftWords> {
    let typed: Typed = serde_json::from_str(&draft.json).ok()?;
    if session.is_outdated(&typed) {
        return None;
    }
    let Typed { on, step, .. } = typed;
    let (label, text) = match step {
        Step::NoteWritten { text, .. } => ("Note", text),
        Step::OverrideExplained { text } => ("Reason", text),
        Step::RationaleWritten { rationale } => ("Rationale", rationale.text),
        _ => return None,
    };
    let WorkKey { pack, task, .. } = on;
    Some(LeftWords {
        label: label.to_owned(),
        address: Route::Task { pack, task }.href(),
        text,
    })
}

/// Makes facts of the drafts a killed tab left behind, where they are newer than the state. What
/// they are called does not matter: they say themselves what they are about.
pub(super) fn fold_drafts(session: Session, drafts: Vec<Draft>) {
    for draft in drafts {
        if let Ok(typed) = serde_json::from_str::<Typed>(&draft.json)
            && !session.is_outdated(&typed)
        {
            let Typed { by, on, step, .. } = typed;
            if !session.commit(by, Event::Worked { on, step }).saved {
                continue;
            }
        }
        session.books.update_value(|books| {
            let _ = books.keeper.discard_draft(&draft);
        });
    }
}
