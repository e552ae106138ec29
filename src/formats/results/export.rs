//! From the state to a results file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::domain::evaluation::Evaluation;
use crate::domain::extras::Line;
use crate::domain::hash::ContentHash;
use crate::domain::id::{PackId, RaterId, TaskId};
use crate::domain::pack::Stub;
use crate::domain::time::Moment;
use crate::domain::workspace::Workspace;
use crate::journal::chain;

use super::{
    EntryLine, FORMAT, JournalPart, PackLine, RaterLine, Results, RubricLine, Seal, TaskLine,
};

/// What an export is made from.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The state.
    pub workspace: &'a Workspace,
    /// Whose evaluations.
    pub rater: &'a RaterId,
    /// Which packs; their texts should be loaded.
    pub packs: &'a [PackId],
    /// Whether the texts of the judged tasks go along.
    pub texts: bool,
    /// The journal, verbatim.
    pub entries: &'a [EntryLine],
    /// The app's build.
    pub app: &'a str,
    /// When.
    pub now: Moment,
}

impl Export<'_> {
    /// The results of the chosen packs.
    pub fn results(&self) -> Results {
        let evaluations = self.evaluations();
        Results {
            format: FORMAT.to_owned(),
            version: 1,
            app: self.app.to_owned(),
            exported_at: self.now,
            rater: RaterLine {
                id: self.rater.clone(),
                name: self
                    .workspace
                    .name(self.rater)
                    .unwrap_or_default()
                    .to_owned(),
                other: self.beside_all(self.packs, &Line::Rater),
            },
            packs: self.pack_lines(),
            rubrics: self.rubric_lines(&evaluations),
            tasks: self.task_lines(&evaluations),
            evaluations,
            journal: self.journal(),
            other: self.beside_all(self.packs, &Line::File),
        }
    }

    fn journal(&self) -> JournalPart {
        let mut other = self.beside_all(self.packs, &Line::Journal);
        // A build without seals took that of a file for a word it does not know, and kept it.
        other.remove("seal");
        JournalPart {
            heads: chain::heads(self.entries.iter().map(EntryLine::told)),
            entries: self.entries.to_vec(),
            seal: Some(Seal::of(self.entries, self.now)),
            other,
        }
    }

    fn evaluations(&self) -> Vec<Evaluation> {
        let rubric = |hash: &ContentHash| self.workspace.rubric(hash);
        self.workspace
            .works(self.rater)
            .filter(|(key, _)| self.packs.contains(&key.pack))
            .filter_map(|(key, work)| Evaluation::of(key, self.rater, work, rubric))
            .collect()
    }

    fn pack_lines(&self) -> Vec<PackLine> {
        let open = self.packs.iter().filter_map(|id| self.workspace.pack(id));
        open.map(|open| {
            let Stub {
                id,
                hash,
                title,
                seed,
                ..
            } = open.stub.clone();
            let loaded = open.loaded.as_ref();
            PackLine {
                other: self.beside(&id, &Line::Pack),
                id,
                hash,
                title,
                seed,
                blind: loaded.map(|pack| pack.blind),
                reveal: loaded.map(|pack| pack.reveal),
            }
        })
        .collect()
    }

    fn rubric_lines(&self, evaluations: &[Evaluation]) -> Vec<RubricLine> {
        let mut used: BTreeMap<&ContentHash, BTreeSet<&PackId>> = BTreeMap::new();
        for evaluation in evaluations {
            for hash in evaluation.rubrics() {
                used.entry(hash).or_default().insert(&evaluation.pack);
            }
        }
        used.into_iter()
            .filter_map(|(hash, packs)| {
                let rubric = self.workspace.rubric(hash)?.source().clone();
                let line = Line::Rubric { hash: hash.clone() };
                Some(RubricLine {
                    hash: hash.clone(),
                    rubric,
                    other: self.beside_all(packs, &line),
                })
            })
            .collect()
    }

    fn task_lines(&self, evaluations: &[Evaluation]) -> Vec<TaskLine> {
        let mut lines = Vec::with_capacity(evaluations.len());
        let mut seen = BTreeSet::new();
        for evaluation in evaluations {
            let Evaluation {
                pack,
                task: id,
                task_hash: hash,
                ..
            } = evaluation;
            if !seen.insert((pack, id, hash)) {
                continue;
            }
            let (task, of) = (id.clone(), hash.clone());
            lines.push(TaskLine {
                pack: pack.clone(),
                id: id.clone(),
                hash: hash.clone(),
                task: self.texts.then(|| self.task(pack, id, hash)).flatten(),
                other: self.beside(pack, &Line::Task { task, hash: of }),
            });
        }
        lines
    }

    /// The task as its pack has it, with its rubric named: apart from its pack “the first one”
    /// means nothing. `None` where it is another by now: nobody judged that text.
    fn task(&self, pack: &PackId, id: &TaskId, hash: &ContentHash) -> Option<Value> {
        let (pack, task) = self.workspace.task(pack, id)?;
        if task.hash != *hash {
            return None;
        }
        let mut value = serde_json::to_value(&*task).ok()?;
        if pack.rubrics.len() > 1 {
            let rubric = pack.rubric_of(&task).id.as_str();
            value
                .as_object_mut()?
                .entry("rubric")
                .or_insert_with(|| rubric.into());
        }
        Some(value)
    }
}
