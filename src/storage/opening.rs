//! The start of a page load: reaching for the shelf, and reading everything on it.
//!
//! The two are apart because a first visit has nothing to read: what reads is fetched by those who
//! come back.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use super::keeper::Keeper;
use super::keys::{Key, PREFIX, Writer};
use super::known::Known;
use super::load::{Loaded, load};
use super::memory::MemoryShelf;
use super::meta::Mode;
use super::mirroring::Second;
use super::receipt::News;
use super::rules::Rules;
use super::shelf::{Shelf, ShelfError};
use super::waiting::Waiting;

impl Keeper {
    /// Loads everything and becomes ready to write; writes nothing itself and cannot fail.
    ///
    /// `shelf` is what probing the browser gave. Where that failed, or where the shelf cannot be
    /// listed, the keeper works in memory: [`Loaded::mode`] says so, every commit is queued, and
    /// drafts and settings hold until the tab closes. `writer` must be random for this page load.
    pub fn open(shelf: Result<Rc<dyn Shelf>, ShelfError>, writer: Writer) -> (Self, Loaded) {
        Self::open_by(Rules::default(), shelf, writer)
    }

    /// As [`open`](Self::open), by other numbers: as another build, or with little room.
    pub fn open_by(
        rules: Rules,
        shelf: Result<Rc<dyn Shelf>, ShelfError>,
        writer: Writer,
    ) -> (Self, Loaded) {
        let mut keeper = Self::begin(rules, shelf, writer);
        let loaded = keeper.load();
        (keeper, loaded)
    }

    /// Reaches for the shelf and reads nothing of it but settings. Before the first commit
    /// [`load`](Self::load) must follow, unless [`is_untouched`](Self::is_untouched).
    pub fn begin(rules: Rules, shelf: Result<Rc<dyn Shelf>, ShelfError>, writer: Writer) -> Self {
        let (shelf, mode) = match shelf {
            Ok(shelf) => (shelf, Mode::Open),
            Err(why) => in_memory(why),
        };
        Self {
            shelf,
            rules,
            next_seq: 1,
            writer,
            mode,
            meta: None,
            known: Known::default(),
            drifted: false,
            pending: Waiting::default(),
            own: BTreeSet::new(),
            adopted: BTreeSet::new(),
            watched: Vec::new(),
            second: Second::default(),
            returning: VecDeque::new(),
            retry: None,
            fold_rest: None,
            news: News::default(),
            jobs: Vec::new(),
            has_to_tell: false,
            alarm: None,
            vanished: 0,
            last_saved: None,
            last_on_disk: None,
        }
    }

    /// Whether there is nothing to load, as on a first visit: settings at most.
    pub fn is_untouched(&mut self) -> bool {
        let is_setting =
            |key: &String| matches!(Key::parse(key), Ok(Key::Setting { .. } | Key::Meta));
        let keys = self.shelf.keys(PREFIX);
        // A store that a newer build took over is not ours to begin.
        keys.is_ok_and(|keys| keys.iter().all(is_setting)) && self.fence().is_ok()
    }

    /// Reads and verifies everything; writes nothing, and cannot fail.
    pub fn load(&mut self) -> Loaded {
        if let Mode::Memory { why } = &self.mode {
            return Loaded::out_of_reach(why.clone());
        }
        let loaded = match load(&*self.shelf, &self.rules) {
            Ok((loaded, known)) => {
                self.known = known;
                loaded
            }
            Err(why) => {
                (self.shelf, self.mode) = in_memory(why.clone());
                return Loaded::out_of_reach(why);
            }
        };
        self.next_seq = loaded.last_seq(&self.writer).saturating_add(1);
        self.mode = loaded.mode.clone();
        self.own = loaded.own_writers();
        self.adopted.clone_from(&loaded.adopted);
        loaded
    }
}

/// Where nothing can be kept: a shelf that is gone with the page.
fn in_memory(why: ShelfError) -> (Rc<dyn Shelf>, Mode) {
    (Rc::new(MemoryShelf::new()), Mode::Memory { why })
}
