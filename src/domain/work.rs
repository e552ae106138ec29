//! Work: what a rater has said about a task so far, and what was submitted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::check::CheckAnswer;
use super::decision::{Decision, Places};
use super::hash::{ContentHash, hex, keyed};
use super::id::{CriterionId, PackId, RaterId, ResponseId, TaskId};
use super::pack::Pack;
use super::score::Ratings;
use super::task::{Kind, Task};
use super::time::Moment;

/// The answers to the checks of one criterion, in the rubric's order; `None` is unanswered.
pub type Answers = Vec<Option<CheckAnswer>>;

/// What a rater works on: a task of a pack, for the first time (pass 1) or again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WorkKey {
    /// The pack.
    pub pack: PackId,
    /// The task in it.
    pub task: TaskId,
    /// 1 the first time; hidden repeats are 2, 3 …
    #[serde(default = "first_pass", skip_serializing_if = "is_first_pass")]
    pub pass: u32,
}

pub(crate) fn first_pass() -> u32 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_first_pass(pass: &u32) -> bool {
    *pass == 1
}

impl WorkKey {
    /// The first pass over a task.
    pub fn first(pack: &PackId, task: &TaskId) -> Self {
        Self {
            pack: pack.clone(),
            task: task.clone(),
            pass: 1,
        }
    }

    /// The evaluation's id: the same for the same work of the same rater, wherever it is made.
    pub fn evaluation_id(&self, rater: &RaterId) -> String {
        let pass = self.pass.to_string();
        let parts = [
            self.pack.as_str(),
            self.task.as_str(),
            rater.as_str(),
            &pass,
        ];
        format!("e-{}", hex(&keyed("tm1/evaluation", &parts)[..8]))
    }
}

/// Everything a rater has said about one task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    /// Levels by response and criterion.
    pub ratings: BTreeMap<ResponseId, Ratings>,
    /// Checks by response and criterion.
    pub checks: BTreeMap<ResponseId, BTreeMap<CriterionId, Answers>>,
    /// A note by criterion.
    pub notes: BTreeMap<CriterionId, String>,
    /// Which response is better.
    pub decision: Option<Decision>,
    /// The places of more than two responses, until each has one and they are a decision.
    pub placed: Places,
    /// Which response is better on one criterion.
    pub decisions: BTreeMap<CriterionId, Decision>,
    /// Why the decision stands although the ratings point the other way.
    pub override_reason: Option<String>,
    /// Why, in words.
    pub rationale: Rationale,
}

impl Judgement {
    /// The ratings of one response.
    pub fn ratings_of(&self, response: &ResponseId) -> Option<&Ratings> {
        self.ratings.get(response)
    }

    /// The answers to a criterion's checks, one for each of `checks`.
    pub fn answers(
        &self,
        response: &ResponseId,
        criterion: &CriterionId,
        checks: usize,
    ) -> Answers {
        let mut answers = self
            .checks
            .get(response)
            .and_then(|by_criterion| by_criterion.get(criterion))
            .cloned()
            .unwrap_or_default();
        answers.resize(checks, None);
        answers
    }

    /// The places of the responses, as decided or as far as they are given.
    pub fn places(&self) -> Places {
        let decided = self.decision.as_ref().map(Decision::places);
        decided.unwrap_or_else(|| self.placed.clone())
    }

    /// Whether nothing has been said yet.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Why, in words another person can learn from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rationale {
    /// The words.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub text: String,
    /// The template they began with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// The kind of flag that marks an edge case.
pub const EDGE_CASE: &str = "edge_case";

/// A mark on a task for somebody else to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Flag {
    /// What kind of mark; `edge_case` here.
    pub kind: String,
    /// What is not settled, and the improvement proposed.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub note: String,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The circumstances of a submission: what the rater saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The responses in the order they were shown.
    pub shown: Vec<ResponseId>,
    /// Whether the raw text was shown at the end instead of rendered Markdown.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub raw_view: bool,
    /// The kind of the task.
    pub kind: Kind,
    /// The rubric that was used.
    pub rubric: ContentHash,
    /// The task as it was.
    pub task_hash: ContentHash,
    /// Active time on it so far, milliseconds.
    pub active_ms: u64,
    /// Whether the answers – gold, or the models' names – could be seen before.
    #[serde(
        default,
        skip_serializing_if = "std::ops::Not::not",
        deserialize_with = "crate::domain::null::as_default"
    )]
    pub after_reveal: bool,
}

impl Seen {
    /// What a rater sees who has this task of this pack on the desk.
    pub fn of(
        pack: &Pack,
        task: &Task,
        shown: Vec<ResponseId>,
        raw_view: bool,
        active_ms: u64,
    ) -> Self {
        Self {
            shown,
            raw_view,
            kind: task.kind,
            rubric: pack.rubric_of(task).hash.clone(),
            task_hash: task.hash.clone(),
            active_ms,
            after_reveal: false,
        }
    }

    /// Whether this is a sight of the task as it is now: its kind, its text, its rubric, and its
    /// responses in some order.
    pub fn fits(&self, pack: &Pack, task: &Task) -> bool {
        let now = Self {
            kind: task.kind,
            rubric: pack.rubric_of(task).hash.clone(),
            task_hash: task.hash.clone(),
            ..self.clone()
        };
        let sorted = |mut ids: Vec<ResponseId>| {
            ids.sort();
            ids
        };
        *self == now && sorted(self.shown.clone()) == sorted(task.response_ids())
    }
}

/// The part of what was seen that files tell of every submission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Circumstances {
    /// Whether the raw text was shown.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub raw_view: bool,
    /// Whether the answers could be seen before it was submitted.
    #[serde(
        default,
        skip_serializing_if = "std::ops::Not::not",
        deserialize_with = "crate::domain::null::as_default"
    )]
    pub after_reveal: bool,
}

impl From<&Seen> for Circumstances {
    fn from(seen: &Seen) -> Self {
        Self {
            raw_view: seen.raw_view,
            after_reveal: seen.after_reveal,
        }
    }
}

/// One submission of a judgement; editing makes another.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// When.
    pub at: Moment,
    /// What was seen.
    pub seen: Seen,
    /// What was said.
    pub judgement: Judgement,
}

/// The state of one rater's work on one task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// What has been said so far.
    pub judgement: Judgement,
    /// Marks; they belong to the task, not to a revision.
    pub flags: Vec<Flag>,
    /// When the first thing was said.
    pub started_at: Option<Moment>,
    /// Active time on it, milliseconds.
    pub active_ms: u64,
    /// Why it was put aside.
    pub skipped: Option<String>,
    /// Every submission, oldest first; the revision is the index + 1.
    pub submissions: Vec<Submission>,
    /// Whether a submitted evaluation is being changed.
    pub reopened: bool,
    /// What a file said about this evaluation beyond what this version understands.
    pub carried: Carried,
}

/// Parts of an evaluation that other kinds of work fill, and unknown ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Carried {
    /// Policy violations found.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub violations: Vec<Value>,
    /// Labelled spans.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub spans: Vec<Value>,
    /// Free labels.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub tags: Vec<String>,
    /// Explanations step by step.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub steps: Vec<Value>,
    /// A better version of a response.
    #[serde(default)]
    pub rewrite: Value,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
    /// What it says within the parts of the evaluation, which write it back themselves.
    #[serde(skip)]
    pub within: Within,
}

/// What a file says within the parts of an evaluation beyond what this version understands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Within {
    /// The evaluation's id, where another tool gave it one.
    pub id: Option<String>,
    /// Earlier submissions that the file counts and does not tell of.
    pub untold: u32,
    /// At the scores.
    pub scores: BTreeMap<ResponseId, Map<String, Value>>,
    /// At earlier revisions.
    pub revisions: BTreeMap<u32, Map<String, Value>>,
    /// At the rationale of each revision, the latest one's too: it may be an earlier one by now.
    pub rationales: BTreeMap<u32, Map<String, Value>>,
}

/// Where a task stands for a rater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nothing said yet.
    Open,
    /// Something said, not submitted.
    Started,
    /// Put aside.
    Skipped,
    /// Submitted.
    Submitted,
    /// Submitted and being changed.
    Reopened,
}

impl State {
    /// Whether there is nothing left to do: submitted, also while it is being changed, or put
    /// aside.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Submitted | Self::Reopened | Self::Skipped)
    }
}

impl Work {
    /// Where the task stands.
    pub fn state(&self) -> State {
        match (
            self.submissions.is_empty(),
            self.reopened,
            self.skipped.is_some(),
        ) {
            (false, false, _) => State::Submitted,
            (false, true, _) => State::Reopened,
            (true, _, true) => State::Skipped,
            (true, ..) if self.judgement.is_empty() => State::Open,
            (true, ..) => State::Started,
        }
    }

    /// The number of the latest submission, counted as files count; 0 where there is none.
    pub fn revision(&self) -> u32 {
        let told = u32::try_from(self.submissions.len()).unwrap_or(u32::MAX);
        match told {
            0 => 0,
            told => told.saturating_add(self.carried.within.untold),
        }
    }

    /// Whether it was submitted at this moment.
    pub fn has_submission(&self, at: Moment) -> bool {
        self.submissions.iter().any(|s| s.at.ms == at.ms)
    }

    /// Whether anything was said or done on purpose: time that went by is neither.
    pub fn is_real(&self) -> bool {
        let Self {
            submissions,
            judgement,
            flags,
            skipped,
            ..
        } = self;
        !submissions.is_empty() || !judgement.is_empty() || !flags.is_empty() || skipped.is_some()
    }

    /// Takes over what others said about the same evaluation and this version only carries; what
    /// is said here stays.
    pub fn carry(&mut self, theirs: &Self) {
        for flag in &theirs.flags {
            match self.flags.iter_mut().find(|mine| mine.kind == flag.kind) {
                Some(mine) => add_missing(&mut mine.other, &flag.other),
                // An edge case that is not marked here may have been unmarked on purpose.
                None if flag.kind == EDGE_CASE => {}
                None => self.flags.push(flag.clone()),
            }
        }
        self.carried.add(&theirs.carried);
    }

    /// The work an imported evaluation tells of, with what is being changed here on top of it:
    /// no words are lost to a file.
    pub fn import(&mut self, theirs: Self) {
        let unsubmitted = match self.latest() {
            Some(latest) => self.judgement != latest.judgement,
            None => !self.judgement.is_empty(),
        };
        let mine = std::mem::replace(self, theirs);
        if unsubmitted && mine.judgement != self.judgement {
            self.reopened = true;
            self.judgement.clone_from(&mine.judgement);
        }
        self.active_ms = self.active_ms.max(mine.active_ms);
        self.started_at = match (self.started_at, mine.started_at) {
            (Some(theirs), Some(mine)) if mine.ms < theirs.ms => Some(mine),
            (theirs, mine) => theirs.or(mine),
        };
        let is_new = |flag: &&Flag| self.flags.iter().all(|theirs| theirs.kind != flag.kind);
        let flags: Vec<Flag> = mine.flags.iter().filter(is_new).cloned().collect();
        self.flags.extend(flags);
        self.carry(&mine);
    }

    /// The latest submission.
    pub fn latest(&self) -> Option<&Submission> {
        self.submissions.last()
    }

    /// The latest submission that was made without having seen the answers: what statistics on
    /// raters may count.
    pub fn latest_unaided(&self) -> Option<&Submission> {
        let mut latest_first = self.submissions.iter().rev();
        latest_first.find(|submission| !submission.seen.after_reveal)
    }
}

impl Carried {
    fn add(&mut self, theirs: &Self) {
        or_theirs(&mut self.violations, &theirs.violations);
        or_theirs(&mut self.spans, &theirs.spans);
        or_theirs(&mut self.tags, &theirs.tags);
        or_theirs(&mut self.steps, &theirs.steps);
        if self.rewrite.is_null() {
            self.rewrite.clone_from(&theirs.rewrite);
        }
        add_missing(&mut self.other, &theirs.other);
        let (mine, theirs) = (&mut self.within, &theirs.within);
        if mine.id.is_none() {
            mine.id.clone_from(&theirs.id);
        }
        for (response, other) in &theirs.scores {
            add_missing(mine.scores.entry(response.clone()).or_default(), other);
        }
        for (revision, other) in &theirs.revisions {
            add_missing(mine.revisions.entry(*revision).or_default(), other);
        }
        for (revision, other) in &theirs.rationales {
            add_missing(mine.rationales.entry(*revision).or_default(), other);
        }
    }
}

fn or_theirs<T: Clone>(mine: &mut Vec<T>, theirs: &[T]) {
    if mine.is_empty() {
        *mine = theirs.to_vec();
    }
}

fn add_missing(mine: &mut Map<String, Value>, theirs: &Map<String, Value>) {
    for (name, value) in theirs {
        mine.entry(name.clone()).or_insert_with(|| value.clone());
    }
}
