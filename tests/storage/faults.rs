//! Killed tabs, failing calls, a full store, and damage at rest.

use super::*;

#[test]
fn a_tab_killed_between_any_two_calls_loses_nothing_acknowledged() {
    for call in 1..=story_calls() {
        for fault in [Fault::DieBefore, Fault::DieAfter] {
            let shelf = Rc::new(FaultyShelf::new(MemoryShelf::new()));
            shelf.plan(call, fault.clone());
            let acknowledged = story(&mut open(&shelf, "w1").0);
            shelf.heal();
            let (_, loaded) = open(&shelf, "w2");
            assert!(
                loaded.damaged.is_empty() && loaded.gaps.is_empty(),
                "{fault:?} at {call}"
            );
            let kept = jsons(&loaded);
            for json in &acknowledged {
                assert!(
                    kept.contains(&json.as_str()),
                    "{fault:?} at {call} lost {json}"
                );
            }
            // The entry in flight may be there already; never more than that one.
            assert!(kept.len() <= acknowledged.len() + 1, "{fault:?} at {call}");
        }
    }
}

#[test]
fn one_fault_at_any_call_loses_nothing_at_all() {
    let faults = [
        Fault::Fail(ShelfError::Full),
        Fault::Fail(ShelfError::Broken("I/O".into())),
        Fault::Truncate(0),
        Fault::Truncate(30),
        Fault::Flip(5),
        Fault::Flip(16 * 25),
    ];
    // The first two calls are the load's: a store that cannot be listed is another story.
    for call in 3..=story_calls() {
        for fault in &faults {
            let shelf = Rc::new(FaultyShelf::new(MemoryShelf::new()));
            let (mut keeper, _) = open(&shelf, "w1");
            shelf.plan(call, fault.clone());
            let mut acknowledged = story(&mut keeper).len();
            acknowledged += keeper.retry(0).len();
            assert_eq!(
                (acknowledged, keeper.pending()),
                (50, &[][..]),
                "{fault:?} at {call}"
            );
            assert_eq!(
                Ok(keeper.usage()),
                measure(&*shelf, PREFIX),
                "{fault:?} at {call}"
            );
            let (_, loaded) = open(&shelf, "w2");
            let expected: Vec<_> = (1..=50).map(entry).collect();
            assert_eq!(jsons(&loaded), expected, "{fault:?} at {call}");
        }
    }
}

#[test]
fn a_store_full_at_any_write_keeps_every_entry_and_clears_nothing() {
    let whole = MemoryShelf::new();
    let whole = Rc::new(whole);
    story(&mut open(&whole, "w1").0);
    for capacity in (0..whole.used()).step_by(29) {
        let shelf = Rc::new(MemoryShelf::new());
        shelf.set("theme", "somebody else's").unwrap();
        shelf.set_capacity(Some(capacity));
        let (mut keeper, _) = open(&shelf, "w1");
        let acknowledged = story(&mut keeper);
        let waiting = keeper.pending().len();
        assert!(
            waiting > 0 && acknowledged.len() + waiting == 50,
            "at {capacity}"
        );
        let full = Why::Shelf(ShelfError::Full);
        assert!(
            keeper.pending().iter().all(|pending| pending.why == full),
            "at {capacity}"
        );
        let salvage = keeper.salvage();
        assert_eq!(salvage.text.matches("\"unsaved\":true").count(), waiting);
        assert_eq!(shelf.get("theme").unwrap().unwrap(), "somebody else's");
        let (_, loaded) = open(&shelf, "w2");
        assert!(
            acknowledged
                .iter()
                .all(|json| jsons(&loaded).contains(&json.as_str()))
        );

        shelf.set_capacity(None);
        let receipt = keeper.commit(entry(51), 0);
        assert_eq!(
            (receipt.outcome, receipt.caught_up.len()),
            (Outcome::Saved, waiting)
        );
        assert_eq!(Ok(keeper.usage()), measure(&*shelf, PREFIX));
        assert_eq!(
            jsons(&open(&shelf, "w2").1),
            (1..=51).map(entry).collect::<Vec<_>>()
        );
    }
}

#[test]
fn any_flip_or_truncation_at_rest_costs_at_most_the_entry_it_hit() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut keeper, _) = open(&shelf, "w1");
    for number in 1..=3 {
        keeper.commit(format!(r#"{{"n":{number},"é":"🚂"}}"#), 0);
    }
    keeper.put_draft("t", "\"typed\"").unwrap();
    let (_, whole) = open(&shelf, "w2");
    for (value, key) in dump(&*shelf) {
        let flips = (0..value.encode_utf16().count() * 16).map(|bit| flip(&value, bit));
        let cuts = value.char_indices().map(|(at, _)| value[..at].to_owned());
        for bent in flips.chain(cuts).filter(|bent| *bent != value) {
            shelf.set(&key, &bent).unwrap();
            let (_, loaded) = open(&shelf, "w2");
            let [damaged] = &loaded.damaged[..] else {
                panic!("{key}: {bent}")
            };
            assert_eq!((&damaged.key, &damaged.raw), (&key, &bent));
            let hit = usize::from(key.starts_with("tm1:j:"));
            assert_eq!(
                loaded.records.len(),
                whole.records.len() - hit,
                "{key}: {bent}"
            );
            assert!(
                loaded
                    .records
                    .iter()
                    .all(|record| whole.records.contains(record))
            );
            assert_eq!((loaded.gaps, loaded.mode), (vec![], Mode::Open));
        }
        shelf.set(&key, &value).unwrap();
    }
}

#[test]
fn values_under_swapped_keys_are_seen() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut keeper, _) = open(&shelf, "w1");
    (1..=3).for_each(|number| drop(keeper.commit(entry(number), 0)));
    let [one, two] = ["tm1:j:w1:1", "tm1:j:w1:2"].map(|key| shelf.get(key).unwrap().unwrap());
    shelf.set("tm1:j:w1:1", &two).unwrap();
    shelf.set("tm1:j:w1:2", &one).unwrap();
    let (_, loaded) = open(&shelf, "w2");
    assert_eq!(
        (jsons(&loaded), loaded.damaged.len()),
        (vec![entry(3).as_str()], 2)
    );
    let checksum =
        |damaged: &Damaged| matches!(damaged.why, Damage::Frame(FrameError::Checksum { .. }));
    assert!(loaded.damaged.iter().all(checksum));
}

#[test]
fn damage_stays_in_place_and_goes_into_the_backup() {
    let shelf = Rc::new(MemoryShelf::new());
    let (mut keeper, _) = open(&shelf, "w1");
    (1..=2).for_each(|number| drop(keeper.commit(entry(number), 0)));
    let bent = flip(&shelf.get("tm1:j:w1:2").unwrap().unwrap(), 16 * 20);
    shelf.set("tm1:j:w1:2", &bent).unwrap();
    shelf
        .set("tm1:s:0a1b", "1|a shard of a newer build")
        .unwrap();
    // The same id again, as after a restored session: its numbers go on past the damaged one.
    let (mut keeper, loaded) = open(&shelf, "w1");
    let keys: Vec<_> = loaded
        .damaged
        .iter()
        .map(|damaged| damaged.key.as_str())
        .collect();
    assert_eq!(keys, ["tm1:j:w1:2", "tm1:s:0a1b"]);
    assert_eq!(loaded.damaged[1].why, Damage::Key(KeyError::Kind));
    assert_eq!(keeper.commit(entry(3), 0).seq, 3);
    assert_eq!(shelf.get("tm1:j:w1:2").unwrap(), Some(bent));

    let salvage = keeper.salvage();
    let lines: Vec<serde_json::Value> = salvage
        .text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let copied: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line["value"].as_str().unwrap().into(),
                line["key"].as_str().unwrap().into(),
            )
        })
        .collect();
    assert_eq!((copied, salvage.kept), (dump(&*shelf), 5));
}

#[test]
fn a_missing_entry_is_reported() {
    let check = |gone: &[u32], missing: &[std::ops::RangeInclusive<u32>]| {
        let shelf = Rc::new(MemoryShelf::new());
        let (mut keeper, _) = open(&shelf, "w1");
        (1..=6).for_each(|number| drop(keeper.commit(entry(number), 0)));
        for seq in gone {
            shelf.remove(&format!("tm1:j:w1:{seq}")).unwrap();
        }
        let found = open(&shelf, "w2")
            .1
            .gaps
            .into_iter()
            .flat_map(|gap| gap.missing);
        assert_eq!(found.collect::<Vec<_>>(), missing, "{gone:?}");
    };
    check(&[], &[]);
    check(&[1], &[1..=1]);
    check(&[2, 3, 5], &[2..=3, 5..=5]);
    // A lost tail cannot be told from one never written.
    check(&[6], &[]);
}
