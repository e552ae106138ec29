//! Identity by content, and the seeded choices every copy of the app must agree on.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// `sha256:` and 64 hex digits: the SHA-256 of a value's RFC 8785 canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct ContentHash(Arc<str>);

impl ContentHash {
    /// The hash of a JSON value, whatever the order of its members or the look of its numbers.
    pub fn of(value: &impl Serialize) -> Self {
        Self::of_bytes(to_canonical(value).as_bytes())
    }

    /// The hash of a value whose plain JSON is canonical.
    pub(super) fn of_ordered(value: &impl Serialize) -> Self {
        Self::of_bytes(&serde_json::to_vec(value).unwrap_or_default())
    }

    /// The hash of bytes as they are.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut hashing = Hashing::default();
        hashing.0.update(bytes);
        hashing.end()
    }

    /// The hash as it is written in files.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of the 32 bytes.
    pub(super) fn of_digest(digest: &[u8]) -> Self {
        Self(format!("sha256:{}", hex(digest)).into())
    }

    /// The 32 bytes; nothing where a file says something else for a hash.
    pub fn digest(&self) -> Option<[u8; 32]> {
        let (digits, rest) = self.0.strip_prefix("sha256:")?.as_bytes().as_chunks::<2>();
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        let byte = |[high, low]: &[u8; 2]| Some(value(*high)? << 4 | value(*low)?);
        let bytes: Vec<u8> = digits.iter().map(byte).collect::<Option<_>>()?;
        rest.is_empty().then(|| bytes.try_into().ok()).flatten()
    }

    /// The first `digits` hex digits, without the algorithm's name.
    pub fn short(&self, digits: usize) -> &str {
        let hex = self.0.strip_prefix("sha256:").unwrap_or(&self.0);
        hex.get(..digits).unwrap_or(hex)
    }
}

/// The canonical JSON (RFC 8785) of a value that was read.
pub fn canonical(value: &Value) -> String {
    // Writing in canonical order what is in that order already takes many times as long.
    if is_plain(value) {
        value.to_string()
    } else {
        to_canonical(value)
    }
}

/// The canonical JSON of an object, by its members.
pub fn canonical_object(members: &Map<String, Value>) -> String {
    if are_plain(members) {
        serde_json::to_string(members).unwrap_or_default()
    } else {
        to_canonical(members)
    }
}

/// Whether the plain JSON of a value is its canonical form: members are in the order of their
/// UTF-8 and only numbers look different.
pub(super) fn is_plain(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => {
            let size = number.as_i64().map(i64::unsigned_abs);
            size.or(number.as_u64()).is_some_and(|size| size < 1 << 53)
        }
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(members) => are_plain(members),
    }
}

fn are_plain(members: &Map<String, Value>) -> bool {
    // Above these UTF-16 has another order.
    let is_low = |name: &String| name.chars().all(|c| c <= '\u{d7ff}');
    let mut members = members.iter();
    members.all(|(name, value)| is_low(name) && is_plain(value))
}

fn to_canonical(value: &impl Serialize) -> String {
    // It fails only for numbers JSON cannot hold, which nothing that was read holds either; the
    // plain form is then as good an identity.
    serde_json_canonicalizer::to_string(value)
        .or_else(|_| serde_json::to_string(value))
        .unwrap_or_default()
}

/// A [`ContentHash`] on its way: of a text that is never there as a whole.
#[derive(Clone, Debug, Default)]
pub struct Hashing(Sha256);

impl Hashing {
    /// Goes on with a piece of the text.
    pub fn add(&mut self, piece: &str) {
        self.0.update(piece);
    }

    /// The hash of all pieces.
    pub fn end(self) -> ContentHash {
        ContentHash::of_digest(&self.0.finalize())
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
    use serde_json::json;

    #[test]
    fn order_of_members_and_look_of_numbers_do_not_matter() {
        let one: Value = serde_json::from_str(r#"{"a": 1.0, "b": [0.20, "é"]}"#).unwrap();
        let two = json!({"b": [0.2, "é"], "a": 1});
        assert_eq!(ContentHash::of(&one), ContentHash::of(&two));
    }

    #[test]
    fn the_canonical_form_is_the_same_by_the_short_way() {
        let check = |value: Value| assert_eq!(canonical(&value), to_canonical(&value));
        check(json!({ "b": [1, -2, true, null], "a": { "é": "\u{1}\n\"\\/é🎉\u{7f}\u{2028}" } }));
        check(json!({ "🎉": 1, "\u{ff41}": 2, "a": 1.0, "b": 1e30, "c": u64::MAX, "d": -0.0 }));
        check(json!([1_u64 << 53, i64::MIN, (1_u64 << 53) - 1]));
        check(json!({}));
    }

    #[test]
    fn the_hash_is_that_of_the_canonical_text() {
        let hash = ContentHash::of(&json!({}));
        let of_braces = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(hash.as_str(), of_braces);
        assert_eq!(hash.short(12), "44136fa355b3");
        assert_eq!(
            hash.digest().map(|bytes| hex(&bytes)),
            Some(of_braces[7..].to_owned())
        );
    }

    #[test]
    fn what_is_no_hash_has_no_bytes() {
        let check = |text: &str| {
            let hash: ContentHash = serde_json::from_value(json!(text)).unwrap();
            assert_eq!(hash.digest(), None, "{text}");
        };
        let digits = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        check("");
        check("sha256:");
        check(digits);
        check(&format!("sha256:{}", &digits[1..]));
        check(&format!("sha256:{digits}0"));
        check(&format!("sha256:{digits}00"));
        check(&format!("sha256:{}", digits.to_uppercase()));
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(keyed("t", &["ab", "c"]), keyed("t", &["a", "bc"]));
    }
}
