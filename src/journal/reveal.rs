//! Whether the answers of a task were in sight: a judgement after that is no first opinion, and
//! says so.
//!
//! Each moment is judged by the version of the pack that was in force then. The first version the
//! journal tells of counts for what was done before it, as files may bring it. Of a version whose
//! texts are not at hand nobody knows what it showed when: it is assumed to have shown the answers
//! of whatever was submitted.

use std::collections::{HashMap, HashSet};

use crate::domain::hash::ContentHash;
use crate::domain::id::{PackId, RaterId, TaskId};
use crate::domain::pack::{Pack, Reveal};
use crate::domain::task::Task;
use crate::domain::work::{State, WorkKey};
use crate::domain::workspace::Workspace;

use super::entry::Scope;
use super::event::{Event, Step};
use super::history::{History, Order};

impl History {
    /// Whether a rater could see the answers of a task at some time so far.
    ///
    /// The journal is asked and not the state: what was seen stays seen when the submission that
    /// showed it is taken back, or when a task that was put aside is taken up again. Before the
    /// task was ever submitted that costs its own entries; afterwards the turns of the pack, and
    /// its tasks once for each version.
    pub fn answers_were_shown(
        &self,
        workspace: &Workspace,
        rater: &RaterId,
        pack: &Pack,
        task: &Task,
    ) -> bool {
        let key = WorkKey::first(&pack.stub.id, &task.id);
        let texts = |hash: &ContentHash| match workspace.version(hash) {
            _ if *hash == pack.stub.hash => Some(pack),
            known => known.map(AsRef::as_ref),
        };
        let was_submitted = || self.turns().was_submitted(rater, &key);
        self.about(rater, &key).any(|entry| says_so(&entry.event))
            || was_submitted() && self.were_in_sight(rater, pack, &task.id, texts)
    }

    /// The versions of a pack that were opened, in order.
    pub fn versions(&self, pack: &PackId) -> impl Iterator<Item = &ContentHash> {
        self.openings(pack).map(|(_, hash)| hash)
    }

    fn were_in_sight<'a>(
        &'a self,
        rater: &'a RaterId,
        pack: &'a Pack,
        task: &'a TaskId,
        texts: impl Fn(&ContentHash) -> Option<&'a Pack>,
    ) -> bool {
        let id = &pack.stub.id;
        let opened = self.openings(id).map(|(at, hash)| (at, Turn::Opened(hash)));
        let turned = self.turns().of(rater, id);
        let turned = turned.map(|(at, task, state)| (at, Turn::Stands(task, state)));
        let mut turns: Vec<(&Order, Turn)> = opened.chain(turned).collect();
        turns.sort_by_key(|(at, _)| *at);
        let current = &pack.stub.hash;
        let first = self.versions(id).next().unwrap_or(current);
        let mut sight = Sight::of(rater, task);
        let turns = turns.into_iter().map(|(_, turn)| turn);
        let all = std::iter::once(Turn::Opened(first)).chain(turns);
        all.chain([Turn::Opened(current)]).any(|turn| {
            match turn {
                Turn::Opened(hash) => sight.open(hash, texts(hash)),
                Turn::Stands(task, state) => sight.turn(task, state),
            }
            sight.has_answers()
        })
    }

    fn openings(&self, pack: &PackId) -> impl Iterator<Item = (&Order, &ContentHash)> {
        let entries = self.of(&Scope::Pack(pack.clone()));
        entries.filter_map(|(at, entry)| match &entry.event {
            Event::PackOpened(stub) => Some((at, &stub.hash)),
            _ => None,
        })
    }
}

/// What may bring answers into sight, or take them out of it.
enum Turn<'a> {
    /// A version of the pack is in force from now on.
    Opened(&'a ContentHash),
    /// A task of it stands here from now on.
    Stands(&'a TaskId, State),
}

/// What a rater sees of one task, from moment to moment.
struct Sight<'a> {
    rater: &'a RaterId,
    task: &'a TaskId,
    states: HashMap<&'a TaskId, State>,
    /// The version in force.
    hash: Option<&'a ContentHash>,
    /// Its texts, where they are at hand.
    version: Option<&'a Pack>,
    /// What the rater has to do in it.
    to_do: HashSet<&'a TaskId>,
    /// How much of that is left.
    left: usize,
}

impl<'a> Sight<'a> {
    fn of(rater: &'a RaterId, task: &'a TaskId) -> Self {
        Self {
            rater,
            task,
            states: HashMap::new(),
            hash: None,
            version: None,
            to_do: HashSet::new(),
            left: 0,
        }
    }

    fn open(&mut self, hash: &'a ContentHash, version: Option<&'a Pack>) {
        if self.hash.replace(hash) == Some(hash) {
            return;
        }
        self.version = version;
        let share = version.into_iter().flat_map(|pack| pack.share(self.rater));
        let to_do = share.filter(|task| task.kind.has_workspace());
        self.to_do = to_do.map(|task| &task.id).collect();
        self.left = self.to_do.iter().filter(|id| !self.is_settled(id)).count();
    }

    fn turn(&mut self, task: &'a TaskId, state: State) {
        let was_settled = self.is_settled(task);
        self.states.insert(task, state);
        if self.to_do.contains(task) {
            // First what is added: there is nothing below none.
            self.left += usize::from(was_settled);
            self.left -= usize::from(state.is_settled());
        }
    }

    fn is_settled(&self, task: &TaskId) -> bool {
        self.states
            .get(task)
            .is_some_and(|state| state.is_settled())
    }

    /// Whether the answers of the task are in sight now; as
    /// [`Workspace::gold_shown`](crate::domain::workspace::Workspace::gold_shown) says it of today.
    fn has_answers(&self) -> bool {
        if self.states.get(self.task) != Some(&State::Submitted) {
            return false;
        }
        let Some(pack) = self.version else {
            return true;
        };
        let task = pack.task(self.task);
        task.is_some_and(|task| pack.has_answers(&task))
            && match pack.reveal {
                Reveal::Never => false,
                Reveal::AfterSubmit => true,
                // Nobody knows here whether the rest of a partial pack is done.
                Reveal::AfterPack => !pack.partial && self.left == 0,
            }
    }
}

/// Whether it tells of a submission after the answers were shown.
fn says_so(event: &Event) -> bool {
    match event {
        Event::Worked { step, .. } => {
            matches!(step, Step::EvaluationSubmitted { seen } if seen.after_reveal)
        }
        Event::EvaluationImported(evaluation) => {
            let earlier = evaluation.history.iter().map(|told| told.circumstances);
            let mut all = earlier.chain([evaluation.circumstances]);
            all.any(|circumstances| circumstances.after_reveal)
        }
        _ => false,
    }
}
