//! What may happen: the one place that says no.

use std::sync::Arc;

use thiserror::Error;

use crate::domain::decision::{Decision, can_place};
use crate::domain::id::{CriterionId, PackId, RaterId, ResponseId};
use crate::domain::pack::Pack;
use crate::domain::readiness::{Gap, gaps};
use crate::domain::rubric::{Criterion, Rubric};
use crate::domain::task::Task;
use crate::domain::work::{State, WorkKey};
use crate::domain::workspace::{Place, Workspace};

use super::event::{Event, Step};

/// Why something cannot happen, in words for the rater.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The pack is not here.
    #[error("the pack “{0}” is not open here")]
    NoSuchPack(PackId),
    /// The pack's texts are not at hand.
    #[error("the texts of “{0}” are not loaded; open its file again")]
    NotLoaded(PackId),
    /// The task is not in the pack.
    #[error("the pack has no such task")]
    NoSuchTask,
    /// The task has no such response.
    #[error("the task has no response “{0}”")]
    NoSuchResponse(ResponseId),
    /// The rubric has no such criterion.
    #[error("the rubric has no criterion “{0}”")]
    NoSuchCriterion(CriterionId),
    /// The criterion has no such check.
    #[error("the criterion has no check number {0}")]
    NoSuchCheck(usize),
    /// The scale has no such level.
    #[error("the scale of “{0}” has no such level")]
    OffTheScale(CriterionId),
    /// The decision speaks of other responses than the task has.
    #[error("the decision does not fit the task's responses")]
    ForeignDecision,
    /// A submitted evaluation is changed on purpose only.
    #[error("this evaluation is submitted; choose Edit to change it")]
    Submitted,
    /// There is nothing to reopen or to drop.
    #[error("there is no submitted evaluation to change")]
    NotSubmitted,
    /// The submission tells of another task, rubric or order than lie here.
    #[error("the task or its rubric has changed; open the task again")]
    OtherSight,
    /// A skipped task says why, for whoever takes it up.
    #[error("say why the task is put aside")]
    NoReason,
    /// Something is missing.
    #[error("{}", list(.0))]
    Incomplete(Vec<Gap>),
    /// An empty name helps nobody.
    #[error("the name is empty")]
    NoName,
}

fn list(gaps: &[Gap]) -> String {
    let first = gaps.first().map(Gap::to_string).unwrap_or_default();
    match gaps.len() {
        0 | 1 => first,
        more => format!("{first}; {} more to do", more - 1),
    }
}

impl Workspace {
    /// Whether `event` may happen now.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self, by: &RaterId, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::PackArchived { pack }
            | Event::PackReturned { pack }
            | Event::PackRemoved { pack } => self
                .pack(pack)
                .map(|_| ())
                .ok_or_else(|| Refusal::NoSuchPack(pack.clone())),
            Event::RaterNamed { name } if name.trim().is_empty() => Err(Refusal::NoName),
            Event::Worked { on, step } => self.check_step(by, on, step),
            _ => Ok(()),
        }
    }

    /// Whether the work on a task could be submitted as it stands: what is missing is known before
    /// anybody puts together what was seen.
    ///
    /// # Errors
    /// Says why not.
    pub fn check_complete(&self, by: &RaterId, on: &WorkKey) -> Result<(), Refusal> {
        let (pack, task) = self.at_hand(on)?;
        if self.state(by, on) == State::Submitted {
            return Err(Refusal::Submitted);
        }
        self.complete((by, on), pack, &task)
    }

    fn at_hand(&self, on: &WorkKey) -> Result<(&Pack, Arc<Task>), Refusal> {
        let open = self
            .pack(&on.pack)
            .filter(|pack| pack.place != Place::Removed)
            .ok_or_else(|| Refusal::NoSuchPack(on.pack.clone()))?;
        let pack = open
            .loaded
            .as_ref()
            .ok_or_else(|| Refusal::NotLoaded(open.stub.id.clone()))?;
        let task = pack.task(&on.task).ok_or(Refusal::NoSuchTask)?;
        Ok((pack, task))
    }

    fn check_step(&self, by: &RaterId, on: &WorkKey, step: &Step) -> Result<(), Refusal> {
        let (pack, task) = self.at_hand(on)?;
        let state = self.state(by, on);
        match step {
            Step::TimeSpent { .. } | Step::EdgeCaseFlagged { .. } | Step::FlagWithdrawn => Ok(()),
            Step::EvaluationReopened if state == State::Submitted => Ok(()),
            Step::ChangesDropped if state == State::Reopened => Ok(()),
            Step::EvaluationReopened | Step::ChangesDropped => Err(Refusal::NotSubmitted),
            _ if state == State::Submitted => Err(Refusal::Submitted),
            Step::EvaluationSubmitted { seen } if !seen.fits(pack, &task) => {
                Err(Refusal::OtherSight)
            }
            Step::EvaluationSubmitted { .. } => self.complete((by, on), pack, &task),
            Step::TaskSkipped { .. } if state == State::Reopened => Err(Refusal::Submitted),
            Step::TaskSkipped { reason } if reason.trim().is_empty() => Err(Refusal::NoReason),
            step => check_fit(step, &task, pack.rubric_of(&task)),
        }
    }

    fn complete(
        &self,
        (by, on): (&RaterId, &WorkKey),
        pack: &Pack,
        task: &Task,
    ) -> Result<(), Refusal> {
        let judgement = self
            .work(by, on)
            .map(|work| work.judgement.clone())
            .unwrap_or_default();
        let gaps = gaps(
            task.kind,
            pack.rubric_of(task),
            &task.response_ids(),
            &judgement,
        );
        if gaps.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Incomplete(gaps))
        }
    }
}

/// Whether a step speaks of things that exist.
fn check_fit(step: &Step, task: &Task, rubric: &Rubric) -> Result<(), Refusal> {
    match step {
        Step::RatingGiven {
            response,
            criterion,
            rating,
        } => {
            has_response(task, response)?;
            let found = has_criterion(rubric, criterion)?;
            if rating.is_none_or(|rating| found.takes(rating)) {
                Ok(())
            } else {
                Err(Refusal::OffTheScale(criterion.clone()))
            }
        }
        Step::CheckAnswered {
            response,
            criterion,
            check,
            ..
        } => {
            has_response(task, response)?;
            let found = has_criterion(rubric, criterion)?;
            if *check < found.checks.len() {
                Ok(())
            } else {
                Err(Refusal::NoSuchCheck(*check))
            }
        }
        Step::NoteWritten { criterion, .. } => has_criterion(rubric, criterion).map(|_| ()),
        Step::DecisionTaken { decision } => can_decide(task, decision.as_ref()),
        Step::PlacesGiven { places } if !can_place(places, task.kind, &task.response_ids()) => {
            Err(Refusal::ForeignDecision)
        }
        Step::CriterionDecided {
            criterion,
            decision,
        } => {
            has_criterion(rubric, criterion)?;
            can_decide(task, decision.as_ref())
        }
        _ => Ok(()),
    }
}

fn can_decide(task: &Task, decision: Option<&Decision>) -> Result<(), Refusal> {
    let ids = task.response_ids();
    if decision.is_none_or(|decision| decision.fits(task.kind, &ids)) {
        Ok(())
    } else {
        Err(Refusal::ForeignDecision)
    }
}

fn has_criterion<'r>(rubric: &'r Rubric, id: &CriterionId) -> Result<&'r Criterion, Refusal> {
    rubric
        .criterion(id)
        .ok_or_else(|| Refusal::NoSuchCriterion(id.clone()))
}

fn has_response(task: &Task, response: &ResponseId) -> Result<(), Refusal> {
    task.response(response)
        .map(|_| ())
        .ok_or_else(|| Refusal::NoSuchResponse(response.clone()))
}
