//! A reader of the HTML that Leptos writes, strict enough to trust: anything else is a panic.

use std::collections::BTreeMap;

use leptos::prelude::*;

/// An opening tag.
#[derive(Debug, PartialEq)]
pub struct Tag {
    /// `div`
    pub name: String,
    /// Values as the browser would have them.
    pub attributes: BTreeMap<String, String>,
}

/// What was found in some HTML.
#[derive(Debug, Default)]
pub struct Page {
    /// Every element, in order.
    pub tags: Vec<Tag>,
    /// All text, in order.
    pub text: String,
}

impl Page {
    /// The elements of this name.
    pub fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Tag> {
        self.tags.iter().filter(move |tag| tag.name == name)
    }

    /// The values of an attribute, wherever it stands.
    pub fn values(&self, attribute: &str) -> Vec<&str> {
        let values = self
            .tags
            .iter()
            .filter_map(|tag| tag.attributes.get(attribute));
        values.map(String::as_str).collect()
    }
}

/// Renders a view natively and reads what came out.
pub fn page<V: IntoView>(view: impl FnOnce() -> V) -> Page {
    let owner = Owner::new();
    let html = owner.with(|| view().into_view().to_html());
    read(&html)
}

/// Reads HTML; panics where a browser would have to guess.
pub fn read(html: &str) -> Page {
    let mut page = Page::default();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        page.text.push_str(&unescape(&rest[..at]));
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = &comment[comment.find("-->").expect("a comment ends") + 3..];
        } else if let Some(marker) = rest.strip_prefix("<!>") {
            rest = marker;
        } else if let Some(closing) = rest.strip_prefix("</") {
            let (name, after) = closing.split_once('>').expect("a closing tag ends");
            assert_eq!(open.pop().as_deref(), Some(name), "{html}");
            rest = after;
        } else {
            let (tag, after) = tag(&rest[1..]);
            if !["br", "hr", "img", "input"].contains(&tag.name.as_str()) {
                open.push(tag.name.clone());
            }
            page.tags.push(tag);
            rest = after;
        }
    }
    page.text.push_str(&unescape(rest));
    assert!(open.is_empty(), "{open:?} left open in {html}");
    page
}

fn tag(source: &str) -> (Tag, &str) {
    let end = source.find([' ', '>', '/']).expect("a tag ends");
    let (name, mut rest) = source.split_at(end);
    assert!(
        name.chars().all(|c| c.is_ascii_alphanumeric()),
        "tag {name:?}"
    );
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>").or_else(|| rest.strip_prefix('>')) {
            return (
                Tag {
                    name: name.to_owned(),
                    attributes,
                },
                after,
            );
        }
        let end = rest.find(['=', ' ', '>', '/']).expect("an attribute ends");
        let (key, after) = rest.split_at(end);
        assert!(!key.is_empty(), "attribute in {source}");
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').expect("a value ends"),
            None => ("", after),
        };
        attributes.insert(key.to_owned(), unescape(value));
        rest = after;
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}
