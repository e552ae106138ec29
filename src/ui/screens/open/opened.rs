//! What was opened, what was wrong with it, and the way on.

use leptos::prelude::*;

use super::super::super::components::brought::{self, Told};
use super::super::super::components::problems::Problems;
use super::super::super::route::Route;
use super::super::super::session::{Added, Brought, Imported};
use super::opening::{Opening, Receipt, Stage, last_pack};
use crate::text::figures::many;

/// The confirmation.
#[component]
pub fn Opened(opening: Opening) -> impl IntoView {
    let receipts = opening.receipts.get_untracked();
    let has_pack = last_pack(&receipts).is_some();
    let has_results = receipts
        .iter()
        .any(|r| matches!(r, Receipt::Results(..) | Receipt::Backup(..)));
    let parts = receipts.into_iter().map(|receipt| match receipt {
        Receipt::Pack(added) => view! { <OnePack opening added /> }.into_any(),
        Receipt::Results(name, imported) => view! { <OneResults name imported /> }.into_any(),
        Receipt::Backup(name, brought) => view! { <OneBackup name brought /> }.into_any(),
    });
    let start = has_pack.then(|| {
        view! {
            <button
                type="button"
                class="btn"
                data-kind="primary"
                data-size="large"
                data-part="go-on"
                on:click=move |_| opening.start()
            >
                "Start "
                <kbd>"Ctrl ↵"</kbd>
            </button>
        }
    });
    let results = has_results.then(|| {
        let kind = (!has_pack).then_some("primary");
        view! {
            <a class="btn" data-kind=kind href=Route::Results.href()>
                "See the results"
            </a>
        }
    });
    view! {
        <header class="head">
            <h1 tabindex="-1" data-part="stage">
                "Opened"
            </h1>
        </header>
        {parts.collect_view()}
        <div class="row">
            {start} {results}
            <button
                type="button"
                class="btn"
                data-kind="quiet"
                on:click=move |_| opening.show(Stage::Choose)
            >
                "Open another file"
            </button>
        </div>
    }
}

#[component]
fn OnePack(opening: Opening, added: Added) -> impl IntoView {
    let title = opening.app().session.now(|workspace| {
        let open = workspace.pack(&added.pack);
        open.map_or_else(|| added.pack.to_string(), |open| open.stub.title.clone())
    });
    let before = added
        .was_here
        .then_some("It was open here before: your work on its unchanged tasks is kept.");
    let lost = added.not_kept.map(|why| {
        view! {
            <div class="notice" data-tone="caution" role="status">
                <p>
                    <b>"Its texts are gone with this tab."</b>
                    {format!(" {why} Your ratings are kept; open the file again next time.")}
                </p>
            </div>
        }
    });
    let left_out = added.problems.iter().filter(|p| p.is_skipped()).count();
    let rows = if left_out == 0 {
        0
    } else {
        added.tasks + left_out
    };
    let problems = added.problems;
    view! {
        <section class="card" data-pad role="status">
            <h2>
                <bdi>{title}</bdi>
            </h2>
            <p>{format!("{} ready to work on.", tasks_are(added.tasks))}</p>
            <p class="small muted">{before}</p>
        </section>
        {lost}
        <Problems problems=Signal::stored(problems) rows=Signal::stored(rows) />
    }
}

fn tasks_are(n: usize) -> String {
    format!("{} {}", many(n, "task"), if n == 1 { "is" } else { "are" })
}

#[component]
fn OneResults(name: String, imported: Imported) -> impl IntoView {
    let Imported {
        new,
        known,
        problems,
        of_another,
        works_as,
    } = imported;
    let evaluations = |n| many(n, "evaluation");
    let what = match (new, known) {
        (0, 0) => "There are no evaluations in it.".to_owned(),
        (0, known) => format!(
            "Nothing new: {} here already.",
            were(&evaluations(known), known)
        ),
        (new, 0) => format!("{} new.", were(&evaluations(new), new)),
        (new, known) => format!(
            "{} new; {known} were here already.",
            were(&evaluations(new), new)
        ),
    };
    let whose = of_another.map(|rater| {
        format!("It is the work of {rater}. It is kept beside yours and does not mix with it.")
    });
    let works_as = works_as.map(|_| "You continue as the person who made these results.");
    view! {
        <section class="card" data-pad role="status">
            <h2>{name}</h2>
            <p>{what}</p>
            <p class="small muted">{whose} {works_as}</p>
        </section>
        <Problems problems=Signal::stored(problems) rows=Signal::stored(0) />
    }
}

#[component]
fn OneBackup(name: String, brought: Brought) -> impl IntoView {
    let Told { tone, head, body } = brought::told(&brought);
    view! {
        <section class="card" data-pad role="status">
            <h2>{name}</h2>
            <p data-tone=tone.name()><b>{head}</b> " " {body}</p>
        </section>
    }
}

fn were(what: &str, n: usize) -> String {
    let verb = if n == 1 { "is" } else { "are" };
    format!("{what} {verb}")
}
