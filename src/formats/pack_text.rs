//! The text of a pack. A large one stands in parts, so that it is never moved as a whole.

use serde_json::{Map, Value};

use crate::domain::hash::{ContentHash, Hashing, canonical};

/// A part is closed when it has become so long, bytes.
const PART: usize = 1 << 20;

/// The text of a pack, whole or in parts that begin and end between two tasks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackText {
    parts: Vec<String>,
    /// The hash, where the text is canonical and was made here.
    hash: Option<ContentHash>,
}

impl PackText {
    /// Its parts, which together are the text.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// Gives its parts away.
    pub fn into_parts(self) -> Vec<String> {
        self.parts
    }

    /// Bytes of all parts.
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(String::len).sum()
    }

    /// The hash, where it is known without reading the text.
    pub(super) fn hash(&self) -> Option<&ContentHash> {
        self.hash.as_ref()
    }
}

impl From<String> for PackText {
    fn from(text: String) -> Self {
        Self::from(vec![text])
    }
}

impl From<Vec<String>> for PackText {
    fn from(parts: Vec<String>) -> Self {
        Self { parts, hash: None }
    }
}

/// Writes the canonical text of a pack task by task, or only takes its hash.
pub(super) struct Scribe {
    hashing: Hashing,
    /// Nothing where only the hash is wanted.
    parts: Option<Vec<String>>,
    /// What comes behind the tasks.
    rest: String,
    is_begun: bool,
}

impl Scribe {
    /// Writes a pack; the frame is all of it but the tasks.
    pub fn new(frame: &Map<String, Value>) -> Self {
        Self::begin(frame, Some(vec![String::new()]))
    }

    /// Only takes the hash.
    pub fn hashing(frame: &Map<String, Value>) -> Self {
        Self::begin(frame, None)
    }

    fn begin(frame: &Map<String, Value>, parts: Option<Vec<String>>) -> Self {
        // RFC 8785 orders members by their UTF-16.
        let mut members: Vec<(&String, &Value)> = frame.iter().collect();
        members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        let member = |(name, value): &(&String, &Value)| {
            format!("{}:{}", Value::from(name.as_str()), canonical(value))
        };
        let is_before = |(name, _): &(&String, &Value)| name.as_str() < "tasks";
        let (before, behind) = members.split_at(members.partition_point(is_before));
        let before = before.iter().map(|each| member(each) + ",");
        let behind = behind.iter().map(|each| format!(",{}", member(each)));
        let mut scribe = Self {
            hashing: Hashing::default(),
            parts,
            rest: format!("]{}}}", behind.collect::<String>()),
            is_begun: false,
        };
        scribe.put(&format!("{{{}\"tasks\":[", before.collect::<String>()));
        scribe
    }

    /// The next task, in its canonical form.
    pub fn task(&mut self, task: &str) {
        if self.is_begun {
            self.put(",");
        }
        self.is_begun = true;
        if let Some(parts) = &mut self.parts
            && parts
                .last()
                .is_none_or(|part| part.len() + task.len() > PART)
        {
            parts.push(String::with_capacity(PART.max(task.len())));
        }
        self.put(task);
    }

    /// The text, without parts where only the hash was wanted.
    pub fn end(mut self) -> PackText {
        let rest = std::mem::take(&mut self.rest);
        self.put(&rest);
        PackText {
            parts: self.parts.unwrap_or_default(),
            hash: Some(self.hashing.end()),
        }
    }

    fn put(&mut self, piece: &str) {
        self.hashing.add(piece);
        if let Some(part) = self.parts.as_mut().and_then(|parts| parts.last_mut()) {
            part.push_str(piece);
        }
    }
}
