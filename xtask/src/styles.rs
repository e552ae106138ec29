//! The stylesheets: many files for people, one for the browser.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::repo;

/// All stylesheets in the order of their links, as one.
///
/// A file in `style/` that no link names would be a surprise without a message, so it is an error.
pub fn read(root: &Path, links: &[String]) -> Result<String> {
    check_links(root, links)?;
    let mut all = String::new();
    for link in links {
        let path = root.join(link);
        let css = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        if css.contains("@import") {
            bail!("{link}: no @import; give the file its own link in index.html");
        }
        all.push_str(&shrink(&css));
    }
    Ok(all)
}

fn check_links(root: &Path, links: &[String]) -> Result<()> {
    let linked: BTreeSet<&str> = links.iter().map(String::as_str).collect();
    if linked.len() != links.len() {
        bail!("index.html links a stylesheet twice");
    }
    let there: BTreeSet<String> = repo::files(&root.join("style"))?
        .iter()
        .map(|path| repo::link(root, path))
        .filter(|link| crate::site::has_extension(link, "css"))
        .collect();
    let missing: Vec<_> = linked
        .iter()
        .filter(|link| !root.join(link).is_file())
        .collect();
    let forgotten: Vec<_> = there
        .iter()
        .filter(|link| !linked.contains(link.as_str()))
        .collect();
    match (missing.as_slice(), forgotten.as_slice()) {
        ([], []) => Ok(()),
        (_, []) => bail!("index.html links stylesheets that do not exist: {missing:?}"),
        ([], _) => bail!("stylesheets without a link in index.html: {forgotten:?}"),
        _ => bail!(
            "index.html links stylesheets that do not exist: {missing:?}; \
             stylesheets without a link in index.html: {forgotten:?}"
        ),
    }
}

/// Drops comments, indentation and empty lines, and nothing that has a meaning: what a real minifier
/// saves beyond that, compression saves too.
fn shrink(css: &str) -> String {
    let bare = without_comments(css);
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::new(), |text, line| text + line + "\n")
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut quote = None;
    let mut chars = css.chars().peekable();
    while let Some(char) = chars.next() {
        match (quote, char) {
            (None, '/') if chars.peek() == Some(&'*') => {
                chars.next();
                let mut before = ' ';
                for inside in chars.by_ref() {
                    if before == '*' && inside == '/' {
                        break;
                    }
                    before = inside;
                }
                // A comment separates two words, as a space does.
                out.push(' ');
                continue;
            }
            (_, '\\') => {
                out.push(char);
                out.extend(chars.next());
                continue;
            }
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            _ => {}
        }
        out.push(char);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shrinking_keeps_what_has_a_meaning() {
        let table = [
            ("a {\n  color: red;\n}\n\n", "a {\ncolor: red;\n}\n"),
            ("/* why */\na{}", "a{}\n"),
            ("a/**/b{}", "a b{}\n"),
            (
                r#"a::before { content: "/* \" kept */"; }"#,
                "a::before { content: \"/* \\\" kept */\"; }\n",
            ),
            (
                "a { width: calc(1px + 2px) }",
                "a { width: calc(1px + 2px) }\n",
            ),
            ("a { /* x **/ top: 0 }", "a {   top: 0 }\n"),
        ];
        for (css, expected) in table {
            assert_eq!(shrink(css), expected, "{css}");
        }
    }

    #[test]
    fn a_missing_and_a_forgotten_stylesheet_are_named() {
        let root = std::env::temp_dir().join(format!("xtask-styles-{}", std::process::id()));
        std::fs::create_dir_all(root.join("style")).unwrap();
        std::fs::write(root.join("style/there.css"), "a{}").unwrap();
        let link = |name: &str| vec![format!("style/{name}.css")];
        assert_eq!(read(&root, &link("there")).unwrap(), "a{}\n");
        let message = read(&root, &link("gone")).unwrap_err().to_string();
        assert!(
            message.contains("gone.css") && message.contains("there.css"),
            "{message}"
        );
        std::fs::remove_dir_all(root).unwrap();
    }
}
