//! Do raters favour what is shown first.
//!
//! - The share of wins of what was shown first among decisive votes, with Wilson's interval and
//!   the exact two-sided binomial test against ½; ties are left out.
//! - Of pairs that were shown in both orders: *consistent* where the same one won both times or
//!   both were ties, *first-biased* or *second-biased* where the side won both times, *mixed*
//!   where one was a tie. Flip rate = side-biased / pairs; the exact sign test compares first- and
//!   second-biased (Zheng et al. 2023, *Judging LLM-as-a-Judge*, arXiv 2306.05685). Pairs that were
//!   shown in one order only are left out.
//!
//! A pair that was judged several times in one order counts by the majority there; an even split is
//! a tie. So the order of votes changes nothing. An adjusted effect, given who was shown, is the
//! [order effect](super::style::order_effect).

use std::collections::BTreeMap;

use super::counts::Outcome;
use super::units;
use super::win_rate::Record;
use crate::stats::general::paired::sign_test;
use crate::stats::general::proportion::{share, wilson};
use crate::stats::{CONFIDENCE, Estimate, Undefined};

/// A vote as it was shown; items are responses, not models: what is judged twice is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown<T> {
    /// What was shown first.
    pub first: T,
    /// What was shown second.
    pub second: T,
    /// Which was better.
    pub outcome: Outcome,
}

/// What sides say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PositionBias {
    /// Wins of what was shown first, of what was shown second, and ties.
    pub sides: Record,
    /// What was shown in both orders.
    pub swaps: Swaps,
}

/// Pairs that were shown in both orders, and how many were not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swaps {
    /// The same one won both times, or none did.
    pub consistent: u64,
    /// What was shown first won both times.
    pub first_biased: u64,
    /// What was shown second won both times.
    pub second_biased: u64,
    /// A tie one time.
    pub mixed: u64,
    /// Shown in one order only: such a pair cannot tell.
    pub one_order: u64,
}

/// Counts sides, and pairs that were shown in both orders. A vote between an item and itself says
/// something about sides, and nothing about orders.
pub fn position_bias<T: Ord>(votes: &[Shown<T>]) -> PositionBias {
    let mut bias = PositionBias::default();
    let mut pairs: BTreeMap<[&T; 2], [Lead; 2]> = BTreeMap::new();
    for Shown {
        first,
        second,
        outcome,
    } in votes
    {
        match outcome {
            Outcome::First => bias.sides.wins += 1,
            Outcome::Second => bias.sides.losses += 1,
            Outcome::Tie => bias.sides.ties += 1,
        }
        if first != second {
            let is_turned = first > second;
            let pair = if is_turned {
                [second, first]
            } else {
                [first, second]
            };
            pairs.entry(pair).or_default()[usize::from(is_turned)].note(*outcome);
        }
    }
    for [straight, turned] in pairs.values() {
        match straight.outcome().zip(turned.outcome()) {
            Some(both) => bias.swaps.note(both),
            None => bias.swaps.one_order += 1,
        }
    }
    bias
}

/// The votes on a pair in one order.
#[derive(Clone, Copy, Default)]
struct Lead {
    votes: u64,
    first: i64,
}

impl Lead {
    fn note(&mut self, outcome: Outcome) {
        self.votes += 1;
        self.first += match outcome {
            Outcome::First => 1,
            Outcome::Second => -1,
            Outcome::Tie => 0,
        };
    }

    fn outcome(self) -> Option<Outcome> {
        let outcome = match self.first {
            1.. => Outcome::First,
            0 => Outcome::Tie,
            _ => Outcome::Second,
        };
        (self.votes > 0).then_some(outcome)
    }
}

impl PositionBias {
    /// The share of decisive votes that what was shown first won; ties are left out.
    ///
    /// # Errors
    /// [`Undefined::NoData`] without votes, [`Undefined::OnlyTies`] where none decided.
    pub fn first_rate(&self) -> Result<Estimate, Undefined> {
        self.sides.decisive()
    }

    /// The two-sided p of that share against ½.
    ///
    /// # Errors
    /// As [`first_rate`](Self::first_rate).
    pub fn p(&self) -> Result<f64, Undefined> {
        self.sides.sign_p()
    }
}

impl Swaps {
    fn note(&mut self, both: (Outcome, Outcome)) {
        match both {
            (Outcome::First, Outcome::First) => self.first_biased += 1,
            (Outcome::Second, Outcome::Second) => self.second_biased += 1,
            (one, other) if one == other.swapped() => self.consistent += 1,
            _ => self.mixed += 1,
        }
    }

    /// How many pairs were shown in both orders.
    pub fn pairs(&self) -> u64 {
        let biased = self.first_biased.saturating_add(self.second_biased);
        let unbiased = self.consistent.saturating_add(self.mixed);
        biased.saturating_add(unbiased)
    }

    /// The share of pairs in which the side won, with Wilson's interval; pairs that were shown in
    /// one order only are left out.
    ///
    /// # Errors
    /// [`Undefined::NoData`] where no pair was shown in both orders.
    pub fn flip_rate(&self) -> Result<Estimate, Undefined> {
        let flipped = self.first_biased as f64 + self.second_biased as f64;
        let n = flipped + self.consistent as f64 + self.mixed as f64;
        Ok(Estimate {
            value: share(flipped, n)?,
            interval: wilson(flipped, n, CONFIDENCE),
            n: units(self.pairs()),
            left_out: units(self.one_order),
            drawn: None,
        })
    }

    /// The two-sided p of first-biased against second-biased pairs.
    ///
    /// # Errors
    /// [`Undefined::NoDifference`] where no pair was side-biased.
    pub fn sign_p(&self) -> Result<f64, Undefined> {
        sign_test(self.first_biased, self.second_biased)
    }
}
