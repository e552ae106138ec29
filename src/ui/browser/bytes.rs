//! Bytes from files, from gzip and from beside the page: piece by piece, with a limit and a stop.

use leptos::prelude::window;
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, File, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair, RequestInit,
    RequestMode, Response,
};

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
const CHUNK: usize = 4 << 20;

/// Reads a file piece by piece.
///
/// # Errors
/// When it is too large, cannot be read, or `heard` says stop.
pub async fn read_file(file: &File, limit: usize, heard: Heard<'_>) -> Result<Vec<u8>, BytesError> {
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
    let mut bytes = Vec::with_capacity(size);
    while bytes.len() < size {
        let end = size.min(bytes.len() + CHUNK);
        let part = file
            .slice_with_f64_and_f64(bytes.len() as f64, end as f64)
            .map_err(|_| BytesError::Unreadable)?;
        let part = JsFuture::from(part.array_buffer()).await;
        let part = js_sys::Uint8Array::new(&part.map_err(|_| BytesError::Unreadable)?).to_vec();
        if part.is_empty() {
            return Err(BytesError::Unreadable);
        }
        bytes.extend(part);
        if !heard(bytes.len(), Some(size)) {
            return Err(BytesError::Cancelled);
        }
    }
    Ok(bytes)
}

/// Unpacks gzip.
///
/// # Errors
/// When the data is damaged, more than `limit` comes out, or `heard` says stop.
pub async fn unpack(bytes: &[u8], limit: usize, heard: Heard<'_>) -> Result<Vec<u8>, BytesError> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence(&parts).map_err(|_| BytesError::Unreadable)?;
    let pair = gunzip().map_err(|_| BytesError::Unreadable)?;
    let stream = blob.stream().pipe_through(&pair);
    drain(&stream, None, limit, heard, BytesError::Damaged).await
}

/// The two ends of the browser's own unpacking; web-sys does not name it yet.
fn gunzip() -> Result<ReadableWritablePair, JsValue> {
    let class = js_sys::Reflect::get(&js_sys::global(), &"DecompressionStream".into())?;
    let format = js_sys::Array::of1(&"gzip".into());
    let class: js_sys::Function = class.dyn_into()?;
    let tool = js_sys::Reflect::construct(&class, &format)?;
    let end = |name: &str| js_sys::Reflect::get(&tool, &name.into());
    Ok(ReadableWritablePair::new(
        &end("readable")?.dyn_into()?,
        &end("writable")?.dyn_into()?,
    ))
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
        let Ok(step) = JsFuture::from(reader.read()).await else {
            return Err(broken);
        };
        let part = js_sys::Reflect::get(&step, &"value".into()).unwrap_or_default();
        if part.is_undefined() {
            return Ok(bytes);
        }
        bytes.extend(js_sys::Uint8Array::new(&part).to_vec());
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
