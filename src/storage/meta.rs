//! `tm1:meta`: which builds may read this store and which may write to it.

use serde::{Deserialize, Serialize};

use super::frame;
use super::keys::Key;
use super::shelf::ShelfError;

/// The format this build reads and writes.
pub const FORMAT: u32 = 1;

/// What the store says of itself; members of newer builds are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The format of the entries.
    pub format: u32,
    /// The oldest format number a build must know to read them.
    pub min_reader: u32,
    /// The oldest format number a build must know to add to them.
    pub min_writer: u32,
}

impl Meta {
    /// What this build writes into a new store.
    pub const CURRENT: Self = Self {
        format: FORMAT,
        min_reader: FORMAT,
        min_writer: FORMAT,
    };

    /// Reads the stored text; `None` where there is none or it is damaged.
    ///
    /// A damaged one is taken as absent: one flipped bit must not lock a rater out of all work,
    /// and a store of another format lives under another prefix anyway.
    pub fn read(stored: Option<&str>) -> Option<Self> {
        let json = frame::decode(&Key::Meta.to_string(), stored?).ok()?;
        serde_json::from_str(json).ok()
    }

    /// What a build of this format may do with a store that says this.
    pub fn mode(self, format: u32) -> Mode {
        if self.min_reader > format {
            Mode::Sealed {
                needs: self.min_reader,
            }
        } else if self.min_writer > format {
            Mode::ReadOnly {
                needs: self.min_writer,
            }
        } else {
            Mode::Open
        }
    }
}

/// What can be done with the store, for the banner over the app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Read and write.
    #[default]
    Open,
    /// A newer build owns it: what is there is shown, nothing is written.
    ReadOnly {
        /// The format number that may write.
        needs: u32,
    },
    /// A newer build owns it and this one cannot read it: raw download only, nothing is written.
    Sealed {
        /// The format number that can read.
        needs: u32,
    },
    /// The browser keeps nothing for this page: all work is lost with the tab unless downloaded.
    Memory {
        /// What the browser said.
        why: ShelfError,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_build_steps_back_as_far_as_it_is_told() {
        let check = |min_reader, min_writer, expected| {
            let meta = Meta {
                format: 9,
                min_reader,
                min_writer,
            };
            assert_eq!(meta.mode(FORMAT), expected, "{meta:?}");
        };
        check(1, 1, Mode::Open);
        check(0, 0, Mode::Open);
        check(1, 2, Mode::ReadOnly { needs: 2 });
        check(3, 2, Mode::Sealed { needs: 3 });
        check(3, 1, Mode::Sealed { needs: 3 });
    }

    #[test]
    fn members_of_newer_builds_do_not_hide_the_fence() {
        let json = r#"{"format":2,"min_reader":2,"min_writer":2,"compressed":true}"#;
        let stored = frame::encode("tm1:meta", json);
        assert_eq!(
            Meta::read(Some(&stored)).map(|meta| meta.mode(FORMAT)),
            Some(Mode::Sealed { needs: 2 })
        );
        assert_eq!(Meta::read(Some(json)), None);
        assert_eq!(Meta::read(None), None);
    }
}
