//! A walk through the one object of a JSON text, member by member, and item by item through the
//! lists it is asked to enter: nothing else of it is in memory.

use std::sync::Arc;

use serde::de::{DeserializeOwned, Error as _};
use serde_json::{Deserializer, Error};

use crate::domain::task_list::Span;

/// A place in a text that may stand in parts, as long as no value stands in two.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Walk {
    part: usize,
    at: usize,
    done: usize,
    level: Level,
    /// Whether something was met on this level.
    is_begun: bool,
}

#[derive(Debug, Clone, Copy, Default)]
enum Level {
    #[default]
    Outside,
    Object,
    List,
}

/// What comes next.
pub(super) enum Met {
    /// A member: its value is to be read, or its list to be entered.
    Member(String),
    /// An item of the list that was entered: to be read.
    Item,
    /// The end of the text.
    End,
}

impl Walk {
    /// Bytes that were passed.
    pub fn done(&self) -> usize {
        self.done
    }

    /// Goes on to what comes next.
    ///
    /// # Errors
    /// Where the text is not one object in JSON.
    pub fn next(&mut self, parts: &[Arc<String>]) -> Result<Met, Error> {
        if matches!(self.level, Level::Outside) {
            self.need(parts, b'{')?;
            self.enter_level(Level::Object);
        }
        if matches!(self.level, Level::List) {
            if !self.past(parts, b']') {
                self.comma(parts)?;
                return Ok(Met::Item);
            }
            self.level = Level::Object;
            self.is_begun = true;
        }
        if self.past(parts, b'}') {
            return match self.peek(parts) {
                None => Ok(Met::End),
                Some(_) => Err(Error::custom("something follows the object")),
            };
        }
        self.comma(parts)?;
        let name = self.value(parts)?;
        self.need(parts, b':')?;
        Ok(Met::Member(name))
    }

    /// Enters the list that is the value of the member; false where it is none.
    pub fn enter(&mut self, parts: &[Arc<String>]) -> bool {
        let is_list = self.past(parts, b'[');
        if is_list {
            self.enter_level(Level::List);
        }
        is_list
    }

    /// Reads a value. Where it cannot be read so the place is the same as before.
    ///
    /// # Errors
    /// Where it has another shape, or is no JSON.
    pub fn value<T: DeserializeOwned>(&mut self, parts: &[Arc<String>]) -> Result<T, Error> {
        self.peek(parts);
        let rest = parts.get(self.part).and_then(|part| part.get(self.at..));
        let mut values = Deserializer::from_str(rest.unwrap_or_default()).into_iter();
        let value = values.next();
        let value = value.unwrap_or_else(|| Err(Error::custom("the text ends here")))?;
        self.go(values.byte_offset());
        Ok(value)
    }

    /// Like [`value`](Self::value), and where it stands.
    ///
    /// # Errors
    /// As [`value`](Self::value).
    pub fn spanned<T: DeserializeOwned>(
        &mut self,
        parts: &[Arc<String>],
    ) -> Result<(T, Span), Error> {
        let beyond = |_| Error::custom("it stands behind the first 4 GiB of the text");
        self.peek(parts);
        let part = self.part.try_into().map_err(beyond)?;
        let start = self.at.try_into().map_err(beyond)?;
        let before = *self;
        let value = self.value(parts)?;
        let end = self.at.try_into().map_err(|why| {
            *self = before;
            beyond(why)
        })?;
        Ok((value, Span { part, start, end }))
    }

    fn enter_level(&mut self, level: Level) {
        self.level = level;
        self.is_begun = false;
    }

    /// Between two members or items stands a comma.
    fn comma(&mut self, parts: &[Arc<String>]) -> Result<(), Error> {
        if self.is_begun {
            self.need(parts, b',')?;
        }
        self.is_begun = true;
        Ok(())
    }

    fn need(&mut self, parts: &[Arc<String>], sign: u8) -> Result<(), Error> {
        if self.past(parts, sign) {
            return Ok(());
        }
        Err(Error::custom(format!("“{}” is missing", char::from(sign))))
    }

    /// Past a sign, if it comes next.
    fn past(&mut self, parts: &[Arc<String>], sign: u8) -> bool {
        let is_next = self.peek(parts) == Some(sign);
        if is_next {
            self.go(1);
        }
        is_next
    }

    /// The next sign behind white space.
    fn peek(&mut self, parts: &[Arc<String>]) -> Option<u8> {
        loop {
            let part = parts.get(self.part)?.as_bytes();
            let rest = part.get(self.at..).unwrap_or_default();
            let blank = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
            self.go(blank);
            if let Some(sign) = rest.get(blank) {
                return Some(*sign);
            }
            self.part += 1;
            self.at = 0;
        }
    }

    fn go(&mut self, bytes: usize) {
        self.at += bytes;
        self.done += bytes;
    }
}
