//! What holds for whatever is shown of what a model wrote.

use trainmaster::text::invisible::{View, split};
use trainmaster::text::latex::FORMULA_NODES;
use trainmaster::text::markdown::Limits;
use trainmaster::text::math::{Drawing, Drawn, Math, Operator, Role};
use trainmaster::text::nodes::{Address, Block, Document, Inline, PICTURE_BYTES, Piece};

/// A document is within its limits, hides no direction, draws only what it may, and has every word.
pub fn document(document: &Document, source: &str, limits: Limits) {
    let mut seen = Seen::default();
    seen.blocks(&document.blocks, 1);
    assert!(seen.nodes <= document.nodes, "{} uncounted", seen.nodes);
    assert!(document.nodes <= limits.nodes);
    assert!(document.characters <= limits.characters);
    assert!(seen.deepest <= limits.depth, "{} deep", seen.deepest);
    for unused in &document.unused {
        seen.pieces(&unused.label);
        seen.address(&unused.address);
        seen.pieces(&unused.title);
    }
    assert!(!seen.text.contains(turns_direction));
    if let Some(cut) = document.cut {
        assert!(cut.shown <= cut.of && cut.of == source.len());
        return;
    }
    if ["&", "|", "]:"].iter().any(|sign| source.contains(sign)) {
        // Entities are read, cells beyond a table's width and second definitions are not shown.
        return;
    }
    // One letter may be the tick of a task.
    let words = source.split(|c: char| !c.is_ascii_lowercase());
    for word in words.filter(|word| word.len() > 1) {
        assert!(seen.text.contains(word), "{word} is lost");
    }
}

fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Nodes, the deepest nesting, and all text in its order.
#[derive(Default)]
struct Seen {
    nodes: usize,
    deepest: usize,
    text: String,
}

impl Seen {
    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            self.nodes += 1;
            self.deepest = self.deepest.max(depth);
            match block {
                Block::Paragraph(text) | Block::Heading { text, .. } => {
                    self.inlines(text, depth + 1);
                }
                Block::Quote(inner) => self.blocks(inner, depth + 1),
                Block::Footnote { label, blocks } => {
                    self.pieces(label);
                    self.blocks(blocks, depth + 1);
                }
                Block::List { items, .. } => {
                    for item in items {
                        self.nodes += 1;
                        self.blocks(&item.blocks, depth + 2);
                    }
                }
                Block::Table { head, rows, .. } => {
                    for cell in std::iter::once(head).chain(rows).flatten() {
                        self.nodes += 1;
                        self.inlines(cell, depth + 3);
                    }
                }
                Block::Code { language, text } => {
                    self.pieces(language);
                    self.pieces(text);
                }
                Block::Html(text) => self.pieces(text),
                Block::Rule => {}
            }
            self.text.push('\n');
        }
    }

    fn inlines(&mut self, inlines: &[Inline], depth: usize) {
        for inline in inlines {
            self.nodes += 1;
            self.deepest = self.deepest.max(depth);
            match inline {
                Inline::Text(text) => self.text.push_str(text),
                Inline::Chip(_) | Inline::Break => self.text.push(' '),
                Inline::Strong(text) | Inline::Emphasis(text) | Inline::Strike(text) => {
                    self.inlines(text, depth + 1);
                }
                Inline::Code(text) | Inline::Html(text) | Inline::Footnote(text) => {
                    self.pieces(text);
                }
                Inline::Link {
                    text,
                    address,
                    title,
                } => {
                    self.inlines(text, depth + 1);
                    self.address(address);
                    self.pieces(title);
                }
                Inline::Image {
                    alt,
                    address,
                    title,
                } => {
                    self.inlines(alt, depth + 1);
                    self.address(address);
                    self.pieces(title);
                }
                Inline::Formula(formula) => {
                    self.pieces(&formula.source);
                    if let Drawn::Math(math) = &formula.drawn {
                        self.nodes += part(math, 1).0;
                    }
                }
            }
        }
    }

    fn pieces(&mut self, pieces: &[Piece]) {
        self.nodes += pieces.len();
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.text.push_str(text),
                Piece::Chip(_) => self.text.push(' '),
            }
        }
    }

    fn address(&mut self, address: &Address) {
        let nodes = self.nodes;
        self.pieces(&address.pieces());
        // An address is shown on request, and is not part of the tree.
        self.nodes = nodes;
        let text = address.as_str();
        let may_be_drawn = text.starts_with("data:image/") && text.len() <= PICTURE_BYTES;
        assert!(address.picture().is_none() || may_be_drawn, "{text}");
    }
}

/// A formula is within its limits.
pub fn drawing(drawing: &Drawing) {
    let (nodes, depth) = part(&drawing.math, 1);
    assert!(nodes <= drawing.nodes && drawing.nodes <= FORMULA_NODES);
    assert!(depth <= 160, "{depth} deep");
}

/// How many nodes will be drawn, and the deepest nesting.
fn part(math: &Math, depth: usize) -> (usize, usize) {
    let mut around = 1;
    let parts: Vec<&Math> = match math {
        Math::Row(parts) | Math::Boxed(parts) | Math::Struck(parts) | Math::Sized(_, parts) => {
            parts.iter().collect()
        }
        Math::Fraction { above, below, .. } => vec![above, below],
        Math::Root { of, index } => {
            let parts = std::iter::once(of).chain(index);
            parts.map(AsRef::as_ref).collect()
        }
        Math::Script(script) => {
            let parts = std::iter::once(&script.base);
            let parts = parts.chain(&script.lower).chain(&script.upper);
            parts.map(AsRef::as_ref).collect()
        }
        Math::Table(table) => {
            around += table.rows.len();
            let cells: Vec<_> = table.rows.iter().flat_map(|row| &row.cells).collect();
            around += cells.len();
            cells.into_iter().flat_map(|cell| &cell.content).collect()
        }
        Math::Operator(Operator { text, role }) => {
            assert!(*role == Role::Application || is_seen(text), "{text:?}");
            assert!(!matches!(role, Role::Tall(height) if *height > 300));
            Vec::new()
        }
        Math::Name { text, .. } | Math::Number(text) | Math::Text { text, .. } => {
            assert!(is_seen(text), "{text:?}");
            Vec::new()
        }
        Math::Space(width) => {
            assert!(*width <= 400);
            Vec::new()
        }
    };
    let measured = parts.into_iter().map(|inner| part(inner, depth + 1));
    measured.fold((around, depth), |(nodes, deepest), (more, deep)| {
        (nodes + more, deepest.max(deep))
    })
}

/// Whether nothing in the text is hidden from a reader.
fn is_seen(text: &str) -> bool {
    let runs = split(text, View::Rendered);
    runs.iter().all(|run| run.chip.is_none())
}
