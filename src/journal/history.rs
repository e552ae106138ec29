//! The journal in memory: append, retract, replay.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::domain::id::RaterId;
use crate::domain::work::WorkKey;
use crate::domain::workspace::Workspace;

use super::clock::{Clock, Stamp};
use super::entry::{Entry, EntryId, Scope};
use super::event::Event;
use super::turns::Turns;

/// An entry's place in the one order all copies agree on.
pub(super) type Order = (Stamp, EntryId);

/// Every entry this page knows, and the undo and redo that follow from them.
///
/// Undo is a fact like any other: it survives a reload and is seen by every copy.
#[derive(Clone, Debug, Default)]
pub struct History {
    entries: HashMap<EntryId, Arc<Entry>>,
    scopes: HashMap<Scope, BTreeMap<Order, Arc<Entry>>>,
    /// What was said on whether an entry stands: retractions of it, and the opposite. Of the words
    /// of the entry's own author the latest counts, those of others never do.
    words: HashMap<EntryId, BTreeMap<Order, Arc<Entry>>>,
    /// Where tasks stood, and since when.
    turns: Turns,
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

    /// Who wrote entries, of the page loads that are wanted.
    pub fn authors(&self, is_wanted: impl Fn(&str) -> bool) -> BTreeSet<&RaterId> {
        let entries = self.entries.values();
        let wanted = entries.filter(|entry| is_wanted(entry.id.0.as_str()));
        wanted.map(|entry| &entry.by).collect()
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

    /// The entries of a scope, undone or not, in order.
    pub(super) fn of<'a>(
        &'a self,
        scope: &Scope,
    ) -> impl Iterator<Item = (&'a Order, &'a Arc<Entry>)> + use<'a> {
        self.scopes.get(scope).into_iter().flatten()
    }

    /// Where tasks stood, and since when.
    pub(super) fn turns(&self) -> &Turns {
        &self.turns
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
        if !self.entries.contains_key(&entry.id) {
            self.take(workspace, &Arc::new(entry));
        }
    }

    fn take(&mut self, workspace: &mut Workspace, entry: &Arc<Entry>) {
        self.clock.see(entry.at);
        self.entries.insert(entry.id.clone(), Arc::clone(entry));
        match &entry.event {
            Event::Retracted { entry: id } | Event::Restored { entry: id } => {
                self.judge(workspace, id, entry);
            }
            _ => self.insert(workspace, entry),
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
        } else {
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
        self.note_turn(workspace, entry, entry);
    }

    /// Takes note of a word on `id`, a retraction or its opposite; the latest of its author counts.
    fn judge(&mut self, workspace: &mut Workspace, id: &EntryId, word: &Arc<Entry>) {
        let words = self.words.entry(id.clone()).or_default();
        words.insert(order(word), Arc::clone(word));
        let target = self.entries.get(id).map(Arc::clone);
        let Some(entry) = target.filter(|target| target.by == word.by) else {
            return;
        };
        if self
            .last_word(&entry)
            .is_some_and(|last| last.id == word.id)
        {
            self.heed(workspace, &entry);
        }
        self.note_turn(workspace, &entry, word);
    }

    /// Takes an entry back or does it again, as the last word on it says.
    fn heed(&mut self, workspace: &mut Workspace, entry: &Arc<Entry>) {
        self.redoable.retain(|other| *other != entry.id);
        if self.undone(entry) {
            self.undoable.remove(&order(entry));
            self.redoable.push(entry.id.clone());
        } else if entry.event.undoable() {
            self.undoable.insert(order(entry), Arc::clone(entry));
        }
        self.fold(workspace, &entry.scope());
    }

    /// Takes note of where the task of `about` stands after `entry`, which is that entry or a word
    /// on it.
    fn note_turn(&mut self, workspace: &Workspace, about: &Entry, entry: &Entry) {
        let Some((rater, key)) = turning(about) else {
            return;
        };
        let at = order(entry);
        // A word on it that was known before it came after it.
        let is_early = self.words.get(&entry.id).is_some_and(|words| {
            let last = words.last_key_value();
            last.is_some_and(|(word, _)| *word > at)
        });
        if is_early || !self.turns.is_next(&rater, &key, &at) {
            self.tell_again(&rater, &key);
            return;
        }
        let is_told = matches!(entry.event, Event::EvaluationImported(_));
        let state = workspace.state(&rater, &key);
        self.turns.take(&rater, &key, at, state, is_told);
    }

    /// An entry about a task came between others: its turns are told from the first one on.
    fn tell_again(&mut self, rater: &RaterId, key: &WorkKey) {
        let mut entries = BTreeMap::new();
        for (at, entry) in self.of(&Scope::Work(rater.clone(), key.clone())) {
            entries.insert(at, entry);
            entries.extend(self.words.get(&entry.id).into_iter().flatten());
        }
        let (mut history, mut workspace) = (Self::default(), Workspace::default());
        for entry in entries.into_values() {
            history.take(&mut workspace, entry);
        }
        self.turns.replace(rater, key, history.turns);
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
        let word = self.last_word(entry);
        word.is_some_and(|word| matches!(word.event, Event::Retracted { .. }))
    }

    fn last_word(&self, entry: &Entry) -> Option<&Arc<Entry>> {
        let mut words = self.words.get(&entry.id)?.values().rev();
        words.find(|word| word.by == entry.by)
    }
}

/// The first pass over a task that an entry may open or close.
fn turning(entry: &Entry) -> Option<(RaterId, WorkKey)> {
    if matches!(&entry.event, Event::Worked { step, .. } if !step.turns()) {
        return None;
    }
    match entry.scope() {
        Scope::Work(rater, key) if key.pass == 1 => Some((rater, key)),
        _ => None,
    }
}

fn order(entry: &Entry) -> Order {
    (entry.at, entry.id.clone())
}
