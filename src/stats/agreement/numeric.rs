//! Agreement on a number, such as a total score: what fits to the ratings there are.

use super::icc::{Icc, icc};
use super::krippendorff::{self, Level};
use crate::stats::draw::Draws;
use crate::stats::ratings::Ratings;
use crate::stats::{Estimate, Undefined};

/// How far raters agree on a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Numeric {
    /// Every rater rated every unit: the intraclass correlation.
    Complete {
        /// ICC(A, 1), how far one rater alone can be relied on; by F, over units.
        agreement: Estimate,
        /// The standard deviation of ratings of one unit, in steps of the scale: √ of the mean
        /// square within units.
        within_sd: f64,
        /// All forms, for whoever asks.
        icc: Box<Icc>,
    },
    /// Some ratings are missing: Krippendorff's α of numbers, by resampling units.
    Incomplete(Estimate),
}

/// ICC(A, 1) where at least two raters rated all of at least two units, each once; else
/// Krippendorff's α of numbers, which takes any pattern of missing ratings. Units and raters of
/// whom there is nothing do not count. `told` hears how many resamples are done; ICC needs none.
///
/// # Errors
/// As [`icc`](icc()) and [`krippendorff::estimate`], where the figure is undefined.
pub fn numeric_agreement(
    ratings: &Ratings,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Numeric, Undefined> {
    let Some(table) = block(ratings) else {
        let alpha = krippendorff::estimate(ratings, Level::Interval, draws, told)?;
        return Ok(Numeric::Incomplete(alpha));
    };
    let icc = icc(&table)?;
    Ok(Numeric::Complete {
        agreement: Estimate {
            value: icc.agreement.one.value?,
            interval: icc.agreement.one.interval,
            n: icc.units,
            left_out: 0,
            drawn: None,
        },
        within_sd: icc.squares.within.sqrt(),
        icc: Box::new(icc),
    })
}

/// A row a unit and a column a rater, where all are there.
fn block(ratings: &Ratings) -> Option<Vec<Vec<Option<f64>>>> {
    let rated = || {
        (0..ratings.units())
            .map(|unit| ratings.unit(unit))
            .filter(|unit| !unit.1.is_empty())
    };
    let (raters, _) = rated().next()?;
    let is_block = rated().all(|(others, _)| others == raters);
    // Of two ratings by one rater neither is the one that counts.
    let is_once = raters.windows(2).all(|pair| pair[0] != pair[1]);
    let is_enough = raters.len() > 1 && rated().nth(1).is_some();
    let row = |(_, values): (&[u32], &[f64])| values.iter().copied().map(Some).collect();
    (is_block && is_once && is_enough).then(|| rated().map(row).collect())
}
