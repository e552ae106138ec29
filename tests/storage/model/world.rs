//! A browser with one to four tabs on one store, and a random schedule of what befalls them.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::writer;
use super::audit::{Audit, numbers};
use super::chance::Chance;
use super::witness::Witness;
use trainmaster::storage::*;

/// What kind of browser it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kind {
    /// Each tab sees the others late, and the browser may turn a write down later.
    pub is_stale: bool,
    /// There is hardly any room.
    pub is_full: bool,
    /// Every so-many-th write is dropped without a word.
    pub drops: Option<u32>,
    pub lie: Option<Lie>,
}

/// A step of the protocol that is made up instead of taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// Reading back is not reading: what was set is taken as kept.
    NoReadBack,
    /// The mirror is taken as done when it was asked.
    MirrorBeforeItHolds,
}

/// Every so-many-th kill point a real load is compared with what the audit says.
const LOAD_EVERY: u64 = 150;
/// A killed browser loses up to so many of the latest changes.
const ROLLED_BACK: usize = 40;

pub struct World {
    kind: Kind,
    rules: Rules,
    chance: Chance,
    pub audit: Rc<Audit>,
    ground: Rc<MemoryShelf>,
    browser: Rc<Ground>,
    mirror: MemoryMirror,
    is_mirror_down: bool,
    /// Hardly anything is killed, so that the slow steps of compaction are reached.
    is_calm: bool,
    pages: Vec<Page>,
    now: Ms,
    writers: u32,
    imported: u32,
    texts: Vec<(Id, String)>,
    next_load: u64,
}

/// One tab.
struct Page {
    keeper: Keeper,
    shelf: Rc<Witness>,
    view: Option<Rc<StaleShelf>>,
    jobs: Vec<Job>,
    answers: Vec<Answer>,
    /// Entries of this tab that have not got two ticks yet.
    open: BTreeSet<usize>,
}

/// What the mirror did and has not said yet.
enum Answer {
    Held(u64, Result<Vec<String>, ShelfError>),
    Read(Result<Vec<Pair>, ShelfError>),
}

impl World {
    pub fn new(kind: Kind, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let rules = Rules {
            soft_limit: chance.pick(&[900, 1_500, 2_500]),
            shard: chance.pick(&[250, 400]),
            fold_at: chance.pick(&[4, 8]),
            batch: chance.pick(&[2, 5]),
            ..Rules::default()
        };
        let is_calm = chance.one_in(2);
        let ground = Rc::new(MemoryShelf::new());
        let audit = Rc::new(Audit::default());
        audit.excuses.set(kind.is_stale);
        let mut world = Self {
            kind,
            rules,
            browser: Ground::on(Rc::clone(&ground)),
            chance,
            audit,
            ground,
            mirror: MemoryMirror::new(),
            is_mirror_down: false,
            is_calm,
            pages: Vec::new(),
            now: 1_000_000,
            writers: 0,
            imported: 0,
            texts: Vec::new(),
            next_load: LOAD_EVERY,
        };
        world.squeeze();
        for _ in 0..=world.chance.below(4) {
            world.open_tab();
        }
        world
    }

    pub fn run(&mut self, steps: usize) {
        for _ in 0..steps {
            self.step();
            if self.audit.counted.get().kill_points >= self.next_load {
                self.next_load += LOAD_EVERY;
                self.compare_with_a_load();
            }
        }
        self.come_to_rest();
        self.compare_with_a_load();
    }

    fn step(&mut self) {
        let at = self.chance.below(self.pages.len());
        match self.chance.below(1_000) {
            0..240 => self.commit(at),
            240..400 => self.run_job(at),
            400..560 => self.bring_answer(at),
            560..710 => self.look(at),
            710..820 => self.pass_time(),
            820..860 => self.rescan(at),
            860..890 => self.catch_up(at),
            890..910 => drop(self.pages[at].keeper.retry(self.now)),
            910..930 => self.hide(at),
            930..950 => self.adopt(at),
            950..975 => self.toggle(),
            975..997 if self.is_calm && !self.chance.one_in(8) => self.look(at),
            975..989 => self.doom(at),
            989..996 => self.kill_tab(at),
            _ => self.kill_browser(),
        }
        for at in 0..self.pages.len() {
            if self.pages[at].shelf.is_dead() {
                self.kill_tab(at);
            }
        }
    }

    fn open_tab(&mut self) {
        self.writers += 1;
        let view = self
            .kind
            .is_stale
            .then(|| Rc::new(StaleShelf::open(&self.browser).unwrap()));
        let inner: Rc<dyn Shelf> = match &view {
            Some(view) => Rc::clone(view) as Rc<dyn Shelf>,
            None => Rc::clone(&self.ground) as Rc<dyn Shelf>,
        };
        let is_lying = self.kind.lie == Some(Lie::NoReadBack);
        let witness = Witness::new(inner, &self.ground, &self.audit);
        let witness = Rc::new(witness.dropping(self.kind.drops, is_lying));
        let name = writer(&format!("w{}", self.writers));
        let (mut keeper, loaded) =
            Keeper::open_by(self.rules, Ok(Rc::clone(&witness) as Rc<dyn Shelf>), name);
        keeper.attach_mirror();
        let mut page = Page {
            keeper,
            shelf: witness,
            view,
            jobs: Vec::new(),
            answers: Vec::new(),
            open: BTreeSet::new(),
        };
        page.show(&loaded.records);
        self.pages.push(page);
        let last = self.pages.len() - 1;
        self.settle(last, News::default());
    }

    /// The work of a tab after every step: it takes what is new and asks for what is to be done;
    /// what it shows then is promised.
    fn settle(&mut self, at: usize, news: News) {
        let page = &mut self.pages[at];
        if page.shelf.is_dead() {
            return;
        }
        page.show(&news.records);
        self.audit
            .count(|counted| counted.vanished += news.vanished.len() as u64);
        for id in &news.lost {
            if !self.kind.is_stale {
                self.audit.lose(format!("{id:?} is told as lost"));
            }
            if let Some((_, text)) = self.texts.iter().find(|(of, _)| of == id) {
                page.open.extend(numbers(text));
                page.keeper.adopt(
                    Record {
                        writer: id.writer.to_string(),
                        seq: id.seq,
                        json: text.clone(),
                    },
                    self.now,
                );
            }
        }
        if page.shelf.is_dead() {
            return;
        }
        let jobs = page.keeper.jobs(self.now);
        let is_for_mirror = |job: &Job| !matches!(job, Job::Tell | Job::LookAgain { .. });
        page.jobs.extend(jobs.into_iter().filter(is_for_mirror));
        if page.shelf.is_dead() {
            return;
        }
        for n in page.open.clone() {
            let tick = page.keeper.tick(&self.texts[n].0).unwrap_or(Tick::Queued);
            self.audit.promise(n, tick);
            if tick == Tick::OnDisk {
                page.open.remove(&n);
            }
        }
    }

    fn new_text(&mut self, id: Id) -> String {
        let pad = "x".repeat(self.chance.below(30));
        let text = format!("{{\"n\":{},\"t\":\"{pad}\"}}", self.texts.len());
        self.texts.push((id, text.clone()));
        text
    }

    fn commit(&mut self, at: usize) {
        let keeper = &self.pages[at].keeper;
        let (writer, seq) = (keeper.writer().clone(), keeper.next_seq());
        let text = self.new_text(Id { writer, seq });
        let is_typed = self.chance.one_in(4);
        let page = &mut self.pages[at];
        let drafted = is_typed && page.keeper.put_draft("t", &text).is_ok();
        let receipt = page.keeper.commit(text, self.now);
        page.open.insert(self.texts.len() - 1);
        if drafted && receipt.outcome == Outcome::Saved {
            // A draft that stays behind is found to be known.
            page.keeper.remove_draft("t").ok();
        }
        self.settle(at, News::default());
    }

    /// An imported file brings an entry of somebody else, perhaps one that is here already.
    fn adopt(&mut self, at: usize) {
        let again = self.chance.one_in(3) && !self.texts.is_empty();
        let n = if again {
            self.chance.below(self.texts.len())
        } else {
            self.imported += 1;
            let seq = self.imported;
            self.new_text(Id {
                writer: writer("file"),
                seq,
            });
            self.texts.len() - 1
        };
        let (id, json) = self.texts[n].clone();
        let record = Record {
            writer: id.writer.to_string(),
            seq: id.seq,
            json,
        };
        self.pages[at].keeper.adopt(record, self.now);
        self.pages[at].open.insert(n);
        self.settle(at, News::default());
    }

    /// The mirror does one of the jobs, not always the oldest; nobody knows yet.
    fn run_job(&mut self, at: usize) {
        if self.pages[at].jobs.is_empty() {
            return;
        }
        let which = self.chance.below(self.pages[at].jobs.len());
        let job = self.pages[at].jobs.swap_remove(which);
        let fails = self.is_mirror_down || self.chance.one_in(15);
        let is_lost = self.chance.one_in(20);
        let answer = match job {
            Job::Mirror(batch) | Job::Seal(batch) if fails => {
                Answer::Held(batch.ticket, Err(ShelfError::Broken("I/O".to_owned())))
            }
            Job::Mirror(batch) | Job::Seal(batch) => {
                if self.kind.lie == Some(Lie::MirrorBeforeItHolds) {
                    Answer::Held(batch.ticket, Ok(Vec::new()))
                } else {
                    let taken = self.mirror.hold(&batch);
                    self.audit.mirrored(&batch.pairs);
                    Answer::Held(batch.ticket, taken)
                }
            }
            _ if fails => Answer::Read(Err(ShelfError::Denied)),
            _ => {
                self.audit.point();
                Answer::Read(self.mirror.read())
            }
        };
        if !is_lost {
            self.pages[at].answers.push(answer);
        }
    }

    fn bring_answer(&mut self, at: usize) {
        let page = &mut self.pages[at];
        if page.answers.is_empty() {
            return;
        }
        let which = self.chance.below(page.answers.len());
        let news = match page.answers.swap_remove(which) {
            Answer::Held(ticket, end) => {
                if self.chance.one_in(20) {
                    page.answers.push(Answer::Held(ticket, end.clone()));
                }
                page.keeper.mirrored(ticket, end, self.now)
            }
            Answer::Read(end) => page.keeper.mirror_read(end, self.now),
        };
        self.settle(at, news);
    }

    fn look(&mut self, at: usize) {
        let news = self.pages[at].keeper.look(self.now);
        self.settle(at, news);
    }

    fn hide(&mut self, at: usize) {
        let news = self.pages[at].keeper.look_before_hiding(self.now);
        self.settle(at, news);
    }

    fn rescan(&mut self, at: usize) {
        // One that is being killed cannot list its shelf.
        let news = self.pages[at].keeper.rescan().unwrap_or_default();
        self.settle(at, news);
    }

    fn catch_up(&mut self, at: usize) {
        let count = self.chance.pick(&[1, 3, 1_000]);
        if let Some(view) = &self.pages[at].view {
            view.catch_up(count);
        }
    }

    fn pass_time(&mut self) {
        self.now += self
            .chance
            .pick(&[10, 900, 2_000, 10_000, 10_000, 60_000, -5_000]);
    }

    /// The mirror fails or works again, or there is another amount of room.
    fn toggle(&mut self) {
        if self.chance.one_in(2) {
            self.is_mirror_down = !self.is_mirror_down;
        } else {
            self.squeeze();
        }
    }

    fn squeeze(&mut self) {
        let room = self.chance.below(400);
        let capacity = self
            .kind
            .is_full
            .then(|| self.ground.used().max(300) + room);
        self.browser.set_capacity(capacity);
        if !self.kind.is_stale {
            self.ground.set_capacity(capacity);
        }
    }

    /// The tab will die at one of its next calls, in the middle of whatever it does.
    fn doom(&mut self, at: usize) {
        let (calls, after) = (self.chance.below(12), self.chance.one_in(2));
        self.pages[at].shelf.dies_in(calls, after);
    }

    fn kill_tab(&mut self, at: usize) {
        self.audit.count(|counted| counted.tab_kills += 1);
        self.pages.swap_remove(at);
        self.open_tab();
    }

    /// The browser is killed: every tab dies, and the latest changes of the shelf are gone.
    fn kill_browser(&mut self) {
        self.audit.count(|counted| counted.browser_kills += 1);
        let tabs = self.pages.len();
        self.pages.clear();
        self.ground.set_capacity(None);
        for _ in 0..self.chance.below(ROLLED_BACK) {
            let Some((key, before)) = self.audit.undo.borrow_mut().pop() else {
                break;
            };
            put(&self.ground, &key, before.as_deref());
            self.audit.rolled_back(&key, before.as_deref());
        }
        self.audit.forget_what_may_be_gone();
        self.browser = Ground::on(Rc::clone(&self.ground));
        self.squeeze();
        (0..tabs).for_each(|_| self.open_tab());
    }

    /// In the end everything works and time passes: every entry of an open tab must arrive.
    fn come_to_rest(&mut self) {
        self.is_mirror_down = false;
        self.ground.set_capacity(None);
        self.browser.set_capacity(None);
        for at in 0..self.pages.len() {
            for _ in 0..60 {
                self.rest(at);
                if self.pages[at].shelf.is_dead() || self.pages[at].open.is_empty() {
                    break;
                }
            }
            let page = &self.pages[at];
            if !page.shelf.is_dead() && !page.open.is_empty() && self.kind.lie.is_none() {
                let open = &page.open;
                self.audit.lose(format!("{open:?} never got two ticks"));
            }
        }
    }

    fn rest(&mut self, at: usize) {
        self.now += 20_000;
        self.catch_up_wholly(at);
        self.look(at);
        self.rescan(at);
        while !self.pages[at].jobs.is_empty() || !self.pages[at].answers.is_empty() {
            self.run_job(at);
            self.bring_answer(at);
        }
    }

    fn catch_up_wholly(&mut self, at: usize) {
        if let Some(view) = &self.pages[at].view {
            view.catch_up(usize::MAX);
        }
    }

    /// The kill point for real: what a new page finds on copies of both places.
    fn compare_with_a_load(&mut self) {
        self.audit.count(|counted| counted.loads += 1);
        let copy = Rc::new(MemoryShelf::new());
        for key in self.ground.keys("").unwrap() {
            let value = self.ground.get(&key).unwrap();
            put(&copy, &key, value.as_deref());
        }
        let found = self.load(&copy);
        let held: BTreeSet<usize> = self.audit.held().into_iter().collect();
        if found != held {
            let other: Vec<_> = found.symmetric_difference(&held).collect();
            self.audit
                .lose(format!("a load and the audit disagree about {other:?}"));
        }
        // And had the browser been killed.
        let undo = self.audit.undo.borrow();
        for (key, before) in undo.iter().rev().take(self.chance.below(ROLLED_BACK)) {
            put(&copy, key, before.as_deref());
        }
        let found = self.load(&copy);
        for n in self.audit.on_disk() {
            if !found.contains(&n) {
                self.audit
                    .lose(format!("entry {n} had two ticks and died with the browser"));
            }
        }
    }

    fn load(&self, ground: &Rc<MemoryShelf>) -> BTreeSet<usize> {
        let ground = Rc::clone(ground) as Rc<dyn Shelf>;
        let (mut keeper, loaded) = Keeper::open_by(self.rules, Ok(ground), writer("load"));
        keeper.attach_mirror();
        let news = keeper.mirror_read(self.mirror.read(), self.now);
        let records = loaded.records.iter().chain(&news.records);
        records.flat_map(|record| numbers(&record.json)).collect()
    }
}

impl Page {
    /// Takes entries into the state: from here on they are shown with their ticks.
    fn show(&mut self, records: &[Record]) {
        let all = records.iter().flat_map(|record| numbers(&record.json));
        self.open.extend(all);
    }
}

fn put(shelf: &MemoryShelf, key: &str, value: Option<&str>) {
    match value {
        Some(value) => shelf.set(key, value).unwrap(),
        None => shelf.remove(key).unwrap(),
    }
}
