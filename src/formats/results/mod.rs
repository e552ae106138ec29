//! Our results: writes and reads `trainmaster/results` version 1 as `files.md` writes it.

mod export;
mod extras;
mod partial;
mod read;
mod seal;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::evaluation::Evaluation;
use crate::domain::hash::ContentHash;
use crate::domain::id::{PackId, RaterId, TaskId};
use crate::domain::pack::Reveal;
use crate::domain::rubric::Rubric;
use crate::domain::time::Moment;
use crate::journal::chain::{Heads, Told};

pub use export::Export;
pub use partial::Partial;
pub use read::{ResultsError, ResultsRead, read};
pub use seal::Seal;

/// What `format` says in our results.
pub const FORMAT: &str = "trainmaster/results";

/// A results file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Results {
    /// Always `trainmaster/results`.
    pub format: String,
    /// 1.
    pub version: u64,
    /// Which build wrote it.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub app: String,
    /// When.
    #[serde(deserialize_with = "crate::domain::null::as_default")]
    pub exported_at: Moment,
    /// Whose evaluations they are.
    pub rater: RaterLine,
    /// The packs they are about.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub packs: Vec<PackLine>,
    /// The rubrics they used.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub rubrics: Vec<RubricLine>,
    /// The tasks they judge.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub tasks: Vec<TaskLine>,
    /// The evaluations.
    #[serde(deserialize_with = "crate::domain::null::as_default")]
    pub evaluations: Vec<Evaluation>,
    /// What happened, verbatim.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub journal: JournalPart,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A rater in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RaterLine {
    /// Who.
    pub id: RaterId,
    /// The name they go by.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub name: String,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A pack in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackLine {
    /// Which.
    pub id: PackId,
    /// The hash of the whole pack.
    pub hash: ContentHash,
    /// Its title.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub title: String,
    /// Its seed.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub seed: String,
    /// Whether model names are hidden while working.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind: Option<bool>,
    /// When they and the gold are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reveal: Option<Reveal>,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A rubric in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RubricLine {
    /// What evaluations pin.
    pub hash: ContentHash,
    /// The rubric itself.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "crate::domain::rubric_file::RubricFile")
    )]
    pub rubric: Value,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A task in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaskLine {
    /// The pack it is from.
    pub pack: PackId,
    /// Which.
    pub id: TaskId,
    /// What evaluations pin.
    pub hash: ContentHash,
    /// The task itself; absent in an export without texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<super::pack::TaskFile>"))]
    pub task: Option<Value>,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The journal in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JournalPart {
    /// The last entry of each writer: its number and the SHA-256 of its text.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub heads: Heads,
    /// The entries.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub entries: Vec<EntryLine>,
    /// Which entries the file was written with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A journal entry in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntryLine {
    /// The page load that wrote it.
    pub writer: String,
    /// Its number there, from 1.
    pub seq: u32,
    /// Its text, byte for byte as it was stored.
    pub entry: String,
}

impl EntryLine {
    /// The entry as its chain sees it.
    pub fn told(&self) -> Told<'_> {
        Told {
            writer: &self.writer,
            seq: self.seq,
            text: &self.entry,
        }
    }
}

impl RaterLine {
    /// The name, or the id of who has none.
    pub fn called(&self) -> &str {
        match self.name.trim() {
            "" => self.id.as_str(),
            name => name,
        }
    }
}

impl RubricLine {
    /// The rubric, if it can be used and is the one that its hash names.
    ///
    /// # Errors
    /// Says why it cannot be used.
    pub fn rubric(&self) -> Result<Arc<Rubric>, String> {
        let rubric = Rubric::parse(self.rubric.clone()).map_err(|fault| fault.to_string())?;
        if rubric.hash == self.hash {
            Ok(Arc::new(rubric))
        } else {
            Err("its content is not what its hash says".to_owned())
        }
    }
}
