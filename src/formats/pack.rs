//! Our pack: reads `trainmaster/pack` version 1 as `files.md` writes it.
//!
//! Only `format`, `version` and tasks with an instruction or messages are needed. A task that
//! cannot be read is reported and left out; the others load.

use std::collections::HashSet;
use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Error as JsonError, Map, Value};
use thiserror::Error;

use crate::domain::hash::{ContentHash, canonical};
use crate::domain::id::{Taken, as_id};
use crate::domain::pack::{Pack, Stub, Terms};
use crate::domain::rubric::{Rubric, RubricFault};

use super::claims::{CLAIMS, unclaimed};
use super::naming::Names;
use super::pack_file::PackFile;
use super::pack_text::{PackText, Scribe};
use super::problem::{Place, Problem};
use super::steps::{Progress, Steps};
#[cfg(feature = "schema")]
pub(crate) use super::tasks::TaskFile;
use super::tasks::Tasks;
use super::walk::{Met, Walk};

/// What `format` says in our packs.
pub const FORMAT: &str = "trainmaster/pack";

/// A pack with what was wrong in its file.
#[derive(Clone, Debug)]
pub struct PackRead {
    /// The part that could be read.
    pub pack: Pack,
    /// The rest, by task.
    pub problems: Vec<Problem>,
    /// The text it was read from.
    pub text: PackText,
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
    Reading::new(value.to_string().into()).finish()
}

/// A pack on its way: the frame and the ids first, then task by task.
pub struct Reading {
    text: PackText,
    phase: Phase,
}

enum Phase {
    Frame(Frame),
    Tasks(Box<Content>),
}

/// A pack without its tasks.
#[derive(Default)]
struct Frame {
    walk: Walk,
    members: Map<String, Value>,
    /// Where the tasks stand.
    tasks_at: Option<Walk>,
    /// How many there are.
    count: usize,
    /// The ids that the file gives them.
    names: Names,
    /// Whether the text comes from outside.
    is_brought: bool,
}

struct Content {
    file: PackFile,
    walk: Walk,
    /// Takes the hash where it is not known.
    scribe: Option<Scribe>,
    tasks: Tasks,
    /// Whether the text claims what it cannot.
    claims: bool,
}

impl Reading {
    /// Of a text that was made or kept here.
    pub fn new(text: PackText) -> Self {
        let phase = Phase::Frame(Frame::default());
        Self { text, phase }
    }

    /// Of a text from outside. Only packs made here from results stand for another; a file cannot
    /// claim to.
    pub fn brought(text: PackText) -> Self {
        let frame = Frame {
            is_brought: true,
            ..Frame::default()
        };
        let phase = Phase::Frame(frame);
        Self { text, phase }
    }
}

impl Steps for Reading {
    type Output = Result<PackRead, PackError>;

    fn step(mut self, budget: usize) -> ControlFlow<Self::Output, Self> {
        let is_more = match &mut self.phase {
            Phase::Frame(frame) => frame.pass(&self.text, budget),
            Phase::Tasks(content) => content.pass(&self.text, budget),
        };
        match is_more {
            Ok(true) => return Continue(self),
            Ok(false) => {}
            Err(error) => return Break(Err(PackError::Shape(error.to_string()))),
        }
        let Self { text, phase } = self;
        match phase {
            Phase::Tasks(content) => Break(content.end(text)),
            Phase::Frame(frame) => match frame.content(&text) {
                Ok(content) => Continue(Self {
                    text,
                    phase: Phase::Tasks(Box::new(content)),
                }),
                Err(error) => Break(Err(error)),
            },
        }
    }

    fn progress(&self) -> Progress {
        let (rows, walk) = match &self.phase {
            Phase::Frame(frame) => (frame.count, &frame.walk),
            Phase::Tasks(content) => (content.tasks.seen(), &content.walk),
        };
        Progress {
            rows,
            done: walk.done(),
            all: self.text.bytes(),
        }
    }
}

impl Frame {
    /// Goes on for about so many bytes; whether there are more.
    fn pass(&mut self, text: &PackText, budget: usize) -> Result<bool, JsonError> {
        let parts = text.parts();
        let begun = self.walk.done();
        while self.walk.done() - begun < budget {
            match self.walk.next(parts)? {
                Met::Member(name) if name == "tasks" && self.walk.enter(parts) => {
                    self.tasks_at = Some(self.walk);
                    (self.names, self.count) = (Names::default(), 0);
                }
                Met::Member(name) => {
                    let value = self.walk.value(parts)?;
                    self.members.insert(name, value);
                }
                Met::Item => {
                    self.count += 1;
                    if let Some(id) = id(&mut self.walk, parts)? {
                        self.names.know(&id);
                    }
                }
                Met::End => return Ok(false),
            }
        }
        Ok(true)
    }

    /// What the frame says, with the tasks to come.
    fn content(mut self, text: &PackText) -> Result<Content, PackError> {
        let claims = CLAIMS.map(|name| {
            let is_claim = self.is_brought && self.members.contains_key(name);
            is_claim && self.members.remove(name).is_some()
        });
        let scribe = text
            .hash()
            .is_none()
            .then(|| Scribe::hashing(&self.members));
        if self.tasks_at.is_some() {
            self.members
                .insert("tasks".to_owned(), Value::Array(Vec::new()));
        }
        let mut file = PackFile::deserialize(Value::Object(self.members))
            .map_err(|error| PackError::Shape(error.to_string()))?;
        if file.version > 1 {
            return Err(PackError::Newer(file.version));
        }
        let mut problems = Vec::new();
        let mut rubrics = rubrics(std::mem::take(&mut file.rubrics), &mut problems)?;
        if file.partial_of.is_some() && !file.rubric_ids.is_empty() {
            problems.clear();
            for (rubric, id) in rubrics.iter_mut().zip(std::mem::take(&mut file.rubric_ids)) {
                Arc::make_mut(rubric).id = id;
            }
        }
        Ok(Content {
            file,
            walk: self.tasks_at.unwrap_or_default(),
            scribe,
            tasks: Tasks::new(rubrics, self.names, problems, self.count),
            claims: claims.contains(&true),
        })
    }
}

/// The id of the item that comes next, if it has one.
fn id(walk: &mut Walk, parts: &[Arc<String>]) -> Result<Option<String>, JsonError> {
    #[derive(Deserialize)]
    struct Named {
        #[serde(default)]
        id: Value,
    }
    let id = match walk.value::<Named>(parts) {
        Ok(named) => named.id,
        // No object, or two ids: it is still JSON, or else the text is none.
        Err(_) => match walk.value::<Value>(parts) {
            Ok(mut value) => value.get_mut("id").map(Value::take).unwrap_or_default(),
            Err(_) => walk.value::<IgnoredAny>(parts).map(|_| Value::Null)?,
        },
    };
    Ok(as_id(&id))
}

impl Content {
    fn pass(&mut self, text: &PackText, budget: usize) -> Result<bool, JsonError> {
        let parts = text.parts();
        let begun = self.walk.done();
        while self.walk.done() - begun < budget {
            let Met::Item = self.walk.next(parts)? else {
                return Ok(false);
            };
            match self.walk.spanned::<Value>(parts) {
                Ok((task, span)) => {
                    if let Some(scribe) = &mut self.scribe {
                        scribe.task(&canonical(&task));
                    }
                    self.tasks.take(task, span);
                }
                // It can be passed over, as it was before, and not be read: half a character.
                Err(why) => {
                    self.walk.value::<IgnoredAny>(parts)?;
                    self.tasks.skip(&why);
                }
            }
        }
        Ok(true)
    }

    fn end(self, text: PackText) -> Result<PackRead, PackError> {
        let Self { file, tasks, .. } = self;
        let Tasks {
            read: tasks,
            rubrics,
            problems,
            ..
        } = tasks;
        if tasks.is_empty() {
            return Err(PackError::NoTasks(problems));
        }
        let made = self.scribe.map(Scribe::end);
        let hash = made.as_ref().unwrap_or(&text).hash().cloned();
        let hash = hash.unwrap_or_else(|| ContentHash::of_bytes(b""));
        let partial = file.partial_of.is_some();
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
            pack: Pack::new(stub, terms, rubrics, (tasks, text.parts().to_vec())),
            problems,
            text: if self.claims { unclaimed(&text) } else { text },
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pack::Reveal;
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
        let task = pack.tasks.get(0).unwrap();
        assert_eq!(task.kind, Kind::Score);
        assert_eq!(task.id.as_str(), format!("t-{}", task.hash.short(12)));
        assert_eq!(pack.rubric_of(&task).hash, Rubric::starter().hash);
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
        let task = read(value).unwrap().pack.tasks.get(0).unwrap();
        let plain = pack(json!([{ "instruction": "Say hi.", "responses": [{ "text": "hi" }] }]));
        assert_eq!(
            task.hash,
            read(plain).unwrap().pack.tasks.get(0).unwrap().hash
        );
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
        let task = pack.tasks.get(0).unwrap();
        let rubric = pack.rubric_of(&task);
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
