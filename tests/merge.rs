//! Results come into another browser: everything of them, and nothing of what is there is lost.

#![allow(clippy::expect_used, clippy::unwrap_used)]

#[path = "merge/browser.rs"]
mod browser;
#[path = "merge/carried.rs"]
mod carried;
#[path = "merge/verified.rs"]
mod verified;

use serde_json::json;
use trainmaster::domain::rating::Rating;
use trainmaster::domain::work::{State, WorkKey};
use trainmaster::domain::workspace::Place;
use trainmaster::journal::event::{Event, Step};

use browser::{ADA, BO, Browser, a_pack, ada, without_journal};

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
fn an_entry_from_the_end_of_time_takes_nobody_along() {
    let after = |ms: i64, count: u32| {
        let mut file = ada().0.exports(&["p"], true);
        for line in file["journal"]["entries"].as_array_mut().unwrap() {
            let mut entry: serde_json::Value =
                serde_json::from_str(line["entry"].as_str().unwrap()).unwrap();
            let when = entry["at"][0].as_i64().unwrap();
            entry["at"] = json!([ms, count]);
            entry["ahead"] = json!(ms - when);
            line["entry"] = json!(entry.to_string());
        }
        let mut other = Browser::new(BO, "bo");
        let merged = other.imports(&file);
        assert_eq!(merged.new, 2, "the evaluations are in the file itself");
        other.rates("p", "t-1", 0);
        let judgement = &other.work(ADA, "p", "t-1").judgement;
        let rating = judgement.ratings[&"x".into()].get(&"c".into());
        assert_eq!(rating, Some(&Rating::Level(0)), "what is said later counts");
        let first = other.history.tick(1);
        assert!(other.history.tick(1) > first);
        (merged.problems.len(), first)
    };
    let last = 253_402_300_799_999;
    assert_eq!(after(1_795_000_000_000, 0).0, 0);
    let (problems, first) = after(last, u32::MAX);
    assert_eq!(problems, 0);
    assert_eq!(first.0, last + 1, "and there is room for as much again");
    let (problems, first) = after(i64::MAX, u32::MAX);
    assert_eq!(problems, 5, "each of the five entries");
    assert!(first.0 < last);
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
        pack.rubric_of(&task).hash.clone()
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
fn the_pack_itself_takes_over_from_its_judged_tasks() {
    let whole = a_pack("p", "Right", &["Do.", "Tell.", "Ask."]);
    let mut ada = Browser::new(ADA, "ada");
    let pack = ada.opens(whole.clone());
    ada.judges(&pack, "t-3", 3);
    ada.judges(&pack, "t-2", 1);
    let mut second = Browser::new(ADA, "second");
    second.imports(&without_journal(ada.exports(&["p"], true)));
    let partial = second.workspace.loaded(&"p".into()).unwrap().clone();
    assert!(partial.partial && second.workspace.finished(&second.me, &partial));
    let judged = ["t-2", "t-3"].map(|task| second.work(ADA, "p", task).clone());
    let opened = second.opens(whole);
    assert!(!opened.partial);
    assert_eq!(second.tasks("p"), ["t-1", "t-2", "t-3"]);
    let stays = ["t-2", "t-3"].map(|task| second.work(ADA, "p", task).clone());
    assert_eq!(stays, judged);
    let next = second.workspace.next(&second.me, &opened, None);
    assert_eq!(next, Some("t-1".into()));
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
fn a_pack_is_not_opened_under_the_name_of_another() {
    let (ada, pack) = ada();
    let mut file = ada.exports(&["p"], true);
    file["packs"][0]["id"] = json!("q");
    let mut bo = Browser::new(BO, "bo");
    bo.opens(a_pack("p", "Right", &["Do.", "Tell."]));
    bo.happens(Event::PackArchived { pack: "p".into() });
    for _ in 0..2 {
        let merged = bo.imports(&file);
        let opened = |(_, event): &(_, Event)| matches!(event, Event::PackOpened(_));
        assert!(!merged.events.iter().any(opened));
        let told = &merged.problems[0].message;
        assert!(told.contains("those of another pack"), "{told}");
    }
    let open = bo.workspace.pack(&pack.stub.id).unwrap();
    assert_eq!(open.place, Place::Archive);
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
    bo.texts.insert(pack.stub.hash.clone(), Some(whole));
    assert_eq!(bo.imports(&ada.exports(&["p"], true)).packs.len(), 0);
}

#[test]
fn a_kept_text_that_cannot_be_read_does_not_give_way_to_a_part_of_it() {
    let (ada, pack) = ada();
    let whole = a_pack("p", "Right", &["Do.", "Tell."]).to_string();
    let changed = whole.replace("Tell.", "Tall.");
    // Not readable just now, no JSON any more, another text; of a pack that is open, and of one
    // that is not.
    for kept in [None, Some(whole[..40].to_owned()), Some(changed)] {
        for is_open in [true, false] {
            let mut bo = Browser::new(BO, "bo");
            if is_open {
                bo.happens(Event::PackOpened(pack.stub.clone()));
            }
            bo.texts.insert(pack.stub.hash.clone(), kept.clone());
            let merged = bo.imports(&without_journal(ada.exports(&["p"], true)));
            assert_eq!((merged.new, merged.packs.len()), (2, 0), "{kept:?}");
            let opened = |(_, event): &(_, Event)| matches!(event, Event::PackOpened(_));
            assert!(!merged.events.iter().any(opened), "{kept:?}");
            // Where it is open the text was not looked at, unless that failed.
            let is_told = !is_open || kept.is_none();
            assert_eq!(merged.problems.len(), usize::from(is_told), "{kept:?}");
            assert_eq!(bo.texts[&pack.stub.hash], kept);
        }
    }
}

#[test]
fn a_kept_pack_with_a_task_that_cannot_be_read_is_shown_again() {
    let (ada, pack) = ada();
    let half = r#","tasks":[{"instruction":"\ud83d"},"#;
    let whole = a_pack("p", "Right", &["Do.", "Tell."]).to_string();
    let whole = whole.replacen(",\"tasks\":[", half, 1);
    let mut bo = Browser::new(BO, "bo");
    bo.texts.insert(pack.stub.hash.clone(), Some(whole));
    bo.imports(&without_journal(ada.exports(&["p"], true)));
    assert_eq!(bo.tasks("p"), ["t-1", "t-2"]);
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
