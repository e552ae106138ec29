//! Going through a long list page by page.

use leptos::prelude::*;

use crate::text::figures::count;

/// How many rows a page shows.
pub const ROWS: usize = 100;

/// Buttons to the previous and the next page, and where one is.
#[component]
pub fn Pager(
    /// The page, from 0.
    #[prop(into)]
    page: Signal<usize>,
    /// How many rows there are.
    #[prop(into)]
    length: Signal<usize>,
    /// Goes to a page.
    #[prop(into)]
    go: Callback<usize>,
) -> impl IntoView {
    let shown = move || crate::domain::search::page(length.get(), page.get(), ROWS);
    let at = move || shown().start / ROWS;
    let is_last = move || shown().end >= length.get();
    let place = move || {
        let shown = shown();
        format!(
            "{}–{} of {}",
            count(shown.start + 1),
            count(shown.end),
            count(length.get())
        )
    };
    let back = move |_| {
        if at() > 0 {
            go.run(at() - 1);
        }
    };
    let on = move |_| {
        if !is_last() {
            go.run(at() + 1);
        }
    };
    // A disabled button loses the focus; these stay where they are and say so.
    view! {
        <Show when=move || { length.get() > ROWS }>
            <nav class="pager" aria-label="Pages">
                <button
                    type="button"
                    class="btn"
                    on:click=back
                    aria-disabled=move || (at() == 0).then_some("true")
                >
                    "Previous" <kbd>"["</kbd>
                </button>
                <span class="num" role="status">{place}</span>
                <button
                    type="button"
                    class="btn"
                    on:click=on
                    aria-disabled=move || is_last().then_some("true")
                >
                    "Next" <kbd>"]"</kbd>
                </button>
            </nav>
        </Show>
    }
}
