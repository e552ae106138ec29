//! A file of results, bent: what is left is read, checked, opened and written back.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use trainmaster_fuzz::{chance, laws, story};

static FILE: LazyLock<Value> = LazyLock::new(story::file);

fuzz_target!(|bytes: &[u8]| {
    let mut file = FILE.clone();
    if chance::bend(&mut file, &mut Unstructured::new(bytes)).is_ok() {
        laws::results(file);
    }
});
