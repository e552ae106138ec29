//! Bradley-Terry: one strength a model, from who won against whom.
//!
//! P(i beats j) = 1 / (1 + exp(θⱼ − θᵢ)) (Bradley and Terry 1952, Biometrika 39:324). θ maximises
//! Σ wᵢⱼ ln P(i beats j) − ½ λ Σ θ², by Newton's method on the K × K counts; a tie is half a win
//! for each. θ is a logarithm of odds with mean 0 over the models of a component; on the scale
//! that people know it is 1000 + 400 / ln 10 · θ.
//!
//! - Without a ridge (λ = 0) a component has finite strengths only if it is strongly connected
//!   (Ford 1957); the others are undefined. With one all are defined, and drawn together a little:
//!   say so beside the figures. Where a component is not strongly connected some of them stand by
//!   the ridge alone: a [ranking](super::ranking) tells which.
//! - Components are never compared with each other, and of a model without votes nothing is known.
//! - Standard errors are of the mean-zero θ. Those of the information (its pseudo-inverse; with a
//!   ridge that of the penalised one) take every vote as won or lost and so are too wide where
//!   there are ties, which vary less. The [sandwich](Strengths::robust) H⁻¹ J H⁻¹ is right for
//!   them, and [by prompt](Strengths::robust_by_prompt) for votes that hang together (White 1982,
//!   Econometrica 50:1; Liang and Zeger 1986, Biometrika 73:13), without a correction for small
//!   numbers of prompts.

use std::f64::consts::LN_10;

use super::counts::{Clustered, Counts, Scores, enough_prompts};
use super::errors::{Meat, inverse, sandwich};
use super::graph::{Graph, is_strong, is_whole};
use super::newton::{Look, centred, climb};
use crate::stats::Undefined;
use crate::stats::solve::Square;

/// The ridge where nobody chose one.
pub const RIDGE: f64 = 0.1;

/// How long the last step of an estimate may be.
const SETTLED: f64 = 1e-8;

/// Strengths of models, as far as votes tie them together.
#[derive(Clone, Debug, PartialEq)]
pub struct Strengths {
    /// What is compared with each other, in order.
    pub components: Vec<Component>,
    /// In which component each model is, and where.
    places: Vec<(usize, usize)>,
    ridge: f64,
}

/// Models that are compared with each other, directly or by way of others.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Their numbers, in order.
    pub models: Vec<usize>,
    /// Their strengths, or why they have none.
    pub fit: Result<Fit, Undefined>,
}

/// The strengths of the models of a component.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Log-strengths with mean 0.
    pub theta: Vec<f64>,
    /// How they vary together.
    pub covariance: Square,
}

/// A strength on the Elo scale.
pub fn elo(theta: f64) -> f64 {
    1000.0 + 400.0 / LN_10 * theta
}

/// The chance that a model beats another that is weaker by `difference`.
pub fn chance_of_winning(difference: f64) -> f64 {
    1.0 / (1.0 + (-difference).exp())
}

impl Strengths {
    /// Of what each model got against each other one.
    ///
    /// # Errors
    /// [`Undefined::OutOfRange`] for a ridge that is negative or no number.
    pub fn of(scores: &Scores, ridge: f64) -> Result<Self, Undefined> {
        if !(ridge >= 0.0 && ridge.is_finite()) {
            return Err(Undefined::OutOfRange);
        }
        let fit = |models: &[usize]| fit(&scores.only(models), ridge);
        Ok(Self::by_component(scores, ridge, fit))
    }

    /// Strengths that are known from elsewhere, with the errors that estimates from so many
    /// comparisons have.
    ///
    /// # Errors
    /// [`Undefined::Mismatched`] unless there is a strength for every model,
    /// [`Undefined::NotANumber`] where one is not finite.
    pub fn known(theta: &[f64], scores: &Scores) -> Result<Self, Undefined> {
        if theta.len() != scores.models() {
            return Err(Undefined::Mismatched);
        }
        if theta.iter().any(|theta| !theta.is_finite()) {
            return Err(Undefined::NotANumber);
        }
        let fit = |models: &[usize]| {
            let theta = centred(models.iter().map(|model| theta[*model]).collect());
            let covariance = covariance(&theta, &scores.only(models), 0.0)?;
            Ok(Fit { theta, covariance })
        };
        Ok(Self::by_component(scores, 0.0, fit))
    }

    fn by_component(
        scores: &Scores,
        ridge: f64,
        fit: impl Fn(&[usize]) -> Result<Fit, Undefined>,
    ) -> Self {
        let mut places = vec![(0, 0); scores.models()];
        let mut components = Vec::new();
        for models in Graph::of(scores).components {
            for (at, model) in models.iter().enumerate() {
                places[*model] = (components.len(), at);
            }
            let fit = if models.len() > 1 {
                fit(&models)
            } else {
                Err(Undefined::NoData)
            };
            components.push(Component { models, fit });
        }
        Self {
            components,
            places,
            ridge,
        }
    }

    /// The penalty λ they were estimated with.
    pub fn ridge(&self) -> f64 {
        self.ridge
    }

    /// How many models there are.
    pub fn models(&self) -> usize {
        self.places.len()
    }

    fn place(&self, model: usize) -> Result<(&Fit, usize), Undefined> {
        let (component, at) = *self.places.get(model).ok_or(Undefined::OutOfRange)?;
        self.components[component]
            .fit
            .as_ref()
            .map(|fit| (fit, at))
            .map_err(|why| *why)
    }

    /// A model's log-strength, 0 being the mean of its component.
    ///
    /// # Errors
    /// [`Undefined::NoMaximum`] where somebody in its component won or lost everything and there
    /// is no ridge, [`Undefined::NoData`] where nobody compared it.
    pub fn theta(&self, model: usize) -> Result<f64, Undefined> {
        self.place(model).map(|(fit, at)| fit.theta[at])
    }

    /// The standard error of the log-strength, which is no ground for an interval: it is 0 where
    /// the sandwich finds nothing that varies, as of ties alone, and of a model that won or lost
    /// everything it is what the ridge makes of it. Intervals are those of the
    /// [bootstrap](super::bootstrap).
    ///
    /// # Errors
    /// As [`theta`](Self::theta).
    pub fn standard_error(&self, model: usize) -> Result<f64, Undefined> {
        let (fit, at) = self.place(model)?;
        Ok(fit.covariance.at(at, at).max(0.0).sqrt())
    }

    /// By how much a model is stronger than another.
    ///
    /// # Errors
    /// As [`theta`](Self::theta), and [`Undefined::Disconnected`] across components.
    pub fn difference(&self, model: usize, other: usize) -> Result<f64, Undefined> {
        let difference = self.theta(model)? - self.theta(other)?;
        self.connected(model, other).map(|()| difference)
    }

    /// The variance of that difference.
    ///
    /// # Errors
    /// As [`difference`](Self::difference).
    pub fn variance_of_difference(&self, model: usize, other: usize) -> Result<f64, Undefined> {
        let ((fit, i), (_, j)) = (self.place(model)?, self.place(other)?);
        self.connected(model, other)?;
        let v = &fit.covariance;
        Ok((v.at(i, i) + v.at(j, j) - 2.0 * v.at(i, j)).max(0.0))
    }

    fn connected(&self, model: usize, other: usize) -> Result<(), Undefined> {
        let same = self.places[model].0 == self.places[other].0;
        if same {
            Ok(())
        } else {
            Err(Undefined::Disconnected)
        }
    }

    /// The same strengths with the sandwich for their errors, every vote by itself.
    #[must_use]
    pub fn robust(&self, counts: &Counts) -> Self {
        self.sandwiched(|models, fit| {
            let mut meat = Square::new(models.len());
            for (a, i) in models.iter().enumerate() {
                for (b, j) in models.iter().enumerate().skip(a + 1) {
                    let p = chance_of_winning(fit.theta[a] - fit.theta[b]);
                    let off = |times: u64, score: f64| times as f64 * (score - p).powi(2);
                    let spread = off(counts.wins(*i, *j), 1.0)
                        + off(counts.wins(*j, *i), 0.0)
                        + off(counts.ties(*i, *j), 0.5);
                    meat.add(a, a, spread);
                    meat.add(b, b, spread);
                    meat.add_both(a, b, -spread);
                }
            }
            meat
        })
    }

    /// The same strengths with the sandwich for their errors, the votes on a prompt together.
    ///
    /// # Errors
    /// [`Undefined::TooFew`] below [`FEWEST_PROMPTS`](super::counts::FEWEST_PROMPTS).
    pub fn robust_by_prompt(&self, votes: &Clustered) -> Result<Self, Undefined> {
        enough_prompts(votes.prompts())?;
        Ok(self.sandwiched(|models, fit| {
            let mut meat = Meat::new(models.len());
            for prompt in votes.by_prompt() {
                for (first, second, score, times) in prompt {
                    let at = (models.binary_search(&first), models.binary_search(&second));
                    let (Ok(a), Ok(b)) = at else { continue };
                    let p = chance_of_winning(fit.theta[a] - fit.theta[b]);
                    meat.add(a, f64::from(times) * (score - p));
                    meat.add(b, f64::from(times) * (p - score));
                }
                meat.end_prompt();
            }
            meat.end()
        }))
    }

    fn sandwiched(&self, meat: impl Fn(&[usize], &Fit) -> Square) -> Self {
        let mut robust = self.clone();
        for Component { models, fit } in &mut robust.components {
            if let Ok(fit) = fit {
                fit.covariance = sandwich(&fit.covariance, &meat(models, fit));
            }
        }
        robust
    }
}

fn fit(scores: &Scores, ridge: f64) -> Result<Fit, Undefined> {
    let theta = theta(scores, ridge, &vec![0.0; scores.models()], SETTLED)?;
    let covariance = covariance(&theta, scores, ridge)?;
    Ok(Fit { theta, covariance })
}

/// The strengths of the models of a component, from a start near them: none where they are not
/// connected, as they may not be in a resample. A ridge would then put the parts side by side, each
/// with its mean at 0, as if they had been compared.
pub(super) fn theta(
    scores: &Scores,
    ridge: f64,
    start: &[f64],
    settled: f64,
) -> Result<Vec<f64>, Undefined> {
    if !is_whole(scores) {
        return Err(Undefined::Disconnected);
    }
    if ridge == 0.0 && !is_strong(scores) {
        return Err(Undefined::NoMaximum);
    }
    let all: Vec<usize> = (0..scores.models()).collect();
    let view = |at: &[f64]| {
        let mut view = look(scores, at);
        view.add_ridge(ridge, at);
        view.pin(&all);
        view
    };
    climb(view, start.to_vec(), settled).map(centred)
}

/// The logarithm of the likelihood of strengths, without constants.
pub(super) fn log_likelihood(scores: &Scores, theta: &[f64]) -> f64 {
    look(scores, theta).value
}

fn look(scores: &Scores, theta: &[f64]) -> Look {
    let mut look = Look::new(theta.len());
    for i in 0..theta.len() {
        for j in i + 1..theta.len() {
            let (won, lost) = (scores.won(i, j), scores.won(j, i));
            let n = won + lost;
            if n == 0.0 {
                continue;
            }
            let ahead = theta[i] - theta[j];
            // The odds against the stronger one, at most 1: nothing overflows.
            let odds = (-ahead.abs()).exp();
            let weaker = odds / (1.0 + odds);
            let stronger = 1.0 / (1.0 + odds);
            let (wins, upsets) = if ahead < 0.0 {
                (lost, won)
            } else {
                (won, lost)
            };
            // What wins were more than expected, without taking n p from them: n may be large.
            let beyond = wins * weaker - upsets * stronger;
            look.value -= n * odds.ln_1p() + upsets * ahead.abs();
            let slope = if ahead < 0.0 { -beyond } else { beyond };
            look.add_difference((i, j), slope, n * weaker * stronger);
        }
    }
    look
}

/// The inverse of the information, in the form in which strengths sum to 0.
fn covariance(theta: &[f64], scores: &Scores, ridge: f64) -> Result<Square, Undefined> {
    let mut look = look(scores, theta);
    look.add_ridge(ridge, theta);
    let all: Vec<usize> = (0..theta.len()).collect();
    inverse(look, [all.as_slice()], ridge)
}
