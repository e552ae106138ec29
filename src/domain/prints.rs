//! Fingerprints of texts: which ids there are, in eight bytes each. A million ids by themselves
//! would take more room than the file they stand in.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};
use std::num::NonZeroU64;

/// 64 bits of a text. Of a million texts two have the same with a chance of one in 30 million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Print(NonZeroU64);

impl Print {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(text.as_bytes());
        Self(NonZeroU64::new(hasher.finish()).unwrap_or(NonZeroU64::MAX))
    }
}

/// What is known by fingerprint.
pub(crate) type Prints<V> = HashMap<Print, V, BuildHasherDefault<AsIs>>;

/// Which are known.
pub(crate) type PrintSet = HashSet<Print, BuildHasherDefault<AsIs>>;

/// A fingerprint is a hash already.
#[derive(Debug, Default)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, print: u64) {
        self.0 = print;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
