//! Packs: large, written once under their own hash, and never in localStorage.
//!
//! The hash is the check: whoever reads a pack can tell from it whether the text is whole.

use std::cell::RefCell;
use std::collections::BTreeMap;

#[cfg(feature = "ui")]
use super::indexed_db;

/// Where packs are kept.
#[derive(Debug)]
pub struct PackShelf {
    place: Place,
}

#[derive(Debug)]
enum Place {
    #[cfg(feature = "ui")]
    IndexedDb,
    Memory {
        why: PackError,
        texts: RefCell<BTreeMap<String, String>>,
    },
}

/// A text on its way to be kept. Each part goes over to the browser as it is added, which joins
/// them when it writes them: the module never holds the whole twice.
#[derive(Debug)]
pub enum Letter {
    /// What the browser has of it, and how many bytes of UTF-8 that is.
    #[cfg(feature = "ui")]
    Sent(js_sys::JsString, usize),
    /// It stays here.
    Held(String),
}

impl Letter {
    /// The next part.
    pub fn add(&mut self, part: String) {
        match self {
            #[cfg(feature = "ui")]
            Self::Sent(text, bytes) => {
                *bytes += part.len();
                *text = text.concat(&part.into());
            }
            Self::Held(text) => text.push_str(&part),
        }
    }
}

/// One kept pack, as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackSize {
    /// Its hash.
    pub hash: String,
    /// The length of its text in bytes of UTF-8.
    pub bytes: u64,
}

/// Why a pack is not kept or not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The browser lets this page keep no large data.
    #[error(
        "This browser does not let the page keep packs. They stay open until you close the tab; \
         afterwards open their files again."
    )]
    Denied,
    /// No room is left.
    #[error("There is no room for this pack in this browser. Remove a pack you have finished.")]
    Full,
    /// A newer build changed how packs are kept.
    #[error("A newer version of the app keeps the packs in this browser. Reload to get it.")]
    NewerBuild,
    /// Anything else, in the browser's words.
    #[error("This browser could not reach its kept packs ({0}). Reload and try again.")]
    Broken(String),
}

// Without the browser nothing here waits, but callers must not see a difference.
#[cfg_attr(not(feature = "ui"), allow(clippy::unused_async))]
impl PackShelf {
    /// Reaches for `IndexedDB`; where that fails packs stay in memory, and
    /// [`memory_because`](Self::memory_because) says why.
    #[cfg(feature = "ui")]
    pub async fn open() -> Self {
        match indexed_db::probe().await {
            Ok(()) => Self {
                place: Place::IndexedDb,
            },
            Err(why) => Self::in_memory(why),
        }
    }

    /// A shelf in memory, because of `why`.
    pub fn in_memory(why: PackError) -> Self {
        Self {
            place: Place::Memory {
                why,
                texts: RefCell::default(),
            },
        }
    }

    /// Why packs are gone with the tab; `None` where they are kept.
    pub fn memory_because(&self) -> Option<&PackError> {
        match &self.place {
            #[cfg(feature = "ui")]
            Place::IndexedDb => None,
            Place::Memory { why, .. } => Some(why),
        }
    }

    /// Keeps a pack's text under its hash; done means on disk, where there is one.
    ///
    /// # Errors
    ///
    /// [`PackError`] where it is not kept; an earlier text under the hash is still there then.
    pub async fn put(&self, hash: &str, json: &str) -> Result<(), PackError> {
        let mut letter = self.letter();
        letter.add(json.to_owned());
        self.put_letter(hash, letter).await
    }

    /// An empty text for this shelf.
    pub fn letter(&self) -> Letter {
        match &self.place {
            #[cfg(feature = "ui")]
            Place::IndexedDb => Letter::Sent("".into(), 0),
            Place::Memory { .. } => Letter::Held(String::new()),
        }
    }

    /// Like [`put`](Self::put), for a text that was handed over part by part.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub async fn put_letter(&self, hash: &str, letter: Letter) -> Result<(), PackError> {
        match (&self.place, letter) {
            #[cfg(feature = "ui")]
            (Place::IndexedDb, Letter::Sent(text, bytes)) => {
                indexed_db::put(hash, &text, bytes).await
            }
            (Place::Memory { texts, .. }, Letter::Held(text)) => {
                texts.borrow_mut().insert(hash.to_owned(), text);
                Ok(())
            }
            #[cfg(feature = "ui")]
            _ => Err(PackError::Broken("a text for another place".to_owned())),
        }
    }

    /// A pack's text, or `None` where it is not kept.
    ///
    /// # Errors
    ///
    /// [`PackError`] where it cannot be read.
    pub async fn get(&self, hash: &str) -> Result<Option<String>, PackError> {
        match &self.place {
            #[cfg(feature = "ui")]
            Place::IndexedDb => indexed_db::get(hash).await,
            Place::Memory { texts, .. } => Ok(texts.borrow().get(hash).cloned()),
        }
    }

    /// Forgets a pack; one that is not kept is no error.
    ///
    /// # Errors
    ///
    /// [`PackError`] where it is still there.
    pub async fn remove(&self, hash: &str) -> Result<(), PackError> {
        match &self.place {
            #[cfg(feature = "ui")]
            Place::IndexedDb => indexed_db::remove(hash).await,
            Place::Memory { texts, .. } => {
                texts.borrow_mut().remove(hash);
                Ok(())
            }
        }
    }

    /// The kept packs by hash, without reading their texts.
    ///
    /// # Errors
    ///
    /// [`PackError`] where they cannot be listed.
    pub async fn list(&self) -> Result<Vec<PackSize>, PackError> {
        match &self.place {
            #[cfg(feature = "ui")]
            Place::IndexedDb => indexed_db::list().await,
            Place::Memory { texts, .. } => Ok(texts
                .borrow()
                .iter()
                .map(|(hash, text)| PackSize {
                    hash: hash.clone(),
                    bytes: text.len() as u64,
                })
                .collect()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    /// Runs what never waits.
    fn now<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("memory does not wait"),
        }
    }

    #[test]
    fn without_a_database_packs_last_until_the_tab_closes_and_it_is_said() {
        let shelf = PackShelf::in_memory(PackError::Denied);
        assert_eq!(shelf.memory_because(), Some(&PackError::Denied));
        now(shelf.put("sha256:b", "{\"é\":1}")).unwrap();
        now(shelf.put("sha256:a", "{}")).unwrap();
        now(shelf.put("sha256:a", "{ }")).unwrap();
        let size = |hash: &str, bytes| PackSize {
            hash: hash.to_owned(),
            bytes,
        };
        let listed = vec![size("sha256:a", 3), size("sha256:b", 8)];
        assert_eq!(now(shelf.list()), Ok(listed));
        assert_eq!(now(shelf.get("sha256:b")), Ok(Some("{\"é\":1}".to_owned())));
        now(shelf.remove("sha256:b")).unwrap();
        now(shelf.remove("sha256:b")).unwrap();
        assert_eq!(now(shelf.get("sha256:b")), Ok(None));
    }
}
