//! The app: navigation, the screen switch, and what is said over the screens.

pub mod left;
mod listen;
mod saving;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::domain::id::PackId;

use super::app::{App, Notice, Tone};
use super::browser;
use super::chunks;
use super::components::CommandButton;
use super::components::formulas::Formulas;
use super::components::icon::{Glyph, Icon};
use super::components::lazily::{Frame, lazily, on_page};
use super::components::on_desk::OnDesk;
use super::dialogs::Dialogs;
use super::live::memo;
use super::planted;
use super::route::{QueueView, Route};
use super::screens::today::Today;
use super::session::Session;

use listen::listen;
use saving::{Banners, SaveState};

/// The whole application.
#[component]
pub fn Shell() -> impl IntoView {
    let session = Session::start();
    let app = App {
        session,
        route: RwSignal::new(Route::parse(&browser::hash())),
        notice: RwSignal::new(None),
        dialog: RwSignal::new(None),
        desk: RwSignal::new(None),
        way: StoredValue::default(),
    };
    provide_context(app);
    provide_context(OnDesk::of(session));
    Formulas::provide();
    browser::set_theme(session.setting::<Option<String>>("theme", None).as_deref());
    listen(app);
    planted::reckoner();
    if session.was_just_erased() {
        app.say(Tone::Clear, "Everything was erased from this browser.");
    }
    // The work is most likely next: its files are here before it is asked for.
    spawn_local(async move {
        browser::paint().await;
        session.reach_mirror().await;
        // Where they do not arrive, the screen that needs them says so.
        let _ = chunks::workspace().await;
    });
    view! {
        <div class="shell">
            <a class="skip" href="#main" on:click=skip_to_main>
                "Skip to the work"
            </a>
            <Side />
            <main class="main" id="main" tabindex="-1">
                <Content />
            </main>
        </div>
        <Toasts />
        <Dialogs />
    }
}

/// The screen, once what was kept is read.
#[component]
fn Content() -> impl IntoView {
    let app = App::here();
    let found = memo(move || app.session.found());
    move || match found.get() {
        Some(found) => view! {
            <Banners found />
            {app.session.has_left_words().then(left_behind)}
            <Screen />
        }
        .into_any(),
        None => lazily(on_page(), chunks::recall, move |recall| {
            recall(app.session);
            ().into_any()
        }),
    }
}

/// What stood in open text boxes when the application stopped the last time.
fn left_behind() -> AnyView {
    // Where the part does not arrive the words stay where they are, for the next start.
    let frame: Frame = Box::new(|_, _| ().into_any());
    lazily(frame, chunks::left_behind, |show| show(()))
}

/// The skip link must not touch the address: routes live there.
fn skip_to_main(event: ev::MouseEvent) {
    event.prevent_default();
    browser::focus("#main");
}

/// Which screen is shown. Addresses that differ only in what a screen shows do not rebuild it.
#[derive(Clone, PartialEq, Eq)]
enum Shown {
    Today,
    Open,
    Queue,
    Task(PackId),
    Results,
    Packs,
    Data,
    About,
    Unknown,
}

#[component]
fn Screen() -> impl IntoView {
    let app = App::here();
    let shown = memo(move || match app.route.get() {
        Route::Today => Shown::Today,
        Route::Open { .. } | Route::StartRubric => Shown::Open,
        Route::Queue(_) => Shown::Queue,
        Route::Task { pack, .. } => Shown::Task(pack),
        Route::Results => Shown::Results,
        Route::Packs => Shown::Packs,
        Route::Data => Shown::Data,
        Route::About => Shown::About,
        Route::Unknown(_) => Shown::Unknown,
    });
    Effect::new(move |before: Option<()>| {
        planted::at("effect");
        // The workspace names the task itself.
        if let Some(title) = app.route.with(Route::title) {
            browser::set_title(&format!("{title} · Trainmaster"));
        }
        if before.is_some() {
            browser::scroll_to_top();
            // A screen reader goes on at the new screen, not at the link that led there.
            browser::focus_if_lost("#main");
        }
    });
    move || match shown.get() {
        Shown::Today => view! { <Today /> }.into_any(),
        Shown::Open => lazily(on_page(), chunks::open, |show| show(())),
        Shown::Queue => lazily(on_page(), chunks::queue, |show| show(())),
        Shown::Task(pack) => lazily(on_page(), chunks::workspace, move |show| show(pack.clone())),
        Shown::Results => lazily(on_page(), chunks::results, |show| show(())),
        Shown::Packs => lazily(on_page(), chunks::packs, |show| show(())),
        Shown::Data => lazily(on_page(), chunks::data, |show| show(())),
        Shown::About => lazily(on_page(), chunks::about, |show| show(())),
        Shown::Unknown => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <div class="page">
            <div class="empty card" data-pad>
                <h1>"Nothing stands at this address"</h1>
                <p>"The link may be of another version, or cut off."</p>
                <p>
                    <a class="btn" data-kind="primary" href=Route::Today.href()>
                        "Go to Today"
                    </a>
                </p>
            </div>
        </div>
    }
}

/// The brand, the navigation, and how the work is kept.
#[component]
fn Side() -> impl IntoView {
    let app = App::here();
    let at = move |matches: fn(&Route) -> bool| move || app.route.with(matches).then_some("page");
    let to_do = open_tasks(app);
    view! {
        <header class="side">
            <a class="brand" href=Route::Today.href() aria-label="Trainmaster, today">
                <Brand />
                <span>"Trainmaster"</span>
            </a>
            <nav class="nav" aria-label="Main">
                <a href=Route::Today.href() aria-current=at(|route| *route == Route::Today)>
                    <Icon glyph=Glyph::Today />
                    <span>"Today"</span>
                </a>
                <a
                    href=Route::Queue(QueueView::default()).href()
                    aria-current=at(|route| {
                        matches!(route, Route::Queue(_) | Route::Task { .. })
                    })
                >
                    <Icon glyph=Glyph::Queue />
                    <span>"Queue"</span>
                    {move || {
                        to_do
                            .get()
                            .map(|count| {
                                view! {
                                    <span class="count">
                                        <span class="vh">"open tasks: "</span>
                                        {count}
                                    </span>
                                }
                            })
                    }}
                </a>
                <a
                    href=Route::Packs.href()
                    aria-current=at(|route| {
                        matches!(route, Route::Packs | Route::Open { .. } | Route::StartRubric)
                    })
                >
                    <Icon glyph=Glyph::Packs />
                    <span>"Packs"</span>
                </a>
                <a href=Route::Results.href() aria-current=at(|route| *route == Route::Results)>
                    <Icon glyph=Glyph::Results />
                    <span>"Results"</span>
                </a>
                <a
                    href=Route::Data.href()
                    aria-current=at(|route| matches!(route, Route::Data | Route::About))
                >
                    <Icon glyph=Glyph::Data />
                    <span>"Data"</span>
                </a>
            </nav>
            <Worker />
            <SaveState />
        </header>
    }
}

/// Who works, where several raters share this browser.
#[component]
fn Worker() -> impl IntoView {
    let app = App::here();
    let rater = memo(move || app.session.one_of_several());
    let name = move || {
        let rater = rater.get()?;
        let name = app
            .session
            .with(|workspace| workspace.name(&rater).map(str::to_owned));
        Some(
            name.filter(|name| !name.is_empty())
                .unwrap_or_else(|| rater.to_string()),
        )
    };
    move || {
        name().map(|name| {
            view! {
                <a class="worker" href=Route::Data.href()>
                    <span class="vh">"Works here now: "</span>
                    <bdi class="clip">{name}</bdi>
                </a>
            }
        })
    }
}

/// A semaphore at clear: the train master's sign.
#[component]
fn Brand() -> impl IntoView {
    view! {
        <svg viewBox="0 0 22 22" aria-hidden="true">
            <rect class="post" x="9.75" y="3" width="2.5" height="17" rx="1.25"></rect>
            <rect
                class="arm"
                x="3"
                y="4"
                width="13"
                height="4.6"
                rx="2.3"
                transform="rotate(-14 10 6)"
            ></rect>
            <circle class="lamp" cx="11" cy="6.2" r="1.5"></circle>
        </svg>
    }
}

/// How many tasks of the pack on the desk are open.
fn open_tasks(app: App) -> Memo<Option<usize>> {
    let desk = OnDesk::here();
    memo(move || {
        // Asking for the texts is what brings them.
        app.session.texts(&app.session.current()?);
        desk.open()
    })
}

/// What was just said.
#[component]
fn Toasts() -> impl IntoView {
    let app = App::here();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {move || {
                app
                    .notice
                    .get()
                    .map(|Notice { text, tone, command }| {
                        view! {
                            <div class="toast" data-tone=tone.name()>
                                <p>{text}</p>
                                {command.map(|id| view! { <CommandButton id kind="quiet" /> })}
                            </div>
                        }
                    })
            }}
        </div>
    }
}
