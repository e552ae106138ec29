//! The rows of the queue.

use leptos::prelude::*;

use crate::domain::id::TaskId;
use crate::ui::app::App;
use crate::ui::components::state_mark::{Mark, StateMark};
use crate::ui::components::verdict::InShort;
use crate::ui::live::memo;
use crate::ui::route::Route;

use super::list::{List, Row};

/// How many tags a row shows.
const TAGS: usize = 2;

/// The table of tasks.
#[component]
pub fn Tasks(
    /// The application.
    app: App,
    /// What to show.
    list: List,
    /// The row that has the focus.
    cursor: StoredValue<Option<usize>>,
) -> impl IntoView {
    view! {
        <section class="card" aria-label="Tasks">
            <div class="scroll" tabindex="0" role="region" aria-label="Table of tasks">
                <table class="table queue">
                    <thead>
                        <tr>
                            <th scope="col" data-col="state">
                                <span class="vh">"State"</span>
                            </th>
                            <th scope="col" data-col="low" data-align="end">
                                "#"
                            </th>
                            <th scope="col">"Task"</th>
                            <th scope="col" data-col="low">
                                "Kind"
                            </th>
                            <th scope="col" data-col="low">
                                "Tags"
                            </th>
                            <th scope="col">"Decision, score"</th>
                            <th scope="col" data-col="low">
                                "Note"
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || list.rows.get()
                            key=|row| row.task.clone()
                            children=move |row| {
                                view! { <TaskRow app list cursor task=row.task /> }
                            }
                        />
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn TaskRow(
    app: App,
    list: List,
    cursor: StoredValue<Option<usize>>,
    task: TaskId,
) -> impl IntoView {
    let place = memo(move || {
        list.rows
            .with(|rows| rows.iter().position(|row| row.task == task))
    });
    let row = memo(move || list.rows.with(|rows| rows.get(place.get()?).cloned()));
    let is_next =
        move || (place.get().is_some() && list.here.get() == place.get()).then_some("true");
    let href = move |row: &Row| {
        // Without its text there is nowhere to go.
        let pack = app.session.current_now().filter(|_| row.has_text)?;
        let task = row.task.clone();
        Some(Route::Task { pack, task }.href())
    };
    let cells = move |row: Row| {
        let tags = row.tags.iter().take(TAGS).map(|tag| {
            view! {
                <span class="chip" dir="auto">
                    {tag.clone()}
                </span>
            }
        });
        let tags = tags.collect_view();
        view! {
            <td data-col="state">
                <StateMark mark=Mark::of(row.touched.as_ref()) />
            </td>
            <td class="num muted" data-col="low" data-align="end">
                {row.number}
            </td>
            <th scope="row">
                <a
                    href=href(&row)
                    data-row=move || place.get()
                    tabindex=(!row.has_text).then_some("-1")
                    on:focus=move |_| cursor.set_value(place.get_untracked())
                >
                    <bdi>{row.heading.clone()}</bdi>
                </a>
            </th>
            <td data-col="low">{row.kind}</td>
            <td data-col="low">
                <span class="row">{tags}</span>
            </td>
            <td data-wrap="no">
                <InShort verdict=row.verdict.clone() />
            </td>
            <td data-col="low">{note(&row)}</td>
        }
    };
    view! { <tr aria-current=is_next>{move || row.get().map(cells)}</tr> }
}

/// Why a row is not like the others.
fn note(row: &Row) -> String {
    let mut notes = Vec::new();
    if let Some(touched) = &row.touched {
        if touched.stale {
            notes.push("text changed since".to_owned());
        }
        notes.extend(touched.skipped.clone());
        if touched.flagged {
            notes.push("edge case".to_owned());
        }
    }
    if !row.has_text {
        notes.push("its text is in the pack's file".to_owned());
    }
    if !row.doable {
        notes.push("for another version of the app".to_owned());
    }
    notes.join("; ")
}
