//! Parser events put together into nodes, under limits.
//!
//! Open elements wait on a stack of bounded depth. When one ends it is handed to the one around it.

use std::collections::HashSet;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};
use unicode_segmentation::GraphemeCursor;

use super::frame::{Frame, Kind, aligned, is_block, is_inline, levels, unmarked};
use super::invisible::{self, Run, View};
use super::markdown::Limits;
use super::math::{Drawn, Fault, Form, Formula, Typeset};
use super::nodes::{Address, Block, Document, Inline, Item, Limit, Piece, piece};

/// A document that is being read.
pub(super) struct Builder {
    limits: Limits,
    /// What draws formulas, if it is here.
    typeset: Option<Typeset>,
    /// Never empty: the document is at the bottom.
    open: Vec<Frame>,
    /// How many open elements lie too deep for a frame of their own.
    beyond: usize,
    /// Whether a line end is due before the next words: flattened blocks are kept apart.
    due: bool,
    /// Text not yet searched for invisible characters: the parser hands text out in splinters, and
    /// whether a joiner belongs depends on its neighbours.
    text: String,
    /// The limit that was reached.
    pub(super) full: Option<Limit>,
    /// Bytes of text that no longer fitted.
    pub(super) lost: usize,
    /// The names of the link definitions that links used.
    pub(super) used: HashSet<String>,
    pub(super) document: Document,
}

impl Builder {
    /// An empty document.
    pub(super) fn new(limits: Limits, typeset: Option<Typeset>) -> Self {
        Self {
            limits: Limits {
                depth: limits.depth.max(8),
                ..limits
            },
            typeset,
            open: vec![Frame {
                kind: Kind::Root,
                blocks: Vec::new(),
                inlines: Vec::new(),
            }],
            beyond: 0,
            due: false,
            text: String::new(),
            full: None,
            lost: 0,
            used: HashSet::new(),
            document: Document::default(),
        }
    }

    /// Adds what the parser read next.
    pub(super) fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Html(text) => return self.say(&text),
            Event::SoftBreak => return self.say("\n"),
            _ => self.flush(),
        }
        if self.full.is_some() {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Code(text) => self.leaf(&text, Inline::Code),
            Event::InlineHtml(text) => self.leaf(&text, Inline::Html),
            Event::FootnoteReference(label) => self.leaf(&label, Inline::Footnote),
            Event::HardBreak => self.inline(Inline::Break),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(ticked) => self.tick(ticked),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if let Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. } = &tag
            && matches!(
                link_type,
                LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
            )
        {
            self.used.insert(id.to_string());
        }
        if self.beyond > 0 || self.open.len() + levels(&tag) > self.limits.depth {
            self.flatten(tag);
            return;
        }
        let ready = if is_inline(&tag) {
            self.line()
        } else {
            self.end_line();
            true
        };
        if ready && self.node() {
            let kind = self.kind(tag);
            self.open(kind);
        }
    }

    fn open(&mut self, kind: Kind) {
        self.open.push(Frame {
            kind,
            blocks: Vec::new(),
            inlines: Vec::new(),
        });
    }

    /// Makes ready for words: directly in a block of blocks, as in a tight list, they get a
    /// paragraph of their own. Says whether there is room.
    fn line(&mut self) -> bool {
        let in_blocks = matches!(
            self.top(),
            Some(Kind::Root | Kind::Quote | Kind::Item(_) | Kind::Footnote(_))
        );
        if in_blocks {
            if !self.node() {
                return false;
            }
            self.open(Kind::Line);
        }
        true
    }

    fn end_line(&mut self) {
        if matches!(self.top(), Some(Kind::Line))
            && let Some(frame) = self.open.pop()
        {
            self.close(frame);
        }
    }

    /// Leaves out the element but not what it says.
    fn flatten(&mut self, tag: Tag<'_>) {
        self.beyond += 1;
        self.document.flattened = true;
        match tag {
            Tag::Link {
                dest_url, title, ..
            }
            | Tag::Image {
                dest_url, title, ..
            } => {
                let (address, title) = (Address(dest_url.into_string()), self.pieces(&title));
                let text = Vec::new();
                self.inline(Inline::Link {
                    text,
                    address,
                    title,
                });
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) if !info.is_empty() => {
                self.say(&info);
                self.due = true;
            }
            _ => {}
        }
    }

    fn kind(&mut self, tag: Tag<'_>) -> Kind {
        match tag {
            Tag::Paragraph => {
                self.loosen();
                Kind::Paragraph
            }
            Tag::Heading { level, .. } => Kind::Heading(level as u8),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Kind::Code(self.pieces(&info)),
            Tag::CodeBlock(CodeBlockKind::Indented) => Kind::Code(Vec::new()),
            Tag::HtmlBlock => Kind::Html,
            Tag::List(start) => Kind::List {
                start,
                tight: true,
                items: Vec::new(),
            },
            Tag::Item => Kind::Item(None),
            Tag::FootnoteDefinition(label) => Kind::Footnote(self.pieces(&label)),
            Tag::Table(align) => Kind::Table {
                align: align.into_iter().map(aligned).collect(),
                head: Vec::new(),
                rows: Vec::new(),
            },
            Tag::TableHead => Kind::Row {
                head: true,
                cells: Vec::new(),
            },
            Tag::TableRow => Kind::Row {
                head: false,
                cells: Vec::new(),
            },
            Tag::TableCell => Kind::Cell,
            Tag::Strong => Kind::Strong,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link {
                dest_url, title, ..
            } => Kind::Link(Address(dest_url.into_string()), self.pieces(&title)),
            Tag::Image {
                dest_url, title, ..
            } => Kind::Image(Address(dest_url.into_string()), self.pieces(&title)),
            // Quotations, and elements of extensions that are not switched on.
            _ => Kind::Quote,
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if self.beyond > 0 {
            self.beyond -= 1;
            self.due |= is_block(tag);
            return;
        }
        if is_block(tag) {
            self.end_line();
        }
        if self.open.len() > 1
            && let Some(frame) = self.open.pop()
        {
            self.close(frame);
        }
    }

    /// Hands what an element held to the element around it.
    fn close(&mut self, frame: Frame) {
        let Frame {
            kind,
            blocks,
            inlines,
        } = frame;
        match kind {
            Kind::Root => {}
            Kind::Paragraph | Kind::Line => self.put_block(Block::Paragraph(inlines)),
            Kind::Heading(level) => self.put_block(Block::Heading {
                level,
                text: inlines,
            }),
            Kind::Quote => self.put_block(Block::Quote(blocks)),
            Kind::Code(language) => self.put_block(Block::Code {
                language,
                text: unmarked(inlines),
            }),
            Kind::Html => self.put_block(Block::Html(unmarked(inlines))),
            Kind::List {
                start,
                tight,
                items,
            } => {
                self.put_block(Block::List {
                    start,
                    tight,
                    items,
                });
            }
            Kind::Footnote(label) => self.put_block(Block::Footnote { label, blocks }),
            Kind::Table { align, head, rows } => self.put_block(Block::Table { align, head, rows }),
            Kind::Item(task) => {
                if let Some(Kind::List { items, .. }) = self.top() {
                    items.push(Item { task, blocks });
                }
            }
            Kind::Row {
                head: is_head,
                cells,
            } => match self.top() {
                Some(Kind::Table { head, .. }) if is_head => *head = cells,
                Some(Kind::Table { rows, .. }) => rows.push(cells),
                _ => {}
            },
            Kind::Cell => {
                if let Some(Kind::Row { cells, .. }) = self.top() {
                    cells.push(inlines);
                }
            }
            Kind::Strong => self.put_inline(Inline::Strong(inlines)),
            Kind::Emphasis => self.put_inline(Inline::Emphasis(inlines)),
            Kind::Strike => self.put_inline(Inline::Strike(inlines)),
            Kind::Link(address, title) => {
                self.put_inline(Inline::Link {
                    text: inlines,
                    address,
                    title,
                });
            }
            Kind::Image(address, title) => {
                self.put_inline(Inline::Image {
                    alt: inlines,
                    address,
                    title,
                });
            }
        }
    }

    fn top(&mut self) -> Option<&mut Kind> {
        self.open.last_mut().map(|frame| &mut frame.kind)
    }

    fn put_block(&mut self, block: Block) {
        if let Some(frame) = self.open.last_mut() {
            frame.blocks.push(block);
        }
    }

    fn put_inline(&mut self, inline: Inline) {
        if let Some(frame) = self.open.last_mut() {
            frame.inlines.push(inline);
        }
    }

    fn block(&mut self, block: Block) {
        if self.beyond == 0 {
            self.end_line();
            if self.node() {
                self.put_block(block);
            }
        }
    }

    fn inline(&mut self, inline: Inline) {
        if self.line() && self.node() {
            self.put_inline(inline);
        }
    }

    /// Adds a formula: drawn where that is possible and there is room for its parts.
    pub(super) fn formula(&mut self, source: &str, form: Form) {
        self.flush();
        if self.full.is_some() {
            return;
        }
        let pieces = self.pieces(source);
        self.document.formulas = true;
        let drawn = self.drawn(source, form, &pieces);
        self.inline(Inline::Formula(Formula {
            source: pieces,
            form,
            drawn,
        }));
    }

    fn drawn(&mut self, source: &str, form: Form, pieces: &[Piece]) -> Drawn {
        if pieces.iter().any(|piece| matches!(piece, Piece::Chip(_))) {
            return Drawn::Source(Fault::Invisible);
        }
        let Some(typeset) = self.typeset.filter(|_| self.full.is_none()) else {
            return Drawn::Waiting;
        };
        match typeset(source, form) {
            Err(fault) => Drawn::Source(fault),
            Ok(drawing) if self.document.nodes + drawing.nodes > self.limits.nodes => {
                self.full = Some(Limit::Nodes);
                Drawn::Waiting
            }
            Ok(drawing) => {
                self.document.nodes += drawing.nodes;
                Drawn::Math(drawing.math)
            }
        }
    }

    fn leaf(&mut self, text: &CowStr<'_>, inline: fn(Vec<Piece>) -> Inline) {
        let pieces = self.pieces(text);
        self.inline(inline(pieces));
    }

    /// A paragraph directly in an item: the list stands with space between its items.
    fn loosen(&mut self) {
        if let [.., list, item] = &mut self.open[..]
            && let (Kind::List { tight, .. }, Kind::Item(_)) = (&mut list.kind, &item.kind)
        {
            *tight = false;
        }
    }

    fn tick(&mut self, ticked: bool) {
        if self.beyond > 0 {
            return self.say(if ticked { "[x] " } else { "[ ] " });
        }
        let item = self
            .open
            .iter_mut()
            .rev()
            .take(2)
            .find_map(|frame| match &mut frame.kind {
                Kind::Item(task) => Some(task),
                _ => None,
            });
        if let Some(task) = item {
            *task = Some(ticked);
        }
    }

    /// Gathers text. Blocks that were flattened are kept apart by line ends.
    pub(super) fn say(&mut self, text: &str) {
        let due = std::mem::take(&mut self.due);
        let begun = |builder: &Self| {
            !builder.text.is_empty()
                || builder
                    .open
                    .last()
                    .is_some_and(|top| !top.inlines.is_empty())
        };
        if due && begun(self) {
            self.text.push('\n');
        }
        self.text.push_str(text);
    }

    /// Turns the text gathered so far into inlines.
    pub(super) fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        if !self.line() {
            return;
        }
        for piece in self.pieces(&text) {
            self.put_inline(match piece {
                Piece::Text(text) => Inline::Text(text),
                Piece::Chip(chip) => Inline::Chip(chip),
            });
        }
    }

    /// The text with chips, as far as characters and nodes are left.
    pub(super) fn pieces(&mut self, text: &str) -> Vec<Piece> {
        let left = self
            .limits
            .characters
            .saturating_sub(self.document.characters);
        let end = character_floor(text, left);
        if end < text.len() {
            self.full = self.full.or(Some(Limit::Characters));
        }
        self.lost += text.len() - end;
        let runs = invisible::split(&text[..end], View::Rendered);
        let room = self.limits.nodes.saturating_sub(self.document.nodes);
        let (shown, lost) = runs.split_at(room.min(runs.len()));
        if !lost.is_empty() {
            self.full = self.full.or(Some(Limit::Nodes));
            self.lost += lost.iter().map(|run| run.source.len()).sum::<usize>();
        }
        self.document.nodes += shown.len();
        let characters = |run: &Run<'_>| run.source.chars().count();
        self.document.characters += shown.iter().map(characters).sum::<usize>();
        shown.iter().cloned().map(piece).collect()
    }

    /// Whether there is room for one more node; takes it.
    pub(super) fn node(&mut self) -> bool {
        if self.document.nodes >= self.limits.nodes {
            self.full = self.full.or(Some(Limit::Nodes));
            return false;
        }
        self.document.nodes += 1;
        true
    }

    /// Closes what is open and hands out the document.
    pub(super) fn finish(mut self) -> Document {
        while self.open.len() > 1
            && let Some(frame) = self.open.pop()
        {
            self.close(frame);
        }
        if let Some(root) = self.open.pop() {
            self.document.blocks = root.blocks;
        }
        self.document
    }
}

/// The byte at which `most` characters end, moved back to where a reader sees a character end.
fn character_floor(text: &str, most: usize) -> usize {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.len();
    };
    let mut cursor = GraphemeCursor::new(end, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
        _ => end,
    }
}
