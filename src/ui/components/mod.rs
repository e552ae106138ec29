//! What two screens share.

pub mod brought;
pub mod command;
pub mod copy;
pub mod dialog;
pub mod file_button;
pub mod file_drop;
pub mod formulas;
pub mod icon;
pub mod import;
pub mod kbd;
pub mod lazily;
pub mod on_desk;
pub mod pager;
pub mod plain_keys;
pub mod problems;
pub mod prose;
pub mod raw;
pub mod state_mark;
pub mod verdict;

pub use command::CommandButton;
pub use copy::Copy;
pub use dialog::{Modal, Sheet, Title};
pub use icon::{Glyph, Icon};
pub use kbd::{Kbd, KeyCaps};
pub use prose::Prose;
pub use raw::Raw;
