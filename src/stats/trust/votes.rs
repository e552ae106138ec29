//! Checks of votes between models: do they hang together, and do they follow anything but quality.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::board::consensus::{Consensus, majority};
use crate::stats::board::{Board, Comparison};
use crate::stats::distributions::reach;
use crate::stats::pairwise::bradley_terry::{RIDGE, Strengths};
use crate::stats::pairwise::counts::{Counts, Outcome, Vote};
use crate::stats::pairwise::graph::Graph;
use crate::stats::pairwise::style::length_effect;
use crate::stats::pairwise::ties::davidson;
use crate::stats::pairwise::triads::triads;
use crate::stats::pairwise::win_rate::Record;
use crate::stats::{CONFIDENCE, Estimate, Undefined};

use super::Finding;

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
        Way::by_bradley_terry(&counts)?,
        Way::by_bradley_terry(&without_ties(board)?)?,
        Way::by_davidson(&counts)?,
    ];
    let mut turned = Vec::new();
    for i in 0..models {
        for j in i + 1..models {
            // A way that knows nothing of one of them puts them in no order.
            let known = || ways.iter().filter_map(|way| way.between(i, j));
            let is_turned = known().any(|(d, _)| d > 0.0) && known().any(|(d, _)| d < 0.0);
            if is_turned && known().any(|(_, is_told_apart)| is_told_apart) {
                turned.extend([i as u32, j as u32]);
            }
        }
    }
    let pairs = turned.len() / 2;
    let of = models * models.saturating_sub(1) / 2;
    Ok(Finding::at_most(pairs as f64, 0.0, of).about(turned))
}

/// How strong models are by one way of counting, and which of them it tells apart.
struct Way {
    theta: Vec<Option<f64>>,
    told_apart: BTreeSet<(usize, usize)>,
}

impl Way {
    fn by_bradley_terry(counts: &Counts) -> Result<Self, Undefined> {
        let strengths = Strengths::of(&counts.halves(), RIDGE)?.robust(counts);
        let z = reach(CONFIDENCE)?;
        let models = counts.models();
        let is_told_apart = |(i, j): &(usize, usize)| {
            let far = strengths.difference(*i, *j);
            let varies = strengths.variance_of_difference(*i, *j);
            far.ok()
                .zip(varies.ok())
                .is_some_and(|(far, varies)| far * far > z * z * varies)
        };
        let pairs = (0..models).flat_map(|i| (i + 1..models).map(move |j| (i, j)));
        Ok(Self {
            theta: (0..models)
                .map(|model| strengths.theta(model).ok())
                .collect(),
            told_apart: pairs.filter(is_told_apart).collect(),
        })
    }

    fn by_davidson(counts: &Counts) -> Result<Self, Undefined> {
        let theta = davidson(counts, RIDGE)?.theta;
        Ok(Self {
            theta: theta.into_iter().map(Some).collect(),
            told_apart: BTreeSet::new(),
        })
    }

    /// How far apart two are, and whether that is beyond doubt.
    fn between(&self, i: usize, j: usize) -> Option<(f64, bool)> {
        let theta = |model: usize| self.theta.get(model).copied().flatten();
        Some((theta(i)? - theta(j)?, self.told_apart.contains(&(i, j))))
    }
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
