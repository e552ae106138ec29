//! The two ends of a store: a first visit reads nothing, and erasing leaves nothing.

use super::*;

fn shelf_with(values: &[(&str, &str)]) -> Rc<MemoryShelf> {
    let shelf = Rc::new(MemoryShelf::new());
    for (key, json) in values {
        shelf.set(key, &frame::encode(key, json)).unwrap();
    }
    shelf
}

#[test]
fn a_first_visit_is_told_from_one_that_has_to_read() {
    let check = |values: &[(&str, &str)], expected| {
        let shelf: Rc<dyn Shelf> = shelf_with(values);
        let mut keeper = Keeper::begin(Rules::default(), Ok(shelf), writer("w1"));
        assert_eq!(keeper.is_untouched(), expected, "{values:?}");
    };
    let ours = r#"{"format":1,"min_reader":1,"min_writer":1}"#;
    let newer = r#"{"format":2,"min_reader":1,"min_writer":2}"#;
    check(&[], true);
    check(&[("tm1:set:rater", "\"r-a\""), ("tm1:meta", ours)], true);
    check(&[("theme", "\"dark\"")], true);
    check(&[("tm1:j:w0:1", "{}")], false);
    check(&[("tm1:d:t-1:w0", "{}")], false);
    check(&[("tm1:lifeboat", "{}")], false);
    check(&[("tm1:meta", newer)], false);
}

#[test]
fn where_nothing_can_be_kept_there_is_nothing_to_read() {
    let mut keeper = Keeper::begin(Rules::default(), Err(ShelfError::Denied), writer("w1"));
    assert!(keeper.is_untouched());
    let why = ShelfError::Denied;
    assert_eq!(keeper.load().mode, Mode::Memory { why });
}

#[test]
fn a_keeper_that_was_stopped_writes_nothing_and_erasing_leaves_what_is_not_ours() {
    let shelf = shelf_with(&[("foreign", "1"), ("tm10:j", "2")]);
    let (mut keeper, _) = open(&shelf, "w1");
    assert_eq!(keeper.commit(entry(1), 0).outcome, Outcome::Saved);
    keeper.set_setting("theme", &"dark").unwrap();
    let given = keeper.stop(ShelfError::Broken("erased".into()));
    let before = dump(&*shelf);

    assert!(matches!(
        keeper.commit(entry(2), 0).outcome,
        Outcome::Queued { .. }
    ));
    keeper.set_setting("theme", &"light").unwrap();
    keeper.put_draft("t-1", "{}").unwrap();
    keeper.look(60_000);
    assert_eq!(dump(&*shelf), before);

    mark_erased(&*given, 7).unwrap();
    erase(&*given).unwrap();
    assert_eq!(
        shelf.keys("").unwrap(),
        ["foreign", "tm10:j", "tm1:set:erased"]
    );
    // A page that was opened before knows; the next one begins anew.
    let mut next = Keeper::begin(Rules::default(), Ok(shelf), writer("w2"));
    assert!(next.was_erased_since(6) && !next.was_erased_since(7));
    assert!(next.is_untouched());
}

#[test]
fn room_is_told_by_kind() {
    let shelf = shelf_with(&[]);
    let (mut keeper, _) = open(&shelf, "w1");
    (1..=3).for_each(|number| drop(keeper.commit(entry(number), 0)));
    keeper.put_draft("t-1", "{}").unwrap();
    keeper.set_setting("theme", &"dark").unwrap();
    let room = keeper.room();
    let values = [room.entries, room.shards, room.drafts, room.settings].map(|part| part.values);
    assert_eq!(
        values,
        [3, 0, 1, 2],
        "the mark of the store is among the settings"
    );
    let parts = [
        room.entries,
        room.shards,
        room.drafts,
        room.settings,
        room.others,
    ];
    let units: usize = parts.iter().map(|part| part.units).sum();
    assert_eq!(units, keeper.usage());
}
