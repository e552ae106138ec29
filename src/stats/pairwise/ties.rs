//! Models of ties: how likely is “neither”, besides who is stronger.
//!
//! With strengths π = exp θ that sum to 1:
//!
//! - Davidson (1970, JASA 65:317): P(i) : P(j) : P(tie) = πᵢ : πⱼ : ν √(πᵢ πⱼ). Two equal models
//!   tie with chance ν / (2 + ν); ν ≥ 0.
//! - Rao and Kupper (1967, JASA 62:194): P(i) = πᵢ / (πᵢ + η πⱼ), P(j) = πⱼ / (η πᵢ + πⱼ), and ties
//!   are the rest; η ≥ 1.
//!
//! Both likelihoods are concave in θ and in ln ν or ln η; Newton's method finds their top. The
//! figure of the likelihood has no multinomial constants. Without a tie ν = 0 and η = 1, and the
//! strengths are those of Bradley-Terry.
//!
//! Without a ridge (λ of ½ λ Σ θ²) finite estimates exist exactly where everybody reaches everybody
//! by wins and ties, and some circle of models has more wins than ties in it: otherwise all
//! strengths can move apart, and ties become likelier, without end.

use super::bradley_terry;
use super::counts::{Counts, Scores};
use super::errors::inverse;
use super::graph::{Graph, is_strong};
use super::newton::{Look, centred, climb};
use crate::stats::Undefined;
use crate::stats::sum::sum;

/// How long the last step of an estimate may be.
const SETTLED: f64 = 1e-8;

/// Where ties are more than this share of votes, taking them as half wins hides what they say: how
/// often two are alike, and how far apart those are who are not.
pub const MANY_TIES: f64 = 0.1;

/// Whether ties are so many that a ranking, which takes them as half wins, does not say all: then
/// [`davidson`] is shown beside it. Not without votes. A [ranking](super::ranking::Ranking) says it
/// of its own votes, and is the same whether they are many or not.
pub fn are_many(counts: &Counts) -> bool {
    counts.all_ties() as f64 > MANY_TIES * counts.votes() as f64
}

/// Strengths, and how likely ties are.
#[derive(Clone, Debug, PartialEq)]
pub struct TieFit {
    /// Log-strengths with mean 0.
    pub theta: Vec<f64>,
    /// Their standard errors, of the information. They are no ground for an interval where some
    /// model won or lost everything, and only the ridge makes its strength finite.
    pub standard_errors: Vec<f64>,
    /// Davidson's ν, or Rao and Kupper's η.
    pub tie: f64,
    /// The standard error of its logarithm; not without ties.
    pub log_tie_error: Result<f64, Undefined>,
    /// The logarithm of the likelihood, without constants and without the ridge.
    pub log_likelihood: f64,
    /// How many votes there are.
    pub n: u64,
}

impl TieFit {
    /// Strengths that sum to 1.
    pub fn shares(&self) -> Vec<f64> {
        shares(&self.theta)
    }
}

/// Strengths that sum to 1, of their logarithms.
pub fn shares(theta: &[f64]) -> Vec<f64> {
    let most = theta.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let all = sum(theta.iter().map(|theta| (theta - most).exp()));
    theta
        .iter()
        .map(|theta| (theta - most).exp() / all)
        .collect()
}

/// Davidson's model. All models must be tied together by votes.
///
/// # Errors
/// [`Undefined::NoData`] without votes, [`Undefined::Disconnected`] where they fall apart,
/// [`Undefined::OnlyTies`], [`Undefined::NoMaximum`] where no finite estimate exists, and
/// [`Undefined::OutOfRange`] for a ridge that is negative or no number.
pub fn davidson(counts: &Counts, ridge: f64) -> Result<TieFit, Undefined> {
    let davidson = Family {
        none: 0.0,
        start: |share| (2.0 * share / (1.0 - share)).ln(),
        pair: davidson_pair,
    };
    davidson.fit(counts, ridge)
}

/// Rao and Kupper's model. All models must be tied together by votes.
///
/// # Errors
/// As [`davidson`].
pub fn rao_kupper(counts: &Counts, ridge: f64) -> Result<TieFit, Undefined> {
    let rao_kupper = Family {
        none: 1.0,
        start: |share| 2.0 * share.atanh(),
        pair: rao_kupper_pair,
    };
    rao_kupper.fit(counts, ridge)
}

/// What tells the two models apart.
struct Family {
    /// The tie parameter where there are no ties.
    none: f64,
    /// Its logarithm where all are equal and this share of votes are ties.
    start: fn(f64) -> f64,
    /// The likelihood of a pair.
    pair: fn(Pair) -> Terms,
}

/// The votes between two, and where the estimate stands.
#[derive(Clone, Copy)]
struct Pair {
    won: f64,
    lost: f64,
    tied: f64,
    /// By how much the first is stronger.
    ahead: f64,
    /// The logarithm of the tie parameter.
    tie: f64,
}

/// The log-likelihood of a pair and its derivatives by `ahead` and by `tie`; second ones with the
/// sign turned.
struct Terms {
    value: f64,
    by_ahead: f64,
    by_tie: f64,
    by_ahead_twice: f64,
    by_both: f64,
    by_tie_twice: f64,
}

/// By weights e^(d/2), e^(−d/2) and ν of the three outcomes: Davidson's, divided by √(πᵢ πⱼ).
fn davidson_pair(pair: Pair) -> Terms {
    let Pair {
        won,
        lost,
        tied,
        ahead,
        tie,
    } = pair;
    let most = (ahead.abs() / 2.0).max(tie);
    let weigh = |log: f64| (log - most).exp();
    let (first, second, neither) = (weigh(ahead / 2.0), weigh(-ahead / 2.0), weigh(tie));
    let all = first + second + neither;
    let (first, second, neither) = (first / all, second / all, neither / all);
    let n = won + lost + tied;
    let lead = (first - second) / 2.0;
    Terms {
        value: (won - lost) * ahead / 2.0 + tied * tie - n * (most + all.ln()),
        by_ahead: won * (second + neither / 2.0) - lost * (first + neither / 2.0) - tied * lead,
        by_tie: tied * (first + second) - (won + lost) * neither,
        by_ahead_twice: n * ((first + second) * neither / 4.0 + first * second),
        by_both: -n * lead * neither,
        by_tie_twice: n * neither * (first + second),
    }
}

/// By P(tie) = (η² − 1) F(d − ln η) F(−d − ln η), F being the logistic function: a tie counts for
/// both sides and for η² − 1. There is no likelihood at ln η ≤ 0.
fn rao_kupper_pair(pair: Pair) -> Terms {
    let Pair {
        won,
        lost,
        tied,
        ahead,
        tie,
    } = pair;
    let (first, second) = (logistic(ahead - tie), logistic(-ahead - tie));
    let (for_first, for_second) = (won + tied, lost + tied);
    let (up, down) = (for_first * first.against, for_second * second.against);
    let (bend, counter) = (up * first.chance, down * second.chance);
    let fade = -(-2.0 * tie).exp_m1();
    Terms {
        value: for_first * first.log + for_second * second.log + tied * (fade.ln() + 2.0 * tie),
        by_ahead: up - down,
        by_tie: 2.0 * tied / fade - up - down,
        by_ahead_twice: bend + counter,
        by_both: counter - bend,
        by_tie_twice: bend + counter + 4.0 * tied * (1.0 - fade) / (fade * fade),
    }
}

struct Logistic {
    chance: f64,
    against: f64,
    log: f64,
}

fn logistic(x: f64) -> Logistic {
    let odds = (-x.abs()).exp();
    let (low, high) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
    let (chance, against) = if x < 0.0 { (low, high) } else { (high, low) };
    Logistic {
        chance,
        against,
        log: x.min(0.0) - odds.ln_1p(),
    }
}

impl Family {
    fn fit(&self, counts: &Counts, ridge: f64) -> Result<TieFit, Undefined> {
        let scores = counts.halves();
        refuse(counts, &scores, ridge)?;
        let (models, n) = (counts.models(), counts.votes());
        if counts.all_ties() == 0 {
            return without_ties(&scores, ridge, self.none, n);
        }
        let share = counts.all_ties() as f64 / n as f64;
        let mut start = vec![0.0; models];
        start.push((self.start)(share));
        let strengths: Vec<usize> = (0..models).collect();
        let pinned = |at: &[f64]| {
            let mut look = self.look(counts, ridge, at);
            look.pin(&strengths);
            look
        };
        let found = climb(pinned, start, SETTLED)?;
        let look = self.look(counts, ridge, &found);
        let value = look.value;
        let covariance = inverse(look, [strengths.as_slice()], ridge)?;
        let error = |at| covariance.at(at, at).max(0.0).sqrt();
        let penalty = sum(found[..models]
            .iter()
            .map(|theta| 0.5 * ridge * theta * theta));
        Ok(TieFit {
            theta: centred(found[..models].to_vec()),
            standard_errors: (0..models).map(error).collect(),
            tie: found[models].exp(),
            log_tie_error: Ok(error(models)),
            log_likelihood: value + penalty,
            n,
        })
    }

    /// The penalised likelihood, seen from strengths and, last, the logarithm of the tie parameter.
    fn look(&self, counts: &Counts, ridge: f64, at: &[f64]) -> Look {
        let models = counts.models();
        let mut look = Look::new(at.len());
        for (i, j) in counts.pairs() {
            let terms = (self.pair)(Pair {
                won: counts.wins(i, j) as f64,
                lost: counts.wins(j, i) as f64,
                tied: counts.ties(i, j) as f64,
                ahead: at[i] - at[j],
                tie: at[models],
            });
            look.value += terms.value;
            look.add_difference((i, j), terms.by_ahead, terms.by_ahead_twice);
            look.slope[models] += terms.by_tie;
            look.curvature.add(models, models, terms.by_tie_twice);
            look.curvature.add_both(i, models, terms.by_both);
            look.curvature.add_both(j, models, -terms.by_both);
        }
        look.add_ridge(ridge, &at[..models]);
        look
    }
}

fn without_ties(scores: &Scores, ridge: f64, tie: f64, n: u64) -> Result<TieFit, Undefined> {
    let strengths = bradley_terry::Strengths::of(scores, ridge)?;
    let models = 0..scores.models();
    let theta: Result<Vec<f64>, _> = models.clone().map(|model| strengths.theta(model)).collect();
    let errors: Result<_, _> = models
        .map(|model| strengths.standard_error(model))
        .collect();
    let theta = theta?;
    Ok(TieFit {
        standard_errors: errors?,
        tie,
        log_tie_error: Err(Undefined::NoVariation),
        log_likelihood: bradley_terry::log_likelihood(scores, &theta),
        theta,
        n,
    })
}

fn refuse(counts: &Counts, scores: &Scores, ridge: f64) -> Result<(), Undefined> {
    let votes = counts.votes();
    if !(ridge >= 0.0 && ridge.is_finite()) {
        Err(Undefined::OutOfRange)
    } else if votes == 0 {
        Err(Undefined::NoData)
    } else if !Graph::of(scores).is_connected() {
        Err(Undefined::Disconnected)
    } else if counts.all_ties() == votes {
        Err(Undefined::OnlyTies)
    } else if ridge == 0.0 && !(is_strong(scores) && holds_together(counts)) {
        Err(Undefined::NoMaximum)
    } else {
        Ok(())
    }
}

/// Whether some circle of models has more wins than ties in it; always so without ties.
///
/// If not, strengths can be set so that every winner is a step or more ahead of whom it beat and no
/// two that tied are more than a step apart: a longer step only makes the votes likelier. Such
/// settings are shortest ways (Bellman 1958) along wins of −1 and ties of +1, which exist
/// unless a circle is negative.
fn holds_together(counts: &Counts) -> bool {
    let models = counts.models();
    let mut ahead = vec![0_i64; models];
    for _ in 0..=models {
        let mut is_settled = true;
        for (i, j) in counts.pairs() {
            for (from, to) in [(i, j), (j, i)] {
                let length = match (counts.wins(from, to), counts.ties(i, j)) {
                    (0, 0) => continue,
                    (0, _) => 1,
                    _ => -1,
                };
                if ahead[from] + length < ahead[to] {
                    ahead[to] = ahead[from] + length;
                    is_settled = false;
                }
            }
        }
        if is_settled {
            return false;
        }
    }
    true
}
