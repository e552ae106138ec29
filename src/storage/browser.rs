//! The browser's localStorage as a shelf.

use std::rc::Rc;

use gloo_storage::{LocalStorage, Storage as _};
use wasm_bindgen::{JsCast as _, JsValue};

use super::keys::Key;
use super::shelf::{Shelf, ShelfError};

/// localStorage, once it is known to answer.
#[derive(Clone, Debug)]
pub struct BrowserShelf {
    storage: web_sys::Storage,
}

impl BrowserShelf {
    /// Reaches for localStorage and reads from it, without writing.
    ///
    /// # Errors
    ///
    /// [`ShelfError::Denied`] where there is none or the browser refuses it, and what reading
    /// gave otherwise.
    pub fn probe() -> Result<Self, ShelfError> {
        let window = web_sys::window().ok_or(ShelfError::Denied)?;
        // The getter itself throws where site data are blocked; gloo would panic on that, so it
        // is asked only after this succeeded.
        window
            .local_storage()
            .map_err(thrown)?
            .ok_or(ShelfError::Denied)?;
        let shelf = Self {
            storage: LocalStorage::raw(),
        };
        shelf.get(&Key::Meta.to_string())?;
        shelf.storage.length().map_err(thrown)?;
        Ok(shelf)
    }

    /// [`probe`](Self::probe), in the form [`Keeper::open`](super::Keeper::open) takes.
    ///
    /// # Errors
    ///
    /// As [`probe`](Self::probe).
    pub fn shared() -> Result<Rc<dyn Shelf>, ShelfError> {
        Ok(Rc::new(Self::probe()?))
    }
}

impl Shelf for BrowserShelf {
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        self.storage.get_item(key).map_err(thrown)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        self.storage.set_item(key, value).map_err(thrown)
    }

    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        self.storage.remove_item(key).map_err(thrown)
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, ShelfError> {
        let mut keys = Vec::new();
        for index in 0..self.storage.length().map_err(thrown)? {
            match self.storage.key(index).map_err(thrown)? {
                Some(key) if key.starts_with(prefix) => keys.push(key),
                Some(_) => {}
                // Another tab removed keys since the count.
                None => break,
            }
        }
        Ok(keys)
    }
}

fn thrown(error: JsValue) -> ShelfError {
    match error.dyn_ref::<web_sys::DomException>() {
        Some(e) => ShelfError::from_exception(&e.name(), e.code(), &e.message()),
        None => ShelfError::Broken(format!("{error:?}")),
    }
}
