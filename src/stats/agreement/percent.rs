//! Percent agreement: how often two raters of the same unit say the same.

use super::tallies::{Cell, Tallies, Unit};
use crate::stats::Undefined;
use crate::stats::draw::{Draws, Replicates};
use crate::stats::general::bootstrap::drawn;
use crate::stats::ratings::Ratings;
use crate::stats::sum::{Sum, sum};

/// How often raters agree, as shares 0..1.
#[derive(Clone, Debug, PartialEq)]
pub struct Percent {
    /// The mean over units of the share of pairs of raters who say the same.
    pub pairwise: Result<f64, Undefined>,
    /// The share of units of which all raters say the same.
    pub unanimous: Result<f64, Undefined>,
    /// As `pairwise`, of pairs at most one step of the scale apart.
    pub within_one: Result<f64, Undefined>,
    /// How many units have two ratings or more: what the shares are of.
    pub units: usize,
    /// How many units were rated once and left out.
    pub left_out: usize,
}

/// Percent agreement of units with two ratings or more:
/// the mean over units u of Σ n(n − 1) / m(m − 1), where of m ratings n fall on a value.
///
/// Every unit counts the same, whatever its number of ratings. Nothing is corrected for chance:
/// where nearly everything falls on one value, all raters agree often. A step of the scale is 1.
/// (Fleiss 1971, Psychological Bulletin 76:378, the observed agreement.)
pub fn percent(ratings: &Ratings) -> Percent {
    of_tallies(&Tallies::of(ratings))
}

/// As [`percent`], of what was counted already.
pub fn of_tallies(tallies: &Tallies) -> Percent {
    let units = tallies.pairable().count();
    let compared = tallies.compared();
    let mean = |pairs: &dyn Fn(&[Cell]) -> u128| {
        compared?;
        Ok(share_of_pairs(tallies, pairs) / units as f64)
    };
    let unanimous = tallies
        .pairable()
        .filter(|unit| tallies.cells(unit).len() == 1);
    Percent {
        pairwise: mean(&same),
        unanimous: compared.map(|()| unanimous.count() as f64 / units as f64),
        within_one: mean(&|cells| within_one(tallies.values(), cells)),
        units,
        left_out: tallies.left_out(),
    }
}

/// How the pairwise share varies when the units are drawn again; `told` hears how many resamples
/// are done. Units that were rated once are drawn as well, and say nothing.
pub fn bootstrap(ratings: &Ratings, draws: Draws, told: &mut dyn FnMut(usize)) -> Replicates {
    let tallies = Tallies::of(ratings);
    let share = |unit: &Unit| same(tallies.cells(unit)) as f64 / unit.pairs as f64;
    let shares: Vec<Option<f64>> = tallies
        .units()
        .iter()
        .map(|unit| (unit.pairs > 0).then(|| share(unit)))
        .collect();
    let figure = |weights: &[u32]| {
        let (mut total, mut units) = (Sum::default(), 0_u64);
        for (share, weight) in shares.iter().zip(weights) {
            if let Some(share) = share {
                total.add(share * f64::from(*weight));
                units += u64::from(*weight);
            }
        }
        (units > 0).then(|| total.value() / units as f64)
    };
    drawn(shares.len(), draws, figure, told)
}

/// The sum over units of a share of their ordered pairs; pairs of units with as many ratings are
/// added up in whole numbers.
fn share_of_pairs(tallies: &Tallies, pairs: impl Fn(&[Cell]) -> u128) -> f64 {
    let units: Vec<&Unit> = tallies.pairable().collect();
    let alike = units.chunk_by(|one, other| one.pairs == other.pairs);
    sum(alike.map(|group| {
        let counted: u128 = group.iter().map(|unit| pairs(tallies.cells(unit))).sum();
        counted as f64 / group.first().map_or(1.0, |unit| unit.pairs as f64)
    }))
}

/// Ordered pairs of ratings on the same value.
fn same(cells: &[Cell]) -> u128 {
    let pairs = |cell: &Cell| u128::from(cell.count) * u128::from(cell.count - 1);
    cells.iter().map(pairs).sum()
}

/// Ordered pairs of ratings at most one step apart.
fn within_one(values: &[f64], cells: &[Cell]) -> u128 {
    /// What is one step apart but for rounding, such as 0.1 and 1.1, counts.
    const STEP: f64 = 1.0 + 1e-9;
    let value = |cell: &Cell| values[cell.value as usize];
    let mut pairs = same(cells);
    for (at, one) in cells.iter().enumerate() {
        let near = cells[at + 1..]
            .iter()
            .take_while(|other| value(other) - value(one) <= STEP);
        let near: u128 = near.map(|other| u128::from(other.count)).sum();
        pairs += 2 * u128::from(one.count) * near;
    }
    pairs
}
