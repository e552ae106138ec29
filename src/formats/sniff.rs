//! From bytes to text: which encoding, and what a file is that holds no text.

use std::borrow::Cow;

use super::problem::{Foreign, OpenError};

/// First bytes of files that are not tables, and what they are.
const MAGIC: [(&[u8], Foreign); 20] = [
    (b"\x89PNG", Foreign::Image),
    (b"\xff\xd8\xff", Foreign::Image),
    (b"GIF8", Foreign::Image),
    (b"BM\x00", Foreign::Image),
    (b"II*\x00", Foreign::Image),
    (b"%PDF", Foreign::Pdf),
    (b"PAR1", Foreign::Parquet),
    (b"ARROW1", Foreign::Parquet),
    (b"\x1f\x8b", Foreign::Gzip),
    (b"\x28\xb5\x2f\xfd", Foreign::Compressed),
    (b"BZh9", Foreign::Compressed),
    (b"\xfd7zXZ", Foreign::Compressed),
    (b"7z\xbc\xaf", Foreign::Compressed),
    (b"Rar!\x1a", Foreign::Compressed),
    (b"SQLite format 3", Foreign::Database),
    (b"\xd0\xcf\x11\xe0", Foreign::Workbook),
    (b"{\\rtf", Foreign::Document),
    (b"PK\x03\x04", Foreign::Zip),
    (b"PK\x05\x06", Foreign::Zip),
    (b"PK\x07\x08", Foreign::Zip),
];

/// The text of a file, without its byte order mark.
///
/// # Errors
/// When the bytes are a known kind of other file, binary, or not valid in their encoding.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, OpenError> {
    if let Some(kind) = foreign(bytes) {
        return Err(OpenError::Foreign(kind));
    }
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Err(OpenError::Encoding {
            encoding: "UTF-8 (it is UTF-32)",
            offset: 0,
            line: 1,
        }),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3).map(Cow::Borrowed),
        _ => utf8(bytes, 0).map(Cow::Borrowed),
    }
}

/// Markup that begins with text and is no table: web pages and XML.
pub(super) fn markup(text: &str) -> Option<Foreign> {
    let text = text.trim_start();
    let head: String = text
        .chars()
        .take(16)
        .collect::<String>()
        .to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return Some(Foreign::WebPage);
    }
    if head.starts_with("<?xml") || head.starts_with("<!--") || head.starts_with("<!doctype") {
        // XHTML opens as XML; the page itself follows within the first lines.
        let start: String = text
            .chars()
            .take(600)
            .collect::<String>()
            .to_ascii_lowercase();
        let page = start.contains("<html");
        return Some(if page { Foreign::WebPage } else { Foreign::Xml });
    }
    None
}

fn foreign(bytes: &[u8]) -> Option<Foreign> {
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(Foreign::Image);
    }
    let (_, kind) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic))?;
    Some(if *kind == Foreign::Zip {
        zip(bytes)
    } else {
        *kind
    })
}

/// Which zip it is, from the names of the parts: they stand uncompressed in the archive.
fn zip(bytes: &[u8]) -> Foreign {
    // The directory of an archive is at its end, its first parts at the start.
    let edge = 64 * 1024;
    let start = bytes.get(..edge).unwrap_or(bytes);
    let end = bytes
        .get(bytes.len().saturating_sub(edge)..)
        .unwrap_or_default();
    let within = |text: &[u8], part: &[u8]| text.windows(part.len()).any(|window| window == part);
    let holds = |part: &[u8]| within(start, part) || within(end, part);
    if holds(b"xl/workbook") || holds(b"opendocument.spreadsheet") {
        Foreign::Workbook
    } else if holds(b"word/document") || holds(b"opendocument.text") {
        Foreign::Document
    } else if holds(b"_journal/") || (holds(b"header.json") && holds(b"samples/")) {
        Foreign::InspectZip
    } else {
        Foreign::Zip
    }
}

fn utf8(bytes: &[u8], skipped: usize) -> Result<&str, OpenError> {
    // No text format holds NUL or these control bytes; UTF-16 without its mark is full of NUL.
    let control = |b: &u8| *b == 0 || matches!(b, 1..=6 | 14..=26);
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => {
            return match bytes.iter().position(|b| *b == 0) {
                Some(offset) => Err(nul(bytes, offset + skipped)),
                None => Ok(text),
            };
        }
        Err(error) => error,
    };
    let offset = error.valid_up_to();
    let head = bytes.get(..1024).unwrap_or(bytes);
    match head.iter().position(control) {
        Some(at) => Err(nul(bytes, at + skipped)),
        None => Err(OpenError::Encoding {
            encoding: "UTF-8",
            offset: offset + skipped,
            line: line_at(bytes, offset),
        }),
    }
}

/// NUL in every second byte is UTF-16 that lost its mark; anything else is no text.
fn nul(bytes: &[u8], offset: usize) -> OpenError {
    let head = bytes.get(..64).unwrap_or(bytes);
    let zeros = |start: usize| {
        head.iter()
            .skip(start)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
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

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Result<String, OpenError> {
    let mut text = String::with_capacity(bytes.len());
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut offset = 2;
    let bad = |text: &str, offset| OpenError::Encoding {
        encoding: "UTF-16",
        offset,
        line: line_at(text.as_bytes(), text.len()),
    };
    for unit in char::decode_utf16(pairs.iter().map(|pair| read(*pair))) {
        let Ok(c) = unit else {
            return Err(bad(&text, offset));
        };
        if c == '\0' {
            return Err(OpenError::Binary { offset });
        }
        text.push(c);
        offset += 2 * c.len_utf16();
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(bad(&text, offset))
    }
}

/// The line (from 1) on which byte `offset` stands.
pub(super) fn line_at(bytes: &[u8], offset: usize) -> usize {
    1 + bytes.iter().take(offset).filter(|b| **b == b'\n').count()
}
