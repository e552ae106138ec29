//! A judge of yes and no, such as a model, against people. What people agreed on is the truth; how
//! far people agree among each other is the most that a judge can reach.

use crate::stats::agreement::cohen::{self, Table};
use crate::stats::agreement::weights::{Weights, steps};
use crate::stats::draw::{Chance, Draws, Replicates};
use crate::stats::general::bootstrap;
use crate::stats::general::paired::sign_test;
use crate::stats::general::proportion::{self, share};
use crate::stats::multinomial::Multinomial;
use crate::stats::{Estimate, Undefined};

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
    /// How many only one of both judged: every figure says so.
    pub left_out: usize,
}

/// Shares have Wilson's interval; of what is not a share the verdicts are drawn again.
///
/// Of nothing that both judged there is no figure: [`Undefined::NothingShared`] where one of them
/// did judge something, else [`Undefined::NoData`]. Below only what else may be wrong is named.
impl Verdicts {
    /// How many were judged by both.
    pub fn n(self) -> u64 {
        self.positive().saturating_add(self.negative())
    }

    /// The share on which both say the same.
    ///
    /// # Errors
    /// Of nothing.
    pub fn accuracy(self) -> Result<Estimate, Undefined> {
        self.share(
            self.true_negative.saturating_add(self.true_positive),
            self.n(),
        )
    }

    /// Of what people passed the share that the judge passed.
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where people passed nothing.
    pub fn sensitivity(self) -> Result<Estimate, Undefined> {
        self.share(self.true_positive, self.positive())
    }

    /// Of what people failed the share that the judge failed.
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where people failed nothing.
    pub fn specificity(self) -> Result<Estimate, Undefined> {
        self.share(self.true_negative, self.negative())
    }

    /// Of what the judge passed the share that people passed.
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where the judge passed nothing.
    pub fn precision(self) -> Result<Estimate, Undefined> {
        let passed = self.true_positive.saturating_add(self.false_positive);
        self.share(self.true_positive, passed)
    }

    /// 2 TP ÷ (2 TP + FP + FN).
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where nobody passed anything, [`Undefined::TooMany`] to be drawn.
    pub fn f1(self, draws: Draws) -> Result<Estimate, Undefined> {
        self.drawn(draws, |verdicts| {
            let [_, fp, r#fn, tp] = verdicts.counts();
            class(share(2.0 * tp, 2.0 * tp + fp + r#fn))
        })
    }

    /// The mean of sensitivity and specificity.
    ///
    /// # Errors
    /// As those, and [`Undefined::TooMany`] to be drawn.
    pub fn balanced_accuracy(self, draws: Draws) -> Result<Estimate, Undefined> {
        self.drawn(draws, |verdicts| {
            let [sensitivity, specificity] = verdicts.rates()?;
            Ok(f64::midpoint(sensitivity, specificity))
        })
    }

    /// The correlation of the two verdicts (Matthews 1975), −1..1.
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where a side says the same of everything, [`Undefined::TooMany`] to
    /// be drawn.
    pub fn mcc(self, draws: Draws) -> Result<Estimate, Undefined> {
        self.drawn(draws, |verdicts| {
            let [tn, fp, r#fn, tp] = verdicts.counts();
            // Root by root: the product of four counts is large.
            let judge = (tp + fp).sqrt() * (tn + r#fn).sqrt();
            let spread = judge * (tp + r#fn).sqrt() * (tn + fp).sqrt();
            if spread == 0.0 {
                return Err(Undefined::OneClass);
            }
            Ok((tp * tn - fp * r#fn) / spread)
        })
    }

    /// Cohen's kappa of the two: agreement beyond that of the same habits by chance. Its interval
    /// is drawn only of few.
    ///
    /// # Errors
    /// [`Undefined::NoVariation`] where both say the same one thing of everything.
    pub fn kappa(self, draws: Draws) -> Result<Estimate, Undefined> {
        self.there_is()?;
        let table = Table::new(&[
            vec![self.true_negative, self.false_positive],
            vec![self.false_negative, self.true_positive],
        ])?;
        let kappa = cohen::estimate(&table, &Weights::Identity, &steps(2), draws, &mut |_| ())?;
        Ok(Estimate {
            left_out: self.left_out,
            ..kappa
        })
    }

    /// Whether the judge is lenient or strict: the exact test of the two kinds of error.
    ///
    /// # Errors
    /// [`Undefined::NoDifference`] where it makes no error.
    pub fn lenience(self) -> Result<f64, Undefined> {
        self.there_is()?;
        sign_test(self.false_positive, self.false_negative)
    }

    /// Why there is nothing to compare, if so.
    fn there_is(self) -> Result<(), Undefined> {
        match (self.n(), self.left_out) {
            (0, 0) => Err(Undefined::NoData),
            (0, _) => Err(Undefined::NothingShared),
            _ => Ok(()),
        }
    }

    fn positive(self) -> u64 {
        self.true_positive.saturating_add(self.false_negative)
    }

    fn negative(self) -> u64 {
        self.true_negative.saturating_add(self.false_positive)
    }

    /// Sensitivity and specificity.
    fn rates(self) -> Result<[f64; 2], Undefined> {
        self.there_is()?;
        let of = |x: u64, n: u64| class(share(x as f64, n as f64));
        Ok([
            of(self.true_positive, self.positive())?,
            of(self.true_negative, self.negative())?,
        ])
    }

    fn share(self, x: u64, n: u64) -> Result<Estimate, Undefined> {
        self.there_is()?;
        class(proportion::estimate(x, n, self.left_out))
    }

    /// A figure of the four counts, and how it varies when they are drawn again.
    fn drawn(
        self,
        draws: Draws,
        figure: impl Fn(Self) -> Result<f64, Undefined>,
    ) -> Result<Estimate, Undefined> {
        self.there_is()?;
        let value = figure(self)?;
        let again = Again::of(self)?;
        let mut chance = Chance::new(draws.seed);
        let mut found = Replicates::default();
        for _ in 0..draws.replicates {
            found.note(figure(again.draw(&mut chance)).ok());
        }
        let of = [
            usize::try_from(self.n()).unwrap_or(usize::MAX),
            self.left_out,
        ];
        Ok(bootstrap::estimate(value, of, &found, draws.seed))
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
/// Where both judged nothing, [`Undefined::OneClass`] where people passed or failed nothing,
/// [`Undefined::Uninformative`] where the judge is no better than chance,
/// [`Undefined::OutOfRange`] unless 0 ≤ p ≤ 1.
pub fn corrected_rate(verdicts: Verdicts, judge_rate: f64) -> Result<f64, Undefined> {
    if !(0.0..=1.0).contains(&judge_rate) {
        return Err(Undefined::OutOfRange);
    }
    let [sensitivity, specificity] = verdicts.rates()?;
    let better = sensitivity + specificity - 1.0;
    if better <= 0.0 {
        return Err(Undefined::Uninformative);
    }
    Ok(((judge_rate + specificity - 1.0) / better).clamp(0.0, 1.0))
}

/// The [corrected rate](corrected_rate) where the judge passed so many of so many, with its
/// interval. Both samples are drawn again: what people saw by its four counts, and what the judge
/// saw by passed and failed. `n` is how many the judge saw, `left_out` that of the verdicts.
///
/// # Errors
/// As [`corrected_rate`], [`Undefined::NoData`] where the judge saw nothing,
/// [`Undefined::OutOfRange`] where more passed than were judged, [`Undefined::TooMany`] of them.
pub fn corrected(
    verdicts: Verdicts,
    (passed, judged): (u64, u64),
    draws: Draws,
) -> Result<Estimate, Undefined> {
    let rate = |passed: u64| share(passed as f64, judged as f64);
    let value = corrected_rate(verdicts, rate(passed)?)?;
    let people = Again::of(verdicts)?;
    let judge = Multinomial::new(&[passed, judged - passed])?;
    let mut chance = Chance::new(draws.seed);
    let mut found = Replicates::default();
    let mut seen = [0; 2];
    for _ in 0..draws.replicates {
        let drawn = people.draw(&mut chance);
        judge.draw(&mut seen, &mut chance);
        let again = rate(seen[0]).and_then(|rate| corrected_rate(drawn, rate));
        found.note(again.ok());
    }
    let of = [
        usize::try_from(judged).unwrap_or(usize::MAX),
        verdicts.left_out,
    ];
    Ok(bootstrap::estimate(value, of, &found, draws.seed))
}

/// Verdicts to be drawn again and again.
struct Again(Multinomial);

impl Again {
    fn of(verdicts: Verdicts) -> Result<Self, Undefined> {
        Multinomial::new(&[
            verdicts.true_negative,
            verdicts.false_positive,
            verdicts.false_negative,
            verdicts.true_positive,
        ])
        .map(Self)
    }

    fn draw(&self, chance: &mut Chance) -> Verdicts {
        let mut seen = [0; 4];
        self.0.draw(&mut seen, chance);
        let [true_negative, false_positive, false_negative, true_positive] = seen;
        Verdicts {
            true_negative,
            false_positive,
            false_negative,
            true_positive,
            left_out: 0,
        }
    }
}

/// Nothing of a class is there to be counted.
fn class<T>(figure: Result<T, Undefined>) -> Result<T, Undefined> {
    figure.map_err(|why| match why {
        Undefined::NoData => Undefined::OneClass,
        other => other,
    })
}
