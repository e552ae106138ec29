//! Where formulas stand in Markdown.
//!
//! The rule, in full:
//!
//! - `$…$` and `$$…$$` are formulas as pulldown-cmark reads them: nothing blank just inside single
//!   dollars, none of it in code, no escaped dollar. Single dollars are money and stay text when a
//!   digit follows the second one (`$5-$10`), or when they begin with a digit and hold words
//!   (`$5 million and 10$`).
//! - `\(…\)` and `\[…\]` are formulas when both ends stand outside of code, with no empty line and
//!   at most 10 KB between them. Markdown reads the same signs as escaped brackets, so these stay
//!   text: what holds only words (`\(see below\)`), what is followed as a link would be
//!   (`\[a\](b)`), and square brackets within a line around something without any sign of
//!   mathematics (`\[1\]`).
//!
//! The parser knows dollars only. `\(` and `$$` have the same length, so the other delimiters are
//! rewritten in a copy in which every byte keeps its place, and so are line ends between them: a
//! line that begins with a minus would be a list. Delimiters that the parser then does not take for
//! a formula are put back.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::latex::FORMULA_BYTES;
use super::markdown::OPTIONS;
use super::math::Form;

/// The text with every formula in dollars. Each byte stands where it stood.
pub(super) fn mark(source: &str) -> Cow<'_, str> {
    let may = ["\\(", "\\[", "$$"];
    if !may.iter().any(|sign| source.contains(sign)) {
        return Cow::Borrowed(source);
    }
    let mut found = candidates(source);
    for _ in 0..2 {
        if found.is_empty() {
            break;
        }
        let marked = rewritten(source, &found);
        let taken = taken(&marked);
        let before = found.len();
        found.retain(|range| taken.contains(&range.start));
        if found.len() == before {
            return Cow::Owned(marked);
        }
    }
    Cow::Borrowed(source)
}

/// The formula at a place where the parser found one, or the words that only look like one.
pub(super) fn formula<'a>(
    source: &'a str,
    range: Range<usize>,
    text: &'a str,
) -> Result<(Cow<'a, str>, Form), &'a str> {
    let whole = &source[range.clone()];
    let form = match whole.as_bytes() {
        [b'\\', b'(', ..] => Form::Inline,
        [b'\\', b'[', ..] | [b'$', b'$', ..] => Form::Display,
        _ if is_money(text, &source[range.end..]) => return Err(whole),
        _ => return Ok((Cow::Borrowed(text), Form::Inline)),
    };
    Ok((with_lines(source, range.start + 2, text), form))
}

/// The text with the line ends that the copy has not.
fn with_lines<'a>(source: &str, start: usize, text: &'a str) -> Cow<'a, str> {
    let original = source.as_bytes().get(start..start + text.len());
    let Some(original) = original.filter(|original| original.contains(&b'\n')) else {
        return Cow::Borrowed(text);
    };
    let restored = text.char_indices().map(|(at, character)| {
        if original[at] == b'\n' {
            '\n'
        } else {
            character
        }
    });
    Cow::Owned(restored.collect())
}

/// Where formulas may stand, delimiters included.
fn candidates(source: &str) -> Vec<Range<usize>> {
    let closed = closed(source);
    let mut closed = closed.iter().peekable();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(step) = source.as_bytes()[at..]
        .iter()
        .position(|byte| matches!(byte, b'\\' | b'$'))
    {
        at += step;
        while closed.next_if(|range| range.end <= at).is_some() {}
        if let Some(range) = closed.peek()
            && range.start <= at
        {
            at = range.end;
            continue;
        }
        let limit = closed
            .peek()
            .map_or(source.len(), |range| range.start)
            .min(at + FORMULA_BYTES);
        let close = match source.as_bytes().get(at..at + 2) {
            Some(b"\\(") => end(source, at, limit, b"\\)"),
            Some(b"\\[") => end(source, at, limit, b"\\]"),
            Some(b"$$") => end(source, at, limit, b"$$"),
            Some([b'$', _]) | None => Err(at + 1),
            Some(_) => Err(at + 2),
        };
        at = match close {
            Ok(end) => {
                if is_formula(source, at..end) {
                    found.push(at..end);
                }
                end
            }
            Err(next) => next,
        };
        if at >= source.len() {
            break;
        }
    }
    found
}

/// Where the formula that begins at `start` ends; where to go on if it does not. Another beginning
/// ends the search, so that all searches together read the text once.
fn end(source: &str, start: usize, limit: usize, close: &[u8]) -> Result<usize, usize> {
    let bytes = source.as_bytes();
    let mut at = start + 2;
    while at < limit {
        let here = &bytes[at..];
        if here.starts_with(close) && at + 2 <= limit {
            return Ok(at + 2);
        }
        match here {
            [b'\\', b'(' | b'[', ..] => return Err(at),
            [b'\\', _, ..] => at += 2,
            [b'\n', after @ ..] if is_blank(after) => return Err(at),
            _ => at += 1,
        }
    }
    Err(at)
}

/// Whether the line that begins here has nothing on it, quotation marks aside.
fn is_blank(line: &[u8]) -> bool {
    let mut rest = line
        .iter()
        .skip_while(|byte| matches!(byte, b' ' | b'\t' | b'>' | b'\r'));
    matches!(rest.next(), None | Some(b'\n'))
}

/// Whether what stands between delimiters is a formula and not escaped brackets.
fn is_formula(source: &str, range: Range<usize>) -> bool {
    let (open, content) = source[range.clone()].split_at(2);
    let content = &content[..content.len() - 2];
    let after = &source[range.end..];
    if open == "$$" {
        // Dollars need no rewriting in one line.
        return content.contains('\n');
    }
    let is_link = open == "\\[" && after.starts_with('(');
    if content.trim().is_empty() || is_link {
        return false;
    }
    if content.contains(['\\', '^', '_', '=', '<', '>', '+', '|', '{']) {
        return true;
    }
    if has_words(content) {
        return false;
    }
    open == "\\(" || stands_alone(&source[..range.start], after)
}

/// Whether some letters in a row are a word: three or more, one of them small.
fn has_words(content: &str) -> bool {
    content
        .split(|letter: char| !letter.is_alphabetic())
        .any(|word| word.chars().count() >= 3 && word.contains(char::is_lowercase))
}

/// Whether nothing else stands in the lines.
fn stands_alone(before: &str, after: &str) -> bool {
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    before
        .bytes()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'>'))
        && after.trim().is_empty()
}

/// Whether dollars around a text mean money.
fn is_money(text: &str, after: &str) -> bool {
    let amounts = after.starts_with(|next: char| next.is_ascii_digit());
    amounts || (text.starts_with(|first: char| first.is_ascii_digit()) && holds_words(text))
}

/// Whether words stand outside of commands and braces.
fn holds_words(text: &str) -> bool {
    let mut depth = 0_usize;
    text.split(' ').any(|word| {
        let is_word = depth == 0
            && word.len() >= 2
            && word
                .trim_end_matches([',', '.', ';', ':'])
                .bytes()
                .all(|byte| byte.is_ascii_lowercase());
        depth = (depth + word.matches('{').count()).saturating_sub(word.matches('}').count());
        is_word
    })
}

/// Where nothing is a formula: code and raw HTML.
fn closed(source: &str) -> Vec<Range<usize>> {
    Parser::new_ext(source, OPTIONS)
        .into_offset_iter()
        .filter(|(event, _)| {
            matches!(
                event,
                Event::Code(_)
                    | Event::InlineHtml(_)
                    | Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)
            )
        })
        .map(|(_, range)| range)
        .collect()
}

/// Where the parser finds formulas in double dollars.
fn taken(marked: &str) -> HashSet<usize> {
    Parser::new_ext(marked, OPTIONS)
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::DisplayMath(_)))
        .map(|(_, range)| range.start)
        .collect()
}

/// The copy: dollars for delimiters, spaces for the line ends between them and for the quotation
/// marks that follow these.
fn rewritten(source: &str, formulas: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(source.len());
    let mut done = 0;
    for range in formulas {
        out.push_str(&source[done..range.start]);
        let content = &source[range.start + 2..range.end - 2];
        let quoted = source[..range.start]
            .rsplit('\n')
            .next()
            .is_some_and(|line| line.trim_start().starts_with('>'));
        out.push_str("$$");
        let mut begins = false;
        for character in content.chars() {
            let blank = matches!(character, '\n' | '\r') || (begins && quoted && character == '>');
            begins = character == '\n' || (begins && (blank || character == ' '));
            out.push(if blank { ' ' } else { character });
        }
        out.push_str("$$");
        done = range.end;
    }
    out.push_str(&source[done..]);
    out
}
