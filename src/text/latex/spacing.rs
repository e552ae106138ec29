//! The room between the parts of a row, where the browser cannot know it.
//!
//! A browser tells a sign between operands from one before an operand by its place in the row only:
//! in `x = -1` it would set the minus as in `x - 1`. And it does not know that `sin` is a function.
//! The rules are those of the TeXbook, chapter 18.

use crate::text::math::{Math, Operator, Role, Script};

/// A thin space, in hundredths of an em.
const THIN: u16 = 17;

/// What a part is to its neighbours.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    /// A name, a number, a group.
    Operand,
    /// A function that takes what follows.
    Function,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A sign that wants an operand after it.
    Sign,
    /// Room.
    Space,
}

/// Gives signs and functions the room they need.
pub(super) fn spaced(row: Vec<Math>) -> Vec<Math> {
    if !row.iter().any(is_concerned) {
        return row;
    }
    let mut out: Vec<Math> = Vec::with_capacity(row.len());
    let mut before = None;
    let mut parts = row.into_iter().peekable();
    while let Some(mut part) = parts.next() {
        let class = class(&part);
        let after_operand = matches!(
            before,
            Some(Class::Operand | Class::Close | Class::Function)
        );
        if let Math::Operator(operator) = &mut part
            && operator.role == Role::Binary
            && !after_operand
        {
            operator.role = Role::Prefix;
        }
        let function = class == Class::Function;
        if function && after_operand {
            out.push(Math::Space(THIN));
        }
        out.push(part);
        if function {
            apply(&mut out, parts.peek().map(self::class));
        }
        if class != Class::Space {
            before = Some(class);
        }
    }
    out
}

/// Puts the invisible sign after a function that has an argument.
fn apply(out: &mut Vec<Math>, next: Option<Class>) {
    let argument = matches!(next, Some(Class::Operand | Class::Function | Class::Open));
    if argument {
        out.push(Math::Operator(Operator {
            text: "\u{2061}".to_owned(),
            role: Role::Application,
        }));
    }
    if matches!(next, Some(Class::Operand)) {
        out.push(Math::Space(THIN));
    }
}

fn is_concerned(part: &Math) -> bool {
    let binary = |operator: &Operator| operator.role == Role::Binary;
    match part {
        Math::Operator(operator) => binary(operator),
        other => class(other) == Class::Function,
    }
}

fn class(part: &Math) -> Class {
    match part {
        Math::Name {
            text,
            upright: true,
        } if text.chars().nth(1).is_some() => Class::Function,
        Math::Script(Script { base, .. }) => match class(base) {
            Class::Function => Class::Function,
            Class::Sign => Class::Sign,
            _ => Class::Operand,
        },
        Math::Space(_) => Class::Space,
        Math::Operator(operator) => match operator.role {
            Role::Open => Class::Open,
            Role::Close => Class::Close,
            Role::Tall(_) | Role::Stretched | Role::Accent { .. } => Class::Operand,
            _ => Class::Sign,
        },
        _ => Class::Operand,
    }
}
