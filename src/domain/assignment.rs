//! Who does what, without a server: each rater's share follows from the pack's seed.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::hash::keyed;
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
        let Some(overlap) = self.overlap else {
            return self.roster.is_empty() || self.roster.contains(rater);
        };
        if self.roster.is_empty() {
            let Some(planned) = self.planned.filter(|planned| *planned > 0) else {
                return true;
            };
            let share = f64::from(overlap) / f64::from(planned);
            return draw(seed, rater, task) as f64 / 2_f64.powi(64) < share;
        }
        if !self.roster.contains(rater) {
            return false;
        }
        self.drawn(seed, task, overlap).contains(&rater)
    }

    /// The raters on the roster who have a task; one who is named twice is one.
    fn drawn(&self, seed: &str, task: &TaskId, overlap: u32) -> Vec<&RaterId> {
        let roster: BTreeSet<&RaterId> = self.roster.iter().collect();
        let mut draws: Vec<_> = roster
            .into_iter()
            .map(|rater| (draw(seed, rater, task), rater))
            .collect();
        draws.sort_unstable();
        draws.truncate(overlap as usize);
        draws.into_iter().map(|(_, rater)| rater).collect()
    }

    /// The places of the tasks that each rater on the roster has; `None` where every rater's share
    /// stands for itself.
    fn dealt<'t>(
        &self,
        seed: &str,
        tasks: impl Iterator<Item = &'t TaskId>,
    ) -> Option<HashMap<RaterId, Vec<usize>>> {
        let overlap = self.overlap.filter(|_| !self.roster.is_empty())?;
        let mut dealt: HashMap<RaterId, Vec<usize>> = self
            .roster
            .iter()
            .map(|rater| (rater.clone(), Vec::new()))
            .collect();
        for (place, task) in tasks.enumerate() {
            for rater in self.drawn(seed, task, overlap) {
                if let Some(share) = dealt.get_mut(rater) {
                    share.push(place);
                }
            }
        }
        Some(dealt)
    }
}

/// Each rater's share of a pack, drawn once: ten thousand tasks and thirty raters are three hundred
/// thousand hashes.
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
            Some(raters) if raters.overlap.is_some() && !raters.roster.is_empty() => {
                let dealt = raters.dealt(seed, tasks).unwrap_or_default();
                known.extend(
                    dealt
                        .into_iter()
                        .map(|(rater, share)| (rater, share.into())),
                );
                known.get(rater).map(Arc::clone).unwrap_or_default()
            }
            Some(raters) => {
                let own = tasks.enumerate();
                let own = own.filter(|(_, task)| raters.has(seed, rater, task));
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
fn draw(seed: &str, rater: &RaterId, task: &TaskId) -> u64 {
    let hash = keyed("tm1/assign", &[seed, rater.as_str(), task.as_str()]);
    hash[..8]
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_agree_with_the_published_check_values() {
        let check = |rater: &str, expected: u64| {
            assert_eq!(draw("seed-1", &rater.into(), &"t-001".into()), expected);
        };
        check("r-ada", 0xdc59_23b0_b78a_176e);
        check("r-bo", 0x2257_80fd_4470_98f0);
    }

    #[test]
    fn a_roster_gives_each_task_to_exactly_k() {
        let roster: Vec<RaterId> = (0..7).map(|n| RaterId::from(format!("r-{n}"))).collect();
        let raters = Raters {
            roster: roster.clone(),
            overlap: Some(3),
            ..Raters::default()
        };
        for n in 0..200 {
            let task = TaskId::from(format!("t-{n}"));
            let have = roster
                .iter()
                .filter(|rater| raters.has("s", rater, &task))
                .count();
            assert_eq!(have, 3);
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
