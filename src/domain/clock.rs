//! The clock of active time: it stands still when nobody is working.

/// Without input for this long, nobody is working. Milliseconds.
pub const IDLE_AFTER: u64 = 60_000;

/// Adds up active time from the moments of input; times are milliseconds of any steady clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActiveClock {
    spent: u64,
    /// The last sign of life, while the page is visible.
    last: Option<u64>,
}

impl ActiveClock {
    /// A clock that has counted `spent` before and runs from `now`.
    pub fn start(now: u64, spent: u64) -> Self {
        Self {
            spent,
            last: Some(now),
        }
    }

    /// Input, or the page coming back into view: a sign of life.
    pub fn touch(&mut self, now: u64) {
        self.spent = self.spent(now);
        self.last = Some(now);
    }

    /// The page is hidden: what follows does not count.
    pub fn hide(&mut self, now: u64) {
        self.spent = self.spent(now);
        self.last = None;
    }

    /// Active milliseconds up to `now`.
    pub fn spent(&self, now: u64) -> u64 {
        let since = self.last.map_or(0, |last| now.saturating_sub(last));
        self.spent.saturating_add(since.min(IDLE_AFTER))
    }

    /// Whether the clock stands still at `now`.
    pub fn paused(&self, now: u64) -> bool {
        self.last
            .is_none_or(|last| now.saturating_sub(last) >= IDLE_AFTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steady_work_counts_in_full() {
        let mut clock = ActiveClock::start(0, 5_000);
        clock.touch(30_000);
        clock.touch(70_000);
        assert_eq!(clock.spent(80_000), 85_000);
    }

    #[test]
    fn a_pause_counts_sixty_seconds_at_most() {
        let mut clock = ActiveClock::start(0, 0);
        assert!(!clock.paused(59_999));
        assert!(clock.paused(60_000));
        clock.touch(600_000);
        assert_eq!(clock.spent(610_000), 70_000);
    }

    #[test]
    fn hidden_time_does_not_count() {
        let mut clock = ActiveClock::start(0, 0);
        clock.hide(10_000);
        assert!(clock.paused(10_001));
        clock.hide(20_000);
        clock.touch(50_000);
        assert_eq!(clock.spent(55_000), 15_000);
    }

    #[test]
    fn a_clock_set_back_takes_nothing_away() {
        let mut clock = ActiveClock::start(10_000, 0);
        clock.touch(5_000);
        assert_eq!(clock.spent(6_000), 1_000);
    }
}
