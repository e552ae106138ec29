//! The packs of the desk, with how far each is.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::domain::id::PackId;
use crate::domain::work::State;
use crate::domain::workspace::{Place, Progress};
use crate::text::figures::count;
use crate::ui::app::App;
use crate::ui::components::on_desk::OnDesk;
use crate::ui::live::memo;
use crate::ui::route::{QueueView, Route};

/// A pack as its row shows it.
#[derive(Clone, PartialEq)]
struct Line {
    id: PackId,
    title: String,
    progress: Progress,
    is_here: bool,
    /// Whether nobody knows here how many tasks there are.
    is_partial: bool,
}

/// The packs to work on.
#[component]
pub fn Packs(
    /// The application.
    app: App,
    /// The pack on the desk.
    desk: OnDesk,
) -> impl IntoView {
    let lines = memo(move || lines(app, desk));
    view! {
        <section class="card packs" aria-label="Packs">
            <ul class="rows">
                <For
                    each=move || lines.get()
                    key=|line| line.id.clone()
                    children=move |line| view! { <PackRow app lines id=line.id /> }
                />
            </ul>
        </section>
    }
}

#[component]
fn PackRow(app: App, lines: Memo<Vec<Line>>, id: PackId) -> impl IntoView {
    let key = id.clone();
    let line = memo(move || lines.with(|lines| lines.iter().find(|line| line.id == key).cloned()));
    let cells = move |Line {
                          id,
                          title,
                          progress,
                          is_partial,
                          ..
                      }: Line| {
        let Progress {
            tasks,
            submitted,
            skipped,
            flagged,
        } = progress;
        let done = if is_partial {
            format!("{} of – done", count(submitted))
        } else {
            format!("{} of {} done", count(submitted), count(tasks))
        };
        let label = format!("{title}: {done}");
        let more = [(skipped, "skipped"), (flagged, "flagged")]
            .into_iter()
            .filter(|(number, _)| *number > 0);
        let more =
            more.map(|(number, word)| view! { <span>{format!("{} {word}", count(number))}</span> });
        let href = Route::Queue(QueueView::default()).href();
        view! {
            <div>
                <h2>
                    <a href=href on:click=move |_| app.session.take_up(&id)>
                        <bdi>{title}</bdi>
                    </a>
                </h2>
                <span class="dots small muted num">
                    <span>{done}</span>
                    {more.collect_view()}
                </span>
            </div>
            {(!is_partial)
                .then(|| {
                    view! {
                        <progress
                            class="progress"
                            max=tasks.max(1).to_string()
                            value=submitted.to_string()
                            aria-label=label
                        ></progress>
                    }
                })}
        }
    };
    let is_here = move || {
        line.with(|line| line.as_ref().is_some_and(|line| line.is_here))
            .then_some("true")
    };
    view! { <li aria-current=is_here>{move || line.get().map(cells)}</li> }
}

/// The packs and the work on them: one walk over what was touched, none over tasks.
fn lines(app: App, desk: OnDesk) -> Vec<Line> {
    let rater = app.session.rater();
    let here = app.session.current();
    let share = desk
        .pack
        .with(Option::is_some)
        .then(|| desk.share.with(|share| share.len()));
    app.session.with(|workspace| {
        let mut done: BTreeMap<&PackId, Progress> = BTreeMap::new();
        for (key, work) in workspace.works(&rater).filter(|(key, _)| key.pass == 1) {
            let progress = done.entry(&key.pack).or_default();
            match work.state() {
                State::Submitted | State::Reopened => progress.submitted += 1,
                State::Skipped => progress.skipped += 1,
                State::Open | State::Started => {}
            }
            progress.flagged += usize::from(!work.flags.is_empty());
        }
        let packs = workspace
            .packs()
            .into_iter()
            .filter(|open| open.place == Place::Desk);
        let line = |open: &crate::domain::workspace::OpenPack| {
            let stub = &open.stub;
            let is_here = here.as_ref() == Some(&stub.id);
            let mut progress = done.get(&stub.id).copied().unwrap_or_default();
            // Only the pack on the desk is worth working out the rater's share of.
            progress.tasks = share.filter(|_| is_here).unwrap_or(stub.tasks);
            // Work on tasks that a newer version of the pack dropped is kept, and not due.
            progress.submitted = progress.submitted.min(progress.tasks);
            Line {
                id: stub.id.clone(),
                title: stub.title.clone(),
                progress,
                is_here,
                is_partial: open.loaded.as_ref().is_some_and(|pack| pack.partial),
            }
        };
        packs.map(line).collect()
    })
}
