//! Backups: everything in one file, the file that is kept up to date, and the way back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use crate::domain::id::RaterId;
use crate::storage::backup::{About, Scribe};
use crate::storage::{Backup, BackupError, Ending, Restored, indexed_file, indexed_mirror};

use super::super::browser::{self, FileHandle};
use super::boot::{RATER, entries};
use super::files::build;
use super::keeping::Occasion;
use super::typing::fold_drafts;
use super::{Books, Session};

/// What there is to say of backups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backups {
    /// The last one that was handed over or written.
    pub last: Option<LastBackup>,
    /// The file that is kept up to date, where there is one.
    pub file: Option<KeptFile>,
}

/// When a backup was made, and of how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBackup {
    /// Milliseconds since 1970.
    pub at: i64,
    /// How many entries the journal had.
    pub entries: usize,
}

/// A file that is kept up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Its name.
    pub name: String,
    /// How it does.
    pub state: FileState,
}

/// How the file that is kept up to date does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// The browser wants the person's word first.
    Asks,
    /// It holds everything, or soon will.
    Kept,
    /// It could not be written, in words for the rater.
    Failed(String),
}

/// What came back of a backup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Entries that were not here.
    pub new: usize,
    /// Entries that were here already.
    pub known: usize,
    /// Entries that are another text here; those that are here stay.
    pub disputed: usize,
    /// Packs and rubrics whose texts were not here.
    pub texts: usize,
    /// Values of the file that do not verify.
    pub damaged: usize,
    /// Lines of the file that are none of a backup.
    pub strange: usize,
    /// Entries of a kind that this build does not know; they are kept.
    pub unknown: usize,
    /// Whether all of the file is there.
    pub ending: Ending,
    /// Who this browser works as from now on, where that changed.
    pub works_as: Option<RaterId>,
}

/// The setting that keeps [`LastBackup`].
const LAST: &str = "backup";

/// The setting that says whether a file is remembered.
const FILE: &str = "backup-file";

/// The file is written when nothing has happened for so long, milliseconds.
const QUIET: u64 = 3_000;

/// Entries that are brought back before the page may breathe.
const SLICE: usize = 200;

impl Session {
    /// What there is to say of backups.
    pub fn backups(self) -> RwSignal<Backups> {
        self.backups
    }

    /// Everything that is kept, in parts of one file, and of how many entries that is.
    async fn backup(self) -> (Vec<String>, usize) {
        self.settle();
        let mirrored = indexed_mirror::read().await.unwrap_or_default();
        let rater = self.rater.get_untracked();
        let name = self.now(|workspace| workspace.name(&rater).unwrap_or_default().to_owned());
        let about = About {
            app: build(),
            made_at: browser::now(),
            rater,
            name,
        };
        let mut parts = Vec::new();
        let mut to = |part| parts.push(part);
        let mut scribe = Scribe::new(&about, &mut to);
        let entries = self.books.with_value(|books| {
            scribe.keeper(&books.keeper, &books.records, &mirrored);
            books.records.len()
        });
        drop(mirrored);
        let packs = self.shelf().await;
        for kept in packs.list().await.unwrap_or_default() {
            if let Ok(Some(text)) = packs.get(&kept.hash).await {
                scribe.text(&kept.hash, &text);
            }
        }
        scribe.end();
        (parts, entries)
    }

    /// Hands everything that is kept to the browser as a file.
    pub async fn download_backup(self) {
        let (parts, entries) = self.backup().await;
        browser::download(&file_name(), "application/jsonl", &parts);
        self.note_backup(entries);
    }

    fn note_backup(self, entries: usize) {
        let at = browser::now_ms();
        let last = LastBackup { at, entries };
        self.set_setting(LAST, &last);
        self.backups.update(|backups| backups.last = Some(last));
    }

    /// Looks for the last backup, and for the file of an earlier visit.
    pub(super) async fn recall_backups(self) {
        let last = self.setting::<Option<LastBackup>>(LAST, None);
        if last.is_some() {
            self.backups.update(|backups| backups.last = last);
        }
        if !self.setting(FILE, false) {
            return;
        }
        let stored = indexed_file::recall().await.ok().flatten();
        let Some(file) = stored.and_then(FileHandle::from_stored) else {
            return;
        };
        let is_allowed = file.is_allowed().await;
        self.hold_file(file, is_allowed);
    }

    /// Asks for a file, and keeps it up to date from now on.
    ///
    /// # Errors
    /// In words, where there is none then; nothing where the person thought better of it.
    pub async fn keep_file(self) -> Result<(), Option<String>> {
        let file = match browser::choose_file(&file_name()).await {
            Ok(file) => file,
            Err(browser::FileError::Cancelled) => return Err(None),
            Err(why) => return Err(Some(why.to_string())),
        };
        // One that is forgotten is asked for again.
        let is_remembered = indexed_file::remember(file.as_stored()).await.is_ok();
        self.set_setting(FILE, &is_remembered);
        self.hold_file(file, true);
        Ok(())
    }

    /// Goes on with the file of an earlier visit, in answer to a click.
    pub async fn go_on_with_file(self) {
        let file = self.books.with_value(|books| books.file.clone());
        if let Some(file) = file {
            let is_allowed = file.ask().await;
            self.hold_file(file, is_allowed);
        }
    }

    /// Leaves the file as it is.
    pub async fn leave_file(self) {
        self.books.update_value(|books| books.file = None);
        self.backups.update(|backups| backups.file = None);
        self.set_setting(FILE, &false);
        if let Err(why) = indexed_file::forget().await {
            leptos::logging::warn!("the file will be asked for again: {why}");
        }
    }

    fn hold_file(self, file: FileHandle, is_allowed: bool) {
        let name = file.name();
        let state = if is_allowed {
            FileState::Kept
        } else {
            FileState::Asks
        };
        self.books.update_value(|books| books.file = Some(file));
        let kept = Some(KeptFile { name, state });
        self.backups.update(|backups| backups.file = kept);
        if is_allowed {
            spawn_local(self.write_file());
        }
    }

    /// Something was written: soon the file has it too.
    pub(super) fn freshen_file(self) {
        let count = self.books.try_update_value(|books| {
            books.file.as_ref()?;
            books.changes += 1;
            Some(books.changes)
        });
        let Some(count) = count.flatten() else { return };
        browser::later(QUIET, move || {
            let is_last = self.books.try_with_value(|books| books.changes == count);
            if is_last == Some(true) {
                self.write_changes();
            }
        });
    }

    /// Writes the file now, if it lacks something.
    pub(super) fn write_changes(self) {
        let lacks = |books: &Books| books.file.is_some() && books.changes != books.filed;
        if self.books.try_with_value(lacks) == Some(true) {
            spawn_local(self.write_file());
        }
    }

    /// Writes the file, unless it waits for the person's word.
    async fn write_file(self) {
        let may_write = self.backups.with_untracked(|backups| {
            let file = backups.file.as_ref();
            file.is_some_and(|file| file.state != FileState::Asks)
        });
        let file = self.books.try_with_value(|books| books.file.clone());
        let Some(file) = file.flatten().filter(|_| may_write) else {
            return;
        };
        let changes = self.books.with_value(|books| books.changes);
        let (parts, entries) = self.backup().await;
        let state = match file.write(&parts).await {
            Ok(()) => {
                self.books.update_value(|books| books.filed = changes);
                self.note_backup(entries);
                FileState::Kept
            }
            Err(browser::FileError::NotAllowed) => FileState::Asks,
            Err(why) => FileState::Failed(why.to_string()),
        };
        self.backups.update(|backups| {
            if let Some(kept) = &mut backups.file {
                kept.state = state;
            }
        });
    }

    /// Brings back what a backup holds. What is here stays; what the file has beyond it is added.
    ///
    /// # Errors
    /// [`BackupError`] where nothing can be had of it; nothing has changed then.
    pub async fn restore(self, text: &str) -> Result<Brought, BackupError> {
        self.settle();
        let backup = Backup::read(text)?;
        let begins_here = self.now(|workspace| {
            let has_work = |rater| workspace.works(rater).any(|(_, work)| work.is_real());
            !workspace.raters().any(has_work)
        });
        let mut brought = Brought {
            damaged: backup.damaged.len(),
            strange: backup.strange.len(),
            ending: backup.ending,
            ..Brought::default()
        };
        for records in backup.records.chunks(SLICE) {
            self.restore_records(records.to_vec(), &backup, &mut brought);
            browser::breathe().await;
        }
        let packs = self.shelf().await;
        for (hash, text) in &backup.texts {
            let is_here = matches!(packs.get(hash).await, Ok(Some(_)));
            if !is_here && packs.put(hash, text).await.is_ok() {
                brought.texts += 1;
            }
        }
        if begins_here {
            brought.works_as = self.become_rater_of(&backup);
        }
        fold_drafts(self, backup.drafts);
        self.texts.update(|texts| texts.clear());
        self.settle_in();
        self.report_saving(None);
        self.tend(Occasion::Step);
        Ok(brought)
    }

    fn restore_records(
        self,
        records: Vec<crate::storage::Record>,
        backup: &Backup,
        brought: &mut Brought,
    ) {
        self.workspace.update(|workspace| {
            self.books.update_value(|books| {
                let Books {
                    keeper,
                    records: here,
                    history,
                    ..
                } = books;
                let now = browser::now_ms();
                let restored = keeper.restore(records, &backup.adopted, now);
                let Restored {
                    new,
                    known,
                    disputed,
                } = restored;
                let (read, unknown) = entries(&new);
                brought.new += new.len();
                brought.known += known;
                brought.disputed += disputed.len();
                brought.unknown += unknown;
                here.extend(new);
                history.extend(workspace, read);
            });
        });
    }

    /// A browser without work of its own goes on as whoever the backup is by.
    fn become_rater_of(self, backup: &Backup) -> Option<RaterId> {
        let json = backup.settings.get(RATER)?;
        let rater: RaterId = serde_json::from_str(json).ok()?;
        if rater == self.rater_now() {
            return None;
        }
        self.work_as(rater.clone());
        Some(rater)
    }
}

/// What a backup of today is called.
fn file_name() -> String {
    let day = browser::now().rfc3339();
    let day = day.get(..10).unwrap_or("today");
    format!("trainmaster-backup-{day}.jsonl")
}
