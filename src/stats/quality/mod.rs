//! Raters and judges held against what is known to be right, and how much to look at.

pub mod doubtful;
pub mod gold;
pub mod judge;
pub mod sampling;
pub mod scores;
