//! A backup holds everything, says whether it is whole, and comes back by joining.

use serde_json::json;
use trainmaster::domain::hash::ContentHash;
use trainmaster::domain::id::RaterId;
use trainmaster::domain::time::Moment;
use trainmaster::formats::Steps as _;
use trainmaster::formats::belonging::{Sifted, Sifting};
use trainmaster::formats::verify::{Summary, Verified};
use trainmaster::journal::clock::Stamp;
use trainmaster::storage::backup::{About, Marker, Scribe, mark};
use trainmaster::storage::packs::PIECE;
use trainmaster::storage::{Backup, BackupError, Ending, Restored};

use super::tab::*;
use super::*;

fn about() -> About {
    About {
        app: "0.1.0".into(),
        made_at: Moment::default(),
        rater: RaterId::from("r-ada"),
        name: "Ada".into(),
    }
}

fn places() -> (Rc<MemoryShelf>, Rc<MemoryMirror>) {
    (Rc::new(MemoryShelf::new()), Rc::new(MemoryMirror::new()))
}

/// What a browser with some work in it writes: entries that were folded and sealed, entries that
/// stand alone, a draft, a setting, a value that is damaged for good, and the text of a pack.
fn written() -> (String, Tab) {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    for number in 1..=60 {
        tab.commit(number);
        tab.run();
        tab.wait(1_000);
    }
    tab.keeper
        .put_draft("box:p:t-1", "{\"words\":\"…\"}")
        .unwrap();
    tab.keeper.set_setting("rater", &"r-ada").unwrap();
    shelf.set("tm1:j:w9:1", "1|0|5|torn").unwrap();
    let text = backup_of(&tab);
    (text, tab)
}

fn records_of(tab: &Tab) -> Vec<Record> {
    let record = |seq: u32| Record {
        writer: tab.keeper.writer().to_string(),
        seq,
        json: entry(seq as usize),
    };
    (1..tab.keeper.next_seq()).map(record).collect()
}

fn backup_of(tab: &Tab) -> String {
    let mut text = String::new();
    let mut to = |part: String| text.push_str(&part);
    let mut scribe = Scribe::new(&about(), &mut to);
    let records = records_of(tab);
    scribe.keeper(&tab.keeper, &records, &tab.mirror.read().unwrap());
    let mut copying = scribe.text(ContentHash::of(&PACK).as_str());
    copying.add(&format!("{PACK:?}"));
    copying.end();
    scribe.end();
    text
}

/// Any JSON value has a hash.
const PACK: &str = "a pack";

#[test]
fn everything_is_in_it_and_comes_back() {
    let (text, tab) = written();
    let backup = Backup::read(&text).unwrap();
    assert_eq!(backup.ending, Ending::Whole);
    assert_eq!(backup.records, {
        let mut records = records_of(&tab);
        records.sort();
        records
    });
    assert_eq!(backup.drafts.len(), 1);
    assert_eq!(backup.settings["rater"], "\"r-ada\"");
    assert_eq!(backup.texts.len(), 1);
    assert_eq!(backup.damaged.len(), 1);
    assert_eq!(backup.damaged[0].raw, "1|0|5|torn");
    assert!(backup.strange.is_empty());
    assert_eq!(backup.heads["w1"].seq, 60);
    let told = |records: &[Record]| {
        let told = records.iter().map(Record::told);
        Verified::entries(told, &backup.heads).summary()
    };
    // These entries have no chain, so only the last one is vouched for, by its head.
    assert_eq!(told(&backup.records), Summary::Unknown);
    let mut without_last = backup.records.clone();
    without_last.pop();
    assert_eq!(told(&without_last), Summary::Broken);
}

#[test]
fn as_many_entries_are_not_the_same_entries() {
    let records = |all: &[(&str, u32)]| -> Vec<Record> {
        let record = |(writer, seq): &(&str, u32)| Record {
            writer: (*writer).to_owned(),
            seq: *seq,
            json: entry(*seq as usize),
        };
        all.iter().map(record).collect()
    };
    let here = mark(&records(&[("w1", 1), ("w1", 2), ("w2", 1)]));
    let check = |all: &[(&str, u32)], is_same: bool| {
        assert_eq!(mark(&records(all)) == here, is_same, "{all:?}");
    };
    check(&[("w2", 1), ("w1", 2), ("w1", 1)], true);
    check(&[("w1", 1), ("w1", 2), ("w1", 2), ("w2", 1)], true);
    check(&[("w1", 1), ("w1", 2), ("w3", 1)], false);
    check(&[("w1", 1), ("w2", 1), ("w2", 2)], false);
    check(&[("w1", 1), ("w1", 2)], false);
    check(&[], false);

    // Taking it takes long: of entries that are only ever added it is taken once for so many.
    let mut marker = Marker::default();
    let two = records(&[("w1", 1), ("w1", 2)]);
    let three = records(&[("w1", 1), ("w1", 2), ("w2", 1)]);
    for all in [&two, &three, &two, &[].to_vec(), &three] {
        assert_eq!(marker.mark(all), mark(all));
    }
    let others = records(&[("x", 1), ("x", 2), ("x", 3)]);
    assert_eq!(marker.mark(&others), here, "it did not look again");
}

#[test]
fn an_empty_browser_is_as_it_was_after_a_restore() {
    let (text, _) = written();
    let backup = Backup::read(&text).unwrap();
    let (shelf, mirror) = places();
    let mut other = Tab::open(&shelf, &mirror, "w2");
    let restore = |other: &mut Tab| {
        let records = backup.records.clone();
        let restored = other.keeper.restore(records, &backup.adopted, other.now);
        other.ask();
        other.run();
        restored
    };
    let restored = restore(&mut other);
    assert_eq!((restored.new.len(), restored.known), (60, 0));
    let again = restore(&mut other);
    assert_eq!(
        again,
        Restored {
            known: 60,
            ..Restored::default()
        }
    );
    let found = Tab::open(&shelf, &mirror, "w3");
    let mut records = found.loaded.records.clone();
    records.extend(found.news.records.clone());
    records.sort();
    records.dedup();
    assert_eq!(records, backup.records);
}

#[test]
fn what_is_here_with_another_text_stays() {
    let (text, _) = written();
    let mut records = Backup::read(&text).unwrap().records;
    records[7].json = "{\"n\":\"another\"}".into();
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w2");
    let all = BTreeSet::new();
    tab.keeper.restore(vec![records[7].clone()], &all, 0);
    let restored = tab
        .keeper
        .restore(Backup::read(&text).unwrap().records, &all, 0);
    assert_eq!((restored.new.len(), restored.known), (59, 0));
    assert_eq!(restored.disputed.len(), 1);
    assert_eq!(restored.disputed[0].seq, records[7].seq);
}

#[test]
fn an_entry_from_the_end_of_time_does_not_come_back() {
    let record = |seq: u32, at: &str| Record {
        writer: "w9".to_owned(),
        seq,
        json: format!("{{\"at\":{at},\"of\":\"a kind of later\"}}"),
    };
    // What was said after an entry that a file brought from so far is no less true.
    let last = format!("[{},{}]", Stamp::LAST + 1, u32::MAX);
    let end = format!("[{},{}]", i64::MAX, u32::MAX);
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w2");
    let records = vec![record(1, "[5,0]"), record(2, &end), record(3, &last)];
    for new in [2, 0] {
        let all = BTreeSet::new();
        let restored = tab.keeper.restore(records.clone(), &all, 0);
        assert_eq!(restored.new.len(), new);
        assert_eq!(restored.damaged, [record(2, &end)]);
    }
}

#[test]
fn a_loss_after_a_restore_is_told() {
    let (text, _) = written();
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w2");
    let records = Backup::read(&text).unwrap().records;
    tab.keeper
        .restore(records[..5].to_vec(), &BTreeSet::new(), 0);
    shelf.remove("tm1:j:w1:3").unwrap();
    assert_eq!(Tab::open(&shelf, &mirror, "w3").loaded.gaps.len(), 1);
}

#[test]
fn a_cut_file_gives_what_is_left_and_says_so() {
    let (text, _) = written();
    let whole = Backup::read(&text).unwrap().records.len();
    let lines = text.lines().count();
    let mut last = 0;
    for end in (0..text.len())
        .step_by(97)
        .filter(|end| text.is_char_boundary(*end))
    {
        let Ok(backup) = Backup::read(&text[..end]) else {
            assert!(
                end < text.find('\n').unwrap(),
                "only a cut header is nothing"
            );
            continue;
        };
        assert_eq!(backup.ending, Ending::Missing);
        assert!(backup.strange.len() <= 1, "the last line alone is cut");
        let count = backup.records.len();
        assert!(count >= last && count <= whole);
        last = count;
    }
    assert!(last + 1 >= whole && lines > 20);
}

#[test]
fn a_changed_byte_is_seen_and_costs_what_stood_in_its_line() {
    let (text, _) = written();
    let whole = Backup::read(&text).unwrap();
    let end = text.trim_end().rfind('\n').unwrap();
    let mut costs = BTreeSet::new();
    for at in (0..end).step_by(11) {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
        let Ok(changed) = String::from_utf8(bytes) else {
            continue;
        };
        let Ok(backup) = Backup::read(&changed) else {
            assert!(changed.contains(r#""version":7"#), "at {at}");
            continue;
        };
        assert_ne!(backup.ending, Ending::Whole, "at {at}");
        let is_there = |record: &&Record| backup.records.contains(record);
        let left = whole.records.iter().filter(is_there).count();
        assert_eq!(left, backup.records.len(), "nothing new is made up at {at}");
        costs.insert(whole.records.len() - left);
    }
    // A shard in the mirror holds many; what stands alone costs one.
    assert!(costs.contains(&0), "{costs:?}");
}

#[test]
fn lines_after_the_end_are_seen() {
    let (mut text, _) = written();
    text.push_str("{\"key\":\"tm1:set:x\",\"value\":\"y\"}\n");
    assert_eq!(Backup::read(&text).unwrap().ending, Ending::Changed);
}

#[test]
fn what_the_lifeboat_wrote_is_read() {
    let (text, _) = written();
    let lines: Vec<&str> = text.lines().collect();
    let lines = &lines[1..lines.len() - 1];
    let words = r##"{"words":{"label":"Rationale","where":"#/","text":"left"}}"##;
    let left = format!(
        "{{\"key\":\"tm1:lifeboat\",\"value\":\"{{}}\"}}\n{}\n{words}\n",
        lines.join("\n")
    );
    let backup = Backup::read(&left).unwrap();
    assert_eq!((backup.records.len(), backup.ending), (60, Ending::Missing));
    assert!(backup.strange.is_empty(), "{:?}", backup.strange);
    assert_eq!(backup.words[0].text, "left");
}

#[test]
fn what_could_not_be_read_is_said_in_the_file() {
    let (shelf, mirror) = places();
    let tab = Tab::open(&shelf, &mirror, "w1");
    let mut text = String::new();
    let mut to = |part: String| text.push_str(&part);
    let mut scribe = Scribe::new(&about(), &mut to);
    scribe.keeper(&tab.keeper, &[], &[]);
    scribe.unread("packs", &"the database did not answer");
    assert_eq!(scribe.end(), 1);
    let backup = Backup::read(&text).unwrap();
    assert_eq!((backup.unread, backup.ending), (1, Ending::Whole));
}

#[test]
fn two_backups_come_back_alike_in_either_order() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    (1..=10).for_each(|number| drop(tab.commit(number)));
    let first = backup_of(&tab);
    (11..=20).for_each(|number| drop(tab.commit(number)));
    let second = backup_of(&tab);
    let restored = |files: [&String; 2]| {
        let (shelf, mirror) = places();
        let mut tab = Tab::open(&shelf, &mirror, "w2");
        for file in files {
            let backup = Backup::read(file).unwrap();
            tab.keeper.restore(backup.records, &backup.adopted, 0);
        }
        let keys = shelf.keys("tm1:j:").unwrap();
        keys.into_iter().collect::<BTreeSet<_>>()
    };
    assert_eq!(restored([&first, &second]), restored([&second, &first]));
    assert_eq!(restored([&second, &second]).len(), 20);
}

#[test]
fn what_is_no_backup_or_of_a_newer_build_is_refused() {
    let check = |text: &str, expected| assert_eq!(Backup::read(text), Err(expected), "{text}");
    check("", BackupError::Foreign);
    check(
        "{\"prompt\":\"a\"}\n{\"prompt\":\"b\"}",
        BackupError::Foreign,
    );
    check(
        "{\"format\":\"trainmaster/backup\",\"version\":2}",
        BackupError::Newer,
    );
    let newer = frame::encode("tm1:meta", r#"{"format":2,"min_reader":2,"min_writer":2}"#);
    let line = serde_json::json!({ "key": "tm1:meta", "value": newer });
    check(&line.to_string(), BackupError::Newer);
}

#[test]
fn a_text_under_a_name_that_is_not_its_hash_is_put_aside() {
    let line = |name: &str, text: &str| {
        let value = serde_json::json!({
            "database": "tm1:packs", "store": "texts", "key": name, "value": text,
        });
        format!("{value}\n")
    };
    let right = ContentHash::of(&PACK).to_string();
    let partial = r#"{"partial_of":"sha256:p","tasks":[]}"#;
    let text = [
        line(&right, "\"a pack\""),
        line("sha256:0", "\"another\""),
        line("sha256:p", partial),
    ]
    .concat();
    let sifted = sifted(&text);
    assert_eq!(
        sifted.texts.keys().collect::<Vec<_>>(),
        [&right, "sha256:p"]
    );
    assert!(sifted.texts["sha256:p"].is_part && !sifted.texts[&right].is_part);
    assert_eq!(sifted.damaged, 1);
}

fn sifted(backup: &str) -> Sifted {
    Sifting::new(Backup::read(backup).unwrap().texts).finish()
}

#[test]
fn of_two_backups_in_one_file_the_good_text_counts_in_whatever_order() {
    let long = json!({ "words": "word ".repeat(PIECE / 4) });
    for good in [json!({ "words": "word" }), long] {
        let name = ContentHash::of(&good).to_string();
        let good = good.to_string();
        let flipped = good
            .replacen("word ", "ward ", 1)
            .replacen("word\"", "ward\"", 1);
        let part = json!({ "partial_of": name, "tasks": [1] }).to_string();
        let shorter = json!({ "partial_of": name }).to_string();
        let file = |texts: &[&str]| {
            let mut text = String::new();
            for each in texts {
                let mut to = |part: String| text.push_str(&part);
                let mut scribe = Scribe::new(&about(), &mut to);
                let mut copying = scribe.text(&name);
                copying.add(each);
                copying.end();
                scribe.end();
            }
            text
        };
        let check = |texts: &[&str], best: Option<&str>, damaged| {
            let sifted = sifted(&file(texts));
            let found = sifted.texts.get(&name).map(|found| found.text.whole());
            assert!(found.as_deref() == best, "{} bytes", good.len());
            assert_eq!(sifted.damaged, damaged);
        };
        check(&[&good, &flipped], Some(&good), 1);
        check(&[&flipped, &good], Some(&good), 1);
        check(&[&good, &good, &part], Some(&good), 0);
        check(&[&part, &flipped, &good], Some(&good), 1);
        check(&[&part, &shorter, &flipped], Some(&part), 1);
        check(&[&flipped, &flipped], None, 1);
    }
}
