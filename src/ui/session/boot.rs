//! The start: what was kept becomes the state.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::domain::id::{PackId, RaterId, WriterId};
use crate::domain::workspace::{Place, Workspace};
use crate::journal::chain::Chain;
use crate::journal::entry::{Entry, EntryId};
use crate::journal::history::History;
use crate::storage::{BrowserShelf, Draft, Keeper, Loaded, Record, Writer};

use super::super::browser;
use super::typing::fold_drafts;
use super::unsaved::is_words;
use super::{Books, Saving, Session, Steps};

/// What was found at the start that the rater should know of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Values that do not verify.
    pub damaged: usize,
    /// Entries whose keys are gone.
    pub missing: usize,
    /// Entries of a newer version, kept as they are.
    pub unknown: usize,
}

impl Found {
    /// Whether there is nothing to tell.
    pub fn is_clean(&self) -> bool {
        *self == Self::default()
    }
}

/// What was kept and is not read yet.
pub(super) struct Left {
    drafts: Vec<Draft>,
    desk: Option<PackId>,
    found: Found,
}

impl Session {
    /// Reaches for what is kept in this browser. On a first visit the session is ready at once;
    /// otherwise [`recall`] makes it so.
    pub fn start() -> Self {
        let writer = Writer::random(browser::random());
        let name = WriterId::from(writer.as_str());
        let (mut keeper, loaded) = Keeper::open(BrowserShelf::shared(), writer);
        let rater = who(&mut keeper);
        let found = found(&loaded);
        let saving = Saving {
            mode: keeper.mode().clone(),
            usage: keeper.usage(),
            past_soft_limit: keeper.past_soft_limit(),
            ..Saving::default()
        };
        let desk = keeper.setting::<Option<PackId>>("desk", None).value;
        let (unsaved, drafts): (Vec<_>, Vec<_>) = loaded.drafts.into_iter().partition(is_words);
        let is_new = loaded.records.is_empty() && drafts.is_empty() && found.is_clean();
        let left = Left {
            drafts,
            desk,
            found,
        };
        let books = Books {
            writer: name,
            history: History::default(),
            keeper,
            chain: Chain::after(loaded.records.iter().map(Record::told)),
            records: loaded.records,
            left: Some(left).filter(|_| !is_new),
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
    } = left;
    session.workspace.update(|workspace| {
        session.books.update_value(|books| {
            let (entries, unknown) = entries(&books.records);
            found.unknown = unknown;
            books.history.extend(workspace, entries);
        });
    });
    let current = session.now(|workspace| {
        let on_desk = |id: &PackId| {
            let open = workspace.pack(id);
            open.is_some_and(|pack| pack.place == Place::Desk)
        };
        let latest = || workspace.packs().first().map(|pack| pack.stub.id.clone());
        desk.filter(on_desk).or_else(latest)
    });
    session.current.set(current);
    fold_drafts(session, drafts);
    session.report_steps();
    if let Some(id) = session.current.get_untracked() {
        session.need(&id);
    }
    spawn_local(session.clear_removed());
    spawn_local(session.recall_rubrics());
    session.found.set(Some(found));
}

/// The rater of this browser; a new one at first use.
fn who(keeper: &mut Keeper) -> RaterId {
    if let Some(rater) = keeper.setting::<Option<RaterId>>("rater", None).value {
        return rater;
    }
    let rater = RaterId::random(browser::random());
    if keeper.set_setting("rater", &rater).is_err() {
        leptos::logging::warn!("the rater's id holds until the tab closes");
    }
    rater
}

/// The entries this build understands, and how many it does not.
fn entries(records: &[Record]) -> (Vec<Entry>, usize) {
    let read = |record: &Record| {
        let id = EntryId(WriterId::from(record.writer.as_str()), record.seq);
        Entry::from_json(id, &record.json).ok()
    };
    let entries: Vec<Entry> = records.iter().filter_map(read).collect();
    let unknown = records.len() - entries.len();
    (entries, unknown)
}

fn found(loaded: &Loaded) -> Found {
    let missing = loaded.gaps.iter().flat_map(|gap| &gap.missing);
    let missing = missing
        .map(|range| (range.end() - range.start() + 1) as usize)
        .sum();
    Found {
        damaged: loaded.damaged.len(),
        missing,
        unknown: 0,
    }
}
