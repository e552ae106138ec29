//! What a results file says beyond what this version understands, outside of its evaluations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::hash::ContentHash;
use super::id::TaskId;

/// Fields by name, as a file has them.
pub type Fields = Map<String, Value>;

/// A line of a results file that may say more than this version understands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Line {
    /// The file itself.
    File,
    /// Its rater.
    Rater,
    /// Its journal.
    Journal,
    /// The pack.
    Pack,
    /// A rubric that the pack's evaluations pin.
    Rubric {
        /// Which.
        hash: ContentHash,
    },
    /// A task of the pack.
    Task {
        /// Which.
        task: TaskId,
        /// Which version of it.
        hash: ContentHash,
    },
}

/// What one line says beyond what this version understands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// The line.
    pub line: Line,
    /// Its further fields.
    pub fields: Fields,
}

/// What the files of one rater said about one pack; of the same field, what was read last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras(BTreeMap<Line, Fields>);

impl Extras {
    /// The further fields of a line.
    pub fn of(&self, line: &Line) -> Option<&Fields> {
        self.0.get(line)
    }

    /// What is said otherwise than here, or not at all here; `None` where that is nothing.
    pub fn news(&self, Extra { line, fields }: Extra) -> Option<Extra> {
        let known = self.of(&line);
        let is_new = |name: &str, value: &Value| known.and_then(|k| k.get(name)) != Some(value);
        let new = fields
            .into_iter()
            .filter(|(name, value)| is_new(name, value));
        let fields: Fields = new.collect();
        (!fields.is_empty()).then_some(Extra { line, fields })
    }

    pub(crate) fn read(&mut self, Extra { line, fields }: &Extra) {
        let known = self.0.entry(line.clone()).or_default();
        known.extend(fields.clone());
    }
}
