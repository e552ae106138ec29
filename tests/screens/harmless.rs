//! What a text may become: a short list of elements and of attributes, and nothing beside it.

use super::html::{Page, Tag};

/// The elements that a text may become.
const ELEMENTS: &[&str] = &[
    "div",
    "p",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "hr",
    "br",
    "strong",
    "em",
    "s",
    "code",
    "pre",
    "figure",
    "figcaption",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "sup",
    "span",
    "img",
    "button",
    "math",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "mrow",
    "mstyle",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
];

/// The attributes that an element may have; none of them runs, loads or leads anywhere.
const ATTRIBUTES: &[&str] = &[
    "class",
    "dir",
    "tabindex",
    "role",
    "aria-label",
    "data-level",
    "data-state",
    "data-kind",
    "data-size",
    "data-align",
    "title",
    "type",
    "scope",
    "start",
    "display",
    "alttext",
    "mathvariant",
    "data-face",
    "data-look",
    "data-line",
    "displaystyle",
    "scriptlevel",
    "form",
    "stretchy",
    "symmetric",
    "minsize",
    "maxsize",
    "movablelimits",
    "largeop",
    "linethickness",
    "accent",
    "accentunder",
    "width",
];

/// Checks every element and every attribute of a page.
pub fn check_harmless(page: &Page, source: &str) {
    for Tag { name, attributes } in &page.tags {
        assert!(ELEMENTS.contains(&name.as_str()), "<{name}> from {source}");
        for (attribute, value) in attributes {
            let picture = name == "img"
                && match attribute.as_str() {
                    "src" => value.starts_with("data:image/png;base64,iVBORw0KGgo"),
                    name => ["alt", "decoding"].contains(&name),
                };
            let known = picture || ATTRIBUTES.contains(&attribute.as_str());
            assert!(known, "{attribute}={value:?} from {source}");
        }
    }
}
