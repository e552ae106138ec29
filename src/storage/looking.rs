//! What is due by the clock, and what other tabs did: the keeper looks again.

use super::content::{self, Content};
use super::keeper::{Keeper, Watched};
use super::keys::{Id, Key, PREFIX};
use super::ledger::Spot;
use super::load::Record;
use super::meta::Mode;
use super::mirror::Job;
use super::receipt::{News, Pending, Why};
use super::rules::{Backoff, LOOK_AGAIN_AFTER, Ms, is_due};
use super::shard::Folded;
use super::shelf::ShelfError;

impl Keeper {
    /// Does what is due: second read-backs, another attempt for what waits, healing, compaction.
    ///
    /// [`Job::LookAgain`] says when; more often does no harm.
    pub fn look(&mut self, now: Ms) -> News {
        self.alarm = None;
        self.read_back_again(now, false);
        self.retry_if_due(now);
        self.mind_overdue(now);
        self.put_back(now);
        self.compact(now);
        self.take_news()
    }

    /// The page is being hidden, and may not come back: reads everything back that was written
    /// lately.
    pub fn look_before_hiding(&mut self, now: Ms) -> News {
        self.read_back_again(now, true);
        self.offer(true, now);
        self.take_news()
    }

    /// Reads what other tabs did to the shelf: on their message, on a storage event, on focus.
    ///
    /// Cheap where nothing is new: the keys are listed, and only values not seen before are read.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] where the shelf cannot be listed.
    pub fn rescan(&mut self) -> Result<News, ShelfError> {
        if !matches!(self.mode(), Mode::Memory { .. } | Mode::Sealed { .. }) {
            // Also finds out whether a newer build took over.
            let _ = self.fence();
            self.scan()?;
        }
        Ok(self.take_news())
    }

    pub(super) fn take_news(&mut self) -> News {
        std::mem::take(&mut self.news)
    }

    /// The second look: what was read back once is read back again, and queued if it is gone.
    fn read_back_again(&mut self, now: Ms, all: bool) {
        let mut gone = Vec::new();
        for mut watched in std::mem::take(&mut self.watched) {
            let is_due = is_due(watched.since, LOOK_AGAIN_AFTER, now);
            if !is_due && !all {
                self.watched.push(watched);
                continue;
            }
            match self.stands(&watched) {
                Some(true) if is_due => {}
                Some(false) => gone.push(watched),
                // Too early to be sure.
                Some(true) => self.watched.push(watched),
                // The shelf cannot be read just now.
                None => {
                    watched.since = now;
                    self.watched.push(watched);
                }
            }
        }
        // Another tab may have folded them.
        if !gone.is_empty() && self.scan().is_ok() {
            for watched in gone {
                self.queue_again(watched, now);
            }
        } else {
            self.watched.extend(gone);
        }
    }

    fn stands(&self, watched: &Watched) -> Option<bool> {
        self.shelf.get(&watched.id.key()).ok()?;
        Some(
            self.text_alone(&watched.id)
                .is_some_and(|text| text == watched.json),
        )
    }

    fn queue_again(&mut self, Watched { id, json, .. }: Watched, now: Ms) {
        self.known.ledger.left(&id, Spot::Alone);
        let standing = self.known.ledger.get(&id);
        if standing.is_none_or(|standing| standing.is_folded()) || self.known.is_sealed(&id) {
            return;
        }
        self.known.inventory.note(&id.key(), None);
        self.want_mirrored(&id);
        self.retry.get_or_insert(Backoff::start(now));
        self.vanished += 1;
        let why = Why::Vanished;
        let record = Record::new(&id, json);
        self.pending.push(Pending { record, why });
        self.news.vanished.push(id.clone());
        // It is told as vanished, and it is not lost: it waits.
        self.news.lost.retain(|lost| *lost != id);
    }

    fn retry_if_due(&mut self, now: Ms) {
        if self.pending.all().is_empty() {
            self.retry = None;
        } else if self.retry.is_none_or(|retry| retry.is_over(now)) {
            let kept = self.offer(true, now);
            match &mut self.retry {
                Some(retry) if kept.is_empty() => retry.again(now),
                _ => self.retry = Some(Backoff::start(now)),
            }
        }
    }

    /// Compares the keys with those known, reads what is new, and takes note of what is gone.
    pub(super) fn scan(&mut self) -> Result<(), ShelfError> {
        let mut keys = self.shelf.keys(PREFIX)?;
        keys.sort();
        for key in &keys {
            let is_known = self.known.inventory.size(key).is_some();
            if is_known && is_written_once(key) {
                continue;
            }
            if let Ok(Some(raw)) = self.shelf.get(key) {
                self.arrive(key, &raw);
            }
        }
        for key in self.known.inventory.gone(&keys) {
            self.note_gone(&key);
        }
        Ok(())
    }

    fn arrive(&mut self, key: &str, raw: &str) {
        self.known.inventory.note(key, Some(raw));
        // What does not verify is told of at the next load.
        let Ok(content) = content::read(key, raw) else {
            return;
        };
        if let Content::Folded(_, Folded::Stub(stub)) = &content {
            // Sealed by another tab before this one saw it: only the mirror can show it.
            let is_unseen = stub.ids().any(|id| self.tick(&id).is_none());
            self.second.is_read &= !is_unseen;
        }
        let arrived = self.known.arrive(content);
        // Its own tab may die before it does so; and what could not be read where it stood before
        // can be now.
        for id in &arrived.ids {
            self.want_mirrored(id);
        }
        self.news.records.extend(arrived.new);
        self.news.disputed.extend(arrived.disputed);
    }

    fn note_gone(&mut self, key: &str) {
        self.known.inventory.note(key, None);
        match Key::parse(key) {
            Ok(Key::Journal { writer, seq }) => {
                let id = Id { writer, seq };
                self.known.damaged.remove(&id);
                self.known.ledger.left(&id, Spot::Alone);
                self.note_if_lost(id);
            }
            Ok(Key::Shard { hash }) => {
                self.known.stubs.remove(&hash);
                self.note_shard_gone(&hash);
            }
            _ => {}
        }
    }

    /// A shard does not stand on the shelf any more, or cannot be used.
    pub(super) fn note_shard_gone(&mut self, hash: &str) {
        for id in self.known.shard_left(hash) {
            self.note_if_lost(id);
        }
    }

    fn note_if_lost(&mut self, id: Id) {
        let is_watched = self.watched.iter().any(|watched| watched.id == id);
        if self.is_queued(&id) && !is_watched && self.pending.get(&id).is_none() {
            self.news.lost.push(id);
        }
    }

    /// Asks to be called when the next thing is due.
    pub(super) fn set_alarm(&mut self, now: Ms) {
        let Some(due) = self.next_look(now) else {
            return;
        };
        let due = due.max(now);
        if self.alarm.is_none_or(|alarm| due < alarm || alarm < now) {
            self.alarm = Some(due);
            let after = due.abs_diff(now);
            self.jobs.push(Job::LookAgain { after });
        }
    }

    fn next_look(&self, now: Ms) -> Option<Ms> {
        let watched = self.watched.iter().map(|watched| watched.since).min();
        let second_look = watched.map(|since| since.saturating_add_unsigned(LOOK_AGAIN_AFTER));
        let retry = self.retry.filter(|_| !self.pending.all().is_empty());
        let retry = retry.map(|retry| retry.ends());
        let healing = (!self.returning.is_empty()).then_some(Ms::MIN);
        let mirror = self.second.next_look(now);
        let all = [second_look, retry, healing, mirror, self.next_fold()];
        all.into_iter().flatten().min()
    }
}

/// Whether the value under a key never changes.
fn is_written_once(key: &str) -> bool {
    let kind = key.strip_prefix(PREFIX).unwrap_or(key);
    kind.starts_with("j:") || kind.starts_with("s:")
}
