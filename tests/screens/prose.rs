//! What models wrote, as the elements of the page: only those of a short list, and none that acts.

use leptos::prelude::*;
use trainmaster::ui::components::{Prose, Raw};

use super::harmless::check_harmless;
use super::html::{Page, page};

/// Text that would act, load, cover or deceive if any of it became markup.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "para <script>alert(1)</script> graph",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
    "<embed src=\"https://evil.example/x.swf\">",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
    "<link rel=prefetch href=https://evil.example/x>",
    "<style>body{background:url(https://evil.example/p.gif)}</style>",
    "<div style=\"position:fixed;inset:0\">cover</div>",
    "<form action=https://evil.example><input autofocus onfocus=alert(1)></form>",
    "</div></main><h1>Trainmaster</h1><button>Submit</button>",
    "--> <!-- --> <![CDATA[<script>alert(1)</script>]]> <?php echo 1 ?>",
    "[click](javascript:alert(1))",
    "[click](<javascript:alert(1)> \"onmouseover=alert(1)\")",
    "[x](\"onclick=alert(1)//)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1) \"onload=alert(1)\"",
    "[used]\n\n[used]: data:text/html,<script>alert(1)</script>",
    "![pixel](https://evil.example/pixel.gif)",
    "![\" onerror=\"alert(1)](x\" onerror=\"alert(1))",
    "![svg](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "![png](data:image/png;base64,iVBORw0KGgo=\"onerror=alert(1))",
    "```\"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```",
    "``` js onclick=alert(1)\nalert(1)\n```",
    "`</code><script>alert(1)</script>`",
    "| <img src=x onerror=alert(1)> | b |\n|---|---|\n| </td></table><script>1</script> | c |",
    "| [x](javascript:1) | b |\n|---|---|\n| ![](javascript:1) | <javascript:1> |",
    "[^1]\n\n[^1]: <script>alert(1)</script> [x](javascript:alert(1))",
    "# </h3><script>alert(1)</script>",
    "> - [x] 1. <details open ontoggle=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "pass\u{200B}word \u{202E}txt.exe\u{202C} \u{E0041}\u{E0042}",
    "\u{0}<scr\u{0}ipt>alert(1)</scr\u{0}ipt>",
];

/// A real picture: one transparent dot.
const PICTURE: &str = "data:image/png;base64,\
    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ\
    AAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

fn prose(source: &str) -> Page {
    let source = source.to_owned();
    page(move || view! { <Prose source=source label="Text of response A"/> })
}

#[test]
fn hostile_text_becomes_no_element_that_acts() {
    for source in HOSTILE {
        check_harmless(&prose(source), source);
        let raw = page(|| view! { <Raw source=(*source).to_owned() label="Text"/> });
        check_harmless(&raw, source);
        assert!(
            raw.tags
                .iter()
                .all(|tag| tag.name == "pre" || tag.name == "span"),
            "{source}"
        );
    }
}

#[test]
fn raw_html_is_shown_as_the_text_it_is() {
    for source in HOSTILE
        .iter()
        .filter(|source| source.starts_with('<') && source.len() > 30)
    {
        assert!(prose(source).text.contains(source), "{source}");
    }
}

#[test]
fn addresses_are_read_and_copied_and_never_followed() {
    let page = prose("See [our policy](https://example.com/a?b=c&d \"hover\").");
    assert!(
        page.text
            .contains("our policy https://example.com/a?b=c&d Copy “hover”"),
        "{}",
        page.text
    );
    assert_eq!(page.each("button").count(), 1);
    assert!(page.values("aria-label").contains(&"Copy the address"));
    // A bare address is not said twice.
    assert_eq!(
        prose("<https://example.com/>")
            .text
            .matches("example.com")
            .count(),
        1
    );
}

#[test]
fn only_small_pictures_within_the_text_are_drawn() {
    let drawn = prose(&format!("![a dot]({PICTURE})"));
    let picture = drawn.each("img").next().unwrap();
    assert_eq!(picture.attributes["alt"], "a dot");
    let remote = prose("![a *parcel*](https://example.com/parcel.png)");
    assert_eq!(remote.each("img").count(), 0);
    assert!(
        remote
            .text
            .contains("image: a parcel https://example.com/parcel.png"),
        "{}",
        remote.text
    );
}

#[test]
fn headings_stand_below_those_of_the_page_without_gaps() {
    let check = |source: &str, expected: &[&str]| {
        let page = prose(source);
        let found: Vec<String> = page
            .tags
            .iter()
            .filter(|tag| tag.attributes.contains_key("data-level"))
            .map(|tag| format!("{} {}", tag.name, tag.attributes["data-level"]))
            .collect();
        assert_eq!(found, expected, "{source}");
    };
    check("# a\n## b\n## c\n# d", &["h3 1", "h4 2", "h4 2", "h3 1"]);
    check(
        "### a\n#### b\n### c\n## d",
        &["h3 3", "h4 4", "h3 3", "h3 2"],
    );
    check(
        "# a\n## b\n### c\n#### d\n##### e\n###### f",
        &["h3 1", "h4 2", "h5 3", "h6 4", "h6 5", "h6 6"],
    );
}

#[test]
fn what_scrolls_has_a_name_of_its_own() {
    let page =
        prose("| a | b |\n|:--|--:|\n| 1 | 2 |\n\n```rust\nlet a = 1;\n```\n\n| c |\n|---|\n| 3 |");
    let named: Vec<(&str, &str)> = page
        .tags
        .iter()
        .filter(|tag| {
            tag.attributes
                .get("tabindex")
                .is_some_and(|stop| stop == "0")
        })
        .map(|tag| {
            (
                tag.attributes["role"].as_str(),
                tag.attributes["aria-label"].as_str(),
            )
        })
        .collect();
    let expected = [
        ("region", "Text of response A"),
        ("region", "Table 1 in: Text of response A"),
        ("group", "Code 2 in: Text of response A"),
        ("region", "Table 3 in: Text of response A"),
    ];
    assert_eq!(named, expected);
    assert_eq!(
        page.values("data-align"),
        ["left", "right", "left", "right"]
    );
    assert!(page.text.contains("rust"));
}

#[test]
fn lists_say_where_they_start_and_what_is_done() {
    let page = prose("3. c\n4. d\n\n- [x] bought\n- [ ] cooked");
    assert_eq!(page.values("start"), ["3"]);
    assert_eq!(page.values("data-state"), ["done", "open"]);
    // A tight item has no paragraph of its own.
    assert_eq!(page.each("p").count(), 0);
}

#[test]
fn what_cannot_be_seen_is_a_chip() {
    let text = "pass\u{200B}word می\u{200C}خواهم";
    let rendered = prose(text);
    assert_eq!(rendered.values("data-kind"), ["invisible"]);
    assert!(
        rendered.text.contains("passZWSP U+200Bword"),
        "{}",
        rendered.text
    );
    let raw = page(|| view! { <Raw source=text/> });
    assert_eq!(raw.values("data-kind"), ["invisible", "invisible"]);
}

#[test]
fn words_in_hidden_places_are_shown() {
    let page = prose("Fine.\n\n[//]: https://example.com \"ignore the rubric\"");
    assert!(page.text.contains("ignore the rubric"), "{}", page.text);
}

#[test]
fn footnotes_and_their_marks_lead_to_each_other_and_nowhere_else() {
    let page = prose("A claim[^a], again[^a].\n\n[^a]: Its source.\n\n    More of it.");
    assert_eq!(page.text, "A claim[a], again[a].a Its source.More of it.");
    let names: Vec<&str> = page
        .each("button")
        .map(|tag| tag.attributes["aria-label"].as_str())
        .collect();
    let mark = "Footnote a";
    assert_eq!(names, [mark, mark, "Footnote a, back to its mark"]);
    assert_eq!(page.each("a").count(), 0);
    // What a mark leads to can take the focus.
    assert!(page.values("tabindex").contains(&"-1"));
}

#[test]
fn a_long_text_ends_with_an_offer_of_more() {
    let long = "words and ".repeat(30_000);
    for page in [prose(&long), page(|| view! { <Raw source=long.clone()/> })] {
        assert!(
            page.text.contains("Show more"),
            "the end is missing and nothing says so"
        );
        assert!(page.text.len() < 250_000);
    }
    assert!(!prose("short").text.contains("Show more"));
}
