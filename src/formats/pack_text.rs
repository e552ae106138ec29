//! The text of a pack. A large one stands in parts, so that it is never moved as a whole.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::domain::hash::{ContentHash, Hashing, canonical};

/// A part is closed when it has become so long, bytes.
const PART: usize = 1 << 20;

/// The text of a pack, whole or in parts that begin and end between two tasks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackText {
    parts: Vec<Arc<String>>,
    /// The hash, where the text is canonical and was made here.
    hash: Option<ContentHash>,
}

impl PackText {
    /// Its parts, which together are the text.
    pub fn parts(&self) -> &[Arc<String>] {
        &self.parts
    }

    /// All of it in one piece.
    pub fn whole(&self) -> String {
        self.parts.iter().map(|part| part.as_str()).collect()
    }

    /// Bytes of all parts.
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum()
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
        Self::from(parts.into_iter().map(Arc::new).collect::<Vec<_>>())
    }
}

impl From<Vec<Arc<String>>> for PackText {
    fn from(parts: Vec<Arc<String>>) -> Self {
        Self { parts, hash: None }
    }
}

/// Writes the canonical text of a pack task by task, or only takes its hash.
pub(super) struct Scribe {
    hashing: Hashing,
    /// Nothing where only the hash is wanted.
    parts: Option<Vec<Arc<String>>>,
    /// The part that is being written.
    part: String,
    /// What comes behind the tasks.
    rest: String,
    is_begun: bool,
}

impl Scribe {
    /// Writes a pack; the frame is all of it but the tasks.
    pub fn new(frame: &Map<String, Value>) -> Self {
        Self::begin(frame, Some(Vec::new()))
    }

    /// Only takes the hash.
    pub fn hashing(frame: &Map<String, Value>) -> Self {
        Self::begin(frame, None)
    }

    fn begin(frame: &Map<String, Value>, parts: Option<Vec<Arc<String>>>) -> Self {
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
            part: String::new(),
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
        if self.part.len() + task.len() > PART {
            self.close();
        }
        self.put(task);
    }

    /// The text, without parts where only the hash was wanted.
    pub fn end(mut self) -> PackText {
        let rest = std::mem::take(&mut self.rest);
        self.put(&rest);
        self.close();
        PackText {
            parts: self.parts.unwrap_or_default(),
            hash: Some(self.hashing.end()),
        }
    }

    fn put(&mut self, piece: &str) {
        self.hashing.add(piece);
        if self.parts.is_some() {
            self.part.push_str(piece);
        }
    }

    fn close(&mut self) {
        if let Some(parts) = &mut self.parts
            && !self.part.is_empty()
        {
            self.part.shrink_to_fit();
            parts.push(Arc::new(std::mem::take(&mut self.part)));
        }
    }
}
