//! The one who writes: commits entries, keeps what could not be written, and counts the room.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::frame;
use super::keys::{Key, KeyError, PREFIX, Writer};
use super::load::{ADOPTED, Loaded, Record, load};
use super::memory::MemoryShelf;
use super::meta::{Meta, Mode};
use super::salvage::{Salvage, salvage};
use super::shelf::{Shelf, ShelfError, measure, units};

/// Where the warning begins, in UTF-16 units of keys and values under our prefix.
///
/// 60 % of 2.4 million, the least any current browser gives an origin.
pub const SOFT_LIMIT: usize = 1_440_000;

/// Keeps one page load's work on a shelf.
///
/// Nothing is ever removed to make room, and no entry is dropped: what the shelf does not take
/// stays in memory and is offered again.
pub struct Keeper {
    shelf: Rc<dyn Shelf>,
    writer: Writer,
    next_seq: u32,
    mode: Mode,
    /// The text of `tm1:meta` as last seen, so that an unchanged one is not read again.
    meta: Option<String>,
    usage: usize,
    /// Whether `usage` may be off because a key could not be read back.
    drifted: bool,
    pending: Vec<Pending>,
    /// Writers of which the store held entries at the start that no file brought.
    own: BTreeSet<String>,
    /// Writers that only files bring.
    adopted: BTreeSet<String>,
}

/// An entry that is in memory only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The entry.
    pub record: Record,
    /// Why the last attempt to keep it failed.
    pub why: Why,
}

/// How a commit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The number the entry got; final, also where it is queued.
    pub seq: u32,
    /// Whether it is kept.
    pub outcome: Outcome,
    /// Numbers of earlier entries that waited and are kept now.
    pub caught_up: Vec<u32>,
    /// Whether the store is past [`SOFT_LIMIT`]: time to warn, though writing still works.
    pub past_soft_limit: bool,
}

/// Whether an entry is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Kept in this browser and read back: it survives a killed tab.
    Saved,
    /// In memory only: it is lost with the tab unless a later attempt works or it is downloaded.
    Queued {
        /// What went wrong.
        why: Why,
    },
    /// Not kept, and not offered again: another attempt would end the same. Only an entry that
    /// somebody else wrote can end so.
    Refused {
        /// What is wrong with it.
        why: Why,
    },
}

/// Why something is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The storage did not do it.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The storage said yes, and then held something else.
    #[error("This browser did not keep what it was given. Download your work, then reload.")]
    Mismatch,
    /// Another entry stands under this key; it is not overwritten.
    #[error(
        "Another tab used the same place for other work. Download your work, then reload this tab."
    )]
    Taken,
    /// An imported entry names a page load that no key can hold.
    #[error("An imported entry has an unusable name ({0}); it is left out.")]
    Name(#[from] KeyError),
    /// A newer build has taken over this store.
    #[error(
        "A newer version of the app took over your work in this browser. \
         Download what is unsaved here, then reload."
    )]
    NewerBuild {
        /// The format number a writer must know.
        needs: u32,
    },
}

impl Keeper {
    /// Loads everything and becomes ready to write; writes nothing itself and cannot fail.
    ///
    /// `shelf` is what probing the browser gave. Where that failed, or where the shelf cannot be
    /// listed, the keeper works in memory: [`Loaded::mode`] says so, every commit is queued, and
    /// drafts and settings hold until the tab closes. `writer` must be random for this page load.
    pub fn open(shelf: Result<Rc<dyn Shelf>, ShelfError>, writer: Writer) -> (Self, Loaded) {
        let reached = shelf.and_then(|shelf| load(&*shelf).map(|loaded| (shelf, loaded)));
        let (shelf, loaded) = reached.unwrap_or_else(|why| {
            let memory: Rc<dyn Shelf> = Rc::new(MemoryShelf::new());
            (memory, Loaded::out_of_reach(why))
        });
        let keeper = Self {
            shelf,
            next_seq: loaded.last_seq(&writer).saturating_add(1),
            writer,
            mode: loaded.mode.clone(),
            meta: None,
            usage: loaded.usage,
            drifted: false,
            pending: Vec::new(),
            own: loaded.own_writers(),
            adopted: loaded.adopted.clone(),
        };
        (keeper, loaded)
    }

    /// Keeps an entry; whatever happens, it is not lost while the page is open.
    ///
    /// The text is kept verbatim under [`next_seq`](Self::next_seq). After a success the entries
    /// that waited are offered again, up to the first that fails.
    pub fn commit(&mut self, json: String) -> Receipt {
        let record = Record {
            writer: self.writer.to_string(),
            seq: self.next_seq,
            json,
        };
        let seq = record.seq;
        self.next_seq = seq.saturating_add(1);
        let (outcome, caught_up) = match self.keep(&record) {
            Ok(()) => (Outcome::Saved, self.offer(true)),
            Err(why) => {
                self.pending.push(Pending {
                    record,
                    why: why.clone(),
                });
                (Outcome::Queued { why }, Vec::new())
            }
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
    pub fn adopt(&mut self, record: Record) -> Outcome {
        self.note_adopted(&record.writer);
        match self.keep(&record) {
            Ok(()) => Outcome::Saved,
            Err(why @ (Why::Taken | Why::Name(_))) => Outcome::Refused { why },
            Err(why) => {
                self.pending.push(Pending {
                    record,
                    why: why.clone(),
                });
                Outcome::Queued { why }
            }
        }
    }

    /// Takes note of a writer that only files bring: what is missing of it was not lost here.
    fn note_adopted(&mut self, writer: &str) {
        let is_own = writer == self.writer.as_str() || self.own.contains(writer);
        let can_be_kept = Writer::new(writer).is_ok();
        if is_own || !can_be_kept || !self.adopted.insert(writer.to_owned()) {
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
    /// The caller decides when: it has the clock.
    pub fn retry(&mut self) -> Vec<u32> {
        self.offer(false)
    }

    /// The entries that are in memory only, in the order they were committed.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// The number the next entry gets.
    pub fn next_seq(&self) -> u32 {
        self.next_seq
    }

    /// The page load this keeper writes for.
    pub fn writer(&self) -> &Writer {
        &self.writer
    }

    /// What may be done with the store; it can change at any commit, when a newer build takes over.
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// What everything under our prefix takes, keys included, in UTF-16 units.
    ///
    /// Counted along, so that a commit costs the same however much is kept; what other tabs write
    /// is not in it until [`recount`](Self::recount).
    pub fn usage(&self) -> usize {
        self.usage
    }

    /// Whether the store is past [`SOFT_LIMIT`].
    pub fn past_soft_limit(&self) -> bool {
        self.usage > SOFT_LIMIT
    }

    /// Measures the store anew, after another tab has written.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] where it cannot be read; the count stays as it was.
    pub fn recount(&mut self) -> Result<usize, ShelfError> {
        self.usage = measure(&*self.shelf, PREFIX)?;
        self.drifted = false;
        Ok(self.usage)
    }

    /// Everything stored and everything waiting, for "Download my work now".
    pub fn salvage(&self) -> Salvage {
        salvage(
            &*self.shelf,
            self.pending.iter().map(|pending| &pending.record),
        )
    }

    pub(super) fn shelf(&self) -> &dyn Shelf {
        &*self.shelf
    }

    /// Keeps a value that may replace an older one: a draft, a setting.
    pub(super) fn replace(&mut self, key: &Key, json: &str) -> Result<(), Why> {
        self.fence()?;
        let key = key.to_string();
        let before = self.shelf.get(&key)?;
        self.write(&key, before.as_deref(), json)?;
        self.found();
        Ok(())
    }

    /// Removes a draft; gone is only what reads as gone.
    pub(super) fn forget(&mut self, key: &Key) -> Result<(), Why> {
        self.fence()?;
        let key = key.to_string();
        let Some(before) = self.shelf.get(&key)? else {
            return Ok(());
        };
        let removed = self.shelf.remove(&key);
        let after = self.shelf.get(&key);
        self.account(&key, Some(&before), &after);
        removed?;
        if after?.is_none() {
            Ok(())
        } else {
            Err(Why::Mismatch)
        }
    }

    /// Offers the waiting entries again, all of them or up to the first that fails.
    fn offer(&mut self, stop_at_failure: bool) -> Vec<u32> {
        let mut kept = Vec::new();
        let mut waiting = std::mem::take(&mut self.pending).into_iter();
        for mut pending in waiting.by_ref() {
            match self.keep(&pending.record) {
                Ok(()) => kept.push(pending.record.seq),
                Err(why) => {
                    pending.why = why;
                    self.pending.push(pending);
                    if stop_at_failure {
                        break;
                    }
                }
            }
        }
        self.pending.extend(waiting);
        kept
    }

    /// The steps of a commit: may we, is the place free, write, read back.
    fn keep(&mut self, record: &Record) -> Result<(), Why> {
        if let Mode::Memory { why } = &self.mode {
            return Err(why.clone().into());
        }
        self.fence()?;
        let key = Key::Journal {
            writer: Writer::new(&record.writer)?,
            seq: record.seq,
        }
        .to_string();
        // Entries never change. What stands here and verifies is somebody's work, or our own from
        // an attempt that could not be read back; what does not verify is our own torn write.
        let before = self.shelf.get(&key)?;
        match before.as_deref().map(|there| frame::decode(&key, there)) {
            Some(Ok(json)) if json == record.json => return Ok(()),
            Some(Ok(_)) => return Err(Why::Taken),
            Some(Err(_)) | None => {}
        }
        self.write(&key, before.as_deref(), &record.json)?;
        self.found();
        Ok(())
    }

    /// Stops where a newer build has fenced the store off, also while this page is open.
    fn fence(&mut self) -> Result<(), Why> {
        match self.mode {
            Mode::Memory { .. } => return Ok(()),
            Mode::ReadOnly { needs } | Mode::Sealed { needs } => {
                return Err(Why::NewerBuild { needs });
            }
            Mode::Open => {}
        }
        let meta = self.shelf.get(&Key::Meta.to_string())?;
        if meta == self.meta {
            return Ok(());
        }
        // Somebody else changed the store: wiped it, or took it over.
        self.drifted |= self.meta.is_some();
        self.mode = Meta::read(meta.as_deref())
            .map(Meta::mode)
            .unwrap_or_default();
        self.meta = meta;
        match self.mode {
            Mode::ReadOnly { needs } | Mode::Sealed { needs } => Err(Why::NewerBuild { needs }),
            _ => Ok(()),
        }
    }

    /// Sets and reads back; `before` is what stands there now.
    fn write(&mut self, key: &str, before: Option<&str>, json: &str) -> Result<(), Why> {
        let framed = frame::encode(key, json);
        let set = self.shelf.set(key, &framed);
        let after = self.shelf.get(key);
        self.account(key, before, &after);
        set?;
        if after?.as_deref() == Some(framed.as_str()) {
            Ok(())
        } else {
            Err(Why::Mismatch)
        }
    }

    /// Marks a new store as ours, after its first write.
    ///
    /// A failure needs no telling: a store without the mark reads the same, and the next write
    /// tries again.
    fn found(&mut self) {
        if self.mode != Mode::Open || self.meta.is_some() {
            return;
        }
        let key = Key::Meta.to_string();
        let json = serde_json::json!(Meta::CURRENT).to_string();
        if self.write(&key, None, &json).is_ok() {
            self.meta = Some(frame::encode(&key, &json));
        }
    }

    /// Counts what changed under one key by what is there now, not by what was asked for.
    ///
    /// Only what verifies is counted along; where a value was torn or could not be read back the
    /// store is measured anew, at the next write if not now.
    fn account(
        &mut self,
        key: &str,
        before: Option<&str>,
        after: &Result<Option<String>, ShelfError>,
    ) {
        let whole = |text: Option<&str>| text.is_none_or(|text| frame::decode(key, text).is_ok());
        let size = |text: Option<&str>| text.map_or(0, |text| units(key) + units(text));
        let after = after.as_ref().map(Option::as_deref);
        match after {
            Ok(after) if whole(before) && whole(after) => {
                self.usage = (self.usage + size(after)).saturating_sub(size(before));
            }
            _ => self.drifted = true,
        }
        self.drifted = self.drifted && self.recount().is_err();
    }
}
