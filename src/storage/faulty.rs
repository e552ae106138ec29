//! A test double: a shelf that misbehaves on cue.

use std::cell::{Cell, RefCell};

use super::shelf::{Shelf, ShelfError};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call fails and does nothing.
    Fail(ShelfError),
    /// A value read or written loses everything past this many characters.
    Truncate(usize),
    /// A value read or written has this bit of its UTF-16 form flipped (modulo its length).
    Flip(usize),
    /// The tab is killed before the call takes effect; nothing works from then on.
    DieBefore,
    /// The tab is killed right after the call took effect, before it returned.
    DieAfter,
}

/// A shelf that passes calls on to another one until the planned call goes wrong.
#[derive(Debug)]
pub struct FaultyShelf<S> {
    inner: S,
    plan: RefCell<Option<(u64, Fault)>>,
    refusal: RefCell<Option<ShelfError>>,
    calls: Cell<u64>,
    writes: Cell<u64>,
}

/// How one call goes.
enum Course {
    Sound,
    Faulty(Fault),
}

impl<S: Shelf> FaultyShelf<S> {
    /// A shelf without faults so far.
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            plan: RefCell::new(None),
            refusal: RefCell::new(None),
            calls: Cell::new(0),
            writes: Cell::new(0),
        }
    }

    /// Plans a fault for one call, counted from 1 over the shelf's whole life.
    pub fn plan(&self, call: u64, fault: Fault) {
        self.plan.replace(Some((call, fault)));
    }

    /// Makes every call fail from now on.
    pub fn refuse(&self, why: ShelfError) {
        self.refusal.replace(Some(why));
    }

    /// Ends [`refuse`](Self::refuse); the dead stay dead in the story only if nobody heals them.
    pub fn heal(&self) {
        self.refusal.replace(None);
    }

    /// Calls so far.
    pub fn calls(&self) -> u64 {
        self.calls.get()
    }

    /// Calls so far that would change something: `set` and `remove`.
    pub fn writes(&self) -> u64 {
        self.writes.get()
    }

    /// The shelf behind.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    fn begin(&self) -> Result<Course, ShelfError> {
        if let Some(why) = &*self.refusal.borrow() {
            return Err(why.clone());
        }
        self.calls.set(self.calls.get() + 1);
        let due = self
            .plan
            .borrow()
            .as_ref()
            .is_some_and(|(call, _)| *call == self.calls.get());
        match self.plan.borrow_mut().take_if(|_| due) {
            Some((_, Fault::Fail(why))) => Err(why),
            Some((_, Fault::DieBefore)) => Err(self.die()),
            Some((_, fault)) => Ok(Course::Faulty(fault)),
            None => Ok(Course::Sound),
        }
    }

    fn end<T>(&self, course: &Course, result: Result<T, ShelfError>) -> Result<T, ShelfError> {
        match course {
            Course::Faulty(Fault::DieAfter) => Err(self.die()),
            _ => result,
        }
    }

    fn die(&self) -> ShelfError {
        let why = ShelfError::Broken("the tab was killed".to_owned());
        self.refuse(why.clone());
        why
    }
}

impl Course {
    fn bend(&self, value: &str) -> String {
        match self {
            Self::Faulty(Fault::Truncate(length)) => value.chars().take(*length).collect(),
            Self::Faulty(Fault::Flip(bit)) => flip(value, *bit),
            _ => value.to_owned(),
        }
    }
}

/// `text` with one bit of its UTF-16 form flipped; half a pair reads as U+FFFD, as in the browser.
pub fn flip(text: &str, bit: usize) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    if let Some(unit) = (bit / 16)
        .checked_rem(units.len())
        .and_then(|at| units.get_mut(at))
    {
        *unit ^= 1 << (bit % 16);
    }
    String::from_utf16_lossy(&units)
}

impl<S: Shelf> Shelf for FaultyShelf<S> {
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        let course = self.begin()?;
        let value = self
            .inner
            .get(key)
            .map(|value| value.map(|text| course.bend(&text)));
        self.end(&course, value)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        self.writes.set(self.writes.get() + 1);
        let course = self.begin()?;
        let done = self.inner.set(key, &course.bend(value));
        self.end(&course, done)
    }

    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        self.writes.set(self.writes.get() + 1);
        let course = self.begin()?;
        let done = self.inner.remove(key);
        self.end(&course, done)
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, ShelfError> {
        let course = self.begin()?;
        let keys = self.inner.keys(prefix);
        self.end(&course, keys)
    }
}
