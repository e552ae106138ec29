//! The workspace: one task, from reading it to submitting.

mod checks;
mod contradicted;
mod decide;
pub mod desk;
mod dock;
mod found;
mod head;
mod radio;
mod rank;
mod reveal;
mod rubric;
mod texts;
mod totals;
mod walk;
mod words;

use leptos::prelude::*;

use crate::domain::id::PackId;
use crate::domain::work::State;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::command::CommandButton;
use crate::ui::live::memo;
use crate::ui::planted;
use crate::ui::route::{QueueView, Route};
use crate::ui::session::Texts;

use decide::Decide;
use desk::{Bench, Desk, Form};
use dock::Dock;
use found::Found;
use head::Head;
use reveal::Reveal;
use rubric::RubricPanel;
use texts::TaskTexts;
pub use walk::last_word;

/// What has to stand on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// The pack is not open here.
    NoPack,
    /// Its texts are not at hand.
    NoTexts,
    /// It has no such task.
    NoTask,
    /// This version has no workspace for the task's kind.
    NoWorkspace,
    /// A desk of this form.
    Desk(Form),
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
    let found = memo(move || {
        app.route
            .with(|route| app.session.with(|workspace| Found::at(route, workspace)))
    });
    let bench = memo(move || match found.get() {
        Found::Task(pack, task) => Some(Bench::of(app.session.rater(), pack, task)),
        _ => None,
    });
    let asked = memo(move || match found.get() {
        Found::NoPack => Asked::NoPack,
        Found::NoTexts => Asked::NoTexts,
        Found::NoTask => Asked::NoTask,
        Found::Task(_, task) if !task.kind.has_workspace() => Asked::NoWorkspace,
        Found::Task(..) => bench.with(|bench| {
            let form = bench.as_ref().map(Bench::form);
            form.map_or(Asked::NoTask, Asked::Desk)
        }),
    });
    move || match asked.get() {
        Asked::NoPack => {
            view! { <Absent what="This pack is not open in this browser." /> }.into_any()
        }
        Asked::NoTask => view! { <Absent what="The pack has no such task." /> }.into_any(),
        Asked::NoTexts => view! { <Waiting pack=pack.clone() /> }.into_any(),
        Asked::NoWorkspace => {
            (move || bench.get().map(|bench| view! { <NoWorkspace bench /> })).into_any()
        }
        Asked::Desk(_) => bench
            .get_untracked()
            .map(|first| view! { <OnDesk first next=bench /> })
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
fn OnDesk(first: Bench, next: Memo<Option<Bench>>) -> impl IntoView {
    let app = App::here();
    let desk = Desk::new(app, first, next);
    app.desk.set(Some(desk));
    Effect::new(move |_| app.session.come_to(&desk.key().get()));
    on_cleanup(move || {
        planted::at("leave");
        app.session.leave_place();
        desk.leave(app);
        app.desk.try_update(|shown| *shown = None);
    });
    let head = move || view! { <Head desk /> <Elsewhere desk /> <Submitted desk /> }.into_any();
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

/// Says that the task is open in another tab as well.
#[component]
fn Elsewhere(desk: Desk) -> impl IntoView {
    let app = App::here();
    let key = desk.bench().key;
    let is_elsewhere = memo(move || app.session.is_elsewhere(&key));
    view! {
        <Show when=move || is_elsewhere.get()>
            <div class="notice" data-tone="plain" role="status">
                <p>
                    <b>"This task is open in another tab too. "</b>
                    "What is done in one shows in the other; the last word counts."
                </p>
            </div>
        </Show>
    }
}

/// A part that is made anew for every task.
fn anew(desk: Desk, part: impl Fn() -> AnyView + Send + 'static) -> impl IntoView {
    let shown = desk.shown();
    move || {
        shown.track();
        untrack(&part)
    }
}

/// A kind of work that this version has no workspace for.
#[component]
fn NoWorkspace(bench: Bench) -> impl IntoView {
    let heading = bench.pack.heading(&bench.task);
    let kind = bench.task.kind.title();
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
    let Bench { pack, task, .. } = desk.bench();
    let late = move || {
        let late = app.session.answers_were_shown(&pack, &task);
        late.then_some(
            " The answers were shown to you: this revision will be marked as made after that.",
        )
    };
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
                    {late()}
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
