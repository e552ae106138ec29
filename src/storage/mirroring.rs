//! The keeper's side of the mirror: what it asks of it, and what the answers mean.

use std::collections::{BTreeMap, BTreeSet};

use super::content::{self, Content};
use super::frame;
use super::keeper::Keeper;
use super::keys::{Id, Key};
use super::ledger::{Noted, Spot, Tick};
use super::load::{Damaged, Record};
use super::meta::Mode;
use super::mirror::{Batch, Job, MirrorState, Pair};
use super::receipt::{News, Pending};
use super::rules::{ANSWER_WITHIN, Backoff, Ms, is_due};
use super::shard::{Folded, Shard};
use super::shelf::ShelfError;

/// What is known of the second place.
#[derive(Default)]
pub(super) struct Second {
    pub state: MirrorState,
    /// Whether all of it was read once.
    pub is_read: bool,
    /// Entries it should hold and may not.
    pub wanted: BTreeSet<Id>,
    flights: BTreeMap<u64, Flight>,
    tickets: u64,
    reading_since: Option<Ms>,
    /// After a failure: when it is asked again.
    pub rest: Option<Backoff>,
}

/// A batch that was handed out and not answered.
struct Flight {
    ids: Vec<Id>,
    purpose: Purpose,
    since: Ms,
    /// Others have gone out in its place; its answer still counts.
    is_overdue: bool,
}

/// What an answer is for.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The second tick.
    Keep,
    /// The entries of this shard may be deleted where they stand alone.
    Prove(String),
    /// This shard may leave the shelf.
    Seal(String),
}

impl Second {
    /// Whether an entry given to it is likely to be kept.
    pub fn is_working(&self) -> bool {
        matches!(self.state, MirrorState::Unread | MirrorState::Working)
    }

    fn is_attached(&self) -> bool {
        self.state != MirrorState::Absent
    }

    fn is_resting(&self, now: Ms) -> bool {
        self.rest.is_some_and(|rest| !rest.is_over(now))
    }

    fn is_flying(&self) -> bool {
        let mut flights = self.flights.values();
        flights.any(|flight| flight.purpose == Purpose::Keep && !flight.is_overdue)
    }

    fn worked(&mut self) {
        self.rest = None;
        self.state = if self.is_read {
            MirrorState::Working
        } else {
            MirrorState::Unread
        };
    }

    fn failed(&mut self, why: ShelfError, now: Ms) {
        self.state = MirrorState::Failing(why);
        match &mut self.rest {
            Some(rest) => rest.again(now),
            None => self.rest = Some(Backoff::start(now)),
        }
    }

    /// When something of it is due next.
    pub fn next_look(&self, now: Ms) -> Option<Ms> {
        let overdue = self.flights.values().filter(|flight| !flight.is_overdue);
        let answers = overdue.map(|flight| flight.since).chain(self.reading_since);
        let answers = answers.map(|since| since.saturating_add_unsigned(ANSWER_WITHIN));
        let rest = self.rest.filter(|rest| !rest.is_over(now));
        answers.chain(rest.map(|rest| rest.ends())).min()
    }
}

impl Keeper {
    /// There is a second place: from now on it is read, given every entry, and healed.
    pub fn attach_mirror(&mut self) {
        if !self.second.is_attached() {
            self.second.state = MirrorState::Unread;
        }
    }

    /// What is to be done outside, in any order; ask after every other call, and at the start.
    pub fn jobs(&mut self, now: Ms) -> Vec<Job> {
        if self.second.is_attached() && !self.second.is_resting(now) {
            self.ask_for_reading(now);
            self.send_entries(now);
        }
        self.set_alarm(now);
        let mut jobs = std::mem::take(&mut self.jobs);
        if std::mem::take(&mut self.has_to_tell) {
            jobs.push(Job::Tell);
        }
        jobs
    }

    /// How [`Job::Mirror`] or [`Job::Seal`] ended: the keys that hold another value, or why it
    /// failed.
    pub fn mirrored(&mut self, ticket: u64, end: Result<Vec<String>, ShelfError>, now: Ms) -> News {
        if let Some(flight) = self.second.flights.remove(&ticket) {
            match end {
                Ok(taken) => self.note_held(flight, &taken, now),
                Err(why) => self.note_not_held(flight, why, now),
            }
        }
        self.take_news()
    }

    /// How [`Job::ReadMirror`] ended.
    pub fn mirror_read(&mut self, end: Result<Vec<Pair>, ShelfError>, now: Ms) -> News {
        self.second.reading_since = None;
        match end {
            Ok(pairs) => self.unite(pairs),
            Err(why) => self.note_failure(why, now),
        }
        self.take_news()
    }

    /// Asks the mirror to hold an entry, unless it is known to.
    pub(super) fn want_mirrored(&mut self, id: &Id) {
        let standing = self.known.ledger.get(id);
        if standing.is_some_and(|standing| !standing.mirror && !standing.disputed) {
            self.second.wanted.insert(id.clone());
        }
    }

    /// Hands out values for the mirror; the answer comes by [`mirrored`](Self::mirrored).
    pub(super) fn hand_out(&mut self, ids: Vec<Id>, pairs: Vec<Pair>, purpose: Purpose, now: Ms) {
        self.second.tickets += 1;
        let ticket = self.second.tickets;
        let batch = Batch { ticket, pairs };
        self.jobs.push(match purpose {
            Purpose::Seal(_) => Job::Seal(batch),
            Purpose::Keep | Purpose::Prove(_) => Job::Mirror(batch),
        });
        let flight = Flight {
            ids,
            purpose,
            since: now,
            is_overdue: false,
        };
        self.second.flights.insert(ticket, flight);
    }

    /// Gives up waiting for answers; should they come nevertheless, they count.
    pub(super) fn mind_overdue(&mut self, now: Ms) {
        if self
            .second
            .reading_since
            .is_some_and(|since| is_due(since, ANSWER_WITHIN, now))
        {
            self.second.reading_since = None;
        }
        for flight in self.second.flights.values_mut() {
            if flight.is_overdue || !is_due(flight.since, ANSWER_WITHIN, now) {
                continue;
            }
            flight.is_overdue = true;
            match &flight.purpose {
                Purpose::Keep => self.second.wanted.extend(flight.ids.iter().cloned()),
                Purpose::Prove(hash) | Purpose::Seal(hash) => {
                    if let Some(shard) = self.known.shards.get_mut(hash) {
                        shard.asked = false;
                    }
                }
            }
        }
    }

    fn ask_for_reading(&mut self, now: Ms) {
        let is_needed = !self.second.is_read && self.second.reading_since.is_none();
        if is_needed && !matches!(self.mode(), Mode::Sealed { .. }) {
            self.second.reading_since = Some(now);
            self.jobs.push(Job::ReadMirror);
        }
    }

    /// One batch at a time, so that a large store does not fill the memory twice.
    fn send_entries(&mut self, now: Ms) {
        while self.may_write() && !self.second.is_flying() && !self.second.wanted.is_empty() {
            let mut ids = BTreeSet::new();
            while ids.len() < self.rules.batch {
                let Some(id) = self.second.wanted.pop_first() else {
                    break;
                };
                ids.insert(id);
            }
            let texts = self.texts(&ids);
            let pair = |(id, text): (&Id, &String)| {
                let key = id.key();
                let value = frame::encode(&key, text);
                Pair { key, value }
            };
            let pairs: Vec<Pair> = texts.iter().map(pair).collect();
            // An entry whose text is nowhere any more is told of by the rescan.
            if !pairs.is_empty() {
                self.hand_out(texts.into_keys().collect(), pairs, Purpose::Keep, now);
            }
        }
    }

    /// The texts of entries, from memory or read anew from the shelf, as far as they are found.
    fn texts(&mut self, ids: &BTreeSet<Id>) -> BTreeMap<Id, String> {
        let mut texts = BTreeMap::new();
        for id in ids {
            if let Some(pending) = self.pending.get(id) {
                texts.insert(id.clone(), pending.record.json.clone());
            }
        }
        let watched = self.watched.iter();
        for watched in watched.filter(|watched| ids.contains(&watched.id)) {
            texts.insert(watched.id.clone(), watched.json.clone());
        }
        for id in ids {
            if !texts.contains_key(id)
                && let Some(text) = self.text_alone(id)
            {
                texts.insert(id.clone(), text);
            }
        }
        let missing = |texts: &BTreeMap<_, _>, shard: &[Id]| {
            let mut of_shard = shard.iter();
            of_shard.any(|id| ids.contains(id) && !texts.contains_key(id))
        };
        let hashes: Vec<String> = self.known.shards.keys().cloned().collect();
        for hash in hashes {
            let shelved = self.known.shards.get(&hash);
            if shelved.is_some_and(|shelved| missing(&texts, &shelved.ids)) {
                let entries = self.read_shard(&hash).map(|(_, shard)| shard.entries);
                let entries = entries.into_iter().flatten();
                texts.extend(entries.filter(|(id, _)| ids.contains(id)));
            }
        }
        texts.retain(|id, text| self.known.ledger.is_text_of(id, text));
        texts
    }

    /// The text of an entry that stands alone, read anew.
    pub(super) fn text_alone(&self, id: &Id) -> Option<String> {
        let key = id.key();
        let raw = self.shelf.get(&key).ok()??;
        let json = frame::decode(&key, &raw).ok()?;
        self.known
            .ledger
            .is_text_of(id, json)
            .then(|| json.to_owned())
    }

    /// A shard as it stands on the shelf, read anew and verified, and what is read in it.
    pub(super) fn read_shard(&self, hash: &str) -> Option<(Pair, Shard)> {
        let hash = hash.to_owned();
        let key = Key::Shard { hash }.to_string();
        let value = self.shelf.get(&key).ok()??;
        match content::read(&key, &value) {
            Ok(Content::Folded(_, Folded::Shard(shard))) => Some((Pair { key, value }, shard)),
            _ => None,
        }
    }

    fn note_held(&mut self, flight: Flight, taken: &[String], now: Ms) {
        self.second.worked();
        for id in &flight.ids {
            self.second.wanted.remove(id);
            if taken.contains(&id.key()) {
                self.known.ledger.dispute(id);
                self.news.disputed.push(id.clone());
            } else {
                self.known.ledger.mirrored(id);
                self.last_on_disk = Some(now);
            }
        }
        match flight.purpose {
            Purpose::Keep => {}
            Purpose::Prove(hash) => self.delete_folded(&hash, now),
            Purpose::Seal(hash) if taken.is_empty() => self.leave_stub(&hash, now),
            Purpose::Seal(hash) => self.ask_later(&hash, now),
        }
    }

    fn note_not_held(&mut self, flight: Flight, why: ShelfError, now: Ms) {
        match flight.purpose {
            Purpose::Keep => {
                for id in &flight.ids {
                    self.want_mirrored(id);
                }
            }
            Purpose::Prove(hash) | Purpose::Seal(hash) => self.ask_later(&hash, now),
        }
        self.note_failure(why, now);
    }

    fn note_failure(&mut self, why: ShelfError, now: Ms) {
        self.second.failed(why, now);
        // What was to be kept there only is the shelf's again.
        self.offer(true, now);
    }

    /// The union of both places: what only the mirror holds is news, and goes back to the shelf.
    fn unite(&mut self, mut pairs: Vec<Pair>) {
        self.second.is_read = true;
        self.second.worked();
        pairs.sort();
        for Pair { key, value } in pairs {
            match content::read(&key, &value) {
                Ok(Content::Entry(id, text)) => self.note_in_mirror(id, text),
                Ok(Content::Folded(_, Folded::Shard(shard))) => {
                    for (id, text) in shard.entries {
                        self.note_in_mirror(id, text);
                    }
                }
                Ok(_) => {}
                Err(why) => {
                    let raw = value;
                    self.news.damaged.push(Damaged { key, why, raw });
                }
            }
        }
        let missing: Vec<Id> = self.known.ledger.to_mirror().cloned().collect();
        self.second.wanted.extend(missing);
    }

    fn note_in_mirror(&mut self, id: Id, text: String) {
        let noted = self.known.ledger.note(&id, &text, Some(Spot::Mirror));
        if noted == Noted::Other {
            self.news.disputed.push(id);
            return;
        }
        self.second.wanted.remove(&id);
        let waits = |pending: &Pending| pending.record.json == text;
        let is_at_home = self.known.ledger.get(&id).is_some_and(|s| s.on_shelf())
            || self.known.is_sealed(&id)
            || self.pending.get(&id).is_some_and(waits);
        let record = Record::new(&id, text);
        if noted == Noted::New {
            self.news.recovered += usize::from(!is_at_home);
            self.news.records.push(record.clone());
        }
        if !is_at_home && !self.known.damaged.contains(&id) {
            self.returning.push_back(record);
        }
    }

    /// Puts a few of the entries back that the shelf should hold, while there is room for them and
    /// for new work.
    pub(super) fn put_back(&mut self, now: Ms) {
        /// So many that nobody notices.
        const AT_ONCE: usize = 100;
        for _ in 0..AT_ONCE {
            let Some(record) = self.returning.pop_front() else {
                return;
            };
            let is_there = record.id().is_ok_and(|id| {
                let standing = self.known.ledger.get(&id);
                standing.is_some_and(|standing| standing.on_shelf())
            });
            if is_there {
                continue;
            }
            if self.is_short() || self.keep(&record, now).is_err() {
                // The mirror holds them, and the next load tries again.
                self.returning.clear();
            }
        }
    }

    /// Whether an entry is in memory only.
    pub(super) fn is_queued(&self, id: &Id) -> bool {
        self.tick(id) == Some(Tick::Queued)
    }
}
