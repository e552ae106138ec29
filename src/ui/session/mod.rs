//! The one door to state: everything that happens goes through [`Session::dispatch`], and
//! everything shown is a [`Session::select`] away.

mod backup;
mod boot;
mod erase;
pub mod files;
mod keeping;
mod kept;
mod left;
mod profiles;
mod restore;
mod saving;
mod tending;
mod together;
mod typing;
mod unsaved;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use leptos::prelude::*;

use crate::domain::id::{PackId, RaterId, WriterId};
use crate::domain::pack::Pack;
use crate::domain::task::Task;
use crate::domain::work::WorkKey;
use crate::domain::workspace::{Place, Workspace};
use crate::journal::chain::Chain;
use crate::journal::check::Refusal;
use crate::journal::entry::{Entry, EntryId};
use crate::journal::event::{Event, Step};
use crate::journal::history::History;
use crate::storage::backup::Marker;
use crate::storage::{Draft, Keeper, Outcome, PackShelf, Record, Room};
use crate::ui::live::memo;

use super::browser::{self, FileHandle};
use super::planted;

pub use backup::{Backups, Extent, FileState, KeptFile, LastBackup};
pub use boot::{Found, recall};
pub use files::{Added, ImportError, Imported};
pub use keeping::{Occasion, Tend};
pub use restore::Brought;
pub use saving::{Saving, Second};
pub use tending::tend;
pub use typing::Typing;

/// A handle to the state, free to copy.
#[derive(Clone, Copy)]
pub struct Session {
    workspace: RwSignal<Workspace>,
    books: StoredValue<Books, LocalStorage>,
    rater: RwSignal<RaterId>,
    current: RwSignal<Option<PackId>>,
    saving: RwSignal<Saving>,
    texts: RwSignal<BTreeMap<PackId, Texts>>,
    steps: RwSignal<Steps>,
    typing: StoredValue<Option<Typing>, LocalStorage>,
    found: RwSignal<Option<Found>>,
    backups: RwSignal<Backups>,
    /// The places that are open in other tabs.
    elsewhere: RwSignal<BTreeSet<String>>,
}

/// The journal and the one who keeps it.
struct Books {
    writer: WriterId,
    history: History,
    keeper: Keeper,
    /// What vouches for the entries of this page, from its first one on.
    chain: Option<Chain>,
    /// Every entry of the journal as it is stored, for export.
    records: Vec<Record>,
    /// Tells which they are.
    marker: Marker,
    /// The place of packs, once it is open.
    packs: Option<Rc<PackShelf>>,
    /// Whether what was kept is read.
    is_read: bool,
    /// Words of dialogs that were closed, or lost with their tab.
    unsaved: Vec<Draft>,
    /// Tends the second place, once that part is here.
    tend: Option<Tend>,
    /// What was found, and the drafts among it, while it is not certain that it is all.
    waiting: Option<(Found, Vec<Draft>)>,
    /// When the page was opened, milliseconds since 1970.
    opened_at: i64,
    /// When the last submission was, by the steady clock.
    submitted_at: u64,
    /// The file that is kept up to date, where there is one.
    file: Option<FileHandle>,
    /// Counts what was written, so that a timer knows whether there was more.
    changes: u64,
    /// How far that file is.
    filed: u64,
    /// Whether it is being written.
    is_filing: bool,
    /// How long that took the last time, milliseconds.
    filing_took: u64,
    /// The place that this tab shows, as other tabs call it.
    at: Option<String>,
}

/// A fact that happened.
struct Kept {
    id: EntryId,
    /// Whether it was written and read back; otherwise it is in memory and offered again.
    saved: bool,
}

/// Whether a pack's texts are at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Texts {
    /// They are being read.
    Loading,
    /// They are there.
    Here,
    /// They are not, and why.
    Missing(String),
}

/// What undo and redo would do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// What undo would take back.
    pub undo: Option<&'static str>,
    /// What redo would do again.
    pub redo: Option<&'static str>,
}

/// What undo or redo did.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// What it was: “rating”.
    pub what: &'static str,
    /// The work it was about, where it was about a task.
    pub on: Option<WorkKey>,
}

impl Session {
    /// A view of the state that changes only when what it shows changes.
    pub fn select<T>(self, view: impl Fn(&Workspace) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let view: Box<dyn Fn(&Workspace) -> T + Send + Sync> = Box::new(view);
        memo(move || self.workspace.with(&view))
    }

    /// Reads the state and follows it.
    pub fn with<T>(self, view: impl FnOnce(&Workspace) -> T) -> T {
        self.workspace.with(view)
    }

    /// Reads the state as it is now, in answer to a key or a click.
    pub fn now<T>(self, view: impl FnOnce(&Workspace) -> T) -> T {
        self.workspace.with_untracked(view)
    }

    /// Who is working.
    pub fn rater(self) -> RaterId {
        self.rater.get()
    }

    /// Who is working, in answer to a key or a click.
    pub fn rater_now(self) -> RaterId {
        self.rater.get_untracked()
    }

    /// What undo and redo would do now.
    pub fn steps(self) -> RwSignal<Steps> {
        self.steps
    }

    /// The pack on the desk; none when it was archived or removed meanwhile.
    pub fn current(self) -> Option<PackId> {
        let pack = self.current.get()?;
        self.with(|workspace| on_desk(workspace, &pack))
            .then_some(pack)
    }

    /// The pack on the desk, in answer to a key or a click.
    pub fn current_now(self) -> Option<PackId> {
        let pack = self.current.get_untracked()?;
        self.now(|workspace| on_desk(workspace, &pack))
            .then_some(pack)
    }

    /// Whether this pack was taken onto the desk last, wherever it is by now.
    pub fn desk_is(self, pack: &PackId) -> bool {
        self.current
            .with_untracked(|current| current.as_ref() == Some(pack))
    }

    /// Takes a pack onto the desk.
    pub fn take_up(self, pack: &PackId) {
        // An address may name anything; only what lies on the desk can be taken up.
        if !self.now(|workspace| on_desk(workspace, pack)) {
            self.need(pack);
            return;
        }
        if self.current.get_untracked().as_ref() != Some(pack) {
            self.current.set(Some(pack.clone()));
            self.set_setting("desk", pack);
        }
        self.need(pack);
    }

    /// Something happens: checked, kept, then shown.
    ///
    /// # Errors
    /// Says why it cannot happen; nothing has changed then.
    pub fn dispatch(self, event: Event) -> Result<EntryId, Refusal> {
        self.keep(event).map(|kept| kept.id)
    }

    /// As [`dispatch`](Self::dispatch), and says whether it is on the shelf.
    fn keep(self, event: Event) -> Result<Kept, Refusal> {
        self.keep_by(&self.rater_now(), event)
    }

    fn keep_by(self, by: &RaterId, event: Event) -> Result<Kept, Refusal> {
        self.now(|workspace| workspace.check(by, &event))?;
        Ok(self.commit(by.clone(), event))
    }

    /// Whether something can happen now.
    ///
    /// # Errors
    /// Says why it cannot.
    pub fn check(self, event: &Event) -> Result<(), Refusal> {
        let rater = self.rater_now();
        self.now(|workspace| workspace.check(&rater, event))
    }

    /// Whether the work on a task could be submitted as it stands.
    ///
    /// # Errors
    /// Says why it cannot, what is missing above all.
    pub fn check_complete(self, on: &WorkKey) -> Result<(), Refusal> {
        let rater = self.rater_now();
        self.now(|workspace| workspace.check_complete(&rater, on))
    }

    /// A step of the work on a task happens.
    ///
    /// # Errors
    /// As [`dispatch`](Self::dispatch).
    pub fn step(self, on: &WorkKey, step: Step) -> Result<EntryId, Refusal> {
        self.dispatch(Event::Worked {
            on: on.clone(),
            step,
        })
    }

    /// Whether the rater could see the answers of a task before; see
    /// [`History::answers_were_shown`].
    pub fn answers_were_shown(self, pack: &Pack, task: &Task) -> bool {
        let rater = self.rater.get_untracked();
        self.books.with_value(|books| {
            let history = &books.history;
            self.now(|workspace| history.answers_were_shown(workspace, &rater, pack, task))
        })
    }

    /// When the last submission of this page was, by the steady clock: a second press soon after is
    /// not another one.
    pub fn submitted_at(self) -> u64 {
        self.books.with_value(|books| books.submitted_at)
    }

    /// Takes note of a submission.
    pub fn note_submission(self) {
        let now = browser::steady_ms();
        self.books.update_value(|books| books.submitted_at = now);
    }

    /// Takes the last step back; `None` where there is none.
    pub fn undo(self) -> Option<Done> {
        self.settle();
        let rater = self.rater.get_untracked();
        let target = self
            .books
            .with_value(|books| books.history.undo_target(&rater).cloned())?;
        self.commit(
            rater,
            Event::Retracted {
                entry: target.id.clone(),
            },
        );
        Some(done(&target))
    }

    /// Does the last step that was taken back again; `None` where there is none.
    pub fn redo(self) -> Option<Done> {
        self.settle();
        let rater = self.rater.get_untracked();
        let target = self
            .books
            .with_value(|books| books.history.redo_target(&rater).cloned())?;
        self.commit(
            rater,
            Event::Restored {
                entry: target.id.clone(),
            },
        );
        Some(done(&target))
    }

    /// Everything stored, verbatim, for “Download my work now”.
    pub fn salvage(self) -> String {
        self.books
            .with_value(|books| books.keeper.salvage_with(&books.records).text)
    }

    /// What is kept, by kind.
    pub fn room(self) -> Room {
        self.books.with_value(|books| books.keeper.room())
    }

    /// How many entries the journal has.
    pub fn journal_len(self) -> usize {
        self.books.with_value(|books| books.history.len())
    }

    /// A setting, or its default.
    pub fn setting<T: serde::de::DeserializeOwned>(self, name: &str, default: T) -> T {
        self.books
            .with_value(|books| books.keeper.setting(name, default).value)
    }

    /// Keeps a setting; where that fails it holds until the tab closes.
    pub fn set_setting<T: serde::Serialize>(self, name: &str, value: &T) {
        self.books.update_value(|books| {
            if books.keeper.set_setting(name, value).is_err() {
                leptos::logging::warn!("the setting {name} holds until the tab closes");
            }
        });
    }

    /// Keeps a fact and adds it to the state. Step by step: an entry that could not be kept is
    /// in memory, shown as such, and offered again.
    fn commit(self, by: RaterId, event: Event) -> Kept {
        let when = browser::now();
        let mut outcome = Outcome::Saved;
        let entry = self.books.try_update_value(|books| {
            let id = EntryId(books.writer.clone(), books.keeper.next_seq());
            let at = books.history.tick(when.ms);
            let entry = Entry {
                id,
                at,
                when,
                by,
                event,
            };
            // The first one cites what is here by now, wherever it came from.
            let found = || Chain::after(books.records.iter().map(Record::told));
            let mut chain = books.chain.take().unwrap_or_else(found);
            let json = entry.to_linked_json(chain.next());
            chain.follow(&json);
            books.chain = Some(chain);
            let (writer, seq) = (entry.id.0.to_string(), entry.id.1);
            books.records.push(Record {
                writer,
                seq,
                json: json.clone(),
            });
            planted::at("before the write");
            outcome = books.keeper.commit(json, when.ms).outcome;
            planted::at("after the write");
            entry
        });
        // The books live as long as the application.
        let Some(entry) = entry else {
            return Kept {
                id: EntryId("".into(), 0),
                saved: false,
            };
        };
        self.report_saving(Some(&outcome));
        self.tend(Occasion::Step);
        let id = entry.id.clone();
        self.workspace.update(|workspace| {
            self.books
                .update_value(|books| books.history.add(workspace, entry));
        });
        self.report_steps();
        Kept {
            id,
            saved: outcome == Outcome::Saved,
        }
    }

    fn report_steps(self) {
        let rater = self.rater.get_untracked();
        let steps = self.books.with_value(|books| Steps {
            undo: books
                .history
                .undo_target(&rater)
                .map(|entry| entry.event.title()),
            redo: books
                .history
                .redo_target(&rater)
                .map(|entry| entry.event.title()),
        });
        if self.steps.with_untracked(|shown| *shown != steps) {
            self.steps.set(steps);
        }
    }
}

fn on_desk(workspace: &Workspace, pack: &PackId) -> bool {
    workspace
        .pack(pack)
        .is_some_and(|open| open.place == Place::Desk)
}

fn done(entry: &Entry) -> Done {
    let on = match &entry.event {
        Event::Worked { on, .. } => Some(on.clone()),
        _ => None,
    };
    Done {
        what: entry.event.title(),
        on,
    }
}
