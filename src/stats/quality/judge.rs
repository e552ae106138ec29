//! A judge of yes and no, such as a model, against people. What people agreed on is the truth; how
//! far people agree among each other is the most that a judge can reach.

use crate::stats::Undefined;
use crate::stats::agreement::cohen::{Table, kappa};
use crate::stats::agreement::weights::{Weights, steps};
use crate::stats::draw::{Chance, Replicates, Seed};
use crate::stats::general::paired::sign_test;
use crate::stats::general::proportion::{share, wilson};
use crate::stats::multinomial::Multinomial;
use crate::stats::{CONFIDENCE, Interval};

/// How often the judge said what people said. “Positive” is what people passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// Both failed it.
    pub true_negative: u64,
    /// The judge alone passed it.
    pub false_positive: u64,
    /// People alone passed it.
    pub false_negative: u64,
    /// Both passed it.
    pub true_positive: u64,
}

/// A share with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// The share, 0..1.
    pub value: f64,
    /// Wilson's interval.
    pub interval: Interval,
}

impl Verdicts {
    /// How many were judged by both.
    pub fn n(self) -> u64 {
        self.true_negative + self.false_positive + self.false_negative + self.true_positive
    }

    /// The share on which both say the same.
    ///
    /// # Errors
    /// [`Undefined::NoData`] of nothing.
    pub fn accuracy(self) -> Result<Rate, Undefined> {
        rate(self.true_negative + self.true_positive, self.n())
    }

    /// Of what people passed the share that the judge passed.
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where people passed nothing.
    pub fn sensitivity(self) -> Result<Rate, Undefined> {
        class(rate(self.true_positive, self.positive()))
    }

    /// Of what people failed the share that the judge failed.
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where people failed nothing.
    pub fn specificity(self) -> Result<Rate, Undefined> {
        class(rate(self.true_negative, self.negative()))
    }

    /// Of what the judge passed the share that people passed.
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where the judge passed nothing.
    pub fn precision(self) -> Result<Rate, Undefined> {
        class(rate(
            self.true_positive,
            self.true_positive + self.false_positive,
        ))
    }

    /// 2 TP ÷ (2 TP + FP + FN).
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where nobody passed anything.
    pub fn f1(self) -> Result<f64, Undefined> {
        let both = 2 * self.true_positive;
        let all = both + self.false_positive + self.false_negative;
        class(share(both as f64, all as f64))
    }

    /// The mean of sensitivity and specificity.
    ///
    /// # Errors
    /// As those.
    pub fn balanced_accuracy(self) -> Result<f64, Undefined> {
        Ok(f64::midpoint(
            self.sensitivity()?.value,
            self.specificity()?.value,
        ))
    }

    /// The correlation of the two verdicts (Matthews 1975), −1..1.
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where a side says the same of everything.
    pub fn mcc(self) -> Result<f64, Undefined> {
        let [tn, fp, r#fn, tp] = self.counts();
        // Root by root: the product of four counts is large.
        let spread = (tp + fp).sqrt() * (tp + r#fn).sqrt() * (tn + fp).sqrt() * (tn + r#fn).sqrt();
        if spread == 0.0 {
            return Err(Undefined::OneClass);
        }
        Ok((tp * tn - fp * r#fn) / spread)
    }

    /// Cohen's kappa of the two: agreement beyond that of the same habits by chance.
    ///
    /// # Errors
    /// [`Undefined::NoData`] of nothing, [`Undefined::NoVariation`] where both say the same one
    /// thing of everything.
    pub fn kappa(self) -> Result<f64, Undefined> {
        let table = Table::new(&[
            vec![self.true_negative, self.false_positive],
            vec![self.false_negative, self.true_positive],
        ])?;
        kappa(&table, &Weights::Identity, &steps(2))?.value
    }

    /// Whether the judge is lenient or strict: the exact test of the two kinds of error.
    ///
    /// # Errors
    /// [`Undefined::NoDifference`] where it makes no error.
    pub fn lenience(self) -> Result<f64, Undefined> {
        sign_test(self.false_positive, self.false_negative)
    }

    fn positive(self) -> u64 {
        self.true_positive + self.false_negative
    }

    fn negative(self) -> u64 {
        self.true_negative + self.false_positive
    }

    fn counts(self) -> [f64; 4] {
        [
            self.true_negative as f64,
            self.false_positive as f64,
            self.false_negative as f64,
            self.true_positive as f64,
        ]
    }
}

/// The pass rate that people would have found, from what the judge found on everything (Rogan and
/// Gladen 1978, American Journal of Epidemiology 107:71): (p + specificity − 1) ÷ (sensitivity +
/// specificity − 1), held within 0..1.
///
/// # Errors
/// [`Undefined::OneClass`] where people passed or failed nothing, [`Undefined::Uninformative`]
/// where the judge is no better than chance, [`Undefined::OutOfRange`] unless 0 ≤ p ≤ 1.
pub fn corrected_rate(verdicts: Verdicts, judge_rate: f64) -> Result<f64, Undefined> {
    if !(0.0..=1.0).contains(&judge_rate) {
        return Err(Undefined::OutOfRange);
    }
    let sensitivity = verdicts.sensitivity()?.value;
    let specificity = verdicts.specificity()?.value;
    let better = sensitivity + specificity - 1.0;
    if better <= 0.0 {
        return Err(Undefined::Uninformative);
    }
    Ok(((judge_rate + specificity - 1.0) / better).clamp(0.0, 1.0))
}

/// Replicates of the corrected rate: both samples are drawn again, what people saw by its four
/// counts and what the judge saw by passed and failed.
///
/// # Errors
/// [`Undefined::OutOfRange`] where more passed than were judged, [`Undefined::TooMany`] of them.
pub fn corrected_replicates(
    verdicts: Verdicts,
    (passed, judged): (u64, u64),
    replicates: usize,
    seed: Seed,
) -> Result<Replicates, Undefined> {
    let failed = judged.checked_sub(passed).ok_or(Undefined::OutOfRange)?;
    let people = Multinomial::new(&[
        verdicts.true_negative,
        verdicts.false_positive,
        verdicts.false_negative,
        verdicts.true_positive,
    ])?;
    let judge = Multinomial::new(&[passed, failed])?;
    let mut chance = Chance::new(seed);
    let mut found = Replicates::default();
    let (mut seen, mut judged_again) = ([0; 4], [0; 2]);
    for _ in 0..replicates {
        people.draw(&mut seen, &mut chance);
        judge.draw(&mut judged_again, &mut chance);
        let [true_negative, false_positive, false_negative, true_positive] = seen;
        let drawn = Verdicts {
            true_negative,
            false_positive,
            false_negative,
            true_positive,
        };
        let rate = share(judged_again[0] as f64, judged as f64);
        found.note(rate.and_then(|rate| corrected_rate(drawn, rate)).ok());
    }
    Ok(found)
}

fn rate(x: u64, n: u64) -> Result<Rate, Undefined> {
    Ok(Rate {
        value: share(x as f64, n as f64)?,
        interval: wilson(x as f64, n as f64, CONFIDENCE)?,
    })
}

/// Nothing of a class is there to be counted.
fn class<T>(figure: Result<T, Undefined>) -> Result<T, Undefined> {
    figure.map_err(|why| match why {
        Undefined::NoData => Undefined::OneClass,
        other => other,
    })
}
