//! Footnotes: the mark leads to the note and the note back to its first mark, by moving the focus.
//! Links would be part of the address, and that belongs to the application.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;

use super::Scope;
use super::inline::pieces;
use crate::text::nodes::{Block, Piece};

/// The footnotes of a text by their labels.
pub(super) type Notes = BTreeMap<String, Note>;

/// Both ends of a footnote.
#[derive(Clone, Copy)]
pub(super) struct Note {
    /// The first mark.
    mark: NodeRef<html::Button>,
    /// The text at the end.
    text: NodeRef<html::Div>,
    /// Whether a mark has been drawn.
    marked: bool,
}

impl Scope<'_> {
    /// The mark of a footnote.
    pub(super) fn mark(&self, label: &[Piece]) -> AnyView {
        let Note { mark, text, marked } = self.note(label, true);
        let name = format!("Footnote {}", spoken(label));
        let go = move |_| {
            if let Some(text) = text.get_untracked() {
                let _ = text.focus();
            }
        };
        // The note leads back to the first mark only.
        let place = if marked { NodeRef::new() } else { mark };
        view! {
            <sup>
                "["
                <button
                    type="button"
                    class="note-mark"
                    aria-label=name
                    node_ref=place
                    on:click=go
                >
                    {pieces(label)}
                </button>
                "]"
            </sup>
        }
        .into_any()
    }

    /// A footnote; its label stands in the line of the first paragraph.
    pub(super) fn footnote(&self, label: &[Piece], blocks: &[Block]) -> AnyView {
        let Note { mark, text, .. } = self.note(label, false);
        let name = format!("Footnote {}, back to its mark", spoken(label));
        let back = move |_| {
            if let Some(mark) = mark.get_untracked() {
                let _ = mark.focus();
            }
        };
        let back = view! {
            <sup>
                <button type="button" class="note-mark" aria-label=name on:click=back>
                    {pieces(label)}
                </button>
            </sup>
            " "
        };
        let content = match blocks {
            [Block::Paragraph(words), rest @ ..] => {
                view! { <p>{back} {self.inlines(words)}</p> {self.blocks(rest)} }.into_any()
            }
            blocks => (back, self.blocks(blocks)).into_any(),
        };
        view! { <div tabindex="-1" node_ref=text>{content}</div> }.into_any()
    }

    /// Both ends of a footnote, as they were before this one.
    fn note(&self, label: &[Piece], marks: bool) -> Note {
        let mut notes = self.notes.borrow_mut();
        let note = notes.entry(spoken(label)).or_insert_with(|| Note {
            mark: NodeRef::new(),
            text: NodeRef::new(),
            marked: false,
        });
        let before = *note;
        note.marked |= marks;
        before
    }
}

/// A label in words: what cannot be seen is named.
fn spoken(label: &[Piece]) -> String {
    let words = label.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Chip(chip) => chip.to_string(),
    });
    words.collect()
}
