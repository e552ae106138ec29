//! How strengths vary: Bradley-Terry of resampled votes.
//!
//! What is drawn again is either votes (the counts of a multinomial draw, for votes that are
//! independent) or prompts with all their votes (for several votes a prompt). No vote is looked
//! at again: a replicate is a draw of K × K counts and a few steps of Newton's method from the
//! estimate itself. Intervals are percentiles of replicates (Efron 1979, Annals of Statistics
//! 7:1).
//!
//! Only the [cores](super::graph::Graph::cores) are drawn and fitted, by the votes among
//! themselves. What a ridge makes of a model that won or lost everything is as far out as the ridge
//! lets it be, and replicates of that would be an interval of the ridge. So whoever is outside has
//! none, and takes nothing from the others.
//!
//! The same can happen to a resample. There its own core is fitted, and moved so that its mean is
//! that of the estimates of the same models: 0 is still the mean over all, with those that have no
//! strength in this resample where they were. Differences within it are not touched by that. The
//! others are [above or below](Place) it, however far, and count as such: an end of an interval is
//! only there where it is a number.
//!
//! ```
//! use trainmaster::stats::draw::{Draws, Seed};
//! use trainmaster::stats::pairwise::bootstrap::{Spread, Unit};
//! use trainmaster::stats::pairwise::bradley_terry::RIDGE;
//! use trainmaster::stats::pairwise::counts::{Counts, Outcome, Vote};
//!
//! # fn main() -> Result<(), trainmaster::stats::Undefined> {
//! let vote = |first, second, outcome| Vote { first, second, outcome };
//! let mut counts = Counts::new(3)?;
//! counts.add(vote(0, 1, Outcome::First), 20)?;
//! counts.add(vote(1, 2, Outcome::Tie), 10)?;
//! counts.add(vote(2, 0, Outcome::Second), 30)?;
//! counts.add(vote(2, 0, Outcome::First), 10)?;
//! let draws = Draws { replicates: 50, seed: Seed(1) };
//! let told = &mut |done| println!("{done} of 50");
//! let spread = Spread::draw(Unit::Vote(&counts), RIDGE, draws, told)?;
//! assert!(spread.interval(0, 0.95)?.high > spread.interval(2, 0.95)?.low);
//! # Ok(())
//! # }
//! ```

use super::bradley_terry::{Fit, Strengths, theta};
use super::counts::{Clustered, Counts, Scores, enough_prompts};
use super::graph::{Graph, Side, core, is_strong, sides};
use crate::stats::draw::{Chance, Draws, Replicates, Seed, quantile};
use crate::stats::multinomial::Multinomial;
use crate::stats::sum::mean;
use crate::stats::{Interval, Undefined};

/// How long the last step of a replicate may be: what is left is of the order of its square.
const SETTLED: f64 = 1e-6;

/// Above this share of resamples that say nothing of a model nothing is said of it.
const MOST_UNKNOWN: f64 = 0.05;

/// What is drawn with replacement.
#[derive(Clone, Copy, Debug)]
pub enum Unit<'a> {
    /// Votes.
    Vote(&'a Counts),
    /// Prompts, with their votes.
    Prompt(&'a Clustered),
}

/// Where a resample puts a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// At a log-strength.
    At(f64),
    /// Above all that have one, however far.
    Above,
    /// Below all that have one.
    Below,
    /// Nowhere: nothing ties it to those that have one.
    Unknown,
}

impl Place {
    /// The log-strength, if it has one.
    pub fn theta(self) -> Option<f64> {
        match self {
            Self::At(theta) => Some(theta),
            Self::Above | Self::Below | Self::Unknown => None,
        }
    }
}

/// Replicates without end: where all models are. Log-strengths have mean 0 over each core.
#[derive(Clone, Debug)]
pub struct Bootstrap {
    again: Again,
    strengths: Strengths,
    /// Why nothing can be drawn of a model.
    known: Vec<Result<(), Undefined>>,
    chance: Chance,
    drawn: Counts,
    scores: Scores,
}

/// What is drawn again, of the votes within cores.
#[derive(Clone, Debug)]
enum Again {
    Votes(Multinomial),
    Prompts(Clustered),
}

impl Bootstrap {
    /// From a seed.
    ///
    /// # Errors
    /// As [`Strengths::of`], and [`Undefined::TooMany`] votes.
    pub fn new(unit: Unit, ridge: f64, seed: Seed) -> Result<Self, Undefined> {
        let cores = |counts: &Counts| Graph::of(&counts.halves());
        let (graph, drawn, again) = match unit {
            Unit::Vote(counts) => {
                let graph = cores(counts);
                let within = counts.within(&graph.cores);
                let again = within.again()?;
                (graph, within, Again::Votes(again))
            }
            Unit::Prompt(votes) => {
                let graph = cores(&votes.total());
                let within = votes.within(&graph.cores);
                (graph, within.total(), Again::Prompts(within))
            }
        };
        let scores = drawn.halves();
        let strengths = Strengths::of(&scores, ridge)?;
        let mut known = vec![Err(Undefined::NoMaximum); drawn.models()];
        for model in &graph.isolated {
            known[*model] = Err(Undefined::NoData);
        }
        for model in graph.cores.iter().flatten() {
            known[*model] = strengths.theta(*model).map(|_| ());
        }
        if let Again::Prompts(votes) = &again {
            let prompts = votes.prompts_by_model();
            for (known, prompts) in known.iter_mut().zip(prompts) {
                *known = known.and_then(|()| enough_prompts(prompts));
            }
        }
        Ok(Self {
            again,
            strengths,
            known,
            chance: Chance::new(seed),
            drawn,
            scores,
        })
    }

    /// The estimate that replicates vary around: of the models of each core by the votes within it;
    /// of no other model.
    pub fn strengths(&self) -> &Strengths {
        &self.strengths
    }

    /// No replicates yet.
    pub(super) fn spread(&self) -> Spread {
        Spread {
            known: self.known.clone(),
            drawn: Vec::new(),
        }
    }
}

impl Iterator for Bootstrap {
    type Item = Vec<Place>;

    fn next(&mut self) -> Option<Self::Item> {
        match &self.again {
            Again::Votes(again) => self.drawn.draw(again, &mut self.chance),
            Again::Prompts(votes) => votes.resample_into(&mut self.drawn, &mut self.chance),
        }
        self.drawn.halves_into(&mut self.scores);
        let mut replicate = vec![Place::Unknown; self.strengths.models()];
        for component in &self.strengths.components {
            let Ok(fit) = &component.fit else { continue };
            let scores = self.scores.only(&component.models);
            let places = replicate_of(fit, &scores, self.strengths.ridge());
            for (model, place) in component.models.iter().zip(places) {
                replicate[*model] = place;
            }
        }
        Some(replicate)
    }
}

/// Where a resample puts the models of a core.
fn replicate_of(fit: &Fit, scores: &Scores, ridge: f64) -> Vec<Place> {
    let unknown = || vec![Place::Unknown; scores.models()];
    let at = |theta: f64| Place::At(theta);
    if is_strong(scores) {
        let found = theta(scores, ridge, &fit.theta, SETTLED);
        return found.map_or_else(|_| unknown(), |theta| theta.into_iter().map(at).collect());
    }
    let core = core(scores);
    let mut places: Vec<Place> = sides(scores, &core).into_iter().map(beside).collect();
    let Some(middle) = mean(&core.iter().map(|at| fit.theta[*at]).collect::<Vec<_>>()) else {
        return places;
    };
    let start: Vec<f64> = core.iter().map(|at| fit.theta[*at] - middle).collect();
    let Ok(theta) = theta(&scores.only(&core), ridge, &start, SETTLED) else {
        return unknown();
    };
    for (model, theta) in core.iter().zip(theta) {
        places[*model] = Place::At(theta + middle);
    }
    places
}

fn beside(side: Option<Side>) -> Place {
    match side {
        Some(Side::Above) => Place::Above,
        Some(Side::Below) => Place::Below,
        None => Place::Unknown,
    }
}

/// Replicates of the strengths of all models.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Why there are none of a model.
    known: Vec<Result<(), Undefined>>,
    /// Where each replicate puts them.
    drawn: Vec<Vec<Place>>,
}

impl Spread {
    /// So many replicates; `told` hears how many are done.
    ///
    /// # Errors
    /// As [`Bootstrap::new`].
    pub fn draw(
        unit: Unit,
        ridge: f64,
        draws: Draws,
        told: &mut dyn FnMut(usize),
    ) -> Result<Self, Undefined> {
        let replicates = Bootstrap::new(unit, ridge, draws.seed)?;
        let mut spread = replicates.spread();
        spread.take(replicates, draws, told);
        Ok(spread)
    }

    /// So many replicates more.
    pub(super) fn take(&mut self, of: Bootstrap, draws: Draws, told: &mut dyn FnMut(usize)) {
        for (done, replicate) in (1..).zip(of.take(draws.replicates)) {
            self.drawn.push(replicate);
            told(done);
        }
    }

    /// How many replicates there are.
    pub fn len(&self) -> usize {
        self.drawn.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.drawn.is_empty()
    }

    /// In how many replicates some model of a core has no strength.
    pub fn incomplete(&self) -> usize {
        let is_incomplete = |places: &&Vec<Place>| {
            let mut both = places.iter().zip(&self.known);
            both.any(|(place, known)| known.is_ok() && place.theta().is_none())
        };
        self.drawn.iter().filter(is_incomplete).count()
    }

    /// The log-strengths of a model, where it has one.
    pub fn thetas(&self, model: usize) -> Replicates {
        let mut thetas = Replicates::default();
        for places in &self.drawn {
            thetas.note(places.get(model).and_then(|place| place.theta()));
        }
        thetas
    }

    /// The percentile interval of a model's log-strength.
    ///
    /// # Errors
    /// [`Undefined::NoMaximum`] of a model outside of the cores, and where so many replicates put
    /// it beyond all that the interval has no end there; [`Undefined::TooFew`] where prompts are
    /// drawn and fewer than [`FEWEST_PROMPTS`](super::counts::FEWEST_PROMPTS) have votes between it
    /// and others of the core; [`Undefined::Unstable`] where more than
    /// one replicate in twenty says nothing of it, [`Undefined::Alike`] where all say the same,
    /// [`Undefined::NoData`] of a model without votes and without replicates.
    pub fn interval(&self, model: usize, confidence: f64) -> Result<Interval, Undefined> {
        let ends = self.bounds(model, confidence)?;
        let is_held = ends.low.is_finite() && ends.high.is_finite();
        is_held.then_some(ends).ok_or(Undefined::NoMaximum)
    }

    /// As [`interval`](Self::interval), where an end that is no number is infinite: that is enough
    /// to say what lies beyond the other one.
    ///
    /// # Errors
    /// As [`interval`](Self::interval), without those of an end.
    pub(super) fn bounds(&self, model: usize, confidence: f64) -> Result<Interval, Undefined> {
        (*self.known.get(model).ok_or(Undefined::OutOfRange)?)?;
        let end = |places: &Vec<Place>| match places[model] {
            Place::At(theta) => Some(theta),
            Place::Above => Some(f64::INFINITY),
            Place::Below => Some(f64::NEG_INFINITY),
            Place::Unknown => None,
        };
        let mut sorted: Vec<f64> = self.drawn.iter().filter_map(end).collect();
        sorted.sort_by(f64::total_cmp);
        let unknown = self.len() - sorted.len();
        if unknown as f64 > MOST_UNKNOWN * self.len() as f64 {
            return Err(Undefined::Unstable);
        }
        let (least, most) = sorted.first().zip(sorted.last()).ok_or(Undefined::NoData)?;
        if least == most {
            return Err(Undefined::Alike);
        }
        let tail = (1.0 - confidence) / 2.0;
        let ends =
            outer(&sorted, tail, f64::NEG_INFINITY).zip(outer(&sorted, 1.0 - tail, f64::INFINITY));
        let (low, high) = ends.ok_or(Undefined::NoData)?;
        Ok(Interval { low, high })
    }
}

/// The [`quantile`] of sorted values, some of which may be infinite: next to such a one
/// there is nothing in proportion, and it is the outer of both neighbours.
fn outer(sorted: &[f64], p: f64, outwards: f64) -> Option<f64> {
    let place = p.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (
        sorted[place.floor() as usize],
        sorted[place.ceil() as usize],
    );
    if below.is_finite() && above.is_finite() {
        return quantile(sorted, p);
    }
    Some(if outwards > 0.0 { above } else { below })
}
