//! The parts of a formula that are open while it is read.

use pulldown_latex::event::{ArrayColumn, ColumnAlignment, Font, Grouping, Visual};

use super::spacing::spaced;
use crate::text::math::{
    Look, Math, Operator, Place, Role, Script, Side, Size, Table, TableCell, TableRow,
};

/// A part that is still open.
pub(super) struct Group {
    pub(super) kind: Kind,
    /// What stands in it, or in its last cell.
    pub(super) content: Vec<Math>,
    /// The sizes that were asked for, and from which part on.
    pub(super) sizes: Vec<(usize, Size)>,
    /// The font that holds from here on.
    pub(super) font: Option<Font>,
    /// Whether a box stands around it.
    pub(super) boxed: bool,
}

/// What it is.
pub(super) enum Kind {
    /// Braces, or the formula itself.
    Plain,
    /// `\left` and `\right`.
    Fenced(Option<char>, Option<char>),
    /// An environment.
    Table(Grid),
    /// Something that takes the parts that follow.
    Whole(Whole),
}

/// Something that is made of a fixed number of parts.
#[derive(Clone, Copy)]
pub(super) enum Whole {
    Fraction { bar: bool },
    SquareRoot,
    Root,
    Struck,
    Lower(Place),
    Upper(Place),
    LowerUpper(Place),
}

/// The rows of an environment so far.
pub(super) struct Grid {
    look: Look,
    /// How cells lean, from left to right; the last two go on in turn.
    sides: Vec<Side>,
    /// Before which columns a line stands; one more than there are columns.
    lines: Vec<bool>,
    /// The braces of `cases`, and on which side.
    brace: Option<Side>,
    rows: Vec<TableRow>,
    row: TableRow,
}

impl Group {
    pub(super) fn new(kind: Kind, font: Option<Font>) -> Self {
        Self {
            kind,
            content: Vec::new(),
            sizes: Vec::new(),
            font,
            boxed: false,
        }
    }

    /// Hands out what stands in it, sizes and room included.
    pub(super) fn take(&mut self) -> Vec<Math> {
        let mut content = std::mem::take(&mut self.content);
        for (from, size) in std::mem::take(&mut self.sizes).into_iter().rev() {
            let sized = spaced(content.split_off(from.min(content.len())));
            content.push(Math::Sized(size, sized));
        }
        spaced(content)
    }

    /// Hands out what it is, now that it is closed.
    pub(super) fn close(mut self) -> Math {
        let content = self.take();
        match self.kind {
            _ if self.boxed => Math::Boxed(parts(row(content))),
            Kind::Plain | Kind::Whole(_) => row(content),
            Kind::Fenced(left, right) => fenced(left, content, right),
            Kind::Table(grid) => grid.close(content),
        }
    }
}

/// One part stands for itself.
pub(super) fn row(mut content: Vec<Math>) -> Math {
    match content.pop() {
        Some(only) if content.is_empty() => only,
        Some(last) => {
            content.push(last);
            Math::Row(content)
        }
        None => Math::Row(content),
    }
}

/// What stands in a row.
fn parts(part: Math) -> Vec<Math> {
    match part {
        Math::Row(parts) => parts,
        other => vec![other],
    }
}

fn fenced(left: Option<char>, content: Vec<Math>, right: Option<char>) -> Math {
    let fence = |sign: char| {
        Math::Operator(Operator {
            text: sign.to_string(),
            role: Role::Stretched,
        })
    };
    let inside = Math::Row(content);
    Math::Row(
        left.map(fence)
            .into_iter()
            .chain([inside])
            .chain(right.map(fence))
            .collect(),
    )
}

impl Whole {
    /// How many parts it takes.
    pub(super) fn parts(self) -> usize {
        match self {
            Self::SquareRoot | Self::Struck => 1,
            Self::Fraction { .. } | Self::Root | Self::Lower(_) | Self::Upper(_) => 2,
            Self::LowerUpper(_) => 3,
        }
    }

    /// Puts it together; parts that are missing are empty.
    pub(super) fn close(self, content: Vec<Math>) -> Math {
        let mut parts = content.into_iter();
        let mut part = || Box::new(parts.next().unwrap_or(Math::Row(Vec::new())));
        match self {
            Self::Fraction { bar } => Math::Fraction {
                bar,
                above: part(),
                below: part(),
            },
            Self::SquareRoot => Math::Root {
                of: part(),
                index: None,
            },
            Self::Root => Math::Root {
                of: part(),
                index: Some(part()),
            },
            Self::Struck => struck(*part()),
            Self::Lower(place) => Math::Script(Script {
                place,
                base: part(),
                lower: Some(part()),
                upper: None,
            }),
            Self::Upper(place) => {
                let (base, upper) = (part(), part());
                let upper = accent(&base, *upper);
                Math::Script(Script {
                    place,
                    upper: Some(Box::new(upper)),
                    base,
                    lower: None,
                })
            }
            Self::LowerUpper(place) => Math::Script(Script {
                place,
                base: part(),
                lower: Some(part()),
                upper: Some(part()),
            }),
        }
    }
}

impl From<Visual> for Whole {
    fn from(visual: Visual) -> Self {
        match visual {
            Visual::SquareRoot => Self::SquareRoot,
            Visual::Root => Self::Root,
            Visual::Fraction(line) => Self::Fraction {
                bar: line.is_none_or(|line| line.value > 0.0),
            },
            Visual::Negation => Self::Struck,
        }
    }
}

/// A sign is negated with a stroke of its own; anything else is crossed out.
fn struck(part: Math) -> Math {
    match part {
        Math::Operator(Operator { mut text, role }) => {
            text.push('\u{338}');
            Math::Operator(Operator { text, role })
        }
        other => Math::Struck(parts(other)),
    }
}

/// The signs that the parser puts on a base without saying that they are accents.
const ACCENTS: &str = "´‾˘ˇ˙¨`^~→˚";

/// A sign on a letter is an accent: it stays as large as the letter.
fn accent(base: &Math, upper: Math) -> Math {
    match upper {
        Math::Name { text, .. }
            if ACCENTS.contains(&text) && !matches!(base, Math::Operator(_)) =>
        {
            Math::Operator(Operator {
                text,
                role: Role::Accent { wide: false },
            })
        }
        other => other,
    }
}

impl Grid {
    /// The rows of a grouping, if it has rows.
    pub(super) fn of(grouping: Grouping) -> Option<Self> {
        use Side::{Center, Left, Right};
        let (look, sides) = match grouping {
            Grouping::Normal | Grouping::LeftRight(..) | Grouping::Equation { .. } => return None,
            Grouping::Array(columns) => return Some(Self::array(&columns)),
            Grouping::Matrix { alignment } => (Look::Grid, vec![side(alignment)]),
            Grouping::SubArray { alignment } => (Look::Stack, vec![side(alignment)]),
            Grouping::Cases { left } => {
                let mut grid = Self::new(Look::Cases, vec![Left]);
                grid.brace = Some(if left { Left } else { Right });
                return Some(grid);
            }
            Grouping::Gather { .. } | Grouping::Gathered | Grouping::Multline => {
                (Look::Equations, vec![Center])
            }
            Grouping::Align { .. }
            | Grouping::Aligned
            | Grouping::Alignat { .. }
            | Grouping::Alignedat { .. }
            | Grouping::Split => (Look::Equations, vec![Right, Left]),
        };
        Some(Self::new(look, sides))
    }

    fn new(look: Look, sides: Vec<Side>) -> Self {
        Self {
            look,
            sides,
            lines: Vec::new(),
            brace: None,
            rows: Vec::new(),
            row: TableRow::default(),
        }
    }

    fn array(columns: &[ArrayColumn]) -> Self {
        let mut grid = Self::new(Look::Grid, Vec::new());
        let mut ruled = false;
        for column in columns {
            match column {
                ArrayColumn::Separator(_) => ruled = true,
                ArrayColumn::Column(alignment) => {
                    grid.lines.push(std::mem::take(&mut ruled));
                    grid.sides.push(side(*alignment));
                }
            }
        }
        grid.lines.push(ruled);
        grid
    }

    /// Ends a cell.
    pub(super) fn cell(&mut self, content: Vec<Math>) {
        let column = self.row.cells.len();
        let turn = self.sides.len().max(1);
        let align = self.sides.get(column % turn).copied();
        let last = column + 2 == self.lines.len();
        self.row.cells.push(TableCell {
            content,
            align: align.unwrap_or(Side::Center),
            ruled_before: self.lines.get(column).copied().unwrap_or_default(),
            ruled_after: last && self.lines.last().copied().unwrap_or_default(),
        });
    }

    /// Ends a row; the next one may have a line above.
    pub(super) fn line(&mut self, content: Vec<Math>, ruled: bool) {
        self.cell(content);
        self.rows.push(std::mem::take(&mut self.row));
        self.row.ruled_above = ruled;
    }

    /// A line above the first row.
    pub(super) fn rule(&mut self) {
        self.row.ruled_above = true;
    }

    /// What stands after the last end of a row is a row, unless it is nothing.
    fn close(mut self, content: Vec<Math>) -> Math {
        let mut ruled_below = false;
        if content.is_empty() && self.row.cells.is_empty() && !self.rows.is_empty() {
            ruled_below = self.row.ruled_above;
        } else {
            self.line(content, false);
        }
        let table = Math::Table(Table {
            look: self.look,
            rows: self.rows,
            ruled_below,
        });
        match self.brace {
            Some(Side::Left) => fenced(Some('{'), vec![table], None),
            Some(_) => fenced(None, vec![table], Some('}')),
            None => table,
        }
    }
}

fn side(alignment: ColumnAlignment) -> Side {
    match alignment {
        ColumnAlignment::Left => Side::Left,
        ColumnAlignment::Center => Side::Center,
        ColumnAlignment::Right => Side::Right,
    }
}
