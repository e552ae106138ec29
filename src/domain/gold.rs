//! Gold: the known right answer of a task, with its own rationale.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::id::ResponseId;
use super::score::Ratings;

/// Gold as the pack carries it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Gold {
    /// Not in plain sight: whoever opens the file does not read the answer.
    Sealed {
        /// The sealed answer, as whoever sealed it wrote it.
        #[serde(deserialize_with = "present")]
        sealed: Value,
        /// What the file says beyond this.
        #[serde(flatten)]
        other: Map<String, Value>,
    },
    /// In plain sight of whoever opens the file; shown by the app only when revealed.
    Open(GoldAnswer),
}

/// A right answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GoldAnswer {
    /// The decision, in the notation of files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Value>,
    /// The ratings, by response and criterion.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "crate::domain::null::as_default"
    )]
    pub ratings: BTreeMap<ResponseId, Ratings>,
    /// Other answers that are right too.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "crate::domain::null::as_default"
    )]
    pub accept: Vec<Value>,
    /// Why it is right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// `null` seals nothing.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Err(serde::de::Error::custom("nothing is sealed")),
        value => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_sealed_stays_sealed_whatever_stands_beside_it() {
        let check = |value: Value, is_sealed: bool| {
            let gold: Gold = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(matches!(gold, Gold::Sealed { .. }), is_sealed, "{value}");
            assert_eq!(serde_json::to_value(gold).unwrap(), value);
        };
        check(json!({ "sealed": "abc" }), true);
        check(
            json!({ "sealed": "abc", "by": "lead", "decision": "x_better" }),
            true,
        );
        check(json!({ "sealed": { "alg": "a", "data": "b" } }), true);
        check(json!({ "sealed": null, "decision": "x_better" }), false);
        check(json!({ "rationale": "because", "by": "lead" }), false);
    }
}
