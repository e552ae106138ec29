//! What facts do to the state; nothing here can fail.

use std::sync::Arc;

use crate::domain::evaluation::Evaluation;
use crate::domain::id::{CriterionId, RaterId};
use crate::domain::pack::Pack;
use crate::domain::time::Moment;
use crate::domain::work::{Flag, Submission, Work};
use crate::domain::workspace::{Place, Workspace};

use super::entry::{Entry, Scope};
use super::event::{Event, Step};

pub use crate::domain::work::EDGE_CASE;

impl Workspace {
    /// Adds one fact. Retractions are the history's business and change nothing here.
    pub fn apply(&mut self, entry: &Entry) {
        match &entry.event {
            Event::PackOpened(stub) => self.open_pack(stub.clone(), entry.when),
            Event::PackArchived { pack } => self.place_pack(pack, Place::Archive),
            Event::PackReturned { pack } => self.place_pack(pack, Place::Desk),
            Event::PackRemoved { pack } => self.place_pack(pack, Place::Removed),
            Event::RaterNamed { name } => self.set_name(&entry.by, name),
            Event::Worked { on, step } => {
                self.work_mut(&entry.by, on).apply(step, entry.when);
            }
            Event::EvaluationImported(evaluation) => self.import(&entry.by, evaluation),
            Event::ExtrasRead { pack, extras } => self.read_extras(&entry.by, pack, extras),
            Event::Retracted { .. } | Event::Restored { .. } => {}
        }
    }

    /// Forgets what the facts of a scope added up to, before they are folded anew. Texts are no
    /// facts: they are handed over, to be put at hand again.
    pub(super) fn clear(&mut self, scope: &Scope) -> Option<Arc<Pack>> {
        match scope {
            Scope::Work(rater, key) => self.forget_work(rater, key),
            Scope::Pack(id) => return self.forget_pack(id),
            Scope::Extras(rater, pack) => self.forget_extras(rater, pack),
            Scope::Rater(rater) => self.forget_name(rater),
            Scope::Journal => {}
        }
        None
    }

    /// An imported evaluation stands for what was submitted before it, under what is being
    /// changed here. A file that is no newer than what is here adds only what is carried.
    fn import(&mut self, by: &RaterId, evaluation: &Evaluation) {
        let rater = evaluation.rater.as_ref().unwrap_or(by);
        let work = self.work_mut(rater, &evaluation.key());
        let theirs = evaluation.work_of(rater);
        if work.revision() < evaluation.revisions() {
            work.import(theirs);
        } else {
            work.carry(&theirs);
        }
    }
}

/// No criterion has this many checks; a file that says so is not followed into the memory it asks
/// for.
const CHECKS: usize = 1_000;

impl Work {
    fn apply(&mut self, step: &Step, at: Moment) {
        if step.judges() {
            // Whoever judges a task that was put aside has taken it up; and a judgement on a
            // submitted one, as another tab may make, is a change of it and not the submission.
            self.skipped = None;
            self.reopened = !self.submissions.is_empty();
        }
        if !matches!(step, Step::TimeSpent { .. }) {
            self.started_at.get_or_insert(at);
        }
        let judgement = &mut self.judgement;
        match step {
            Step::RatingGiven {
                response,
                criterion,
                rating,
            } => {
                let ratings = judgement.ratings.entry(response.clone()).or_default();
                put(ratings, criterion, *rating);
                if ratings.is_empty() {
                    judgement.ratings.remove(response);
                }
            }
            Step::CheckAnswered {
                response,
                criterion,
                check,
                answer,
            } => {
                let by_criterion = judgement.checks.entry(response.clone()).or_default();
                let answers = by_criterion.entry(criterion.clone()).or_default();
                if *check < CHECKS && answers.len() <= *check {
                    answers.resize(check + 1, None);
                }
                if let Some(slot) = answers.get_mut(*check) {
                    *slot = *answer;
                }
                if answers.iter().all(Option::is_none) {
                    by_criterion.remove(criterion);
                }
                if by_criterion.is_empty() {
                    judgement.checks.remove(response);
                }
            }
            Step::NoteWritten { criterion, text } => {
                put(&mut judgement.notes, criterion, some_words(text));
            }
            Step::DecisionTaken { decision } => {
                judgement.decision.clone_from(decision);
                judgement.placed.clear();
            }
            Step::PlacesGiven { places } => {
                judgement.decision = None;
                judgement.placed.clone_from(places);
            }
            Step::CriterionDecided {
                criterion,
                decision,
            } => {
                put(&mut judgement.decisions, criterion, decision.clone());
            }
            Step::OverrideExplained { text } => judgement.override_reason = some_words(text),
            Step::RationaleWritten { rationale } => judgement.rationale = rationale.clone(),
            Step::EdgeCaseFlagged { note } => {
                self.flags.retain(|flag| flag.kind != EDGE_CASE);
                self.flags.push(Flag {
                    kind: EDGE_CASE.to_owned(),
                    note: note.clone(),
                    other: serde_json::Map::new(),
                });
            }
            Step::FlagWithdrawn => self.flags.retain(|flag| flag.kind != EDGE_CASE),
            Step::TaskSkipped { reason } => self.skipped = Some(reason.clone()),
            Step::TaskResumed => self.skipped = None,
            Step::TimeSpent { ms } => self.active_ms = self.active_ms.saturating_add(*ms),
            Step::EvaluationSubmitted { seen } => {
                self.skipped = None;
                self.reopened = false;
                // A submission may arrive without the time entries that led to it.
                self.active_ms = self.active_ms.max(seen.active_ms);
                let judgement = self.judgement.clone();
                self.submissions.push(Submission {
                    at,
                    seen: seen.clone(),
                    judgement,
                });
            }
            Step::EvaluationReopened => self.reopened = true,
            Step::ChangesDropped => {
                self.reopened = false;
                if let Some(latest) = self.submissions.last() {
                    self.judgement = latest.judgement.clone();
                }
            }
        }
    }
}

fn put<T>(
    map: &mut std::collections::BTreeMap<CriterionId, T>,
    criterion: &CriterionId,
    value: Option<T>,
) {
    match value {
        Some(value) => {
            map.insert(criterion.clone(), value);
        }
        None => {
            map.remove(criterion);
        }
    }
}

fn some_words(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}
