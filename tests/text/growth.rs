//! Twice the text takes about twice the time, whatever it is made of.

use trainmaster::text::invisible::{View, split};
use trainmaster::text::latex::typeset;
use trainmaster::text::markdown::{Limits, parse_with};

use super::growing::KINDS;
use super::pace::is_linear;

/// Nothing is cut: what is measured is the reading of all of it.
const ALL: Limits = Limits {
    source: usize::MAX,
    nodes: usize::MAX,
    characters: usize::MAX,
    depth: 64,
};

/// Short enough for a test, long enough to be measured.
const BYTES: usize = 24 * 1024;

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
