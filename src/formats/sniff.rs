//! What a file is that holds no text, and markup that holds no table.

use super::problem::Foreign;

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

/// Bytes at either end of a zip that are looked at.
pub(super) const EDGE: usize = 64 * 1024;

/// Bytes that are enough to tell what a file is, a zip excepted.
pub(super) const MARK: usize = 16;

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

/// What a file is by its first bytes. Of a zip the last ones count too.
pub(super) fn foreign(bytes: &[u8]) -> Option<Foreign> {
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
    let start = bytes.get(..EDGE).unwrap_or(bytes);
    let end = bytes
        .get(bytes.len().saturating_sub(EDGE)..)
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

/// The line (from 1) on which byte `offset` stands.
pub(super) fn line_at(bytes: &[u8], offset: usize) -> usize {
    1 + bytes.iter().take(offset).filter(|b| **b == b'\n').count()
}
