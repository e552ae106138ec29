//! Rationale templates: from ticked boxes to a first draft in plain words.
//!
//! Templates are Jinja, as the prompts that raters write. They come with packs from anywhere, so
//! they run on fuel, write a limited text, include nothing and can reach only the facts. What is
//! not known is undefined: it prints as nothing, is false, and can be looked into. Blank lines and
//! double spaces that an absent fact leaves behind are tidied away.
//!
//! # Names
//!
//! | name | meaning |
//! |---|---|
//! | `kind` | `score` or `compare` |
//! | `title`, `instruction`, `rubric` | of the task, of its rubric |
//! | `threshold` | the score that passes, 0 to 1 |
//! | `sides` | the responses in the order shown |
//! | `side` | the only response of a `score` task |
//! | `decision` | the decision in words; `.winner`, `.loser` letters, `.strength` |
//! | `winner`, `loser` | the sides, when one response is better |
//! | `criteria` | the rubric's criteria, side against side |
//! | `wins`, `losses` | criteria on which the winner is better, worse |
//! | `ties` | criteria on which no side is better |
//! | `safety` | criteria that are critical or speak of safety, harm, compliance or privacy |
//! | `override_reason` | why the decision stands against the ratings |
//! | `missing` | what is not rated yet |
//!
//! A side prints as its letter, a decision as its text, a criterion as its name.
//!
//! - A side has `letter`, `score`, `shown` (the score as `0.88`), `passed`, `applicable`, `of`,
//!   `criteria`, of these `strong` and `weak` (rated in the upper and lower half) and `failed`
//!   (critical ones that fail it), `leads` (as `wins`, whatever the decision), `met` and `not_met`
//!   (its checks).
//! - A side's criterion has `name`, `level`, `worth`, `yes_no`, `holds`, `na`, `weight_percent`,
//!   `note`, `failed`, `checks` (each `text` and `state`: `met`, `not_met`, `na` or empty), `met`,
//!   `not_met`.
//! - A criterion has `name`, `levels` (each `letter`, `level` and `holds`; empty when it does not
//!   apply or is not rated), `na` (the letters of the sides to which it does not apply), `a` and
//!   `b` (the levels of the first two sides), `better` (a letter, `equal` or empty), `note`,
//!   `yes_no`, `critical`, `safety`, `weight_percent`; in `wins`, `losses` and `leads` also `level`
//!   and `holds` (of the better side) and `against`.
//! - `yes_no` says that a criterion is met or not instead of rated by levels, `holds` whether it is
//!   met; a criterion with negative points is met when it is bad.
//!
//! The usual filters and tests for text, numbers and lists are there. Besides them `listed` joins a
//! list as `X, Y and Z`; `sentence` puts a note on one line and ends it with a full stop; `score`
//! writes a number as `0.75`, `percent` as `75%`. Templates choose and say; they do not build:
//! lists hold only words and numbers, `+` adds only those, there is no `*`, and `map` takes only an
//! `attribute`.

use std::io;

use minijinja::{Error, ErrorKind};

use super::facts::{Facts, Kind};
use super::{engine, guard, told};

/// The longest template, in bytes.
pub const TEMPLATE_BYTES: usize = 20_000;
/// The longest rationale that a template may write, in characters.
pub const RATIONALE_CHARACTERS: usize = 20_000;
/// Why a template cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct TemplateFault {
    /// The line of the template, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

/// A template that comes with the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// Its id in evaluations.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// The kinds of task it is written for.
    pub kinds: &'static [Kind],
    /// The template.
    pub body: &'static str,
}

/// The templates that come with the application, the default first.
pub const BUILT_IN: [BuiltIn; 3] = [
    BuiltIn {
        id: "decision-first",
        title: "Decision first",
        kinds: &[Kind::Score, Kind::Compare],
        body: concat!(
            include_str!("templates/shared.j2"),
            include_str!("templates/decision_first.j2")
        ),
    },
    BuiltIn {
        id: "by-criterion",
        title: "Criterion by criterion",
        kinds: &[Kind::Score, Kind::Compare],
        body: concat!(
            include_str!("templates/shared.j2"),
            include_str!("templates/by_criterion.j2")
        ),
    },
    BuiltIn {
        id: "safety-first",
        title: "Safety first",
        kinds: &[Kind::Score, Kind::Compare],
        body: concat!(
            include_str!("templates/shared.j2"),
            include_str!("templates/safety_first.j2")
        ),
    },
];

/// Fills a template.
///
/// # Errors
///
/// When it is not a template, asks for a filter or function that is not there, or takes too much
/// time, nesting or room.
pub fn fill(body: &str, facts: &Facts) -> Result<String, TemplateFault> {
    if body.len() > TEMPLATE_BYTES {
        return Err(TemplateFault {
            line: 1,
            message: "the template is too long".to_owned(),
            hint: format!("Keep it under {TEMPLATE_BYTES} bytes."),
        });
    }
    let environment = engine::environment();
    guard::check(body, environment.syntax().clone()).map_err(|refused| TemplateFault {
        line: refused.line,
        message: refused.message.to_owned(),
        hint: refused.hint.to_owned(),
    })?;
    let mut page = Page::default();
    environment
        .template_from_str(body)
        .and_then(|template| {
            template
                .render_captured_to(told::root(facts), &mut page)
                .map(drop)
        })
        .map_err(|error| fault(&error, page.full))?;
    Ok(tidy(&String::from_utf8_lossy(&page.bytes)))
}

/// Says whether a template can be filled at all, by filling it with nothing known.
///
/// # Errors
///
/// As [`fill`].
pub fn check(body: &str) -> Result<(), TemplateFault> {
    [Kind::Score, Kind::Compare]
        .into_iter()
        .try_for_each(|kind| {
            fill(
                body,
                &Facts {
                    kind,
                    ..Facts::default()
                },
            )
            .map(drop)
        })
}

/// The paper, with an end.
#[derive(Default)]
struct Page {
    bytes: Vec<u8>,
    characters: usize,
    full: bool,
}

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Every byte of UTF-8 that is not a continuation starts a character.
        self.characters += bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        if self.characters > RATIONALE_CHARACTERS {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn fault(error: &Error, full: bool) -> TemplateFault {
    let detail = || {
        error
            .detail()
            .map_or_else(|| error.kind().to_string(), ToOwned::to_owned)
    };
    let (message, hint) = if full {
        let limit = format!("A rationale has at most {RATIONALE_CHARACTERS} characters.");
        ("the text it writes is too long".to_owned(), limit)
    } else {
        match error.kind() {
            ErrorKind::OutOfFuel => (
                "it takes too long".to_owned(),
                "Look for a loop in a loop, or text that is joined again and again.".to_owned(),
            ),
            ErrorKind::UnknownFilter => (detail(), "Filters are words after “|”.".to_owned()),
            ErrorKind::UnknownFunction => (
                detail(),
                "Templates choose and print facts; they call little else.".to_owned(),
            ),
            ErrorKind::SyntaxError => (
                detail(),
                "Every {% if %} and {% for %} needs its end.".to_owned(),
            ),
            _ => (detail(), String::new()),
        }
    };
    TemplateFault {
        line: error.line().unwrap_or(1),
        message,
        hint,
    }
}

/// Takes away what absent facts leave behind: spaces at the ends of lines, double spaces, more than
/// one blank line. Lines between code fences are kept as they are.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut code, mut blank) = (false, false);
    for line in text.lines() {
        let trimmed = line.trim();
        let fence = trimmed.starts_with("```");
        if trimmed.is_empty() && !code {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        blank = false;
        if code && !fence {
            out.push_str(line);
        } else {
            push_spaced_once(&mut out, trimmed);
        }
        code ^= fence;
    }
    out
}

fn push_spaced_once(out: &mut String, line: &str) {
    for (at, word) in line.split(' ').filter(|word| !word.is_empty()).enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}
