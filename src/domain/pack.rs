//! The pack: one file that holds everything for a piece of work.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::assignment::{Raters, Shares};
use super::gold::Gold;
use super::hash::ContentHash;
use super::heading::heading;
use super::id::{PackId, RaterId, TaskId};
use super::rubric::Rubric;
use super::task::Task;
use super::task_list::{Card, TaskList, Tasks};
use super::template::Template;

/// When model names and gold are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reveal {
    /// As soon as the task is submitted.
    AfterSubmit,
    /// When every task of the pack is submitted or skipped.
    #[default]
    AfterPack,
    /// Not in this app.
    Never,
}

/// A word and what it means here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Term {
    /// The word.
    pub term: String,
    /// Its meaning.
    pub meaning: String,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A pack that has been read: defaults resolved, every task with its identity.
#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    /// Who it is.
    pub stub: Stub,
    /// What the work is about, Markdown.
    pub about: Option<String>,
    /// The standard operating procedure, Markdown.
    pub sop: Option<String>,
    /// Whether model names are hidden while working.
    pub blind: bool,
    /// When they are shown.
    pub reveal: Reveal,
    /// Who does what.
    pub raters: Option<Raters>,
    /// The rubrics; never empty.
    pub rubrics: Vec<Arc<Rubric>>,
    /// The rationale templates it brings.
    pub templates: Vec<Template>,
    /// The words it explains.
    pub glossary: Vec<Term>,
    /// The tasks, in the author's order.
    pub tasks: Tasks,
    /// Whether it was put together from results: the tasks that were judged, not all there are.
    pub partial: bool,
    /// Of the tasks that read alike.
    headings: HashMap<usize, String>,
    shares: Shares,
}

/// What is known of a pack without its texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stub {
    /// Its name; a newer version keeps it.
    pub id: PackId,
    /// The hash of the whole file.
    pub hash: ContentHash,
    /// Its title on the screen.
    pub title: String,
    /// What side order and assignment follow from.
    pub seed: String,
    /// How many tasks it has.
    pub tasks: usize,
}

/// What a pack is made of besides its identity and tasks.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// See [`Pack::about`].
    pub about: Option<String>,
    /// See [`Pack::sop`].
    pub sop: Option<String>,
    /// See [`Pack::blind`].
    pub blind: bool,
    /// See [`Pack::reveal`].
    pub reveal: Reveal,
    /// See [`Pack::raters`].
    pub raters: Option<Raters>,
    /// See [`Pack::templates`].
    pub templates: Vec<Template>,
    /// See [`Pack::glossary`].
    pub glossary: Vec<Term>,
    /// See [`Pack::partial`].
    pub partial: bool,
}

impl Pack {
    /// Puts a pack together, its tasks and the parts of the text they stand in; without a rubric
    /// it gets the starter rubric.
    pub fn new(
        mut stub: Stub,
        terms: Terms,
        mut rubrics: Vec<Arc<Rubric>>,
        (list, text): (TaskList, Vec<Arc<String>>),
    ) -> Self {
        if rubrics.is_empty() {
            rubrics.push(Rubric::starter());
        }
        let (tasks, headings) = list.end(text);
        stub.tasks = tasks.len();
        let Terms {
            about,
            sop,
            blind,
            reveal,
            raters,
            templates,
            glossary,
            partial,
        } = terms;
        Self {
            stub,
            about,
            sop,
            blind,
            reveal,
            raters,
            rubrics,
            templates,
            glossary,
            headings,
            tasks,
            partial,
            shares: Shares::default(),
        }
    }

    /// The task of this id.
    pub fn task(&self, id: &TaskId) -> Option<Arc<Task>> {
        self.tasks.get(self.position(id)?)
    }

    /// What lists know of the task of this id.
    pub fn card(&self, id: &TaskId) -> Option<&Card> {
        self.tasks.cards().get(self.position(id)?)
    }

    /// Where the task stands, from 0.
    pub fn position(&self, id: &TaskId) -> Option<usize> {
        self.tasks.position(id)
    }

    /// What to call a task among the others of the pack.
    pub fn heading(&self, task: &Task) -> String {
        let known = self
            .position(&task.id)
            .and_then(|at| self.headings.get(&at));
        known.cloned().unwrap_or_else(|| heading(task))
    }

    /// The rubric that a task is judged by.
    pub fn rubric_of(&self, task: &Task) -> &Arc<Rubric> {
        let named = task.brief.rubric.as_ref();
        named
            .and_then(|id| self.rubrics.iter().find(|rubric| rubric.id == *id))
            .unwrap_or(&self.rubrics[0])
    }

    /// Whether there is something about a task that its rater does not see from the start: gold,
    /// or the models' names in a blind pack.
    pub fn has_answers(&self, task: &Task) -> bool {
        let is_named = || {
            task.responses
                .iter()
                .any(|response| response.model.is_some())
        };
        let has_gold = matches!(task.brief.gold, Some(Gold::Open(_)));
        has_gold || self.blind && is_named()
    }

    /// The places of the tasks that are a rater's share, in the author's order.
    pub fn places(&self, rater: &RaterId) -> Arc<[usize]> {
        let (raters, seed) = (self.raters.as_ref(), &self.stub.seed);
        let ids = self.tasks.cards().iter().map(|task| &task.id);
        self.shares.of(rater, raters, seed, ids)
    }

    /// The tasks that are a rater's share, in the author's order.
    pub fn share(&self, rater: &RaterId) -> impl Iterator<Item = &Card> {
        let (places, cards) = (self.places(rater), self.tasks.cards());
        (0..places.len()).filter_map(move |at| cards.get(*places.get(at)?))
    }
}
