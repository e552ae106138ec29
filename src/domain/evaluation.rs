//! The evaluation: everything one rater submitted for one task, as files write it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::decision::{Decision, Places};
use super::hash::ContentHash;
use super::id::{CriterionId, PackId, RaterId, ResponseId, TaskId};
use super::revision::Revision;
use super::rubric::Rubric;
use super::score::{Ratings, Score, score};
use super::task::Kind;
use super::time::Moment;
use super::work::{
    Answers, Carried, Circumstances, Flag, Judgement, Rationale, Seen, Submission, Within, Work,
    WorkKey, first_pass,
};

/// One evaluation as files write it; see `files.md`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evaluation {
    /// Its id.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub id: String,
    /// The pack.
    pub pack: PackId,
    /// The task.
    pub task: TaskId,
    /// Who made it; the file's rater where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rater: Option<RaterId>,
    /// The task as it was.
    pub task_hash: ContentHash,
    /// The first time is 1.
    #[serde(
        default = "first_pass",
        deserialize_with = "crate::domain::null::as_first"
    )]
    pub pass: u32,
    /// What was asked.
    pub kind: Kind,
    /// The rubric that was used.
    pub rubric: ContentHash,
    /// The responses in the order they were shown.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub shown: Vec<ResponseId>,
    /// What else the rater saw.
    #[serde(flatten)]
    pub circumstances: Circumstances,
    /// What was said.
    #[serde(flatten)]
    pub said: Said,
    /// Derived from the ratings, for the reader's comfort.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub scores: BTreeMap<ResponseId, ScoreLine>,
    /// Marks.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub flags: Vec<Flag>,
    /// When the first thing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Moment>,
    /// When it was submitted.
    pub submitted_at: Moment,
    /// Active time, milliseconds.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub active_ms: u64,
    /// How often it was submitted.
    #[serde(
        default = "first_pass",
        deserialize_with = "crate::domain::null::as_first"
    )]
    pub revision: u32,
    /// What was said before, oldest first.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub history: Vec<Revision>,
    /// Parts that other kinds of work fill, and unknown ones.
    #[serde(flatten)]
    pub carried: Carried,
}

/// A judgement as files write it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Said {
    /// Levels by response and criterion.
    #[serde(default, deserialize_with = "crate::domain::null::left_out_within")]
    pub ratings: BTreeMap<ResponseId, Ratings>,
    /// Checks by response and criterion.
    #[serde(default, deserialize_with = "crate::domain::null::left_out_within")]
    pub checks: BTreeMap<ResponseId, BTreeMap<CriterionId, Answers>>,
    /// A note by criterion.
    #[serde(default, deserialize_with = "crate::domain::null::left_out")]
    pub notes: BTreeMap<CriterionId, String>,
    /// Which response is better, in the notation of files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Value>,
    /// Which response is better on one criterion.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub decisions: BTreeMap<CriterionId, Value>,
    /// Why the decision stands although the ratings point the other way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
    /// Why, in words.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub rationale: RationaleLine,
}

/// A rationale as files write it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Rationale"))]
pub struct RationaleLine {
    /// The words.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub text: String,
    /// The template they began with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A derived score as files write it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreLine {
    /// The score in 0..1; null where there is none.
    #[serde(default)]
    pub score: Option<f64>,
    /// Points met ÷ sum of positive points, unclipped, in a rubric by points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_points_ratio: Option<f64>,
    /// Pass or fail; null where there is no score.
    #[serde(default)]
    pub passed: Option<bool>,
    /// How many criteria apply.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub applicable: usize,
    /// How many criteria the rubric has.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub of: usize,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl From<&Score> for ScoreLine {
    fn from(score: &Score) -> Self {
        Self {
            score: score.value.ok(),
            raw_points_ratio: score.raw_points,
            passed: score.passed,
            applicable: score.applicable,
            of: score.of,
            other: Map::new(),
        }
    }
}

impl From<&Judgement> for Said {
    fn from(judgement: &Judgement) -> Self {
        let decisions = &judgement.decisions;
        Self {
            ratings: judgement.ratings.clone(),
            checks: judgement.checks.clone(),
            notes: judgement.notes.clone(),
            decision: judgement.decision.as_ref().map(Decision::notation),
            decisions: decisions
                .iter()
                .map(|(id, d)| (id.clone(), d.notation()))
                .collect(),
            override_reason: judgement.override_reason.clone(),
            rationale: RationaleLine {
                text: judgement.rationale.text.clone(),
                template: judgement.rationale.template.clone(),
                other: Map::new(),
            },
        }
    }
}

impl Said {
    /// The judgement about responses in the order they were shown; a decision outside the closed
    /// set is left out.
    pub fn judgement(&self, shown: &[ResponseId]) -> Judgement {
        let responses = self.responses(shown);
        let decision = |notation: &Value| Decision::read(notation, &responses);
        Judgement {
            ratings: filled(&self.ratings),
            checks: filled(&self.checks),
            notes: self.notes.clone(),
            decision: self.decision.as_ref().and_then(decision),
            // A file tells of what was submitted: of a decision, not of the way to it.
            placed: Places::new(),
            decisions: self
                .decisions
                .iter()
                .filter_map(|(id, notation)| Some((id.clone(), decision(notation)?)))
                .collect(),
            override_reason: self.override_reason.clone(),
            rationale: Rationale {
                text: self.rationale.text.clone(),
                template: self.rationale.template.clone(),
            },
        }
    }

    /// Decisions outside the closed set.
    pub fn unread(&self, shown: &[ResponseId]) -> impl Iterator<Item = &Value> {
        let responses = self.responses(shown);
        let all = self.decision.iter().chain(self.decisions.values());
        all.filter(move |notation| {
            !notation.is_null() && Decision::read(notation, &responses).is_none()
        })
    }

    /// The responses it is about: those that were shown or, in files that do not say, those that
    /// something is said about.
    fn responses(&self, shown: &[ResponseId]) -> Vec<ResponseId> {
        if !shown.is_empty() {
            return shown.to_vec();
        }
        let named: BTreeSet<_> = self.ratings.keys().chain(self.checks.keys()).collect();
        named.into_iter().cloned().collect()
    }
}

/// An entry with nothing in it says nothing.
fn filled<T: Clone>(
    by_response: &BTreeMap<ResponseId, BTreeMap<CriterionId, T>>,
) -> BTreeMap<ResponseId, BTreeMap<CriterionId, T>> {
    let mut filled = by_response.clone();
    filled.retain(|_, by_criterion| !by_criterion.is_empty());
    filled
}

impl Evaluation {
    /// The evaluation of submitted work; `None` where nothing was submitted yet.
    ///
    /// `rubric` finds the rubric that was used, for the derived scores; without it there are none.
    pub fn of<'a>(
        key: &WorkKey,
        rater: &RaterId,
        work: &Work,
        rubric: impl Fn(&ContentHash) -> Option<&'a Rubric>,
    ) -> Option<Self> {
        let (latest, earlier) = work.submissions.split_last()?;
        let Submission {
            at,
            seen,
            judgement,
        } = latest;
        let Within { id, untold, .. } = &work.carried.within;
        let within = &work.carried.within;
        let mut said = Said::from(judgement);
        said.rationale.other = beside(&within.rationales, &work.revision());
        let mut scores = rubric(&seen.rubric)
            .map(|r| score_lines(r, seen, judgement))
            .unwrap_or_default();
        for (response, line) in &mut scores {
            line.other = beside(&within.scores, response);
        }
        let history = (untold.saturating_add(1)..)
            .zip(earlier)
            .map(|(number, submission)| {
                let mut revision = Revision::of(number, submission, seen);
                revision.other = beside(&within.revisions, &number);
                revision.said.rationale.other = beside(&within.rationales, &number);
                revision
            });
        Some(Self {
            id: id.clone().unwrap_or_else(|| key.evaluation_id(rater)),
            pack: key.pack.clone(),
            task: key.task.clone(),
            rater: None,
            task_hash: seen.task_hash.clone(),
            pass: key.pass,
            kind: seen.kind,
            rubric: seen.rubric.clone(),
            shown: seen.shown.clone(),
            circumstances: seen.into(),
            said,
            scores,
            flags: work.flags.clone(),
            started_at: work.started_at,
            submitted_at: *at,
            active_ms: seen.active_ms,
            revision: work.revision(),
            history: history.collect(),
            carried: work.carried.clone(),
        })
    }

    /// What the work is keyed by.
    pub fn key(&self) -> WorkKey {
        WorkKey {
            pack: self.pack.clone(),
            task: self.task.clone(),
            pass: self.pass,
        }
    }

    /// The submitted work that this evaluation tells of, done by this rater; an id that another
    /// tool gave it is kept with it.
    pub fn work_of(&self, rater: &RaterId) -> Work {
        let mut work = self.work();
        if !self.id.is_empty() && self.id != self.key().evaluation_id(rater) {
            work.carried.within.id = Some(self.id.clone());
        }
        work
    }

    /// The submitted work that this evaluation tells of.
    pub fn work(&self) -> Work {
        let seen = Seen {
            shown: self.shown.clone(),
            raw_view: self.circumstances.raw_view,
            kind: self.kind,
            rubric: self.rubric.clone(),
            task_hash: self.task_hash.clone(),
            active_ms: self.active_ms,
            after_reveal: self.circumstances.after_reveal,
        };
        let mut submissions: Vec<Submission> = self
            .history
            .iter()
            .map(|revision| revision.submission(&seen))
            .collect();
        let judgement = self.said.judgement(&self.shown);
        submissions.push(Submission {
            at: self.submitted_at,
            seen,
            judgement: judgement.clone(),
        });
        Work {
            judgement,
            flags: self.flags.clone(),
            started_at: self.started_at,
            active_ms: self.active_ms,
            skipped: None,
            submissions,
            reopened: false,
            carried: Carried {
                within: self.within(),
                ..self.carried.clone()
            },
        }
    }

    /// The rubrics that it and its earlier revisions pin.
    pub fn rubrics(&self) -> impl Iterator<Item = &ContentHash> {
        let earlier = self
            .history
            .iter()
            .filter_map(|revision| revision.rubric.as_ref());
        std::iter::once(&self.rubric).chain(earlier)
    }

    /// How often it was submitted, by its own count or by what it tells.
    pub fn revisions(&self) -> u32 {
        let told = u32::try_from(self.history.len()).unwrap_or(u32::MAX);
        self.revision.max(told.saturating_add(1))
    }

    fn within(&self) -> Within {
        let told = u32::try_from(self.history.len()).unwrap_or(u32::MAX);
        let untold = (self.revisions() - 1).saturating_sub(told);
        let scores = self.scores.iter();
        let earlier = || (untold.saturating_add(1)..).zip(&self.history);
        let rationales = earlier().map(|(number, revision)| (number, &revision.said.rationale));
        let latest = (self.revisions(), &self.said.rationale);
        Within {
            id: None,
            untold,
            scores: said(scores.map(|(id, line)| (id.clone(), &line.other))),
            revisions: said(earlier().map(|(number, revision)| (number, &revision.other))),
            rationales: said(
                rationales
                    .chain([latest])
                    .map(|(number, line)| (number, &line.other)),
            ),
        }
    }
}

/// What stands beside the known fields of one part; empty where nothing does.
fn beside<K: Ord>(parts: &BTreeMap<K, Map<String, Value>>, part: &K) -> Map<String, Value> {
    parts.get(part).cloned().unwrap_or_default()
}

/// The parts beside whose known fields something stands.
fn said<'a, K: Ord>(
    parts: impl Iterator<Item = (K, &'a Map<String, Value>)>,
) -> BTreeMap<K, Map<String, Value>> {
    parts
        .filter(|(_, other)| !other.is_empty())
        .map(|(part, other)| (part, other.clone()))
        .collect()
}

fn score_lines(
    rubric: &Rubric,
    seen: &Seen,
    judgement: &Judgement,
) -> BTreeMap<ResponseId, ScoreLine> {
    let none = Ratings::new();
    seen.shown
        .iter()
        .map(|id| {
            (
                id.clone(),
                (&score(rubric, judgement.ratings_of(id).unwrap_or(&none))).into(),
            )
        })
        .collect()
}
