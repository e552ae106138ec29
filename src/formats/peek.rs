//! Whether a text is a pack of ours, without reading it as one.

use std::sync::Arc;

use serde::de::IgnoredAny;
use serde_json::{Error as JsonError, Value};

use super::pack::FORMAT;
use super::steps::Progress;
use super::walk::{Met, Walk};

/// What a look at a text showed.
pub(super) enum Peeked {
    /// Nothing yet.
    More,
    /// A pack of this version.
    Pack(u64),
    /// Something else.
    Other,
}

/// A look at a text that may be a pack: whether it is an object in JSON that says so.
#[derive(Default)]
pub(super) struct Peek {
    walk: Walk,
    is_pack: bool,
    version: u64,
}

impl Peek {
    /// Goes on for about so many bytes.
    pub fn pass(&mut self, text: &Arc<String>, budget: usize) -> Peeked {
        match self.look(std::slice::from_ref(text), budget) {
            Ok(true) => Peeked::More,
            Ok(false) if self.is_pack => Peeked::Pack(self.version),
            // What is wrong with it the reader of all JSON says.
            Ok(false) | Err(_) => Peeked::Other,
        }
    }

    fn look(&mut self, parts: &[Arc<String>], budget: usize) -> Result<bool, JsonError> {
        let begun = self.walk.done();
        while self.walk.done() - begun < budget {
            match self.walk.next(parts)? {
                Met::Member(name) if name == "format" => {
                    self.is_pack = self.walk.value::<Value>(parts)? == FORMAT;
                }
                Met::Member(name) if name == "version" => {
                    self.version = self.walk.value::<Value>(parts)?.as_u64().unwrap_or(0);
                }
                Met::Member(_) if self.walk.enter(parts) => {}
                Met::Member(_) | Met::Item => drop(self.walk.value::<IgnoredAny>(parts)?),
                Met::End => return Ok(false),
            }
        }
        Ok(true)
    }

    /// How far it is.
    pub fn progress(&self, text: &str) -> Progress {
        Progress {
            rows: 0,
            done: self.walk.done(),
            all: text.len(),
        }
    }
}
