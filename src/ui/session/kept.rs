//! Texts to the shelf and back, piece by piece: the page answers in between.

use crate::domain::pack::{Pack, Stub};
use crate::storage::{PackError, PackShelf, pieces};

use super::super::browser;

/// What a text says when it stands for another: the judged tasks of a pack whose file was not
/// there.
const STANDS: &str = "\"partial_of\"";

/// Keeps a text in its parts.
///
/// # Errors
/// As [`PackShelf::put`].
pub(super) async fn keep<'t>(
    packs: &PackShelf,
    hash: &str,
    parts: impl IntoIterator<Item = &'t String>,
) -> Result<(), PackError> {
    let mut letter = packs.letter();
    for part in parts {
        for piece in pieces(part) {
            letter.add(piece);
            browser::breathe().await;
        }
        letter.cut();
    }
    packs.put_letter(hash, letter).await
}

/// Whether a text stands for another.
pub(super) fn is_partial(text: &str) -> bool {
    text.contains(STANDS)
}

/// Whether a kept text stands for another; nothing where it is not here, or cannot be read.
pub(super) async fn is_kept_partial(packs: &PackShelf, hash: &str) -> Option<bool> {
    let mut kept = packs.find(hash).await.ok()??;
    let mut seen = String::new();
    while let Some(piece) = kept.next().await.ok()? {
        seen.push_str(&piece.text);
        if is_partial(&seen) {
            return Some(true);
        }
        // The word may stand in two pieces.
        let tail = seen.len().saturating_sub(STANDS.len());
        seen.drain(..seen.floor_char_boundary(tail));
    }
    Some(false)
}

/// The pack that was read under the hash of a stub, unless it is another: its text has changed
/// where it is kept. One that stands for the pack's text says so itself, and has its name.
///
/// # Errors
/// In words for the rater.
pub(super) fn held_against(stub: &Stub, pack: Pack) -> Result<Pack, String> {
    if pack.stub.hash == stub.hash && pack.stub.id == stub.id {
        return Ok(pack);
    }
    Err(format!(
        "The kept text of “{}” is damaged. Open its file again; your work on it is kept.",
        stub.title
    ))
}
