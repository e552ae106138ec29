//! Chance: draws from a seed, and what replicates say.
//!
//! The generator is ChaCha8, whose stream is the same on every machine; the seed and the number
//! of replicates go into what is exported, so that anybody can draw the same again.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

use super::sum::{mean, squares};
use super::{Interval, Undefined};

/// What all draws follow from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seed(pub u64);

impl Default for Seed {
    /// The seed of figures that nobody chose one for.
    fn default() -> Self {
        Self(20_260_101)
    }
}

/// Replicates of an interval, and what they are drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draws {
    /// How many.
    pub replicates: usize,
    /// From which seed.
    pub seed: Seed,
}

impl Draws {
    /// So many, from the seed of whoever names none.
    pub fn of(replicates: usize) -> Self {
        let seed = Seed::default();
        Self { replicates, seed }
    }
}

impl Default for Draws {
    fn default() -> Self {
        Self::of(2000)
    }
}

/// What an interval was drawn by, and how that went: it is exported with the figure, so that
/// anybody can draw the same again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The seed and the number of replicates.
    pub draws: Draws,
    /// In how many replicates the figure does not exist; they are left out of the interval.
    pub undefined: usize,
}

/// A source of chance.
#[derive(Clone, Debug)]
pub struct Chance(pub(super) ChaCha8Rng);

impl Chance {
    /// From a seed.
    pub fn new(seed: Seed) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed.0))
    }

    /// A whole number from 0 to below `n`, each with the same chance.
    ///
    /// By multiplication, with the few draws that would favour some numbers thrown away
    /// (Lemire 2019, ACM TOMACS 29:3).
    pub fn below(&mut self, n: u32) -> u32 {
        let mut wide = u64::from(self.0.next_u32()) * u64::from(n);
        if (wide as u32) < n {
            let uneven = n.wrapping_neg() % n.max(1);
            while (wide as u32) < uneven {
                wide = u64::from(self.0.next_u32()) * u64::from(n);
            }
        }
        (wide >> 32) as u32
    }

    /// A number from 0 to below 1, of 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// How often each of `n` units comes up when `n` are drawn with replacement.
    pub fn weights(&mut self, weights: &mut [u32]) {
        weights.fill(0);
        let n = u32::try_from(weights.len()).unwrap_or(u32::MAX);
        for _ in 0..n {
            weights[self.below(n) as usize] += 1;
        }
    }
}

/// What a figure was in resamples of the data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replicates {
    /// Where it exists.
    pub values: Vec<f64>,
    /// In how many it does not.
    pub undefined: usize,
}

/// Above this share of resamples without a figure there is no interval.
const MOST_UNDEFINED: f64 = 0.05;

impl Replicates {
    /// One resample more.
    pub fn note(&mut self, figure: Option<f64>) {
        match figure {
            Some(value) => self.values.push(value),
            None => self.undefined += 1,
        }
    }

    /// The percentile interval (Efron 1979): the middle `confidence` of the replicates.
    ///
    /// # Errors
    /// [`Undefined::Unstable`] where more than one resample in twenty has no figure, or all of
    /// them; [`Undefined::NoData`] where nothing was drawn.
    pub fn percentile(&self, confidence: f64) -> Result<Interval, Undefined> {
        stable(self.undefined as f64, self.values.len() as f64)?;
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        let tail = (1.0 - confidence) / 2.0;
        let ends = quantile(&sorted, tail).zip(quantile(&sorted, 1.0 - tail));
        let (low, high) = ends.ok_or(Undefined::NoData)?;
        Ok(Interval { low, high })
    }

    /// The percentile interval of a figure that varied. Where every resample gives the same, what
    /// was drawn is too little to vary, a single prompt or only wins: that is no certainty.
    ///
    /// # Errors
    /// As [`percentile`](Self::percentile) in the first place, for what is missing may have varied;
    /// [`Undefined::Alike`] then.
    pub fn interval(&self, confidence: f64) -> Result<Interval, Undefined> {
        let interval = self.percentile(confidence)?;
        if self.values.windows(2).all(|pair| pair[0] == pair[1]) {
            return Err(Undefined::Alike);
        }
        Ok(interval)
    }

    /// What stands beside an interval that was drawn from these.
    pub fn drawn(&self, seed: Seed) -> Drawn {
        let replicates = self.values.len() + self.undefined;
        Drawn {
            draws: Draws { replicates, seed },
            undefined: self.undefined,
        }
    }

    /// The basic interval: the percentile interval mirrored at the figure itself.
    ///
    /// # Errors
    /// As [`percentile`](Self::percentile).
    pub fn basic(&self, value: f64, confidence: f64) -> Result<Interval, Undefined> {
        let Interval { low, high } = self.percentile(confidence)?;
        Ok(Interval {
            low: 2.0 * value - high,
            high: 2.0 * value - low,
        })
    }

    /// Their standard deviation, by n.
    pub fn sd(&self) -> Option<f64> {
        mean(&self.values)?;
        Some((squares(&self.values) / self.values.len() as f64).sqrt())
    }
}

/// Whether resamples enough have a figure for an interval.
///
/// # Errors
/// [`Undefined::Unstable`] where more than one in twenty has none.
pub(super) fn stable(undefined: f64, defined: f64) -> Result<(), Undefined> {
    if undefined > MOST_UNDEFINED * (defined + undefined) {
        return Err(Undefined::Unstable);
    }
    Ok(())
}

/// The quantile of sorted values, between neighbours in proportion: type 7 of Hyndman and Fan
/// (1996, The American Statistician 50:361). None of nothing.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = p.clamp(0.0, 1.0) * last as f64;
    let below = place.floor();
    let (low, high) = (sorted[below as usize], sorted[place.ceil() as usize]);
    Some(low + (place - below) * (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_that_of_the_seed_on_every_machine() {
        let mut chance = Chance::new(Seed(1));
        let drawn: Vec<u32> = (0..8).map(|_| chance.below(1000)).collect();
        let mut again = Chance::new(Seed(1));
        assert_eq!(drawn, (0..8).map(|_| again.below(1000)).collect::<Vec<_>>());
        let mut other = Chance::new(Seed(2));
        assert_ne!(drawn, (0..8).map(|_| other.below(1000)).collect::<Vec<_>>());
    }

    #[test]
    fn every_number_comes_up_alike() {
        let mut chance = Chance::new(Seed::default());
        let mut seen = [0_u32; 7];
        (0..70_000).for_each(|_| seen[chance.below(7) as usize] += 1);
        assert!(seen.iter().all(|n| (9_500..10_500).contains(n)), "{seen:?}");
        assert_eq!(chance.below(1), 0);
        let units: Vec<f64> = (0..10_000).map(|_| chance.unit()).collect();
        assert!(units.iter().all(|unit| (0.0..1.0).contains(unit)));
        assert!((mean(&units).unwrap() - 0.5).abs() < 0.02);
    }

    #[test]
    fn a_resample_is_as_large_as_what_it_is_drawn_of() {
        let mut chance = Chance::new(Seed::default());
        let mut weights = [0; 50];
        for _ in 0..20 {
            chance.weights(&mut weights);
            assert_eq!(weights.iter().sum::<u32>(), 50);
        }
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        let check = |p, expected: f64| {
            let found = quantile(&[1.0, 2.0, 4.0, 8.0], p).unwrap();
            assert!((found - expected).abs() < 1e-12, "{p}: {found}");
        };
        check(0.0, 1.0);
        check(0.5, 3.0);
        check(0.9, 6.8);
        check(1.0, 8.0);
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn what_never_varies_has_no_interval() {
        let mut replicates = Replicates::default();
        (0..100).for_each(|_| replicates.note(Some(1.0)));
        assert!(replicates.percentile(0.95).is_ok());
        assert_eq!(replicates.interval(0.95), Err(Undefined::Alike));
        replicates.note(Some(0.5));
        assert!(replicates.interval(0.95).is_ok());
    }

    /// What has no figure may have varied: too few figures is the first thing to say.
    #[test]
    fn resamples_without_a_figure_come_before_those_that_are_alike() {
        let check = |figures: &[Option<f64>], expected| {
            let mut replicates = Replicates::default();
            for figure in figures {
                replicates.note(*figure);
            }
            assert_eq!(replicates.interval(0.95), Err(expected), "{figures:?}");
        };
        check(&[], Undefined::NoData);
        check(&[None; 20], Undefined::Unstable);
        check(&[Some(1.0), None], Undefined::Unstable);
        check(&[Some(1.0), Some(2.0), None], Undefined::Unstable);
        check(&[Some(1.0), Some(1.0)], Undefined::Alike);
    }

    #[test]
    fn too_many_resamples_without_a_figure_give_no_interval() {
        let mut replicates = Replicates::default();
        (0..100).for_each(|n| replicates.note((n >= 5).then_some(1.0)));
        assert!(replicates.percentile(0.95).is_ok());
        replicates.note(None);
        assert_eq!(replicates.percentile(0.95), Err(Undefined::Unstable));
    }
}
