//! Results come into another browser: everything of them, and nothing of what is there is lost.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use trainmaster::domain::hash::ContentHash;
use trainmaster::domain::id::{PackId, RaterId, WriterId};
use trainmaster::domain::pack::Pack;
use trainmaster::domain::rating::Rating;
use trainmaster::domain::time::Moment;
use trainmaster::domain::work::{Rationale, Seen, State, Work, WorkKey};
use trainmaster::domain::workspace::{Place, Workspace};
use trainmaster::formats::merge::{Here, Merged, merge};
use trainmaster::formats::pack;
use trainmaster::formats::results::{self, EntryLine, Export};
use trainmaster::journal::entry::{Entry, EntryId};
use trainmaster::journal::event::{Event, Step};
use trainmaster::journal::history::History;

const ADA: &str = "r-ada2345678";
const BO: &str = "r-bo23456789";

/// A pack of one criterion, with a task for each text.
fn a_pack(id: &str, criterion: &str, texts: &[&str]) -> Value {
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
struct Browser {
    me: RaterId,
    writer: &'static str,
    written: u32,
    workspace: Workspace,
    history: History,
    records: Vec<EntryLine>,
    texts: BTreeMap<ContentHash, String>,
}

impl Browser {
    fn new(me: &str, writer: &'static str) -> Self {
        Self {
            me: me.into(),
            writer,
            written: 0,
            workspace: Workspace::default(),
            history: History::default(),
            records: Vec::new(),
            texts: BTreeMap::new(),
        }
    }

    fn says(&mut self, by: &RaterId, event: &Event) -> EntryId {
        self.written += 1;
        let id = EntryId(WriterId::from(self.writer), self.written);
        let now = 1_795_000_000_000 + i64::from(self.written) * 1000;
        let at = self.history.tick(now);
        let json = json!({ "at": at, "by": by, "event": event }).to_string();
        let entry = Entry::from_json(id.clone(), &json).unwrap();
        self.history.add(&mut self.workspace, entry);
        self.records.push(EntryLine {
            writer: self.writer.to_owned(),
            seq: self.written,
            entry: json,
        });
        id
    }

    fn happens(&mut self, event: Event) -> EntryId {
        self.says(&self.me.clone(), &event)
    }

    fn opens(&mut self, value: Value) -> Arc<Pack> {
        let json = value.to_string();
        let pack = Arc::new(pack::read(value).unwrap().pack);
        self.texts.insert(pack.stub.hash.clone(), json);
        self.happens(Event::PackOpened(pack.stub.clone()));
        self.workspace.load(Arc::clone(&pack));
        pack
    }

    fn does(&mut self, pack: &str, task: &str, step: Step) -> EntryId {
        let on = WorkKey::first(&pack.into(), &task.into());
        self.happens(Event::Worked { on, step })
    }

    fn rates(&mut self, pack: &str, task: &str, level: u8) {
        let step = Step::RatingGiven {
            response: "x".into(),
            criterion: "c".into(),
            rating: Some(Rating::Level(level)),
        };
        self.does(pack, task, step);
    }

    fn writes(&mut self, pack: &str, task: &str, text: &str) {
        let rationale = Rationale {
            text: text.to_owned(),
            template: None,
        };
        self.does(pack, task, Step::RationaleWritten { rationale });
    }

    /// Rates a task and submits it.
    fn judges(&mut self, pack: &Pack, task: &str, level: u8) -> EntryId {
        let id = pack.stub.id.to_string();
        self.rates(&id, task, level);
        let task = pack.task(&task.into()).unwrap();
        let seen = Seen {
            shown: task.response_ids(),
            raw_view: false,
            kind: task.kind,
            rubric: pack.rubric_of(task).hash.clone(),
            task_hash: task.hash.clone(),
            active_ms: 5,
        };
        self.does(&id, task.id.as_str(), Step::EvaluationSubmitted { seen })
    }

    fn undoes(&mut self) {
        let entry = self.history.undo_target(&self.me).unwrap().id.clone();
        self.happens(Event::Retracted { entry });
    }

    fn exports(&self, packs: &[&str], texts: bool) -> Value {
        let packs: Vec<PackId> = packs.iter().map(|id| PackId::from(*id)).collect();
        let results = Export {
            workspace: &self.workspace,
            rater: &self.me,
            packs: &packs,
            texts,
            entries: &self.records,
            app: "0.1.0",
            now: Moment::default(),
        };
        serde_json::to_value(results.results()).unwrap()
    }

    /// Imports a file as the session does.
    fn imports(&mut self, file: &Value) -> Merged {
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
            self.texts.insert(hash, filled.json.clone());
            self.workspace.load(Arc::clone(&filled.pack));
        }
        merged
    }

    fn work(&self, rater: &str, pack: &str, task: &str) -> &Work {
        let key = WorkKey::first(&pack.into(), &task.into());
        self.workspace.work(&rater.into(), &key).unwrap()
    }

    fn tasks(&self, pack: &str) -> Vec<String> {
        let pack = self.workspace.loaded(&pack.into()).unwrap();
        pack.tasks.iter().map(|task| task.id.to_string()).collect()
    }
}

/// Ada's browser with both tasks of a pack judged.
fn ada() -> (Browser, Arc<Pack>) {
    let mut ada = Browser::new(ADA, "ada");
    let pack = ada.opens(a_pack("p", "Right", &["Do.", "Tell."]));
    ada.judges(&pack, "t-1", 3);
    ada.judges(&pack, "t-2", 1);
    (ada, pack)
}

fn without_journal(mut file: Value) -> Value {
    file["journal"] = Value::Null;
    file
}

#[test]
fn a_file_brings_everything_once() {
    let (ada, _) = ada();
    let whole = ada.exports(&["p"], true);
    for file in [whole.clone(), without_journal(whole)] {
        let mut other = Browser::new(BO, "bo");
        let merged = other.imports(&file);
        assert_eq!((merged.new, merged.known), (2, 0));
        assert_eq!(merged.problems, []);
        for task in ["t-1", "t-2"] {
            let told = |browser: &Browser| browser.work(ADA, "p", task).submissions.clone();
            assert_eq!(told(&other), told(&ada));
        }
        assert_eq!(other.tasks("p"), ["t-1", "t-2"]);
        let again = other.imports(&file);
        assert_eq!((again.new, again.known, again.events.len()), (0, 2, 0));
    }
}

#[test]
fn work_in_progress_stays_on_top() {
    let (ada, _) = ada();
    let file = without_journal(ada.exports(&["p"], true));
    let mut second = Browser::new(ADA, "second");
    second.opens(a_pack("p", "Right", &["Do.", "Tell."]));
    second.writes("p", "t-1", "twenty minutes of words");
    second.imports(&file);
    let work = second.work(ADA, "p", "t-1");
    assert_eq!(work.judgement.rationale.text, "twenty minutes of words");
    assert_eq!((work.state(), work.submissions.len()), (State::Reopened, 1));
    assert_eq!(second.work(ADA, "p", "t-2").state(), State::Submitted);
    second.undoes();
    second.undoes();
    let work = second.work(ADA, "p", "t-1");
    assert_eq!((work.state(), work.submissions.len()), (State::Started, 0));
    assert_eq!(work.judgement.rationale.text, "twenty minutes of words");
}

#[test]
fn what_was_taken_back_does_not_come_back() {
    let (mut ada, _) = ada();
    let file = ada.exports(&["p"], true);
    ada.undoes();
    ada.rates("p", "t-2", 0);
    for file in [file.clone(), without_journal(file)] {
        let merged = ada.imports(&file);
        assert_eq!((merged.new, merged.known, merged.events.len()), (0, 2, 0));
        assert_eq!(ada.work(ADA, "p", "t-2").state(), State::Started);
    }
}

#[test]
fn fields_of_others_come_back_out() {
    let (ada, _) = ada();
    let mut file = ada.exports(&["p"], true);
    let evaluation = &mut file["evaluations"][0];
    evaluation["id"] = json!("tool-7");
    evaluation["x-confidence"] = json!(0.8);
    evaluation["violations"] = json!([{ "category": "medical" }]);
    evaluation["flags"] = json!([{ "kind": "second_look", "note": "n", "x-by": "lead" }]);
    evaluation["rationale"]["x-language"] = json!("en");
    evaluation["scores"]["x"]["x-percentile"] = json!(40);
    for file in [file.clone(), without_journal(file)] {
        let mut other = Browser::new(BO, "bo");
        other.imports(&file);
        let back = other.exports(&["p"], true);
        assert_eq!(back["evaluations"][0], file["evaluations"][0]);
        assert_eq!(other.imports(&file).events, []);
    }
}

#[test]
fn figures_need_no_texts() {
    let (ada, pack) = ada();
    let file = ada.exports(&["p"], false);
    let mut other = Browser::new(BO, "bo");
    other.imports(&file);
    assert!(other.workspace.rubric(&pack.rubrics[0].hash).is_some());
    let back = other.exports(&["p"], false);
    assert_eq!(back["evaluations"], file["evaluations"]);
    assert_eq!(back["rubrics"], file["rubrics"]);
}

#[test]
fn a_new_version_takes_neither_rubric_nor_text_from_older_evaluations() {
    let (mut ada, pack) = ada();
    ada.opens(a_pack("p", "Other", &["Do it.", "Tell."]));
    let file = ada.exports(&["p"], true);
    assert_eq!(file["rubrics"][0]["hash"], pack.rubrics[0].hash.as_str());
    assert_eq!(file["evaluations"][0]["scores"]["x"]["score"], 1.0);
    assert!(
        file["tasks"][0].get("task").is_none(),
        "nobody judged this text"
    );
    assert!(file["tasks"][1].get("task").is_some());
}

#[test]
fn partial_packs_keep_the_rubrics_their_tasks_were_judged_by() {
    let (mut ada, first) = ada();
    let other = ada.opens(a_pack("q", "Clear", &["Say."]));
    ada.judges(&other, "t-1", 2);
    let newer = ada.opens(a_pack("p", "Kind", &["Do.", "Tell.", "Ask."]));
    ada.judges(&newer, "t-3", 2);
    let mut bo = Browser::new(BO, "bo");
    let merged = bo.imports(&without_journal(ada.exports(&["p", "q"], true)));
    assert_eq!(merged.problems, []);
    let judged_by = |pack: &str, task: &str| {
        let (pack, task) = bo.workspace.task(&pack.into(), &task.into()).unwrap();
        pack.rubric_of(task).hash.clone()
    };
    assert_eq!(judged_by("p", "t-1"), first.rubrics[0].hash);
    assert_eq!(judged_by("p", "t-3"), newer.rubrics[0].hash);
    assert_eq!(judged_by("q", "t-1"), other.rubrics[0].hash);
    assert_eq!(bo.workspace.loaded(&"q".into()).unwrap().rubrics.len(), 1);
}

#[test]
fn a_later_file_adds_tasks_to_a_partial_pack() {
    let mut ada = Browser::new(ADA, "ada");
    let pack = ada.opens(a_pack("p", "Right", &["Do.", "Tell."]));
    ada.judges(&pack, "t-2", 3);
    let mut bo = Browser::new(BO, "bo");
    bo.imports(&without_journal(ada.exports(&["p"], true)));
    assert_eq!(bo.tasks("p"), ["t-2"]);
    ada.judges(&pack, "t-1", 3);
    let file = ada.exports(&["p"], true);
    bo.imports(&file);
    assert_eq!(bo.tasks("p"), ["t-2", "t-1"]);
    assert_eq!(bo.workspace.pack(&"p".into()).unwrap().stub.tasks, 2);
    assert_eq!(bo.imports(&file).packs.len(), 0);
}

#[test]
fn the_version_that_is_open_here_stays() {
    let (ada, _) = ada();
    let file = ada.exports(&["p"], true);
    let mut bo = Browser::new(BO, "bo");
    let newer = a_pack("p", "Right", &["Do it.", "Tell.", "Ask."]);
    let mine = bo.opens(newer);
    bo.happens(Event::PackArchived { pack: "p".into() });
    bo.imports(&file);
    let open = bo.workspace.pack(&"p".into()).unwrap();
    assert_eq!((&open.stub, open.place), (&mine.stub, Place::Archive));
    assert_eq!(bo.tasks("p").len(), 3);
    // Also when its texts are not read yet.
    let mut bo = Browser::new(BO, "bo");
    bo.happens(Event::PackOpened(mine.stub.clone()));
    bo.imports(&file);
    assert_eq!(bo.workspace.pack(&"p".into()).unwrap().stub, mine.stub);
    assert!(bo.workspace.loaded(&"p".into()).is_none());
}

#[test]
fn texts_fill_in_for_a_version_whose_texts_are_lost() {
    let (ada, pack) = ada();
    let mut bo = Browser::new(BO, "bo");
    bo.happens(Event::PackOpened(pack.stub.clone()));
    bo.imports(&ada.exports(&["p"], true));
    assert_eq!(bo.tasks("p"), ["t-1", "t-2"]);
    // Where they are only not read yet, they are left alone.
    let mut bo = Browser::new(BO, "bo");
    bo.happens(Event::PackOpened(pack.stub.clone()));
    let whole = a_pack("p", "Right", &["Do.", "Tell."]).to_string();
    bo.texts.insert(pack.stub.hash.clone(), whole);
    assert_eq!(bo.imports(&ada.exports(&["p"], true)).packs.len(), 0);
}

#[test]
fn a_partial_pack_reveals_no_more_than_the_whole() {
    let check = |reveal: &str, blind: bool, names: bool, gold: bool| {
        let mut value = a_pack("p", "Right", &["Do."]);
        value["reveal"] = json!(reveal);
        value["blind"] = json!(blind);
        let mut ada = Browser::new(ADA, "ada");
        let pack = ada.opens(value);
        ada.judges(&pack, "t-1", 3);
        let mut bo = Browser::new(BO, "bo");
        bo.imports(&ada.exports(&["p"], true));
        let (pack, task) = bo.workspace.task(&"p".into(), &"t-1".into()).unwrap();
        let shown = (
            bo.workspace.names_shown(&bo.me, pack, &task.id),
            bo.workspace.gold_shown(&bo.me, pack, &task.id),
        );
        assert_eq!(shown, (names, gold), "{reveal}, blind: {blind}");
    };
    check("never", true, false, false);
    check("never", false, true, false);
    check("after_submit", true, true, true);
    check("after_pack", true, false, false);
}

#[test]
fn only_the_rater_of_the_file_speaks_in_it() {
    let (mut ada, pack) = ada();
    let mut bo = Browser::new(BO, "bo");
    let on = bo.opens(a_pack("p", "Right", &["Do.", "Tell."]));
    let submitted = bo.judges(&on, "t-1", 3);
    // Ada's file undoes what Bo did, and brings an entry in his name.
    ada.happens(Event::Retracted { entry: submitted });
    let step = Step::TaskSkipped {
        reason: "no".to_owned(),
    };
    let on = WorkKey::first(&pack.stub.id, &"t-2".into());
    ada.says(&BO.into(), &Event::Worked { on, step });
    let merged = bo.imports(&ada.exports(&["p"], true));
    assert_eq!(merged.new, 2);
    assert_eq!(merged.problems.len(), 1, "{:?}", merged.problems);
    assert!(
        merged.problems[0]
            .message
            .contains("1 journal entries are not by")
    );
    assert_eq!(bo.work(BO, "p", "t-1").state(), State::Submitted);
    let key = WorkKey::first(&"p".into(), &"t-2".into());
    assert_eq!(bo.workspace.state(&BO.into(), &key), State::Open);
    assert_eq!(merged.becomes, None);
}

#[test]
fn an_entry_that_differs_or_cannot_be_kept_is_told() {
    let (mut ada, _) = ada();
    let mut file = ada.exports(&["p"], true);
    let line = file["journal"]["entries"][1]["entry"].as_str().unwrap();
    file["journal"]["entries"][1]["entry"] = json!(line.replace("\"rating\":3", "\"rating\":0"));
    file["journal"]["entries"][2]["entry"] = json!("no entry");
    let merged = ada.imports(&file);
    let told: Vec<&str> = merged.problems.iter().map(|p| p.message.as_str()).collect();
    let differs = "the journal entry ada:2 differs from the one that is here";
    assert_eq!(told, [differs, "the journal entry ada:3 cannot be read"]);
    assert_eq!(
        ada.work(ADA, "p", "t-1")
            .latest()
            .unwrap()
            .judgement
            .ratings
            .len(),
        1
    );
}

#[test]
fn a_browser_without_work_takes_over_the_rater() {
    let (mut ada, _) = ada();
    ada.happens(Event::RaterNamed {
        name: "Ada".to_owned(),
    });
    let file = ada.exports(&["p"], true);
    let mut idle = Browser::new(BO, "bo");
    idle.opens(a_pack("q", "Clear", &["Say."]));
    idle.does("q", "t-1", Step::TimeSpent { ms: 5_000 });
    assert_eq!(
        idle.imports(&without_journal(file.clone())).becomes,
        Some(ADA.into())
    );
    assert_eq!(idle.workspace.name(&ADA.into()), Some("Ada"));
    let mut empty = file.clone();
    empty["evaluations"] = json!([]);
    assert_eq!(Browser::new(BO, "bo").imports(&empty).becomes, None);
    let mut busy = Browser::new(BO, "bo");
    busy.opens(a_pack("q", "Clear", &["Say."]));
    busy.rates("q", "t-1", 2);
    assert_eq!(busy.imports(&file).becomes, None);
}
