//! Older and newer builds on one store, both ways; and every store ever saved, read for ever.

use serde::Deserialize;

use super::tab::*;
use super::*;

fn newer(min_reader: u32) -> Rules {
    Rules {
        build: Meta {
            format: 2,
            min_reader,
            min_writer: 2,
        },
        ..tight()
    }
}

fn places() -> (Rc<FaultyShelf<MemoryShelf>>, Rc<MemoryMirror>) {
    let shelf = FaultyShelf::new(MemoryShelf::new());
    (Rc::new(shelf), Rc::new(MemoryMirror::new()))
}

#[test]
fn a_newer_build_fences_the_store_off_before_it_writes_anything_else() {
    let (shelf, mirror) = places();
    let mut old = Tab::open(&shelf, &mirror, "w1");
    (1..=3).for_each(|number| drop(old.commit(number)));
    old.run();

    let mut new = Tab::open_by(newer(1), &shelf, &mirror, "w2");
    assert_eq!(
        (new.loaded.records.len(), new.keeper.mode()),
        (3, &Mode::Open)
    );
    let writes = shelf.writes();
    // The load, the look at the fence, then: the mark, and here the tab dies.
    shelf.plan(shelf.calls() + 2, Fault::DieAfter);
    assert!(matches!(new.commit(4).outcome, Outcome::Queued { .. }));
    shelf.heal();
    assert_eq!(shelf.writes(), writes + 1);
    assert_eq!(shelf.get("tm1:j:w2:1").unwrap(), None);

    // The old tab is open still, and turns read-only at its next commit.
    let before = dump(shelf.inner());
    let why = Why::NewerBuild { needs: 2 };
    assert_eq!(old.commit(5).outcome, Outcome::Queued { why: why.clone() });
    old.wait(120_000);
    assert_eq!(old.keeper.mode(), &Mode::ReadOnly { needs: 2 });
    assert_eq!((dump(shelf.inner()), old.jobs.len()), (before, 0));
    let standing = old.keeper.standing();
    assert_eq!((standing.is_blocked, standing.why), (true, Some(why)));
    assert!(old.keeper.salvage().text.contains("\"unsaved\":true"));

    // The new one goes on.
    assert_eq!(new.keeper.retry(new.now), [1]);
    let found = Tab::open_by(newer(1), &shelf, &mirror, "w3");
    assert_eq!(found.jsons(), entries(1..=4));
}

#[test]
fn a_fence_that_cannot_be_set_lets_nothing_of_the_newer_build_through() {
    let (shelf, mirror) = places();
    Tab::open(&shelf, &mirror, "w1").commit(1);
    let mut new = Tab::open_by(newer(1), &shelf, &mirror, "w2");
    shelf.inner().set_capacity(Some(0));
    // The mark is as long as the old one, and only what grows needs room: so it is refused.
    shelf.plan(shelf.calls() + 2, Fault::Fail(ShelfError::Full));
    let why = Why::Shelf(ShelfError::Full);
    assert_eq!(new.commit(2).outcome, Outcome::Queued { why });
    assert_eq!(shelf.get("tm1:j:w2:1").unwrap(), None);
    shelf.inner().set_capacity(None);
    assert_eq!(new.keeper.retry(new.now), [1]);
    assert_eq!(open(&shelf, "w3").1.mode, Mode::ReadOnly { needs: 2 });
}

#[test]
fn an_older_build_shows_or_seals_a_newer_store_and_writes_nothing() {
    let check = |min_reader, mode: Mode, shown: usize| {
        let (shelf, mirror) = places();
        let mut new = Tab::open_by(newer(min_reader), &shelf, &mirror, "w1");
        (1..=30).for_each(|number| drop(new.commit(number)));
        new.wait(60_000);
        shelf.remove("tm1:j:w1:30").unwrap();
        let before = (dump(shelf.inner()), mirror.read(), shelf.writes());
        let mut old = Tab::open(&shelf, &mirror, "w2");
        assert_eq!(old.keeper.mode(), &mode);
        old.commit(31);
        old.wait(120_000);
        old.rescan();
        old.keeper.look_before_hiding(old.now);
        assert_eq!(old.jsons().len(), shown, "{mode:?}");
        let after = (dump(shelf.inner()), mirror.read(), shelf.writes());
        assert_eq!(after, before, "{mode:?}");
        assert!(old.keeper.salvage().kept > 1);
    };
    check(1, Mode::ReadOnly { needs: 2 }, 30);
    check(2, Mode::Sealed { needs: 2 }, 0);
}

/// A store as it was saved, and what is in it.
#[derive(Deserialize)]
struct Saved {
    shelf: BTreeMap<String, String>,
    mirror: BTreeMap<String, String>,
    entries: Vec<String>,
    on_the_shelf: usize,
    damaged: Vec<String>,
    draft: String,
    adopted: Vec<String>,
}

#[test]
fn every_store_ever_saved_is_read_for_ever() {
    let check = |json: &str, rules: Rules| {
        let saved: Saved = serde_json::from_str(json).unwrap();
        let (shelf, mirror) = places();
        for (key, value) in &saved.shelf {
            shelf.inner().set(key, value).unwrap();
        }
        for (key, value) in &saved.mirror {
            mirror.tamper(key, Some(value));
        }
        let mut tab = Tab::open_by(rules, &shelf, &mirror, "visit");
        assert_eq!(tab.loaded.records.len(), saved.on_the_shelf);
        assert!(tab.loaded.awaits_mirror);
        tab.run();
        assert_eq!(tab.jsons(), saved.entries.into_iter().collect());
        let damaged = tab.loaded.damaged.iter().map(|damaged| damaged.key.clone());
        assert_eq!(damaged.collect::<Vec<_>>(), saved.damaged);
        assert_eq!(tab.loaded.drafts[0].json, saved.draft);
        let adopted: Vec<String> = tab.loaded.adopted.iter().cloned().collect();
        assert_eq!((adopted, tab.keeper.gaps()), (saved.adopted, vec![]));
        assert_eq!(tab.keeper.setting("page", 0).value, 3);
        assert_eq!(
            (shelf.writes(), tab.news.disputed.len()),
            (0, 0),
            "reading writes nothing"
        );
        assert_eq!(tab.commit(1_000).outcome, Outcome::Saved);
    };
    let format_1 = include_str!("../fixtures/storage/format-1.json");
    check(format_1, Rules::default());
    check(format_1, newer(1));
}
