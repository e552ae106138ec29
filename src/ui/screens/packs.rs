//! The packs of this browser: switch, archive, export, remove.

use crate::ui::live::memo;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::domain::id::PackId;
use crate::domain::time::Moment;
use crate::domain::work::State;
use crate::domain::workspace::{OpenPack, Place, Workspace};
use crate::journal::event::Event;

use super::super::app::{App, Tone};
use super::super::browser;
use super::super::components::on_desk::OnlyJudged;
use super::super::route::Route;
use super::super::session::Texts;
use crate::text::figures::{count, many};

/// The screen.
#[component]
pub fn Packs() -> impl IntoView {
    let app = App::here();
    let asked = RwSignal::new(None::<PackId>);
    let ids = app.session.select(|workspace| {
        let mut packs = workspace.packs();
        packs.sort_by_key(|open| open.place == Place::Archive);
        packs
            .iter()
            .map(|open| open.stub.id.clone())
            .collect::<Vec<_>>()
    });
    // Their share of tasks and whether their texts are here shows once they are read.
    Effect::new(move |_| {
        let desk = app.session.with(|workspace| {
            let packs = workspace.packs();
            let desk = packs.iter().filter(|open| open.place == Place::Desk);
            desk.map(|open| open.stub.id.clone()).collect::<Vec<_>>()
        });
        for id in desk {
            if untrack(|| app.session.texts(&id).is_none()) {
                app.session.need(&id);
            }
        }
    });
    view! {
        <div class="page">
            <header class="head">
                <div>
                    <h1>"Packs"</h1>
                    <p class="small muted">"Work on several packs never mixes."</p>
                </div>
                <div class="row">
                    <a class="btn" data-kind="primary" href=Route::Open { pack: None }.href()>
                        "Open a pack "
                        <kbd>"O"</kbd>
                    </a>
                </div>
            </header>
            <section class="card packs" aria-label="Packs">
                <Show
                    when=move || !ids.with(Vec::is_empty)
                    fallback=|| {
                        view! {
                            <div class="empty">
                                <p>
                                    "No pack is open here yet. Open one from your lead, a table of \
                                     responses, or start from a rubric."
                                </p>
                                <a class="btn" href=Route::StartRubric.href()>
                                    "Start from the starter rubric"
                                </a>
                            </div>
                        }
                    }
                >
                    <ul class="rows">
                        <For
                            each=move || ids.get()
                            key=Clone::clone
                            children=move |id| view! { <Row id asked /> }
                        />
                    </ul>
                </Show>
            </section>
        </div>
        {move || asked.get().map(|id| view! { <Remove id asked /> })}
    }
}

/// What a row shows of its pack.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    title: String,
    opened_at: Moment,
    place: Place,
    tasks: usize,
    done: usize,
    skipped: usize,
    /// Whether nobody knows here how many tasks there are.
    partial: bool,
}

impl Shown {
    fn of(workspace: &Workspace, app: App, id: &PackId) -> Option<Self> {
        let open = workspace.pack(id)?;
        let (tasks, done, skipped) = progress(workspace, app, open);
        Some(Self {
            title: open.stub.title.clone(),
            opened_at: open.opened_at,
            place: open.place,
            tasks,
            done,
            skipped,
            partial: open.loaded.as_ref().is_some_and(|pack| pack.partial),
        })
    }
}

/// Tasks, submitted, skipped. Without the texts the share of a rater is not known and all tasks
/// count.
fn progress(workspace: &Workspace, app: App, open: &OpenPack) -> (usize, usize, usize) {
    let rater = app.session.rater();
    if let Some(pack) = &open.loaded {
        let progress = workspace.progress(&rater, pack);
        return (progress.tasks, progress.submitted, progress.skipped);
    }
    let states = workspace
        .works(&rater)
        .filter(|(key, _)| key.pack == open.stub.id)
        .map(|(_, work)| work.state());
    let (mut done, mut skipped) = (0, 0);
    for state in states {
        match state {
            State::Submitted | State::Reopened => done += 1,
            State::Skipped => skipped += 1,
            State::Open | State::Started => {}
        }
    }
    (open.stub.tasks.max(done), done, skipped)
}

#[component]
fn Row(id: PackId, asked: RwSignal<Option<PackId>>) -> impl IntoView {
    let app = App::here();
    let id = StoredValue::new(id);
    let shown = memo(move || {
        id.with_value(|id| app.session.with(|workspace| Shown::of(workspace, app, id)))
    });
    let current = memo(move || app.session.current() == Some(id.get_value()));
    let missing = memo(move || match app.session.texts(&id.get_value()) {
        Some(Texts::Missing(why)) => Some(why),
        _ => None,
    });
    let archived = memo(move || {
        shown.with(|shown| {
            shown
                .as_ref()
                .is_some_and(|shown| shown.place == Place::Archive)
        })
    });
    let title = memo(move || {
        shown.with(|shown| {
            shown
                .as_ref()
                .map(|shown| shown.title.clone())
                .unwrap_or_default()
        })
    });
    let partial = memo(move || shown.with(|s| s.as_ref().is_some_and(|s| s.partial)));
    let is_current = move || current.get() && !archived.get();
    let chip = move || match (is_current(), archived.get()) {
        (true, _) => Some(view! { <span class="chip">"open"</span> }),
        (_, true) => Some(view! { <span class="chip">"archived"</span> }),
        _ => None,
    };
    let facts = move || shown.with(|shown| shown.as_ref().map(facts));
    let done = move || shown.with(|shown| shown.as_ref().map(|shown| shown.done.to_string()));
    let of = move || shown.with(|shown| shown.as_ref().map(|shown| shown.tasks.to_string()));
    let in_words =
        move || shown.with(|s| s.as_ref().map(|s| format!("{}: {}", s.title, done_of(s))));
    view! {
        <li
            aria-current=move || is_current().then_some("true")
            data-state=move || archived.get().then_some("archived")
        >
            <div>
                <h2>
                    <span dir="auto">{title}</span>
                    " "
                    {chip}
                </h2>
                <p class="dots small muted num">{facts}</p>
                <Show when=move || !partial.get()>
                    <progress
                        class="progress"
                        max=of
                        prop:value=done
                        aria-label=in_words
                    ></progress>
                </Show>
                <Show when=move || partial.get()>
                    <OnlyJudged />
                </Show>
                {move || {
                    missing
                        .get()
                        .map(|why| {
                            view! {
                                <p class="small">
                                    {why}" "
                                    <a href=Route::Open { pack: None }
                                        .href()>"Open its file"</a>
                                </p>
                            }
                        })
                }}
            </div>
            <div class="row">
                <Show when=move || !is_current() && !archived.get()>
                    <button
                        type="button"
                        class="btn"
                        on:click=move |_| work_on(app, &id.get_value())
                    >
                        "Work on this "
                        <span class="vh">{title}</span>
                    </button>
                </Show>
                <Show when=move || archived.get()>
                    <button
                        type="button"
                        class="btn"
                        on:click=move |_| {
                            app.act(Event::PackReturned {
                                pack: id.get_value(),
                            });
                        }
                    >
                        "Take back "
                        <span class="vh">{title}</span>
                    </button>
                </Show>
                <button
                    type="button"
                    class="btn"
                    data-kind="quiet"
                    on:click=move |_| export_soon(app, id.get_value())
                >
                    "Export "
                    <span class="vh">{title}</span>
                </button>
                <Show when=move || !archived.get()>
                    <button
                        type="button"
                        class="btn"
                        data-kind="quiet"
                        on:click=move |_| archive(app, &id.get_value())
                    >
                        "Archive "
                        <span class="vh">{title}</span>
                    </button>
                </Show>
                <button
                    type="button"
                    class="btn"
                    data-kind="quiet"
                    on:click=move |_| asked.set(Some(id.get_value()))
                >
                    "Remove … "
                    <span class="vh">{title}</span>
                </button>
            </div>
        </li>
    }
}

fn facts(shown: &Shown) -> impl IntoView + use<> {
    let skipped = (shown.skipped > 0).then(|| {
        let text = format!("{} skipped", count(shown.skipped));
        view! { <span>{text}</span> }
    });
    view! {
        <span>{done_of(shown)}</span>
        {skipped}
        <span>{format!("opened {}", browser::local_time(shown.opened_at))}</span>
    }
}

fn done_of(shown: &Shown) -> String {
    if shown.partial {
        return format!("{} of – done", count(shown.done));
    }
    format!("{} of {} done", count(shown.done), count(shown.tasks))
}

fn work_on(app: App, id: &PackId) {
    app.session.take_up(id);
    let id = id.clone();
    spawn_local(async move {
        app.session.need_all(std::slice::from_ref(&id)).await;
        let here = app.session.now(|workspace| workspace.loaded(&id).is_some());
        if here {
            app.go_on();
        } else {
            app.say(
                Tone::Caution,
                "The texts of this pack are not in this browser. Open its file again; your work \
                 on it is kept.",
            );
        }
    });
}

fn archive(app: App, id: &PackId) {
    if app.act(Event::PackArchived { pack: id.clone() }) {
        leave(app, id);
        app.say_done("Archived; everything in it is kept.");
    }
}

/// Another pack comes onto the desk in place of one that went.
fn leave(app: App, gone: &PackId) {
    let next = app.session.now(|workspace| {
        let packs = workspace.packs();
        let mut desk = packs.iter().filter(|open| open.place == Place::Desk);
        desk.next().map(|open| open.stub.id.clone())
    });
    if let Some(next) = next.filter(|_| app.session.desk_is(gone)) {
        app.session.take_up(&next);
    }
}

fn export_soon(app: App, id: PackId) {
    spawn_local(async move {
        export(app, &id).await;
    });
}

/// Hands the results of a pack to the browser as a file; says so where it fails.
async fn export(app: App, id: &PackId) -> bool {
    let results = app.session.results(vec![id.clone()], true).await;
    match serde_json::to_string_pretty(&results) {
        Ok(json) => {
            let name = format!("results-{}.json", crate::domain::id::slug(id.as_str()));
            browser::download(&name, "application/json", &json);
            let what = many(results.evaluations.len(), "evaluation");
            app.say(
                Tone::Clear,
                format!("{what} handed to the browser as {name}."),
            );
            true
        }
        Err(why) => {
            app.say(Tone::Stop, format!("The results cannot be written: {why}."));
            false
        }
    }
}

fn remove(app: App, id: &PackId, title: &str) {
    if app.act(Event::PackRemoved { pack: id.clone() }) {
        leave(app, id);
        app.say_done(format!("“{title}” is removed."));
        browser::focus("h1");
    }
}

/// Asks how to remove a pack.
#[component]
fn Remove(id: PackId, asked: RwSignal<Option<PackId>>) -> impl IntoView {
    let app = App::here();
    let dialog = NodeRef::<html::Dialog>::new();
    // The dialog opens itself once it is on the page.
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    let (title, submitted) = app.session.now(|workspace| {
        let title = workspace.pack(&id).map(|open| open.stub.title.clone());
        let rater = app.session.rater_now();
        let of_pack = workspace.works(&rater).filter(|(key, _)| key.pack == id);
        let submitted = of_pack.filter(|(_, work)| work.latest().is_some()).count();
        (title.unwrap_or_else(|| id.to_string()), submitted)
    });
    let what = match submitted {
        0 => "Nothing in it was submitted yet.".to_owned(),
        n => format!(
            "{} in it. Export first if somebody still needs them.",
            many(n, "submitted evaluation")
        ),
    };
    let heading = format!("Remove “{title}”?");
    let pack = StoredValue::new((id, title));
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let after_export = move |_| {
        let (id, title) = pack.get_value();
        close();
        spawn_local(async move {
            if export(app, &id).await {
                remove(app, &id, &title);
            }
        });
    };
    let at_once = move |_| {
        let (id, title) = pack.get_value();
        close();
        remove(app, &id, &title);
    };
    view! {
        <dialog
            class="dialog"
            aria-labelledby="remove-title"
            node_ref=dialog
            on:close=move |_| asked.set(None)
        >
            <div class="title">
                <h2 id="remove-title">
                    <bdi>{heading}</bdi>
                </h2>
                <button
                    type="button"
                    class="btn"
                    data-kind="quiet"
                    data-shape="icon"
                    aria-label="Close"
                    on:click=move |_| close()
                >
                    "✕"
                </button>
            </div>
            <div class="inner">
                <p>{what}</p>
                <p class="small muted">
                    "While this page stays open, Z brings the pack back. Afterwards its texts are \
                     deleted; your ratings stay in this browser and count again when its file is \
                     opened again."
                </p>
            </div>
            <div class="actions">
                <button type="button" class="btn" on:click=move |_| close()>
                    "Cancel "
                    <kbd>"Esc"</kbd>
                </button>
                <button type="button" class="btn" data-kind="danger" on:click=at_once>
                    "Remove without export"
                </button>
                <button
                    type="button"
                    class="btn"
                    data-kind="primary"
                    autofocus=true
                    on:click=after_export
                >
                    "Export results and remove"
                </button>
            </div>
        </dialog>
    }
}
