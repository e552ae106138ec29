//! What is rated: the units of a board that agreement is taken of, and their scales.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::Undefined;
use crate::stats::agreement::krippendorff::Level;
use crate::stats::ratings::{Rating, Ratings};

use super::{Board, Mark, Preference, Version};

/// Ratings of some units, and the scale that they are on.
#[derive(Clone, Debug, PartialEq)]
pub struct Rated {
    /// Who rated what how.
    pub ratings: Ratings,
    /// All values that there can be, also those that nobody used; nothing where the units are on
    /// scales of different lengths.
    pub categories: Option<Vec<f64>>,
    /// Whether the values have an order.
    pub is_ordered: bool,
    /// The task of each unit: what is said of one task hangs together.
    pub tasks: Vec<u32>,
}

impl Rated {
    /// What kind of values they are.
    pub fn level(&self) -> Level {
        if self.is_ordered {
            Level::Ordinal
        } else {
            Level::Nominal
        }
    }

    /// The units that two raters or more rated.
    pub fn shared(&self) -> impl Iterator<Item = usize> {
        (0..self.ratings.units()).filter(|unit| {
            let (raters, _) = self.ratings.unit(*unit);
            raters.windows(2).any(|pair| pair[0] != pair[1])
        })
    }

    /// How many tasks those are of.
    pub fn shared_tasks(&self) -> usize {
        let tasks: BTreeSet<u32> = self.shared().map(|unit| self.tasks[unit]).collect();
        tasks.len()
    }
}

/// Every comparison as a unit, on the scale of decisions: by whatever rubric, it is the same.
///
/// # Errors
/// [`Undefined::NotANumber`] where a value is none, which no decision is.
pub fn decisions(board: &Board) -> Result<Rated, Undefined> {
    let (ratings, tasks) = compared(board, Preference::on_scale)?;
    Ok(Rated {
        ratings,
        categories: Some((-3..=3).map(f64::from).collect()),
        is_ordered: true,
        tasks,
    })
}

/// Every comparison that was decided for a side as a unit: which side, 0 or 1.
///
/// # Errors
/// As [`decisions`].
pub fn sides(board: &Board) -> Result<Rated, Undefined> {
    let side = |preference| match preference {
        Preference::Better(side, _) => Some(side as f64),
        _ => None,
    };
    let (ratings, tasks) = compared(board, side)?;
    Ok(Rated {
        ratings,
        categories: Some(vec![0.0, 1.0]),
        is_ordered: false,
        tasks,
    })
}

fn compared(
    board: &Board,
    value: impl Fn(Preference) -> Option<f64>,
) -> Result<(Ratings, Vec<u32>), Undefined> {
    let mut units = Units::default();
    for (evaluation, comparison) in board.comparisons() {
        if let Some(value) = value(comparison.preference) {
            let sides = comparison.sides.map(|side| side.response);
            units.add((evaluation.task, sides), evaluation.rater, value);
        }
    }
    units.end(|(task, _)| *task)
}

/// Every response on every criterion of one version of a rubric as a unit. Those of criteria whose
/// levels have no order are left out: they have no place among levels that have one.
///
/// # Errors
/// As [`decisions`].
pub fn marks(board: &Board, version: Version) -> Result<Rated, Undefined> {
    rated(board, version, |mark| mark.is_ordered || mark.levels == 2)
}

/// Every response on one criterion of one version of a rubric as a unit.
///
/// # Errors
/// As [`decisions`].
pub fn criterion(board: &Board, version: Version, number: u32) -> Result<Rated, Undefined> {
    let rated = rated(board, version, |mark| mark.criterion == number)?;
    let is_ordered = criteria(board).get(&(version, number)).copied();
    Ok(Rated {
        is_ordered: is_ordered.unwrap_or(true),
        ..rated
    })
}

/// The criteria that were rated, and whether the levels of each have an order.
pub fn criteria(board: &Board) -> BTreeMap<(Version, u32), bool> {
    let mut found = BTreeMap::new();
    for evaluation in board.plain() {
        for mark in &evaluation.marks {
            let is_ordered = found
                .entry((evaluation.rubric, mark.criterion))
                .or_insert(true);
            *is_ordered &= mark.is_ordered;
        }
    }
    found
}

fn rated(
    board: &Board,
    version: Version,
    is_meant: impl Fn(&Mark) -> bool,
) -> Result<Rated, Undefined> {
    let mut units = Units::default();
    let mut levels = Vec::new();
    for evaluation in board.plain().filter(|each| each.rubric == version) {
        for mark in evaluation.marks.iter().filter(|mark| is_meant(mark)) {
            let unit = (evaluation.task, mark.response, mark.criterion);
            units.add(unit, evaluation.rater, f64::from(mark.level));
            if !levels.contains(&mark.levels) {
                levels.push(mark.levels);
            }
        }
    }
    let categories = match levels[..] {
        [levels] => Some((0..levels).map(f64::from).collect()),
        _ => None,
    };
    let (ratings, tasks) = units.end(|(task, ..)| *task)?;
    Ok(Rated {
        ratings,
        categories,
        is_ordered: true,
        tasks,
    })
}

/// Ratings of units that are named by anything. They are numbered in the order of their names, so
/// that draws do not depend on who was imported first.
#[derive(Debug)]
struct Units<K>(Vec<(K, u32, f64)>);

impl<K> Default for Units<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord + Copy> Units<K> {
    fn add(&mut self, unit: K, rater: u32, value: f64) {
        self.0.push((unit, rater, value));
    }

    /// The ratings, and the task of each unit.
    fn end(self, task: impl Fn(&K) -> u32) -> Result<(Ratings, Vec<u32>), Undefined> {
        let mut names: Vec<K> = self.0.iter().map(|(unit, ..)| *unit).collect();
        names.sort_unstable();
        names.dedup();
        let rating = |(unit, rater, value): &(K, u32, f64)| Rating {
            unit: names.binary_search(unit).unwrap_or_default() as u32,
            rater: *rater,
            value: *value,
        };
        let ratings = Ratings::new(&self.0.iter().map(rating).collect::<Vec<_>>())?;
        Ok((ratings, names.iter().map(task).collect()))
    }
}
