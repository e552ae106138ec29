//! What the parser must not see, and how to write some of what it does not know.
//!
//! The parser keeps its place by recursion, copies text at some commands, and stops the application
//! at a few. So depth and the length of a chain of commands are bounded here, definitions are
//! refused, and so is every command at which words would be lost. A comment would hide words.
//! All in one pass, before the parser starts.

use crate::text::invisible::{self, View};
use crate::text::math::Fault;

/// The deepest nesting of braces, `\left` and `\begin`.
const DEPTH: usize = 40;

/// The most commands within one pair of braces and one cell: `\sqrt\sqrt\sqrt…` nests without
/// braces, and the parser follows it by recursion.
const COMMANDS: usize = 250;

/// A colour that stands for a box: the parser has no box, and colours are not shown.
pub(super) const BOX: (u8, u8, u8) = (0xB0, 0x5E, 0xD0);

/// The same, as the parser reads it.
const BOXED: &str = "\\textcolor{#B05ED0}";

/// Commands that define commands.
const DEFINING: [&str; 11] = [
    "def",
    "edef",
    "gdef",
    "xdef",
    "let",
    "futurelet",
    "newcommand",
    "renewcommand",
    "providecommand",
    "newenvironment",
    "DeclareMathOperator",
];

/// Commands that the parser knows and gets wrong: it stops at an argument that it does not expect,
/// or leaves words out.
const UNSUPPORTED: [&str; 4] = ["char", "sideset", "colorbox", "fcolorbox"];

/// Commands whose argument must stand in braces: without them the parser takes the rest for it.
const BRACED: [&str; 7] = [
    "text",
    "textrm",
    "textbf",
    "textit",
    "textsf",
    "texttt",
    "operatorname",
];

/// Other names for what the parser knows; an empty one stands for nothing to draw.
const RENAMED: [(&str, &str); 9] = [
    ("mbox", "\\text"),
    ("hbox", "\\text"),
    ("textnormal", "\\text"),
    ("textup", "\\textrm"),
    ("mathscr", "\\mathcal"),
    ("bold", "\\mathbf"),
    ("boxed", BOXED),
    ("nonumber", ""),
    ("notag", ""),
];

/// Writes a formula so that the parser can read it.
pub(super) fn spell(source: &str) -> Result<String, Fault> {
    let runs = invisible::split(source, View::Rendered);
    if runs.iter().any(|run| run.chip.is_some()) {
        return Err(Fault::Invisible);
    }
    let mut speller = Speller {
        rest: source,
        out: String::with_capacity(source.len()),
        levels: vec![Level::default()],
        fences: 0,
    };
    while let Some(next) = speller.rest.chars().next() {
        speller.step(next)?;
    }
    Ok(speller.out)
}

/// A formula on its way.
struct Speller<'a> {
    rest: &'a str,
    out: String,
    /// The braces that are open; the formula itself is at the bottom.
    levels: Vec<Level>,
    /// How many `\left` and `\begin` are open.
    fences: usize,
}

/// What stands within one pair of braces.
struct Level {
    /// Commands since the cell began.
    commands: usize,
    /// Indices of roots that are open: `\sqrt[`.
    indices: usize,
    /// What is written at its end.
    ending: &'static str,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            commands: 0,
            indices: 0,
            ending: "}",
        }
    }
}

impl Speller<'_> {
    fn step(&mut self, next: char) -> Result<(), Fault> {
        self.rest = &self.rest[next.len_utf8()..];
        match next {
            '\\' => return self.command(),
            '%' => return self.comment(),
            '{' => return self.open(Level::default()),
            '}' => {
                let ending = if self.levels.len() > 1 {
                    self.levels.pop().map(|level| level.ending)
                } else {
                    None
                };
                self.out.push_str(ending.unwrap_or("}"));
            }
            ']' if self.level().indices > 0 => {
                self.level().indices -= 1;
                self.out.push_str("}]");
            }
            '&' => {
                self.level().commands = 0;
                self.out.push('&');
            }
            // The parser takes every space for one byte.
            space if space.is_whitespace() && !space.is_ascii() => self.out.push(' '),
            other => self.out.push(other),
        }
        Ok(())
    }

    fn open(&mut self, level: Level) -> Result<(), Fault> {
        self.levels.push(level);
        self.out.push('{');
        self.check_depth()
    }

    fn check_depth(&self) -> Result<(), Fault> {
        if self.levels.len() + self.fences > DEPTH {
            return Err(Fault::Deep);
        }
        Ok(())
    }

    /// The innermost level: there is always one.
    fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    /// An empty comment joins two lines; any other hides what it says.
    fn comment(&mut self) -> Result<(), Fault> {
        let line = self.rest.split('\n').next().unwrap_or_default();
        if line.len() == self.rest.len() || !line.trim().is_empty() {
            return Err(Fault::Comment);
        }
        self.rest = &self.rest[line.len() + 1..];
        Ok(())
    }

    fn command(&mut self) -> Result<(), Fault> {
        let letters = |rest: &str| rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, rest) = self.rest.split_at(letters(self.rest));
        if name.is_empty() {
            return self.symbol();
        }
        self.rest = rest;
        self.count()?;
        if DEFINING.contains(&name) {
            return Err(Fault::Definition);
        }
        if UNSUPPORTED.contains(&name) {
            return Err(Fault::Unsupported(name.to_owned()));
        }
        if let Some((_, known)) = RENAMED.iter().find(|(other, _)| *other == name) {
            self.out.push_str(known);
            // The name ends where the next letter would go on with it.
            if known.is_empty() {
                self.out.push(' ');
            }
            return self.braced(known.trim_start_matches('\\'));
        }
        match name {
            "tag" => return self.tag(),
            "sqrt" => {
                self.root();
                return Ok(());
            }
            "begin" => self.environment()?,
            "left" | "begingroup" => self.fences += 1,
            "end" | "right" | "endgroup" => self.fences = self.fences.saturating_sub(1),
            _ => {}
        }
        self.check_depth()?;
        self.out.push('\\');
        self.out.push_str(name);
        if name == "operatorname" {
            self.rest = self.rest.strip_prefix('*').unwrap_or(self.rest);
        }
        self.braced(name)
    }

    /// `\,` and its kin; `\\` ends a row.
    fn symbol(&mut self) -> Result<(), Fault> {
        self.out.push('\\');
        let Some(symbol) = self.rest.chars().next() else {
            return Ok(());
        };
        self.rest = &self.rest[symbol.len_utf8()..];
        if symbol == '\\' {
            self.level().commands = 0;
        } else {
            self.count()?;
        }
        self.out
            .push(if symbol.is_whitespace() { ' ' } else { symbol });
        Ok(())
    }

    fn count(&mut self) -> Result<(), Fault> {
        self.level().commands += 1;
        if self.level().commands > COMMANDS {
            return Err(Fault::Large);
        }
        Ok(())
    }

    fn braced(&self, name: &str) -> Result<(), Fault> {
        if BRACED.contains(&name) && !self.rest.trim_start().starts_with('{') {
            return Err(Fault::Unsupported(name.to_owned()));
        }
        Ok(())
    }

    /// `\tag{1}`: the number of an equation, in brackets after it.
    fn tag(&mut self) -> Result<(), Fault> {
        let Some(rest) = self.rest.trim_start().strip_prefix('{') else {
            return Err(Fault::Unsupported("tag".to_owned()));
        };
        self.rest = rest;
        self.out.push_str("\\qquad\\text");
        let level = Level {
            ending: ")}",
            ..Level::default()
        };
        self.open(level)?;
        self.out.push('(');
        Ok(())
    }

    /// `\sqrt[n+1]{x}`: of an index without braces the parser takes the first sign only.
    fn root(&mut self) {
        self.out.push_str("\\sqrt");
        if let Some(rest) = self.rest.trim_start().strip_prefix('[') {
            self.rest = rest;
            self.level().indices += 1;
            self.out.push_str("[{");
        }
    }

    /// The numbers of columns that `alignat` wants are read without care.
    fn environment(&mut self) -> Result<(), Fault> {
        self.fences += 1;
        let name = self.rest.trim_start().strip_prefix('{').unwrap_or_default();
        if name.starts_with("alignat") || name.starts_with("alignedat") {
            return Err(Fault::Unsupported("begin{alignat}".to_owned()));
        }
        Ok(())
    }
}
