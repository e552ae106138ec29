//! Who agrees with whom: Cohen's κ of every two raters who share units.

use std::collections::BTreeMap;

use crate::stats::Undefined;
use crate::stats::agreement::cohen::{Kappa, Table, kappa};
use crate::stats::agreement::weights::{Weights, refuse_many};

use super::units::Rated;

/// κ of each pair of raters with a unit in common, by their numbers, the lower one first; quadratic
/// where the values have an order. Whoever rated a unit twice is taken by the lower value.
///
/// In time it grows with the pairs of ratings of one unit, and with pairs × categories².
///
/// # Errors
/// [`Undefined::MixedScales`] where the units are on scales of different lengths, and
/// [`Undefined::OutOfRange`] where a value is not on its scale.
pub fn pairs(rated: &Rated) -> Result<BTreeMap<(u32, u32), Kappa>, Undefined> {
    let scale = rated.categories.as_ref().ok_or(Undefined::MixedScales)?;
    refuse_many(scale.len())?;
    let place = |value: f64| {
        let place = scale.iter().position(|category| *category == value);
        place.ok_or(Undefined::OutOfRange)
    };
    let mut tables: BTreeMap<(u32, u32), Vec<Vec<u64>>> = BTreeMap::new();
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
    let weights = if rated.is_ordered {
        Weights::Quadratic
    } else {
        Weights::Identity
    };
    let of = |(pair, rows): ((u32, u32), Vec<Vec<u64>>)| {
        Ok((pair, kappa(&Table::new(&rows)?, &weights, scale)?))
    };
    tables.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::ratings::Ratings;

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
        let found = pairs(&rated(&rows, true)).unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), [&(0, 1)]);
        assert_eq!(found[&(0, 1)].items, 10);
        let quadratic = found[&(0, 1)].value.unwrap();
        let plain = pairs(&rated(&rows, false)).unwrap()[&(0, 1)].value.unwrap();
        // po = 0.9; pe = (0.3·0.3 + 0.4·0.3 + 0.3·0.4) = 0.33.
        assert!((plain - (0.9 - 0.33) / 0.67).abs() < 1e-12, "{plain}");
        assert!(quadratic > plain, "one step off is not as bad: {quadratic}");
    }

    #[test]
    fn values_beyond_the_scale_are_refused() {
        let check = |rows: &[Vec<Option<f64>>], categories, expected| {
            let rated = Rated {
                categories,
                ..rated(rows, true)
            };
            assert_eq!(pairs(&rated), Err(expected));
        };
        let rows = [vec![Some(3.0)], vec![Some(0.0)]];
        check(&rows, Some(vec![0.0, 1.0]), Undefined::OutOfRange);
        check(&rows, None, Undefined::MixedScales);
    }
}
