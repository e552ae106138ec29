//! From a row to a task of a pack.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::domain::hash::ContentHash;
use crate::domain::task::content_hash;

use super::alias::{self, plain};
use super::answers;
use super::chat::{self, Turn};
use super::mapping::{Mapping, Role, is_talk};
use super::naming::Names;
use super::problem::{Place, Problem};
use super::table::{KEY, Kind, Row, Table, is_empty, remove};

/// What a pack needs beside its tasks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PackOptions {
    /// The pack's title.
    pub title: String,
    /// The rubric as it stands in a pack; null for none.
    pub rubric: Value,
    /// The kind of every task; by default `score` for one response and `compare` for more.
    pub kind: Option<String>,
}

/// The first tasks of a pack to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Tasks as they will stand in the pack.
    pub tasks: Vec<Value>,
    /// What was noticed up to there.
    pub problems: Vec<Problem>,
}

impl Mapping {
    /// The first `n` tasks as they would be, among the first rows.
    pub fn preview(&self, table: &Table, n: usize) -> Preview {
        let plan = Plan::new(self, table, None);
        let mut names = Names::default();
        let given = table.head.iter().filter_map(|row| plan.own_id(row));
        given.for_each(|id| names.know(&id));
        let mut preview = Preview {
            tasks: Vec::new(),
            problems: plan.further().into_iter().collect(),
        };
        for row in &table.head {
            if preview.tasks.len() >= n {
                break;
            }
            match plan.task(row, &mut names, &mut preview.problems) {
                Ok(task) => preview.tasks.push(task),
                Err(problem) => preview.problems.push(problem),
            }
        }
        preview
    }
}

/// The prompt of a task: words, or a conversation.
#[derive(Default)]
pub(super) struct Prompt {
    pub words: String,
    pub turns: Vec<Turn>,
}

impl Prompt {
    /// Words beside a conversation are its next question, unless they stand in it already.
    fn close(&mut self) {
        let words = self.words.trim();
        if self.turns.is_empty() || words.is_empty() {
            return;
        }
        if !self.turns.iter().any(|turn| turn.text.contains(words)) {
            self.turns.push(Turn::user(words));
        }
    }

    fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && self.turns.is_empty()
    }
}

/// A mapping with what is looked up once for all rows.
pub(super) struct Plan<'t> {
    pub mapping: &'t Mapping,
    pub table: &'t Table,
    kind: Option<&'t str>,
    /// Whether texts of the prompt are lists written as JSON; then those of the responses are too.
    pub lists: bool,
    /// Roles whose columns hold conversations.
    pub talks: Vec<Role>,
}

impl<'t> Plan<'t> {
    pub fn new(mapping: &'t Mapping, table: &'t Table, kind: Option<&'t str>) -> Self {
        let of = |role| mapping.column(role).and_then(|path| table.column(path));
        let lists = of(Role::Instruction).is_some_and(|column| column.kind == Kind::List);
        let talk = |role: &Role| {
            mapping
                .column(*role)
                .is_some_and(|path| is_talk(table, path))
        };
        let talks = Role::ALL.into_iter().filter(talk).collect();
        Self {
            mapping,
            table,
            kind,
            lists,
            talks,
        }
    }

    /// A third response column is not lost in silence: two are compared, the others travel along.
    pub fn further(&self) -> Option<Problem> {
        self.mapping.column(Role::ResponseB)?;
        let (word, _) = alias::family(self.mapping.column(Role::ResponseA)?)?;
        let columns = self.table.columns.iter().map(|column| column.path.as_str());
        let alike = columns.filter(|path| {
            let family = alias::family(path);
            family.is_some_and(|(other, _)| other == word) && self.mapping.role(path).is_none()
        });
        let names: Vec<String> = alike.map(|path| format!("“{path}”")).collect();
        let message = format!(
            "{} may hold further responses; two are compared.",
            names.join(", ")
        );
        let hint = "Choose another pair of columns to compare those; they travel along as meta.";
        (!names.is_empty()).then(|| Problem::note(Place::File, message, hint))
    }

    /// The task of a row, or why there is none.
    pub fn task(
        &self,
        row: &Row,
        names: &mut Names,
        problems: &mut Vec<Problem>,
    ) -> Result<Value, Problem> {
        let mut prompt = self.prompt(row);
        let answers = self.answers(row, &mut prompt)?;
        if prompt.is_empty() {
            let first = [
                Role::Instruction,
                Role::Messages,
                Role::Input,
                Role::ResponseA,
            ];
            let column = first.into_iter().find_map(|role| self.mapping.column(role));
            return Err(missing(row, "prompt", column));
        }
        prompt.close();
        if answers.iter().any(|answer| answer.text.is_empty()) {
            problems.push(Problem::note(
                row.place,
                "A response is an empty text; kept, because a model may answer nothing.",
                "Leave the row out of the file if the response was lost.",
            ));
        }
        let kind = self.kind.unwrap_or(if answers.len() > 1 {
            "compare"
        } else {
            "score"
        });
        let mut task = Map::new();
        task.insert("kind".into(), kind.into());
        if prompt.turns.is_empty() {
            task.insert("instruction".into(), prompt.words.into());
        } else {
            let messages = prompt.turns.into_iter().map(Turn::into_message).collect();
            task.insert("messages".into(), Value::Array(messages));
        }
        self.companions(row, &mut task);
        task.insert("responses".into(), answers::to_json(answers));
        self.identify(row, &mut task, names, problems);
        self.meta(row, &mut task);
        Ok(Value::Object(task))
    }

    fn prompt(&self, row: &Row) -> Prompt {
        let mut prompt = Prompt::default();
        let spoken = self.talks.contains(&Role::Instruction);
        if let Some(cell) = self.cell(row, Role::Messages) {
            prompt.turns = chat::turns(&cell).unwrap_or_default();
        } else if spoken && let Some(cell) = self.cell(row, Role::Instruction) {
            prompt.turns = chat::turns(&cell).unwrap_or_default();
        }
        if !spoken || prompt.turns.is_empty() {
            prompt.words = self.text(row, Role::Instruction).unwrap_or_default();
        }
        let input = self
            .text(row, Role::Input)
            .filter(|input| !input.trim().is_empty());
        if let Some(input) = input {
            if !prompt.words.trim().is_empty() {
                prompt.words.push_str("\n\n");
            }
            prompt.words.push_str(&input);
        }
        prompt
    }

    /// The cell in a role; nothing when it is missing or null.
    pub fn cell<'r>(&self, row: &'r Row, role: Role) -> Option<Cow<'r, Value>> {
        self.table
            .cell(row, self.mapping.column(role)?)
            .filter(|value| !value.is_null())
    }

    /// The cell in a role as text.
    fn text(&self, row: &Row, role: Role) -> Option<String> {
        let cell = self.cell(row, role)?;
        if self.lists
            && let Some(items) = cell.as_str().and_then(chat::list_in_text)
        {
            return Some(numbered(&items));
        }
        Some(in_words(&cell))
    }

    /// A cell that says nothing when it is empty.
    fn filled(&self, row: &Row, role: Role) -> Option<String> {
        self.text(row, role).filter(|text| !text.trim().is_empty())
    }

    fn companions(&self, row: &Row, task: &mut Map<String, Value>) {
        let texts = [
            ("title", Role::Title),
            ("system", Role::System),
            ("reference", Role::Reference),
        ];
        for (name, role) in texts {
            if let Some(text) = self.filled(row, role) {
                task.insert(name.into(), text.into());
            }
        }
        if let Some(cell) = self.cell(row, Role::Context).filter(|cell| !is_empty(cell)) {
            let title = self.mapping.column(Role::Context).unwrap_or_default();
            task.insert("context".into(), passages(title, &cell));
        }
        if let Some(cell) = self.cell(row, Role::Tags).filter(|cell| !is_empty(cell)) {
            let column = self.mapping.column(Role::Tags).unwrap_or_default();
            task.insert("tags".into(), tags(column, &cell));
        }
    }

    /// The row's own id; a repeated one is told apart, because two tasks never share one.
    fn identify(
        &self,
        row: &Row,
        task: &mut Map<String, Value>,
        names: &mut Names,
        problems: &mut Vec<Problem>,
    ) {
        let own = self.own_id(row);
        let (id, renamed) = names.name(own.as_deref(), &hash(task), row.place);
        if own.is_some() || renamed.is_some() {
            task.insert("id".into(), id.into());
        }
        problems.extend(renamed);
    }

    /// The id that the row itself gives.
    pub fn own_id(&self, row: &Row) -> Option<String> {
        self.filled(row, Role::Id).map(|id| id.trim().to_owned())
    }

    /// What no role uses travels along.
    fn meta(&self, row: &Row, task: &mut Map<String, Value>) {
        let mut rest = row.value.clone();
        for pick in self.mapping.picks() {
            remove(&mut rest, &pick.column);
        }
        let id = task.get("id").and_then(Value::as_str);
        if rest.get(KEY).and_then(Value::as_str) == id {
            rest.remove(KEY);
        }
        if !rest.is_empty() {
            task.insert("meta".into(), Value::Object(rest));
        }
    }
}

/// A row that gives no task.
pub(super) fn missing(row: &Row, what: &str, column: Option<&str>) -> Problem {
    let message = match column {
        Some(column) => format!("There is no {what} in “{column}”; the row was left out."),
        None => format!("There is no column for the {what}; the row was left out."),
    };
    let hint = format!("Fill the {what} in the file, or choose another column for it.");
    Problem::skipped(row.place, message, hint)
}

/// The content hash that the task will have in its pack.
fn hash(task: &Map<String, Value>) -> ContentHash {
    let responses = task.get("responses").and_then(Value::as_array);
    let pairs = responses.into_iter().flatten();
    let pairs = pairs.filter_map(|r| Some((r.get("id")?.as_str()?, r.get("text")?.as_str()?)));
    content_hash(task, pairs)
}

/// A cell in words: texts as they are, nested values as JSON.
pub(super) fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            if texts.len() > 1 {
                texts.join("\n\n")
            } else {
                texts.concat()
            }
        }
        Value::Array(_) | Value::Object(_) => {
            serde_json::to_string_pretty(value).unwrap_or_default()
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// Several turns of one speaker.
pub(super) fn numbered(texts: &[String]) -> String {
    if let [text] = texts {
        return text.clone();
    }
    let turns = texts
        .iter()
        .enumerate()
        .map(|(at, text)| format!("[{}]\n{text}", at + 1));
    turns.collect::<Vec<_>>().join("\n\n")
}

/// Context as a pack has it: titled passages.
fn passages(column: &str, cell: &Value) -> Value {
    let passage = |title: &str, text: String| json!({ "title": title, "text": text });
    let Value::Array(items) = cell else {
        return Value::Array(vec![passage(column, in_words(cell))]);
    };
    let several = items.iter().enumerate().map(|(at, item)| {
        let numbered = format!("{column} {}", at + 1);
        let member = |names: &[&str]| names.iter().find_map(|name| item.get(*name)?.as_str());
        let text = member(&["text", "content", "passage", "document"]);
        let title = member(&["title", "source", "name"]).unwrap_or(&numbered);
        passage(title, text.map_or_else(|| in_words(item), str::to_owned))
    });
    several.collect()
}

/// Tags as a list; only a column called tags holds several in one text.
fn tags(column: &str, cell: &Value) -> Value {
    match cell {
        Value::Array(items) => items.iter().map(in_words).collect(),
        Value::String(text) if plain(column).ends_with("tags") => {
            let parts = text.split([',', ';', '|']).map(str::trim);
            parts.filter(|tag| !tag.is_empty()).collect()
        }
        other => Value::Array(vec![in_words(other).trim().into()]),
    }
}
