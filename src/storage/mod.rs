//! Keeping the work: shelves, frames, commit, load.
//!
//! ```text
//! Keeper ── commit · retry · drafts · settings · salvage
//!   ├─ load      everything read and verified once, nothing written
//!   ├─ frame     1|crc32c|len|json around every value; keys: every key in one place
//!   └─ Shelf     BrowserShelf (localStorage) · MemoryShelf · FaultyShelf (tests)
//! PackShelf ── large texts in IndexedDB, or in memory where that is denied
//! ```
//!
//! What holds at every moment:
//! - an entry is told to be saved only after it was read back;
//! - an entry, once written, is never changed or removed, and nothing is removed to make room;
//! - what does not verify stays where it is, is reported, and is part of every backup;
//! - what is not saved is in [`Keeper::pending`] and in [`Keeper::salvage`];
//! - keys without our prefix are not ours, and a store a newer build owns is not written to.
//!
//! There is no clock, no chance and no event here: the writer's id comes in, the caller decides
//! when to try again, and an entry is text.

#[cfg(feature = "ui")]
pub mod browser;
mod drafts;
pub mod faulty;
pub mod frame;
#[cfg(feature = "ui")]
mod indexed_db;
pub mod keeper;
pub mod keys;
pub mod load;
pub mod memory;
pub mod meta;
pub mod packs;
pub mod salvage;
mod settings;
pub mod shelf;

#[cfg(feature = "ui")]
pub use browser::BrowserShelf;
pub use drafts::Draft;
pub use faulty::{Fault, FaultyShelf};
pub use frame::FrameError;
pub use keeper::{Keeper, Outcome, Pending, Receipt, SOFT_LIMIT, Why};
pub use keys::{Key, KeyError, Writer};
pub use load::{Damage, Damaged, Gap, Loaded, Record};
pub use memory::MemoryShelf;
pub use meta::{Meta, Mode};
pub use packs::{PackError, PackShelf, PackSize};
pub use salvage::Salvage;
pub use settings::{Setting, SettingError};
pub use shelf::{Shelf, ShelfError};
