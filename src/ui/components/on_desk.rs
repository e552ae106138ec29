//! The pack on the desk as lists see it: its tasks, and which of them were touched.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::id::{PackId, TaskId};
use crate::domain::pack::Pack;
use crate::domain::summary::Touched;
use crate::domain::task::Kind;
use crate::domain::task_list::Card;
use crate::domain::work::State;
use crate::ui::app::App;
use crate::ui::live::memo;
use crate::ui::route::Route;
use crate::ui::session::{Session, Texts};

/// A view of the pack on the desk, free to copy; the shell makes the one that all screens share.
///
/// Every step of the rater runs `touched` again, once, which is proportional to the work done so
/// far. Whatever is proportional to the tasks hangs on these memos and runs when they change.
#[derive(Clone, Copy)]
pub struct OnDesk {
    /// The pack, once its texts are at hand.
    pub pack: Memo<Option<Arc<Pack>>>,
    /// The indices of the rater's share among the pack's tasks.
    pub share: Memo<Arc<[usize]>>,
    /// What was said about the pack's tasks, in short.
    pub touched: Memo<BTreeMap<TaskId, Touched>>,
}

impl OnDesk {
    /// The view that the screens of the application share.
    pub fn here() -> Self {
        expect_context::<Self>()
    }

    /// Makes that view.
    pub fn of(session: Session) -> Self {
        let pack = Memo::new_with_compare(
            move |_| {
                let id = session.current()?;
                session.with(|workspace| workspace.loaded(&id).cloned())
            },
            // A pack is compared by what it is, not by reading ten thousand tasks.
            |old, new| !same(old.and_then(Option::as_ref), new.and_then(Option::as_ref)),
        );
        let share = memo(move || {
            let rater = session.rater();
            pack.with(|pack| {
                pack.as_ref()
                    .map(|pack| pack.places(&rater))
                    .unwrap_or_default()
            })
        });
        let touched = memo(move || {
            let rater = session.rater();
            session.current().map_or_else(BTreeMap::new, |id| {
                session.with(|workspace| workspace.touched(&rater, &id))
            })
        });
        Self {
            pack,
            share,
            touched,
        }
    }

    /// What was said about the tasks of a pack: the shared memo, unless the pack lies elsewhere, as
    /// an archived one does.
    pub fn touched_in(self, session: Session, pack: &PackId) -> Memo<BTreeMap<TaskId, Touched>> {
        if session.current_now().as_ref() == Some(pack) {
            return self.touched;
        }
        let (pack, rater) = (pack.clone(), session.rater_now());
        session.select(move |workspace| workspace.touched(&rater, &pack))
    }

    /// Whether only the judged tasks of the pack are here: results came in without its file, and
    /// nobody knows here what is left.
    pub fn is_partial(self) -> bool {
        self.pack
            .with(|pack| pack.as_ref().is_some_and(|pack| pack.partial))
    }

    /// How many tasks are still to do here; `None` while the texts are not at hand, and where
    /// nobody knows.
    pub fn open(self) -> Option<usize> {
        self.count(Kind::has_workspace)
    }

    /// How many tasks are left because this version has no workspace for them.
    pub fn beyond(self) -> Option<usize> {
        self.count(|kind| !kind.has_workspace())
    }

    /// How many tasks of some kinds are neither submitted nor put aside.
    fn count(self, of: impl Fn(Kind) -> bool) -> Option<usize> {
        self.pack.with(|pack| {
            let tasks = pack.as_ref().filter(|pack| !pack.partial)?.tasks.cards();
            let counted = self.touched.with(|touched| {
                let is_left = |task: &&Card| {
                    let state = touched.get(&task.id).map(|touched| touched.state);
                    of(task.kind) && !state.is_some_and(State::is_settled)
                };
                self.share.with(|share| {
                    let share = share.iter().filter_map(|at| tasks.get(*at));
                    share.filter(is_left).count()
                })
            });
            Some(counted)
        })
    }
}

fn same(old: Option<&Arc<Pack>>, new: Option<&Arc<Pack>>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => Arc::ptr_eq(old, new),
        (None, None) => true,
        _ => false,
    }
}

/// What stands where a pack's texts should be, while they are not at hand.
#[component]
pub fn NoTexts(
    /// The pack.
    #[prop(into)]
    pack: Signal<Option<PackId>>,
) -> impl IntoView {
    let app = App::here();
    let why = move || match pack.get().and_then(|id| app.session.texts(&id)) {
        Some(Texts::Missing(why)) => Some(why),
        _ => None,
    };
    view! {
        <section class="card empty" aria-label="Tasks">
            <p role="status">
                {move || why().is_none().then_some("Reading the pack…")} <b>{why}</b>
            </p>
            <Show when=move || why().is_some()>
                <a class="btn" href=Route::Open { pack: None }.href()>"Open its file"</a>
            </Show>
        </section>
    }
}

/// What stands above a list of the judged tasks of a pack whose file is not here.
#[component]
pub fn OnlyJudged() -> impl IntoView {
    view! {
        <section class="notice" data-tone="caution" aria-label="The file of the pack">
            <p>
                <b>"The file of this pack is not here."</b>
                " Results came in without it: what was said is listed, what is left is not known."
            </p>
            <a class="btn" data-size="small" href=Route::Open { pack: None }.href()>
                "Open its file"
            </a>
        </section>
    }
}

/// What stands on a list while no pack is open.
#[component]
pub fn NoPack() -> impl IntoView {
    view! {
        <section class="card empty" aria-label="Nothing open">
            <p><b>"No pack is open yet."</b></p>
            <p class="small">
                "A pack is one file with tasks, a rubric and the rules of the work."
            </p>
            <a class="btn" data-kind="primary" href=Route::Open { pack: None }.href()>
                "Open a pack"
            </a>
        </section>
    }
}
