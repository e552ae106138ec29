//! Texts as the browser's `Blob`s, a list of them, one for each part: it writes and reads those
//! beside the page. Earlier builds kept a text as one string.

use std::collections::VecDeque;

use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::packs::{PIECE, PackError, Parts, Piece};

/// A text on its way into a database.
#[derive(Debug, Default)]
pub(super) struct Sending {
    parts: Array,
    /// The pieces of the part that is not closed.
    open: Array,
    bytes: usize,
    /// What the browser said when it did not take a piece.
    failed: Option<PackError>,
}

impl Sending {
    /// The next piece of a part: a copy of it is the browser's from now on.
    pub fn add(&mut self, piece: &str) {
        self.bytes += piece.len();
        let bytes = Array::of1(&Uint8Array::from(piece.as_bytes()));
        self.hold(Blob::new_with_u8_array_sequence(&bytes), |made| &made.open);
    }

    /// Ends the part: a `Blob` of `Blob`s, which copies none of them.
    pub fn cut(&mut self) {
        let pieces = std::mem::take(&mut self.open);
        self.hold(Blob::new_with_blob_sequence(&pieces), |made| &made.parts);
    }

    fn hold(&mut self, made: Result<Blob, JsValue>, place: fn(&Self) -> &Array) {
        match made {
            Ok(blob) => {
                place(self).push(&blob);
            }
            Err(why) => self.failed = Some(broken(&why)),
        }
    }

    /// The list of parts, and how many bytes they have together.
    ///
    /// # Errors
    ///
    /// [`PackError`] where the browser did not take all of it.
    pub fn end(mut self) -> Result<(Array, usize), PackError> {
        if self.open.length() > 0 {
            self.cut();
        }
        match self.failed {
            Some(why) => Err(why),
            None => Ok((self.parts, self.bytes)),
        }
    }
}

/// The whole text of such a list, for a database that takes no `Blob`.
///
/// # Errors
///
/// [`PackError`] where it cannot be read.
pub(super) async fn as_string(parts: &Array) -> Result<JsString, PackError> {
    let whole = Blob::new_with_blob_sequence(parts).map_err(|why| broken(&why))?;
    let text = JsFuture::from(whole.text()).await;
    text.map_err(|why| broken(&why))?
        .dyn_into()
        .map_err(|_| PackError::Damaged)
}

/// A kept text that is being read.
#[derive(Debug)]
pub(super) enum Reading {
    /// What is left, how much of the first part was read, and the bytes of a character that was
    /// cut.
    Blobs(VecDeque<Blob>, usize, Vec<u8>),
    /// Of an earlier build: the text, its length in UTF-16 units, and how many of them were read.
    Text(JsString, u32, Option<u32>),
}

impl Reading {
    /// What a database gave back.
    ///
    /// # Errors
    ///
    /// [`PackError::Damaged`] where it is no text.
    pub fn of(value: JsValue) -> Result<Self, PackError> {
        if value.is_string() {
            let text: JsString = value.unchecked_into();
            let length = text.length();
            return Ok(Self::Text(text, length, Some(0)));
        }
        let parts: Array = value.dyn_into().map_err(|_| PackError::Damaged)?;
        let parts = parts.iter().map(wasm_bindgen::JsCast::dyn_into);
        let parts: Result<VecDeque<Blob>, _> = parts.collect();
        Ok(Self::Blobs(
            parts.map_err(|_| PackError::Damaged)?,
            0,
            Vec::new(),
        ))
    }

    /// All of it.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn parts(mut self) -> Result<Parts, PackError> {
        let mut parts = Parts::new();
        let mut part = String::new();
        while let Some(Piece { text, is_last }) = self.next().await? {
            if part.is_empty() && !is_last {
                part.reserve_exact(text.len() + self.left());
            }
            part.push_str(&text);
            if is_last {
                parts.push(std::mem::take(&mut part).into());
            }
        }
        Ok(parts)
    }

    /// What is left of the part, in bytes, or in UTF-16 units where they are not known.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes are whole, and of what fits into memory"
    )]
    fn left(&self) -> usize {
        match self {
            Self::Blobs(parts, at, _) => {
                let size = parts.front().map_or(0.0, Blob::size) as usize;
                size.saturating_sub(*at)
            }
            Self::Text(_, length, at) => (length - at.unwrap_or(*length)) as usize,
        }
    }

    /// The next piece; nothing at the end.
    ///
    /// # Errors
    ///
    /// [`PackError`] where it cannot be read, or is no text.
    pub async fn next(&mut self) -> Result<Option<Piece>, PackError> {
        match self {
            Self::Blobs(parts, at, cut) => {
                let Some(part) = parts.front() else {
                    return Ok(None);
                };
                let (bytes, is_last) = slice(part, *at).await?;
                *at += bytes.len();
                cut.extend(bytes);
                if is_last {
                    parts.pop_front();
                    *at = 0;
                }
                let text = characters(cut, is_last).ok_or(PackError::Damaged)?;
                Ok(Some(Piece { text, is_last }))
            }
            Self::Text(text, length, at) => {
                let Some(from) = *at else {
                    return Ok(None);
                };
                let to = end(text, *length, from);
                *at = (to < *length).then_some(to);
                // By way of a `Blob` each piece is a task of its own.
                let piece = Array::of1(&text.substring(from, to));
                let piece = Blob::new_with_str_sequence(&piece).map_err(|why| broken(&why))?;
                let bytes = bytes(&piece).await?;
                let text = String::from_utf8(bytes).map_err(|_| PackError::Damaged)?;
                let is_last = at.is_none();
                Ok(Some(Piece { text, is_last }))
            }
        }
    }
}

/// The bytes from a place on, as many as a piece has, and whether the part ends with them.
async fn slice(part: &Blob, at: usize) -> Result<(Vec<u8>, bool), PackError> {
    let piece = part.slice_with_f64_and_f64(at as f64, (at + PIECE) as f64);
    let piece = piece.map_err(|why| broken(&why))?;
    let bytes = bytes(&piece).await?;
    let is_last = (at + bytes.len()) as f64 >= part.size();
    if bytes.is_empty() && !is_last {
        return Err(PackError::Damaged);
    }
    Ok((bytes, is_last))
}

async fn bytes(piece: &Blob) -> Result<Vec<u8>, PackError> {
    let bytes = JsFuture::from(piece.array_buffer()).await;
    Ok(Uint8Array::new(&bytes.map_err(|why| broken(&why))?).to_vec())
}

/// The whole characters at the beginning of bytes, which keep what is cut; nothing where they are
/// no text.
fn characters(bytes: &mut Vec<u8>, is_last: bool) -> Option<String> {
    let cut = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(why) if why.error_len().is_none() && !is_last => why.valid_up_to(),
        Err(_) => return None,
    };
    let rest = bytes.split_off(cut);
    String::from_utf8(std::mem::replace(bytes, rest)).ok()
}

/// Where the piece from there on ends: not within a pair of surrogates.
fn end(text: &JsString, length: u32, from: u32) -> u32 {
    let to = u32::try_from(PIECE).map_or(length, |piece| from.saturating_add(piece));
    if to >= length {
        return length;
    }
    let high = f64::from(0xd800_u16)..f64::from(0xdc00_u16);
    let is_half = high.contains(&text.char_code_at(to - 1));
    to - u32::from(is_half)
}

fn broken(why: &JsValue) -> PackError {
    match why.dyn_ref::<web_sys::DomException>() {
        Some(why) => PackError::Broken(why.message()),
        None => PackError::Broken(format!("{why:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_was_cut_is_whole_in_the_next_piece() {
        let check = |text: &str, size: usize| {
            let mut held = Vec::new();
            let mut read = String::new();
            let count = text.len().div_ceil(size);
            for (at, bytes) in text.as_bytes().chunks(size).enumerate() {
                held.extend(bytes);
                read += &characters(&mut held, at + 1 == count).unwrap_or_default();
            }
            assert_eq!(read, text);
        };
        for size in 1..9 {
            check("añ€🎉 z", size);
            check("🎉🎉🎉", size);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_not_taken_for_one() {
        assert_eq!(characters(&mut vec![b'a', 0xff, b'b'], false), None);
        assert_eq!(characters(&mut "é".as_bytes()[..1].to_vec(), true), None);
    }
}
