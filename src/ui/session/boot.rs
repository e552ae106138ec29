//! The start: what was kept becomes the state.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use crate::domain::id::{PackId, RaterId, WriterId};
use crate::domain::workspace::Workspace;
use crate::journal::chain::Chain;
use crate::journal::clock::Stamp;
use crate::journal::entry::{Entry, EntryId};
use crate::journal::history::History;
use crate::storage::mirror::MirrorState;
use crate::storage::{BrowserShelf, Draft, Keeper, Loaded, Record, Writer};

use super::super::browser;
use super::typing::fold_drafts;
use super::unsaved::is_words;
use super::{Books, Saving, Session, Steps, on_desk};

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

/// What was kept and is not read yet.
pub(super) struct Left {
    drafts: Vec<Draft>,
    desk: Option<PackId>,
    found: Found,
    /// Whether the second place holds more.
    awaits_mirror: bool,
}

impl Session {
    /// Reaches for what is kept in this browser. On a first visit the session is ready at once;
    /// otherwise [`recall`] makes it so.
    pub fn start() -> Self {
        let writer = Writer::random(browser::random());
        let name = WriterId::from(writer.as_str());
        let (mut keeper, loaded) = Keeper::open(BrowserShelf::shared(), writer);
        let rater = who(&mut keeper, &loaded.records);
        let found = found(&loaded);
        let saving = Saving {
            mode: keeper.mode().clone(),
            usage: keeper.usage(),
            past_soft_limit: keeper.past_soft_limit(),
            ..Saving::default()
        };
        let desk = keeper.setting::<Option<PackId>>("desk", None).value;
        let (unsaved, drafts): (Vec<_>, Vec<_>) = loaded.drafts.into_iter().partition(is_words);
        let awaits_mirror = loaded.awaits_mirror;
        let is_new =
            loaded.records.is_empty() && drafts.is_empty() && found.is_clean() && !awaits_mirror;
        let left = Left {
            drafts,
            desk,
            found,
            awaits_mirror,
        };
        let books = Books {
            writer: name,
            history: History::default(),
            keeper,
            chain: Chain::after(loaded.records.iter().map(Record::told)),
            records: loaded.records,
            left: Some(left).filter(|_| !is_new),
            tend: None,
            waiting: None,
            submitted_at: 0,
        };
        Self {
            workspace: RwSignal::new(Workspace::default()),
            books: StoredValue::new_local(books),
            packs: StoredValue::new_local(None),
            rater: RwSignal::new(rater),
            current: RwSignal::new(None),
            saving: RwSignal::new(saving),
            texts: RwSignal::new(BTreeMap::new()),
            steps: RwSignal::new(Steps::default()),
            typing: StoredValue::new_local(None),
            unsaved: StoredValue::new_local(unsaved),
            found: RwSignal::new(is_new.then(Found::default)),
        }
    }

    fn take_left(self) -> Option<Left> {
        self.books
            .try_update_value(|books| books.left.take())
            .flatten()
    }

    /// What was found at the start; `None` until it is read.
    pub fn found(self) -> Option<Found> {
        self.found.get()
    }
}

/// Makes the state of what was kept. It is fetched for those who come back only: a first visit
/// has nothing to read.
pub fn recall(session: Session) {
    let Some(left) = session.take_left() else {
        return;
    };
    let Left {
        drafts,
        desk,
        mut found,
        awaits_mirror,
    } = left;
    session.workspace.update(|workspace| {
        session.books.update_value(|books| {
            let (entries, unknown) = entries(&books.records);
            found.unknown = unknown;
            books.history.extend(workspace, entries);
        });
    });
    session
        .current
        .set(desk.filter(|id| session.now(|w| on_desk(w, id))));
    session.settle_in();
    spawn_local(session.clear_removed());
    // A draft may be older than what only the second place knows: a killed browser leaves the
    // first one as it was some seconds ago.
    let may_be_more = awaits_mirror || !drafts.is_empty();
    let has_answered = session.books.try_update_value(|books| {
        books.waiting = Some((found, drafts));
        let state = books.keeper.standing().mirror;
        !matches!(state, MirrorState::Absent | MirrorState::Unread)
    });
    if may_be_more && has_answered == Some(false) {
        // A database that never answers must not keep anybody from what is here.
        browser::later(LONGEST_WAIT, move || session.show_found());
    } else {
        session.show_found();
    }
}

/// How long the second place is waited for at the start, milliseconds.
const LONGEST_WAIT: u64 = 5_000;

impl Session {
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

/// The rater of this browser; a new one at first use. Where the setting is gone and work is not, it
/// is who did the last of it.
fn who(keeper: &mut Keeper, records: &[Record]) -> RaterId {
    if let Some(rater) = keeper.setting::<Option<RaterId>>("rater", None).value {
        return rater;
    }
    let signed = records.iter().filter_map(|record| Signed::of(&record.json));
    let rater = signed
        .max_by_key(|signed| signed.at)
        .map_or_else(|| RaterId::random(browser::random()), |signed| signed.by);
    if keeper.set_setting("rater", &rater).is_err() {
        leptos::logging::warn!("the rater's id holds until the tab closes");
    }
    rater
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
