//! Where formulas stand in Markdown, and where dollars and brackets are only that.

use trainmaster::text::markdown::parse;

use super::markdown::told;

fn check(cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        assert_eq!(told(&parse(source)), *expected, "{source}");
    }
}

#[test]
fn formulas_stand_between_dollars_and_escaped_brackets() {
    check(&[
        ("Let $x$ be", "p(Let $(x) be)"),
        ("$$x$$", "p($$(x))"),
        (r"Let \(x\) be", "p(Let $(x) be)"),
        (r"\[x\]", "p($$(x))"),
        (r"so \(a_1 * b * c_2\) is", "p(so $(a_1 * b * c_2) is)"),
        (r"so \[a = b\] holds", "p(so $$(a = b) holds)"),
        (r"the \(n\)th of \(ABC\)", "p(the $(n)th of $(ABC))"),
        (r"**so \(x < y\)**", "p(**(so $(x < y)))"),
        ("# On $x$\n\n- \\(y\\)", "h1(On $(x)) list(- p($(y)))"),
        (
            "|a|b|\n|-|-|\n|\\(x\\)|$y$|",
            "table[None, None](a|b / $(x)|$(y))",
        ),
        (r"\(a\)\(b\)", "p($(a)$(b))"),
        (
            r"For \(a \neq 0\): \(f\)(x)",
            r"p(For $(a \neq 0): $(f)(x))",
        ),
        (r"\[a = b\]: so", "p($$(a = b): so)"),
        (r"\( \text{if } x \)", r"p($( \text{if } x ))"),
        (r"\(\{1, 2\}\)", r"p($(\{1, 2\}))"),
        (r"\[a \\[2pt] b\]", r"p($$(a \\[2pt] b))"),
    ]);
}

#[test]
fn a_formula_may_fill_lines_that_would_be_markdown() {
    check(&[
        ("\\[\nx\n- y\n= z\n\\]", "p($$(\nx\n- y\n= z\n))"),
        ("$$\nx\n+ y\n$$", "p($$(\nx\n+ y\n))"),
        ("> \\[\n> x\n> - y\n> \\]", "quote(p($$(\n  x\n  - y\n  )))"),
        (
            "1. so\n   \\[\n   - x\n   \\]\n2. b",
            "list1(- p(so\n$$(\n   - x\n   )) - p(b))",
        ),
    ]);
}

#[test]
fn code_and_html_hold_no_formulas() {
    check(&[
        (r"`\(x\)` and `$y$`", r"p(`(\(x\)) and `($y$))"),
        (
            "```\n\\[x = 1\\]\n$$y$$\n```",
            "code:(\\[x = 1\\]\n$$y$$\n)",
        ),
        ("    \\(x\\)", "code:(\\(x\\))"),
        (r"use `\(` and `\)` here", r"p(use `(\() and `(\)) here)"),
        (r"\(a `b\)` c\)", r"p((a `(b\)) c))"),
        (r#"a <b c="\(x\)">"#, r#"p(a html(<b c="\(x\)">))"#),
        (r"[a](b\(c\)d)", "p(link(a)<b(c)d>)"),
        (
            r"<https://a.example/\(x=1\)>",
            r"p(link(https://a.example/\(x=1\))<https://a.example/\(x=1\)>)",
        ),
    ]);
}

#[test]
fn escaped_brackets_stay_brackets() {
    check(&[
        (r"\(see the note\)", "p((see the note))"),
        (r"as shown \[1\] and \[2, 3\]", "p(as shown [1] and [2, 3])"),
        (r"\[link\](b)", "p([link](b))"),
        (r"\[a_b\](c)", "p([a_b](c))"),
        (r"- \[x\] done", "list(- p([x] done))"),
        (r"\[a\]: b", "p([a]: b)"),
        (r"\\(x\\)", r"p(\(x\))"),
        (r"open \( only", "p(open ( only)"),
        (r"close \) only", "p(close ) only)"),
        ("\\(a = b\n\nc\\)", "p((a = b) p(c))"),
        (r"\(\)", "p(())"),
        (r"\( \)", "p(( ))"),
        (r"\(a = \(b\)", "p((a = $(b))"),
        (r"\(a = $ b\)", "p((a = $ b))"),
    ]);
}

#[test]
fn money_stays_money() {
    check(&[
        ("$5 and $10", "p($5 and $10)"),
        ("from $5-$10 a day", "p(from $5-$10 a day)"),
        ("$5/$10, $1,000.00", "p($5/$10, $1,000.00)"),
        ("$5 million and 10$", "p($5 million and 10$)"),
        (r"\$5 and \$10", "p($5 and $10)"),
        (r"cost \$5, so $x = 5$", "p(cost $5, so $(x = 5))"),
        ("US$5 or 3 $", "p(US$5 or 3 $)"),
        (r"$2x \text{ if } y$", r"p($(2x \text{ if } y))"),
        ("$1$, $2n$", "p($(1), $(2n))"),
        ("$ 5 $", "p($ 5 $)"),
    ]);
}
