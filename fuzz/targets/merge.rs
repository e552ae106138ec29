//! Files come in: bent ones only once, and those of one story in any order.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use trainmaster::formats::results;
use trainmaster_fuzz::browser::{ADA, BO, Browser};
use trainmaster_fuzz::{chance, story};

static ADA_FILE: LazyLock<Value> = LazyLock::new(story::file);
static BO_FILE: LazyLock<Value> = LazyLock::new(|| story::bo().exports(&["p"], true));

fuzz_target!(|bytes: &[u8]| {
    let mut chance = Unstructured::new(bytes);
    let _ = match chance.arbitrary() {
        Ok(true) => once(&mut chance),
        _ => in_any_order(&mut chance),
    };
});

/// A file that came in brings nothing when it comes in again.
fn once(chance: &mut Unstructured<'_>) -> Result<()> {
    let mut here = if chance.arbitrary()? {
        story::bo()
    } else {
        Browser::new(BO, "bo")
    };
    let mut file = ADA_FILE.clone();
    chance::bend(&mut file, chance)?;
    if results::read(file.clone()).is_err() {
        return Ok(());
    }
    here.imports(&file);
    let told = (here.workspace.clone(), here.records.len());
    let again = here.imports(&file);
    assert_eq!(again.new, 0);
    assert_eq!(again.becomes, None);
    assert_eq!(again.events, []);
    assert_eq!((here.workspace, here.records.len()), told);
    Ok(())
}

/// Parts of what two raters wrote, from several downloads, come to the same in any order.
fn in_any_order(chance: &mut Unstructured<'_>) -> Result<()> {
    let files: Vec<Value> = (0..chance.int_in_range(1..=4)?)
        .map(|_| part(chance))
        .collect::<Result<_>>()?;
    let mut shuffled: Vec<&Value> = files.iter().collect();
    for at in (1..shuffled.len()).rev() {
        shuffled.swap(at, chance.int_in_range(0..=at)?);
    }
    let (mut here, mut there) = (story::bo(), story::bo());
    for (file, other) in files.iter().zip(shuffled) {
        here.imports(file);
        there.imports(other);
    }
    for rater in [ADA, BO].map(Into::into) {
        let works = |browser: &Browser| {
            let works = browser.workspace.works(&rater);
            works
                .map(|(key, work)| (key.clone(), work.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(works(&here), works(&there));
    }
    Ok(())
}

/// A file with some of the entries, and none or all of the evaluations.
fn part(chance: &mut Unstructured<'_>) -> Result<Value> {
    let mut file = if chance.arbitrary()? {
        ADA_FILE.clone()
    } else {
        BO_FILE.clone()
    };
    let entries = file["journal"]["entries"].as_array_mut().unwrap();
    let mut kept = Vec::new();
    for entry in entries.drain(..) {
        if chance.ratio(3_u8, 4)? {
            kept.push(entry);
        }
    }
    *entries = kept;
    file["evaluations"] = json!([]);
    Ok(file)
}
