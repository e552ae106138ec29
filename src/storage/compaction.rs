//! Compaction: many entries become one shard, and cold shards leave for the mirror.
//!
//! Each step leaves a superset of what it found, so a kill between any two calls costs nothing:
//!
//! 1. fold: entries that stand alone are read anew and written as one shard, which is read back;
//!    nothing is deleted;
//! 2. prove: ten seconds later the mirror is asked to hold every entry of the shard;
//! 3. delete: when it says that it does, the shard is read back once more, and exactly those keys
//!    go whose value is the text in the shard;
//! 4. seal: where room is short the mirror is asked to hold the shard itself; when it says that
//!    it does, a stub with the covered ranges is written and read back, and the shard goes.

use std::collections::BTreeSet;

use super::frame;
use super::keeper::Keeper;
use super::keys::{Id, Key};
use super::ledger::Spot;
use super::meta::Mode;
use super::mirror::{MirrorState, Pair};
use super::mirroring::Purpose;
use super::receipt::Why;
use super::rules::{Backoff, DELETE_AFTER, Ms, is_due};
use super::shard::{Folded, Shard};
use super::shelf::ShelfError;

impl Keeper {
    /// Does the next steps that are due.
    pub(super) fn compact(&mut self, now: Ms) {
        if !self.may_compact() {
            return;
        }
        for shelved in self.known.shards.values_mut() {
            shelved.seen.get_or_insert(now);
        }
        self.prove_or_seal(now);
        if self.fold_rest.is_none_or(|rest| rest.is_over(now)) && self.is_much() {
            self.fold_rest = match (self.fold(now), self.fold_rest) {
                (Ok(()), _) => None,
                (Err(_), Some(mut rest)) => {
                    rest.again(now);
                    Some(rest)
                }
                (Err(_), None) => Some(Backoff::start(now)),
            };
        }
    }

    /// When a step is due next.
    pub(super) fn next_fold(&self) -> Option<Ms> {
        if !self.may_compact() {
            return None;
        }
        let is_short = self.is_short();
        // One shard at a time; the answer brings the next.
        let is_asking = self.known.shards.values().any(|shelved| shelved.asked);
        let waiting = self
            .known
            .shards
            .values()
            .filter(|shelved| !is_asking && (is_short || self.known.is_doubled(shelved)));
        let due = waiting.map(|shelved| match shelved.seen {
            Some(seen) => seen.saturating_add_unsigned(DELETE_AFTER),
            None => Ms::MIN,
        });
        let fold = self
            .is_much()
            .then(|| self.fold_rest.map_or(Ms::MIN, |rest| rest.ends()));
        due.chain(fold).min()
    }

    /// Only with a mirror that was read and works is anything folded: without it nothing could be
    /// deleted, and a shard would only take room.
    fn may_compact(&self) -> bool {
        *self.mode() == Mode::Open && self.second.state == MirrorState::Working
    }

    /// Whether room is short, or something waits for some.
    pub(super) fn is_short(&self) -> bool {
        let full = Why::Shelf(ShelfError::Full);
        let waits = self
            .pending
            .all()
            .first()
            .is_some_and(|pending| pending.why == full);
        waits || self.usage() > self.rules.half()
    }

    /// Whether there is enough to fold.
    fn is_much(&self) -> bool {
        if self.known.ledger.unfolded() >= self.rules.fold_at {
            return true;
        }
        if !self.is_short() {
            return false;
        }
        let sizes = self.known.ledger.to_fold();
        let mut sizes = sizes.filter_map(|id| self.known.inventory.size(&id.key()));
        // Half a shard is worth it.
        let mut room = self.rules.shard / 2;
        sizes.any(|size| {
            room = room.saturating_sub(size);
            room == 0
        })
    }

    /// Step 1. What was written just now waits for its second look first.
    fn fold(&mut self, now: Ms) -> Result<(), Why> {
        self.fence()?;
        let watched: BTreeSet<&Id> = self.watched.iter().map(|watched| &watched.id).collect();
        let settled = |id: &&Id| !watched.contains(id);
        let ids = self.known.ledger.to_fold().filter(settled);
        let texts = ids.filter_map(|id| Some((id.clone(), self.text_alone(id)?)));
        let shard = Shard::fold(texts, self.rules.shard);
        let ids: Vec<Id> = shard.entries.keys().cloned().collect();
        let (key, json) = shard.seal().map_err(|_| Why::Mismatch)?;
        let Ok(Key::Shard { hash }) = Key::parse(&key) else {
            return Err(Why::Mismatch);
        };
        let reads_back = Folded::read(&hash, &json);
        if ids.len() < 2 || reads_back.as_ref() != Ok(&Folded::Shard(shard.clone())) {
            return Err(Why::Mismatch);
        }
        self.write(&key, &json)?;
        for (id, text) in &shard.entries {
            self.known.ledger.note(id, text, Some(Spot::Folded));
        }
        self.known.add_shard(hash, ids, Some(now));
        self.has_to_tell = true;
        Ok(())
    }

    /// Steps 2 and 4 begin, for one shard at a time.
    fn prove_or_seal(&mut self, now: Ms) {
        if self.known.shards.values().any(|shelved| shelved.asked) {
            return;
        }
        let is_short = self.is_short();
        let due = self.known.shards.iter().find(|(_, shelved)| {
            let waited = shelved
                .seen
                .is_some_and(|seen| is_due(seen, DELETE_AFTER, now));
            waited && (is_short || self.known.is_doubled(shelved))
        });
        let Some((hash, shelved)) = due else {
            return;
        };
        let (hash, is_doubled) = (hash.clone(), self.known.is_doubled(shelved));
        let Some((pair, shard)) = self.read_shard(&hash) else {
            // Another tab sealed it, which the scan sees; or it is damaged, and then what was in it
            // has to be elsewhere.
            if self.scan().is_ok() {
                self.note_shard_gone(&hash);
            }
            return;
        };
        if let Some(shelved) = self.known.shards.get_mut(&hash) {
            shelved.asked = true;
        }
        if is_doubled {
            self.prove(hash, &shard, now);
        } else {
            self.seal(hash, pair, &shard, now);
        }
    }

    fn prove(&mut self, hash: String, shard: &Shard, now: Ms) {
        let pair = |(id, text): (&Id, &String)| {
            let key = id.key();
            let value = frame::encode(&key, text);
            Pair { key, value }
        };
        let pairs = shard.entries.iter().map(pair).collect();
        let ids = shard.entries.keys().cloned().collect();
        self.hand_out(ids, pairs, Purpose::Prove(hash), now);
    }

    /// The value goes as it stands: another build may have put more into it than is read here.
    fn seal(&mut self, hash: String, pair: Pair, shard: &Shard, now: Ms) {
        let ids = shard.entries.keys().cloned().collect();
        self.hand_out(ids, vec![pair], Purpose::Seal(hash), now);
    }

    /// Step 3: the mirror holds all of the shard.
    pub(super) fn delete_folded(&mut self, hash: &str, now: Ms) {
        self.ask_later(hash, now);
        if self.fence().is_err() || *self.mode() != Mode::Open {
            return;
        }
        let Some((_, shard)) = self.read_shard(hash) else {
            return;
        };
        for (id, text) in &shard.entries {
            let standing = self.known.ledger.get(id);
            if standing.is_some_and(|s| s.alone && s.mirror && !s.disputed) {
                self.delete_if_same(id, text);
            }
        }
    }

    fn delete_if_same(&mut self, id: &Id, text: &str) {
        let key = id.key();
        let Ok(there) = self.shelf.get(&key) else {
            return;
        };
        match there.as_deref().map(|raw| frame::decode(&key, raw)) {
            Some(Ok(json)) if json == text => {
                if self.remove(&key).is_ok() {
                    self.known.ledger.left(id, Spot::Alone);
                }
            }
            // Damage stays where it is.
            Some(_) => {
                self.known.ledger.left(id, Spot::Alone);
                self.known.damaged.insert(id.clone());
            }
            // Another tab was faster.
            None => {
                self.known.inventory.note(&key, None);
                self.known.ledger.left(id, Spot::Alone);
            }
        }
    }

    /// Step 4: the mirror holds the shard itself.
    pub(super) fn leave_stub(&mut self, hash: &str, now: Ms) {
        self.ask_later(hash, now);
        if self.fence().is_err() || *self.mode() != Mode::Open {
            return;
        }
        let Some((_, shard)) = self.read_shard(hash) else {
            return;
        };
        let stub = shard.stub(hash);
        let Ok((key, json)) = stub.seal() else {
            return;
        };
        let Ok(Key::Shard { hash: own }) = Key::parse(&key) else {
            return;
        };
        if self.write(&key, &json).is_err() {
            return;
        }
        self.known.stubs.insert(own, stub);
        let hash = hash.to_owned();
        let key = Key::Shard { hash: hash.clone() }.to_string();
        if self.remove(&key).is_ok() {
            self.note_shard_gone(&hash);
        }
        self.has_to_tell = true;
    }

    /// The mirror answered; if something is left to do it is asked again after a while.
    pub(super) fn ask_later(&mut self, hash: &str, now: Ms) {
        if let Some(shelved) = self.known.shards.get_mut(hash) {
            shelved.asked = false;
            shelved.seen = Some(now);
        }
    }
}
