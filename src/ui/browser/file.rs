//! A file of the person's own that the page may write again and again, where the browser has such:
//! the File System Access API, which no stable binding covers yet.

use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::window;
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// A file that was chosen for writing; it stays chosen when it is kept in a database.
#[derive(Clone, Debug, PartialEq)]
pub struct FileHandle(JsValue);

/// Why a file is not chosen or not written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// The person closed the browser's dialog.
    #[error("No file was chosen.")]
    Cancelled,
    /// The browser wants to hear from the person first.
    #[error("The browser asks for your permission before the page may write to this file.")]
    NotAllowed,
    /// The file, in the browser's words.
    #[error("The browser could not write the file ({0}). Is it still there?")]
    Broken(String),
}

/// Whether this browser lets a page keep a file up to date.
pub fn can_keep_file() -> bool {
    method(&window(), "showSaveFilePicker").is_some()
}

/// Asks the person for a file to write to.
///
/// # Errors
/// [`FileError`] where none is chosen.
pub async fn choose_file(name: &str) -> Result<FileHandle, FileError> {
    let options = object(&[
        ("suggestedName", name.into()),
        ("id", "trainmaster-backup".into()),
    ]);
    let chosen = call(&window(), "showSaveFilePicker", &[options.into()]).await?;
    Ok(FileHandle(chosen))
}

impl FileHandle {
    /// A handle as a database gave it back.
    pub fn from_stored(value: JsValue) -> Option<Self> {
        method(&value, "createWritable")
            .is_some()
            .then_some(Self(value))
    }

    /// What a database keeps.
    pub fn as_stored(&self) -> &JsValue {
        &self.0
    }

    /// The file's name.
    pub fn name(&self) -> String {
        let name = Reflect::get(&self.0, &"name".into()).unwrap_or_default();
        name.as_string().unwrap_or_default()
    }

    /// Whether the page may write to it now, without asking.
    pub async fn is_allowed(&self) -> bool {
        self.permission("queryPermission").await
    }

    /// Asks the person, in answer to a click.
    pub async fn ask(&self) -> bool {
        self.permission("requestPermission").await
    }

    async fn permission(&self, of: &str) -> bool {
        // A file of the page's own, as tests use it, needs none.
        if method(&self.0, of).is_none() {
            return true;
        }
        let mode = object(&[("mode", "readwrite".into())]);
        let said = call(&self.0, of, &[mode.into()]).await;
        said.is_ok_and(|said| said.as_string().as_deref() == Some("granted"))
    }

    /// What is in it; nothing where it cannot be read.
    pub async fn read(&self) -> Option<String> {
        let file = call(&self.0, "getFile", &[]).await.ok()?;
        call(&file, "text", &[]).await.ok()?.as_string()
    }

    /// Writes the file anew. What was in it stays until all of it is written: the browser swaps the
    /// two at the end.
    ///
    /// # Errors
    /// [`FileError`] where it is not written; the file is as it was then.
    pub async fn write(&self, text: &Blob) -> Result<(), FileError> {
        let stream = call(&self.0, "createWritable", &[]).await?;
        if let Err(why) = call(&stream, "write", &[text.into()]).await {
            let _ = call(&stream, "abort", &[]).await;
            return Err(why);
        }
        call(&stream, "close", &[]).await?;
        Ok(())
    }
}

fn object(members: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

/// Calls a method that promises something, and waits for it.
async fn call(of: &JsValue, name: &str, args: &[JsValue]) -> Result<JsValue, FileError> {
    let missing = || FileError::Broken(format!("{name} is missing"));
    let method = method(of, name).ok_or_else(missing)?;
    let args: Array = args.iter().collect();
    let promise = method.apply(of, &args).map_err(failure)?;
    let promise: js_sys::Promise = promise.dyn_into().map_err(|_| missing())?;
    JsFuture::from(promise).await.map_err(failure)
}

fn failure(why: JsValue) -> FileError {
    let word = |name: &str| {
        let word = Reflect::get(&why, &name.into()).unwrap_or_default();
        word.as_string().unwrap_or_default()
    };
    match word("name").as_str() {
        "AbortError" => FileError::Cancelled,
        "NotAllowedError" | "SecurityError" => FileError::NotAllowed,
        _ => FileError::Broken(word("message")),
    }
}
