//! The way of a file from the hand to the desk.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::domain::hash::ContentHash;
use crate::domain::id::PackId;
use crate::domain::rubric::Rubric;
use crate::formats::{self, Assembly, Mapping, Opened, PackOptions, PackText, Problem, Role};

use super::super::super::app::{App, Tone};
use super::super::super::browser;
use super::super::super::route::Route;
use super::super::super::session::{Added, Brought, Imported};
use super::super::super::slices::sliced;
use super::address;
use super::draft::{Outcome, Sheet};
use super::source::{Failure, Halt, Phase, Reading, Source};
use crate::text::figures::many;

/// How often progress is shown. Milliseconds.
pub(super) const SHOWN_EVERY: f64 = 100.0;

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
    /// What comes of the mapping.
    pub outcome: RwSignal<Outcome>,
    /// Counts what was begun, so that what was cancelled knows it.
    turn: StoredValue<u32>,
    /// The same for what is counted.
    counted: StoredValue<u32>,
    /// When progress was shown last, milliseconds.
    pub(super) shown: StoredValue<f64>,
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
            outcome: RwSignal::new(Outcome::default()),
            turn: StoredValue::new(0),
            counted: StoredValue::new(0),
            shown: StoredValue::new(0.0),
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
            let label = sheet.label();
            let text = Arc::clone(sheet.table.rows.text());
            let reading = formats::Reading::new(&sheet.name, text, Some(&at));
            let opened = self.sliced(turn, &label, reading, Phase::Rows).await;
            if opened.is_some() {
                self.reading.set(None);
            }
            match opened {
                Some(Ok(Opened::Table(table))) => {
                    let title = self.title.get_untracked();
                    self.lay_out(sheet.name, Arc::new(*table));
                    self.title.set(title);
                    browser::later(0, || browser::focus("[data-part=list]"));
                }
                Some(Err(error)) => self.fail(label, error.message(), error.hint().to_owned()),
                Some(Ok(_)) | None => {}
            }
        });
    }

    /// Gives a column a role, or none, and counts what comes of it.
    pub fn assign(self, column: &str, role: Option<Role>) {
        self.mapping.update(|mapping| mapping.assign(column, role));
        self.count();
    }

    /// Counts what comes of the mapping: of the first rows at once, of the others by and by.
    fn count(self) {
        let Some(sheet) = self.sheet.get_untracked() else {
            return;
        };
        self.counted.update_value(|turn| *turn += 1);
        let turn = self.counted.get_value();
        let is_current = move || self.counted.try_get_value() == Some(turn);
        let mapping = self.mapping.get_untracked();
        let outcome = sheet.outcome(&mapping);
        let is_counting = outcome.is_counting;
        self.outcome.set(outcome);
        if !is_counting {
            return;
        }
        spawn_local(async move {
            let mut shown = 0.0;
            let show = |assembly: &Assembly<'_>| {
                let now = browser::stopwatch();
                if is_current() && now - shown > SHOWN_EVERY {
                    shown = now;
                    self.outcome
                        .update(|outcome| outcome.count(assembly.so_far()));
                }
                is_current()
            };
            let counted = sliced(Assembly::counting(&mapping, &sheet.table), show).await;
            if let Some(mapped) = counted.filter(|_| is_current()) {
                self.outcome.update(|outcome| outcome.end(mapped));
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
        // One pass over the rows at a time.
        self.counted.update_value(|turn| *turn += 1);
        spawn_local(async move {
            if self.map(turn, &sheet, title, &rubric).await {
                self.sheet.set(None);
            } else if self.counted.try_get_value().is_some() {
                self.count();
            }
        });
    }

    async fn map(self, turn: u32, sheet: &Sheet, title: String, rubric: &Rubric) -> bool {
        let options = PackOptions {
            title,
            rubric: rubric.source().clone(),
            kind: None,
        };
        let mapping = self.mapping.get_untracked();
        let assembly = Assembly::new(&mapping, &sheet.table, &options);
        let label = sheet.label();
        let Some(mapped) = self.sliced(turn, &label, assembly, Phase::Making).await else {
            return false;
        };
        let problems = [sheet.table.problems.clone(), mapped.problems].concat();
        self.add(turn, &label, mapped.pack, problems).await
    }

    /// Opens a pack that was made here.
    pub fn open_made(self, pack: Value, done: Callback<()>) {
        let turn = self.begin();
        spawn_local(async move {
            let text = pack.to_string().into();
            if self.add(turn, "the task", text, Vec::new()).await {
                done.run(());
            }
        });
    }

    async fn add(self, turn: u32, name: &str, pack: PackText, problems: Vec<Problem>) -> bool {
        let added = self.add_pack(turn, name, pack).await;
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
            Err(Halt::Failed(message, hint)) => {
                self.fail(name.to_owned(), message, hint);
                false
            }
            Err(Halt::Cancelled) => false,
        }
    }

    /// Opens a pack and shows how far that is.
    pub(super) async fn add_pack(
        self,
        turn: u32,
        name: &str,
        pack: PackText,
    ) -> Result<Added, Halt> {
        let goes_on = |progress| self.progress(turn, name, Phase::Tasks(progress));
        let added = self.app().session.add_pack(pack, goes_on).await?;
        added.ok_or(Halt::Cancelled)
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
    pub(super) fn is_current(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    pub(super) fn fail(self, name: String, message: String, hint: String) {
        self.failure.set(Some(Failure {
            name,
            message,
            hint,
        }));
    }

    /// Shows a table to be mapped.
    pub(super) fn lay_out(self, name: String, table: Arc<formats::Table>) {
        self.mapping.set(Mapping::guess(&table));
        let sheet = Sheet { name, table };
        self.title.set(sheet.title());
        self.sheet.set(Some(sheet));
        self.count();
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
