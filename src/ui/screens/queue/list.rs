//! Which tasks the queue shows. Every memo hangs on the one before it, so that a step of the
//! rater touches the touched, a letter in the search box only what is found.

use leptos::prelude::*;

use crate::domain::id::TaskId;
use crate::domain::search::{Words, haystack, page};
use crate::domain::summary::{Touched, Verdict, median};
use crate::domain::task::Task;
use crate::domain::work::WorkKey;
use crate::ui::app::App;
use crate::ui::components::on_desk::OnDesk;
use crate::ui::components::pager::ROWS;
use crate::ui::live::memo;
use crate::ui::route::{Filter, QueueView};

/// The list, free to copy.
#[derive(Clone, Copy)]
pub struct List {
    /// What was asked for.
    pub view: Memo<QueueView>,
    /// How many tasks each filter has.
    pub counts: Memo<Counts>,
    /// How many tasks were found.
    pub length: Memo<usize>,
    /// The rows of the page.
    pub rows: Memo<Vec<Row>>,
    /// The row of the next task to do, where it is on the page.
    pub here: Memo<Option<usize>>,
    /// The median active time of a task, milliseconds.
    pub pace: Memo<Option<u64>>,
}

/// How many tasks there are, by filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The rater's share.
    pub all: usize,
    /// Still to do here.
    pub open: usize,
    /// Submitted.
    pub done: usize,
    /// Put aside.
    pub skipped: usize,
    /// Marked.
    pub flagged: usize,
}

impl Counts {
    /// The number of a filter.
    pub fn of(self, filter: Filter) -> usize {
        match filter {
            Filter::All => self.all,
            Filter::Open => self.open,
            Filter::Done => self.done,
            Filter::Skipped => self.skipped,
            Filter::Flagged => self.flagged,
        }
    }
}

/// A task as a row shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which.
    pub task: TaskId,
    /// Its number in the rater's share, from 1.
    pub number: usize,
    /// Its title.
    pub heading: String,
    /// What is asked.
    pub kind: &'static str,
    /// Whether this version of the app has a workspace for it.
    pub doable: bool,
    /// Intent and tags.
    pub tags: Vec<String>,
    /// What was said about it.
    pub touched: Option<Touched>,
    /// What was submitted.
    pub verdict: Option<Verdict>,
}

fn passes(filter: Filter, task: &Task, touched: Option<&Touched>) -> bool {
    match filter {
        Filter::All => true,
        Filter::Open => task.kind.has_workspace() && touched.is_none_or(|t| !t.state.is_settled()),
        Filter::Done => touched.is_some_and(Touched::is_done),
        Filter::Skipped => touched.is_some_and(Touched::is_skipped),
        Filter::Flagged => touched.is_some_and(|t| t.flagged),
    }
}

impl List {
    /// The list of the pack on the desk.
    pub fn new(app: App, desk: OnDesk, view: Memo<QueueView>) -> Self {
        let found = found(desk, view);
        let length = memo(move || found.with(Vec::len));
        let rows = memo(move || {
            let shown = page(length.get(), view.with(|view| view.page), ROWS);
            found.with(|found| rows(app, desk, found.get(shown).unwrap_or_default()))
        });
        let next = next(app, desk);
        let here = memo(move || {
            let next = next.get()?;
            rows.with(|rows| rows.iter().position(|row| row.task == next))
        });
        Self {
            view,
            counts: counts(desk),
            length,
            rows,
            here,
            pace: pace(app, desk),
        }
    }
}

/// The places in the share of what was asked for.
fn found(desk: OnDesk, view: Memo<QueueView>) -> Memo<Vec<usize>> {
    let asked = memo(move || view.with(|view| (view.filter, Words::parse(&view.words))));
    // Read only when something is searched, and once for each pack.
    let haystacks = Memo::new_with_compare(
        move |_| {
            desk.pack.with(|pack| {
                let tasks = pack.iter().flat_map(|pack| pack.tasks.iter());
                tasks.map(|task| haystack(task)).collect::<Vec<String>>()
            })
        },
        |_, _| true,
    );
    memo(move || {
        let (filter, words) = asked.get();
        let has_words = |task: usize| {
            words.is_empty()
                || haystacks.with(|all| all.get(task).is_some_and(|text| words.are_in(text)))
        };
        desk.pack.with(|pack| {
            let Some(pack) = pack else {
                return Vec::new();
            };
            let is_in = |touched: &std::collections::BTreeMap<TaskId, Touched>, task: usize| {
                let found = pack.tasks.get(task);
                found.is_some_and(|found| passes(filter, found, touched.get(&found.id)))
                    && has_words(task)
            };
            desk.touched.with(|touched| {
                desk.share.with(|share| {
                    let places = share.iter().enumerate();
                    let places = places.filter(|(_, task)| is_in(touched, **task));
                    places.map(|(place, _)| place).collect()
                })
            })
        })
    })
}

fn counts(desk: OnDesk) -> Memo<Counts> {
    memo(move || {
        desk.pack.with(|pack| {
            let Some(pack) = pack else {
                return Counts::default();
            };
            let mut counts = Counts::default();
            desk.touched.with(|touched| {
                desk.share.with(|share| {
                    for task in share.iter().filter_map(|task| pack.tasks.get(*task)) {
                        let touched = touched.get(&task.id);
                        let has = |filter| usize::from(passes(filter, task, touched));
                        counts.all += 1;
                        counts.open += has(Filter::Open);
                        counts.done += has(Filter::Done);
                        counts.skipped += has(Filter::Skipped);
                        counts.flagged += has(Filter::Flagged);
                    }
                });
            });
            counts
        })
    })
}

/// The rows at these places. What was submitted is read untracked: it changes with `touched`.
fn rows(app: App, desk: OnDesk, places: &[usize]) -> Vec<Row> {
    let rater = app.session.rater();
    desk.pack.with(|pack| {
        let Some(pack) = pack else {
            return Vec::new();
        };
        let row = |place: usize| {
            let task = desk.share.with(|share| share.get(place).copied());
            let task = pack.tasks.get(task?)?;
            let touched = desk.touched.with(|touched| touched.get(&task.id).cloned());
            let verdict = touched
                .as_ref()
                .filter(|touched| touched.revision > 0)
                .and_then(|_| {
                    app.session.now(|workspace| {
                        let key = WorkKey::first(&pack.stub.id, &task.id);
                        let submission = workspace.work(&rater, &key)?.latest()?;
                        let rubric = workspace.rubric(&submission.seen.rubric);
                        Some(Verdict::of(submission, rubric))
                    })
                });
            let brief = &task.brief;
            let is_new = |tag: &&String| brief.intent.as_ref() != Some(*tag);
            let labels = brief.tags.iter().filter(is_new);
            Some(Row {
                task: task.id.clone(),
                number: place + 1,
                heading: pack.heading(task),
                kind: task.kind.title(),
                doable: task.kind.has_workspace(),
                tags: brief.intent.iter().chain(labels).cloned().collect(),
                touched,
                verdict,
            })
        };
        places.iter().filter_map(|place| row(*place)).collect()
    })
}

fn next(app: App, desk: OnDesk) -> Memo<Option<TaskId>> {
    memo(move || {
        let rater = app.session.rater();
        desk.touched.track();
        desk.pack.with(|pack| {
            let pack = pack.as_ref()?;
            app.session
                .now(|workspace| workspace.next(&rater, pack, None))
        })
    })
}

/// How few submissions tell nothing about a pace.
const TOO_FEW: usize = 3;

fn pace(app: App, desk: OnDesk) -> Memo<Option<u64>> {
    memo(move || {
        let rater = app.session.rater();
        desk.touched.track();
        let id = app.session.current()?;
        let times: Vec<u64> = app.session.now(|workspace| {
            let works = workspace.works(&rater).filter(|(key, _)| key.pack == id);
            let latest = works.filter_map(|(_, work)| work.latest());
            latest.map(|submission| submission.seen.active_ms).collect()
        });
        (times.len() >= TOO_FEW).then(|| median(times)).flatten()
    })
}
