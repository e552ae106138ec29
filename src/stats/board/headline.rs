//! The headline: how far raters agree, in one figure, its interval, and a verdict in words that
//! follows the interval and not the point.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::stats::agreement::gwet::{By, corrected};
use crate::stats::agreement::krippendorff::{Alpha, FEWEST_UNITS, Level, alpha};
use crate::stats::agreement::percent::percent;
use crate::stats::agreement::pooled::{self, Varied};
use crate::stats::agreement::tallies::Tallies;
use crate::stats::agreement::weights::Weights;
use crate::stats::draw::{Drawn, Draws, Replicates};
use crate::stats::general::bootstrap::estimate as with_replicates;
use crate::stats::general::proportion::share;
use crate::stats::{CONFIDENCE, Estimate, Interval, Undefined};

use super::overlap::Overlap;
use super::units::{self, Rated, Work};
use super::verdict::Verdict;
use super::{Aside, Board, Version};

/// How far raters agree on one kind of work, or on one criterion: α first, and beside it what it
/// must not be read without.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Krippendorff's alpha: ordinal, and of names without an order nominal.
    pub alpha: Result<Alpha, Undefined>,
    /// Its interval, by drawing tasks again, each with all that was said of it.
    pub interval: Result<Interval, Undefined>,
    /// What that was drawn by.
    pub drawn: Option<Drawn>,
    /// Nominal alpha of the same, of decisions by their words: whether the order matters.
    pub nominal: Result<Alpha, Undefined>,
    /// Gwet's coefficient, which a category that prevails does not pull down: AC1 of yes and no and
    /// of names, else AC2 with quadratic weights. Its interval is by formula, and takes units for
    /// independent.
    pub gwet: Result<Estimate, Undefined>,
    /// The mean share of pairs of raters who say the same, 0..1.
    pub same: Result<f64, Undefined>,
    /// As that, of pairs at most one step apart; nothing where there are no steps.
    pub within_one: Result<f64, Undefined>,
    /// How much was rated by how many: the figures are of what two or more rated, and leave out the
    /// rest.
    pub overlap: Overlap,
    /// How many tasks two raters or more worked on. All that is said of one task hangs together:
    /// ten criteria of two tasks are no twenty tasks.
    pub tasks: usize,
}

/// How far raters agree on decisions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decisions {
    /// On the whole scale, from much worse by both to much better.
    pub agreement: Agreement,
    /// The mean share of pairs who say the same, of decisions for a side alone.
    pub same_side: Result<f64, Undefined>,
}

/// How far raters agree by one version of a rubric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rubric {
    /// Which one.
    pub version: Version,
    /// [α](pooled::alpha) of all its criteria together, chance taken within each, but of those
    /// without an order, where others have one. It is of units; its interval draws tasks.
    pub alpha: Result<Estimate, Undefined>,
    /// The mean share of pairs of raters who say the same of a unit, 0..1.
    pub same: Result<f64, Undefined>,
    /// How much was rated by how many, over all criteria.
    pub overlap: Overlap,
    /// How many tasks two raters or more worked on.
    pub tasks: usize,
    /// On each criterion by itself.
    pub criteria: BTreeMap<u32, Agreement>,
}

/// The headline of a board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Headline {
    /// Of decisions between responses, if there are any.
    pub decisions: Option<Decisions>,
    /// Of ratings. What was rated by another version may be on other scales; it is never pooled.
    pub rubrics: Vec<Rubric>,
    /// What none of it is taken of.
    pub aside: Aside,
}

impl Agreement {
    /// What may be said of it.
    pub fn verdict(&self) -> Verdict {
        let alpha = self.alpha.map(|alpha| (alpha.value, self.interval));
        Verdict::of_tasks(self.tasks, alpha)
    }
}

impl Rubric {
    /// What may be said of all criteria together; each has a verdict of its own, and the
    /// [weakest](Self::weakest) should be named beside this one.
    pub fn verdict(&self) -> Verdict {
        let alpha = self.alpha.map(|alpha| (alpha.value, alpha.interval));
        Verdict::of_tasks(self.tasks, alpha)
    }

    /// The criterion that raters agree on least, of those that have an α.
    pub fn weakest(&self) -> Option<(u32, &Agreement)> {
        let alphas = self.criteria.iter().filter_map(|(criterion, found)| {
            let alpha = found.alpha.ok()?.value;
            Some((alpha, (*criterion, found)))
        });
        let least = alphas.min_by(|(one, _), (other, _)| one.total_cmp(other));
        least.map(|(_, criterion)| criterion)
    }
}

/// How far the raters of a board agree. `told` hears how many replicates are done.
///
/// # Errors
/// [`Undefined::NotANumber`] where a rating is none.
pub fn headline(
    board: &Board,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Headline, Undefined> {
    let mut headline = Headline {
        aside: board.aside(),
        ..Headline::default()
    };
    let decisions = units::decisions(board)?;
    if !decisions.ratings.is_empty() {
        headline.decisions = Some(of_decisions(board, decisions, draws, told)?);
    }
    for (version, criteria) in units::rubrics(board)? {
        let rubric = of_rubric(version, criteria, draws, told);
        headline.rubrics.push(rubric);
    }
    Ok(headline)
}

/// How many times the headline of a board draws all replicates at most.
pub fn passes(board: &Board) -> usize {
    let rated = board.plain().filter(|each| !each.marks.is_empty());
    let versions: BTreeSet<Version> = rated.map(|each| each.rubric).collect();
    versions.len() + usize::from(board.comparisons().next().is_some())
}

/// What both good and both bad share is their place in the middle: in steps they are the same, in
/// words they are not.
fn of_decisions(
    board: &Board,
    decisions: Rated,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Decisions, Undefined> {
    let words = units::words(board)?.ratings;
    let sides = units::sides(board)?.ratings;
    let criteria = BTreeMap::from([(0, decisions)]);
    let mut found = of_work(criteria, draws, told).each;
    let agreement = found.remove(&0).ok_or(Undefined::NoData)?;
    let nominal = agreement
        .nominal
        .and_then(|_| alpha(&words, Level::Nominal));
    Ok(Decisions {
        agreement: Agreement {
            nominal,
            same: percent(&words).pairwise,
            ..agreement
        },
        same_side: percent(&sides).pairwise,
    })
}

fn of_rubric(
    version: Version,
    criteria: BTreeMap<u32, Rated>,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Rubric {
    let overlap = Overlap::of_all(criteria.values().map(|each| &each.ratings));
    let Together { each, all, tasks } = of_work(criteria, draws, told);
    let of = [overlap.shared(), overlap.all() - overlap.shared()];
    let shares = each.values().filter_map(|found| {
        let shared = found.overlap.shared() as f64;
        Some((found.same.ok()? * shared, shared))
    });
    let (same, shared) = shares.fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
    Rubric {
        version,
        alpha: all.map(|(value, varied)| with_replicates(value, of, &varied, draws.seed)),
        same: share(same, shared),
        overlap,
        tasks,
        criteria: each,
    }
}

/// How far raters agree on some criteria, each by itself and all together.
struct Together {
    each: BTreeMap<u32, Agreement>,
    all: Result<(f64, Replicates), Undefined>,
    tasks: usize,
}

fn of_work(criteria: BTreeMap<u32, Rated>, draws: Draws, told: &mut dyn FnMut(usize)) -> Together {
    let (numbers, rated): (Vec<u32>, Vec<Rated>) = criteria.into_iter().unzip();
    let work = Work(rated);
    let tasks = work.shared_tasks();
    let varied = enough(tasks).map(|()| pooled::bootstrap(&work.scales(), draws, told));
    let (each, all) = match varied {
        Ok(Varied { each, all }) => (each, Ok(all)),
        Err(why) => (vec![Replicates::default(); numbers.len()], Err(why)),
    };
    let found = work.0.iter().zip(&each);
    let found = found.map(|(rated, varied)| agreement(rated, varied, draws));
    Together {
        each: numbers.into_iter().zip(found).collect(),
        all: all.and_then(|all| Ok((work.alpha()?, all))),
        tasks,
    }
}

/// Agreement of what raters said of some units, with how its α varies.
fn agreement(rated: &Rated, varied: &Replicates, draws: Draws) -> Agreement {
    let ratings = &rated.ratings;
    let tasks = rated.shared_tasks().len();
    let of_level = |level| enough(tasks).and_then(|()| alpha(ratings, level));
    let found = of_level(rated.level());
    let share = percent(ratings);
    Agreement {
        alpha: found,
        interval: found.and_then(|_| varied.interval(CONFIDENCE)),
        drawn: found.is_ok().then(|| varied.drawn(draws.seed)),
        nominal: of_level(Level::Nominal),
        gwet: enough(tasks).and_then(|()| gwet(rated)),
        same: share.pairwise,
        within_one: rated.has_steps().and(share.within_one),
        overlap: Overlap::of(ratings),
        tasks,
    }
}

/// Whether so many tasks are enough for a coefficient.
fn enough(tasks: usize) -> Result<(), Undefined> {
    if tasks < FEWEST_UNITS {
        return Err(Undefined::TooFew {
            n: tasks,
            needed: FEWEST_UNITS,
        });
    }
    Ok(())
}

fn gwet(rated: &Rated) -> Result<Estimate, Undefined> {
    let scale = rated.categories.as_ref().ok_or(Undefined::MixedScales)?;
    let weights = if rated.has_steps().is_ok() {
        Weights::Quadratic
    } else {
        Weights::Identity
    };
    let tallies = Tallies::of(&rated.ratings);
    let found = corrected(&tallies, scale, scale, &weights, By::Gwet)?;
    Ok(Estimate {
        value: found.value?,
        interval: found.interval,
        n: found.units,
        left_out: found.left_out,
        drawn: None,
    })
}
