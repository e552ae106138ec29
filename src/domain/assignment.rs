//! Who does what, without a server: each rater's share follows from the pack's seed.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::hash::Keyed;
use super::id::{RaterId, TaskId};

/// The `raters` block of a pack: how many people there will be and how many see each task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Raters {
    /// How many raters are expected where there is no roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<u32>,
    /// The raters by id, where they are known.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "crate::domain::null::as_default"
    )]
    pub roster: Vec<RaterId>,
    /// How many raters see each task (k); everybody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap: Option<u32>,
    /// What the block says beyond this, kept as it stands.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Raters {
    /// Whether `rater` has `task`.
    ///
    /// With a roster the `overlap` raters with the smallest `H("tm1/assign", …)` have it: exactly
    /// that many. Without one a rater has it when the hash falls below `overlap / planned`: that
    /// many in expectation. A rater who is not on the roster has nothing.
    pub fn has(&self, seed: &str, rater: &RaterId, task: &TaskId) -> bool {
        self.lot(seed, rater).has(task)
    }

    /// The rule for one rater.
    fn lot<'r>(&'r self, seed: &str, rater: &'r RaterId) -> Lot<'r> {
        let is_listed = self.roster.contains(rater);
        let begun = Keyed::new("tm1/assign").with(seed);
        let draws_of = |rater: &'r RaterId| (begun.clone().with(rater.as_str()), rater);
        match (self.overlap, self.planned) {
            _ if !self.roster.is_empty() && !is_listed => Lot::Nothing,
            (Some(overlap), _) if is_listed => {
                // One who is named twice is one.
                let others: BTreeSet<&RaterId> = self.roster.iter().collect();
                let others = others.into_iter().filter(|other| *other != rater);
                Lot::Smallest {
                    own: draws_of(rater),
                    others: others.map(draws_of).collect(),
                    overlap: overlap as usize,
                }
            }
            (Some(overlap), Some(planned)) if planned > 0 => Lot::Below {
                own: draws_of(rater).0,
                share: f64::from(overlap) / f64::from(planned),
            },
            _ => Lot::Everything,
        }
    }
}

/// By which rule a rater has a task, worked out as far as it goes without the task.
enum Lot<'r> {
    /// Whatever there is.
    Everything,
    /// Not on the roster.
    Nothing,
    /// The draw falls below this share of all numbers.
    Below { own: Keyed, share: f64 },
    /// Fewer than `overlap` others on the roster draw a smaller number; of equal ones that of the
    /// smaller id is.
    Smallest {
        own: (Keyed, &'r RaterId),
        others: Vec<(Keyed, &'r RaterId)>,
        overlap: usize,
    },
}

impl Lot<'_> {
    fn has(&self, task: &TaskId) -> bool {
        match self {
            Self::Everything => true,
            Self::Nothing => false,
            Self::Below { own, share } => draw(own, task) as f64 / 2_f64.powi(64) < *share,
            Self::Smallest {
                own,
                others,
                overlap,
            } => {
                let draw = |(begun, rater): &(Keyed, _)| (draw(begun, task), *rater);
                let own = draw(own);
                // Lazy: of thirty raters the draws of a few settle most tasks.
                let smaller = others.iter().map(draw).filter(|other| *other < own);
                smaller.take(*overlap).count() < *overlap
            }
        }
    }
}

/// Each rater's share of a pack, drawn once: for ten thousand tasks and thirty raters that takes a
/// hundred thousand hashes.
#[derive(Debug, Default)]
pub(super) struct Shares(Mutex<HashMap<RaterId, Arc<[usize]>>>);

impl Shares {
    /// The places of a rater's tasks among all `tasks`.
    ///
    /// A rater who is not on the roster sees everything: the lead left nobody to refuse them, and
    /// an empty queue would explain nothing.
    pub fn of<'t, I>(
        &self,
        rater: &RaterId,
        raters: Option<&Raters>,
        seed: &str,
        tasks: I,
    ) -> Arc<[usize]>
    where
        I: ExactSizeIterator<Item = &'t TaskId>,
    {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = known.get(rater) {
            return Arc::clone(share);
        }
        let has_all = |raters: &Raters| !raters.roster.is_empty() && !raters.roster.contains(rater);
        let share: Arc<[usize]> = match raters.filter(|raters| !has_all(raters)) {
            None => (0..tasks.len()).collect(),
            Some(raters) => {
                let lot = raters.lot(seed, rater);
                let own = tasks.enumerate().filter(|(_, task)| lot.has(task));
                own.map(|(place, _)| place).collect()
            }
        };
        known.insert(rater.clone(), Arc::clone(&share));
        share
    }
}

/// What is drawn follows from the pack, and is drawn again where it is needed.
impl Clone for Shares {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Shares {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The first eight bytes of the assignment hash, as a big-endian integer.
fn draw(begun: &Keyed, task: &TaskId) -> u64 {
    let hash = begun.clone().with(task.as_str()).end();
    hash[..8]
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hash::keyed;

    #[test]
    fn draws_agree_with_the_published_check_values() {
        let check = |rater: &str, expected: u64| {
            let begun = Keyed::new("tm1/assign").with("seed-1").with(rater);
            assert_eq!(draw(&begun, &"t-001".into()), expected);
        };
        check("r-ada", 0xdc59_23b0_b78a_176e);
        check("r-bo", 0x2257_80fd_4470_98f0);
    }

    #[test]
    fn a_roster_gives_each_task_to_the_k_with_the_smallest_draws() {
        let roster: Vec<RaterId> = (0..7).map(|n| RaterId::from(format!("r-{n}"))).collect();
        let raters = Raters {
            roster: roster.clone(),
            overlap: Some(3),
            ..Raters::default()
        };
        for n in 0..200 {
            let task = TaskId::from(format!("t-{n}"));
            let have = roster.iter().filter(|rater| raters.has("s", rater, &task));
            let mut draws: Vec<([u8; 32], &RaterId)> = roster
                .iter()
                .map(|rater| {
                    (
                        keyed("tm1/assign", &["s", rater.as_str(), task.as_str()]),
                        rater,
                    )
                })
                .collect();
            draws.sort_unstable();
            let mut smallest: Vec<&RaterId> = draws[..3].iter().map(|(_, rater)| *rater).collect();
            smallest.sort_unstable();
            assert_eq!(have.collect::<Vec<_>>(), smallest);
        }
    }

    #[test]
    fn a_rater_named_twice_is_one() {
        let raters = Raters {
            roster: ["r-a", "r-a", "r-b", "r-c"].map(RaterId::from).to_vec(),
            overlap: Some(2),
            ..Raters::default()
        };
        for n in 0..50 {
            let task = TaskId::from(format!("t-{n}"));
            let has = |rater: &&str| raters.has("s", &RaterId::from(*rater), &task);
            assert_eq!(
                ["r-a", "r-b", "r-c"]
                    .iter()
                    .filter(|rater| has(rater))
                    .count(),
                2
            );
        }
    }

    #[test]
    fn shares_are_drawn_once_and_are_those_of_the_rule() {
        let tasks: Vec<TaskId> = (0..300).map(|n| TaskId::from(format!("t-{n}"))).collect();
        let check = |raters: Option<Raters>, rater: &str| {
            let (shares, rater) = (Shares::default(), RaterId::from(rater));
            let draw = |seed| shares.of(&rater, raters.as_ref(), seed, tasks.iter());
            let share = draw("s");
            assert_eq!(draw("another seed is not looked at"), share);
            let has = |task: &TaskId| {
                raters.as_ref().is_none_or(|raters| {
                    let is_guest = !raters.roster.is_empty() && !raters.roster.contains(&rater);
                    is_guest || raters.has("s", &rater, task)
                })
            };
            let expected: Vec<usize> = (0..300).filter(|at| has(&tasks[*at])).collect();
            assert_eq!(share.as_ref(), expected);
            share.len()
        };
        let roster = Raters {
            roster: ["r-a", "r-b", "r-a", "r-c"].map(RaterId::from).to_vec(),
            overlap: Some(1),
            ..Raters::default()
        };
        let planned = Raters {
            planned: Some(3),
            overlap: Some(1),
            ..Raters::default()
        };
        let each = ["r-a", "r-b", "r-c"].map(|rater| check(Some(roster.clone()), rater));
        assert_eq!(each.iter().sum::<usize>(), 300);
        assert_eq!(check(Some(roster.clone()), "r-guest"), 300);
        assert_eq!(check(None, "r-a"), 300);
        assert!((50..150).contains(&check(Some(planned), "r-a")));
        let everyone = Raters {
            overlap: None,
            ..roster
        };
        assert_eq!(check(Some(everyone), "r-a"), 300);
    }

    #[test]
    fn without_a_roster_k_raters_have_it_in_expectation() {
        let raters = Raters {
            planned: Some(4),
            overlap: Some(1),
            ..Raters::default()
        };
        let rater = RaterId::from("r-ada");
        let have = (0..4000)
            .filter(|n| raters.has("s", &rater, &TaskId::from(format!("t-{n}"))))
            .count();
        assert!(
            (900..1100).contains(&have),
            "{have} of 4000 at a share of one in four"
        );
    }

    #[test]
    fn no_block_and_no_overlap_mean_everything() {
        let nobody = Raters::default();
        assert!(nobody.has("s", &"r-x".into(), &"t".into()));
    }
}
