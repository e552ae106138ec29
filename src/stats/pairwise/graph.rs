//! Who was compared with whom, and who won against whom: what can be ranked at all.
//!
//! Two models are connected where anybody compared them, directly or by way of others; what falls
//! into several components cannot be ranked across them. In the graph of who got anything of whom
//! (a tie is an edge both ways) finite strengths exist exactly where every model can be reached
//! from every other one: where there is one strong component (Ford 1957, The American Mathematical
//! Monthly 64:28). One that nobody got anything of is undefeated, one that got nothing is winless:
//! they lie above or below all they were compared with, by how much nobody knows.

use super::counts::Scores;

/// What the comparisons tie together. All lists name models by their numbers, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// Models that are compared with each other, directly or by way of others.
    pub components: Vec<Vec<usize>>,
    /// Models that got something of each other, directly or by way of others.
    pub strong_components: Vec<Vec<usize>>,
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
        Self {
            components: groups(models, &compared, &compared),
            strong_components: groups(models, &got, &|i, j| got(j, i)),
            undefeated: which(&|i| any(&compared, i) && !any(&|i, j| got(j, i), i)),
            winless: which(&|i| any(&compared, i) && !any(&got, i)),
            isolated: which(&|i| !any(&compared, i)),
        }
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
        let both = |group: &Vec<usize>| group.contains(&one) && group.contains(&other);
        self.components.iter().any(both)
    }
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
