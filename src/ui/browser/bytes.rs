//! Bytes from files, from gzip and from beside the page: piece by piece, with a limit and a stop.

use leptos::prelude::window;
use thiserror::Error;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, ReadableStream, ReadableStreamDefaultReader, RequestInit, RequestMode, Response,
};

use crate::storage::packed::gzip;

/// Why bytes cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BytesError {
    /// Nobody wants them any more.
    #[error("Reading was cancelled.")]
    Cancelled,
    /// The browser was not let at the file.
    #[error("The browser cannot read this file.")]
    Unreadable,
    /// More than the limit.
    #[error("It is larger than {} MB.", .0 / 1_000_000)]
    TooLarge(usize),
    /// The compressed data is damaged.
    #[error("It is compressed (gzip) and damaged: it cannot be unpacked.")]
    Damaged,
    /// The server has no such file.
    #[error("The server answered {0}.")]
    Status(u16),
    /// No answer at all.
    #[error("The server cannot be reached.")]
    NoAnswer,
}

/// How far reading is, in bytes; answers whether to go on.
pub type Heard<'a> = &'a dyn Fn(usize, Option<usize>) -> bool;

/// How much of a file is read at a time.
const CHUNK: usize = 1 << 20;

/// The bytes of a file, one piece after another; what is packed with gzip comes unpacked.
pub struct Pieces {
    from: Source,
    read: usize,
    limit: usize,
}

enum Source {
    /// A file as it is, and its size.
    Slices(Blob, usize),
    Unpacked(ReadableStreamDefaultReader),
}

impl Pieces {
    /// Of a file.
    ///
    /// # Errors
    /// When it is too large or cannot be read.
    pub async fn of(file: &Blob, limit: usize) -> Result<Self, BytesError> {
        let size = file.size();
        if size > limit as f64 {
            return Err(BytesError::TooLarge(limit));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within the limit"
        )]
        let size = size as usize;
        let from = if slice(file, 0, size.min(2)).await? == [0x1f, 0x8b] {
            let stream = gzip("DecompressionStream").map(|pair| file.stream().pipe_through(&pair));
            let reader = stream.and_then(|stream| ReadableStreamDefaultReader::new(&stream));
            Source::Unpacked(reader.map_err(|_| BytesError::Unreadable)?)
        } else {
            Source::Slices(file.clone(), size)
        };
        Ok(Self {
            from,
            read: 0,
            limit,
        })
    }

    /// Of bytes that are here already.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub async fn of_bytes(bytes: &[u8], limit: usize) -> Result<Self, BytesError> {
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        let blob = Blob::new_with_u8_array_sequence(&parts).map_err(|_| BytesError::Unreadable)?;
        Self::of(&blob, limit).await
    }

    /// Bytes that were read, and of how many where that is known.
    pub fn progress(&self) -> (usize, Option<usize>) {
        match self.from {
            Source::Slices(_, size) => (self.read, Some(size)),
            Source::Unpacked(_) => (self.read, None),
        }
    }

    /// The next piece; nothing at the end.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, or is more than the limit.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, BytesError> {
        let piece = match &self.from {
            Source::Slices(_, size) if self.read >= *size => return Ok(None),
            Source::Slices(file, size) => {
                let end = (*size).min(self.read + CHUNK);
                let piece = slice(file, self.read, end).await?;
                if piece.is_empty() {
                    return Err(BytesError::Unreadable);
                }
                Some(piece)
            }
            Source::Unpacked(reader) => next_of(reader, BytesError::Damaged).await?,
        };
        self.read += piece.as_ref().map_or(0, Vec::len);
        if self.read > self.limit {
            return Err(BytesError::TooLarge(self.limit));
        }
        Ok(piece)
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        if let Source::Unpacked(reader) = &self.from {
            let cancelled = JsFuture::from(reader.cancel());
            // Nobody reads on; what the stream says to that does not matter.
            spawn_local(async move { drop(cancelled.await) });
        }
    }
}

async fn slice(file: &Blob, start: usize, end: usize) -> Result<Vec<u8>, BytesError> {
    let part = file
        .slice_with_f64_and_f64(start as f64, end as f64)
        .map_err(|_| BytesError::Unreadable)?;
    let part = JsFuture::from(part.array_buffer()).await;
    let part = part.map_err(|_| BytesError::Unreadable)?;
    Ok(js_sys::Uint8Array::new(&part).to_vec())
}

/// What a stream gives next; nothing at its end.
async fn next_of(
    reader: &ReadableStreamDefaultReader,
    broken: BytesError,
) -> Result<Option<Vec<u8>>, BytesError> {
    let Ok(step) = JsFuture::from(reader.read()).await else {
        return Err(broken);
    };
    let part = js_sys::Reflect::get(&step, &"value".into()).unwrap_or_default();
    Ok((!part.is_undefined()).then(|| js_sys::Uint8Array::new(&part).to_vec()))
}

/// Fetches a file of the application's own origin.
///
/// # Errors
/// When the server does not have it or cannot be reached, when it is too large, or `heard` says
/// stop.
pub async fn fetch(path: &str, limit: usize, heard: Heard<'_>) -> Result<Vec<u8>, BytesError> {
    let options = RequestInit::new();
    options.set_mode(RequestMode::SameOrigin);
    let answer = JsFuture::from(window().fetch_with_str_and_init(path, &options)).await;
    let answer: Response = answer
        .and_then(JsCast::dyn_into)
        .map_err(|_| BytesError::NoAnswer)?;
    if !answer.ok() {
        return Err(BytesError::Status(answer.status()));
    }
    let length = answer.headers().get("content-length").ok().flatten();
    let length = length.and_then(|length| length.parse().ok());
    match answer.body() {
        None => Ok(Vec::new()),
        Some(body) => drain(&body, length, limit, heard, BytesError::NoAnswer).await,
    }
}

async fn drain(
    stream: &ReadableStream,
    length: Option<usize>,
    limit: usize,
    heard: Heard<'_>,
    broken: BytesError,
) -> Result<Vec<u8>, BytesError> {
    let Ok(reader) = ReadableStreamDefaultReader::new(stream) else {
        return Err(broken);
    };
    let mut bytes = Vec::new();
    let why = loop {
        let Some(part) = next_of(&reader, broken.clone()).await? else {
            return Ok(bytes);
        };
        bytes.extend(part);
        if bytes.len() > limit {
            break BytesError::TooLarge(limit);
        }
        if !heard(bytes.len(), length) {
            break BytesError::Cancelled;
        }
    };
    // Nobody reads on; what the stream says to that does not matter.
    let _ = JsFuture::from(reader.cancel()).await;
    Err(why)
}
