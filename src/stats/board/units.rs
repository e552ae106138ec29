//! What is rated: the units of a board that agreement is taken of, and their scales.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::Undefined;
use crate::stats::agreement::krippendorff::Level;
use crate::stats::agreement::pooled::{self, Scale};
use crate::stats::ratings::{Rating, Ratings};

use super::{Board, Mark, Preference, Version};

/// Ratings of some units, and the scale that they are on.
#[derive(Clone, Debug, PartialEq)]
pub struct Rated {
    /// Who rated what how.
    pub ratings: Ratings,
    /// All values that there can be, also those that nobody used; nothing where the same criterion
    /// had different numbers of levels.
    pub categories: Option<Vec<f64>>,
    /// Whether the values have an order; two have one, whatever they are called.
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

    /// Whether there are steps between values: of two, or of names, every two are as far apart.
    ///
    /// # Errors
    /// [`Undefined::NoSteps`] where there are none.
    pub fn has_steps(&self) -> Result<(), Undefined> {
        let only_two = self.categories.as_ref().is_some_and(|all| all.len() <= 2);
        if only_two || !self.is_ordered {
            return Err(Undefined::NoSteps);
        }
        Ok(())
    }

    /// The units that two raters or more rated.
    pub fn shared(&self) -> impl Iterator<Item = usize> {
        (0..self.ratings.units()).filter(|unit| {
            let (raters, _) = self.ratings.unit(*unit);
            raters.windows(2).any(|pair| pair[0] != pair[1])
        })
    }

    /// The tasks those are of.
    pub fn shared_tasks(&self) -> BTreeSet<u32> {
        self.shared().map(|unit| self.tasks[unit]).collect()
    }

    /// As α is taken of them: by task.
    pub fn scale(&self) -> Scale<'_> {
        Scale {
            ratings: &self.ratings,
            level: self.level(),
            clusters: &self.tasks,
        }
    }
}

/// Work that one headline is of: decisions, which are on one scale, or what was rated by one
/// version of a rubric, each criterion on a scale of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work(pub Vec<Rated>);

impl Work {
    /// The scales it is on.
    pub fn scales(&self) -> Vec<Scale<'_>> {
        self.0.iter().map(Rated::scale).collect()
    }

    /// α of all of it together.
    ///
    /// # Errors
    /// As [`pooled::alpha`].
    pub fn alpha(&self) -> Result<f64, Undefined> {
        pooled::alpha(&self.scales())
    }

    /// How many tasks there are.
    pub fn tasks(&self) -> usize {
        let tasks: BTreeSet<&u32> = self.0.iter().flat_map(|each| &each.tasks).collect();
        tasks.len()
    }

    /// How many tasks two raters or more rated something of.
    pub fn shared_tasks(&self) -> usize {
        let tasks: BTreeSet<u32> = self.0.iter().flat_map(Rated::shared_tasks).collect();
        tasks.len()
    }

    /// How many units two raters or more rated.
    pub fn shared(&self) -> usize {
        self.0.iter().map(|each| each.shared().count()).sum()
    }

    /// All of it but what one rater said.
    #[must_use]
    pub fn without(&self, rater: u32) -> Self {
        let left = |each: &Rated| Rated {
            ratings: each.ratings.without(rater),
            ..each.clone()
        };
        Self(self.0.iter().map(left).collect())
    }
}

/// Every comparison as a unit, on the scale of decisions: by whatever rubric, it is the same.
///
/// # Errors
/// [`Undefined::NotANumber`] where a value is none, which no decision is.
pub fn decisions(board: &Board) -> Result<Rated, Undefined> {
    compared(
        board,
        &(-3..=3).map(f64::from).collect::<Vec<_>>(),
        Preference::on_scale,
    )
}

/// Every comparison as a unit, by what was said and not by its place on a scale: both good and both
/// bad are in the middle of it and yet not the same.
///
/// # Errors
/// As [`decisions`].
pub fn words(board: &Board) -> Result<Rated, Undefined> {
    let word = |preference: Preference| match preference {
        Preference::BothBad => Some(4.0),
        other => other.on_scale(),
    };
    let words = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0];
    let rated = compared(board, &words, word)?;
    Ok(Rated {
        is_ordered: false,
        ..rated
    })
}

/// Every comparison that was decided for a side as a unit: which side, 0 or 1.
///
/// # Errors
/// As [`decisions`].
pub fn sides(board: &Board) -> Result<Rated, Undefined> {
    compared(board, &[0.0, 1.0], |preference| match preference {
        Preference::Better(side, _) => Some(side as f64),
        _ => None,
    })
}

fn compared(
    board: &Board,
    scale: &[f64],
    value: impl Fn(Preference) -> Option<f64>,
) -> Result<Rated, Undefined> {
    let mut units = Units::default();
    for (evaluation, comparison) in board.comparisons() {
        if let Some(value) = value(comparison.preference) {
            let sides = comparison.sides.map(|side| side.response);
            units.add((evaluation.task, sides), evaluation.rater, value);
        }
    }
    let (ratings, tasks) = units.end(|(task, _)| *task)?;
    Ok(Rated {
        ratings,
        categories: Some(scale.to_vec()),
        is_ordered: true,
        tasks,
    })
}

/// Every response on every criterion as a unit, by version of a rubric and by criterion.
///
/// # Errors
/// As [`decisions`].
pub fn rubrics(board: &Board) -> Result<BTreeMap<Version, BTreeMap<u32, Rated>>, Undefined> {
    let mut found: BTreeMap<Version, BTreeMap<u32, Marks>> = BTreeMap::new();
    for evaluation in board.plain() {
        for mark in &evaluation.marks {
            let criteria = found.entry(evaluation.rubric).or_default();
            let marks = criteria.entry(mark.criterion).or_default();
            marks.add(evaluation.task, evaluation.rater, mark);
        }
    }
    let end = |(criterion, marks): (u32, Marks)| Ok((criterion, marks.end()?));
    let all = |(version, criteria): (Version, BTreeMap<u32, Marks>)| {
        let criteria: Result<_, Undefined> = criteria.into_iter().map(end).collect();
        Ok((version, criteria?))
    };
    found.into_iter().map(all).collect()
}

/// What was said of a criterion.
#[derive(Debug, Default)]
struct Marks {
    units: Units<(u32, u32)>,
    levels: BTreeSet<u32>,
    has_names: bool,
}

impl Marks {
    fn add(&mut self, task: u32, rater: u32, mark: &Mark) {
        self.units
            .add((task, mark.response), rater, f64::from(mark.level));
        self.levels.insert(mark.levels);
        self.has_names |= !mark.is_ordered && mark.levels != 2;
    }

    fn end(self) -> Result<Rated, Undefined> {
        let (ratings, tasks) = self.units.end(|(task, _)| *task)?;
        let levels = self.levels.first().filter(|_| self.levels.len() == 1);
        Ok(Rated {
            ratings,
            categories: levels.map(|levels| (0..*levels).map(f64::from).collect()),
            is_ordered: !self.has_names,
            tasks,
        })
    }
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
