//! The responses of one row.

use serde_json::{Map, Value};

use super::alias::plain;
use super::assemble::{Plan, Prompt, in_words, missing, numbered};
use super::chat::{self, Turn};
use super::mapping::Role;
use super::problem::Problem;
use super::table::Row;

/// A response on its way into a task.
#[derive(Default)]
pub(super) struct Answer {
    pub text: String,
    pub model: Option<String>,
    /// Members that came along with it.
    pub rest: Map<String, Value>,
}

impl Answer {
    fn of(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

/// Responses as a pack has them, with the ids a, b, c, …
pub(super) fn to_json(answers: Vec<Answer>) -> Value {
    let one = |(at, answer): (usize, Answer)| {
        let letter = u8::try_from(at)
            .ok()
            .filter(|at| *at < 26)
            .map(|at| char::from(b'a' + at));
        let id = letter.map_or_else(|| format!("r{}", at + 1), String::from);
        let mut response = answer.rest;
        response.insert("id".into(), id.into());
        response.insert("text".into(), answer.text.into());
        if let Some(model) = answer.model {
            response.insert("model".into(), model.into());
        }
        Value::Object(response)
    };
    answers.into_iter().enumerate().map(one).collect()
}

/// An item of a list of responses: a text, or an object with one.
pub(super) fn item(value: &Value) -> Option<Answer> {
    match value {
        Value::String(text) => Some(Answer::of(text.clone())),
        Value::Array(_) => match chat::turns(value) {
            Some(turns) => Some(Answer::of(
                turns.iter().rev().find(|t| t.is_answer())?.text.clone(),
            )),
            None => texts(value).map(|texts| Answer::of(numbered(&texts))),
        },
        Value::Object(object) => object_item(object),
        _ => None,
    }
}

fn object_item(object: &Map<String, Value>) -> Option<Answer> {
    const TEXTS: &[&str] = &[
        "text",
        "content",
        "response",
        "output",
        "answer",
        "completion",
        "generatedtext",
        "message",
        "value",
        "turns",
        "responsetext",
        "generation",
        "summary",
    ];
    const MODELS: &[&str] = &[
        "model",
        "modelname",
        "modelid",
        "generator",
        "llm",
        "engine",
    ];
    let member = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| object.iter().find(|(key, _)| plain(key) == *name))
    };
    let (text_key, value) = member(TEXTS)?;
    let text = item(value)?.text;
    let model = member(MODELS).filter(|(_, model)| !model.is_null());
    let mut rest = object.clone();
    rest.remove(text_key);
    rest.remove("id");
    if let Some((key, _)) = model {
        rest.remove(key);
    }
    // A name of ours with another shape inside would be read as ours.
    rest.remove("text");
    rest.remove("model");
    Some(Answer {
        text,
        model: model.map(|(_, model)| in_words(model)),
        rest,
    })
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let items = value.as_array().filter(|items| !items.is_empty())?;
    items
        .iter()
        .map(|item| item.as_str().map(str::to_owned))
        .collect()
}

impl Plan<'_> {
    /// The responses of a row. Whole conversations give their shared beginning to the prompt.
    pub fn answers(&self, row: &Row, prompt: &mut Prompt) -> Result<Vec<Answer>, Problem> {
        if self.mapping.column(Role::Responses).is_some() {
            let answers = self.listed(row)?;
            drop_repeated(prompt, &answers);
            return Ok(answers);
        }
        let sides = [Role::ResponseA, Role::ResponseB];
        let sides: Vec<Role> = sides
            .into_iter()
            .filter(|side| self.mapping.column(*side).is_some())
            .collect();
        if sides.is_empty() {
            return Ok(vec![self.last_answer(row, prompt)?]);
        }
        let talks: Option<Vec<Vec<Turn>>> =
            sides.iter().map(|side| self.talk(row, *side)).collect();
        let mut answers = match talks {
            Some(talks) => self.spoken(row, &talks, prompt)?,
            None => sides
                .iter()
                .map(|side| self.written(row, *side))
                .collect::<Result<_, _>>()?,
        };
        for (answer, side) in answers.iter_mut().zip(&sides) {
            answer.model = self.model(row, *side);
        }
        drop_repeated(prompt, &answers);
        Ok(answers)
    }

    fn model(&self, row: &Row, side: Role) -> Option<String> {
        let column = if side == Role::ResponseB {
            Role::ModelB
        } else {
            Role::ModelA
        };
        let cell = self
            .cell(row, column)
            .map(|cell| in_words(&cell).trim().to_owned());
        let named = || self.mapping.pick(side).and_then(|pick| pick.model.clone());
        cell.filter(|model| !model.is_empty()).or_else(named)
    }

    fn listed(&self, row: &Row) -> Result<Vec<Answer>, Problem> {
        let column = self.mapping.column(Role::Responses);
        let cell = self.cell(row, Role::Responses);
        let answers: Option<Vec<Answer>> = match cell.as_deref() {
            Some(Value::Array(items)) => items.iter().map(item).collect(),
            Some(Value::String(text)) => match chat::list_in_text(text) {
                Some(texts) => Some(texts.into_iter().map(Answer::of).collect()),
                None => Some(vec![Answer::of(text.clone())]),
            },
            Some(object @ Value::Object(_)) => item(object).map(|answer| vec![answer]),
            _ => None,
        };
        let answers = answers.filter(|answers| !answers.is_empty());
        let mut answers = answers.ok_or_else(|| missing(row, "response", column))?;
        let models = self.cell(row, Role::ModelA);
        let models = models.as_deref().map(|models| match models {
            Value::Array(models) => models.iter().map(in_words).collect(),
            one => vec![in_words(one)],
        });
        for (answer, model) in answers.iter_mut().zip(models.unwrap_or_default()) {
            answer.model.get_or_insert(model);
        }
        Ok(answers)
    }

    /// The last turn of the conversation, when the model speaks it.
    fn last_answer(&self, row: &Row, prompt: &mut Prompt) -> Result<Answer, Problem> {
        let last = prompt.turns.pop_if(|turn| turn.is_answer());
        let Some(turn) = last else {
            let column = self.mapping.column(Role::Messages);
            let column = column
                .or(self.mapping.column(Role::Instruction))
                .unwrap_or_default();
            return Err(Problem::skipped(
                row.place,
                format!("There is no response: “{column}” does not end with an answer."),
                "Add the model’s answer to the file, or choose the column that holds it.",
            ));
        };
        let mut answer = Answer {
            text: turn.text,
            model: None,
            rest: turn.rest,
        };
        answer.rest.remove("id");
        answer.rest.remove("model");
        answer.model = self.model(row, Role::ResponseA);
        Ok(answer)
    }

    fn talk(&self, row: &Row, side: Role) -> Option<Vec<Turn>> {
        let cell = self
            .cell(row, side)
            .filter(|_| self.talks.contains(&side))?;
        chat::turns(&cell)
    }

    /// Responses that came as whole conversations, or as the answering turns alone.
    fn spoken(
        &self,
        row: &Row,
        talks: &[Vec<Turn>],
        prompt: &mut Prompt,
    ) -> Result<Vec<Answer>, Problem> {
        let shared = match talks {
            [a, b] => chat::common(a, b),
            [one, ..] => one.len().saturating_sub(1),
            [] => 0,
        };
        let silent = talks
            .iter()
            .any(|talk| !talk.last().is_some_and(Turn::is_answer));
        if silent {
            return Err(missing(
                row,
                "answer at the end",
                self.mapping.column(Role::ResponseA),
            ));
        }
        let beginning = talks
            .first()
            .and_then(|talk| talk.get(..shared))
            .unwrap_or_default();
        // The question alone says no more than the prompt; a longer beginning does.
        if prompt.turns.is_empty() && (prompt.words.trim().is_empty() || shared > 1) {
            prompt.turns = beginning.to_vec();
        }
        let rest = |talk: &Vec<Turn>| chat::as_response(talk.get(shared..).unwrap_or_default());
        Ok(talks.iter().map(|talk| Answer::of(rest(talk))).collect())
    }

    fn written(&self, row: &Row, side: Role) -> Result<Answer, Problem> {
        let column = self.mapping.column(side);
        let cell = self
            .cell(row, side)
            .ok_or_else(|| missing(row, "response", column))?;
        let listed = cell
            .as_str()
            .filter(|_| self.lists)
            .and_then(chat::list_in_text);
        if let Some(texts) = listed {
            return Ok(Answer::of(numbered(&texts)));
        }
        Ok(match &*cell {
            // Nested values that hold one text are that text; others are shown as they are.
            Value::Array(_) | Value::Object(_) => {
                item(&cell).unwrap_or_else(|| Answer::of(in_words(&cell)))
            }
            other => Answer::of(in_words(other)),
        })
    }
}

/// A conversation that already ends with the response would show it twice.
fn drop_repeated(prompt: &mut Prompt, answers: &[Answer]) {
    let repeats = |turn: &mut Turn| {
        turn.is_answer()
            && answers
                .iter()
                .any(|answer| answer.text.trim() == turn.text.trim())
    };
    if prompt.turns.len() > 1 {
        prompt.turns.pop_if(repeats);
    }
}
