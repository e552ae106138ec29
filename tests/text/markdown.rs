//! What Markdown becomes.

use proptest::prelude::*;
use trainmaster::text::invisible::{View, split};
use trainmaster::text::markdown::{Limits, parse, parse_within};
use trainmaster::text::math::Form;
use trainmaster::text::nodes::{Block, Document, Inline, Limit, Picture, Piece, inline_text};

/// A document in short: `p(…)`, `h1(…)`, `*(…)` and so on; every node is there.
pub fn told(document: &Document) -> String {
    blocks(&document.blocks)
}

fn blocks(list: &[Block]) -> String {
    list.iter().map(block).collect::<Vec<_>>().join(" ")
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) => format!("p({})", inlines(text)),
        Block::Heading { level, text } => format!("h{level}({})", inlines(text)),
        Block::Quote(inner) => format!("quote({})", blocks(inner)),
        Block::Code { language, text } => format!("code:{}({})", pieces(language), pieces(text)),
        Block::Html(text) => format!("html({})", pieces(text)),
        Block::Rule => "rule".to_owned(),
        Block::Footnote {
            label,
            blocks: inner,
        } => format!("note:{}({})", pieces(label), blocks(inner)),
        Block::List {
            start,
            tight,
            items,
        } => {
            let number = start.map_or(String::new(), |start| start.to_string());
            let items: Vec<_> = (items.iter())
                .map(|item| match item.task {
                    None => format!("- {}", blocks(&item.blocks)),
                    Some(ticked) => format!("-{ticked} {}", blocks(&item.blocks)),
                })
                .collect();
            format!(
                "{}list{number}({})",
                if *tight { "" } else { "loose " },
                items.join(" ")
            )
        }
        Block::Table { align, head, rows } => {
            let row = |row: &Vec<Vec<Inline>>| {
                row.iter()
                    .map(|cell| inlines(cell))
                    .collect::<Vec<_>>()
                    .join("|")
            };
            let rows: Vec<_> = std::iter::once(row(head))
                .chain(rows.iter().map(row))
                .collect();
            format!("table{align:?}({})", rows.join(" / "))
        }
    }
}

fn inlines(list: &[Inline]) -> String {
    list.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => text.clone(),
        Inline::Chip(chip) => format!("[{chip}]"),
        Inline::Strong(text) => format!("**({})", inlines(text)),
        Inline::Emphasis(text) => format!("*({})", inlines(text)),
        Inline::Strike(text) => format!("~({})", inlines(text)),
        Inline::Code(text) => format!("`({})", pieces(text)),
        Inline::Html(text) => format!("html({})", pieces(text)),
        Inline::Formula(formula) => match formula.form {
            Form::Inline => format!("$({})", pieces(&formula.source)),
            Form::Display => format!("$$({})", pieces(&formula.source)),
        },
        Inline::Break => "⏎".to_owned(),
        Inline::Footnote(label) => format!("^({})", pieces(label)),
        Inline::Link {
            text,
            address,
            title,
        } => {
            format!(
                "link({})<{}>{}",
                inlines(text),
                address.as_str(),
                pieces(title)
            )
        }
        Inline::Image {
            alt,
            address,
            title,
        } => {
            format!(
                "image({})<{}>{}",
                inlines(alt),
                address.as_str(),
                pieces(title)
            )
        }
    }
}

fn pieces(list: &[Piece]) -> String {
    list.iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Chip(chip) => format!("[{chip}]"),
        })
        .collect()
}

#[test]
fn markdown_becomes_nodes() {
    for (source, expected) in [
        ("", ""),
        (
            "Hello *you* and **all** ~~not~~ `code`",
            "p(Hello *(you) and **(all) ~(not) `(code))",
        ),
        ("# One\n\n###### Six", "h1(One) h6(Six)"),
        ("soft\nbreak  \nhard", "p(soft\nbreak⏎hard)"),
        ("- a\n- b\n  - c", "list(- p(a) - p(b) list(- p(c)))"),
        ("3. a\n\n4. b", "loose list3(- p(a) - p(b))"),
        (
            "- [ ] open\n- [x] done",
            "list(-false p(open) -true p(done))",
        ),
        (
            "- [x] done\n\n- [ ] open",
            "loose list(-true p(done) -false p(open))",
        ),
        ("> quoted\n> > twice", "quote(p(quoted) quote(p(twice)))"),
        ("```rust\nlet a = 1;\n```", "code:rust(let a = 1;\n)"),
        ("    indented", "code:(indented)"),
        // A line end that few write: no line may go because of it.
        ("    code\n\rwords\r\nmore", "code:(code\n) p(words\nmore)"),
        ("```\none\rtwo\n```", "code:(one\ntwo\n)"),
        (
            "|a|b|\n|:-|-:|\n|1|*2*|\n|3|",
            "table[Left, Right](a|b / 1|*(2) / 3|)",
        ),
        ("---", "rule"),
        (
            "text[^1]\n\n[^1]: the note",
            "p(text^(1)) note:1(p(the note))",
        ),
        ("<b>bold</b>", "p(html(<b>)boldhtml(</b>))"),
        ("<div>\n*x*\n</div>", "html(<div>\n*x*\n</div>)"),
        ("[a](b \"c\")", "p(link(a)<b>c)"),
        (
            "<https://a.example>",
            "p(link(https://a.example)<https://a.example>)",
        ),
        ("[x]\n\n[x]: y", "p(link(x)<y>)"),
        (
            "![alt *text*](https://a.example/x.png)",
            "p(image(alt *(text))<https://a.example/x.png>)",
        ),
        (
            "https://a.example stays text",
            "p(https://a.example stays text)",
        ),
        (
            "\"quotes\" -- and ... stay",
            "p(\"quotes\" -- and ... stay)",
        ),
        ("$x_1 + y_2$ and $$z$$", "p($(x_1 + y_2) and $$(z))"),
        ("&lt;b&gt; &amp;copy; &copy;", "p(<b> &copy; ©)"),
        (
            "a\u{202E}b `c\u{200B}d`",
            "p(a[RLO U+202E]b `(c[ZWSP U+200B]d))",
        ),
        ("[t\u{202E}](u)", "p(link(t[RLO U+202E])<u>)"),
        // Splinters are put together before they are searched: the joiner has its neighbours.
        ("می&zwnj;خواهم", "p(می\u{200C}خواهم)"),
        ("nul\0", "p(nul[NUL U+0000])"),
        ("a\\*b", "p(a*b)"),
        ("| a |\n|---|\n| `x|y` \\| z |", "table[None](a / `x)"),
    ] {
        assert_eq!(told(&parse(source)), expected, "{source}");
    }
}

#[test]
fn definitions_that_nothing_uses_are_listed() {
    let document = parse("[a]\n\n[b]: hidden \"words\"\n[a]: used\n[//]: # (a comment)\n");
    let unused: Vec<_> = (document.unused.iter())
        .map(|unused| {
            (
                pieces(&unused.label),
                unused.address.as_str(),
                pieces(&unused.title),
            )
        })
        .collect();
    let expected = [("b", "hidden", "words"), ("//", "#", "a comment")];
    let expected =
        expected.map(|(label, address, title)| (label.to_owned(), address, title.to_owned()));
    assert_eq!(unused, expected);
}

#[test]
fn only_small_data_pictures_may_be_drawn() {
    let long = format!("data:image/png;base64,iVBORw0KGgo{}", "A".repeat(70_000));
    for (address, expected) in [
        ("data:image/png;base64,iVBORw0KGgoAAAA=", Some(Picture::Png)),
        ("data:image/jpeg;base64,/9j/4AAQ", Some(Picture::Jpeg)),
        ("data:image/gif;base64,R0lGODlh", Some(Picture::Gif)),
        (
            "data:image/webp;base64,UklGRiQAAABXRUJQVlA4",
            Some(Picture::Webp),
        ),
        ("data:image/webp;base64,UklGRiQAAABXQVZFZm10", None),
        ("data:image/png;base64,PHN2Zz4=", None),
        ("data:image/svg+xml;base64,PHN2Zz4=", None),
        ("data:image/png,iVBORw0KGgo", None),
        ("data:image/png;base64,iVBORw0KGgo%22onload", None),
        ("data:image/png;base64,iVBORw0KGgo===", None),
        ("data:text/html;base64,iVBORw0KGgo", None),
        ("DATA:image/png;base64,iVBORw0KGgo", None),
        ("https://a.example/x.png", None),
        ("//a.example/x.png", None),
        (&long, None),
    ] {
        let document = parse(&format!("![x]({address})"));
        let [Block::Paragraph(text)] = &document.blocks[..] else {
            panic!("{address}")
        };
        let [Inline::Image { address, alt, .. }] = &text[..] else {
            panic!("{text:?}")
        };
        assert_eq!(address.picture(), expected, "{}", address.as_str());
        assert_eq!(inline_text(alt), "x");
    }
}

#[test]
fn limits_cut_and_say_so() {
    let limit = |source: &str| parse(source).cut.map(|cut| cut.limit);
    assert_eq!(limit(&"word ".repeat(30_000)), None);
    assert_eq!(limit(&"word ".repeat(45_000)), Some(Limit::Characters));
    assert_eq!(limit(&"- a\n".repeat(20_000)), Some(Limit::Nodes));
    assert_eq!(limit(&"*a* ".repeat(60_000)), Some(Limit::Nodes));
    let long = format!("[x]({})", "y".repeat(300_000));
    assert_eq!(limit(&long), Some(Limit::Characters));
    assert_eq!(limit(&("漢".repeat(90_000))), Some(Limit::Source));

    let source = "one\n\ntwo\n\nthree";
    let document = parse_within(
        source,
        Limits {
            characters: 5,
            ..Limits::default()
        },
    );
    assert_eq!(told(&document), "p(one) p(tw)");
    let cut = document.cut.map(|cut| (cut.limit, cut.shown, cut.of));
    assert_eq!(cut, Some((Limit::Characters, 7, source.len())));
    let more = parse_within(
        source,
        Limits {
            characters: 50,
            ..Limits::default()
        },
    );
    assert_eq!(
        (told(&more).as_str(), more.cut),
        ("p(one) p(two) p(three)", None)
    );
}

#[test]
fn deep_nesting_keeps_its_words() {
    let source = format!("{} *deep* [a](b) end", "> ".repeat(500));
    let document = parse(&source);
    assert!(document.flattened);
    let told = told(&document);
    assert!(
        told.contains("deep") && told.contains("link()<b>a end"),
        "{told}"
    );
    assert_eq!(document.text().trim(), "deep a end");
}

/// Scraps of Markdown, words among them.
fn scraps() -> impl Strategy<Value = Vec<String>> {
    let noise = prop::sample::select(vec![
        "*", "**", "_", "~~", "`", "```\n", "> ", "- ", "1. ", "# ", "\n", "\n\n", "  \n", "    ",
        "<b>", "</b>", "<!--", "-->", "[", "](", "]", ")", "!", "&amp;", "\\", "$", "---\n", "\t",
        "- [x] ", "🙂", "\u{200B}", "\u{202E}", "\r\n", "\r", "<script>", "==\n",
    ]);
    let word = (0..1000_u32).prop_map(|number| format!("word{number}q"));
    prop::collection::vec(prop_oneof![noise.prop_map(str::to_owned), word], 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_document(source in any::<String>()) {
        let document = parse(&source);
        prop_assert!(document.nodes <= 20_000 && document.characters <= 200_000);
    }

    #[test]
    fn punctuation_is_no_danger(source in r"[\[\]()!<>*_`~|:\-#&;\\ \n\t0-9a-c$^]{0,400}") {
        let document = parse(&source);
        prop_assert!(document.nodes <= 20_000);
    }

    #[test]
    fn words_are_conserved(scraps in scraps()) {
        let document = parse(&scraps.concat());
        let mut shown = told(&document);
        for unused in &document.unused {
            shown.push_str(&pieces(&unused.label));
            shown.push_str(unused.address.as_str());
            shown.push_str(&pieces(&unused.title));
        }
        for word in scraps.iter().filter(|scrap| scrap.starts_with("word")) {
            prop_assert!(shown.contains(word.as_str()), "{} in {}", word, shown);
        }
    }

    #[test]
    fn runs_are_the_whole_text(text in any::<String>()) {
        for view in [View::Rendered, View::Raw] {
            let joined: String = split(&text, view).iter().map(|run| run.source).collect();
            prop_assert_eq!(&joined, &text);
        }
    }

    #[test]
    fn small_limits_hold(scraps in scraps(), nodes in 0..40_usize, characters in 0..80_usize) {
        let limits = Limits { nodes, characters, depth: 8, source: 200 };
        let document = parse_within(&scraps.concat(), limits);
        prop_assert!(document.nodes <= nodes && document.characters <= characters);
        prop_assert!(document.text().chars().filter(|c| c.is_alphanumeric()).count() <= characters);
    }
}
