//! The first visit.

use leptos::prelude::*;

use crate::ui::route::Route;

/// The packs that ship with the app: their place, and what they are.
const SAMPLES: [(&str, &str); 2] = [
    (
        "packs/support-compare.json",
        "Support replies · compare pairs",
    ),
    (
        "packs/instruction-following.json",
        "Following instructions · score responses",
    ),
];

/// What this is, and where to begin.
#[component]
pub fn Landing() -> impl IntoView {
    let open = || Route::Open { pack: None }.href();
    let samples = SAMPLES.into_iter().enumerate().map(|(at, (pack, title))| {
        let href = Route::Open {
            pack: Some(pack.to_owned()),
        }
        .href();
        view! { <a class="btn" data-kind=(at == 0).then_some("primary") href=href>{title}</a> }
    });
    view! {
        <div class="page landing">
            <header>
                <h1>"The workbench for people who rate what language models write."</h1>
                <p>
                    "Open a file of tasks, rate and compare by keyboard against a rubric, say \
                     why, and hand over one JSON file."
                </p>
            </header>
            <div class="columns offers">
                <section class="card offer">
                    <h2>"Try a sample pack"</h2>
                    <p>
                        "Whole tasks with a rubric and an SOP. A few minutes for each task; your \
                         ratings stay yours."
                    </p>
                    <div class="stack">{samples.collect_view()}</div>
                </section>
                <section class="card offer">
                    <h2>"Open a pack"</h2>
                    <p>
                        "JSON, JSONL or CSV from your lead, or any table with prompts and \
                         responses."
                    </p>
                    <a class="btn" href=open>"Choose or paste a file " <kbd>"O"</kbd></a>
                </section>
                <section class="card offer">
                    <h2>"Start from a rubric"</h2>
                    <p>
                        "Five criteria, four levels, pass at 0.75. Paste one prompt and its \
                         responses and judge them at once."
                    </p>
                    <a class="btn" href=Route::StartRubric.href()>"Use the starter rubric"</a>
                </section>
            </div>
            <footer>
                <p>
                    "✓ Nothing leaves this browser. No account, no server: the page may ask for \
                     nothing but its own files."
                </p>
            </footer>
        </div>
    }
}
