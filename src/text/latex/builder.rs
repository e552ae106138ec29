//! Parser events put together into nodes, under limits.
//!
//! Open parts wait on a stack of bounded depth. When one is closed it is handed to the one around
//! it; what is made of a fixed number of parts closes itself with the last.

use pulldown_latex::event::{
    ColorTarget, Content, DelimiterSize, DelimiterType, Dimension, DimensionUnit, EnvironmentFlow,
    Event, Font, Grouping, RelationContent, ScriptPosition, ScriptType, StateChange, Style,
};

use super::FORMULA_NODES;
use super::alphabets::letter;
use super::groups::{Grid, Group, Kind, Whole, row};
use super::spelling::BOX;
use crate::text::math::{Drawing, Face, Fault, Form, Math, Operator, Place, Role, Size};

/// The deepest nesting of nodes.
const DEPTH: usize = 64;

/// The widest space, in hundredths of an em: `\qquad` is 200.
const WIDEST: f32 = 400.0;

/// A formula that is being read.
pub(super) struct Builder {
    form: Form,
    /// Never empty: the formula is at the bottom.
    open: Vec<Group>,
    nodes: usize,
}

impl Builder {
    /// An empty formula.
    pub(super) fn new(form: Form) -> Self {
        Self {
            form,
            open: vec![Group::new(Kind::Plain, None)],
            nodes: 1,
        }
    }

    /// Adds what the parser read next.
    pub(super) fn take(&mut self, event: Event<'_>) -> Result<(), Fault> {
        match event {
            Event::Content(content) => {
                let part = self.content(content)?;
                self.put(part)
            }
            Event::Begin(grouping) => self.begin(grouping),
            Event::End => self.end(),
            Event::Visual(visual) => self.open(Kind::Whole(Whole::from(visual))),
            Event::Script { ty, position } => self.open(Kind::Whole(self.script(ty, position))),
            Event::Space { width, .. } => self.put(Math::Space(width.map_or(0, hundredths))),
            Event::StateChange(change) => self.change(change),
            Event::EnvironmentFlow(flow) => self.flow(&flow),
        }
    }

    /// Hands out the formula.
    pub(super) fn finish(mut self) -> Result<Drawing, Fault> {
        let group = self.open.pop().filter(|_| self.open.is_empty());
        let Some(group) = group else {
            return Err(unbalanced());
        };
        Ok(Drawing {
            math: group.close(),
            nodes: self.nodes,
        })
    }

    fn top(&mut self) -> Result<&mut Group, Fault> {
        self.open.last_mut().ok_or_else(unbalanced)
    }

    fn font(&self) -> Option<Font> {
        self.open.last().and_then(|group| group.font)
    }

    fn count(&mut self, nodes: usize) -> Result<(), Fault> {
        self.nodes += nodes;
        if self.nodes > FORMULA_NODES {
            return Err(Fault::Large);
        }
        Ok(())
    }

    fn open(&mut self, kind: Kind) -> Result<(), Fault> {
        if self.open.len() >= DEPTH {
            return Err(Fault::Deep);
        }
        let font = match kind {
            Kind::Table(_) => None,
            _ => self.font(),
        };
        self.open.push(Group::new(kind, font));
        Ok(())
    }

    /// Puts a part where it belongs, and closes what it completes.
    fn put(&mut self, part: Math) -> Result<(), Fault> {
        // A function may get room and a sign around it.
        let around = match &part {
            Math::Name { text, .. } if text.chars().nth(1).is_some() => 3,
            _ => 0,
        };
        self.count(1 + around)?;
        self.top()?.content.push(part);
        while let Kind::Whole(whole) = self.top()?.kind
            && self.top()?.content.len() == whole.parts()
        {
            let content = self.open.pop().map(|group| group.content);
            self.count(1)?;
            self.top()?
                .content
                .push(whole.close(content.unwrap_or_default()));
        }
        Ok(())
    }

    fn begin(&mut self, grouping: Grouping) -> Result<(), Fault> {
        let kind = match grouping {
            Grouping::LeftRight(left, right) => {
                self.count(2)?;
                Kind::Fenced(left, right)
            }
            other => Grid::of(other).map_or(Kind::Plain, Kind::Table),
        };
        // The table, its braces, its first row and cell.
        self.count(5)?;
        self.open(kind)
    }

    fn end(&mut self) -> Result<(), Fault> {
        if matches!(self.top()?.kind, Kind::Whole(_)) || self.open.len() < 2 {
            return Err(unbalanced());
        }
        let part = self.open.pop().map(Group::close);
        self.put(part.unwrap_or(Math::Row(Vec::new())))
    }

    fn script(&self, ty: ScriptType, position: ScriptPosition) -> Whole {
        let above = match position {
            ScriptPosition::Right => false,
            ScriptPosition::AboveBelow => true,
            ScriptPosition::Movable => self.is_display(),
        };
        let place = if above {
            Place::AboveBelow
        } else {
            Place::Beside
        };
        match ty {
            ScriptType::Subscript => Whole::Lower(place),
            ScriptType::Superscript => Whole::Upper(place),
            ScriptType::SubSuperscript => Whole::LowerUpper(place),
        }
    }

    /// Whether the size here is that of a line of its own.
    fn is_display(&self) -> bool {
        let asked = self
            .open
            .iter()
            .rev()
            .find_map(|group| group.sizes.last().map(|(_, size)| *size));
        asked.map_or(self.form == Form::Display, |size| size == Size::Display)
    }

    fn change(&mut self, change: StateChange) -> Result<(), Fault> {
        let group = self.top()?;
        match change {
            StateChange::Font(font) => group.font = font,
            StateChange::Style(style) => {
                let from = group.content.len();
                group.sizes.push((from, size(style)));
                self.count(1)?;
            }
            // Colours are left out; one of them stands for a box.
            StateChange::Color(change) => {
                group.boxed |= change.color == BOX && change.target == ColorTarget::Text;
            }
        }
        // Where a part is due, the change is the part.
        if matches!(self.top()?.kind, Kind::Whole(_)) {
            return self.put(Math::Row(Vec::new()));
        }
        Ok(())
    }

    fn flow(&mut self, flow: &EnvironmentFlow) -> Result<(), Fault> {
        self.count(2)?;
        let group = self.top()?;
        group.font = None;
        let content = group.take();
        let Kind::Table(grid) = &mut group.kind else {
            // An end of line that LaTeX passes over, as in `equation`.
            group.content = vec![row(content)];
            return Ok(());
        };
        match flow {
            EnvironmentFlow::Alignment => grid.cell(content),
            EnvironmentFlow::NewLine {
                horizontal_lines, ..
            } => grid.line(content, !horizontal_lines.is_empty()),
            EnvironmentFlow::StartLines { .. } => grid.rule(),
        }
        Ok(())
    }

    fn content(&self, content: Content<'_>) -> Result<Math, Fault> {
        let font = self.font();
        let sign = |text: String, role: Role| Math::Operator(Operator { text, role });
        Ok(match content {
            Content::Text(text) => Math::Text {
                text: words(text)?,
                face: font.map_or(Face::Plain, face),
            },
            Content::Number(number) => Math::Number(set(number, font)),
            Content::Function(name) => function(name)?,
            Content::Ordinary {
                content,
                stretchy: true,
            } => sign(content.to_string(), Role::Accent { wide: true }),
            Content::Ordinary { content, .. } => name(content, font),
            Content::LargeOp { content, small } => sign(content.to_string(), Role::Large { small }),
            Content::BinaryOp { content, .. } => sign(content.to_string(), Role::Binary),
            Content::Relation { content, .. } => sign(relation(content), Role::Relation),
            Content::Delimiter { content, size, ty } => {
                sign(content.to_string(), delimiter(size, ty))
            }
            Content::Punctuation(content) => sign(content.to_string(), Role::Punctuation),
        })
    }
}

fn unbalanced() -> Fault {
    Fault::Unreadable("its groups do not match".to_owned())
}

fn set(text: &str, font: Option<Font>) -> String {
    let set = |plain| font.map_or(plain, |font| letter(font, plain));
    text.chars().map(set).collect()
}

/// A letter. Capital Greek stands upright, as in print; a font says for itself how it stands.
fn name(plain: char, font: Option<Font>) -> Math {
    let upright = match font {
        None => matches!(plain, 'Α'..='Ω'),
        Some(font) => font == Font::UpRight || letter(font, plain) != plain,
    };
    Math::Name {
        text: font.map_or(plain, |font| letter(font, plain)).to_string(),
        upright,
    }
}

/// The name of a function: letters and thin spaces. Anything else would be shown as its source.
fn function(name: &str) -> Result<Math, Fault> {
    let text = name.replace("\\,", "\u{2009}").replace("\\ ", " ");
    if text.contains(['\\', '{', '}', '$', '^', '_']) {
        return Err(Fault::Unsupported("operatorname".to_owned()));
    }
    Ok(Math::Name {
        text: text.replace('~', "\u{A0}"),
        upright: true,
    })
}

/// Words as they are read: escapes undone, the space at either end kept. Commands among them would
/// be shown as their source.
fn words(source: &str) -> Result<String, Fault> {
    if source == "&nbsp;" {
        return Ok("\u{A0}".to_owned());
    }
    let mut out = String::with_capacity(source.len());
    let mut rest = source.chars();
    while let Some(next) = rest.next() {
        match next {
            '\\' => match rest.next() {
                Some(escaped @ ('$' | '%' | '&' | '#' | '_' | '{' | '}' | ' ')) => {
                    out.push(escaped);
                }
                Some(',' | ';') => out.push('\u{2009}'),
                _ => return Err(Fault::Unsupported("text".to_owned())),
            },
            '~' => out.push('\u{A0}'),
            _ => out.push(next),
        }
    }
    let space = |end: Option<char>| match end {
        Some(end) if end.is_whitespace() => "\u{A0}",
        _ => "",
    };
    let (before, after) = (space(out.chars().next()), space(out.chars().next_back()));
    Ok(format!("{before}{}{after}", out.trim()))
}

fn face(font: Font) -> Face {
    match font {
        Font::Bold | Font::BoldSymbol | Font::BoldItalic => Face::Bold,
        Font::Italic => Face::Italic,
        Font::SansSerif | Font::BoldSansSerif => Face::Sans,
        Font::Monospace => Face::Mono,
        _ => Face::Plain,
    }
}

fn relation(content: RelationContent) -> String {
    let mut buffer = [0; 8];
    String::from_utf8_lossy(content.encode_utf8_to_buf(&mut buffer)).into_owned()
}

fn delimiter(size: Option<DelimiterSize>, ty: DelimiterType) -> Role {
    match (size, ty) {
        (Some(DelimiterSize::Big), DelimiterType::Fence) => Role::Stretched,
        (Some(DelimiterSize::Big), _) => Role::Tall(120),
        (Some(DelimiterSize::BIG), _) => Role::Tall(180),
        (Some(DelimiterSize::Bigg), _) => Role::Tall(240),
        (Some(DelimiterSize::BIGG), _) => Role::Tall(300),
        (None, DelimiterType::Open) => Role::Open,
        (None, DelimiterType::Close) => Role::Close,
        (None, DelimiterType::Fence) => Role::Tall(100),
    }
}

fn size(style: Style) -> Size {
    match style {
        Style::Display => Size::Display,
        Style::Text => Size::Text,
        Style::Script => Size::Script,
        Style::ScriptScript => Size::ScriptScript,
    }
}

/// A width in hundredths of an em, none below zero: nothing is drawn over anything else.
fn hundredths(width: Dimension) -> u16 {
    let ems = match width.unit {
        DimensionUnit::Em => 1.0,
        DimensionUnit::Mu => 1.0 / 18.0,
        DimensionUnit::Ex => 0.45,
        DimensionUnit::Pt | DimensionUnit::Bp => 0.1,
        DimensionUnit::Dd => 0.107,
        DimensionUnit::Pc => 1.2,
        DimensionUnit::Cc => 1.28,
        DimensionUnit::In => 7.2,
        DimensionUnit::Cm => 2.83,
        DimensionUnit::Mm => 0.283,
        DimensionUnit::Sp => 0.0,
    };
    let hundredths = (width.value * ems * 100.0).clamp(0.0, WIDEST);
    // Between 0 and 400; what is no number is 0.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = hundredths as u16;
    whole
}
