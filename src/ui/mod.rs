//! The application: the only part that knows of a browser.

pub mod app;
pub mod browser;
pub mod chunks;
pub mod commands;
pub mod components;
pub mod dialogs;
pub mod live;
pub mod planted;
pub mod reckoning;
pub mod route;
pub mod screens;
pub mod session;
pub mod shell;
pub mod slices;

/// Puts the application on the page.
///
/// A panic leaves the program in whatever state it was in: from then on `public/lifeboat.js` has
/// the page, ends all writing and hands over what is kept.
pub fn mount() {
    std::panic::set_hook(Box::new(|panic| browser::stop(&panic.to_string())));
    leptos::mount::mount_to_body(shell::Shell);
}
