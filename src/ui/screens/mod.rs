//! A folder or file a screen.

pub mod about;
pub mod data;
pub mod open;
pub mod packs;
pub mod queue;
pub mod results;
pub mod today;
pub mod workspace;
