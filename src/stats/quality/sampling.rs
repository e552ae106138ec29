//! How much to look at: samples by strata, and plans by which a lot is accepted.

use crate::stats::Undefined;
use crate::stats::distributions::{binomial_cdf, hypergeometric_cdf, reach};
use crate::stats::general::proportion::clopper_pearson;
use crate::stats::sum::sum;
use crate::stats::{CONFIDENCE, Interval};

/// What was looked at of one part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// How many there are.
    pub all: u64,
    /// How many were looked at.
    pub sampled: u64,
    /// How many of those are defective.
    pub defects: u64,
}

/// A share of defects over all strata.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratified {
    /// Σ (Nₕ ÷ N) pₕ, 0..1.
    pub value: f64,
    /// Its standard error: the root of Σ (Nₕ ÷ N)² (1 − nₕ ÷ Nₕ) pₕ qₕ ÷ (nₕ − 1).
    ///
    /// Undefined where one stratum has a sample of one: merge it with another.
    pub se: Result<f64, Undefined>,
    /// The interval, within 0..1: to each side the root of the sum of what the strata reach to that
    /// side, squared (Zou and Donner 2008, Statistics in Medicine 27:1693).
    ///
    /// A stratum reaches as far as its standard error or its own exact interval (Clopper and
    /// Pearson) has it, whichever is further, but not beyond what all of its unseen could be. An
    /// error of 0, where a sample has no defect or nothing but defects, is no news: two looks
    /// exclude no share below 0.84, whatever was found elsewhere. What was looked at in full
    /// reaches nowhere.
    pub interval: Result<Interval, Undefined>,
    /// How many were looked at.
    pub sampled: u64,
    /// The share of the next sample that each stratum deserves (Neyman 1934): Nₕ √(pₕ qₕ), to a
    /// sum of 1; undefined where nothing varies anywhere. A stratum without a defect so far gets
    /// nothing by it, so that some looks are best spread over all strata all the same.
    pub shares: Result<Vec<f64>, Undefined>,
}

/// The share of defects from samples of strata (Cochran 1977, Sampling Techniques, 5.3).
///
/// # Errors
/// [`Undefined::NoData`] where a stratum has no sample, [`Undefined::OutOfRange`] where more was
/// found than looked at, or looked at than there is.
pub fn stratified(strata: &[Stratum]) -> Result<Stratified, Undefined> {
    let is_sound = |s: &Stratum| s.defects <= s.sampled && s.sampled <= s.all;
    if !strata.iter().all(is_sound) {
        return Err(Undefined::OutOfRange);
    }
    if strata.is_empty() || strata.iter().any(|s| s.sampled == 0) {
        return Err(Undefined::NoData);
    }
    let total =
        |count: fn(&Stratum) -> u64| strata.iter().map(count).fold(0_u64, u64::saturating_add);
    let all = total(|s| s.all) as f64;
    let weight = |s: &Stratum| s.all as f64 / all;
    let spread = |s: &Stratum| (share(s) * (1.0 - share(s))).sqrt();
    let deserved: Vec<f64> = strata.iter().map(|s| s.all as f64 * spread(s)).collect();
    let deserved_all = sum(deserved.iter().copied());
    let value = sum(strata.iter().map(|s| weight(s) * share(s)));
    Ok(Stratified {
        value,
        se: variance(strata, all).map(f64::sqrt),
        interval: interval(strata, all, value),
        sampled: total(|s| s.sampled),
        shares: if deserved_all > 0.0 {
            Ok(deserved.iter().map(|each| each / deserved_all).collect())
        } else {
            Err(Undefined::NoVariation)
        },
    })
}

fn share(stratum: &Stratum) -> f64 {
    stratum.defects as f64 / stratum.sampled as f64
}

fn variance(strata: &[Stratum], all: f64) -> Result<f64, Undefined> {
    let of = |s: &Stratum| Ok((s.all as f64 / all).powi(2) * own_variance(s)?);
    let terms: Vec<f64> = strata.iter().map(of).collect::<Result<_, _>>()?;
    Ok(sum(terms))
}

/// The variance of the share of one stratum.
fn own_variance(s: &Stratum) -> Result<f64, Undefined> {
    if s.sampled == s.all {
        // All of it is known.
        return Ok(0.0);
    }
    let unseen = 1.0 - s.sampled as f64 / s.all as f64;
    let Some(free) = s.sampled.checked_sub(1).filter(|free| *free > 0) else {
        return Err(Undefined::TooFew { n: 1, needed: 2 });
    };
    Ok(unseen * share(s) * (1.0 - share(s)) / free as f64)
}

fn interval(strata: &[Stratum], all: f64, value: f64) -> Result<Interval, Undefined> {
    let reaches: Vec<[f64; 2]> = strata.iter().map(own_reach).collect::<Result<_, _>>()?;
    let to = |side: usize| {
        let square = |(s, reach): (&Stratum, &[f64; 2])| (s.all as f64 / all * reach[side]).powi(2);
        sum(strata.iter().zip(&reaches).map(square)).sqrt()
    };
    let reached = Interval {
        low: value - to(0),
        high: value + to(1),
    };
    Ok(reached.between(0.0, 1.0))
}

/// How far the interval of the share of one stratum reaches down and up.
fn own_reach(s: &Stratum) -> Result<[f64; 2], Undefined> {
    let unseen = (s.all - s.sampled) as f64 / s.all as f64;
    let is_mixed = 0 < s.defects && s.defects < s.sampled;
    // The more of a stratum was seen, the less the rest can change, but where it was all the same
    // the one that differs may be in the rest.
    let narrowed = if is_mixed { unseen.sqrt() } else { 1.0 };
    let exact = clopper_pearson(s.defects, s.sampled, CONFIDENCE)?;
    let exact = [share(s) - exact.low, exact.high - share(s)];
    // One look has an exact interval, and no standard error.
    let half = reach(CONFIDENCE)? * own_variance(s).map_or(0.0, f64::sqrt);
    Ok(exact.map(|exact| (narrowed * exact).max(half).min(unseen)))
}

/// A plan: look at `sample`, accept the lot when at most `accept` of them are defective.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many to look at.
    pub sample: u64,
    /// How many defects are let pass.
    pub accept: u64,
    /// How many the lot has, where that is known: a sample of a tenth of it or more says more than
    /// one of a lot without end.
    pub lot: Option<u64>,
}

/// What a plan must do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    /// A share of defects that is good enough (AQL) …
    pub good: f64,
    /// … and the most such lots that may be refused.
    pub good_refused: f64,
    /// A share of defects that is too much (LTPD) …
    pub bad: f64,
    /// … and the most such lots that may be accepted.
    pub bad_accepted: f64,
    /// How many the lot has, where that is known.
    pub lot: Option<u64>,
}

/// The largest sample that is looked for.
const LARGEST: u64 = 1 << 20;

/// What a risk may be off by: a chance that is just the risk but for rounding is not above it.
const SLACK: f64 = 1e-9;

impl Plan {
    /// The chance that a lot with this share of defects is accepted: the curve of it over the share
    /// is the plan's operating characteristic.
    ///
    /// By the binomial; of a lot of known size of which a tenth or more is looked at by the
    /// hypergeometric, for the number of defects nearest to the share.
    ///
    /// # Errors
    /// [`Undefined::OutOfRange`] unless 0 ≤ share ≤ 1, or where the sample is larger than the lot.
    pub fn chance(self, share: f64) -> Result<f64, Undefined> {
        self.chance_near(share, f64::round)
    }

    /// As [`chance`](Self::chance), for the number of defects that `whole` makes of one that is
    /// none.
    fn chance_near(self, share: f64, whole: fn(f64) -> f64) -> Result<f64, Undefined> {
        if !(0.0..=1.0).contains(&share) || self.lot.is_some_and(|all| self.sample > all) {
            return Err(Undefined::OutOfRange);
        }
        match self.lot {
            Some(all) if self.sample >= all.div_ceil(10) => {
                let defects = share * all as f64;
                // What is whole but for rounding, such as 0.1 · 30, is that.
                let near = defects.round();
                let is_whole = (defects - near).abs() <= SLACK * near;
                let defects = if is_whole { near } else { whole(defects) };
                hypergeometric_cdf(self.accept, all, defects as u64, self.sample)
            }
            _ => binomial_cdf(self.accept, self.sample, share),
        }
    }

    /// The smallest plan that meets a demand: for each number of defects let pass the smallest
    /// sample that refuses enough bad lots, until one of them accepts enough good ones.
    ///
    /// # Errors
    /// [`Undefined::OutOfRange`] unless 0 < good < bad < 1 and both risks lie between 0 and 1, or
    /// where the two shares are one number of defects of the lot. [`Undefined::NoData`] of an empty
    /// lot. [`Undefined::TooMany`] where it would take more than a million (2²⁰): how many more is
    /// not looked for, and the reason names the first beyond.
    pub fn of(demand: Demand) -> Result<Self, Undefined> {
        let Demand { good, bad, .. } = demand;
        let is_risk = |risk: f64| risk > 0.0 && risk < 1.0;
        let is_order = 0.0 < good && good < bad && bad < 1.0;
        if !(is_order && is_risk(demand.good_refused) && is_risk(demand.bad_accepted)) {
            return Err(Undefined::OutOfRange);
        }
        if demand.lot == Some(0) {
            return Err(Undefined::NoData);
        }
        let mut beyond = 1;
        while matches!(demand.with(beyond - 1)?, Reach::Refuses) {
            beyond *= 2;
        }
        let mut below = beyond / 2;
        while below + 1 < beyond {
            let middle = below.midpoint(beyond);
            match demand.with(middle - 1)? {
                Reach::Refuses => below = middle,
                _ => beyond = middle,
            }
        }
        // Samples are whole, so that just below there may be smaller plans that happen to fit.
        let steps = good * bad / (bad - good);
        let nearby = (2.0 * steps) as u64 + 5;
        for accept in (beyond - 1).saturating_sub(nearby)..beyond {
            if let Reach::Meets(plan) = demand.with(accept)? {
                return Ok(plan);
            }
        }
        Err(match demand.lot {
            Some(all) if all <= LARGEST => Undefined::OutOfRange,
            _ => Undefined::TooMany {
                n: LARGEST as usize + 1,
                most: LARGEST as usize,
            },
        })
    }
}

/// How far the smallest sample that lets so many defects pass comes.
enum Reach {
    /// It refuses too many good lots: more defects have to be let pass.
    Refuses,
    /// It meets the demand.
    Meets(Plan),
    /// It takes a larger sample than is looked for.
    TooLarge,
}

impl Demand {
    /// The smallest plan that lets so many defects pass and refuses enough bad lots.
    fn with(&self, accept: u64) -> Result<Reach, Undefined> {
        let most = self.lot.unwrap_or(LARGEST).min(LARGEST);
        let plan = |sample| Plan {
            sample,
            accept,
            lot: self.lot,
        };
        // Of what may not be whole the worse: as many bad ones and as few good ones as there can
        // be in a lot.
        let is_enough = |sample| {
            let chance = plan(sample).chance_near(self.bad, f64::ceil)?;
            Ok(chance <= self.bad_accepted + SLACK)
        };
        // A sample of no more than are let pass refuses nothing.
        let (mut below, mut enough) = (accept, accept.saturating_add(1).min(most));
        while !is_enough(enough)? {
            if enough == most {
                return Ok(Reach::TooLarge);
            }
            (below, enough) = (enough, enough.saturating_mul(2).min(most));
        }
        while below + 1 < enough {
            let middle = below.midpoint(enough);
            if is_enough(middle)? {
                enough = middle;
            } else {
                below = middle;
            }
        }
        let plan = plan(enough);
        let accepted = plan.chance_near(self.good, f64::floor)?;
        Ok(if accepted >= 1.0 - self.good_refused - SLACK {
            Reach::Meets(plan)
        } else {
            Reach::Refuses
        })
    }
}
