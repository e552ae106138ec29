//! The numbers a keeper works by.

use super::meta::Meta;

/// Where room gets short, in UTF-16 units of keys and values under our prefix.
///
/// 60 % of 2.4 million, the least any current browser gives an origin.
pub const SOFT_LIMIT: usize = 1_440_000;

/// A moment, in milliseconds since 1970; only differences count here.
pub type Ms = i64;

/// The second look at what was written: some browsers take a write back seconds later.
pub const LOOK_AGAIN_AFTER: u64 = 2_000;
/// How long the entries of a new shard stay beside it.
pub const DELETE_AFTER: u64 = 10_000;
/// A mirror that has not answered after this long is asked again.
pub const ANSWER_WITHIN: u64 = 10_000;
/// The first wait after a failure; it doubles up to [`LONGEST_WAIT`].
pub const FIRST_WAIT: u64 = 1_000;
/// The longest wait between two attempts.
pub const LONGEST_WAIT: u64 = 60_000;

/// What may differ between keepers: which build it is, and, in tests, how little is much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What this build writes into a store that is its own; `format` is what it understands.
    pub build: Meta,
    /// Where room gets short, in UTF-16 units.
    pub soft_limit: usize,
    /// The largest shard, in UTF-16 units of its JSON.
    pub shard: usize,
    /// As many entries standing alone are folded.
    pub fold_at: usize,
    /// The most entries in one batch for the mirror.
    pub batch: usize,
}

impl Rules {
    /// The usage at which folding and sealing begin, and at which healing stops.
    pub fn half(&self) -> usize {
        self.soft_limit / 2
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            build: Meta::CURRENT,
            soft_limit: SOFT_LIMIT,
            shard: 48 * 1024,
            fold_at: 300,
            batch: 200,
        }
    }
}

/// Whether `wait` has passed since `since`; a clock that was set back counts as time passing, for
/// the alternative is to wait for years.
pub(super) fn is_due(since: Ms, wait: u64, now: Ms) -> bool {
    now.abs_diff(since) >= wait
}

/// Waits that double while something keeps failing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backoff {
    since: Ms,
    wait: u64,
}

impl Backoff {
    /// After the first failure.
    pub fn start(now: Ms) -> Self {
        Self {
            since: now,
            wait: FIRST_WAIT,
        }
    }

    /// After another one.
    pub fn again(&mut self, now: Ms) {
        self.since = now;
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
    }

    /// Whether it is time for another attempt.
    pub fn is_over(&self, now: Ms) -> bool {
        is_due(self.since, self.wait, now)
    }

    /// When it will be.
    pub fn ends(&self) -> Ms {
        self.since.saturating_add_unsigned(self.wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_minute_and_survive_a_clock_set_back() {
        let mut backoff = Backoff::start(0);
        let check = |backoff: Backoff, now, over| assert_eq!(backoff.is_over(now), over, "{now}");
        check(backoff, 999, false);
        check(backoff, 1_000, true);
        backoff.again(1_000);
        check(backoff, 2_999, false);
        check(backoff, 3_000, true);
        check(backoff, -86_400_000, true);
        (0..9).for_each(|_| backoff.again(0));
        assert_eq!(backoff.ends(), 60_000);
    }
}
