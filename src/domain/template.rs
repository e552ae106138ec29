//! Rationale templates that come with a pack.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::task::Kind;

/// A rationale template in Jinja syntax; `text::rationale` says what it may use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Template {
    /// Its name within the pack.
    pub id: String,
    /// Its title in the picker.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub title: String,
    /// The kinds of task it is meant for; every kind when empty.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "crate::domain::null::as_default"
    )]
    pub kinds: Vec<Kind>,
    /// The text with its `{{ … }}`.
    pub body: String,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Template {
    /// Whether it is meant for tasks of `kind`.
    pub fn fits(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}
