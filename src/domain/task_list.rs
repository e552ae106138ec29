//! The tasks of a pack. What every list needs of a task stands here; the texts stay in the text of
//! the pack, and a task is read from there when somebody looks at it: a million tasks take little
//! more room than their file.

use std::collections::HashMap;
use std::fmt;
use std::hash::BuildHasherDefault;
use std::sync::{Arc, Mutex, PoisonError};

use super::hash::ContentHash;
use super::heading::Headings;
use super::id::TaskId;
use super::prints::{Print, Prints};
use super::task::{Kind, Task};

/// How many of the tasks that were looked at are kept as they were read.
const RECENT: usize = 32;

/// Reads a task from its piece of a pack's text. What came of it once comes of it again, but for
/// its id and its hash: these are given by the list.
pub type Reader = fn(&str) -> Option<Task>;

/// What lists know of a task without its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its name within the pack.
    pub id: TaskId,
    /// What is asked.
    pub kind: Kind,
    hash: [u8; 32],
    span: Span,
}

impl Card {
    /// Whether this is the content of the task.
    pub fn has_hash(&self, hash: &ContentHash) -> bool {
        hash.digest() == Some(self.hash)
    }
}

/// A piece of a text in parts, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Which part.
    pub part: u32,
    /// Its first byte.
    pub start: u32,
    /// The first byte behind it.
    pub end: u32,
}

/// Tasks in the author's order.
pub struct Tasks {
    parts: Vec<Arc<String>>,
    reader: Reader,
    cards: Vec<Card>,
    /// Where each id stands: among a million, sorting them would stop the page.
    index: Prints<u32>,
    recent: Mutex<Vec<(usize, Arc<Task>)>>,
}

impl Tasks {
    /// How many.
    pub fn len(&self) -> usize {
        self.cards.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    /// What lists know of them.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// Where the task of this id stands, from 0.
    pub fn position(&self, id: &TaskId) -> Option<usize> {
        let at = *self.index.get(&Print::of(id.as_str()))? as usize;
        self.cards
            .get(at)
            .is_some_and(|card| card.id == *id)
            .then_some(at)
    }

    /// One of them, from 0.
    pub fn get(&self, at: usize) -> Option<Arc<Task>> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = recent.iter().position(|(known, _)| *known == at) {
            // The one that was asked for last stands last.
            recent[found..].rotate_left(1);
            return recent.last().map(|(_, task)| Arc::clone(task));
        }
        let task = Arc::new(self.read(at)?);
        if recent.len() == RECENT {
            recent.remove(0);
        }
        recent.push((at, Arc::clone(&task)));
        Some(task)
    }

    /// All of them, each read as it comes.
    pub fn iter(&self) -> impl Iterator<Item = Arc<Task>> {
        (0..self.len()).filter_map(|at| self.read(at).map(Arc::new))
    }

    /// One of them, from 0, read without being kept: for whoever goes through all.
    pub fn read(&self, at: usize) -> Option<Task> {
        let Card { id, hash, span, .. } = self.cards.get(at)?;
        let part = self.parts.get(span.part as usize)?;
        let mut task = (self.reader)(part.get(span.start as usize..span.end as usize)?)?;
        task.id = id.clone();
        task.hash = ContentHash::of_digest(hash);
        Some(task)
    }
}

/// What was looked at is no part of what the tasks are.
impl Clone for Tasks {
    fn clone(&self) -> Self {
        Self {
            parts: self.parts.clone(),
            reader: self.reader,
            cards: self.cards.clone(),
            index: self.index.clone(),
            recent: Mutex::default(),
        }
    }
}

impl PartialEq for Tasks {
    fn eq(&self, other: &Self) -> bool {
        let same = |(own, others): (&Arc<String>, &Arc<String>)| Arc::ptr_eq(own, others);
        let is_one_text = self.parts.iter().zip(&other.parts).all(same);
        is_one_text && self.cards == other.cards
            || self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Tasks on their way into a pack, one after another, so that a million of them can be taken in
/// steps: found by id and told apart by heading in the end.
#[derive(Debug)]
pub struct TaskList {
    reader: Reader,
    cards: Vec<Card>,
    index: Prints<u32>,
    headings: Headings,
}

impl TaskList {
    /// With room for so many.
    pub fn of(reader: Reader, count: usize) -> Self {
        Self {
            reader,
            cards: Vec::with_capacity(count),
            index: Prints::with_capacity_and_hasher(count, BuildHasherDefault::default()),
            headings: Headings::of(count),
        }
    }

    /// One more, and where it stands in the text. No other has an id of the same print.
    pub fn push(&mut self, task: &Task, span: Span) {
        let at = self.cards.len();
        self.headings.see(at, task);
        // More than four thousand million do not fit into any memory that this runs in.
        let place = u32::try_from(at).unwrap_or(u32::MAX);
        self.index.insert(Print::of(task.id.as_str()), place);
        self.cards.push(Card {
            id: task.id.clone(),
            kind: task.kind,
            // Every task of a list was hashed here.
            hash: task.hash.digest().unwrap_or_default(),
            span,
        });
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.cards.len()
    }

    /// The tasks of the text, and the headings of those that read alike.
    pub(super) fn end(self, parts: Vec<Arc<String>>) -> (Tasks, HashMap<usize, String>) {
        let Self {
            reader,
            cards,
            index,
            headings,
        } = self;
        let tasks = Tasks {
            parts,
            reader,
            cards,
            index,
            recent: Mutex::default(),
        };
        let headings = headings.end(|at| tasks.read(at));
        (tasks, headings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Option<Task> {
        let mut task: Task = serde_json::from_str(text).ok()?;
        task.hash = ContentHash::of_bytes(text.as_bytes());
        Some(task)
    }

    /// So many tasks, in two parts, under ids that fall.
    fn tasks(count: usize) -> Tasks {
        let mut list = TaskList::of(read, count);
        let mut parts = [String::new(), String::new()];
        for at in 0..count {
            let part = &mut parts[at * 2 / count];
            let text = json!({ "id": "in the text", "kind": "score", "instruction": at,
                "responses": [] });
            let text = text
                .to_string()
                .replace(&format!(":{at},"), &format!(":\"{at}\","));
            let [start, end] =
                [part.len(), part.len() + text.len()].map(|at| u32::try_from(at).unwrap());
            part.push_str(&text);
            let mut task = read(&text).unwrap();
            task.id = id(count, at);
            let span = Span {
                part: u32::from(at * 2 >= count),
                start,
                end,
            };
            list.push(&task, span);
        }
        list.end(parts.map(Arc::new).into()).0
    }

    fn id(count: usize, at: usize) -> TaskId {
        format!("t-{:03}", count - at).into()
    }

    #[test]
    fn every_task_is_read_from_its_place_under_its_own_id() {
        let tasks = tasks(100);
        let all: Vec<Arc<Task>> = tasks.iter().collect();
        assert_eq!(all.len(), tasks.len());
        for (at, task) in all.iter().enumerate() {
            assert_eq!(task.id, id(100, at));
            assert_eq!(task.asked(), at.to_string());
            assert_eq!(tasks.position(&task.id), Some(at));
            assert_eq!(tasks.get(at).as_ref(), Some(task));
            let card = &tasks.cards()[at];
            assert_eq!((&card.id, card.kind), (&task.id, task.kind));
            assert!(card.has_hash(&task.hash));
            assert!(!card.has_hash(&all[(at + 1) % 100].hash));
        }
        assert_eq!(tasks.position(&"t-999".into()), None);
        assert!(tasks.get(100).is_none());
    }

    #[test]
    fn a_task_that_is_looked_at_stays_the_same_while_others_come_and_go() {
        let tasks = tasks(100);
        let first = tasks.get(7).unwrap();
        for other in 0..RECENT - 1 {
            tasks.get(20 + other);
            assert!(Arc::ptr_eq(&first, &tasks.get(7).unwrap()), "{other}");
        }
        (0..RECENT).for_each(|other| drop(tasks.get(20 + other)));
        assert!(!Arc::ptr_eq(&first, &tasks.get(7).unwrap()));
        assert_eq!(tasks.recent.lock().unwrap().len(), RECENT);
    }
}
