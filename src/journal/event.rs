//! The facts: one closed enum, in the past tense.

use serde::{Deserialize, Serialize};

use crate::domain::check::CheckAnswer;
use crate::domain::decision::{Decision, Places};
use crate::domain::evaluation::Evaluation;
use crate::domain::extras::Extra;
use crate::domain::id::{CriterionId, PackId, ResponseId};
use crate::domain::pack::Stub;
use crate::domain::rating::Rating;
use crate::domain::work::{Rationale, Seen, WorkKey};

use super::entry::EntryId;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Event {
    /// A pack, or a newer version of one, was opened.
    PackOpened(Stub),
    /// A pack was put out of sight.
    PackArchived {
        /// The pack.
        pack: PackId,
    },
    /// An archived or removed pack was taken back.
    PackReturned {
        /// The pack.
        pack: PackId,
    },
    /// A pack was removed; what was said about it stays in the journal.
    PackRemoved {
        /// The pack.
        pack: PackId,
    },
    /// A rater took or changed a name.
    RaterNamed {
        /// The name.
        name: String,
    },
    /// Something was said or done about a task.
    Worked {
        /// The task.
        #[serde(flatten)]
        on: WorkKey,
        /// What.
        #[serde(flatten)]
        step: Step,
    },
    /// An evaluation was read from a results file.
    EvaluationImported(Box<Evaluation>),
    /// A results file said more about a pack than this version understands; it is written back.
    ExtrasRead {
        /// The pack.
        pack: PackId,
        /// What is new of it.
        extras: Vec<Extra>,
    },
    /// An entry was undone.
    Retracted {
        /// The entry.
        entry: EntryId,
    },
    /// An undone entry was done again.
    Restored {
        /// The entry.
        entry: EntryId,
    },
}

/// One step of the work on a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// A response got a level on a criterion, or lost it.
    RatingGiven {
        /// The response.
        response: ResponseId,
        /// The criterion.
        criterion: CriterionId,
        /// The rating; `None` takes it away.
        rating: Option<Rating>,
    },
    /// A check was answered.
    CheckAnswered {
        /// The response.
        response: ResponseId,
        /// The criterion.
        criterion: CriterionId,
        /// The check's index under the criterion.
        check: usize,
        /// The answer; `None` takes it away.
        answer: Option<CheckAnswer>,
    },
    /// A note was written at a criterion; an empty one takes it away.
    NoteWritten {
        /// The criterion.
        criterion: CriterionId,
        /// The words.
        text: String,
    },
    /// A decision was taken, or taken back.
    DecisionTaken {
        /// The decision.
        decision: Option<Decision>,
    },
    /// Some of more than two responses got a place, the others have none yet; the last one that
    /// gets a place makes a decision of them.
    PlacesGiven {
        /// The places of those that have one.
        places: Places,
    },
    /// A decision was taken on one criterion, or taken back.
    CriterionDecided {
        /// The criterion.
        criterion: CriterionId,
        /// The decision.
        decision: Option<Decision>,
    },
    /// It was said why the decision stands although the ratings point the other way.
    OverrideExplained {
        /// The words.
        text: String,
    },
    /// The rationale was written.
    RationaleWritten {
        /// The words, and the template they began with.
        #[serde(flatten)]
        rationale: Rationale,
    },
    /// The task was marked as one that rubric or SOP do not settle.
    EdgeCaseFlagged {
        /// What is not settled, and the improvement proposed.
        note: String,
    },
    /// The mark was taken away.
    FlagWithdrawn,
    /// The task was put aside.
    TaskSkipped {
        /// Why.
        reason: String,
    },
    /// A task that was put aside was taken up again.
    TaskResumed,
    /// Active time went by.
    TimeSpent {
        /// Milliseconds since the last such entry.
        ms: u64,
    },
    /// The judgement was submitted.
    EvaluationSubmitted {
        /// What the rater saw.
        #[serde(flatten)]
        seen: Seen,
    },
    /// A submitted evaluation was opened again to be changed.
    EvaluationReopened,
    /// The changes since the last submission were dropped.
    ChangesDropped,
}

impl Event {
    /// Whether undo may take it back: what a person did on purpose, and can do again.
    pub fn undoable(&self) -> bool {
        match self {
            Self::Worked { step, .. } => !matches!(step, Step::TimeSpent { .. }),
            Self::PackArchived { .. }
            | Self::PackReturned { .. }
            | Self::PackRemoved { .. }
            | Self::EvaluationImported(_) => true,
            _ => false,
        }
    }

    /// What it was, in words for “Undid: …”.
    pub fn title(&self) -> &'static str {
        match self {
            Self::PackOpened(_) => "open pack",
            Self::PackArchived { .. } => "archive pack",
            Self::PackReturned { .. } => "take pack back",
            Self::PackRemoved { .. } => "remove pack",
            Self::RaterNamed { .. } => "name",
            Self::EvaluationImported(_) | Self::ExtrasRead { .. } => "import",
            Self::Retracted { .. } => "undo",
            Self::Restored { .. } => "redo",
            Self::Worked { step, .. } => step.title(),
        }
    }
}

impl Step {
    /// Whether it is part of the judgement itself.
    pub fn judges(&self) -> bool {
        matches!(
            self,
            Self::RatingGiven { .. }
                | Self::CheckAnswered { .. }
                | Self::NoteWritten { .. }
                | Self::DecisionTaken { .. }
                | Self::PlacesGiven { .. }
                | Self::CriterionDecided { .. }
                | Self::OverrideExplained { .. }
                | Self::RationaleWritten { .. }
        )
    }

    /// Whether it may open or close a task: time and flags do neither.
    pub(super) fn turns(&self) -> bool {
        !matches!(
            self,
            Self::TimeSpent { .. } | Self::EdgeCaseFlagged { .. } | Self::FlagWithdrawn
        )
    }

    fn title(&self) -> &'static str {
        match self {
            Self::RatingGiven {
                rating: Some(_), ..
            } => "rating",
            Self::RatingGiven { rating: None, .. } => "clear rating",
            Self::CheckAnswered { .. } => "check",
            Self::NoteWritten { .. } => "note",
            Self::DecisionTaken { .. } => "decision",
            Self::PlacesGiven { .. } => "place",
            Self::CriterionDecided { .. } => "decision on a criterion",
            Self::OverrideExplained { .. } => "reason",
            Self::RationaleWritten { .. } => "rationale",
            Self::EdgeCaseFlagged { .. } => "edge-case flag",
            Self::FlagWithdrawn => "withdraw flag",
            Self::TaskSkipped { .. } => "skip",
            Self::TaskResumed => "resume",
            Self::TimeSpent { .. } => "time",
            Self::EvaluationSubmitted { .. } => "submit",
            Self::EvaluationReopened => "reopen",
            Self::ChangesDropped => "drop changes",
        }
    }
}
