//! Packs in the browser's `IndexedDB`.
//!
//! The database is opened for each operation and closed after it: packs are read once a visit,
//! and a connection left open would keep a newer build in another tab from changing the form.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, OpenDbError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use wasm_bindgen::{JsCast as _, JsValue};

use super::blobs::{Reading, Sending, as_string};
use super::packs::{PackError, PackSize};
use super::shelf::ShelfError;
use super::{indexed_file, indexed_mirror};

/// The database; it carries the prefix of our keys, for the origin may be shared.
const DATABASE: &str = "tm1:packs";
/// The form of the texts: 2 since they may be lists of `Blob`s. An earlier build would take such a
/// list for a damaged text and might write over it; so it cannot open the database.
const VERSION: u8 = 2;
/// Hash → text: a list of `Blob`s, one for each part, or a string.
const TEXTS: &str = "texts";
/// Hash → length of the text in bytes, so that a list need not read the texts.
const SIZES: &str = "sizes";

/// Every database of ours.
const ALL: [&str; 3] = [DATABASE, indexed_mirror::DATABASE, indexed_file::DATABASE];

/// Deletes every database of ours, with everything in them.
///
/// # Errors
///
/// [`ShelfError`] where one is still there.
pub async fn erase() -> Result<(), ShelfError> {
    for name in ALL {
        let deleting = Database::delete_by_name(name).map_err(opening_failure)?;
        deleting.await.map_err(failure)?;
    }
    Ok(())
}

/// Whether the database can be opened.
pub(super) async fn probe() -> Result<(), PackError> {
    open().await.map(Database::close)
}

/// Writes the text and its length in one transaction, and waits until both are on disk.
pub(super) async fn put(hash: &str, text: Sending) -> Result<(), PackError> {
    let (parts, bytes) = text.end()?;
    let db = open().await?;
    let done = put_either(&db, hash, &parts, bytes).await;
    db.close();
    done
}

/// Some browsers have a database that takes no `Blob`, as Firefox had in its private mode: there a
/// text is kept as a string.
async fn put_either(
    db: &Database,
    hash: &str,
    parts: &JsValue,
    bytes: usize,
) -> Result<(), PackError> {
    let why = match put_into(db, hash, parts, bytes).await {
        Ok(()) => return Ok(()),
        Err(why) => PackError::from(why),
    };
    if matches!(why, PackError::Broken(_)) {
        let text = as_string(parts.unchecked_ref()).await?;
        return Ok(put_into(db, hash, &text, bytes).await?);
    }
    Err(why)
}

pub(super) async fn get(hash: &str) -> Result<Option<Reading>, PackError> {
    let db = open().await?;
    let found = get_from(&db, hash).await;
    db.close();
    found?.map(Reading::of).transpose()
}

pub(super) async fn remove(hash: &str) -> Result<(), PackError> {
    let db = open().await?;
    let done = remove_from(&db, hash).await;
    db.close();
    Ok(done?)
}

pub(super) async fn list() -> Result<Vec<PackSize>, PackError> {
    let db = open().await?;
    let packs = list_of(&db).await;
    db.close();
    Ok(packs?)
}

async fn open() -> Result<Database, PackError> {
    match open_with(DATABASE, VERSION, &[TEXTS, SIZES]).await {
        Ok(db) => Ok(db),
        // Whose name says that a newer build has been here.
        Err(OpenDbError::Base(error)) => Err(error.into()),
        Err(error) => Err(opening_failure(error).into()),
    }
}

fn writing(db: &Database) -> Result<Transaction<'_>, Error> {
    let strict = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    db.transaction([TEXTS, SIZES])
        .with_mode(TransactionMode::Readwrite)
        .with_options(strict)
        .build()
}

async fn put_into(db: &Database, hash: &str, text: &JsValue, bytes: usize) -> Result<(), Error> {
    let transaction = writing(db)?;
    transaction
        .object_store(TEXTS)?
        .put(text)
        .with_key(hash)
        .await?;
    // A text of 4 GiB does not fit into the memory of the page.
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    transaction
        .object_store(SIZES)?
        .put(bytes)
        .with_key(hash)
        .await?;
    transaction.commit().await
}

async fn get_from(db: &Database, hash: &str) -> Result<Option<JsValue>, Error> {
    let transaction = db.transaction(TEXTS).build()?;
    transaction.object_store(TEXTS)?.get(hash).await
}

async fn remove_from(db: &Database, hash: &str) -> Result<(), Error> {
    let transaction = writing(db)?;
    transaction.object_store(TEXTS)?.delete(hash).await?;
    transaction.object_store(SIZES)?.delete(hash).await?;
    transaction.commit().await
}

async fn list_of(db: &Database) -> Result<Vec<PackSize>, Error> {
    let transaction = db.transaction(SIZES).build()?;
    let store = transaction.object_store(SIZES)?;
    // Both come in the order of the keys, within one transaction.
    let hashes = store.get_all_keys::<String>().await?;
    let sizes = store.get_all::<u32>().await?;
    let pack = |(hash, bytes): (_, _)| {
        Ok(PackSize {
            hash: hash?,
            bytes: u64::from(bytes?),
        })
    };
    hashes.zip(sizes).map(pack).collect()
}

impl From<Error> for PackError {
    fn from(error: Error) -> Self {
        let Error::DomException(exception) = error else {
            return Self::Broken(error.to_string());
        };
        if web_sys::DomException::from(exception.clone()).name() == "VersionError" {
            return Self::NewerBuild;
        }
        failure(Error::DomException(exception)).into()
    }
}

impl From<ShelfError> for PackError {
    fn from(why: ShelfError) -> Self {
        match why {
            ShelfError::Denied => Self::Denied,
            ShelfError::Full => Self::Full,
            ShelfError::Broken(words) => Self::Broken(words),
        }
    }
}

/// Opens a database of the first form, with these stores.
pub(super) async fn open_first(
    name: &str,
    stores: &'static [&'static str],
) -> Result<Database, ShelfError> {
    let opened = open_with(name, 1, stores).await;
    opened.map_err(opening_failure)
}

/// Opens a database of a form, with these stores; those of an earlier form stay with all that is in
/// them.
async fn open_with(
    name: &str,
    version: u8,
    stores: &'static [&'static str],
) -> Result<Database, OpenDbError> {
    Database::open(name)
        .with_version(version)
        .with_on_upgrade_needed(move |_, db| {
            let there: Vec<String> = db.object_store_names().collect();
            for store in stores {
                if !there.iter().any(|name| name == store) {
                    db.create_object_store(store).build()?;
                }
            }
            Ok(())
        })
        .await
}

/// Why a database did not open.
pub(super) fn opening_failure(error: OpenDbError) -> ShelfError {
    match error {
        OpenDbError::Base(error) => failure(error),
        // The factory is missing, or opening threw at once, which the crate reports as a wrong
        // version: the browser refuses.
        OpenDbError::VersionZero
        | OpenDbError::UnsupportedEnvironment
        | OpenDbError::NullFactory => ShelfError::Denied,
    }
}

/// Why a database did not do what it was asked.
pub(super) fn failure(error: Error) -> ShelfError {
    let Error::DomException(exception) = error else {
        return ShelfError::Broken(error.to_string());
    };
    let message = exception.message();
    // Firefox answers so in modes in which it keeps nothing.
    let is_denied = matches!(exception, DomException::InvalidStateError(_))
        // Chromium's words where site data are blocked; it has no name for it.
        || message.contains("denied permission");
    if is_denied {
        return ShelfError::Denied;
    }
    let exception = web_sys::DomException::from(exception);
    ShelfError::from_exception(&exception.name(), exception.code(), &message)
}
