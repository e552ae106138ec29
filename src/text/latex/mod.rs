//! LaTeX from a model, read into the nodes of a formula.
//!
//! The parser's events become nodes of a closed list; its own string output is never used, because
//! it lets markup through. What the parser must not see is refused by [`spelling`] before it
//! starts: definitions, depth, and the few commands at which it would stop the application or lose
//! words.

mod alphabets;
mod builder;
mod groups;
mod spacing;
mod spelling;

use std::error::Error;

use pulldown_latex::{Parser, ParserError, Storage};

use super::math::{Drawing, Fault, Form};
use builder::Builder;

/// The longest formula that is drawn, in bytes.
pub const FORMULA_BYTES: usize = 10 * 1024;

/// The most nodes that a formula may have.
pub const FORMULA_NODES: usize = 4_000;

/// Reads a formula. Linear in its length.
///
/// # Errors
///
/// A formula that is not within the limits, that would hide something, or that is not LaTeX.
pub fn typeset(source: &str, form: Form) -> Result<Drawing, Fault> {
    if source.len() > FORMULA_BYTES {
        return Err(Fault::Long);
    }
    let source = spelling::spell(source)?;
    let storage = Storage::new();
    let mut builder = Builder::new(form);
    for event in Parser::new(&source, &storage) {
        builder.take(event.map_err(|error| unreadable(&error))?)?;
    }
    builder.finish()
}

/// What the parser says, without its drawing of the place.
fn unreadable(error: &ParserError) -> Fault {
    let reason = error.source().map(ToString::to_string);
    Fault::Unreadable(reason.unwrap_or_default())
}
