//! Screens as HTML, natively: `cargo test --features ssr --test screens`.
#![cfg(feature = "ssr")]
#![allow(clippy::expect_used, clippy::unwrap_used)]

#[path = "screens/about.rs"]
mod about;
#[path = "screens/formulas.rs"]
mod formulas;
#[path = "text/growing.rs"]
mod growing;
#[path = "screens/harmless.rs"]
mod harmless;
#[path = "screens/html.rs"]
mod html;
#[path = "screens/laws.rs"]
mod laws;
#[path = "screens/prose.rs"]
mod prose;
#[path = "screens/results.rs"]
mod results;
#[path = "screens/today.rs"]
mod today;
