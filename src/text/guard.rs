//! Templates that could outgrow their fuel, found before they run.
//!
//! Fuel pays for text and for steps, but not for what lists share: sixty times
//! `{% set a = [a, a] %}` is cheap to make and takes forever to print or compare. So a template may
//! not make lists out of names, only out of words and numbers; it has the lists of the facts. The
//! rule is checked on the engine's own tokens: a scan of our own might read a quotation mark
//! differently. Where a word could be a name or a keyword, the stricter reading holds.

use minijinja::machinery::{Token, tokenize};
use minijinja::syntax::SyntaxConfig;

/// What is refused, and where.
pub(super) struct Refused {
    /// The line, from 1.
    pub(super) line: usize,
    /// What is refused.
    pub(super) message: &'static str,
    /// What to write instead.
    pub(super) hint: &'static str,
}

/// The longest tag. The engine walks an expression by recursion, and `a.a.a…` nests too.
const TAG_TOKENS: usize = 200;

/// The engine nests each `elif` in the one before it.
const ELIFS: usize = 50;

/// What a token stands in.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    /// Text outside of tags.
    Text,
    /// `{{ … }}`, and the part of a statement in which commas would make a list.
    Value,
    /// The part of a statement in which commas separate names.
    Names,
    /// `with`, where they separate assignments.
    With,
    /// `(…)` after a name: arguments.
    Call,
    /// `(…)` elsewhere.
    Group,
    /// `[…]` after a value: a look-up.
    Lookup,
    /// `[…]` or `{…}` elsewhere: a list or a map.
    Literal,
}

/// Refuses lists made of names, sums of what may be lists, and multiples. What cannot be read as
/// tokens is left to the engine to report.
pub(super) fn check(body: &str, syntax: SyntaxConfig) -> Result<(), Refused> {
    let tokens: Vec<_> = tokenize(body, false, syntax)
        .map_while(Result::ok)
        .collect();
    let mut inside = vec![Inside::Text];
    let (mut length, mut elifs) = (0, 0);
    for (at, (token, span)) in tokens.iter().enumerate() {
        let before = at
            .checked_sub(1)
            .and_then(|before| tokens.get(before))
            .map(|(token, _)| token);
        let after = |steps: usize| tokens.get(at + steps).map(|(token, _)| token);
        let here = inside.last().copied().unwrap_or(Inside::Text);
        let refused = |message, hint| Refused {
            line: usize::from(span.start_line),
            message,
            hint,
        };
        length = if here == Inside::Text { 0 } else { length + 1 };
        if length > TAG_TOKENS {
            return Err(refused("this tag is too long", "Split it with {% set %}."));
        }
        elifs += usize::from(matches!(token, Token::Ident("elif")));
        if elifs > ELIFS {
            return Err(refused("too many elif", "Use a map of words."));
        }
        if here == Inside::Literal && !is_plain(token) {
            return Err(refused(
                "a list can hold only words and numbers",
                "Use the lists of the facts.",
            ));
        }
        match token {
            Token::Comma if matches!(here, Inside::Value | Inside::Group | Inside::Lookup) => {
                return Err(refused(
                    "a comma would make a list here",
                    "Write […] around words.",
                ));
            }
            Token::Plus if !adds_plainly(after(1), after(2)) => {
                return Err(refused(
                    "“+” needs a number or “text” after it",
                    "Join text with “~”.",
                ));
            }
            Token::Mul => {
                return Err(refused(
                    "templates do not multiply",
                    "Use “|percent” or “|score”.",
                ));
            }
            Token::Assign | Token::Ident("in") if here == Inside::Names => {
                replace(&mut inside, Inside::Value);
            }
            _ => {}
        }
        step(&mut inside, token, before, after(1));
    }
    Ok(())
}

/// Keeps count of what is open.
fn step(
    inside: &mut Vec<Inside>,
    token: &Token<'_>,
    before: Option<&Token<'_>>,
    next: Option<&Token<'_>>,
) {
    let valued = before.is_some_and(ends_value);
    match token {
        Token::VariableStart => inside.push(Inside::Value),
        Token::BlockStart => inside.push(match next {
            Some(Token::Ident("for" | "set")) => Inside::Names,
            Some(Token::Ident("with")) => Inside::With,
            _ => Inside::Value,
        }),
        Token::ParenOpen if valued => inside.push(Inside::Call),
        Token::ParenOpen => inside.push(Inside::Group),
        Token::BracketOpen if valued => inside.push(Inside::Lookup),
        Token::BracketOpen | Token::BraceOpen => inside.push(Inside::Literal),
        Token::VariableEnd
        | Token::BlockEnd
        | Token::ParenClose
        | Token::BracketClose
        | Token::BraceClose => drop(inside.pop()),
        _ => {}
    }
}

fn replace(inside: &mut [Inside], with: Inside) {
    if let Some(last) = inside.last_mut() {
        *last = with;
    }
}

/// What may stand in a list: no names, and no list.
fn is_plain(token: &Token<'_>) -> bool {
    is_literal(token)
        || matches!(token, Token::Comma | Token::Colon | Token::Minus)
        || matches!(token, Token::BracketClose | Token::BraceClose)
        || matches!(
            token,
            Token::Ident("true" | "false" | "none" | "True" | "False" | "None")
        )
}

fn is_literal(token: &Token<'_>) -> bool {
    matches!(
        token,
        Token::Str(_) | Token::String(_) | Token::Int(_) | Token::Float(_)
    )
}

/// Whether what a plus adds is certain to be a word or a number: it stands to its right, and
/// nothing after it binds closer.
fn adds_plainly(right: Option<&Token<'_>>, then: Option<&Token<'_>>) -> bool {
    let binds_closer = matches!(
        then,
        Some(
            Token::Pipe
                | Token::Dot
                | Token::BracketOpen
                | Token::ParenOpen
                | Token::Mul
                | Token::Pow
                | Token::Ident("is")
        )
    );
    right.is_some_and(is_literal) && !binds_closer
}

/// Whether a bracket after this token belongs to the value before it.
fn ends_value(token: &Token<'_>) -> bool {
    match token {
        Token::Ident(word) => !matches!(
            *word,
            "in" | "if" | "else" | "elif" | "and" | "or" | "not" | "is" | "do" | "recursive"
        ),
        Token::ParenClose | Token::BracketClose | Token::BraceClose => true,
        literal => is_literal(literal),
    }
}
