//! Ratings: the level a response gets on a criterion.

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

/// A rating as files write it: a level's index from 0 (worst), `true`/`false`, or `"na"`.
///
/// An unrated criterion has no rating; it is not the same as not applicable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rating {
    /// The index of the level, 0 is the worst.
    Level(u8),
    /// The answer of a yes/no or a points criterion.
    Met(bool),
    /// The criterion does not apply and leaves the sum.
    NotApplicable,
}

impl Serialize for Rating {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Level(level) => serializer.serialize_u8(*level),
            Self::Met(met) => serializer.serialize_bool(*met),
            Self::NotApplicable => serializer.serialize_str("na"),
        }
    }
}

impl<'de> Deserialize<'de> for Rating {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RatingVisitor)
    }
}

struct RatingVisitor;

impl Visitor<'_> for RatingVisitor {
    type Value = Rating;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a level from 0, true, false or \"na\"")
    }

    fn visit_bool<E: de::Error>(self, met: bool) -> Result<Rating, E> {
        Ok(Rating::Met(met))
    }

    fn visit_u64<E: de::Error>(self, level: u64) -> Result<Rating, E> {
        u8::try_from(level)
            .map(Rating::Level)
            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(level), &self))
    }

    fn visit_i64<E: de::Error>(self, level: i64) -> Result<Rating, E> {
        u8::try_from(level)
            .map(Rating::Level)
            .map_err(|_| E::invalid_value(de::Unexpected::Signed(level), &self))
    }

    fn visit_f64<E: de::Error>(self, level: f64) -> Result<Rating, E> {
        (0..=u8::MAX)
            .find(|whole| f64::from(*whole).to_bits() == level.to_bits())
            .map(Rating::Level)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Float(level), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Rating, E> {
        match text {
            "na" => Ok(Rating::NotApplicable),
            _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Rating {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rating".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "The index of the level from 0 (worst), true or false, or \"na\".",
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": 255 },
                { "type": "boolean" },
                { "const": "na" }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_are_written_as_files_say() {
        let check = |text: &str, rating: Rating| {
            assert_eq!(serde_json::from_str::<Rating>(text).unwrap(), rating);
            assert_eq!(serde_json::to_string(&rating).unwrap(), text);
        };
        check("0", Rating::Level(0));
        check("3", Rating::Level(3));
        check("true", Rating::Met(true));
        check("\"na\"", Rating::NotApplicable);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["-1", "256", "2.5", "\"good\"", "null", "[1]"] {
            assert!(serde_json::from_str::<Rating>(text).is_err(), "{text}");
        }
    }
}
