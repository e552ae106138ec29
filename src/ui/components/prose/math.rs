//! Formulas as MathML: an element a node, attributes of fixed meaning, text as text.

use leptos::attr::custom::CustomAttribute;
use leptos::math;
use leptos::prelude::*;

use crate::text::math::{
    Face, Form, Look, Math, Operator, Place, Role, Script, Side, Size, Table, TableCell, TableRow,
};

/// A formula; those who cannot see it are given the LaTeX.
pub(super) fn draw(formula: &Math, form: Form, source: String) -> AnyView {
    let display = match form {
        Form::Inline => "inline",
        Form::Display => "block",
    };
    math::math()
        .display(display)
        .attr("dir", "ltr")
        .attr("alttext", source)
        .child(part(formula))
        .into_any()
}

fn part(part: &Math) -> AnyView {
    match part {
        Math::Name { text, upright } => {
            let one = text.chars().nth(1).is_none();
            let variant = (*upright && one).then_some("normal");
            math::mi()
                .mathvariant(variant)
                .child(text.clone())
                .into_any()
        }
        Math::Number(text) => math::mn().child(text.clone()).into_any(),
        Math::Text { text, face } => math::mtext()
            .attr("data-face", face_name(*face))
            .child(text.clone())
            .into_any(),
        Math::Operator(sign) => operator(sign),
        Math::Space(width) => math::mspace().width(em(*width)).into_any(),
        Math::Row(parts) => row(parts, None),
        Math::Boxed(parts) => row(parts, Some("box")),
        Math::Struck(parts) => row(parts, Some("struck")),
        Math::Sized(size, parts) => sized(*size, parts),
        Math::Fraction { bar, above, below } => math::mfrac()
            .linethickness((!bar).then_some("0"))
            .child((self::part(above), self::part(below)))
            .into_any(),
        Math::Root { of, index: None } => math::msqrt().child(self::part(of)).into_any(),
        Math::Root {
            of,
            index: Some(index),
        } => math::mroot()
            .child((self::part(of), self::part(index)))
            .into_any(),
        Math::Script(script) => scripts(script),
        Math::Table(table) => rows(table),
    }
}

fn parts(parts: &[Math]) -> Vec<AnyView> {
    parts.iter().map(part).collect()
}

fn row(content: &[Math], kind: Option<&'static str>) -> AnyView {
    math::mrow()
        .attr("data-kind", kind)
        .child(parts(content))
        .into_any()
}

fn sized(size: Size, content: &[Math]) -> AnyView {
    let (display, level) = match size {
        Size::Display => ("true", "0"),
        Size::Text => ("false", "0"),
        Size::Script => ("false", "1"),
        Size::ScriptScript => ("false", "2"),
    };
    math::mstyle()
        .displaystyle(display)
        .scriptlevel(level)
        .child(parts(content))
        .into_any()
}

/// What a browser would guess wrongly about a sign is said.
fn operator(sign: &Operator) -> AnyView {
    let (mut form, mut stretchy, mut height, mut limits) = (None, None, None, None);
    match sign.role {
        Role::Prefix => form = Some("prefix"),
        Role::Open | Role::Close | Role::Accent { wide: false } => stretchy = Some("false"),
        Role::Stretched | Role::Accent { wide: true } => stretchy = Some("true"),
        Role::Tall(hundredths) => {
            stretchy = Some("true");
            height = Some(em(hundredths));
        }
        // Where the limits stand is decided already.
        Role::Large { .. } => limits = Some("false"),
        Role::Binary | Role::Relation | Role::Punctuation | Role::Application => {}
    }
    let small = (sign.role == Role::Large { small: true }).then_some("false");
    math::mo()
        .form(form)
        .stretchy(stretchy)
        .symmetric(height.is_some().then_some("true"))
        .minsize(height.clone())
        .maxsize(height)
        .movablelimits(limits)
        .attr("largeop", small)
        .child(sign.text.clone())
        .into_any()
}

fn scripts(script: &Script) -> AnyView {
    let base = part(&script.base);
    let lower = script.lower.as_deref().map(part);
    let upper = script.upper.as_deref().map(part);
    let is_accent = |script: &Option<Box<Math>>| {
        let accent = matches!(
            script.as_deref(),
            Some(Math::Operator(Operator {
                role: Role::Accent { .. },
                ..
            }))
        );
        accent.then_some("true")
    };
    match (script.place, lower, upper) {
        (_, None, None) => base,
        (Place::Beside, Some(lower), None) => math::msub().child((base, lower)).into_any(),
        (Place::Beside, None, Some(upper)) => math::msup().child((base, upper)).into_any(),
        (Place::Beside, Some(lower), Some(upper)) => {
            math::msubsup().child((base, lower, upper)).into_any()
        }
        (Place::AboveBelow, Some(lower), None) => math::munder()
            .accentunder(is_accent(&script.lower))
            .child((base, lower))
            .into_any(),
        (Place::AboveBelow, None, Some(upper)) => math::mover()
            .accent(is_accent(&script.upper))
            .child((base, upper))
            .into_any(),
        (Place::AboveBelow, Some(lower), Some(upper)) => {
            math::munderover().child((base, lower, upper)).into_any()
        }
    }
}

fn rows(table: &Table) -> AnyView {
    let look = match table.look {
        Look::Equations => "equations",
        Look::Grid => "grid",
        Look::Cases => "cases",
        Look::Stack => "stack",
    };
    let rows: Vec<AnyView> = table.rows.iter().map(line).collect();
    math::mtable()
        .attr("data-look", look)
        .attr("data-line", table.ruled_below.then_some("below"))
        .displaystyle((table.look == Look::Equations).then_some("true"))
        .child(rows)
        .into_any()
}

fn line(row: &TableRow) -> AnyView {
    let cells: Vec<AnyView> = row.cells.iter().map(cell).collect();
    math::mtr()
        .attr("data-line", row.ruled_above.then_some("above"))
        .child(cells)
        .into_any()
}

fn cell(cell: &TableCell) -> AnyView {
    let side = match cell.align {
        Side::Left => "left",
        Side::Center => "center",
        Side::Right => "right",
    };
    let line = match (cell.ruled_before, cell.ruled_after) {
        (false, false) => None,
        (true, false) => Some("before"),
        (false, true) => Some("after"),
        (true, true) => Some("both"),
    };
    math::mtd()
        .attr("data-align", side)
        .attr("data-line", line)
        .child(parts(&cell.content))
        .into_any()
}

fn face_name(face: Face) -> Option<&'static str> {
    match face {
        Face::Plain => None,
        Face::Bold => Some("bold"),
        Face::Italic => Some("italic"),
        Face::Sans => Some("sans"),
        Face::Mono => Some("mono"),
    }
}

fn em(hundredths: u16) -> String {
    format!("{}.{:02}em", hundredths / 100, hundredths % 100)
}
