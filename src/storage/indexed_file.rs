//! The file that is kept up to date, as the browser remembers it between visits.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::TransactionMode;
use wasm_bindgen::JsValue;

use super::indexed_db::{failure, open_first};
use super::shelf::ShelfError;

/// The database; it carries the prefix of our keys, for the origin may be shared.
pub(super) const DATABASE: &str = "tm1:files";
/// Name → handle.
const HANDLES: &str = "handles";
/// The one handle there is.
const BACKUP: &str = "backup";

/// Remembers the file, in place of another.
///
/// # Errors
///
/// [`ShelfError`] where it is forgotten with the tab.
pub async fn remember(handle: &JsValue) -> Result<(), ShelfError> {
    let db = open().await?;
    let done = write(&db, Some(handle)).await;
    db.close();
    done.map_err(failure)
}

/// Forgets the file.
///
/// # Errors
///
/// [`ShelfError`] where it is still remembered.
pub async fn forget() -> Result<(), ShelfError> {
    let db = open().await?;
    let done = write(&db, None).await;
    db.close();
    done.map_err(failure)
}

/// The file, where one is remembered.
///
/// # Errors
///
/// [`ShelfError`] where that cannot be said.
pub async fn recall() -> Result<Option<JsValue>, ShelfError> {
    let db = open().await?;
    let found = read(&db).await;
    db.close();
    found.map_err(failure)
}

async fn open() -> Result<Database, ShelfError> {
    open_first(DATABASE, &[HANDLES]).await
}

async fn write(db: &Database, handle: Option<&JsValue>) -> Result<(), Error> {
    let transaction = db
        .transaction(HANDLES)
        .with_mode(TransactionMode::Readwrite)
        .build()?;
    let store = transaction.object_store(HANDLES)?;
    match handle {
        Some(handle) => {
            store.put(handle).with_key(BACKUP).await?;
        }
        None => {
            store.delete(BACKUP).await?;
        }
    }
    transaction.commit().await
}

async fn read(db: &Database) -> Result<Option<JsValue>, Error> {
    let transaction = db.transaction(HANDLES).build()?;
    transaction.object_store(HANDLES)?.get(BACKUP).await
}
