//! What a file says beyond what this version understands: out of its lines, and back into them.
//!
//! It is kept by pack. What a file says about several packs – at its top, at its rater, its journal
//! or a rubric – is true of each of them, and is written only where all packs of the file agree on
//! it: otherwise what was said about one would be read about the others. An export of one pack
//! always has everything.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::evaluation::Evaluation;
use crate::domain::extras::{Extra, Fields, Line};
use crate::domain::hash::ContentHash;
use crate::domain::id::PackId;

use super::{Export, Results};

impl Results {
    /// What the lines about a pack say beyond what this version understands. The file, its rater
    /// and its journal are about each of its packs; of a line that stands twice the later counts.
    pub fn extras(&self, pack: &PackId) -> Vec<Extra> {
        let whole = [
            (Line::File, &self.other),
            (Line::Rater, &self.rater.other),
            (Line::Journal, &self.journal.other),
        ];
        let packs = self.packs.iter().filter(|line| line.id == *pack);
        let packs = packs.map(|line| (Line::Pack, &line.other));
        let evaluations = self.evaluations.iter().filter(|e| e.pack == *pack);
        let pinned: BTreeSet<&ContentHash> = evaluations.flat_map(Evaluation::rubrics).collect();
        let rubrics = self.rubrics.iter();
        let rubrics = rubrics
            .filter(|line| pinned.contains(&line.hash))
            .map(|line| {
                let hash = line.hash.clone();
                (Line::Rubric { hash }, &line.other)
            });
        let tasks = self.tasks.iter().filter(|line| line.pack == *pack);
        let tasks = tasks.map(|line| {
            let (task, hash) = (line.id.clone(), line.hash.clone());
            (Line::Task { task, hash }, &line.other)
        });
        let lines = whole.into_iter().chain(packs).chain(rubrics).chain(tasks);
        let mut told: BTreeMap<Line, Fields> = BTreeMap::new();
        for (line, fields) in lines.filter(|(_, fields)| !fields.is_empty()) {
            told.entry(line).or_default().extend(fields.clone());
        }
        let extra = |(line, fields)| Extra { line, fields };
        told.into_iter().map(extra).collect()
    }

    /// The packs that it is about.
    pub fn about(&self) -> BTreeSet<&PackId> {
        let judged = self.evaluations.iter().map(|evaluation| &evaluation.pack);
        self.packs
            .iter()
            .map(|line| &line.id)
            .chain(judged)
            .collect()
    }
}

impl Export<'_> {
    /// What a line about one pack says beyond this version.
    pub(super) fn beside(&self, pack: &PackId, line: &Line) -> Fields {
        let extras = self.workspace.extras(self.rater, pack);
        extras
            .and_then(|extras| extras.of(line))
            .cloned()
            .unwrap_or_default()
    }

    /// What a line about several packs says beyond this version: what is the same for all of them.
    pub(super) fn beside_all<'p>(
        &self,
        packs: impl IntoIterator<Item = &'p PackId>,
        line: &Line,
    ) -> Fields {
        let mut packs = packs.into_iter().map(|pack| self.beside(pack, line));
        let mut agreed = packs.next().unwrap_or_default();
        for other in packs {
            agreed.retain(|name, value| other.get(name) == Some(value));
        }
        agreed
    }
}
