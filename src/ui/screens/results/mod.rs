//! What was submitted: totals, every evaluation with its history, export and import.

mod export;
mod lines;
mod table;

use leptos::prelude::*;

use crate::domain::id::PackId;
use crate::domain::summary::Totals;
use crate::text::figures::{count, percent, score, spell};
use crate::ui::app::App;
use crate::ui::components::import::{ImportButton, ImportReport, Report};
use crate::ui::components::pager::{Pager, ROWS};
use crate::ui::components::plain_keys::plain_keys;
use crate::ui::live::memo;
use crate::ui::planted;
use crate::ui::route::{QueueView, Route};
use crate::ui::session::Texts;

use export::ExportButtons;
use lines::{Line, Scope, lines};
use table::Evaluations;

pub use lines::Step;
pub use table::Revised;

/// The results of the current rater.
#[component]
pub fn Results() -> impl IntoView {
    planted::at("chunk");
    let app = App::here();
    let scope = RwSignal::new(Scope::ThisPack);
    let page = RwSignal::new(0_usize);
    let report = RwSignal::new(None::<Report>);
    let lines = memo(move || lines(app, scope.get()));
    let length = memo(move || lines.with(Vec::len));
    let open = RwSignal::new(None);
    plain_keys(app, move |key| {
        let to = match key {
            "]" => page.get_untracked() + 1,
            "[" => page.get_untracked().saturating_sub(1),
            _ => return false,
        };
        let exists = to * ROWS < length.get_untracked();
        if exists {
            page.set(to);
        }
        exists
    });
    view! {
        <div class="page" data-kind="list">
            <header class="head">
                <div>
                    <h1>"Results"</h1>
                    <p class="small muted">
                        <bdi>{move || scope.get().title(app)}</bdi>
                    </p>
                </div>
                <div class="row">
                    <ImportButton report label="Import" />
                    <ExportButtons
                        app
                        scope
                        is_empty=Signal::derive(move || length.get() == 0)
                    />
                </div>
            </header>
            <ImportReport report />
            <ScopeSwitch app scope page />
            <Show when=move || { length.get() > 0 } fallback=move || view! { <Nothing app /> }>
                <NotAtHand app lines />
                <Figures lines />
                <Evaluations app lines page open />
                <Pager page length go=move |to| page.set(to) />
            </Show>
        </div>
    }
}

#[component]
fn ScopeSwitch(app: App, scope: RwSignal<Scope>, page: RwSignal<usize>) -> impl IntoView {
    let option = move |option: Scope, label: &'static str| {
        let choose = move |_| {
            page.set(0);
            scope.set(option);
            if option == Scope::AllPacks {
                // Titles and scores come from the packs.
                for pack in lines::packs_with_work(app) {
                    app.session.need(&pack);
                }
            }
        };
        view! {
            <label>
                <input
                    type="radio"
                    name="scope"
                    prop:checked=move || scope.get() == option
                    on:change=choose
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="seg" data-fit="">
            <legend class="vh">"Results of"</legend>
            {option(Scope::ThisPack, "This pack")}
            {option(Scope::AllPacks, "All packs")}
        </fieldset>
    }
}

/// Why titles and scores are missing, where they are.
#[component]
fn NotAtHand(app: App, lines: Memo<Vec<Line>>) -> impl IntoView {
    let why = memo(move || {
        let mut packs: Vec<PackId> = lines.with(|lines| {
            let without = lines.iter().filter(|line| !line.has_text);
            without.map(|line| line.key.pack.clone()).collect()
        });
        packs.sort();
        packs.dedup();
        packs.iter().find_map(|pack| match app.session.texts(pack) {
            Some(Texts::Missing(why)) => Some(why),
            _ => None,
        })
    });
    view! {
        <Show when=move || why.with(Option::is_some)>
            <section class="notice" data-tone="caution" aria-label="Texts">
                <p>
                    <b>"Titles and scores are missing."</b>
                    " "
                    {move || why.get()}
                </p>
                <a class="btn" data-size="small" href=Route::Open { pack: None }.href()>
                    "Open its file"
                </a>
            </section>
        </Show>
    }
}

#[component]
fn Figures(lines: Memo<Vec<Line>>) -> impl IntoView {
    let totals = memo(move || {
        lines.with(|lines| Totals::of(lines.iter().map(|line| (&line.verdict, line.active_ms))))
    });
    let none = || "–".to_owned();
    let facts = move || {
        let totals = totals.get();
        let passed = percent(totals.passed, totals.scored);
        let passed = passed.map(|share| format!("{share} of {}", count(totals.scored)));
        [
            ("Evaluations", count(totals.evaluations)),
            ("Responses that passed", passed.unwrap_or_else(none)),
            ("Mean score", totals.mean.map_or_else(none, score)),
            (
                "Median active time",
                totals.median_ms.map_or_else(none, spell),
            ),
            ("Active time in all", spell(totals.active_ms)),
        ]
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
        .collect_view()
    };
    view! {
        <section class="card" data-pad aria-label="Totals">
            <dl class="facts" data-size="large">
                {facts}
            </dl>
        </section>
    }
}

#[component]
fn Nothing(app: App) -> impl IntoView {
    let has_pack = move || app.session.current().is_some();
    view! {
        <section class="card empty" aria-label="Evaluations">
            <p>
                <b>"Nothing is submitted yet."</b>
            </p>
            <p class="small">
                "What you submit stands here at once, with its scores and every revision."
            </p>
            <Show
                when=has_pack
                fallback=|| {
                    view! {
                        <a class="btn" href=Route::Open { pack: None }.href()>
                            "Open a pack"
                        </a>
                    }
                }
            >
                <a class="btn" href=Route::Queue(QueueView::default()).href()>
                    "Go to the queue"
                </a>
            </Show>
        </section>
    }
}
