//! JSON Schemas of our own files, made from the types that read and write them.

use serde_json::Value;

use super::pack::TaskFile;
use super::pack_file::PackFile;
use super::results::Results;

/// The schemas, each with the name of its file.
pub fn all() -> [(&'static str, Value); 2] {
    [
        (
            "pack.schema.json",
            schemars::schema_for!(PackFile<TaskFile>).to_value(),
        ),
        (
            "results.schema.json",
            schemars::schema_for!(Results).to_value(),
        ),
    ]
}
