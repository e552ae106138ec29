//! What is framed is read back, whatever else reads as a frame is exactly what framing writes, and
//! keys are read in the one spelling they are written in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trainmaster::storage::faulty::flip;
use trainmaster::storage::shelf::units;
use trainmaster::storage::{Key, Meta, frame};

fuzz_target!(|input: (u16, &str, &str)| {
    let (bit, key, text) = input;
    if let Ok(json) = frame::decode(key, text) {
        assert_eq!(frame::encode(key, json), text);
    }
    let framed = frame::encode(key, text);
    assert_eq!(frame::decode(key, &framed), Ok(text));
    let bent = flip(&framed, usize::from(bit) % (units(&framed) * 16));
    assert!(frame::decode(key, &bent).is_err() || bent == framed);
    for key in [key, text] {
        if let Ok(read) = Key::parse(key) {
            assert_eq!(read.to_string(), key);
        }
    }
    let meta = Meta::read(Some(&frame::encode("tm1:meta", text)));
    if let Some(meta) = meta {
        assert_eq!(serde_json::from_str::<Meta>(text).ok(), Some(meta));
    }
});
