//! Markdown from a model, read into nodes.
//!
//! The parser's events become typed nodes under fixed limits; no string of markup is ever made. Raw
//! HTML is text. Typography is left alone, because raters judge the exact characters. Where
//! formulas stand, [`formulas`] says. Not shown, as in every Markdown reader: cells beyond a
//! table's width, and the second of two definitions with one name. The raw view of the response
//! shows those.

use std::borrow::Cow;
use std::collections::HashSet;

use pulldown_cmark::{Event, Options, Parser, RefDefs};

use super::builder::Builder;
use super::formulas;
use super::math::Typeset;
use super::nodes::{Address, Cut, Definition, Document, Limit};

/// The Markdown that models write.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_MATH);

/// How much of a response becomes nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of source that are read.
    pub source: usize,
    /// Blocks, items, rows, cells and inlines.
    pub nodes: usize,
    /// Levels of nesting; at least 8. What lies deeper is flattened into the deepest level.
    pub depth: usize,
    /// Characters that are shown.
    pub characters: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source: 256 * 1024,
            nodes: 20_000,
            depth: 64,
            characters: 200_000,
        }
    }
}

/// Reads Markdown within the default limits. Never fails: every text is some document.
pub fn parse(source: &str) -> Document {
    parse_within(source, Limits::default())
}

/// Reads Markdown within other limits: lower for a preview, more characters for "show more".
pub fn parse_within(source: &str, limits: Limits) -> Document {
    parse_with(source, limits, None)
}

/// Reads Markdown and draws its formulas, if what draws them is here.
pub fn parse_with(source: &str, limits: Limits, typeset: Option<Typeset>) -> Document {
    let read = with_line_feeds(&source[..source.floor_char_boundary(limits.source)]);
    let marked = formulas::mark(&read);
    let mut events = Parser::new_ext(&marked, OPTIONS).into_offset_iter();
    let mut builder = Builder::new(limits, typeset);
    let mut shown = 0;
    while builder.full.is_none()
        && let Some((event, range)) = events.next()
    {
        // The end of an element that begins is yet to be reached.
        let reached = match event {
            Event::Start(_) => range.start,
            Event::End(_) => shown,
            _ => range.end,
        };
        match event {
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                match formulas::formula(&read, range, &text) {
                    Ok((formula, form)) => builder.formula(&formula, form),
                    Err(words) => builder.say(words),
                }
            }
            other => builder.take(other),
        }
        shown = shown.max(reached);
    }
    builder.flush();
    if builder.full.is_none() {
        list_unused(&mut builder, events.reference_definitions());
        shown = read.len();
    }
    let limit = builder
        .full
        .or((read.len() < source.len()).then_some(Limit::Source));
    let cut = limit.map(|limit| Cut {
        limit,
        shown: shown.saturating_sub(builder.lost),
        of: source.len(),
    });
    Document {
        cut,
        ..builder.finish()
    }
}

/// The text with a line feed for every carriage return that stands alone. Both end a line, but
/// after indented code the parser leaves out the line that follows the latter. Each byte stands
/// where it stood.
fn with_line_feeds(source: &str) -> Cow<'_, str> {
    if !source.contains('\r') {
        return Cow::Borrowed(source);
    }
    let mut characters = source.chars().peekable();
    let mut out = String::with_capacity(source.len());
    while let Some(character) = characters.next() {
        let is_alone = character == '\r' && characters.peek() != Some(&'\n');
        out.push(if is_alone { '\n' } else { character });
    }
    Cow::Owned(out)
}

/// Lists the definitions that no link used, in the order of the source.
fn list_unused(builder: &mut Builder, definitions: &RefDefs<'_>) {
    let used: HashSet<usize> = (builder.used.iter())
        .filter_map(|name| definitions.get(name))
        .map(|definition| definition.span.start)
        .collect();
    let mut unused: Vec<_> = definitions
        .iter()
        .filter(|(_, definition)| !used.contains(&definition.span.start))
        .collect();
    unused.sort_by_key(|(_, definition)| definition.span.start);
    for (label, definition) in unused {
        if !builder.node() {
            return;
        }
        let definition = Definition {
            label: builder.pieces(label),
            address: Address(definition.dest.to_string()),
            title: builder.pieces(definition.title.as_deref().unwrap_or_default()),
        };
        builder.document.unused.push(definition);
    }
}
