//! Twice the text takes about twice the time, whatever it is made of.

use std::time::{Duration, Instant};

use trainmaster::text::invisible::{View, split};
use trainmaster::text::latex::typeset;
use trainmaster::text::markdown::{Limits, parse_with};

use super::growing::KINDS;

/// Nothing is cut: what is measured is the reading of all of it.
const ALL: Limits = Limits {
    source: usize::MAX,
    nodes: usize::MAX,
    characters: usize::MAX,
    depth: 64,
};

/// Short enough for a test, long enough to be measured.
const BYTES: usize = 24 * 1024;

/// How often a pair is measured before it counts as slow: the machine has other work.
const TRIES: usize = 8;

fn time(work: &impl Fn(&str), text: &str) -> Duration {
    let started = Instant::now();
    work(text);
    started.elapsed()
}

/// Whether twice the text takes at most three times as long, on some try.
fn is_linear(work: &impl Fn(&str), once: &str, twice: &str) -> bool {
    // Below this a single measurement says nothing.
    let noise = Duration::from_millis(1);
    (0..TRIES).any(|_| time(work, twice) <= time(work, once) * 3 + noise)
}

#[test]
fn reading_takes_time_in_proportion() {
    let read = |text: &str| drop(parse_with(text, ALL, Some(typeset)));
    for kind in KINDS {
        let (once, twice) = ((kind.make)(BYTES), (kind.make)(2 * BYTES));
        assert!(is_linear(&read, &once, &twice), "{}", kind.name);
    }
}

#[test]
fn the_search_for_what_cannot_be_seen_takes_time_in_proportion() {
    let search = |text: &str| drop(split(text, View::Raw));
    for kind in KINDS {
        let (once, twice) = ((kind.make)(8 * BYTES), (kind.make)(16 * BYTES));
        assert!(is_linear(&search, &once, &twice), "{}", kind.name);
    }
}
