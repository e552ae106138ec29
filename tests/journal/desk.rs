//! A rater at work, for the stories.

use std::sync::Arc;

use serde_json::{Value, json};
use trainmaster::domain::decision::{Decision, Strength};
use trainmaster::domain::evaluation::Evaluation;
use trainmaster::domain::id::{PackId, RaterId, TaskId, WriterId};
use trainmaster::domain::pack::Pack;
use trainmaster::domain::rating::Rating;
use trainmaster::domain::time::Moment;
use trainmaster::domain::work::{Seen, State, WorkKey};
use trainmaster::domain::workspace::Workspace;
use trainmaster::formats::pack;
use trainmaster::journal::check::Refusal;
use trainmaster::journal::entry::{Entry, EntryId};
use trainmaster::journal::event::{Event, Step};
use trainmaster::journal::history::History;

/// A rater at work on a pack of two comparisons with two criteria.
pub struct Desk {
    pub workspace: Workspace,
    pub history: History,
    pub entries: Vec<Entry>,
    pub rater: RaterId,
    pub pack: Arc<Pack>,
}

pub fn a_pack() -> Value {
    let task = |id: &str| {
        json!({ "id": id, "instruction": format!("Do {id}."), "responses": [
            { "id": "x", "text": "one", "model": "alpha" },
            { "id": "y", "text": "two", "model": "beta" }] })
    };
    json!({ "format": "trainmaster/pack", "version": 1, "id": "p", "seed": "s",
        "rubrics": [{ "criteria": [{ "name": "Right", "checks": ["one"] }, { "name": "Clear" }] }],
        "tasks": [task("t-1"), task("t-2")] })
}

impl Desk {
    pub fn new() -> Self {
        Self::with(a_pack())
    }

    pub fn with(pack: Value) -> Self {
        let pack = Arc::new(pack::read(pack).unwrap().pack);
        let mut desk = Self {
            workspace: Workspace::default(),
            history: History::default(),
            entries: Vec::new(),
            rater: RaterId::from("r-ada"),
            pack: Arc::clone(&pack),
        };
        desk.happen(Event::PackOpened(pack.stub.clone())).unwrap();
        desk.workspace.load(pack);
        desk
    }

    /// A newer version of the pack comes onto the desk.
    pub fn open(&mut self, pack: Value) {
        let pack = Arc::new(pack::read(pack).unwrap().pack);
        self.happen(Event::PackOpened(pack.stub.clone())).unwrap();
        self.workspace.load(Arc::clone(&pack));
        self.pack = pack;
    }

    pub fn happen(&mut self, event: Event) -> Result<EntryId, Refusal> {
        self.workspace.check(&self.rater, &event)?;
        let number = u32::try_from(self.entries.len() + 1).unwrap();
        let id = EntryId(WriterId::from("w"), number);
        let at = self.history.tick(i64::from(number) * 1000);
        let entry = Entry {
            id: id.clone(),
            at,
            when: Moment {
                ms: i64::from(number) * 1000,
                offset: 60,
            },
            by: self.rater.clone(),
            event,
        };
        self.entries.push(entry.clone());
        self.history.add(&mut self.workspace, entry);
        Ok(id)
    }

    pub fn step(&mut self, task: &str, step: Step) -> Result<EntryId, Refusal> {
        self.happen(Event::Worked {
            on: key(task),
            step,
        })
    }

    pub fn rate(&mut self, task: &str, response: &str, criterion: &str, level: u8) {
        let rating = Some(Rating::Level(level));
        let (response, criterion) = (response.into(), criterion.into());
        self.step(
            task,
            Step::RatingGiven {
                response,
                criterion,
                rating,
            },
        )
        .unwrap();
    }

    pub fn judge(&mut self, task: &str) {
        for (response, level) in [("x", 3), ("y", 1)] {
            for criterion in ["right", "clear"] {
                self.rate(task, response, criterion, level);
            }
        }
        let decision = Some(Decision::Better("x".into(), Strength::Clear));
        self.step(task, Step::DecisionTaken { decision }).unwrap();
    }

    pub fn submit(&mut self, task: &str) -> Result<EntryId, Refusal> {
        let found = self.pack.task(&task.into()).unwrap();
        let seen = Seen {
            after_reveal: self.history.answers_were_shown(
                &self.workspace,
                &self.rater,
                &self.pack,
                &found,
            ),
            ..Seen::of(&self.pack, &found, found.response_ids(), false, 1234)
        };
        self.step(task, Step::EvaluationSubmitted { seen })
    }

    pub fn undo(&mut self) -> EntryId {
        let entry = self
            .history
            .undo_target(&self.rater)
            .expect("something to undo")
            .id
            .clone();
        self.happen(Event::Retracted {
            entry: entry.clone(),
        })
        .unwrap();
        entry
    }

    pub fn redo(&mut self) -> EntryId {
        let entry = self
            .history
            .redo_target(&self.rater)
            .expect("something to redo")
            .id
            .clone();
        self.happen(Event::Restored {
            entry: entry.clone(),
        })
        .unwrap();
        entry
    }

    pub fn state(&self, task: &str) -> State {
        self.workspace.state(&self.rater, &key(task))
    }

    pub fn evaluation(&self, task: &str) -> Evaluation {
        let work = self.workspace.work(&self.rater, &key(task)).expect("work");
        let rubric = |hash: &_| self.workspace.rubric(hash);
        Evaluation::of(&key(task), &self.rater, work, rubric).expect("a submission")
    }

    /// The same entries, read from their stored text, in another order, on an empty desk.
    pub fn replayed(&self, reversed: bool) -> Workspace {
        let mut workspace = Workspace::default();
        let mut history = History::default();
        let mut entries: Vec<Entry> = self
            .entries
            .iter()
            .map(|entry| Entry::from_json(entry.id.clone(), &entry.to_json()).unwrap())
            .collect();
        if reversed {
            entries.reverse();
            for entry in entries {
                history.add(&mut workspace, entry);
            }
        } else {
            history.extend(&mut workspace, entries);
        }
        workspace.load(Arc::clone(&self.pack));
        workspace
    }
}

pub fn key(task: &str) -> WorkKey {
    WorkKey::first(&PackId::from("p"), &TaskId::from(task))
}
