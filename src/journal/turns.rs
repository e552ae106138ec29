//! Turns: when a task was submitted, put aside or opened again. What a rater could see at some
//! time follows from them, at the cost of one turn for most tasks.

use std::collections::{BTreeMap, HashMap};

use crate::domain::id::{PackId, RaterId, TaskId};
use crate::domain::work::{State, WorkKey};

use super::history::Order;

/// The turns of every task, by rater and pack; first passes only.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns(HashMap<(RaterId, PackId), BTreeMap<TaskId, OfTask>>);

/// The turns of one task.
#[derive(Clone, Debug, Default)]
struct OfTask {
    /// The last entry that was heeded, whether or not anything turned.
    heeded: Option<Order>,
    turns: Vec<(Order, State)>,
}

impl Turns {
    /// Whether nothing is known about the task that is later than `at`.
    pub fn is_next(&self, rater: &RaterId, key: &WorkKey, at: &Order) -> bool {
        let task = self
            .of_pack(rater, &key.pack)
            .and_then(|p| p.get(&key.task));
        let heeded = task.and_then(|task| task.heeded.as_ref());
        heeded.is_none_or(|heeded| heeded < at)
    }

    /// Takes note of where a task stands from `at` on. One that a file tells of was submitted
    /// somewhere, whatever is being changed here.
    pub fn take(&mut self, rater: &RaterId, key: &WorkKey, at: Order, state: State, is_told: bool) {
        let pack = self.0.entry((rater.clone(), key.pack.clone())).or_default();
        let task = pack.entry(key.task.clone()).or_default();
        if is_told {
            task.turn(&at, State::Submitted);
        }
        task.turn(&at, state);
        task.heeded = Some(at);
    }

    /// Takes over the turns of one task from those that were told of it alone.
    pub fn replace(&mut self, rater: &RaterId, key: &WorkKey, told: Self) {
        let told = told.0.into_values().flatten().next();
        let pack = self.0.entry((rater.clone(), key.pack.clone())).or_default();
        if let Some((task, turns)) = told {
            pack.insert(task, turns);
        }
    }

    /// Where the tasks of a pack stood for a rater: from when on, task by task. At first every
    /// task is open; of one that was begun it is not said.
    pub fn of<'a>(
        &'a self,
        rater: &RaterId,
        pack: &PackId,
    ) -> impl Iterator<Item = (&'a Order, &'a TaskId, State)> {
        let tasks = self.of_pack(rater, pack).into_iter().flatten();
        tasks.flat_map(|(id, task)| task.turns.iter().map(move |(at, state)| (at, id, *state)))
    }

    /// Whether a task was ever submitted, also if that was taken back.
    pub fn was_submitted(&self, rater: &RaterId, key: &WorkKey) -> bool {
        let task = self
            .of_pack(rater, &key.pack)
            .and_then(|p| p.get(&key.task));
        task.is_some_and(|task| {
            task.turns
                .iter()
                .any(|(_, state)| *state == State::Submitted)
        })
    }

    fn of_pack(&self, rater: &RaterId, pack: &PackId) -> Option<&BTreeMap<TaskId, OfTask>> {
        self.0.get(&(rater.clone(), pack.clone()))
    }
}

impl OfTask {
    fn turn(&mut self, at: &Order, state: State) {
        let state = match state {
            State::Started => State::Open,
            state => state,
        };
        let stood = self.turns.last().map_or(State::Open, |(_, state)| *state);
        if state != stood {
            self.turns.push((at.clone(), state));
        }
    }
}
