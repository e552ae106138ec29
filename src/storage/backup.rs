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

use crate::domain::hash::{ContentHash, hex};
use crate::domain::id::RaterId;
use crate::domain::time::Moment;
use crate::journal::chain::{Heads, heads};

use super::content::{self, Content};
use super::drafts::Draft;
use super::keeper::Keeper;
use super::keys::{Key, LIFEBOAT};
use super::known::Known;
use super::lifeboat::{Left, LeftWords};
use super::load::{ADOPTED, Damage, Damaged, Record};
use super::meta::{FORMAT as STORE, Meta, Mode};
use super::mirror::Pair;
use super::shard::Folded;

/// What the header of a backup says it is.
const FORMAT: &str = "trainmaster/backup";

/// The version of the format that this build writes, and the newest it reads.
const VERSION: u64 = 1;

/// Where the mirror stands among the databases.
const JOURNAL: (&str, &str) = ("tm1:journal", "values");

/// Where the texts of packs and rubrics stand.
const TEXTS: (&str, &str) = ("tm1:packs", "texts");

/// A few digits that are the same for the same entries, in whatever order they come, and others for
/// others: by it a browser knows whether its last backup is of what it holds now.
pub fn mark(records: &[Record]) -> ContentHash {
    let place = |record: &Record| (record.writer.clone(), record.seq);
    ContentHash::of(&records.iter().map(place).collect::<BTreeSet<_>>())
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
    /// The texts of packs and rubrics whose hash is theirs, by hash.
    pub texts: BTreeMap<String, String>,
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
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    made_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rater: Option<Rater>,
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<End>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Rater {
    id: RaterId,
    name: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct End {
    lines: usize,
    heads: Heads,
    sha256: String,
}

/// Writes a backup, part by part: a text of a pack may be large, and is let go before the next.
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

    /// The text of a pack or rubric.
    pub fn text(&mut self, hash: &str, text: &str) {
        self.held(TEXTS, hash, text);
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
        // Text, numbers and maps with text for keys: there is nothing that JSON cannot hold.
        let mut text = serde_json::to_string(line).unwrap_or_default();
        text.push('\n');
        self.lines += 1;
        self.put(text);
    }

    fn put(&mut self, text: String) {
        self.hash.update(&text);
        (self.to)(text);
    }
}

impl Backup {
    /// Reads a backup, or what is left of one. Every line counts for itself: a damaged one costs
    /// what stood in it, and is told of.
    ///
    /// # Errors
    ///
    /// [`BackupError`] where nothing can be had of it.
    pub fn read(text: &str) -> Result<Self, BackupError> {
        let mut reading = Reading::default();
        for (number, piece) in (1..).zip(text.split_inclusive('\n')) {
            let line = piece.trim();
            if !line.is_empty() && !reading.line(line)? {
                reading.backup.strange.push(number);
            }
            reading.before.update(piece);
        }
        reading.done()
    }
}

#[derive(Default)]
struct Reading {
    backup: Backup,
    known: Known,
    /// The hash of the bytes before the line.
    before: Sha256,
    /// Lines of a backup that were met.
    lines: usize,
}

impl Reading {
    /// Takes a line; false where it is none of a backup.
    fn line(&mut self, line: &str) -> Result<bool, BackupError> {
        // What comes after the end was added later.
        if self.backup.ending != Ending::Missing {
            self.backup.ending = Ending::Changed;
        }
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            return Ok(false);
        };
        let is_ours = match line {
            Line {
                format: Some(format),
                version,
                made_at,
                ..
            } if format == FORMAT => {
                if version.is_some_and(|version| version > VERSION) {
                    return Err(BackupError::Newer);
                }
                self.backup.made_at = made_at;
                true
            }
            Line { end: Some(end), .. } => {
                self.end(end);
                true
            }
            Line {
                database,
                store,
                key: Some(key),
                value: Some(serde_json::Value::String(value)),
                ..
            } => match (database.as_deref(), store.as_deref()) {
                (None, None) => self.value(key, value)?,
                (Some(database), Some(store)) if (database, store) == JOURNAL => {
                    self.value(key, value)?
                }
                (Some(database), Some(store)) if (database, store) == TEXTS => {
                    self.text(key, value)
                }
                // What else the databases hold follows from these.
                (Some(_), Some(_)) => true,
                _ => false,
            },
            Line {
                words: Some(words), ..
            } => {
                self.backup.words.extend(serde_json::from_value(words));
                true
            }
            Line { error: Some(_), .. } => {
                self.backup.unread += 1;
                true
            }
            // Values that were no text.
            line => line.database.is_some(),
        };
        self.lines += usize::from(is_ours);
        Ok(is_ours)
    }

    fn end(&mut self, end: End) {
        let fits = hex(&self.before.clone().finalize()) == end.sha256;
        self.backup.ending = if fits { Ending::Whole } else { Ending::Changed };
        self.backup.heads = end.heads;
    }

    fn value(&mut self, key: String, raw: String) -> Result<bool, BackupError> {
        if key == LIFEBOAT {
            let left: Left = serde_json::from_str(&raw).unwrap_or_default();
            self.backup.words.extend(left.words);
            return Ok(true);
        }
        if key == Key::Meta.to_string() {
            let mode = Meta::read(Some(&raw)).map(|meta| meta.mode(STORE));
            if matches!(mode, Some(Mode::Sealed { .. })) {
                return Err(BackupError::Newer);
            }
        }
        let why = match content::read(&key, &raw) {
            Ok(Content::Draft(draft)) => {
                self.backup.drafts.push(draft);
                None
            }
            Ok(Content::Setting(name, json)) => {
                if name == ADOPTED {
                    self.backup.adopted = serde_json::from_str(&json).unwrap_or_default();
                }
                self.backup.settings.insert(name, json);
                None
            }
            // What it stands for is in the mirror's part of the file, or in none.
            Ok(Content::Folded(_, Folded::Stub(_))) => None,
            Ok(content) => {
                let arrived = self.known.arrive(content);
                self.backup.records.extend(arrived.new);
                (!arrived.disputed.is_empty()).then_some(Damage::Disputed)
            }
            Err(why) => Some(why),
        };
        let damaged = why.map(|why| Damaged { key, why, raw });
        self.backup.damaged.extend(damaged);
        Ok(true)
    }

    /// A text counts where its name is its hash, or where it says that it stands for the text of
    /// that name: the judged tasks of a pack whose file was not there.
    fn text(&mut self, name: String, text: String) -> bool {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let stands_for = value.get("partial_of").and_then(|name| name.as_str());
        if stands_for == Some(&name) || ContentHash::of(&value).as_str() == name {
            self.backup.texts.insert(name, text);
        } else {
            let (key, why, raw) = (name, Damage::Text, text);
            self.backup.damaged.push(Damaged { key, why, raw });
        }
        true
    }

    fn done(self) -> Result<Backup, BackupError> {
        let Self {
            mut backup, lines, ..
        } = self;
        if lines == 0 {
            return Err(BackupError::Foreign);
        }
        backup.records.sort();
        backup.drafts.sort();
        backup.drafts.dedup();
        // What is damaged in one place and whole in the other is not missing.
        let place = |record: &Record| (record.writer.clone(), record.seq);
        let whole: BTreeSet<(String, u32)> = backup.records.iter().map(place).collect();
        backup.damaged.retain(|damaged| {
            let Ok(Key::Journal { writer, seq }) = Key::parse(&damaged.key) else {
                return true;
            };
            damaged.why == Damage::Disputed || !whole.contains(&(writer.to_string(), seq))
        });
        Ok(backup)
    }
}
