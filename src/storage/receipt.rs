//! What the screen is told: receipts, reasons, and how everything stands.

use super::keys::{Id, KeyError};
use super::ledger::Counts;
use super::load::{Damaged, Record};
use super::mirror::MirrorState;
use super::rules::Ms;
use super::shelf::ShelfError;

/// An entry that the shelf does not hold yet; the mirror may, see
/// [`Keeper::tick`](super::Keeper::tick).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The entry.
    pub record: Record,
    /// Why the last attempt to keep it failed.
    pub why: Why,
}

/// How a commit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The number the entry got; final, also where it is queued.
    pub seq: u32,
    /// Whether it is kept.
    pub outcome: Outcome,
    /// Numbers of earlier entries that waited and are kept now.
    pub caught_up: Vec<u32>,
    /// Whether the store is past its soft limit: time to warn.
    pub past_soft_limit: bool,
}

/// Whether an entry is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Kept in this browser and read back: it survives a killed tab.
    Saved,
    /// In memory, and on its way to the mirror where there is one: it is lost with the tab unless
    /// the mirror takes it, a later attempt works or it is downloaded.
    Queued {
        /// What went wrong.
        why: Why,
    },
    /// Not kept, and not offered again: another attempt would end the same. Only an entry that
    /// somebody else wrote can end so.
    Refused {
        /// What is wrong with it.
        why: Why,
    },
}

/// Why something is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The storage did not do it.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The storage said yes, and then held something else.
    #[error("This browser did not keep what it was given. Download your work, then reload.")]
    Mismatch,
    /// The storage held it, and seconds later it did not.
    #[error("This browser took back what it had kept. Download your work now.")]
    Vanished,
    /// Room is short; new entries go to the second place until there is some.
    #[error("The room in this browser is nearly used up. Download a backup of your work.")]
    SoftLimit,
    /// Another entry stands under this key; it is not overwritten.
    #[error(
        "Another tab used the same place for other work. Download your work, then reload this tab."
    )]
    Taken,
    /// An imported entry names a page load that no key can hold.
    #[error("An imported entry has an unusable name ({0}); it is left out.")]
    Name(#[from] KeyError),
    /// A newer build has taken over this store.
    #[error(
        "A newer version of the app took over your work in this browser. \
         Download what is unsaved here, then reload."
    )]
    NewerBuild {
        /// The format number a writer must know.
        needs: u32,
    },
}

/// What happened since the last time it was asked for; the caller brings the state up to date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Entries this page did not know: of other tabs, or found in the mirror only.
    pub records: Vec<Record>,
    /// How many of them the shelf should have held and the mirror gave back.
    pub recovered: usize,
    /// Entries of this page that were saved and then gone; they are queued again.
    pub vanished: Vec<Id>,
    /// Entries known here that are in neither place any more; give their texts to
    /// [`Keeper::adopt`](super::Keeper::adopt).
    pub lost: Vec<Id>,
    /// Entries that exist with two texts; the one known first is in the state.
    pub disputed: Vec<Id>,
    /// Entries that waited and are on the shelf now.
    pub caught_up: Vec<Id>,
    /// Values of the mirror that do not verify; they stay where they are.
    pub damaged: Vec<Damaged>,
}

/// How the work is kept; for the word that is always in sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How many entries have which tick.
    pub counts: Counts,
    /// Why the last of those in memory only are not kept.
    pub why: Option<Why>,
    /// How the second place does.
    pub mirror: MirrorState,
    /// Something is in memory only and nothing is left to try: “next” has to wait.
    pub is_blocked: bool,
    /// Entries that were saved and then gone, so far.
    pub vanished: usize,
    /// When an entry was last saved in this browser.
    pub last_saved: Option<Ms>,
    /// When an entry was last known to be on disk.
    pub last_on_disk: Option<Ms>,
    /// What everything takes, in UTF-16 units.
    pub usage: usize,
    /// Whether the store is past its soft limit.
    pub past_soft_limit: bool,
}
