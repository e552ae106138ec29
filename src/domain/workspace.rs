//! The state of everything: which packs are open and what has been said about their tasks.
//!
//! The journal folds its facts into this; nobody else writes to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::extras::{Extra, Extras};
use super::hash::ContentHash;
use super::id::{PackId, RaterId, TaskId};
use super::pack::{Pack, Reveal, Stub};
use super::rubric::Rubric;
use super::summary::Touched;
use super::task::Task;
use super::task_list::Card;
use super::time::Moment;
use super::work::{State, Work, WorkKey};

/// Packs and work of every rater of this browser.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    packs: BTreeMap<PackId, OpenPack>,
    /// Texts at hand, also of versions that undo may come back to.
    texts: BTreeMap<ContentHash, Arc<Pack>>,
    works: BTreeMap<RaterId, BTreeMap<WorkKey, Work>>,
    names: BTreeMap<RaterId, String>,
    extras: BTreeMap<RaterId, BTreeMap<PackId, Extras>>,
    /// Every rubric that packs and files brought: evaluations outlive the pack they were made in.
    rubrics: BTreeMap<ContentHash, Arc<Rubric>>,
}

/// A pack that was opened here.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenPack {
    /// What is known without its texts.
    pub stub: Stub,
    /// When it was opened.
    pub opened_at: Moment,
    /// Where it stands.
    pub place: Place,
    /// The pack itself, once its texts are loaded.
    pub loaded: Option<Arc<Pack>>,
}

/// Where a pack stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Among the packs to work on.
    Desk,
    /// Out of sight, with everything kept. It is on no list of work, but an address still leads to
    /// its tasks: what is done there counts, and the next task is one of the same pack.
    Archive,
    /// Removed; what was said about it stays in the journal, and nothing is added.
    Removed,
}

/// How far a rater is with a pack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Tasks to do: the rater's share, without those of a kind that has no workspace here.
    pub tasks: usize,
    /// Submitted, also when being changed.
    pub submitted: usize,
    /// Put aside.
    pub skipped: usize,
    /// Marked for somebody to look at.
    pub flagged: usize,
}

impl Progress {
    /// Whether nothing is left to do.
    pub fn finished(self) -> bool {
        self.submitted + self.skipped >= self.tasks
    }
}

impl Workspace {
    /// The packs that were not removed, latest opened first.
    pub fn packs(&self) -> Vec<&OpenPack> {
        let mut packs: Vec<_> = self
            .packs
            .values()
            .filter(|pack| pack.place != Place::Removed)
            .collect();
        packs.sort_by_key(|pack| std::cmp::Reverse(pack.opened_at.ms));
        packs
    }

    /// The packs that were removed.
    pub fn removed(&self) -> impl Iterator<Item = &OpenPack> {
        self.packs
            .values()
            .filter(|pack| pack.place == Place::Removed)
    }

    /// A pack by id, whatever its place.
    pub fn pack(&self, id: &PackId) -> Option<&OpenPack> {
        self.packs.get(id)
    }

    /// A pack to work on, whose texts are loaded: on the desk, or archived and gone to by address.
    /// One that was removed is none, although its texts may still be at hand for undo.
    pub fn loaded(&self, id: &PackId) -> Option<&Arc<Pack>> {
        let open = self.packs.get(id)?;
        open.loaded
            .as_ref()
            .filter(|_| open.place != Place::Removed)
    }

    /// A version of a pack, in force or not, whose texts are at hand.
    pub fn version(&self, hash: &ContentHash) -> Option<&Arc<Pack>> {
        self.texts.get(hash)
    }

    /// A task and its pack, to read beside what was said about it: wherever the pack stands, as
    /// long as its texts are at hand.
    pub fn task(&self, pack: &PackId, task: &TaskId) -> Option<(&Arc<Pack>, Arc<Task>)> {
        let pack = self.packs.get(pack)?.loaded.as_ref()?;
        Some((pack, pack.task(task)?))
    }

    /// What a rater has said about a task; `None` where nothing was.
    pub fn work(&self, rater: &RaterId, key: &WorkKey) -> Option<&Work> {
        self.works.get(rater)?.get(key)
    }

    /// Everything a rater has said, by pack and task.
    pub fn works(&self, rater: &RaterId) -> impl Iterator<Item = (&WorkKey, &Work)> {
        self.works.get(rater).into_iter().flatten()
    }

    /// What a rater has said about the tasks of one pack, first passes only.
    pub fn works_on(
        &self,
        rater: &RaterId,
        pack: &PackId,
    ) -> impl Iterator<Item = (&WorkKey, &Work)> {
        let first = WorkKey {
            pack: pack.clone(),
            task: TaskId::from(""),
            pass: 0,
        };
        let works = self.works.get(rater).map(|works| works.range(first..));
        works
            .into_iter()
            .flatten()
            .take_while(move |(key, _)| key.pack == *pack)
            .filter(|(key, _)| key.pass == 1)
    }

    /// The tasks of a pack that a rater has touched, in short. It costs what was touched, not what
    /// there is.
    pub fn touched(&self, rater: &RaterId, pack: &PackId) -> BTreeMap<TaskId, Touched> {
        let loaded = self.packs.get(pack).and_then(|open| open.loaded.as_ref());
        let task = |id| loaded?.card(id);
        self.works_on(rater, pack)
            .map(|(key, work)| (key.task.clone(), Touched::of(work, task(&key.task))))
            .collect()
    }

    /// Where a task stands for a rater.
    pub fn state(&self, rater: &RaterId, key: &WorkKey) -> State {
        self.work(rater, key).map_or(State::Open, Work::state)
    }

    /// The name a rater goes by.
    pub fn name(&self, rater: &RaterId) -> Option<&str> {
        self.names.get(rater).map(String::as_str)
    }

    /// What a rater's files said about a pack beyond what this version understands.
    pub fn extras(&self, rater: &RaterId, pack: &PackId) -> Option<&Extras> {
        self.extras.get(rater)?.get(pack)
    }

    /// Raters with work in this browser.
    pub fn raters(&self) -> impl Iterator<Item = &RaterId> {
        self.works.keys()
    }

    /// The rubric of this hash, whatever brought it.
    pub fn rubric(&self, hash: &ContentHash) -> Option<&Rubric> {
        self.rubrics.get(hash).map(Arc::as_ref)
    }

    /// Puts a rubric at hand.
    pub fn keep_rubric(&mut self, rubric: Arc<Rubric>) {
        self.rubrics.entry(rubric.hash.clone()).or_insert(rubric);
    }

    /// The rubrics that submissions pin and nothing has brought yet.
    pub fn missing_rubrics(&self) -> BTreeSet<ContentHash> {
        let works = self.works.values().flat_map(BTreeMap::values);
        let pinned = works
            .flat_map(|work| &work.submissions)
            .map(|s| &s.seen.rubric);
        let missing = pinned.filter(|hash| !self.rubrics.contains_key(hash));
        missing.cloned().collect()
    }

    /// How far a rater is with a loaded pack.
    pub fn progress(&self, rater: &RaterId, pack: &Pack) -> Progress {
        let mut progress = Progress::default();
        for task in pack.share(rater) {
            let work = self.work(rater, &WorkKey::first(&pack.stub.id, &task.id));
            let state = work.map_or(State::Open, Work::state);
            let counts = state.is_settled() || task.kind.has_workspace();
            progress.tasks += usize::from(counts);
            match state {
                State::Submitted | State::Reopened => progress.submitted += 1,
                State::Skipped => progress.skipped += 1,
                State::Open | State::Started => {}
            }
            progress.flagged += usize::from(work.is_some_and(|work| !work.flags.is_empty()));
        }
        progress
    }

    /// Whether nothing of a pack is left to do; looks no further than the first open task.
    pub fn finished(&self, rater: &RaterId, pack: &Pack) -> bool {
        pack.share(rater)
            .all(|task| !self.is_open(rater, pack, task))
    }

    /// Whether a task is still to do: neither submitted nor put aside, and of a kind that has a
    /// workspace here.
    pub fn is_open(&self, rater: &RaterId, pack: &Pack, task: &Card) -> bool {
        let state = || self.state(rater, &WorkKey::first(&pack.stub.id, &task.id));
        task.kind.has_workspace() && !state().is_settled()
    }

    /// Whether a rater may see the models' names at a task now.
    pub fn names_shown(&self, rater: &RaterId, pack: &Pack, task: &TaskId) -> bool {
        !pack.blind || self.gold_shown(rater, pack, task)
    }

    /// Whether a rater may see the gold of a task now.
    pub fn gold_shown(&self, rater: &RaterId, pack: &Pack, task: &TaskId) -> bool {
        let submitted =
            || self.state(rater, &WorkKey::first(&pack.stub.id, task)) == State::Submitted;
        match pack.reveal {
            Reveal::Never => false,
            Reveal::AfterSubmit => submitted(),
            // Nobody knows here whether the rest of a partial pack is done.
            Reveal::AfterPack if pack.partial => false,
            Reveal::AfterPack => submitted() && self.finished(rater, pack),
        }
    }

    /// The next task to do after `current`, wrapping around; skipped ones come when nothing else
    /// is left. It is one of this pack, wherever that stands.
    pub fn next(&self, rater: &RaterId, pack: &Pack, current: Option<&TaskId>) -> Option<TaskId> {
        let tasks: Vec<&Card> = pack.share(rater).collect();
        let start = current
            .and_then(|id| tasks.iter().position(|task| task.id == *id))
            .map_or(0, |at| at + 1);
        let in_turn = || tasks.iter().cycle().skip(start).take(tasks.len());
        let in_state = |wanted: &[State]| {
            in_turn()
                .filter(|task| Some(&task.id) != current && task.kind.has_workspace())
                .find(|task| {
                    wanted.contains(&self.state(rater, &WorkKey::first(&pack.stub.id, &task.id)))
                })
        };
        in_state(&[State::Open, State::Started, State::Reopened])
            .or_else(|| in_state(&[State::Skipped]))
            .map(|task| task.id.clone())
    }

    /// Puts a pack's texts at hand; the stub stays what the journal says.
    pub fn load(&mut self, pack: Arc<Pack>) {
        for rubric in &pack.rubrics {
            self.keep_rubric(Arc::clone(rubric));
        }
        if let Some(open) = self.packs.get_mut(&pack.stub.id)
            && open.stub.hash == pack.stub.hash
        {
            open.loaded = Some(Arc::clone(&pack));
        }
        self.texts.insert(pack.stub.hash.clone(), pack);
    }

    pub(crate) fn open_pack(&mut self, stub: Stub, opened_at: Moment) {
        let loaded = self.texts.get(&stub.hash).map(Arc::clone);
        let place = Place::Desk;
        self.packs.insert(
            stub.id.clone(),
            OpenPack {
                stub,
                opened_at,
                place,
                loaded,
            },
        );
    }

    pub(crate) fn place_pack(&mut self, id: &PackId, place: Place) {
        if let Some(open) = self.packs.get_mut(id) {
            open.place = place;
        }
    }

    pub(crate) fn work_mut(&mut self, rater: &RaterId, key: &WorkKey) -> &mut Work {
        self.works
            .entry(rater.clone())
            .or_default()
            .entry(key.clone())
            .or_default()
    }

    pub(crate) fn forget_work(&mut self, rater: &RaterId, key: &WorkKey) {
        if let Some(works) = self.works.get_mut(rater) {
            works.remove(key);
            if works.is_empty() {
                self.works.remove(rater);
            }
        }
    }

    pub(crate) fn forget_pack(&mut self, id: &PackId) -> Option<Arc<Pack>> {
        self.packs.remove(id)?.loaded
    }

    pub(crate) fn forget_name(&mut self, rater: &RaterId) {
        self.names.remove(rater);
    }

    pub(crate) fn read_extras(&mut self, rater: &RaterId, pack: &PackId, extras: &[Extra]) {
        let by_pack = self.extras.entry(rater.clone()).or_default();
        let known = by_pack.entry(pack.clone()).or_default();
        for extra in extras {
            known.read(extra);
        }
    }

    pub(crate) fn forget_extras(&mut self, rater: &RaterId, pack: &PackId) {
        if let Some(by_pack) = self.extras.get_mut(rater) {
            by_pack.remove(pack);
            if by_pack.is_empty() {
                self.extras.remove(rater);
            }
        }
    }

    pub(crate) fn set_name(&mut self, rater: &RaterId, name: &str) {
        self.names.insert(rater.clone(), name.to_owned());
    }
}
