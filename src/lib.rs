//! Trainmaster: the workbench for people who rate what language models write.
//!
//! A rater opens a pack of tasks, rates and compares responses against a rubric, says why, and
//! exports one JSON file. This crate is all of it: a library of everything that can be right or
//! wrong, and a thin Leptos application over it.
//!
//! # The picture
//!
//! ```text
//!                       ┌──────────────────── ui ────────────────────┐
//!                       │  shell · session · commands · screens      │
//!                       └──┬──────────┬──────────┬──────────┬────────┘
//!                          │          │          │          │
//!                       formats    storage      text      stats
//!                          │          │          │          │
//!                          └── journal┘          │          │
//!                                 │              │          │
//!                               domain ──────────┴──────────┘
//! ```
//!
//! Arrows point down only; `tests/architecture.rs` checks them.
//!
//! # A key press, from end to end
//!
//! The rater presses `3`. The [shell](ui::shell) finds the command in the
//! [table](ui::commands::commands); it asks the [desk](ui::screens::workspace::desk) for the cell
//! under the cursor and dispatches the fact `RatingGiven` through the one door to state, the
//! [session](ui::session::Session). There the [workspace](domain::workspace::Workspace) may
//! refuse it ([`check`](domain::workspace::Workspace::check)); what is not refused becomes a
//! journal [entry](journal::entry::Entry), is written, read back and only then called saved by
//! the [keeper](storage::Keeper), and is folded into the state by the
//! [history](journal::history::History), which cannot fail. Every view that shows something else
//! now is a memo over that state.
//!
//! # A long figure
//!
//! What would hold the page is a [job](stats::jobs). A screen [asks](ui::reckoning::ask) it; the
//! [clerk](ui::reckoning::clerk) writes it in pieces to a worker, which is a program of its own
//! (`src/worker.rs`: this crate without the interface, built to be fast), says how far it is, and
//! can be ended at any moment.
//!
//! # Reading order
//!
//! [`domain::rubric`], [`domain::score`], [`domain::work`], [`domain::workspace`]: what there is.
//! [`journal::event`], [`journal::history`]: what can happen, and how undo works.
//! [`storage::keeper`]: how it is kept. [`ui::session`], [`ui::commands`], [`ui::screens`]: how
//! it is used. [`formats::open`], [`text::markdown`]: how the outside comes in. [`stats`]: what
//! many raters' work says together.
//!
//! # What always holds
//!
//! - State is a join over the set of journal entries: the same entries give the same state in
//!   whatever order they arrive. Nothing is ever overwritten; undo is an entry like any other.
//! - A response is spoken of by its id. Letters and sides are derived from the
//!   [shown order](domain::order), which follows from pack seed, rater and task.
//! - An unrated criterion is not N/A, and neither is a zero.
//! - What a model wrote becomes typed nodes and DOM, never markup.
//! - A reader of outside data returns the good part and the problems, with place and remedy.
//!
//! # What is deliberately absent
//!
//! No server, no account, no request beyond the page's own files, no HTML from strings, no global
//! mutable state beside the session, no clock or chance in the domain, no second way to change
//! the state.
#![forbid(unsafe_code)]
// A whole screen rendered natively is one type, deeper than the compiler follows by default.
#![cfg_attr(feature = "ssr", recursion_limit = "512")]

pub mod domain;
pub mod formats;
pub mod journal;
pub mod stats;
pub mod storage;
pub mod text;
#[cfg(feature = "ui")]
pub mod ui;

/// Which build this is, as written into exports.
pub const BUILD: &str = env!("CARGO_PKG_VERSION");
