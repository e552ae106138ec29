//! Blocks: paragraphs, headings, lists, tables, code.

use leptos::prelude::*;

use super::Scope;
use super::inline::{address, pieces, written};
use crate::text::nodes::{Align, Block, Cell, Definition, Inline, Item, Piece};
use crate::ui::components::Copy;

impl Scope<'_> {
    /// Blocks in their order, the footnotes of their level after them.
    pub(super) fn blocks(&self, blocks: &[Block]) -> AnyView {
        let is_note = |block: &&Block| matches!(block, Block::Footnote { .. });
        let body = blocks.iter().filter(|block| !is_note(block));
        let body: Vec<AnyView> = body.map(|block| self.block(block)).collect();
        let notes: Vec<AnyView> = blocks
            .iter()
            .filter(is_note)
            .map(|note| self.block(note))
            .collect();
        let notes = (!notes.is_empty()).then(|| view! { <div class="footnotes">{notes}</div> });
        (body, notes).into_any()
    }

    fn block(&self, block: &Block) -> AnyView {
        match block {
            Block::Paragraph(text) => view! { <p>{self.inlines(text)}</p> }.into_any(),
            Block::Heading { level, text } => self.heading(*level, text),
            Block::List {
                start,
                tight,
                items,
            } => self.list(*start, *tight, items),
            Block::Quote(blocks) => {
                view! { <blockquote>{self.blocks(blocks)}</blockquote> }.into_any()
            }
            Block::Code { language, text } => self.code(language, text),
            Block::Html(text) => {
                let caption = [Piece::Text("HTML, as written".to_owned())];
                self.code(&caption, text)
            }
            Block::Table { align, head, rows } => self.table(align, head, rows),
            Block::Rule => view! { <hr/> }.into_any(),
            Block::Footnote { label, blocks } => self.footnote(label, blocks),
        }
    }

    /// Below the headings of the page: `h3` at most.
    fn heading(&self, level: u8, text: &[Inline]) -> AnyView {
        let (depth, level, text) = (self.depth(level), level.to_string(), self.inlines(text));
        match depth {
            0 => view! { <h3 data-level=level>{text}</h3> }.into_any(),
            1 => view! { <h4 data-level=level>{text}</h4> }.into_any(),
            2 => view! { <h5 data-level=level>{text}</h5> }.into_any(),
            _ => view! { <h6 data-level=level>{text}</h6> }.into_any(),
        }
    }

    fn list(&self, start: Option<u64>, tight: bool, items: &[Item]) -> AnyView {
        let items: Vec<_> = items.iter().map(|item| self.item(item, tight)).collect();
        match start {
            None => view! { <ul>{items}</ul> }.into_any(),
            Some(1) => view! { <ol>{items}</ol> }.into_any(),
            Some(start) => view! { <ol start=start.to_string()>{items}</ol> }.into_any(),
        }
    }

    fn item(&self, item: &Item, tight: bool) -> AnyView {
        let content = match item.blocks.as_slice() {
            [Block::Paragraph(text), rest @ ..] if tight => {
                (self.inlines(text), self.blocks(rest)).into_any()
            }
            blocks => self.blocks(blocks),
        };
        let Some(done) = item.task else {
            return view! { <li>{content}</li> }.into_any();
        };
        let (state, name, sign) = if done {
            ("done", "done", "☑")
        } else {
            ("open", "to do", "☐")
        };
        view! {
            <li data-state=state><span role="img" aria-label=name>{sign}</span> " " {content}</li>
        }
        .into_any()
    }

    fn code(&self, language: &[Piece], text: &[Piece]) -> AnyView {
        let label = self.part("Code");
        let source = written(text);
        let caption = if language.is_empty() {
            "text".into_any()
        } else {
            pieces(language)
        };
        view! {
            <figure class="code">
                <figcaption>
                    <span>{caption}</span>
                    <Copy text=source what="the code"/>
                </figcaption>
                <pre dir="ltr" tabindex="0" role="group" aria-label=label>
                    <code>{pieces(text)}</code>
                </pre>
            </figure>
        }
        .into_any()
    }

    fn table(&self, align: &[Align], head: &[Cell], rows: &[Vec<Cell>]) -> AnyView {
        let label = self.part("Table");
        let place = |column: usize| match align.get(column) {
            Some(Align::Left) => Some("left"),
            Some(Align::Center) => Some("center"),
            Some(Align::Right) => Some("right"),
            Some(Align::None) | None => None,
        };
        let heads: Vec<_> = head
            .iter()
            .enumerate()
            .map(|(at, cell)| {
                view! { <th scope="col" data-align=place(at)>{self.inlines(cell)}</th> }
            })
            .collect();
        let row = |cells: &Vec<Cell>| {
            let cells: Vec<_> = cells
                .iter()
                .enumerate()
                .map(|(at, cell)| view! { <td data-align=place(at)>{self.inlines(cell)}</td> })
                .collect();
            view! { <tr>{cells}</tr> }
        };
        let rows: Vec<_> = rows.iter().map(row).collect();
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=label>
                <table>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

/// Definitions that no link uses: every other reader hides them, and words can hide there.
pub(super) fn unused(definitions: &[Definition]) -> AnyView {
    let listed: Vec<_> = definitions
        .iter()
        .map(|each| {
            let title = (!each.title.is_empty()).then(|| view! { " “" {pieces(&each.title)} "”" });
            view! { <li>{pieces(&each.label)} ": " {address(&each.address)} {title}</li> }
        })
        .collect();
    view! {
        <div class="footnotes">
            <p>"Addresses that the text defines and does not use:"</p>
            <ul>{listed}</ul>
        </div>
    }
    .into_any()
}
