//! What lies on the desk: a task with everything it is judged by.

use std::sync::Arc;

use crate::domain::hash::ContentHash;
use crate::domain::id::{RaterId, ResponseId};
use crate::domain::order;
use crate::domain::pack::Pack;
use crate::domain::rubric::Rubric;
use crate::domain::task::{Kind, Task};
use crate::domain::work::WorkKey;

use super::Side;

/// What lies on the desk.
#[derive(Clone)]
pub struct Bench {
    /// Who judges it.
    pub rater: RaterId,
    /// What the work is keyed by.
    pub key: WorkKey,
    /// The pack.
    pub pack: Arc<Pack>,
    /// The task.
    pub task: Arc<Task>,
    /// The rubric it is judged by.
    pub rubric: Arc<Rubric>,
    /// The responses in the order they are shown.
    pub shown: Vec<ResponseId>,
}

impl Bench {
    /// A task as a rater sees it.
    pub fn of(rater: RaterId, pack: Arc<Pack>, task: Arc<Task>) -> Self {
        let key = WorkKey::first(&pack.stub.id, &task.id);
        let ids = task.response_ids();
        let shown = order::shown(&pack.stub.seed, &rater, &task.id, &ids, key.pass);
        let rubric = Arc::clone(pack.rubric_of(&task));
        Self {
            rater,
            key,
            pack,
            task,
            rubric,
            shown,
        }
    }

    /// The response on a side.
    pub fn response(&self, side: Side) -> Option<&ResponseId> {
        self.shown.get(side.0)
    }

    /// What the desk must have for it.
    pub fn form(&self) -> Form {
        Form {
            rater: self.rater.clone(),
            rubric: self.rubric.hash.clone(),
            kind: self.task.kind,
            sides: self.shown.len(),
        }
    }
}

/// The same bench is the same person before the same texts, not texts that read alike.
impl PartialEq for Bench {
    fn eq(&self, other: &Self) -> bool {
        self.rater == other.rater
            && Arc::ptr_eq(&self.pack, &other.pack)
            && Arc::ptr_eq(&self.task, &other.task)
    }
}

/// What a desk is made for. Tasks of one form share it, rubric panel and all, so the rubric is told
/// by its content and not by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    rater: RaterId,
    rubric: ContentHash,
    kind: Kind,
    sides: usize,
}
