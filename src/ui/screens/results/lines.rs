//! The evaluations as the table shows them.

use crate::domain::changes::changes;
use crate::domain::hash::ContentHash;
use crate::domain::id::PackId;
use crate::domain::rubric::Rubric;
use crate::domain::summary::{Touched, Verdict};
use crate::domain::time::Moment;
use crate::domain::work::{State, Work, WorkKey};
use crate::domain::workspace::Workspace;
use crate::ui::app::App;

/// Which packs the results are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The pack on the desk.
    ThisPack,
    /// Every pack with work of the rater.
    AllPacks,
}

impl Scope {
    /// Its title on the screen.
    pub fn title(self, app: App) -> String {
        let pack = app.session.current().filter(|_| self == Self::ThisPack);
        let title = pack.and_then(|id| {
            app.session
                .with(|workspace| Some(workspace.pack(&id)?.stub.title.clone()))
        });
        title.unwrap_or_else(|| "All packs".to_owned())
    }

    /// The packs, in answer to a click.
    pub fn packs(self, app: App) -> Vec<PackId> {
        match self {
            Self::ThisPack => app.session.current_now().into_iter().collect(),
            Self::AllPacks => packs_with_work(app),
        }
    }
}

/// The packs that the rater has said something about, in answer to a click.
pub fn packs_with_work(app: App) -> Vec<PackId> {
    let rater = app.session.rater_now();
    let mut packs: Vec<PackId> = app.session.now(|workspace| {
        let works = workspace.works(&rater);
        works.map(|(key, _)| key.pack.clone()).collect()
    });
    packs.dedup();
    packs
}

/// An evaluation as its row shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is of.
    pub key: WorkKey,
    /// Whether the task is at hand; without it there are no title and often no scores.
    pub has_text: bool,
    /// The version of the pack that it is read from.
    pub version: Option<ContentHash>,
    /// The pack's title.
    pub pack: String,
    /// What was asked.
    pub kind: &'static str,
    /// What was said.
    pub verdict: Verdict,
    /// Why, in the rater’s words.
    pub rationale: String,
    /// When it was submitted.
    pub at: Moment,
    /// Active time on it, milliseconds.
    pub active_ms: u64,
    /// How often it was submitted.
    pub revision: usize,
    /// Whether the task was changed since.
    pub stale: bool,
    /// Whether it is being changed.
    pub reopened: bool,
}

impl Line {
    /// The task's title; its id where the text is not at hand. It is read for the rows in sight
    /// alone, and changes with the [version](Self::version).
    pub fn heading(&self, app: App) -> String {
        let Self { key, .. } = self;
        app.session
            .now(|workspace| {
                let (pack, task) = workspace.task(&key.pack, &key.task)?;
                Some(pack.heading(&task))
            })
            .unwrap_or_else(|| key.task.to_string())
    }
}

/// An earlier or the present submission.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Counts from 1.
    pub revision: usize,
    /// When.
    pub at: Moment,
    /// What it said.
    pub verdict: Verdict,
    /// What changed from the one before; nothing for the first.
    pub changes: Vec<String>,
    /// Whether the answers could be seen before it.
    pub after_reveal: bool,
}

/// The evaluations of the current rater, latest first: proportional to the work done.
pub fn lines(app: App, scope: Scope) -> Vec<Line> {
    let rater = app.session.rater();
    let pack = app.session.current();
    let mut lines: Vec<Line> = app.session.with(|workspace| {
        let works = workspace.works(&rater);
        let wanted =
            works.filter(|(key, _)| scope == Scope::AllPacks || Some(&key.pack) == pack.as_ref());
        wanted
            .filter_map(|(key, work)| line(workspace, key, work))
            .collect()
    });
    lines.sort_by_key(|line| std::cmp::Reverse(line.at.ms));
    lines
}

fn line(workspace: &Workspace, key: &WorkKey, work: &Work) -> Option<Line> {
    let latest = work.latest()?;
    let loaded = workspace
        .pack(&key.pack)
        .and_then(|open| open.loaded.as_ref());
    let task = loaded.and_then(|pack| pack.card(&key.task));
    let touched = Touched::of(work, task);
    let pack = workspace.pack(&key.pack);
    Some(Line {
        key: key.clone(),
        has_text: task.is_some(),
        version: loaded.map(|pack| pack.stub.hash.clone()),
        pack: pack.map_or_else(|| key.pack.to_string(), |pack| pack.stub.title.clone()),
        kind: latest.seen.kind.title(),
        verdict: Verdict::of(latest, workspace.rubric(&latest.seen.rubric)),
        rationale: latest.judgement.rationale.text.clone(),
        at: latest.at,
        active_ms: latest.seen.active_ms,
        revision: touched.revision,
        stale: touched.stale,
        reopened: touched.state == State::Reopened,
    })
}

/// The submissions of one evaluation, latest first.
pub fn history(app: App, key: &WorkKey) -> Vec<Step> {
    let rater = app.session.rater();
    app.session.with(|workspace| {
        let Some(work) = workspace.work(&rater, key) else {
            return Vec::new();
        };
        let rubric = |at: usize| -> Option<&Rubric> {
            workspace.rubric(&work.submissions.get(at)?.seen.rubric)
        };
        let steps = work.submissions.iter().enumerate().map(|(at, submission)| {
            let before = at
                .checked_sub(1)
                .and_then(|before| work.submissions.get(before));
            Step {
                revision: at + 1,
                at: submission.at,
                verdict: Verdict::of(submission, rubric(at)),
                changes: before
                    .map(|before| changes(before, submission, rubric(at)))
                    .unwrap_or_default(),
                after_reveal: submission.seen.after_reveal,
            }
        });
        steps.rev().collect()
    })
}
