//! The way of a file from the hand to the desk.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::domain::hash::ContentHash;
use crate::domain::id::PackId;
use crate::domain::rubric::Rubric;
use crate::formats::{self, Mapping, Opened, PackOptions, Problem};

use super::super::super::app::{App, Tone};
use super::super::super::browser;
use super::super::super::route::Route;
use super::super::super::session::{Added, Brought, Imported};
use super::address;
use super::draft::Sheet;
use super::source::{Failure, Halt, LIMIT, Phase, Reading, Source, sentence};
use crate::text::figures::many;

/// Where the person is on this screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bringing a file.
    Choose,
    /// Saying what the columns are.
    Map,
    /// Starting from a rubric alone.
    Rubric,
    /// It is open.
    Opened,
}

/// What was opened.
#[derive(Clone, Debug)]
pub enum Receipt {
    /// A pack.
    Pack(Added),
    /// Results.
    Results(String, Imported),
    /// A backup.
    Backup(String, Brought),
}

fn were(files: usize) -> String {
    let verb = if files == 1 { "was" } else { "were" };
    format!("{} {verb}", many(files, "more file"))
}

/// A handle to everything of this screen, free to copy.
#[derive(Clone, Copy)]
pub struct Opening {
    app: StoredValue<App>,
    /// Where the person is.
    pub stage: RwSignal<Stage>,
    /// What is being read now.
    pub reading: RwSignal<Option<Reading>>,
    /// What was not opened, and why.
    pub failure: RwSignal<Option<Failure>>,
    /// The table to map.
    pub sheet: RwSignal<Option<Sheet>>,
    /// Which column feeds what.
    pub mapping: RwSignal<Mapping>,
    /// The title of the pack to be.
    pub title: RwSignal<String>,
    /// Rubrics opened on this screen.
    pub brought: RwSignal<Vec<Arc<Rubric>>>,
    /// The rubric of the pack to be.
    pub rubric: RwSignal<ContentHash>,
    /// What was opened.
    pub receipts: RwSignal<Vec<Receipt>>,
    /// Counts what was begun, so that what was cancelled knows it.
    turn: StoredValue<u32>,
}

impl Opening {
    /// Nothing read yet.
    pub fn new(app: App) -> Self {
        Self {
            app: StoredValue::new(app),
            stage: RwSignal::new(Stage::Choose),
            reading: RwSignal::new(None),
            failure: RwSignal::new(None),
            sheet: RwSignal::new(None),
            mapping: RwSignal::new(Mapping::default()),
            title: RwSignal::new(String::new()),
            brought: RwSignal::new(Vec::new()),
            rubric: RwSignal::new(Rubric::starter().hash.clone()),
            receipts: RwSignal::new(Vec::new()),
            turn: StoredValue::new(0),
        }
    }

    /// The application.
    pub fn app(self) -> App {
        self.app.get_value()
    }

    /// Goes where the address says.
    pub fn follow(self, route: &Route) {
        match route {
            Route::Open { pack: Some(path) } => match address::own(path) {
                Ok(path) => self.open(vec![Source::Link(path.to_owned())]),
                Err(why) => self.fail(
                    path.clone(),
                    why.to_string(),
                    "For safety only files of this site are opened by link. Download the file and \
                     open it from this device."
                        .to_owned(),
                ),
            },
            Route::StartRubric => {
                self.rubric.set(Rubric::starter().hash.clone());
                self.show(Stage::Rubric);
            }
            _ if self.stage.get_untracked() != Stage::Choose => self.show(Stage::Choose),
            _ => {}
        }
    }

    /// Shows another part of the screen and moves the focus there.
    pub fn show(self, stage: Stage) {
        self.stage.set(stage);
        browser::later(0, || browser::focus("[data-part=stage]"));
    }

    /// Reads and opens, one after another.
    pub fn open(self, sources: Vec<Source>) {
        let turn = self.begin();
        let from_link = matches!(sources[..], [Source::Link(_)]);
        spawn_local(async move {
            let mut receipts = Vec::new();
            let mut left = sources.len();
            for source in sources {
                left -= 1;
                let name = source.label();
                let taken = self.take(turn, &source).await;
                if !self.is_current(turn) {
                    return;
                }
                self.reading.set(None);
                match taken {
                    Ok(Some(receipt)) => receipts.push(receipt),
                    Ok(None) if left > 0 => {
                        let text = format!("Finish {name} first; {} not opened.", were(left));
                        self.app().say(Tone::Caution, text);
                        break;
                    }
                    Ok(None) | Err(Halt::Cancelled) => {}
                    Err(Halt::Failed(message, hint)) => self.fail(name, message, hint),
                }
            }
            if !receipts.is_empty() {
                self.finish(receipts, from_link);
            }
        });
    }

    /// Opens pasted text.
    pub fn open_text(self, text: String) {
        if text.trim().is_empty() {
            let hint = "Copy a pack, a rubric, results or a table and paste it into the box.";
            self.fail(
                "The pasted text".to_owned(),
                "There is nothing in it.".to_owned(),
                hint.to_owned(),
            );
            return;
        }
        self.open(vec![Source::Text(text)]);
    }

    /// Takes the rows from another list of the file.
    pub fn open_list(self, at: String) {
        let Some(sheet) = self.sheet.get_untracked() else {
            return;
        };
        let turn = self.begin();
        spawn_local(async move {
            if !self.parsing(turn, &sheet.label(), sheet.bytes.len()).await {
                return;
            }
            let opened = formats::open_list(&sheet.name, &sheet.bytes, &at);
            self.reading.set(None);
            match opened {
                Ok(Opened::Table(table)) => {
                    let title = self.title.get_untracked();
                    self.lay_out(sheet.name, sheet.bytes, Arc::new(*table));
                    self.title.set(title);
                    browser::later(0, || browser::focus("[data-part=list]"));
                }
                Ok(_) => {}
                Err(error) => self.fail(sheet.label(), error.message(), error.hint().to_owned()),
            }
        });
    }

    /// Makes a pack of the mapped table and opens it.
    pub fn make_pack(self, rubric: Arc<Rubric>) {
        let Some(sheet) = self.sheet.get_untracked() else {
            return;
        };
        let title = self.title.get_untracked().trim().to_owned();
        let title = if title.is_empty() {
            sheet.title()
        } else {
            title
        };
        let turn = self.begin();
        spawn_local(async move {
            if !self.parsing(turn, &sheet.label(), sheet.bytes.len()).await {
                return;
            }
            let options = PackOptions {
                title,
                rubric: rubric.source().clone(),
                kind: None,
            };
            let mapping = self.mapping.get_untracked();
            let mapped = mapping.apply(&sheet.table, &options);
            let problems = [sheet.table.problems.clone(), mapped.problems].concat();
            if self.add(turn, &sheet.label(), mapped.pack, problems).await {
                self.sheet.set(None);
            }
        });
    }

    /// Opens a pack that was made here.
    pub fn open_made(self, pack: Value, done: Callback<()>) {
        let turn = self.begin();
        spawn_local(async move {
            if self.add(turn, "The task", pack, Vec::new()).await {
                done.run(());
            }
        });
    }

    async fn add(self, turn: u32, name: &str, pack: Value, problems: Vec<Problem>) -> bool {
        let added = self.app().session.add_pack(pack).await;
        if !self.is_current(turn) {
            return false;
        }
        self.reading.set(None);
        match added {
            Ok(mut added) => {
                added.problems = [problems, added.problems].concat();
                self.finish(vec![Receipt::Pack(added)], false);
                true
            }
            Err(error) => {
                if let Halt::Failed(message, hint) = Halt::from(error) {
                    self.fail(name.to_owned(), message, hint);
                }
                false
            }
        }
    }

    /// Stops reading.
    pub fn cancel(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.reading.set(None);
        browser::focus("[data-part=stage]");
    }

    /// Takes the pack that was opened last onto the desk and goes to its first open task.
    pub fn start(self) {
        if let Some(pack) = self.receipts.with_untracked(|receipts| last_pack(receipts)) {
            self.app().session.take_up(&pack);
            self.app().go_on();
        }
    }

    fn begin(self) -> u32 {
        self.failure.set(None);
        self.turn.update_value(|turn| *turn += 1);
        self.turn.get_value()
    }

    /// Whether this turn was neither cancelled nor left behind with the screen.
    fn is_current(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    fn fail(self, name: String, message: String, hint: String) {
        self.failure.set(Some(Failure {
            name,
            message,
            hint,
        }));
    }

    /// Shows how far reading is; false when it was cancelled.
    fn progress(self, turn: u32, name: &str, phase: Phase) -> bool {
        let current = self.is_current(turn);
        if current {
            self.reading.set(Some(Reading {
                name: name.to_owned(),
                phase,
            }));
        }
        current
    }

    /// Says that the text is read now, and lets the browser show it; false when it was cancelled.
    async fn parsing(self, turn: u32, name: &str, size: usize) -> bool {
        if self.progress(turn, name, Phase::Parsing(size)) {
            browser::paint().await;
        }
        self.is_current(turn)
    }

    async fn bytes(self, turn: u32, source: &Source) -> Result<Vec<u8>, Halt> {
        let label = source.label();
        let heard = |done, of| self.progress(turn, &label, Phase::Bytes(done, of));
        let bytes = match source {
            Source::Text(text) => text.clone().into_bytes(),
            Source::File(file) => {
                heard(0, None);
                browser::read_file(file, LIMIT, &heard).await?
            }
            Source::Link(path) => {
                heard(0, None);
                browser::fetch(path, LIMIT, &heard).await?
            }
        };
        if !bytes.starts_with(&[0x1f, 0x8b]) {
            return Ok(bytes);
        }
        let heard = |done, _| self.progress(turn, &label, Phase::Unpacking(done));
        Ok(browser::unpack(&bytes, LIMIT, &heard).await?)
    }

    async fn take(self, turn: u32, source: &Source) -> Result<Option<Receipt>, Halt> {
        let bytes = self.bytes(turn, source).await?;
        let (label, name) = (source.label(), source.name());
        if !self.parsing(turn, &label, bytes.len()).await {
            return Err(Halt::Cancelled);
        }
        match formats::open(&name, &bytes)? {
            Opened::Pack(value) => Ok(Some(Receipt::Pack(
                self.app().session.add_pack(value).await?,
            ))),
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
                self.lay_out(name, bytes.into(), Arc::new(*table));
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

    fn lay_out(self, name: String, bytes: Arc<[u8]>, table: Arc<formats::Table>) {
        self.mapping.set(Mapping::guess(&table));
        let sheet = Sheet { name, bytes, table };
        self.title.set(sheet.title());
        self.sheet.set(Some(sheet));
        // The texts of the other packs bring their rubrics along.
        let packs = self.app().session.now(|workspace| {
            let packs = workspace.packs();
            packs
                .iter()
                .map(|open| open.stub.id.clone())
                .collect::<Vec<_>>()
        });
        for pack in packs {
            self.app().session.need(&pack);
        }
        self.show(Stage::Map);
    }

    fn finish(self, receipts: Vec<Receipt>, from_link: bool) {
        let clean = receipts.iter().all(|receipt| match receipt {
            Receipt::Pack(added) => added.problems.is_empty() && added.not_kept.is_none(),
            Receipt::Results(..) | Receipt::Backup(..) => false,
        });
        self.receipts.set(receipts);
        if from_link && clean {
            // Coming back must not open the link again and be sent forward.
            browser::replace(&Route::Open { pack: None }.href());
            self.start();
        } else {
            self.show(Stage::Opened);
        }
    }
}

/// The pack to go on with.
pub fn last_pack(receipts: &[Receipt]) -> Option<PackId> {
    receipts.iter().rev().find_map(|receipt| match receipt {
        Receipt::Pack(added) => Some(added.pack.clone()),
        Receipt::Results(..) | Receipt::Backup(..) => None,
    })
}
