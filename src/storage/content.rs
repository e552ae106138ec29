//! What stands under a key, read and verified; the same on the shelf and in the mirror.

use super::drafts::Draft;
use super::frame;
use super::keys::{Id, Key};
use super::load::Damage;
use super::shard::Folded;

/// A value that verified.
pub(super) enum Content {
    Entry(Id, String),
    Folded(String, Folded),
    Draft(Draft),
    Setting(String, String),
    Meta,
}

/// Reads the value `raw` found under the key `text`.
pub(super) fn read(text: &str, raw: &str) -> Result<Content, Damage> {
    let key = Key::parse(text)?;
    let json = frame::decode(text, raw)?;
    Ok(match key {
        Key::Journal { writer, seq } => Content::Entry(Id { writer, seq }, json.to_owned()),
        Key::Shard { hash } => {
            let folded = Folded::read(&hash, json)?;
            Content::Folded(hash, folded)
        }
        Key::Draft { task, writer } => Content::Draft(Draft {
            task,
            writer,
            json: json.to_owned(),
        }),
        Key::Setting { name } => Content::Setting(name, json.to_owned()),
        Key::Meta => Content::Meta,
    })
}
