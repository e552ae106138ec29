//! The headline: how far raters agree, in one figure, its interval, and a verdict in words that
//! follows the interval and not the point.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::stats::agreement::gwet::{By, corrected};
use crate::stats::agreement::krippendorff::{Alpha, FEWEST_UNITS, Level, alpha, bootstrap};
use crate::stats::agreement::percent::percent;
use crate::stats::agreement::tallies::Tallies;
use crate::stats::agreement::weights::Weights;
use crate::stats::draw::{Drawn, Draws};
use crate::stats::{CONFIDENCE, Estimate, Interval, Undefined};

use super::overlap::Overlap;
use super::units::{self, Rated};
use super::{Board, Version};

/// With fewer tasks than this that two raters worked on, the interval is shown before the figure,
/// and no verdict is given.
pub const ENOUGH: usize = 20;

/// From here on raters agree well enough to rely on what they say (Krippendorff 2004).
pub const RELIABLE: f64 = 0.8;

/// From here on conclusions are tentative.
pub const TENTATIVE: f64 = 0.667;

/// How far raters agree on one kind of work, or on one criterion: α first, and beside it what it
/// must not be read without.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Krippendorff's alpha: ordinal, and of names without an order nominal.
    pub alpha: Result<Alpha, Undefined>,
    /// Its interval, by drawing units again.
    pub interval: Result<Interval, Undefined>,
    /// What that was drawn by.
    pub drawn: Option<Drawn>,
    /// Nominal alpha of the same: whether the order matters.
    pub nominal: Result<Alpha, Undefined>,
    /// Gwet's coefficient, which a category that prevails does not pull down: AC1 of yes and no and
    /// of names, else AC2 with quadratic weights.
    pub gwet: Result<Estimate, Undefined>,
    /// The mean share of pairs of raters who say the same, 0..1.
    pub same: Result<f64, Undefined>,
    /// As that, of pairs at most one step apart.
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

/// How far raters agree by one version of a rubric. What may be said of all of it follows the
/// criterion they agree on least: the pooled figure is also about how the criteria differ from each
/// other, which nobody has to agree on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rubric {
    /// Which one.
    pub version: Version,
    /// On all its criteria together, but those without an order.
    pub all: Agreement,
    /// On each by itself.
    pub criteria: BTreeMap<u32, Agreement>,
}

/// The headline of a board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Headline {
    /// Of decisions between responses, if there are any.
    pub decisions: Option<Decisions>,
    /// Of ratings. What was rated by another version may be on other scales; it is never pooled.
    pub rubrics: Vec<Rubric>,
}

/// What the interval allows to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All of the interval is at 0.8 or above.
    Reliable,
    /// All of it is at 0.667 or above, and none at 0.8.
    Tentative,
    /// All of it is below 0.667.
    Unreliable,
    /// It reaches over a line.
    Straddles,
    /// Enough was rated twice, and all of it alike: where nobody differs there is no interval.
    NoDisagreement,
    /// Too little was rated twice.
    TooFew,
    /// There is no figure, or no interval of it.
    Undefined(Undefined),
}

impl Agreement {
    /// What may be said of it.
    pub fn verdict(&self) -> Verdict {
        if self.tasks < ENOUGH {
            return Verdict::TooFew;
        }
        match (self.alpha, self.interval) {
            (Ok(alpha), Err(_)) if alpha.observed == 0.0 => Verdict::NoDisagreement,
            (Ok(_), Ok(interval)) => Verdict::of(interval),
            (Err(why), _) | (_, Err(why)) => Verdict::Undefined(why),
        }
    }
}

impl Rubric {
    /// What may be said of the rubric: what may be said of its criterion with the lowest α.
    pub fn verdict(&self) -> Verdict {
        let alpha = |found: &&Agreement| found.alpha.map_or(f64::NEG_INFINITY, |alpha| alpha.value);
        let least = self
            .criteria
            .values()
            .min_by(|a, b| alpha(a).total_cmp(&alpha(b)));
        least.map_or(Verdict::TooFew, Agreement::verdict)
    }
}

impl Verdict {
    /// What an interval of enough units allows to say.
    pub fn of(interval: Interval) -> Self {
        match interval {
            Interval { low, .. } if low >= RELIABLE => Self::Reliable,
            Interval { high, .. } if high < TENTATIVE => Self::Unreliable,
            Interval { low, high } if low >= TENTATIVE && high < RELIABLE => Self::Tentative,
            _ => Self::Straddles,
        }
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
    let mut headline = Headline::default();
    let decisions = units::decisions(board)?;
    if !decisions.ratings.is_empty() {
        headline.decisions = Some(Decisions {
            agreement: agreement(&decisions, draws, told),
            same_side: percent(&units::sides(board)?.ratings).pairwise,
        });
    }
    for ((version, criterion), _) in units::criteria(board) {
        if headline
            .rubrics
            .last()
            .is_none_or(|last| last.version != version)
        {
            headline.rubrics.push(Rubric {
                version,
                all: agreement(&units::marks(board, version)?, draws, told),
                criteria: BTreeMap::new(),
            });
        }
        let rated = units::criterion(board, version, criterion)?;
        let found = agreement(&rated, draws, told);
        if let Some(rubric) = headline.rubrics.last_mut() {
            rubric.criteria.insert(criterion, found);
        }
    }
    Ok(headline)
}

/// How many intervals the headline of a board takes at most.
pub fn intervals(board: &Board) -> usize {
    let has_decisions = usize::from(board.comparisons().next().is_some());
    let criteria = units::criteria(board);
    let versions: Vec<Version> = criteria.keys().map(|(version, _)| *version).collect();
    has_decisions + criteria.len() + versions.chunk_by(|a, b| a == b).count()
}

/// Agreement of what raters said of some units. `told` hears how many replicates are done.
pub fn agreement(rated: &Rated, draws: Draws, told: &mut dyn FnMut(usize)) -> Agreement {
    let ratings = &rated.ratings;
    let units = rated.shared().count();
    let enough = if units < FEWEST_UNITS {
        Err(Undefined::TooFew {
            n: units,
            needed: FEWEST_UNITS,
        })
    } else {
        Ok(())
    };
    let of_level = |level| enough.and_then(|()| alpha(ratings, level));
    let replicates = of_level(rated.level())
        .map(|_| bootstrap(ratings, rated.level(), draws.replicates, draws.seed, told));
    let share = percent(ratings);
    Agreement {
        alpha: of_level(rated.level()),
        interval: replicates
            .as_ref()
            .map_err(|why| *why)
            .and_then(|all| all.interval(CONFIDENCE)),
        drawn: replicates.as_ref().ok().map(|all| all.drawn(draws.seed)),
        nominal: of_level(Level::Nominal),
        gwet: enough.and_then(|()| gwet(rated)),
        same: share.pairwise,
        within_one: share.within_one,
        overlap: Overlap::of(ratings),
        tasks: rated.shared_tasks(),
    }
}

fn gwet(rated: &Rated) -> Result<Estimate, Undefined> {
    let scale = rated.categories.as_ref().ok_or(Undefined::MixedScales)?;
    let weights = if rated.is_ordered && scale.len() > 2 {
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
