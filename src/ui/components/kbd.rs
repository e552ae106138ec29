//! Key caps.

use leptos::prelude::*;

use crate::ui::commands::{self, Key};

/// The first key of a command, for its button; nothing where the command has none.
#[component]
pub fn Kbd(
    /// The command's id.
    of: &'static str,
) -> impl IntoView {
    let key = commands::command(of).and_then(|command| command.keys.first());
    key.map(|key| view! { <kbd aria-hidden="true">{key.cap()}</kbd> })
}

/// Every key of a command.
#[component]
pub fn KeyCaps(
    /// The keys, any of which will do.
    keys: &'static [Key],
) -> impl IntoView {
    keys.iter()
        .map(|key| view! { <kbd>{key.cap()}</kbd> " " })
        .collect_view()
}
