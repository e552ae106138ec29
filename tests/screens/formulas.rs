//! Formulas as elements: MathML of a short list, the source where that is not possible.

use leptos::prelude::*;
use trainmaster::text::latex::typeset;
use trainmaster::ui::components::Prose;
use trainmaster::ui::components::formulas::Formulas;

use super::harmless::check_harmless;
use super::html::{Page, page};

/// A text with what draws formulas at hand.
pub fn drawn(source: &str) -> Page {
    let source = source.to_owned();
    page(move || {
        Formulas::provide_with(Some(typeset));
        view! { <Prose source=source label="Text"/> }
    })
}

/// The names of the elements within formulas, in order.
fn elements(page: &Page) -> String {
    let is_math = |name: &&str| name.starts_with('m');
    let names = page.tags.iter().map(|tag| tag.name.as_str());
    names.filter(is_math).collect::<Vec<_>>().join(" ")
}

#[test]
fn formulas_become_mathml() {
    for (source, expected) in [
        ("$x$", "math mi"),
        (r"\(x_1^2\)", "math msubsup mi mn mn"),
        (r"$\frac{a}{b}$", "math mfrac mi mi"),
        (r"$\sqrt{2} \sqrt[3]{2}$", "math mrow msqrt mn mroot mn mn"),
        (r"$$\sum_{i}^{n}$$", "math munderover mo mi mi"),
        (r"$\sum_{i}^{n}$", "math msubsup mo mi mi"),
        (
            r"$\hat{x} \underbrace{y}$",
            "math mrow mover mi mo munder mi mo",
        ),
        (r"$\text{so}\,x$", "math mrow mtext mspace mi"),
        (r"$\boxed{x}\displaystyle y$", "math mrow mrow mi mstyle mi"),
        (
            r"$$\begin{bmatrix} 1 & 2 \end{bmatrix}$$",
            "math mrow mo mrow mtable mtr mtd mn mtd mn mo",
        ),
    ] {
        let page = drawn(source);
        assert_eq!(elements(&page), expected, "{source}");
        check_harmless(&page, source);
    }
}

#[test]
fn attributes_say_what_a_browser_would_guess_wrongly() {
    for (source, attribute, expected) in [
        ("$$x$$", "display", "block"),
        ("$x$", "display", "inline"),
        ("$x = -1$", "form", "prefix"),
        ("$f(x)$", "stretchy", "false"),
        (r"$\left(x\right.$", "stretchy", "true"),
        (r"$\Bigl($", "minsize", "1.80em"),
        (r"$\mathrm{d}$", "mathvariant", "normal"),
        (r"$\binom12$", "linethickness", "0"),
        (r"$\vec{x}$", "accent", "true"),
        (r"$\textbf{a}$", "data-face", "bold"),
        (r"$\cancel{x}$", "data-kind", "struck"),
        (r"$\boxed{x}$", "data-kind", "box"),
        (r"$\begin{aligned} a \end{aligned}$", "data-align", "right"),
        (
            r"$\begin{array}{|c|} \hline a \end{array}$",
            "data-line",
            "above",
        ),
    ] {
        let page = drawn(source);
        assert!(page.values(attribute).contains(&expected), "{source}");
    }
}

#[test]
fn those_who_cannot_see_a_formula_get_its_source() {
    let page = drawn(r"So $\frac{1}{2} < x$, and $$y$$.");
    assert_eq!(page.values("alttext"), [r"\frac{1}{2} < x", "y"]);
    let named: Vec<_> = page.each("span").map(|tag| &tag.attributes).collect();
    assert_eq!(named[0]["role"], "group");
    assert_eq!(named[0]["aria-label"], "Formula 1 in: Text");
}

#[test]
fn what_cannot_be_drawn_is_shown_as_it_was_written() {
    for (source, shown, why) in [
        (r"$\foo{x}$", r"\foo{x}", "cannot be read as LaTeX"),
        (r"$\def\a{\a}\a$", r"\def\a{\a}\a", "defines commands"),
        (r"\(a % b\)", "a % b", "comment"),
        (
            r"$\href{javascript:alert(1)}{x}$",
            r"\href{javascript:alert(1)}{x}",
            "LaTeX",
        ),
        ("$a\u{200B}b$", "aZWSP U+200Bb", "cannot be seen"),
    ] {
        let page = drawn(source);
        assert_eq!(page.each("math").count(), 0, "{source}");
        assert!(page.text.contains(shown), "{source}: {}", page.text);
        let titles = page.values("title").join(" ");
        assert!(titles.contains(why), "{source}: {titles}");
        check_harmless(&page, source);
    }
}

#[test]
fn the_source_stands_until_what_draws_it_is_here() {
    let source = r"So $\frac12$ and \[x = 1\]";
    let waiting = page(|| view! { <Prose source=source/> });
    assert_eq!(waiting.each("math").count(), 0);
    assert!(waiting.text.contains(r"So \frac12 and"), "{}", waiting.text);
    assert_eq!(drawn(source).each("math").count(), 2);
}

#[test]
fn bombs_of_latex_are_shown_as_they_were_written() {
    let doubling = (0..26_u8).fold(r"\def\a{xx}".to_owned(), |text, step| {
        let (this, next) = (char::from(b'a' + step), char::from(b'b' + step));
        format!("{text}\\def\\{next}{{\\{this}\\{this}}}")
    });
    for source in [
        doubling + r"\z",
        r"\def\a{\a\a}\a".to_owned(),
        r"\newcommand{\a}[0]{\b}\newcommand{\b}[0]{\a}\a".to_owned(),
        r"\let\a\b\let\b\a\a".to_owned(),
        "{".repeat(5_000),
        "{".repeat(5_000) + &"}".repeat(5_000),
        r"\frac1".repeat(1_600),
        r"\sqrt".repeat(2_000),
        r"\left(".repeat(1_600),
        r"\begin{matrix}".repeat(700),
        "x_".repeat(5_000),
        "x^{".repeat(3_000),
        "&".repeat(10_000),
        r"\relax".repeat(1_600),
        r"\text a".repeat(1_400),
        "x".repeat(10_000),
    ] {
        let page = drawn(&format!("$${source}$$"));
        assert_eq!(page.each("math").count(), 0, "{}", &source[..20]);
        assert!(page.tags.len() < 20, "{}", &source[..20]);
    }
}

#[test]
fn many_formulas_stay_within_the_nodes_of_a_document() {
    let page = drawn(&"$x_1^2 + y_1^2$ ".repeat(6_000));
    assert!(page.tags.len() <= 20_000, "{}", page.tags.len());
    assert!(page.each("math").count() > 1_000);
    assert!(page.text.contains("Show more"));
}
