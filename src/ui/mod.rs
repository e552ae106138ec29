//! The application: the only part that knows of a browser.

use leptos::prelude::*;

/// Puts the application on the page.
pub fn mount() {
    leptos::mount::mount_to_body(|| view! { <main><h1>"Trainmaster"</h1></main> });
}
