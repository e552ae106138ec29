//! The nodes of a formula.
//!
//! The enum is the allow-list: each variant is drawn as one MathML element with attributes of fixed
//! meaning, and there is no variant for anything that links, loads, runs, colours or covers.
//! Colours and shifts to the left are left out on purpose: white words and words over words
//! deceive.

use super::nodes::Piece;

/// A formula within a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// The LaTeX between the delimiters, as the model wrote it.
    pub source: Vec<Piece>,
    /// How it stands in the text.
    pub form: Form,
    /// What it is drawn as.
    pub drawn: Drawn,
}

/// How a formula stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Within a line: `$…$`, `\(…\)`.
    Inline,
    /// On a line of its own: `$$…$$`, `\[…\]`.
    Display,
}

/// What a formula is drawn as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Its source: what draws it is not here yet.
    Waiting,
    /// These nodes.
    Math(Math),
    /// Its source, because of this.
    Source(Fault),
}

/// Draws the LaTeX of a formula.
pub type Typeset = fn(&str, Form) -> Result<Drawing, Fault>;

/// A formula that can be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// What is drawn.
    pub math: Math,
    /// How many nodes that are: each of [`Math`], each row and each cell.
    pub nodes: usize,
}

/// Why a formula is shown as its source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The source is too long.
    #[error("it is longer than 10 KB")]
    Long,
    /// Braces, delimiters, environments or nodes nest too deep.
    #[error("it is nested too deep")]
    Deep,
    /// Too many commands in one row, or too many nodes.
    #[error("it has too many parts")]
    Large,
    /// It defines commands: a few of them can make a text without end.
    #[error("it defines commands of its own")]
    Definition,
    /// The words of a comment would be hidden.
    #[error("it has a comment, which a drawn formula would hide")]
    Comment,
    /// It has characters that cannot be seen; the source shows them.
    #[error("it has characters that cannot be seen")]
    Invisible,
    /// A command that would be drawn wrongly.
    #[error("\\{0} cannot be drawn here")]
    Unsupported(String),
    /// It is not LaTeX as the parser knows it.
    #[error("it cannot be read as LaTeX: {0}")]
    Unreadable(String),
}

/// A part of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Math {
    /// A name: `mi`. One letter is slanted unless it stands upright.
    Name {
        /// The letters.
        text: String,
        /// Whether it stands upright.
        upright: bool,
    },
    /// A number: `mn`.
    Number(String),
    /// Words: `mtext`.
    Text {
        /// The words.
        text: String,
        /// How they look.
        face: Face,
    },
    /// A sign: `mo`.
    Operator(Operator),
    /// Room: `mspace`, so many hundredths of an em wide.
    Space(u16),
    /// Parts side by side: `mrow`.
    Row(Vec<Math>),
    /// Parts in a box.
    Boxed(Vec<Math>),
    /// Parts crossed out.
    Struck(Vec<Math>),
    /// Parts in another size: `mstyle`.
    Sized(Size, Vec<Math>),
    /// `mfrac`
    Fraction {
        /// Whether a bar is drawn; binomials have none.
        bar: bool,
        /// What stands above.
        above: Box<Math>,
        /// What stands below.
        below: Box<Math>,
    },
    /// `msqrt`, or `mroot` with an index.
    Root {
        /// What the root is of.
        of: Box<Math>,
        /// Which root.
        index: Option<Box<Math>>,
    },
    /// `msub` and its kin.
    Script(Script),
    /// `mtable`
    Table(Table),
}

/// How words within a formula look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// As the text around.
    Plain,
    /// Bold.
    Bold,
    /// Slanted.
    Italic,
    /// Without serifs.
    Sans,
    /// Of one width.
    Mono,
}

/// A sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The characters.
    pub text: String,
    /// What it does, which decides the room around it.
    pub role: Role,
}

/// What a sign does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Between two operands.
    Binary,
    /// Before one operand: the minus of `-1`.
    Prefix,
    /// Says how two sides compare.
    Relation,
    /// A sum, a product, an integral; small within a line if so asked.
    Large {
        /// Whether it stays small.
        small: bool,
    },
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A bracket of a fixed height, in hundredths of an em.
    Tall(u16),
    /// A bracket as high as what it encloses.
    Stretched,
    /// A comma, a full stop.
    Punctuation,
    /// An accent on the one below it.
    Accent {
        /// Whether it is as wide as what it stands on.
        wide: bool,
    },
    /// The invisible sign between a function and its argument, for those who listen.
    Application,
}

/// A size that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As on a line of its own.
    Display,
    /// As within a line.
    Text,
    /// As a script.
    Script,
    /// As a script of a script.
    ScriptScript,
}

/// Something with scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Where they stand.
    pub place: Place,
    /// What has them.
    pub base: Box<Math>,
    /// The lower one.
    pub lower: Option<Box<Math>>,
    /// The upper one.
    pub upper: Option<Box<Math>>,
}

/// Where scripts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// To the right.
    Beside,
    /// Below and above.
    AboveBelow,
}

/// Parts in rows and columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// How close they stand.
    pub look: Look,
    /// From top to bottom.
    pub rows: Vec<TableRow>,
    /// Whether a line closes it.
    pub ruled_below: bool,
}

/// How close the cells of a table stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Equations, aligned at their signs.
    Equations,
    /// A matrix.
    Grid,
    /// The cases of a definition.
    Cases,
    /// Lines under a sum.
    Stack,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRow {
    /// Whether a line stands above it.
    pub ruled_above: bool,
    /// From left to right.
    pub cells: Vec<TableCell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCell {
    /// What stands in it.
    pub content: Vec<Math>,
    /// To which side.
    pub align: Side,
    /// Whether a line stands before it.
    pub ruled_before: bool,
    /// Whether a line stands after it.
    pub ruled_after: bool,
}

/// To which side a cell leans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To the left.
    Left,
    /// To neither.
    Center,
    /// To the right.
    Right,
}
