//! Checks of votes between models: do they hang together, and do they follow anything but quality.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::board::consensus::majority;
use crate::stats::board::{Board, Comparison};
use crate::stats::distributions::reach;
use crate::stats::pairwise::bradley_terry::{RIDGE, Strengths};
use crate::stats::pairwise::counts::{Clustered, Counts, Outcome, Vote};
use crate::stats::pairwise::graph::Graph;
use crate::stats::pairwise::style::length_effect;
use crate::stats::pairwise::ties::davidson;
use crate::stats::pairwise::triads::triads;
use crate::stats::pairwise::win_rate::Record;
use crate::stats::{CONFIDENCE, Estimate, Undefined};

use super::{About, Finding, Measure};

/// So many votes make the majority of a pair worth a triad.
const ENOUGH: u64 = 10;
/// More cycles than this share of triads are no accident.
const CYCLES: f64 = 0.05;

/// Components of the graph of comparisons.
pub(super) fn connected(board: &Board) -> Result<Finding, Undefined> {
    let graph = Graph::of(&board.votes()?.total().halves());
    let (groups, models) = (graph.components.len() as f64, board.models as usize);
    let finding = Finding::at_most(Measure::Groups, groups, 1.0, models);
    Ok(finding.leaving_out(board.voteless().all()))
}

/// Models that won everything or lost everything against those that can be ranked, by themselves
/// or as a group: without a penalty their strengths have no end (Ford 1957).
pub(super) fn separation(board: &Board) -> Result<Finding, Undefined> {
    let graph = Graph::of(&board.votes()?.total().halves());
    let about: Vec<u32> = graph
        .boundless()
        .iter()
        .map(|model| *model as u32)
        .collect();
    let (figure, models) = (about.len() as f64, board.models as usize);
    let finding = Finding::at_most(Measure::Boundless, figure, 0.0, models);
    Ok(finding
        .about(About::Models(about))
        .leaving_out(board.voteless().all()))
}

/// How often what was shown first won. All who see the same two in the same order say one thing
/// together, by majority: their task decides with them, and one by one they would make the interval
/// too narrow.
pub(super) fn side(board: &Board) -> Result<Finding, Undefined> {
    let mut seen: BTreeMap<(u32, [u32; 2], usize), i64> = BTreeMap::new();
    let mut undecided = 0;
    for (evaluation, each) in board.comparisons() {
        let shown = (
            evaluation.task,
            each.sides.map(|side| side.response),
            each.first,
        );
        match each.first_won() {
            Some(has_won) => *seen.entry(shown).or_default() += if has_won { 1 } else { -1 },
            None => undecided += 1,
        }
    }
    let won = |is: fn(&i64) -> bool| seen.values().filter(|lead| is(lead)).count() as u64;
    let sides = Record {
        wins: won(|lead| *lead > 0),
        losses: won(|lead| *lead < 0),
        ties: won(|lead| *lead == 0),
    };
    if seen.is_empty() && undecided == 0 {
        return Err(Undefined::NoVotes);
    }
    if seen.is_empty() {
        return Err(Undefined::OnlyTies);
    }
    let finding = excludes(Measure::FirstChosen, &sides.decisive()?, 0.5)?;
    Ok(finding.leaving_out(undecided))
}

/// By how much the odds rise with the root mean square of differences in length, strengths held
/// still.
///
/// All who compare the same two responses see the same lengths and the same quality: they count as
/// one vote, by majority. Taken one by one they would make the interval too narrow.
pub(super) fn length(board: &Board) -> Result<Finding, Undefined> {
    let votes = by_prompt(board);
    if votes.is_empty() {
        return Err(Undefined::NoVotes);
    }
    let effect = length_effect(board.models as usize, votes)?;
    let finding = excludes(Measure::LengthOdds, &effect, 1.0)?;
    Ok(finding.leaving_out(board.voteless().all()))
}

/// One vote for every two responses of a task, and how long they are.
fn by_prompt(board: &Board) -> Vec<(Vote, [f64; 2])> {
    let mut pairs: BTreeMap<(u32, [u32; 2]), Vec<&Comparison>> = BTreeMap::new();
    for (evaluation, each) in board.comparisons() {
        let pair = (evaluation.task, each.sides.map(|side| side.response));
        pairs.entry(pair).or_default().push(each);
    }
    pairs.values().filter_map(|said| settled(said)).collect()
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
fn excludes(measure: Measure, estimate: &Estimate, neutral: f64) -> Result<Finding, Undefined> {
    let interval = estimate.interval?;
    Ok(Finding {
        fails: !interval.has(neutral),
        interval: Some(interval),
        ..Finding::new(measure, estimate.value, neutral, estimate.n)
    })
}

/// Pairs of models that one way of counting ties tells apart and another puts the other way round:
/// as half wins, left out, or by Davidson's model. Models that nothing compares are in no order.
pub(super) fn tie_handling(board: &Board) -> Result<Finding, Undefined> {
    let votes = board.ballots();
    let graph = Graph::of(&board.votes()?.total().halves());
    let (mut turned, mut pairs, mut why) = (Vec::new(), 0, Undefined::NoData);
    for component in graph.components.iter().filter(|models| models.len() > 1) {
        match turned_pairs(component, &votes) {
            Ok(found) => {
                turned.extend(found);
                pairs += component.len() * (component.len() - 1) / 2;
            }
            // A group with too few votes is no reason to say nothing of the others.
            Err(reason) => why = reason,
        }
    }
    if pairs == 0 {
        return Err(why);
    }
    let finding = Finding::at_most(Measure::TurnedPairs, turned.len() as f64, 0.0, pairs);
    Ok(finding
        .about(About::Pairs(turned))
        .leaving_out(board.voteless().all()))
}

/// Of the models of a component, those pairs whose order hangs on how ties count.
fn turned_pairs(component: &[usize], votes: &[(u32, Vote)]) -> Result<Vec<[u32; 2]>, Undefined> {
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
    if decided.is_empty() {
        return Err(Undefined::OnlyTies);
    }
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
    let named = |(i, j): (usize, usize)| [component[i] as u32, component[j] as u32];
    Ok(pairs.filter(is_turned).map(named).collect())
}

/// How strong models are by one way of counting, and which of them it tells apart.
struct Way {
    theta: Vec<Option<f64>>,
    told_apart: BTreeSet<(usize, usize)>,
}

impl Way {
    /// What several raters say of one prompt hangs together, so prompts are what varies. How far
    /// models are apart of which one only ever wins is made by the ridge: it tells nothing apart.
    fn by_bradley_terry(votes: &Clustered) -> Result<Self, Undefined> {
        let scores = votes.total().halves();
        let graph = Graph::of(&scores);
        let strengths = Strengths::of(&scores, RIDGE)?.robust_by_prompt(votes)?;
        let z = reach(CONFIDENCE)?;
        let models = votes.models();
        let is_told_apart = |(i, j): &(usize, usize)| {
            let far = strengths.difference(*i, *j);
            let varies = strengths.variance_of_difference(*i, *j);
            let known = far.ok().zip(varies.ok());
            graph.bounds(*i, *j) && known.is_some_and(|(far, varies)| far * far > z * z * varies)
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

/// The share of triads of models whose majorities go round in a circle, each of them beyond chance:
/// of equal models a quarter of all triads do so by accident. A prompt is one vote, by majority.
pub(super) fn intransitive(board: &Board) -> Result<Finding, Undefined> {
    board.votes()?;
    let votes = by_prompt(board).into_iter().map(|(vote, _)| vote);
    let counts = Counts::of(board.models as usize, votes)?;
    let found = triads(&counts, ENOUGH);
    let share = found.share?;
    let is_clear = |one: usize, other: usize| {
        let sides = Record {
            wins: counts.wins(one, other),
            losses: counts.wins(other, one),
            ties: counts.ties(one, other),
        };
        let interval = sides.decisive().and_then(|share| share.interval);
        interval.is_ok_and(|interval| !interval.has(0.5))
    };
    let is_cycle =
        |[a, b, c]: &&[usize; 3]| is_clear(*a, *b) && is_clear(*b, *c) && is_clear(*c, *a);
    let cycles: Vec<[u32; 3]> = found
        .cycles
        .iter()
        .filter(is_cycle)
        .map(|cycle| cycle.map(|model| model as u32))
        .collect();
    let figure = cycles.len() as f64 / share.n as f64;
    let finding = Finding::at_most(Measure::Cycles, figure, CYCLES, share.n);
    Ok(finding
        .about(About::Cycles(cycles))
        .leaving_out(share.left_out))
}
