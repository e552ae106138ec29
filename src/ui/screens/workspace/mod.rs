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
use crate::domain::task::Task;
use crate::domain::work::State;
use crate::domain::workspace;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::command::CommandButton;
use crate::ui::live::memo;
use crate::ui::route::{QueueView, Route};
use crate::ui::session::Texts;

use decide::Decide;
use desk::{Desk, Form};
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
    /// A task of a kind that this version has no workspace for.
    NoWorkspace(TaskId),
    /// A task of this form.
    Task(Form),
}

impl Asked {
    fn of(route: &Route, workspace: &workspace::Workspace) -> Self {
        let Route::Task { pack, task } = route else {
            // On the way to another screen.
            return Self::NoTask;
        };
        let Some(open) = workspace.pack(pack) else {
            return Self::NoPack;
        };
        let Some(pack) = &open.loaded else {
            return Self::NoTexts;
        };
        match pack.task(task) {
            None => Self::NoTask,
            Some(task) if !task.kind.has_workspace() => Self::NoWorkspace(task.id.clone()),
            Some(task) => Self::Task(Form::of(pack, task)),
        }
    }
}

/// The workspace of the task that the address names. What its tasks have in common stays when one
/// follows another.
#[component]
pub fn Workspace(
    /// The pack.
    pack: PackId,
) -> impl IntoView {
    let app = App::here();
    app.session.take_up(&pack);
    let asked = memo(move || {
        app.route
            .with(|route| app.session.with(|workspace| Asked::of(route, workspace)))
    });
    let task_here = move || app.route.with_untracked(|route| desk::asked(app, route));
    move || match asked.get() {
        Asked::NoPack => {
            view! { <Absent what="This pack is not open in this browser." /> }.into_any()
        }
        Asked::NoTask => view! { <Absent what="The pack has no such task." /> }.into_any(),
        Asked::NoTexts => view! { <Waiting pack=pack.clone() /> }.into_any(),
        Asked::NoWorkspace(_) => task_here()
            .map(|(pack, task)| view! { <NoWorkspace pack task /> })
            .into_any(),
        Asked::Task(_) => task_here()
            .map(|(pack, task)| view! { <OnDesk pack task /> })
            .into_any(),
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

/// A task, ready to be worked on, and those of its form that follow.
#[component]
fn OnDesk(pack: Arc<Pack>, task: Arc<Task>) -> impl IntoView {
    let app = App::here();
    let desk = Desk::new(app, pack, task);
    app.desk.set(Some(desk));
    on_cleanup(move || {
        desk.bank(app);
        app.session.settle();
        app.desk.try_update(|shown| *shown = None);
    });
    let head = move || view! { <Head desk /> <Submitted desk /> }.into_any();
    let texts = move || view! { <TaskTexts desk /> }.into_any();
    let decide = move || view! { <Decide desk /> }.into_any();
    view! {
        <div class="workspace">
            {anew(desk, head)} <div class="work">
                {anew(desk, texts)} <RubricPanel desk /> {anew(desk, decide)}
            </div>
            <Dock desk />
        </div>
    }
}

/// A part that is made anew for every task.
fn anew(desk: Desk, part: impl Fn() -> AnyView + Send + 'static) -> impl IntoView {
    let key = desk.key();
    move || {
        key.track();
        untrack(&part)
    }
}

/// A kind of work that this version has no workspace for.
#[component]
fn NoWorkspace(pack: Arc<Pack>, task: Arc<Task>) -> impl IntoView {
    let heading = pack.heading(&task);
    let kind = task.kind.title();
    browser::set_title(&format!("{heading} · Trainmaster"));
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
