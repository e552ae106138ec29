//! Where a task stands: a sign and a word, never a colour alone.

use leptos::prelude::*;

use crate::domain::summary::Touched;
use crate::domain::work::State;

/// The sign and the word of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    name: &'static str,
    sign: &'static str,
    word: &'static str,
}

impl Mark {
    /// The mark of a task; `None` is one that nobody touched.
    pub fn of(touched: Option<&Touched>) -> Self {
        let (name, sign, word) = match touched {
            None => ("open", "·", "open"),
            Some(touched) if touched.stale => ("stale", "≠", "changed"),
            Some(touched) => match touched.state {
                State::Submitted => ("done", "✓", "done"),
                State::Reopened => ("started", "…", "editing"),
                State::Skipped => ("skipped", "↷", "skipped"),
                State::Open | State::Started if touched.flagged => ("flagged", "!", "flagged"),
                State::Started => ("started", "…", "started"),
                State::Open => ("open", "·", "open"),
            },
        };
        Self { name, sign, word }
    }
}

/// Where a task stands.
#[component]
pub fn StateMark(
    /// What to show.
    mark: Mark,
) -> impl IntoView {
    view! {
        <span class="state" data-state=mark.name>
            <span aria-hidden="true">{mark.sign}</span>
            <span>{mark.word}</span>
        </span>
    }
}
