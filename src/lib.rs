//! Trainmaster: the workbench of the AI train master.
//!
//! (The crate documentation is written with the application.)
#![forbid(unsafe_code)]

pub mod domain;
pub mod formats;
pub mod journal;
pub mod storage;
pub mod text;
#[cfg(feature = "ui")]
pub mod ui;
