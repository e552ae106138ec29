//! Every task of the pack on the desk: find one, see where it stands, go to it.

mod haystacks;
mod list;
mod table;

use leptos::prelude::*;

use crate::text::figures::{count, of, spell};
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::kbd::Kbd;
use crate::ui::components::on_desk::{NoPack, NoTexts, OnDesk, OnlyJudged};
use crate::ui::components::pager::{Pager, ROWS};
use crate::ui::components::plain_keys::plain_keys;
use crate::ui::live::memo;
use crate::ui::route::{Filter, QueueView, Route};

use list::{Counts, List};
use table::Tasks;

/// The queue.
#[component]
pub fn Queue() -> impl IntoView {
    let app = App::here();
    let desk = OnDesk::here();
    let view = Memo::new(move |last: Option<&QueueView>| match app.route.get() {
        Route::Queue(view) => view,
        // On the way to another screen.
        _ => last.cloned().unwrap_or_default(),
    });
    let list = List::new(app, desk, view);
    let is_here = memo(move || desk.pack.with(Option::is_some));
    let cursor = StoredValue::new(None);
    keys(app, list, cursor);
    let page = move |page| {
        app.go(&Route::Queue(QueueView {
            page,
            ..view.get_untracked()
        }));
    };
    view! {
        <div class="page" data-kind="list">
            <header class="head">
                <div>
                    <h1>"Queue"</h1>
                    <Standing app list />
                </div>
                <div class="row">
                    <WayOn is_here list />
                </div>
            </header>
            <Show when=move || app.session.current().is_some() fallback=NoPack>
                <Show
                    when=move || is_here.get()
                    fallback=move || {
                        view! { <NoTexts pack=Signal::derive(move || app.session.current()) /> }
                    }
                >
                    <Show when=move || list.partial.get()>
                        <OnlyJudged />
                    </Show>
                    <div class="row" role="search" aria-label="Tasks">
                        <Filters app list />
                        <Search app list />
                    </div>
                    <Show
                        when=move || { list.length.get() > 0 }
                        fallback=move || view! { <Nothing list /> }
                    >
                        <Tasks app list cursor />
                        <Pager
                            page=Signal::derive(move || view.with(|view| view.page))
                            length=list.length
                            go=page
                        />
                    </Show>
                </Show>
            </Show>
        </div>
    }
}

/// The pack, how much is done, and how long the rest may take.
#[component]
fn Standing(app: App, list: List) -> impl IntoView {
    let title = memo(move || {
        let id = app.session.current()?;
        app.session
            .with(|workspace| Some(workspace.pack(&id)?.stub.title.clone()))
    });
    let words = move || {
        title.with(Option::is_some).then_some(())?;
        let counts = list.counts.get();
        if counts.all == 0 {
            return None;
        }
        if list.partial.get() {
            return Some(format!(" · {} of – done", count(counts.done)));
        }
        let done = format!(" · {} of {} done", count(counts.done), count(counts.all));
        let left = list.pace.get().filter(|_| counts.open > 0);
        let left = left.map(|pace| {
            format!(
                " · about {} left at your pace",
                spell(pace * counts.open as u64)
            )
        });
        Some(done + &left.unwrap_or_default())
    };
    view! {
        <p class="small muted num">
            <bdi>{title}</bdi>
            {words}
        </p>
    }
}

/// The next task, or, where every one is submitted, the way to the results.
#[component]
fn WayOn(is_here: Memo<bool>, list: List) -> impl IntoView {
    let app = App::here();
    let finished = memo(move || {
        let Counts { all, done, .. } = list.counts.get();
        (all > 0 && done == all).then_some(all)
    });
    move || match finished.get() {
        _ if list.partial.get() => view! {
            <a class="btn" data-kind="primary" href=Route::Open { pack: None }.href()>
                "Open its file"
            </a>
        }
        .into_any(),
        Some(all) => view! {
            <span class="small" role="status">
                {format!("All {} done", count(all))}
            </span>
            <a class="btn" data-kind="primary" href=Route::Results.href()>
                "Export results"
            </a>
        }
        .into_any(),
        None => view! {
            <button
                type="button"
                class="btn"
                data-kind="primary"
                disabled=move || !is_here.get()
                on:click=move |_| app.go_on()
            >
                "Next task "
                <Kbd of="continue" />
            </button>
        }
        .into_any(),
    }
}

#[component]
fn Filters(app: App, list: List) -> impl IntoView {
    let filters = Filter::EACH.map(|filter| {
        let title = match filter {
            Filter::All => "All",
            Filter::Open => "Open",
            Filter::Done => "Done",
            Filter::Skipped => "Skipped",
            Filter::Flagged => "Flagged",
        };
        let number = move || count(list.counts.get().of(filter));
        let pressed = move || list.view.with(|view| view.filter == filter).to_string();
        let choose = move |_| {
            let words = list.view.with_untracked(|view| view.words.clone());
            app.go(&Route::Queue(QueueView {
                filter,
                words,
                page: 0,
            }));
        };
        view! {
            <button type="button" class="chip" aria-pressed=pressed on:click=choose>
                {title}
                " "
                <span class="muted num">{number}</span>
            </button>
        }
    });
    view! {
        <div class="row" role="group" aria-label="Show">
            {filters.collect_view()}
        </div>
    }
}

#[component]
fn Search(app: App, list: List) -> impl IntoView {
    let view = list.view;
    // Words in the making replace the address: the back button does not go letter by letter.
    let typed = move |event| {
        let words = event_target_value(&event);
        let route = Route::Queue(QueueView {
            words,
            page: 0,
            ..view.get_untracked()
        });
        browser::replace(&route.href());
        app.route.set(route);
    };
    let entered = move |_| {
        let id = app.session.current_now();
        let pack = app
            .session
            .now(|workspace| id.and_then(|id| workspace.loaded(&id).cloned()));
        if let Some(pack) = pack {
            list.haystacks.begin(pack);
        }
    };
    let open_first = move |event: leptos::ev::KeyboardEvent| {
        let first = list
            .rows
            .with_untracked(|rows| Some(rows.iter().find(|row| row.has_text)?.task.clone()));
        let is_asked = event.key() == "Enter"
            && !event.is_composing()
            && view.with_untracked(|view| !view.words.trim().is_empty());
        if let Some((task, pack)) = first.zip(app.session.current_now()).filter(|_| is_asked) {
            event.prevent_default();
            app.go(&Route::Task { pack, task });
        }
    };
    view! {
        <label class="search">
            <span class="vh">"Search titles, texts and tags"</span>
            <input
                class="input"
                data-size="small"
                data-part="search"
                type="search"
                placeholder="Search"
                prop:value=move || view.with(|view| view.words.clone())
                on:focus=entered
                on:input=typed
                on:keydown=open_first
            />
            <Kbd of="search" />
        </label>
    }
}

/// What stands in place of the rows when there are none.
#[component]
fn Nothing(list: List) -> impl IntoView {
    let app = App::here();
    let head = move || {
        let QueueView { filter, words, .. } = list.view.get();
        match filter {
            _ if list.counts.get().all == 0 => "No task of this pack is your share.".to_owned(),
            _ if !words.trim().is_empty() => format!("No task matches “{}”.", words.trim()),
            Filter::Open => "Nothing is open: every task is submitted or skipped.".to_owned(),
            Filter::Done => "Nothing is submitted yet.".to_owned(),
            Filter::Skipped => "No task is skipped.".to_owned(),
            Filter::Flagged => "No task is flagged.".to_owned(),
            Filter::All => "This pack has no tasks.".to_owned(),
        }
    };
    let hint = move || {
        let QueueView { filter, words, .. } = list.view.get();
        let all = list.counts.get().all;
        if words.trim().is_empty() {
            return String::new();
        }
        let among = if filter == Filter::All { "all" } else { "the" };
        let shown = if filter == Filter::All {
            ""
        } else {
            " shown here"
        };
        let number = list.counts.get().of(filter);
        let tasks = of(
            if filter == Filter::All { all } else { number },
            "task",
            "tasks",
        );
        format!("Search looks in titles, instructions and tags of {among} {tasks}{shown}.")
    };
    let is_narrow = move || {
        list.view
            .with(|view| view.filter != Filter::All || !view.words.is_empty())
    };
    view! {
        <section class="card empty" aria-label="Tasks">
            <p role="status">
                <b>{head}</b>
            </p>
            <p class="small">{hint}</p>
            <Show when=is_narrow>
                <button
                    type="button"
                    class="btn"
                    on:click=move |_| app.go(&Route::Queue(QueueView::default()))
                >
                    "Show all tasks"
                </button>
            </Show>
        </section>
    }
}

/// Moving along the rows and pages by key.
fn keys(app: App, list: List, cursor: StoredValue<Option<usize>>) {
    let step = move |by: isize| {
        let rows = list.rows.with_untracked(Vec::len);
        let to = match cursor.get_value() {
            Some(at) => at.saturating_add_signed(by),
            None => list.here.get_untracked().unwrap_or_default(),
        };
        if rows > 0 {
            browser::focus(&format!("[data-row=\"{}\"]", to.min(rows - 1)));
        }
        rows > 0
    };
    let turn = move |by: isize| {
        let view = list.view.get_untracked();
        let page = view.page.saturating_add_signed(by);
        let exists = page * ROWS < list.length.get_untracked() && page != view.page;
        if exists {
            cursor.set_value(None);
            app.go(&Route::Queue(QueueView { page, ..view }));
        }
        exists
    };
    plain_keys(app, move |key| match key {
        "j" | "arrowdown" => step(1),
        "k" | "arrowup" => step(-1),
        "]" => turn(1),
        "[" => turn(-1),
        _ => false,
    });
}
