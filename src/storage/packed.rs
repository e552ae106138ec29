//! Large cold values, packed by the browser itself: gzip, which costs the module nothing.
//!
//! Journal entries are much alike; a folded shard takes about a tenth when it is packed.

use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, ReadableWritablePair, Response};

/// Packs a text; nothing where the browser cannot.
pub(super) async fn pack(text: &str) -> Option<Uint8Array> {
    let text = Blob::new_with_str_sequence(&Array::of1(&text.into())).ok()?;
    let packed = through("CompressionStream", &text).ok()?;
    let bytes = JsFuture::from(packed.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&bytes))
}

/// Unpacks what [`pack`] made; nothing where it is damaged.
pub(super) async fn unpack(bytes: &Uint8Array) -> Option<String> {
    let bytes = Blob::new_with_u8_array_sequence(&Array::of1(bytes)).ok()?;
    let text = through("DecompressionStream", &bytes).ok()?;
    JsFuture::from(text.text().ok()?).await.ok()?.as_string()
}

/// What comes out of one of the browser's streams of that name.
fn through(name: &str, blob: &Blob) -> Result<Response, JsValue> {
    let out: ReadableStream = blob.stream().pipe_through(&gzip(name)?);
    Response::new_with_opt_readable_stream(Some(&out))
}

/// The two ends of one of the browser's streams, `CompressionStream` or `DecompressionStream`;
/// web-sys does not name them yet.
///
/// # Errors
///
/// What the browser says where it has none.
pub fn gzip(name: &str) -> Result<ReadableWritablePair, JsValue> {
    let make: Function = Reflect::get(&js_sys::global(), &name.into())?.dyn_into()?;
    let stream = Reflect::construct(&make, &Array::of1(&"gzip".into()))?;
    let end = |name: &str| Reflect::get(&stream, &name.into());
    Ok(ReadableWritablePair::new(
        &end("readable")?.dyn_into()?,
        &end("writable")?.dyn_into()?,
    ))
}
