//! Keeping in fair weather, without room, without permission, and beside other builds.

use proptest::prelude::*;
use trainmaster::domain::work::WorkKey;
use trainmaster::storage::keys::LIFEBOAT;
use trainmaster::storage::lifeboat::Left;

use super::*;

#[test]
fn what_is_committed_comes_back_verbatim_and_in_order() {
    let shelf = Rc::new(MemoryShelf::new());
    let odd = r#" {"kind":"from_the_future", "x":1e400,  "x":[] } "#;
    for id in ["w2", "w1"] {
        let (mut keeper, _) = open(&shelf, id);
        for number in 1..=11 {
            let receipt = keeper.commit(entry(number), 0);
            assert_eq!(
                (receipt.seq as usize, receipt.outcome),
                (number, Outcome::Saved)
            );
        }
        assert_eq!(keeper.commit(odd.to_owned(), 0).outcome, Outcome::Saved);
    }
    let (_, loaded) = open(&shelf, "w3");
    let places: Vec<_> = loaded
        .records
        .iter()
        .map(|r| (r.writer.as_str(), r.seq))
        .collect();
    let expected: Vec<_> = ["w1", "w2"]
        .iter()
        .flat_map(|w| (1..=12).map(|seq| (*w, seq)))
        .collect();
    assert_eq!(places, expected);
    assert_eq!(jsons(&loaded)[11], odd);
    assert_eq!(
        (loaded.damaged, loaded.gaps, loaded.mode),
        (vec![], vec![], Mode::Open)
    );
}

#[test]
fn loading_writes_nothing() {
    let shelf = Rc::new(FaultyShelf::new(MemoryShelf::new()));
    open(&shelf, "w1").0.commit(entry(1), 0);
    let writes = shelf.writes();
    let (_, loaded) = open(&shelf, "w2");
    assert_eq!((shelf.writes(), loaded.records.len()), (writes, 1));
}

#[test]
fn a_small_entry_passes_a_waiting_big_one() {
    let shelf = Rc::new(MemoryShelf::with_capacity(2_000));
    let (mut keeper, _) = open(&shelf, "w1");
    let big = keeper.commit(format!("\"{}\"", "x".repeat(3_000)), 0);
    assert_eq!(
        big.outcome,
        Outcome::Queued {
            why: Why::Shelf(ShelfError::Full)
        }
    );
    assert_eq!(keeper.commit(entry(2), 0).outcome, Outcome::Saved);
    assert!(keeper.retry(0).is_empty());
    // Until it is kept the gap is seen.
    let gap = Gap {
        writer: "w1".into(),
        missing: vec![1..=1],
    };
    assert_eq!(open(&shelf, "w2").1.gaps, [gap]);
    shelf.set_capacity(None);
    assert_eq!((keeper.retry(0), keeper.pending()), (vec![1], &[][..]));
    assert_eq!(open(&shelf, "w2").1.gaps, []);
}

#[test]
fn what_a_file_leaves_out_is_not_missing_here() {
    let record = |writer: &str, seq| Record {
        writer: writer.to_owned(),
        seq,
        json: entry(seq as usize),
    };
    let shelf = Rc::new(MemoryShelf::new());
    let (mut keeper, _) = open(&shelf, "w1");
    for number in 1..=3 {
        keeper.commit(entry(number), 0);
    }
    // A file about one pack of two.
    for seq in [1, 4, 5] {
        assert_eq!(keeper.adopt(record("other", seq), 0), Outcome::Saved);
    }
    // One that also has what was written here, and is known.
    assert_eq!(keeper.adopt(record("w1", 2), 0), Outcome::Saved);
    assert_eq!(open(&shelf, "w2").1.gaps, []);
    shelf.remove("tm1:j:w1:2").unwrap();
    let gap = Gap {
        writer: "w1".into(),
        missing: vec![2..=2],
    };
    let (mut keeper, loaded) = open(&shelf, "w3");
    assert_eq!(loaded.gaps, [gap]);
    assert_eq!(
        keeper.adopt(record("w1", 2), 0),
        Outcome::Saved,
        "the file heals it"
    );
    assert_eq!(open(&shelf, "w4").1.gaps, []);
}

#[test]
fn an_entry_that_can_never_be_kept_does_not_wait() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut keeper, _) = open(&shelf, "w1");
    let mut adopt = |writer: &str, json: &str| {
        keeper.adopt(
            Record {
                writer: writer.to_owned(),
                seq: 1,
                json: json.to_owned(),
            },
            0,
        )
    };
    assert_eq!(adopt("o", "{}"), Outcome::Saved);
    assert_eq!(adopt("o", "{ }"), Outcome::Refused { why: Why::Taken });
    assert!(matches!(
        adopt("Other", "{}"),
        Outcome::Refused { why: Why::Name(_) }
    ));
    assert_eq!(keeper.pending(), []);
}

#[test]
fn where_storage_is_denied_the_work_waits_in_memory() {
    let (mut keeper, loaded) = Keeper::open(Err(ShelfError::Denied), writer("w1"));
    let why = ShelfError::Denied;
    assert_eq!(loaded.mode, Mode::Memory { why: why.clone() });
    let receipt = keeper.commit(entry(1), 0);
    assert_eq!(
        receipt.outcome,
        Outcome::Queued {
            why: Why::Shelf(why)
        }
    );
    assert_eq!((keeper.retry(0), keeper.pending().len()), (vec![], 1));
    keeper.put_draft("t", "\"typed\"").unwrap();
    keeper.set_setting("theme", &"dark").unwrap();
    assert_eq!(keeper.drafts().unwrap()[0].json, "\"typed\"");
    assert_eq!(keeper.setting("theme", String::new()).value, "dark");
    assert_eq!(keeper.salvage().kept, 3);
}

#[test]
fn a_store_that_cannot_be_listed_is_left_alone() {
    let shelf = Rc::new(FaultyShelf::new(MemoryShelf::new()));
    open(&shelf, "w1").0.commit(entry(1), 0);
    let before = dump(shelf.inner());
    shelf.refuse(ShelfError::Broken("gone".into()));
    let (mut keeper, loaded) = open(&shelf, "w2");
    assert!(matches!(loaded.mode, Mode::Memory { .. }));
    shelf.heal();
    assert!(matches!(
        keeper.commit(entry(2), 0).outcome,
        Outcome::Queued { .. }
    ));
    assert_eq!(dump(shelf.inner()), before);
}

#[test]
fn storage_withdrawn_and_given_back_while_the_page_is_open() {
    let shelf = Rc::new(FaultyShelf::new(MemoryShelf::new()));
    let (mut keeper, _) = open(&shelf, "w1");
    shelf.refuse(ShelfError::Denied);
    for number in 1..=3 {
        let why = Why::Shelf(ShelfError::Denied);
        assert_eq!(
            keeper.commit(entry(number), 0).outcome,
            Outcome::Queued { why }
        );
    }
    let salvage = keeper.salvage();
    assert_eq!(
        (salvage.kept, salvage.problem),
        (3, Some(ShelfError::Denied))
    );
    shelf.heal();
    assert_eq!(keeper.retry(0), [1, 2, 3]);
    assert_eq!(Ok(keeper.usage()), measure(&*shelf, PREFIX));
    assert_eq!(open(&shelf, "w2").1.records.len(), 3);
}

#[test]
fn what_the_lifeboat_left_is_no_damage_and_is_in_every_backup() {
    let shelf = Rc::new(MemoryShelf::new());
    let left = r#"{"at":"2026-11-23T00:00:00Z","message":"m","words":[]}"#;
    shelf.set(LIFEBOAT, left).unwrap();
    let (keeper, loaded) = open(&shelf, "w1");
    assert_eq!(loaded.damaged, []);
    assert!(keeper.salvage().text.contains("2026-11-23T00"));
    assert_eq!(shelf.get(LIFEBOAT), Ok(Some(left.to_owned())));
}

#[test]
fn foreign_keys_are_never_read_or_touched() {
    let foreign = [
        ("theme", "{"),
        ("tm2:meta", "1|x"),
        ("tm10:j:w:1", ""),
        ("tm", "\0"),
        ("", "e"),
    ];
    let shelf = Rc::new(MemoryShelf::new());
    for (key, value) in foreign {
        shelf.set(key, value).unwrap();
    }
    let (mut keeper, loaded) = open(&shelf, "w1");
    assert_eq!((loaded.usage, loaded.damaged), (0, vec![]));
    story(&mut keeper);
    for (key, value) in foreign {
        assert_eq!(shelf.get(key).unwrap().as_deref(), Some(value));
    }
    assert!(
        keeper
            .salvage()
            .text
            .lines()
            .all(|line| line.contains("\"key\":\"tm1:"))
    );
}

#[test]
fn an_older_build_leaves_a_newer_store_alone() {
    let check = |meta: &str, mode: Mode, records: usize| {
        let shelf = Rc::new(FaultyShelf::new(MemoryShelf::new()));
        open(&shelf, "w1").0.commit(entry(1), 0);
        put_meta(shelf.inner(), meta);
        let before = (dump(shelf.inner()), shelf.writes());
        let (mut keeper, loaded) = open(&shelf, "w2");
        assert_eq!((&loaded.mode, loaded.records.len()), (&mode, records));
        let needs = 2;
        let why = Why::NewerBuild { needs };
        assert_eq!(
            keeper.commit(entry(2), 0).outcome,
            Outcome::Queued { why: why.clone() }
        );
        assert_eq!(keeper.put_draft("t", "1"), Err(why.clone()));
        assert_eq!(keeper.remove_draft("t"), Err(why));
        assert!(keeper.set_setting("s", &1).is_err());
        assert!(keeper.retry(0).is_empty());
        assert_eq!((dump(shelf.inner()), shelf.writes()), before);
        // One entry, the mark and the waiting entry.
        assert_eq!(keeper.salvage().kept, 3);
    };
    let newer_reader = r#"{"format":2,"min_reader":2,"min_writer":2}"#;
    let newer_writer = r#"{"format":2,"min_reader":1,"min_writer":2}"#;
    check(newer_reader, Mode::Sealed { needs: 2 }, 0);
    check(newer_writer, Mode::ReadOnly { needs: 2 }, 1);
}

#[test]
fn a_newer_build_takes_over_while_the_page_is_open() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut keeper, _) = open(&shelf, "w1");
    assert_eq!(keeper.commit(entry(1), 0).outcome, Outcome::Saved);
    put_meta(&*shelf, r#"{"format":2,"min_reader":1,"min_writer":2}"#);
    let why = Why::NewerBuild { needs: 2 };
    assert_eq!(keeper.commit(entry(2), 0).outcome, Outcome::Queued { why });
    assert_eq!(keeper.mode(), &Mode::ReadOnly { needs: 2 });
    assert_eq!(open(&shelf, "w2").1.records.len(), 1);
}

#[test]
fn two_page_loads_of_one_id_never_overwrite_each_other() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut one, _) = open(&shelf, "w1");
    let (mut two, _) = open(&shelf, "w1");
    assert_eq!(one.commit(entry(1), 0).outcome, Outcome::Saved);
    assert_eq!(
        two.commit(entry(2), 0).outcome,
        Outcome::Queued { why: Why::Taken }
    );
    assert_eq!((two.retry(0), two.pending().len()), (vec![], 1));
    assert_eq!(jsons(&open(&shelf, "w2").1), [entry(1)]);
}

#[test]
fn a_commit_costs_the_same_however_much_is_kept() {
    let shelf = Rc::new(FaultyShelf::new(MemoryShelf::new()));
    let (mut keeper, _) = open(&shelf, "w1");
    let costs: Vec<u64> = (0..500)
        .map(|number| {
            let before = shelf.calls();
            keeper.commit(entry(number), 0);
            shelf.calls() - before
        })
        .collect();
    // Look at the fence, look at the place, set, read back.
    assert!(costs[1..].iter().all(|cost| *cost == 4), "{costs:?}");
}

#[test]
fn past_the_soft_limit_work_is_kept_and_the_screen_is_told() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut keeper, _) = open(&shelf, "w1");
    let big = format!("\"{}\"", "x".repeat(60_000));
    let told = (1..=25).map(|_| keeper.commit(big.clone(), 0));
    let told: Vec<_> = told
        .map(|r| (r.outcome == Outcome::Saved, r.past_soft_limit))
        .collect();
    // 24 × 60,000 are 1,440,000; frames and keys tip the 24th over.
    assert_eq!(told.iter().position(|(_, past)| *past), Some(23));
    assert!(told.iter().all(|(saved, _)| *saved));
    assert!(open(&shelf, "w2").0.past_soft_limit());
}

#[test]
fn drafts_about_tasks_of_one_id_in_two_packs_are_two() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut keeper, _) = open(&shelf, "w1");
    let name =
        |pack: &str, task: &str| draft_name("box", &WorkKey::first(&pack.into(), &task.into()));
    let about = [
        ("a", "t-1"),
        ("b", "t-1"),
        ("a", "b:t-1"),
        ("a:b", "t-1"),
        ("a%3Ab", "t-1"),
    ];
    for (pack, task) in about {
        keeper
            .put_draft(&name(pack, task), &format!("\"{pack}\""))
            .unwrap();
    }
    keeper.remove_draft(&name("a", "t-1")).unwrap();
    // As earlier builds called it.
    keeper.put_draft("t-1", "\"old\"").unwrap();
    let (mut later, loaded) = open(&shelf, "w2");
    let mut left: Vec<&str> = loaded.drafts.iter().map(|d| d.json.as_str()).collect();
    left.sort_unstable();
    let expected = ["a", "a%3Ab", "a:b", "b", "old"].map(|pack| format!("\"{pack}\""));
    assert_eq!(left, expected);
    for draft in &loaded.drafts {
        later.discard_draft(draft).unwrap();
    }
    assert_eq!(later.drafts(), Ok(Vec::new()));
}

#[test]
fn drafts_are_replaced_listed_and_taken_over() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut old, _) = open(&shelf, "w1");
    old.put_draft("pack:t-1", "\"one\"").unwrap();
    old.put_draft("pack:t-1", "\"two\"").unwrap();
    let (mut new, loaded) = open(&shelf, "w2");
    assert_eq!(loaded.drafts[0].json, "\"two\"");
    new.put_draft("pack:t-1", "\"three\"").unwrap();
    assert_eq!(new.drafts().unwrap().len(), 2);
    new.remove_draft("pack:t-1").unwrap();
    new.discard_draft(&loaded.drafts[0]).unwrap();
    new.remove_draft("never there").unwrap();
    assert_eq!(
        (new.drafts(), shelf.keys("tm1:d:")),
        (Ok(vec![]), Ok(vec![]))
    );
    assert_eq!(new.recount(), measure(&*shelf, PREFIX));
}

#[test]
fn a_broken_setting_falls_back_to_its_default_and_says_so() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut keeper, _) = open(&shelf, "w1");
    assert!(keeper.setting("size", 16).problem.is_none());
    keeper.set_setting("size", &20).unwrap();
    assert_eq!(keeper.setting("size", 16).value, 20);
    let wrong_type = keeper.setting("size", "large".to_owned());
    assert!(matches!(wrong_type.problem, Some(SettingError::Value(_))));
    shelf.set("tm1:set:size", "20").unwrap();
    let damaged = keeper.setting("size", 16);
    assert!(matches!(
        (damaged.value, damaged.problem),
        (16, Some(SettingError::Damaged(_)))
    ));
    assert_eq!(open(&shelf, "w2").1.damaged[0].key, "tm1:set:size");
}

proptest! {
    #[test]
    fn usage_is_what_a_rescan_finds(
        steps in prop::collection::vec((0..5_u8, any::<String>(), 0..3_u8), 0..40),
        capacity in 0..4_000_usize,
    ) {
        let shelf = Rc::new(MemoryShelf::with_capacity(capacity));
        let (mut keeper, _) = open(&shelf, "w1");
        for (step, text, name) in steps {
            match step {
                0 | 1 => drop(keeper.commit(text, 0)),
                2 => drop(keeper.put_draft(&name.to_string(), &text)),
                3 => drop(keeper.remove_draft(&name.to_string())),
                _ => drop(keeper.set_setting(&name.to_string(), &text)),
            }
            prop_assert_eq!(Ok(keeper.usage()), measure(&*shelf, PREFIX));
        }
        let known = open(&shelf, "w2").1.records.len() + keeper.pending().len();
        prop_assert_eq!(known, keeper.next_seq() as usize - 1);
    }
}

#[test]
fn what_the_lifeboat_left_is_there_until_it_is_forgotten() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut keeper, _) = open(&shelf, "w1");
    assert!(!keeper.has_left());
    assert_eq!(keeper.left(), Left::default());

    let left = |text: &str| {
        format!(r##"{{"at":"t","words":[{{"label":"Note","where":"#/queue","text":"{text}"}}]}}"##)
    };
    shelf.set(LIFEBOAT, &left("first")).unwrap();
    assert!(keeper.has_left());
    let first = keeper.left();
    assert_eq!(first.words[0].text, "first");

    // Another tab has stopped since: its words were not seen yet.
    shelf.set(LIFEBOAT, &left("second")).unwrap();
    keeper.forget_left(&first).unwrap();
    let second = keeper.left();
    assert_eq!(second.words[0].text, "second");
    keeper.forget_left(&second).unwrap();
    assert!(!keeper.has_left());
    assert_eq!(shelf.get(LIFEBOAT), Ok(None));
}

#[test]
fn words_in_a_setting_are_found_as_they_are_written() {
    let (mut keeper, _) = open(&Rc::new(MemoryShelf::new()), "w1");
    let words = "a “form”\nof \"two\" lines";
    assert_eq!(keeper.is_in_a_setting(words), Ok(false));
    keeper.set_setting("form", &[words]).unwrap();
    assert_eq!(keeper.is_in_a_setting(words), Ok(true));
    assert_eq!(keeper.is_in_a_setting("two"), Ok(false));
}
