//! The elements that are open while Markdown is read.

use pulldown_cmark::{Alignment, Tag, TagEnd};

use super::nodes::{Address, Align, Block, Cell, Inline, Item, Piece};

/// An element that is still open.
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) blocks: Vec<Block>,
    pub(super) inlines: Vec<Inline>,
}

/// What it is, with what it has gathered besides blocks and inlines.
pub(super) enum Kind {
    Root,
    Paragraph,
    /// A paragraph that the parser does not speak of.
    Line,
    Heading(u8),
    Quote,
    Code(Vec<Piece>),
    Html,
    List {
        start: Option<u64>,
        tight: bool,
        items: Vec<Item>,
    },
    Item(Option<bool>),
    Footnote(Vec<Piece>),
    Table {
        align: Vec<Align>,
        head: Vec<Cell>,
        rows: Vec<Vec<Cell>>,
    },
    Row {
        head: bool,
        cells: Vec<Cell>,
    },
    Cell,
    Strong,
    Emphasis,
    Strike,
    Link(Address, Vec<Piece>),
    Image(Address, Vec<Piece>),
}

/// The pieces of a block in which nothing is marked up.
pub(super) fn unmarked(inlines: Vec<Inline>) -> Vec<Piece> {
    inlines
        .into_iter()
        .filter_map(|inline| match inline {
            Inline::Text(text) => Some(Piece::Text(text)),
            Inline::Chip(chip) => Some(Piece::Chip(chip)),
            _ => None,
        })
        .collect()
}

pub(super) fn aligned(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

pub(super) fn is_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

pub(super) fn is_inline(tag: &Tag<'_>) -> bool {
    !is_block(tag.to_end())
}

/// How many levels an element must have left, with what is sure to stand in it.
pub(super) fn levels(tag: &Tag<'_>) -> usize {
    match tag {
        // They have their room with the list or table around them.
        Tag::Item | Tag::TableHead | Tag::TableRow | Tag::TableCell => 0,
        Tag::List(_) | Tag::Table(_) => 3,
        Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => 2,
        _ => 1,
    }
}
