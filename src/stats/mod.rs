//! Statistics over what raters said: pure functions over slices, one family a file.
//!
//! A result carries its figure, its interval, what it was taken of and what was left out. Where a
//! figure does not exist the result is an [`Undefined`] that a person can read, never NaN, 0 or 1.
//! The order in which ratings come changes nothing to the last printed digit: what can be counted
//! is counted in whole numbers, what is summed is [summed with its error](sum).
//!
//! Chance is [drawn from a seed](draw) that goes into what is exported; intervals by resampling are
//! percentiles of replicates by the rule of [`draw::quantile`].

// Formulas are written with the letters they were published with.
#![allow(clippy::many_single_char_names, clippy::similar_names)]
// A tie is two equal numbers, and a place in a list is a rounded number.
#![allow(
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

pub mod agreement;
pub mod board;
pub mod distributions;
pub mod draw;
pub mod general;
pub mod jobs;
pub mod multinomial;
pub mod pairwise;
pub mod quality;
pub mod ratings;
pub mod solve;
pub mod sum;
pub mod trust;
pub mod undefined;

use serde::{Deserialize, Serialize};

pub use undefined::Undefined;

use draw::Drawn;

/// A range that a figure lies in, at a stated confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// So far to both sides of a value.
    fn around(value: f64, half: f64) -> Self {
        Self {
            low: value - half,
            high: value + half,
        }
    }

    /// What of it lies between two values.
    fn between(self, least: f64, most: f64) -> Self {
        Self {
            low: self.low.max(least),
            high: self.high.min(most),
        }
    }

    /// Whether a value lies in it, the ends included.
    pub fn has(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// How wide it is.
    pub fn width(self) -> f64 {
        self.high - self.low
    }
}

/// A figure with all that must stand beside it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its interval, or why there is none.
    pub interval: Result<Interval, Undefined>,
    /// How many units it was taken of; which kind of unit its family says.
    pub n: usize,
    /// How many units were left out, because they cannot tell anything.
    pub left_out: usize,
    /// What the interval was drawn by; nothing where it follows from a formula.
    pub drawn: Option<Drawn>,
}

/// The confidence of every interval that is shown.
pub const CONFIDENCE: f64 = 0.95;
