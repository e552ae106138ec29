//! House rules that a machine can check, so that nobody has to remember them.
//!
//! Nothing but std is used here: `cargo verify` compiles this file by itself, before all else.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The longest a source file may be, in lines: a longer one holds two things.
const LINES: usize = 500;

/// The longest a line may be, in characters.
const COLUMNS: usize = 100;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root().join(folder), extension, &mut found);
    assert!(!found.is_empty(), "no {extension} file under {folder}");
    found.sort();
    found
}

fn collect(folder: &Path, extension: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            let name = path
                .strip_prefix(root())
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The part of a file before its unit tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn refuse(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}\n  {}", faults.join("\n  "));
}

#[test]
fn arrows_point_the_right_way() {
    // What each part may use. Nothing may use `ui`.
    let may = |part: &str| -> &[&str] {
        match part {
            "domain" => &["domain"],
            "journal" => &["domain", "journal"],
            "text" => &["domain", "text"],
            "stats" => &["domain", "stats"],
            "formats" => &["domain", "journal", "formats"],
            "storage" => &["domain", "journal", "storage"],
            "ui" => &[
                "domain", "journal", "text", "formats", "storage", "stats", "ui",
            ],
            other => panic!("src/{other} has no place in the architecture"),
        }
    };
    let mut faults = Vec::new();
    for (name, text) in files("src", "rs") {
        let mut parts = name.split('/').skip(1);
        let Some(part) = parts.next().filter(|part| !part.contains('.')) else {
            continue;
        };
        for used in used_parts(&name, &text) {
            let is_part = root().join("src").join(used).is_dir();
            if is_part && !may(part).contains(&used) {
                faults.push(format!("{name} uses crate::{used}"));
            }
        }
    }
    refuse(
        "domain ← journal ← {formats, storage}; text → domain; ui → everything",
        &faults,
    );
}

/// What stands right under the crate and is used in a file, by `crate::` or by climbing up.
fn used_parts<'t>(file: &str, text: &'t str) -> BTreeSet<&'t str> {
    let word = |rest: &'t str| {
        let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        rest.split(is_end).next().unwrap_or_default()
    };
    let depth = file.trim_end_matches("/mod.rs").split('/').count() - 1;
    let climb = "super::".repeat(depth);
    // One step more in unit tests, which are a module of their own.
    let (outside, inside) = text.split_at(code(text).len());
    let in_tests = format!("super::{climb}");
    let named = text.split("crate::").skip(1);
    let climbed = outside.split(climb.as_str()).skip(1);
    let climbed = climbed.chain(inside.split(in_tests.as_str()).skip(1));
    named.chain(climbed).map(word).collect()
}

#[test]
fn the_arrows_are_seen_however_they_are_written() {
    let check = |file: &str, text: &'static str, expected: &[&str]| {
        let used: Vec<&str> = used_parts(file, text).into_iter().collect();
        assert_eq!(used, expected, "{file}: {text}");
    };
    check("src/domain/id.rs", "use crate::ui::app;", &["ui"]);
    check("src/domain/id.rs", "use super::task::Kind;", &[]);
    check("src/domain/id.rs", "use super::super::ui::app;", &["ui"]);
    check(
        "src/domain/mod.rs",
        "use super::journal::entry;",
        &["journal"],
    );
    check(
        "src/ui/desk/mod.rs",
        "use super::super::text::words;",
        &["text"],
    );
    check("src/ui/desk/clock.rs", "use super::super::app;", &[]);
    let tests = "#[cfg(test)] mod tests { use super::super::task; use super::super::super::ui; }";
    check("src/domain/id.rs", tests, &["ui"]);
}

#[test]
fn the_domain_knows_no_clock_chance_or_browser() {
    let mut faults = Vec::new();
    for (name, text) in files("src", "rs") {
        let inner = ["src/domain/", "src/journal/", "src/text/", "src/formats/"];
        if !inner.iter().any(|folder| name.starts_with(folder)) {
            continue;
        }
        for word in [
            "web_sys",
            "js_sys",
            "leptos",
            "SystemTime",
            "Instant::now",
            "std::fs",
        ] {
            if code(&text).contains(word) {
                faults.push(format!("{name} says {word}"));
            }
        }
    }
    refuse("time, chance and storage come in as arguments", &faults);
}

#[test]
fn only_two_files_speak_to_the_browser_window() {
    let may = ["src/ui/browser/", "src/storage/browser.rs"];
    let mut faults = Vec::new();
    for (name, text) in files("src", "rs") {
        for word in ["window()", "document()"] {
            if code(&text).contains(word) && !may.iter().any(|place| name.starts_with(place)) {
                faults.push(format!("{name} says {word}"));
            }
        }
    }
    refuse(
        "the browser is asked in one place, the store in another",
        &faults,
    );
}

#[test]
fn no_html_is_made_of_strings() {
    let mut faults = Vec::new();
    // Tests plant there what must never happen; it is not part of what is shipped.
    let planted = "src/ui/planted.rs";
    let others = files("src", "rs").into_iter();
    for (name, text) in others.filter(|(name, _)| name != planted) {
        for word in [
            "inner_html",
            "innerHTML",
            "insert_adjacent_html",
            "outer_html",
            "document.write",
        ] {
            if code(&text).contains(word) {
                faults.push(format!("{name} says {word}"));
            }
        }
    }
    refuse("what models wrote becomes nodes, never markup", &faults);
}

#[test]
fn nothing_gives_up_outside_tests() {
    let mut faults = Vec::new();
    for (name, text) in files("src", "rs") {
        for (number, line) in code(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in [
                ".unwrap()",
                ".expect(",
                "todo!(",
                "unimplemented!(",
                "dbg!(",
            ] {
                if code.contains(word) {
                    faults.push(format!("{name}:{} says {word}", number + 1));
                }
            }
        }
    }
    refuse("an error is a value with a message", &faults);
}

/// The sources that limits hold for.
fn sources() -> impl Iterator<Item = (String, String)> {
    ["src", "tests", "fuzz/src", "fuzz/targets"]
        .into_iter()
        .flat_map(|folder| files(folder, "rs"))
}

#[test]
fn files_fit_the_head() {
    let long = sources().filter_map(|(name, text)| {
        let lines = text.lines().count();
        (lines > LINES).then(|| format!("{name} has {lines} lines"))
    });
    refuse(
        "no file has more than 500 lines: a longer one holds two things",
        &long.collect::<Vec<_>>(),
    );
}

#[test]
fn lines_fit_the_screen() {
    let mut faults = Vec::new();
    for (name, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            let columns = line.chars().count();
            if columns > COLUMNS {
                faults.push(format!("{name}:{} has {columns} columns", number + 1));
            }
        }
    }
    refuse(
        "no line is wider than 100 columns (what rustfmt cannot break, a person must)",
        &faults,
    );
}

#[test]
fn every_stylesheet_is_linked_and_in_a_layer() {
    let index = fs::read_to_string(root().join("index.html")).unwrap();
    let mut faults = Vec::new();
    let linked: BTreeSet<&str> = index
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with("style/"))
        .collect();
    for (name, text) in files("style", "css") {
        if !linked.contains(name.as_str()) {
            faults.push(format!("{name} is not linked in index.html"));
        }
        if !text.contains("@layer") {
            faults.push(format!("{name} stands in no layer"));
        }
        if text.contains("!important") {
            faults.push(format!("{name} says !important"));
        }
    }
    refuse("one link a stylesheet, one layer a file", &faults);
}

#[test]
fn colours_are_written_in_the_tokens_alone() {
    let mut faults = Vec::new();
    for (name, text) in files("style", "css") {
        if name == "style/tokens.css" {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            for colour in raw_colours(line) {
                faults.push(format!("{name}:{} writes {colour}", number + 1));
            }
        }
    }
    refuse("a colour has its name in style/tokens.css", &faults);
}

/// The functions that make a colour of numbers; `color-mix()` and `light-dark()` take tokens.
const COLOUR_FUNCTIONS: [&str; 10] = [
    "rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "color(",
];

/// The colours in a line of CSS that are written as numbers.
fn raw_colours(line: &str) -> Vec<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut found = Vec::new();
    for (at, sign) in line.char_indices() {
        let before = line[..at].chars().next_back();
        let rest = &line[at..];
        if sign == '#' {
            let digits: String = rest[1..].chars().take_while(|c| is_word(*c)).collect();
            let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_hex && matches!(digits.len(), 3 | 4 | 6 | 8) {
                found.push(format!("#{digits}"));
            }
        } else if !before.is_some_and(is_word) {
            let function = COLOUR_FUNCTIONS
                .iter()
                .find(|name| rest.starts_with(**name));
            found.extend(function.map(|name| format!("{name}…)")));
        }
    }
    found
}

#[test]
fn raw_colours_are_seen_however_they_are_written() {
    let check = |line: &str, expected: &[&str]| assert_eq!(raw_colours(line), expected, "{line}");
    check("color: #fff;", &["#fff"]);
    check("background: #15181dcc }", &["#15181dcc"]);
    check("border: 1px solid rgb(0 0 0 / 0.5)", &["rgb(…)"]);
    check(
        "color: oklch(1 0 0); fill: lab(50% 0 0)",
        &["oklch(…)", "lab(…)"],
    );
    check("color: color(display-p3 1 0 0)", &["color(…)"]);
    check("color: var(--ink); fill: url(#arm)", &[]);
    check(
        "background: color-mix(in oklab, var(--ink), transparent)",
        &[],
    );
    check("color: light-dark(var(--ink), var(--paper))", &[]);
}

#[test]
fn the_interface_has_no_inline_styles() {
    let mut faults = Vec::new();
    for (name, text) in files("src/ui", "rs") {
        // A comment may speak of style.
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        for line in code(&text).lines().filter(is_code) {
            for word in ["style=", "style:"] {
                if line.contains(word) {
                    faults.push(format!("{name} says {word}"));
                }
            }
        }
    }
    refuse("the content policy refuses inline styles", &faults);
}
