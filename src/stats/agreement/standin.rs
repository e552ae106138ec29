//! Until the general families are here: the same functions under the same names, to be dropped
//! for `general::bootstrap`, `general::correlation` and `general::proportion`.

use std::cmp::Ordering;

use crate::stats::distributions::reach;
use crate::stats::draw::{Chance, Replicates, Seed};
use crate::stats::{Interval, Undefined};

/// As `general::bootstrap::drawn`.
pub fn drawn(
    units: usize,
    replicates: usize,
    seed: Seed,
    mut figure: impl FnMut(&[u32]) -> Option<f64>,
    told: &mut dyn FnMut(usize),
) -> Replicates {
    let mut chance = Chance::new(seed);
    let mut weights = vec![0; units];
    let mut found = Replicates::default();
    for done in 1..=replicates {
        chance.weights(&mut weights);
        found.note(figure(&weights));
        told(done);
    }
    found
}

/// As `general::proportion::wilson`.
pub fn wilson(x: f64, n: f64, confidence: f64) -> Result<Interval, Undefined> {
    if n == 0.0 {
        return Err(Undefined::NoData);
    }
    let (p, z) = (x / n, reach(confidence)?);
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let all = 1.0 + z * z / n;
    Ok(Interval {
        low: ((middle - half) / all).clamp(0.0, 1.0),
        high: ((middle + half) / all).clamp(0.0, 1.0),
    })
}

/// As `general::correlation::kendall_tau_b`, but in n² steps.
pub fn kendall_tau_b(x: &[f64], y: &[f64]) -> Result<f64, Undefined> {
    let sign = |a: f64, b: f64| match a.partial_cmp(&b) {
        Some(Ordering::Less) => -1_i64,
        Some(Ordering::Greater) => 1,
        _ => 0,
    };
    let (mut both, mut of_x, mut of_y) = (0_i64, 0_i64, 0_i64);
    for (at, (a, b)) in x.iter().zip(y).enumerate() {
        for (c, d) in x.iter().zip(y).skip(at + 1) {
            let (along, up) = (sign(*a, *c), sign(*b, *d));
            both += along * up;
            of_x += along.abs();
            of_y += up.abs();
        }
    }
    if of_x == 0 || of_y == 0 {
        return Err(Undefined::NoVariation);
    }
    Ok(both as f64 / ((of_x as f64).sqrt() * (of_y as f64).sqrt()))
}
