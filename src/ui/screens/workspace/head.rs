//! The top of the workspace: what the task is, how far the pack is, how long it took so far.

use std::time::Duration;

use leptos::prelude::*;

use crate::domain::id::TaskId;
use crate::domain::summary::Touched;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::command::CommandButton;
use crate::ui::components::on_desk::OnDesk;
use crate::ui::live::memo;

use super::desk::{Bench, Desk};

/// Up to this many tasks each has its own station on the line.
const STATIONS: usize = 40;

/// The head of the workspace.
#[component]
pub fn Head(desk: Desk) -> impl IntoView {
    let app = App::here();
    let Bench { pack, task, .. } = desk.bench();
    let heading = pack.heading(&task);
    browser::set_title(&format!("{heading} · Trainmaster"));
    let rater = app.session.rater_now();
    let share: Vec<_> = pack.share(&rater).map(|task| task.id.clone()).collect();
    let place = share
        .iter()
        .position(|id| *id == task.id)
        .map_or(0, |at| at + 1);
    let count = share.len();
    let flagged = desk.select(app, |_, work| !work.flags.is_empty());
    view! {
        <header class="head">
            <div>
                <h1>
                    <bdi>{heading}</bdi>
                </h1>
                <p class="dots small muted num">
                    <bdi>{pack.stub.title.clone()}</bdi>
                    <span>{task.kind.title()}</span>
                    <span>{format!("Task {place} of {count}")}</span>
                </p>
            </div>
            <div class="row">
                {task
                    .brief
                    .intent
                    .clone()
                    .map(|intent| {
                        view! {
                            <span class="chip" dir="auto">
                                {intent}
                            </span>
                        }
                    })} <Timer desk /> <CommandButton id="sop" kind="quiet" />
                {move || {
                    flagged
                        .get()
                        .then(|| {
                            view! {
                                <span class="chip" data-tone="caution">
                                    "⚑ edge case"
                                </span>
                            }
                        })
                }} <CommandButton id="edge-case" kind="quiet" />
            </div>
            <Track desk share=share place />
        </header>
    }
}

/// Active time on this task; says when it stands still.
#[component]
fn Timer(desk: Desk) -> impl IntoView {
    let clock = RwSignal::new(desk.clock());
    let ticking = set_interval_with_handle(
        move || {
            clock.try_set(desk.clock());
        },
        Duration::from_secs(1),
    );
    on_cleanup(move || {
        if let Ok(ticking) = ticking {
            ticking.clear();
        }
    });
    let shown = move || {
        let (spent, paused) = clock.get();
        if paused {
            format!("{} paused", minutes(spent))
        } else {
            minutes(spent)
        }
    };
    view! {
        <span class="chip num" role="timer" aria-label="Active time">
            {shown}
        </span>
    }
}

/// The line of stations; a bar where there are too many.
#[component]
fn Track(desk: Desk, share: Vec<TaskId>, place: usize) -> impl IntoView {
    let app = App::here();
    let pack = desk.bench().pack;
    let touched = OnDesk::here().touched_in(app.session, &pack.stub.id);
    let count = share.len();
    let done = {
        let share = share.clone();
        memo(move || {
            touched.with(|touched| {
                let done = |id: &TaskId| touched.get(id).is_some_and(Touched::is_done);
                share.iter().filter(|id| done(id)).count()
            })
        })
    };
    if count > STATIONS {
        return view! {
            <progress
                class="track"
                max=count.to_string()
                value=move || done.get().to_string()
                aria-label=move || format!("{} of {count} tasks done", done.get())
            ></progress>
        }
        .into_any();
    }
    let station = move |at: usize, id: &TaskId| {
        let id = id.clone();
        move || {
            if at + 1 == place {
                return "here";
            }
            touched.with(|touched| match touched.get(&id) {
                Some(touched) if touched.flagged => "flagged",
                Some(touched) if touched.is_done() => "done",
                Some(touched) if touched.is_skipped() => "skipped",
                _ => "open",
            })
        }
    };
    let stations: Vec<_> = share
        .iter()
        .enumerate()
        .map(|(at, id)| view! { <i data-state=station(at, id)></i> })
        .collect();
    view! {
        <div
            class="track"
            role="img"
            aria-label=move || {
                format!("{} of {count} tasks done; this is task {place}", done.get())
            }
        >
            {stations}
        </div>
    }
    .into_any()
}

/// Milliseconds as minutes and seconds: `4:07`.
pub fn minutes(ms: u64) -> String {
    let seconds = ms / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
