//! The tasks of a pack on their way: found by id and told apart by heading, one after another, so
//! that a million of them can be taken in steps.

use std::collections::HashMap;
use std::sync::Arc;

use super::heading::Headings;
use super::id::TaskId;
use super::task::Task;

/// Tasks in the author's order.
#[derive(Debug, Default)]
pub struct TaskList {
    pub(super) tasks: Vec<Arc<Task>>,
    pub(super) index: HashMap<TaskId, usize>,
    pub(super) headings: Headings,
}

impl TaskList {
    /// With room for so many.
    pub fn of(count: usize) -> Self {
        Self {
            tasks: Vec::with_capacity(count),
            index: HashMap::with_capacity(count),
            headings: Headings::of(count),
        }
    }

    /// One more.
    pub fn push(&mut self, task: Task) {
        let at = self.tasks.len();
        self.index.insert(task.id.clone(), at);
        self.headings.see(at, &task);
        self.tasks.push(Arc::new(task));
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }
}
