//! The day in figures.

use leptos::prelude::*;

use crate::domain::summary::{Totals, Verdict, added_ms, day};
use crate::text::figures::{count, spell};
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::on_desk::OnDesk;
use crate::ui::live::memo;

/// What was submitted since midnight, in every pack, and what is open in this one.
#[component]
pub fn Figures(
    /// The application.
    app: App,
    /// The pack on the desk.
    desk: OnDesk,
) -> impl IntoView {
    let today = memo(move || totals(app));
    let open = memo(move || desk.open().map_or_else(|| "–".to_owned(), count));
    let facts = move || {
        let totals = today.get();
        let median = totals.median_ms.map_or_else(|| "–".to_owned(), spell);
        let passed = format!("{} of {}", totals.passed, totals.scored);
        let passed = if totals.scored == 0 {
            "–".to_owned()
        } else {
            passed
        };
        [
            ("Submitted today", count(totals.evaluations)),
            ("Active time on these", spell(totals.active_ms)),
            ("Median per task", median),
            ("Responses that passed", passed),
            ("Still open in this pack", open.get()),
        ]
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view()
    };
    view! {
        <section class="card" data-pad aria-label="Figures of today">
            <dl class="facts" data-size="large">{facts}</dl>
        </section>
    }
}

/// The totals over what was submitted today, each with the time since its last submission.
fn totals(app: App) -> Totals {
    let rater = app.session.rater();
    let now = browser::now();
    let today = day(now.ms, now.offset);
    app.session.with(|workspace| {
        let submitted = workspace.works(&rater).filter_map(|(_, work)| {
            let since = work
                .submissions
                .partition_point(|s| day(s.at.ms, now.offset) < today);
            let last = work.submissions.get(since..)?.last()?;
            let active: u64 = (since..work.submissions.len())
                .map(|at| added_ms(work, at))
                .sum();
            let rubric = workspace.rubric(&last.seen.rubric);
            Some((Verdict::of(last, rubric), active))
        });
        let submitted: Vec<(Verdict, u64)> = submitted.collect();
        Totals::of(submitted.iter().map(|(verdict, active)| (verdict, *active)))
    })
}
