//! Which rubric the new pack is rated by.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::File;

use crate::domain::hash::ContentHash;
use crate::domain::rubric::Rubric;
use crate::ui::live::memo;

use super::super::super::browser;
use super::opening::Opening;
use super::source::Source;
use crate::text::figures::many;

/// A rubric that can be chosen.
#[derive(Clone, PartialEq)]
pub struct Offer {
    /// The rubric.
    pub rubric: Arc<Rubric>,
    /// Its name on the screen.
    pub title: String,
    /// Where it is from.
    pub from: String,
}

/// The starter rubric, those opened on this screen, and those of the packs whose texts are here;
/// each once.
pub fn offers(opening: Opening) -> Memo<Vec<Offer>> {
    memo(move || {
        let starter = Rubric::starter();
        let mut offers = vec![Offer {
            title: "Starter rubric".to_owned(),
            from: in_figures(&starter),
            rubric: starter,
        }];
        let mut add = |rubric: &Arc<Rubric>, from: String| {
            if offers.iter().all(|offer| offer.rubric.hash != rubric.hash) {
                offers.push(Offer {
                    title: rubric.title.clone(),
                    from,
                    rubric: Arc::clone(rubric),
                });
            }
        };
        opening.brought.with(|brought| {
            for rubric in brought {
                add(rubric, format!("opened just now; {}", in_figures(rubric)));
            }
        });
        opening.app().session.with(|workspace| {
            for open in workspace.packs() {
                for rubric in open.loaded.iter().flat_map(|pack| &pack.rubrics) {
                    add(rubric, format!("from “{}”", open.stub.title));
                }
            }
        });
        offers
    })
}

/// “5 criteria, 4 levels, pass ≥ 0.75”.
pub fn in_figures(rubric: &Rubric) -> String {
    let criteria = match rubric.criteria.len() {
        1 => "1 criterion".to_owned(),
        n => format!("{n} criteria"),
    };
    let mut levels = rubric
        .criteria
        .iter()
        .map(crate::domain::rubric::Criterion::level_count);
    let first = levels.next().unwrap_or_default();
    let levels = if levels.all(|other| other == first) {
        many(first, "level")
    } else {
        "levels of their own".to_owned()
    };
    format!("{criteria}, {levels}, pass ≥ {}", rubric.pass_threshold)
}

/// The choice, with a way to bring another.
#[component]
pub fn RubricChoice(opening: Opening) -> impl IntoView {
    let offers = offers(opening);
    let text = RwSignal::new(String::new());
    let chosen = move |event: leptos::ev::Event| {
        let files: Vec<File> = browser::chosen_files(&event);
        if !files.is_empty() {
            opening.open(files.into_iter().map(Source::File).collect());
        }
    };
    let read = move |_| {
        opening.open_text(text.get_untracked());
        text.set(String::new());
    };
    view! {
        <fieldset class="field">
            <legend>"Rubric"</legend>
            <div class="columns">
                <For
                    each=move || offers.get()
                    key=|offer| offer.rubric.hash.clone()
                    children=move |offer| view! { <One opening offer/> }
                />
            </div>
        </fieldset>
        <details>
            <summary>"Another rubric, from a file or pasted"</summary>
            <div class="columns">
                <div class="field">
                    <label for="rubric-file">"A rubric file (JSON)"</label>
                    <input class="input" id="rubric-file" type="file" on:change=chosen/>
                </div>
                <div class="field">
                    <label for="rubric-text">"Or its text"</label>
                    <textarea
                        class="input"
                        id="rubric-text"
                        spellcheck="false"
                        placeholder=r#"{"criteria": [{"name": "Correctness", "weight": 1}]}"#
                        prop:value=text
                        on:input:target=move |event| text.set(event.target().value())
                    ></textarea>
                    <div class="row">
                        <button type="button" class="btn" data-size="small" on:click=read>
                            "Use this rubric"
                        </button>
                    </div>
                </div>
            </div>
        </details>
    }
}

#[component]
fn One(opening: Opening, offer: Offer) -> impl IntoView {
    let hash: ContentHash = offer.rubric.hash.clone();
    let mine = hash.clone();
    let is_chosen = memo(move || opening.rubric.with(|chosen| *chosen == mine));
    view! {
        <label class="option">
            <input
                type="radio"
                name="rubric"
                prop:checked=is_chosen
                on:change=move |_| opening.rubric.set(hash.clone())
            />
            <span>
                {offer.title}
                <span class="hint">{offer.from}</span>
            </span>
        </label>
    }
}
