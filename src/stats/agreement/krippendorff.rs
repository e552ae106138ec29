//! Krippendorff's α: agreement of any number of raters, of whom not all rated everything.

use serde::{Deserialize, Serialize};

use super::tallies::{Cell, Coded, Tallies, Unit};
use crate::stats::draw::{Chance, Draws, Replicates};
use crate::stats::general::bootstrap::{drawn, drawn_further, estimate as with_replicates};
use crate::stats::general::finite;
use crate::stats::ratings::Ratings;
use crate::stats::sum::Sum;
use crate::stats::{Estimate, Undefined};

/// What the values are, and by that how far two of them are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    /// Names: two are the same or not.
    Nominal,
    /// An order: as many ratings apart as lie between two values.
    Ordinal,
    /// Numbers with equal steps.
    Interval,
    /// Amounts with a true zero, none of them negative.
    Ratio,
}

/// The α of some ratings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alpha {
    /// α, at most 1; 0 is what chance gives, below it raters disagree systematically.
    pub value: f64,
    /// The mean squared distance of two ratings of the same unit.
    pub observed: f64,
    /// The mean squared distance of any two ratings. On an ordinal scale distances are counted in
    /// half ratings, on the others as the values are.
    pub expected: f64,
    /// How many units have two ratings or more.
    pub units: usize,
    /// How many ratings those have.
    pub ratings: u64,
    /// How many units were rated once and left out.
    pub left_out: usize,
}

/// With fewer units than this that two raters rated no coefficient is shown, only how many.
pub const FEWEST_UNITS: usize = 5;

/// On a ratio scale every two values are compared, and so many of them take seconds.
pub const MOST_RATIOS: usize = 20_000;

/// α = 1 − Do / De, where Do is the mean of δ² over pairs of ratings of one unit and De over all
/// pairs (Krippendorff 2011, “Computing Krippendorff's Alpha-Reliability”; Hayes and
/// Krippendorff 2007, Communication Methods and Measures 1:77):
///
/// α = 1 − (n − 1) Σ o(c, k) δ²(c, k) / Σ n(c) n(k) δ²(c, k).
///
/// o(c, k) is Σ over units of their ordered pairs c, k over m − 1 for m ratings; n(c) counts the
/// ratings c in units that were rated twice or more, n all of them. δ² is 1 of different names;
/// (c − k)² of numbers; ((c − k) / (c + k))² of amounts, 0 of two zeros; on an ordinal scale the
/// square of the ratings from c to k, half of those at both ends: the difference of their
/// mid-ranks. So ordinal α does not change when the values are renamed in the same order.
///
/// Missing ratings are taken as missing by chance. In time and room it grows with the number of
/// ratings; on a ratio scale with the square of the number of values as well.
///
/// # Errors
/// [`Undefined::NoData`] and [`Undefined::NoOverlap`] where nothing can be compared,
/// [`Undefined::NoVariation`] where all ratings are the same; on a ratio scale
/// [`Undefined::NegativeValues`] and [`Undefined::TooMany`]. [`Undefined::OutOfRange`] where the
/// squares of values are not finite.
pub fn alpha(ratings: &Ratings, level: Level) -> Result<Alpha, Undefined> {
    of_tallies(&Tallies::of(ratings), level, |_| 1)
}

/// As [`alpha`], of units that count so many times each.
///
/// # Errors
/// As [`alpha`].
pub fn of_tallies(
    tallies: &Tallies,
    level: Level,
    weight: impl Fn(usize) -> u32,
) -> Result<Alpha, Undefined> {
    tallies.compared()?;
    let totals = Totals::of(tallies, &weight)?;
    let distance = Distance::new(level, tallies.values(), &totals)?;
    let mut all = Apart::default();
    all.add(&distance, &totals.cells, 1);
    let n = totals.ratings;
    let expected = finite(all.value() / (n as f64 * (n - 1) as f64))?;
    if expected <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let observed = within_units(tallies, &distance, weight) / n as f64;
    Ok(Alpha {
        value: finite(1.0 - observed / expected)?,
        observed,
        expected,
        units: totals.units,
        ratings: n,
        left_out: totals.left_out,
    })
}

/// The figure with the interval of resampled units, which says what other units would give with
/// these raters; `told` hears how many resamples are done.
///
/// # Errors
/// As [`alpha`], and [`Undefined::TooFew`] below [`FEWEST_UNITS`]. Why there is no interval stands
/// in the estimate.
pub fn estimate(
    ratings: &Ratings,
    level: Level,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Estimate, Undefined> {
    estimate_by(bootstrap, ratings, level, draws, told)
}

/// As [`estimate`], with the interval of raters and units that are drawn again: what other units
/// with other raters would give. Below four raters too many resamples are of one rater alone
/// ([`Undefined::Unstable`]).
///
/// # Errors
/// As [`estimate`].
pub fn estimate_two_way(
    ratings: &Ratings,
    level: Level,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Estimate, Undefined> {
    estimate_by(bootstrap_two_way, ratings, level, draws, told)
}

/// A way to draw again.
type Again = fn(&Ratings, Level, Draws, &mut dyn FnMut(usize)) -> Replicates;

fn estimate_by(
    again: Again,
    ratings: &Ratings,
    level: Level,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Estimate, Undefined> {
    let alpha = alpha(ratings, level)?;
    if alpha.units < FEWEST_UNITS {
        return Err(Undefined::TooFew {
            n: alpha.units,
            needed: FEWEST_UNITS,
        });
    }
    if let Err(why) = drawable(&Tallies::of(ratings), level, draws.replicates) {
        return Ok(Estimate {
            value: alpha.value,
            interval: Err(why),
            n: alpha.units,
            left_out: alpha.left_out,
            drawn: None,
        });
    }
    let replicates = again(ratings, level, draws, told);
    let of = [alpha.units, alpha.left_out];
    Ok(with_replicates(alpha.value, of, &replicates, draws.seed))
}

/// So many comparisons of two values, over all resamples, somebody may wait for.
const MOST_COMPARED: usize = 2_000_000_000;

/// Whether α can be taken of so many resamples: on a ratio scale each compares every two values.
fn drawable(tallies: &Tallies, level: Level, replicates: usize) -> Result<(), Undefined> {
    let n = tallies.values().len();
    let most = (MOST_COMPARED / replicates.max(1)).isqrt();
    if level == Level::Ratio && n > most {
        return Err(Undefined::TooMany { n, most });
    }
    Ok(())
}

/// How α varies when the units are drawn again, each with all its ratings: the whole figure is
/// taken of every resample, with how often its values occur. (Not the resampling of pairs of
/// Hayes and Krippendorff 2007, which holds De fixed and gives intervals that are too narrow.)
///
/// Units that were rated once are drawn as well, so that the overlap varies as it would.
///
/// On a ratio scale every resample compares every two values; [`estimate`] refuses what would take
/// minutes.
pub fn bootstrap(
    ratings: &Ratings,
    level: Level,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Replicates {
    let tallies = Tallies::of(ratings);
    let drawn_as = Places::of(
        ratings.units(),
        tallies.units().iter().map(|unit| unit.index),
    );
    let figure = |weights: &[u32]| {
        let alpha = of_tallies(&tallies, level, |unit| drawn_as.weight(weights, unit));
        alpha.ok().map(|alpha| alpha.value)
    };
    drawn(drawn_as.count, draws, figure, told)
}

/// How α varies when raters and units are drawn again, each by themselves (Owen 2007, Annals of
/// Applied Statistics 1:386): what other units with other raters would give. Wider than
/// [`bootstrap`], and what is honest where few raters gave all ratings.
///
/// A rater who is drawn twice counts twice, but is not compared with the own copy, which would
/// always agree: a unit with ratings of m draws weighs m, as ever, and δ² is averaged over the
/// pairs of different raters.
pub fn bootstrap_two_way(
    ratings: &Ratings,
    level: Level,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Replicates {
    let coded = Coded::of(ratings);
    let rated = (0..ratings.units()).filter(|unit| !ratings.unit(*unit).1.is_empty());
    let units = Places::of(ratings.units(), rated);
    let rating = (0..ratings.units()).flat_map(|unit| ratings.unit(unit).0);
    let raters = Places::of(ratings.raters(), rating.map(|rater| *rater as usize));
    let mut rater_weights = vec![0; raters.count];
    let figure = |chance: &mut Chance, unit_weights: &[u32]| {
        chance.weights(&mut rater_weights);
        let times = |rater: u32| raters.weight(&rater_weights, rater as usize);
        let tallies = Tallies::weighted(&coded, times);
        let alpha = of_tallies(&tallies, level, |unit| units.weight(unit_weights, unit));
        alpha.ok().map(|alpha| alpha.value)
    };
    drawn_further(units.count, draws, figure, told)
}

/// Which of those that can be drawn each unit or rater is: of whom there is nothing is not drawn.
struct Places {
    places: Vec<Option<usize>>,
    count: usize,
}

impl Places {
    /// Of so many of whom these are there.
    fn of(all: usize, there: impl Iterator<Item = usize>) -> Self {
        let mut places = vec![None; all];
        there.for_each(|at| places[at] = Some(0));
        let mut count = 0;
        for place in places.iter_mut().flatten() {
            *place = count;
            count += 1;
        }
        Self { places, count }
    }

    /// How often one came up.
    fn weight(&self, weights: &[u32], at: usize) -> u32 {
        let place = self.places.get(at).copied().flatten();
        place
            .and_then(|place| weights.get(place))
            .copied()
            .unwrap_or(0)
    }
}

/// Σ δ² over ordered pairs of ratings of one unit, over m − 1. Units of as many ratings are added
/// up before they are divided.
fn within_units(tallies: &Tallies, distance: &Distance, weight: impl Fn(usize) -> u32) -> f64 {
    let units: Vec<&Unit> = tallies.pairable().collect();
    let mut total = Sum::default();
    for group in units.chunk_by(|a, b| (a.ratings, a.pairs) == (b.ratings, b.pairs)) {
        let mut apart = Apart::default();
        for unit in group {
            match weight(unit.index) {
                0 => {}
                times => apart.add(distance, tallies.cells(unit), times),
            }
        }
        if let Some(unit) = group.first() {
            // m / m(m − 1), where all m are different raters.
            total.add(apart.value() / (unit.pairs as f64 / unit.ratings as f64));
        }
    }
    total.value()
}

/// How far apart the values are.
enum Distance<'a> {
    /// Different or not.
    Names,
    /// At whole numbers, so that squares are added up without rounding.
    Whole(Vec<i64>),
    /// At any numbers.
    Real(Vec<f64>),
    /// As a share of their sum.
    Ratio(&'a [f64]),
}

/// Up to here n² distances of up to n² are counted in 127 bits.
const COUNTABLE: u64 = 1 << 31;

impl<'a> Distance<'a> {
    fn new(level: Level, values: &'a [f64], totals: &Totals) -> Result<Self, Undefined> {
        let is_countable = totals.ratings <= COUNTABLE;
        let is_whole = |value: &f64| value.fract() == 0.0 && value.abs() < COUNTABLE as f64;
        let places = match level {
            Level::Nominal => return Ok(Self::Names),
            Level::Ratio => return Self::ratio(values),
            Level::Ordinal => totals.doubled_ranks(values.len()),
            Level::Interval => values.to_vec(),
        };
        Ok(if is_countable && places.iter().all(is_whole) {
            Self::Whole(places.into_iter().map(|place| place as i64).collect())
        } else {
            Self::Real(places)
        })
    }

    fn ratio(values: &'a [f64]) -> Result<Self, Undefined> {
        if values.iter().any(|value| *value < 0.0) {
            return Err(Undefined::NegativeValues);
        }
        if values.len() > MOST_RATIOS {
            return Err(Undefined::TooMany {
                n: values.len(),
                most: MOST_RATIOS,
            });
        }
        Ok(Self::Ratio(values))
    }
}

/// What there is in all units that were rated twice or more.
struct Totals {
    cells: Vec<Cell>,
    ratings: u64,
    units: usize,
    left_out: usize,
}

impl Totals {
    fn of(tallies: &Tallies, weight: impl Fn(usize) -> u32) -> Result<Self, Undefined> {
        /// More cannot be told apart in 53 bits.
        const MOST: u64 = 1 << 53;
        let mut counts = vec![0_u64; tallies.values().len()];
        let (mut units, mut left_out) = (0, 0);
        for unit in tallies.units() {
            let times = weight(unit.index);
            if unit.pairs == 0 {
                left_out += times as usize;
                continue;
            }
            units += times as usize;
            for cell in tallies.cells(unit) {
                let count = &mut counts[cell.value as usize];
                *count = count.saturating_add(cell.count.saturating_mul(u64::from(times)));
            }
        }
        let ratings = counts.iter().fold(0, |sum: u64, n| sum.saturating_add(*n));
        if ratings == 0 {
            return Err(Undefined::NoOverlap);
        }
        if ratings > MOST {
            return Err(Undefined::TooMany {
                n: usize::try_from(ratings).unwrap_or(usize::MAX),
                most: usize::try_from(MOST).unwrap_or(usize::MAX),
            });
        }
        let cells = (0..)
            .zip(counts)
            .map(|(value, count)| Cell { value, count });
        Ok(Self {
            cells: cells.filter(|cell| cell.count > 0).collect(),
            ratings,
            units,
            left_out,
        })
    }

    /// Twice the mid-rank of every value, counted from the middle: whole numbers.
    fn doubled_ranks(&self, values: usize) -> Vec<f64> {
        let mut ranks = vec![0.0; values];
        let mut below = 0.0;
        for cell in &self.cells {
            let count = cell.count as f64;
            ranks[cell.value as usize] = 2.0 * below + count - self.ratings as f64;
            below += count;
        }
        ranks
    }
}

/// Σ δ² over ordered pairs of ratings: in whole numbers where it can be.
#[derive(Default)]
struct Apart {
    whole: i128,
    real: Sum,
}

impl Apart {
    /// All pairs of some ratings, so many times.
    fn add(&mut self, distance: &Distance, cells: &[Cell], times: u32) {
        let count = |cell: &Cell| i128::from(cell.count);
        let m: i128 = cells.iter().map(count).sum();
        let whole = match distance {
            Distance::Names => m * m - cells.iter().map(|cell| count(cell).pow(2)).sum::<i128>(),
            Distance::Whole(places) => {
                let (mut first, mut second) = (0, 0);
                for cell in cells {
                    let place = i128::from(places[cell.value as usize]);
                    first += count(cell) * place;
                    second += count(cell) * place * place;
                }
                2 * (m * second - first * first)
            }
            Distance::Real(places) => {
                self.real.add(f64::from(times) * spread(places, cells));
                return;
            }
            Distance::Ratio(values) => {
                self.real.add(f64::from(times) * ratios(values, cells));
                return;
            }
        };
        self.whole += i128::from(times) * whole;
    }

    fn value(&self) -> f64 {
        self.whole as f64 + self.real.value()
    }
}

/// Σ (c − k)² over ordered pairs, by 2(m Σ x² − (Σ x)²) counted from the smallest: what is equal is
/// exactly 0 apart.
fn spread(places: &[f64], cells: &[Cell]) -> f64 {
    let place = |cell: &Cell| places[cell.value as usize];
    let least = cells.first().map_or(0.0, place);
    let (mut m, mut first, mut second) = (0.0, Sum::default(), Sum::default());
    for cell in cells {
        let (count, away) = (cell.count as f64, place(cell) - least);
        m += count;
        first.add(count * away);
        second.add(count * away * away);
    }
    2.0 * (m * second.value() - first.value().powi(2)).max(0.0)
}

/// Σ ((c − k) / (c + k))² over ordered pairs. Of different amounts, none negative, the sum is
/// not 0.
fn ratios(values: &[f64], cells: &[Cell]) -> f64 {
    let mut total = Sum::default();
    for (at, one) in cells.iter().enumerate() {
        let (a, times) = (values[one.value as usize], 2.0 * one.count as f64);
        for other in &cells[at + 1..] {
            let b = values[other.value as usize];
            total.add(times * other.count as f64 * ((b - a) / (b + a)).powi(2));
        }
    }
    total.value()
}
