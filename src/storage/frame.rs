//! The frame around every stored value: `1|<crc32c>|<len>|<json>`.
//!
//! The length is that of the JSON in UTF-16 units; the checksum, 8 lower-case hex digits, covers
//! the key, a NUL and the JSON in UTF-8, so that a value under a wrong key does not verify either.

use crc::{CRC_32_ISCSI, Crc};

use super::shelf::units;

/// The version every frame starts with.
const VERSION: &str = "1";

static CRC32C: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);

/// Why a stored value is not what was once kept there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Not of the form `1|…|…|…` at all.
    #[error("not written by this app, or its beginning is lost")]
    Shape,
    /// Framed, but in a way this build does not know.
    #[error("written in frame version {0}, which this build cannot read; use the newest build")]
    Version(String),
    /// Cut short or grown: another length than the frame says, in UTF-16 units.
    #[error("{found} units long where {said} were kept")]
    Length {
        /// What the frame says.
        said: String,
        /// What is there.
        found: usize,
    },
    /// Changed, or kept under another key.
    #[error("its content changed after it was kept (checksum {said}, now {found})")]
    Checksum {
        /// What the frame says.
        said: String,
        /// What its content gives.
        found: String,
    },
}

/// Frames `json` for keeping under `key`.
pub fn encode(key: &str, json: &str) -> String {
    format!("{VERSION}|{}|{}|{json}", checksum(key, json), units(json))
}

/// The JSON in the frame `text` found under `key`, exactly as it was given to [`encode`].
///
/// The head is compared as text, never parsed: a second spelling of the same number is a change.
///
/// # Errors
///
/// [`FrameError`] where `text` is not what [`encode`] makes for this key.
pub fn decode<'a>(key: &str, text: &'a str) -> Result<&'a str, FrameError> {
    let mut parts = text.splitn(4, '|');
    let (Some(version), Some(crc), Some(length), Some(json)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(FrameError::Shape);
    };
    if version != VERSION {
        let number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
        return Err(if number {
            FrameError::Version(version.to_owned())
        } else {
            FrameError::Shape
        });
    }
    let found = units(json);
    if length != found.to_string() {
        return Err(FrameError::Length {
            said: length.to_owned(),
            found,
        });
    }
    let found = checksum(key, json);
    if crc != found {
        return Err(FrameError::Checksum {
            said: crc.to_owned(),
            found,
        });
    }
    Ok(json)
}

fn checksum(key: &str, json: &str) -> String {
    let mut digest = CRC32C.digest();
    digest.update(key.as_bytes());
    digest.update(&[0]);
    digest.update(json.as_bytes());
    format!("{:08x}", digest.finalize())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::faulty::flip;
    use super::*;
    use proptest::prelude::*;

    /// Any text a value can hold, with the awkward characters often.
    fn texts() -> impl Strategy<Value = String> {
        let awkward =
            prop::sample::select(vec!['\0', '|', '"', '\n', '🚂', '\u{fffd}', '\u{202e}']);
        prop::collection::vec(prop_oneof![any::<char>(), awkward], 0..60)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(key in texts(), json in texts()) {
            let framed = encode(&key, &json);
            prop_assert_eq!(decode(&key, &framed), Ok(json.as_str()));
        }

        #[test]
        fn every_flip_is_detected_or_harmless(key in texts(), json in texts()) {
            let framed = encode(&key, &json);
            for bit in 0..units(&framed) * 16 {
                let read = flip(&framed, bit);
                prop_assert!(decode(&key, &read).is_err() || read == framed, "bit {}", bit);
            }
        }

        #[test]
        fn every_truncation_is_detected(key in texts(), json in texts()) {
            let framed = encode(&key, &json);
            for (at, _) in framed.char_indices() {
                prop_assert!(decode(&key, &framed[..at]).is_err(), "at {}", at);
            }
        }
    }

    #[test]
    fn the_frame_is_as_documented() {
        // CRC-32C of "k\0{}", and the published check value of the polynomial.
        assert_eq!(CRC32C.checksum(b"123456789"), 0xe306_9283);
        let crc = format!("{:08x}", CRC32C.checksum(b"k\0{}"));
        assert_eq!(encode("k", "{}"), format!("1|{crc}|2|{{}}"));
        assert!(encode("k", "\"🚂é\"").contains("|5|"));
    }

    #[test]
    fn decoding_says_what_is_wrong() {
        let good = encode("k", "{\"a\":1}");
        let check = |text: &str, expected: fn(&FrameError) -> bool| {
            let error = decode("k", text).unwrap_err();
            assert!(expected(&error), "{text}: {error:?}");
        };
        check("", |e| *e == FrameError::Shape);
        check("{\"foreign\":true}", |e| *e == FrameError::Shape);
        check("x|y|z|{}", |e| *e == FrameError::Shape);
        check(&good.replacen('1', "2", 1), |e| {
            *e == FrameError::Version("2".into())
        });
        check(&format!("{good} "), |e| {
            matches!(e, FrameError::Length { found: 8, .. })
        });
        check(&good.replacen("|7|", "|+7|", 1), |e| {
            matches!(e, FrameError::Length { .. })
        });
        check(&good.replacen("|7|", "|07|", 1), |e| {
            matches!(e, FrameError::Length { .. })
        });
        check(&good.replace("\"a\"", "\"b\""), |e| {
            matches!(e, FrameError::Checksum { .. })
        });
        check(&encode("other", "{\"a\":1}"), |e| {
            matches!(e, FrameError::Checksum { .. })
        });
    }
}
