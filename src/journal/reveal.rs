//! Whether the answers of a task were in sight: a judgement after that is no first opinion, and
//! says so.

use std::collections::HashSet;

use crate::domain::id::{RaterId, TaskId};
use crate::domain::pack::{Pack, Reveal};
use crate::domain::task::Task;
use crate::domain::work::{State, WorkKey};
use crate::domain::workspace::Workspace;

use super::entry::{Entry, Scope};
use super::event::{Event, Step};
use super::history::History;

impl History {
    /// Whether a rater could see the answers of a task at some time so far.
    ///
    /// The journal is asked and not the state: what was seen stays seen when the submission that
    /// showed it is taken back, or when a task that was put aside is taken up again.
    pub fn answers_were_shown(&self, rater: &RaterId, pack: &Pack, task: &Task) -> bool {
        let key = WorkKey::first(&pack.stub.id, &task.id);
        let tells = |tells: fn(&Event) -> bool| self.about(rater, &key).any(|e| tells(&e.event));
        pack.has_answers(task)
            && match pack.reveal {
                Reveal::Never => tells(says_so),
                Reveal::AfterSubmit => tells(submits),
                Reveal::AfterPack => tells(says_so) || self.was_finished(rater, pack, &key),
            }
    }

    /// Whether, at some time while this task was submitted, nothing of the pack was left to do:
    /// the journal told again, up to there.
    fn was_finished(&self, rater: &RaterId, pack: &Pack, key: &WorkKey) -> bool {
        let to_do = pack.share(rater).filter(|task| task.kind.has_workspace());
        let share: HashSet<&TaskId> = to_do.map(|task| &task.id).collect();
        let is_new = |task: &TaskId| {
            let key = WorkKey::first(&pack.stub.id, task);
            self.about(rater, &key).next().is_none()
        };
        // Nobody knows here whether the rest of a partial pack is done; and of most packs some
        // task was never touched.
        if pack.partial || share.iter().any(|task| is_new(task)) {
            return false;
        }
        let mut open = share.clone();
        let (mut history, mut workspace) = (Self::default(), Workspace::default());
        self.in_order().into_iter().any(|entry| {
            let Some(task) = self.task_of(entry, rater, pack) else {
                return false;
            };
            history.add(&mut workspace, entry.clone());
            if !workspace.is_open(rater, pack, task) {
                open.remove(&task.id);
            } else if let Some(id) = share.get(&task.id) {
                open.insert(id);
            }
            open.is_empty() && workspace.state(rater, key) == State::Submitted
        })
    }

    /// The task of the pack that an entry is about, or the one that it takes back is.
    fn task_of<'p>(&self, entry: &Entry, rater: &RaterId, pack: &'p Pack) -> Option<&'p Task> {
        let told = match &entry.event {
            Event::Retracted { entry } | Event::Restored { entry } => self.get(entry)?,
            _ => entry,
        };
        match told.scope() {
            Scope::Work(by, key) if by == *rater && key.pack == pack.stub.id && key.pass == 1 => {
                pack.task(&key.task).map(AsRef::as_ref)
            }
            _ => None,
        }
    }
}

fn submits(event: &Event) -> bool {
    match event {
        Event::Worked { step, .. } => matches!(step, Step::EvaluationSubmitted { .. }),
        Event::EvaluationImported(_) => true,
        _ => false,
    }
}

/// Whether it tells of a submission after the answers were shown.
fn says_so(event: &Event) -> bool {
    match event {
        Event::Worked { step, .. } => {
            matches!(step, Step::EvaluationSubmitted { seen } if seen.after_reveal)
        }
        Event::EvaluationImported(evaluation) => {
            evaluation.after_reveal || evaluation.history.iter().any(|told| told.after_reveal)
        }
        _ => false,
    }
}
