//! Faults on purpose, for the tests of what stands when the application fails.
//!
//! Nothing of it is in what is shipped: without the feature `planted` these functions are empty. A
//! test names the fault in the tab's storage.

#[cfg(not(feature = "planted"))]
use leptos::prelude::*;

#[cfg(feature = "planted")]
mod reckon;

#[cfg(feature = "planted")]
pub use {
    faults::{at, markup},
    reckon::reckoner,
};

/// Stops the program here, if a test asks for that.
#[cfg(not(feature = "planted"))]
pub fn at(_place: &str) {}

/// A text that becomes markup unseen, if a test asks for that.
#[cfg(not(feature = "planted"))]
pub fn markup(_text: Signal<String>) -> Option<AnyView> {
    None
}

/// Lets a test ask for statistics from the page.
#[cfg(not(feature = "planted"))]
pub fn reckoner() {}

#[cfg(feature = "planted")]
mod faults {
    use std::hint::black_box;

    use leptos::html::Div;
    use leptos::prelude::*;

    use crate::ui::browser;

    /// What a test asks for to have every text become markup.
    const MARKUP: &str = "markup";

    /// What a test asks for to run out of stack, which no panic tells of.
    const ABYSS: &str = "abyss";

    /// Stops the program here, if a test asks for that; once, so that a reload finds nothing.
    ///
    /// # Panics
    /// Where it was asked to.
    pub fn at(place: &str) {
        if browser::planted().as_deref() != Some(place) {
            return;
        }
        browser::forget_planted();
        if place == ABYSS {
            fall(0);
        }
        panic!("planted: {place}, {} ms", browser::steady_ms());
    }

    fn fall(depth: u64) -> u64 {
        if black_box(depth) == u64::MAX {
            return 0;
        }
        black_box(fall(depth + 1)) + 1
    }

    /// A text that becomes markup unseen, if a test asks for that: what a mistake in the renderer
    /// would be at its worst. What the guard refuses is not shown.
    pub fn markup(text: Signal<String>) -> Option<AnyView> {
        if browser::planted().as_deref() != Some(MARKUP) {
            return None;
        }
        let node = NodeRef::<Div>::new();
        Effect::new(move |_| {
            if let Some(element) = node.get() {
                let _ = js_sys::Reflect::set(&element, &"innerHTML".into(), &text.get().into());
            }
        });
        Some(view! { <div data-planted="markup" node_ref=node></div> }.into_any())
    }
}
