//! Text as it is, character by character.

use leptos::prelude::*;

use super::prose::{More, chip};
use crate::text::invisible::{self, View};
use crate::ui::live::memo;

/// How much is shown at first, in characters.
const SHOWN: usize = 200_000;

/// The exact text of a response: every character that cannot be seen is a chip.
#[component]
pub fn Raw(
    /// The text.
    #[prop(into)]
    source: Signal<String>,
    /// Its name for people who cannot see it: “Text of response A”.
    #[prop(optional, into)]
    label: Option<String>,
    /// The class, where the place needs more than `raw`.
    #[prop(default = "raw")]
    class: &'static str,
) -> impl IntoView {
    let shown = RwSignal::new(SHOWN);
    let cut = memo(move || source.with(|text| end_of(text, shown.get())));
    let runs = move || {
        source.with(|text| {
            let end = cut.get().unwrap_or(text.len());
            invisible::split(text.get(..end).unwrap_or(text), View::Raw)
                .into_iter()
                .map(|run| match run.chip {
                    Some(found) => chip(&found),
                    None => run.source.to_owned().into_any(),
                })
                .collect_view()
        })
    };
    let more = move || {
        let end = cut.get()?;

        Some(view! { <More shown=end more=move || shown.update(|shown| *shown *= 4)/> })
    };
    let role = label.is_some().then_some("region");
    let stop = label.is_some().then_some("0");
    view! {
        <pre class=class dir="auto" tabindex=stop role=role aria-label=label>
            {runs}
            {more}
        </pre>
    }
}

/// The byte at which `characters` are over; none where the text ends before.
fn end_of(text: &str, characters: usize) -> Option<usize> {
    text.char_indices().nth(characters).map(|(at, _)| at)
}
