//! Whether a text belongs under its name: packs and rubrics are kept, and backed up, under the hash
//! of what they say.
//!
//! A text belongs under a name
//! - when that is the hash of its canonical JSON, whatever it is, without the tasks that cannot be
//!   read: a pack is opened without them too;
//! - when it says that it stands for the text of that name: the judged tasks of a pack whose file
//!   was not there.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow::{self, Break, Continue};

use serde::de::IgnoredAny;
use serde_json::{Error, Map, Value};

use crate::domain::hash::{ContentHash, canonical};

use super::pack_text::{PackText, Scribe};
use super::steps::{Progress, Steps};
use super::walk::{Met, Walk};

/// A text that belongs under its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Belongs {
    /// The text.
    pub text: PackText,
    /// Whether it only stands for the text of that name.
    pub is_part: bool,
}

/// What is kept under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    Nothing,
    /// What only stands for the text.
    Part,
    /// The text.
    Whole,
    /// Something that cannot be read, perhaps for now only, or another text.
    Unknown,
}

impl Standing {
    /// What a text is that was held against its name.
    pub const fn of(found: Option<&Belongs>) -> Self {
        match found {
            None => Self::Unknown,
            Some(Belongs { is_part: true, .. }) => Self::Part,
            Some(Belongs { is_part: false, .. }) => Self::Whole,
        }
    }

    /// Whether a text that belongs there takes its place: a part never takes that of what may be
    /// the whole.
    pub const fn gives_way_to(self, text: &Belongs) -> bool {
        match self {
            Self::Nothing => true,
            Self::Part | Self::Unknown => !text.is_part,
            Self::Whole => false,
        }
    }
}

/// A text that is being held against its name.
pub struct Belonging {
    name: String,
    text: PackText,
    walk: Walk,
    phase: Phase,
}

enum Phase {
    /// What is not a task, and where the tasks are.
    Frame(Map<String, Value>, Option<Walk>),
    Tasks(Scribe),
}

/// The hash that a text has; nothing where it has none.
type Hash = Option<ContentHash>;

impl Belonging {
    /// Of a text and its name.
    pub fn new(name: &str, text: PackText) -> Self {
        Self {
            name: name.to_owned(),
            text,
            walk: Walk::default(),
            phase: Phase::Frame(Map::new(), None),
        }
    }

    /// Goes on for about so many bytes; whether there are more.
    fn pass(&mut self, budget: usize) -> Result<bool, Error> {
        let parts = self.text.parts();
        let begun = self.walk.done();
        while self.walk.done() - begun < budget {
            match (self.walk.next(parts)?, &mut self.phase) {
                (Met::Member(name), Phase::Frame(_, tasks))
                    if name == "tasks" && self.walk.enter(parts) =>
                {
                    *tasks = Some(self.walk);
                }
                (Met::Member(name), Phase::Frame(members, _)) => {
                    members.insert(name, self.walk.value(parts)?);
                }
                (Met::Item, Phase::Frame(..)) => {
                    self.walk.value::<IgnoredAny>(parts)?;
                }
                (Met::Item, Phase::Tasks(scribe)) => match self.walk.value::<Value>(parts) {
                    Ok(task) => scribe.task(&canonical(&task)),
                    // It was passed over before, and cannot be read: half a character.
                    Err(_) => {
                        self.walk.value::<IgnoredAny>(parts)?;
                    }
                },
                (Met::Member(_), Phase::Tasks(_)) | (Met::End, _) => return Ok(false),
            }
        }
        Ok(true)
    }

    fn end(self, hash: Hash, is_part: bool) -> Option<Belongs> {
        let Self { name, text, .. } = self;
        let is_it = is_part || hash.is_some_and(|hash| hash.as_str() == name);
        is_it.then_some(Belongs { text, is_part })
    }

    /// Goes on to the tasks, or ends where there are none.
    fn after_frame(
        mut self,
        members: Map<String, Value>,
        tasks: Option<Walk>,
    ) -> ControlFlow<Option<Belongs>, Self> {
        let stands_for = members.get("partial_of").and_then(Value::as_str);
        if stands_for == Some(&self.name) {
            return Break(self.end(None, true));
        }
        let Some(tasks) = tasks else {
            let hash = ContentHash::of(&members);
            return Break(self.end(Some(hash), false));
        };
        self.walk = tasks;
        self.phase = Phase::Tasks(Scribe::hashing(&members));
        Continue(self)
    }
}

impl Steps for Belonging {
    /// The text; nothing where it does not belong there.
    type Output = Option<Belongs>;

    fn step(mut self, budget: usize) -> ControlFlow<Self::Output, Self> {
        match self.pass(budget) {
            Ok(true) => return Continue(self),
            Ok(false) => {}
            Err(_) => {
                let hash = hash_of_other(&self.text);
                return Break(self.end(hash, false));
            }
        }
        match std::mem::replace(&mut self.phase, Phase::Frame(Map::new(), None)) {
            Phase::Frame(members, tasks) => self.after_frame(members, tasks),
            Phase::Tasks(scribe) => {
                let hash = scribe.end().hash().cloned();
                Break(self.end(hash, false))
            }
        }
    }

    fn progress(&self) -> Progress {
        Progress {
            rows: 0,
            done: self.walk.done(),
            all: self.text.bytes(),
        }
    }
}

/// The hash of JSON that is no object. Nothing of ours is that and long.
fn hash_of_other(text: &PackText) -> Hash {
    let text = text.whole();
    if text.trim_start().starts_with('{') {
        return None;
    }
    let value: Value = serde_json::from_str(&text).ok()?;
    Some(ContentHash::of(&value))
}

/// What came of texts that were held against their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sifted {
    /// The best text of each name: the whole one, or else the longest part.
    pub texts: BTreeMap<String, Belongs>,
    /// How many belong under no name.
    pub damaged: usize,
}

/// The texts of a backup that are being held against their names.
pub struct Sifting {
    left: VecDeque<(String, String)>,
    now: Option<Belonging>,
    sifted: Sifted,
    /// Bytes that are done.
    done: usize,
    all: usize,
}

impl Sifting {
    /// Of texts by the names they claim.
    pub fn new(texts: BTreeMap<String, Vec<String>>) -> Self {
        let each = |(name, texts): (String, Vec<String>)| {
            texts.into_iter().map(move |text| (name.clone(), text))
        };
        let left: VecDeque<(String, String)> = texts.into_iter().flat_map(each).collect();
        Self {
            all: left.iter().map(|(_, text)| text.len()).sum(),
            left,
            now: None,
            sifted: Sifted::default(),
            done: 0,
        }
    }
}

impl Steps for Sifting {
    type Output = Sifted;

    fn step(mut self, budget: usize) -> ControlFlow<Self::Output, Self> {
        let now = self.now.take().or_else(|| {
            let (name, text) = self.left.pop_front()?;
            Some(Belonging::new(&name, text.into()))
        });
        let Some(now) = now else {
            return Break(self.sifted);
        };
        let (name, bytes) = (now.name.clone(), now.text.bytes());
        match now.step(budget) {
            Continue(more) => self.now = Some(more),
            Break(found) => {
                self.done += bytes;
                self.sifted.take(name, found);
            }
        }
        Continue(self)
    }

    fn progress(&self) -> Progress {
        // A text of tasks is passed twice.
        let now = self.now.as_ref().map_or(0, |now| match now.phase {
            Phase::Frame(..) => now.walk.done() / 2,
            Phase::Tasks(_) => now.text.bytes().midpoint(now.walk.done()),
        });
        Progress {
            rows: self.sifted.texts.len(),
            done: self.done + now,
            all: self.all,
        }
    }
}

impl Sifted {
    fn take(&mut self, name: String, found: Option<Belongs>) {
        let Some(found) = found else {
            self.damaged += 1;
            return;
        };
        let worth = |text: &Belongs| (!text.is_part, text.text.bytes());
        if self
            .texts
            .get(&name)
            .is_none_or(|known| worth(known) < worth(&found))
        {
            self.texts.insert(name, found);
        }
    }
}
