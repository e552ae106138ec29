//! A ranking of models with all that must stand beside it: strengths, how they vary, which ranks
//! they allow, and which models cannot be ranked against each other at all. It is the one way to
//! what a screen shows: it ranks nobody across components, and marks those whose strength is finite
//! only by the ridge, who are ranked with nobody.
//!
//! Ranks are told twice: each by itself, and all of a component at once. For the latter, intervals
//! are of the confidence 1 − 0.05 / K of K models, so that all hold together with one of 0.95 at
//! least (Bonferroni 1936; Chiang et al. 2024, arXiv 2403.04132, correct for their number, too).

use serde::{Deserialize, Serialize};

use super::bootstrap::{Bootstrap, Spread, Unit};
use super::bradley_terry::{Strengths, elo};
use super::counts::{Clustered, FEWEST_PROMPTS, Scores};
use super::graph::{Graph, Side, sides};
use super::ranks::{RankRange, ranks};
use super::ties::are_many;
use crate::stats::draw::{Drawn, Draws};
use crate::stats::sum::mean;
use crate::stats::{CONFIDENCE, Interval, Undefined};

/// Below so many votes the counts themselves say more than a ranking, and are shown before it.
pub const ENOUGH_VOTES: u64 = 50;

/// Where models stand. All lists name them by their numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// Each model, by its number.
    pub models: Vec<Standing>,
    /// Models that are compared with each other, directly or by way of others.
    pub components: Vec<Vec<usize>>,
    /// Of each component those that votes put at a distance from each other, if any: ranks are
    /// within one of these. Whoever is in none of them is [beside](Standing::beside) it.
    pub cores: Vec<Vec<usize>>,
    /// Those that were never compared.
    pub isolated: Vec<usize>,
    /// How many votes it is taken of.
    pub votes: u64,
    /// Whether so many of them are ties that a [model of ties](super::ties) is shown beside this,
    /// which takes a tie as half a win for each.
    pub has_many_ties: bool,
    /// How many prompts those were about.
    pub prompts: usize,
    /// How many ballots were left out because they are no votes; nothing where nobody counted them.
    pub left_out: Option<usize>,
    /// What the intervals were drawn by; undefined are the resamples in which some model of a core
    /// won or lost everything, or lost its votes.
    pub drawn: Drawn,
}

impl Ranking {
    /// Whether the counts are shown before it, because votes or prompts are few.
    pub fn is_thin(&self) -> bool {
        self.votes < ENOUGH_VOTES || self.prompts < FEWEST_PROMPTS
    }
}

/// Where one model stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Its log-strength; the mean of its core is 0. Of a model beside the core it is what the ridge
    /// makes of all votes, and is shown with [that](Self::beside) only.
    pub theta: Result<f64, Undefined>,
    /// The same on the scale of Elo; the mean of its core is 1000.
    pub elo: Result<f64, Undefined>,
    /// The interval on the scale of Elo, by drawing prompts again with all their votes.
    pub interval: Result<Interval, Undefined>,
    /// Where it stands beside the core: then its strength is finite by the ridge alone, and it has
    /// neither interval nor rank. Nothing of a model of a core, or without votes.
    pub beside: Option<Beside>,
    /// Which ranks within its core the intervals allow, of those that can be ranked.
    pub ranks: Result<RankRange, Undefined>,
    /// Which ranks they allow for all models of the core at once.
    pub ranks_at_once: Result<RankRange, Undefined>,
}

/// Where a model stands that votes put at no distance from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Beside {
    /// Nobody got anything of it: it lies above all it was compared with.
    Undefeated,
    /// It got nothing: it lies below all it was compared with.
    Winless,
    /// It is one of some of whom the core got nothing.
    Above,
    /// It is one of some who got nothing of the core.
    Below,
    /// There is no core, or it lies on neither side of it.
    Loose,
}

/// Ranks models by Bradley-Terry. `told` hears how many replicates are done.
///
/// Strengths, intervals and ranks of a [core](Graph::cores) are of the votes within it, so that a
/// newcomer who has won his only vote changes nothing of them.
///
/// # Errors
/// [`Undefined::NoData`] of no vote, otherwise as [`Bootstrap::new`]. What is undefined of one
/// model stands with it: [`Undefined::NoMaximum`] of one beside the core, and as
/// [`Spread::interval`]; ranks at once with [`Undefined::TooFew`] where the replicates do not reach
/// that far out, which takes 2 K / 0.05 of them.
pub fn ranking(
    votes: &Clustered,
    ridge: f64,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Ranking, Undefined> {
    let counts = votes.total();
    if counts.votes() == 0 {
        return Err(Undefined::NoData);
    }
    let scores = counts.halves();
    let graph = Graph::of(&scores);
    let replicates = Bootstrap::new(Unit::Prompt(votes), ridge, draws.seed)?;
    let theta = strengths(
        replicates.strengths(),
        &Strengths::of(&scores, ridge)?,
        &graph,
    );
    let mut spread = replicates.spread();
    spread.take(replicates, draws, told);
    let beside = beside(&scores, &graph);
    let standing = |(model, theta)| standing(theta, &spread, model, beside[model]);
    let mut models: Vec<Standing> = theta.into_iter().enumerate().map(standing).collect();
    for core in &graph.cores {
        place(core, &spread, &mut models);
    }
    Ok(Ranking {
        models,
        components: graph.components,
        cores: graph.cores,
        isolated: graph.isolated,
        votes: counts.votes(),
        has_many_ties: are_many(&counts),
        prompts: votes.prompts(),
        left_out: votes.left_out(),
        drawn: Drawn {
            draws,
            undefined: spread.incomplete(),
        },
    })
}

/// Log-strengths: in a core those of its own votes; beside it those of all votes, counted from the
/// mean of the core.
fn strengths(core: &Strengths, all: &Strengths, graph: &Graph) -> Vec<Result<f64, Undefined>> {
    let of_all = |model: &usize| all.theta(*model);
    let mut theta: Vec<_> = (0..all.models()).map(|model| of_all(&model)).collect();
    for component in &graph.components {
        let is_its = |core: &&Vec<usize>| component.binary_search(&core[0]).is_ok();
        let Some(models) = graph.cores.iter().find(is_its) else {
            continue;
        };
        let known: Result<Vec<f64>, _> = models.iter().map(of_all).collect();
        let middle = known
            .ok()
            .and_then(|known| mean(&known))
            .unwrap_or_default();
        for model in component {
            theta[*model] = match models.binary_search(model) {
                Ok(_) => core.theta(*model),
                Err(_) => of_all(model).map(|theta| theta - middle),
            };
        }
    }
    theta
}

/// Where models stand that are compared and in no core.
fn beside(scores: &Scores, graph: &Graph) -> Vec<Option<Beside>> {
    let mut beside = vec![None; scores.models()];
    for component in graph.components.iter().filter(|models| models.len() > 1) {
        let is_its = |core: &&Vec<usize>| component.binary_search(&core[0]).is_ok();
        let core = graph.cores.iter().find(is_its);
        let sides = core.map(|core| sides(scores, core));
        for model in component {
            if core.is_some_and(|core| core.contains(model)) {
                continue;
            }
            let side = sides.as_ref().and_then(|sides| sides[*model]);
            beside[*model] = Some(match side {
                _ if graph.undefeated.contains(model) => Beside::Undefeated,
                _ if graph.winless.contains(model) => Beside::Winless,
                Some(Side::Above) => Beside::Above,
                Some(Side::Below) => Beside::Below,
                None => Beside::Loose,
            });
        }
    }
    beside
}

/// What is known of a model before it is ranked.
fn standing(
    theta: Result<f64, Undefined>,
    spread: &Spread,
    model: usize,
    beside: Option<Beside>,
) -> Standing {
    let on_scale = |Interval { low, high }| {
        let (low, high) = (elo(low), elo(high));
        // What varies by less than the scale can tell does not vary.
        let is_wide = low < high;
        is_wide
            .then_some(Interval { low, high })
            .ok_or(Undefined::Alike)
    };
    let interval = spread.interval(model, CONFIDENCE).and_then(on_scale);
    // Without a strength there is nothing that replicates would vary around.
    let interval = theta.and(interval);
    let unranked = theta.and(Err(Undefined::NoMaximum));
    Standing {
        theta,
        elo: theta.map(elo),
        interval,
        beside,
        ranks: unranked,
        ranks_at_once: unranked,
    }
}

/// Says which ranks the models of a core can have, among those of them of which anything is known.
/// Of these some may have an interval that is open to one side: they are beyond all others there.
fn place(core: &[usize], spread: &Spread, models: &mut [Standing]) {
    let bounds = |confidence: f64| -> Vec<Result<Interval, Undefined>> {
        let of = |model: &usize| {
            // As above: why there is no strength comes before why nothing varies around it.
            models[*model].theta.and(spread.bounds(*model, confidence))
        };
        core.iter().map(of).collect()
    };
    let each = bounds(CONFIDENCE);
    let ranked = each.iter().filter(|bounds| bounds.is_ok()).count();
    let miss = (1.0 - CONFIDENCE) / ranked.max(1) as f64;
    let needed = (2.0 / miss).ceil() as usize;
    let mut at_once = ranges(&bounds(1.0 - miss));
    let n = spread.len();
    if n < needed {
        let too_few = |range: Result<RankRange, _>| range.and(Err(Undefined::TooFew { n, needed }));
        at_once = at_once.into_iter().map(too_few).collect();
    }
    for ((model, each), at_once) in core.iter().zip(ranges(&each)).zip(at_once) {
        (models[*model].ranks, models[*model].ranks_at_once) = (each, at_once);
    }
}

/// The ranks among those that have bounds; of the others why they have none.
fn ranges(bounds: &[Result<Interval, Undefined>]) -> Vec<Result<RankRange, Undefined>> {
    let known: Vec<Interval> = bounds.iter().flatten().copied().collect();
    let found = ranks(&known);
    let mut next = found.iter().flatten();
    let range = |bounds: &Result<Interval, Undefined>| {
        bounds.and_then(|_| next.next().copied().ok_or(Undefined::NotANumber))
    };
    bounds.iter().map(range).collect()
}
