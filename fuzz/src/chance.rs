//! Values made of what the fuzzer gives: JSON with the words of our files, whole or bent.

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

/// Names and values that readers look for, and signs that they stumble over.
const WORDS: &[&str] = &[
    "",
    " ",
    "prompt",
    "response",
    "response_a",
    "response_b",
    "chosen",
    "rejected",
    "instruction",
    "input",
    "output",
    "messages",
    "conversations",
    "role",
    "from",
    "value",
    "content",
    "user",
    "assistant",
    "system",
    "human",
    "gpt",
    "text",
    "tool_calls",
    "answers",
    "choices",
    "turns",
    "context",
    "tags",
    "reference",
    "title",
    "id",
    "idx",
    "model",
    "model_a",
    "model_b",
    "winner",
    "label",
    "completion",
    "Human: a\n\nAssistant: b",
    "\n\nHuman: a\n\nAssistant: b\n\nHuman:",
    "[\"a\",\"b\"]",
    "[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]",
    "### Instruction:\na\n### Response:\nb",
    "CONTEXT:\na\nQUESTION:\nb",
    "a.b",
    "a › b",
    "(key)",
    "x",
    "c",
    "r1",
    "t-1",
    "score",
    "compare",
    "na",
    "met",
    "x_better",
    "x_much_better",
    "both_good",
    "points",
    "binary",
    "weight",
    "criteria",
    "ratings",
    "decision",
    "placed",
    "rubric",
    "pass",
    "revision",
    "history",
    "entries",
    "heads",
    "journal",
    "partial_of",
    "trainmaster/pack",
    "trainmaster/results",
    "2026-11-18T12:06:40.123+01:00",
    "9999-12-31T23:59:59.999Z",
    "0000-01-01T00:00:00+23:59",
    "sha256:00",
    "\u{feff}",
    "\u{202e}\u{200b}",
    "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "=1+1",
    "\"",
    "\r\n",
];

/// A word of ours, or anything.
pub fn text(chance: &mut Unstructured<'_>) -> Result<String> {
    if chance.ratio(4_u8, 5)? {
        Ok((*chance.choose(WORDS)?).to_owned())
    } else {
        chance.arbitrary()
    }
}

/// A value that is no list and no object.
fn plain(chance: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match chance.int_in_range(0..=9_u8)? {
        0 => Value::Null,
        1 => json!(chance.arbitrary::<bool>()?),
        2 => json!(chance.arbitrary::<i8>()?),
        3 => json!(chance.arbitrary::<u64>()?),
        4 => json!(chance.arbitrary::<i64>()?),
        5 => json!(chance.arbitrary::<f64>()?),
        _ => json!(text(chance)?),
    })
}

/// A value nested at most so deep.
pub fn value(chance: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    match chance.int_in_range(0..=5_u8)? {
        0 if depth > 0 => {
            let length = chance.int_in_range(0..=4_usize)?;
            (0..length).map(|_| value(chance, depth - 1)).collect()
        }
        1 if depth > 0 => object(chance, depth - 1).map(Value::Object),
        _ => plain(chance),
    }
}

/// An object whose members are nested at most so deep.
pub fn object(chance: &mut Unstructured<'_>, depth: usize) -> Result<Map<String, Value>> {
    let length = chance.int_in_range(0..=5_usize)?;
    (0..length)
        .map(|_| Ok((text(chance)?, value(chance, depth)?)))
        .collect()
}

/// Changes a few places of a value: other values, other names, more, less, or what stands
/// elsewhere in it.
pub fn bend(whole: &mut Value, chance: &mut Unstructured<'_>) -> Result<()> {
    for _ in 0..12 {
        if chance.is_empty() {
            break;
        }
        let places = count(whole);
        let elsewhere = chance.int_in_range(0..=places - 1)?;
        let copied = place(whole, elsewhere).cloned().unwrap_or_default();
        let here = chance.int_in_range(0..=places - 1)?;
        let Some(here) = place(whole, here) else {
            continue;
        };
        match (chance.int_in_range(0..=7_u8)?, here) {
            (0, Value::Object(members)) => {
                members.insert(text(chance)?, copied);
            }
            (1, Value::Object(members)) => {
                let names: Vec<String> = members.keys().cloned().collect();
                if let Ok(name) = chance.choose(&names)
                    && let Some(member) = members.remove(name)
                    && chance.arbitrary()?
                {
                    members.insert(text(chance)?, member);
                }
            }
            (0, Value::Array(items)) => items.push(copied),
            (1, Value::Array(items)) => {
                items.pop();
            }
            (2, Value::Array(items)) => {
                if let Some(last) = items.last().cloned() {
                    let times = chance.int_in_range(0..=40_usize)?;
                    items.extend(std::iter::repeat_n(last, times));
                }
            }
            (3, Value::Array(items)) => items.reverse(),
            (4, Value::String(words)) => *words += &text(chance)?,
            (5, here) => *here = copied,
            (6, here) => *here = plain(chance)?,
            (_, here) => *here = value(chance, 3)?,
        }
        if count(whole) > 4_000 {
            break;
        }
    }
    Ok(())
}

/// How many values there are in a value, itself included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// The value at a place: 0 is the whole, then what it holds, in order.
fn place(whole: &mut Value, mut at: usize) -> Option<&mut Value> {
    if at == 0 {
        return Some(whole);
    }
    at -= 1;
    let inner: Vec<&mut Value> = match whole {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        _ => Vec::new(),
    };
    for value in inner {
        let size = count(value);
        if at < size {
            return place(value, at);
        }
        at -= size;
    }
    None
}
