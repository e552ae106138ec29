//! The frame of a pack as files write it.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::domain::assignment::Raters;
use crate::domain::hash::ContentHash;
use crate::domain::id::{PackId, RubricId};
use crate::domain::pack::{Reveal, Term};
use crate::domain::template::Template;

/// A pack as files write it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Pack"))]
pub(crate) struct PackFile<T = IgnoredAny> {
    /// Always `trainmaster/pack`.
    #[expect(dead_code, reason = "looked at before the file is read as a pack")]
    format: String,
    /// 1.
    pub version: u64,
    /// The pack's lasting name.
    #[serde(default, deserialize_with = "crate::domain::id::optional")]
    pub id: Option<PackId>,
    /// The title on the screen.
    #[serde(default)]
    pub title: Option<String>,
    /// What the work is about, Markdown.
    #[serde(default)]
    pub about: Option<String>,
    /// The standard operating procedure, Markdown.
    #[serde(default)]
    pub sop: Option<String>,
    /// What side order and assignment follow from; the pack's hash when absent.
    #[serde(default, deserialize_with = "crate::domain::id::optional")]
    pub seed: Option<String>,
    /// Whether model names are hidden; they are when absent.
    #[serde(default)]
    pub blind: Option<bool>,
    #[serde(default)]
    pub reveal: Option<Reveal>,
    #[serde(default)]
    pub raters: Option<Raters>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Vec<crate::domain::rubric_file::RubricFile>")
    )]
    pub rubrics: Vec<Value>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub templates: Vec<Template>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub glossary: Vec<Term>,
    /// The hash of the pack that these tasks are a part of, in a pack made from results.
    #[serde(default)]
    pub partial_of: Option<ContentHash>,
    /// The ids that the rubrics have in such a pack, in their order: two versions of one rubric
    /// may both be needed, and neither can be changed.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    pub rubric_ids: Vec<RubricId>,
    #[expect(dead_code, reason = "read one by one; here they must only be there")]
    tasks: Vec<T>,
}
