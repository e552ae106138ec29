//! What is there of the task that the address names.

use std::sync::Arc;

use crate::domain::pack::Pack;
use crate::domain::task::Task;
use crate::domain::workspace::{Place, Workspace};
use crate::ui::route::Route;

/// What is there of the task that the address names.
#[derive(Clone)]
pub enum Found {
    /// The pack is not open here.
    NoPack,
    /// Its texts are not at hand.
    NoTexts,
    /// It has no such task.
    NoTask,
    /// The task.
    Task(Arc<Pack>, Arc<Task>),
}

impl Found {
    /// Looks for it.
    pub fn at(route: &Route, workspace: &Workspace) -> Self {
        let Route::Task { pack, task } = route else {
            // On the way to another screen.
            return Self::NoTask;
        };
        let here = |place: Place| place != Place::Removed;
        let Some(open) = workspace.pack(pack).filter(|open| here(open.place)) else {
            return Self::NoPack;
        };
        let Some(pack) = &open.loaded else {
            return Self::NoTexts;
        };
        pack.task(task)
            .map_or(Self::NoTask, |task| Self::Task(Arc::clone(pack), task))
    }
}

/// Packs are compared by what they are, not by reading them.
impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Task(pack, task), Self::Task(other_pack, other_task)) => {
                Arc::ptr_eq(pack, other_pack) && task.id == other_task.id
            }
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}
