//! Texts to the shelf and back, piece by piece: the page answers in between.

use crate::domain::pack::{Pack, Stub};
use crate::formats::PackText;
use crate::formats::belonging::{Belonging, Standing};
use crate::storage::{PackError, PackShelf, pieces};

use super::super::browser;
use super::super::slices::through;

/// Keeps a text in its parts. `goes_on` is told how many bytes were handed over; where it says no,
/// nothing is kept, and nothing that was kept is touched.
///
/// # Errors
/// As [`PackShelf::put`].
pub(super) async fn keep(
    packs: &PackShelf,
    hash: &str,
    text: &PackText,
    mut goes_on: impl FnMut(usize) -> bool,
) -> Result<(), PackError> {
    let mut letter = packs.letter();
    let mut handed_over = 0;
    for part in text.parts() {
        for piece in pieces(part) {
            letter.add(piece);
            handed_over += piece.len();
            browser::breathe().await;
            if !goes_on(handed_over) {
                return Ok(());
            }
        }
        letter.cut();
    }
    packs.put_letter(hash, letter).await
}

/// What is kept under a name: all of it is read, and held against the name.
pub(super) async fn standing(packs: &PackShelf, hash: &str) -> Standing {
    let parts = match packs.get(hash).await {
        Ok(None) => return Standing::Nothing,
        Ok(Some(parts)) => parts,
        Err(_) => return Standing::Unknown,
    };
    let found = through(Belonging::new(hash, parts.into())).await;
    Standing::of(found.as_ref())
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
