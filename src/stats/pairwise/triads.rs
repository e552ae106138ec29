//! Do votes contradict each other: A beats B beats C beats A.
//!
//! Of all triads of models whose three pairs have enough votes each, the share in which majorities
//! go round in a circle (Kendall and Babington Smith 1940, Biometrika 31:324). If majorities were
//! thrown by coins it would be a quarter. An even pair has no majority, so its triads are no
//! cycles but count as triads.

use super::counts::Counts;
use super::units;
use crate::stats::general::proportion::wilson;
use crate::stats::{CONFIDENCE, Estimate, Undefined};

/// What triads say.
#[derive(Clone, Debug, PartialEq)]
pub struct Triads {
    /// The share of cycles, 0..1, of triads with enough votes; those without are left out.
    /// The interval takes triads as independent, which those with a common pair are not.
    /// [`Undefined::TooFew`] of fewer than three models, [`Undefined::NoData`] where no triad has
    /// enough votes.
    pub share: Result<Estimate, Undefined>,
    /// The cycles, each from its lowest number on: a beats b beats c beats a.
    pub cycles: Vec<[usize; 3]>,
}

/// Cycles among triads in which each pair has at least so many votes, ties counted.
pub fn triads(counts: &Counts, enough: u64) -> Triads {
    let models = counts.models();
    let enough = enough.max(1);
    let has = |i, j| counts.times(i, j) >= enough;
    let beats = |i, j| counts.wins(i, j) > counts.wins(j, i);
    let (mut all, mut cycles) = (0_usize, Vec::new());
    for i in 0..models {
        for j in (i + 1..models).filter(|j| has(i, *j)) {
            for k in (j + 1..models).filter(|k| has(i, *k) && has(j, *k)) {
                all += 1;
                if beats(i, j) && beats(j, k) && beats(k, i) {
                    cycles.push([i, j, k]);
                } else if beats(i, k) && beats(k, j) && beats(j, i) {
                    cycles.push([i, k, j]);
                }
            }
        }
    }
    Triads {
        share: share(cycles.len(), all, models),
        cycles,
    }
}

fn share(cycles: usize, all: usize, models: usize) -> Result<Estimate, Undefined> {
    if models < 3 {
        let (n, needed) = (models, 3);
        return Err(Undefined::TooFew { n, needed });
    }
    if all == 0 {
        return Err(Undefined::NoData);
    }
    // In 64 bits: of 2048 models the product is more than 32 bits hold.
    let models = models as u64;
    let triads = models * (models - 1) * (models - 2) / 6;
    Ok(Estimate {
        value: cycles as f64 / all as f64,
        interval: wilson(cycles as f64, all as f64, CONFIDENCE),
        n: all,
        left_out: units(triads) - all,
        drawn: None,
    })
}
