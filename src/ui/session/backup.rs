//! Backups: everything in one file, the file that is kept up to date, and the way back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use crate::domain::id::RaterId;
use crate::storage::backup::{About, Scribe};
use crate::storage::{
    Backup, BackupError, Ending, Record, Restored, ShelfError, indexed_file, indexed_mirror,
};

use super::super::browser::{self, FileHandle};
use super::boot::{RATER, entries};
use super::files::build;
use super::keeping::Occasion;
use super::profiles::PROFILES;
use super::typing::words_of_box;
use super::unsaved::words_of_dialog;
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
    /// What could not be read when the file was made.
    pub unread: usize,
    /// Texts and words that could not be kept here.
    pub not_kept: usize,
    /// Texts of boxes that were open, offered after the next start.
    pub words: usize,
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

/// How many times longer than writing the file nothing must have happened, at least.
const SELDOM: u64 = 20;

/// Entries that are brought back before the page may breathe.
const SLICE: usize = 200;

impl Session {
    /// What there is to say of backups.
    pub fn backups(self) -> RwSignal<Backups> {
        self.backups
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
        let mut parts = Vec::new();
        let mut to = |part| parts.push(part);
        let mut scribe = Scribe::new(&about, &mut to);
        let entries = self.books.with_value(|books| {
            let mirrored = mirrored.as_deref().unwrap_or_default();
            scribe.keeper(&books.keeper, &books.records, mirrored);
            books.history.len()
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
                    match packs.get(&kept.hash).await {
                        Ok(Some(text)) => scribe.text(&kept.hash, &text),
                        Ok(None) => {}
                        Err(why) => scribe.unread(&kept.hash, &why),
                    }
                    browser::breathe().await;
                }
            }
            Err(why) => scribe.unread("packs", &why),
        }
        let unread = scribe.end();
        Made {
            parts,
            entries,
            unread,
        }
    }

    /// Hands everything that is kept to the browser as a file.
    /// How much could not be read, and is not in it.
    pub async fn download_backup(self) -> usize {
        self.settle();
        let made = self.backup().await;
        browser::download(&file_name(), "application/jsonl", &made.parts);
        if made.unread == 0 {
            self.note_backup(made.entries);
        }
        made.unread
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
        let begun = self.books.try_update_value(|books| {
            let file = books
                .file
                .clone()
                .filter(|_| may_write && !books.is_filing)?;
            books.is_filing = true;
            Some((file, books.changes))
        });
        let Some((file, changes)) = begun.flatten() else {
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
        match file.write(&made.parts).await {
            Ok(()) => {
                self.note_backup(made.entries);
                FileState::Kept
            }
            Err(browser::FileError::NotAllowed) => FileState::Asks,
            Err(why) => FileState::Failed(why.to_string()),
        }
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
            unread: backup.unread,
            ending: backup.ending,
            ..Brought::default()
        };
        for records in backup.records.chunks(SLICE) {
            self.restore_records(records.to_vec(), &backup, &mut brought);
            browser::breathe().await;
        }
        self.restore_texts(&backup, &mut brought).await;
        self.restore_raters(&backup, begins_here, &mut brought);
        self.restore_words(&backup, &mut brought);
        if brought.new + brought.texts > 0 {
            self.texts.update(|texts| texts.clear());
            self.settle_in();
        }
        self.report_saving(None);
        self.tend(Occasion::Step);
        Ok(brought)
    }

    fn restore_records(self, records: Vec<Record>, backup: &Backup, brought: &mut Brought) {
        let restored = self.books.try_update_value(|books| {
            let now = browser::now_ms();
            books.keeper.restore(records, &backup.adopted, now)
        });
        let Restored {
            new,
            known,
            disputed,
        } = restored.unwrap_or_default();
        let (read, unknown) = entries(&new);
        brought.new += new.len();
        brought.known += known;
        brought.disputed += disputed.len();
        brought.unknown += unknown;
        if new.is_empty() {
            return;
        }
        self.workspace.update(|workspace| {
            self.books.update_value(|books| {
                books.records.extend(new);
                books.history.extend(workspace, read);
            });
        });
    }

    /// Texts that are not here, and whole ones in place of those that stand for a part.
    async fn restore_texts(self, backup: &Backup, brought: &mut Brought) {
        let is_partial = |text: &str| text.contains("\"partial_of\"");
        let packs = self.shelf().await;
        for (hash, text) in &backup.texts {
            let here = packs.get(hash).await.ok().flatten();
            let is_better = here.is_none_or(|here| is_partial(&here) && !is_partial(text));
            if !is_better {
                continue;
            }
            match packs.put(hash, text).await {
                Ok(()) => brought.texts += 1,
                Err(_) => brought.not_kept += 1,
            }
        }
    }

    /// The raters of the file can be chosen here; a browser without work of its own goes on as
    /// whoever made the file.
    fn restore_raters(self, backup: &Backup, begins_here: bool, brought: &mut Brought) {
        let setting = |name: &str| backup.settings.get(name).map_or("null", String::as_str);
        let maker: Option<RaterId> = serde_json::from_str(setting(RATER)).unwrap_or_default();
        let others: Vec<RaterId> = serde_json::from_str(setting(PROFILES)).unwrap_or_default();
        let Some(maker) = maker else { return };
        let me = self.rater_now();
        if begins_here && maker != me {
            self.work_as(maker.clone());
            brought.works_as = Some(maker.clone());
        }
        self.add_profiles(others.into_iter().chain([maker]));
    }

    /// What stood in open boxes is no fact, and may be older than what was said since: it is
    /// offered, as after a stop.
    fn restore_words(self, backup: &Backup, brought: &mut Brought) {
        let drafts = backup.drafts.iter();
        let words =
            drafts.filter_map(|draft| words_of_dialog(draft).or_else(|| words_of_box(draft)));
        let words = words.chain(backup.words.iter().cloned());
        let lost: Vec<_> = words
            .filter(|words| !words.text.trim().is_empty() && !self.keeps(words))
            .collect();
        if lost.is_empty() {
            return;
        }
        let count = lost.len();
        let left = self
            .books
            .try_update_value(|books| books.keeper.leave(lost));
        match left {
            Some(Ok(())) => brought.words = count,
            _ => brought.not_kept += count,
        }
    }
}

/// A backup that was made.
struct Made {
    parts: Vec<String>,
    /// How many entries are in it.
    entries: usize,
    /// How much could not be read.
    unread: usize,
}

/// What a backup of today is called.
fn file_name() -> String {
    let day = browser::now().rfc3339();
    let day = day.get(..10).unwrap_or("today");
    format!("trainmaster-backup-{day}.jsonl")
}
