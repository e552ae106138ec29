//! May one look while votes come in: evidence that holds whenever one stops.
//!
//! A fixed-n interval is wrong for somebody who stops when it looks good. Against a win rate p₀ the
//! evidence of s wins and f losses is E = B(1 + s, 1 + f) / (p₀ˢ (1 − p₀)ᶠ), how much better the
//! votes are told by a win rate of which nothing is known (uniform, Beta(1, 1)) than by p₀.
//! If p₀ holds, E stays 1 on average with every vote, so that it ever reaches 1 / α with a chance
//! of α at most (Ville 1939): the lowest 1 / E so far, at most 1, is a p that holds whenever one
//! stops (Johari et al. 2017), and {p: B(1 + s, 1 + f) / (pˢ (1 − p)ᶠ) < 1 / α} covers the win rate
//! at all times at once with a chance of 1 − α (Robbins 1970; Howard et al. 2021, Annals of
//! Statistics 49:1055).
//!
//! Ties are dropped: this is about votes that decide, however many they are. All is in logarithms,
//! so that no number of votes is too many.

use crate::stats::distributions::log_beta;
use crate::stats::sum::Sum;
use crate::stats::{Interval, Undefined};

/// The evidence of votes, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    against: f64,
    wins: u64,
    losses: u64,
    log_evidence: Sum,
    most: f64,
}

impl Watch {
    /// Against a win rate of `p0`, before the first vote.
    ///
    /// # Errors
    /// [`Undefined::OutOfRange`] unless 0 < p₀ < 1.
    pub fn against(p0: f64) -> Result<Self, Undefined> {
        if !(p0 > 0.0 && p0 < 1.0) {
            return Err(Undefined::OutOfRange);
        }
        let log_evidence = Sum::default();
        Ok(Self {
            against: p0,
            wins: 0,
            losses: 0,
            log_evidence,
            most: 0.0,
        })
    }

    /// One decisive vote more.
    pub fn see(&mut self, is_win: bool) {
        // What was seen so far says (s + 1) / (n + 2) for the next win (Laplace).
        let all = self.votes() as f64 + 2.0;
        let (seen, p) = if is_win {
            (self.wins, self.against)
        } else {
            (self.losses, 1.0 - self.against)
        };
        self.log_evidence
            .add(((seen as f64 + 1.0) / (all * p)).ln());
        self.most = self.most.max(self.log_evidence.value());
        self.wins += u64::from(is_win);
        self.losses += u64::from(!is_win);
    }

    /// How many votes decided.
    pub fn votes(&self) -> u64 {
        self.wins.saturating_add(self.losses)
    }

    /// ln E.
    pub fn log_evidence(&self) -> f64 {
        self.log_evidence.value()
    }

    /// E, from 0; the largest number there is where it is larger.
    pub fn evidence(&self) -> f64 {
        self.log_evidence().exp().min(f64::MAX)
    }

    /// The p that holds whenever one stops, 0..1. It depends on the order of the votes.
    pub fn always_valid_p(&self) -> f64 {
        (-self.most).exp()
    }

    /// What the win rate may be, at all times at once.
    ///
    /// # Errors
    /// As [`confidence_sequence`].
    pub fn interval(&self, alpha: f64) -> Result<Interval, Undefined> {
        confidence_sequence(self.wins, self.losses, alpha)
    }
}

/// ln E of so many wins and losses against a win rate of `p0`, in whatever order.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 < p₀ < 1.
pub fn log_evidence(wins: u64, losses: u64, p0: f64) -> Result<f64, Undefined> {
    if p0 > 0.0 && p0 < 1.0 {
        let (s, f) = (wins as f64, losses as f64);
        Ok(log_ratio(log_beta(1.0 + s, 1.0 + f)?, s, f, p0))
    } else {
        Err(Undefined::OutOfRange)
    }
}

/// The win rates that so many wins and losses leave standing; all of them without a vote.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 < α < 1.
pub fn confidence_sequence(wins: u64, losses: u64, alpha: f64) -> Result<Interval, Undefined> {
    if !(alpha > 0.0 && alpha < 1.0) {
        return Err(Undefined::OutOfRange);
    }
    let (s, f) = (wins as f64, losses as f64);
    let beta = log_beta(1.0 + s, 1.0 + f)?;
    let stands = |p: f64| log_ratio(beta, s, f, p) < -alpha.ln();
    // The evidence is least against the rate that was seen, and grows to both sides.
    let seen = if s + f == 0.0 { 0.5 } else { s / (s + f) };
    Ok(Interval {
        low: if wins == 0 {
            0.0
        } else {
            edge(0.0, seen, stands)
        },
        high: if losses == 0 {
            1.0
        } else {
            edge(1.0, seen, stands)
        },
    })
}

/// Of the logarithm of B(1 + s, 1 + f).
fn log_ratio(beta: f64, s: f64, f: f64, p: f64) -> f64 {
    let told = |times: f64, log: f64| if times == 0.0 { 0.0 } else { times * log };
    beta - told(s, p.ln()) - told(f, (-p).ln_1p())
}

/// Where what stands ends, on the way from `inside` to `outside`: by halving the way until no
/// number lies between.
fn edge(mut outside: f64, mut inside: f64, stands: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = f64::midpoint(outside, inside);
        if middle == outside || middle == inside {
            return inside;
        }
        if stands(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
}
