//! Resampling (Efron 1979, Annals of Statistics 7:1): how a figure varies when the units are drawn
//! again, with replacement.
//!
//! A figure is a function of how often each unit came up. Whoever resamples clusters, or items
//! with all their ratings, takes those as the units: what belongs together is drawn together.

use crate::stats::draw::{Chance, Draws, Replicates, Seed, stable};
use crate::stats::sum::Sum;
use crate::stats::{CONFIDENCE, Estimate, Interval, Undefined};

/// Replicates by draws from a seed; `told` hears how many are done.
pub fn drawn(
    units: usize,
    draws: Draws,
    mut figure: impl FnMut(&[u32]) -> Option<f64>,
    told: &mut dyn FnMut(usize),
) -> Replicates {
    let figure = |_: &mut Chance, weights: &[u32]| figure(weights);
    drawn_further(units, draws, figure, told)
}

/// As [`drawn`], for a figure that draws something else as well.
pub fn drawn_further(
    units: usize,
    draws: Draws,
    mut figure: impl FnMut(&mut Chance, &[u32]) -> Option<f64>,
    told: &mut dyn FnMut(usize),
) -> Replicates {
    let mut chance = Chance::new(draws.seed);
    let mut weights = vec![0; units];
    let mut found = Replicates::default();
    for done in 1..=draws.replicates {
        chance.weights(&mut weights);
        found.note(figure(&mut chance, &weights));
        told(done);
    }
    found
}

/// Replicates by given draws: of each the indices of the units that came up. An index beyond the
/// units is not counted.
pub fn given(
    units: usize,
    resamples: &[Vec<usize>],
    mut figure: impl FnMut(&[u32]) -> Option<f64>,
) -> Replicates {
    let mut weights = vec![0; units];
    let mut found = Replicates::default();
    for resample in resamples {
        weights.fill(0);
        for at in resample {
            if let Some(weight) = weights.get_mut(*at) {
                *weight += 1;
            }
        }
        found.note(figure(&weights));
    }
    found
}

/// All resamples there are of a few units, each with how many draws lead to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exact {
    /// Figures in order, and how many of the nⁿ draws give each.
    values: Vec<(f64, u64)>,
    undefined: u64,
}

/// With more units than this nobody waits for all resamples.
pub const MOST_EXACT: usize = 9;

/// Every resample of up to [`MOST_EXACT`] units, without chance.
///
/// # Errors
/// [`Undefined::NoData`] of no unit, [`Undefined::TooMany`] of more than those.
pub fn exact(
    units: usize,
    mut figure: impl FnMut(&[u32]) -> Option<f64>,
) -> Result<Exact, Undefined> {
    if units == 0 {
        return Err(Undefined::NoData);
    }
    if units > MOST_EXACT {
        return Err(Undefined::TooMany {
            n: units,
            most: MOST_EXACT,
        });
    }
    let mut found = Exact::default();
    let mut weights = vec![0; units];
    let ways = (1..=units as u64).product();
    spread(
        &mut weights,
        0,
        units as u32,
        ways,
        &mut |weights, ways| match figure(weights) {
            Some(value) => found.values.push((value, ways)),
            None => found.undefined += ways,
        },
    );
    found.values.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(found)
}

/// Spreads what is left over the units from `at` on; `ways` is n! over the factorials so far.
fn spread(
    weights: &mut [u32],
    at: usize,
    left: u32,
    ways: u64,
    found: &mut dyn FnMut(&[u32], u64),
) {
    let factorial = |n: u32| (1..=u64::from(n)).product::<u64>();
    if at + 1 == weights.len() {
        weights[at] = left;
        found(weights, ways / factorial(left));
        return;
    }
    for weight in 0..=left {
        weights[at] = weight;
        spread(
            weights,
            at + 1,
            left - weight,
            ways / factorial(weight),
            found,
        );
    }
}

impl Exact {
    /// The percentile interval over all draws.
    ///
    /// # Errors
    /// [`Undefined::Unstable`] where more than one draw in twenty has no figure.
    pub fn percentile(&self, confidence: f64) -> Result<Interval, Undefined> {
        stable(self.undefined as f64, self.draws() as f64)?;
        let tail = (1.0 - confidence) / 2.0;
        Ok(Interval {
            low: self.quantile(tail).ok_or(Undefined::NoData)?,
            high: self.quantile(1.0 - tail).ok_or(Undefined::NoData)?,
        })
    }

    /// The standard deviation over all draws.
    pub fn sd(&self) -> Option<f64> {
        let n = self.draws() as f64;
        let mut total = Sum::default();
        total.extend(self.values.iter().map(|(value, ways)| value * *ways as f64));
        let middle = total.value() / n;
        let mut squares = Sum::default();
        let off = |(value, ways): &(f64, u64)| (value - middle).powi(2) * *ways as f64;
        squares.extend(self.values.iter().map(off));
        (n > 0.0).then(|| (squares.value() / n).sqrt())
    }

    fn draws(&self) -> u64 {
        self.values.iter().map(|(_, ways)| ways).sum()
    }

    /// As [`quantile`](crate::stats::draw::quantile), of every value as often as it is drawn.
    fn quantile(&self, p: f64) -> Option<f64> {
        let place = p * self.draws().checked_sub(1)? as f64;
        let (low, high) = (self.nth(place.floor())?, self.nth(place.ceil())?);
        Some(low + (place - place.floor()) * (high - low))
    }

    fn nth(&self, place: f64) -> Option<f64> {
        let mut before = 0.0;
        for (value, ways) in &self.values {
            before += *ways as f64;
            if place < before {
                return Some(*value);
            }
        }
        self.values.last().map(|(value, _)| *value)
    }
}

/// A figure of so many units, and so many left out, with the percentile interval of its replicates
/// and what they were drawn by.
pub fn estimate(
    value: f64,
    [n, left_out]: [usize; 2],
    replicates: &Replicates,
    seed: Seed,
) -> Estimate {
    Estimate {
        value,
        interval: replicates.interval(CONFIDENCE),
        n,
        left_out,
        drawn: Some(replicates.drawn(seed)),
    }
}

/// The mean of values that came up so often.
pub fn weighted_mean(values: &[f64], weights: &[u32]) -> Option<f64> {
    ratio(values.iter().map(|value| (*value, 1.0)), weights)
}

/// Σ of the numerators over Σ of the denominators of clusters that came up so often.
pub fn ratio(clusters: impl IntoIterator<Item = (f64, f64)>, weights: &[u32]) -> Option<f64> {
    let (mut above, mut below) = (Sum::default(), Sum::default());
    for ((numerator, denominator), weight) in clusters.into_iter().zip(weights) {
        above.add(numerator * f64::from(*weight));
        below.add(denominator * f64::from(*weight));
    }
    (below.value() != 0.0).then(|| above.value() / below.value())
}
