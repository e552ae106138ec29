//! Gwet's AC1 and AC2, and their kin: the same observed agreement, corrected for chance in another
//! way.

use super::tallies::{Tallies, Unit};
use super::weights::Weights;
use crate::stats::distributions::t_quantile;
use crate::stats::general::varied;
use crate::stats::solve::Square;
use crate::stats::sum::{Sum, mean, squares, sum};
use crate::stats::{CONFIDENCE, Interval, Undefined};

/// Agreement beyond chance, of several raters on declared categories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corrected {
    /// The coefficient, at most 1; 0 is what chance gives.
    pub value: Result<f64, Undefined>,
    /// Observed agreement, 0..1.
    pub observed: Result<f64, Undefined>,
    /// Agreement by chance, 0..1.
    pub expected: Result<f64, Undefined>,
    /// The standard error for other units with these raters.
    pub se: Result<f64, Undefined>,
    /// By Student's t with a degree less than units were rated; none where the standard error
    /// is 0, as of full agreement: that does not make it certain.
    pub interval: Result<Interval, Undefined>,
    /// How many units have two ratings or more.
    pub units: usize,
    /// How many units were rated once: they say nothing of agreement, but what is usual.
    pub left_out: usize,
    /// Whether all ratings are of one category. Then AC1 and the coefficient of Brennan and
    /// Prediger are 1 by their formula, and that must be said.
    pub one_category: bool,
}

/// How chance is thought of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Raters guess where they do not know, and the more so the less one category prevails:
    /// pe = Σ w(k, l) / q(q − 1) · Σ π(k)(1 − π(k)). AC1 with identity weights, else AC2
    /// (Gwet 2008, British Journal of Mathematical and Statistical Psychology 61:29; Gwet 2014,
    /// Handbook of Inter-Rater Reliability, 4th ed.).
    Gwet,
    /// All draw from what is usual: pe = Σ w(k, l) π(k) π(l). Fleiss' κ in its general form, for
    /// any numbers of raters (Gwet 2014).
    Fleiss,
    /// All categories are as likely: pe = Σ w(k, l) / q² (Brennan and Prediger 1981, Educational
    /// and Psychological Measurement 41:687).
    BrennanPrediger,
}

/// (pa − pe) / (1 − pe) of ratings whose values are the declared categories; also those that
/// nobody used count. Weights follow the positions of the categories on their scale.
///
/// pa is the mean over units with two ratings or more of the mean weight of two of their ratings;
/// π(k) the mean over all rated units of the share of their ratings on k, and q the number of
/// categories. Standard errors of Gwet (2008, 2014): for these raters, and units of which these
/// are a few of many. Any rating may be missing; with no unit that has two the coefficient is
/// undefined, and so it is by Gwet's way of a single category.
///
/// # Errors
/// [`Undefined::OutOfRange`] where a rating is none of the categories or a category has no
/// position, and what is wrong with the [weights](Weights::disagreements).
pub fn corrected(
    tallies: &Tallies,
    categories: &[f64],
    positions: &[f64],
    weights: &Weights,
    by: By,
) -> Result<Corrected, Undefined> {
    let shares = Shares::of(tallies, categories, positions, weights)?;
    let (observed, chance) = (shares.observed(), shares.by_chance(by));
    let expected = chance
        .as_ref()
        .map(|chance| shares.mean(chance))
        .map_err(|why| *why);
    let value = observed.and_then(|observed| match expected? {
        none if none <= 0.0 => Err(Undefined::NoVariation),
        expected => Ok(1.0 - observed / expected),
    });
    let se = value.and_then(|value| shares.standard_error(value, &chance?));
    let degrees = shares.units.len() as f64 - 1.0;
    Ok(Corrected {
        value,
        observed: observed.map(|apart| 1.0 - apart),
        expected: expected.map(|apart| 1.0 - apart),
        se,
        interval: value.and_then(|value| around(value, se?, degrees)),
        units: shares
            .units
            .iter()
            .filter(|unit| unit.apart.is_some())
            .count(),
        left_out: tallies.left_out(),
        one_category: shares.usual.iter().filter(|share| **share > 0.0).count() == 1,
    })
}

/// What the coefficients are of. Everything is counted as disagreement, 1 less agreement, so that
/// none is exactly 0.
struct Shares {
    disagreements: Square,
    /// π: the mean share of each category.
    usual: Vec<f64>,
    units: Vec<Rated>,
}

/// A rated unit.
struct Rated {
    /// The share of its ratings on each category that was used.
    shares: Vec<(usize, f64)>,
    /// The mean disagreement of two of its ratings, where there are two.
    apart: Option<f64>,
}

impl Shares {
    fn of(
        tallies: &Tallies,
        categories: &[f64],
        positions: &[f64],
        weights: &Weights,
    ) -> Result<Self, Undefined> {
        if categories.len() != positions.len() {
            return Err(Undefined::OutOfRange);
        }
        let disagreements = weights.disagreements(positions)?;
        let place = |value: &f64| categories.iter().position(|category| category == value);
        let places: Option<Vec<usize>> = tallies.values().iter().map(place).collect();
        let places = places.ok_or(Undefined::OutOfRange)?;
        let rated = |unit: &Unit| {
            let cells = tallies.cells(unit).iter();
            let cells = cells.map(|cell| (places[cell.value as usize], cell.count as f64));
            let cells: Vec<(usize, f64)> = cells.collect();
            let apart = (unit.pairs > 0).then(|| apart(&cells, &disagreements));
            let all = unit.ratings as f64;
            Rated {
                shares: cells
                    .into_iter()
                    .map(|(at, count)| (at, count / all))
                    .collect(),
                apart: apart.map(|apart| apart / unit.pairs as f64),
            }
        };
        let units: Vec<Rated> = tallies.units().iter().map(rated).collect();
        let mut usual = vec![Sum::default(); positions.len()];
        for (at, share) in units.iter().flat_map(|unit| &unit.shares) {
            usual[*at].add(*share);
        }
        let all = units.len() as f64;
        Ok(Self {
            usual: usual.into_iter().map(|share| share.value() / all).collect(),
            disagreements,
            units,
        })
    }

    /// The mean over units with two ratings or more.
    fn observed(&self) -> Result<f64, Undefined> {
        if self.units.is_empty() {
            return Err(Undefined::NoData);
        }
        let seen: Vec<f64> = self.units.iter().filter_map(|unit| unit.apart).collect();
        mean(&seen).ok_or(Undefined::NoOverlap)
    }

    /// By how much chance disagrees with a rating of each category.
    fn by_chance(&self, by: By) -> Result<Vec<f64>, Undefined> {
        if self.units.is_empty() {
            return Err(Undefined::NoData);
        }
        let q = self.usual.len();
        let all = || sum((0..q).flat_map(|row| self.disagreements.row(row)).copied());
        let q = q as f64;
        Ok(match by {
            By::Gwet if q < 2.0 => return Err(Undefined::OneCategory),
            By::Gwet => {
                let weight = (q * q - all()) / (q * (q - 1.0));
                self.usual
                    .iter()
                    .map(|share| 1.0 - weight * (1.0 - share))
                    .collect()
            }
            By::Fleiss => (0..self.usual.len())
                .map(|at| self.against_usual(at))
                .collect(),
            By::BrennanPrediger => vec![all() / (q * q); self.usual.len()],
        })
    }

    /// The mean disagreement of one category with what is usual, to and fro.
    fn against_usual(&self, at: usize) -> f64 {
        let both = |other: usize| {
            f64::midpoint(
                self.disagreements.at(at, other),
                self.disagreements.at(other, at),
            )
        };
        let others = self.usual.iter().enumerate();
        sum(others.map(|(other, share)| share * both(other)))
    }

    fn mean(&self, by_category: &[f64]) -> f64 {
        sum(self
            .usual
            .iter()
            .zip(by_category)
            .map(|(share, figure)| share * figure))
    }

    /// Of the figures that each unit by itself stands for (Gwet 2008, equation 27 and after).
    fn standard_error(&self, value: f64, chance: &[f64]) -> Result<f64, Undefined> {
        let n = self.units.len();
        if n < 2 {
            return Err(Undefined::TooFew { n, needed: 2 });
        }
        let expected = self.mean(chance);
        let compared = self.units.iter().filter(|unit| unit.apart.is_some());
        let scale = n as f64 / compared.count() as f64;
        let stands_for = |unit: &Rated| {
            let shares = unit.shares.iter();
            let own = sum(shares.map(|(at, share)| share * chance[*at]));
            let seen = unit.apart.map_or(0.0, |apart| scale * (expected - apart));
            (seen + 2.0 * (1.0 - value) * (own - expected)) / expected
        };
        let figures: Vec<f64> = self.units.iter().map(stands_for).collect();
        Ok((squares(&figures) / (n as f64 * (n as f64 - 1.0))).sqrt())
    }
}

/// Σ of disagreements over ordered pairs of a unit's ratings.
fn apart(cells: &[(usize, f64)], disagreements: &Square) -> f64 {
    let every = cells
        .iter()
        .flat_map(|one| cells.iter().map(move |other| (one, other)));
    sum(every.map(|((one, count), (other, times))| {
        // A rating is not compared with itself.
        let times = if one == other { times - 1.0 } else { *times };
        count * times * disagreements.at(*one, *other)
    }))
}

/// So many standard errors to each side, but not above full agreement.
fn around(value: f64, se: f64, degrees: f64) -> Result<Interval, Undefined> {
    let half = t_quantile(0.5 + CONFIDENCE / 2.0, degrees)? * varied(se, 1.0)?;
    Ok(Interval::around(value, half).between(f64::NEG_INFINITY, 1.0))
}
