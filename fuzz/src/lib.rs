//! What the targets share: values made of chance, and the laws that every reader keeps.

pub mod chance;
pub mod laws;
pub mod shown;
pub mod story;

#[path = "../../tests/merge/browser.rs"]
pub mod browser;
