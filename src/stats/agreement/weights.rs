//! How far two categories of a scale disagree.

use crate::stats::Undefined;
use crate::stats::solve::Square;

/// The most categories a scale can have: each two of them have a weight.
pub const MOST_CATEGORIES: usize = 1000;

/// How far two categories disagree, as a share of the furthest: 0 is full agreement.
///
/// What is published as a weight of agreement is 1 less that.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    /// Two different categories disagree fully: nominal categories.
    Identity,
    /// As their distance on the scale (Cicchetti and Allison 1971).
    Linear,
    /// As the square of their distance on the scale (Fleiss and Cohen 1973, Educational and
    /// Psychological Measurement 33:613).
    Quadratic,
    /// As the number of pairs of categories from one to the other, (d + 1) d / 2 where they are d
    /// steps apart (Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., ch. 3).
    Ordinal,
    /// As somebody says: a row and a column a category, none negative (Cohen 1968, Psychological
    /// Bulletin 70:213). Only their proportions matter.
    Given(Vec<Vec<f64>>),
}

impl Weights {
    /// The disagreement of every two categories, 0..1, by their positions on the declared scale.
    /// Positions matter to linear and quadratic weights alone.
    ///
    /// # Errors
    /// [`Undefined::NoData`] of no category, [`Undefined::TooMany`] of more than
    /// [`MOST_CATEGORIES`]; [`Undefined::NoVariation`] where all stand at one place,
    /// [`Undefined::NotANumber`] and [`Undefined::OutOfRange`] where a weight is none.
    pub fn disagreements(&self, positions: &[f64]) -> Result<Square, Undefined> {
        let k = positions.len();
        if k == 0 {
            return Err(Undefined::NoData);
        }
        refuse_many(k)?;
        if !positions.iter().all(|position| position.is_finite()) {
            return Err(Undefined::NotANumber);
        }
        let apart = |one: usize, other: usize| (positions[one] - positions[other]).abs();
        match self {
            Self::Identity => scaled(k, |one, other| f64::from(one != other)),
            Self::Linear => scaled(k, apart),
            Self::Quadratic => scaled(k, |one, other| apart(one, other).powi(2)),
            Self::Ordinal => scaled(k, |one, other| {
                let steps = one.abs_diff(other) as f64;
                (steps + 1.0) * steps / 2.0
            }),
            Self::Given(rows) => {
                if rows.len() != k || rows.iter().any(|row| row.len() != k) {
                    return Err(Undefined::OutOfRange);
                }
                if rows.iter().flatten().any(|cell| *cell < 0.0) {
                    return Err(Undefined::OutOfRange);
                }
                scaled(k, |one, other| rows[one][other])
            }
        }
    }
}

/// Refuses a scale of more than [`MOST_CATEGORIES`].
///
/// # Errors
/// [`Undefined::TooMany`].
pub fn refuse_many(categories: usize) -> Result<(), Undefined> {
    if categories > MOST_CATEGORIES {
        return Err(Undefined::TooMany {
            n: categories,
            most: MOST_CATEGORIES,
        });
    }
    Ok(())
}

/// The positions 0, 1, 2, … of so many categories at equal distances.
pub fn steps(categories: usize) -> Vec<f64> {
    (0..categories).map(|at| at as f64).collect()
}

/// Disagreements divided by the largest. A single category cannot disagree.
fn scaled(k: usize, cell: impl Fn(usize, usize) -> f64) -> Result<Square, Undefined> {
    let cells = || (0..k).flat_map(|one| (0..k).map(move |other| (one, other)));
    let mut largest = 0.0_f64;
    for (one, other) in cells() {
        let cell = cell(one, other);
        if !cell.is_finite() {
            return Err(Undefined::NotANumber);
        }
        largest = largest.max(cell);
    }
    if largest == 0.0 && k > 1 {
        return Err(Undefined::NoVariation);
    }
    let mut square = Square::new(k);
    for (one, other) in cells().filter(|_| largest > 0.0) {
        square.add(one, other, cell(one, other) / largest);
    }
    Ok(square)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(weights: &Weights, positions: &[f64], expected: &[f64]) {
        let found = weights.disagreements(positions).unwrap();
        let found: Vec<f64> = (0..positions.len())
            .flat_map(|row| found.row(row).to_vec())
            .collect();
        assert_eq!(found, expected, "{weights:?}");
    }

    #[test]
    fn the_furthest_two_disagree_fully() {
        let uneven = [0.0, 1.0, 4.0];
        check(
            &Weights::Identity,
            &uneven,
            &[0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0],
        );
        check(
            &Weights::Linear,
            &uneven,
            &[0.0, 0.25, 1.0, 0.25, 0.0, 0.75, 1.0, 0.75, 0.0],
        );
        check(
            &Weights::Quadratic,
            &uneven,
            &[0.0, 0.0625, 1.0, 0.0625, 0.0, 0.5625, 1.0, 0.5625, 0.0],
        );
        let third = 1.0 / 3.0;
        check(
            &Weights::Ordinal,
            &uneven,
            &[0.0, third, 1.0, third, 0.0, third, 1.0, third, 0.0],
        );
        check(&Weights::Linear, &[7.0], &[0.0]);
    }

    #[test]
    fn what_is_no_scale_is_refused() {
        let check = |weights: Weights, positions: &[f64], expected| {
            assert_eq!(weights.disagreements(positions), Err(expected));
        };
        check(Weights::Identity, &[], Undefined::NoData);
        check(Weights::Linear, &[2.0, 2.0], Undefined::NoVariation);
        check(Weights::Linear, &[2.0, f64::NAN], Undefined::NotANumber);
        check(
            Weights::Linear,
            &[f64::MIN, f64::MAX],
            Undefined::NotANumber,
        );
        let too_many = Undefined::TooMany {
            n: 1001,
            most: 1000,
        };
        check(Weights::Identity, &[0.0; 1001], too_many);
        let ragged = Weights::Given(vec![vec![0.0, 1.0], vec![1.0]]);
        check(ragged, &[0.0, 1.0], Undefined::OutOfRange);
        let negative = Weights::Given(vec![vec![0.0, -1.0], vec![1.0, 0.0]]);
        check(negative, &[0.0, 1.0], Undefined::OutOfRange);
    }
}
