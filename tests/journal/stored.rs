//! What is stored of a fact is all of it.

use std::collections::BTreeSet;

use serde_json::json;
use trainmaster::domain::check::CheckAnswer;
use trainmaster::domain::decision::{Decision, Strength};
use trainmaster::domain::evaluation::Evaluation;
use trainmaster::domain::extras::{Extra, Fields, Line};
use trainmaster::domain::hash::ContentHash;
use trainmaster::domain::id::WriterId;
use trainmaster::domain::rating::Rating;
use trainmaster::domain::work::{Rationale, Seen};
use trainmaster::journal::entry::{Entry, EntryId};
use trainmaster::journal::event::{Event, Step};

use super::desk::{Desk, key};

/// A number for each kind of fact: a new one does not compile until it is among the facts below.
fn number(event: &Event) -> usize {
    match event {
        Event::PackOpened(_) => 0,
        Event::PackArchived { .. } => 1,
        Event::PackReturned { .. } => 2,
        Event::PackRemoved { .. } => 3,
        Event::RaterNamed { .. } => 4,
        Event::EvaluationImported(_) => 5,
        Event::ExtrasRead { .. } => 24,
        Event::Retracted { .. } => 6,
        Event::Restored { .. } => 7,
        Event::Worked { step, .. } => match step {
            Step::RatingGiven { .. } => 8,
            Step::CheckAnswered { .. } => 9,
            Step::NoteWritten { .. } => 10,
            Step::DecisionTaken { .. } => 11,
            Step::CriterionDecided { .. } => 12,
            Step::OverrideExplained { .. } => 13,
            Step::RationaleWritten { .. } => 14,
            Step::EdgeCaseFlagged { .. } => 15,
            Step::FlagWithdrawn => 16,
            Step::TaskSkipped { .. } => 17,
            Step::TaskResumed => 18,
            Step::TimeSpent { .. } => 19,
            Step::EvaluationSubmitted { .. } => 20,
            Step::EvaluationReopened => 21,
            Step::ChangesDropped => 22,
            Step::PlacesGiven { .. } => 23,
        },
    }
}

const KINDS: usize = 25;

fn ratings() -> Vec<Step> {
    let given = [
        Some(Rating::Level(3)),
        Some(Rating::Met(true)),
        Some(Rating::NotApplicable),
        None,
    ];
    let steps = given.map(|rating| Step::RatingGiven {
        response: "x".into(),
        criterion: "right".into(),
        rating,
    });
    steps.to_vec()
}

fn checks() -> Vec<Step> {
    let given = [
        Some(CheckAnswer::Met),
        Some(CheckAnswer::NotMet),
        Some(CheckAnswer::Na),
        None,
    ];
    let steps = given.map(|answer| Step::CheckAnswered {
        response: "x".into(),
        criterion: "right".into(),
        check: 0,
        answer,
    });
    steps.to_vec()
}

fn decisions() -> Vec<Step> {
    let ranking = vec![vec!["y".into()], vec!["x".into(), "z".into()]];
    let given = [
        Some(Decision::Better("x".into(), Strength::Much)),
        Some(Decision::Better("x".into(), Strength::Clear)),
        Some(Decision::Better("x".into(), Strength::Slight)),
        Some(Decision::BothGood),
        Some(Decision::BothBad),
        Some(Decision::CannotJudge),
        Some(Decision::Ranking(ranking)),
        None,
    ];
    let both = given.into_iter().flat_map(|decision| {
        let criterion = "right".into();
        [
            Step::DecisionTaken {
                decision: decision.clone(),
            },
            Step::CriterionDecided {
                criterion,
                decision,
            },
        ]
    });
    both.collect()
}

fn extras() -> Vec<Extra> {
    let hash = || ContentHash::of(&"other");
    let lines = [
        Line::File,
        Line::Rater,
        Line::Journal,
        Line::Pack,
        Line::Rubric { hash: hash() },
        Line::Task {
            task: "t-1".into(),
            hash: hash(),
        },
    ];
    let fields: Fields = [("x-mine".to_owned(), json!({ "deep": [1, 0.5, null] }))]
        .into_iter()
        .collect();
    let extras = lines.map(|line| Extra {
        line,
        fields: fields.clone(),
    });
    extras.to_vec()
}

fn words(seen: Seen) -> Vec<Step> {
    let text = || "“Größe” \\ \n\t 任务".to_owned();
    let rationale = |template: Option<&str>| Step::RationaleWritten {
        rationale: Rationale {
            text: text(),
            template: template.map(str::to_owned),
        },
    };
    vec![
        Step::NoteWritten {
            criterion: "right".into(),
            text: text(),
        },
        Step::PlacesGiven {
            places: [("x".into(), 0), ("y".into(), 2)].into(),
        },
        Step::OverrideExplained { text: text() },
        rationale(None),
        rationale(Some("decision-first")),
        Step::EdgeCaseFlagged { note: text() },
        Step::FlagWithdrawn,
        Step::TaskSkipped { reason: text() },
        Step::TaskResumed,
        Step::TimeSpent { ms: 5_000 },
        Step::EvaluationSubmitted { seen },
        Step::EvaluationReopened,
        Step::ChangesDropped,
    ]
}

#[test]
fn every_fact_survives_its_stored_text() {
    let mut desk = Desk::new();
    desk.judge("t-1");
    desk.submit("t-1").unwrap();
    let evaluation = Evaluation {
        pass: 2,
        ..desk.evaluation("t-1")
    };
    let task = desk.pack.task(&"t-1".into()).unwrap();
    let seen = Seen {
        after_reveal: true,
        ..Seen::of(&desk.pack, &task, task.response_ids(), true, 7)
    };
    let steps = [ratings(), checks(), decisions(), words(seen)];
    let entry = EntryId(WriterId::from("w"), 3);
    let pack = || desk.pack.stub.id.clone();
    let mut events = vec![
        Event::PackOpened(desk.pack.stub.clone()),
        Event::PackArchived { pack: pack() },
        Event::PackReturned { pack: pack() },
        Event::PackRemoved { pack: pack() },
        Event::RaterNamed { name: "Ada".into() },
        Event::EvaluationImported(Box::new(evaluation)),
        Event::ExtrasRead {
            pack: pack(),
            extras: extras(),
        },
        Event::Retracted {
            entry: entry.clone(),
        },
        Event::Restored { entry },
    ];
    let on = key("t-1");
    events.extend(steps.into_iter().flatten().map(|step| Event::Worked {
        on: on.clone(),
        step,
    }));
    let covered: BTreeSet<usize> = events.iter().map(number).collect();
    assert_eq!(covered.len(), KINDS);
    for event in events {
        let entry = Entry {
            event,
            ..desk.entries[0].clone()
        };
        let read = Entry::from_json(entry.id.clone(), &entry.to_json()).unwrap();
        assert_eq!(read, entry);
    }
}

#[test]
fn a_fact_of_a_later_version_is_not_mistaken_for_one_of_ours() {
    let id = EntryId(WriterId::from("w"), 1);
    let text = r#"{"at":[1,0],"by":"r-x","event":{"what":"brain_scanned","depth":3}}"#;
    assert!(Entry::from_json(id, text).is_err());
}

#[test]
fn a_submission_of_an_earlier_version_still_reads() {
    let id = EntryId(WriterId::from("w"), 1);
    let text = r#"{"at":[1,0],"by":"r-x","event":{"what":"worked","pack":"p","task":"t",
        "step":"evaluation_submitted","shown":["x"],"raw_view":false,"kind":"score",
        "rubric":"sha256:0","task_hash":"sha256:1","active_ms":5}}"#;
    let entry = Entry::from_json(id, text).unwrap();
    let Event::Worked { step, .. } = entry.event else {
        panic!("{:?}", entry.event)
    };
    assert!(matches!(step, Step::EvaluationSubmitted { seen } if !seen.after_reveal));
}
