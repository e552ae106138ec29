//! What holds for any text: nothing acts, nothing grows without bound, nothing is lost.

use proptest::prelude::*;

use super::formulas::drawn;
use super::growing::KINDS;
use super::harmless::check_harmless;

/// The most elements of one document: 20,000 nodes of up to four elements each.
const ELEMENTS: usize = 80_000;

#[test]
fn no_text_fills_the_page() {
    for kind in KINDS {
        let source = (kind.make)(1_000_000);
        let page = drawn(&source);
        assert!(
            page.tags.len() < ELEMENTS,
            "{}: {}",
            kind.name,
            page.tags.len()
        );
        assert!(
            page.text.len() < 1_200_000,
            "{}: {}",
            kind.name,
            page.text.len()
        );
        check_harmless(&page, kind.name);
        let said = page.text.contains("are shown.");
        assert!(said, "{} is cut and nothing says so", kind.name);
    }
}

/// Scraps of Markdown, LaTeX and HTML, words among them.
fn scraps() -> impl Strategy<Value = Vec<String>> {
    let noise = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```js\n",
        "```\n",
        "> ",
        "- ",
        "1. ",
        "# ",
        "\n",
        "\n\n",
        "  \n",
        "|a|b|\n|-|:-:|\n|",
        "|",
        "- [x] ",
        "[^a]",
        "[^a]: ",
        "[",
        "](",
        "](javascript:x)",
        "![",
        ")",
        "<javascript:x>",
        "<img src=x onerror=alert(1)>",
        "<script>",
        "</div>",
        "<!--",
        "-->",
        "\"'",
        "&lt;",
        "\u{202E}",
        "\u{200B}",
        "\0",
        "\u{E0041}",
        "🙂",
        "é\u{301}\u{301}",
        "data:image/png;base64,",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "{",
        "}",
        "^",
        "_",
        "&",
        "\\\\",
        "\\frac",
        "\\text{",
        "\\begin{matrix}",
        "\\end{matrix}",
        "\\left(",
        "\\right)",
        "\\href{javascript:x}",
        "\\",
        "%",
    ]);
    let word = (0..1000_u32).prop_map(|number| format!("word{number}q"));
    prop::collection::vec(prop_oneof![noise.prop_map(str::to_owned), word], 0..50)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_harmless(scraps in scraps()) {
        let source = scraps.concat();
        check_harmless(&drawn(&source), &source);
    }

    #[test]
    fn any_characters_are_harmless(source in any::<String>()) {
        check_harmless(&drawn(&source), &source);
    }

    #[test]
    fn words_are_shown(scraps in scraps()) {
        let page = drawn(&scraps.concat());
        // A formula that is drawn has its letters apart; the source is in its description.
        let shown = page.text.clone() + &page.values("alttext").concat();
        for word in scraps.iter().filter(|scrap| scrap.starts_with("word")) {
            prop_assert!(shown.contains(word.as_str()), "{word} in {shown}");
        }
    }
}
