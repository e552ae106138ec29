//! Every key and what it does.

use leptos::prelude::*;

use crate::ui::commands::{Group, commands};
use crate::ui::components::{KeyCaps, Modal, Sheet, Title};

/// The help sheet.
#[component]
pub(super) fn Help(
    /// Called once it is closed.
    close: Callback<()>,
) -> impl IntoView {
    let sheet = Sheet::new();
    let groups = Group::EACH.map(|(group, name)| view! { <Keys group name/> });
    view! {
        <Modal sheet label="Keys" kind="wide" on_close=close>
            <Title sheet text="Keys" aside="never while typing, except those with Ctrl"/>
            <div class="inner" tabindex="0" role="group" aria-label="Every key">
                <div class="columns">{groups.collect_view()}</div>
            </div>
        </Modal>
    }
}

#[component]
fn Keys(group: Group, name: &'static str) -> impl IntoView {
    let rows = commands().filter(|command| command.group == group);
    let rows = rows.map(|command| {
        let keys = if command.keys.is_empty() {
            view! { <span class="muted">"by name"</span> }.into_any()
        } else {
            view! { <KeyCaps keys=command.keys/> }.into_any()
        };
        view! { <div><dt>{command.title}</dt><dd>{keys}</dd></div> }
    });
    let not_applicable = (group == Group::Rate)
        .then(|| view! { <div><dt>"Not applicable"</dt><dd><kbd>"0"</kbd></dd></div> });
    view! {
        <section class="stack">
            <h3 class="caps">{name}</h3>
            <dl class="keys">{rows.collect_view()} {not_applicable}</dl>
        </section>
    }
}
