//! Where every known entry stands.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::keys::Id;

/// How safe an entry is; the ticks beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tick {
    /// In memory only: it is lost with the tab.
    Queued,
    /// One tick, “saved in this browser”: it survives a killed tab.
    Saved,
    /// Two ticks, “on disk”: it survives a killed browser.
    OnDisk,
}

/// How many entries have which tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In memory only.
    pub queued: usize,
    /// Saved in this browser.
    pub saved: usize,
    /// On disk.
    pub on_disk: usize,
}

/// One of the places an entry can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// On the shelf, under its own key.
    Alone,
    /// On the shelf, in a shard.
    Folded,
    /// In the mirror.
    Mirror,
}

/// What taking note of an entry showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noted {
    /// It was not known.
    New,
    /// It was, with this text.
    Known,
    /// It was, with another text; the first one known stays.
    Other,
}

/// Where one entry stands. The text itself is not kept here, only what tells it from another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    print: u64,
    pub alone: bool,
    shards: u16,
    pub mirror: bool,
    /// Another text was seen under the same name: neither is ever folded or deleted.
    pub disputed: bool,
}

impl Standing {
    /// Whether the shelf holds it.
    pub fn on_shelf(&self) -> bool {
        self.alone || self.shards > 0
    }

    /// Whether a shard on the shelf holds it.
    pub fn is_folded(&self) -> bool {
        self.shards > 0
    }

    fn tick(&self) -> Tick {
        if self.mirror {
            Tick::OnDisk
        } else if self.on_shelf() {
            Tick::Saved
        } else {
            Tick::Queued
        }
    }
}

/// Every known entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    entries: BTreeMap<Id, Standing>,
    counts: Counts,
    /// Entries that stand alone and in no shard.
    unfolded: usize,
    /// Entries that stand alone and in a shard.
    doubled: usize,
}

impl Ledger {
    /// Takes note of an entry, and where it was seen, if anywhere.
    pub fn note(&mut self, id: &Id, text: &str, spot: Option<Spot>) -> Noted {
        let print = print(text);
        let Some(known) = self.entries.get(id) else {
            let fresh = Standing {
                print,
                ..Standing::default()
            };
            self.entries.insert(id.clone(), fresh);
            self.count(&fresh, true);
            self.put(id, spot);
            return Noted::New;
        };
        if known.print == print {
            self.put(id, spot);
            Noted::Known
        } else {
            self.dispute(id);
            Noted::Other
        }
    }

    fn put(&mut self, id: &Id, spot: Option<Spot>) {
        self.change(id, |standing| match spot {
            Some(Spot::Alone) => standing.alone = true,
            Some(Spot::Folded) => standing.shards = standing.shards.saturating_add(1),
            Some(Spot::Mirror) => standing.mirror = true,
            None => {}
        });
    }

    /// Takes note that an entry is in the mirror, as it is known here.
    pub fn mirrored(&mut self, id: &Id) {
        self.put(id, Some(Spot::Mirror));
    }

    /// Takes note that an entry exists with another text as well.
    pub fn dispute(&mut self, id: &Id) {
        self.change(id, |standing| standing.disputed = true);
    }

    /// Takes note that an entry left a place.
    pub fn left(&mut self, id: &Id, spot: Spot) {
        self.change(id, |standing| match spot {
            Spot::Alone => standing.alone = false,
            Spot::Folded => standing.shards = standing.shards.saturating_sub(1),
            Spot::Mirror => standing.mirror = false,
        });
    }

    /// The one place where an entry changes, so that the counts follow.
    fn change(&mut self, id: &Id, change: impl FnOnce(&mut Standing)) {
        let Some(standing) = self.entries.get_mut(id) else {
            return;
        };
        let before = *standing;
        change(standing);
        let after = *standing;
        self.count(&before, false);
        self.count(&after, true);
    }

    fn count(&mut self, standing: &Standing, more: bool) {
        let add = |count: &mut usize| *count = if more { *count + 1 } else { *count - 1 };
        match standing.tick() {
            Tick::Queued => add(&mut self.counts.queued),
            Tick::Saved => add(&mut self.counts.saved),
            Tick::OnDisk => add(&mut self.counts.on_disk),
        }
        match (standing.alone, standing.is_folded()) {
            (true, false) => add(&mut self.unfolded),
            (true, true) => add(&mut self.doubled),
            (false, _) => {}
        }
    }

    /// Where an entry stands; `None` where it is not known.
    pub fn get(&self, id: &Id) -> Option<Standing> {
        self.entries.get(id).copied()
    }

    /// Whether this is the entry's text, as far as it is known.
    pub fn is_text_of(&self, id: &Id, text: &str) -> bool {
        let known = self.entries.get(id);
        known.is_some_and(|standing| standing.print == print(text))
    }

    /// How safe an entry is; `None` where it is not known.
    pub fn tick(&self, id: &Id) -> Option<Tick> {
        self.entries.get(id).map(Standing::tick)
    }

    /// How many entries have which tick.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How many entries stand alone and in no shard.
    pub fn unfolded(&self) -> usize {
        self.unfolded
    }

    /// How many entries stand alone and in a shard.
    pub fn doubled(&self) -> usize {
        self.doubled
    }

    /// Entries that stand alone and in no shard, but none that is disputed.
    pub fn to_fold(&self) -> impl Iterator<Item = &Id> {
        let all = self.entries.iter();
        all.filter(|(_, s)| s.alone && !s.is_folded() && !s.disputed)
            .map(|(id, _)| id)
    }

    /// Entries on the shelf that are not known to be in the mirror.
    pub fn to_mirror(&self) -> impl Iterator<Item = &Id> {
        let all = self.entries.iter();
        all.filter(|(_, s)| s.on_shelf() && !s.mirror && !s.disputed)
            .map(|(id, _)| id)
    }

    /// Every known entry.
    pub fn ids(&self) -> impl Iterator<Item = &Id> {
        self.entries.keys()
    }
}

/// Tells one text from another while this page is open; nothing stored depends on it.
fn print(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::keys::Writer;
    use super::*;

    #[test]
    fn counts_follow_every_change() {
        let writer = Writer::new("w1").unwrap();
        let id = Id { writer, seq: 1 };
        let mut ledger = Ledger::default();
        let check = |ledger: &Ledger, tick, unfolded| {
            assert_eq!(
                (ledger.tick(&id), ledger.unfolded()),
                (Some(tick), unfolded)
            );
            let Counts {
                queued,
                saved,
                on_disk,
            } = ledger.counts();
            let of = |t| usize::from(tick == t);
            let expected = (of(Tick::Queued), of(Tick::Saved), of(Tick::OnDisk));
            assert_eq!((queued, saved, on_disk), expected);
        };
        assert_eq!(ledger.note(&id, "{}", None), Noted::New);
        check(&ledger, Tick::Queued, 0);
        assert_eq!(ledger.note(&id, "{}", Some(Spot::Alone)), Noted::Known);
        check(&ledger, Tick::Saved, 1);
        ledger.mirrored(&id);
        check(&ledger, Tick::OnDisk, 1);
        ledger.note(&id, "{}", Some(Spot::Folded));
        check(&ledger, Tick::OnDisk, 0);
        ledger.left(&id, Spot::Mirror);
        ledger.left(&id, Spot::Alone);
        check(&ledger, Tick::Saved, 0);
        assert_eq!(ledger.note(&id, "{ }", Some(Spot::Mirror)), Noted::Other);
        check(&ledger, Tick::Saved, 0);
        ledger.left(&id, Spot::Folded);
        check(&ledger, Tick::Queued, 0);
    }
}
