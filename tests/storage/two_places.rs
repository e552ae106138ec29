//! The shelf and the mirror: two ticks, healing both ways, and what is done when one fails.

use super::pace::is_linear;
use super::tab::*;
use super::*;

fn places() -> (Rc<MemoryShelf>, Rc<MemoryMirror>) {
    (Rc::new(MemoryShelf::new()), Rc::new(MemoryMirror::new()))
}

#[test]
fn one_tick_when_read_back_two_when_the_mirror_is_done() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    assert_eq!(tab.commit(1).outcome, Outcome::Saved);
    assert_eq!(tab.tick("w1", 1), Some(Tick::Saved));
    assert_eq!((tab.told, tab.counts()), (1, (0, 1, 0)));
    tab.run();
    assert_eq!(tab.tick("w1", 1), Some(Tick::OnDisk));
    assert_eq!(mirror.get("tm1:j:w1:1"), shelf.get("tm1:j:w1:1").unwrap());
    let standing = tab.keeper.standing();
    assert_eq!(standing.mirror, MirrorState::Working);
    let times = (standing.last_saved, standing.last_on_disk);
    assert_eq!(times, (Some(tab.now), Some(tab.now)));
}

#[test]
fn answers_may_come_late_twice_out_of_order_or_never() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    tab.run();
    tab.commit(1);
    let first = tab.jobs.remove(0);
    // It never answers: after a while the entry goes out again, with what came meanwhile.
    tab.commit(2);
    assert_eq!(tab.jobs, []);
    tab.wait(10_000);
    assert_eq!(tab.counts(), (0, 0, 2));
    // Now it answers after all, and once more.
    tab.answer(&first);
    tab.answer(&first);
    assert_eq!((tab.counts(), tab.keeper.pending()), ((0, 0, 2), &[][..]));
}

#[test]
fn a_mirror_that_fails_is_asked_again_less_and_less_often() {
    let (shelf, mirror) = places();
    mirror.refuse(ShelfError::Broken("I/O".into()));
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    assert_eq!(tab.commit(1).outcome, Outcome::Saved);
    tab.wait(600_000);
    let failing = MirrorState::Failing(ShelfError::Broken("I/O".into()));
    assert_eq!(
        (tab.keeper.standing().mirror, tab.counts()),
        (failing, (0, 1, 0))
    );
    mirror.heal();
    tab.wait(61_000);
    assert_eq!(tab.counts(), (0, 0, 1));
}

#[test]
fn only_when_both_places_fail_the_next_task_has_to_wait() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    tab.run();
    shelf.set_capacity(Some(0));
    let why = Why::Shelf(ShelfError::Full);
    assert_eq!(tab.commit(1).outcome, Outcome::Queued { why: why.clone() });
    // Until the mirror has answered nothing is decided.
    assert!(!tab.keeper.standing().is_blocked);
    tab.run();
    let standing = tab.keeper.standing();
    assert_eq!((standing.is_blocked, standing.why), (false, None));
    assert_eq!((tab.counts(), tab.keeper.pending().len()), ((0, 0, 1), 1));

    mirror.refuse(ShelfError::Denied);
    tab.commit(2);
    tab.run();
    let standing = tab.keeper.standing();
    assert_eq!((standing.is_blocked, standing.why), (true, Some(why)));
    assert_eq!(tab.counts(), (1, 0, 1));

    shelf.set_capacity(None);
    mirror.heal();
    tab.wait(120_000);
    assert_eq!((tab.counts(), tab.keeper.pending()), ((0, 0, 2), &[][..]));
    assert!(!tab.keeper.standing().is_blocked);
}

#[test]
fn past_the_soft_limit_the_mirror_takes_the_work_and_without_one_the_shelf() {
    let check = |has_mirror: bool| {
        let (shelf, mirror) = places();
        let rules = Rules {
            soft_limit: 500,
            ..tight()
        };
        let mut tab = Tab::open_by(rules, &shelf, &mirror, "w1");
        if !has_mirror {
            mirror.refuse(ShelfError::Denied);
        }
        tab.run();
        let told: Vec<_> = (1..=20).map(|number| tab.commit(number).outcome).collect();
        tab.run();
        let why = Why::SoftLimit;
        let waits = told.contains(&Outcome::Queued { why });
        assert_eq!(waits, has_mirror);
        let found = visit(&shelf, &mirror);
        assert_eq!(
            found.jsons(),
            entries(1..=20),
            "with a mirror: {has_mirror}"
        );
        let expected = if has_mirror { (0, 0, 20) } else { (0, 20, 0) };
        assert_eq!(tab.counts(), expected);
        assert!(!tab.keeper.standing().is_blocked);
    };
    check(true);
    check(false);
}

#[test]
fn what_was_taken_back_is_seen_queued_again_and_said() {
    let (shelf, mirror) = places();
    mirror.refuse(ShelfError::Denied);
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    tab.run();
    tab.commit(1);
    shelf.remove("tm1:j:w1:1").unwrap();
    tab.wait(1_999);
    assert_eq!((tab.news.vanished.len(), tab.counts()), (0, (0, 1, 0)));
    shelf.set_capacity(Some(0));
    tab.wait(1);
    assert_eq!((tab.news.vanished.len(), tab.counts()), (1, (1, 0, 0)));
    assert!(tab.keeper.standing().is_blocked);
    assert_eq!(tab.keeper.standing().vanished, 1);
    shelf.set_capacity(None);
    tab.wait(120_000);
    assert_eq!((tab.counts(), tab.news.lost.len()), ((0, 1, 0), 0));
    assert_eq!(visit(&shelf, &mirror).jsons(), entries([1]));
}

#[test]
fn before_the_page_hides_everything_lately_written_is_read_back() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    tab.commit(1);
    tab.commit(2);
    shelf.remove("tm1:j:w1:1").unwrap();
    let news = tab.keeper.look_before_hiding(tab.now + 5);
    assert_eq!(news.vanished.len(), 1);
    assert!(
        shelf.get("tm1:j:w1:1").unwrap().is_some(),
        "written again at once"
    );
}

#[test]
fn each_place_heals_the_other() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    (1..=8).for_each(|number| drop(tab.commit(number)));
    tab.run();
    for seq in [2, 3, 8] {
        shelf.remove(&format!("tm1:j:w1:{seq}")).unwrap();
    }
    for seq in [5, 6] {
        mirror.tamper(&format!("tm1:j:w1:{seq}"), None);
    }
    let mut tab = Tab::open(&shelf, &mirror, "w2");
    assert!(tab.loaded.awaits_mirror, "a gap tells that there is more");
    assert_eq!(tab.loaded.gaps.len(), 1);
    tab.run();
    // The lost tail could not be seen in the shelf; the mirror knows of it.
    assert_eq!((tab.news.recovered, tab.keeper.gaps()), (3, vec![]));
    assert_eq!((tab.jsons(), tab.counts()), (entries(1..=8), (0, 0, 8)));
    tab.wait(60_000);
    let held = mirror.read().unwrap();
    let on_shelf = dump(&*shelf).into_iter();
    let on_shelf = on_shelf.filter(|(_, key)| key.starts_with("tm1:j:"));
    let held: Vec<_> = held
        .into_iter()
        .map(|pair| (pair.value, pair.key))
        .collect();
    assert_eq!(on_shelf.collect::<Vec<_>>(), held);
}

#[test]
fn what_is_in_neither_place_is_reported_as_missing() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    (1..=5).for_each(|number| drop(tab.commit(number)));
    tab.run();
    shelf.remove("tm1:j:w1:2").unwrap();
    mirror.tamper("tm1:j:w1:2", None);
    shelf.remove("tm1:j:w1:4").unwrap();
    mirror.tamper("tm1:j:w1:4", Some("1|00000000|2|{}"));
    let found = visit(&shelf, &mirror);
    let gap = Gap {
        writer: "w1".into(),
        missing: vec![2..=2, 4..=4],
    };
    assert_eq!(found.keeper.gaps(), [gap]);
    assert_eq!(found.news.damaged[0].key, "tm1:j:w1:4");
    assert_eq!(found.jsons(), entries([1, 3, 5]));
}

#[test]
fn one_name_with_two_texts_is_a_visible_conflict_and_neither_is_lost() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    tab.run();
    let other = frame::encode("tm1:j:w1:1", "{}");
    mirror.tamper("tm1:j:w1:1", Some(&other));
    tab.commit(1);
    tab.run();
    assert_eq!(tab.news.disputed.len(), 1);
    assert_eq!(
        tab.tick("w1", 1),
        Some(Tick::Saved),
        "the mirror does not hold this text"
    );
    tab.wait(60_000);
    assert_eq!(mirror.get("tm1:j:w1:1"), Some(other));
    let found = visit(&shelf, &mirror);
    assert_eq!(
        (found.news.disputed.len(), found.jsons()),
        (1, entries([1]))
    );
}

#[test]
fn where_the_shelf_is_denied_the_mirror_alone_keeps_the_work() {
    let mirror = Rc::new(MemoryMirror::new());
    let (mut keeper, _) = Keeper::open(Err(ShelfError::Denied), writer("w1"));
    keeper.attach_mirror();
    keeper.commit(entry(1), 0);
    for job in keeper.jobs(0) {
        if let Job::Mirror(batch) = job {
            keeper.mirrored(batch.ticket, mirror.hold(&batch), 0);
        }
    }
    assert_eq!(keeper.standing().counts.on_disk, 1);
    assert_eq!(
        visit(&Rc::new(MemoryShelf::new()), &mirror).jsons(),
        entries([1])
    );
}

#[test]
fn a_new_store_with_an_old_mirror_gets_everything_back() {
    let (shelf, mirror) = places();
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    (1..=40).for_each(|number| drop(tab.commit(number)));
    tab.wait(60_000);
    let erased = Rc::new(MemoryShelf::new());
    let mut found = visit(&erased, &mirror);
    assert_eq!((found.jsons(), found.news.recovered), (entries(1..=40), 40));
    found.wait(1_000);
    // As much as half the room holds is back, and room for new work stays.
    let (_, loaded) = open(&erased, "w9");
    assert!(loaded.usage > tight().half() && loaded.usage < tight().soft_limit);
}

/// Entries that wait by the thousand, as an import into a full store brings them: the mirror is
/// given all of them, says that it holds them, and all of it is written down.
fn overflow(entries: usize) {
    let (shelf, mirror) = places();
    shelf.set_capacity(Some(0));
    let rules = Rules {
        batch: 50,
        ..Rules::default()
    };
    let mut tab = Tab::open_by(rules, &shelf, &mirror, "w1");
    for number in 1..=entries {
        let record = Record {
            writer: "w2".into(),
            seq: u32::try_from(number).unwrap(),
            json: entry(number),
        };
        tab.keeper.adopt(record, tab.now);
    }
    assert_eq!(tab.keeper.pending().len(), entries);
    tab.ask();
    tab.run();
    assert_eq!(tab.counts(), (0, 0, entries));
    // Once more, as after another page has read it.
    let pairs = mirror.read();
    tab.keeper.mirror_read(pairs, tab.now);
    let records: Vec<Record> = tab
        .keeper
        .pending()
        .iter()
        .map(|p| p.record.clone())
        .collect();
    let salvage = tab.keeper.salvage_with(&records);
    assert_eq!(salvage.kept, entries);
}

#[test]
fn twice_as_many_that_wait_take_about_twice_the_time() {
    let work = |lines: &str| overflow(lines.len());
    assert!(is_linear(&work, &"x".repeat(2_000), &"x".repeat(4_000)));
}
