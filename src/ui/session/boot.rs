//! The start: what was kept becomes the state.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use crate::domain::id::{PackId, RaterId, WriterId};
use crate::domain::workspace::Workspace;
use crate::journal::clock::Stamp;
use crate::journal::entry::{Entry, EntryId};
use crate::journal::history::History;
use crate::storage::backup::Marker;
use crate::storage::mirror::MirrorState;
use crate::storage::{BrowserShelf, Keeper, Loaded, Record, Rules, Writer};

use super::super::browser;
use super::typing::fold_drafts;
use super::unsaved::is_words;
use super::{Backups, Books, Saving, Session, Steps, on_desk};

/// What was found at the start that the rater should know of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Values that do not verify.
    pub damaged: usize,
    /// Entries whose keys are gone.
    pub missing: usize,
    /// Entries of a newer version, kept as they are.
    pub unknown: usize,
    /// Entries that one place had lost and the other gave back.
    pub recovered: usize,
}

impl Found {
    /// Whether nothing is wrong; what came back is well.
    pub fn is_clean(&self) -> bool {
        self.damaged + self.missing + self.unknown == 0
    }

    /// Both findings together. What one place lacked and the other gave back is not missing.
    #[must_use]
    pub fn and(&self, later: &Self) -> Self {
        Self {
            damaged: self.damaged + later.damaged,
            missing: self.missing.saturating_sub(later.recovered),
            unknown: self.unknown + later.unknown,
            recovered: self.recovered + later.recovered,
        }
    }
}

impl Session {
    /// Reaches for what is kept in this browser. On a first visit the session is ready at once;
    /// otherwise [`recall`] makes it so.
    pub fn start() -> Self {
        let writer = Writer::random(browser::random());
        let name = WriterId::from(writer.as_str());
        let mut keeper = Keeper::begin(Rules::default(), BrowserShelf::shared(), writer);
        let is_new = keeper.is_untouched();
        let kept = keeper.setting::<Option<RaterId>>(RATER, None).value;
        let rater = kept.unwrap_or_else(|| RaterId::random(browser::random()));
        if is_new && keeper.set_setting(RATER, &rater).is_err() {
            leptos::logging::warn!("the rater's id holds until the tab closes");
        }
        let saving = Saving {
            mode: keeper.mode().clone(),
            ..Saving::default()
        };
        let books = Books {
            writer: name,
            history: History::default(),
            keeper,
            chain: None,
            records: Vec::new(),
            marker: Marker::default(),
            is_read: is_new,
            tend: None,
            packs: None,
            unsaved: Vec::new(),
            waiting: None,
            opened_at: browser::now_ms(),
            submitted_at: 0,
            file: None,
            changes: 0,
            filed: 0,
            is_filing: false,
            filing_took: 0,
            at: None,
        };
        Self {
            workspace: RwSignal::new(Workspace::default()),
            books: StoredValue::new_local(books),
            rater: RwSignal::new(rater),
            current: RwSignal::new(None),
            saving: RwSignal::new(saving),
            texts: RwSignal::new(BTreeMap::new()),
            steps: RwSignal::new(Steps::default()),
            typing: StoredValue::new_local(None),
            found: RwSignal::new(is_new.then(Found::default)),
            backups: RwSignal::new(Backups::default()),
            elsewhere: RwSignal::new(BTreeSet::new()),
        }
    }

    /// What was found at the start; `None` until it is read.
    pub fn found(self) -> Option<Found> {
        self.found.get()
    }
}

/// Makes the state of what was kept. It is fetched for those who come back only: a first visit
/// has nothing to read.
pub fn recall(session: Session) {
    let read = session.books.try_update_value(|books| {
        let is_first = !std::mem::replace(&mut books.is_read, true);
        is_first.then(|| read(books))
    });
    let Some((loaded, mut found)) = read.flatten() else {
        return;
    };
    session.remember_rater();
    session.workspace.update(|workspace| {
        session.books.update_value(|books| {
            let (entries, unknown) = entries(&books.records);
            found.unknown = unknown;
            books.history.extend(workspace, entries);
        });
    });
    let desk = session.setting::<Option<PackId>>("desk", None);
    session
        .current
        .set(desk.filter(|id| session.now(|w| on_desk(w, id))));
    let (unsaved, drafts): (Vec<_>, Vec<_>) = loaded.drafts.into_iter().partition(is_words);
    session.books.update_value(|books| books.unsaved = unsaved);
    session.settle_in();
    session.report_saving(None);
    // The second place may know more, and a draft may be older than that: a killed browser leaves
    // the first one as it was some seconds ago. A desk that is laid before would be changed under
    // the rater's hands.
    let has_signs = loaded.awaits_mirror || !drafts.is_empty();
    let has_answered = session.books.try_update_value(|books| {
        books.waiting = Some((found, drafts));
        let state = books.keeper.standing().mirror;
        !matches!(state, MirrorState::Absent | MirrorState::Unread)
    });
    if has_answered == Some(false) {
        // A database that never answers must not keep anybody from what is here.
        let longest = if has_signs { LONGEST_WAIT } else { SHORT_WAIT };
        browser::later(longest, move || session.show_found());
    } else {
        session.show_found();
    }
}

/// Reads what was kept; the entries go to the books.
fn read(books: &mut Books) -> (Loaded, Found) {
    let mut loaded = books.keeper.load();
    let found = found(&loaded);
    books.records = std::mem::take(&mut loaded.records);
    (loaded, found)
}

/// The setting that names who works here.
pub(super) const RATER: &str = "rater";

/// How long the second place is waited for at the start where there are signs that it knows more,
/// milliseconds.
const LONGEST_WAIT: u64 = 5_000;

/// And where there are none.
const SHORT_WAIT: u64 = 1_000;

impl Session {
    /// Where the setting that names the rater is gone and work is not, it is who did the last of
    /// it.
    fn remember_rater(self) {
        if self.setting::<Option<RaterId>>(RATER, None).is_some() {
            return;
        }
        let rater = self.last_at_work().unwrap_or_else(|| self.rater_now());
        self.work_as(rater);
    }

    /// Who did the last of the work in this browser; what only files brought is somebody else's.
    pub(super) fn last_at_work(self) -> Option<RaterId> {
        self.books.with_value(|books| {
            let own = books.records.iter();
            let own = own.filter(|record| !books.keeper.is_adopted(&record.writer));
            let signed = own.filter_map(|record| Signed::of(&record.json));
            signed.max_by_key(|signed| signed.at).map(|last| last.by)
        })
    }

    /// What was found is all there is for now.
    pub(super) fn show_found(self) {
        let waiting = self.books.try_update_value(|books| books.waiting.take());
        if let Some((found, drafts)) = waiting.flatten() {
            fold_drafts(self, drafts);
            self.found.set(Some(found));
        }
    }

    /// After entries came in: a pack on the desk, its texts, and what evaluations pin.
    pub(super) fn settle_in(self) {
        if self.current_now().is_none() {
            let latest = |workspace: &Workspace| {
                let packs = workspace.packs();
                packs.first().map(|pack| pack.stub.id.clone())
            };
            self.current.set(self.now(latest));
        }
        self.report_steps();
        if let Some(id) = self.current_now() {
            self.need(&id);
        }
        spawn_local(self.recall_rubrics());
    }
}

/// Who said an entry, and when; of any version.
#[derive(Deserialize)]
struct Signed {
    at: Stamp,
    by: RaterId,
}

impl Signed {
    fn of(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// The entries this build understands, and how many it does not.
pub(super) fn entries(records: &[Record]) -> (Vec<Entry>, usize) {
    let entries: Vec<Entry> = records.iter().filter_map(entry).collect();
    let unknown = records.len() - entries.len();
    (entries, unknown)
}

/// The entry of a record, where this build understands it.
pub(super) fn entry(record: &Record) -> Option<Entry> {
    let id = EntryId(WriterId::from(record.writer.as_str()), record.seq);
    Entry::from_json(id, &record.json).ok()
}

fn found(loaded: &Loaded) -> Found {
    let missing = loaded.gaps.iter().flat_map(|gap| &gap.missing);
    let missing = missing
        .map(|range| (range.end() - range.start() + 1) as usize)
        .sum();
    Found {
        damaged: loaded.damaged.len(),
        missing,
        ..Found::default()
    }
}
