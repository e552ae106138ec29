//! From bytes to what a file is: piece by piece, in slices, until somebody cancels.

use std::mem::discriminant;
use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use crate::domain::rubric::Rubric;
use crate::formats::{self, Incoming, Opened, Progress, Steps};

use super::super::super::app::Tone;
use super::super::super::browser;
use super::super::super::slices::sliced;
use super::opening::{Opening, Receipt, SHOWN_EVERY, Stage};
use super::source::{Halt, LIMIT, Phase, Reading, Source, sentence};

impl Opening {
    /// Shows how far reading is, now and then; false when it was cancelled.
    pub(super) fn progress(self, turn: u32, name: &str, phase: Phase) -> bool {
        if !self.is_current(turn) {
            return false;
        }
        let now = browser::stopwatch();
        let is_new = self.reading.with_untracked(|reading| {
            let before = reading.as_ref().map(|reading| discriminant(&reading.phase));
            before != Some(discriminant(&phase))
        });
        if is_new || now - self.shown.get_value() > SHOWN_EVERY {
            self.shown.set_value(now);
            let name = name.to_owned();
            self.reading.set(Some(Reading { name, phase }));
        }
        true
    }

    /// Does work in slices and shows how far it is; nothing when it was cancelled.
    pub(super) async fn sliced<S: Steps>(
        self,
        turn: u32,
        name: &str,
        work: S,
        phase: fn(Progress) -> Phase,
    ) -> Option<S::Output> {
        let goes_on = |work: &S| self.progress(turn, name, phase(work.progress()));
        let output = sliced(work, goes_on).await;
        output.filter(|_| self.is_current(turn))
    }

    /// The text of a source, piece by piece.
    async fn text(self, turn: u32, source: &Source) -> Result<String, Halt> {
        let label = source.label();
        let mut pieces = match source {
            Source::Text(text) => {
                return Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned());
            }
            Source::File(file) => {
                self.progress(turn, &label, Phase::Bytes(0, None));
                browser::Pieces::of(file, LIMIT).await?
            }
            Source::Link(path) => {
                let heard = |done, of| self.progress(turn, &label, Phase::Bytes(done, of));
                heard(0, None);
                let bytes = browser::fetch(path, LIMIT, &heard).await?;
                browser::Pieces::of_bytes(&bytes, LIMIT).await?
            }
        };
        let mut incoming = Incoming::of(pieces.progress().1.unwrap_or(0));
        while let Some(piece) = pieces.next().await? {
            incoming.take(&piece)?;
            browser::breathe().await;
            let phase = match pieces.progress() {
                (done, Some(of)) => Phase::Bytes(done, Some(of)),
                (done, None) => Phase::Unpacking(done),
            };
            if !self.progress(turn, &label, phase) {
                return Err(Halt::Cancelled);
            }
        }
        Ok(incoming.end()?)
    }

    /// Takes a source for what it is; nothing where a table or a rubric waits for more.
    pub(super) async fn take(self, turn: u32, source: &Source) -> Result<Option<Receipt>, Halt> {
        let text = Arc::new(self.text(turn, source).await?);
        let (label, name) = (source.label(), source.name());
        let reading = formats::Reading::new(&name, text, None);
        let opened = self.sliced(turn, &label, reading, Phase::Rows).await;
        match opened.ok_or(Halt::Cancelled)?? {
            Opened::Pack(text) => {
                let added = self.add_pack(turn, &label, text.into()).await?;
                Ok(Some(Receipt::Pack(added)))
            }
            Opened::Results(value) => {
                let read = self.app().session.import(value).await;
                let read = read.map_err(|error| {
                    let hint = "Export the results again and open the new file.";
                    Halt::Failed(sentence(&error.to_string()), hint.to_owned())
                })?;
                Ok(Some(Receipt::Results(label, read)))
            }
            Opened::Backup(text) => {
                let brought = self.app().session.restore(&text).await;
                let brought = brought.map_err(|error| {
                    let hint = "Open a backup that this app made.";
                    Halt::Failed(error.to_string(), hint.to_owned())
                })?;
                Ok(Some(Receipt::Backup(label, brought)))
            }
            Opened::Rubric(value) => {
                self.bring_rubric(value)?;
                Ok(None)
            }
            Opened::Table(table) => {
                self.lay_out(name, Arc::new(*table));
                Ok(None)
            }
        }
    }

    /// A rubric alone: chosen where a table waits for one, otherwise a start of its own.
    fn bring_rubric(self, value: Value) -> Result<(), Halt> {
        let rubric = Rubric::parse(value).map_err(|fault| {
            let hint = "Correct it in the file and open it again.";
            Halt::Failed(sentence(&fault.to_string()), hint.to_owned())
        })?;
        let hash = rubric.hash.clone();
        self.brought.update(|brought| {
            brought.retain(|known| known.hash != hash);
            brought.push(Arc::new(rubric));
        });
        self.rubric.set(hash);
        if self.stage.get_untracked() == Stage::Map {
            self.app()
                .say(Tone::Clear, "The rubric is chosen for this file.");
        } else {
            self.show(Stage::Rubric);
        }
        Ok(())
    }
}
