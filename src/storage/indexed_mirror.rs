//! The mirror in the browser's `IndexedDB`: every transaction is on disk when it says so.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};

use super::indexed_db::{failure, opening_failure};
use super::mirror::Pair;
use super::shelf::ShelfError;

/// The database; it carries the prefix of our keys, for the origin may be shared.
pub(super) const DATABASE: &str = "tm1:journal";
/// Its form.
const VERSION: u8 = 1;
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
    let db = open().await?;
    let held = hold_in(&db, pairs).await;
    db.close();
    held.map_err(failure)
}

/// Reads everything.
///
/// # Errors
///
/// [`ShelfError`] where it cannot be read.
pub async fn read() -> Result<Vec<Pair>, ShelfError> {
    let db = open().await?;
    let pairs = read_from(&db).await;
    db.close();
    pairs.map_err(failure)
}

async fn open() -> Result<Database, ShelfError> {
    let opened = Database::open(DATABASE)
        .with_version(VERSION)
        .with_on_upgrade_needed(|_, db| {
            db.create_object_store(VALUES).build()?;
            Ok(())
        })
        .await;
    opened.map_err(opening_failure)
}

async fn hold_in(db: &Database, pairs: &[Pair]) -> Result<Vec<String>, Error> {
    let strict = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    let transaction = db
        .transaction(VALUES)
        .with_mode(TransactionMode::Readwrite)
        .with_options(strict)
        .build()?;
    let store = transaction.object_store(VALUES)?;
    let mut others = Vec::new();
    for Pair { key, value } in pairs {
        let there: Option<String> = store.get(key.as_str()).await?;
        match there {
            None => {
                store.put(value.as_str()).with_key(key.as_str()).await?;
            }
            Some(there) if there == *value => {}
            Some(_) => others.push(key.clone()),
        }
    }
    transaction.commit().await?;
    Ok(others)
}

async fn read_from(db: &Database) -> Result<Vec<Pair>, Error> {
    let transaction = db.transaction(VALUES).build()?;
    let store = transaction.object_store(VALUES)?;
    // Both come in the order of the keys, within one transaction.
    let keys = store.get_all_keys::<String>().await?;
    let values = store.get_all::<String>().await?;
    let pair = |(key, value): (Result<String, Error>, Result<String, Error>)| {
        Ok(Pair {
            key: key?,
            value: value?,
        })
    };
    keys.zip(values).map(pair).collect()
}
