//! What `public/lifeboat.js` kept of open text boxes when the application stopped: words that may
//! have become no entry and no draft.

use serde::{Deserialize, Serialize};

use super::keeper::Keeper;
use super::keys::LIFEBOAT;
use super::receipt::Why;
use super::shelf::ShelfError;

/// What every setting's key starts with.
const SETTINGS: &str = "tm1:set:";

/// What stood in the text boxes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The words, those of the last stop first.
    pub words: Vec<LeftWords>,
}

/// What stood in one text box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftWords {
    /// What the box is called.
    pub label: String,
    /// The address, after `#`, that it was on.
    #[serde(rename = "where")]
    pub address: String,
    /// The words.
    pub text: String,
}

impl Keeper {
    /// Whether the lifeboat kept anything.
    pub fn has_left(&self) -> bool {
        matches!(self.shelf().get(LIFEBOAT), Ok(Some(_)))
    }

    /// What the lifeboat kept; nothing where that cannot be read.
    pub fn left(&self) -> Left {
        let raw = self.shelf().get(LIFEBOAT).ok().flatten();
        raw.and_then(|raw| serde_json::from_str(&raw).ok())
            .unwrap_or_default()
    }

    /// Leaves words beside those that the lifeboat kept, as a backup brings them.
    ///
    /// # Errors
    ///
    /// [`Why`] they are not kept.
    pub fn leave(&mut self, words: Vec<LeftWords>) -> Result<(), Why> {
        let mut left = self.left();
        let new = words
            .into_iter()
            .filter(|words| !left.words.contains(words));
        let new: Vec<LeftWords> = new.collect();
        left.words.extend(new);
        self.fence()?;
        let json = serde_json::to_string(&left).unwrap_or_default();
        Ok(self.shelf().set(LIFEBOAT, &json)?)
    }

    /// Forgets what the lifeboat kept, once it is kept elsewhere or not wanted. What another tab
    /// has left since stays.
    ///
    /// # Errors
    ///
    /// [`Why`] it is still there.
    pub fn forget_left(&mut self, known: &Left) -> Result<(), Why> {
        if self.left() != *known {
            return Ok(());
        }
        self.fence()?;
        self.remove(LIFEBOAT)
    }

    /// Whether these words stand in a setting: a form that is filled in is kept as one.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] where the storage cannot be read.
    pub fn is_in_a_setting(&self, words: &str) -> Result<bool, ShelfError> {
        let quoted = serde_json::Value::from(words).to_string();
        for key in self.shelf().keys(SETTINGS)? {
            let value = self.shelf().get(&key)?;
            if value.is_some_and(|value| value.contains(&quoted)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
