//! State is a join over the set of entries: the order in which they arrive does not matter.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;
use trainmaster::domain::evaluation::Evaluation;
use trainmaster::domain::extras::{Extra, Line};
use trainmaster::domain::pack::Pack;
use trainmaster::domain::workspace::Workspace;
use trainmaster::formats::pack;
use trainmaster::journal::entry::Entry;
use trainmaster::journal::event::{Event, Step};
use trainmaster::journal::history::History;

use super::desk::{Desk, a_pack};

/// A day with two versions of a pack; the second changes a text, and comes before the end.
fn a_day() -> (Desk, Arc<Pack>) {
    let mut desk = Desk::new();
    desk.happen(Event::RaterNamed { name: "Ada".into() })
        .unwrap();
    desk.judge("t-1");
    desk.submit("t-1").unwrap();
    let imported = Evaluation {
        pass: 2,
        ..desk.evaluation("t-1")
    };
    desk.rate("t-2", "x", "right", 2);
    let mut second = a_pack();
    second["tasks"][1]["instruction"] = json!("Do t-2 again.");
    let second = Arc::new(pack::read(second).unwrap().pack);
    desk.happen(Event::PackArchived { pack: "p".into() })
        .unwrap();
    desk.happen(Event::PackOpened(second.stub.clone())).unwrap();
    desk.workspace.load(Arc::clone(&second));
    desk.happen(Event::RaterNamed {
        name: "Ada L.".into(),
    })
    .unwrap();
    let note = "The SOP is silent on refunds in kind.".to_owned();
    desk.step("t-2", Step::EdgeCaseFlagged { note }).unwrap();
    let reason = "unclear".to_owned();
    desk.step("t-2", Step::TaskSkipped { reason }).unwrap();
    desk.happen(Event::EvaluationImported(Box::new(imported)))
        .unwrap();
    for state in ["sent", "paid"] {
        let fields = [("x-state".to_owned(), json!(state))].into_iter().collect();
        let line = Line::File;
        desk.happen(Event::ExtrasRead {
            pack: "p".into(),
            extras: vec![Extra { line, fields }],
        })
        .unwrap();
    }
    desk.happen(Event::PackArchived { pack: "p".into() })
        .unwrap();
    (desk, second)
}

/// The state after these entries, with every text at hand that fits.
fn after(entries: impl Iterator<Item = Entry>, packs: &[Arc<Pack>]) -> Workspace {
    let (mut workspace, mut history) = (Workspace::default(), History::default());
    for entry in entries {
        history.add(&mut workspace, entry);
        for pack in packs {
            workspace.load(Arc::clone(pack));
        }
    }
    workspace
}

#[test]
fn the_same_entries_give_the_same_state_from_their_stored_texts() {
    let (mut desk, second) = a_day();
    desk.undo();
    desk.undo();
    desk.redo();
    for reversed in [false, true] {
        let mut replayed = desk.replayed(reversed);
        replayed.load(Arc::clone(&second));
        assert_eq!(replayed, desk.workspace);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is taken back and brought back, packs, names and imports included.
    #[test]
    fn the_same_entries_give_the_same_state_in_any_order(
        verdicts in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..8),
        keys in prop::collection::vec(any::<u32>(), 40),
    ) {
        let (mut desk, second) = a_day();
        let facts = desk.entries.clone();
        for (fact, undone) in verdicts {
            let entry = fact.get(&facts).id.clone();
            let event = if undone {
                Event::Retracted { entry }
            } else {
                Event::Restored { entry }
            };
            desk.happen(event).unwrap();
        }
        prop_assert!(desk.entries.len() <= keys.len());
        let mut shuffled: Vec<(u32, Entry)> = keys.into_iter().zip(desk.entries.clone()).collect();
        shuffled.sort_by_key(|(key, _)| *key);
        let packs = [Arc::clone(&desk.pack), second];
        let in_order = after(desk.entries.iter().cloned(), &packs);
        let in_disorder = after(shuffled.into_iter().map(|(_, entry)| entry), &packs);
        prop_assert_eq!(in_disorder, in_order);
    }
}
