//! Cohen's κ: agreement of two named raters beyond what their habits give by chance.

use std::collections::HashMap;
use std::hash::Hash;

use super::weights::{Weights, refuse_many};
use crate::stats::distributions::reach;
use crate::stats::draw::{Chance, Draws, Replicates};
use crate::stats::general::bootstrap::estimate as with_replicates;
use crate::stats::general::varied;
use crate::stats::multinomial::Multinomial;
use crate::stats::solve::Square;
use crate::stats::sum::sum;
use crate::stats::{CONFIDENCE, Estimate, Interval, Undefined};

/// How often two raters chose each pair of the declared categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    size: usize,
    counts: Vec<u64>,
    left_out: usize,
}

impl Table {
    /// Of counts: a row a category of the first rater, a column one of the second.
    ///
    /// # Errors
    /// [`Undefined::OutOfRange`] unless there are as many columns as rows, and
    /// [`Undefined::TooMany`] categories.
    pub fn new(rows: &[Vec<u64>]) -> Result<Self, Undefined> {
        let size = rows.len();
        refuse_many(size)?;
        if rows.iter().any(|row| row.len() != size) {
            return Err(Undefined::OutOfRange);
        }
        Ok(Self {
            size,
            counts: rows.concat(),
            left_out: 0,
        })
    }

    /// Of what two raters said of the same items, in the same order. An item that either did not
    /// rate is left out and counted.
    ///
    /// # Errors
    /// [`Undefined::OutOfRange`] where a label is none of the declared categories,
    /// [`Undefined::Mismatched`] where the raters have different numbers of items, and
    /// [`Undefined::TooMany`] categories.
    pub fn of_labels<T: Eq + Hash>(
        first: &[Option<T>],
        second: &[Option<T>],
        categories: &[T],
    ) -> Result<Self, Undefined> {
        let size = categories.len();
        refuse_many(size)?;
        if first.len() != second.len() {
            return Err(Undefined::Mismatched);
        }
        let mut places: HashMap<&T, usize> = HashMap::with_capacity(size);
        for (at, category) in categories.iter().enumerate() {
            places.entry(category).or_insert(at);
        }
        let place = |label: &T| places.get(label).copied().ok_or(Undefined::OutOfRange);
        let (mut counts, mut left_out) = (vec![0; size * size], 0);
        for pair in first.iter().zip(second) {
            match pair {
                (Some(one), Some(other)) => counts[place(one)? * size + place(other)?] += 1,
                _ => left_out += 1,
            }
        }
        Ok(Self {
            size,
            counts,
            left_out,
        })
    }

    /// How many categories are declared, used or not.
    pub fn categories(&self) -> usize {
        self.size
    }

    /// How many items both rated.
    pub fn items(&self) -> u64 {
        self.counts.iter().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// Whether the first and the second rater used a single category: κ is then 0 or undefined,
    /// and says so of their habit rather than of their agreement.
    pub fn one_category(&self) -> [bool; 2] {
        let used = |shares: &[f64]| shares.iter().filter(|share| **share > 0.0).count() == 1;
        self.shares().map_or([false; 2], |shares| {
            [used(&shares.rows), used(&shares.columns)]
        })
    }

    fn shares(&self) -> Result<Shares, Undefined> {
        let n = sum(self.counts.iter().map(|count| *count as f64));
        if n == 0.0 {
            return Err(Undefined::NoData);
        }
        let cells: Vec<f64> = self.counts.iter().map(|count| *count as f64 / n).collect();
        let at = |row: usize, column: usize| cells[row * self.size + column];
        let every = || 0..self.size;
        Ok(Shares {
            rows: every()
                .map(|row| sum(every().map(|column| at(row, column))))
                .collect(),
            columns: every()
                .map(|column| sum(every().map(|row| at(row, column))))
                .collect(),
            cells,
            n,
        })
    }
}

/// Cells and margins of a table, as shares of all.
struct Shares {
    cells: Vec<f64>,
    rows: Vec<f64>,
    columns: Vec<f64>,
    n: f64,
}

impl Shares {
    /// The mean over cells of a figure, cells by how often both chose them.
    fn together(&self, figure: impl Fn(usize, usize) -> f64) -> f64 {
        let size = self.rows.len();
        let cells = self
            .cells
            .iter()
            .enumerate()
            .filter(|(_, share)| **share > 0.0);
        sum(cells.map(|(at, share)| share * figure(at / size, at % size)))
    }

    /// The mean over cells of a figure, cells by how often both would meet there by chance.
    fn apart(&self, figure: impl Fn(usize, usize) -> f64) -> f64 {
        let rows = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, share)| **share > 0.0);
        sum(rows.map(|(row, share)| {
            let columns = self.columns.iter().enumerate();
            share * sum(columns.map(|(column, other)| other * figure(row, column)))
        }))
    }
}

/// The κ of two raters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kappa {
    /// κ, at most 1; 0 is what their habits give by chance.
    pub value: Result<f64, Undefined>,
    /// Observed agreement, 0..1.
    pub observed: f64,
    /// Agreement by chance, 0..1.
    pub expected: f64,
    /// The standard error for an interval.
    pub se: Result<f64, Undefined>,
    /// The standard error where κ is 0, for a test.
    pub se_null: Result<f64, Undefined>,
    /// By the standard error, from [`FEWEST_FOR_SE`] items on; below, [`bootstrap`] gives one.
    /// None where that is 0, as of full agreement: it does not mean that κ is certain.
    pub interval: Result<Interval, Undefined>,
    /// How many items both rated.
    pub items: u64,
    /// How many items one of them did not rate.
    pub left_out: usize,
    /// Whether the first and the second rater used a single category.
    pub one_category: [bool; 2],
}

/// With fewer items than this the standard error is too rough for an interval.
pub const FEWEST_FOR_SE: u64 = 30;

/// κ = (po − pe) / (1 − pe), with po = Σ w(i, j) p(i, j) and pe = Σ w(i, j) p(i, ·) p(·, j)
/// (Cohen 1960, Educational and Psychological Measurement 20:37; weighted: Cohen 1968,
/// Psychological Bulletin 70:213). Weights follow the positions of the categories on the declared
/// scale, also of those that nobody used.
///
/// Standard errors of Fleiss, Cohen and Everitt (1969, Psychological Bulletin 72:323). Undefined
/// where chance alone gives full agreement: both used one and the same category.
///
/// # Errors
/// [`Undefined::NoData`] without an item that both rated, [`Undefined::Mismatched`] unless every
/// category has a position, and what is wrong with the [weights](Weights::disagreements).
pub fn kappa(table: &Table, weights: &Weights, positions: &[f64]) -> Result<Kappa, Undefined> {
    let disagreements = disagreements(table, weights, positions)?;
    let shares = table.shares()?;
    let [observed, expected] = disagreement(&shares, &disagreements);
    let value = beyond_chance(observed, expected);
    let [se, se_null] = match value {
        Ok(_) => standard_errors(&shares, &disagreements, observed, expected).map(Ok),
        Err(why) => [Err(why); 2],
    };
    Ok(Kappa {
        value,
        observed: 1.0 - observed,
        expected: 1.0 - expected,
        se,
        se_null,
        interval: value.and_then(|value| enough(table.items()).and_then(|()| around(value, se?))),
        items: table.items(),
        left_out: table.left_out,
        one_category: table.one_category(),
    })
}

/// κ with its interval: by the standard error from [`FEWEST_FOR_SE`] items on, and below by drawing
/// items again, which then stands in `drawn`; `told` hears how many resamples are done.
///
/// # Errors
/// As [`kappa`], and why κ is undefined. Why there is no interval stands in the estimate.
pub fn estimate(
    table: &Table,
    weights: &Weights,
    positions: &[f64],
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Estimate, Undefined> {
    let kappa = kappa(table, weights, positions)?;
    let (value, left_out) = (kappa.value?, kappa.left_out);
    let n = usize::try_from(kappa.items).unwrap_or(usize::MAX);
    if kappa.items >= FEWEST_FOR_SE {
        return Ok(Estimate {
            value,
            interval: kappa.interval,
            n,
            left_out,
            drawn: None,
        });
    }
    let drawn = bootstrap(table, weights, positions, draws, told)?;
    Ok(with_replicates(value, [n, left_out], &drawn, draws.seed))
}

/// How κ varies when the items are drawn again; `told` hears how many resamples are done.
///
/// # Errors
/// As [`kappa`], and [`Undefined::TooMany`] of 2³² items or more.
pub fn bootstrap(
    table: &Table,
    weights: &Weights,
    positions: &[f64],
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Replicates, Undefined> {
    let disagreements = disagreements(table, weights, positions)?;
    table.shares()?;
    let again = Multinomial::new(&table.counts)?;
    let mut chance = Chance::new(draws.seed);
    let mut found = Replicates::default();
    let mut drawn = table.clone();
    for done in 1..=draws.replicates {
        again.draw(&mut drawn.counts, &mut chance);
        let [observed, expected] = disagreement(&drawn.shares()?, &disagreements);
        found.note(beyond_chance(observed, expected).ok());
        told(done);
    }
    Ok(found)
}

fn disagreements(table: &Table, weights: &Weights, positions: &[f64]) -> Result<Square, Undefined> {
    if positions.len() != table.size {
        return Err(Undefined::Mismatched);
    }
    weights.disagreements(positions)
}

/// What is seen, and what chance gives.
fn disagreement(shares: &Shares, disagreements: &Square) -> [f64; 2] {
    let apart = |row, column| disagreements.at(row, column);
    [shares.together(apart), shares.apart(apart)]
}

/// κ of two disagreements. Those are sums of what is not negative, so that full agreement by
/// chance is exactly 0 here.
fn beyond_chance(observed: f64, expected: f64) -> Result<f64, Undefined> {
    if expected <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    Ok(1.0 - observed / expected)
}

/// Not null and null. Both variances are taken around their means, so that rounding cannot make
/// them negative.
fn standard_errors(
    shares: &Shares,
    disagreements: &Square,
    observed: f64,
    expected: f64,
) -> [f64; 2] {
    let size = shares.rows.len();
    let weight = |row: usize, column: usize| 1.0 - disagreements.at(row, column);
    // The mean weight of a category of one rater against the habits of the other.
    let of_row = |row: usize| sum((0..size).map(|at| weight(row, at) * shares.columns[at]));
    let of_column = |column: usize| sum((0..size).map(|at| weight(at, column) * shares.rows[at]));
    let rows: Vec<f64> = (0..size).map(of_row).collect();
    let columns: Vec<f64> = (0..size).map(of_column).collect();
    let habits = |row: usize, column: usize| rows[row] + columns[column];

    let term = |row, column| weight(row, column) * expected - habits(row, column) * observed;
    let middle = shares.together(term);
    let spread = shares.together(|row, column| (term(row, column) - middle).powi(2));
    let se = (spread / shares.n).sqrt() / expected.powi(2);

    let term = |row, column| weight(row, column) - habits(row, column);
    let middle = shares.apart(term);
    let spread = shares.apart(|row, column| (term(row, column) - middle).powi(2));
    [se, (spread / shares.n).sqrt() / expected]
}

/// Whether the standard error of so many items is one of a normal distribution.
fn enough(items: u64) -> Result<(), Undefined> {
    if items < FEWEST_FOR_SE {
        return Err(Undefined::TooFew {
            n: items as usize,
            needed: FEWEST_FOR_SE as usize,
        });
    }
    Ok(())
}

/// So many standard errors to each side, within −1..1.
fn around(value: f64, se: f64) -> Result<Interval, Undefined> {
    let half = reach(CONFIDENCE)? * varied(se, 1.0)?;
    Ok(Interval::around(value, half).between(-1.0, 1.0))
}
