//! Conversations in the shapes people have them: lists of chat messages, `ShareGPT` turns, and
//! `Human:` / `Assistant:` transcripts in one text.

use serde_json::{Map, Value};

/// One turn: who speaks and what, with the members that came along (`name`, `tool_calls`, …).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Turn {
    pub role: String,
    pub text: String,
    pub rest: Map<String, Value>,
}

impl Turn {
    /// What a person says.
    pub fn user(text: &str) -> Self {
        Self::new("user", text)
    }

    fn new(role: &str, text: &str) -> Self {
        Self {
            role: role.to_owned(),
            text: text.to_owned(),
            rest: Map::new(),
        }
    }

    /// As a message of a pack.
    pub fn into_message(self) -> Value {
        let mut message = self.rest;
        message.insert("role".into(), self.role.into());
        message.insert("content".into(), self.text.into());
        Value::Object(message)
    }

    /// Whether the model speaks.
    pub fn is_answer(&self) -> bool {
        self.role == "assistant"
    }
}

/// The turns of a cell that holds a conversation in any of the shapes.
pub(super) fn turns(value: &Value) -> Option<Vec<Turn>> {
    match value {
        Value::Array(items) if !items.is_empty() => items.iter().map(turn).collect(),
        Value::String(text) => in_text(text),
        _ => None,
    }
}

/// The turns of a text that is a transcript or JSON messages.
pub(super) fn in_text(text: &str) -> Option<Vec<Turn>> {
    let head = text.trim_start();
    if head.starts_with("Human:") {
        return transcript(text);
    }
    if !head.starts_with("[{") && !head.starts_with("[ {") {
        return None;
    }
    let value: Value = serde_json::from_str(text).ok()?;
    value.is_array().then(|| turns(&value)).flatten()
}

/// The texts of a cell that is a JSON list written into a text, as chat arena exports have them.
pub(super) fn list_in_text(text: &str) -> Option<Vec<String>> {
    let head = text.trim();
    if !head.starts_with("[\"") || !head.ends_with(']') {
        return None;
    }
    let items: Vec<Option<String>> = serde_json::from_str(head).ok()?;
    Some(items.into_iter().map(Option::unwrap_or_default).collect())
}

fn turn(value: &Value) -> Option<Turn> {
    let object = value.as_object()?;
    let (role_key, role) = member(object, &["role", "from"])?;
    let role = match role.as_str()? {
        "human" | "user" | "prompter" | "User" | "Human" => "user",
        "gpt" | "assistant" | "bot" | "model" | "chatgpt" | "Assistant" => "assistant",
        other => other,
    };
    let mut rest = object.clone();
    rest.remove(role_key);
    let text = match member(object, &["content", "value", "text"]) {
        Some((key, content)) => {
            rest.remove(key);
            content_text(content)
        }
        // An assistant that only calls tools has no content.
        None if object.contains_key("tool_calls") => String::new(),
        None => return None,
    };
    Some(Turn {
        role: role.to_owned(),
        text,
        rest,
    })
}

fn member<'v>(
    object: &'v Map<String, Value>,
    names: &[&'static str],
) -> Option<(&'static str, &'v Value)> {
    names
        .iter()
        .find_map(|name| Some((*name, object.get(*name)?)))
}

/// The text of a message's content: a text, a list of parts, or an object with the answer in it.
fn content_text(content: &Value) -> String {
    match content {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let parts: Vec<String> = parts.iter().map(part_text).collect();
            parts.join("\n")
        }
        Value::Object(object) => match member(object, &["answer", "text", "content"]) {
            Some((_, Value::String(text))) => text.clone(),
            _ => content.to_string(),
        },
        other => other.to_string(),
    }
}

fn part_text(part: &Value) -> String {
    match part {
        Value::String(text) => text.clone(),
        Value::Object(object) => {
            if let Some(Value::String(text)) = object.get("text") {
                return text.clone();
            }
            let kind = object.get("type").and_then(Value::as_str).unwrap_or("part");
            format!(
                "[{}]",
                kind.trim_start_matches("input_").trim_end_matches("_url")
            )
        }
        other => other.to_string(),
    }
}

/// `\n\nHuman: …\n\nAssistant: …`, the form of hh-rlhf.
fn transcript(text: &str) -> Option<Vec<Turn>> {
    let text = text.trim_start().strip_prefix("Human:")?;
    let said = |part: &str| part.strip_prefix(' ').unwrap_or(part).to_owned();
    let mut turns = Vec::new();
    let (mut role, mut start) = ("user", 0);
    for (at, _) in text.match_indices('\n') {
        let Some(after) = text.get(at + 1..)?.strip_prefix('\n') else {
            continue;
        };
        let (next, mark) = if after.starts_with("Human:") {
            ("user", "Human:")
        } else if after.starts_with("Assistant:") {
            ("assistant", "Assistant:")
        } else {
            continue;
        };
        turns.push(Turn::new(role, &said(text.get(start..at)?)));
        (role, start) = (next, at + 2 + mark.len());
    }
    turns.push(Turn::new(role, &said(text.get(start..)?)));
    // One question without an answer may be any text that happens to begin with “Human:”.
    (turns.len() > 1).then_some(turns)
}

/// How many turns two conversations begin with in common; at least one stays for each.
pub(super) fn common(a: &[Turn], b: &[Turn]) -> usize {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    same.min(a.len().saturating_sub(1))
        .min(b.len().saturating_sub(1))
}

/// The turns that follow the shared beginning, as one response.
pub(super) fn as_response(turns: &[Turn]) -> String {
    if let [turn] = turns
        && turn.is_answer()
    {
        return turn.text.clone();
    }
    let said = |turn: &Turn| {
        let name = match turn.role.as_str() {
            "user" => "User",
            "assistant" => "Assistant",
            other => other,
        };
        format!("{name}: {}", turn.text)
    };
    turns.iter().map(said).collect::<Vec<_>>().join("\n\n")
}
