//! A tab driven as the browser drives it, with a clock that only moves when it is told to.

use super::*;

/// Little room, so that few entries are many.
pub fn tight() -> Rules {
    Rules {
        soft_limit: 6_000,
        shard: 1_200,
        fold_at: 12,
        batch: 5,
        ..Rules::default()
    }
}

/// One open tab: its keeper, the jobs it asked for, and what it learned.
pub struct Tab {
    pub keeper: Keeper,
    pub loaded: Loaded,
    pub mirror: Rc<MemoryMirror>,
    pub now: Ms,
    /// Jobs for the mirror that are not run yet.
    pub jobs: Vec<Job>,
    /// When to look, as asked.
    pub alarm: Option<Ms>,
    /// How often other tabs were to be told.
    pub told: usize,
    pub news: News,
}

impl Tab {
    pub fn open(shelf: &Rc<impl Shelf + 'static>, mirror: &Rc<MemoryMirror>, id: &str) -> Self {
        Self::open_by(tight(), shelf, mirror, id)
    }

    pub fn open_by(
        rules: Rules,
        shelf: &Rc<impl Shelf + 'static>,
        mirror: &Rc<MemoryMirror>,
        id: &str,
    ) -> Self {
        let shelf = Rc::clone(shelf);
        let (keeper, loaded) = Keeper::open_by(rules, Ok(shelf), writer(id));
        let mut tab = Self {
            keeper,
            loaded,
            mirror: Rc::clone(mirror),
            now: 1_000_000,
            jobs: Vec::new(),
            alarm: None,
            told: 0,
            news: News::default(),
        };
        tab.keeper.attach_mirror();
        tab.ask();
        tab
    }

    pub fn commit(&mut self, number: usize) -> Receipt {
        let receipt = self.keeper.commit(entry(number), self.now);
        self.ask();
        receipt
    }

    /// Takes the jobs the keeper has now.
    pub fn ask(&mut self) {
        for job in self.keeper.jobs(self.now) {
            match job {
                Job::Tell => self.told += 1,
                Job::LookAgain { after } => {
                    let at = self.now.saturating_add_unsigned(after);
                    self.alarm = Some(self.alarm.map_or(at, |alarm| alarm.min(at)));
                }
                job => self.jobs.push(job),
            }
        }
    }

    /// Runs one job of the mirror and brings its answer.
    pub fn answer(&mut self, job: &Job) {
        let news = match job {
            Job::Mirror(batch) | Job::Seal(batch) => {
                let end = self.mirror.hold(batch);
                self.keeper.mirrored(batch.ticket, end, self.now)
            }
            Job::ReadMirror => self.keeper.mirror_read(self.mirror.read(), self.now),
            Job::Tell | Job::LookAgain { .. } => return,
        };
        self.learn(news);
        self.ask();
    }

    /// Runs everything the mirror is asked, until it is asked nothing more.
    pub fn run(&mut self) {
        while let Some(job) = (!self.jobs.is_empty()).then(|| self.jobs.remove(0)) {
            self.answer(&job);
        }
    }

    /// Looks at every moment the keeper asked for, for so long.
    pub fn wait(&mut self, ms: Ms) {
        let end = self.now + ms;
        let mut looks = 0;
        self.run();
        while let Some(alarm) = self.alarm.filter(|alarm| *alarm <= end) {
            looks += 1;
            assert!(looks < 10_000, "it looks again and again for nothing");
            self.now = alarm.max(self.now);
            self.look();
            self.run();
        }
        self.now = end;
    }

    pub fn look(&mut self) {
        self.alarm = None;
        let news = self.keeper.look(self.now);
        self.learn(news);
        self.ask();
    }

    pub fn rescan(&mut self) {
        let news = self.keeper.rescan().unwrap();
        self.learn(news);
        self.ask();
    }

    fn learn(&mut self, news: News) {
        self.news.records.extend(news.records);
        self.news.recovered += news.recovered;
        self.news.vanished.extend(news.vanished);
        self.news.lost.extend(news.lost);
        self.news.disputed.extend(news.disputed);
        self.news.caught_up.extend(news.caught_up);
        self.news.damaged.extend(news.damaged);
    }

    /// Everything this tab knows, as text.
    pub fn jsons(&self) -> BTreeSet<String> {
        let all = self.loaded.records.iter().chain(&self.news.records);
        all.map(|record| record.json.clone()).collect()
    }

    pub fn tick(&self, writer_id: &str, seq: u32) -> Option<Tick> {
        let writer = writer(writer_id);
        self.keeper.tick(&Id { writer, seq })
    }

    pub fn counts(&self) -> (usize, usize, usize) {
        let Counts {
            queued,
            saved,
            on_disk,
        } = self.keeper.standing().counts;
        (queued, saved, on_disk)
    }
}

/// The texts of these entries.
pub fn entries(numbers: impl IntoIterator<Item = usize>) -> BTreeSet<String> {
    numbers.into_iter().map(entry).collect()
}

/// What a new visit finds, once the mirror was read.
pub fn visit(shelf: &Rc<impl Shelf + 'static>, mirror: &Rc<MemoryMirror>) -> Tab {
    let mut tab = Tab::open(shelf, mirror, "visit");
    tab.run();
    tab
}
