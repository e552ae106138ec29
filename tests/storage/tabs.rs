//! Several tabs on one store: what one learns of the others, and what it never relies on.

use super::tab::*;
use super::*;

fn places() -> (Rc<MemoryShelf>, Rc<MemoryMirror>) {
    (Rc::new(MemoryShelf::new()), Rc::new(MemoryMirror::new()))
}

#[test]
fn a_rescan_brings_what_is_new_and_nothing_twice() {
    let (shelf, mirror) = places();
    let mut one = Tab::open(&shelf, &mirror, "w1");
    let mut two = Tab::open(&shelf, &mirror, "w2");
    one.commit(1);
    one.commit(2);
    two.rescan();
    two.rescan();
    assert_eq!((two.news.records.len(), two.jsons()), (2, entries([1, 2])));
    assert_eq!(two.keeper.usage(), measure(&*shelf, PREFIX).unwrap());
    // Its own tab may die before the mirror has it.
    two.run();
    assert_eq!(
        visit(&Rc::new(MemoryShelf::new()), &mirror).jsons(),
        entries([1, 2])
    );
}

#[test]
fn a_rescan_reads_only_what_it_does_not_know() {
    let shelf = Rc::new(FaultyShelf::new(MemoryShelf::new()));
    let mirror = Rc::new(MemoryMirror::new());
    let mut one = Tab::open_by(Rules::default(), &shelf, &mirror, "w1");
    let mut two = Tab::open_by(Rules::default(), &shelf, &mirror, "w2");
    (1..=200).for_each(|number| drop(one.commit(number)));
    two.rescan();
    one.commit(201);
    let before = shelf.calls();
    two.rescan();
    // The fence, the keys, the fence's own value again, the new entry.
    assert_eq!((shelf.calls() - before, two.news.records.len()), (4, 201));
}

#[test]
fn what_one_tab_folds_and_seals_is_not_lost_to_another() {
    let (shelf, mirror) = places();
    let mut one = Tab::open(&shelf, &mirror, "w1");
    let mut two = Tab::open(&shelf, &mirror, "w2");
    two.run();
    for number in 1..=60 {
        two.commit(1_000 + number);
        one.rescan();
        one.commit(number);
        one.wait(2_000);
    }
    // Two was in the background: its second look comes late, and everything was folded since.
    two.now = one.now;
    two.look();
    two.rescan();
    assert_eq!((two.news.vanished.len(), two.news.lost.len()), (0, 0));
    two.run();
    assert_eq!(two.counts(), (0, 0, 120));
    assert_eq!(visit(&shelf, &mirror).jsons().len(), 120);
}

/// Found by the model check: the entry's text was asked for while it was nowhere to be seen.
#[test]
fn an_entry_that_moved_into_the_shard_of_another_tab_still_gets_its_second_tick() {
    let (shelf, mirror) = places();
    let mut one = Tab::open(&shelf, &mirror, "w1");
    one.run();
    mirror.refuse(ShelfError::Broken("I/O".into()));
    (1..=12).for_each(|number| drop(one.commit(number)));
    one.wait(3_000);
    mirror.heal();
    let mut two = Tab::open(&shelf, &mirror, "w2");
    two.wait(30_000);
    assert!(
        shelf.get("tm1:j:w1:1").unwrap().is_none(),
        "two has folded it"
    );
    one.now = two.now;
    one.ask();
    one.run();
    assert_eq!(one.tick("w1", 1), Some(Tick::Saved));
    one.rescan();
    one.run();
    assert_eq!(one.counts(), (0, 0, 12));
}

#[test]
fn all_tabs_compacting_at_once_keep_every_entry_once() {
    let (shelf, mirror) = places();
    let ids = ["w1", "w2", "w3", "w4"];
    let mut tabs: Vec<Tab> = ids.map(|id| Tab::open(&shelf, &mirror, id)).into();
    for number in 1..=30 {
        for (at, tab) in tabs.iter_mut().enumerate() {
            tab.rescan();
            tab.commit(number * 10 + at);
            tab.wait(1_000);
        }
    }
    for tab in &mut tabs {
        tab.rescan();
        tab.wait(60_000);
        tab.rescan();
        assert_eq!(tab.keeper.usage(), measure(&*shelf, PREFIX).unwrap());
        assert_eq!((tab.news.lost.len(), tab.news.vanished.len()), (0, 0));
    }
    let found = visit(&shelf, &mirror);
    assert_eq!(found.jsons().len(), 120);
    assert_eq!(found.loaded.records.len() + found.news.records.len(), 120);
}

#[test]
fn a_store_erased_behind_an_open_tab_is_told_and_written_again() {
    let (shelf, mirror) = places();
    mirror.refuse(ShelfError::Denied);
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    (1..=5).for_each(|number| drop(tab.commit(number)));
    tab.wait(5_000);
    for key in shelf.keys(PREFIX).unwrap() {
        shelf.remove(&key).unwrap();
    }
    tab.rescan();
    assert_eq!((tab.news.lost.len(), tab.counts()), (5, (5, 0, 0)));
    for id in tab.news.lost.clone() {
        let json = entry(id.seq as usize);
        let (writer, seq) = (id.writer.to_string(), id.seq);
        let record = Record { writer, seq, json };
        assert_eq!(tab.keeper.adopt(record, tab.now), Outcome::Saved);
    }
    assert_eq!(tab.counts(), (0, 5, 0));
    assert_eq!(visit(&shelf, &mirror).jsons(), entries(1..=5));
}
