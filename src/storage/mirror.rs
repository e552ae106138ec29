//! The second place, as the protocol sees it: jobs go out, and how they ended comes back.
//!
//! In the browser it is `IndexedDB`. It holds the same values under the same keys as the shelf,
//! so whatever reads one reads the other. To drive it, after every call of the
//! [`Keeper`](super::Keeper) run each of [`Keeper::jobs`](super::Keeper::jobs):
//!
//! - [`Job::Mirror`]: in one `strict` transaction, give each key that is absent its value, and
//!   leave one that is there as it is. On `complete`, and not before, call
//!   [`mirrored`](super::Keeper::mirrored) with the keys that hold *another* value.
//! - [`Job::Seal`]: the same. The value is large and cold, so it may be packed, if what reads the
//!   mirror unpacks it.
//! - [`Job::ReadMirror`]: read everything, and call [`mirror_read`](super::Keeper::mirror_read).
//! - [`Job::Tell`]: tell other tabs, in any words, that there is news; they call
//!   [`rescan`](super::Keeper::rescan).
//! - [`Job::LookAgain`]: wait, and call [`look`](super::Keeper::look).
//!
//! Answers may come late, out of order, twice or never. Nothing is ever removed from the mirror.

use super::shelf::ShelfError;

/// A framed value under its key, as the shelf holds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The key.
    pub key: String,
    /// The value with its frame.
    pub value: String,
}

/// Values that belong into the mirror, all of them or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Names the batch in the answer.
    pub ticket: u64,
    /// The values.
    pub pairs: Vec<Pair>,
}

/// Something to be done outside the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// See to it that the mirror holds these.
    Mirror(Batch),
    /// See to it that the mirror holds this folded shard; it will leave the shelf.
    Seal(Batch),
    /// Read the whole mirror.
    ReadMirror,
    /// Tell other tabs that there is something new on the shelf.
    Tell,
    /// Call [`Keeper::look`](super::Keeper::look) after so many milliseconds.
    LookAgain {
        /// Milliseconds from now.
        after: u64,
    },
}

/// How the second place does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MirrorState {
    /// There is none.
    #[default]
    Absent,
    /// It is not read yet.
    Unread,
    /// It was read, and the last answer was good.
    Working,
    /// The last answer was not.
    Failing(ShelfError),
}
