//! Entries: a fact with its author, its time and its place in the journal.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::id::{PackId, RaterId, WriterId};
use crate::domain::time::Moment;
use crate::domain::work::WorkKey;

use super::chain::Link;
use super::clock::Stamp;
use super::event::Event;

/// The n-th entry of a page load; unique without asking anyone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryId(pub WriterId, pub u32);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0, self.1)
    }
}

/// A fact with its author and its time.
///
/// The id is not part of the stored text: it is the key the text is stored under, and the
/// checksum covers both.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name.
    pub id: EntryId,
    /// Its place in the order. One after which nothing can come was made by hand, and counts as the
    /// first: as the last it would stand above all that is said later.
    pub at: Stamp,
    /// When it happened, by the author's own clock.
    pub when: Moment,
    /// Who said it.
    pub by: RaterId,
    /// What happened.
    pub event: Event,
}

/// The stored text of an entry.
#[derive(Serialize, Deserialize)]
struct Body<E> {
    at: Stamp,
    /// Minutes that the author's clock was ahead of UTC.
    #[serde(default)]
    zone: i16,
    /// How far the order ran ahead of the author's clock, milliseconds: entries seen from a machine
    /// whose clock is wrong push the order forward, and must not make anybody late.
    #[serde(default, skip_serializing_if = "is_zero")]
    ahead: i64,
    by: RaterId,
    event: E,
    /// Nobody has to read the chain to understand an entry.
    #[serde(flatten, skip_deserializing)]
    link: Link,
}

impl Entry {
    /// What it is about.
    pub fn scope(&self) -> Scope {
        match &self.event {
            Event::PackOpened(stub) => Scope::Pack(stub.id.clone()),
            Event::PackArchived { pack }
            | Event::PackReturned { pack }
            | Event::PackRemoved { pack } => Scope::Pack(pack.clone()),
            Event::Worked { on, .. } => Scope::Work(self.by.clone(), on.clone()),
            Event::EvaluationImported(evaluation) => {
                let rater = evaluation.rater.clone().unwrap_or_else(|| self.by.clone());
                Scope::Work(rater, evaluation.key())
            }
            Event::ExtrasRead { pack, .. } => Scope::Extras(self.by.clone(), pack.clone()),
            Event::RaterNamed { .. } => Scope::Rater(self.by.clone()),
            Event::Retracted { .. } | Event::Restored { .. } => Scope::Journal,
        }
    }

    /// The text that is stored under the entry's id, outside any chain.
    pub fn to_json(&self) -> String {
        self.to_linked_json(Link::default())
    }

    /// The text that is stored under the entry's id, with its place in the writer's chain.
    pub fn to_linked_json(&self, link: Link) -> String {
        let body = Body {
            at: self.at,
            zone: self.when.offset,
            ahead: self.at.0.saturating_sub(self.when.ms),
            by: self.by.clone(),
            event: &self.event,
            link,
        };
        // Events hold strings and numbers under string keys: nothing JSON could refuse.
        serde_json::to_string(&body).unwrap_or_default()
    }

    /// Reads what is stored under an id.
    ///
    /// # Errors
    /// A text of an unknown kind, from a newer version of the app: keep it as it stands.
    pub fn from_json(id: EntryId, json: &str) -> Result<Self, serde_json::Error> {
        let body: Body<Event> = serde_json::from_str(json)?;
        let when = Moment {
            ms: body.at.0.saturating_sub(body.ahead),
            offset: body.zone,
        };
        Ok(Self {
            id,
            at: body.at.or_first(),
            when,
            by: body.by,
            event: body.event,
        })
    }
}

/// When a stored entry says it was written, also of a kind that this build does not know.
pub fn stamp(json: &str) -> Option<Stamp> {
    #[derive(Deserialize)]
    struct Stamped {
        at: Stamp,
    }
    let Stamped { at } = serde_json::from_str(json).ok()?;
    Some(at)
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference; the lint speaks on 64-bit machines only"
)]
fn is_zero(ahead: &i64) -> bool {
    *ahead == 0
}

/// The part of the state that an entry touches, and nothing outside it.
///
/// Undo folds one scope anew, so its cost is that of one task and not of the whole journal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// A pack's place.
    Pack(PackId),
    /// A rater's work on a task.
    Work(RaterId, WorkKey),
    /// What a rater's files say about a pack beyond what this version understands.
    Extras(RaterId, PackId),
    /// A rater's name.
    Rater(RaterId),
    /// Other entries.
    Journal,
}
