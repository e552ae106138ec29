//! Any text is a document within its limits, with every word of it that has a place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trainmaster::text::invisible::{View, split};
use trainmaster::text::latex::typeset;
use trainmaster::text::markdown::{Limits, parse, parse_with};
use trainmaster_fuzz::shown;

fuzz_target!(|input: ([u8; 3], &str)| {
    let ([nodes, characters, depth], source) = input;
    for view in [View::Rendered, View::Raw] {
        let runs: String = split(source, view).iter().map(|run| run.source).collect();
        assert_eq!(runs, source);
    }
    shown::document(&parse(source), source, Limits::default());
    let drawn = parse_with(source, Limits::default(), Some(typeset));
    shown::document(&drawn, source, Limits::default());
    let small = Limits {
        source: usize::from(characters) * 2,
        nodes: usize::from(nodes),
        characters: usize::from(characters),
        depth: usize::from(depth).max(8),
    };
    shown::document(&parse_with(source, small, Some(typeset)), source, small);
});
