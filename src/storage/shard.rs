//! Shards: many entries folded into one value; and stubs, which say what was sealed elsewhere.
//!
//! ```json
//! {"entries":{"w1":{"1":{"at":…},"2":{"at":…}}}}
//! {"sealed":"<hash of the shard>","covers":{"w1":[[1,2]]}}
//! ```
//!
//! The key is the hash of the value, so a shard is never changed and the same entries folded by
//! two tabs are one shard. An entry stands in it verbatim: as it is where it is a JSON object, as
//! a JSON string where it is any other text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::keys::{HASH_DIGITS, Id, Key, Writer};
use super::shelf::units;

/// The most entries that a stub may speak for: a shard with more would be too large for any shelf.
const MOST: u64 = 100_000;

/// Folded entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shard {
    /// The entries, verbatim.
    pub entries: BTreeMap<Id, String>,
}

/// What stays on the shelf of a shard that only the mirror holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stub {
    /// The hash of the shard.
    pub sealed: String,
    /// The entries in it, as first and last numbers of each writer.
    pub covers: BTreeMap<Writer, Vec<(u32, u32)>>,
}

/// What stands under a shard's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    Shard(Shard),
    Stub(Stub),
}

/// Why a value is no shard, though its frame is whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShardError {
    /// Another content than its key says.
    #[error("kept under the name of another content")]
    Hash,
    /// Not of the form of a shard.
    #[error("not a shard this build understands ({0})")]
    Form(String),
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    entries: BTreeMap<String, BTreeMap<u32, Box<RawValue>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    covers: BTreeMap<String, Vec<(u32, u32)>>,
}

impl Shard {
    /// Folds as many of `entries` as fit into `limit` units.
    ///
    /// One that is larger than a whole shard is left alone.
    pub(super) fn fold(entries: impl Iterator<Item = (Id, String)>, limit: usize) -> Self {
        let mut shard = Self::default();
        let mut room = limit.saturating_sub(units(r#"{"entries":{}}"#));
        for (id, text) in entries {
            let size = room_for(&id, &text);
            if size > limit {
                continue;
            }
            if size > room {
                break;
            }
            room -= size;
            shard.entries.insert(id, text);
        }
        shard
    }

    /// The value, and the key it belongs under.
    ///
    /// # Errors
    ///
    /// None in practice: every text has a JSON form.
    pub(super) fn seal(&self) -> Result<(String, String), ShardError> {
        let mut wire = Wire::default();
        for (id, text) in &self.entries {
            let raw = to_raw(text)?;
            let writer = id.writer.to_string();
            wire.entries.entry(writer).or_default().insert(id.seq, raw);
        }
        keyed(&wire)
    }

    /// What stays on the shelf once the mirror holds this shard under `hash`.
    pub(super) fn stub(&self, hash: &str) -> Stub {
        let mut covers = BTreeMap::<Writer, Vec<(u32, u32)>>::new();
        for id in self.entries.keys() {
            let ranges = covers.entry(id.writer.clone()).or_default();
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == id.seq => *last = id.seq,
                _ => ranges.push((id.seq, id.seq)),
            }
        }
        Stub {
            sealed: hash.to_owned(),
            covers,
        }
    }
}

impl Stub {
    /// The value, and the key it belongs under.
    pub(super) fn seal(&self) -> Result<(String, String), ShardError> {
        let covers = self.covers.iter();
        keyed(&Wire {
            sealed: Some(self.sealed.clone()),
            covers: covers.map(|(w, r)| (w.to_string(), r.clone())).collect(),
            ..Wire::default()
        })
    }

    /// Whether the sealed shard holds this entry.
    pub fn covers(&self, id: &Id) -> bool {
        let ranges = self.covers.get(&id.writer);
        ranges.is_some_and(|all| all.iter().any(|(a, b)| (*a..=*b).contains(&id.seq)))
    }

    /// How many entries that is, by what it says.
    fn count(&self) -> u64 {
        let ranges = self.covers.values().flatten();
        let counts = ranges.map(|(first, last)| u64::from(*last) + 1 - u64::from(*first.min(last)));
        counts.sum()
    }

    /// Every entry of the sealed shard.
    pub(super) fn ids(&self) -> impl Iterator<Item = Id> {
        let of = |(writer, ranges): (&Writer, &Vec<(u32, u32)>)| {
            let seqs = ranges.iter().flat_map(|(first, last)| *first..=*last);
            let id = |seq| Id {
                writer: writer.clone(),
                seq,
            };
            seqs.map(id).collect::<Vec<_>>()
        };
        self.covers.iter().flat_map(of)
    }
}

impl Folded {
    /// Reads the JSON under a shard's key.
    pub fn read(hash: &str, json: &str) -> Result<Self, ShardError> {
        if hash_of(json) != hash {
            return Err(ShardError::Hash);
        }
        let wire: Wire = serde_json::from_str(json).map_err(form)?;
        if let Some(sealed) = wire.sealed {
            let covers = wire.covers.into_iter();
            let covers = covers.map(|(w, ranges)| Ok((writer(&w)?, ranges)));
            let covers = covers.collect::<Result<_, _>>()?;
            let stub = Stub { sealed, covers };
            if stub.count() > MOST {
                let why = "it covers more entries than a shard holds";
                return Err(ShardError::Form(why.to_owned()));
            }
            return Ok(Self::Stub(stub));
        }
        let mut entries = BTreeMap::new();
        for (name, texts) in wire.entries {
            let writer = writer(&name)?;
            for (seq, raw) in texts {
                let writer = writer.clone();
                entries.insert(Id { writer, seq }, to_text(&raw)?);
            }
        }
        Ok(Self::Shard(Shard { entries }))
    }
}

/// What an entry takes in a shard, at most.
fn room_for(id: &Id, text: &str) -> usize {
    // `"<writer>":{},` and `"<seq>":,`, the latter with ten digits.
    let frame = units(id.writer.as_str()) + 6 + 14;
    frame + to_raw(text).map_or(usize::MAX / 2, |raw| units(raw.get()))
}

fn keyed(wire: &Wire) -> Result<(String, String), ShardError> {
    let json = serde_json::to_string(wire).map_err(form)?;
    let hash = hash_of(&json);
    Ok((Key::Shard { hash }.to_string(), json))
}

fn hash_of(json: &str) -> String {
    let mut head = [0; HASH_DIGITS / 2];
    let digest = Sha256::digest(json.as_bytes());
    head.iter_mut()
        .zip(digest)
        .for_each(|(to, from)| *to = from);
    format!("{:0HASH_DIGITS$x}", u128::from_be_bytes(head))
}

fn to_raw(text: &str) -> Result<Box<RawValue>, ShardError> {
    let as_it_is = text.starts_with('{').then(|| text.to_owned());
    let as_it_is = as_it_is.and_then(|text| RawValue::from_string(text).ok());
    match as_it_is.filter(|raw| raw.get() == text) {
        Some(raw) => Ok(raw),
        None => serde_json::value::to_raw_value(text).map_err(form),
    }
}

fn to_text(raw: &RawValue) -> Result<String, ShardError> {
    if raw.get().starts_with('{') {
        Ok(raw.get().to_owned())
    } else {
        serde_json::from_str(raw.get()).map_err(form)
    }
}

fn writer(name: &str) -> Result<Writer, ShardError> {
    Writer::new(name).map_err(|why| ShardError::Form(why.to_string()))
}

fn form(why: serde_json::Error) -> ShardError {
    ShardError::Form(why.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(seq: u32) -> Id {
        let writer = Writer::new("w1").unwrap();
        Id { writer, seq }
    }

    fn read(key: &str, json: &str) -> Result<Folded, ShardError> {
        Folded::read(key.strip_prefix("tm1:s:").unwrap(), json)
    }

    proptest! {
        #[test]
        fn any_text_comes_back_verbatim(texts in prop::collection::vec(any::<String>(), 0..9)) {
            let odd = [r#" {"a":1}"#, r#"{"a": 1,  "a":2}"#, r#"{"a":1} "#, "{", "\"{}\"", "{\n}"];
            let all = texts.into_iter().chain(odd.map(str::to_owned));
            let entries = (1..).map(id).zip(all);
            let shard = Shard { entries: entries.collect() };
            let (key, json) = shard.seal().unwrap();
            prop_assert_eq!(read(&key, &json), Ok(Folded::Shard(shard)));
        }

        #[test]
        fn a_shard_keeps_its_limit(sizes in prop::collection::vec(0..300_usize, 0..40)) {
            let all = sizes.iter().map(|size| "\"".repeat(*size));
            let shard = Shard::fold((1..).map(id).zip(all), 1_000);
            prop_assert!(units(&shard.seal().unwrap().1) <= 1_000);
            prop_assert!(sizes.iter().all(|size| *size > 470) || !shard.entries.is_empty());
        }
    }

    #[test]
    fn a_stub_speaks_for_no_more_than_a_shard_holds() {
        let check = |covers: &[(u32, u32)], is_read: bool| {
            let covers = [(id(1).writer, covers.to_vec())].into();
            let sealed = "0".repeat(HASH_DIGITS);
            let (key, json) = Stub { sealed, covers }.seal().unwrap();
            assert_eq!(read(&key, &json).is_ok(), is_read, "{json}");
        };
        check(&[(1, 2), (4, 4)], true);
        check(&[(u32::MAX, u32::MAX)], true);
        check(&[(2, 1)], true);
        check(&[(1, u32::MAX)], false);
        check(&[(0, u32::MAX)], false);
        check(&[(1, 60_000), (1, 60_000)], false);
    }

    #[test]
    fn the_form_is_as_documented() {
        let entries = [1, 2, 4].map(|seq| (id(seq), format!("{{\"n\":{seq}}}")));
        let shard = Shard {
            entries: entries.into(),
        };
        let (key, json) = shard.seal().unwrap();
        assert_eq!(
            json,
            r#"{"entries":{"w1":{"1":{"n":1},"2":{"n":2},"4":{"n":4}}}}"#
        );
        let stub = shard.stub(key.strip_prefix("tm1:s:").unwrap());
        let (key, json) = stub.seal().unwrap();
        assert!(
            json.ends_with(r#""covers":{"w1":[[1,2],[4,4]]}}"#),
            "{json}"
        );
        assert_eq!(stub.ids().collect::<Vec<_>>(), [id(1), id(2), id(4)]);
        assert!(stub.covers(&id(4)) && !stub.covers(&id(3)));
        assert_eq!(read(&key, &json), Ok(Folded::Stub(stub)));
        assert_eq!(read(&key, "{}"), Err(ShardError::Hash));
    }
}
