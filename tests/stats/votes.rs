//! Votes to try laws on.

use proptest::prelude::*;
use trainmaster::stats::draw::{Chance, Seed};
use trainmaster::stats::pairwise::bradley_terry::{Strengths, chance_of_winning};
use trainmaster::stats::pairwise::counts::{Counts, Outcome, Vote};

/// How many models there are.
pub const MODELS: u32 = 5;

/// A vote.
pub fn vote(first: u32, second: u32, outcome: Outcome) -> Vote {
    Vote {
        first,
        second,
        outcome,
    }
}

/// Any vote.
pub fn some_vote() -> impl Strategy<Value = Vote> {
    let outcome = prop_oneof![
        3 => Just(Outcome::First),
        2 => Just(Outcome::Second),
        1 => Just(Outcome::Tie),
    ];
    (0..MODELS, 1..MODELS, outcome)
        .prop_map(|(first, step, outcome)| vote(first, (first + step) % MODELS, outcome))
}

/// Any votes.
pub fn some_votes() -> impl Strategy<Value = Vec<Vote>> {
    prop::collection::vec(some_vote(), 1..120)
}

/// Enough votes that all is defined: a circle of wins, another of ties.
pub fn enough_votes() -> impl Strategy<Value = Vec<Vote>> {
    some_votes().prop_map(|mut votes| {
        votes.extend((0..MODELS).map(|at| vote(at, (at + 1) % MODELS, Outcome::First)));
        votes.extend((0..MODELS).map(|at| vote(at, (at + 1) % MODELS, Outcome::Tie)));
        votes
    })
}

/// Votes, counted.
pub fn counts(votes: &[Vote]) -> Counts {
    Counts::of(MODELS as usize, votes.iter().copied()).unwrap()
}

/// Their strengths.
pub fn strengths(votes: &[Vote], ridge: f64) -> Strengths {
    Strengths::of(&counts(votes).halves(), ridge).unwrap()
}

/// The log-strengths of all models.
pub fn thetas(strengths: &Strengths) -> Vec<f64> {
    let models = 0..strengths.models();
    models
        .map(|model| strengths.theta(model).unwrap())
        .collect()
}

/// Fails unless a figure is within so much of what is expected.
pub fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found} is not {expected}"
    );
}

/// As `near`, of each.
pub fn all_near(found: &[f64], expected: &[f64], within: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        near(*found, *expected, within);
    }
}

/// Votes of models of known strengths, one a prompt.
pub fn drawn_votes(n: u32, ties: f64, seed: u64) -> Vec<Vote> {
    let mut chance = Chance::new(Seed(seed));
    let draw = |_| {
        let first = chance.below(MODELS);
        let second = (first + 1 + chance.below(MODELS - 1)) % MODELS;
        let ahead = (f64::from(second) - f64::from(first)) * 0.3;
        let outcome = match chance.unit() {
            luck if luck < ties => Outcome::Tie,
            luck if luck < ties + (1.0 - ties) * chance_of_winning(ahead) => Outcome::First,
            _ => Outcome::Second,
        };
        vote(first, second, outcome)
    };
    (0..n).map(draw).collect()
}
