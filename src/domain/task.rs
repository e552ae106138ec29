//! A task: one thing to judge.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::gold::Gold;
use super::hash::{ContentHash, is_plain};
use super::id::{ResponseId, RubricId, TaskId};

/// What is asked of the rater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TaskKind"))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One response against the rubric.
    Score,
    /// Two or more responses against each other.
    Compare,
    /// Violations of a policy.
    Safety,
    /// Labelled spans.
    Annotate,
    /// A better version of a response.
    Rewrite,
    /// Versions of a prompt.
    Prompt,
}

impl Kind {
    /// Its name on the screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Score => "Score",
            Self::Compare => "Compare",
            Self::Safety => "Safety",
            Self::Annotate => "Annotate",
            Self::Rewrite => "Rewrite",
            Self::Prompt => "Prompt",
        }
    }

    /// Whether this version of the app has a workspace for it.
    pub fn has_workspace(self) -> bool {
        matches!(self, Self::Score | Self::Compare)
    }
}

/// One thing to judge: an instruction or a conversation, the responses to it, a rubric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Its name within the pack.
    pub id: TaskId,
    /// What is asked.
    pub kind: Kind,
    /// What the task gives the rater and what it is about.
    #[serde(flatten)]
    pub brief: Brief,
    /// What is judged; at least one.
    pub responses: Vec<Response>,
    /// The content hash that an evaluation pins; derived, not written.
    #[serde(skip, default = "no_hash")]
    pub hash: ContentHash,
}

/// Everything of a task but its identity and its responses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Brief {
    /// Its title; the beginning of the instruction where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the work is about, such as “customer support”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// What the model was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction: Option<String>,
    /// The system prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The conversation that the responses continue; an empty list is one that was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<Message>>,
    /// Material the model had; an empty list is one that was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Vec<Context>>,
    /// The reference answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The rubric; the pack's first where none is named.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::domain::id::optional"
    )]
    pub rubric: Option<RubricId>,
    /// Free labels.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "crate::domain::null::as_default"
    )]
    pub tags: Vec<String>,
    /// Smaller is more urgent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<f64>,
    /// When it is due, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// What the rater should know about.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "crate::domain::null::as_default"
    )]
    pub expertise: Vec<String>,
    /// The known right answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gold: Option<Gold>,
    /// Fields of other tools, carried through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Value>,
    /// What the file says beyond this, carried through.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// One turn of a conversation, kept exactly as the file has it, because its hash is what an
/// evaluation pins.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Message(Map<String, Value>);

impl Message {
    /// `system`, `user`, `assistant`, `tool` …
    pub fn role(&self) -> &str {
        text_of(&self.0, "role")
    }

    /// The words of the turn; parts that are no text are named.
    pub fn text(&self) -> String {
        match self.0.get("content") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(parts)) => parts.iter().map(part).collect::<Vec<_>>().join("\n\n"),
            None | Some(Value::Null) => String::new(),
            Some(other) => other.to_string(),
        }
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        having("role", Map::deserialize(deserializer)?).map(Self)
    }
}

fn part(part: &Value) -> String {
    match (part, part.get("text")) {
        (Value::String(text), _) | (_, Some(Value::String(text))) => text.clone(),
        _ => format!(
            "[{}]",
            part.get("type").and_then(Value::as_str).unwrap_or("part")
        ),
    }
}

/// A piece of material the model had, kept exactly as the file has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Context(Map<String, Value>);

impl Context {
    /// What it is.
    pub fn title(&self) -> Option<&str> {
        self.0.get("title").and_then(Value::as_str)
    }

    /// Its words.
    pub fn text(&self) -> &str {
        text_of(&self.0, "text")
    }
}

impl<'de> Deserialize<'de> for Context {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        having("text", Map::deserialize(deserializer)?).map(Self)
    }
}

/// An object that has a text under this name.
fn having<E: serde::de::Error>(
    name: &'static str,
    object: Map<String, Value>,
) -> Result<Map<String, Value>, E> {
    match object.get(name) {
        Some(Value::String(_)) => Ok(object),
        Some(_) => Err(E::custom(format!("\"{name}\" is a text"))),
        None => Err(E::missing_field(name)),
    }
}

fn text_of<'o>(object: &'o Map<String, Value>, name: &str) -> &'o str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(feature = "schema")]
mod shape {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    impl JsonSchema for super::Message {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Message".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "One turn of a conversation.",
                "type": "object",
                "properties": {
                    "role": {
                        "description": "`system`, `user`, `assistant`, `tool` …",
                        "type": "string"
                    },
                    "content": { "description": "A text, or a list of parts with a `text` each." }
                },
                "required": ["role"],
                "additionalProperties": true
            })
        }
    }

    impl JsonSchema for super::Context {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Context".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "A piece of material the model had.",
                "type": "object",
                "properties": {
                    "title": { "description": "What it is.", "type": ["string", "null"] },
                    "text": { "description": "Its words.", "type": "string" }
                },
                "required": ["text"],
                "additionalProperties": true
            })
        }
    }
}

/// One model output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Response {
    /// Its name within the task.
    pub id: ResponseId,
    /// What the model wrote.
    pub text: String,
    /// The model; hidden while the work is blind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What the file says beyond this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Brief {
    /// The turns of the conversation.
    pub fn turns(&self) -> &[Message] {
        self.messages.as_deref().unwrap_or_default()
    }

    /// The pieces of material.
    pub fn passages(&self) -> &[Context] {
        self.context.as_deref().unwrap_or_default()
    }

    /// Whether nothing says what was asked.
    pub fn asks_nothing(&self) -> bool {
        let words = self.instruction.as_deref().unwrap_or_default();
        words.trim().is_empty() && self.turns().is_empty()
    }
}

impl Task {
    /// The ids of the responses, as stored.
    pub fn response_ids(&self) -> Vec<ResponseId> {
        self.responses
            .iter()
            .map(|response| response.id.clone())
            .collect()
    }

    /// The response of this id.
    pub fn response(&self, id: &ResponseId) -> Option<&Response> {
        self.responses.iter().find(|response| response.id == *id)
    }

    /// What was asked: the instruction, or the last turn of the user.
    pub fn asked(&self) -> String {
        let last = || {
            let mut turns = self.brief.turns().iter().rev();
            let user = turns.find(|message| message.role() == "user");
            user.map(Message::text)
        };
        let instruction = self.brief.instruction.clone();
        instruction.or_else(last).unwrap_or_default()
    }
}

/// The content hash of a task: what was asked and what was answered, and nothing else, so that a
/// changed due date makes no evaluation stale and a changed text does.
///
/// It is taken of the members as the file has them; an absent one and `null` are the same. The
/// responses are pairs of id and text.
pub fn content_hash<'r>(
    task: &Map<String, Value>,
    responses: impl IntoIterator<Item = (&'r str, &'r str)>,
) -> ContentHash {
    /// The order of the members is that of the canonical form.
    #[derive(Serialize)]
    struct Content<'r> {
        #[serde(skip_serializing_if = "Option::is_none")]
        context: Option<&'r Value>,
        #[serde(skip_serializing_if = "Option::is_none")]
        instruction: Option<&'r Value>,
        #[serde(skip_serializing_if = "Option::is_none")]
        messages: Option<&'r Value>,
        responses: Vec<Pair<'r>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        system: Option<&'r Value>,
    }
    #[derive(Serialize)]
    struct Pair<'r> {
        id: &'r str,
        text: &'r str,
    }
    let asked = |name| task.get(name).filter(|value| !value.is_null());
    let pairs = responses.into_iter().map(|(id, text)| Pair { id, text });
    let content = Content {
        context: asked("context"),
        instruction: asked("instruction"),
        messages: asked("messages"),
        responses: pairs.collect(),
        system: asked("system"),
    };
    let asked = ["context", "instruction", "messages", "system"].map(asked);
    if asked.into_iter().flatten().all(is_plain) {
        ContentHash::of_ordered(&content)
    } else {
        ContentHash::of(&content)
    }
}

fn no_hash() -> ContentHash {
    ContentHash::of(&Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn task(value: Value) -> Task {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn the_hash_sees_texts_and_nothing_else() {
        let hash = |value: Value| {
            let pairs = value["responses"].as_array().unwrap().iter();
            let pairs = pairs.map(|r| (r["id"].as_str().unwrap(), r["text"].as_str().unwrap()));
            content_hash(value.as_object().unwrap(), pairs)
        };
        let plain = json!({ "id": "t", "kind": "compare", "instruction": "i",
            "responses": [{ "id": "x", "text": "one" }, { "id": "y", "text": "two" }] });
        let mut later = plain.clone();
        later["due"] = json!("2026-11-27T17:00:00+01:00");
        later["id"] = json!("other");
        later["responses"][0]["model"] = json!("alpha");
        assert_eq!(hash(plain.clone()), hash(later));
        let content = json!({ "instruction": "i",
            "responses": [{ "id": "x", "text": "one" }, { "id": "y", "text": "two" }] });
        assert_eq!(hash(plain.clone()), ContentHash::of(&content));
        let mut with = plain.clone();
        with["messages"] = json!([{ "role": "assistant", "tool_calls": [1] }]);
        with["context"] = json!([]);
        with["system"] = Value::Null;
        let mut content = content;
        content["messages"] = with["messages"].clone();
        content["context"] = json!([]);
        assert_eq!(hash(with), ContentHash::of(&content));
        let mut changed = plain.clone();
        changed["responses"][0]["text"] = json!("One");
        assert_ne!(hash(plain), hash(changed));
    }

    #[test]
    fn fields_of_others_are_carried_through() {
        let value = json!({ "id": "t", "kind": "score", "instruction": "i", "x-team": 7,
            "messages": [{ "role": "user" }, { "role": "tool", "content": null, "x": 1 }],
            "context": [{ "title": null, "text": "a", "x": 1 }],
            "responses": [{ "id": "r", "text": "one", "latency": 12 }] });
        assert_eq!(serde_json::to_value(task(value.clone())).unwrap(), value);
    }
}
