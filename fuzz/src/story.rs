//! A day of two raters, for files of results that are worth bending.

use serde_json::{Value, json};
use trainmaster::domain::check::CheckAnswer;
use trainmaster::domain::pack::Pack;
use trainmaster::journal::event::{Event, Step};

use crate::browser::{ADA, BO, Browser, a_pack};

/// Ada's browser after a day with everything in it: names, notes, flags, second thoughts, undo.
pub fn ada() -> Browser {
    let mut ada = Browser::new(ADA, "ada");
    ada.happens(Event::RaterNamed { name: "Ada".into() });
    let pack = ada.opens(a_pack("p", "Right", &["Do.", "Tell.", "Ask."]));
    day(&mut ada, &pack);
    ada
}

/// Bo's browser after a shorter one, on the same pack.
pub fn bo() -> Browser {
    let mut bo = Browser::new(BO, "bo");
    let pack = bo.opens(a_pack("p", "Right", &["Do.", "Tell.", "Ask."]));
    bo.judges(&pack, "t-2", 0);
    bo.rates("p", "t-3", 1);
    bo
}

fn day(browser: &mut Browser, pack: &Pack) {
    browser.judges(pack, "t-1", 3);
    browser.does("p", "t-1", Step::EvaluationReopened);
    browser.writes("p", "t-1", "Größe — 🚂");
    let criterion = || "c".into();
    let steps = [
        Step::NoteWritten {
            criterion: criterion(),
            text: "half".into(),
        },
        Step::CheckAnswered {
            response: "x".into(),
            criterion: criterion(),
            check: 1,
            answer: Some(CheckAnswer::Met),
        },
        Step::EdgeCaseFlagged {
            note: "silent".into(),
        },
        Step::TimeSpent { ms: 5_000 },
    ];
    for step in steps {
        browser.does("p", "t-1", step);
    }
    browser.judges(pack, "t-1", 0);
    browser.judges(pack, "t-2", 1);
    browser.undoes();
    browser.rates("p", "t-2", 2);
    browser.does(
        "p",
        "t-3",
        Step::TaskSkipped {
            reason: "no".into(),
        },
    );
}

/// Ada's file, with fields that no version of the app knows.
pub fn file() -> Value {
    let mut file = ada().exports(&["p"], true);
    for place in [
        "",
        "/rater",
        "/packs/0",
        "/rubrics/0",
        "/tasks/0",
        "/evaluations/0",
    ] {
        file.pointer_mut(place).unwrap()["x-mine"] = json!({ "list": [1, 0.5, null] });
    }
    file
}
