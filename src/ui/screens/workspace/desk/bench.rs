//! What lies on the desk: a task with everything it is judged by.

use std::sync::Arc;

use crate::domain::hash::ContentHash;
use crate::domain::id::{ResponseId, RubricId};
use crate::domain::order;
use crate::domain::pack::Pack;
use crate::domain::rubric::Rubric;
use crate::domain::task::{Kind, Task};
use crate::domain::work::WorkKey;
use crate::ui::app::App;

use super::Side;

/// What lies on the desk.
#[derive(Clone)]
pub struct Bench {
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
    /// A task as this rater sees it.
    pub fn of(app: App, pack: Arc<Pack>, task: Arc<Task>) -> Self {
        let rater = app.session.rater_now();
        let key = WorkKey::first(&pack.stub.id, &task.id);
        let ids = task.response_ids();
        let shown = order::shown(&pack.stub.seed, &rater, &task.id, &ids, key.pass);
        let rubric = Arc::clone(pack.rubric_of(&task));
        Self {
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
}

/// What the desk has to offer for a task: tasks of one form share it, rubric panel and all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pack: ContentHash,
    rubric: RubricId,
    kind: Kind,
    sides: usize,
}

impl Form {
    /// The form of a task.
    pub fn of(pack: &Pack, task: &Task) -> Self {
        Self {
            pack: pack.stub.hash.clone(),
            rubric: pack.rubric_of(task).id.clone(),
            kind: task.kind,
            sides: task.response_ids().len(),
        }
    }
}
