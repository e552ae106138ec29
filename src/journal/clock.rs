//! The hybrid logical clock: wall time where it moves forward, a count where it does not.

use serde::{Deserialize, Serialize};

/// A point in the journal's order: milliseconds since 1970 and a count within them.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Stamp(pub i64, pub u32);

impl Stamp {
    /// The last millisecond of the year 9999: the last that can be written as a date.
    pub const LAST: i64 = 253_402_300_799_999;

    /// Whether a clock, however wrong, may have given it. A later one was made by hand: whoever
    /// takes it in has no room left for later stamps of their own.
    pub const fn leaves_room(self) -> bool {
        self.0 <= Self::LAST
    }

    /// Whether there can be later ones. Whoever took in one that leaves no room still gives such:
    /// what was said after it counts, here and in a backup.
    pub const fn has_later(self) -> bool {
        self.0 < i64::MAX / 2
    }

    /// The stamp, or the first of all where there can be none later.
    #[must_use]
    pub fn or_first(self) -> Self {
        if self.has_later() {
            self
        } else {
            Self::default()
        }
    }
}

/// Gives stamps that never go back, even when the machine's clock does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    last: Stamp,
}

impl Clock {
    /// A stamp later than every one given or seen before.
    pub fn tick(&mut self, now_ms: i64) -> Stamp {
        let Stamp(ms, count) = self.last;
        self.last = match count.checked_add(1) {
            _ if now_ms > ms => Stamp(now_ms, 0),
            Some(count) => Stamp(ms, count),
            // Only a file that was made to stop the clock gets here.
            None => Stamp(ms.saturating_add(1), 0),
        };
        self.last
    }

    /// Takes note of a stamp made elsewhere, unless there can be none later.
    pub fn see(&mut self, stamp: Stamp) {
        if stamp.has_later() {
            self.last = self.last.max(stamp);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_only_go_forward() {
        let mut clock = Clock::default();
        assert_eq!(clock.tick(10), Stamp(10, 0));
        assert_eq!(clock.tick(10), Stamp(10, 1));
        assert_eq!(
            clock.tick(5),
            Stamp(10, 2),
            "the machine's clock was set back"
        );
        clock.see(Stamp(50, 7));
        assert_eq!(clock.tick(20), Stamp(50, 8));
        assert_eq!(clock.tick(60), Stamp(60, 0));
        clock.see(Stamp(60, u32::MAX));
        assert_eq!(clock.tick(20), Stamp(61, 0));
        let last = Stamp(Stamp::LAST, u32::MAX);
        clock.see(last);
        let after = clock.tick(20);
        assert!(last.leaves_room() && after > last);
        assert!(clock.tick(20) > after);
        clock.see(Stamp(i64::MAX, u32::MAX));
        let next = clock.tick(20);
        assert!(next > after && next.has_later() && clock.tick(20) > next);
    }
}
