//! Foreign text: Markdown, invisible characters, words, rationale templates.

#![allow(clippy::expect_used, clippy::unwrap_used)]

#[path = "text/account.rs"]
mod account;
#[path = "text/bombs.rs"]
mod bombs;
#[path = "text/formulas.rs"]
mod formulas;
#[path = "text/growing.rs"]
mod growing;
#[path = "text/growth.rs"]
mod growth;
#[path = "text/hostile.rs"]
mod hostile;
#[path = "text/invisible.rs"]
mod invisible;
#[path = "text/latex.rs"]
mod latex;
#[path = "text/markdown.rs"]
mod markdown;
#[path = "pace/mod.rs"]
mod pace;
#[path = "text/rationale.rs"]
mod rationale;
#[path = "text/yes_no.rs"]
mod yes_no;

use trainmaster::text::invisible::{View, split};
use trainmaster::text::words::{cut, first_line, measure};

/// The text as a reader sees it, chips in brackets.
fn seen(text: &str, view: View) -> String {
    split(text, view)
        .into_iter()
        .map(|run| {
            run.chip
                .map_or(run.source.to_owned(), |chip| format!("[{chip}]"))
        })
        .collect()
}

#[test]
fn invisible_characters_become_chips() {
    for (text, rendered) in [
        (
            "plain text, naïve “quotes” — 漢字 ☕",
            "plain text, naïve “quotes” — 漢字 ☕",
        ),
        ("tab\tline\nend\r\n", "tab\tline\nend\r\n"),
        ("a\u{202E}b\u{202C}", "a[RLO U+202E]b[PDF U+202C]"),
        (
            "\u{2066}x\u{2069}\u{2067}\u{2068}",
            "[LRI U+2066]x[PDI U+2069][RLI U+2067][FSI U+2068]",
        ),
        ("pass\u{200B}word", "pass[ZWSP U+200B]word"),
        ("\u{200B}\u{200B}\u{200B}", "[ZWSP U+200B × 3]"),
        ("\u{FEFF}start", "[BOM U+FEFF]start"),
        ("co\u{AD}op", "co[SHY U+00AD]op"),
        (
            "\0\u{7}\u{1B}\u{7F}\u{85}",
            "[NUL U+0000][BEL U+0007][ESC U+001B][DEL U+007F][NEL U+0085]",
        ),
        ("lone\rreturn", "lone[CR U+000D]return"),
        ("a\u{2028}b", "a[LSEP U+2028]b"),
        ("a\u{3164}b\u{2800}", "a[filler U+3164]b[blank U+2800]"),
        ("a\u{2062}b", "a[invisible operator U+2062]b"),
        // Joiners stay where a script or an emoji is written with them, and nowhere else.
        ("می\u{200C}خواهم", "می\u{200C}خواهم"),
        ("क्\u{200D}ष", "क्\u{200D}ष"),
        ("👩\u{200D}👩\u{200D}👧", "👩\u{200D}👩\u{200D}👧"),
        ("❤\u{FE0F}\u{200D}🔥", "❤\u{FE0F}\u{200D}🔥"),
        ("👩🏽\u{200D}🚀", "👩🏽\u{200D}🚀"),
        ("pass\u{200D}word", "pass[ZWJ U+200D]word"),
        ("می\u{200C}\u{200C}خ", "می[ZWNJ U+200C × 2]خ"),
        ("👩\u{200D}x", "👩[ZWJ U+200D]x"),
        // Selectors
        ("1\u{FE0F}\u{20E3} ☎\u{FE0E}", "1\u{FE0F}\u{20E3} ☎\u{FE0E}"),
        ("a\u{FE0F}", "a[VS U+FE0F]"),
        ("辻\u{E0100}", "辻\u{E0100}"),
        ("😀\u{FE01}\u{E0155}\u{E0120}", "😀[3 variation selectors]"),
        // Tags
        (
            "hi\u{E0049}\u{E0067}\u{E006E}\u{E006F}\u{E0072}\u{E0065}",
            "hi[hidden text: Ignore]",
        ),
        (
            "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
            "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
        ),
        ("🏴\u{E0068}\u{E0069}\u{E007F}", "🏴[hidden text: hi]"),
        ("\u{E0001}", "[tag U+E0001]"),
    ] {
        assert_eq!(
            seen(text, View::Rendered),
            rendered,
            "{}",
            text.escape_unicode()
        );
    }
}

#[test]
fn the_raw_view_shows_every_joiner_and_selector() {
    for (text, raw) in [
        ("می\u{200C}خواهم", "می[ZWNJ U+200C]خواهم"),
        ("👩\u{200D}👧", "👩[ZWJ U+200D]👧"),
        ("❤\u{FE0F}", "❤[VS U+FE0F]"),
        (
            "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
            "🏴[hidden text: gbsct]",
        ),
        ("e\u{301}", "e\u{301}"),
    ] {
        assert_eq!(seen(text, View::Raw), raw);
    }
}

#[test]
fn towers_of_marks_are_cut_down() {
    let tower = |marks: usize| format!("a{}b", "\u{301}".repeat(marks));
    assert_eq!(seen(&tower(8), View::Rendered), tower(8));
    assert!(seen(&tower(9), View::Rendered).ends_with("[1 more combining mark]b"));
    assert!(seen(&tower(5000), View::Rendered).ends_with("[4992 more combining marks]b"));
    // A joiner or a space of no width between the marks does not hide the tower.
    let spaced = "a\u{301}\u{200B}".to_owned() + &"\u{301}\u{200B}".repeat(100);
    let marks = seen(&spaced, View::Rendered).matches('\u{301}').count();
    assert_eq!(marks, 8);
    for ordinary in [
        "ก็ที่น้ำ",
        "བསྒྲུབས",
        "שָׁלוֹם",
        "ﷺ",
        "Việt Nam",
        "각 한국어",
        "நிகழ்ச்சி",
    ] {
        assert_eq!(seen(ordinary, View::Rendered), ordinary);
    }
}

#[test]
fn words_are_counted_as_readers_count_them() {
    // text, words, characters, seconds
    for (text, words, characters, seconds) in [
        ("", 0, 0, 0),
        ("One two, three.", 3, 15, 1),
        ("don’t re-read 3.5 times", 5, 23, 2),
        ("你好，世界。", 4, 6, 1),
        ("我用 Rust 写代码", 6, 11, 1),
        ("これはペンです", 7, 7, 1),
        ("한국어는 띄어쓰기를 합니다", 3, 14, 1),
        ("สวัสดีครับ", 2, 7, 1),
        ("👩‍👩‍👧 🇩🇪", 0, 3, 0),
        ("e\u{301}a", 1, 2, 1),
    ] {
        let length = measure(text);
        let found = (length.words, length.characters, length.reading_seconds());
        assert_eq!(found, (words, characters, seconds), "{text}");
    }
    assert_eq!(measure(&"word ".repeat(230)).reading_seconds(), 60);
    assert_eq!(measure(&"字".repeat(500)).reading_seconds(), 60);
}

#[test]
fn previews_end_where_a_character_ends() {
    for (text, most, expected) in [
        ("short", 10, "short"),
        ("exactly", 7, "exactly"),
        ("exactly8", 7, "exactl…"),
        ("one two three four", 15, "one two three…"),
        ("one two three four", 14, "one two three…"),
        ("incomprehensibilities x", 10, "incompreh…"),
        ("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2, "👩‍👩‍👧…"),
        ("漢字漢字漢字", 4, "漢字漢…"),
        ("ab", 1, "…"),
        ("a", 1, "a"),
        ("a", 0, ""),
        ("", 5, ""),
    ] {
        assert_eq!(cut(text, most), expected, "{text} in {most}");
    }
    assert_eq!(first_line("\n\n  Hello there \nmore", 40), "Hello there");
    assert_eq!(first_line("\n \n", 40), "");
}
