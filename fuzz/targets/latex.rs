//! A formula is drawn within its limits from what may be drawn, or its source is shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trainmaster::text::invisible::{View, split};
use trainmaster::text::latex::typeset;
use trainmaster::text::math::Form;
use trainmaster_fuzz::shown;

fuzz_target!(|source: &str| {
    if split(source, View::Rendered)
        .iter()
        .any(|run| run.chip.is_some())
    {
        // Its source is shown, with chips; see `text::builder`.
        return;
    }
    for form in [Form::Inline, Form::Display] {
        match typeset(source, form) {
            Ok(drawing) => shown::drawing(&drawing),
            Err(fault) => assert!(!fault.to_string().is_empty()),
        }
    }
});
