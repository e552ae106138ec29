//! A store with anything in it: loading writes nothing, tells of everything, and whatever the page
//! does afterwards, no entry that was whole is lost.
#![no_main]

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use trainmaster::domain::hash::ContentHash;
use trainmaster::storage::{
    Job, Keeper, Loaded, MemoryMirror, MemoryShelf, Mode, Outcome, Rules, Shelf, Writer, frame,
};
use trainmaster_fuzz::chance;

fuzz_target!(|bytes: &[u8]| {
    let _ = check(&mut Unstructured::new(bytes));
});

fn check(chance: &mut Unstructured<'_>) -> Result<()> {
    let shelf = Rc::new(MemoryShelf::new());
    let mirror = MemoryMirror::new();
    while !chance.is_empty() && shelf.used() < 20_000 {
        let (key, value) = stored(chance)?;
        if chance.ratio(2_u8, 3)? {
            shelf.set(&key, &value).unwrap();
        }
        if chance.ratio(1_u8, 3)? {
            mirror.tamper(&key, Some(&value));
        }
    }
    let before = dump(&shelf);
    let (mut keeper, loaded) = open(&shelf, "w1");
    assert_eq!(open(&shelf, "w1").1, loaded);
    assert_eq!(dump(&shelf), before, "loading writes nothing");
    let salvage = keeper.salvage();
    let ours = before.keys().filter(|key| key.starts_with("tm1:"));
    assert_eq!((salvage.kept, salvage.unreadable), (ours.count(), 0));
    if loaded.mode != Mode::Open {
        return Ok(());
    }
    for (key, value) in &before {
        let alone = key
            .strip_prefix("tm1:j:")
            .and_then(|id| id.rsplit_once(':'));
        if let (Some((writer, seq)), Ok(json)) = (alone, frame::decode(key, value)) {
            let is_it = |(id, text): (&Id, &String)| {
                id.0 == writer && id.1.to_string() == seq && text == json
            };
            let is_told = loaded.damaged.iter().any(|damaged| damaged.key == *key);
            assert!(entries(&loaded).iter().any(is_it) || is_told, "{key}");
        }
    }
    let whole = told(&before, &mirror);
    let mut saved = Vec::new();
    for minute in 0..4 {
        let now = minute * 60_000;
        let json = format!("{{\"n\":{minute}}}");
        let receipt = keeper.commit(json.clone(), now);
        if receipt.outcome == Outcome::Saved {
            saved.push((("w1".to_owned(), receipt.seq), json));
        }
        attend(&mut keeper, &mirror, now);
        keeper.look(now + 30_000);
    }
    let left = told(&dump(&shelf), &mirror);
    for entry in whole.iter().chain(&saved) {
        assert!(left.contains(entry), "{entry:?} is lost");
    }
    Ok(())
}

/// The name of an entry.
type Id = (String, u32);

fn open(shelf: &Rc<MemoryShelf>, writer: &str) -> (Keeper, Loaded) {
    let rules = Rules {
        soft_limit: 6_000,
        shard: 1_200,
        fold_at: 4,
        batch: 5,
        ..Rules::default()
    };
    let writer = Writer::new(writer).unwrap();
    Keeper::open_by(rules, Ok(Rc::clone(shelf) as Rc<dyn Shelf>), writer)
}

fn dump(shelf: &MemoryShelf) -> BTreeMap<String, String> {
    let keys = shelf.keys("").unwrap().into_iter();
    keys.map(|key| (key.clone(), shelf.get(&key).unwrap().unwrap()))
        .collect()
}

fn entries(loaded: &Loaded) -> BTreeMap<Id, String> {
    let records = loaded.records.iter();
    records
        .map(|r| ((r.writer.clone(), r.seq), r.json.clone()))
        .collect()
}

/// What each value in either place tells by itself: of two that differ both count.
fn told(shelf: &BTreeMap<String, String>, mirror: &MemoryMirror) -> BTreeSet<(Id, String)> {
    let held = mirror.read().unwrap().into_iter();
    let held = held.map(|pair| (pair.key, pair.value));
    let values = shelf.clone().into_iter().chain(held);
    let told = values.flat_map(|(key, value)| {
        let alone = Rc::new(MemoryShelf::new());
        alone.set(&key, &value).unwrap();
        entries(&open(&alone, "reader").1)
    });
    told.collect()
}

/// Does what is asked of the mirror until nothing more is.
fn attend(keeper: &mut Keeper, mirror: &MemoryMirror, now: i64) {
    keeper.attach_mirror();
    for _ in 0..200 {
        let jobs = keeper.jobs(now);
        let is_idle = jobs
            .iter()
            .all(|job| matches!(job, Job::Tell | Job::LookAgain { .. }));
        for job in jobs {
            match job {
                Job::Mirror(batch) | Job::Seal(batch) => {
                    let end = mirror.hold(&batch);
                    keeper.mirrored(batch.ticket, end, now);
                }
                Job::ReadMirror => drop(keeper.mirror_read(mirror.read(), now)),
                Job::Tell | Job::LookAgain { .. } => {}
            }
        }
        if is_idle {
            return;
        }
    }
    panic!("the mirror is asked again and again");
}

/// A value under its key: of ours, nearly of ours, or anything.
fn stored(chance: &mut Unstructured<'_>) -> Result<(String, String)> {
    let (key, json) = match chance.int_in_range(0..=8_u8)? {
        0 => {
            return Ok((
                format!("tm1:{}", chance::text(chance)?),
                chance.arbitrary()?,
            ));
        }
        1 => return Ok((chance.arbitrary()?, chance.arbitrary()?)),
        2 | 3 => {
            let (writer, seq) = (writer(chance)?, seq(chance)?);
            (format!("tm1:j:{writer}:{seq}"), entry(chance)?)
        }
        4 => (
            format!("tm1:d:{}:{}", chance::text(chance)?, writer(chance)?),
            entry(chance)?,
        ),
        5 => (
            "tm1:set:adopted".into(),
            json!([writer(chance)?]).to_string(),
        ),
        6 => {
            let fence = |chance: &mut Unstructured<'_>| chance.int_in_range(0..=2_u8);
            let (reader, writer) = (fence(chance)?, fence(chance)?);
            let meta = json!({ "format": 1, "min_reader": reader, "min_writer": writer });
            ("tm1:meta".into(), meta.to_string())
        }
        7 => {
            let mut shard = json!({ "entries": {} });
            for _ in 0..chance.int_in_range(1..=4_u8)? {
                let (writer, seq) = (writer(chance)?, seq(chance)?.to_string());
                shard["entries"][writer][seq] = chance::value(chance, 2)?;
            }
            hashed(chance, shard)?
        }
        _ => {
            let range = (seq(chance)?, seq(chance)?);
            let covers = json!({ writer(chance)?: [range] });
            hashed(
                chance,
                json!({ "sealed": "0".repeat(32), "covers": covers }),
            )?
        }
    };
    let framed = frame::encode(&key, &json);
    Ok((key, framed))
}

/// What stands under the name of its content, now and then bent.
fn hashed(chance: &mut Unstructured<'_>, mut value: Value) -> Result<(String, String)> {
    if chance.ratio(1_u8, 4)? {
        chance::bend(&mut value, chance)?;
    }
    let json = value.to_string();
    let hash = ContentHash::of_bytes(json.as_bytes());
    Ok((format!("tm1:s:{}", hash.short(32)), json))
}

fn writer(chance: &mut Unstructured<'_>) -> Result<&'static str> {
    chance.choose(&["w0", "w1", "w2", "W"]).copied()
}

fn seq(chance: &mut Unstructured<'_>) -> Result<u32> {
    Ok(match chance.int_in_range(0..=9_u8)? {
        0 => chance.arbitrary()?,
        1 => u32::MAX,
        small => u32::from(small) - 2,
    })
}

fn entry(chance: &mut Unstructured<'_>) -> Result<String> {
    if chance.ratio(1_u8, 4)? {
        return chance.arbitrary();
    }
    Ok(chance::value(chance, 2)?.to_string())
}
