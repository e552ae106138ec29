//! Running text: stress, code, and the things that must not act.

use leptos::prelude::*;

use super::Scope;
use super::math::draw;
use crate::text::invisible::Chip;
use crate::text::math::{Drawn, Form, Formula};
use crate::text::nodes::{self, Address, Inline, Piece};
use crate::text::words;
use crate::ui::components::Copy;

/// How much of an address is shown; the button copies all of it.
const ADDRESS_SHOWN: usize = 300;

impl Scope<'_> {
    /// Running text.
    pub(super) fn inlines(&self, text: &[Inline]) -> AnyView {
        let parts: Vec<AnyView> = text.iter().map(|inline| self.inline(inline)).collect();
        parts.into_any()
    }

    fn inline(&self, inline: &Inline) -> AnyView {
        match inline {
            Inline::Text(text) => text.clone().into_any(),
            Inline::Chip(found) => chip(found),
            Inline::Strong(text) => view! { <strong>{self.inlines(text)}</strong> }.into_any(),
            Inline::Emphasis(text) => view! { <em>{self.inlines(text)}</em> }.into_any(),
            Inline::Strike(text) => view! { <s>{self.inlines(text)}</s> }.into_any(),
            Inline::Code(text) | Inline::Html(text) => {
                view! { <code>{pieces(text)}</code> }.into_any()
            }
            Inline::Formula(formula) => self.formula(formula),
            Inline::Break => view! { <br/> }.into_any(),
            Inline::Link {
                text,
                address,
                title,
            } => self.link(text, address, title),
            Inline::Image {
                alt,
                address,
                title,
            } => self.image(alt, address, title),
            Inline::Footnote(label) => self.mark(label),
        }
    }

    /// A formula that cannot be drawn, or not yet, is shown as it was written.
    fn formula(&self, formula: &Formula) -> AnyView {
        let drawn = match &formula.drawn {
            Drawn::Math(math) => draw(math, formula.form, written(&formula.source)),
            Drawn::Source(fault) => {
                let why = format!("Shown as it was written: {fault}.");
                view! { <code title=why>{pieces(&formula.source)}</code> }.into_any()
            }
            Drawn::Waiting => view! { <code>{pieces(&formula.source)}</code> }.into_any(),
        };
        if formula.form == Form::Inline {
            return drawn;
        }
        let label = self.part("Formula");
        view! {
            <span class="formula" tabindex="0" role="group" aria-label=label>{drawn}</span>
        }
        .into_any()
    }

    /// Never clickable: its words, where it points, a button that copies that.
    fn link(&self, text: &[Inline], target: &Address, title: &[Piece]) -> AnyView {
        // A bare address is its own words.
        let words = nodes::inline_text(text);
        let says_more = words.trim() != target.as_str();
        let words = says_more.then(|| view! { {self.inlines(text)} " " });
        view! {
            <span class="thing" data-kind="link">{words} {address(target)} {quoted(title)}</span>
        }
        .into_any()
    }

    /// A small picture within the text is drawn; any other image is a thing with its description.
    fn image(&self, alt: &[Inline], target: &Address, title: &[Piece]) -> AnyView {
        let words = nodes::inline_text(alt);
        if target.picture().is_some() {
            let alt = if words.is_empty() {
                "image in the text".to_owned()
            } else {
                words
            };
            return view! { <img src=target.as_str().to_owned() alt=alt decoding="async"/> }
                .into_any();
        }
        let words = if alt.is_empty() {
            "no description".into_any()
        } else {
            self.inlines(alt)
        };
        view! {
            <span class="thing" data-kind="image">
                "image: " {words} " " {address(target)} {quoted(title)}
            </span>
        }
        .into_any()
    }
}

/// Text with chips in it.
pub(super) fn pieces(text: &[Piece]) -> AnyView {
    text.iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone().into_any(),
            Piece::Chip(found) => chip(found),
        })
        .collect::<Vec<_>>()
        .into_any()
}

/// What stands for characters that cannot be seen.
pub(in crate::ui) fn chip(found: &Chip) -> AnyView {
    let why = match found {
        Chip::Character { .. } => "A character that cannot be seen",
        Chip::Tags { .. } => "Words written in characters that cannot be seen",
        Chip::Selectors { .. } => {
            "Characters that only change how others look; bytes can hide here"
        }
        Chip::Marks { .. } => "More marks on one letter than any writing needs",
    };
    view! {
        <span class="thing" data-kind="invisible" dir="ltr" title=why>{found.to_string()}</span>
    }
    .into_any()
}

/// An address to read and to copy.
pub(super) fn address(address: &Address) -> AnyView {
    let shown = words::cut(address.as_str(), ADDRESS_SHOWN);
    let shown = pieces(&nodes::pieces(&shown));
    let whole = address.as_str().to_owned();
    view! { <code dir="ltr">{shown}</code> " " <Copy text=whole what="the address"/> }.into_any()
}

fn quoted(title: &[Piece]) -> Option<AnyView> {
    (!title.is_empty()).then(|| view! { " “" {pieces(title)} "”" }.into_any())
}

/// The exact characters behind pieces; what a chip stands for is not copied.
pub(super) fn written(text: &[Piece]) -> String {
    let words = text.iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text.as_str()),
        Piece::Chip(_) => None,
    });
    words.collect()
}
