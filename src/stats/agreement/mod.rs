//! Whether raters agree: with each other, with themselves, and who is strict or drifts.
//!
//! [`percent`] says how often, and nothing of chance. [`krippendorff`] is what is shown first: any
//! number of raters, any pattern of missing ratings, any scale. [`cohen`] is of two named raters,
//! [`fleiss`] and [`gwet`] of several who chose from declared categories, [`icc`] of totals in a
//! complete block ([`numeric`] chooses), [`spans`] of marks in a text. [`intra`] compares a rater
//! with the same rater later, [`leniency`] and [`drift`] say who is strict and who is changing, and
//! [`habits`] how a rater uses the scale.
//!
//! What the coefficients are of stands in [`tallies`], how far two categories agree in
//! [`weights`].

pub mod cohen;
pub mod drift;
pub mod fleiss;
pub mod gwet;
pub mod habits;
pub mod icc;
pub mod intra;
pub mod krippendorff;
pub mod leniency;
pub mod numeric;
pub mod percent;
pub mod pooled;
pub mod spans;
pub mod tallies;
pub mod weights;
