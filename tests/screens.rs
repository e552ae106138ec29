//! Screens as HTML, natively: `cargo test --features ssr --test screens`.
#![cfg(feature = "ssr")]

#[path = "screens/about.rs"]
mod about;
#[path = "screens/html.rs"]
mod html;
#[path = "screens/prose.rs"]
mod prose;
#[path = "screens/results.rs"]
mod results;
#[path = "screens/today.rs"]
mod today;
