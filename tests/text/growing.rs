//! Texts of any length, each of one kind that could make a reader slow or a page large.

/// A kind of text.
pub struct Kind {
    /// What it is made of.
    pub name: &'static str,
    /// Makes one of about so many bytes.
    pub make: fn(usize) -> String,
}

/// Fills up to a length.
fn fill(text: &str, bytes: usize) -> String {
    text.repeat(bytes / text.len())
}

/// One opening and one closing, as often as fits.
fn nest(open: &str, close: &str, bytes: usize) -> String {
    let times = bytes / (open.len() + close.len());
    open.repeat(times) + "x" + &close.repeat(times)
}

/// Every kind.
pub const KINDS: &[Kind] = &[
    kind("words", |bytes| fill("some words\n\n", bytes)),
    kind("nested quotes", |bytes| fill("> ", bytes) + "x"),
    kind("nested lists", |bytes| fill("- ", bytes) + "x"),
    kind("flat lists", |bytes| fill("- a\n", bytes)),
    kind("emphasis", |bytes| fill("*a **b ", bytes)),
    kind("stars", |bytes| fill("*", bytes)),
    kind("open brackets", |bytes| fill("[", bytes)),
    kind("links in links", |bytes| nest("[", "](b)", bytes)),
    kind("images", |bytes| fill("![a](b) ", bytes)),
    kind("tables", |bytes| {
        "|a|b|\n|-|-|\n".to_owned() + &fill("|c|d|\n", bytes)
    }),
    kind("table heads", |bytes| fill("|a|\n|-|\n\n", bytes)),
    kind("marks", |bytes| "a".to_owned() + &fill("\u{301}", bytes)),
    kind("directions", |bytes| fill("\u{202E}a\u{202C}", bytes)),
    kind("zero widths", |bytes| fill("\u{200B}\u{200C}", bytes)),
    kind("newlines", |bytes| fill("\n", bytes)),
    kind("backticks", |bytes| fill("`a", bytes)),
    kind("html", |bytes| fill("<b a=\"", bytes)),
    kind("footnotes", |bytes| fill("[^1] ", bytes) + "\n\n[^1]: x"),
    kind("dollars", |bytes| fill("$", bytes)),
    kind("open dollars", |bytes| fill("$a ", bytes)),
    kind("dollars in braces", |bytes| fill("${", bytes)),
    kind("formulas", |bytes| fill("$x_1^2$ ", bytes)),
    kind("open formulas", |bytes| fill("\\(a = ", bytes)),
    kind("open displays", |bytes| fill("\\[a = \\(", bytes)),
    kind("displays", |bytes| fill("\\[\na = b\n\\]\n", bytes)),
    kind("long formulas", |bytes| {
        fill(&format!("\\(a{}\\) ", " + 1".repeat(2_000)), bytes)
    }),
    kind("nested formulas", |bytes| {
        fill(&format!("${}$ ", nest("{", "}", 8_000)), bytes)
    }),
    kind("chains of roots", |bytes| {
        fill(&format!("${} x$ ", "\\sqrt".repeat(60)), bytes)
    }),
];

const fn kind(name: &'static str, make: fn(usize) -> String) -> Kind {
    Kind { name, make }
}
