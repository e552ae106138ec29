//! Rankings: who has a rank, who has none, and that nobody takes away another's.

use trainmaster::stats::Undefined;
use trainmaster::stats::draw::{Chance, Drawn, Draws, Seed};
use trainmaster::stats::pairwise::bradley_terry::RIDGE;
use trainmaster::stats::pairwise::counts::{Clustered, Outcome, Vote};
use trainmaster::stats::pairwise::ranking::{Beside, Ranking, Standing, ranking};
use trainmaster::stats::pairwise::ranks::RankRange;

use crate::votes::vote;

/// Each of the first three beats the next one nine times in ten; two more stand apart, and one
/// was never compared.
fn votes() -> Vec<(u32, Vote)> {
    let mut votes = Vec::new();
    for prompt in 0..60 {
        for (first, second) in [(0, 1), (1, 2), (0, 2), (3, 4)] {
            let upset = (prompt + first) % 10 == 0;
            let outcome = if upset {
                Outcome::Second
            } else {
                Outcome::First
            };
            votes.push((prompt, vote(first, second, outcome)));
        }
    }
    votes
}

fn clustered(models: usize, votes: &[(u32, Vote)]) -> Clustered {
    Clustered::of(models, votes.iter().copied()).unwrap()
}

fn ranked(models: usize, votes: &[(u32, Vote)]) -> Ranking {
    ranking(&clustered(models, votes), RIDGE, draws(), &mut |_| ()).unwrap()
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
    let found = ranking(&clustered(6, &votes()), RIDGE, draws(), &mut |done| {
        told = done;
    })
    .unwrap();
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
    assert!(
        found
            .models
            .iter()
            .all(|standing| standing.beside.is_none())
    );
    assert_eq!(found.cores, [vec![0, 1, 2], vec![3, 4]]);
    assert!(!found.is_thin());
    let votes = clustered(6, &votes()).leaving_out(7);
    let counted = ranking(&votes, RIDGE, draws(), &mut |_| ()).unwrap();
    assert_eq!((found.left_out, counted.left_out), (None, Some(7)));
}

#[test]
fn ranks_at_once_are_no_narrower_and_take_more_replicates() {
    let found = ranked(6, &votes());
    for standing in &found.models[..5] {
        let (each, at_once) = (standing.ranks.unwrap(), standing.ranks_at_once.unwrap());
        assert!(at_once.best <= each.best && each.worst <= at_once.worst);
    }
    let replicates = 100;
    let fewer = Draws {
        replicates,
        ..draws()
    };
    let found = ranking(&clustered(6, &votes()), RIDGE, fewer, &mut |_| ()).unwrap();
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
        (prompt, vote(first, second, outcome))
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

/// Which ranks are allowed.
fn rank(standing: &Standing) -> (usize, usize) {
    let RankRange { best, worst } = standing.ranks.unwrap();
    (best, worst)
}

/// What the ridge makes of somebody who never lost is no ground for an interval, nor for a rank.
#[test]
fn whoever_wins_or_loses_everything_says_so() {
    let votes: Vec<(u32, Vote)> = (0..40)
        .flat_map(|at| {
            let either = [Outcome::First, Outcome::Second][at as usize % 2];
            [
                (at, vote(0, 1, Outcome::First)),
                (at, vote(1, 2, either)),
                (at, vote(2, 3, Outcome::First)),
            ]
        })
        .collect();
    let found = ranked(4, &votes);
    let beside = found.models.iter().map(|standing| standing.beside);
    assert_eq!(
        beside.collect::<Vec<_>>(),
        [Some(Beside::Undefeated), None, None, Some(Beside::Winless)]
    );
    assert_eq!(found.cores, [[1, 2]]);
    let theta = |model: usize| found.models[model].theta.unwrap();
    assert!(theta(0) > theta(1) && theta(2) > theta(3), "by the ridge");
    for swept in [0, 3] {
        let standing = &found.models[swept];
        assert_eq!(standing.interval, Err(Undefined::NoMaximum));
        assert_eq!(standing.ranks, Err(Undefined::NoMaximum));
        assert_eq!(standing.ranks_at_once, Err(Undefined::NoMaximum));
    }
    for inner in [1, 2] {
        assert!(found.models[inner].interval.is_ok());
        assert_eq!(rank(&found.models[inner]), (1, 2));
    }
    // Without a ridge there is no strength either, and all else is as it was.
    let votes = clustered(4, &votes);
    let bare = ranking(&votes, 0.0, draws(), &mut |_| ()).unwrap();
    assert_eq!(bare.models[0].theta, Err(Undefined::NoMaximum));
    assert_eq!(rank(&bare.models[1]), (1, 2));
}

/// A model that has won its only vote, or lost it, changes no bit of what is known of the others.
#[test]
fn a_newcomer_takes_nothing_from_the_others() {
    let before = ranked(6, &votes());
    for (outcome, stands) in [
        (Outcome::First, Beside::Undefeated),
        (Outcome::Second, Beside::Winless),
    ] {
        for prompt in [7, 99] {
            let mut votes = votes();
            votes.push((prompt, vote(5, 0, outcome)));
            let after = ranked(6, &votes);
            assert_eq!(after.models[..5], before.models[..5]);
            assert_eq!(after.cores, before.cores);
            let newcomer = &after.models[5];
            assert_eq!(newcomer.beside, Some(stands));
            assert_eq!(newcomer.interval, Err(Undefined::NoMaximum));
            assert_eq!(newcomer.ranks, Err(Undefined::NoMaximum));
        }
    }
}

/// With a single tie it is in the core at once, and missed by every third resample.
#[test]
fn a_newcomer_with_a_tie_takes_no_interval_and_no_rank_either() {
    let mut votes = votes();
    votes.push((99, vote(5, 0, Outcome::Tie)));
    let found = ranked(6, &votes);
    assert_eq!(found.cores[0], [0, 1, 2, 5]);
    let ranks: Vec<_> = found.models[..3].iter().map(rank).collect();
    assert_eq!(ranks, [(1, 1), (2, 2), (3, 3)]);
    for standing in &found.models[..5] {
        assert!(standing.interval.unwrap().has(standing.elo.unwrap()));
        assert!(standing.ranks_at_once.is_ok());
    }
    let too_few = Undefined::TooFew { n: 1, needed: 10 };
    assert_eq!(found.models[5].interval, Err(too_few));
    assert_eq!(found.models[5].ranks, Err(too_few));
    assert_eq!(found.models[5].beside, None);
}

#[test]
fn a_group_that_loses_everything_stands_below_together() {
    let mut votes = votes();
    let extra = (0..20).flat_map(|at| {
        let either = [Outcome::First, Outcome::Second][at as usize % 2];
        [
            (at, vote(5, 6, either)),
            (at, vote(5, 1, Outcome::Second)),
            (at, vote(7, 0, Outcome::First)),
            (at, vote(7, 8, Outcome::First)),
        ]
    });
    votes.extend(extra);
    let found = ranked(9, &votes);
    let beside = |model: usize| found.models[model].beside;
    assert_eq!([0, 1, 2, 3, 4].map(beside), [None; 5]);
    assert_eq!([5, 6].map(beside), [Some(Beside::Below); 2]);
    assert_eq!(beside(7), Some(Beside::Undefeated));
    assert_eq!(beside(8), Some(Beside::Winless));
    // Where nobody got anything of whom he lost to there is no core.
    let chain = [(0, 1), (1, 2)].map(|(i, j)| (i, vote(i, j, Outcome::First)));
    let found = ranked(3, &chain);
    assert!(found.cores.is_empty());
    let beside: Vec<_> = found.models.iter().map(|one| one.beside.unwrap()).collect();
    assert_eq!(beside, [Beside::Undefeated, Beside::Loose, Beside::Winless]);
}

/// Of somebody who lost twice an eighth of the resamples say nothing of how good he is, so that
/// there is no upper end. That he is the best of both they say all the same.
#[test]
fn an_open_end_is_no_end_and_yet_a_rank() {
    let outcome = |at| {
        if at < 2 {
            Outcome::Second
        } else {
            Outcome::First
        }
    };
    let votes: Vec<(u32, Vote)> = (0..40).map(|at| (at, vote(0, 1, outcome(at)))).collect();
    let found = ranked(2, &votes);
    assert!(
        (15..45).contains(&found.drawn.undefined),
        "{:?}",
        found.drawn
    );
    for (standing, expected) in found.models.iter().zip([(1, 1), (2, 2)]) {
        assert_eq!(
            (standing.beside, standing.interval),
            (None, Err(Undefined::NoMaximum))
        );
        assert_eq!(rank(standing), expected);
    }
}

/// Two or three prompts have a handful of resamples: what lies between those is no interval.
#[test]
fn a_few_prompts_have_no_interval_however_many_votes() {
    let votes = |prompts: u32| -> Vec<(u32, Vote)> {
        let outcome = |at| [Outcome::First, Outcome::First, Outcome::Second][at as usize % 3];
        let prompt = |at: u32| at / 3 % prompts;
        (0..300)
            .map(|at| (prompt(at), vote(0, 1, outcome(at / 7))))
            .collect()
    };
    let found = ranked(2, &votes(9));
    let too_few = Undefined::TooFew { n: 9, needed: 10 };
    assert!(found.is_thin() && found.votes == 300);
    for standing in &found.models {
        assert!(standing.theta.is_ok());
        assert_eq!(standing.interval, Err(too_few));
        assert_eq!(standing.ranks, Err(too_few));
        assert_eq!(standing.ranks_at_once, Err(too_few));
    }
    let found = ranked(2, &votes(10));
    assert!(!found.is_thin() && found.models.iter().all(|one| one.interval.is_ok()));
}

#[test]
fn resamples_that_lose_a_model_are_told_and_keep_the_others() {
    // Ten prompts about a third model, of which it has lost all but one.
    let votes: Vec<(u32, Vote)> = (0..40)
        .map(|prompt| {
            let outcome = [Outcome::First, Outcome::Second][usize::from(prompt % 2 == 1)];
            match prompt {
                0 => (prompt, vote(2, 0, Outcome::First)),
                1..10 => (prompt, vote(0, 2, Outcome::First)),
                _ => (prompt, vote(0, 1, outcome)),
            }
        })
        .collect();
    let found = ranked(3, &votes);
    assert!(found.is_thin());
    // That one is missed by 37 % of 200.
    assert!(
        (55..95).contains(&found.drawn.undefined),
        "{:?}",
        found.drawn
    );
    assert_eq!(found.models[2].interval, Err(Undefined::NoMaximum));
    assert_eq!(found.models[2].ranks.unwrap().worst, 3);
    for standing in &found.models[..2] {
        assert!(standing.interval.unwrap().has(standing.elo.unwrap()));
    }
}

/// Davidson's strengths are shown beside a ranking where ties are more than a tenth.
#[test]
fn a_ranking_says_whether_ties_are_many() {
    let votes = |ties: u32| -> Vec<(u32, Vote)> {
        let outcome = |at| match at {
            at if at < ties => Outcome::Tie,
            at if at % 3 == 0 => Outcome::Second,
            _ => Outcome::First,
        };
        (0..100).map(|at| (at, vote(0, 1, outcome(at)))).collect()
    };
    let has_many = |ties| ranked(2, &votes(ties)).has_many_ties;
    assert_eq!([0, 10, 11, 100].map(has_many), [false, false, true, true]);
}

#[test]
fn without_votes_there_is_no_ranking() {
    let none = Clustered::of(3, []).unwrap();
    let found = ranking(&none, RIDGE, draws(), &mut |_| ());
    assert_eq!(found, Err(Undefined::NoData));
}
