//! One value bent, cut or swapped at rest, in either place, 100,000 times.

use super::model::chance::Chance;
use super::tab::*;
use super::*;

/// Faults in all; each is followed by a whole load of both places.
const FAULTS: usize = 100_000;

/// Both places at rest, key by key.
#[derive(Clone, Default)]
struct AtRest {
    shelf: BTreeMap<String, String>,
    mirror: BTreeMap<String, String>,
}

/// What a fault did.
#[derive(Debug, Default, PartialEq, Eq)]
struct Harm {
    /// Entries that both places together no longer give.
    lost: usize,
    /// Entries that came back other than they were.
    changed: usize,
    /// Values that were told of as damaged.
    told: usize,
}

impl AtRest {
    /// A store with everything in it: alone, folded, sealed, only here, only there.
    fn with_everything() -> Self {
        let (shelf, mirror) = (Rc::new(MemoryShelf::new()), Rc::new(MemoryMirror::new()));
        let rules = Rules {
            soft_limit: 1_400,
            shard: 320,
            fold_at: 4,
            ..tight()
        };
        let mut tab = Tab::open_by(rules, &shelf, &mirror, "w1");
        for number in 1..=14 {
            tab.commit(number);
            tab.wait(4_000);
        }
        tab.keeper.put_draft("t", "\"typed\"").unwrap();
        tab.keeper.set_setting("page", &3).unwrap();
        tab.wait(60_000);
        // One that the mirror has not got yet, and one the shelf had no room for.
        tab.commit(15);
        shelf.set_capacity(Some(0));
        tab.jobs.clear();
        let mut other = Tab::open_by(rules, &shelf, &mirror, "w2");
        other.commit(16);
        other.jobs.remove(0);
        other.run();
        let shelf = dump(&*shelf).into_iter();
        let mirror = mirror.read().unwrap().into_iter();
        Self {
            shelf: shelf.map(|(value, key)| (key, value)).collect(),
            mirror: mirror.map(|pair| (pair.key, pair.value)).collect(),
        }
    }

    /// Loads both places.
    fn load(&self) -> (BTreeMap<(String, u32), String>, usize) {
        let copy = Rc::new(MemoryShelf::new());
        for (key, value) in &self.shelf {
            copy.set(key, value).unwrap();
        }
        let (mut keeper, loaded) = Keeper::open_by(tight(), Ok(copy), writer("load"));
        keeper.attach_mirror();
        let pairs = self.mirror.iter().map(|(key, value)| Pair {
            key: key.clone(),
            value: value.clone(),
        });
        let news = keeper.mirror_read(Ok(pairs.collect()), 0);
        let records = loaded.records.into_iter().chain(news.records);
        let texts = records.map(|r| ((r.writer, r.seq), r.json));
        (texts.collect(), loaded.damaged.len() + news.damaged.len())
    }

    fn harm_since(&self, whole: &BTreeMap<(String, u32), String>) -> Harm {
        let (found, told) = self.load();
        let lost = whole.keys().filter(|id| !found.contains_key(*id));
        let changed = found
            .iter()
            .filter(|(id, text)| whole.get(*id) != Some(*text));
        Harm {
            lost: lost.count(),
            changed: changed.count(),
            told,
        }
    }
}

/// Bends one value, or swaps two; says whether anything is different now.
fn bend(values: &mut BTreeMap<String, String>, chance: &mut Chance) -> bool {
    let keys: Vec<String> = values.keys().cloned().collect();
    let key = &keys[chance.below(keys.len())];
    let value = values[key].clone();
    let bent = match chance.below(10) {
        0..6 => flip(&value, chance.below(value.encode_utf16().count() * 16)),
        6..9 => {
            let cuts: Vec<usize> = value.char_indices().map(|(at, _)| at).collect();
            value[..chance.pick(&cuts)].to_owned()
        }
        _ => {
            let other = &keys[chance.below(keys.len())];
            let there = values.insert(other.clone(), value.clone());
            there.unwrap_or_default()
        }
    };
    let is_different = bent != value;
    values.insert(key.clone(), bent);
    is_different
}

#[test]
fn a_single_fault_costs_one_entry_at_most_and_is_told() {
    let store = AtRest::with_everything();
    let kinds = ["tm1:j:", "tm1:s:", "tm1:d:", "tm1:set:", "tm1:meta"];
    let has = |kind: &&str| store.shelf.keys().any(|key| key.starts_with(*kind));
    assert!(kinds.iter().all(has), "{:?}", store.shelf.keys());
    let (whole, _) = store.load();
    assert_eq!(whole.len(), 16);
    let mut chance = Chance::new(100);
    let mut costs = [0_usize; 2];
    for fault in 0..FAULTS {
        let mut store = store.clone();
        let is_on_shelf = !chance.one_in(3);
        let place = if is_on_shelf {
            &mut store.shelf
        } else {
            &mut store.mirror
        };
        let is_different = bend(place, &mut chance);
        let harm = store.harm_since(&whole);
        assert!(
            harm.lost <= 1 && harm.changed == 0,
            "fault {fault}: {harm:?}"
        );
        assert_eq!(harm.told > 0, is_different, "fault {fault}: {harm:?}");
        costs[harm.lost] += 1;
    }
    println!("{} faults cost nothing, {} one entry", costs[0], costs[1]);
    assert!(costs[0] > 9 * costs[1]);
}

#[test]
fn without_the_mirror_a_single_fault_costs_the_value_it_hit() {
    let (shelf, mirror) = (Rc::new(MemoryShelf::new()), Rc::new(MemoryMirror::new()));
    mirror.refuse(ShelfError::Denied);
    let mut tab = Tab::open(&shelf, &mirror, "w1");
    (1..=10).for_each(|number| drop(tab.commit(number)));
    let values = dump(&*shelf).into_iter().map(|(value, key)| (key, value));
    let store = AtRest {
        shelf: values.collect(),
        ..AtRest::default()
    };
    let (whole, _) = store.load();
    let mut chance = Chance::new(1);
    for fault in 0..2_000 {
        let mut bent = store.clone();
        bend(&mut bent.shelf, &mut chance);
        let hit = |key: &&String| bent.shelf.get(*key) != store.shelf.get(*key);
        let hits = store.shelf.keys().filter(hit).count();
        let harm = bent.harm_since(&whole);
        assert!(
            harm.lost <= hits && harm.changed == 0,
            "fault {fault}: {harm:?}"
        );
        assert_eq!(harm.told, hits, "fault {fault}");
    }
}
