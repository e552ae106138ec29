//! The application: the only part that knows of a browser.

pub mod app;
pub mod browser;
pub mod chunks;
pub mod commands;
pub mod components;
pub mod dialogs;
pub mod live;
pub mod route;
pub mod screens;
pub mod session;
pub mod shell;

/// Puts the application on the page.
pub fn mount() {
    leptos::mount::mount_to_body(shell::Shell);
}
