//! A ranking of models with all that must stand beside it: strengths, how they vary, which ranks
//! they allow, and which models cannot be ranked against each other at all. It is the one way to
//! what a screen shows: it ranks nobody across components, and marks those whose strength is finite
//! only by the ridge.
//!
//! Ranks are told twice: each by itself, and all of a component at once. For the latter, intervals
//! are of the confidence 1 − 0.05 / K of K models, so that all hold together with one of 0.95 at
//! least (Bonferroni 1936; Chiang et al. 2024, arXiv 2403.04132, correct for their number, too).

use serde::{Deserialize, Serialize};

use super::bootstrap::{Bootstrap, Spread, Unit};
use super::bradley_terry::{Strengths, elo};
use super::counts::Clustered;
use super::graph::Graph;
use super::ranks::{RankRange, ranks};
use crate::stats::draw::{Drawn, Draws};
use crate::stats::{CONFIDENCE, Interval, Undefined};

/// Below so many votes the counts themselves say more than a ranking, and are shown before it.
pub const ENOUGH_VOTES: u64 = 50;

/// Where models stand. All lists name them by their numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// Each model, by its number.
    pub models: Vec<Standing>,
    /// Models that are compared with each other, directly or by way of others: ranks are within
    /// one of these.
    pub components: Vec<Vec<usize>>,
    /// Those that were never compared.
    pub isolated: Vec<usize>,
    /// How many votes it is taken of.
    pub votes: u64,
    /// How many prompts those were about.
    pub prompts: usize,
    /// How many ballots were left out because they are no votes; nothing where nobody counted them.
    pub left_out: Option<usize>,
    /// What the intervals were drawn by; undefined are the resamples in which a component that is
    /// compared falls apart.
    pub drawn: Drawn,
}

impl Ranking {
    /// Whether the counts are shown before it, because votes are few.
    pub fn is_thin(&self) -> bool {
        self.votes < ENOUGH_VOTES
    }
}

/// Where one model stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Its log-strength; the mean of its component is 0.
    pub theta: Result<f64, Undefined>,
    /// The same on the scale of Elo; the mean of its component is 1000.
    pub elo: Result<f64, Undefined>,
    /// The interval on the scale of Elo, by drawing prompts again with all their votes.
    pub interval: Result<Interval, Undefined>,
    /// That it won or lost everything. A strength that it has all the same is what the ridge makes
    /// of it, and is shown with this only.
    pub sweep: Option<Sweep>,
    /// Which ranks within its component the intervals allow.
    pub ranks: Result<RankRange, Undefined>,
    /// Which ranks they allow for all models of the component at once.
    pub ranks_at_once: Result<RankRange, Undefined>,
}

/// A model that votes only bound to one side: there is no telling how far it lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sweep {
    /// Nobody got anything of it: it lies above all it was compared with.
    Undefeated,
    /// It got nothing: it lies below all it was compared with.
    Winless,
}

/// Ranks models by Bradley-Terry. `told` hears how many replicates are done.
///
/// # Errors
/// [`Undefined::NoData`] of no vote, otherwise as [`Bootstrap::new`]. What is undefined of one
/// model stands with it: ranks at once with [`Undefined::TooFew`] where the replicates do not reach
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
    let replicates = Bootstrap::new(Unit::Prompt(votes), ridge, draws.seed)?;
    let strengths = replicates.strengths().clone();
    let mut spread = Spread::new(votes.models());
    let (mut undefined, compared) = (0, known(&strengths));
    for (done, replicate) in (1..).zip(replicates.take(draws.replicates)) {
        undefined += usize::from(compared.iter().any(|model| replicate[*model].is_none()));
        spread.note(replicate);
        told(done);
    }
    let graph = Graph::of(&counts.halves());
    let mut models: Vec<Standing> = (0..votes.models())
        .map(|model| standing(model, &strengths, &spread, &graph))
        .collect();
    for component in &graph.components {
        place(component, &spread, &mut models);
    }
    Ok(Ranking {
        models,
        components: graph.components,
        isolated: graph.isolated,
        votes: counts.votes(),
        prompts: votes.prompts(),
        left_out: votes.left_out(),
        drawn: Drawn { draws, undefined },
    })
}

/// The models that have a strength.
fn known(strengths: &Strengths) -> Vec<usize> {
    let models = 0..strengths.models();
    models
        .filter(|model| strengths.theta(*model).is_ok())
        .collect()
}

/// What is known of a model before it is ranked.
fn standing(model: usize, strengths: &Strengths, spread: &Spread, graph: &Graph) -> Standing {
    let theta = strengths.theta(model);
    let sweep = if graph.undefeated.contains(&model) {
        Some(Sweep::Undefeated)
    } else if graph.winless.contains(&model) {
        Some(Sweep::Winless)
    } else {
        None
    };
    let on_scale = |Interval { low, high }| {
        let (low, high) = (elo(low), elo(high));
        // What varies by less than the scale can tell does not vary.
        let is_wide = low < high;
        is_wide
            .then_some(Interval { low, high })
            .ok_or(Undefined::Alike)
    };
    let interval = spread.interval(model, CONFIDENCE).and_then(on_scale);
    Standing {
        theta,
        elo: theta.map(elo),
        // Without a strength there is nothing that replicates would vary around.
        interval: theta.and(interval),
        sweep,
        ranks: Err(Undefined::NoData),
        ranks_at_once: Err(Undefined::NoData),
    }
}

/// Says which ranks the models of a component can have: none where one of them has no interval,
/// because it could stand anywhere.
fn place(component: &[usize], spread: &Spread, models: &mut [Standing]) {
    let ranges = |confidence: f64| {
        let intervals = component.iter().map(|model| {
            // As above: why there is no strength comes before why nothing varies around it.
            let theta = models[*model].theta;
            theta.and(spread.interval(*model, confidence))
        });
        ranks(&intervals.collect::<Result<Vec<_>, _>>()?)
    };
    let each = ranges(CONFIDENCE);
    let miss = (1.0 - CONFIDENCE) / component.len() as f64;
    let needed = (2.0 / miss).ceil() as usize;
    let at_once = match spread.len() {
        n if each.is_ok() && n < needed => Err(Undefined::TooFew { n, needed }),
        _ => ranges(1.0 - miss),
    };
    for (at, model) in component.iter().enumerate() {
        let of = |ranges: &Result<Vec<RankRange>, Undefined>| {
            ranges.as_ref().map(|ranges| ranges[at]).map_err(|why| *why)
        };
        (models[*model].ranks, models[*model].ranks_at_once) = (of(&each), of(&at_once));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::{Chance, Seed};
    use crate::stats::pairwise::bradley_terry::RIDGE;
    use crate::stats::pairwise::counts::{Outcome, Vote};

    /// Each of the first three beats the next one nine times in ten; two more stand apart, and one
    /// was never compared.
    fn votes() -> Clustered {
        let mut votes = Vec::new();
        for prompt in 0..60 {
            for (first, second) in [(0, 1), (1, 2), (0, 2), (3, 4)] {
                let upset = (prompt + first) % 10 == 0;
                let outcome = if upset {
                    Outcome::Second
                } else {
                    Outcome::First
                };
                let vote = Vote {
                    first,
                    second,
                    outcome,
                };
                votes.push((prompt, vote));
            }
        }
        Clustered::of(6, votes).unwrap()
    }

    fn draws() -> Draws {
        Draws {
            replicates: 200,
            seed: Seed(7),
        }
    }

    #[test]
    fn ranks_are_within_what_is_compared() {
        let mut told = 0;
        let found = ranking(&votes(), RIDGE, draws(), &mut |done| told = done).unwrap();
        assert_eq!(told, 200);
        assert_eq!((found.votes, found.prompts), (240, 60));
        assert_eq!(found.components, [vec![0, 1, 2], vec![3, 4], vec![5]]);
        assert_eq!(found.isolated, [5]);
        let best = |model: usize| found.models[model].ranks.unwrap();
        assert_eq!((best(0).best, best(0).worst), (1, 1));
        assert_eq!((best(2).best, best(2).worst), (3, 3));
        assert_eq!(best(3).best, 1, "the first of its own component");
        for standing in &found.models[..3] {
            assert!(standing.interval.unwrap().has(standing.elo.unwrap()));
        }
        assert!(found.models[5].theta.is_err() && found.models[5].ranks.is_err());
        let undefined = 0;
        assert_eq!(
            found.drawn,
            Drawn {
                draws: draws(),
                undefined
            }
        );
        assert!(found.models.iter().all(|standing| standing.sweep.is_none()));
        assert!(!found.is_thin());
        let counted = ranking(&votes().leaving_out(7), RIDGE, draws(), &mut |_| ()).unwrap();
        assert_eq!((found.left_out, counted.left_out), (None, Some(7)));
    }

    #[test]
    fn ranks_at_once_are_no_narrower_and_take_more_replicates() {
        let found = ranking(&votes(), RIDGE, draws(), &mut |_| ()).unwrap();
        for standing in &found.models[..5] {
            let (each, at_once) = (standing.ranks.unwrap(), standing.ranks_at_once.unwrap());
            assert!(at_once.best <= each.best && each.worst <= at_once.worst);
        }
        let replicates = 100;
        let fewer = Draws {
            replicates,
            ..draws()
        };
        let found = ranking(&votes(), RIDGE, fewer, &mut |_| ()).unwrap();
        let too_few = |needed| Err(Undefined::TooFew { n: 100, needed });
        assert_eq!(found.models[0].ranks_at_once, too_few(120));
        assert!(found.models[0].ranks.is_ok() && found.models[3].ranks_at_once.is_ok());
    }

    /// Of models a little apart more pairs are told apart one by one than all at once.
    #[test]
    fn fewer_are_told_apart_at_once() {
        let mut chance = Chance::new(Seed(21));
        let votes = (0..1500).map(|prompt| {
            let first = chance.below(12);
            let second = (first + 1 + chance.below(11)) % 12;
            let outcome = if chance.below(24) + first < 12 + second {
                Outcome::First
            } else {
                Outcome::Second
            };
            let vote = Vote {
                first,
                second,
                outcome,
            };
            (prompt, vote)
        });
        let votes = Clustered::of(12, votes).unwrap();
        let draws = Draws {
            replicates: 500,
            ..draws()
        };
        let models = ranking(&votes, RIDGE, draws, &mut |_| ()).unwrap().models;
        let width = |range: RankRange| range.worst - range.best;
        let each: usize = models.iter().map(|one| width(one.ranks.unwrap())).sum();
        let at_once = models.iter().map(|one| width(one.ranks_at_once.unwrap()));
        assert!(at_once.sum::<usize>() > each);
    }

    #[test]
    fn whoever_wins_or_loses_everything_says_so() {
        let vote = |at, first, second, outcome| {
            let vote = Vote {
                first,
                second,
                outcome,
            };
            (at, vote)
        };
        let votes = (0..40).flat_map(|at| {
            let either = [Outcome::First, Outcome::Second][at as usize % 2];
            [
                vote(at, 0, 1, Outcome::First),
                vote(at, 1, 2, either),
                vote(at, 2, 3, Outcome::First),
            ]
        });
        let votes = Clustered::of(4, votes).unwrap();
        let found = ranking(&votes, RIDGE, draws(), &mut |_| ()).unwrap();
        let sweeps: Vec<_> = found.models.iter().map(|standing| standing.sweep).collect();
        assert_eq!(
            sweeps,
            [Some(Sweep::Undefeated), None, None, Some(Sweep::Winless)]
        );
        assert!(found.models[0].theta.is_ok(), "by the ridge alone");
    }

    #[test]
    fn resamples_that_fall_apart_are_told() {
        let vote = |prompt, second| {
            let (first, outcome) = (0, [Outcome::First, Outcome::Second][prompt as usize % 2]);
            let vote = Vote {
                first,
                second,
                outcome,
            };
            (prompt, vote)
        };
        let votes = (0..40).map(|prompt| vote(prompt, if prompt < 2 { 2 } else { 1 }));
        let votes = Clustered::of(3, votes).unwrap();
        let found = ranking(&votes, RIDGE, draws(), &mut |_| ()).unwrap();
        assert!(found.is_thin());
        assert!(
            (15..45).contains(&found.drawn.undefined),
            "{:?}",
            found.drawn
        );
        let alone = &found.models[2];
        assert_eq!(alone.interval, Err(Undefined::Unstable));
        assert_eq!(alone.ranks, Err(Undefined::Unstable));
        assert_eq!(alone.ranks_at_once, Err(Undefined::Unstable));
    }

    #[test]
    fn without_votes_there_is_no_ranking() {
        let none = Clustered::of(3, []).unwrap();
        let found = ranking(&none, RIDGE, draws(), &mut |_| ());
        assert_eq!(found, Err(Undefined::NoData));
    }
}
