//! Foreign text as typed nodes; words; templates.
//!
//! What a model wrote is hostile input. Nothing here makes a string of markup out of it: text goes
//! in, typed nodes come out, and the screen builds elements from the nodes.
//!
//! - [`markdown`] reads a response into the [`nodes`] of a document;
//! - [`latex`] reads a formula into the nodes of [`math`];
//! - [`invisible`] makes characters visible that a reader would not see;
//! - [`words`] counts, estimates reading time and cuts where a reader would;
//! - [`account`] gathers the [`facts`] of an evaluation from what the rater said;
//! - [`figures`] writes counts, durations and scores as people read them;
//! - [`rationale`] fills a rationale template with them.

pub mod account;
mod builder;
mod engine;
pub mod facts;
pub mod figures;
mod formulas;
mod frame;
mod guard;
pub mod invisible;
pub mod latex;
pub mod markdown;
pub mod math;
pub mod nodes;
pub mod rationale;
mod told;
pub mod words;
