//! Icons: one stroke, no fill, never the only name of anything.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// The house of the first screen.
    Today,
    /// Lines of a list.
    Queue,
    /// A case.
    Packs,
    /// Bars.
    Results,
    /// A drum.
    Data,
    /// A pencil.
    Note,
    /// A looking glass.
    Find,
}

impl Glyph {
    /// Its path in a square of 20.
    fn path(self) -> &'static str {
        match self {
            Self::Today => "M3 9l7-6 7 6v8H3z",
            Self::Queue => "M4 5h12M4 10h12M4 15h8",
            Self::Packs => "M3 6h14v10H3zM7 6V4h6v2",
            Self::Results => "M4 16V9M10 16V4M16 16v-5",
            Self::Data => {
                "M4 6c0-3 12-3 12 0v8c0 3-12 3-12 0zM4 6c0 3 12 3 12 0M4 10c0 3 12 3 12 0"
            }
            Self::Note => "M4 16l1-4 8-8 3 3-8 8zM11 6l3 3",
            Self::Find => "M4 9a5 5 0 1 0 10 0a5 5 0 1 0-10 0M13 13l4 4",
        }
    }
}

/// An icon; the words beside it, or the label of its button, say what it means.
#[component]
pub fn Icon(
    /// What it shows.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d=glyph.path()></path>
        </svg>
    }
}
