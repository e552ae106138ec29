//! Erasing everything: a backup first, and then a second word.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::text::figures::{many, of};
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::{Modal, Sheet, Title};
use crate::ui::live::memo;
use crate::ui::route::Route;

/// The button and what it asks.
#[component]
pub fn Erase(app: App) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <section class="card told" data-pad aria-label="Erase">
            <div class="row">
                <h2>"Erase"</h2>
                <span class="push"></span>
                <button
                    type="button"
                    class="btn"
                    data-kind="danger"
                    data-part="erase"
                    on:click=move |_| is_open.set(true)
                >
                    "Erase everything here…"
                </button>
            </div>
            <p class="small muted">
                "For a shared computer, or when the work is handed over. Everything of this app in \
                 this browser goes, of every rater; nothing else on this site is touched."
            </p>
            {move || is_open.get().then(|| view! { <Ask app is_open/> })}
        </section>
    }
}

#[component]
fn Ask(app: App, is_open: RwSignal<bool>) -> impl IntoView {
    let sheet = Sheet::new();
    let on_close = Callback::new(move |()| is_open.set(false));
    let failure = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    // A backup of exactly what is here now: one step more, and it is another.
    let is_backed_up = memo(move || {
        app.session.saving().track();
        app.session.backups().with(|backups| {
            let last = backups.last.as_ref();
            let now = app.session.extent_beside(last);
            now.entries == 0 || last.is_some_and(|last| last.holds(&now))
        })
    });
    let erase = move |_| {
        is_busy.set(true);
        spawn_local(async move {
            match app.session.erase().await {
                Ok(()) => {
                    browser::replace(&Route::Today.href());
                    browser::reload();
                }
                Err(why) => {
                    is_busy.set(false);
                    failure.set(Some(why));
                }
            }
        });
    };
    view! {
        <Modal sheet label="Erase everything" on_close>
            <Title sheet text="Erase everything here?"/>
            <div class="inner">
                <p>{what_goes(app)} " It cannot be undone."</p>
                <p>
                    <b>"First download a backup"</b>
                    ", and check that it arrived. It can be restored here or in another browser."
                </p>
                <div class="row">
                    <button type="button" class="btn" data-kind="primary"
                        on:click=move |_| app.download_everything()>
                        "Download a backup"
                    </button>
                    <span class="small muted" role="status">
                        {move || match (app.session.journal_len(), is_backed_up.get()) {
                            (0, _) => "There is nothing to back up.",
                            (_, true) => "The last backup holds everything.",
                            (_, false) => "The last backup does not hold everything.",
                        }}
                    </span>
                </div>
                <div role="alert">{move || failure.get().map(|why| view! {
                    <p class="notice" data-tone="stop">{why}</p>
                })}</div>
            </div>
            <div class="actions">
                <button type="button" class="btn" on:click=move |_| sheet.close()>"Cancel"</button>
                <button type="button" class="btn" data-kind="danger"
                    disabled=move || !is_backed_up.get() || is_busy.get()
                    on:click=erase>
                    "Erase everything"
                </button>
            </div>
        </Modal>
    }
}

/// What would be gone.
fn what_goes(app: App) -> String {
    let (evaluations, started, packs) = app.session.now(|workspace| {
        let works = workspace.raters().flat_map(|rater| workspace.works(rater));
        let works: Vec<_> = works.filter(|(_, work)| work.is_real()).collect();
        let submitted = works
            .iter()
            .filter(|(_, work)| work.latest().is_some())
            .count();
        (submitted, works.len() - submitted, workspace.packs().len())
    });
    format!(
        "{}, {} begun and not submitted, {} and every setting are deleted from this browser, of \
         every rater.",
        many(evaluations, "evaluation"),
        of(started, "task", "tasks"),
        many(packs, "pack"),
    )
}
