//! One pass over JSON text before the parser: where it ends, how deep it goes, and what a strict
//! parser would refuse with a cryptic word or silently change (`NaN`, half an emoji, huge
//! integers).

use std::borrow::Cow;

/// Levels of nesting the parser accepts (`serde_json`'s own limit).
const DEPTH: usize = 128;

/// Digits beyond which an integer may not survive a double; 2^53 has 16.
const SAFE_DIGITS: usize = 16;

/// Something in the text that is rewritten before it is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fix {
    /// `NaN`, `Infinity`, `-Infinity`: read as empty.
    NotANumber,
    /// Half of a surrogate pair: read as U+FFFD.
    HalfCharacter,
    /// An integer too large for a double: read as text.
    BigInteger,
}

/// What the pass found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// End of the first complete value at the top, in bytes.
    pub first_end: Option<usize>,
    /// What is still open at the end of the text.
    pub open: Option<&'static str>,
    /// Where nesting passed the limit, in bytes.
    pub too_deep: Option<usize>,
    /// Where Python or JavaScript notation stands (`None`, `True`, a single quote), in bytes.
    pub script: Option<usize>,
    /// What to rewrite: start, end, how.
    pub fixes: Vec<(usize, usize, Fix)>,
    at: usize,
    stack: Vec<u8>,
}

impl Scan {
    /// Reads `text` once.
    pub fn of(text: &str) -> Self {
        let mut scan = Self::default();
        scan.pass(text, usize::MAX);
        scan
    }

    /// Goes on for about so many bytes of the same text; whether there are more.
    pub fn pass(&mut self, text: &str, budget: usize) -> bool {
        let until = self.at.saturating_add(budget);
        while self.at < until {
            if !self.token(text.as_bytes()) {
                return false;
            }
        }
        true
    }

    /// Goes on to the end of the first value; whether there may be more of it after so many bytes.
    pub fn pass_first(&mut self, text: &str, budget: usize) -> bool {
        let until = self.at.saturating_add(budget);
        while self.at < until {
            if self.first_end.is_some() || !self.token(text.as_bytes()) {
                return false;
            }
        }
        true
    }

    /// Bytes that were read.
    pub fn done(&self) -> usize {
        self.at
    }

    /// Past one sign, number, word or text; false at the end.
    fn token(&mut self, bytes: &[u8]) -> bool {
        let start = self.at;
        let Some(&byte) = bytes.get(start) else {
            self.end();
            return false;
        };
        match byte {
            b'"' => self.at = self.string(bytes, start),
            b'{' | b'[' => {
                self.stack.push(byte);
                if self.stack.len() >= DEPTH {
                    self.too_deep.get_or_insert(start);
                }
                self.at += 1;
            }
            b'}' | b']' => {
                self.stack.pop();
                self.at += 1;
            }
            b'-' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => self.at = self.word(bytes, start),
            b'\'' => {
                self.script.get_or_insert(start);
                self.at += 1;
            }
            _ => self.at += 1,
        }
        let blank = byte.is_ascii_whitespace() || byte == b',';
        let is_top = self.stack.is_empty() && !blank;
        if is_top && self.first_end.is_none() && self.open.is_none() {
            self.first_end = Some(self.at.max(start + 1));
        }
        true
    }

    fn end(&mut self) {
        if self.open.is_none() {
            self.open = match self.stack.last() {
                Some(b'{') => Some("an object"),
                Some(_) => Some("a list"),
                None => None,
            };
        }
    }

    /// The text as the parser should see it; lines stay where they are.
    pub fn patched<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.fixes.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 2 * self.fixes.len());
        let mut done = 0;
        for (start, end, fix) in &self.fixes {
            out.push_str(text.get(done..*start).unwrap_or_default());
            match fix {
                Fix::NotANumber => out.push_str("null"),
                Fix::HalfCharacter => out.push('\u{fffd}'),
                Fix::BigInteger => {
                    out.push('"');
                    out.push_str(text.get(*start..*end).unwrap_or_default());
                    out.push('"');
                }
            }
            done = *end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        Cow::Owned(out)
    }

    /// Past a string that opens at `at`; notes halves of surrogate pairs.
    fn string(&mut self, bytes: &[u8], at: usize) -> usize {
        let mut i = at + 1;
        while let Some(&byte) = bytes.get(i) {
            match byte {
                b'"' => return i + 1,
                b'\\' => i = self.escape(bytes, i),
                _ => i += 1,
            }
        }
        self.open = Some("a text");
        bytes.len()
    }

    /// Past one escape; a whole surrogate pair counts as one.
    fn escape(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(unit) = unit(bytes, at) else {
            return (at + 2).min(bytes.len());
        };
        match unit {
            0xd800..=0xdbff => {
                if matches!(self::unit(bytes, at + 6), Some(0xdc00..=0xdfff)) {
                    return at + 12;
                }
                self.fixes.push((at, at + 6, Fix::HalfCharacter));
            }
            0xdc00..=0xdfff => self.fixes.push((at, at + 6, Fix::HalfCharacter)),
            _ => {}
        }
        at + 6
    }

    /// Past a number or a bare word.
    fn word(&mut self, bytes: &[u8], at: usize) -> usize {
        let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-' | b'_');
        let rest = bytes.get(at..).unwrap_or_default();
        let word = rest
            .get(..rest.iter().take_while(|b| part(b)).count())
            .unwrap_or_default();
        let end = at + word.len();
        match word {
            b"NaN" | b"Infinity" | b"-Infinity" | b"+Infinity" | b"nan" | b"inf" | b"-inf" => {
                self.fixes.push((at, end, Fix::NotANumber));
            }
            b"None" | b"True" | b"False" | b"undefined" => {
                self.script.get_or_insert(at);
            }
            _ => {
                let digits = word.strip_prefix(b"-").unwrap_or(word);
                let whole = digits.iter().all(u8::is_ascii_digit);
                if whole && digits.len() >= SAFE_DIGITS && digits.first() != Some(&b'0') {
                    let small =
                        digits.len() == SAFE_DIGITS && digits <= b"9007199254740992".as_slice();
                    if !small {
                        self.fixes.push((at, end, Fix::BigInteger));
                    }
                }
            }
        }
        end.max(at + 1)
    }
}

/// The UTF-16 unit that `\uXXXX` at `at` stands for.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let hex = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
}
