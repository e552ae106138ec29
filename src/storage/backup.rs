//! A backup: everything that is kept, verbatim, in one file, and what can be had back of one.
//!
//! JSON Lines. A header says whose file it is and which build wrote it. Then come the values of
//! every place as they stand, keys and frames included, whether they verify or not. The end names
//! the last entry of every page load and the hash of all bytes before it, so that a file that was
//! cut off or changed is told from a whole one.
//!
//! ```text
//! {"format":"trainmaster/backup","version":1,"app":"0.1.0","made_at":"…","rater":{…}}
//! {"key":"tm1:j:w1:1","value":"1|…|…|{…}"}                       what the browser's storage holds
//! {"key":"tm1:j:w1:2","value":"1|…|…|{…}","unsaved":true}        what is in memory only
//! {"key":"tm1:s:…","error":"…"}                                  what cannot be read
//! {"database":"tm1:journal","store":"values","key":"…","value":"…"}   what only the mirror holds
//! {"database":"tm1:packs","store":"texts","key":"sha256:…","value":"…"}
//! {"end":{"lines":4,"heads":{"w1":{"seq":2,"hash":"sha256:…"}},"sha256":"…"}}
//! ```
//!
//! `public/lifeboat.js` writes the same lines without header and end: after a panic it must need
//! nothing. [`Backup::read`] takes both.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::hash::ContentHash;
use crate::domain::hash::hex;
use crate::domain::id::RaterId;
use crate::domain::time::Moment;
use crate::journal::chain::{Heads, heads};

use super::drafts::Draft;
use super::keeper::Keeper;
use super::lifeboat::LeftWords;
use super::load::{Damaged, Record};
use super::mirror::Pair;

/// What the header of a backup says it is.
pub(super) const FORMAT: &str = "trainmaster/backup";

/// The version of the format that this build writes, and the newest it reads.
pub(super) const VERSION: u64 = 1;

/// Where the mirror stands among the databases.
pub(super) const JOURNAL: (&str, &str) = ("tm1:journal", "values");

/// Where the texts of packs and rubrics stand.
pub(super) const TEXTS: (&str, &str) = ("tm1:packs", "texts");

/// A few digits that are the same for the same entries, in whatever order they come, and others for
/// others: by it a browser knows whether its last backup is of what it holds now.
pub fn mark(records: &[Record]) -> ContentHash {
    let place = |record: &Record| (record.writer.clone(), record.seq);
    ContentHash::of(&records.iter().map(place).collect::<BTreeSet<_>>())
}

/// Takes the [`mark`] of entries that are only ever added to, once for so many: it is asked for
/// after every step, and takes long where there are many.
#[derive(Clone, Debug, Default)]
pub struct Marker(Option<(usize, ContentHash)>);

impl Marker {
    /// The mark of these.
    pub fn mark(&mut self, records: &[Record]) -> ContentHash {
        match &self.0 {
            Some((count, known)) if *count == records.len() => known.clone(),
            _ => {
                let taken = mark(records);
                self.0 = Some((records.len(), taken.clone()));
                taken
            }
        }
    }
}

/// Who made a backup, with what, and when.
#[derive(Clone, Debug)]
pub struct About {
    /// The build.
    pub app: String,
    /// When.
    pub made_at: Moment,
    /// Who worked in the browser.
    pub rater: RaterId,
    /// What the rater is called; may be empty.
    pub name: String,
}

/// What was read of a backup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backup {
    /// When it was made; not known of a file that the lifeboat wrote.
    pub made_at: Option<String>,
    /// The whole entries, each once.
    pub records: Vec<Record>,
    /// The writers that only imported files had brought.
    pub adopted: BTreeSet<String>,
    /// What was typed and not yet committed.
    pub drafts: Vec<Draft>,
    /// What stood in open text boxes when the application had stopped.
    pub words: Vec<LeftWords>,
    /// Settings by name, as JSON.
    pub settings: BTreeMap<String, String>,
    /// The texts of packs and rubrics by the hash they claim, each once: of two backups in one file
    /// one may have a text that is damaged in the other. Whoever uses one has to hold it against
    /// its name first, which takes its time (`formats::belonging`).
    pub texts: BTreeMap<String, Vec<String>>,
    /// Values that do not verify, verbatim.
    pub damaged: Vec<Damaged>,
    /// What could not be read when it was made.
    pub unread: usize,
    /// The numbers of lines that are none of a backup.
    pub strange: Vec<usize>,
    /// The last entries that must be there.
    pub heads: Heads,
    /// Whether all of it is there.
    pub ending: Ending,
}

/// What the end of a backup says of the lines before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// Every byte is as it was written.
    Whole,
    /// Some are not.
    Changed,
    /// There is no end: the file was cut off, or the lifeboat wrote it.
    #[default]
    Missing,
}

/// Why a text is no backup that this build can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// Not a line of it is of a backup.
    #[error("This is not a backup, or nothing of it is left.")]
    Foreign,
    /// A newer build made it.
    #[error("A newer version of the app made this backup. Reload to get that version.")]
    Newer,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rater: Option<Rater>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Rater {
    pub id: RaterId,
    pub name: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct End {
    pub lines: usize,
    pub heads: Heads,
    pub sha256: String,
}

/// Writes a backup, part by part: a text of a pack may be large, and comes piece by piece.
pub struct Scribe<'a> {
    hash: Sha256,
    lines: usize,
    /// What could not be read.
    unread: usize,
    heads: Heads,
    to: &'a mut dyn FnMut(String),
}

impl<'a> Scribe<'a> {
    /// Begins with the header; every part of the file goes to `to`, in order.
    pub fn new(about: &About, to: &'a mut dyn FnMut(String)) -> Self {
        let mut scribe = Self {
            hash: Sha256::new(),
            lines: 0,
            unread: 0,
            heads: Heads::new(),
            to,
        };
        scribe.line(&Line {
            format: Some(FORMAT.to_owned()),
            version: Some(VERSION),
            app: Some(about.app.clone()),
            made_at: Some(about.made_at.rfc3339()),
            rater: Some(Rater {
                id: about.rater.clone(),
                name: about.name.clone(),
            }),
            ..Line::default()
        });
        scribe
    }

    /// What the keeper has: the shelf, what waits in memory, and what of the `mirrored` values the
    /// shelf holds not at all or otherwise. The last ones of the `records` must be there again.
    pub fn keeper(&mut self, keeper: &Keeper, records: &[Record], mirrored: &[Pair]) {
        self.heads = heads(records.iter().map(Record::told));
        let salvage = keeper.salvage_with(records);
        self.lines += salvage.kept + salvage.unreadable;
        self.unread += salvage.unreadable + usize::from(salvage.problem.is_some());
        self.put(salvage.text);
        for Pair { key, value } in mirrored {
            let on_shelf = keeper.shelf().get(key);
            if !on_shelf.is_ok_and(|there| there.as_deref() == Some(value)) {
                self.held(JOURNAL, key, value);
            }
        }
    }

    /// Says that something of a database is not in the file, because it could not be read.
    pub fn unread(&mut self, what: &str, why: &dyn std::fmt::Display) {
        self.unread += 1;
        self.line(&Line {
            database: Some(TEXTS.0.to_owned()),
            key: Some(what.to_owned()),
            error: Some(why.to_string()),
            ..Line::default()
        });
    }

    /// Begins the line of the text of a pack or rubric: its pieces are to follow.
    pub fn text(&mut self, hash: &str) -> Copying<'_, 'a> {
        let line = json(&Line {
            database: Some(TEXTS.0.to_owned()),
            store: Some(TEXTS.1.to_owned()),
            key: Some(hash.to_owned()),
            ..Line::default()
        });
        let open = line.strip_suffix('}').unwrap_or_default();
        self.put(format!("{open},\"value\":\""));
        Copying { scribe: self }
    }

    /// Ends the file. How much is not in it, because it could not be read.
    pub fn end(mut self) -> usize {
        let end = End {
            lines: self.lines,
            heads: std::mem::take(&mut self.heads),
            sha256: hex(&self.hash.clone().finalize()),
        };
        self.line(&Line {
            end: Some(end),
            ..Line::default()
        });
        self.unread
    }

    fn held(&mut self, (database, store): (&str, &str), key: &str, value: &str) {
        self.line(&Line {
            database: Some(database.to_owned()),
            store: Some(store.to_owned()),
            key: Some(key.to_owned()),
            value: Some(value.into()),
            ..Line::default()
        });
    }

    fn line(&mut self, line: &Line) {
        let mut text = json(line);
        text.push('\n');
        self.lines += 1;
        self.put(text);
    }

    fn put(&mut self, text: String) {
        self.hash.update(&text);
        (self.to)(text);
    }
}

/// A line of a backup that is being written: its value comes piece by piece.
#[must_use = "a line has an end"]
pub struct Copying<'s, 'a> {
    scribe: &'s mut Scribe<'a>,
}

impl Copying<'_, '_> {
    /// The next piece; it ends between two characters.
    pub fn add(&mut self, piece: &str) {
        let quoted = json(&piece);
        let escaped = quoted
            .get(1..quoted.len().saturating_sub(1))
            .unwrap_or_default();
        self.scribe.put(escaped.to_owned());
    }

    /// Ends the line.
    pub fn end(self) {
        self.scribe.lines += 1;
        self.scribe.put("\"}\n".to_owned());
    }
}

/// Text, numbers and maps with text for keys: there is nothing that JSON cannot hold.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
