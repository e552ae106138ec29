//! The template engine with what a rationale needs and nothing else.
//!
//! Filters and tests are named one by one: each that is not here makes the application smaller,
//! and several of the engine's own could build lists that fuel does not pay for
//! ([`guard`](super::guard)).

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior, filters, tests};

use super::told;

/// A built-in template takes under 2,000 for two responses and five criteria; this many are about
/// 50,000 steps or 3 MB of text, and run out within milliseconds.
const FUEL: u64 = 50_000;
/// Nested loops, blocks and macro calls: far below what a browser's stack holds.
const NESTING: usize = 100;

/// An engine that escapes nothing, includes nothing and stops in time.
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(NESTING);
    // A tag on a line of its own leaves no line behind.
    if let Ok(syntax) = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
    {
        environment.set_syntax(syntax);
    }
    environment.add_function("range", range);
    add_filters(&mut environment);
    add_tests(&mut environment);
    environment
}

fn add_filters(environment: &mut Environment<'_>) {
    environment.add_filter("listed", listed);
    environment.add_filter("map", map);
    environment.add_filter("percent", |number: f64| format!("{:.0}%", number * 100.0));
    environment.add_filter("score", |number: f64| format!("{number:.2}"));
    environment.add_filter("sentence", sentence);

    environment.add_filter("capitalize", filters::capitalize);
    environment.add_filter("count", filters::length);
    environment.add_filter("d", filters::default);
    environment.add_filter("default", filters::default);
    environment.add_filter("first", filters::first);
    environment.add_filter("int", filters::int);
    environment.add_filter("join", filters::join);
    environment.add_filter("last", filters::last);
    environment.add_filter("length", filters::length);
    environment.add_filter("list", filters::list);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("max", filters::max);
    environment.add_filter("min", filters::min);
    environment.add_filter("reject", filters::reject);
    environment.add_filter("rejectattr", filters::rejectattr);
    environment.add_filter("replace", filters::replace);
    environment.add_filter("reverse", filters::reverse);
    environment.add_filter("round", filters::round);
    environment.add_filter("select", filters::select);
    environment.add_filter("selectattr", filters::selectattr);
    environment.add_filter("sort", filters::sort);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("unique", filters::unique);
    environment.add_filter("upper", filters::upper);
}

fn add_tests(environment: &mut Environment<'_>) {
    for name in ["eq", "equalto", "=="] {
        environment.add_test(name, tests::is_eq);
    }
    for name in ["ne", "!="] {
        environment.add_test(name, tests::is_ne);
    }
    environment.add_test("ge", tests::is_ge);
    environment.add_test("gt", tests::is_gt);
    environment.add_test("le", tests::is_le);
    environment.add_test("lt", tests::is_lt);
    environment.add_test("defined", tests::is_defined);
    environment.add_test("even", tests::is_even);
    environment.add_test("in", tests::is_in);
    environment.add_test("none", tests::is_none);
    environment.add_test("number", tests::is_number);
    environment.add_test("odd", tests::is_odd);
    environment.add_test("string", tests::is_string);
    environment.add_test("undefined", tests::is_undefined);
}

/// `X, Y and Z`.
fn listed(state: &State, values: Value) -> Result<String, Error> {
    let mut words = Vec::new();
    for value in values.try_iter()? {
        state.consume_fuel(1)?;
        words.push(word(&value)?);
    }
    Ok(match words.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    })
}

/// A note as typed, made fit to stand among sentences.
fn sentence(note: Value) -> Result<String, Error> {
    let note = word(&note)?;
    let mut text = note.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '`', '*', '_']);
    let ended = end.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '।', '؟', '۔']);
    if !text.is_empty() && !ended {
        text.push('.');
    }
    Ok(text)
}

/// What a value says, if it is a word and not a list of them, which might go on for ever.
fn word(value: &Value) -> Result<String, Error> {
    if value.as_object().is_some() && !told::is_word(value) {
        let message = "a word was expected, not a list";
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    Ok(value.to_string())
}

/// The numbers below `end`; a rationale has no use for many.
fn range(end: usize) -> Result<Value, Error> {
    if end > 1_000 {
        let message = "a range of at most 1000 was expected";
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    Ok((0..end).collect())
}

/// `map(attribute="name")`. The engine's own can also put a list in each place of a list, and fuel
/// does not see what that comes to.
fn map(state: &State, values: Value, named: Kwargs) -> Result<Vec<Value>, Error> {
    let path: &str = named.get("attribute")?;
    named.assert_all_used()?;
    let mut found = Vec::new();
    for value in values.try_iter()? {
        state.consume_fuel(1)?;
        let step = |value: Value, name: &str| {
            if value.is_undefined() {
                Ok(value)
            } else {
                value.get_attr(name)
            }
        };
        found.push(path.split('.').try_fold(value, step)?);
    }
    Ok(found)
}
