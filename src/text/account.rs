//! From a judgement to the facts that a rationale template may speak of.
//!
//! Letters come from the shown order, levels by name from the rubric. What a rater has not said is
//! left out, except for the better side of a criterion, which follows from the ratings.

use crate::domain::check::CheckAnswer;
use crate::domain::decision::{Decision, Strength};
use crate::domain::heading::heading;
use crate::domain::id::ResponseId;
use crate::domain::rating::Rating;
use crate::domain::readiness::{contradicted, score_of};
use crate::domain::rubric::{self, Rubric};
use crate::domain::score::worth;
use crate::domain::task::{self, Task};
use crate::domain::work::Judgement;

use super::facts::{self, CheckState, Criterion, Facts, Kind, Side, SideCriterion};

/// The facts of a judgement, with the responses in the order in which they are shown.
pub fn facts(task: &Task, rubric: &Rubric, shown: &[ResponseId], judgement: &Judgement) -> Facts {
    let account = Account {
        rubric,
        shown,
        judgement,
    };
    let reason = judgement.override_reason.as_deref().map(str::trim);
    let reason = reason.filter(|reason| !reason.is_empty());
    Facts {
        kind: kind(task.kind),
        title: heading(task),
        instruction: task.asked(),
        rubric: rubric.title.clone(),
        threshold: Some(rubric.pass_threshold),
        sides: shown.iter().map(|id| account.side(id)).collect(),
        decision: judgement
            .decision
            .as_ref()
            .map(|taken| account.decision(taken)),
        criteria: rubric
            .criteria
            .iter()
            .map(|each| account.criterion(each))
            .collect(),
        // A reason that is left over from before the ratings changed explains nothing.
        override_reason: reason
            .filter(|_| contradicted(rubric, shown, judgement).is_some())
            .map(ToOwned::to_owned),
        missing: account.missing(),
    }
}

/// Whether templates speak of one response or of several.
pub fn kind(kind: task::Kind) -> Kind {
    match kind {
        task::Kind::Compare => Kind::Compare,
        _ => Kind::Score,
    }
}

/// What it is told from.
struct Account<'a> {
    rubric: &'a Rubric,
    shown: &'a [ResponseId],
    judgement: &'a Judgement,
}

impl Account<'_> {
    /// A, B and so on; nothing where there is only one.
    fn letter(&self, id: &ResponseId) -> String {
        let place = self.shown.iter().position(|shown| shown == id);
        let index = place.filter(|_| self.shown.len() > 1);
        let letter = index.and_then(|index| u8::try_from(index % 26).ok());
        letter.map_or(String::new(), |index| char::from(b'A' + index).to_string())
    }

    fn rating(&self, criterion: &rubric::Criterion, id: &ResponseId) -> Option<Rating> {
        self.judgement.ratings_of(id)?.get(&criterion.id).copied()
    }

    fn worth(&self, criterion: &rubric::Criterion, id: &ResponseId) -> Option<f64> {
        worth(criterion, self.rating(criterion, id)?)
    }

    fn side(&self, id: &ResponseId) -> Side {
        let score = score_of(self.rubric, self.judgement, id);
        let criteria = self.rubric.criteria.iter().map(|criterion| SideCriterion {
            failed: score.critical_failed.contains(&criterion.id),
            ..self.side_criterion(criterion, id)
        });
        Side {
            letter: self.letter(id),
            criteria: criteria.collect(),
            score: score.value.ok(),
            passed: score.passed,
            applicable: score.applicable,
            of: score.of,
        }
    }

    fn side_criterion(&self, criterion: &rubric::Criterion, id: &ResponseId) -> SideCriterion {
        let rating = self.rating(criterion, id);
        let index = rating.and_then(|rating| criterion.index(rating));
        let level = index.and_then(|index| criterion.level_names().get(index).copied());
        let answers = self
            .judgement
            .answers(id, &criterion.id, criterion.checks.len());
        let checks = criterion
            .checks
            .iter()
            .zip(answers)
            .map(|(check, answer)| facts::Check {
                text: check.text.clone(),
                state: match answer {
                    Some(CheckAnswer::Met) => CheckState::Met,
                    Some(CheckAnswer::NotMet) => CheckState::NotMet,
                    Some(CheckAnswer::Na) => CheckState::Na,
                    None => CheckState::Open,
                },
            });
        SideCriterion {
            name: criterion.name.clone(),
            level: level.map(ToOwned::to_owned),
            worth: self.worth(criterion, id),
            holds: index
                .filter(|_| is_yes_no(criterion))
                .map(|index| index == 1),
            na: rating == Some(Rating::NotApplicable),
            failed: false,
            checks: checks.collect(),
        }
    }

    fn criterion(&self, criterion: &rubric::Criterion) -> Criterion {
        let note = self.judgement.notes.get(&criterion.id);
        Criterion {
            name: criterion.name.clone(),
            better: self.better(criterion),
            note: note.map(|note| note.trim().to_owned()).unwrap_or_default(),
            yes_no: is_yes_no(criterion),
            critical: criterion.critical.is_some(),
            weight_percent: 100.0 * self.share(criterion),
        }
    }

    /// As decided on the criterion; where nothing was, as the ratings have it.
    fn better(&self, criterion: &rubric::Criterion) -> String {
        match self.judgement.decisions.get(&criterion.id) {
            Some(Decision::Better(id, _)) => self.letter(id),
            Some(Decision::BothGood | Decision::BothBad) => EQUAL.to_owned(),
            Some(Decision::CannotJudge) => String::new(),
            Some(Decision::Ranking(groups)) => match groups.as_slice() {
                [_] => EQUAL.to_owned(),
                [best, ..] => self.only(best),
                [] => String::new(),
            },
            None => self.better_rated(criterion),
        }
    }

    fn better_rated(&self, criterion: &rubric::Criterion) -> String {
        let worths = self.shown.iter().map(|id| self.worth(criterion, id));
        let Some(worths) = worths.collect::<Option<Vec<f64>>>() else {
            return String::new();
        };
        let best = worths.iter().copied().fold(f64::MIN, f64::max);
        let is_best = |worth: f64| (worth - best).abs() < f64::EPSILON;
        let at_best: Vec<ResponseId> = (self.shown.iter().zip(&worths))
            .filter(|(_, worth)| is_best(**worth))
            .map(|(id, _)| id.clone())
            .collect();
        if self.shown.len() > 1 && at_best.len() == self.shown.len() {
            return EQUAL.to_owned();
        }
        self.only(&at_best)
    }

    fn only(&self, ids: &[ResponseId]) -> String {
        match ids {
            [id] => self.letter(id),
            _ => String::new(),
        }
    }

    /// Share of the weights; of the points that can be won in a rubric by points.
    fn share(&self, criterion: &rubric::Criterion) -> f64 {
        let points = |each: &rubric::Criterion| match each.kind {
            rubric::Kind::Points { points } => points.max(0.0),
            _ => 0.0,
        };
        self.rubric.share(criterion).unwrap_or_else(|| {
            let all: f64 = self.rubric.criteria.iter().map(points).sum();
            if all > 0.0 {
                points(criterion) / all
            } else {
                0.0
            }
        })
    }

    fn decision(&self, decision: &Decision) -> facts::Decision {
        match decision {
            Decision::Better(id, strength) => self.better_decision(id, *strength),
            Decision::BothGood => plain("Both are good", "both good"),
            Decision::BothBad => plain("Both are bad", "both bad"),
            Decision::CannotJudge => plain("This cannot be judged", "cannot judge"),
            Decision::Ranking(groups) => self.ranking(groups),
        }
    }

    fn better_decision(&self, id: &ResponseId, strength: Strength) -> facts::Decision {
        let strength = match strength {
            Strength::Much => "much better",
            Strength::Clear => "better",
            Strength::Slight => "slightly better",
        };
        let letter = self.letter(id);
        let others: Vec<_> = self
            .shown
            .iter()
            .filter(|shown| *shown != id)
            .cloned()
            .collect();
        facts::Decision {
            text: format!("{letter} is {strength}"),
            loser: Some(self.only(&others)).filter(|loser| !loser.is_empty()),
            winner: Some(letter),
            strength: strength.to_owned(),
        }
    }

    fn ranking(&self, groups: &[Vec<ResponseId>]) -> facts::Decision {
        let letters = |group: &Vec<ResponseId>| {
            let letters: Vec<String> = group.iter().map(|id| self.letter(id)).collect();
            letters.join(" and ")
        };
        let order: Vec<String> = groups.iter().map(letters).collect();
        let Some((best, rest)) = order.split_first().filter(|(_, rest)| !rest.is_empty()) else {
            return plain("All are equal", "");
        };
        let winner = groups.first().map(|best| self.only(best));
        let verb = if best.contains(' ') { "are" } else { "is" };
        facts::Decision {
            text: format!("{best} {verb} best, then {}", rest.join(", then ")),
            winner: winner.filter(|winner| !winner.is_empty()),
            loser: None,
            strength: String::new(),
        }
    }

    fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for criterion in &self.rubric.criteria {
            for id in self.shown {
                let rating = self.rating(criterion, id);
                let given =
                    rating == Some(Rating::NotApplicable) || self.worth(criterion, id).is_some();
                if !given {
                    missing.push(match self.letter(id) {
                        letter if letter.is_empty() => criterion.name.clone(),
                        letter => format!("{} for {letter}", criterion.name),
                    });
                }
            }
        }
        missing
    }
}

fn is_yes_no(criterion: &rubric::Criterion) -> bool {
    !matches!(criterion.kind, rubric::Kind::Scale { .. })
}

/// What a criterion's `better` says when no side is.
const EQUAL: &str = "equal";

fn plain(text: &str, strength: &str) -> facts::Decision {
    facts::Decision {
        text: text.to_owned(),
        strength: strength.to_owned(),
        ..facts::Decision::default()
    }
}
