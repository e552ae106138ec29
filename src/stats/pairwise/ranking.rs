//! A ranking of models with all that must stand beside it: strengths, how they vary, which ranks
//! they allow, and which models cannot be ranked against each other at all.

use serde::{Deserialize, Serialize};

use super::bootstrap::{Bootstrap, Spread, Unit};
use super::bradley_terry::elo;
use super::counts::Clustered;
use super::graph::Graph;
use super::ranks::{RankRange, ranks};
use crate::stats::draw::Draws;
use crate::stats::{CONFIDENCE, Interval, Undefined};

/// Where models stand. All lists name them by their numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// Each model, by its number.
    pub models: Vec<Standing>,
    /// Models that are compared with each other, directly or by way of others: ranks are within
    /// one of these.
    pub components: Vec<Vec<usize>>,
    /// Those that were compared and that nobody got anything of.
    pub undefeated: Vec<usize>,
    /// Those that were compared and got nothing.
    pub winless: Vec<usize>,
    /// Those that were never compared.
    pub isolated: Vec<usize>,
    /// How many votes it is taken of.
    pub votes: u64,
    /// How many prompts those were about.
    pub prompts: usize,
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
    /// Which ranks within its component the intervals allow.
    pub ranks: Result<RankRange, Undefined>,
}

/// Ranks models by Bradley-Terry. `told` hears how many replicates are done.
///
/// # Errors
/// [`Undefined::NoData`] of no vote, otherwise as [`Bootstrap::new`]. What is undefined of one
/// model stands with it.
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
    for (done, replicate) in (1..).zip(replicates.take(draws.replicates)) {
        spread.note(replicate);
        told(done);
    }
    let interval = |model| {
        // Without a strength there is nothing that replicates would vary around.
        strengths.theta(model)?;
        let Interval { low, high } = spread.interval(model, CONFIDENCE)?;
        Ok(Interval {
            low: elo(low),
            high: elo(high),
        })
    };
    let standing = |model| Standing {
        theta: strengths.theta(model),
        elo: strengths.elo(model),
        interval: interval(model),
        ranks: Err(Undefined::NoData),
    };
    let mut models: Vec<Standing> = (0..votes.models()).map(standing).collect();
    let graph = Graph::of(&counts.halves());
    for component in &graph.components {
        place(component, &mut models);
    }
    Ok(Ranking {
        models,
        components: graph.components,
        undefeated: graph.undefeated,
        winless: graph.winless,
        isolated: graph.isolated,
        votes: counts.votes(),
        prompts: votes.prompts(),
    })
}

/// Says which ranks the models of a component can have: none where one of them has no interval,
/// because it could stand anywhere.
fn place(component: &[usize], models: &mut [Standing]) {
    let intervals: Result<Vec<Interval>, Undefined> = component
        .iter()
        .map(|model| models[*model].interval)
        .collect();
    let ranges = intervals.and_then(|intervals| ranks(&intervals));
    for (at, model) in component.iter().enumerate() {
        models[*model].ranks = ranges
            .as_ref()
            .map_or_else(|why| Err(*why), |all| Ok(all[at]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::Seed;
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
    }

    #[test]
    fn without_votes_there_is_no_ranking() {
        let none = Clustered::of(3, []).unwrap();
        let found = ranking(&none, RIDGE, draws(), &mut |_| ());
        assert_eq!(found, Err(Undefined::NoData));
    }
}
