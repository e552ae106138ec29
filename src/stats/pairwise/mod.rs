//! What votes between two responses say: who wins, who ranks where, and whether to ask on.

pub mod active;
pub mod bootstrap;
pub mod bradley_terry;
pub mod counts;
mod design;
pub mod elo;
mod errors;
pub mod graph;
mod newton;
pub mod position;
pub mod power;
pub mod ranking;
pub mod ranks;
mod scores;
pub mod sequential;
pub mod style;
pub mod ties;
pub mod triads;
pub mod win_rate;

/// A number of votes as the number of units of an estimate; the largest there is where it is more.
fn units(votes: u64) -> usize {
    usize::try_from(votes).unwrap_or(usize::MAX)
}
