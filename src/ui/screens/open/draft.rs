//! What was read, assigned and typed on this screen, before it becomes a pack.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;

use crate::domain::hash::ContentHash;
use crate::domain::rubric::Rubric;
use crate::formats::{Fault, Mapped, Mapping, Problem, Role, Table};

use crate::text::figures::many;

/// A table that was read and waits to be mapped.
#[derive(Clone)]
pub struct Sheet {
    /// The file's name; empty for pasted text.
    pub name: String,
    /// Its rows, and its text.
    pub table: Arc<Table>,
}

impl Sheet {
    /// What to call it.
    pub fn label(&self) -> String {
        if self.name.is_empty() {
            "Pasted text".to_owned()
        } else {
            self.name.clone()
        }
    }

    /// A title for the pack made of it: the file's name without its ending.
    pub fn title(&self) -> String {
        let label = self.label();
        let stem = match label.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => &label,
        };
        stem.replace(['_', '-'], " ")
    }

    /// How many rows the file has, those that could not be read included.
    pub fn rows(&self) -> usize {
        let lost = self.table.problems.iter().filter(|p| p.is_skipped());
        self.table.rows.len() + lost.count()
    }

    /// What would come of a mapping, before any row is counted.
    pub fn outcome(&self, mapping: &Mapping) -> Outcome {
        let faults = mapping.faults(&self.table);
        Outcome {
            rows: self.rows(),
            is_counting: faults.is_empty(),
            faults,
            problems: self.table.problems.clone(),
            ..Outcome::default()
        }
    }
}

/// What comes of a mapping.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Rows of the file.
    pub rows: usize,
    /// Tasks that come out.
    pub tasks: usize,
    /// How many of them compare responses; the others score one.
    pub pairs: usize,
    /// What keeps tasks from coming out at all.
    pub faults: Vec<Fault>,
    /// What was noticed about rows; about those that become tasks when all are counted.
    pub problems: Vec<Problem>,
    /// Whether rows are still being counted.
    pub is_counting: bool,
}

impl Outcome {
    /// What was counted so far, or at last.
    pub fn count(&mut self, mapped: &Mapped) {
        (self.tasks, self.pairs) = (mapped.tasks, mapped.pairs);
    }

    /// What was counted, all of it.
    pub fn end(&mut self, mapped: Mapped) {
        self.count(&mapped);
        self.problems.extend(mapped.problems);
        self.is_counting = false;
    }

    /// What the file becomes: “999 compare tasks”.
    pub fn becomes(&self) -> String {
        let scores = self.tasks - self.pairs;
        let tasks = match (self.pairs, scores) {
            (0, 0) => "no tasks yet".to_owned(),
            (0, scores) => many(scores, "score task"),
            (pairs, 0) => many(pairs, "compare task"),
            (pairs, scores) => format!(
                "{} and {}",
                many(pairs, "compare task"),
                many(scores, "score task")
            ),
        };
        if self.is_counting {
            format!("{tasks} so far, counting …")
        } else {
            tasks
        }
    }
}

/// The name of a role on the screen.
pub fn role_title(role: Role) -> &'static str {
    match role {
        Role::Id => "Task id",
        Role::Instruction => "Instruction",
        Role::Input => "Input (after the instruction)",
        Role::Messages => "Conversation",
        Role::System => "System prompt",
        Role::Context => "Context",
        Role::Reference => "Reference answer",
        Role::ResponseA => "Response A",
        Role::ResponseB => "Response B",
        Role::Responses => "Responses (a list)",
        Role::ModelA => "Model of A",
        Role::ModelB => "Model of B",
        Role::Title => "Title",
        Role::Tags => "Tags",
        Role::Ignore => "Leave out",
    }
}

/// One task typed by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedTask {
    /// What the model was asked.
    pub instruction: String,
    /// What it answered.
    pub response: String,
    /// What it, or another, answered too; may be empty.
    pub second: String,
}

/// What a typed task lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Lacks {
    /// Nothing was asked.
    #[error("Write the instruction: what was the model asked?")]
    Instruction,
    /// Nothing was answered.
    #[error("Paste a response: what did the model answer?")]
    Response,
}

impl TypedTask {
    /// A pack of this one task.
    ///
    /// # Errors
    /// Says what is still to be typed.
    pub fn pack(&self, rubric: &Rubric) -> Result<Value, Lacks> {
        let texts = [&self.instruction, &self.response, &self.second].map(|text| text.trim());
        let [instruction, response, second] = texts;
        if instruction.is_empty() {
            return Err(Lacks::Instruction);
        }
        if response.is_empty() {
            return Err(Lacks::Response);
        }
        let mut responses = vec![json!({ "id": "r1", "text": response })];
        if !second.is_empty() {
            responses.push(json!({ "id": "r2", "text": second }));
        }
        let kind = if second.is_empty() {
            "score"
        } else {
            "compare"
        };
        let task = json!({ "kind": kind, "instruction": instruction, "responses": responses });
        let hash = ContentHash::of(&json!([task, rubric.source()]));
        Ok(json!({
            "format": "trainmaster/pack",
            "version": 1,
            "id": format!("typed-{}", hash.short(12)),
            "title": beginning(instruction, 48),
            "seed": hash.as_str(),
            "rubrics": [rubric.source()],
            "tasks": [task],
        }))
    }
}

/// The first line of a text, cut at a word.
pub fn beginning(text: &str, most: usize) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let cut: String = line.chars().take(most).collect();
    let cut = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(words, _)| words);
    format!("{cut} …")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Assembly, Opened, Steps, open, pack};

    fn sheet(name: &str, text: &str) -> Sheet {
        let Ok(Opened::Table(table)) = open(name, text.as_bytes()) else {
            panic!("{name} is no table");
        };
        Sheet {
            name: name.to_owned(),
            table: (*table).into(),
        }
    }

    #[test]
    fn a_sheet_says_what_becomes_of_it() {
        let sheet = sheet(
            "my_eval-set.jsonl",
            "{\"prompt\": \"p\", \"response_a\": \"x\", \"response_b\": \"y\"}\n{\"pro\n\
             {\"prompt\": \"q\", \"response_a\": \"x\", \"response_b\": \"y\"}\n",
        );
        let mapping = Mapping::guess(&sheet.table);
        let mut outcome = sheet.outcome(&mapping);
        assert_eq!(outcome.becomes(), "no tasks yet so far, counting …");
        outcome.end(Assembly::counting(&mapping, &sheet.table).finish());
        assert_eq!(sheet.title(), "my eval set");
        assert_eq!((outcome.rows, outcome.tasks), (3, 2));
        assert_eq!(outcome.becomes(), "2 compare tasks");
        assert_eq!(outcome.problems.len(), 1);
        let nothing = sheet.outcome(&Mapping::default());
        assert_eq!(nothing.becomes(), "no tasks yet");
        assert!(!nothing.faults.is_empty());
    }

    #[test]
    fn a_typed_task_becomes_a_pack() {
        let typed = |instruction: &str, response: &str, second: &str| TypedTask {
            instruction: instruction.to_owned(),
            response: response.to_owned(),
            second: second.to_owned(),
        };
        let rubric = Rubric::starter();
        let lacks = |task: TypedTask| task.pack(&rubric).err();
        assert_eq!(lacks(typed(" ", "r", "")), Some(Lacks::Instruction));
        assert_eq!(lacks(typed("i", "\n", "s")), Some(Lacks::Response));
        for (second, kind) in [("", "score"), ("other", "compare")] {
            let value = typed("Why is the sky blue?", "Because.", second).pack(&rubric);
            let read = value.ok().and_then(|value| pack::read(value).ok());
            let Some(read) = read else {
                panic!("the pack cannot be read");
            };
            assert_eq!(read.problems, []);
            assert_eq!(
                read.pack.tasks.get(0).unwrap().kind.title().to_lowercase(),
                kind
            );
            assert_eq!(read.pack.rubrics[0].hash, rubric.hash);
            assert_eq!(read.pack.stub.title, "Why is the sky blue?");
        }
    }
}
