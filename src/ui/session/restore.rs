//! The way back: what a backup holds joins what is here.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use serde_json::Value;

use crate::domain::id::RaterId;
use crate::domain::workspace::OpenPack;
use crate::formats::belonging::{Sifted, Sifting};
use crate::storage::{Backup, BackupError, Ending, Record, Restored};

use super::super::browser;
use super::super::slices::{BackupReading, through};
use super::Session;
use super::boot::{RATER, entries};
use super::keeping::Occasion;
use super::kept::{keep, standing};
use super::profiles::PROFILES;
use super::typing::words_of_box;
use super::unsaved::words_of_dialog;

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
    /// Entries that are in memory only: nothing takes them.
    pub unsaved: usize,
    /// Packs whose texts are neither here nor in the file.
    pub without_texts: usize,
    /// Texts of boxes that were open, offered after the next start.
    pub words: usize,
    /// Entries of a kind that this build does not know; they are kept.
    pub unknown: usize,
    /// Whether all of the file is there.
    pub ending: Ending,
    /// Who this browser works as from now on, where that changed.
    pub works_as: Option<RaterId>,
}

/// Entries that are brought back before the page may breathe.
const SLICE: usize = 200;

impl Session {
    /// Brings back what a backup holds. What is here stays; what the file has beyond it is added.
    ///
    /// # Errors
    /// [`BackupError`] where nothing can be had of it; nothing has changed then.
    pub async fn restore(self, text: &str) -> Result<Brought, BackupError> {
        self.settle();
        let mut backup = through(BackupReading::new(text)).await?;
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
        let texts = std::mem::take(&mut backup.texts);
        self.restore_texts(texts, &mut brought).await;
        self.restore_raters(&backup, begins_here, &mut brought);
        self.restore_words(&backup, &mut brought);
        if brought.new + brought.texts > 0 {
            self.texts.update(BTreeMap::clear);
            self.settle_in();
        }
        self.restore_settings(&backup);
        self.report_saving(None);
        self.tend(Occasion::Step);
        brought.unsaved = self.saving.with_untracked(|saving| saving.pending);
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
            damaged,
        } = restored.unwrap_or_default();
        let (read, unknown) = entries(&new);
        brought.new += new.len();
        brought.known += known;
        brought.disputed += disputed.len();
        brought.damaged += damaged.len();
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

    /// Settings that were never made here; they are in force from the next start on.
    fn restore_settings(self, backup: &Backup) {
        for name in ["theme", "raw-view"] {
            let here = self.setting::<Option<Value>>(name, None);
            let there = backup.settings.get(name);
            let there = there.and_then(|json| serde_json::from_str::<Value>(json).ok());
            if let (None, Some(value)) = (here, there) {
                self.set_setting(name, &value);
            }
        }
    }

    /// Texts that are not here, and good ones in place of what only stands for them or has changed
    /// where it is kept.
    async fn restore_texts(self, texts: BTreeMap<String, Vec<String>>, brought: &mut Brought) {
        let packs = self.shelf().await;
        let Sifted { texts, damaged } = through(Sifting::new(texts)).await;
        brought.damaged += damaged;
        for (hash, found) in texts {
            if !standing(&packs, &hash).await.gives_way_to(&found) {
                continue;
            }
            match keep(&packs, &hash, &found.text, |_| true).await {
                Ok(()) => brought.texts += 1,
                Err(_) => brought.not_kept += 1,
            }
        }
        let here: BTreeSet<String> = self
            .kept_texts()
            .await
            .into_iter()
            .map(|kept| kept.hash)
            .collect();
        let is_missing = |open: &&&OpenPack| !here.contains(open.stub.hash.as_str());
        brought.without_texts +=
            self.now(|workspace| workspace.packs().iter().filter(is_missing).count());
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
        let words = drafts.filter_map(|draft| {
            let of_dialog = words_of_dialog(draft);
            of_dialog.or_else(|| words_of_box(self, draft))
        });
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
