//! What a file says beyond what this version understands: out of its lines, and back into them.

use std::collections::BTreeSet;

use crate::domain::evaluation::Evaluation;
use crate::domain::extras::{Extra, Fields, Line};
use crate::domain::hash::ContentHash;
use crate::domain::id::PackId;

use super::{Export, Results};

impl Results {
    /// What the lines about a pack say beyond what this version understands. The file, its rater
    /// and its journal are about each of its packs.
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
        lines
            .filter(|(_, fields)| !fields.is_empty())
            .map(|(line, fields)| Extra {
                line,
                fields: fields.clone(),
            })
            .collect()
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

    /// What a line about all packs says beyond this version; where the files of two packs differ,
    /// those of the pack that is named first.
    pub(super) fn beside_all(&self, line: &Line) -> Fields {
        let mut fields = Fields::new();
        for pack in self.packs.iter().rev() {
            fields.extend(self.beside(pack, line));
        }
        fields
    }
}
