//! Text that a model or a stranger wrote, drawn from its nodes.
//!
//! Every element here is made by name, and every attribute has a fixed meaning: nothing of the text
//! becomes markup, an address to follow or an address to load, small pictures in the text aside.

mod block;
mod inline;
mod math;
mod notes;

use std::cell::{Cell, RefCell};

use leptos::prelude::*;

use crate::text::markdown::{self, Limits};
use crate::text::nodes::{Cut, Document};
use crate::ui::components::formulas::Formulas;
use crate::ui::live::memo;
use crate::ui::planted;

pub(in crate::ui) use inline::chip;
use notes::Notes;

/// The words of a response, an instruction, an SOP: rendered Markdown.
///
/// It is read once a text, not once a key press. With a label it is a region that can be scrolled
/// by keyboard.
#[component]
pub fn Prose(
    /// The Markdown.
    #[prop(into)]
    source: Signal<String>,
    /// Its name for people who cannot see it: “Text of response A”.
    #[prop(optional, into)]
    label: Option<String>,
    /// The class, where the place needs more than `prose`.
    #[prop(default = "prose")]
    class: &'static str,
) -> impl IntoView {
    let limits = RwSignal::new(Limits::default());
    let formulas = Formulas::here();
    let document = memo(move || {
        let typeset = formulas.and_then(Formulas::typeset);
        source.with(|text| markdown::parse_with(text, limits.get(), typeset))
    });
    let name = label.clone().unwrap_or_else(|| "Text".to_owned());
    let content = move || {
        if let Some(markup) = planted::markup(source) {
            return markup;
        }
        let scope = Scope::new(&name);
        document.with(|document| {
            if document.formulas
                && let Some(formulas) = formulas
            {
                formulas.ask();
            }
            scope.document(document)
        })
    };
    let more = move || {
        let Cut { shown, .. } = document.with(|document| document.cut)?;
        Some(view! { <More shown more=move || limits.update(widen)/> })
    };
    let role = label.is_some().then_some("region");
    let stop = label.is_some().then_some("0");
    view! {
        <div class=class dir="auto" tabindex=stop role=role aria-label=label>
            {content}
            {more}
        </div>
    }
}

/// Shows more at the next reading. The depth stays: it guards the stack.
fn widen(limits: &mut Limits) {
    limits.source = limits.source.saturating_mul(4);
    limits.nodes = limits.nodes.saturating_mul(4);
    limits.characters = limits.characters.saturating_mul(4);
}

/// Says that a text goes on, and shows more of it.
#[component]
pub(super) fn More<F>(
    /// How many bytes are shown.
    shown: usize,
    /// Shows more.
    more: F,
) -> impl IntoView
where
    F: Fn() + Send + 'static,
{
    let said = format!("The first {} KB are shown.", shown.div_ceil(1024));
    view! {
        <span class="thing" data-kind="cut">
            {said} " "
            <button type="button" class="btn" data-size="small" on:click=move |_| more()>
                "Show more"
            </button>
        </span>
    }
}

/// What the elements of one text have in common.
struct Scope<'a> {
    /// The name of the text.
    name: &'a str,
    /// How many parts that scroll have been drawn.
    parts: Cell<usize>,
    /// The levels of the headings above the next one.
    outline: RefCell<Vec<u8>>,
    /// The footnotes and their marks.
    notes: RefCell<Notes>,
}

impl<'a> Scope<'a> {
    fn new(name: &'a str) -> Self {
        Self {
            name,
            parts: Cell::new(0),
            outline: RefCell::default(),
            notes: RefCell::default(),
        }
    }

    fn document(&self, document: &Document) -> AnyView {
        let blocks = self.blocks(&document.blocks);
        let unused = (!document.unused.is_empty()).then(|| block::unused(&document.unused));
        let flat = document.flattened.then(|| {
            view! { <p class="small muted">"Structure that was nested too deep is shown flat."</p> }
        });
        (blocks, unused, flat).into_any()
    }

    /// A name for the next part that scrolls: no two parts of a page may share one.
    fn part(&self, what: &str) -> String {
        let number = self.parts.get() + 1;
        self.parts.set(number);
        format!("{what} {number} in: {}", self.name)
    }

    /// How deep a heading of this level stands below the page's own: 0 for the topmost. A text that
    /// begins with a third-level heading leaves no gap in the outline of the page.
    fn depth(&self, level: u8) -> usize {
        let mut outline = self.outline.borrow_mut();
        while outline.last().is_some_and(|above| *above >= level) {
            outline.pop();
        }
        outline.push(level);
        outline.len() - 1
    }
}
