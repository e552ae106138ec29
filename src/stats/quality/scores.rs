//! What models score over many items. The items are the sample: other items would give another
//! mean, and the interval says how far.
//!
//! Where several raters scored one item, their scores are not as many items: the item's mean is
//! taken first. Means of ordered levels are a convention, and belong beside the distribution of
//! the levels.

use std::collections::BTreeMap;

use crate::stats::draw::Draws;
use crate::stats::general::{bootstrap, mean};
use crate::stats::{Estimate, Undefined};

/// The mean score of a model: of each item what its raters gave, an item that nobody scored being
/// left out and counted. Items count the same, whatever their number of raters; Student's interval
/// over items.
///
/// # Errors
/// [`Undefined::NoData`] where no item has a score, [`Undefined::NotANumber`].
pub fn mean_score(items: &[Vec<f64>]) -> Result<Estimate, Undefined> {
    let scored: Vec<f64> = items
        .iter()
        .filter(|scores| !scores.is_empty())
        .map(|scores| mean::average(scores))
        .collect::<Result<_, _>>()?;
    mean::estimate(&scored, items.len() - scored.len())
}

/// The mean difference of two models, first less second, over the prompts that both answered;
/// Student's interval over prompts, which is narrower than that of two means because what makes a
/// prompt hard makes it hard for both. A prompt may have several scores, one a rater.
///
/// `n` counts the prompts of both, `left_out` those of one of them alone.
///
/// # Errors
/// [`Undefined::NothingShared`] where no prompt is common, [`Undefined::NoData`] where there is
/// none, [`Undefined::NotANumber`].
pub fn paired_difference<K: Ord + Copy>(
    first: &[(K, f64)],
    second: &[(K, f64)],
) -> Result<Estimate, Undefined> {
    let (first, second) = (by_prompt(first)?, by_prompt(second)?);
    let common = first
        .iter()
        .filter_map(|(prompt, score)| Some(score - second.get(prompt)?));
    let differences: Vec<f64> = common.collect();
    let prompts = first.len() + second.len() - differences.len();
    if prompts > 0 && differences.is_empty() {
        return Err(Undefined::NothingShared);
    }
    mean::estimate(&differences, prompts - differences.len())
}

/// The mean score of each prompt.
fn by_prompt<K: Ord + Copy>(scores: &[(K, f64)]) -> Result<BTreeMap<K, f64>, Undefined> {
    let mut prompts: BTreeMap<K, Vec<f64>> = BTreeMap::new();
    for (prompt, score) in scores {
        prompts.entry(*prompt).or_default().push(*score);
    }
    let mean = |(prompt, scores): (K, Vec<f64>)| Ok((prompt, mean::average(&scores)?));
    prompts.into_iter().map(mean).collect()
}

/// The mean of scores by points, and how it varies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Points {
    /// The mean over examples, held within 0..1, with the percentile interval of resampled
    /// examples.
    pub mean: Estimate,
    /// Its standard error: the standard deviation of the means of the resamples, each held within
    /// 0..1.
    pub se: Result<f64, Undefined>,
}

/// The mean over examples of points met ÷ positive points, as `HealthBench` has it (Arora et al.
/// 2025): an example may lie below 0 and counts as it is, the mean is held within 0..1. `None` is
/// an example without positive points, which is left out and counted. `told` hears how many
/// resamples are done.
///
/// # Errors
/// [`Undefined::NoData`] where no example has a score, [`Undefined::NotANumber`].
pub fn points(
    examples: &[Option<f64>],
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Points, Undefined> {
    let mut scores: Vec<f64> = examples.iter().flatten().copied().collect();
    // What is drawn does not depend on the order in which examples come.
    scores.sort_by(f64::total_cmp);
    let value = mean::average(&scores)?.clamp(0.0, 1.0);
    let clipped = |weights: &[u32]| {
        let mean = bootstrap::weighted_mean(&scores, weights)?;
        mean.is_finite().then(|| mean.clamp(0.0, 1.0))
    };
    let drawn = bootstrap::drawn(scores.len(), draws, clipped, told);
    let left_out = examples.len() - scores.len();
    let mean = bootstrap::estimate(value, [scores.len(), left_out], &drawn, draws.seed);
    Ok(Points {
        mean,
        // Where there is no interval because nothing varied, an error of 0 is no news either.
        se: mean
            .interval
            .and_then(|_| drawn.sd().ok_or(Undefined::NoData)),
    })
}
