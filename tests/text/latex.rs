//! What LaTeX becomes.

use proptest::prelude::*;
use trainmaster::text::latex::{FORMULA_BYTES, FORMULA_NODES, typeset};
use trainmaster::text::math::{
    Drawing, Fault, Form, Math, Operator, Place, Role, Script, Table, TableCell,
};

/// A formula in short; every node is there.
fn told(math: &Math) -> String {
    match math {
        Math::Name { text, upright } if *upright => format!("up:{text}"),
        Math::Name { text, .. } | Math::Number(text) => text.clone(),
        Math::Text { text, .. } => format!("“{text}”"),
        Math::Operator(Operator { text, role }) => match role {
            Role::Prefix => format!("prefix:{text}"),
            Role::Stretched => format!("tall:{text}"),
            Role::Accent { .. } => format!("accent:{text}"),
            Role::Application => "of".to_owned(),
            _ => text.clone(),
        },
        Math::Space(width) => format!("sp{width}"),
        Math::Row(parts) => format!("({})", all(parts)),
        Math::Boxed(parts) => format!("box({})", all(parts)),
        Math::Struck(parts) => format!("struck({})", all(parts)),
        Math::Sized(size, parts) => format!("{size:?}({})", all(parts)),
        Math::Fraction { bar, above, below } => {
            let bar = if *bar { "frac" } else { "stack" };
            format!("{bar}({} {})", told(above), told(below))
        }
        Math::Root { of, index: None } => format!("root({})", told(of)),
        Math::Root {
            of,
            index: Some(index),
        } => format!("root({} {})", told(of), told(index)),
        Math::Script(script) => scripts(script),
        Math::Table(table) => rows(table),
    }
}

fn all(parts: &[Math]) -> String {
    parts.iter().map(told).collect::<Vec<_>>().join(" ")
}

fn scripts(script: &Script) -> String {
    let (low, high) = match script.place {
        Place::Beside => ("_", "^"),
        Place::AboveBelow => ("below", "above"),
    };
    let part = |sign: &str, part: &Option<Box<Math>>| {
        (part.as_ref()).map_or(String::new(), |part| format!("{sign}[{}]", told(part)))
    };
    format!(
        "{}{}{}",
        told(&script.base),
        part(low, &script.lower),
        part(high, &script.upper)
    )
}

fn rows(table: &Table) -> String {
    let cell = |cell: &TableCell| {
        let (before, after) = (cell.ruled_before, cell.ruled_after);
        let line = |there: bool| if there { "|" } else { "" };
        let side = format!("{:?}", cell.align).to_lowercase();
        format!(
            "{}{}:{}{}",
            line(before),
            &side[..1],
            all(&cell.content),
            line(after)
        )
    };
    let rows: Vec<_> = (table.rows.iter())
        .map(|row| {
            let cells: Vec<_> = row.cells.iter().map(cell).collect();
            let above = if row.ruled_above { "— " } else { "" };
            format!("{above}{}", cells.join(" & "))
        })
        .collect();
    let below = if table.ruled_below { " —" } else { "" };
    format!("{:?}[{}{below}]", table.look, rows.join(" / "))
}

fn drawn(source: &str) -> Result<String, Fault> {
    typeset(source, Form::Display).map(|drawing| told(&drawing.math))
}

fn check(cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        assert_eq!(drawn(source).as_deref(), Ok(*expected), "{source}");
    }
}

#[test]
fn latex_becomes_nodes() {
    check(&[
        ("", "()"),
        ("x", "x"),
        ("x + 1", "(x + 1)"),
        (r"\frac{a}{b}", "frac(a b)"),
        (r"\frac12", "frac(1 2)"),
        (r"\binom{n}{k}", "(tall:( (stack(n k)) tall:))"),
        (r"\sqrt{x}", "root(x)"),
        (r"\sqrt[n+1]{x}", "root(x (n + 1))"),
        ("x_1^2", "x_[1]^[2]"),
        (r"\sum_{i=1}^n i", "(∑below[(i = 1)]above[n] i)"),
        (r"\int_0^1", "∫_[0]^[1]"),
        (r"\hat{x} \vec v", "(xabove[accent:^] vabove[accent:→])"),
        (r"\left( x \right]", "(tall:( (x) tall:])"),
        (r"\mathbb{R}^n", "up:ℝ^[n]"),
        (r"\mathrm{d}x", "(up:d x)"),
        (r"\alpha\Omega", "(α up:Ω)"),
        (r"\text{if } x > 0", "(“if\u{A0}” x > 0)"),
        (r"\text{5\% \& more}", "“5% & more”"),
        (r"\boxed{x = 1}", "box(x = 1)"),
        (r"x \tag{1}", "(x sp200 “(1)”)"),
        (r"\color{red} x \textcolor{white}{y}", "(x y)"),
        (r"a \not= b", "(a =\u{338} b)"),
        (r"\cancel{x}", "struck(x)"),
        (r"\displaystyle x", "Display(x)"),
        (r"a \hspace{-5em} b", "(a sp0 b)"),
        (r"a \hspace{900em} b", "(a sp400 b)"),
        (r"\mbox{so}\nonumber", "“so”"),
        (r"50\%", "(50 %)"),
        (r"\operatorname*{arg\,max}_x", "up:arg\u{2009}max_[x]"),
    ]);
}

#[test]
fn rows_and_columns_are_tables() {
    check(&[
        (
            r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
            "Equations[r:a & l:= b / r:c & l:= d]",
        ),
        (
            r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \\ \end{pmatrix}",
            "(tall:( (Grid[c:1 & c:2 / c:3 & c:4]) tall:))",
        ),
        (
            r"|x| = \begin{cases} x & x \ge 0 \\ -x & x < 0 \end{cases}",
            "(| x | = (tall:{ (Cases[l:x & l:x ≥ 0 / l:prefix:− x & l:x < 0])))",
        ),
        (
            r"\begin{array}{|l|r} \hline a & b \\ \hline \end{array}",
            "Grid[— |l:a & |r:b —]",
        ),
        (r"\begin{equation} x \end{equation}", "x"),
        (r"\sum_{\substack{a \\ b}}", "∑below[Stack[c:a / c:b]]"),
    ]);
}

#[test]
fn signs_and_functions_have_their_room() {
    check(&[
        ("x = -1", "(x = prefix:− 1)"),
        ("x - 1", "(x − 1)"),
        ("(-1)", "(( prefix:− 1 ))"),
        (r"\sin x", "(up:sin of sp17 x)"),
        (r"\sin(x)", "(up:sin of ( x ))"),
        (r"2\sin^2 x", "(2 sp17 up:sin^[2] of sp17 x)"),
        (r"\lim_{x \to 0} f", "(up:limbelow[(x → 0)] of sp17 f)"),
    ]);
}

#[test]
fn what_cannot_be_drawn_says_why() {
    let long = "x".repeat(FORMULA_BYTES + 1);
    let deep = format!("{}x{}", "{".repeat(60), "}".repeat(60));
    let chain = r"\sqrt".repeat(300) + " x";
    let nested = r"\sqrt".repeat(100) + " x";
    let unsupported = |name: &str| Fault::Unsupported(name.to_owned());
    for (source, expected) in [
        (long.as_str(), Fault::Long),
        (&deep, Fault::Deep),
        (&chain, Fault::Large),
        (&nested, Fault::Deep),
        (&"x".repeat(9_000), Fault::Large),
        (r"\def\a{x}\a", Fault::Definition),
        (r"\newcommand{\a}[0]{\a\a}\a", Fault::Definition),
        (r"\let\a=b \a", Fault::Definition),
        ("x % words\n + 1", Fault::Comment),
        ("50%", Fault::Comment),
        ("x\u{200B}y", Fault::Invisible),
        ("\\text{a\u{202E}b}", Fault::Invisible),
        (r"\char 7", unsupported("char")),
        (r"\sideset{_a}{}\sum", unsupported("sideset")),
        (r"\text abc", unsupported("text")),
        (r"\text{a \textbf{b}}", unsupported("text")),
        (
            r"\begin{alignat}{é}x\end{alignat}",
            unsupported("begin{alignat}"),
        ),
    ] {
        assert_eq!(drawn(source), Err(expected), "{source}");
    }
    for source in [
        r"\href{javascript:alert(1)}{x}",
        r"\url{https://evil.example}",
        r"\includegraphics{https://evil.example/p.gif}",
        r"\htmlClass{a}{b}",
        r"\style{position:fixed}{x}",
        r"\unicode{x202E}",
        r"\phantom{words}",
        r"\input{a}",
        r"\frac{a}",
        "{",
        "}",
        "x_1_2",
        "a & b",
        r"\left(",
        r"\begin{x}\end{x}",
        "#1",
        "\\",
    ] {
        let fault = drawn(source);
        assert!(
            matches!(fault, Err(Fault::Unreadable(_))),
            "{source}: {fault:?}"
        );
    }
    let empty = drawn("x %\n + 1");
    assert_eq!(
        empty.as_deref(),
        Ok("(x + 1)"),
        "an empty comment joins lines"
    );
}

#[test]
fn markup_in_a_formula_is_text() {
    check(&[
        ("a < b > c", "(a < b > c)"),
        (
            r"\text{<img src=x onerror=alert(1)>}",
            "“<img src=x onerror=alert(1)>”",
        ),
        (r"\operatorname{<script>}", "up:<script>"),
    ]);
}

/// Counts nodes as they will be drawn, and the deepest nesting.
fn measure(math: &Math, depth: usize) -> (usize, usize) {
    let parts: Vec<&Math> = match math {
        Math::Row(parts) | Math::Boxed(parts) | Math::Struck(parts) | Math::Sized(_, parts) => {
            parts.iter().collect()
        }
        Math::Fraction { above, below, .. } => vec![above, below],
        Math::Root { of, index } => std::iter::once(of)
            .chain(index)
            .map(AsRef::as_ref)
            .collect(),
        Math::Script(script) => std::iter::once(&script.base)
            .chain(&script.lower)
            .chain(&script.upper)
            .map(AsRef::as_ref)
            .collect(),
        Math::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.flat_map(|cell| &cell.content).collect()
        }
        _ => Vec::new(),
    };
    let around = match math {
        Math::Table(table) => {
            1 + table
                .rows
                .iter()
                .map(|row| 1 + row.cells.len())
                .sum::<usize>()
        }
        _ => 1,
    };
    parts
        .into_iter()
        .fold((around, depth), |(nodes, deepest), part| {
            let (more, deep) = measure(part, depth + 1);
            (nodes + more, deepest.max(deep))
        })
}

/// Scraps of LaTeX, good and bad.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop::sample::select(vec![
        "x",
        "1",
        "é",
        "漢",
        "\u{A0}",
        "\u{3000}",
        " ",
        "\n",
        "{",
        "}",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "^",
        "_",
        "&",
        "\\\\",
        "'",
        "~",
        "%",
        "#",
        "$",
        "|",
        "-",
        "+",
        "=",
        "<",
        ",",
        "😀",
        "\\frac",
        "\\dfrac",
        "\\sqrt",
        "\\sqrt[",
        "\\binom",
        "\\genfrac",
        "\\over",
        "\\text{",
        "\\text",
        "\\left(",
        "\\left.",
        "\\right)",
        "\\right.",
        "\\middle|",
        "\\big(",
        "\\Bigg",
        "\\not",
        "\\cancel",
        "\\hat",
        "\\vec",
        "\\overline",
        "\\underbrace",
        "\\overset",
        "\\underset",
        "\\stackrel",
        "\\buildrel",
        "\\over ",
        "\\xrightarrow",
        "\\substack{",
        "\\sum",
        "\\int",
        "\\limits",
        "\\nolimits",
        "\\lim",
        "\\sin",
        "\\operatorname{",
        "\\operatorname",
        "\\mathbb",
        "\\mathrm{",
        "\\boldsymbol",
        "\\bf",
        "\\displaystyle",
        "\\scriptstyle",
        "\\color{red}",
        "\\textcolor{blue}",
        "\\boxed{",
        "\\tag{",
        "\\quad",
        "\\,",
        "\\ ",
        "\\hspace{1em}",
        "\\hspace{-1em\u{A0}}",
        "\\kern",
        "\\kern1em",
        "\\mkern 18mu",
        "\\hskip 1em plus 2em",
        "\\Space{1em}{2em}{3em}",
        "1.5em",
        "\\pmod",
        "\\bmod",
        "\\alpha",
        "\\to",
        "\\le",
        "\\relax",
        "\\begingroup",
        "\\endgroup",
        "\\strut",
        "\\surd",
        "\\mathop",
        "\\mathbin",
        "\\mathrel{",
        "\\begin{matrix}",
        "\\end{matrix}",
        "\\begin{array}{c|c}",
        "\\begin{array}",
        "\\end{array}",
        "\\hline",
        "\\begin{cases}",
        "\\end{cases}",
        "\\begin{aligned}",
        "\\end{aligned}",
        "\\begin{matrix*}[l]",
        "\\end{matrix*}",
        "\\begin{split}",
        "\\end{split}",
        "\\begin{",
        "\\end{",
        "\\\\[1em]",
        "\\cr",
        "\\char",
        "\\def",
        "\\prime",
        "\\{",
        "\\}",
        "\\|",
        "\\$",
        "\\%",
        "\\é",
        "\\",
        "\\nonumber",
        "\\begin{subarray}{l}",
    ]);
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

fn check_limits(drawing: &Drawing, source: &str) -> Result<(), TestCaseError> {
    let (nodes, depth) = measure(&drawing.math, 1);
    prop_assert!(
        nodes <= drawing.nodes,
        "{} of {} in {source}",
        nodes,
        drawing.nodes
    );
    prop_assert!(drawing.nodes <= FORMULA_NODES);
    prop_assert!(depth <= 160, "{depth} deep: {source}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_formula_ends_within_its_limits(source in scraps(), display in any::<bool>()) {
        let form = if display { Form::Display } else { Form::Inline };
        if let Ok(drawing) = typeset(&source, form) {
            check_limits(&drawing, &source)?;
        }
    }

    #[test]
    fn any_text_is_drawn_or_refused(source in any::<String>()) {
        if let Ok(drawing) = typeset(&source, Form::Inline) {
            check_limits(&drawing, &source)?;
        }
    }

    #[test]
    fn signs_are_no_danger(source in r"[\\{}()\[\]&%#^_~.,|<>=*+$'\n 0-9a-eé漢]{0,300}") {
        if let Ok(drawing) = typeset(&source, Form::Inline) {
            check_limits(&drawing, &source)?;
        }
    }
}
