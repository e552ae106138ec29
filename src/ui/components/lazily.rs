//! A view whose code may have to be fetched first.

use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::browser;
use crate::ui::chunks::Fetched;

/// Why a part is not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// It is being fetched.
    OnTheWay,
    /// It could not be fetched.
    Lost,
}

/// What is put around the words about a part that is not here.
pub type Frame = Box<dyn Fn(Absent, AnyView) -> AnyView + Send>;

type View = Arc<dyn Fn() -> AnyView + Send + Sync>;
type Coming = Pin<Box<dyn Future<Output = Fetched<View>>>>;

/// How far the part is.
#[derive(Clone)]
enum Part {
    Here(View),
    Not(Absent),
}

/// What `show` makes of a part of the application. While the part is on its way, and when it does
/// not arrive, the page says so.
pub fn lazily<T, F>(
    frame: Frame,
    fetch: fn() -> F,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Copy + Send + Sync + 'static,
    F: Future<Output = Fetched<T>> + 'static,
{
    let show = Arc::new(show);
    let ask = move || -> Coming {
        let show = Arc::clone(&show);
        Box::pin(async move {
            let part = fetch().await?;
            Ok(Arc::new(move || show(part)) as View)
        })
    };
    shown(frame, Arc::new(ask))
}

/// The same for every kind of part.
fn shown(frame: Frame, ask: Arc<dyn Fn() -> Coming + Send + Sync>) -> AnyView {
    let part = RwSignal::new(Part::Not(Absent::OnTheWay));
    let fetch = Callback::new(move |()| {
        let coming = ask();
        spawn_local(async move {
            // Nobody may be waiting for it any more.
            part.try_set(coming.await.map_or(Part::Not(Absent::Lost), Part::Here));
        });
    });
    fetch.run(());
    let again = Callback::new(move |()| {
        part.set(Part::Not(Absent::OnTheWay));
        fetch.run(());
    });
    (move || match part.get() {
        Part::Here(view) => untrack(|| view()),
        Part::Not(why) => {
            let words = match why {
                Absent::OnTheWay => {
                    view! { <p class="muted" role="status">"Loading…"</p> }.into_any()
                }
                Absent::Lost => view! { <Lost again/> }.into_any(),
            };
            frame(why, words)
        }
    })
    .into_any()
}

/// A page with nothing on it but a few words.
pub fn on_page() -> Frame {
    Box::new(|why, words| {
        let title = (why == Absent::Lost).then(|| view! { <h1>"This screen is missing"</h1> });
        view! { <div class="page">{title} {words}</div> }.into_any()
    })
}

/// Says that a part is missing, and what to do about it.
#[component]
fn Lost(again: Callback<()>) -> impl IntoView {
    // A page that stayed open while another build was published asks for files that are gone.
    let is_outdated = RwSignal::new(false);
    spawn_local(async move {
        let published = browser::published_build().await;
        let is_another = published.is_some() && published != browser::build();
        is_outdated.try_set(is_another);
    });
    let head = move || {
        if is_outdated.get() {
            "A new version of the app was published."
        } else {
            "This part of the app could not be loaded."
        }
    };
    let advice = move || {
        if is_outdated.get() {
            " Reload to get it. What is saved stays as it is."
        } else {
            " The connection may have failed for a moment: try again. What is saved stays as it is."
        }
    };
    view! {
        <div class="notice" data-tone="stop" role="alert">
            <p><b>{head}</b> {advice}</p>
            <button type="button" class="btn" on:click=move |_| again.run(())>"Try again"</button>
            <button type="button" class="btn" data-kind="primary" on:click=|_| browser::reload()>
                "Reload"
            </button>
        </div>
    }
}
