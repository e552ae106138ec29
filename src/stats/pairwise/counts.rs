//! Votes, counted: what every ranking is computed of.
//!
//! How often each model won against each other one, and how often both were alike, says all that
//! Bradley-Terry and its kin take from votes: 100,000 votes among 50 models are 50 × 50 whole
//! numbers. They add up the same in whatever order votes come or files are merged, and a resample
//! draws new numbers without looking at a vote again.
//!
//! “Both good” and “both bad” are two answers: whoever counts decides which of them is a tie here.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::stats::Undefined;
use crate::stats::draw::Chance;
use crate::stats::multinomial::Multinomial;

pub use super::scores::Scores;

/// The most models that are counted: counts take room by its square.
pub const MOST_MODELS: usize = 2048;

/// Of fewer prompts nothing is said of how a figure varies with them: of two or three a resample is
/// one of a handful, and what is between its extremes covers far less than it says; errors by the
/// sandwich are as much too small (Cameron and Miller 2015, Journal of Human Resources 50:317).
pub const FEWEST_PROMPTS: usize = 10;

/// That so many prompts are enough for an interval.
///
/// # Errors
/// [`Undefined::TooFew`] below [`FEWEST_PROMPTS`].
pub(super) fn enough_prompts(n: usize) -> Result<(), Undefined> {
    let needed = FEWEST_PROMPTS;
    if n < needed {
        return Err(Undefined::TooFew { n, needed });
    }
    Ok(())
}

/// What a vote said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// The first is better.
    First,
    /// The second is better.
    Second,
    /// Neither is.
    Tie,
}

impl Outcome {
    /// What the first got of the vote: 1, ½ or 0.
    pub fn score(self) -> f64 {
        match self {
            Self::First => 1.0,
            Self::Second => 0.0,
            Self::Tie => 0.5,
        }
    }

    /// The same vote with the sides exchanged.
    #[must_use]
    pub fn swapped(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
            Self::Tie => Self::Tie,
        }
    }
}

/// A vote between two models, by their numbers from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// One of them; which one was shown first does not matter here.
    pub first: u32,
    /// The other one.
    pub second: u32,
    /// Which was better.
    pub outcome: Outcome,
}

/// How often each model won against each other one, and how often both were alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    models: usize,
    /// Wins of the row over the column, K × K; then ties, K × K, above the diagonal.
    cells: Vec<u64>,
}

impl Counts {
    /// None yet, of so many models.
    ///
    /// # Errors
    /// [`Undefined::TooMany`] above [`MOST_MODELS`].
    pub fn new(models: usize) -> Result<Self, Undefined> {
        refuse_many(models)?;
        let cells = vec![0; 2 * models * models];
        Ok(Self { models, cells })
    }

    /// Of votes in any order.
    ///
    /// # Errors
    /// [`Undefined::OutOfRange`] where a vote is about a model that there is not, or about one
    /// model twice; [`Undefined::TooMany`] models above [`MOST_MODELS`].
    pub fn of(models: usize, votes: impl IntoIterator<Item = Vote>) -> Result<Self, Undefined> {
        let mut counts = Self::new(models)?;
        for vote in votes {
            counts.add(vote, 1)?;
        }
        Ok(counts)
    }

    /// The same vote so many times more.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn add(&mut self, vote: Vote, times: u32) -> Result<(), Undefined> {
        let cell = cell(self.models, vote)?;
        self.cells[cell] = self.cells[cell].saturating_add(times.into());
        Ok(())
    }

    /// All that was counted elsewhere, of the same models.
    ///
    /// # Errors
    /// [`Undefined::Mismatched`] where the models are not as many.
    pub fn merge(&mut self, other: &Self) -> Result<(), Undefined> {
        if self.models != other.models {
            return Err(Undefined::Mismatched);
        }
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            *cell = cell.saturating_add(*more);
        }
        Ok(())
    }

    /// How many models there are, voted about or not.
    pub fn models(&self) -> usize {
        self.models
    }

    /// How many votes there are.
    pub fn votes(&self) -> u64 {
        total(&self.cells)
    }

    /// How many of them are ties.
    pub fn all_ties(&self) -> u64 {
        total(&self.cells[self.models * self.models..])
    }

    /// How often one model won against another.
    pub fn wins(&self, winner: usize, loser: usize) -> u64 {
        self.at(0, winner, loser)
    }

    /// How often two models were alike.
    pub fn ties(&self, one: usize, other: usize) -> u64 {
        self.at(self.models, one.min(other), one.max(other))
    }

    /// How often two models were compared.
    pub fn times(&self, one: usize, other: usize) -> u64 {
        let decisive = self.wins(one, other).saturating_add(self.wins(other, one));
        decisive.saturating_add(self.ties(one, other))
    }

    /// A cell of the half that begins at a row; 0 of models that there are not.
    fn at(&self, half: usize, row: usize, column: usize) -> u64 {
        let is_there = row < self.models && column < self.models;
        let cell = is_there.then(|| (half + row) * self.models + column);
        cell.map_or(0, |cell| self.cells[cell])
    }

    /// Pairs of models that were compared, the lower number first.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let all = (0..self.models).flat_map(|i| (i + 1..self.models).map(move |j| (i, j)));
        all.filter(|(i, j)| self.times(*i, *j) > 0)
    }

    /// A tie as half a win for each.
    pub fn halves(&self) -> Scores {
        let mut scores = Scores::zero(self.models);
        self.halves_into(&mut scores);
        scores
    }

    /// As [`halves`](Self::halves), into room that is there.
    pub(super) fn halves_into(&self, scores: &mut Scores) {
        let (k, (wins, ties)) = (self.models, self.cells.split_at(self.models * self.models));
        for i in 0..k {
            for j in i + 1..k {
                let half = ties[i * k + j] as f64 / 2.0;
                scores.won[i * k + j] = wins[i * k + j] as f64 + half;
                scores.won[j * k + i] = wins[j * k + i] as f64 + half;
            }
        }
    }

    /// As many votes, to be drawn of these with replacement.
    ///
    /// # Errors
    /// [`Undefined::TooMany`] votes.
    pub fn again(&self) -> Result<Multinomial, Undefined> {
        Multinomial::new(&self.cells)
    }

    /// Becomes a draw of votes between the same models.
    pub fn draw(&mut self, again: &Multinomial, chance: &mut Chance) {
        again.draw(&mut self.cells, chance);
    }

    /// Those between two models of one of these groups, which have no model in common.
    #[must_use]
    pub(super) fn within(&self, groups: &[Vec<usize>]) -> Self {
        let group = places(self.models, groups);
        let mut some = self.clone();
        for (at, count) in some.cells.iter_mut().enumerate() {
            if !is_within(self.models, at, &group) {
                *count = 0;
            }
        }
        some
    }

    pub(super) fn clear(&mut self) {
        self.cells.fill(0);
    }
}

/// In which of some groups each model is.
fn places(models: usize, groups: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut places = vec![None; models];
    for (place, group) in groups.iter().enumerate() {
        for model in group {
            places[*model] = Some(place);
        }
    }
    places
}

/// Whether a cell is of two models of one group.
fn is_within(models: usize, cell: usize, group: &[Option<usize>]) -> bool {
    let (first, second) = (cell / models % models, cell % models);
    group[first].is_some() && group[first] == group[second]
}

pub(super) fn refuse_many(models: usize) -> Result<(), Undefined> {
    if models > MOST_MODELS {
        return Err(Undefined::TooMany {
            n: models,
            most: MOST_MODELS,
        });
    }
    Ok(())
}

fn total(counts: &[u64]) -> u64 {
    counts
        .iter()
        .fold(0, |all, count| all.saturating_add(*count))
}

fn cell(models: usize, vote: Vote) -> Result<usize, Undefined> {
    let (first, second) = (vote.first as usize, vote.second as usize);
    if first >= models || second >= models || first == second {
        return Err(Undefined::OutOfRange);
    }
    Ok(match vote.outcome {
        Outcome::First => first * models + second,
        Outcome::Second => second * models + first,
        Outcome::Tie => (models + first.min(second)) * models + first.max(second),
    })
}

/// Votes by the prompt they were about: a prompt's votes hang together, so that a resample takes
/// all of them or none.
///
/// Of each prompt only the cells are kept that it has votes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clustered {
    models: usize,
    /// Where each prompt begins, and where the last one ends.
    starts: Vec<usize>,
    /// Cells of [`Counts`] and how many votes are in each.
    cells: Vec<(u32, u32)>,
    left_out: Option<usize>,
}

impl Clustered {
    /// Of votes with their prompt's number, in any order; prompts without votes do not count.
    ///
    /// # Errors
    /// As [`Counts::of`].
    pub fn of(
        models: usize,
        votes: impl IntoIterator<Item = (u32, Vote)>,
    ) -> Result<Self, Undefined> {
        refuse_many(models)?;
        let place = |(prompt, vote)| Ok((prompt, cell(models, vote)? as u32));
        let votes: Result<Vec<(u32, u32)>, Undefined> = votes.into_iter().map(place).collect();
        let mut votes = votes?;
        votes.sort_unstable();
        let (mut starts, mut cells) = (vec![0], Vec::new());
        for prompt in votes.chunk_by(|a, b| a.0 == b.0) {
            for same in prompt.chunk_by(|a, b| a == b) {
                cells.push((same[0].1, same.len() as u32));
            }
            starts.push(cells.len());
        }
        Ok(Self {
            models,
            starts,
            cells,
            left_out: None,
        })
    }

    /// The same votes, of so many more ballots that were left out: those that are no votes, such as
    /// “cannot judge”.
    #[must_use]
    pub fn leaving_out(mut self, ballots: usize) -> Self {
        self.left_out = Some(ballots);
        self
    }

    /// How many ballots were left out; nothing where nobody counted them.
    pub fn left_out(&self) -> Option<usize> {
        self.left_out
    }

    /// How many prompts have votes.
    pub fn prompts(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many models there are.
    pub fn models(&self) -> usize {
        self.models
    }

    /// All votes, whatever prompt they were about.
    pub fn total(&self) -> Counts {
        let cells = vec![0; 2 * self.models * self.models];
        let mut counts = Counts {
            models: self.models,
            cells,
        };
        (0..self.prompts()).for_each(|prompt| self.add_to(&mut counts, prompt));
        counts
    }

    /// Those between two models of one of these groups, which have no model in common; prompts
    /// without such votes do not count.
    #[must_use]
    pub(super) fn within(&self, groups: &[Vec<usize>]) -> Self {
        let group = places(self.models, groups);
        let (mut starts, mut cells) = (vec![0], Vec::new());
        for ends in self.starts.windows(2) {
            let all = &self.cells[ends[0]..ends[1]];
            let some = all
                .iter()
                .filter(|(cell, _)| is_within(self.models, *cell as usize, &group));
            cells.extend(some);
            if starts.last() != Some(&cells.len()) {
                starts.push(cells.len());
            }
        }
        Self {
            starts,
            cells,
            ..*self
        }
    }

    /// How many prompts have votes on each model.
    pub(super) fn prompts_by_model(&self) -> Vec<usize> {
        let mut prompts = vec![0; self.models];
        for prompt in self.by_prompt() {
            let both = prompt.flat_map(|(first, second, ..)| [first, second]);
            for model in both.collect::<BTreeSet<_>>() {
                prompts[model] += 1;
            }
        }
        prompts
    }

    /// As many prompts, drawn of these with replacement: their votes.
    #[must_use]
    pub fn resample(&self, chance: &mut Chance) -> Counts {
        let cells = vec![0; 2 * self.models * self.models];
        let mut drawn = Counts {
            models: self.models,
            cells,
        };
        self.resample_into(&mut drawn, chance);
        drawn
    }

    pub(super) fn resample_into(&self, drawn: &mut Counts, chance: &mut Chance) {
        drawn.clear();
        let prompts = self.prompts() as u32;
        for _ in 0..prompts {
            self.add_to(drawn, chance.below(prompts) as usize);
        }
    }

    fn add_to(&self, counts: &mut Counts, prompt: usize) {
        for (cell, votes) in &self.cells[self.starts[prompt]..self.starts[prompt + 1]] {
            let count = &mut counts.cells[*cell as usize];
            *count = count.saturating_add(u64::from(*votes));
        }
    }

    /// The votes of each prompt, one row a kind of vote: the two models, what the first got of it,
    /// and how many there are.
    pub(super) fn by_prompt(
        &self,
    ) -> impl Iterator<Item = impl Iterator<Item = (usize, usize, f64, u32)>> {
        let k = self.models;
        let read = move |&(cell, votes): &(u32, u32)| {
            let (row, second) = (cell as usize / k, cell as usize % k);
            let (first, score) = if row < k { (row, 1.0) } else { (row - k, 0.5) };
            (first, second, score, votes)
        };
        let bounds = self.starts.windows(2);
        bounds.map(move |ends| self.cells[ends[0]..ends[1]].iter().map(read))
    }
}
