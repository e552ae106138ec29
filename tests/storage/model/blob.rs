//! What this design is not: the whole state under one key, written by whoever comes last.

use std::collections::BTreeSet;
use std::rc::Rc;

use trainmaster::storage::*;

use super::audit::{Audit, numbers};
use super::chance::Chance;
use super::witness::Witness;

/// A tab that keeps everything it knows under one key, and reads it back.
struct BlobTab {
    shelf: Witness,
    all: BTreeSet<usize>,
}

impl BlobTab {
    fn open(ground: &Rc<MemoryShelf>, audit: &Rc<Audit>) -> Self {
        let shelf = Rc::clone(ground) as Rc<dyn Shelf>;
        let shelf = Witness::new(shelf, ground, audit);
        let kept = shelf.get("blob").unwrap().unwrap_or_default();
        let all = numbers(&kept).into_iter().collect();
        Self { shelf, all }
    }

    fn commit(&mut self, n: usize) -> bool {
        self.all.insert(n);
        let entries: Vec<String> = self.all.iter().map(|n| format!("{{\"n\":{n}}}")).collect();
        let blob = format!("[{}]", entries.join(","));
        self.shelf.set("blob", &blob).is_ok() && self.shelf.get("blob") == Ok(Some(blob))
    }
}

/// Runs one schedule of commits and reloads in so many tabs; gives what was lost.
pub fn run(tabs: usize, seed: u64) -> Vec<String> {
    let mut chance = Chance::new(seed);
    let ground = Rc::new(MemoryShelf::new());
    let audit = Rc::new(Audit::default());
    let mut open: Vec<BlobTab> = (0..tabs).map(|_| BlobTab::open(&ground, &audit)).collect();
    for n in 0..40 {
        let at = chance.below(open.len());
        if chance.one_in(10) {
            open[at] = BlobTab::open(&ground, &audit);
        }
        if open[at].commit(n) {
            audit.promise(n, Tick::Saved);
        }
    }
    audit.losses.take()
}
