//! Who was compared with whom, and who won against whom: what can be ranked at all.
//!
//! Two models are connected where anybody compared them, directly or by way of others; what falls
//! into several components cannot be ranked across them. In the graph of who got anything of whom
//! (a tie is an edge both ways) finite strengths exist exactly where every model can be reached
//! from every other one: where there is one strong component (Ford 1957, The American Mathematical
//! Monthly 64:28). One that nobody got anything of is undefeated, one that got nothing is winless:
//! they lie above or below all they were compared with, by how much nobody knows.
//!
//! One newcomer with a single vote is enough for that, and says nothing of all the others. So of
//! each component there is a *core*, its largest strong component: those in it have finite
//! strengths by the votes among themselves, and can be ranked among each other.

use super::counts::Scores;
use crate::stats::sum::sum;

/// What the comparisons tie together. All lists name models by their numbers, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// Models that are compared with each other, directly or by way of others.
    pub components: Vec<Vec<usize>>,
    /// Models that got something of each other, directly or by way of others.
    pub strong_components: Vec<Vec<usize>>,
    /// Of each component the largest of these with two models or more, if there is one; of several
    /// as large the one with the most comparisons within, then with the lowest number.
    pub cores: Vec<Vec<usize>>,
    /// Those that were compared and that nobody got anything of.
    pub undefeated: Vec<usize>,
    /// Those that were compared and got nothing.
    pub winless: Vec<usize>,
    /// Those that were never compared.
    pub isolated: Vec<usize>,
}

impl Graph {
    /// Of what each got against each other.
    pub fn of(scores: &Scores) -> Self {
        let models = scores.models();
        let compared = |i: usize, j: usize| scores.times(i, j) > 0.0;
        let got = |i: usize, j: usize| scores.won(i, j) > 0.0;
        let which = |is: &dyn Fn(usize) -> bool| (0..models).filter(|i| is(*i)).collect();
        let any = |edge: &dyn Fn(usize, usize) -> bool, i| (0..models).any(|j| edge(i, j));
        let components = groups(models, &compared, &compared);
        let strong_components = groups(models, &got, &|i, j| got(j, i));
        let core = |component: &Vec<usize>| {
            let within = |group: &&Vec<usize>| component.binary_search(&group[0]).is_ok();
            largest(strong_components.iter().filter(within), scores).cloned()
        };
        Self {
            cores: components.iter().filter_map(core).collect(),
            components,
            strong_components,
            undefeated: which(&|i| any(&compared, i) && !any(&|i, j| got(j, i), i)),
            winless: which(&|i| any(&compared, i) && !any(&got, i)),
            isolated: which(&|i| !any(&compared, i)),
        }
    }

    /// Models that were compared and are in no core: only a ridge makes their strength finite.
    pub fn boundless(&self) -> Vec<usize> {
        let compared = self.components.iter().filter(|group| group.len() > 1);
        let is_in_core = |model: &usize| self.cores.iter().any(|core| core.contains(model));
        let mut beyond: Vec<usize> = compared.flatten().copied().collect();
        beyond.retain(|model| !is_in_core(model));
        beyond.sort_unstable();
        beyond
    }

    /// Whether all models can be ranked together.
    pub fn is_connected(&self) -> bool {
        self.components.len() == 1
    }

    /// Whether every model has a finite strength without a ridge.
    pub fn is_strongly_connected(&self) -> bool {
        self.strong_components.len() == 1
    }

    /// Whether two models can be ranked against each other.
    pub fn connects(&self, one: usize, other: usize) -> bool {
        are_in_one(&self.components, one, other)
    }

    /// Whether votes say how far two models are apart at most: each got something of the other,
    /// directly or by way of others.
    pub fn bounds(&self, one: usize, other: usize) -> bool {
        are_in_one(&self.strong_components, one, other)
    }
}

fn are_in_one(groups: &[Vec<usize>], one: usize, other: usize) -> bool {
    let both = |group: &Vec<usize>| group.contains(&one) && group.contains(&other);
    groups.iter().any(both)
}

/// The largest of some groups of two models or more.
fn largest<'a>(
    groups: impl Iterator<Item = &'a Vec<usize>>,
    scores: &Scores,
) -> Option<&'a Vec<usize>> {
    let size = |group: &Vec<usize>| {
        let with = |i: usize| group.iter().map(move |j| scores.won(i, *j));
        (group.len(), sum(group.iter().flat_map(|i| with(*i))))
    };
    let mut best: Option<(&Vec<usize>, (usize, f64))> = None;
    for group in groups.filter(|group| group.len() > 1) {
        let size = size(group);
        if best.is_none_or(|(_, most)| size > most) {
            best = Some((group, size));
        }
    }
    best.map(|(group, _)| group)
}

/// The core of what has one component at most that matters, as a resample of a core has.
pub(super) fn core(scores: &Scores) -> Vec<usize> {
    let got = |i: usize, j: usize| scores.won(i, j) > 0.0;
    let strong = groups(scores.models(), &got, &|i, j| got(j, i));
    largest(strong.iter(), scores).cloned().unwrap_or_default()
}

/// On which side of others a model lies, however far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// They got nothing of it, directly or by way of others.
    Above,
    /// It got nothing of them.
    Below,
}

/// On which side of a core each model lies: none of those in it, and of those that nothing leads to
/// from it or from there. Where there is no core, of all that a model was compared with.
pub(super) fn sides(scores: &Scores, core: &[usize]) -> Vec<Option<Side>> {
    let got = |i: usize, j: usize| scores.won(i, j) > 0.0;
    let models = 0..scores.models();
    let reached = |edge: &dyn Fn(usize, usize) -> bool| {
        let mut seen = vec![false; scores.models()];
        core.first().map(|from| reach(*from, edge, &mut seen));
        seen
    };
    let (over, under) = if core.is_empty() {
        let any = |edge: &dyn Fn(usize, usize) -> bool| -> Vec<bool> {
            let some = |i| models.clone().any(|j| edge(i, j));
            models.clone().map(some).collect()
        };
        (any(&got), any(&|i, j| got(j, i)))
    } else {
        (reached(&|i, j| got(j, i)), reached(&got))
    };
    let side = |(is_over, is_under)| match (is_over, is_under) {
        (true, false) => Some(Side::Above),
        (false, true) => Some(Side::Below),
        _ => None,
    };
    over.into_iter().zip(under).map(side).collect()
}

/// Whether every model got something of every other one, directly or by way of others.
pub(super) fn is_strong(scores: &Scores) -> bool {
    reaches_all(scores, &|i, j| scores.won(i, j) > 0.0)
        && reaches_all(scores, &|i, j| scores.won(j, i) > 0.0)
}

/// Whether every model was compared with every other one, directly or by way of others.
pub(super) fn is_whole(scores: &Scores) -> bool {
    reaches_all(scores, &|i, j| scores.times(i, j) > 0.0)
}

/// Whether edges lead from the first model to all others; nowhere without models.
fn reaches_all(scores: &Scores, edge: &dyn Fn(usize, usize) -> bool) -> bool {
    let mut seen = vec![false; scores.models()];
    if seen.is_empty() {
        return false;
    }
    reach(0, edge, &mut seen).len() == seen.len()
}

/// Groups within which everybody reaches everybody, in order of their first member: the second
/// pass walks edges backwards, in the order in which the first one left them (Kosaraju 1978;
/// Sharir 1981, Computers & Mathematics with Applications 7:67).
fn groups(
    models: usize,
    edge: &dyn Fn(usize, usize) -> bool,
    back: &dyn Fn(usize, usize) -> bool,
) -> Vec<Vec<usize>> {
    let mut seen = vec![false; models];
    let left: Vec<usize> = (0..models)
        .flat_map(|from| reach(from, edge, &mut seen))
        .collect();
    let mut seen = vec![false; models];
    let mut groups = Vec::new();
    for from in left.into_iter().rev() {
        let mut group = reach(from, back, &mut seen);
        if !group.is_empty() {
            group.sort_unstable();
            groups.push(group);
        }
    }
    groups.sort_unstable();
    groups
}

/// What can be reached from a model and was not seen before, in the order in which a walk in depth
/// leaves it.
fn reach(from: usize, edge: &dyn Fn(usize, usize) -> bool, seen: &mut [bool]) -> Vec<usize> {
    let mut left = Vec::new();
    if std::mem::replace(&mut seen[from], true) {
        return left;
    }
    let mut path = vec![(from, 0)];
    while let Some((model, next)) = path.last_mut() {
        let to = (*next..seen.len()).find(|to| !seen[*to] && edge(*model, *to));
        if let Some(to) = to {
            *next = to + 1;
            seen[to] = true;
            path.push((to, 0));
        } else {
            left.push(*model);
            path.pop();
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each vote is (who won, against whom), among models up to the last one named.
    fn graph(models: usize, votes: &[(usize, usize)]) -> Graph {
        let mut rows = vec![vec![0.0; models]; models];
        for (won, lost) in votes {
            rows[*won][*lost] += 1.0;
        }
        Graph::of(&Scores::of_rows(&rows).unwrap())
    }

    #[test]
    fn what_is_in_no_core_has_no_end() {
        let check = |votes: &[(usize, usize)], cores: &[&[usize]], boundless: &[usize]| {
            let found = graph(5, votes);
            assert_eq!(found.cores, cores, "{votes:?}");
            assert_eq!(found.boundless(), boundless, "{votes:?}");
        };
        // Models nobody compared have neither strength nor place.
        check(&[], &[], &[]);
        // One that only ever won against another: neither has an end.
        check(&[(0, 1)], &[], &[0, 1]);
        check(&[(0, 1), (1, 0)], &[&[0, 1]], &[]);
        // A newcomer with a single vote takes nothing from the others.
        check(&[(0, 1), (1, 2), (2, 0), (3, 2)], &[&[0, 1, 2]], &[3]);
        // Of two blocks the larger one is the core, of two as large the one that was voted on more.
        let blocks = [(0, 1), (1, 0), (1, 2), (2, 3), (3, 4), (4, 2)];
        check(&blocks, &[&[2, 3, 4]], &[0, 1]);
        let even = [(0, 1), (1, 0), (0, 2), (2, 3), (3, 2), (3, 2)];
        check(&even, &[&[2, 3]], &[0, 1]);
        // Every island has a core of its own.
        let islands = [(0, 1), (1, 0), (2, 3), (3, 2), (4, 3)];
        check(&islands, &[&[0, 1], &[2, 3]], &[4]);
    }
}
