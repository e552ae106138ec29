//! What the journal stands on: text under keys, synchronously, as localStorage offers it.

use std::rc::Rc;

/// Text kept under keys.
///
/// Every method can fail, also reading: a browser may withdraw storage while the page is open.
/// Methods take `&self` because the storage behind a shelf is shared with other tabs anyway;
/// nobody owns it.
pub trait Shelf {
    /// The text under `key`, or `None` where nothing is kept.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] where the storage cannot be read.
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError>;

    /// Keeps `value` under `key`, in place of what was there.
    ///
    /// `Ok` is a claim of the storage, not a fact: read it back before telling a rater.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] where it is full, denied or broken.
    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError>;

    /// Forgets `key`; a key that is not there is no error.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] where the storage is denied or broken.
    fn remove(&self, key: &str) -> Result<(), ShelfError>;

    /// Every key that starts with `prefix`, in no particular order.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] where the storage cannot be read.
    fn keys(&self, prefix: &str) -> Result<Vec<String>, ShelfError>;
}

impl<S: Shelf + ?Sized> Shelf for Rc<S> {
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        (**self).get(key)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        (**self).set(key, value)
    }

    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        (**self).remove(key)
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, ShelfError> {
        (**self).keys(prefix)
    }
}

/// Why a shelf did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShelfError {
    /// No room is left for this value.
    #[error("This browser's storage is full. Download your work now.")]
    Full,
    /// The browser lets this page keep nothing.
    #[error(
        "This browser does not let the page keep anything. Allow site data for it and reload; \
         until then download your work before you close the tab."
    )]
    Denied,
    /// Anything else, in the browser's words.
    #[error("This browser's storage failed ({0}). Download your work, then reload.")]
    Broken(String),
}

impl ShelfError {
    /// Reads a thrown `DOMException` by its name, its legacy code and its message.
    ///
    /// Engines disagree: a full storage is `QuotaExceededError` (code 22) by the standard, and
    /// `NS_ERROR_DOM_QUOTA_REACHED` (code 1014) in older Firefox; either sign alone is enough.
    pub fn from_exception(name: &str, code: u16, message: &str) -> Self {
        match (name, code) {
            ("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED", _) | (_, 22 | 1014) => Self::Full,
            ("SecurityError" | "NotAllowedError", _) | (_, 18) => Self::Denied,
            _ if message.is_empty() => Self::Broken(name.to_owned()),
            _ => Self::Broken(format!("{name}: {message}")),
        }
    }
}

/// The length of `text` in UTF-16 units, which is what browsers count storage in.
pub fn units(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.encode_utf16().count()
    }
}

/// What everything under `prefix` takes, keys included, in UTF-16 units, by reading all of it.
///
/// # Errors
///
/// [`ShelfError`] where the storage cannot be read.
pub fn measure(shelf: &dyn Shelf, prefix: &str) -> Result<usize, ShelfError> {
    let mut total = 0;
    for key in shelf.keys(prefix)? {
        if let Some(value) = shelf.get(&key)? {
            total += units(&key) + units(&value);
        }
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_recognised_by_name_or_by_code() {
        let check = |name, code, expected| {
            assert_eq!(
                ShelfError::from_exception(name, code, "m"),
                expected,
                "{name} {code}"
            );
        };
        check("QuotaExceededError", 22, ShelfError::Full);
        check("QuotaExceededError", 0, ShelfError::Full);
        check("NS_ERROR_DOM_QUOTA_REACHED", 1014, ShelfError::Full);
        check("Error", 22, ShelfError::Full);
        check("", 1014, ShelfError::Full);
        check("SecurityError", 18, ShelfError::Denied);
        check("SecurityError", 0, ShelfError::Denied);
        check(
            "UnknownError",
            0,
            ShelfError::Broken("UnknownError: m".into()),
        );
    }

    #[test]
    fn length_is_counted_as_browsers_do() {
        let check = |text, expected| assert_eq!(units(text), expected, "{text:?}");
        check("", 0);
        check("abc", 3);
        check("é", 1);
        check("🚂", 2);
    }
}
