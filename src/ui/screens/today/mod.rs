//! What is due: the next task, the day's figures, the packs. A first visit lands on the offers.

mod end;
mod figures;
mod landing;
mod packs;

use leptos::prelude::*;

use crate::domain::time::Moment;
use crate::text::figures::{count, spell};
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::chunks;
use crate::ui::commands;
use crate::ui::components::lazily::{lazily, on_page};
use crate::ui::components::on_desk::{NoTexts, OnDesk};
use crate::ui::live::memo;
use crate::ui::route::Route;

pub use end::{End, NothingAhead};

use figures::Figures;
use landing::Landing;
use packs::Packs;

/// What is due, or the first visit.
#[component]
pub fn Today() -> impl IntoView {
    let app = App::here();
    let has_packs = app
        .session
        .select(|workspace| !workspace.packs().is_empty());
    view! {
        <Show when=move || has_packs.get() fallback=Landing>
            {lazily(on_page(), chunks::returning, |show| show(()))}
        </Show>
    }
}

/// The next task, the figures and the packs of those who come back.
#[component]
pub fn Returning() -> impl IntoView {
    let app = App::here();
    let desk = OnDesk::here();
    let is_here = memo(move || desk.pack.with(Option::is_some));
    view! {
        <div class="page">
            <header class="head">
                <div>
                    <h1>"Today"</h1>
                    <p class="small muted">{browser::local_day(browser::now())}</p>
                </div>
                <div class="row">
                    <a class="btn" href=Route::Open { pack: None }.href()>
                        "Open a pack "
                        <Cap of="open" />
                    </a>
                </div>
            </header>
            <Show
                when=move || is_here.get()
                fallback=move || {
                    view! { <NoTexts pack=Signal::derive(move || app.session.current()) /> }
                }
            >
                <NextTask app desk />
            </Show>
            <Figures app desk />
            <Packs app desk />
        </div>
    }
}

/// The first key of a command.
#[component]
fn Cap(of: &'static str) -> impl IntoView {
    let key = commands::command(of).and_then(|command| command.keys.first());
    key.map(|key| view! { <kbd>{key.cap()}</kbd> })
}

/// The next task as its card shows it.
#[derive(Clone, PartialEq)]
struct Next {
    heading: String,
    kind: &'static str,
    place: String,
    due: Option<Due>,
}

#[derive(Clone, PartialEq)]
struct Due {
    tone: &'static str,
    words: String,
}

/// A task due sooner than this is shown as urgent. Milliseconds.
const SOON: i64 = 24 * 3_600_000;

fn due(text: &str, now: i64) -> Option<Due> {
    let left = Moment::parse(text)?.ms - now;
    let apart = spell(left.unsigned_abs());
    Some(if left < 0 {
        let words = format!("Overdue by {apart}");
        Due {
            tone: "stop",
            words,
        }
    } else {
        let words = format!("Due in {apart}");
        let tone = if left < SOON { "caution" } else { "plain" };
        Due { tone, words }
    })
}

#[component]
fn NextTask(app: App, desk: OnDesk) -> impl IntoView {
    let next = memo(move || next(app, desk));
    let end = memo(move || End::of(desk));
    view! {
        <section class="card next" aria-label="Next task">
            {move || match next.get() {
                Some(next) => view! { <Ahead app next /> }.into_any(),
                None => view! { <NothingAhead end /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Ahead(app: App, next: Next) -> impl IntoView {
    let Next {
        heading,
        kind,
        place,
        due,
    } = next;
    let due = due.map(|Due { tone, words }| {
        view! {
            <span class="chip num" data-tone=tone>
                {words}
            </span>
        }
    });
    view! {
        <div class="stack">
            <p class="caps">"Next task"</p>
            <h2>
                <bdi>{heading}</bdi>
            </h2>
            <p class="row">
                <span class="chip">{kind}</span>
                <span class="small muted num">{place}</span>
                {due}
            </p>
        </div>
        <button
            type="button"
            class="btn"
            data-kind="primary"
            data-size="large"
            on:click=move |_| app.go_on()
        >
            "Continue "
            <Cap of="continue" />
        </button>
    }
}

/// The next task to do. Read untracked: it changes with what was touched.
fn next(app: App, desk: OnDesk) -> Option<Next> {
    let rater = app.session.rater();
    desk.touched.track();
    desk.pack.with(|pack| {
        let pack = pack.as_ref()?;
        let id = app
            .session
            .now(|workspace| workspace.next(&rater, pack, None))?;
        let (task, at) = (pack.task(&id)?, pack.position(&id)?);
        let place = desk.share.with(|share| {
            let number = share
                .iter()
                .position(|task| *task == at)
                .unwrap_or_default()
                + 1;
            let (number, all) = (count(number), count(share.len()));
            format!("{} · task {number} of {all}", pack.stub.title)
        });
        Some(Next {
            heading: pack.heading(&task),
            kind: task.kind.title(),
            place,
            due: task
                .brief
                .due
                .as_deref()
                .and_then(|text| due(text, browser::now_ms())),
        })
    })
}
