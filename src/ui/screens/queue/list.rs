//! Which tasks the queue shows. Every memo hangs on the one before it, so that a step of the
//! rater touches the touched, a letter in the search box only what is found.

use leptos::prelude::*;

use crate::domain::id::TaskId;
use crate::domain::search::{Words, page};
use crate::domain::summary::{Touched, Verdict, median};
use crate::domain::work::WorkKey;
use crate::ui::app::App;
use crate::ui::components::on_desk::OnDesk;
use crate::ui::components::pager::ROWS;
use crate::ui::live::memo;
use crate::ui::route::{Filter, QueueView};

use super::haystacks::Haystacks;

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
    /// Whether only what was said is here, not what is left.
    pub partial: Memo<bool>,
    /// The median active time of a task, milliseconds.
    pub pace: Memo<Option<u64>>,
    /// What is searched.
    pub haystacks: Haystacks,
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
    /// Counts a task.
    fn add(&mut self, doable: bool, touched: Option<&Touched>) {
        let has = |filter| usize::from(passes(filter, doable, touched));
        self.all += 1;
        self.open += has(Filter::Open);
        self.done += has(Filter::Done);
        self.skipped += has(Filter::Skipped);
        self.flagged += has(Filter::Flagged);
    }

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
    /// Its number in the rater's share, from 1; nothing has one of which only the id is here.
    pub number: Option<usize>,
    /// Its title.
    pub heading: String,
    /// What is asked.
    pub kind: &'static str,
    /// Whether this version of the app has a workspace for it.
    pub doable: bool,
    /// Whether its text is here.
    pub has_text: bool,
    /// Intent and tags.
    pub tags: Vec<String>,
    /// What was said about it.
    pub touched: Option<Touched>,
    /// What was submitted.
    pub verdict: Option<Verdict>,
}

fn passes(filter: Filter, doable: bool, touched: Option<&Touched>) -> bool {
    match filter {
        Filter::All => true,
        Filter::Open => doable && touched.is_none_or(|t| !t.state.is_settled()),
        Filter::Done => touched.is_some_and(Touched::is_done),
        Filter::Skipped => touched.is_some_and(Touched::is_skipped),
        Filter::Flagged => touched.is_some_and(|t| t.flagged),
    }
}

impl List {
    /// The list of the pack on the desk.
    pub fn new(app: App, desk: OnDesk, view: Memo<QueueView>) -> Self {
        let strays = strays(desk);
        let haystacks = Haystacks::new();
        let found = found(desk, strays, view, haystacks);
        let length = memo(move || found.with(Vec::len));
        let rows = memo(move || {
            let shown = page(length.get(), view.with(|view| view.page), ROWS);
            found.with(|found| rows(app, desk, strays, found.get(shown).unwrap_or_default()))
        });
        let next = next(app, desk);
        let here = memo(move || {
            let next = next.get()?;
            rows.with(|rows| rows.iter().position(|row| row.task == next))
        });
        Self {
            view,
            counts: counts(desk, strays),
            length,
            rows,
            here,
            partial: memo(move || desk.is_partial()),
            pace: pace(app, desk),
            haystacks,
        }
    }
}

/// The tasks that something was said of and whose texts are in the file that is not here.
fn strays(desk: OnDesk) -> Memo<Vec<TaskId>> {
    memo(move || {
        desk.pack.with(|pack| {
            let Some(pack) = pack.as_ref().filter(|pack| pack.partial) else {
                return Vec::new();
            };
            let is_stray = |id: &&TaskId| pack.card(id).is_none();
            desk.touched
                .with(|touched| touched.keys().filter(is_stray).cloned().collect())
        })
    })
}

/// The places in the share of what was asked for, and behind its end those of the strays.
fn found(
    desk: OnDesk,
    strays: Memo<Vec<TaskId>>,
    view: Memo<QueueView>,
    haystacks: Haystacks,
) -> Memo<Vec<usize>> {
    let asked = memo(move || view.with(|view| (view.filter, Words::parse(&view.words))));
    memo(move || {
        let (filter, words) = asked.get();
        desk.pack.with(|pack| {
            let Some(pack) = pack else {
                return Vec::new();
            };
            let has_words = |task: usize| {
                words.is_empty() || haystacks.has(pack, task, |text| words.are_in(text))
            };
            let is_in = |touched: &std::collections::BTreeMap<TaskId, Touched>, task: usize| {
                let found = pack.tasks.cards().get(task);
                found.is_some_and(|found| {
                    passes(filter, found.kind.has_workspace(), touched.get(&found.id))
                }) && has_words(task)
            };
            let is_stray_in = |touched: &std::collections::BTreeMap<TaskId, Touched>,
                               id: &TaskId| {
                let is_named = words.is_empty() || words.are_in(&id.as_str().to_lowercase());
                is_named && passes(filter, true, touched.get(id))
            };
            desk.touched.with(|touched| {
                desk.share.with(|share| {
                    let places = share.iter().enumerate();
                    let places = places.filter(|(_, task)| is_in(touched, **task));
                    let mut places: Vec<usize> = places.map(|(place, _)| place).collect();
                    strays.with(|strays| {
                        let behind = strays.iter().enumerate();
                        let behind = behind.filter(|(_, id)| is_stray_in(touched, id));
                        places.extend(behind.map(|(at, _)| share.len() + at));
                    });
                    places
                })
            })
        })
    })
}

fn counts(desk: OnDesk, strays: Memo<Vec<TaskId>>) -> Memo<Counts> {
    memo(move || {
        desk.pack.with(|pack| {
            let Some(pack) = pack else {
                return Counts::default();
            };
            let mut counts = Counts::default();
            desk.touched.with(|touched| {
                desk.share.with(|share| {
                    let cards = pack.tasks.cards();
                    for task in share.iter().filter_map(|task| cards.get(*task)) {
                        counts.add(task.kind.has_workspace(), touched.get(&task.id));
                    }
                });
                strays.with(|strays| {
                    for id in strays {
                        counts.add(true, touched.get(id));
                    }
                });
            });
            counts
        })
    })
}

/// The rows at these places. What was submitted is read untracked: it changes with `touched`.
fn rows(app: App, desk: OnDesk, strays: Memo<Vec<TaskId>>, places: &[usize]) -> Vec<Row> {
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
                number: Some(place + 1),
                heading: pack.heading(&task),
                kind: task.kind.title(),
                doable: task.kind.has_workspace(),
                has_text: true,
                tags: brief.intent.iter().chain(labels).cloned().collect(),
                touched,
                verdict,
            })
        };
        let stray = |place: usize| {
            let behind = place.checked_sub(desk.share.with(|share| share.len()))?;
            let id = strays.with(|strays| strays.get(behind).cloned())?;
            let touched = desk.touched.with(|touched| touched.get(&id).cloned());
            Some(stray_row(id, touched))
        };
        let places = places.iter().copied();
        places
            .filter_map(|place| row(place).or_else(|| stray(place)))
            .collect()
    })
}

/// The row of a task of which only the id is here, and what was said of it.
fn stray_row(id: TaskId, touched: Option<Touched>) -> Row {
    Row {
        number: None,
        heading: id.to_string(),
        task: id,
        kind: "–",
        doable: true,
        has_text: false,
        tags: Vec::new(),
        touched,
        verdict: None,
    }
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
