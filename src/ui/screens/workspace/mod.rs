//! The workspace: one task, from reading it to submitting.

mod checks;
mod decide;
pub mod desk;
mod dock;
mod head;
mod rank;
mod reveal;
mod rubric;
mod texts;
mod totals;
mod walk;
mod words;

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::id::{PackId, TaskId};
use crate::domain::pack::Pack;
use crate::domain::task::{Kind, Task};
use crate::domain::work::State;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::command::CommandButton;
use crate::ui::live::memo;
use crate::ui::route::{QueueView, Route};
use crate::ui::session::Texts;

use decide::Decide;
use desk::Desk;
use dock::Dock;
use head::Head;
use reveal::Reveal;
use rubric::RubricPanel;
use texts::TaskTexts;

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// The pack is not open here.
    NoPack,
    /// Its texts are not at hand.
    NoTexts,
    /// It has no such task.
    NoTask,
    /// The task, in the version of the pack with this hash.
    Task(String),
}

/// The workspace of a task.
#[component]
pub fn Workspace(
    /// The pack.
    pack: PackId,
    /// The task in it.
    task: TaskId,
) -> impl IntoView {
    let app = App::here();
    app.session.take_up(&pack);
    let asked = {
        let (pack, task) = (pack.clone(), task.clone());
        app.session
            .select(move |workspace| match workspace.pack(&pack) {
                None => Asked::NoPack,
                Some(open) => match &open.loaded {
                    None => Asked::NoTexts,
                    Some(loaded) if loaded.task(&task).is_none() => Asked::NoTask,
                    Some(loaded) => Asked::Task(loaded.stub.hash.to_string()),
                },
            })
    };
    move || match asked.get() {
        Asked::NoPack => {
            view! { <Absent what="This pack is not open in this browser." /> }.into_any()
        }
        Asked::NoTask => view! { <Absent what="The pack has no such task." /> }.into_any(),
        Asked::NoTexts => view! { <Waiting pack=pack.clone() /> }.into_any(),
        Asked::Task(_) => {
            let found = app.session.now(|workspace| {
                let (pack, task) = workspace.task(&pack, &task)?;
                Some((Arc::clone(pack), Arc::clone(task)))
            });
            found
                .map(|(pack, task)| view! { <OnDesk pack task /> })
                .into_any()
        }
    }
}

/// An address that leads nowhere here.
#[component]
fn Absent(what: &'static str) -> impl IntoView {
    view! {
        <div class="page">
            <div class="empty card" data-pad>
                <h1>"Not here"</h1>
                <p>{what}</p>
                <p class="row">
                    <a class="btn" data-kind="primary" href=Route::Open { pack: None }.href()>
                        "Open a pack"
                    </a>
                    <a class="btn" href=Route::Queue(QueueView::default()).href()>
                        "Go to the queue"
                    </a>
                </p>
            </div>
        </div>
    }
}

/// The texts are on their way, or are not here.
#[component]
fn Waiting(pack: PackId) -> impl IntoView {
    let app = App::here();
    let why = memo(move || match app.session.texts(&pack) {
        Some(Texts::Missing(why)) => Some(why),
        _ => None,
    });
    view! {
        <div class="page">
            <div class="empty card" data-pad role="status">
                {move || match why.get() {
                    None => view! { <p>"Reading the pack…"</p> }.into_any(),
                    Some(why) => {
                        view! {
                            <h1>"The texts of this pack are missing"</h1>
                            <p>{why}</p>
                            <p>
                                <a
                                    class="btn"
                                    data-kind="primary"
                                    href=Route::Open { pack: None }.href()
                                >
                                    "Open its file"
                                </a>
                            </p>
                        }
                            .into_any()
                    }
                }}
            </div>
        </div>
    }
}

/// A task, ready to be worked on.
#[component]
fn OnDesk(pack: Arc<Pack>, task: Arc<Task>) -> impl IntoView {
    let app = App::here();
    let heading = pack.heading(&task);
    browser::set_title(&format!("{heading} · Trainmaster"));
    if !task.kind.has_workspace() {
        return view! { <NoWorkspace heading kind=task.kind /> }.into_any();
    }
    let desk = Desk::new(app, pack, task);
    app.desk.set(Some(desk));
    on_cleanup(move || {
        desk.bank(app);
        app.session.settle();
        app.desk.try_update(|shown| *shown = None);
    });
    view! {
        <div class="workspace">
            <Head desk />
            <Submitted desk />
            <div class="work">
                <TaskTexts desk />
                <RubricPanel desk />
                <Decide desk />
            </div>
            <Dock desk />
        </div>
    }
    .into_any()
}

/// A kind of work that this version has no workspace for.
#[component]
fn NoWorkspace(heading: String, kind: Kind) -> impl IntoView {
    let kind = kind.title();
    view! {
        <div class="page">
            <div class="empty card" data-pad>
                <h1>{heading}</h1>
                <p>
                    {format!("“{kind}” tasks cannot be worked on in this version yet. ")}
                    "They stay in the pack and are kept as they are."
                </p>
                <p class="row">
                    <CommandButton id="continue" kind="primary" label="Next task" />
                </p>
            </div>
        </div>
    }
}

/// What stands above a submitted or skipped task.
#[component]
fn Submitted(desk: Desk) -> impl IntoView {
    let app = App::here();
    let state = desk.state();
    let latest = desk.select(app, |_, work| {
        work.latest()
            .map(|latest| (latest.at, work.submissions.len(), latest.seen.active_ms))
    });
    let reason = desk.select(app, |_, work| work.skipped.clone().unwrap_or_default());
    let submitted = move || {
        let (at, revision, active) = latest.get()?;
        Some(format!(
            "{} · revision {revision} · active time {}. The evaluation is read only.",
            browser::local_time(at),
            head::minutes(active),
        ))
    };
    move || match state.get() {
        State::Submitted => view! {
            <div class="notice" data-tone="clear" role="status">
                <p>
                    <b>"Submitted "</b>
                    {submitted}
                </p>
                <CommandButton id="edit" />
                <CommandButton id="continue" kind="primary" label="Next task" />
            </div>
            <Reveal desk />
        }
        .into_any(),
        State::Reopened => view! {
            <div class="notice" data-tone="caution" role="status">
                <p>
                    <b>"You are changing a submitted evaluation."</b>
                    " What you submitted before is kept in its history."
                </p>
                <button type="button" class="btn" on:click=move |_| desk.drop_changes(app)>
                    "Drop the changes"
                </button>
            </div>
        }
        .into_any(),
        State::Skipped => view! {
            <div class="notice" data-tone="plain" role="status">
                <p>
                    <b>"Skipped: "</b>
                    {move || reason.get()}
                </p>
                <button type="button" class="btn" on:click=move |_| desk.resume(app)>
                    "Take it up again"
                </button>
            </div>
        }
        .into_any(),
        State::Open | State::Started => ().into_any(),
    }
}
