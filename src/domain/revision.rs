//! An earlier submission of an evaluation, as files write it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::evaluation::Said;
use super::hash::ContentHash;
use super::id::ResponseId;
use super::task::Kind;
use super::time::Moment;
use super::work::{Circumstances, Seen, Submission};

/// An earlier submission of the same evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Revision {
    /// Counts from 1.
    pub revision: u32,
    /// When.
    pub submitted_at: Moment,
    /// Active time up to it, milliseconds.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub active_ms: u64,
    /// The rubric that was used, where it was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric: Option<ContentHash>,
    /// The task as it was, where it was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_hash: Option<ContentHash>,
    /// What was asked, where it was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The responses in the order they were shown, where it was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Vec<ResponseId>>,
    /// What else the rater saw.
    #[serde(flatten)]
    pub circumstances: Circumstances,
    /// What was said.
    #[serde(flatten)]
    pub said: Said,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Revision {
    /// A submission as the history of the latest one tells it.
    pub(super) fn of(number: u32, submission: &Submission, latest: &Seen) -> Self {
        let Submission {
            at,
            seen,
            judgement,
        } = submission;
        Self {
            revision: number,
            submitted_at: *at,
            active_ms: seen.active_ms,
            rubric: (seen.rubric != latest.rubric).then(|| seen.rubric.clone()),
            task_hash: (seen.task_hash != latest.task_hash).then(|| seen.task_hash.clone()),
            kind: (seen.kind != latest.kind).then_some(seen.kind),
            shown: (seen.shown != latest.shown).then(|| seen.shown.clone()),
            circumstances: seen.into(),
            said: judgement.into(),
            other: Map::new(),
        }
    }

    /// The submission that it tells of.
    pub(super) fn submission(&self, latest: &Seen) -> Submission {
        let seen = Seen {
            active_ms: self.active_ms,
            raw_view: self.circumstances.raw_view,
            after_reveal: self.circumstances.after_reveal,
            rubric: self.rubric.clone().unwrap_or_else(|| latest.rubric.clone()),
            task_hash: self
                .task_hash
                .clone()
                .unwrap_or_else(|| latest.task_hash.clone()),
            kind: self.kind.unwrap_or(latest.kind),
            shown: self.shown.clone().unwrap_or_else(|| latest.shown.clone()),
        };
        let judgement = self.said.judgement(&seen.shown);
        Submission {
            at: self.submitted_at,
            seen,
            judgement,
        }
    }
}
