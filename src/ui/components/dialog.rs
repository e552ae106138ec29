//! The native dialog: focus goes in, comes back to where it was, Esc and the backdrop close.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::ui::browser;

/// A handle to a dialog on the page, free to copy.
#[derive(Clone, Copy)]
pub struct Sheet(NodeRef<html::Dialog>);

impl Sheet {
    /// A handle for a dialog to come.
    pub fn new() -> Self {
        Self(NodeRef::new())
    }

    /// Closes it; the focus is back where it was when this returns.
    pub fn close(self) {
        if let Some(Some(element)) = self.0.try_get_untracked() {
            browser::close_dialog(&element);
        }
    }

    /// What the element is tied to.
    pub fn node(self) -> NodeRef<html::Dialog> {
        self.0
    }

    /// Opens it once it stands on the page, and closes it before it is taken away.
    pub fn show(self, modal: bool) {
        self.0
            .on_load(move |element| browser::show_dialog(&element, modal));
        // An element that is removed while open would take the focus with it.
        on_cleanup(move || self.close());
    }
}

impl Default for Sheet {
    fn default() -> Self {
        Self::new()
    }
}

/// A dialog over the screen; nothing else can be reached until it is closed.
#[component]
pub fn Modal(
    /// Its handle; what is inside closes it by this.
    sheet: Sheet,
    /// Its name.
    #[prop(into)]
    label: String,
    /// `wide` for long lists.
    #[prop(optional)]
    kind: Option<&'static str>,
    /// The class, where it needs more than `dialog`.
    #[prop(default = "dialog")]
    class: &'static str,
    /// Called once it is closed, however that came about.
    on_close: Callback<()>,
    /// What is inside.
    children: Children,
) -> impl IntoView {
    // A text that is selected out to the backdrop must not close it: press and release both count.
    let pressed = StoredValue::new(false);
    let press = move |event: ev::MouseEvent| {
        pressed.set_value(browser::is_backdrop(&event));
    };
    let release = move |event: ev::MouseEvent| {
        if pressed.get_value() && browser::is_backdrop(&event) {
            sheet.close();
        }
    };
    sheet.show(true);
    view! {
        <dialog class=class data-kind=kind aria-label=label node_ref=sheet.node()
            on:mousedown=press on:click=release
            on:keydown=|event| event.stop_propagation()
            on:close=move |_| {
                // Removed while it was open, it is closed when nobody asks any more.
                on_close.try_run(());
            }>
            {children()}
        </dialog>
    }
}

/// The head of a dialog: its title and the button that closes it.
#[component]
pub fn Title(
    /// The dialog.
    sheet: Sheet,
    /// The words.
    #[prop(into)]
    text: String,
    /// Said beside the title.
    #[prop(optional)]
    aside: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="title">
            <h2>{text}</h2>
            {aside.map(|aside| view! { <span class="small muted">{aside}</span> })}
            <button type="button" class="btn" data-kind="quiet" data-shape="icon" aria-label="Close"
                on:click=move |_| sheet.close()>
                "✕"
            </button>
        </div>
    }
}
