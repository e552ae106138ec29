//! From a file to results: what cannot be read costs only itself.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use thiserror::Error;

use crate::domain::evaluation::Evaluation;
use crate::domain::time::Moment;
use crate::formats::problem::{Place, Problem};
use crate::journal::chain::Heads;

use super::{EntryLine, PackLine, Results, RubricLine, Seal, TaskLine};

/// Results with what was wrong in their file.
#[derive(Clone, Debug)]
pub struct ResultsRead {
    /// The part that could be read.
    pub results: Results,
    /// The rest, by its place in the list it is from.
    pub problems: Vec<Problem>,
}

/// Why nothing of a results file could be read.
#[derive(Debug, Error)]
pub enum ResultsError {
    /// The frame of the file is wrong.
    #[error("the results do not have the expected shape: {0}")]
    Shape(String),
    /// A later version of the app wrote it.
    #[error("the results are of version {0}, this app reads version 1; use a newer version")]
    Newer(u64),
}

/// Reads results; a line that cannot be read costs only itself.
///
/// # Errors
/// When nothing can be used.
pub fn read(value: Value) -> Result<ResultsRead, ResultsError> {
    let version = value.get("version").and_then(Value::as_u64);
    if let Some(version) = version.filter(|v| *v > 1) {
        return Err(ResultsError::Newer(version));
    }
    let Value::Object(mut file) = value else {
        return Err(ResultsError::Shape("it is no object".to_owned()));
    };
    let mut reader = Reader::default();
    reader.moment(&mut file);
    reader.optional::<String>(&mut file, "app");
    if let Some(Value::Object(rater)) = file.get_mut("rater") {
        reader.optional::<String>(rater, "name");
    }
    reader.list(&mut file, "packs", "pack", |_: &PackLine| None);
    reader.list(&mut file, "rubrics", "rubric", |line: &RubricLine| {
        let why = line.rubric().err()?;
        Some(format!("the rubric cannot be used: {why}"))
    });
    reader.list(&mut file, "tasks", "task", |_: &TaskLine| None);
    reader.list(
        &mut file,
        "evaluations",
        "evaluation",
        |evaluation: &Evaluation| {
            let decision = unread(evaluation)?;
            Some(format!(
                "the decision {decision} is none of those the task allows; it is left out"
            ))
        },
    );
    match file.get_mut("journal") {
        Some(Value::Object(journal)) => {
            reader.optional::<Heads>(journal, "heads");
            reader.optional::<Seal>(journal, "seal");
            reader.list(journal, "entries", "journal entry", |_: &EntryLine| None);
        }
        _ => reader.optional::<Map<String, Value>>(&mut file, "journal"),
    }
    let results = serde_json::from_value(Value::Object(file))
        .map_err(|error| ResultsError::Shape(error.to_string()))?;
    Ok(ResultsRead {
        results,
        problems: reader.problems,
    })
}

/// What to do about a line of another shape.
const COMPARE: &str = "compare it with the JSON Schema of results";

#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    /// Leaves out of a list what is no `T`, and takes note of what `odd` says about the others.
    fn list<T: DeserializeOwned>(
        &mut self,
        file: &mut Map<String, Value>,
        name: &str,
        what: &str,
        odd: impl Fn(&T) -> Option<String>,
    ) {
        let Some(Value::Array(lines)) = file.get_mut(name) else {
            self.optional::<Vec<Value>>(file, name);
            return;
        };
        let mut row = 0;
        lines.retain(|line| {
            row += 1;
            match T::deserialize(line) {
                Ok(line) => {
                    let odd = odd(&line).map(|why| Problem::note(Place::Row(row), why, COMPARE));
                    self.problems.extend(odd);
                    true
                }
                Err(fault) => {
                    let why = format!("the {what} does not have the expected shape: {fault}");
                    self.problems
                        .push(Problem::skipped(Place::Row(row), why, COMPARE));
                    false
                }
            }
        });
    }

    /// Leaves out a member that is there and no `T`.
    fn optional<T: DeserializeOwned>(&mut self, file: &mut Map<String, Value>, name: &str) {
        let Some(value) = file.get_mut(name) else {
            return;
        };
        if let Err(fault) = Option::<T>::deserialize(&*value) {
            let why = format!("“{name}” does not have the expected shape: {fault}");
            self.problems
                .push(Problem::skipped(Place::File, why, COMPARE));
            *value = Value::Null;
        }
    }

    /// When the file was made matters to nobody enough to refuse it.
    fn moment(&mut self, file: &mut Map<String, Value>) {
        let at = file.entry("exported_at").or_insert(Value::Null);
        if Moment::deserialize(&*at).is_err() {
            let why = "the file does not say when it was exported";
            self.problems.push(Problem::note(Place::File, why, COMPARE));
            *at = Value::Null;
        }
    }
}

/// The first decision outside the closed set, of the latest revision or an earlier one.
fn unread(evaluation: &Evaluation) -> Option<String> {
    let earlier = evaluation.history.iter().flat_map(|revision| {
        let shown = revision.shown.as_ref().unwrap_or(&evaluation.shown);
        revision.said.unread(shown)
    });
    let mut all = evaluation.said.unread(&evaluation.shown).chain(earlier);
    all.next().map(ToString::to_string)
}
