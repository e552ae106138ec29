//! Many tests at once: p-values adjusted so that they can be read against one threshold.

use crate::stats::Undefined;

/// Holm's adjustment (1979, Scandinavian Journal of Statistics 6:65): the chance of any false
/// alarm in the family stays below the threshold. In the order given.
///
/// # Errors
/// [`Undefined::OutOfRange`] where one is no probability.
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let order = ascending(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut largest = 0.0_f64;
    for (rank, at) in order.into_iter().enumerate() {
        largest = largest.max((p.len() - rank) as f64 * p[at]).min(1.0);
        adjusted[at] = largest;
    }
    Ok(adjusted)
}

/// Benjamini and Hochberg's adjustment (1995, JRSS B 57:289): the expected share of false alarms
/// among the alarms stays below the threshold; for exploring. In the order given.
///
/// # Errors
/// As [`holm`].
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let order = ascending(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut smallest = 1.0_f64;
    for (rank, at) in order.into_iter().enumerate().rev() {
        smallest = smallest.min(p.len() as f64 / (rank + 1) as f64 * p[at]);
        adjusted[at] = smallest;
    }
    Ok(adjusted)
}

fn ascending(p: &[f64]) -> Result<Vec<usize>, Undefined> {
    if !p.iter().all(|p| (0.0..=1.0).contains(p)) {
        return Err(Undefined::OutOfRange);
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    Ok(order)
}
