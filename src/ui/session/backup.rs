//! Backups: everything in one file, the file that is kept up to date, and the way back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use web_sys::Blob;

use crate::domain::hash::ContentHash;
use crate::storage::backup::{About, Scribe};
use crate::storage::{PackError, PackShelf, ShelfError, indexed_file, indexed_mirror};

use super::super::browser::{self, FileHandle, Outgoing};
use super::files::build;
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBackup {
    /// Milliseconds since 1970.
    pub at: i64,
    /// How many entries the journal had.
    pub entries: usize,
    /// Which ones; not known of a backup by an earlier build.
    #[serde(default)]
    pub mark: Option<ContentHash>,
}

/// The entries of the journal at some moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// How many there are.
    pub entries: usize,
    /// Which ones, where that was looked at.
    pub mark: Option<ContentHash>,
}

impl LastBackup {
    /// Whether exactly these entries are in it.
    pub fn holds(&self, now: &Extent) -> bool {
        self.entries == now.entries && self.mark.is_some() && self.mark == now.mark
    }
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

/// What a backup is: JSON Lines.
const MIME: &str = "application/jsonl";

/// The setting that keeps [`LastBackup`].
const LAST: &str = "backup";

/// The setting that says whether a file is remembered.
const FILE: &str = "backup-file";

/// The file is written when nothing has happened for so long, milliseconds.
const QUIET: u64 = 3_000;

/// How many times longer than writing the file nothing must have happened, at least.
const SELDOM: u64 = 20;

impl Session {
    /// What there is to say of backups.
    pub fn backups(self) -> RwSignal<Backups> {
        self.backups
    }

    /// The entries that are here now; which ones only where a backup has as many: that takes long.
    pub fn extent_beside(self, last: Option<&LastBackup>) -> Extent {
        let entries = self.journal_len();
        let has_as_many = last.is_some_and(|last| last.entries == entries);
        let looked = self
            .books
            .try_update_value(|books| has_as_many.then(|| books.extent()));
        looked.flatten().unwrap_or(Extent {
            entries,
            mark: None,
        })
    }

    /// Everything that is kept, as one file.
    async fn backup(self) -> Made {
        let mirrored = indexed_mirror::read().await;
        let rater = self.rater.get_untracked();
        let name = self.now(|workspace| workspace.name(&rater).unwrap_or_default().to_owned());
        let about = About {
            app: build(),
            made_at: browser::now(),
            rater,
            name,
        };
        let mut file = Outgoing::default();
        let mut to = |part: String| file.add(&part);
        let mut scribe = Scribe::new(&about, &mut to);
        let extent = self.books.try_update_value(|books| {
            let mirrored = mirrored.as_deref().unwrap_or_default();
            scribe.keeper(&books.keeper, &books.records, mirrored);
            books.extent()
        });
        // A mirror that cannot be had at all is no news: nothing is told to be in it.
        if let Err(why) = mirrored
            && why != ShelfError::Denied
        {
            scribe.unread("the second place", &why);
        }
        let packs = self.shelf().await;
        match packs.list().await {
            Ok(all) => {
                for kept in all {
                    if let Err(why) = copy_text(&packs, &kept.hash, &mut scribe).await {
                        scribe.unread(&kept.hash, &why);
                    }
                }
            }
            Err(why) => scribe.unread("packs", &why),
        }
        let unread = scribe.end();
        Made {
            file: file.end(MIME),
            extent: extent.unwrap_or_default(),
            unread,
        }
    }

    /// Hands everything that is kept to the browser as a file.
    /// How much could not be read, and is not in it.
    pub async fn download_backup(self) -> usize {
        self.settle();
        let made = self.backup().await;
        let Some(file) = made.file else {
            // What is left out then are the texts of packs.
            browser::download(&file_name(), MIME, &self.salvage());
            return made.unread + 1;
        };
        browser::download_file(&file_name(), &file);
        if made.unread == 0 {
            self.note_backup(made.extent);
        }
        made.unread
    }

    fn note_backup(self, Extent { entries, mark }: Extent) {
        let last = LastBackup {
            at: browser::now_ms(),
            entries,
            mark,
        };
        self.set_setting(LAST, &last);
        self.backups.update(|backups| backups.last = Some(last));
    }

    /// Looks when the last backup was: another tab may have made it.
    pub fn look_for_last_backup(self) {
        let last = self.setting::<Option<LastBackup>>(LAST, None);
        if self.backups.with_untracked(|backups| backups.last != last) {
            self.backups.update(|backups| backups.last = last);
        }
    }

    /// Looks for the last backup, and for the file of an earlier visit.
    pub(super) async fn recall_backups(self) {
        self.look_for_last_backup();
        if !self.setting(FILE, false) {
            return;
        }
        let stored = indexed_file::recall().await.ok().flatten();
        let Some(file) = stored.and_then(FileHandle::from_stored) else {
            return;
        };
        let is_allowed = file.is_allowed().await;
        if is_allowed {
            self.join_file(&file).await;
        }
        self.hold_file(file, is_allowed);
    }

    /// Brings back what the file of an earlier visit has and this browser has not: it may be all
    /// that is left of it.
    async fn join_file(self, file: &FileHandle) {
        if let Some(text) = file.read().await
            && let Err(why) = self.restore(&text).await
        {
            leptos::logging::warn!("the backup file begins anew: {why}");
        }
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
            if is_allowed {
                self.join_file(&file).await;
            }
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
        // What takes long is done less often.
        let quiet = self
            .books
            .with_value(|books| QUIET.max(books.filing_took * SELDOM));
        browser::later(quiet, move || {
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
        // One at a time: of two, the older one could be the last to end.
        let turn = self.books.try_update_value(|books| {
            let file = books
                .file
                .clone()
                .filter(|_| may_write && !books.is_filing)?;
            books.is_filing = true;
            Some((file, books.changes))
        });
        let Some((file, changes)) = turn.flatten() else {
            return;
        };
        let began = browser::steady_ms();
        let state = self.fill_file(&file).await;
        let is_behind = self.books.try_update_value(|books| {
            books.is_filing = false;
            books.filing_took = browser::steady_ms().saturating_sub(began);
            if state == FileState::Kept {
                books.filed = changes;
            }
            books.changes != changes
        });
        if is_behind == Some(true) {
            self.freshen_file();
        }
        self.backups.update(|backups| {
            if let Some(kept) = &mut backups.file {
                kept.state = state;
            }
        });
    }

    /// Writes everything to a file, unless something of it cannot be read: what is in the file is
    /// better then.
    async fn fill_file(self, file: &FileHandle) -> FileState {
        let made = self.backup().await;
        let is_ours = |books: &Books| books.file.as_ref() == Some(file);
        if self.books.try_with_value(is_ours) != Some(true) {
            return FileState::Kept;
        }
        if made.unread > 0 {
            let why = "Something kept in this browser cannot be read just now.";
            return FileState::Failed(why.to_owned());
        }
        let Some(text) = made.file else {
            let why = "The browser has no memory left for the file.";
            return FileState::Failed(why.to_owned());
        };
        match file.write(&text).await {
            Ok(()) => {
                self.note_backup(made.extent);
                FileState::Kept
            }
            Err(browser::FileError::NotAllowed) => FileState::Asks,
            Err(why) => FileState::Failed(why.to_string()),
        }
    }
}

impl Books {
    fn extent(&mut self) -> Extent {
        Extent {
            entries: self.history.len(),
            mark: Some(self.marker.mark(&self.records)),
        }
    }
}

/// A backup that was made.
struct Made {
    /// The file; nothing where the browser has no room for it.
    file: Option<Blob>,
    /// The entries in it.
    extent: Extent,
    /// How much could not be read.
    unread: usize,
}

/// Copies a kept text, and lets the page answer after each piece.
async fn copy_text(
    packs: &PackShelf,
    hash: &str,
    scribe: &mut Scribe<'_>,
) -> Result<(), PackError> {
    let Some(mut kept) = packs.find(hash).await? else {
        return Ok(());
    };
    // What cannot be read at all is no line.
    let mut next = kept.next().await?;
    let mut copying = scribe.text(hash);
    let read = loop {
        let Some(piece) = next else { break Ok(()) };
        copying.add(&piece.text);
        browser::breathe().await;
        next = match kept.next().await {
            Ok(next) => next,
            Err(why) => break Err(why),
        };
    };
    copying.end();
    read
}

/// What a backup of today is called.
fn file_name() -> String {
    let day = browser::now().rfc3339();
    let day = day.get(..10).unwrap_or("today");
    format!("trainmaster-backup-{day}.jsonl")
}
