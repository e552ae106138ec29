//! Whether a file is as it was written: its journal by the chain, its evaluations by the journal.

use std::collections::BTreeMap;

use crate::domain::evaluation::Evaluation;
use crate::domain::id::{RaterId, WriterId};
use crate::domain::work::WorkKey;
use crate::domain::workspace::Workspace;
use crate::journal::chain::{self, Heads, Told, Verdict};
use crate::journal::entry::{Entry, EntryId};
use crate::journal::history::History;

use super::results::{EntryLine, Results};

/// What can be said of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What the chain says, writer by writer.
    pub writers: Vec<Verdict>,
    /// What the journal says of the evaluations, in the order of the file.
    pub evaluations: Vec<(WorkKey, Standing)>,
}

/// What the journal says of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The entries add up to exactly this.
    Told,
    /// The entries add up to something else.
    Differs,
    /// No entry tells of it: another tool or an older export made it.
    Untold,
}

/// The whole in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Summary {
    /// Everything that is there is as it was written.
    Whole,
    /// Something was changed, taken out or put in.
    Broken,
    /// Nothing speaks against it, and not everything is vouched for.
    Unknown,
}

impl Verified {
    /// Checks results.
    pub fn results(results: &Results) -> Self {
        let entries = &results.journal.entries;
        let writers = chain::verify(entries.iter().map(EntryLine::told), &results.journal.heads);
        let evaluations = standings(results, entries);
        Self {
            writers,
            evaluations,
        }
    }

    /// Checks entries without evaluations, as a backup holds them.
    pub fn entries<'a>(entries: impl IntoIterator<Item = Told<'a>>, heads: &Heads) -> Self {
        Self {
            writers: chain::verify(entries, heads),
            evaluations: Vec::new(),
        }
    }

    /// The whole in a word. Entries that the file leaves out are no break: results of one pack do
    /// not hold what was done to another.
    pub fn summary(&self) -> Summary {
        let mut standings = self.evaluations.iter().map(|(_, standing)| *standing);
        let is_broken = self.writers.iter().any(|writer| writer.broken.is_some())
            || standings.any(|standing| standing == Standing::Differs);
        let mut standings = self.evaluations.iter().map(|(_, standing)| *standing);
        let is_vouched = |writer: &Verdict| {
            // Before an absent entry stands one that only the absent one vouches for.
            writer.vouched + writer.absent >= writer.entries
        };
        if is_broken {
            Summary::Broken
        } else if self.writers.is_empty()
            || !self.writers.iter().all(is_vouched)
            || standings.any(|standing| standing == Standing::Untold)
        {
            Summary::Unknown
        } else {
            Summary::Whole
        }
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
    let told = |rater: &RaterId, evaluation: &Evaluation| {
        let key = evaluation.key();
        let Some(work) = workspace.work(rater, &key) else {
            return Standing::Untold;
        };
        let made = Evaluation::of(&key, rater, work, |hash| {
            rubrics.get(hash).map(AsRef::as_ref)
        });
        match made {
            None => Standing::Untold,
            Some(made) if says(&made) == says(evaluation) => Standing::Told,
            Some(_) => Standing::Differs,
        }
    };
    let evaluations = results.evaluations.iter();
    evaluations
        .map(|evaluation| {
            let rater = evaluation.rater.as_ref().unwrap_or(&results.rater.id);
            (evaluation.key(), told(rater, evaluation))
        })
        .collect()
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
