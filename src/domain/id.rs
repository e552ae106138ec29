//! Names of things: one type a kind of thing, so that a task can never be looked up by a pack.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as it is written in files.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: Into<Arc<str>>> From<T> for $name {
            fn from(text: T) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A pack; a newer version of it keeps the id and changes the hash.
    PackId
}
id! {
    /// A task within its pack.
    TaskId
}
id! {
    /// A response within its task; letters (A, B) are derived from the shown order, never stored.
    ResponseId
}
id! {
    /// A rubric within its pack.
    RubricId
}
id! {
    /// A criterion within its rubric.
    CriterionId
}
id! {
    /// A person's random, lasting id: `r-` and 10 base32 characters.
    RaterId
}
id! {
    /// One page load of the app: everything it writes carries this.
    WriterId
}

/// Reads an id that other tools may write as a number; as text it survives every reader. An
/// empty one is absent.
pub(crate) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: From<String>,
{
    match Value::deserialize(deserializer)? {
        value @ (Value::Null | Value::String(_) | Value::Number(_)) => {
            Ok(as_id(&value).map(T::from))
        }
        _ => Err(serde::de::Error::custom("an id is a text or a number")),
    }
}

/// The id that a member of a file gives, if it gives one.
pub(crate) fn as_id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The first `length` base32 characters (lower case, RFC 4648 alphabet) of random bytes.
///
/// Five bits a byte are used, so `bytes` must hold at least `length` of them.
pub fn base32(bytes: &[u8], length: usize) -> String {
    bytes
        .iter()
        .take(length)
        .map(|byte| char::from(BASE32[usize::from(byte & 31)]))
        .collect()
}

impl RaterId {
    /// A new rater's id from ten random bytes.
    pub fn random(bytes: [u8; 10]) -> Self {
        Self::from(format!("r-{}", base32(&bytes, 10)))
    }
}

/// A readable id made of a title: lower case letters and digits of any script, joined by `-`.
pub fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Names of one kind, of which no two may be the same.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    names: HashSet<String>,
    /// The number to try next, by wanted name: a file may want one name for everything in it.
    next: HashMap<String, u32>,
}

impl Taken {
    /// Takes `wanted`, or where that is taken what differs from it by a counter at its end.
    pub fn name(&mut self, wanted: String) -> String {
        self.counted(wanted, |wanted, number| format!("{wanted}-{number}"))
    }

    /// As [`name`](Self::name), with the counter written another way.
    pub fn counted(&mut self, wanted: String, count: impl Fn(&str, u32) -> String) -> String {
        if self.names.insert(wanted.clone()) {
            return wanted;
        }
        let mut number = self.next.get(&wanted).copied().unwrap_or(2);
        let mut candidate = count(&wanted, number);
        while !self.names.insert(candidate.clone()) {
            number += 1;
            candidate = count(&wanted, number);
        }
        self.next.insert(wanted, number + 1);
        candidate
    }
}

impl FromIterator<String> for Taken {
    fn from_iter<T: IntoIterator<Item = String>>(names: T) -> Self {
        Self {
            names: names.into_iter().collect(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_read_like_the_title() {
        let check = |title: &str, expected: &str| assert_eq!(slug(title), expected, "{title}");
        check("Correctness", "correctness");
        check("Safety & Compliance", "safety-compliance");
        check("  Structure & UX!  ", "structure-ux");
        check("Größe / 品質", "größe-品質");
        check("!!!", "");
    }

    #[test]
    fn a_taken_name_is_counted_up() {
        let mut taken: Taken = ["t", "t-2"].map(String::from).into_iter().collect();
        let mut check = |wanted: &str, expected: &str| {
            assert_eq!(taken.name(wanted.to_owned()), expected);
        };
        check("t", "t-3");
        check("u", "u");
        check("u", "u-2");
        check("t", "t-4");
        check("t-4", "t-4-2");
    }

    #[test]
    fn a_hundred_thousand_names_alike_are_counted_one_by_one() {
        let mut taken = Taken::default();
        let last = (0..100_000).map(|_| taken.name("t".to_owned())).last();
        assert_eq!(last.as_deref(), Some("t-100000"));
    }

    #[test]
    fn a_rater_id_is_ten_base32_characters() {
        let id = RaterId::random([0, 31, 32, 63, 255, 1, 2, 3, 4, 5]);
        assert_eq!(id.as_str(), "r-a7a77bcdef");
    }
}
