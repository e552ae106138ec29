//! Who wins: wins, losses and ties of one against another.
//!
//! - win rate = (W + T/2) / N, 0..1, of all N votes; a tie is half a win. Its interval is Wilson's
//!   (1927, JASA 22:209) on W + T/2 of N: it is too wide rather than too narrow where there are
//!   ties, and never empty.
//! - its standard error as a trinomial mean: √((W + T/4)/N − rate²) / √N. Tighter, but 0 where
//!   all votes are ties, so that it is no ground for an interval.
//! - decisive rate = W / (W + L), of votes that are no ties, with Wilson's interval.
//! - sign test: exact and two-sided, ties dropped.
//! - net = (W − L) / N, −1..1.
//!
//! Votes are taken as independent. Where several raters voted on one prompt they are not, and
//! the interval is that of a bootstrap over prompts ([`between_by_prompt`], [`overall_by_prompt`]).

use super::counts::{Clustered, Counts, enough_prompts};
use super::units;
use crate::stats::draw::Draws;
use crate::stats::general::bootstrap::{drawn, ratio};
use crate::stats::general::paired::sign_test;
use crate::stats::general::proportion::{share, wilson};
use crate::stats::{CONFIDENCE, Estimate, Undefined};

/// Wins, losses and ties of one against another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Votes won.
    pub wins: u64,
    /// Votes lost.
    pub losses: u64,
    /// Votes that decided for neither.
    pub ties: u64,
}

impl Record {
    /// One model against another.
    pub fn between(counts: &Counts, model: usize, against: usize) -> Self {
        Self {
            wins: counts.wins(model, against),
            losses: counts.wins(against, model),
            ties: counts.ties(model, against),
        }
    }

    /// One model against all others.
    pub fn overall(counts: &Counts, model: usize) -> Self {
        let records = (0..counts.models()).map(|other| Self::between(counts, model, other));
        records.fold(Self::default(), |all, one| Self {
            wins: all.wins.saturating_add(one.wins),
            losses: all.losses.saturating_add(one.losses),
            ties: all.ties.saturating_add(one.ties),
        })
    }

    /// The same from the other side.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self {
            wins: self.losses,
            losses: self.wins,
            ties: self.ties,
        }
    }

    /// How many votes there are.
    pub fn votes(self) -> u64 {
        self.decisive_votes().saturating_add(self.ties)
    }

    /// How many of them decided.
    pub fn decisive_votes(self) -> u64 {
        self.wins.saturating_add(self.losses)
    }

    /// The win rate, a tie as half a win, with Wilson's interval on half wins; of all votes, so
    /// that none is left out. What is no vote, such as “both bad” or “cannot judge”, never gets
    /// here: whoever counted it adds it to what is left out.
    ///
    /// # Errors
    /// [`Undefined::NoData`] without votes.
    pub fn win_rate(self) -> Result<Estimate, Undefined> {
        let n = self.decisive_size() + self.ties as f64;
        let half_wins = self.wins as f64 + self.ties as f64 / 2.0;
        Ok(Estimate {
            value: share(half_wins, n)?,
            interval: wilson(half_wins, n, CONFIDENCE),
            n: units(self.votes()),
            left_out: 0,
            drawn: None,
        })
    }

    /// The standard error of the win rate as a mean of 1, ½ and 0.
    ///
    /// # Errors
    /// [`Undefined::NoData`] without votes.
    pub fn standard_error(self) -> Result<f64, Undefined> {
        let rate = self.win_rate()?.value;
        let n = self.decisive_size() + self.ties as f64;
        let squares = (self.wins as f64 + self.ties as f64 / 4.0) / n;
        Ok(((squares - rate * rate).max(0.0) / n).sqrt())
    }

    /// The share of wins among votes that decided, with Wilson's interval; ties are left out.
    ///
    /// # Errors
    /// [`Undefined::NoData`] without votes, [`Undefined::OnlyTies`] where none decided.
    pub fn decisive(self) -> Result<Estimate, Undefined> {
        self.some_decisive()?;
        let (wins, n) = (self.wins as f64, self.decisive_size());
        Ok(Estimate {
            value: share(wins, n)?,
            interval: wilson(wins, n, CONFIDENCE),
            n: units(self.decisive_votes()),
            left_out: units(self.ties),
            drawn: None,
        })
    }

    /// The two-sided p of wins against losses if both were as likely; ties are left out.
    ///
    /// # Errors
    /// As [`decisive`](Self::decisive).
    pub fn sign_p(self) -> Result<f64, Undefined> {
        self.some_decisive()?;
        sign_test(self.wins, self.losses)
    }

    /// Wins less losses, as a share of all votes: −1..1.
    ///
    /// # Errors
    /// [`Undefined::NoData`] without votes.
    pub fn net(self) -> Result<f64, Undefined> {
        let n = self.decisive_size() + self.ties as f64;
        // Not `share`: it may be negative.
        if n == 0.0 {
            return Err(Undefined::NoData);
        }
        Ok((self.wins as f64 - self.losses as f64) / n)
    }

    fn some_decisive(self) -> Result<(), Undefined> {
        match (self.votes(), self.decisive_votes()) {
            (0, _) => Err(Undefined::NoData),
            (_, 0) => Err(Undefined::OnlyTies),
            _ => Ok(()),
        }
    }

    /// How many decided, as what is divided by: a sum in whole numbers would stop at the largest,
    /// and leave more wins than votes.
    fn decisive_size(self) -> f64 {
        self.wins as f64 + self.losses as f64
    }
}

/// The win rate of one model against another where votes on one prompt hang together: half wins
/// over votes, with the interval of drawing prompts again; of the prompts with a vote between the
/// two, the others are left out. `told` hears how many replicates are done.
///
/// # Errors
/// [`Undefined::NoData`] without such votes. Of prompts that all say the same there is no interval,
/// nor of fewer than [`FEWEST_PROMPTS`](super::counts::FEWEST_PROMPTS): then nothing is drawn.
pub fn between_by_prompt(
    votes: &Clustered,
    (model, against): (usize, usize),
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Estimate, Undefined> {
    by_prompt(votes, model, |other| other == against, draws, told)
}

/// The win rate of one model against all others, as [`between_by_prompt`].
///
/// # Errors
/// As [`between_by_prompt`].
pub fn overall_by_prompt(
    votes: &Clustered,
    model: usize,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Estimate, Undefined> {
    by_prompt(votes, model, |_| true, draws, told)
}

fn by_prompt(
    votes: &Clustered,
    model: usize,
    counts: impl Fn(usize) -> bool,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Estimate, Undefined> {
    let mut prompts = Vec::new();
    for prompt in votes.by_prompt() {
        let (mut half_wins, mut all) = (0.0, 0.0);
        for (first, second, score, times) in prompt {
            let (other, score) = match model {
                model if model == first => (second, score),
                model if model == second => (first, 1.0 - score),
                _ => continue,
            };
            if counts(other) {
                half_wins += f64::from(times) * score;
                all += f64::from(times);
            }
        }
        if all > 0.0 {
            prompts.push((half_wins, all));
        }
    }
    let n = prompts.len();
    let rate = |weights: &[u32]| ratio(prompts.iter().copied(), weights);
    let value = rate(&vec![1; n]).ok_or(Undefined::NoData)?;
    let (interval, drawn) = if let Err(why) = enough_prompts(n) {
        (Err(why), None)
    } else {
        let found = drawn(n, draws, rate, told);
        (found.interval(CONFIDENCE), Some(found.drawn(draws.seed)))
    };
    Ok(Estimate {
        value,
        interval,
        n,
        left_out: votes.prompts() - n,
        drawn,
    })
}
