//! Packs and results coming and going.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use thiserror::Error;

use crate::domain::hash::ContentHash;
use crate::domain::id::{PackId, RaterId, WriterId};
use crate::domain::pack::{Pack, Stub};
use crate::domain::rubric::Rubric;
use crate::domain::workspace::{Place, Workspace};
use crate::formats::belonging::Standing;
use crate::formats::merge::{Filled, Here, KeptTexts, Merged, author, merge};
use crate::formats::pack::{self, PackError, PackRead};
use crate::formats::results::{self, EntryLine, Export, Results, ResultsError, ResultsRead};
use crate::formats::{PackText, Problem, Progress, Steps};
use crate::journal::entry::{EntryId, Scope};
use crate::journal::event::Event;
use crate::storage::PackError::Denied;
use crate::storage::{Outcome, PackShelf, PackSize, Parts, Record};

use super::super::slices::{sliced, through};
use super::super::{browser, chunks, planted};
use super::kept::{held_against, keep, standing};
use super::{Books, Session, Texts};

/// A pack that was opened.
#[derive(Clone, Debug)]
pub struct Added {
    /// Which.
    pub pack: PackId,
    /// How many tasks it has.
    pub tasks: usize,
    /// What was wrong in its file.
    pub problems: Vec<Problem>,
    /// Why its texts are gone with the tab, where they are.
    pub not_kept: Option<String>,
    /// Whether a version of it was here before.
    pub was_here: bool,
}

/// Results that were read.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Evaluations that were new here.
    pub new: usize,
    /// Evaluations that were here already.
    pub known: usize,
    /// What was wrong in the file.
    pub problems: Vec<Problem>,
    /// The name or id of the rater whose work it is, where that is somebody else.
    pub of_another: Option<String>,
    /// The name or id of the rater that this browser works as from now on.
    pub works_as: Option<String>,
}

/// Why results could not be imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file.
    #[error(transparent)]
    Results(#[from] ResultsError),
}

impl Session {
    /// Opens a pack: reads it, keeps its text, and takes it onto the desk. `goes_on` is told how
    /// far that is; nothing comes of it where it says no.
    ///
    /// # Errors
    /// When nothing of it can be used; what was there stays.
    pub async fn add_pack(
        self,
        text: PackText,
        goes_on: impl Fn(Progress) -> bool,
    ) -> Result<Option<Added>, PackError> {
        let reading = pack::Reading::brought(text);
        let read = sliced(reading, |reading| goes_on(reading.progress())).await;
        let Some(PackRead {
            pack,
            problems,
            text,
        }) = read.transpose()?
        else {
            return Ok(None);
        };
        let pack = Arc::new(pack);
        let stub = pack.stub.clone();
        let packs = self.shelf().await;
        // Where that cannot be told something may be.
        let was_kept = !matches!(packs.find(stub.hash.as_str()).await, Ok(None));
        let on_the_way = |done| Progress {
            rows: stub.tasks,
            done,
            all: text.bytes(),
        };
        let still = |done| goes_on(on_the_way(done));
        let kept = keep(&packs, stub.hash.as_str(), &text, still).await;
        if !still(text.bytes()) {
            // It was cancelled on the way to the disk: only what was here before stays there.
            if !was_kept && let Err(why) = packs.remove(stub.hash.as_str()).await {
                leptos::logging::warn!("a cancelled pack takes room: {why}");
            }
            return Ok(None);
        }
        let was_here = self.now(|workspace| {
            workspace
                .pack(&stub.id)
                .is_some_and(|open| open.place != Place::Removed)
        });
        self.keep_rubrics(&pack.rubrics).await;
        self.open_stub(stub.clone());
        self.put_texts(pack);
        self.take_up(&stub.id);
        Ok(Some(Added {
            pack: stub.id,
            tasks: stub.tasks,
            problems,
            not_kept: kept.err().map(|why| why.to_string()),
            was_here,
        }))
    }

    /// Whether a pack's texts are at hand; reads them when they are not.
    pub fn texts(self, id: &PackId) -> Option<Texts> {
        self.texts.with(|texts| texts.get(id).cloned())
    }

    /// Reads a pack's texts unless they are there or on their way.
    pub fn need(self, id: &PackId) {
        let on_the_way = self
            .texts
            .with_untracked(|texts| matches!(texts.get(id), Some(Texts::Here | Texts::Loading)));
        if on_the_way {
            return;
        }
        let Some(stub) = self.now(|w| w.pack(id).map(|open| open.stub.clone())) else {
            return;
        };
        self.texts.update(|texts| {
            texts.insert(stub.id.clone(), Texts::Loading);
        });
        spawn_local(async move { self.read_texts(stub).await });
    }

    /// Reads the texts of packs and waits for them.
    pub async fn need_all(self, packs: &[PackId]) {
        for id in packs {
            let stub = self.now(|workspace| {
                let open = workspace.pack(id)?;
                open.loaded.is_none().then(|| open.stub.clone())
            });
            if let Some(stub) = stub {
                self.read_texts(stub).await;
            }
        }
    }

    async fn read_texts(self, stub: Stub) {
        let found = match self.shelf().await.get(stub.hash.as_str()).await {
            Err(why) => Err(why.to_string()),
            Ok(None) => Err(format!(
                "The texts of “{}” are not in this browser. Open its file again; your work on it \
                 is kept.",
                stub.title
            )),
            Ok(Some(parts)) => match chunks::pack().await {
                Ok(read) => read(parts).await.and_then(|pack| held_against(&stub, pack)),
                Err(_) => Err("A part of the app could not be loaded. Reload the page.".to_owned()),
            },
        };
        match found {
            Ok(pack) => self.put_texts(Arc::new(pack)),
            Err(why) => self.texts.update(|texts| {
                texts.insert(stub.id.clone(), Texts::Missing(why));
            }),
        }
    }

    fn put_texts(self, pack: Arc<Pack>) {
        let id = pack.stub.id.clone();
        self.workspace.update(|workspace| workspace.load(pack));
        self.texts.update(|texts| {
            texts.insert(id.clone(), Texts::Here);
        });
        spawn_local(self.recall_versions(id));
    }

    /// Puts the earlier versions of a pack at hand, where something was submitted: what they showed
    /// then is not assumed but known; see [`answers_were_shown`](Self::answers_were_shown).
    async fn recall_versions(self, id: PackId) {
        let rater = self.rater.get_untracked();
        let missing: BTreeSet<ContentHash> = self.now(|workspace| {
            let mut works = workspace.works_on(&rater, &id);
            if works.all(|(_, work)| work.submissions.is_empty()) {
                return BTreeSet::new();
            }
            self.books.with_value(|books| {
                let versions = books.history.versions(&id);
                let missing = versions.filter(|hash| workspace.version(hash).is_none());
                missing.cloned().collect()
            })
        });
        for hash in missing {
            let Ok(Some(parts)) = self.shelf().await.get(hash.as_str()).await else {
                continue;
            };
            let Ok(read) = chunks::pack().await else {
                return;
            };
            if let Ok(pack) = read(parts).await
                && pack.stub.hash == hash
            {
                // Nothing on the screen is about another version than the one in force.
                self.workspace
                    .update_untracked(|workspace| workspace.load(Arc::new(pack)));
            }
        }
    }

    /// Deletes the texts of packs that were removed before this start: until then undo can bring
    /// them back.
    pub(super) async fn clear_removed(self) {
        let packs = self.shelf().await;
        let gone: Vec<String> = self.now(|workspace| {
            let wanted: Vec<_> = workspace
                .packs()
                .iter()
                .map(|open| &open.stub.hash)
                .collect();
            let removed = workspace.removed().map(|open| &open.stub.hash);
            removed
                .filter(|hash| !wanted.contains(hash))
                .map(ToString::to_string)
                .collect()
        });
        for hash in gone {
            if let Err(why) = packs.remove(&hash).await {
                leptos::logging::warn!("a removed pack still takes room: {why}");
            }
        }
    }

    /// The place of packs, opened at first use; whoever comes before it is open waits.
    pub(super) async fn shelf(self) -> Rc<PackShelf> {
        if let Some(open) = self.books.with_value(|books| books.packs.clone()) {
            return open;
        }
        let opened = Rc::new(PackShelf::open().await);
        // Somebody else may have opened it meanwhile; one shelf is enough.
        let first = self
            .books
            .try_update_value(|books| Rc::clone(books.packs.get_or_insert(opened)));
        let Some(packs) = first else {
            return Rc::new(PackShelf::in_memory(Denied));
        };
        let why = packs.memory_because().map(ToString::to_string);
        self.saving.update(|saving| saving.packs_in_memory = why);
        packs
    }

    /// The kept texts of packs and rubrics; none where they cannot be listed.
    pub async fn kept_texts(self) -> Vec<PackSize> {
        self.shelf().await.list().await.unwrap_or_default()
    }

    fn open_stub(self, stub: Stub) {
        let rater = self.rater.get_untracked();
        self.commit(rater, Event::PackOpened(stub));
    }

    /// The results of packs, for a file; reads their texts first.
    pub async fn results(self, packs: Vec<PackId>, texts: bool) -> Results {
        self.settle();
        self.need_all(&packs).await;
        self.recall_rubrics().await;
        let rater = self.rater.get_untracked();
        let entries = self.entries_of(&rater, &packs);
        let app = build();
        self.now(|workspace| {
            Export {
                workspace,
                rater: &rater,
                packs: &packs,
                texts,
                entries: &entries,
                app: &app,
                now: browser::now(),
            }
            .results()
        })
    }

    /// The stored entries about packs by a rater, and those of kinds this build does not know.
    fn entries_of(self, rater: &RaterId, packs: &[PackId]) -> Vec<EntryLine> {
        self.books.with_value(|books| {
            let about = |record: &&Record| {
                let id = EntryId(WriterId::from(record.writer.as_str()), record.seq);
                let Some(entry) = books.history.get(&id) else {
                    // A kind of a newer version.
                    return author(&record.json).as_ref() == Some(rater);
                };
                entry.by == *rater
                    && match entry.scope() {
                        Scope::Pack(pack) | Scope::Extras(_, pack) => packs.contains(&pack),
                        Scope::Work(_, key) => packs.contains(&key.pack),
                        Scope::Rater(_) | Scope::Journal => true,
                    }
            };
            let lines = books.records.iter().filter(about);
            lines
                .map(|Record { writer, seq, json }| EntryLine {
                    writer: writer.clone(),
                    seq: *seq,
                    entry: json.clone(),
                })
                .collect()
        })
    }

    /// Reads results into the state; see [`merge`].
    ///
    /// # Errors
    /// When nothing of the file can be used; what was there stays.
    pub async fn import(self, value: Value) -> Result<Imported, ImportError> {
        self.settle();
        let ResultsRead { results, problems } = results::read(value)?;
        let mut texts = KeptTexts::new();
        for line in &results.packs {
            // Where all of it is at hand nothing is taken from the text.
            let is_whole = |pack: &Arc<Pack>| !pack.partial;
            if self.now(|workspace| workspace.loaded(&line.id).is_some_and(is_whole)) {
                continue;
            }
            let kept = match self.shelf().await.get(line.hash.as_str()).await {
                Ok(None) => continue,
                Ok(Some(parts)) => Some(PackText::from(parts).whole()),
                // It may be all of it, and must not give way to a part.
                Err(_) => None,
            };
            texts.insert(line.hash.clone(), kept);
        }
        let merged = self.merge(&results, &texts);
        let called = results.rater.called().to_owned();
        let is_another = results.rater.id != self.rater.get_untracked();
        let mut imported = Imported {
            new: merged.new,
            known: merged.known,
            problems,
            of_another: (is_another && merged.becomes.is_none()).then(|| called.clone()),
            works_as: merged.becomes.is_some().then_some(called),
        };
        imported.problems.extend(merged.problems);
        if let Some(rater) = merged.becomes {
            self.work_as(rater);
        }
        for (by, event) in merged.events {
            self.commit(by, event);
        }
        self.keep_rubrics(&merged.rubrics).await;
        for Filled { pack, json } in merged.packs {
            let stub = pack.stub.clone();
            self.keep_filled(&pack, &json).await;
            self.put_texts(pack);
            if self.current.get_untracked().is_none() {
                self.take_up(&stub.id);
            }
        }
        self.report_saving(None);
        self.report_steps();
        Ok(imported)
    }

    fn merge(self, results: &Results, texts: &KeptTexts) -> Merged {
        let me = self.rater.get_untracked();
        let mut merged = Merged::default();
        self.workspace.update(|workspace| {
            self.books.update_value(|books| {
                let Books {
                    history,
                    keeper,
                    records,
                    ..
                } = books;
                let place = |record: &Record| (record.writer.clone(), record.seq);
                let mut there: HashSet<(String, u32)> = records.iter().map(place).collect();
                let now = browser::now_ms();
                let mut keep = |line: &EntryLine| {
                    let record = Record {
                        writer: line.writer.clone(),
                        seq: line.seq,
                        json: line.entry.clone(),
                    };
                    if let Outcome::Refused { why } = keeper.adopt(record.clone(), now) {
                        return Err(why.to_string());
                    }
                    if there.insert(place(&record)) {
                        records.push(record);
                    }
                    planted::at("import");
                    Ok(())
                };
                let here = Here {
                    workspace,
                    history,
                    me: &me,
                    texts,
                };
                merged = merge(here, results, &mut keep);
            });
        });
        merged
    }

    /// Keeps the text of a pack that results brought. A part never takes the place of what may be
    /// the whole: another tab may have kept that meanwhile.
    async fn keep_filled(self, pack: &Pack, json: &str) {
        let packs = self.shelf().await;
        let hash = pack.stub.hash.as_str();
        let is_free = |kept| matches!(kept, Standing::Nothing | Standing::Part);
        if pack.partial && !is_free(standing(&packs, hash).await) {
            return;
        }
        if let Err(why) = packs.put(hash, json).await {
            self.saving
                .update(|saving| saving.packs_in_memory = Some(why.to_string()));
        }
    }

    /// Keeps rubrics beside the packs: evaluations pin them, and outlive the version of the pack
    /// they were made in.
    async fn keep_rubrics(self, rubrics: &[Arc<Rubric>]) {
        let packs = self.shelf().await;
        for rubric in rubrics {
            let json = rubric.source().to_string();
            if let Err(why) = packs.put(rubric.hash.as_str(), &json).await {
                leptos::logging::warn!("a rubric is at hand until the tab closes: {why}");
            }
        }
    }

    /// Reads the kept rubrics that evaluations pin and no loaded pack has.
    pub(super) async fn recall_rubrics(self) {
        let missing = self.now(Workspace::missing_rubrics);
        if missing.is_empty() {
            return;
        }
        let Ok(read) = chunks::rubric().await else {
            return;
        };
        let packs = self.shelf().await;
        for hash in missing {
            let Ok(Some(parts)) = packs.get(hash.as_str()).await else {
                continue;
            };
            if let Some(rubric) =
                read(&PackText::from(parts).whole()).filter(|rubric| rubric.hash == hash)
            {
                self.workspace
                    .update(|workspace| workspace.keep_rubric(Arc::new(rubric)));
            }
        }
    }
}

/// Which build this is, as files name it: the version and the digest of the page's files.
pub(super) fn build() -> String {
    match browser::build() {
        Some(digest) => format!("{}+{digest}", crate::BUILD),
        None => crate::BUILD.to_owned(),
    }
}

/// Reads a rubric as it was kept.
pub fn read_rubric(json: &str) -> Option<Rubric> {
    Rubric::parse(serde_json::from_str(json).ok()?).ok()
}

/// Reads the text of a pack as it was kept.
///
/// # Errors
/// In words, when it cannot be read.
pub async fn read_text(parts: Parts) -> Result<Pack, String> {
    match through(pack::Reading::new(parts.into())).await {
        Ok(read) => Ok(read.pack),
        Err(why) => Err(format!(
            "The kept text of this pack cannot be read ({why}). Open its file again."
        )),
    }
}
