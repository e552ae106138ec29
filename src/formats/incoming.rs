//! From bytes to text, piece by piece: a file is never there twice.

use super::problem::{Foreign, OpenError};
use super::sniff::{self, EDGE, MARK, line_at};

/// A file on its way in.
#[derive(Debug, Default)]
pub struct Incoming {
    encoding: Option<Encoding>,
    text: String,
    /// Bytes that wait for those that follow: the beginning, half a character.
    waiting: Vec<u8>,
    /// Bytes that became text or were a byte order mark.
    taken: usize,
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf8,
    Utf16(fn([u8; 2]) -> u16),
    /// No text: which zip it is, its end will say.
    Zip,
}

impl Incoming {
    /// Of so many bytes, where that is known.
    pub fn of(size: usize) -> Self {
        Self {
            text: String::with_capacity(size),
            ..Self::default()
        }
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// When they are a known kind of other file, binary, or not valid in their encoding.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), OpenError> {
        if self.waiting.is_empty() && self.encoding.is_some() {
            return self.decode(bytes);
        }
        self.waiting.extend(bytes);
        if self.encoding.is_none() && self.waiting.len() < MARK {
            return Ok(());
        }
        self.flush()
    }

    /// The text, without its byte order mark.
    ///
    /// # Errors
    /// As [`take`](Self::take).
    pub fn end(mut self) -> Result<String, OpenError> {
        self.flush()?;
        match self.encoding {
            Some(Encoding::Zip) => {
                let kind = sniff::foreign(&self.waiting).unwrap_or(Foreign::Zip);
                Err(OpenError::Foreign(kind))
            }
            _ if self.waiting.is_empty() => Ok(self.text),
            Some(Encoding::Utf16(_)) => Err(self.invalid("UTF-16")),
            _ => Err(self.not_utf8(&self.waiting)),
        }
    }

    fn flush(&mut self) -> Result<(), OpenError> {
        let bytes = std::mem::take(&mut self.waiting);
        if self.encoding.is_some() {
            return self.decode(&bytes);
        }
        let (encoding, mark) = match (sniff::foreign(&bytes), bytes.as_slice()) {
            (Some(_), [b'P', b'K', ..]) => (Encoding::Zip, 0),
            (Some(kind), _) => return Err(OpenError::Foreign(kind)),
            (None, [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..]) => {
                return Err(OpenError::Encoding {
                    encoding: "UTF-8 (it is UTF-32)",
                    offset: 0,
                    line: 1,
                });
            }
            (None, [0xff, 0xfe, ..]) => (Encoding::Utf16(u16::from_le_bytes), 2),
            (None, [0xfe, 0xff, ..]) => (Encoding::Utf16(u16::from_be_bytes), 2),
            (None, [0xef, 0xbb, 0xbf, ..]) => (Encoding::Utf8, 3),
            (None, _) => (Encoding::Utf8, 0),
        };
        self.encoding = Some(encoding);
        self.taken = mark;
        self.decode(bytes.get(mark..).unwrap_or_default())
    }

    fn decode(&mut self, bytes: &[u8]) -> Result<(), OpenError> {
        match self.encoding {
            Some(Encoding::Utf16(read)) => self.utf16(bytes, read),
            Some(Encoding::Zip) => {
                self.waiting.extend(bytes);
                let end = self.waiting.len().saturating_sub(EDGE);
                self.waiting.drain(EDGE.min(end)..end);
                Ok(())
            }
            _ => self.utf8(bytes),
        }
    }

    fn utf8(&mut self, bytes: &[u8]) -> Result<(), OpenError> {
        let (good, rest, is_cut) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, &[][..], true),
            Err(error) => {
                let (good, rest) = bytes.split_at(error.valid_up_to());
                let good = std::str::from_utf8(good).unwrap_or_default();
                (good, rest, error.error_len().is_none())
            }
        };
        let before = self.taken;
        self.text.push_str(good);
        self.taken += good.len();
        if !is_cut {
            return Err(self.not_utf8(rest));
        }
        if let Some(at) = good.bytes().position(|byte| byte == 0) {
            return Err(self.no_text(before + at, rest));
        }
        self.waiting.extend(rest);
        Ok(())
    }

    fn utf16(&mut self, bytes: &[u8], read: fn([u8; 2]) -> u16) -> Result<(), OpenError> {
        let (pairs, odd) = bytes.as_chunks::<2>();
        let mut pairs = pairs;
        let mut cut = odd.to_vec();
        // The first half of a character waits for the second.
        if let Some((last, others)) = pairs.split_last()
            && (0xd800..=0xdbff).contains(&read(*last))
        {
            pairs = others;
            cut.splice(..0, *last);
        }
        for unit in char::decode_utf16(pairs.iter().map(|pair| read(*pair))) {
            match unit {
                Ok('\0') => return Err(OpenError::Binary { offset: self.taken }),
                Ok(c) => {
                    self.text.push(c);
                    self.taken += 2 * c.len_utf16();
                }
                Err(_) => return Err(self.invalid("UTF-16")),
            }
        }
        self.waiting = cut;
        Ok(())
    }

    fn invalid(&self, encoding: &'static str) -> OpenError {
        OpenError::Encoding {
            encoding,
            offset: self.taken,
            line: line_at(self.text.as_bytes(), self.text.len()),
        }
    }

    /// What is wrong where the text ends and `rest` goes on.
    fn not_utf8(&self, rest: &[u8]) -> OpenError {
        // No text format holds NUL or these control bytes; UTF-16 without its mark is full of NUL.
        let control = |b: &u8| *b == 0 || matches!(b, 1..=6 | 14..=26);
        match self.head(rest, 1024).iter().position(control) {
            Some(at) => self.no_text(at + self.taken - self.text.len(), rest),
            None => self.invalid("UTF-8"),
        }
    }

    /// NUL in every second byte is UTF-16 that lost its mark; anything else is no text.
    fn no_text(&self, offset: usize, rest: &[u8]) -> OpenError {
        let head = self.head(rest, 64);
        let zeros = |start: usize| {
            let every_second = head.iter().skip(start).step_by(2);
            every_second.filter(|b| **b == 0).count()
        };
        let half = head.len() / 2;
        let (even, odd) = (zeros(0), zeros(1));
        if half >= 4 && (even == 0 && odd * 10 >= half * 9 || odd == 0 && even * 10 >= half * 9) {
            return OpenError::Encoding {
                encoding: "UTF-8 (it looks like UTF-16)",
                offset,
                line: 1,
            };
        }
        OpenError::Binary { offset }
    }

    /// The first bytes of the file.
    fn head(&self, rest: &[u8], most: usize) -> Vec<u8> {
        let bytes = self.text.bytes().chain(rest.iter().copied());
        bytes.take(most).collect()
    }
}
