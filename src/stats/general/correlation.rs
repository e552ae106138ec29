//! Whether two measures rise together: Pearson's r, Spearman's rho, Kendall's tau b; each −1..1.
//!
//! Fewer than three pairs, or a side without variation, is undefined.

use std::borrow::Cow;

use super::varied;
use crate::stats::distributions::reach;
use crate::stats::sum::{mean, squares, sum};
use crate::stats::{Interval, Undefined};

/// The pairs of which neither side is missing.
pub fn complete(x: &[Option<f64>], y: &[Option<f64>]) -> (Vec<f64>, Vec<f64>) {
    x.iter().zip(y).filter_map(|(x, y)| x.zip(*y)).unzip()
}

/// Pearson's product-moment correlation.
///
/// # Errors
/// [`Undefined::TooFew`] below three pairs, [`Undefined::NoVariation`] where a side is constant.
pub fn pearson(x: &[f64], y: &[f64]) -> Result<f64, Undefined> {
    usable(x, y)?;
    // The mean of equal numbers may be another one in its last digit.
    let is_constant = |values: &[f64]| values.iter().all(|value| *value == values[0]);
    if is_constant(x) || is_constant(y) {
        return Err(Undefined::NoVariation);
    }
    let (x, y) = (&scaled(x)[..], &scaled(y)[..]);
    let (Some(middle_x), Some(middle_y)) = (mean(x), mean(y)) else {
        return Err(Undefined::NoData);
    };
    let products = x
        .iter()
        .zip(y)
        .map(|(x, y)| (x - middle_x) * (y - middle_y));
    // Each root by itself: their product may not fit where neither does not.
    let spread = squares(x).sqrt() * squares(y).sqrt();
    if spread == 0.0 {
        return Err(Undefined::NoVariation);
    }
    Ok((sum(products) / spread).clamp(-1.0, 1.0))
}

/// Values whose squares can be added up; the scale does not matter to a correlation.
fn scaled(values: &[f64]) -> Cow<'_, [f64]> {
    let largest = values
        .iter()
        .fold(0.0_f64, |most, value| most.max(value.abs()));
    if (1e-100..=1e100).contains(&largest) {
        Cow::Borrowed(values)
    } else {
        Cow::Owned(values.iter().map(|value| value / largest).collect())
    }
}

/// The interval of Pearson's r by Fisher's z (1921): atanh r ± z ÷ √(n − 3).
///
/// # Errors
/// [`Undefined::TooFew`] below four pairs, [`Undefined::OutOfRange`] unless −1 ≤ r ≤ 1, and
/// [`Undefined::Alike`] where all pairs lie on a line.
pub fn pearson_interval(r: f64, n: usize, confidence: f64) -> Result<Interval, Undefined> {
    if n < 4 {
        return Err(Undefined::TooFew { n, needed: 4 });
    }
    if !(-1.0..=1.0).contains(&r) {
        return Err(Undefined::OutOfRange);
    }
    varied(1.0 - r.abs(), 1.0)?;
    let half = reach(confidence)? / ((n - 3) as f64).sqrt();
    Ok(Interval {
        low: (r.atanh() - half).tanh(),
        high: (r.atanh() + half).tanh(),
    })
}

/// Spearman's rank correlation: Pearson's of the ranks, equal values sharing their mean rank.
///
/// # Errors
/// As [`pearson`].
pub fn spearman(x: &[f64], y: &[f64]) -> Result<f64, Undefined> {
    usable(x, y)?;
    pearson(&ranks(x), &ranks(y))
}

/// Kendall's tau b (1945): concordant less discordant pairs, over the pairs that are not tied on
/// each side. In n log n (Knight 1966, JASA 61:436), counted in whole numbers.
///
/// # Errors
/// As [`pearson`].
pub fn kendall_tau_b(x: &[f64], y: &[f64]) -> Result<f64, Undefined> {
    let Pairs {
        all,
        tied_x,
        tied_y,
        score,
    } = pairs(x, y)?;
    let untied = ((all - tied_x) as f64).sqrt() * ((all - tied_y) as f64).sqrt();
    if untied == 0.0 {
        return Err(Undefined::NoVariation);
    }
    Ok((score as f64 / untied).clamp(-1.0, 1.0))
}

/// What the pairs of observations say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pairs {
    /// n (n − 1) ÷ 2.
    pub all: i64,
    /// Those of one x.
    pub tied_x: i64,
    /// Those of one y.
    pub tied_y: i64,
    /// Concordant ones less discordant ones: Kendall's S.
    pub score: i64,
}

/// Counts the pairs of observations.
///
/// # Errors
/// [`Undefined::TooFew`] below three.
pub fn pairs(x: &[f64], y: &[f64]) -> Result<Pairs, Undefined> {
    usable(x, y)?;
    let mut points: Vec<(f64, f64)> = x.iter().zip(y).map(|(x, y)| (x + 0.0, y + 0.0)).collect();
    points.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let tied_x = tied(&points, |a, b| a.0 == b.0);
    let tied_both = tied(&points, |a, b| a == b);
    let mut by_y: Vec<f64> = points.into_iter().map(|(_, y)| y).collect();
    let mut space = by_y.clone();
    let discordant = inversions(&mut by_y, &mut space);
    let tied_y = tied(&by_y, |a, b| a == b);
    let all = pairs_of(x.len());
    Ok(Pairs {
        all,
        tied_x,
        tied_y,
        score: all - tied_x - tied_y + tied_both - 2 * discordant,
    })
}

/// Ranks from 1; equal values share the mean of theirs.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|a, b| (values[*a] + 0.0).total_cmp(&(values[*b] + 0.0)));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for group in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = before as f64 + (group.len() + 1) as f64 / 2.0;
        for at in group {
            ranks[*at] = rank;
        }
        before += group.len();
    }
    ranks
}

fn usable(x: &[f64], y: &[f64]) -> Result<(), Undefined> {
    if x.len() != y.len() {
        return Err(Undefined::Mismatched);
    }
    if x.len() < 3 {
        return Err(Undefined::TooFew {
            n: x.len(),
            needed: 3,
        });
    }
    if x.iter().chain(y).all(|value| value.is_finite()) {
        Ok(())
    } else {
        Err(Undefined::NotANumber)
    }
}

fn pairs_of(n: usize) -> i64 {
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    n.saturating_mul(n - 1) / 2
}

/// Pairs within the runs of what is sorted.
fn tied<T>(sorted: &[T], same: impl Fn(&T, &T) -> bool) -> i64 {
    let runs = sorted.chunk_by(same);
    runs.map(|run| pairs_of(run.len())).sum()
}

/// Sorts, and counts the pairs that stood the wrong way round.
fn inversions(values: &mut [f64], space: &mut [f64]) -> i64 {
    let half = values.len() / 2;
    if half == 0 {
        return 0;
    }
    let (left, right) = values.split_at_mut(half);
    let (left_space, right_space) = space.split_at_mut(half);
    let mut found = inversions(left, left_space) + inversions(right, right_space);
    let (mut i, mut j) = (0, 0);
    for place in space.iter_mut() {
        let takes_left = j == right.len() || i < left.len() && left[i] <= right[j];
        if takes_left {
            *place = left[i];
            i += 1;
        } else {
            *place = right[j];
            j += 1;
            found += i64::try_from(left.len() - i).unwrap_or(0);
        }
    }
    values.copy_from_slice(space);
    found
}
