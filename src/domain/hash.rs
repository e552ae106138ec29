//! Identity by content, and the seeded choices every copy of the app must agree on.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// `sha256:` and 64 hex digits: the SHA-256 of a value's RFC 8785 canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct ContentHash(Arc<str>);

impl ContentHash {
    /// The hash of a JSON value, whatever the order of its members or the look of its numbers.
    pub fn of(value: &impl Serialize) -> Self {
        // The canonical form fails only for numbers JSON cannot hold, which nothing that was read
        // holds either; the plain form is then as good an identity.
        let canonical = serde_json_canonicalizer::to_vec(value)
            .or_else(|_| serde_json::to_vec(value))
            .unwrap_or_default();
        Self::of_bytes(&canonical)
    }

    /// The hash of bytes as they are.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(format!("sha256:{}", hex(&Sha256::digest(bytes))).into())
    }

    /// The hash as it is written in files.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first `digits` hex digits, without the algorithm's name.
    pub fn short(&self, digits: usize) -> &str {
        let hex = self.0.strip_prefix("sha256:").unwrap_or(&self.0);
        hex.get(..digits).unwrap_or(hex)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `H(tag, a, b, …)`: SHA-256 of the tag's bytes, then of each part its length in UTF-8 bytes
/// (u32, little-endian) and the bytes.
///
/// The length before each part keeps `("ab", "c")` and `("a", "bc")` apart.
pub fn keyed(tag: &str, parts: &[&str]) -> [u8; 32] {
    let begun = Keyed::new(tag);
    parts
        .iter()
        .fold(begun, |begun, part| begun.with(part))
        .end()
}

/// A [`keyed`] hash that is begun: what many have in common is worked out once.
#[derive(Clone, Debug)]
pub struct Keyed(Sha256);

impl Keyed {
    /// Begins with a tag.
    pub fn new(tag: &str) -> Self {
        Self(Sha256::new().chain_update(tag))
    }

    /// Goes on with a part.
    #[must_use]
    pub fn with(self, part: &str) -> Self {
        // A part is an id or a seed; one of 4 GiB cannot be read in the first place.
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        let Self(begun) = self;
        Self(begun.chain_update(length.to_le_bytes()).chain_update(part))
    }

    /// The hash.
    pub fn end(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Lower-case hex of bytes.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| {
            [
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]
        })
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn order_of_members_and_look_of_numbers_do_not_matter() {
        let one: Value = serde_json::from_str(r#"{"a": 1.0, "b": [0.20, "é"]}"#).unwrap();
        let two = json!({"b": [0.2, "é"], "a": 1});
        assert_eq!(ContentHash::of(&one), ContentHash::of(&two));
    }

    #[test]
    fn the_hash_is_that_of_the_canonical_text() {
        let hash = ContentHash::of(&json!({}));
        let of_braces = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(hash.as_str(), of_braces);
        assert_eq!(hash.short(12), "44136fa355b3");
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(keyed("t", &["ab", "c"]), keyed("t", &["a", "bc"]));
    }
}
