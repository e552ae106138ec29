//! The parts of the application that are fetched when they are needed.
//!
//! The build cuts the module where these functions stand: what only they reach goes into a file
//! of its own, what several of them reach into files that they share. They hand out plain
//! functions, because a view must be made by the one who shows it and not while the file is on its
//! way.

#![expect(
    clippy::unnecessary_wraps,
    reason = "a part may not arrive: the macro needs a place for that"
)]

use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::domain::id::PackId;
use crate::domain::pack::Pack;
use crate::domain::rubric::Rubric;
use crate::formats::{OpenError, Opened};
use crate::storage::Parts;
use crate::text::facts::Facts;
use crate::text::latex;
use crate::text::math::Typeset;
use crate::text::rationale::{self, TemplateFault};

use super::dialogs::{self, Asked};
use super::reckoning::{self, Question};
use super::screens::about::About;
use super::screens::data::Data;
use super::screens::open::Open;
use super::screens::packs::Packs;
use super::screens::queue::Queue;
use super::screens::results::Results;
use super::screens::today::Returning;
use super::screens::workspace::Workspace;
use super::session::files::{read_rubric, read_text};
use super::session::{self, Session, Tend};
use super::shell::left::LeftBehind;
use super::slices::{GoesOn, opened};

/// Something of a file that had to be fetched; an error when it did not arrive.
pub type Fetched<T> = Result<T, SplitLoaderError>;

/// Makes a view of what it is about.
pub type Show<T> = fn(T) -> AnyView;

/// Fills a rationale template.
pub type Fill = fn(&str, &Facts) -> Result<String, TemplateFault>;

/// Downloads a backup; how much could not be read.
pub type Download = fn(Session) -> Pin<Box<dyn Future<Output = usize>>>;

/// Reads a file that a person brings; nothing where it was told to stop.
pub type Read =
    fn(String, Vec<u8>, GoesOn) -> Pin<Box<dyn Future<Output = Option<Result<Opened, OpenError>>>>>;

/// Reads the text of a pack as it was kept.
pub type ReadPack = fn(Parts) -> Pin<Box<dyn Future<Output = Result<Pack, String>>>>;

/// Reads a rubric as it was kept.
pub type ReadRubric = fn(&str) -> Option<Rubric>;

/// A rubric that evaluations pin.
#[wasm_split(packs, wasm_split_path = leptos::wasm_split, fallible)]
pub fn rubric() -> Fetched<ReadRubric> {
    Ok(read_rubric)
}

/// The text of a pack.
#[wasm_split(back, wasm_split_path = leptos::wasm_split, fallible)]
pub fn pack() -> Fetched<ReadPack> {
    Ok(|parts| Box::pin(read_text(parts)))
}

/// Reads the journal, for those who come back.
#[wasm_split(back, wasm_split_path = leptos::wasm_split, fallible)]
pub fn recall() -> Fetched<fn(Session)> {
    Ok(session::recall)
}

/// Tends the second place and the other tabs.
#[wasm_split(back, wasm_split_path = leptos::wasm_split, fallible)]
pub fn tend() -> Fetched<Tend> {
    Ok(session::tend)
}

/// What stood in open text boxes when the application stopped.
#[wasm_split(left, wasm_split_path = leptos::wasm_split, fallible)]
pub fn left_behind() -> Fetched<Show<()>> {
    Ok(|()| view! { <LeftBehind/> }.into_any())
}

/// What is due, for those who come back.
#[wasm_split(back, wasm_split_path = leptos::wasm_split, fallible)]
pub fn returning() -> Fetched<Show<()>> {
    Ok(|()| view! { <Returning/> }.into_any())
}

/// The screen of a pack's tasks.
#[wasm_split(work, wasm_split_path = leptos::wasm_split, fallible)]
pub fn workspace() -> Fetched<Show<PackId>> {
    Ok(|pack| view! { <Workspace pack/> }.into_any())
}

/// Every dialog.
#[wasm_split(work, wasm_split_path = leptos::wasm_split, fallible)]
pub fn dialogs() -> Fetched<Show<Asked>> {
    Ok(dialogs::show)
}

/// The template engine.
#[wasm_split(templates, wasm_split_path = leptos::wasm_split, fallible)]
pub fn templates() -> Fetched<Fill> {
    Ok(rationale::fill)
}

/// Takes questions of statistics to the worker.
#[wasm_split(reckoning, wasm_split_path = leptos::wasm_split, fallible)]
pub fn reckoning() -> Fetched<fn(Rc<Question>)> {
    Ok(reckoning::clerk::take)
}

/// The reader of LaTeX.
#[wasm_split(formulas, wasm_split_path = leptos::wasm_split, fallible)]
pub fn formulas() -> Fetched<Typeset> {
    Ok(latex::typeset)
}

/// The screen that takes files.
#[wasm_split(files, wasm_split_path = leptos::wasm_split, fallible)]
pub fn open() -> Fetched<Show<()>> {
    Ok(|()| view! { <Open/> }.into_any())
}

/// Every format that files come in.
#[wasm_split(files, wasm_split_path = leptos::wasm_split, fallible)]
pub fn formats() -> Fetched<Read> {
    Ok(|name, bytes, goes_on| Box::pin(opened(name, bytes, goes_on)))
}

/// The list of tasks.
#[wasm_split(lists, wasm_split_path = leptos::wasm_split, fallible)]
pub fn queue() -> Fetched<Show<()>> {
    Ok(|()| view! { <Queue/> }.into_any())
}

/// The list of evaluations.
#[wasm_split(lists, wasm_split_path = leptos::wasm_split, fallible)]
pub fn results() -> Fetched<Show<()>> {
    Ok(|()| view! { <Results/> }.into_any())
}

/// The list of packs.
#[wasm_split(lists, wasm_split_path = leptos::wasm_split, fallible)]
pub fn packs() -> Fetched<Show<()>> {
    Ok(|()| view! { <Packs/> }.into_any())
}

/// Hands everything that is kept to the browser as a file.
#[wasm_split(data, wasm_split_path = leptos::wasm_split, fallible)]
pub fn backup() -> Fetched<Download> {
    Ok(|session| Box::pin(session.download_backup()))
}

/// What is stored.
#[wasm_split(data, wasm_split_path = leptos::wasm_split, fallible)]
pub fn data() -> Fetched<Show<()>> {
    Ok(|()| view! { <Data/> }.into_any())
}

/// What the application is.
#[wasm_split(data, wasm_split_path = leptos::wasm_split, fallible)]
pub fn about() -> Fetched<Show<()>> {
    Ok(|()| view! { <About/> }.into_any())
}
