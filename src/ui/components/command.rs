//! A button for a command of the table, with its name and its key.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::commands;
use crate::ui::planted;

/// A button that runs a command; without such a command there is no button.
#[component]
pub fn CommandButton(
    /// The command.
    id: &'static str,
    /// `primary`, `quiet` or `danger`.
    #[prop(optional)]
    kind: Option<&'static str>,
    /// `small` or `large`.
    #[prop(optional)]
    size: Option<&'static str>,
    /// Another name than the command's own.
    #[prop(optional)]
    label: Option<&'static str>,
    /// Whether it stands at the end of its row.
    #[prop(optional)]
    push: bool,
    /// Whether it is pressed, where it switches something.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// Whether it cannot be used now.
    #[prop(optional, into)]
    disabled: Option<Signal<bool>>,
) -> impl IntoView {
    let app = App::here();
    let command = commands::command(id)?;
    let cap = command.keys.first().map(|key| key.cap());
    let class = if push { "btn push" } else { "btn" };
    Some(view! {
        <button
            type="button"
            class=class
            data-kind=kind
            data-size=size
            data-command=id
            title=command.title
            disabled=move || disabled.is_some_and(|disabled| disabled.get())
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            on:click=move |_| {
                planted::at("click");
                if (command.enabled)(app) {
                    (command.run)(app, 0);
                }
            }
        >
            {label.unwrap_or(command.label)}
            {cap
                .map(|cap| {
                    view! {
                        " "
                        <kbd aria-hidden="true">{cap}</kbd>
                    }
                })}
        </button>
    })
}
