//! Packs: large, written once under their own hash, and never in localStorage.
//!
//! The hash is the check: whoever reads a pack can tell from it whether the text is whole. A text
//! comes and goes in pieces: a large one would hold up the page if it were moved as a whole.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

#[cfg(feature = "ui")]
use super::{blobs, indexed_db};

/// The longest piece, bytes: what is done with one takes a few milliseconds.
pub const PIECE: usize = 1 << 19;

/// The pieces of a text: each ends between two characters.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, others) = rest.split_at(rest.floor_char_boundary(PIECE));
        rest = others;
        (!piece.is_empty()).then_some(piece)
    })
}

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
        texts: RefCell<BTreeMap<String, Parts>>,
    },
}

/// A text, cut where whoever handed it over said so: a pack between two tasks.
pub type Parts = Vec<Arc<String>>;

/// A text on its way to be kept. Each piece goes over to the browser as it is added: to keep them
/// then takes no more than to say which they are.
#[derive(Debug)]
pub struct Letter(Way);

#[derive(Debug)]
enum Way {
    #[cfg(feature = "ui")]
    Sent(blobs::Sending),
    /// It stays here: what is closed, and the part that is being written.
    Held(Parts, String),
}

impl Letter {
    /// The next piece of a part.
    pub fn add(&mut self, piece: &str) {
        match &mut self.0 {
            #[cfg(feature = "ui")]
            Way::Sent(sending) => sending.add(piece),
            Way::Held(_, part) => part.push_str(piece),
        }
    }

    /// Ends the part: when the text is read, it is cut here again.
    pub fn cut(&mut self) {
        match &mut self.0 {
            #[cfg(feature = "ui")]
            Way::Sent(sending) => sending.cut(),
            Way::Held(parts, part) => parts.push(std::mem::take(part).into()),
        }
    }
}

/// A kept text that is being read.
#[derive(Debug)]
pub struct Kept(Source);

#[derive(Debug)]
enum Source {
    #[cfg(feature = "ui")]
    Browser(blobs::Reading),
    /// What is left of it, and how much of the first part was read.
    Held(VecDeque<Arc<String>>, usize),
}

/// A piece of a kept text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether its part ends with it.
    pub is_last: bool,
}

// Without the browser nothing here waits, but callers must not see a difference.
#[cfg_attr(not(feature = "ui"), allow(clippy::unused_async))]
impl Kept {
    /// The next piece; nothing at the end.
    ///
    /// # Errors
    ///
    /// [`PackError`] where it cannot be read.
    pub async fn next(&mut self) -> Result<Option<Piece>, PackError> {
        match &mut self.0 {
            #[cfg(feature = "ui")]
            Source::Browser(reading) => reading.next().await,
            Source::Held(parts, at) => {
                let Some(part) = parts.front() else {
                    return Ok(None);
                };
                let rest = part.get(*at..).unwrap_or_default();
                let text = pieces(rest).next().unwrap_or_default().to_owned();
                let is_last = text.len() == rest.len();
                *at += text.len();
                if is_last {
                    parts.pop_front();
                    *at = 0;
                }
                Ok(Some(Piece { text, is_last }))
            }
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
    /// What is kept is no text.
    #[error("The kept text of this pack is damaged. Open its file again; your work is kept.")]
    Damaged,
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
        for piece in pieces(json) {
            letter.add(piece);
        }
        letter.cut();
        self.put_letter(hash, letter).await
    }

    /// An empty text for this shelf.
    pub fn letter(&self) -> Letter {
        Letter(match &self.place {
            #[cfg(feature = "ui")]
            Place::IndexedDb => Way::Sent(blobs::Sending::default()),
            Place::Memory { .. } => Way::Held(Vec::new(), String::new()),
        })
    }

    /// Like [`put`](Self::put), for a text that was handed over piece by piece.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub async fn put_letter(&self, hash: &str, letter: Letter) -> Result<(), PackError> {
        match (&self.place, letter.0) {
            #[cfg(feature = "ui")]
            (Place::IndexedDb, Way::Sent(sending)) => indexed_db::put(hash, sending).await,
            (Place::Memory { texts, .. }, Way::Held(mut parts, part)) => {
                if !part.is_empty() {
                    parts.push(part.into());
                }
                texts.borrow_mut().insert(hash.to_owned(), parts);
                Ok(())
            }
            #[cfg(feature = "ui")]
            _ => Err(PackError::Broken("a text for another place".to_owned())),
        }
    }

    /// A pack's text in the parts in which it was handed over, or `None` where it is not kept.
    ///
    /// # Errors
    ///
    /// [`PackError`] where it cannot be read.
    pub async fn get(&self, hash: &str) -> Result<Option<Parts>, PackError> {
        match &self.place {
            #[cfg(feature = "ui")]
            Place::IndexedDb => match indexed_db::get(hash).await? {
                Some(reading) => reading.parts().await.map(Some),
                None => Ok(None),
            },
            Place::Memory { texts, .. } => Ok(texts.borrow().get(hash).cloned()),
        }
    }

    /// A pack's text, to be read piece by piece, or `None` where it is not kept.
    ///
    /// # Errors
    ///
    /// [`PackError`] where it cannot be read.
    pub async fn find(&self, hash: &str) -> Result<Option<Kept>, PackError> {
        match &self.place {
            #[cfg(feature = "ui")]
            Place::IndexedDb => {
                let found = indexed_db::get(hash).await?;
                Ok(found.map(|found| Kept(Source::Browser(found))))
            }
            Place::Memory { texts, .. } => {
                let parts = texts.borrow().get(hash).cloned();
                Ok(parts.map(|parts| Kept(Source::Held(parts.into(), 0))))
            }
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
                    bytes: text.iter().map(|part| part.len() as u64).sum(),
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
        assert_eq!(
            now(shelf.get("sha256:b")),
            Ok(Some(vec!["{\"é\":1}".to_owned().into()]))
        );
        now(shelf.remove("sha256:b")).unwrap();
        now(shelf.remove("sha256:b")).unwrap();
        assert_eq!(now(shelf.get("sha256:b")), Ok(None));
    }
}
