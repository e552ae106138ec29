//! The nodes of a document that a model wrote.
//!
//! Nodes hold text, addresses and nothing else: no markup, no attributes, nothing that a browser
//! would act on. The screen may draw a [`Picture`], and offers addresses for copying, never as
//! links.

use super::invisible::{self, Chip, Run, View};
use super::math::Formula;

/// A response, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What it says, from top to bottom.
    pub blocks: Vec<Block>,
    /// Link definitions that no link uses: Markdown shows them nowhere, so words can hide there.
    pub unused: Vec<Definition>,
    /// Set when the end is missing.
    pub cut: Option<Cut>,
    /// Set when structure nested too deep was flattened; its text is all there.
    pub flattened: bool,
    /// Whether there are formulas.
    pub formulas: bool,
    /// How many nodes there are: blocks, items, rows, cells, inlines and the parts of formulas.
    pub nodes: usize,
    /// How many characters are shown.
    pub characters: usize,
}

/// Where a document stops short of its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// What ran out.
    pub limit: Limit,
    /// About how many bytes of the source are shown.
    pub shown: usize,
    /// How many bytes the source has.
    pub of: usize,
}

/// What can run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The source is longer than is read.
    Source,
    /// Too many nodes.
    Nodes,
    /// Too many characters to show.
    Characters,
}

/// Text in which what cannot be seen is a chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// To be shown as it is. A line end is a soft break: `white-space: pre-line` keeps it.
    Text(String),
    /// Stands for characters that cannot be seen.
    Chip(Chip),
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A heading. The screen puts it below its own headings.
    Heading {
        /// 1 to 6, as the model wrote it.
        level: u8,
        /// Its words.
        text: Vec<Inline>,
    },
    /// A list.
    List {
        /// The first number; none for bullets.
        start: Option<u64>,
        /// Whether the items stand without space between them.
        tight: bool,
        /// Its items.
        items: Vec<Item>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// Preformatted text.
    Code {
        /// What the model wrote after the opening fence, usually a language; may be empty.
        language: Vec<Piece>,
        /// The code.
        text: Vec<Piece>,
    },
    /// A table.
    Table {
        /// One a column.
        align: Vec<Align>,
        /// The header row.
        head: Vec<Cell>,
        /// The rows below it.
        rows: Vec<Vec<Cell>>,
    },
    /// A line across.
    Rule,
    /// The text of a footnote.
    Footnote {
        /// Its mark.
        label: Vec<Piece>,
        /// Its text.
        blocks: Vec<Block>,
    },
    /// Raw HTML, to be shown as the text it is.
    Html(Vec<Piece>),
}

/// The words of a table cell.
pub type Cell = Vec<Inline>;

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Whether its box is ticked, if it has one.
    pub task: Option<bool>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Not said.
    None,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// To be shown as it is. A line end is a soft break: `white-space: pre-line` keeps it.
    Text(String),
    /// Stands for characters that cannot be seen.
    Chip(Chip),
    /// Important words.
    Strong(Vec<Inline>),
    /// Stressed words.
    Emphasis(Vec<Inline>),
    /// Words taken back.
    Strike(Vec<Inline>),
    /// Code within a line.
    Code(Vec<Piece>),
    /// A formula.
    Formula(Formula),
    /// A new line in the same paragraph.
    Break,
    /// A link, never to be made clickable.
    Link {
        /// Its words; may be empty.
        text: Vec<Inline>,
        /// Where it points.
        address: Address,
        /// What a browser would show on hovering; usually empty.
        title: Vec<Piece>,
    },
    /// An image, drawn only as [`Address::picture`] permits.
    Image {
        /// What stands in its place.
        alt: Vec<Inline>,
        /// Where it lies.
        address: Address,
        /// What a browser would show on hovering; usually empty.
        title: Vec<Piece>,
    },
    /// The mark of a footnote.
    Footnote(Vec<Piece>),
    /// Raw HTML, to be shown as the text it is.
    Html(Vec<Piece>),
}

/// A link definition, `[label]: address "title"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name a link would use.
    pub label: Vec<Piece>,
    /// Where it would point.
    pub address: Address,
    /// What a browser would show on hovering; usually empty.
    pub title: Vec<Piece>,
}

/// An address as the model wrote it: any scheme, any length, anything at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address(pub(super) String);

/// An image format that can be drawn without a request and without a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// `data:image/png`
    Png,
    /// `data:image/jpeg`
    Jpeg,
    /// `data:image/gif`
    Gif,
    /// `data:image/webp`
    Webp,
}

/// The longest address that is drawn as a picture, in bytes.
pub const PICTURE_BYTES: usize = 64 * 1024;

/// Prefix of the address, and how the first bytes of such a file look in base64.
const PICTURES: [(&str, &str, Picture); 4] = [
    ("data:image/png;base64,", "iVBORw0KGgo", Picture::Png),
    ("data:image/jpeg;base64,", "/9j/", Picture::Jpeg),
    ("data:image/gif;base64,", "R0lGOD", Picture::Gif),
    ("data:image/webp;base64,", "UklGR", Picture::Webp),
];

/// The end of `WEBP` after `RIFF` and a length, in base64: other things are RIFF too.
const WEBP: &str = "XRUJQ";

impl Address {
    /// The exact address, for copying.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address for showing: an address is a good place to hide a direction override.
    pub fn pieces(&self) -> Vec<Piece> {
        pieces(&self.0)
    }

    /// The kind of picture this address holds, if it may be drawn: base64 data of one of four
    /// formats that cannot run or fetch anything, begun like a file of that format, and not long.
    pub fn picture(&self) -> Option<Picture> {
        if self.0.len() > PICTURE_BYTES {
            return None;
        }
        PICTURES.iter().find_map(|(prefix, magic, picture)| {
            let data = self.0.strip_prefix(prefix)?;
            let begins = data.starts_with(magic)
                && (*picture != Picture::Webp || data.get(11..16) == Some(WEBP));
            (begins && is_base64(data)).then_some(*picture)
        })
    }
}

fn is_base64(data: &str) -> bool {
    let body = data.trim_end_matches('=');
    data.len() - body.len() <= 2
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// `text` with chips in it.
pub fn pieces(text: &str) -> Vec<Piece> {
    let runs = invisible::split(text, View::Rendered);
    runs.into_iter().map(piece).collect()
}

pub(super) fn piece(run: Run<'_>) -> Piece {
    match run.chip {
        Some(chip) => Piece::Chip(chip),
        None => Piece::Text(run.source.to_owned()),
    }
}

impl Document {
    /// All text that is shown, for searching: one line a block, without chips, addresses, titles.
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(self.characters);
        blocks_text(&self.blocks, &mut out);
        out
    }
}

/// The words of a line of inlines, for a place that takes only text: an image's description.
pub fn inline_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    inlines_text(inlines, &mut out);
    out
}

// The functions below recurse; a document's depth is capped when it is read.

fn blocks_text(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(text) | Block::Heading { text, .. } => inlines_text(text, out),
            Block::List { items, .. } => {
                for item in items {
                    blocks_text(&item.blocks, out);
                }
            }
            Block::Quote(blocks) | Block::Footnote { blocks, .. } => blocks_text(blocks, out),
            Block::Code { text, .. } | Block::Html(text) => pieces_text(text, out),
            Block::Table { head, rows, .. } => {
                for row in std::iter::once(head).chain(rows) {
                    row_text(row, out);
                }
            }
            Block::Rule => {}
        }
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
    }
}

fn row_text(row: &[Cell], out: &mut String) {
    for cell in row {
        inlines_text(cell, out);
        out.push('\t');
    }
    out.push('\n');
}

fn inlines_text(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(text),
            Inline::Break => out.push('\n'),
            Inline::Chip(_) | Inline::Footnote(_) => {}
            Inline::Code(pieces) | Inline::Html(pieces) => pieces_text(pieces, out),
            Inline::Formula(formula) => pieces_text(&formula.source, out),
            Inline::Strong(text)
            | Inline::Emphasis(text)
            | Inline::Strike(text)
            | Inline::Link { text, .. }
            | Inline::Image { alt: text, .. } => inlines_text(text, out),
        }
    }
}

fn pieces_text(pieces: &[Piece], out: &mut String) {
    for piece in pieces {
        if let Piece::Text(text) = piece {
            out.push_str(text);
        }
    }
}
