//! What happened: facts, who said them and when, and the state they add up to.
//!
//! The journal is the truth; the [`Workspace`](crate::domain::workspace::Workspace) is what it
//! adds up to. State is a join over the set of entries, ordered by a hybrid logical clock with
//! ties broken by id, so that the same entries give the same state in whatever order they arrive.

pub mod apply;
pub mod chain;
pub mod check;
pub mod clock;
pub mod entry;
pub mod event;
pub mod history;
pub mod reveal;
mod turns;
