//! Decisions by key and by button.

use leptos::prelude::*;

use crate::domain::decision::{Decision, Strength};
use crate::domain::rubric::Criterion;
use crate::domain::score::worth;
use crate::domain::summary::Call;
use crate::domain::work::Judgement;
use crate::journal::event::Step;
use crate::ui::app::App;
use crate::ui::browser;

use super::{Cursor, Desk, Side};

impl Desk {
    /// A tie on a criterion: both bad where both stand in the lower half of the scale.
    fn tie_on(self, app: App, criterion: &Criterion) -> Decision {
        let shown = self.bench.with_untracked(|bench| bench.shown.clone());
        let low = |judgement: &Judgement| {
            shown.iter().all(|id| {
                let rating = judgement.ratings_of(id).and_then(|r| r.get(&criterion.id));
                rating
                    .and_then(|rating| worth(criterion, *rating))
                    .is_some_and(|worth| worth < 0.5)
            })
        };
        if self.judgement(app, low) {
            Decision::BothBad
        } else {
            Decision::BothGood
        }
    }

    /// Takes, strengthens, weakens or turns a decision: better, much better, slightly better.
    pub fn decide_for(self, app: App, side: Side) {
        let Some(id) = self
            .bench
            .with_untracked(|bench| bench.shown.get(side.0).cloned())
        else {
            return;
        };
        let current = self.judgement(app, |judgement| judgement.decision.clone());
        let strength = match current {
            Some(Decision::Better(winner, Strength::Clear)) if winner == id => Strength::Much,
            Some(Decision::Better(winner, Strength::Much)) if winner == id => Strength::Slight,
            _ => Strength::Clear,
        };
        self.decide_by_key(app, Some(Decision::Better(id, strength)));
    }

    /// Both good; both bad the second time.
    pub fn decide_tie(self, app: App) {
        let both_good = self.judgement(app, |judgement| {
            judgement.decision == Some(Decision::BothGood)
        });
        self.decide_by_key(
            app,
            Some(if both_good {
                Decision::BothBad
            } else {
                Decision::BothGood
            }),
        );
    }

    /// Says that it cannot be judged; the same again takes it back.
    pub fn cannot_judge(self, app: App) {
        let said = self.judgement(app, |judgement| {
            judgement.decision == Some(Decision::CannotJudge)
        });
        // The focus stays: in the rationale the same key again would be a letter.
        self.decide_by_key(app, Some(Decision::CannotJudge).filter(|_| !said));
    }

    /// Takes a decision that no pointer was at: where the page is long, it is brought into view.
    fn decide_by_key(self, app: App, decision: Option<Decision>) {
        if self.decide(app, decision) {
            browser::reveal(".scale, .ranks");
        }
    }

    /// Takes a decision, or takes it back.
    pub fn decide(self, app: App, decision: Option<Decision>) -> bool {
        let words = match &decision {
            None => "taken back".to_owned(),
            Some(decision) => self.call_words(decision),
        };
        let happened = self.step(app, Step::DecisionTaken { decision });
        if happened {
            self.said.set(format!("Decision: {words}."));
        }
        happened
    }

    /// A decision by the letters that are shown.
    pub(super) fn call_words(self, decision: &Decision) -> String {
        let call = self
            .bench
            .with_untracked(|bench| Call::of(decision, &bench.shown));
        call.map(|call| call.words()).unwrap_or_default()
    }

    /// Decides the criterion at the cursor; `None` is a tie.
    pub fn decide_criterion(self, app: App, side: Option<Side>) {
        let Cursor { criterion, .. } = self.cursor.get_untracked();
        self.decide_on(app, criterion, side);
    }

    /// Decides a criterion; the same again takes it back.
    pub fn decide_on(self, app: App, criterion: usize, side: Option<Side>) -> bool {
        let Some((found, _)) = self.cell(criterion, Side::A) else {
            return false;
        };
        let decision = match side {
            None => Some(self.tie_on(app, &found)),
            Some(side) => self.bench.with_untracked(|bench| {
                let id = bench.shown.get(side.0)?;
                Some(Decision::Better(id.clone(), Strength::Clear))
            }),
        };
        let criterion = found.id.clone();
        let same = self.judgement(app, |judgement| {
            decision.is_some() && judgement.decisions.get(&criterion) == decision.as_ref()
        });
        let decision = decision.filter(|_| !same);
        let words = match &decision {
            None => "taken back".to_owned(),
            Some(Decision::Better(..)) => format!("{} better", side.unwrap_or_default().letter()),
            Some(_) => "equal".to_owned(),
        };
        let step = Step::CriterionDecided {
            criterion,
            decision,
        };
        let happened = self.step(app, step);
        if happened {
            self.said.set(format!("{}: {words}.", found.name));
        }
        happened
    }
}
