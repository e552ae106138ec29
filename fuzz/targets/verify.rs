//! A file that counts as whole says of every evaluation what the one that was written says.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use trainmaster::domain::evaluation::Evaluation;
use trainmaster::formats::results::{self, Results};
use trainmaster::formats::verify::{Summary, Verified};
use trainmaster_fuzz::{chance, story};

static FILE: LazyLock<Value> = LazyLock::new(|| story::ada().exports(&["p"], true));

static WRITTEN: LazyLock<Results> = LazyLock::new(|| {
    let written = results::read(FILE.clone()).unwrap().results;
    assert_eq!(Verified::results(&written).summary(), Summary::Whole);
    written
});

fuzz_target!(|bytes: &[u8]| {
    let mut file = FILE.clone();
    let mut chance = Unstructured::new(bytes);
    // What stands anywhere in the file, or only what is said and told.
    let places = ["", "/evaluations", "/journal", "/journal/entries"];
    let place = chance.choose(&places).unwrap_or(&"");
    let bent = chance::bend(file.pointer_mut(place).unwrap(), &mut chance);
    let Ok(read) = bent.map(|()| results::read(file)) else {
        return;
    };
    let Ok(read) = read else {
        return;
    };
    let verified = Verified::results(&read.results);
    // Entries that are left out may be about another pack, and cannot be told from taken ones.
    let leaves_out = verified.writers.iter().any(|writer| writer.absent > 0);
    if verified.summary() != Summary::Whole || leaves_out {
        return;
    }
    for bent in &read.results.evaluations {
        let rater = bent.rater.as_ref().unwrap_or(&read.results.rater.id);
        let mut written = WRITTEN.evaluations.iter();
        let is_meant = |each: &&Evaluation| {
            each.key() == bent.key() && each.rater.as_ref().unwrap_or(&WRITTEN.rater.id) == rater
        };
        let written = written.find(is_meant).expect("nothing is made up");
        let said = |evaluation: &Evaluation| Evaluation {
            // Derived for the reader's comfort.
            scores: WRITTEN.evaluations[0].scores.clone(),
            rater: None,
            ..evaluation.clone()
        };
        assert_eq!(said(bent), said(written));
    }
});
