//! Checks of votes between models: do they hang together, and do they follow anything but quality.

use std::collections::BTreeMap;

use crate::stats::board::consensus::{Consensus, majority};
use crate::stats::board::{Board, Comparison};
use crate::stats::distributions::reach;
use crate::stats::pairwise::bradley_terry::Strengths;
use crate::stats::pairwise::counts::{Counts, Outcome, Vote};
use crate::stats::pairwise::graph::Graph;
use crate::stats::pairwise::style::length_effect;
use crate::stats::pairwise::ties::davidson;
use crate::stats::pairwise::triads::triads;
use crate::stats::pairwise::win_rate::Record;
use crate::stats::{CONFIDENCE, Estimate, Undefined};

use super::Finding;

/// The penalty that keeps estimates finite; said wherever they are shown.
const RIDGE: f64 = 0.1;
/// So many votes make the majority of a pair worth a triad.
const ENOUGH: u64 = 10;
/// More cycles than this share of triads are no accident.
const CYCLES: f64 = 0.05;

/// Components of the graph of comparisons.
pub(super) fn connected(board: &Board) -> Result<Finding, Undefined> {
    let graph = Graph::of(&board.votes()?.halves());
    let components = graph.components.len();
    Ok(Finding::at_most(
        components as f64,
        1.0,
        board.models as usize,
    ))
}

/// Models that won everything, or lost everything.
pub(super) fn separation(board: &Board) -> Result<Finding, Undefined> {
    let graph = Graph::of(&board.votes()?.halves());
    let beyond = graph.undefeated.iter().chain(&graph.winless);
    let about: Vec<u32> = beyond.map(|model| *model as u32).collect();
    Ok(Finding::at_most(about.len() as f64, 0.0, board.models as usize).about(about))
}

/// How often what was shown first won, of the comparisons that a side won.
pub(super) fn side(board: &Board) -> Result<Finding, Undefined> {
    let mut sides = Record::default();
    for (_, comparison) in board.comparisons() {
        match comparison.first_won() {
            Some(true) => sides.wins += 1,
            Some(false) => sides.losses += 1,
            None => {}
        }
    }
    excludes(&sides.decisive()?, 0.5)
}

/// By how much the odds rise with a standard deviation of length, strengths held still.
///
/// All who compare the same two responses see the same lengths and the same quality: they count as
/// one vote, by majority. Taken one by one they would make the interval too narrow.
pub(super) fn length(board: &Board) -> Result<Finding, Undefined> {
    let mut pairs: BTreeMap<(u32, [u32; 2]), Vec<&Comparison>> = BTreeMap::new();
    for (evaluation, each) in board.comparisons() {
        let pair = (evaluation.task, each.sides.map(|side| side.response));
        pairs.entry(pair).or_default().push(each);
    }
    let votes = pairs.values().filter_map(|said| settled(said));
    excludes(&length_effect(board.models as usize, votes)?, 1.0)
}

/// What the majority says of two responses, and how long they are.
fn settled(said: &[&Comparison]) -> Option<(Vote, [f64; 2])> {
    let one = said.first()?;
    let [first, second] = one.models()?;
    let outcomes = said.iter().filter_map(|each| each.preference.outcome());
    let outcome = match majority(&outcomes.collect::<Vec<_>>()) {
        Consensus::On(outcome) => outcome,
        Consensus::Split => Outcome::Tie,
        Consensus::Nothing => return None,
    };
    let vote = Vote {
        first,
        second,
        outcome,
    };
    Some((vote, one.sides.map(|side| f64::from(side.length))))
}

/// An interval that excludes what it would be without a bias.
fn excludes(estimate: &Estimate, neutral: f64) -> Result<Finding, Undefined> {
    let interval = estimate.interval?;
    Ok(Finding {
        fails: !interval.has(neutral),
        interval: Some(interval),
        ..Finding::new(estimate.value, neutral, estimate.n)
    })
}

/// Pairs of models that one way of counting ties tells apart and another puts the other way round:
/// as half wins, left out, or by Davidson's model.
pub(super) fn tie_handling(board: &Board) -> Result<Finding, Undefined> {
    let counts = board.votes()?;
    let models = counts.models();
    let ways = [
        by_bradley_terry(&counts)?,
        by_bradley_terry(&without_ties(board)?)?,
        Differences {
            theta: davidson(&counts, RIDGE)?.theta,
            errors: Vec::new(),
        },
    ];
    let z = reach(CONFIDENCE)?;
    let mut turned = Vec::new();
    for i in 0..models {
        for j in i + 1..models {
            let orders = ways.each_ref().map(|way| way.of(i, j));
            let is_told_apart = ways.iter().any(|way| way.is_told_apart(i, j, z));
            let is_turned = orders.iter().any(|d| *d > 0.0) && orders.iter().any(|d| *d < 0.0);
            if is_told_apart && is_turned {
                turned.extend([i as u32, j as u32]);
            }
        }
    }
    let pairs = turned.len() / 2;
    Ok(Finding::at_most(pairs as f64, 0.0, models * (models - 1) / 2).about(turned))
}

/// Strengths by one way of counting, and the standard errors of their differences, row by row.
struct Differences {
    theta: Vec<f64>,
    errors: Vec<f64>,
}

impl Differences {
    fn of(&self, i: usize, j: usize) -> f64 {
        self.theta[i] - self.theta[j]
    }

    fn is_told_apart(&self, i: usize, j: usize, z: f64) -> bool {
        let error = self.errors.get(i * self.theta.len() + j);
        error.is_some_and(|error| self.of(i, j).abs() > z * error)
    }
}

fn by_bradley_terry(counts: &Counts) -> Result<Differences, Undefined> {
    let strengths = Strengths::of(&counts.halves(), RIDGE)?.robust(counts);
    let models = counts.models();
    let pairs = (0..models).flat_map(|i| (0..models).map(move |j| (i, j)));
    let error = |(i, j)| {
        let variance = strengths.variance_of_difference(i, j)?;
        Ok(variance.max(0.0).sqrt())
    };
    Ok(Differences {
        theta: (0..models)
            .map(|model| strengths.theta(model))
            .collect::<Result<_, _>>()?,
        errors: pairs.map(error).collect::<Result<_, Undefined>>()?,
    })
}

fn without_ties(board: &Board) -> Result<Counts, Undefined> {
    let votes = board.comparisons().filter_map(|(_, each)| each.vote());
    let decided = votes.filter(|vote| vote.outcome != Outcome::Tie);
    Counts::of(board.models as usize, decided)
}

/// The share of triads of models whose majorities go round in a circle.
pub(super) fn intransitive(board: &Board) -> Result<Finding, Undefined> {
    let found = triads(&board.votes()?, ENOUGH);
    let share = found.share?;
    let about = found.cycles.iter().flatten().map(|model| *model as u32);
    Ok(Finding::at_most(share.value, CYCLES, share.n).about(about.collect()))
}
