//! Reads a backup in steps: a text of a pack may be large, and stands in one line.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::domain::hash::hex;

use super::backup::{Backup, BackupError, End, Ending, FORMAT, JOURNAL, Line, TEXTS, VERSION};
use super::content::{self, Content};
use super::keys::{Key, LIFEBOAT};
use super::known::Known;
use super::lifeboat::Left;
use super::load::{ADOPTED, Damage, Damaged, Record};
use super::meta::{FORMAT as STORE, Meta, Mode};
use super::packs::PIECE;
use super::shard::Folded;

/// What is read in one step, bytes; at least one line, or a piece of one.
const STEP: usize = 1 << 17;

impl Backup {
    /// Reads a backup, or what is left of one. Every line counts for itself: a damaged one costs
    /// what stood in it, and is told of.
    ///
    /// # Errors
    ///
    /// [`BackupError`] where nothing can be had of it.
    pub fn read(text: &str) -> Result<Self, BackupError> {
        let mut reading = Reading::default();
        while reading.step(text)? {}
        reading.end()
    }

    fn text(&mut self, name: String, text: String) {
        let known = self.texts.entry(name).or_default();
        if !known.contains(&text) {
            known.push(text);
        }
    }
}

/// A backup that is being read.
#[derive(Default)]
pub struct Reading {
    backup: Backup,
    known: Known,
    /// Where the next line begins, or the next piece of a long one.
    at: usize,
    /// The lines before it.
    number: usize,
    /// The hash of the bytes before it.
    before: Sha256,
    long: Option<Long>,
    /// Lines of a backup that were met.
    lines: usize,
}

/// The line of a text that is too long to be read in one go.
struct Long {
    /// Where it begins.
    from: usize,
    name: String,
    /// What was read of the text.
    text: String,
}

impl Reading {
    /// Bytes of the text that are read.
    pub fn done(&self) -> usize {
        self.at
    }

    /// Reads on in the text, which must be the same every time; whether there is more.
    ///
    /// # Errors
    ///
    /// [`BackupError::Newer`] where this build cannot read it.
    pub fn step(&mut self, text: &str) -> Result<bool, BackupError> {
        let begun = self.at;
        while self.at < text.len() && self.at - begun < STEP {
            match self.long.take() {
                Some(long) => self.go_on(long, text)?,
                None => self.next(text)?,
            }
        }
        Ok(self.at < text.len())
    }

    /// Reads a line, or begins a long one.
    fn next(&mut self, text: &str) -> Result<(), BackupError> {
        let (_, rest) = text.split_at(self.at);
        let (piece, others) = rest.split_at(rest.floor_char_boundary(PIECE));
        let is_long = !others.is_empty() && !piece.contains('\n');
        if let Some((name, head)) = is_long.then(|| head(piece)).flatten() {
            self.long = Some(Long {
                from: self.at,
                name: name.to_owned(),
                text: String::new(),
            });
            self.pass(head);
            return Ok(());
        }
        let line = line_of(rest);
        self.whole(line)?;
        self.pass(line);
        Ok(())
    }

    /// Reads a piece of a long line.
    fn go_on(&mut self, mut long: Long, text: &str) -> Result<(), BackupError> {
        let (_, rest) = text.split_at(self.at);
        let (window, others) = rest.split_at(rest.floor_char_boundary(PIECE));
        let is_last = others.is_empty() || window.contains('\n');
        let piece = if is_last {
            line_of(window)
        } else {
            window.split_at(cut(window)).0
        };
        let value = if is_last {
            piece.trim_end().strip_suffix("\"}")
        } else {
            Some(piece)
        };
        let Some(value) = value.and_then(unescaped) else {
            // Then it is read like every other line, whatever is wrong with it.
            self.pass(line_of(rest));
            return self.whole(line_of(text.split_at(long.from).1));
        };
        long.text.push_str(&value);
        self.pass(piece);
        if is_last {
            self.go_past_end();
            self.number += 1;
            self.lines += 1;
            self.backup.text(long.name, long.text);
        } else {
            self.long = Some(long);
        }
        Ok(())
    }

    fn pass(&mut self, piece: &str) {
        self.before.update(piece);
        self.at += piece.len();
    }

    fn whole(&mut self, line: &str) -> Result<(), BackupError> {
        self.number += 1;
        let line = line.trim();
        if !line.is_empty() && !self.line(line)? {
            self.backup.strange.push(self.number);
        }
        Ok(())
    }

    /// What comes after the end was added later.
    fn go_past_end(&mut self) {
        if self.backup.ending != Ending::Missing {
            self.backup.ending = Ending::Changed;
        }
    }

    /// Takes a line; false where it is none of a backup.
    fn line(&mut self, line: &str) -> Result<bool, BackupError> {
        self.go_past_end();
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
                self.ending(end);
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
                    self.backup.text(key, value);
                    true
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

    fn ending(&mut self, end: End) {
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

    /// What was read.
    ///
    /// # Errors
    ///
    /// [`BackupError::Foreign`] where nothing of it is of a backup.
    pub fn end(self) -> Result<Backup, BackupError> {
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

/// The first line, with its end.
fn line_of(text: &str) -> &str {
    text.split_inclusive('\n').next().unwrap_or_default()
}

/// The name in a line with a text, and all that stands before the text.
fn head(line: &str) -> Option<(&str, &str)> {
    let (database, store) = TEXTS;
    let named = format!("{{\"database\":\"{database}\",\"store\":\"{store}\",\"key\":\"");
    let (name, _) = line.strip_prefix(&named)?.split_once('"')?;
    let value = "\",\"value\":\"";
    let head = line.get(..named.len() + name.len() + value.len())?;
    let is_plain = !name.contains('\\');
    (is_plain && head.ends_with(value)).then_some((name, head))
}

/// Where a piece of a JSON string may end: not within an escape, of which the longest, two
/// halves of a character, has twelve signs.
fn cut(window: &str) -> usize {
    let mut end = window.len();
    for (at, sign) in window.bytes().enumerate().rev() {
        if sign == b'\\' {
            end = at;
        } else if end - at >= 12 {
            return end;
        }
    }
    window.len()
}

/// What a piece of a JSON string says.
fn unescaped(piece: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{piece}\"")).ok()
}
