//! The tasks of a pack, read one by one, so that one bad task costs one task.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::domain::decision;
use crate::domain::gold::Gold;
use crate::domain::hash::ContentHash;
use crate::domain::id::ResponseId;
use crate::domain::rubric::Rubric;
use crate::domain::task::{Brief, Kind, Response, Task, content_hash};
use crate::domain::task_list::{Span, TaskList};

use super::naming::Names;
use super::problem::{Place, Problem};

/// Why a task is left out, and what to do about it.
type Fault = (String, &'static str);

/// The tasks that can be read; the rest is among the problems.
pub(super) struct Tasks {
    /// Those read so far.
    pub read: TaskList,
    /// What they are judged by.
    pub rubrics: Vec<Arc<Rubric>>,
    /// What was wrong.
    pub problems: Vec<Problem>,
    names: Names,
    seen: usize,
}

impl Tasks {
    /// So many are to come, and all ids that they give are known.
    pub fn new(
        rubrics: Vec<Arc<Rubric>>,
        names: Names,
        problems: Vec<Problem>,
        count: usize,
    ) -> Self {
        Self {
            read: TaskList::of(read_again, count),
            rubrics,
            problems,
            names,
            seen: 0,
        }
    }

    /// How many were read or left out.
    pub fn seen(&self) -> usize {
        self.seen
    }

    /// Reads the next task, which stands there in the text.
    pub fn take(&mut self, value: Value, span: Span) {
        self.seen += 1;
        let place = Place::Row(self.seen);
        match self.task(value, place) {
            Ok(task) => self.read.push(&task, span),
            Err((message, hint)) => {
                let skipped = Problem::skipped(place, message, hint);
                self.problems.push(skipped);
            }
        }
    }

    /// Leaves out a task that is no JSON.
    pub fn skip(&mut self, why: &impl std::fmt::Display) {
        self.seen += 1;
        let (message, hint) = odd(why);
        let skipped = Problem::skipped(Place::Row(self.seen), message, hint);
        self.problems.push(skipped);
    }

    fn task(&mut self, value: Value, place: Place) -> Result<Task, Fault> {
        let Parsed {
            id,
            mut task,
            source,
            is_gold_odd,
        } = parse(value)?;
        let responses = task.responses.iter();
        let pairs = responses.map(|r| (r.id.as_str(), r.text.as_str()));
        task.hash = content_hash(&source, pairs);
        if let Some(named) = &task.brief.rubric
            && !self.rubrics.iter().any(|rubric| rubric.id == *named)
        {
            let hint = "add the rubric to \"rubrics\", or name one that is there";
            return Err((format!("the pack has no rubric “{named}”"), hint));
        }
        if is_gold_odd {
            let message = "The gold cannot be read; the task is there without it.";
            let hint = "Its ratings are levels from 0, true, false or \"na\", by response and \
                        criterion.";
            self.problems.push(Problem::note(place, message, hint));
        }
        let (id, renamed) = self.names.name(id.as_deref(), &task.hash, place);
        self.problems.extend(renamed);
        task.id = id.into();
        self.note_ambiguous(&task, place);
        Ok(task)
    }

    fn note_ambiguous(&mut self, task: &Task, place: Place) {
        let ids = task.response_ids();
        if let Some((short, long)) = decision::ambiguous(&ids) {
            let message = format!(
                "“{long}_better” can be read as a decision for “{long}” and as one for “{short}”; \
                 it is taken for the first."
            );
            let hint = "Give the responses ids that do not end in \"_much\" or \"_slightly\".";
            self.problems.push(Problem::note(place, message, hint));
        }
    }
}

/// A task as its text alone says it.
struct Parsed {
    /// The id that the file gives.
    id: Option<String>,
    /// Without an id, which depends on the others, and without its hash.
    task: Task,
    /// What the hash is taken of.
    source: Map<String, Value>,
    /// Whether it has a gold that cannot be read: that costs the gold, which is kept as it stands
    /// and not shown.
    is_gold_odd: bool,
}

fn parse(value: Value) -> Result<Parsed, Fault> {
    let Value::Object(mut source) = value else {
        return Err(odd("it is no object"));
    };
    let gold = source.remove("gold").filter(|gold| !gold.is_null());
    let TaskFile {
        id,
        kind,
        mut brief,
        responses,
    } = TaskFile::deserialize(&source).map_err(odd)?;
    if brief.asks_nothing() {
        let hint = "give it an \"instruction\" or \"messages\"";
        return Err(("the task says nothing of what was asked".to_owned(), hint));
    }
    let responses = named_responses(responses)?;
    let kind = kind.unwrap_or(if responses.len() > 1 {
        Kind::Compare
    } else {
        Kind::Score
    });
    let needed = if kind == Kind::Compare { 2 } else { 1 };
    if kind.has_workspace() && responses.len() < needed {
        let message = format!("{} of {needed} responses are there", responses.len());
        return Err((message, "add the missing response, or leave the task out"));
    }
    let mut is_gold_odd = false;
    if let Some(gold) = gold {
        if let Ok(read) = Gold::deserialize(&gold) {
            brief.gold = Some(read);
        } else {
            is_gold_odd = true;
            brief.other.insert("gold".to_owned(), gold);
        }
    }
    let task = Task {
        id: "".into(),
        kind,
        brief,
        responses,
        hash: ContentHash::of_bytes(b""),
    };
    Ok(Parsed {
        id,
        task,
        source,
        is_gold_odd,
    })
}

/// Reads a task that was read before.
fn read_again(text: &str) -> Option<Task> {
    let value = serde_json::from_str(text).ok()?;
    parse(value).ok().map(|parsed| parsed.task)
}

fn odd(error: impl std::fmt::Display) -> Fault {
    let message = format!("the task does not have the expected shape: {error}");
    (message, "compare it with the JSON Schema of packs")
}

/// Responses with an id each: r1, r2 … where none is given, and never one that is.
fn named_responses(files: Vec<ResponseFile>) -> Result<Vec<Response>, Fault> {
    let mut taken: HashSet<String> = HashSet::new();
    for id in files.iter().filter_map(|file| file.id.as_ref()) {
        if !taken.insert(id.clone()) {
            let message = format!("two responses share the id “{id}”");
            return Err((message, "give each response of a task its own id"));
        }
    }
    let mut name = |given: Option<String>, index: usize| {
        given.unwrap_or_else(|| {
            let mut number = index + 1;
            while !taken.insert(format!("r{number}")) {
                number += 1;
            }
            format!("r{number}")
        })
    };
    let responses = files.into_iter().enumerate();
    let responses = responses.map(|(index, file)| Response {
        id: ResponseId::from(name(file.id, index)),
        text: file.text,
        model: file.model,
        other: file.other,
    });
    Ok(responses.collect())
}

/// A task as files write it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Task"))]
pub(crate) struct TaskFile {
    /// The task's name; made of its content when absent.
    #[serde(default, deserialize_with = "crate::domain::id::optional")]
    id: Option<String>,
    /// `score` for one response and `compare` for more when absent.
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(flatten)]
    brief: Brief,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    responses: Vec<ResponseFile>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Response"))]
struct ResponseFile {
    #[serde(default, deserialize_with = "crate::domain::id::optional")]
    id: Option<String>,
    text: String,
    #[serde(default)]
    model: Option<String>,
    #[serde(flatten)]
    other: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hash::ContentHash;
    use crate::formats::pack::{self, PackRead};
    use serde_json::json;

    fn read(tasks: Value) -> PackRead {
        let pack = json!({ "format": pack::FORMAT, "version": 1, "tasks": tasks });
        pack::read(pack).unwrap()
    }

    fn ids(read: &PackRead) -> Vec<&str> {
        read.pack
            .tasks
            .cards()
            .iter()
            .map(|task| task.id.as_str())
            .collect()
    }

    #[test]
    fn a_bad_task_costs_one_task() {
        let good =
            json!({ "id": 7, "instruction": "i", "responses": [{ "text": "a" }, { "text": "b" }]});
        let read = read(json!([
            { "instruction": " \n", "messages": [], "responses": [{ "text": "a" }] },
            good,
            "no task",
            { "instruction": "i", "kind": "compare", "responses": [{ "text": "a" }] },
            { "instruction": "i", "rubric": "other", "responses": [{ "text": "a" }] },
            { "instruction": "i",
              "responses": [{ "id": "x", "text": "a" }, { "id": "x", "text": "b" }] },
        ]));
        assert_eq!(ids(&read), ["7"]);
        assert_eq!(read.pack.tasks.get(0).unwrap().kind, Kind::Compare);
        let places: Vec<Place> = read.problems.iter().map(|problem| problem.place).collect();
        assert_eq!(places, [1, 3, 4, 5, 6].map(Place::Row));
    }

    #[test]
    fn tasks_alike_stay_apart() {
        let task = json!({ "instruction": "i", "responses": [{ "text": "a" }] });
        let read = read(json!([task, task, task]));
        let ids = ids(&read);
        assert_eq!(ids.len(), 3);
        assert_eq!(
            [ids[1], ids[2]],
            [format!("{}-2", ids[0]), format!("{}-3", ids[0])]
        );
        assert_eq!(read.problems.len(), 2);
    }

    #[test]
    fn a_made_response_id_avoids_the_given_ones() {
        let check = |given: [Option<&str>; 3], expected: [&str; 3]| {
            let responses = given.map(|id| json!({ "id": id, "text": "a" }));
            let read = read(json!([{ "instruction": "i", "responses": responses }]));
            let ids = read.pack.tasks.get(0).unwrap().response_ids();
            assert_eq!(ids, expected.map(ResponseId::from));
        };
        check([None, None, None], ["r1", "r2", "r3"]);
        check([None, Some("r1"), None], ["r2", "r1", "r3"]);
        check([None, None, Some("r2")], ["r1", "r3", "r2"]);
    }

    #[test]
    fn given_ids_stay_and_duplicates_are_told_apart_by_their_content() {
        let answers = json!([{ "text": "a" }]);
        let task = |id, text| json!({ "id": id, "instruction": text, "responses": answers });
        let tasks = [("1", "a"), ("1", "b"), ("1", "a"), ("1-2", "c")];
        let tasks: Value = tasks.map(|(id, text)| task(id, text)).into_iter().collect();
        let read = read(tasks);
        let second = format!("1-{}", read.pack.tasks.get(1).unwrap().hash.short(6));
        assert_eq!(ids(&read), ["1", &second, "1-3", "1-2"]);
        assert_eq!(read.problems.len(), 2);
    }

    #[test]
    fn the_hash_is_taken_of_the_members_as_written() {
        let responses = json!([{ "id": "x", "text": "one", "model": "m" }]);
        let check = |members: Value| {
            let mut task = members.clone();
            task["responses"] = responses.clone();
            task["system"] = Value::Null;
            let mut content = members;
            content["responses"] = json!([{ "id": "x", "text": "one" }]);
            let read_once = read(json!([task]));
            let task = read_once.pack.tasks.get(0).unwrap();
            assert_eq!(task.hash, ContentHash::of(&content), "{content}");
            let again = read(json!([serde_json::to_value(&*task).unwrap()]));
            assert_eq!(
                again.pack.tasks.get(0).unwrap().hash,
                task.hash,
                "written back: {content}"
            );
        };
        check(json!({ "instruction": "i" }));
        check(json!({ "instruction": "i", "messages": [], "context": [] }));
        check(json!({ "messages": [{ "role": "user" }, { "role": "tool", "content": null }] }));
        check(json!({ "instruction": "i", "context": [{ "title": null, "text": "a", "n": 1.0 }] }));
    }

    #[test]
    fn gold_that_cannot_be_read_costs_the_gold() {
        for gold in [
            json!({ "ratings": { "x": { "c": "3" } } }),
            json!("x_better"),
        ] {
            let read = read(json!([{ "instruction": "i", "gold": gold,
                "responses": [{ "id": "x", "text": "a" }] }]));
            let task = read.pack.tasks.get(0).unwrap();
            assert!(task.brief.gold.is_none());
            assert_eq!(serde_json::to_value(&*task).unwrap()["gold"], gold);
            assert!(read.problems.len() == 1 && !read.problems[0].is_skipped());
        }
    }

    #[test]
    fn responses_that_make_a_decision_ambiguous_are_noted() {
        let read = read(json!([{ "instruction": "i", "responses": [
            { "id": "x", "text": "a" }, { "id": "x_much", "text": "b" }] }]));
        assert_eq!(ids(&read).len(), 1);
        let message = &read.problems[0].message;
        assert!(
            message.starts_with("“x_much_better” can be read"),
            "{message}"
        );
    }
}
