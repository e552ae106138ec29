//! The table of commands: adding an action is adding a row.

use leptos::prelude::GetUntracked as _;

use crate::ui::app::{App, Dialog};
use crate::ui::browser;
use crate::ui::screens::workspace::desk::{Desk, Side};

use super::places::PLACES;
use super::{Command, DIGIT, Group, ctrl, key, shift};

fn desk(app: App) -> Option<Desk> {
    app.desk.get_untracked()
}

fn working(app: App) -> bool {
    desk(app).is_some_and(Desk::can_judge)
}

fn ranking(app: App) -> bool {
    desk(app).is_some_and(|desk| desk.can_judge() && desk.is_ranking())
}

fn deciding(app: App) -> bool {
    comparing(app) || ranking(app)
}

fn comparing(app: App) -> bool {
    desk(app).is_some_and(|desk| desk.can_judge() && desk.is_pair())
}

fn at_task(app: App) -> bool {
    desk(app).is_some()
}

fn submitted(app: App) -> bool {
    desk(app).is_some_and(Desk::is_submitted)
}

fn on_desk(app: App, run: impl FnOnce(Desk)) {
    if let Some(desk) = desk(app) {
        run(desk);
    }
}

/// Every command; of two that could hear a key the first does.
pub fn commands() -> impl Iterator<Item = &'static Command> {
    WORK.iter().chain(PLACES)
}

/// What is done with a task.
const WORK: &[Command] = &[
    Command {
        id: "rate",
        label: "Rate",
        title: "Rate where the cursor stands; answers the check, gives the place",
        words: "",
        group: Group::Rate,
        keys: &[key(DIGIT)],
        enabled: working,
        run: |app, digit| on_desk(app, |desk| desk.digit(app, digit)),
    },
    Command {
        id: "next-criterion",
        label: "Down",
        title: "Next criterion, check or place",
        words: "",
        group: Group::Rate,
        keys: &[key("j"), key("arrowdown")],
        enabled: working,
        run: |app, _| on_desk(app, |desk| desk.move_down(1)),
    },
    Command {
        id: "previous-criterion",
        label: "Up",
        title: "Previous criterion, check or place",
        words: "",
        group: Group::Rate,
        keys: &[key("k"), key("arrowup")],
        enabled: working,
        run: |app, _| on_desk(app, |desk| desk.move_down(-1)),
    },
    Command {
        id: "other-side-left",
        label: "Left",
        title: "Response to the left",
        words: "",
        group: Group::Rate,
        keys: &[key("h"), key("arrowleft")],
        enabled: working,
        run: |app, _| on_desk(app, |desk| desk.move_right(-1)),
    },
    Command {
        id: "other-side-right",
        label: "Right",
        title: "Response to the right",
        words: "",
        group: Group::Rate,
        keys: &[key("l"), key("arrowright")],
        enabled: working,
        run: |app, _| on_desk(app, |desk| desk.move_right(1)),
    },
    Command {
        id: "checks",
        label: "Checks",
        title: "Answer the checks: 1 met, 2 not met, 3 n.a.",
        words: "",
        group: Group::Rate,
        keys: &[key("x")],
        enabled: working,
        run: |app, _| on_desk(app, |desk| desk.toggle_checks(app)),
    },
    Command {
        id: "raise",
        label: "Up a level",
        title: "One level up",
        words: "",
        group: Group::Rate,
        keys: &[key("+"), key("=")],
        enabled: working,
        run: |app, _| on_desk(app, |desk| desk.nudge(app, 1)),
    },
    Command {
        id: "lower",
        label: "Down a level",
        title: "One level down",
        words: "",
        group: Group::Rate,
        keys: &[key("-")],
        enabled: working,
        run: |app, _| on_desk(app, |desk| desk.nudge(app, -1)),
    },
    Command {
        id: "clear-rating",
        label: "Clear",
        title: "Clear the rating",
        words: "",
        group: Group::Rate,
        keys: &[key("backspace"), key("delete")],
        enabled: working,
        run: |app, _| on_desk(app, |desk| desk.clear(app)),
    },
    Command {
        id: "note",
        label: "Note",
        title: "Note on the criterion",
        words: "",
        group: Group::Rate,
        keys: &[key("n")],
        enabled: working,
        run: |app, _| on_desk(app, |desk| desk.open_note(app)),
    },
    Command {
        id: "decide-a",
        label: "A better",
        title: "A is better; again for much better, slightly better",
        words: "",
        group: Group::Decide,
        keys: &[key("a")],
        enabled: comparing,
        run: |app, _| on_desk(app, |desk| desk.decide_for(app, Side::A)),
    },
    Command {
        id: "decide-tie",
        label: "Tie",
        title: "Both good; again for both bad",
        words: "",
        group: Group::Decide,
        keys: &[key("t")],
        enabled: comparing,
        run: |app, _| on_desk(app, |desk| desk.decide_tie(app)),
    },
    Command {
        id: "decide-b",
        label: "B better",
        title: "B is better; again for much better, slightly better",
        words: "",
        group: Group::Decide,
        keys: &[key("b")],
        enabled: comparing,
        run: |app, _| on_desk(app, |desk| desk.decide_for(app, Side::B)),
    },
    Command {
        id: "places",
        label: "Places",
        title: "Rank more than two: a place for each, 1 is the best, the same is a tie",
        words: "",
        group: Group::Decide,
        keys: &[key("d")],
        enabled: ranking,
        run: |app, _| on_desk(app, |desk| desk.toggle_places(app)),
    },
    Command {
        id: "cannot-judge",
        label: "Cannot judge",
        title: "Cannot judge; again takes it back",
        words: "",
        group: Group::Decide,
        keys: &[key("c")],
        enabled: deciding,
        run: |app, _| on_desk(app, |desk| desk.cannot_judge(app)),
    },
    Command {
        id: "criterion-a",
        label: "A",
        title: "A is better on this criterion",
        words: "",
        group: Group::Decide,
        keys: &[shift("a")],
        enabled: comparing,
        run: |app, _| on_desk(app, |desk| desk.decide_criterion(app, Some(Side::A))),
    },
    Command {
        id: "criterion-tie",
        label: "Equal",
        title: "Equal on this criterion",
        words: "",
        group: Group::Decide,
        keys: &[shift("t")],
        enabled: comparing,
        run: |app, _| on_desk(app, |desk| desk.decide_criterion(app, None)),
    },
    Command {
        id: "criterion-b",
        label: "B",
        title: "B is better on this criterion",
        words: "",
        group: Group::Decide,
        keys: &[shift("b")],
        enabled: comparing,
        run: |app, _| on_desk(app, |desk| desk.decide_criterion(app, Some(Side::B))),
    },
    Command {
        id: "rationale",
        label: "Rationale",
        title: "Write the rationale",
        words: "reason why explain",
        group: Group::Decide,
        keys: &[key("r")],
        enabled: working,
        run: |_, _| browser::focus("[data-part=rationale]"),
    },
    Command {
        id: "template",
        label: "Template",
        title: "Fill the rationale from a template",
        words: "",
        group: Group::Decide,
        keys: &[shift("r")],
        enabled: working,
        run: |app, _| app.open(Dialog::Templates),
    },
    Command {
        id: "submit",
        label: "Submit and next",
        title: "Submit and next",
        words: "send finish done",
        group: Group::Task,
        keys: &[ctrl("enter")],
        enabled: working,
        run: |app, _| on_desk(app, |desk| desk.submit(app)),
    },
    Command {
        id: "skip",
        label: "Skip",
        title: "Skip, with a reason",
        words: "put aside",
        group: Group::Task,
        keys: &[key("s")],
        enabled: working,
        run: |app, _| app.open(Dialog::Skip),
    },
    Command {
        id: "edge-case",
        label: "Edge case",
        title: "Flag as an edge case, with a note",
        words: "flag mark",
        group: Group::Task,
        keys: &[key("e")],
        enabled: at_task,
        run: |app, _| app.open(Dialog::EdgeCase),
    },
    Command {
        id: "edit",
        label: "Edit",
        title: "Edit a submitted evaluation",
        words: "",
        group: Group::Task,
        keys: &[key("enter")],
        enabled: submitted,
        run: |app, _| on_desk(app, |desk| desk.reopen(app)),
    },
    Command {
        id: "scroll-down",
        label: "Scroll on",
        title: "Scroll all responses on",
        words: "",
        group: Group::Read,
        keys: &[key(" "), key("pagedown")],
        enabled: at_task,
        run: |app, _| on_desk(app, |desk| desk.scroll(1.0)),
    },
    Command {
        id: "scroll-up",
        label: "Scroll back",
        title: "Scroll all responses back",
        words: "",
        group: Group::Read,
        keys: &[shift(" "), key("pageup")],
        enabled: at_task,
        run: |app, _| on_desk(app, |desk| desk.scroll(-1.0)),
    },
    Command {
        id: "raw",
        label: "Raw",
        title: "Raw text or rendered, for all responses",
        words: "",
        group: Group::Read,
        keys: &[key("v")],
        enabled: at_task,
        run: |app, _| on_desk(app, |desk| desk.toggle_raw(app)),
    },
    Command {
        id: "full",
        label: "Full length",
        title: "Responses in full length",
        words: "",
        group: Group::Read,
        keys: &[key("f")],
        enabled: at_task,
        run: |app, _| on_desk(app, Desk::toggle_full),
    },
    Command {
        id: "sop",
        label: "SOP",
        title: "SOP and glossary",
        words: "guidelines rules",
        group: Group::Read,
        keys: &[key("g")],
        enabled: at_task,
        run: |app, _| app.open(Dialog::Sop),
    },
];
