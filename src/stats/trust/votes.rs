//! Checks of votes between models: do they hang together, and do they follow anything but quality.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::board::consensus::majority;
use crate::stats::board::{Board, Comparison};
use crate::stats::distributions::reach;
use crate::stats::pairwise::bradley_terry::{RIDGE, Strengths};
use crate::stats::pairwise::counts::{Clustered, Outcome, Vote};
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
    let graph = Graph::of(&board.votes()?.total().halves());
    let components = graph.components.len();
    Ok(Finding::at_most(
        components as f64,
        1.0,
        board.models as usize,
    ))
}

/// Models that won everything, or lost everything.
pub(super) fn separation(board: &Board) -> Result<Finding, Undefined> {
    let graph = Graph::of(&board.votes()?.total().halves());
    let beyond = graph.undefeated.iter().chain(&graph.winless);
    let about: Vec<u32> = beyond.map(|model| *model as u32).collect();
    Ok(Finding::at_most(about.len() as f64, 0.0, board.models as usize).about(about))
}

/// How often what was shown first won, of the comparisons that a side won.
pub(super) fn side(board: &Board) -> Result<Finding, Undefined> {
    let (mut sides, mut left_out) = (Record::default(), 0);
    for (_, comparison) in board.comparisons() {
        match comparison.first_won() {
            Some(true) => sides.wins += 1,
            Some(false) => sides.losses += 1,
            None => left_out += 1,
        }
    }
    let finding = excludes(&sides.decisive()?, 0.5)?;
    Ok(finding.leaving_out(left_out))
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
    let outcomes: Vec<Outcome> = outcomes.collect();
    if outcomes.is_empty() {
        return None;
    }
    let outcome = majority(&outcomes).value().unwrap_or(Outcome::Tie);
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
/// as half wins, left out, or by Davidson's model. Models that nothing compares are in no order.
pub(super) fn tie_handling(board: &Board) -> Result<Finding, Undefined> {
    let votes = board.ballots();
    let graph = Graph::of(&board.votes()?.total().halves());
    let (mut turned, mut pairs) = (Vec::new(), 0);
    for component in graph.components.iter().filter(|models| models.len() > 1) {
        let found = turned_pairs(component, &votes)?;
        turned.extend(found.iter().flat_map(|(i, j)| [*i as u32, *j as u32]));
        pairs += component.len() * (component.len() - 1) / 2;
    }
    Ok(Finding::at_most(turned.len() as f64 / 2.0, 0.0, pairs).about(turned))
}

/// Of the models of a component, those pairs whose order hangs on how ties count.
fn turned_pairs(
    component: &[usize],
    votes: &[(u32, Vote)],
) -> Result<Vec<(usize, usize)>, Undefined> {
    let place = |model: u32| {
        let place = component.iter().position(|each| *each == model as usize)?;
        Some(place as u32)
    };
    let within = |(prompt, vote): &(u32, Vote)| {
        let (first, second) = place(vote.first).zip(place(vote.second))?;
        let vote = Vote {
            first,
            second,
            outcome: vote.outcome,
        };
        Some((*prompt, vote))
    };
    let votes: Vec<(u32, Vote)> = votes.iter().filter_map(within).collect();
    let is_decided = |(_, vote): &(u32, Vote)| vote.outcome != Outcome::Tie;
    let decided: Vec<(u32, Vote)> = votes.iter().copied().filter(is_decided).collect();
    let models = component.len();
    let all = Clustered::of(models, votes)?;
    let ways = [
        Way::by_bradley_terry(&all)?,
        Way::by_bradley_terry(&Clustered::of(models, decided)?)?,
        Way::by_davidson(&all)?,
    ];
    let pairs = (0..models).flat_map(|i| (i + 1..models).map(move |j| (i, j)));
    let is_turned = |(i, j): &(usize, usize)| {
        // A way that knows nothing of one of them puts them in no order.
        let known = || ways.iter().filter_map(|way| way.between(*i, *j));
        let both_ways = known().any(|(d, _)| d > 0.0) && known().any(|(d, _)| d < 0.0);
        both_ways && known().any(|(_, is_told_apart)| is_told_apart)
    };
    let named = |(i, j): (usize, usize)| (component[i], component[j]);
    Ok(pairs.filter(is_turned).map(named).collect())
}

/// How strong models are by one way of counting, and which of them it tells apart.
struct Way {
    theta: Vec<Option<f64>>,
    told_apart: BTreeSet<(usize, usize)>,
}

impl Way {
    /// What several raters say of one prompt hangs together, so prompts are what varies.
    fn by_bradley_terry(votes: &Clustered) -> Result<Self, Undefined> {
        let strengths = Strengths::of(&votes.total().halves(), RIDGE)?.robust_by_prompt(votes)?;
        let z = reach(CONFIDENCE)?;
        let models = votes.models();
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

    fn by_davidson(votes: &Clustered) -> Result<Self, Undefined> {
        let theta = davidson(&votes.total(), RIDGE)?.theta;
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

/// The share of triads of models whose majorities go round in a circle.
pub(super) fn intransitive(board: &Board) -> Result<Finding, Undefined> {
    let found = triads(&board.votes()?.total(), ENOUGH);
    let share = found.share?;
    let about = found.cycles.iter().flatten().map(|model| *model as u32);
    Ok(Finding::at_most(share.value, CYCLES, share.n).about(about.collect()))
}
