//! Keeping the work: shelves, frames, commit, load, a second place, compaction.
//!
//! ```text
//! Keeper ── commit · adopt · drafts · settings · salvage
//!   ├─ opening     the shelf reached; load: everything read and verified once, nothing written
//!   ├─ looking     second read-backs, retries, and what other tabs did
//!   ├─ mirroring   the second place: what is asked of it, what the answers mean, healing
//!   ├─ backup      everything in one file, and back
//!   ├─ compaction  fold, prove, delete, seal: a superset at every moment
//!   ├─ known       ledger (where every entry stands, its ticks) · inventory (the room)
//!   ├─ lifeboat    words that stood in open text boxes when the application stopped
//!   ├─ frame       1|crc32c|len|json around every value; keys: every key in one place
//!   ├─ mirror      the jobs that go out; whoever runs them says how they ended
//!   └─ Shelf       BrowserShelf (localStorage) · MemoryShelf · FaultyShelf, StaleShelf (tests)
//! PackShelf ── large texts in IndexedDB, as Blobs, or in memory where that is denied
//! ```
//!
//! What holds at every moment:
//! - an entry has one tick only after it was read back, and two only after the mirror was done;
//! - an entry is never changed; its key goes only when a shard and the mirror hold the same text,
//!   and the shard only when the mirror holds it; nothing else is removed, least of all for room;
//! - what does not verify stays where it is, is reported, and is part of every backup;
//! - what is not saved is in [`Keeper::pending`] and in [`Keeper::salvage`];
//! - keys without our prefix are not ours, and a store a newer build owns is not written to.
//!
//! There is no clock, no chance and no event here: time and the writer's id come in, what takes
//! time goes out as a [`Job`], and an entry is text. So the code that runs in the browser is the
//! code under the model check in `tests/storage/model`.

pub mod backup;
pub mod backup_reading;
#[cfg(feature = "ui")]
mod blobs;
#[cfg(feature = "ui")]
pub mod browser;
mod compaction;
mod content;
mod drafts;
mod erase;
pub mod faulty;
pub mod frame;
#[cfg(feature = "ui")]
pub mod indexed_db;
#[cfg(feature = "ui")]
pub mod indexed_file;
#[cfg(feature = "ui")]
pub mod indexed_mirror;
mod inventory;
pub mod keeper;
pub mod keys;
mod known;
pub mod ledger;
pub mod lifeboat;
pub mod load;
mod looking;
pub mod memory;
pub mod memory_mirror;
pub mod meta;
pub mod mirror;
mod mirroring;
mod opening;
#[cfg(feature = "ui")]
pub mod packed;
pub mod packs;
pub mod receipt;
mod restore;
pub mod rules;
pub mod salvage;
mod settings;
pub mod shard;
pub mod shelf;
pub mod stale;
mod waiting;

pub use backup::{Backup, BackupError, Ending};
#[cfg(feature = "ui")]
pub use browser::BrowserShelf;
pub use drafts::{Draft, draft_name};
pub use erase::{erase, mark_erased};
pub use faulty::{Fault, FaultyShelf};
pub use frame::FrameError;
pub use inventory::{Part, Room};
pub use keeper::Keeper;
pub use keys::{Id, Key, KeyError, Writer};
pub use ledger::{Counts, Tick};
pub use load::{Damage, Damaged, Gap, Loaded, Record};
pub use memory::MemoryShelf;
pub use memory_mirror::MemoryMirror;
pub use meta::{Meta, Mode};
pub use mirror::{Batch, Job, MirrorState, Pair};
pub use packs::{Kept, Letter, PackError, PackShelf, PackSize, Parts, Piece, pieces};
pub use receipt::{News, Outcome, Pending, Receipt, Standing, Why};
pub use restore::Restored;
pub use rules::{Ms, Rules, SOFT_LIMIT};
pub use salvage::Salvage;
pub use settings::{Setting, SettingError};
pub use shelf::{Shelf, ShelfError};
pub use stale::{Ground, StaleShelf};
