//! Overlap: how much of the work was rated by how many.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::stats::Undefined;
use crate::stats::general::proportion::share;
use crate::stats::ratings::Ratings;

/// What stands above every figure of agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// How many units have so many raters.
    pub units: BTreeMap<usize, usize>,
    /// How many raters rated anything.
    pub raters: usize,
}

impl Overlap {
    /// Of some units. Two ratings of one unit by one rater are one rater.
    pub fn of(ratings: &Ratings) -> Self {
        Self::of_all([ratings])
    }

    /// As [`of`](Self::of), of units on several scales by the same raters.
    pub fn of_all<'a>(scales: impl IntoIterator<Item = &'a Ratings>) -> Self {
        let mut units = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for ratings in scales {
            for unit in 0..ratings.units() {
                let (raters, _) = ratings.unit(unit);
                let raters = raters.chunk_by(|a, b| a == b).map(|same| same[0]);
                let raters: Vec<u32> = raters.collect();
                if !raters.is_empty() {
                    *units.entry(raters.len()).or_default() += 1;
                }
                seen.extend(raters);
            }
        }
        Self {
            units,
            raters: seen.len(),
        }
    }

    /// How many units were rated.
    pub fn all(&self) -> usize {
        self.units.values().sum()
    }

    /// How many of them by two raters or more.
    pub fn shared(&self) -> usize {
        self.units.range(2..).map(|(_, n)| n).sum()
    }

    /// Their share, 0..1.
    ///
    /// # Errors
    /// [`Undefined::NoData`] where nothing was rated.
    pub fn share(&self) -> Result<f64, Undefined> {
        share(self.shared() as f64, self.all() as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_counted_by_their_raters() {
        let check = |rows: &[&[Option<f64>]], raters, units: &[(usize, usize)], share| {
            let rows: Vec<_> = rows.iter().map(|row| row.to_vec()).collect();
            let found = Overlap::of(&Ratings::of_rows(&rows).unwrap());
            let units = units.iter().copied().collect();
            assert_eq!(found, Overlap { units, raters });
            assert_eq!(found.share(), share);
        };
        let (x, o) = (Some(1.0), None);
        check(&[], 0, &[], Err(Undefined::NoData));
        check(&[&[x, x, o], &[o, o, o]], 1, &[(1, 2)], Ok(0.0));
        check(
            &[&[x, x, o, x], &[o, x, o, x], &[o, x, o, o]],
            3,
            &[(1, 1), (2, 1), (3, 1)],
            Ok(2.0 / 3.0),
        );
    }
}
