//! Stories of keeping the work: full, denied, killed, bent, taken over; and nothing lost.
#![allow(clippy::unwrap_used)]

mod backups;
mod beginning;
mod builds;
mod compacting;
mod faults;
mod keeping;
mod model;
#[path = "../pace/mod.rs"]
mod pace;
mod single_faults;
mod tab;
mod tabs;
mod texts;
mod two_places;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use trainmaster::storage::faulty::flip;
use trainmaster::storage::frame;
use trainmaster::storage::keys::PREFIX;
use trainmaster::storage::shelf::measure;
use trainmaster::storage::*;

fn writer(id: &str) -> Writer {
    Writer::new(id).unwrap()
}

fn open(shelf: &Rc<impl Shelf + 'static>, id: &str) -> (Keeper, Loaded) {
    let shelf = Rc::clone(shelf);
    Keeper::open(Ok(shelf), writer(id))
}

fn entry(number: usize) -> String {
    format!(r#"{{"kind":"rating_given","n":{number},"why":"clear – 🚂 \u0000"}}"#)
}

fn jsons(loaded: &Loaded) -> Vec<&str> {
    loaded
        .records
        .iter()
        .map(|record| record.json.as_str())
        .collect()
}

fn put_meta(shelf: &impl Shelf, json: &str) {
    shelf
        .set("tm1:meta", &frame::encode("tm1:meta", json))
        .unwrap();
}

/// Everything on the shelf, key by key.
fn dump(shelf: &impl Shelf) -> Vec<(String, String)> {
    let keys = shelf.keys("").unwrap();
    keys.into_iter()
        .map(|key| (shelf.get(&key).unwrap().unwrap(), key))
        .collect()
}

/// Fifty entries typed as drafts first, with a setting now and then; returns what was acknowledged.
fn story(keeper: &mut Keeper) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let mut committed = Vec::new();
    for number in 1..=50 {
        let json = entry(number);
        let typed = keeper.put_draft("t-1", &json);
        if number % 10 == 0 {
            // A setting that cannot be kept is reported, and costs the story nothing.
            keeper.set_setting("page", &number).ok();
        }
        let receipt = keeper.commit(json.clone(), 0);
        committed.push(json.clone());
        if receipt.outcome == Outcome::Saved {
            acknowledged.push(json);
            if typed.is_ok() {
                keeper.remove_draft("t-1").ok();
            }
        }
        acknowledged.extend(
            receipt
                .caught_up
                .iter()
                .map(|seq| committed[*seq as usize - 1].clone()),
        );
    }
    acknowledged
}

/// The calls a story without faults makes.
fn story_calls() -> u64 {
    let shelf = Rc::new(FaultyShelf::new(MemoryShelf::new()));
    assert_eq!(story(&mut open(&shelf, "w1").0).len(), 50);
    shelf.calls()
}
