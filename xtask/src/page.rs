//! index.html as it is written, and as it is shipped.
//!
//! The source marks its links as Trunk does, with `data-trunk`. Here they are replaced: one stylesheet,
//! one script, the content policy in front of both. Whether Trunk itself still builds the page is not
//! checked; it does not cut the module (`src/ui/chunks.rs`).

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result, bail};

use crate::policy;
use crate::site::Hashed;
use crate::worker;

/// The page before its links are replaced.
pub struct Page {
    html: String,
    links: Vec<Link>,
}

/// A `<link data-trunk …>` element.
struct Link {
    place: Range<usize>,
    attributes: BTreeMap<String, String>,
}

impl Link {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// What the shipped page refers to.
pub struct Parts {
    /// All stylesheets.
    pub css: Hashed,
    /// What must stand before anything else runs: scripts that need nothing, in their order.
    pub first: Vec<Hashed>,
    /// The script that starts the application.
    pub loader: Hashed,
    /// The JavaScript half of the application.
    pub js: Hashed,
    /// The script that fetches more of the application when it is needed.
    pub fetcher: Hashed,
    /// The application.
    pub wasm: Hashed,
    /// The statistics worker, for whoever asks for it.
    pub worker: worker::Names,
    /// Whether the page asks for new versions of itself.
    pub reload: bool,
}

impl Page {
    /// Finds the links. Comments are for those who read the source and are dropped.
    pub fn parse(source: &str) -> Result<Self> {
        let html = without_comments(source)?;
        let mut links = Vec::new();
        let mut from = 0;
        while let Some(start) = html[from..].find("<link").map(|at| from + at) {
            let (end, attributes) = element(&html, start)?;
            if attributes.contains_key("data-trunk") {
                links.push(Link {
                    place: start..end,
                    attributes,
                });
            }
            from = end;
        }
        if links
            .iter()
            .filter(|link| link.get("rel") == "rust")
            .count()
            != 1
        {
            bail!("index.html needs exactly one <link data-trunk rel=\"rust\">");
        }
        if html.contains("<script") {
            bail!(
                "index.html has no scripts: they are put in, so that the policy stands before them"
            );
        }
        Ok(Self { html, links })
    }

    /// The stylesheets, in order.
    pub fn stylesheets(&self) -> Vec<String> {
        let css = self.links.iter().filter(|link| link.get("rel") == "css");
        css.map(|link| link.get("href").to_owned()).collect()
    }

    /// The page as it is shipped.
    pub fn render(&self, parts: &Parts) -> Result<String> {
        let mut out = String::with_capacity(self.html.len() + 2048);
        let mut from = 0;
        let mut styled = false;
        for link in &self.links {
            out.push_str(&self.html[from..link.place.start]);
            match link.get("rel") {
                "css" if styled => {}
                "css" => {
                    styled = true;
                    out.push_str(&stylesheet(parts));
                }
                "rust" => out.push_str(&scripts(parts)),
                "icon" => out.push_str(&icon(link)),
                // For Trunk; `bundle` knows what to copy.
                "copy-dir" | "copy-file" => {}
                other => bail!("index.html: <link data-trunk rel={other:?}> is not known to xtask"),
            }
            from = link.place.end;
        }
        out.push_str(&self.html[from..]);
        with_first(&without_empty_lines(&out), &parts.first, &parts.worker)
    }
}

fn stylesheet(Parts { css, .. }: &Parts) -> String {
    format!(
        r#"<link rel="stylesheet" href="{}" integrity="{}">"#,
        css.name, css.integrity
    )
}

/// The modules are preloaded with their integrity: `import` has no place for one.
fn scripts(parts: &Parts) -> String {
    let Parts {
        loader,
        js,
        fetcher,
        wasm,
        ..
    } = parts;
    let preload = |Hashed { name, integrity }: &Hashed| {
        format!("<link rel=\"modulepreload\" href=\"{name}\" integrity=\"{integrity}\">\n  ")
    };
    let mut out = [js, fetcher].map(preload).concat()
        + &format!(
            "<script type=\"module\" src=\"{}\" integrity=\"{}\"\n    \
             data-js=\"{}\"\n    data-wasm=\"{}\"\n    data-wasm-integrity=\"{}\"></script>",
            loader.name, loader.integrity, js.name, wasm.name, wasm.integrity
        );
    if parts.reload {
        out.push_str("\n  <script type=\"module\" src=\"dev/reload.js\"></script>");
    }
    out
}

/// Files of `public/` are copied to the root of the site.
fn icon(link: &Link) -> String {
    let href = link.get("href");
    let href = href.strip_prefix("public/").unwrap_or(href);
    format!(
        r#"<link rel="icon" type="{}" href="{href}">"#,
        link.get("type")
    )
}

/// Names the build in the page, where the application finds it: two pages of one name are one site.
pub fn with_build(html: &str, build: &str) -> Result<String> {
    let (before, after) = html
        .split_once("</head>")
        .context("index.html needs </head>: the build is named before it")?;
    Ok(format!(
        "{before}  <meta name=\"build\" content=\"{build}\">\n</head>{after}"
    ))
}

/// Puts the policy right behind the character set, which must come first, and behind it the scripts
/// that stand before everything else. The first of them is the guard: it lets the page start the
/// worker that it names, and no other.
fn with_first(html: &str, first: &[Hashed], worker: &worker::Names) -> Result<String> {
    let charset = r#"<meta charset="utf-8">"#;
    let (before, after) = html
        .split_once(charset)
        .context("index.html needs <meta charset=\"utf-8\">: the policy is put behind it")?;
    if before.contains("<link") {
        bail!("index.html: the character set must stand before every link");
    }
    let worker::Names { js, wasm } = worker;
    let named = format!(
        "\n    data-worker=\"{}\" data-worker-integrity=\"{}\"\n    \
         data-module=\"{}\" data-module-integrity=\"{}\"",
        js.name, js.integrity, wasm.name, wasm.integrity
    );
    let script = |(at, Hashed { name, integrity }): (usize, &Hashed)| {
        let named = if at == 0 { named.as_str() } else { "" };
        format!("\n  <script src=\"{name}\" integrity=\"{integrity}\"{named}></script>")
    };
    let scripts: String = first.iter().enumerate().map(script).collect();
    let policy = policy::meta();
    Ok(format!("{before}{charset}\n  {policy}{scripts}{after}"))
}

fn without_comments(html: &str) -> Result<String> {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        let (_, after) = comment
            .split_once("-->")
            .context("index.html: a comment is not closed")?;
        rest = after;
    }
    Ok(out + rest)
}

fn without_empty_lines(html: &str) -> String {
    let lines = html.lines().filter(|line| !line.trim().is_empty());
    lines.fold(String::new(), |text, line| text + line + "\n")
}

/// The end of the element that starts at `start`, and its attributes. The page is ours: attributes are
/// written `name` or `name="value"`.
fn element(html: &str, start: usize) -> Result<(usize, BTreeMap<String, String>)> {
    let mut attributes = BTreeMap::new();
    let inside = &html[start..];
    let mut at = inside
        .find(char::is_whitespace)
        .context("index.html: a <link> without attributes")?;
    loop {
        let rest = &inside[at..];
        let gap = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_whitespace() || c == '/')
                .len();
        at += gap;
        let rest = &inside[at..];
        if rest.starts_with('>') {
            return Ok((start + at + 1, attributes));
        }
        let length = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>'))
            .context("index.html: a <link> is not closed")?;
        let name = rest[..length].to_owned();
        at += length;
        let value = match inside[at..].strip_prefix("=\"") {
            None => "",
            Some(quoted) => {
                let end = quoted
                    .find('"')
                    .context("index.html: a quote is not closed")?;
                at += end + 3;
                &quoted[..end]
            }
        };
        attributes.insert(name, value.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"<!doctype html>
<html lang="en"><head>
  <meta charset="utf-8">
  <!-- the layers first <link data-trunk rel="css" href="style/not.css"> -->
  <link data-trunk rel="css" href="style/tokens.css">
  <link data-trunk rel="css" href="style/base.css" />
  <link data-trunk rel="icon" type="image/svg+xml" href="public/icon.svg">
  <link data-trunk rel="rust" data-bin="trainmaster">
</head><body></body></html>"#;

    fn parts() -> Parts {
        let file = |name: &str| Hashed {
            name: name.to_owned(),
            integrity: format!("sha384-{name}"),
        };
        Parts {
            css: file("a.css"),
            first: vec![file("g.js")],
            loader: file("l.js"),
            js: file("a.js"),
            fetcher: file("f.js"),
            wasm: file("a.wasm"),
            worker: worker::Names {
                js: file("w.js"),
                wasm: file("w.wasm"),
            },
            reload: false,
        }
    }

    #[test]
    fn stylesheets_are_read_in_order() {
        let page = Page::parse(SOURCE).unwrap();
        assert_eq!(page.stylesheets(), ["style/tokens.css", "style/base.css"]);
    }

    #[test]
    fn the_shipped_page_has_one_stylesheet_and_the_policy_before_any_script() {
        let html = Page::parse(SOURCE).unwrap().render(&parts()).unwrap();
        assert_eq!(html.matches("rel=\"stylesheet\"").count(), 1, "{html}");
        assert!(!html.contains("data-trunk"), "{html}");
        let place = |what: &str| html.find(what).unwrap();
        assert!(place("Content-Security-Policy") < place("<link"), "{html}");
        assert!(
            place("Content-Security-Policy") < place("<script"),
            "{html}"
        );
    }

    #[test]
    fn the_guard_alone_is_told_of_the_worker() {
        let html = Page::parse(SOURCE).unwrap().render(&parts()).unwrap();
        let guard = "<script src=\"g.js\" integrity=\"sha384-g.js\"\n    data-worker=\"w.js\"";
        assert!(html.contains(guard), "{html}");
        assert_eq!(html.matches("w.js\"").count(), 2, "{html}");
    }

    #[test]
    fn every_link_is_relative() {
        let html = Page::parse(SOURCE).unwrap().render(&parts()).unwrap();
        for (_, link) in html
            .match_indices("href=\"")
            .chain(html.match_indices("src=\""))
            .map(|(at, key)| (at, &html[at + key.len()..]))
        {
            assert!(
                !link.starts_with('/') && !link.starts_with("http"),
                "{link}"
            );
        }
    }

    #[test]
    fn the_build_is_named_in_the_head() {
        let html = Page::parse(SOURCE).unwrap().render(&parts()).unwrap();
        let named = with_build(&html, "0123").unwrap();
        assert!(
            named.contains("<meta name=\"build\" content=\"0123\">\n</head>"),
            "{named}"
        );
        assert!(with_build("<html>", "0123").is_err());
    }

    #[test]
    fn a_script_in_the_source_is_refused() {
        assert!(Page::parse(&SOURCE.replace("</head>", "<script></script></head>")).is_err());
    }
}
