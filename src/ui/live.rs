//! Views of the state that follow it, built so that they weigh little.
//!
//! The machinery behind a memo is compiled once for every kind of closure it is given, and every
//! closure is a kind of its own. Boxed closures of one result share it; the cost at run time is
//! one indirect call.

use leptos::prelude::*;

/// A value that is computed from signals and changes only when it differs.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let compute: Box<dyn Fn() -> T + Send + Sync> = Box::new(compute);
    Memo::new(move |_| compute())
}
