//! Folding, deleting and sealing: fewer and smaller keys, and the same entries at every moment.

use serde_json::json;
use trainmaster::domain::hash::ContentHash;

use super::tab::*;
use super::*;

fn places() -> (Rc<MemoryShelf>, Rc<MemoryMirror>) {
    (Rc::new(MemoryShelf::new()), Rc::new(MemoryMirror::new()))
}

fn count(shelf: &MemoryShelf, kind: &str) -> usize {
    shelf.keys(&format!("tm1:{kind}:")).unwrap().len()
}

#[test]
fn many_entries_become_a_shard_and_go_only_after_the_mirror_holds_it() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    (1..=12).for_each(|number| drop(tab.commit(number)));
    tab.wait(5_000);
    let folded = count(&shelf, "s");
    assert_eq!(
        (count(&shelf, "j"), folded),
        (12, 1),
        "nothing is deleted yet"
    );
    tab.wait(20_000);
    let left = count(&shelf, "j");
    assert!(left < 6, "{left} stand alone");
    let (_, loaded) = open(&shelf, "w2");
    let records: BTreeSet<String> = jsons(&loaded).into_iter().map(str::to_owned).collect();
    assert_eq!((records, loaded.gaps), (entries(1..=12), vec![]));
    assert_eq!(loaded.records.len(), 12, "each once");
    assert_eq!(tab.keeper.usage(), measure(&*shelf, PREFIX).unwrap());
}

#[test]
fn without_a_working_mirror_nothing_is_folded_or_deleted() {
    let check = |refuse_at: usize| {
        let (shelf, mirror) = places();
        let mut tab = Tab::open(&shelf, &mirror, "w1");
        tab.run();
        for number in 1..=30 {
            if number == refuse_at {
                mirror.refuse(ShelfError::Denied);
            }
            tab.commit(number);
            tab.run();
        }
        let before = count(&shelf, "j");
        tab.wait(120_000);
        assert_eq!(count(&shelf, "j"), before, "refusing at {refuse_at}");
        assert_eq!(visit(&shelf, &mirror).loaded.records.len(), 30);
    };
    check(1);
    check(30);
}

#[test]
fn a_mirror_that_lost_something_is_given_it_again_before_a_key_goes() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    (1..=12).for_each(|number| drop(tab.commit(number)));
    tab.wait(5_000);
    for pair in mirror.read().unwrap() {
        mirror.tamper(&pair.key, None);
    }
    tab.wait(60_000);
    let gone = (1..=12).map(|seq| format!("tm1:j:w1:{seq}"));
    let gone: Vec<_> = gone
        .filter(|key| shelf.get(key).unwrap().is_none())
        .collect();
    assert!(gone.len() > 6);
    assert!(gone.iter().all(|key| mirror.get(key).is_some()));
}

#[test]
fn past_half_the_limit_shards_are_sealed_and_a_stub_stays() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    for number in 1..=200 {
        tab.commit(number);
        tab.wait(3_000);
    }
    tab.wait(300_000);
    assert!(
        tab.keeper.usage() < tight().soft_limit,
        "{}",
        tab.keeper.usage()
    );
    assert_eq!(tab.keeper.usage(), measure(&*shelf, PREFIX).unwrap());
    assert_eq!(tab.counts(), (0, 0, 200));
    // The shelf alone knows that it does not know everything.
    let (keeper, loaded) = open(&shelf, "w2");
    assert!(loaded.awaits_mirror && loaded.records.len() < 200);
    assert_eq!(
        (loaded.gaps, keeper.gaps()),
        (vec![], vec![]),
        "sealed is not missing"
    );
    let mut found = visit(&shelf, &mirror);
    assert_eq!(
        (found.jsons(), found.keeper.gaps()),
        (entries(1..=200), vec![])
    );
    assert_eq!(found.news.recovered, 0);
    // What is sealed is not put back.
    found.wait(60_000);
    assert!(found.keeper.usage() < tight().soft_limit);
    // A mirror that lost it all is told of as missing, also at the end.
    let lost = visit(&shelf, &Rc::new(MemoryMirror::new()));
    let missing = lost.keeper.gaps().into_iter().flat_map(|gap| gap.missing);
    let missing: u32 = missing.map(|range| range.end() - range.start() + 1).sum();
    assert_eq!(missing as usize + lost.jsons().len(), 200);
    assert!(missing > 0);
}

#[test]
fn a_shard_goes_to_the_mirror_as_it_stands() {
    let (shelf, mirror) = places();
    let entry = json!({ "why": "clear ".repeat(700) });
    let said_by_another_build = json!({ "entries": { "w0": { "1": entry } }, "since": 3 });
    let json = said_by_another_build.to_string();
    let key = format!("tm1:s:{}", ContentHash::of_bytes(json.as_bytes()).short(32));
    let value = frame::encode(&key, &json);
    shelf.set(&key, &value).unwrap();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    tab.wait(60_000);
    assert_eq!((shelf.get(&key), count(&shelf, "s")), (Ok(None), 1));
    assert_eq!(mirror.get(&key), Some(value));
}

#[test]
fn entries_of_imported_files_are_folded_too() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    for seq in 1..=40 {
        let writer = "other".to_owned();
        let json = entry(seq as usize);
        tab.keeper.adopt(Record { writer, seq, json }, tab.now);
        tab.ask();
    }
    tab.wait(120_000);
    assert!(count(&shelf, "j") < 20);
    let mut found = visit(&shelf, &mirror);
    assert_eq!(found.jsons(), entries(1..=40));
    // The same file again brings nothing, and takes no room.
    let usage = found.keeper.usage();
    for seq in 1..=40 {
        let record = |json| Record {
            writer: "other".into(),
            seq,
            json,
        };
        let again = found.keeper.adopt(record(entry(seq as usize)), found.now);
        assert_eq!(again, Outcome::Saved);
        let forged = found.keeper.adopt(record("{}".into()), found.now);
        assert_eq!(forged, Outcome::Refused { why: Why::Taken });
    }
    assert_eq!(found.keeper.usage(), usage);
}

#[test]
fn damage_is_never_folded_or_deleted() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    (1..=12).for_each(|number| drop(tab.commit(number)));
    tab.wait(5_000);
    assert_eq!(count(&shelf, "s"), 1);
    // One entry of the shard and one beside it, damaged after they were folded.
    let bent = "1|00000000|3|{ }";
    for seq in [1, 12] {
        shelf.set(&format!("tm1:j:w1:{seq}"), bent).unwrap();
    }
    tab.wait(60_000);
    for seq in [1, 12] {
        let key = format!("tm1:j:w1:{seq}");
        assert_eq!(shelf.get(&key).unwrap().as_deref(), Some(bent), "{key}");
    }
    let found = visit(&shelf, &mirror);
    assert_eq!(
        (found.jsons(), found.loaded.damaged.len()),
        (entries(1..=12), 2)
    );
}

#[test]
fn a_damaged_shard_costs_nothing_while_the_mirror_is_there() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    (1..=12).for_each(|number| drop(tab.commit(number)));
    tab.wait(60_000);
    let key = shelf.keys("tm1:s:").unwrap().remove(0);
    let value = shelf.get(&key).unwrap().unwrap();
    shelf.set(&key, &value.replace("rating", "Rating")).unwrap();
    let found = visit(&shelf, &mirror);
    assert!(found.loaded.awaits_mirror);
    assert_eq!(
        (found.jsons(), found.keeper.gaps()),
        (entries(1..=12), vec![])
    );
    assert_eq!(found.loaded.damaged[0].key, key);
}

#[test]
fn what_is_sealed_is_part_of_the_download() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    for number in 1..=100 {
        tab.commit(number);
        tab.wait(3_000);
    }
    let found = visit(&shelf, &mirror);
    let records: Vec<Record> = found
        .loaded
        .records
        .iter()
        .chain(&found.news.records)
        .cloned()
        .collect();
    let text = found.keeper.salvage_with(&records).text;
    for number in 1..=100 {
        assert!(text.contains(&format!("n\\\":{number},")), "{number}");
    }
}
