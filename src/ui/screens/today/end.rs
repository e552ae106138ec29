//! What stands where the next task would, when there is none.

use leptos::prelude::*;

use crate::domain::summary::Touched;
use crate::text::figures::of;
use crate::ui::components::on_desk::OnDesk;
use crate::ui::route::Route;

/// Why there is no next task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// No task is the rater's share.
    NoShare,
    /// Everything is submitted or put aside.
    Done,
    /// What is left asks for a kind of work that this version does not offer.
    Beyond,
    /// Only the judged tasks are here: results came in without the file of their pack, and nobody
    /// knows here what is left of it.
    WithoutFile {
        /// The pack's title.
        title: String,
        /// How many of its tasks are judged.
        judged: usize,
    },
}

impl End {
    /// Why the pack on the desk has no next task.
    pub(super) fn of(desk: OnDesk) -> Self {
        let partial = desk.pack.with(|pack| {
            let pack = pack.as_ref().filter(|pack| pack.partial)?;
            Some(pack.stub.title.clone())
        });
        if let Some(title) = partial {
            let judged = desk.touched.with(|touched| {
                let done = touched.values().filter(|touched| Touched::is_done(touched));
                done.count()
            });
            return Self::WithoutFile { title, judged };
        }
        match (desk.share.with(|share| share.len()), desk.beyond()) {
            (0, _) => Self::NoShare,
            (_, None | Some(0)) => Self::Done,
            _ => Self::Beyond,
        }
    }

    /// What it is, why, and what to do.
    fn words(&self) -> (String, String, &'static str) {
        let told = |what: &str, why: &str| {
            let then = "Export the results and hand over the file.";
            (what.to_owned(), why.to_owned(), then)
        };
        match self {
            Self::NoShare => told("Nothing to do", "No task of this pack is your share."),
            Self::Done => told("All done", "Every task of this pack is submitted."),
            Self::Beyond => told(
                "Done as far as this version goes",
                "The tasks that are left ask for a kind of work that this version does not offer \
                 yet.",
            ),
            Self::WithoutFile { title, judged } => (
                format!("Results · {} judged", of(*judged, "task", "tasks")),
                format!("These are results of “{title}”. The file of the pack is not here."),
                "Open its file to go on with the tasks that are left; what is judged stays.",
            ),
        }
    }
}

/// What stands where the next task would.
#[component]
pub fn NothingAhead(
    /// Why.
    #[prop(into)]
    end: Signal<End>,
) -> impl IntoView {
    let results = |kind| {
        view! {
            <a class="btn" data-kind=kind data-size="large" href=Route::Results.href()>
                "Go to results"
            </a>
        }
    };
    let open = || {
        view! {
            <a
                class="btn"
                data-kind="primary"
                data-size="large"
                href=Route::Open { pack: None }.href()
            >
                "Open its file"
            </a>
        }
    };
    move || {
        let end = end.get();
        let (what, why, then) = end.words();
        let ways = match end {
            End::WithoutFile { .. } => (Some(open()), results(None)),
            _ => (None, results(Some("primary"))),
        };
        view! {
            <div class="stack">
                <p class="caps">{what}</p>
                <h2>
                    <bdi>{why}</bdi>
                </h2>
                <p class="small muted">{then}</p>
            </div>
            <div class="row">{ways}</div>
        }
    }
}
