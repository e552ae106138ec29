//! The built-in templates fill in whatever names, notes and ratings there are, and leave no line
//! behind that says nothing.
#![no_main]

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use trainmaster::text::facts::{
    Check, CheckState, Criterion, Decision, Facts, Kind, Side, SideCriterion,
};
use trainmaster::text::rationale::{BUILT_IN, RATIONALE_CHARACTERS, fill};
use trainmaster_fuzz::chance;

fuzz_target!(|bytes: &[u8]| {
    let Ok(facts) = facts(&mut Unstructured::new(bytes)) else {
        return;
    };
    for template in BUILT_IN {
        match fill(template.body, &facts) {
            Ok(text) => {
                assert!(text.chars().count() <= RATIONALE_CHARACTERS);
                assert_eq!(text.trim_end(), text);
            }
            Err(fault) => assert!(
                fault.message.contains("too long"),
                "{}: {fault}",
                template.id
            ),
        }
    }
});

fn facts(chance: &mut Unstructured<'_>) -> Result<Facts> {
    let names = chance.int_in_range(0..=8_usize)?;
    let names = (0..names).map(|_| chance::text(chance));
    let names = names.collect::<Result<Vec<_>>>()?;
    let count = chance.int_in_range(1..=4_usize)?;
    let letters = ["A", "B", "C", "D"].iter().take(count);
    let letters: Vec<&str> = letters
        .map(|letter| if count > 1 { letter } else { "" })
        .collect();
    let sides = letters.iter().map(|letter| side(chance, letter, &names));
    let sides = sides.collect::<Result<_>>()?;
    let criteria = names.iter().map(|name| criterion(chance, name, &letters));
    let criteria = criteria.collect::<Result<_>>()?;
    Ok(Facts {
        kind: if count > 1 {
            Kind::Compare
        } else {
            Kind::Score
        },
        title: chance::text(chance)?,
        instruction: chance::text(chance)?,
        rubric: chance::text(chance)?,
        threshold: chance.arbitrary()?,
        sides,
        decision: some(chance, |chance| {
            Ok(Decision {
                text: chance::text(chance)?,
                winner: some(chance, |chance| letter(chance, &letters))?,
                loser: some(chance, |chance| letter(chance, &letters))?,
                strength: chance::text(chance)?,
            })
        })?,
        criteria,
        override_reason: some(chance, chance::text)?,
        missing: Vec::new(),
    })
}

fn some<T>(
    chance: &mut Unstructured<'_>,
    make: impl FnOnce(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let is_there: bool = chance.arbitrary()?;
    is_there.then(|| make(chance)).transpose()
}

fn letter(chance: &mut Unstructured<'_>, letters: &[&str]) -> Result<String> {
    Ok((*chance.choose(letters)?).to_owned())
}

fn side(chance: &mut Unstructured<'_>, letter: &str, names: &[String]) -> Result<Side> {
    let criteria = names.iter().map(|name| {
        let checks = chance.int_in_range(0..=5_usize)?;
        let checks = (0..checks).map(|_| {
            let states = [
                CheckState::Met,
                CheckState::NotMet,
                CheckState::Na,
                CheckState::Open,
            ];
            let state = *chance.choose(&states)?;
            Ok(Check {
                text: chance::text(chance)?,
                state,
            })
        });
        Ok(SideCriterion {
            name: name.clone(),
            checks: checks.collect::<Result<_>>()?,
            level: some(chance, chance::text)?,
            worth: chance.arbitrary()?,
            holds: chance.arbitrary()?,
            na: chance.arbitrary()?,
            failed: chance.arbitrary()?,
        })
    });
    Ok(Side {
        letter: letter.to_owned(),
        criteria: criteria.collect::<Result<_>>()?,
        score: chance.arbitrary()?,
        passed: chance.arbitrary()?,
        applicable: chance.int_in_range(0..=names.len())?,
        of: names.len(),
    })
}

fn criterion(chance: &mut Unstructured<'_>, name: &str, letters: &[&str]) -> Result<Criterion> {
    let better = match chance.int_in_range(0..=2_u8)? {
        0 => String::new(),
        1 => "equal".to_owned(),
        _ => letter(chance, letters)?,
    };
    Ok(Criterion {
        name: name.to_owned(),
        better,
        note: chance::text(chance)?,
        yes_no: chance.arbitrary()?,
        critical: chance.arbitrary()?,
        weight_percent: chance.arbitrary()?,
    })
}
