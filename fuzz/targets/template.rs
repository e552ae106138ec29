//! A template is filled within its limits, twice the same, or is refused with its line.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use trainmaster::text::facts::{Criterion, Facts, Kind, Side, SideCriterion};
use trainmaster::text::rationale::{RATIONALE_CHARACTERS, check, fill};

static FACTS: LazyLock<Facts> = LazyLock::new(facts);

fuzz_target!(|body: &str| {
    let filled = fill(body, &FACTS);
    match &filled {
        Ok(text) => assert!(text.chars().count() <= RATIONALE_CHARACTERS),
        Err(fault) => assert!(fault.line > 0 && !fault.message.is_empty()),
    }
    assert_eq!(fill(body, &FACTS), filled);
    let _ = check(body);
});

fn facts() -> Facts {
    let names = ["Right", "Safe"];
    let rated = |name: &str| SideCriterion {
        name: name.into(),
        level: Some("Good".into()),
        worth: Some(0.75),
        ..SideCriterion::default()
    };
    let side = |letter: &str| Side {
        letter: letter.into(),
        score: Some(0.5),
        passed: Some(false),
        applicable: 2,
        of: 2,
        criteria: names.map(rated).into(),
    };
    let criterion = |name: &str| Criterion {
        name: name.into(),
        better: "A".into(),
        note: "because".into(),
        ..Criterion::default()
    };
    Facts {
        kind: Kind::Compare,
        title: "Refund".into(),
        threshold: Some(0.75),
        sides: ["A", "B", "C"].map(side).into(),
        criteria: names.map(criterion).into(),
        ..Facts::default()
    }
}
