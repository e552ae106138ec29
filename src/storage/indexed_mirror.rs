//! The mirror in the browser's `IndexedDB`: every transaction is on disk when it says so.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};

use super::indexed_db::{failure, open_first};
use super::mirror::Pair;
use super::packed;
use super::shelf::ShelfError;

/// The database; it carries the prefix of our keys, for the origin may be shared.
pub(super) const DATABASE: &str = "tm1:journal";
/// Key → framed value, as on the shelf.
const VALUES: &str = "values";

/// Sees to it that the mirror holds these; returns the keys under which it holds another value.
///
/// A key that is there stays as it is: nothing that was kept is ever written over.
///
/// # Errors
///
/// [`ShelfError`] where it does not hold all of them; then it holds none of those it did not hold
/// before.
pub async fn hold(pairs: &[Pair]) -> Result<Vec<String>, ShelfError> {
    let given = pairs.iter().map(|pair| JsValue::from_str(&pair.value));
    hold_as(pairs, given.collect()).await
}

/// As [`hold`], with the values packed where the browser can: they are large, and cold.
///
/// # Errors
///
/// As [`hold`].
pub async fn hold_packed(pairs: &[Pair]) -> Result<Vec<String>, ShelfError> {
    // Packed before the transaction begins: one that waits for something else ends by itself.
    let mut given = Vec::new();
    for Pair { value, .. } in pairs {
        let packed = packed::pack(value).await;
        given.push(packed.map_or_else(|| JsValue::from_str(value), JsValue::from));
    }
    hold_as(pairs, given).await
}

async fn hold_as(pairs: &[Pair], given: Vec<JsValue>) -> Result<Vec<String>, ShelfError> {
    let db = open().await?;
    let there = hold_in(&db, pairs, &given).await;
    db.close();
    let mut others = Vec::new();
    for (Pair { key, value }, there) in pairs.iter().zip(there.map_err(failure)?) {
        let Some(there) = there else { continue };
        if text_of(&there).await.as_ref() != Some(value) {
            others.push(key.clone());
        }
    }
    Ok(others)
}

/// Reads everything.
///
/// # Errors
///
/// [`ShelfError`] where it cannot be read.
pub async fn read() -> Result<Vec<Pair>, ShelfError> {
    let db = open().await?;
    let values = read_from(&db).await;
    db.close();
    let mut pairs = Vec::new();
    for (key, value) in values.map_err(failure)? {
        // What cannot be unpacked does not verify either, and is told of as damaged.
        let value = text_of(&value).await.unwrap_or_default();
        pairs.push(Pair { key, value });
    }
    Ok(pairs)
}

/// A value as it was given, packed or not.
async fn text_of(value: &JsValue) -> Option<String> {
    match value.dyn_ref::<Uint8Array>() {
        Some(bytes) => packed::unpack(bytes).await,
        None => value.as_string(),
    }
}

async fn open() -> Result<Database, ShelfError> {
    open_first(DATABASE, &[VALUES]).await
}

/// Gives every key that is absent its value; of the others gives back what is there.
async fn hold_in(
    db: &Database,
    pairs: &[Pair],
    given: &[JsValue],
) -> Result<Vec<Option<JsValue>>, Error> {
    let strict = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    let transaction = db
        .transaction(VALUES)
        .with_mode(TransactionMode::Readwrite)
        .with_options(strict)
        .build()?;
    let store = transaction.object_store(VALUES)?;
    let mut found = Vec::new();
    for (Pair { key, .. }, given) in pairs.iter().zip(given) {
        let there: Option<JsValue> = store.get(key.as_str()).await?;
        if there.is_none() {
            store.put(given).with_key(key.as_str()).await?;
        }
        found.push(there);
    }
    transaction.commit().await?;
    Ok(found)
}

async fn read_from(db: &Database) -> Result<Vec<(String, JsValue)>, Error> {
    let transaction = db.transaction(VALUES).build()?;
    let store = transaction.object_store(VALUES)?;
    // Both come in the order of the keys, within one transaction.
    let keys = store.get_all_keys::<String>().await?;
    let values = store.get_all::<JsValue>().await?;
    let pair = |(key, value): (Result<String, Error>, Result<JsValue, Error>)| Ok((key?, value?));
    keys.zip(values).map(pair).collect()
}
