//! A rater's browser, for the stories.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use trainmaster::domain::hash::ContentHash;
use trainmaster::domain::id::{PackId, RaterId, WriterId};
use trainmaster::domain::pack::Pack;
use trainmaster::domain::rating::Rating;
use trainmaster::domain::time::Moment;
use trainmaster::domain::work::{Rationale, Seen, Work, WorkKey};
use trainmaster::domain::workspace::Workspace;
use trainmaster::formats::merge::{Here, Merged, merge};
use trainmaster::formats::pack;
use trainmaster::formats::results::{self, EntryLine, Export};
use trainmaster::journal::chain::Chain;
use trainmaster::journal::entry::{Entry, EntryId, Scope};
use trainmaster::journal::event::{Event, Step};
use trainmaster::journal::history::History;

pub const ADA: &str = "r-ada2345678";
pub const BO: &str = "r-bo23456789";

/// A pack of one criterion, with a task for each text.
pub fn a_pack(id: &str, criterion: &str, texts: &[&str]) -> Value {
    let tasks = (1..).zip(texts).map(|(n, text)| {
        json!({ "id": format!("t-{n}"), "instruction": text,
            "responses": [{ "id": "x", "text": "one", "model": "alpha" }] })
    });
    let tasks: Vec<Value> = tasks.collect();
    json!({ "format": "trainmaster/pack", "version": 1, "id": id, "seed": "s",
        "rubrics": [{ "id": "r", "criteria": [{ "name": criterion, "id": "c" }] }],
        "tasks": tasks })
}

/// A browser with one page open.
pub struct Browser {
    pub me: RaterId,
    pub writer: &'static str,
    pub written: u32,
    pub chain: Chain,
    pub workspace: Workspace,
    pub history: History,
    pub records: Vec<EntryLine>,
    pub texts: BTreeMap<ContentHash, Option<String>>,
}

impl Browser {
    pub fn new(me: &str, writer: &'static str) -> Self {
        Self {
            me: me.into(),
            writer,
            written: 0,
            chain: Chain::default(),
            workspace: Workspace::default(),
            history: History::default(),
            records: Vec::new(),
            texts: BTreeMap::new(),
        }
    }

    /// Closes the page and opens another.
    pub fn reloads(&mut self, writer: &'static str) {
        self.chain = Chain::after(self.records.iter().map(EntryLine::told));
        self.writer = writer;
        self.written = 0;
    }

    pub fn says(&mut self, by: &RaterId, event: &Event) -> EntryId {
        self.written += 1;
        let id = EntryId(WriterId::from(self.writer), self.written);
        let now = 1_795_000_000_000 + i64::from(self.written) * 1000;
        let at = self.history.tick(now);
        let mut told = serde_json::to_value(self.chain.next()).unwrap();
        told["at"] = json!(at);
        told["by"] = json!(by);
        told["event"] = json!(event);
        let json = told.to_string();
        self.chain.follow(&json);
        let entry = Entry::from_json(id.clone(), &json).unwrap();
        self.history.add(&mut self.workspace, entry);
        self.records.push(EntryLine {
            writer: self.writer.to_owned(),
            seq: self.written,
            entry: json,
        });
        id
    }

    pub fn happens(&mut self, event: Event) -> EntryId {
        self.says(&self.me.clone(), &event)
    }

    pub fn opens(&mut self, value: Value) -> Arc<Pack> {
        let json = value.to_string();
        let pack = Arc::new(pack::read(value).unwrap().pack);
        self.texts.insert(pack.stub.hash.clone(), Some(json));
        self.happens(Event::PackOpened(pack.stub.clone()));
        self.workspace.load(Arc::clone(&pack));
        pack
    }

    pub fn does(&mut self, pack: &str, task: &str, step: Step) -> EntryId {
        let on = WorkKey::first(&pack.into(), &task.into());
        self.happens(Event::Worked { on, step })
    }

    pub fn rates(&mut self, pack: &str, task: &str, level: u8) {
        let step = Step::RatingGiven {
            response: "x".into(),
            criterion: "c".into(),
            rating: Some(Rating::Level(level)),
        };
        self.does(pack, task, step);
    }

    pub fn writes(&mut self, pack: &str, task: &str, text: &str) {
        let rationale = Rationale {
            text: text.to_owned(),
            template: None,
        };
        self.does(pack, task, Step::RationaleWritten { rationale });
    }

    /// Rates a task and submits it.
    pub fn judges(&mut self, pack: &Pack, task: &str, level: u8) -> EntryId {
        let id = pack.stub.id.to_string();
        self.rates(&id, task, level);
        let task = pack.task(&task.into()).unwrap();
        let seen = Seen {
            shown: task.response_ids(),
            raw_view: false,
            kind: task.kind,
            rubric: pack.rubric_of(&task).hash.clone(),
            task_hash: task.hash.clone(),
            active_ms: 5,
            after_reveal: false,
        };
        self.does(&id, task.id.as_str(), Step::EvaluationSubmitted { seen })
    }

    pub fn undoes(&mut self) {
        let entry = self.history.undo_target(&self.me).unwrap().id.clone();
        self.happens(Event::Retracted { entry });
    }

    pub fn exports(&self, packs: &[&str], texts: bool) -> Value {
        let packs: Vec<PackId> = packs.iter().map(|id| PackId::from(*id)).collect();
        // What is about other packs stays here, as in the session.
        let is_about = |line: &&EntryLine| {
            let id = EntryId(WriterId::from(line.writer.as_str()), line.seq);
            let entry = Entry::from_json(id, &line.entry);
            entry.is_ok_and(|entry| match entry.scope() {
                Scope::Pack(pack) | Scope::Extras(_, pack) => packs.contains(&pack),
                Scope::Work(_, key) => packs.contains(&key.pack),
                Scope::Rater(_) | Scope::Journal => true,
            })
        };
        let entries: Vec<EntryLine> = self.records.iter().filter(is_about).cloned().collect();
        let results = Export {
            workspace: &self.workspace,
            rater: &self.me,
            packs: &packs,
            texts,
            entries: &entries,
            app: "0.1.0",
            now: Moment::default(),
        };
        serde_json::to_value(results.results()).unwrap()
    }

    /// Imports a file as the session does.
    pub fn imports(&mut self, file: &Value) -> Merged {
        let results = results::read(file.clone()).unwrap().results;
        let records = &mut self.records;
        let mut keep = |line: &EntryLine| {
            records.push(line.clone());
            Ok(())
        };
        let here = Here {
            workspace: &mut self.workspace,
            history: &mut self.history,
            me: &self.me,
            texts: &self.texts,
        };
        let merged = merge(here, &results, &mut keep);
        if let Some(rater) = &merged.becomes {
            self.me = rater.clone();
        }
        for (by, event) in &merged.events {
            self.says(by, event);
        }
        for filled in &merged.packs {
            let hash = filled.pack.stub.hash.clone();
            self.texts.insert(hash, Some(filled.json.clone()));
            self.workspace.load(Arc::clone(&filled.pack));
        }
        merged
    }

    pub fn work(&self, rater: &str, pack: &str, task: &str) -> &Work {
        let key = WorkKey::first(&pack.into(), &task.into());
        self.workspace.work(&rater.into(), &key).unwrap()
    }

    pub fn tasks(&self, pack: &str) -> Vec<String> {
        let pack = self.workspace.loaded(&pack.into()).unwrap();
        pack.tasks.iter().map(|task| task.id.to_string()).collect()
    }
}

/// Ada's browser with both tasks of a pack judged.
pub fn ada() -> (Browser, Arc<Pack>) {
    let mut ada = Browser::new(ADA, "ada");
    let pack = ada.opens(a_pack("p", "Right", &["Do.", "Tell."]));
    ada.judges(&pack, "t-1", 3);
    ada.judges(&pack, "t-2", 1);
    (ada, pack)
}

pub fn without_journal(mut file: Value) -> Value {
    file["journal"] = Value::Null;
    file
}
