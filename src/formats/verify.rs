//! Whether a file is as it was written: its entries by chain and seal, its evaluations by its
//! entries.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::evaluation::Evaluation;
use crate::domain::id::{RaterId, TaskId, WriterId};
use crate::domain::work::WorkKey;
use crate::domain::workspace::Workspace;
use crate::journal::chain::{self, Break, Extent, Heads, Told, Verdict};
use crate::journal::entry::{Entry, EntryId, Scope};
use crate::journal::history::History;

use super::results::{EntryLine, Results, Seal};

/// What can be said of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What the chain says, writer by writer.
    pub writers: Vec<Verdict>,
    /// Where the chain breaks, in the order of the writers.
    pub spots: Vec<Spot>,
    /// How much of what was written it is meant to hold.
    pub extent: Extent,
    /// What the seal says.
    pub seal: Sealed,
    /// What the journal says of the evaluations, in the order of the file; then those that it tells
    /// of and the file has not.
    pub evaluations: Vec<(WorkKey, Standing)>,
    /// What the tasks of the file are called, where they have a title.
    pub titles: BTreeMap<TaskId, String>,
}

/// A break, and what a person would know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What is wrong.
    pub why: Break,
    /// Whether there is an entry, though not the right one.
    pub is_there: bool,
    /// The task it is about, where that can be read.
    pub task: Option<TaskId>,
}

/// What the seal says of the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// They are those that the file was written with, all of them.
    Fits,
    /// They are others, fewer or more.
    Differs {
        /// How many the file was written with.
        written: usize,
    },
    /// There is none for this file: it is a backup, or an older build wrote it.
    Open,
}

/// What the journal says of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The entries add up to exactly this.
    Told,
    /// The entries add up to something else.
    Differs,
    /// The entries add up to one that the file has not.
    Missing,
    /// No entry tells of it: another tool or an older export made it.
    Untold,
}

/// The whole in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Summary {
    /// Everything that belongs to it is there and as it was written.
    Whole,
    /// Something was changed, taken out or put in.
    Broken,
    /// Nothing speaks against it, and not everything is vouched for.
    Unknown,
}

impl Verified {
    /// Checks results.
    pub fn results(results: &Results) -> Self {
        let journal = &results.journal;
        let told: Vec<Told<'_>> = journal.entries.iter().map(EntryLine::told).collect();
        let titles = results.tasks.iter().filter_map(|line| {
            let title = line.task.as_ref()?.get("title")?.as_str()?;
            Some((line.id.clone(), title.to_owned()))
        });
        let seal = journal.seal.as_ref().map_or(Sealed::Open, |seal| {
            if seal.exported_at != results.exported_at {
                Sealed::Open
            } else if *seal == Seal::of(&journal.entries, results.exported_at) {
                Sealed::Fits
            } else {
                let written = seal.entries;
                Sealed::Differs { written }
            }
        });
        Self {
            seal,
            evaluations: standings(results, &journal.entries),
            titles: titles.collect(),
            ..Self::chained(&told, &journal.heads, Extent::Part)
        }
    }

    /// Checks entries without evaluations, as a backup holds them: all there were.
    pub fn entries<'a>(entries: impl IntoIterator<Item = Told<'a>>, heads: &Heads) -> Self {
        let told: Vec<Told<'_>> = entries.into_iter().collect();
        Self::chained(&told, heads, Extent::Everything)
    }

    fn chained(told: &[Told<'_>], heads: &Heads, extent: Extent) -> Self {
        let writers = chain::verify(told.iter().copied(), heads, extent);
        let places = told.iter().map(|entry| ((entry.writer, entry.seq), entry));
        let told: BTreeMap<(&str, u32), &Told<'_>> = places.collect();
        let spots = writers.iter().filter_map(|writer| {
            let why = writer.broken.clone()?;
            let entry = told.get(&(writer.writer.as_str(), why.seq())).copied();
            Some(Spot {
                is_there: entry.is_some(),
                task: entry.and_then(task),
                why,
            })
        });
        Self {
            spots: spots.collect(),
            writers,
            extent,
            seal: Sealed::Open,
            evaluations: Vec::new(),
            titles: BTreeMap::new(),
        }
    }

    /// How many entries are not in it that are known to have been written: they may be about other
    /// packs, and only a seal tells whether they are.
    pub fn absent(&self) -> usize {
        let absent = self.writers.iter().map(|writer| writer.absent);
        // A file can speak of more than can be counted here.
        absent.fold(0, usize::saturating_add)
    }

    /// What a task is called: by its title, or its id where the file has no title of it.
    pub fn called<'a>(&'a self, task: &'a TaskId) -> &'a str {
        self.titles.get(task).map_or(task.as_str(), String::as_str)
    }

    /// The whole in a word. Entries that the file leaves out are no break: results of one pack do
    /// not hold what was done to another. But without a seal nobody can say that they do not belong
    /// to it.
    pub fn summary(&self) -> Summary {
        let is_there = |wanted: &[Standing]| {
            let mut standings = self.evaluations.iter().map(|(_, standing)| standing);
            standings.any(|standing| wanted.contains(standing))
        };
        let is_whole = self.seal == Sealed::Fits || self.writers.iter().all(Verdict::is_whole);
        if self.writers.iter().any(|writer| writer.broken.is_some())
            || matches!(self.seal, Sealed::Differs { .. })
            || is_there(&[Standing::Differs, Standing::Missing])
        {
            Summary::Broken
        } else if self.writers.is_empty() || !is_whole || is_there(&[Standing::Untold]) {
            Summary::Unknown
        } else {
            Summary::Whole
        }
    }
}

/// The task that an entry is about.
fn task(told: &Told<'_>) -> Option<TaskId> {
    let id = EntryId(WriterId::from(told.writer), told.seq);
    match Entry::from_json(id, told.text).ok()?.scope() {
        Scope::Work(_, key) => Some(key.task),
        _ => None,
    }
}

/// Adds the entries up and compares.
fn standings(results: &Results, entries: &[EntryLine]) -> Vec<(WorkKey, Standing)> {
    let mut workspace = Workspace::default();
    let mut history = History::default();
    let read = |line: &EntryLine| {
        let id = EntryId(WriterId::from(line.writer.as_str()), line.seq);
        Entry::from_json(id, &line.entry).ok()
    };
    history.extend(&mut workspace, entries.iter().filter_map(read).collect());
    let rubrics: BTreeMap<_, _> = results
        .rubrics
        .iter()
        .filter_map(|line| line.rubric().ok())
        .map(|rubric| (rubric.hash.clone(), rubric))
        .collect();
    let made = |rater: &RaterId, key: &WorkKey| {
        let work = workspace.work(rater, key)?;
        Evaluation::of(key, rater, work, |hash| {
            rubrics.get(hash).map(AsRef::as_ref)
        })
    };
    let mut listed = BTreeSet::new();
    let mut all = Vec::with_capacity(results.evaluations.len());
    for evaluation in &results.evaluations {
        let rater = evaluation.rater.as_ref().unwrap_or(&results.rater.id);
        let key = evaluation.key();
        let standing = match made(rater, &key) {
            None => Standing::Untold,
            Some(made) if says(&made) == says(evaluation) => Standing::Told,
            Some(_) => Standing::Differs,
        };
        listed.insert((rater, key.clone()));
        all.push((key, standing));
    }
    let rater = &results.rater.id;
    let missing = workspace.works(rater).filter(|(key, work)| {
        let is_about = results.packs.iter().any(|pack| pack.id == key.pack);
        is_about && work.latest().is_some() && !listed.contains(&(rater, (*key).clone()))
    });
    all.extend(missing.map(|(key, _)| (key.clone(), Standing::Missing)));
    all
}

/// What an evaluation says, without what is derived for the reader's comfort.
fn says(evaluation: &Evaluation) -> serde_json::Value {
    let mut value = serde_json::to_value(evaluation).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        for derived in ["scores", "rater"] {
            object.remove(derived);
        }
    }
    value
}
