//! Characters that a reader would not see, made visible.
//!
//! A response can say one thing to the eye and another to the machine that reads it next: direction
//! overrides, zero-width characters, tag characters that spell a hidden sentence, towers of
//! combining marks. [`split`] takes a text apart into what is seen and chips that name what is not.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation;

/// More combining marks than this on one base are a chip. No living orthography needs more.
pub const MARKS_SHOWN: usize = 8;

/// How exact the reader wants to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// As written: joiners and selectors that a script or an emoji needs are left to do their work.
    Rendered,
    /// Character by character: every invisible character is a chip, and every odd space.
    Raw,
}

/// A stretch of the source text. The sources of all runs, one after the other, are the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run<'a> {
    /// The exact characters of this stretch.
    pub source: &'a str,
    /// What stands in their place; nothing when they are shown as they are.
    pub chip: Option<Chip>,
}

/// What is shown in place of characters that cannot be seen. Its [`Display`](fmt::Display) is the
/// short name for the chip's face, such as `RLO U+202E`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chip {
    /// One invisible character, perhaps several times in a row.
    Character {
        /// The character.
        character: char,
        /// How often it stands here, at least once.
        times: usize,
    },
    /// Tag characters: an alphabet that no font shows, with which whole sentences can be hidden.
    Tags {
        /// The hidden words, in plain ASCII.
        hidden: String,
    },
    /// Two or more variation selectors in a row: no writing needs them, but bytes can be hidden so.
    Selectors {
        /// How many.
        times: usize,
    },
    /// Combining marks past the first [`MARKS_SHOWN`] on one base.
    Marks {
        /// How many were taken away.
        times: usize,
    },
}

impl fmt::Display for Chip {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { character, times } => {
                let code = u32::from(*character);
                match name(*character) {
                    "" => write!(out, "U+{code:04X}")?,
                    name => write!(out, "{name} U+{code:04X}")?,
                }
                if *times > 1 {
                    write!(out, " × {times}")?;
                }
                Ok(())
            }
            Self::Tags { hidden } => write!(out, "hidden text: {hidden}"),
            Self::Selectors { times } => write!(out, "{times} variation selectors"),
            Self::Marks { times: 1 } => out.write_str("1 more combining mark"),
            Self::Marks { times } => write!(out, "{times} more combining marks"),
        }
    }
}

/// Takes `text` apart. Linear in its length; an ordinary text is one run.
pub fn split(text: &str, view: View) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut before = Before::default();
    let (mut start, mut at) = (0, 0);
    while let Some(character) = text[at..].chars().next() {
        if let Some((length, chip)) = hidden(&text[at..], character, &mut before, view) {
            push_seen(&mut runs, &text[start..at]);
            runs.push(Run {
                source: &text[at..at + length],
                chip: Some(chip),
            });
            at += length;
            start = at;
        } else {
            before.see(character);
            at += character.len_utf8();
        }
    }
    push_seen(&mut runs, &text[start..]);
    runs
}

fn push_seen<'a>(runs: &mut Vec<Run<'a>>, source: &'a str) {
    if !source.is_empty() {
        runs.push(Run { source, chip: None });
    }
}

/// What the reader saw last, as far as the next character's right to be there depends on it.
#[derive(Default)]
struct Before {
    /// The character just before, marks and selectors included.
    last: Option<char>,
    /// The last character that stands by itself.
    base: Option<char>,
    /// Combining marks on that base. Invisible characters do not start a new count, or a tower of
    /// marks would only need one between every eight.
    marks: usize,
}

impl Before {
    fn see(&mut self, character: char) {
        if is_mark(character) {
            self.marks += 1;
        } else if !is_selector(character) && !is_joiner(character) {
            self.base = Some(character);
            self.marks = 0;
        }
        self.last = Some(character);
    }
}

/// The chip that stands for the start of `rest`, and how many bytes of it; none if it is seen.
fn hidden(rest: &str, first: char, before: &mut Before, view: View) -> Option<(usize, Chip)> {
    if matches!(first, ' '..='~' | '\n' | '\t') {
        return None;
    }
    let found = if is_mark(first) {
        (before.marks >= MARKS_SHOWN).then(|| {
            let (length, times) = stretch(rest, is_mark);
            (length, Chip::Marks { times })
        })
    } else if is_tag(first) {
        flag_or_tags(rest, before, view)
    } else if is_selector(first) {
        selectors(rest, first, before, view)
    } else if is_chip(rest, first, before, view) {
        let (length, times) = stretch(rest, |character| character == first);
        Some((
            length,
            Chip::Character {
                character: first,
                times,
            },
        ))
    } else {
        None
    };
    if found.is_some() {
        before.last = None;
    }
    found
}

/// Whether a character that is no mark, tag or selector is a chip here.
fn is_chip(rest: &str, first: char, before: &Before, view: View) -> bool {
    match view {
        View::Raw => is_invisible(first) || is_odd_space(first),
        View::Rendered => is_invisible(first) && !is_needed(rest, first, before),
    }
}

/// Bytes and characters of the longest start of `rest` that is all `of`.
fn stretch(rest: &str, of: impl Fn(char) -> bool) -> (usize, usize) {
    rest.chars()
        .take_while(|&character| of(character))
        .fold((0, 0), |(bytes, count), character| {
            (bytes + character.len_utf8(), count + 1)
        })
}

/// The three flags that are written with tag characters; any other use hides something.
const TAG_FLAGS: [&str; 3] = ["gbeng", "gbsct", "gbwls"];

fn flag_or_tags(rest: &str, before: &Before, view: View) -> Option<(usize, Chip)> {
    let (length, times) = stretch(rest, is_tag);
    let hidden: String = rest[..length].chars().filter_map(tag_letter).collect();
    let closed = rest[..length].ends_with('\u{E007F}');
    // Inside a permitted flag the rest of the tags is reached one by one.
    let flag = view == View::Rendered
        && match before.last {
            Some('\u{1F3F4}') => closed && times == 6 && TAG_FLAGS.contains(&hidden.as_str()),
            last => last.is_some_and(is_tag),
        };
    if flag {
        None
    } else if hidden.is_empty() {
        let character = rest.chars().next()?;
        Some((length, Chip::Character { character, times }))
    } else {
        Some((length, Chip::Tags { hidden }))
    }
}

fn tag_letter(tag: char) -> Option<char> {
    let ascii = u32::from(tag)
        .checked_sub(0xE0000)
        .and_then(char::from_u32)?;
    matches!(ascii, ' '..='~').then_some(ascii)
}

fn selectors(rest: &str, first: char, before: &Before, view: View) -> Option<(usize, Chip)> {
    let fits = before.last.is_some_and(|last| match first {
        '\u{FE0E}' | '\u{FE0F}' => {
            is_pictograph(last) || is_modifier(last) || matches!(last, '0'..='9' | '#' | '*')
        }
        '\u{180B}'..='\u{180F}' => matches!(last, '\u{1800}'..='\u{18AF}'),
        '\u{FE00}'..='\u{FE02}' | '\u{E0100}'.. => is_ideograph(last),
        _ => false,
    });
    if fits && view == View::Rendered {
        return None;
    }
    match stretch(rest, is_selector) {
        (length, 1) => Some((
            length,
            Chip::Character {
                character: first,
                times: 1,
            },
        )),
        (length, times) => Some((length, Chip::Selectors { times })),
    }
}

/// Whether an invisible character is how the text around it is spelled.
fn is_needed(rest: &str, first: char, before: &Before) -> bool {
    let next = rest.chars().nth(1);
    match first {
        '\r' => next == Some('\n'),
        '\u{200C}' | '\u{200D}' => {
            let (Some(last), Some(next)) = (before.last, next) else {
                return false;
            };
            let letters = joins(last) && joins(next);
            let emoji = first == '\u{200D}'
                && before.base.is_some_and(is_pictograph)
                && (is_pictograph(last) || is_modifier(last) || last == '\u{FE0F}')
                && is_pictograph(next);
            letters || emoji
        }
        _ => false,
    }
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}')
}

/// Scripts whose spelling uses joiners: Arabic and its neighbours, Mongolian, the Indic family.
fn joins(character: char) -> bool {
    matches!(character,
        '\u{0600}'..='\u{07FF}' | '\u{0840}'..='\u{0DFF}' | '\u{0F00}'..='\u{109F}'
        | '\u{1700}'..='\u{18AF}' | '\u{1A20}'..='\u{1C4F}' | '\u{A800}'..='\u{AAFF}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' | '\u{11000}'..='\u{11FFF}')
}

/// Characters that can be drawn as emoji, taken generously: a wrong yes only permits a selector.
fn is_pictograph(character: char) -> bool {
    matches!(character,
        '\u{1F000}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}'
        | '\u{2300}'..='\u{23FF}' | '\u{2B00}'..='\u{2BFF}' | '\u{2190}'..='\u{21FF}'
        | '\u{25A0}'..='\u{25FF}' | '\u{2934}' | '\u{2935}' | '\u{203C}' | '\u{2049}' | '\u{2122}'
        | '\u{2139}' | '\u{24C2}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '©' | '®')
}

/// The five skin tones.
fn is_modifier(character: char) -> bool {
    matches!(character, '\u{1F3FB}'..='\u{1F3FF}')
}

fn is_ideograph(character: char) -> bool {
    matches!(character,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

fn is_tag(character: char) -> bool {
    matches!(character, '\u{E0000}'..='\u{E007F}')
}

fn is_selector(character: char) -> bool {
    matches!(character,
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' | '\u{180F}')
}

/// Whether the character melts into the one before it. The segmentation crate keeps the Unicode
/// tables; the ranges only spare ordinary letters the question.
fn is_mark(character: char) -> bool {
    if matches!(character,
        '\0'..='\u{02FF}' | '\u{0370}'..='\u{0482}' | '\u{048A}'..='\u{058F}'
        | '\u{1100}'..='\u{11FF}' | '\u{2000}'..='\u{206F}' | '\u{2E80}'..='\u{3029}'
        | '\u{3030}'..='\u{3098}' | '\u{309B}'..='\u{A66E}' | '\u{AC00}'..='\u{D7FF}')
        || is_selector(character)
        || is_tag(character)
        || is_invisible(character)
    {
        return false;
    }
    let mut pair = [0; 5];
    pair[0] = b'a';
    let length = 1 + character.encode_utf8(&mut pair[1..]).len();
    std::str::from_utf8(&pair[..length]).is_ok_and(|pair| pair.graphemes(true).count() == 1)
}

/// Spaces that look like another: of another width, or without a break.
fn is_odd_space(character: char) -> bool {
    matches!(
        character,
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}'
    )
}

/// Everything without ink that is neither a space nor a line end, the selectors and tags aside:
/// the controls, what Unicode lets a renderer ignore, what is no character, and a few blanks.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{34F}' | '\u{61C}'
        | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{13430}'..='\u{1343F}' | '\u{FDD0}'..='\u{FDEF}' | '\u{1D159}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0080}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}')
        || u32::from(character) & 0xFFFE == 0xFFFE
}

/// The names of U+0000 to U+001F.
const C0: [&str; 32] = [
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR",
    "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC",
    "FS", "GS", "RS", "US",
];

/// The usual abbreviation; empty where there is none that a reader could look up.
fn name(character: char) -> &'static str {
    match character {
        '\0'..='\u{1F}' => C0[character as usize],
        '\u{7F}' => "DEL",
        '\u{85}' => "NEL",
        '\u{A0}' => "NBSP",
        '\u{AD}' => "SHY",
        '\u{34F}' => "CGJ",
        '\u{61C}' => "ALM",
        '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' => "filler",
        '\u{180E}' => "MVS",
        '\u{200B}' => "ZWSP",
        '\u{200C}' => "ZWNJ",
        '\u{200D}' => "ZWJ",
        '\u{200E}' => "LRM",
        '\u{200F}' => "RLM",
        '\u{202F}' => "NNBSP",
        '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{205F}' => "space",
        '\u{2028}' => "LSEP",
        '\u{2029}' => "PSEP",
        '\u{202A}' => "LRE",
        '\u{202B}' => "RLE",
        '\u{202C}' => "PDF",
        '\u{202D}' => "LRO",
        '\u{202E}' => "RLO",
        '\u{2060}' => "WJ",
        '\u{2061}'..='\u{2064}' => "invisible operator",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        '\u{2800}' => "blank",
        '\u{FEFF}' => "BOM",
        '\u{FFF9}'..='\u{FFFB}' => "annotation",
        '\u{FFFC}' => "object",
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => "VS",
        '\u{180B}'..='\u{180D}' | '\u{180F}' => "FVS",
        '\u{E0000}'..='\u{E007F}' => "tag",
        _ => "",
    }
}
