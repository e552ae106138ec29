//! Any bytes under any name: a file is read or refused with a remedy, and pasted as text it is the
//! same file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trainmaster::formats::{Opened, open, open_list, open_text};
use trainmaster_fuzz::laws;

fuzz_target!(|bytes: &[u8]| {
    for name in ["x", "x.csv", "x.jsonl", "x.json"] {
        let found = open(name, bytes);
        if let Ok(Opened::Table(table)) = &found {
            for list in &table.lists {
                laws::opened(open_list(name, bytes, &list.at));
            }
        }
        laws::opened(found);
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(opened) = open("", bytes)
    {
        assert_eq!(open_text(text), Ok(opened));
    }
});
