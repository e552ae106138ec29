//! Whether twice the text takes about twice the time.

use std::time::{Duration, Instant};

/// How often a pair is measured before it counts as slow: the machine has other work.
const TRIES: usize = 8;

fn time(work: &impl Fn(&str), text: &str) -> Duration {
    let started = Instant::now();
    work(text);
    started.elapsed()
}

/// Whether twice the text takes at most three times as long, on some try.
pub fn is_linear(work: &impl Fn(&str), once: &str, twice: &str) -> bool {
    // Below this a single measurement says nothing.
    let noise = Duration::from_millis(1);
    (0..TRIES).any(|_| time(work, twice) <= time(work, once) * 3 + noise)
}
