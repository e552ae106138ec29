//! Leniency: who rates higher than others, on the same units.

use crate::stats::draw::{Draws, Replicates};
use crate::stats::general::bootstrap::{drawn, estimate as with_replicates};
use crate::stats::general::finite;
use crate::stats::ratings::Ratings;
use crate::stats::solve::Square;
use crate::stats::sum::{Sum, mean};
use crate::stats::{Estimate, Undefined};

/// The most raters whose effects are estimated together: their equations are dense.
pub const MOST_RATERS: usize = 1000;

/// Who is lenient, in steps of the scale; below 0 is strict.
#[derive(Clone, Debug, PartialEq)]
pub struct Leniency {
    /// Of each rater the mean of the own ratings less the mean of their units' means. It leaves out
    /// that those means are also those of other raters who are lenient or strict; of a rater who
    /// rated nothing there is none ([`Undefined::NoData`]).
    pub mean_shift: Vec<Result<f64, Undefined>>,
    /// Of each rater the effect in the additive model; effects sum to 0 over the raters who rated.
    pub effects: Result<Vec<Result<f64, Undefined>>, Undefined>,
    /// Of each rater how many ratings there are, and how many of them are of units that somebody
    /// else rated as well: the others say nothing of who is lenient.
    pub ratings: Vec<Given>,
    /// Of each rater the group whose members are compared by common units, directly or through
    /// others, counted from 0.
    pub groups: Vec<Option<usize>>,
    /// How many such groups there are.
    pub group_count: usize,
    /// How many units were rated.
    pub units: usize,
}

/// How many ratings one rater gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// All of them.
    pub all: usize,
    /// Those of units that somebody else rated as well.
    pub shared: usize,
}

impl Leniency {
    /// Whether all raters can be compared.
    pub fn is_connected(&self) -> bool {
        self.group_count <= 1
    }
}

/// The model: rating = mean + unit + rater + error, by least squares over the ratings there are
/// (Searle 1971, Linear Models, ch. 7: the two-way classification without interaction). A harsh
/// rater who got easy units is told from a lenient one.
///
/// The unit effects are eliminated, which leaves one equation a rater: with n ratings of rater j
/// and m of unit u, (diag n(j) − Σ over units of n(u, j) n(u, k) / m(u)) e = Σ (x − mean of u).
/// Time grows with the ratings times the ratings of a unit, and with the cube of the raters.
///
/// Effects are undefined where raters or units fall apart into groups that nothing compares
/// ([`Undefined::Disconnected`]), of no rating, and of more than [`MOST_RATERS`].
pub fn leniency(ratings: &Ratings) -> Leniency {
    let (groups, group_count) = groups(ratings);
    let means = unit_means(ratings);
    Leniency {
        mean_shift: mean_shifts(ratings, &means),
        effects: effects(ratings, &means, &groups, group_count, |_| 1),
        groups,
        group_count,
        ratings: given(ratings),
        units: means.iter().flatten().count(),
    }
}

/// The effect of each rater with its interval, by resampling units; `told` hears how many resamples
/// are done. Of each rater `n` counts the ratings that can be compared, and `left_out` those of
/// units that nobody else rated. Where one rater rated so little that more than one resample in
/// twenty is without that rater, nobody's effect has an interval ([`Undefined::Unstable`]).
///
/// # Errors
/// Why there are no effects at all; why a rater has none stands with the rater.
pub fn estimates(
    ratings: &Ratings,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Vec<Result<Estimate, Undefined>>, Undefined> {
    let leniency = leniency(ratings);
    let drawn = bootstrap(ratings, draws, told)?;
    let effects = leniency.effects?.into_iter();
    let raters = effects.zip(leniency.ratings).zip(&drawn);
    Ok(raters
        .map(|((effect, Given { all, shared }), drawn)| {
            Ok(with_replicates(
                effect?,
                [shared, all - shared],
                drawn,
                draws.seed,
            ))
        })
        .collect())
}

/// How the effect of each rater varies when the units are drawn again; `told` hears how many
/// resamples are done. A resample that falls apart has no effects, nor has one that a rater is
/// missing from: effects sum to 0, so that those of fewer raters are other figures.
///
/// # Errors
/// Why there are no effects at all.
pub fn bootstrap(
    ratings: &Ratings,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Vec<Replicates>, Undefined> {
    let there = leniency(ratings);
    there.effects?;
    let means = unit_means(ratings);
    let rated: Vec<usize> = (0..means.len())
        .filter(|unit| means[*unit].is_some())
        .collect();
    let mut found = vec![Replicates::default(); ratings.raters()];
    let mut times = vec![0; means.len()];
    let note = |weights: &[u32]| {
        rated
            .iter()
            .zip(weights)
            .for_each(|(unit, weight)| times[*unit] = *weight);
        let (groups, group_count) = groups_of(ratings, |unit| times[unit] > 0);
        let is_complete = groups
            .iter()
            .zip(&there.groups)
            .all(|(now, before)| now.is_some() == before.is_some());
        let effects = is_complete
            .then(|| effects(ratings, &means, &groups, group_count, |unit| times[unit]))
            .and_then(Result::ok)
            .unwrap_or_default();
        for (rater, found) in found.iter_mut().enumerate() {
            found.note(effects.get(rater).and_then(|effect| effect.ok()));
        }
        None
    };
    drawn(rated.len(), draws, note, told);
    Ok(found)
}

fn unit_means(ratings: &Ratings) -> Vec<Option<f64>> {
    ratings.by_unit().map(mean).collect()
}

/// Each rater's mean difference from the means of the units rated.
fn mean_shifts(ratings: &Ratings, means: &[Option<f64>]) -> Vec<Result<f64, Undefined>> {
    let mut shifts = vec![(Sum::default(), 0_u32); ratings.raters()];
    for (unit, mean) in means.iter().enumerate() {
        let (raters, values) = ratings.unit(unit);
        for (rater, value) in raters.iter().zip(values) {
            let (shift, count) = &mut shifts[*rater as usize];
            shift.add(value - mean.unwrap_or_default());
            *count += 1;
        }
    }
    let shift = |(shift, count): (Sum, u32)| match count {
        0 => Err(Undefined::NoData),
        count => finite(shift.value() / f64::from(count)),
    };
    shifts.into_iter().map(shift).collect()
}

fn given(ratings: &Ratings) -> Vec<Given> {
    let mut given = vec![Given::default(); ratings.raters()];
    for unit in 0..ratings.units() {
        let (raters, _) = ratings.unit(unit);
        let is_shared = raters.first() != raters.last();
        for rater in raters {
            given[*rater as usize].all += 1;
            given[*rater as usize].shared += usize::from(is_shared);
        }
    }
    given
}

fn groups(ratings: &Ratings) -> (Vec<Option<usize>>, usize) {
    groups_of(ratings, |_| true)
}

/// Which raters are tied by common units, by union and find (Tarjan 1975, JACM 22:215).
fn groups_of(ratings: &Ratings, is_used: impl Fn(usize) -> bool) -> (Vec<Option<usize>>, usize) {
    let mut parent: Vec<usize> = (0..ratings.raters()).collect();
    let mut is_there = vec![false; parent.len()];
    for unit in (0..ratings.units()).filter(|unit| is_used(*unit)) {
        let (raters, _) = ratings.unit(unit);
        for rater in raters {
            is_there[*rater as usize] = true;
        }
        for pair in raters.windows(2) {
            let one = root(&mut parent, pair[0] as usize);
            let other = root(&mut parent, pair[1] as usize);
            parent[one.max(other)] = one.min(other);
        }
    }
    let mut count = 0;
    let mut groups = vec![None; parent.len()];
    for rater in (0..parent.len()).filter(|rater| is_there[*rater]) {
        // The root of a group is its first rater.
        let first = root(&mut parent, rater);
        if first == rater {
            groups[rater] = Some(count);
            count += 1;
        } else {
            groups[rater] = groups[first];
        }
    }
    (groups, count)
}

fn root(parent: &mut [usize], from: usize) -> usize {
    let mut at = from;
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

fn effects(
    ratings: &Ratings,
    means: &[Option<f64>],
    groups: &[Option<usize>],
    group_count: usize,
    times: impl Fn(usize) -> u32,
) -> Result<Vec<Result<f64, Undefined>>, Undefined> {
    match group_count {
        0 => return Err(Undefined::NoData),
        1 => {}
        _ => return Err(Undefined::Disconnected),
    }
    // Only who rated has an equation.
    let mut places = vec![None; groups.len()];
    let there = places
        .iter_mut()
        .zip(groups)
        .filter(|(_, group)| group.is_some());
    let raters = (0..)
        .zip(there)
        .map(|(at, (place, _))| *place = Some(at))
        .count();
    if raters > MOST_RATERS {
        return Err(Undefined::TooMany {
            n: raters,
            most: MOST_RATERS,
        });
    }
    let equations = Equations::of(ratings, means, &places, raters, times);
    let solved = equations.solve().ok_or(Undefined::Disconnected)?;
    for effect in &solved {
        finite(*effect)?;
    }
    let effect = |place: &Option<usize>| {
        let effect = place.and_then(|at| solved.get(at).copied());
        effect.ok_or(Undefined::NoData)
    };
    Ok(places.iter().map(effect).collect())
}

/// The normal equations of the raters.
struct Equations {
    left: Square,
    right: Vec<Sum>,
}

impl Equations {
    fn of(
        ratings: &Ratings,
        means: &[Option<f64>],
        places: &[Option<usize>],
        raters: usize,
        times: impl Fn(usize) -> u32,
    ) -> Self {
        let mut left = Square::new(raters);
        let mut right = vec![Sum::default(); raters];
        for (unit, mean) in means.iter().enumerate() {
            let (weight, Some(mean)) = (f64::from(times(unit)), mean) else {
                continue;
            };
            let (who, values) = ratings.unit(unit);
            if weight == 0.0 || who.len() < 2 {
                continue;
            }
            let share = weight / who.len() as f64;
            // Whoever rated a unit that is used has a place.
            let place = |rater: &u32| places.get(*rater as usize).copied().flatten();
            let who: Vec<usize> = who.iter().filter_map(place).collect();
            for (at, value) in who.iter().zip(values) {
                left.add(*at, *at, weight);
                right[*at].add(weight * (value - mean));
                for other in &who {
                    left.add(*at, *other, -share);
                }
            }
        }
        Self { left, right }
    }

    /// Effects that sum to 0. The equations leave their sum open; adding the same to every cell
    /// sets it to 0 and makes the matrix positive definite.
    fn solve(mut self) -> Option<Vec<f64>> {
        let n = self.left.size();
        let diagonal = (0..n).map(|at| self.left.at(at, at)).fold(0.0, f64::max);
        let tie = if diagonal > 0.0 {
            diagonal / n as f64
        } else {
            1.0
        };
        for row in 0..n {
            (0..n).for_each(|column| self.left.add(row, column, tie));
        }
        let right: Vec<f64> = self.right.iter().map(|sum| sum.value()).collect();
        let solved = self.left.cholesky()?.solve(&right);
        // What rounding left of their sum.
        let middle = mean(&solved)?;
        Some(solved.iter().map(|effect| effect - middle).collect())
    }
}
