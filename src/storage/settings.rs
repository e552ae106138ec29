//! Settings: small JSON values, each with a default.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::frame::{self, FrameError};
use super::keeper::Keeper;
use super::keys::Key;
use super::receipt::Why;
use super::shelf::ShelfError;

/// A setting as it is in force.
#[derive(Debug)]
pub struct Setting<T> {
    /// What was kept, or the default.
    pub value: T,
    /// Why the default is in force although something was kept.
    pub problem: Option<SettingError>,
}

/// Why a setting is not as it was left.
#[derive(Debug, thiserror::Error)]
pub enum SettingError {
    /// It is damaged.
    #[error("A setting is damaged ({0}); its default is in force. Set it again.")]
    Damaged(#[from] FrameError),
    /// It is whole, but not of the form this build expects.
    #[error("A setting could not be understood ({0}); its default is in force. Set it again.")]
    Value(#[from] serde_json::Error),
    /// It cannot be read.
    #[error("A setting could not be read; its default is in force. {0}")]
    Shelf(#[from] ShelfError),
    /// It could not be kept.
    #[error("The setting holds until you close this tab. {0}")]
    NotKept(#[from] Why),
}

impl Keeper {
    /// The setting `name`, or `default` where none is kept or it is broken.
    pub fn setting<T: DeserializeOwned>(&self, name: &str, default: T) -> Setting<T> {
        match self.read_setting(name) {
            Ok(kept) => Setting {
                value: kept.unwrap_or(default),
                problem: None,
            },
            Err(problem) => Setting {
                value: default,
                problem: Some(problem),
            },
        }
    }

    /// Keeps the setting `name`.
    ///
    /// # Errors
    ///
    /// [`SettingError::Value`] where `value` has no JSON form, [`SettingError::NotKept`] where the
    /// storage does not take it.
    pub fn set_setting<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), SettingError> {
        let json = serde_json::to_string(value)?;
        let key = Key::Setting {
            name: name.to_owned(),
        };
        Ok(self.replace(&key, &json)?)
    }

    fn read_setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, SettingError> {
        let key = Key::Setting {
            name: name.to_owned(),
        }
        .to_string();
        let Some(raw) = self.shelf().get(&key)? else {
            return Ok(None);
        };
        Ok(Some(serde_json::from_str(frame::decode(&key, &raw)?)?))
    }
}
