//! What every store call and every answer of the mirror is checked against.
//!
//! The audit follows the ground itself, not what tabs believe of it. After each operation it knows
//! which entries a load at this moment would find, and an entry that was told to be safe and is
//! not among them is a loss. Only what an operation touched can have changed, so one operation
//! costs one look; that the looks add up to what a load really finds is checked by real loads.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use trainmaster::storage::*;

use super::super::frame;

/// What one schedule, or many, went through.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted {
    /// Store calls and ended mirror jobs: a kill after any of them was checked.
    pub kill_points: u64,
    /// Those of them that changed something.
    pub changes: u64,
    /// Real loads at a kill point, compared with what the audit says.
    pub loads: u64,
    pub promises: u64,
    pub on_disk: u64,
    pub shards: u64,
    pub deletions: u64,
    pub seals: u64,
    pub tab_kills: u64,
    pub browser_kills: u64,
    /// Promises of one tick the browser itself had made false: it turned the write down later.
    pub excused: u64,
    pub vanished: u64,
}

impl Counted {
    pub fn add(&mut self, other: &Self) {
        self.kill_points += other.kill_points;
        self.changes += other.changes;
        self.loads += other.loads;
        self.promises += other.promises;
        self.on_disk += other.on_disk;
        self.shards += other.shards;
        self.deletions += other.deletions;
        self.seals += other.seals;
        self.tab_kills += other.tab_kills;
        self.browser_kills += other.browser_kills;
        self.excused += other.excused;
        self.vanished += other.vanished;
    }
}

/// One entry of the schedule, as the audit sees it.
#[derive(Clone, Copy, Debug, Default)]
struct Fate {
    /// Values on the ground that hold it.
    values: u32,
    in_mirror: bool,
    promised: Option<Tick>,
    /// A tab believes in a tick that the browser itself had made false.
    is_excused: bool,
}

#[derive(Debug, Default)]
pub struct Audit {
    /// Whether the browser may turn down later what it let a tab read back.
    pub excuses: Cell<bool>,
    pub counted: Cell<Counted>,
    pub losses: RefCell<Vec<String>>,
    fates: RefCell<Vec<Fate>>,
    held: RefCell<HashMap<String, Vec<usize>>>,
    /// What each change replaced, so that the latest can be undone as a killed browser does.
    pub undo: RefCell<Vec<(String, Option<String>)>>,
}

impl Audit {
    pub fn count(&self, change: impl FnOnce(&mut Counted)) {
        let mut counted = self.counted.get();
        change(&mut counted);
        self.counted.set(counted);
    }

    /// A store call came and changed nothing.
    pub fn point(&self) {
        self.count(|counted| counted.kill_points += 1);
    }

    /// A key on the ground may hold something else now.
    pub fn changed(&self, key: &str, before: Option<String>, after: Option<&str>) {
        self.point();
        if before.as_deref() == after {
            return;
        }
        self.count(|counted| {
            counted.changes += 1;
            let (is_shard, is_entry) = (key.starts_with("tm1:s:"), key.starts_with("tm1:j:"));
            counted.shards += u64::from(is_shard && after.is_some());
            counted.deletions += u64::from(is_entry && after.is_none());
            counted.seals += u64::from(is_shard && after.is_none());
        });
        self.undo.borrow_mut().push((key.to_owned(), before));
        self.follow(key, after, true);
    }

    /// The ground went back to an earlier time: what had only one tick may be gone.
    pub fn rolled_back(&self, key: &str, value: Option<&str>) {
        self.follow(key, value, false);
    }

    pub fn forget_what_may_be_gone(&self) {
        self.undo.borrow_mut().clear();
        for fate in self.fates.borrow_mut().iter_mut() {
            if fate.promised == Some(Tick::Saved) && fate.values == 0 {
                fate.promised = None;
            }
        }
    }

    fn follow(&self, key: &str, value: Option<&str>, is_told: bool) {
        let now = value.map_or_else(Vec::new, |value| numbers_under(key, value));
        let mut fates = self.fates.borrow_mut();
        for &n in &now {
            at(&mut fates, n).values += 1;
        }
        let before = self.held.borrow_mut().insert(key.to_owned(), now);
        for n in before.unwrap_or_default() {
            let fate = at(&mut fates, n);
            fate.values -= 1;
            let is_gone = fate.values == 0 && !fate.in_mirror;
            if is_told && is_gone && fate.promised.is_some() {
                self.lose(format!(
                    "entry {n} had a tick, and {key} was the last to hold it"
                ));
            }
        }
    }

    /// The mirror completed a batch.
    pub fn mirrored(&self, pairs: &[Pair]) {
        self.count(|counted| {
            counted.kill_points += 1;
            counted.changes += 1;
        });
        for pair in pairs {
            for n in numbers_under(&pair.key, &pair.value) {
                at(&mut self.fates.borrow_mut(), n).in_mirror = true;
            }
        }
    }

    /// A living tab shows this tick beside an entry.
    pub fn promise(&self, n: usize, tick: Tick) {
        let mut fates = self.fates.borrow_mut();
        let fate = at(&mut fates, n);
        if fate.promised == Some(Tick::OnDisk) || fate.promised == Some(tick) {
            return;
        }
        match tick {
            Tick::OnDisk if !fate.in_mirror => {
                self.lose(format!(
                    "entry {n} got two ticks, and the mirror does not hold it"
                ));
            }
            Tick::Saved if fate.values == 0 && !fate.in_mirror => {
                if self.excuses.get() {
                    self.count(|counted| counted.excused += u64::from(!fate.is_excused));
                    fate.is_excused = true;
                    return;
                }
                self.lose(format!("entry {n} got one tick, and nothing holds it"));
            }
            Tick::Queued => {
                // Another tab may know better, and have promised it.
                if fate.values == 0 {
                    fate.promised = None;
                    fate.is_excused = false;
                }
                return;
            }
            _ => {}
        }
        fate.promised = Some(tick);
        self.count(|counted| {
            counted.promises += 1;
            counted.on_disk += u64::from(tick == Tick::OnDisk);
        });
    }

    /// The entries a load now would find.
    pub fn held(&self) -> Vec<usize> {
        let fates = self.fates.borrow();
        let all = fates.iter().enumerate();
        let held = all.filter(|(_, fate)| fate.values > 0 || fate.in_mirror);
        held.map(|(n, _)| n).collect()
    }

    /// The entries that survive a killed browser.
    pub fn on_disk(&self) -> Vec<usize> {
        let fates = self.fates.borrow();
        let all = fates.iter().enumerate();
        let safe = all.filter(|(_, fate)| fate.promised == Some(Tick::OnDisk));
        safe.map(|(n, _)| n).collect()
    }

    pub fn lose(&self, what: String) {
        self.losses.borrow_mut().push(what);
    }
}

fn at(fates: &mut Vec<Fate>, n: usize) -> &mut Fate {
    if fates.len() <= n {
        fates.resize(n + 1, Fate::default());
    }
    &mut fates[n]
}

/// The numbers of the entries in a value that a load would read.
fn numbers_under(key: &str, value: &str) -> Vec<usize> {
    if key.starts_with("tm1:j:") || key.starts_with("tm1:s:") {
        frame::decode(key, value).map_or_else(|_| Vec::new(), numbers)
    } else if key == "blob" {
        numbers(value)
    } else {
        Vec::new()
    }
}

/// The numbers of the entries in a text.
pub fn numbers(text: &str) -> Vec<usize> {
    let of = |rest: &str| {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        rest[..end].parse().ok()
    };
    text.split("{\"n\":").skip(1).filter_map(of).collect()
}
