//! Who agrees with whom: Cohen's κ of every two raters who share units.

use std::collections::BTreeMap;

use crate::stats::agreement::cohen::{Table, estimate};
use crate::stats::agreement::krippendorff::FEWEST_UNITS;
use crate::stats::agreement::weights::{Weights, refuse_many};
use crate::stats::draw::Draws;
use crate::stats::{Estimate, Undefined};

use super::units::Rated;

/// κ of each pair of raters with a unit in common, by their numbers, the lower one first; quadratic
/// where the values have an order. Whoever rated a unit twice is taken by the lower value.
///
/// Below [`FEWEST_UNITS`] units in common there is none: the number stands in the reason. Below
/// thirty the interval is drawn, each pair anew from the seed.
///
/// In time it grows with the pairs of ratings of one unit, and with pairs × categories².
///
/// # Errors
/// [`Undefined::MixedScales`] where the units are on scales of different lengths, and
/// [`Undefined::OutOfRange`] where a value is not on its scale.
pub fn pairs(rated: &Rated, draws: Draws) -> Result<Pairs, Undefined> {
    let scale = rated.categories.as_ref().ok_or(Undefined::MixedScales)?;
    refuse_many(scale.len())?;
    let weights = if rated.is_ordered {
        Weights::Quadratic
    } else {
        Weights::Identity
    };
    let of = |(pair, rows): ((u32, u32), Vec<Vec<u64>>)| {
        let table = Table::new(&rows)?;
        let n = usize::try_from(table.items()).unwrap_or(usize::MAX);
        let kappa = if n < FEWEST_UNITS {
            let needed = FEWEST_UNITS;
            Err(Undefined::TooFew { n, needed })
        } else {
            estimate(&table, &weights, scale, draws, &mut |_| ())
        };
        Ok((pair, kappa))
    };
    tables(rated, scale)?.into_iter().map(of).collect()
}

/// κ of pairs of raters, or why there is none.
pub type Pairs = BTreeMap<(u32, u32), Result<Estimate, Undefined>>;

/// How often one said each value where the other said each.
type Tables = BTreeMap<(u32, u32), Vec<Vec<u64>>>;

fn tables(rated: &Rated, scale: &[f64]) -> Result<Tables, Undefined> {
    let place = |value: f64| {
        let place = scale.iter().position(|category| *category == value);
        place.ok_or(Undefined::OutOfRange)
    };
    let mut tables = Tables::new();
    for unit in 0..rated.ratings.units() {
        let (raters, values) = rated.ratings.unit(unit);
        let mut said: Vec<(u32, usize)> = Vec::with_capacity(raters.len());
        for (rater, value) in raters.iter().zip(values) {
            said.push((*rater, place(*value)?));
        }
        said.dedup_by_key(|(rater, _)| *rater);
        for (at, (one, this)) in said.iter().enumerate() {
            for (other, that) in &said[at + 1..] {
                let empty = || vec![vec![0; scale.len()]; scale.len()];
                tables.entry((*one, *other)).or_insert_with(empty)[*this][*that] += 1;
            }
        }
    }
    Ok(tables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::Seed;
    use crate::stats::ratings::Ratings;

    const DRAWS: Draws = Draws {
        replicates: 100,
        seed: Seed(1),
    };

    fn rated(rows: &[Vec<Option<f64>>], is_ordered: bool) -> Rated {
        Rated {
            ratings: Ratings::of_rows(rows).unwrap(),
            categories: Some(vec![0.0, 1.0, 2.0]),
            is_ordered,
            tasks: (0..rows[0].len() as u32).collect(),
        }
    }

    #[test]
    fn every_two_raters_with_a_unit_in_common_are_a_pair() {
        let row = |text: &str| -> Vec<Option<f64>> {
            let value = |c: char| c.to_digit(10).map(f64::from);
            text.chars().map(value).collect()
        };
        let rows = [
            row("0120120121.."),
            row("0120120122.."),
            row("..........11"),
        ];
        let kappas = |is_ordered| pairs(&rated(&rows, is_ordered), DRAWS).unwrap();
        let found = kappas(true);
        assert_eq!(found.keys().collect::<Vec<_>>(), [&(0, 1)]);
        let kappa = found[&(0, 1)].unwrap();
        assert_eq!((kappa.n, kappa.drawn.unwrap().draws), (10, DRAWS));
        assert!(kappa.interval.unwrap().has(kappa.value));
        let quadratic = kappa.value;
        let plain = kappas(false)[&(0, 1)].unwrap().value;
        // po = 0.9; pe = (0.3·0.3 + 0.4·0.3 + 0.3·0.4) = 0.33.
        assert!((plain - (0.9 - 0.33) / 0.67).abs() < 1e-12, "{plain}");
        assert!(quadratic > plain, "one step off is not as bad: {quadratic}");
    }

    #[test]
    fn a_few_units_in_common_have_no_kappa() {
        let check = |units: usize, expected: Option<Undefined>| {
            let row = |turn: usize| {
                (0..units)
                    .map(|at| Some((at % (2 + turn)) as f64))
                    .collect()
            };
            let found = pairs(&rated(&[row(0), row(1)], true), DRAWS).unwrap();
            assert_eq!(found[&(0, 1)].err(), expected, "{units} units");
        };
        check(4, Some(Undefined::TooFew { n: 4, needed: 5 }));
        check(5, None);
    }

    #[test]
    fn values_beyond_the_scale_are_refused() {
        let check = |rows: &[Vec<Option<f64>>], categories, expected| {
            let rated = Rated {
                categories,
                ..rated(rows, true)
            };
            assert_eq!(pairs(&rated, DRAWS), Err(expected));
        };
        let rows = [vec![Some(3.0)], vec![Some(0.0)]];
        check(&rows, Some(vec![0.0, 1.0]), Undefined::OutOfRange);
        check(&rows, None, Undefined::MixedScales);
    }
}
