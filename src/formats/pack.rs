//! Our pack: reads `trainmaster/pack` version 1 as `files.md` writes it.
//!
//! Only `format`, `version` and tasks with an instruction or messages are needed. A task that
//! cannot be read is reported and left out; the others load.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::domain::assignment::Raters;
use crate::domain::hash::ContentHash;
use crate::domain::id::{PackId, RubricId, Taken, as_id};
use crate::domain::pack::{Pack, Reveal, Stub, Term, Terms};
use crate::domain::rubric::{Rubric, RubricFault};
use crate::domain::template::Template;

use super::problem::{Place, Problem};
use super::tasks;
#[cfg(feature = "schema")]
pub(crate) use super::tasks::TaskFile;

/// What `format` says in our packs.
pub const FORMAT: &str = "trainmaster/pack";

/// A pack with what was wrong in its file.
#[derive(Clone, Debug)]
pub struct PackRead {
    /// The part that could be read.
    pub pack: Pack,
    /// The rest, by task.
    pub problems: Vec<Problem>,
}

/// Why nothing of a pack could be read.
#[derive(Debug, Error)]
pub enum PackError {
    /// The frame of the file is wrong.
    #[error("the pack does not have the expected shape: {0}")]
    Shape(String),
    /// A later version of the app wrote it.
    #[error("the pack is of version {0}, this app reads version 1; open it in a newer version")]
    Newer(u64),
    /// Work without a usable rubric cannot be scored, and another rubric would be a wrong one.
    #[error("the rubric “{title}” cannot be used: {fault}")]
    Rubric {
        /// Which.
        title: String,
        /// Why.
        fault: RubricFault,
    },
    /// There is nothing to work on.
    #[error("the pack has no task that can be read{}", first(.0))]
    NoTasks(Vec<Problem>),
}

fn first(problems: &[Problem]) -> String {
    problems
        .first()
        .map(|p| format!("; {}: {}", p.place, p.message))
        .unwrap_or_default()
}

/// Reads a pack.
///
/// # Errors
/// When nothing of it can be used.
pub fn read(value: Value) -> Result<PackRead, PackError> {
    let hash = ContentHash::of(&value);
    let mut file: PackFile<Value> =
        serde_json::from_value(value).map_err(|error| PackError::Shape(error.to_string()))?;
    if file.version > 1 {
        return Err(PackError::Newer(file.version));
    }
    let mut problems = Vec::new();
    let partial = file.partial_of.is_some();
    let mut rubrics = rubrics(std::mem::take(&mut file.rubrics), &mut problems)?;
    if partial && !file.rubric_ids.is_empty() {
        problems.clear();
        for (rubric, id) in rubrics.iter_mut().zip(std::mem::take(&mut file.rubric_ids)) {
            Arc::make_mut(rubric).id = id;
        }
    }
    let tasks = tasks::read(std::mem::take(&mut file.tasks), &rubrics, &mut problems);
    if tasks.is_empty() {
        return Err(PackError::NoTasks(problems));
    }
    let stub = Stub {
        id: file
            .id
            .unwrap_or_else(|| format!("pack-{}", hash.short(12)).into()),
        title: file.title.unwrap_or_else(|| "Untitled pack".to_owned()),
        seed: file.seed.unwrap_or_else(|| hash.to_string()),
        tasks: tasks.len(),
        hash: file.partial_of.unwrap_or(hash),
    };
    let terms = Terms {
        about: file.about,
        sop: file.sop,
        blind: file.blind.unwrap_or(true),
        reveal: file.reveal.unwrap_or_default(),
        raters: file.raters,
        templates: file.templates,
        glossary: file.glossary,
        partial,
    };
    Ok(PackRead {
        pack: Pack::new(stub, terms, rubrics, tasks),
        problems,
    })
}

/// Rubrics with an id each: of two with the same one the later gets another within the pack.
fn rubrics(values: Vec<Value>, problems: &mut Vec<Problem>) -> Result<Vec<Arc<Rubric>>, PackError> {
    let id_of = |value: &Value| value.get("id").and_then(as_id);
    let mut taken: Taken = values.iter().filter_map(id_of).collect();
    let mut kept: HashSet<String> = HashSet::new();
    let read = |value: Value| {
        let title = value.get("title").or_else(|| value.get("id"));
        let title = title
            .and_then(Value::as_str)
            .unwrap_or("untitled")
            .to_owned();
        let given = id_of(&value);
        let mut rubric =
            Rubric::parse(value).map_err(|fault| PackError::Rubric { title, fault })?;
        let is_first = given.as_ref().is_some_and(|id| kept.insert(id.clone()));
        if !is_first {
            let id = taken.name(rubric.id.to_string());
            if let Some(given) = given {
                let message =
                    format!("Two rubrics have the id “{given}”; the later is “{id}” here.");
                let hint = "Give each rubric an id of its own.";
                problems.push(Problem::note(Place::File, message, hint));
            }
            rubric.id = id.into();
        }
        Ok(Arc::new(rubric))
    };
    values.into_iter().map(read).collect()
}

/// A pack as files write it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Pack"))]
pub(crate) struct PackFile<T> {
    /// Always `trainmaster/pack`.
    #[expect(dead_code, reason = "looked at before the file is read as a pack")]
    format: String,
    /// 1.
    version: u64,
    /// The pack's lasting name.
    #[serde(default, deserialize_with = "crate::domain::id::optional")]
    id: Option<PackId>,
    /// The title on the screen.
    #[serde(default)]
    title: Option<String>,
    /// What the work is about, Markdown.
    #[serde(default)]
    about: Option<String>,
    /// The standard operating procedure, Markdown.
    #[serde(default)]
    sop: Option<String>,
    /// What side order and assignment follow from; the pack's hash when absent.
    #[serde(default, deserialize_with = "crate::domain::id::optional")]
    seed: Option<String>,
    /// Whether model names are hidden; they are when absent.
    #[serde(default)]
    blind: Option<bool>,
    #[serde(default)]
    reveal: Option<Reveal>,
    #[serde(default)]
    raters: Option<Raters>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Vec<crate::domain::rubric_file::RubricFile>")
    )]
    rubrics: Vec<Value>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    templates: Vec<Template>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    glossary: Vec<Term>,
    /// The hash of the pack that these tasks are a part of, in a pack made from results.
    #[serde(default)]
    partial_of: Option<ContentHash>,
    /// The ids that the rubrics have in such a pack, in their order: two versions of one rubric
    /// may both be needed, and neither can be changed.
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    rubric_ids: Vec<RubricId>,
    tasks: Vec<T>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::task::Kind;
    use serde_json::json;

    fn pack(tasks: Value) -> Value {
        json!({ "format": FORMAT, "version": 1, "tasks": tasks })
    }

    #[test]
    fn the_smallest_pack_gets_every_default() {
        let value = pack(json!([{ "instruction": "Say hi.", "responses": [{ "text": "hi" }] }]));
        let hash = ContentHash::of(&value);
        let read = read(value).unwrap();
        let pack = &read.pack;
        assert!(read.problems.is_empty());
        assert_eq!(pack.stub.id.as_str(), format!("pack-{}", hash.short(12)));
        assert_eq!(pack.stub.seed, hash.to_string());
        assert!(pack.blind);
        assert_eq!(pack.reveal, Reveal::AfterPack);
        let task = &pack.tasks[0];
        assert_eq!(task.kind, Kind::Score);
        assert_eq!(task.id.as_str(), format!("t-{}", task.hash.short(12)));
        assert_eq!(pack.rubric_of(task).hash, Rubric::starter().hash);
    }

    #[test]
    fn null_is_the_same_as_absent() {
        let mut value = pack(json!([{ "id": null, "kind": null, "instruction": "Say hi.",
            "system": null, "messages": null, "context": null, "tags": null, "gold": null,
            "responses": [{ "id": null, "text": "hi", "model": null }] }]));
        for member in [
            "id",
            "title",
            "rubrics",
            "templates",
            "glossary",
            "raters",
            "reveal",
        ] {
            value[member] = Value::Null;
        }
        let task = &read(value).unwrap().pack.tasks[0];
        let plain = pack(json!([{ "instruction": "Say hi.", "responses": [{ "text": "hi" }] }]));
        assert_eq!(task.hash, read(plain).unwrap().pack.tasks[0].hash);
    }

    #[test]
    fn ids_may_be_numbers_and_an_empty_one_is_absent() {
        let mut value = pack(json!([{ "id": 3, "rubric": 4, "instruction": "i",
            "responses": [{ "id": 5, "text": "a" }] }]));
        value["id"] = json!(1);
        value["seed"] = json!(2);
        value["rubrics"] = json!([
            { "criteria": [{ "name": "B" }] },
            { "id": 4, "criteria": [{ "id": 6, "name": "A" }] }
        ]);
        let read_back = read(value.clone()).unwrap();
        assert!(read_back.problems.is_empty());
        let pack = read_back.pack;
        let task = &pack.tasks[0];
        let rubric = pack.rubric_of(task);
        let said = [
            pack.stub.id.as_str(),
            &pack.stub.seed,
            task.id.as_str(),
            rubric.id.as_str(),
            task.responses[0].id.as_str(),
            rubric.criteria[0].id.as_str(),
        ];
        assert_eq!(said, ["1", "2", "3", "4", "5", "6"]);
        value["id"] = json!("");
        let made = read(value).unwrap().pack.stub.id;
        assert!(made.as_str().starts_with("pack-"), "{made}");
    }

    #[test]
    fn rubrics_without_an_id_stand_apart() {
        let mut value = pack(json!([{ "instruction": "i", "responses": [{ "text": "a" }] }]));
        let rubric = |id: Value| json!({ "id": id, "criteria": [{ "name": "A" }] });
        let mut check = |ids: [Value; 3], expected: [&str; 3], notes: usize| {
            value["rubrics"] = ids.map(rubric).into_iter().collect();
            let read = read(value.clone()).unwrap();
            let ids: Vec<&str> = read.pack.rubrics.iter().map(|r| r.id.as_str()).collect();
            assert_eq!(
                (ids.as_slice(), read.problems.len()),
                (&expected[..], notes)
            );
        };
        let none = || Value::Null;
        check(
            [none(), none(), none()],
            ["rubric", "rubric-2", "rubric-3"],
            0,
        );
        check(
            [none(), none(), json!("rubric")],
            ["rubric-2", "rubric-3", "rubric"],
            0,
        );
        check([json!("a"), json!("a"), none()], ["a", "a-2", "rubric"], 1);
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        let check = |value: Value, words: &str| {
            let message = read(value).unwrap_err().to_string();
            assert!(message.contains(words), "{message}");
        };
        check(pack(json!([])), "no task");
        check(
            json!({ "format": FORMAT, "version": 2, "tasks": [] }),
            "version 2",
        );
        check(json!({ "format": FORMAT, "version": 1 }), "tasks");
        let mut bad = pack(json!([{ "instruction": "i", "responses": [{ "text": "a" }] }]));
        bad["rubrics"] = json!([{ "title": "Mine", "criteria": [] }]);
        check(bad, "“Mine” cannot be used: the rubric has no criteria");
    }
}
