//! The journal in memory: append, retract, replay.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::domain::id::RaterId;
use crate::domain::work::WorkKey;
use crate::domain::workspace::Workspace;

use super::clock::{Clock, Stamp};
use super::entry::{Entry, EntryId, Scope};
use super::event::Event;

/// An entry's place in the one order all copies agree on.
type Order = (Stamp, EntryId);

/// Every entry this page knows, and the undo and redo that follow from them.
///
/// Undo is a fact like any other: it survives a reload and is seen by every copy.
#[derive(Clone, Debug, Default)]
pub struct History {
    entries: HashMap<EntryId, Arc<Entry>>,
    scopes: HashMap<Scope, BTreeMap<Order, Arc<Entry>>>,
    /// The latest word of a rater on whether an entry stands: when it was said, and whether it was
    /// undone. Only the word of the entry's own author counts.
    verdicts: HashMap<(EntryId, RaterId), (Order, bool)>,
    undoable: BTreeMap<Order, Arc<Entry>>,
    redoable: Vec<EntryId>,
    clock: Clock,
}

impl History {
    /// A stamp later than everything known.
    pub fn tick(&mut self, now_ms: i64) -> Stamp {
        self.clock.tick(now_ms)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the entry is known.
    pub fn contains(&self, id: &EntryId) -> bool {
        self.entries.contains_key(id)
    }

    /// The entry of this id.
    pub fn get(&self, id: &EntryId) -> Option<&Arc<Entry>> {
        self.entries.get(id)
    }

    /// What was said and done about a rater's work, undone or not, in order.
    pub fn about<'a>(
        &'a self,
        rater: &RaterId,
        key: &WorkKey,
    ) -> impl Iterator<Item = &'a Arc<Entry>> {
        let scope = Scope::Work(rater.clone(), key.clone());
        self.scopes
            .get(&scope)
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    /// Every entry, in the order all copies agree on.
    pub(super) fn in_order(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries.values().map(AsRef::as_ref).collect();
        entries.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        entries
    }

    /// Adds many entries in whatever order, as at load.
    pub fn extend(&mut self, workspace: &mut Workspace, mut entries: Vec<Entry>) {
        entries.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        for entry in entries {
            self.add(workspace, entry);
        }
    }

    /// Adds one entry and brings the workspace up to date; a known one changes nothing.
    pub fn add(&mut self, workspace: &mut Workspace, entry: Entry) {
        if self.entries.contains_key(&entry.id) {
            return;
        }
        self.clock.see(entry.at);
        let entry = Arc::new(entry);
        self.entries.insert(entry.id.clone(), Arc::clone(&entry));
        match &entry.event {
            Event::Retracted { entry: id } => self.judge(workspace, id, &entry, true),
            Event::Restored { entry: id } => self.judge(workspace, id, &entry, false),
            _ => self.insert(workspace, &entry),
        }
    }

    /// The last thing a rater did that can be undone.
    pub fn undo_target(&self, rater: &RaterId) -> Option<&Arc<Entry>> {
        self.undoable
            .values()
            .rev()
            .find(|entry| entry.by == *rater)
    }

    /// The last thing a rater undid that can be done again.
    pub fn redo_target(&self, rater: &RaterId) -> Option<&Arc<Entry>> {
        let mut undone = self
            .redoable
            .iter()
            .rev()
            .filter_map(|id| self.entries.get(id));
        undone.find(|entry| entry.by == *rater)
    }

    fn insert(&mut self, workspace: &mut Workspace, entry: &Arc<Entry>) {
        let order = order(entry);
        let scope = entry.scope();
        let in_scope = self.scopes.entry(scope.clone()).or_default();
        let is_latest = in_scope
            .last_key_value()
            .is_none_or(|(last, _)| *last < order);
        in_scope.insert(order.clone(), Arc::clone(entry));
        if self.undone(entry) {
            // Its retraction arrived first; it can be done again.
            self.redoable.push(entry.id.clone());
            return;
        }
        if entry.event.undoable() {
            self.redoable.clear();
            self.undoable.insert(order, Arc::clone(entry));
        }
        if is_latest {
            workspace.apply(entry);
        } else {
            self.fold(workspace, &scope);
        }
    }

    /// Takes note of a retraction (or its opposite) of `id`; the latest word of its author counts.
    fn judge(&mut self, workspace: &mut Workspace, id: &EntryId, by: &Entry, undone: bool) {
        let order = order(by);
        let word = (id.clone(), by.by.clone());
        if self
            .verdicts
            .get(&word)
            .is_some_and(|(earlier, _)| *earlier > order)
        {
            return;
        }
        self.verdicts.insert(word, (order, undone));
        let target = self.entries.get(id).map(Arc::clone);
        let Some(entry) = target.filter(|target| target.by == by.by) else {
            return;
        };
        self.redoable.retain(|other| other != id);
        if undone {
            self.undoable.remove(&self::order(&entry));
            self.redoable.push(id.clone());
        } else if entry.event.undoable() {
            self.undoable
                .insert(self::order(&entry), Arc::clone(&entry));
        }
        self.fold(workspace, &entry.scope());
    }

    /// Folds the standing entries of one scope anew.
    fn fold(&self, workspace: &mut Workspace, scope: &Scope) {
        let texts = workspace.clear(scope);
        for entry in self
            .scopes
            .get(scope)
            .into_iter()
            .flat_map(BTreeMap::values)
        {
            if !self.undone(entry) {
                workspace.apply(entry);
            }
        }
        if let Some(texts) = texts {
            workspace.load(texts);
        }
    }

    fn undone(&self, entry: &Entry) -> bool {
        let word = (entry.id.clone(), entry.by.clone());
        self.verdicts.get(&word).is_some_and(|(_, undone)| *undone)
    }
}

fn order(entry: &Entry) -> Order {
    (entry.at, entry.id.clone())
}
