//! Every key this app writes, in one place.
//!
//! All of them start with [`PREFIX`], which names the format, never the address: projects under
//! one host share one storage, and what carries another prefix belongs to somebody else.

use std::fmt;

/// What every key of this app starts with; nothing else on the origin is read or touched.
pub const PREFIX: &str = "tm1:";

/// What `public/lifeboat.js` keeps of open text boxes when the application stops: no frame, for it
/// has none of our code at hand. It is part of every backup, and no damage.
pub const LIFEBOAT: &str = "tm1:lifeboat";

/// The longest id of a page load, in characters.
const LONGEST_WRITER: usize = 64;

/// Hex digits of a shard's hash: 128 bits, so that no two contents ever share a key.
pub(super) const HASH_DIGITS: usize = 32;

/// The id of one page load, part of every key it writes: 1 to 64 of `a`–`z`, `0`–`9`, `-`, `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Writer(String);

impl Writer {
    /// Checks an id; it must be random, for two tabs of one id would write the same keys.
    ///
    /// # Errors
    ///
    /// [`KeyError::Writer`] where it is empty, too long or has other characters.
    pub fn new(text: &str) -> Result<Self, KeyError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let fits = (1..=LONGEST_WRITER).contains(&text.len());
        if fits
            && text
                .bytes()
                .all(|byte| plain(byte) || matches!(byte, b'-' | b'_'))
        {
            Ok(Self(text.to_owned()))
        } else {
            Err(KeyError::Writer(text.to_owned()))
        }
    }

    /// The id of a page load from eight random bytes.
    pub fn random(bytes: [u8; 8]) -> Self {
        Self(crate::domain::id::base32(&bytes, 8))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of an entry: who wrote it, and its number among the writer's, from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// The page load that wrote it.
    pub writer: Writer,
    /// Its number.
    pub seq: u32,
}

impl Id {
    /// The key the entry stands under while it stands alone.
    pub fn key(&self) -> String {
        format!("{PREFIX}j:{}:{}", self.writer, self.seq)
    }
}

/// A key; [`Key::parse`] and `to_string` are inverses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// `tm1:j:<writer>:<seq>`: one journal entry, written once and never changed.
    Journal {
        /// Who wrote it.
        writer: Writer,
        /// Its number among the writer's, from 1.
        seq: u32,
    },
    /// `tm1:s:<hash>`: many entries folded into one value, or the stub of what was sealed.
    Shard {
        /// The hash of the value, 32 hex digits.
        hash: String,
    },
    /// `tm1:d:<task>:<writer>`: the draft of an open text box, the only key that changes often.
    Draft {
        /// What it is a draft of; any text, also with colons.
        task: String,
        /// Who wrote it.
        writer: Writer,
    },
    /// `tm1:meta`: which builds may read and write.
    Meta,
    /// `tm1:set:<name>`: one setting.
    Setting {
        /// Its name; any text.
        name: String,
    },
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Journal { writer, seq } => write!(f, "{PREFIX}j:{writer}:{seq}"),
            Self::Shard { hash } => write!(f, "{PREFIX}s:{hash}"),
            Self::Draft { task, writer } => write!(f, "{PREFIX}d:{task}:{writer}"),
            Self::Meta => write!(f, "{PREFIX}meta"),
            Self::Setting { name } => write!(f, "{PREFIX}set:{name}"),
        }
    }
}

impl Key {
    /// Reads a key.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where it is not of this app, or of a kind or form this build does not know.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let own = text.strip_prefix(PREFIX).ok_or(KeyError::Foreign)?;
        if own == "meta" {
            return Ok(Self::Meta);
        }
        let (kind, rest) = own.split_once(':').ok_or(KeyError::Kind)?;
        match kind {
            "j" => {
                let (writer, seq) = rest.rsplit_once(':').ok_or(KeyError::Kind)?;
                Ok(Self::Journal {
                    writer: Writer::new(writer)?,
                    seq: parse_seq(seq)?,
                })
            }
            "s" if is_hash(rest) => Ok(Self::Shard {
                hash: rest.to_owned(),
            }),
            "d" => {
                // A writer has no colon, a task may: the last one parts them.
                let (task, writer) = rest.rsplit_once(':').ok_or(KeyError::Kind)?;
                Ok(Self::Draft {
                    task: task.to_owned(),
                    writer: Writer::new(writer)?,
                })
            }
            "set" => Ok(Self::Setting {
                name: rest.to_owned(),
            }),
            _ => Err(KeyError::Kind),
        }
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == HASH_DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Reads a number only in the one spelling it is written in.
fn parse_seq(text: &str) -> Result<u32, KeyError> {
    let seq = text
        .parse()
        .ok()
        .filter(|seq: &u32| *seq > 0 && seq.to_string() == text);
    seq.ok_or_else(|| KeyError::Seq(text.to_owned()))
}

/// Why a text is not a key of this app.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Without this app's prefix.
    #[error("kept by another page of this site")]
    Foreign,
    /// With the prefix, but of a kind this build does not know.
    #[error("a kind of entry this build does not know; a newer build may have written it")]
    Kind,
    /// Not the id of a page load.
    #[error("\"{0}\" is not the id of a page load")]
    Writer(String),
    /// Not a number from 1.
    #[error("\"{0}\" is not the number of an entry")]
    Seq(String),
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys() -> impl Strategy<Value = Key> {
        let writer = || "[a-z0-9_-]{1,64}".prop_map(|text| Writer::new(&text).unwrap());
        prop_oneof![
            Just(Key::Meta),
            (writer(), 1_u32..).prop_map(|(writer, seq)| Key::Journal { writer, seq }),
            "[0-9a-f]{32}".prop_map(|hash| Key::Shard { hash }),
            (any::<String>(), writer()).prop_map(|(task, writer)| Key::Draft { task, writer }),
            any::<String>().prop_map(|name| Key::Setting { name }),
        ]
    }

    proptest! {
        #[test]
        fn parsing_undoes_formatting(key in keys()) {
            prop_assert_eq!(Key::parse(&key.to_string()), Ok(key));
        }

        #[test]
        fn formatting_undoes_parsing(text in "tm1:(j|d|set|s|meta)(:[a-z0-9:+]{0,9}){0,3}") {
            if let Ok(key) = Key::parse(&text) {
                prop_assert_eq!(key.to_string(), text);
            }
        }
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let check = |text: &str, expected| assert_eq!(Key::parse(text), Err(expected), "{text}");
        check("theme", KeyError::Foreign);
        check("tm2:meta", KeyError::Foreign);
        check("tm1:", KeyError::Kind);
        check("tm1:s:0a1b", KeyError::Kind);
        check("tm1:j:w", KeyError::Kind);
        check("tm1:j:w:0", KeyError::Seq("0".into()));
        check("tm1:j:w:01", KeyError::Seq("01".into()));
        check("tm1:j:w:+1", KeyError::Seq("+1".into()));
        check("tm1:j:w:4294967296", KeyError::Seq("4294967296".into()));
        check("tm1:j:W:1", KeyError::Writer("W".into()));
        check("tm1:j::1", KeyError::Writer(String::new()));
    }

    #[test]
    fn a_task_may_have_colons() {
        let writer = Writer::new("w").unwrap();
        let key = Key::Draft {
            task: "pack:t-1".into(),
            writer,
        };
        assert_eq!(key.to_string(), "tm1:d:pack:t-1:w");
    }
}
