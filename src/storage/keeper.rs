//! The one who writes: commits entries, keeps what could not be written, and counts the room.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use super::frame;
use super::inventory::{Inventory, Room};
use super::keys::{Id, Key, Writer};
use super::known::Known;
use super::ledger::{Spot, Tick};
use super::load::{ADOPTED, Gap, Record};
use super::meta::{Meta, Mode};
use super::mirror::Job;
use super::mirroring::Second;
use super::receipt::{News, Outcome, Pending, Receipt, Standing, Why};
use super::rules::{Backoff, Ms, Rules};
use super::shelf::{Shelf, ShelfError};
use super::waiting::Waiting;

/// Keeps one page load's work on a shelf and in a mirror.
///
/// Nothing is ever removed to make room, and no entry is dropped: what the shelf does not take
/// stays in memory, goes to the mirror, and is offered to the shelf again.
pub struct Keeper {
    pub(super) shelf: Rc<dyn Shelf>,
    pub(super) rules: Rules,
    pub(super) writer: Writer,
    pub(super) next_seq: u32,
    pub(super) mode: Mode,
    /// The text of `tm1:meta` as last seen, so that an unchanged one is not read again.
    pub(super) meta: Option<String>,
    pub(super) known: Known,
    /// Whether the inventory may be off because a key could not be read back.
    pub(super) drifted: bool,
    pub(super) pending: Waiting,
    /// Writers of which the store held entries at the start that no file brought.
    pub(super) own: BTreeSet<String>,
    /// Writers that only files bring.
    pub(super) adopted: BTreeSet<String>,
    /// What was written and is to be looked at once more.
    pub(super) watched: Vec<Watched>,
    pub(super) second: Second,
    /// What the mirror holds and the shelf should.
    pub(super) returning: VecDeque<Record>,
    /// When the waiting entries are offered again.
    pub(super) retry: Option<Backoff>,
    /// When folding is tried again after it failed.
    pub(super) fold_rest: Option<Backoff>,
    pub(super) news: News,
    pub(super) jobs: Vec<Job>,
    pub(super) has_to_tell: bool,
    /// When the caller was asked to look.
    pub(super) alarm: Option<Ms>,
    pub(super) vanished: usize,
    pub(super) last_saved: Option<Ms>,
    pub(super) last_on_disk: Option<Ms>,
}

/// An entry that was written and read back, and is to be read back once more.
pub(super) struct Watched {
    pub id: Id,
    pub json: String,
    pub since: Ms,
}

impl Keeper {
    /// Keeps an entry; whatever happens, it is not lost while the page is open.
    ///
    /// The text is kept verbatim under [`next_seq`](Self::next_seq). After a success the entries
    /// that waited are offered again, up to the first that fails.
    pub fn commit(&mut self, json: String, now: Ms) -> Receipt {
        let id = Id {
            writer: self.writer.clone(),
            seq: self.next_seq,
        };
        let seq = id.seq;
        self.next_seq = seq.saturating_add(1);
        let record = Record::new(&id, json);
        let (outcome, caught_up) = match self.keep(&record, now) {
            Ok(()) => (Outcome::Saved, self.offer(true, now)),
            Err(why) => (self.queue(record, &id, why, now), Vec::new()),
        };
        Receipt {
            seq,
            outcome,
            caught_up,
            past_soft_limit: self.past_soft_limit(),
        }
    }

    /// Keeps an entry of another page load verbatim, as an imported file brings it.
    ///
    /// One that is kept already is left as it stands, also where the file says otherwise.
    pub fn adopt(&mut self, record: Record, now: Ms) -> Outcome {
        let id = match record.id() {
            Ok(id) => id,
            Err(why) => return Outcome::Refused { why: why.into() },
        };
        self.note_adopted(&record.writer);
        if let Some(outcome) = self.kept_elsewhere(&id, &record.json) {
            return outcome;
        }
        match self.keep(&record, now) {
            Ok(()) => Outcome::Saved,
            Err(why @ Why::Taken) => Outcome::Refused { why },
            Err(why) => self.queue(record, &id, why, now),
        }
    }

    /// What stands in a shard or in the mirror is not put under a key of its own again.
    fn kept_elsewhere(&self, id: &Id, json: &str) -> Option<Outcome> {
        let standing = self.known.ledger.get(id)?;
        if standing.alone || self.known.ledger.tick(id) == Some(Tick::Queued) {
            return None;
        }
        Some(if self.known.ledger.is_text_of(id, json) {
            Outcome::Saved
        } else {
            Outcome::Refused { why: Why::Taken }
        })
    }

    /// Takes note of a writer that only files bring: what is missing of it was not lost here.
    fn note_adopted(&mut self, writer: &str) {
        let is_own = writer == self.writer.as_str() || self.own.contains(writer);
        if is_own || !self.adopted.insert(writer.to_owned()) {
            return;
        }
        if self.set_setting(ADOPTED, &self.adopted.clone()).is_err() {
            // The next entry of the writer tries again; without the note a gap is told that is
            // none, and nothing is lost.
            self.adopted.remove(writer);
        }
    }

    /// Offers every waiting entry again; returns the numbers of those now kept.
    ///
    /// [`look`](Self::look) does so by itself, less and less often.
    pub fn retry(&mut self, now: Ms) -> Vec<u32> {
        self.offer(false, now)
    }

    /// The entries the shelf does not hold, in the order they were committed.
    pub fn pending(&self) -> &[Pending] {
        self.pending.all()
    }

    /// The number the next entry gets.
    pub fn next_seq(&self) -> u32 {
        self.next_seq
    }

    /// Whether only imported files bring what this writer wrote.
    pub fn is_adopted(&self, writer: &str) -> bool {
        self.adopted.contains(writer)
    }

    /// The page load this keeper writes for.
    pub fn writer(&self) -> &Writer {
        &self.writer
    }

    /// What may be done with the store; it can change at any commit, when a newer build takes over.
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// How safe an entry is; `None` where it is not known.
    pub fn tick(&self, id: &Id) -> Option<Tick> {
        self.known.ledger.tick(id)
    }

    /// How everything stands.
    pub fn standing(&self) -> Standing {
        let counts = self.known.ledger.counts();
        let in_memory = |pending: &&Pending| {
            let id = pending.record.id();
            id.is_ok_and(|id| self.tick(&id) == Some(Tick::Queued))
        };
        let last = self.pending.all().iter().rev().find(in_memory);
        let is_hopeless =
            |why: &Why| *why == Why::Taken || !self.second.is_working() || !self.may_write();
        Standing {
            counts,
            why: last.map(|pending| pending.why.clone()),
            mirror: self.second.state.clone(),
            is_blocked: last.is_some_and(|pending| is_hopeless(&pending.why)),
            vanished: self.vanished,
            last_saved: self.last_saved,
            last_on_disk: self.last_on_disk,
            usage: self.usage(),
            past_soft_limit: self.past_soft_limit(),
        }
    }

    /// What is missing of each writer, as far as is known; less once the mirror was read.
    pub fn gaps(&self) -> Vec<Gap> {
        self.known.gaps(&self.adopted, self.second.is_read)
    }

    /// What everything under our prefix takes, keys included, in UTF-16 units.
    ///
    /// Counted along, so that a commit costs the same however much is kept; what other tabs write
    /// is in it after [`rescan`](Self::rescan).
    pub fn usage(&self) -> usize {
        self.known.inventory.total()
    }

    /// The same, by kind.
    pub fn room(&self) -> Room {
        self.known.inventory.room()
    }

    /// Whether the store is past its soft limit.
    pub fn past_soft_limit(&self) -> bool {
        self.usage() > self.rules.soft_limit
    }

    /// Measures the store anew, by reading all of it.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] where it cannot be read; the count stays as it was.
    pub fn recount(&mut self) -> Result<usize, ShelfError> {
        self.known.inventory = Inventory::of(&*self.shelf)?;
        self.drifted = false;
        Ok(self.usage())
    }

    pub(super) fn shelf(&self) -> &dyn Shelf {
        &*self.shelf
    }

    /// Whether this build may write to the store, as far as is known.
    pub(super) fn may_write(&self) -> bool {
        matches!(self.mode, Mode::Open | Mode::Memory { .. })
    }

    /// Keeps a value that may replace an older one: a draft, a setting.
    pub(super) fn replace(&mut self, key: &Key, json: &str) -> Result<(), Why> {
        self.fence()?;
        self.write(&key.to_string(), json)?;
        self.found();
        Ok(())
    }

    /// Removes a draft; gone is only what reads as gone.
    pub(super) fn forget(&mut self, key: &Key) -> Result<(), Why> {
        self.fence()?;
        let key = key.to_string();
        if self.shelf.get(&key)?.is_none() {
            return Ok(());
        }
        self.remove(&key)
    }

    /// Removes a key; gone is only what reads as gone.
    pub(super) fn remove(&mut self, key: &str) -> Result<(), Why> {
        let removed = self.shelf.remove(key);
        let after = self.shelf.get(key);
        self.account(key, &after);
        removed?;
        if after?.is_none() {
            Ok(())
        } else {
            Err(Why::Mismatch)
        }
    }

    /// Offers the waiting entries again, all of them or up to the first that fails.
    pub(super) fn offer(&mut self, stop_at_failure: bool, now: Ms) -> Vec<u32> {
        let mut kept = Vec::new();
        let mut places = BTreeSet::new();
        let mut waiting = std::mem::take(&mut self.pending);
        for (at, pending) in waiting.all_mut().iter_mut().enumerate() {
            match self.keep(&pending.record, now) {
                Ok(()) => {
                    kept.push(pending.record.seq);
                    places.insert(at);
                    self.news.caught_up.extend(pending.record.id());
                }
                Err(why) => {
                    pending.why = why;
                    if stop_at_failure {
                        break;
                    }
                }
            }
        }
        waiting.leave(&places);
        self.pending = waiting;
        kept
    }

    /// The shelf did not take it: it waits in memory, and goes to the mirror meanwhile.
    fn queue(&mut self, record: Record, id: &Id, why: Why, now: Ms) -> Outcome {
        self.known.ledger.note(id, &record.json, None);
        // Under another's name the mirror must not hold it either.
        if why != Why::Taken {
            self.want_mirrored(id);
        }
        self.retry.get_or_insert(Backoff::start(now));
        self.pending.push(Pending {
            record,
            why: why.clone(),
        });
        Outcome::Queued { why }
    }

    /// The steps of a commit: may we, is the place free, is there room, write, read back.
    pub(super) fn keep(&mut self, record: &Record, now: Ms) -> Result<(), Why> {
        if let Mode::Memory { why } = &self.mode {
            return Err(why.clone().into());
        }
        self.fence()?;
        let id = record.id()?;
        let key = id.key();
        // Entries never change. What stands here and verifies is somebody's work, or our own from
        // an attempt that could not be read back; what does not verify is our own torn write.
        let before = self.shelf.get(&key)?;
        match before.as_deref().map(|there| frame::decode(&key, there)) {
            Some(Ok(json)) if json == record.json => self.account(&key, &Ok(before)),
            Some(Ok(_)) => return Err(Why::Taken),
            // The mirror takes it; without one the shelf does, as long as it can.
            None if self.past_soft_limit() && self.second.is_working() => {
                return Err(Why::SoftLimit);
            }
            Some(Err(_)) | None => {
                self.write(&key, &record.json)?;
                self.found();
            }
        }
        self.note_kept(id, record.json.clone(), now);
        Ok(())
    }

    /// One tick: what follows from it.
    fn note_kept(&mut self, id: Id, json: String, now: Ms) {
        self.known.damaged.remove(&id);
        self.known.ledger.note(&id, &json, Some(Spot::Alone));
        self.want_mirrored(&id);
        self.last_saved = Some(now);
        self.has_to_tell = true;
        let since = now;
        self.watched.push(Watched { id, json, since });
    }

    /// Stops where a newer build has fenced the store off, also while this page is open.
    pub(super) fn fence(&mut self) -> Result<(), Why> {
        match self.mode {
            Mode::Memory { .. } => return Ok(()),
            Mode::ReadOnly { needs } | Mode::Sealed { needs } => {
                return Err(Why::NewerBuild { needs });
            }
            Mode::Open => {}
        }
        let text = self.shelf.get(&Key::Meta.to_string())?;
        if text == self.meta {
            return Ok(());
        }
        // Somebody else changed the store: wiped it, or took it over.
        self.drifted |= self.meta.is_some();
        let meta = Meta::read(text.as_deref());
        self.mode = meta
            .map(|meta| meta.mode(self.rules.build.format))
            .unwrap_or_default();
        self.meta = text;
        match self.mode {
            Mode::ReadOnly { needs } | Mode::Sealed { needs } => Err(Why::NewerBuild { needs }),
            _ if meta.is_some_and(|meta| meta.min_writer < self.rules.build.min_writer) => {
                self.take_over()
            }
            _ => Ok(()),
        }
    }

    /// Fences off an older build's tabs before anything of this build is written.
    fn take_over(&mut self) -> Result<(), Why> {
        // As long as it fails every write looks at the fence anew, and comes back here.
        self.meta = None;
        self.mark()
    }

    /// Marks a new store as ours, after its first write.
    ///
    /// A failure needs no telling: a store without the mark reads the same, and the next write
    /// tries again.
    pub(super) fn found(&mut self) {
        if self.mode == Mode::Open && self.meta.is_none() {
            let _ = self.mark();
        }
    }

    fn mark(&mut self) -> Result<(), Why> {
        let key = Key::Meta.to_string();
        let json = serde_json::json!(self.rules.build).to_string();
        self.write(&key, &json)?;
        self.meta = Some(frame::encode(&key, &json));
        Ok(())
    }

    /// Sets and reads back.
    pub(super) fn write(&mut self, key: &str, json: &str) -> Result<(), Why> {
        let framed = frame::encode(key, json);
        let set = self.shelf.set(key, &framed);
        let after = self.shelf.get(key);
        self.account(key, &after);
        set?;
        if after?.as_deref() == Some(framed.as_str()) {
            Ok(())
        } else {
            Err(Why::Mismatch)
        }
    }

    /// Counts what is under one key now, not what was asked for.
    ///
    /// Only what verifies is counted along; where a value was torn or could not be read back the
    /// store is measured anew, at the next write if not now.
    pub(super) fn account(&mut self, key: &str, after: &Result<Option<String>, ShelfError>) {
        match after.as_ref().map(Option::as_deref) {
            Ok(after) if after.is_none_or(|text| frame::decode(key, text).is_ok()) => {
                self.known.inventory.note(key, after);
            }
            _ => self.drifted = true,
        }
        self.drifted = self.drifted && self.recount().is_err();
    }
}
