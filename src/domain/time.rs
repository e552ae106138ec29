//! Moments: when something happened, with the zone of whoever did it.

use ::time::format_description::well_known::Rfc3339;
use ::time::{OffsetDateTime, UtcOffset};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment in milliseconds since 1970 (UTC), and the offset of the clock that told it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub ms: i64,
    /// Minutes that local time is ahead of UTC.
    pub offset: i16,
}

impl Moment {
    /// The moment as RFC 3339 with offset, to the millisecond.
    pub fn rfc3339(self) -> String {
        self.date()
            .and_then(|date| date.format(&Rfc3339).ok())
            .unwrap_or_else(|| {
                // Only a clock that is wrong by ten thousand years gets here.
                "1970-01-01T00:00:00Z".to_owned()
            })
    }

    /// Reads RFC 3339; nothing that could not be written again.
    pub fn parse(text: &str) -> Option<Self> {
        let date = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let ms = i64::try_from(date.unix_timestamp_nanos().div_euclid(1_000_000)).ok()?;
        let offset = date.offset().whole_minutes();
        Some(Self { ms, offset }).filter(|moment| moment.date().is_some())
    }

    fn date(self) -> Option<OffsetDateTime> {
        // A zone that no clock can have costs the zone, not the time.
        let offset =
            UtcOffset::from_whole_seconds(i32::from(self.offset) * 60).unwrap_or(UtcOffset::UTC);
        let date =
            OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.ms) * 1_000_000).ok()?;
        date.checked_to_offset(offset)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("“{text}” is no RFC 3339 time with offset"))
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Moment {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_with_their_offset_and_read_back() {
        let check = |moment: Moment, text: &str| {
            assert_eq!(moment.rfc3339(), text);
            assert_eq!(Moment::parse(text), Some(moment));
        };
        check(Moment { ms: 0, offset: 0 }, "1970-01-01T00:00:00Z");
        check(
            Moment {
                ms: 1_795_000_000_123,
                offset: 60,
            },
            "2026-11-18T12:06:40.123+01:00",
        );
        check(
            Moment {
                ms: -1,
                offset: -330,
            },
            "1969-12-31T18:29:59.999-05:30",
        );
        assert_eq!(Moment::parse("yesterday"), None);
        // In UTC that is another year, of five digits.
        assert_eq!(Moment::parse("9999-12-31T23:59:59-01:00"), None);
        let odd = Moment {
            ms: 1_795_000_000_123,
            offset: 32_000,
        };
        assert_eq!(odd.rfc3339(), "2026-11-18T11:06:40.123Z");
    }
}
