//! The judged tasks of a pack as a pack of their own, so that results open where the pack is not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::domain::evaluation::Evaluation;
use crate::domain::hash::ContentHash;
use crate::domain::id::{RubricId, Taken, TaskId};
use crate::domain::rubric::Rubric;
use crate::formats::pack;

use super::{PackLine, Results};

/// Tasks of a pack with the rubrics they were judged by.
#[derive(Clone, Debug)]
pub struct Partial {
    head: Map<String, Value>,
    rubrics: Vec<Arc<Rubric>>,
    tasks: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    id: TaskId,
    rubric: Option<ContentHash>,
    task: Map<String, Value>,
}

impl Results {
    /// The tasks of one pack as a pack of their own.
    ///
    /// `None` when the file carries no texts of that pack.
    pub fn partial_pack(&self, pack: &PackLine) -> Option<Value> {
        Partial::of(self, pack).map(Partial::into_value)
    }
}

impl Partial {
    /// What a results file has of a pack; `None` when it carries none of its texts.
    pub fn of(results: &Results, pack: &PackLine) -> Option<Self> {
        let evaluations = results.evaluations.iter().filter(|e| e.pack == pack.id);
        let evaluations: Vec<&Evaluation> = evaluations.collect();
        let judged_by: BTreeMap<&TaskId, &ContentHash> =
            evaluations.iter().map(|e| (&e.task, &e.rubric)).collect();
        let pinned: BTreeSet<&ContentHash> = evaluations.iter().flat_map(|e| e.rubrics()).collect();
        let lines = results
            .rubrics
            .iter()
            .filter(|line| pinned.contains(&line.hash));
        let mut rubrics: Vec<Arc<Rubric>> = Vec::new();
        for rubric in lines.filter_map(|line| line.rubric().ok()) {
            if rubrics.iter().all(|known| known.hash != rubric.hash) {
                rubrics.push(rubric);
            }
        }
        let mut tasks: Vec<Part> = Vec::new();
        for line in results.tasks.iter().filter(|line| line.pack == pack.id) {
            let Some(Value::Object(task)) = &line.task else {
                continue;
            };
            if tasks.iter().all(|known| known.id != line.id) {
                tasks.push(Part {
                    id: line.id.clone(),
                    rubric: judged_by.get(&line.id).map(|hash| (*hash).clone()),
                    task: task.clone(),
                });
            }
        }
        let mut head = Map::new();
        for (name, value) in [
            ("format", json!(pack::FORMAT)),
            ("version", json!(1)),
            ("id", json!(pack.id)),
            ("title", json!(pack.title)),
            ("seed", json!(pack.seed)),
            ("blind", json!(pack.blind)),
            ("reveal", json!(pack.reveal)),
            ("partial_of", json!(pack.hash)),
        ] {
            head.insert(name.to_owned(), value);
        }
        (!tasks.is_empty()).then_some(Self {
            head,
            rubrics,
            tasks,
        })
    }

    /// A partial pack as it was kept; `None` for a whole one.
    pub fn kept(json: &str) -> Option<Self> {
        let Value::Object(mut head) = serde_json::from_str(json).ok()? else {
            return None;
        };
        head.get("partial_of").filter(|hash| hash.is_string())?;
        let rubrics = list(&mut head, "rubrics").into_iter();
        let rubrics = rubrics.map(|rubric| Rubric::parse(rubric).map(Arc::new));
        let rubrics = rubrics.collect::<Result<Vec<_>, _>>().ok()?;
        let names = names(&rubrics);
        let tasks = list(&mut head, "tasks").into_iter().filter_map(|task| {
            let Value::Object(task) = task else {
                return None;
            };
            let id = task.get("id")?.as_str()?.into();
            let name = task.get("rubric").and_then(Value::as_str);
            let found = names.iter().find(|(_, id)| Some(id.as_str()) == name);
            let found = found.map(|(hash, _)| hash.clone());
            // One that is not named is the first; others may come.
            let rubric = found.or_else(|| Some(rubrics.first()?.hash.clone()));
            Some(Part { id, rubric, task })
        });
        let tasks = tasks.collect();
        Some(Self {
            head,
            rubrics,
            tasks,
        })
    }

    /// Both; `None` where `other` brings no task that is not here.
    #[must_use]
    pub fn extended(mut self, other: Self) -> Option<Self> {
        let before = self.tasks.len();
        for part in other.tasks {
            if self.tasks.iter().all(|known| known.id != part.id) {
                self.tasks.push(part);
            }
        }
        for rubric in other.rubrics {
            if self.rubrics.iter().all(|known| known.hash != rubric.hash) {
                self.rubrics.push(rubric);
            }
        }
        (self.tasks.len() > before).then_some(self)
    }

    /// The pack as files write it: where there are several rubrics, every task names its own by
    /// the id it has in this pack.
    pub fn into_value(self) -> Value {
        let names = names(&self.rubrics);
        let is_only = names.len() == 1;
        let tasks = self.tasks.into_iter().map(
            |Part {
                 id,
                 rubric,
                 mut task,
             }| {
                task.insert("id".to_owned(), json!(id));
                match rubric.and_then(|hash| names.get(&hash)) {
                    // A task that does not name the only one need not: it stays as it was.
                    Some(_) if is_only && !task.contains_key("rubric") => None,
                    Some(name) => task.insert("rubric".to_owned(), json!(name)),
                    None => task.remove("rubric"),
                };
                Value::Object(task)
            },
        );
        let mut pack = self.head;
        pack.insert("tasks".to_owned(), tasks.collect());
        let ids = self
            .rubrics
            .iter()
            .filter_map(|rubric| names.get(&rubric.hash));
        pack.insert("rubric_ids".to_owned(), json!(ids.collect::<Vec<_>>()));
        let rubrics = self.rubrics.iter().map(|rubric| rubric.source().clone());
        pack.insert("rubrics".to_owned(), rubrics.collect());
        Value::Object(pack)
    }
}

/// The ids that rubrics have in one pack, by content: equal ones are told apart.
fn names(rubrics: &[Arc<Rubric>]) -> BTreeMap<ContentHash, RubricId> {
    let mut taken = Taken::default();
    let mut names = BTreeMap::new();
    for rubric in rubrics {
        let name = taken.name(rubric.id.to_string());
        names.insert(rubric.hash.clone(), name.into());
    }
    names
}

fn list(pack: &mut Map<String, Value>, name: &str) -> Vec<Value> {
    match pack.remove(name) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    }
}
