//! The same entries give the same state in whatever order they arrive, also when some of them are
//! bent.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use trainmaster::domain::id::WriterId;
use trainmaster::domain::workspace::Workspace;
use trainmaster::journal::entry::{Entry, EntryId};
use trainmaster::journal::history::History;
use trainmaster_fuzz::{chance, story};

/// What two raters wrote, each as `[writer, seq, entry]`.
static WRITTEN: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let records = [story::ada().records, story::bo().records].concat();
    let written = records.iter().map(|record| {
        let entry: Value = serde_json::from_str(&record.entry).unwrap();
        json!([record.writer, record.seq, entry])
    });
    written.collect()
});

fuzz_target!(|bytes: &[u8]| {
    let _ = check(&mut Unstructured::new(bytes));
});

fn check(chance: &mut Unstructured<'_>) -> Result<()> {
    let length = chance.int_in_range(1..=12_usize)?;
    let mut entries: Vec<Entry> = Vec::new();
    for _ in 0..length {
        let mut written = chance.choose(&WRITTEN)?.clone();
        // Another time puts it elsewhere in the order.
        written[2]["at"][0] =
            json!(chance.int_in_range(1_795_000_000_000..=1_795_000_000_009_i64)?);
        written[1] = json!(chance.int_in_range(1..=20_u32)?);
        if chance.ratio(1_u8, 3)? {
            chance::bend(&mut written, chance)?;
        }
        entries.extend(read(&written));
    }
    // One name, one entry; what differs under one name is told of before it comes here.
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    entries.dedup_by(|a, b| a.id == b.id);
    let mut shuffled = entries.clone();
    for at in (1..shuffled.len()).rev() {
        shuffled.swap(at, chance.int_in_range(0..=at)?);
    }
    let (mut told, mut history) = (Workspace::default(), History::default());
    history.extend(&mut told, entries);
    let (mut heard, mut other) = (Workspace::default(), History::default());
    for entry in shuffled {
        let json = entry.to_json();
        assert_eq!(
            Entry::from_json(entry.id.clone(), &json).ok(),
            Some(entry.clone())
        );
        other.add(&mut heard, entry);
    }
    assert_eq!(heard, told);
    Ok(())
}

fn read(written: &Value) -> Option<Entry> {
    let writer = WriterId::from(written[0].as_str()?);
    let id = EntryId(writer, u32::try_from(written[1].as_u64()?).ok()?);
    Entry::from_json(id, &written.get(2)?.to_string()).ok()
}
