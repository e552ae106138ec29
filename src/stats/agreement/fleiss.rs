//! Fleiss' κ: agreement of as many raters for every unit, not always the same ones.
//!
//! For two raters it is Scott's π, not Cohen's κ, and for more not the mean of Cohen's κ over
//! pairs. Where units have different numbers of ratings it is not defined; the general form is
//! ([`gwet::By::Fleiss`](super::gwet::By::Fleiss)).

use crate::stats::Undefined;
use crate::stats::sum::sum;

/// Fleiss' κ and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Fleiss {
    /// κ, at most 1; 0 is what chance gives.
    pub value: Result<f64, Undefined>,
    /// Observed agreement, 0..1.
    pub observed: f64,
    /// Agreement by chance, 0..1.
    pub expected: f64,
    /// The standard error where κ is 0, for a test.
    pub se_null: Result<f64, Undefined>,
    /// κ of each category against all others; undefined of one that nobody or everybody chose.
    pub by_category: Vec<Result<f64, Undefined>>,
    /// How many units there are. None is left out: units of other numbers of ratings are refused.
    pub units: usize,
    /// How many ratings every unit has.
    pub ratings: u64,
}

/// κ = (po − pe) / (1 − pe) of counts, a row a unit and a column a category (Fleiss 1971,
/// Psychological Bulletin 76:378): po is the mean over units of Σ n(n − 1) / m(m − 1), and
/// pe = Σ p² with p the share of all ratings on a category.
///
/// The standard error is that where κ is 0 (Fleiss, Nee and Landis 1979, Psychological Bulletin
/// 86:974). All numbers are counted whole; a missing column is one that nobody chose.
///
/// # Errors
/// [`Undefined::NoData`] of no unit, [`Undefined::UnequalRatings`], [`Undefined::NoOverlap`] where
/// units have fewer than two ratings, [`Undefined::TooMany`] ratings to be counted.
pub fn fleiss(counts: &[Vec<u64>]) -> Result<Fleiss, Undefined> {
    let counted = Counted::of(counts)?;
    let (all, pairs) = (counted.all, counted.pairs);
    // Both in whole numbers, so that full agreement by chance is exactly that.
    let apart = (pairs - counted.same) as f64 / pairs as f64;
    let squared = counted.of_category.iter().map(|n| n * n).sum::<u128>();
    let by_chance = (all * all - squared) as f64 / (all * all) as f64;
    let value = match by_chance {
        none if none <= 0.0 => Err(Undefined::NoVariation),
        by_chance => Ok(1.0 - apart / by_chance),
    };
    Ok(Fleiss {
        value,
        observed: 1.0 - apart,
        expected: 1.0 - by_chance,
        se_null: value.map(|_| counted.se_null(by_chance)),
        by_category: counted.by_category(),
        units: counts.len(),
        ratings: counted.ratings,
    })
}

struct Counted {
    /// m: how many ratings every unit has.
    ratings: u64,
    /// How many ratings there are.
    all: u128,
    /// How many ordered pairs of ratings of one unit there are, and on one category.
    pairs: u128,
    same: u128,
    /// Of each category: its ratings, and its ordered pairs within a unit.
    of_category: Vec<u128>,
    same_of_category: Vec<u128>,
}

impl Counted {
    fn of(counts: &[Vec<u64>]) -> Result<Self, Undefined> {
        /// Ratings whose squares are counted in 128 bits.
        const MOST: usize = u32::MAX as usize;
        let total = |row: &Vec<u64>| row.iter().fold(0_u64, |sum, n| sum.saturating_add(*n));
        let ratings = counts.first().map(total).ok_or(Undefined::NoData)?;
        if counts.iter().any(|row| total(row) != ratings) {
            return Err(Undefined::UnequalRatings);
        }
        if ratings < 2 {
            return Err(Undefined::NoOverlap);
        }
        let m = u128::from(ratings);
        let all = m * counts.len() as u128;
        if all > MOST as u128 {
            return Err(Undefined::TooMany {
                n: usize::try_from(all).unwrap_or(usize::MAX),
                most: MOST,
            });
        }
        let categories = counts.iter().map(Vec::len).max().unwrap_or(0);
        let (mut of_category, mut same) = (vec![0; categories], vec![0; categories]);
        for row in counts {
            for (at, count) in row.iter().enumerate() {
                let count = u128::from(*count);
                of_category[at] += count;
                same[at] += count * count.saturating_sub(1);
            }
        }
        Ok(Self {
            ratings,
            all,
            pairs: all * (m - 1),
            same: same.iter().sum(),
            of_category,
            same_of_category: same,
        })
    }

    /// κ(j) = 1 − Σ n(m − n) / N m(m − 1) p q over the units' ratings n on category j.
    fn by_category(&self) -> Vec<Result<f64, Undefined>> {
        let categories = self.of_category.iter().zip(&self.same_of_category);
        let value = |(count, same): (&u128, &u128)| {
            if *count == 0 || *count == self.all {
                return Err(Undefined::NoVariation);
            }
            let m = u128::from(self.ratings);
            let apart = count * (m - 1) - same;
            let share = *count as f64 / self.all as f64;
            Ok(1.0 - apart as f64 / (self.pairs as f64 * share * (1.0 - share)))
        };
        categories.map(value).collect()
    }

    fn se_null(&self, by_chance: f64) -> f64 {
        let shares = self
            .of_category
            .iter()
            .map(|count| *count as f64 / self.all as f64);
        let skew = sum(shares.map(|p| p * (1.0 - p) * (1.0 - 2.0 * p)));
        let spread = (by_chance * by_chance - skew).max(0.0);
        (2.0 * spread / self.pairs as f64).sqrt() / by_chance
    }
}
