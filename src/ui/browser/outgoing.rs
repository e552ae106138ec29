//! Files on their way out of the page. What is added to one is the browser's at once, and nothing
//! of it is copied when the file is handed over.

use js_sys::{Array, Uint8Array};
use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::later;

/// Shorter parts are put together first, bytes.
const ENOUGH: usize = 1 << 18;

/// A text in parts, becoming a file.
#[derive(Debug, Default)]
pub struct Outgoing {
    parts: Array,
    /// What is not the browser's yet.
    held: String,
    /// Whether the browser did not take a part.
    is_torn: bool,
}

impl Outgoing {
    /// The next part.
    pub fn add(&mut self, part: &str) {
        self.held.push_str(part);
        if self.held.len() >= ENOUGH {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        let bytes = Array::of1(&Uint8Array::from(self.held.as_bytes()));
        self.held.clear();
        match Blob::new_with_u8_array_sequence(&bytes) {
            Ok(part) => {
                self.parts.push(&part);
            }
            Err(_) => self.is_torn = true,
        }
    }

    /// The file; nothing where the browser has no room for all of it.
    pub fn end(mut self, mime: &str) -> Option<Blob> {
        self.hand_over();
        let options = BlobPropertyBag::new();
        options.set_type(mime);
        let file = Blob::new_with_blob_sequence_and_options(&self.parts, &options);
        file.ok().filter(|_| !self.is_torn)
    }
}

/// Offers a text as a file to keep.
pub fn download(name: &str, mime: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = js_sys::Array::of1(&text.into());
    if let Ok(file) = Blob::new_with_str_sequence_and_options(&parts, &options) {
        download_file(name, &file);
    }
}

/// Offers a file to keep.
pub fn download_file(name: &str, file: &Blob) {
    let Ok(address) = Url::create_object_url_with_blob(file) else {
        return;
    };
    let link = document()
        .create_element("a")
        .ok()
        .and_then(|a| a.dyn_into().ok());
    if let Some(link) = link {
        let link: HtmlAnchorElement = link;
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The download has its own hold on the data once the click was handled; a moment later the
    // address may go.
    later(30_000, move || {
        let _ = Url::revoke_object_url(&address);
    });
}
