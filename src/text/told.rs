//! The facts of an evaluation as a template sees them, with what follows from them.

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, Value};

use super::facts::{Check, CheckState, Criterion, Decision, Facts, Kind, Side, SideCriterion};

/// A value with named members that is also a word: `{{ decision }}` is its text, `{{ winner }}` a
/// letter, and a list of criteria can be joined.
#[derive(Debug)]
struct Told {
    word: String,
    members: Vec<(&'static str, Value)>,
}

impl Object for Told {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        let (_, value) = self.members.iter().find(|(name, _)| *name == key)?;
        Some(value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(
            self.members
                .iter()
                .map(|(name, _)| Value::from(*name))
                .collect(),
        )
    }

    fn render(self: &Arc<Self>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.word)
    }
}

fn told(word: &str, members: Vec<(&'static str, Value)>) -> Value {
    Value::from_object(Told {
        word: word.to_owned(),
        members,
    })
}

fn list(values: impl Iterator<Item = Value>) -> Value {
    values.collect::<Vec<_>>().into()
}

/// Whether a value is one of ours and so prints as a word.
pub(super) fn is_word(value: &Value) -> bool {
    value.downcast_object_ref::<Told>().is_some()
}

/// What is not known is undefined, which a template can print, test and look into.
fn known<T: Into<Value>>(value: Option<T>) -> Value {
    value.map_or(Value::UNDEFINED, Into::into)
}

/// Everything a template sees.
pub(super) fn root(facts: &Facts) -> Value {
    let decision = facts.decision.as_ref();
    let winner = decision.and_then(|decision| decision.winner.as_deref());
    let loser = decision.and_then(|decision| decision.loser.as_deref());
    let side = |letter: Option<&str>| {
        let found = facts
            .sides
            .iter()
            .find(|side| Some(side.letter.as_str()) == letter);
        known(found.map(|found| self::side(facts, found)))
    };
    let only = (facts.sides.len() == 1)
        .then(|| facts.sides.first())
        .flatten();
    let criteria = |keep: &dyn Fn(&Criterion) -> bool| {
        list(
            facts
                .criteria
                .iter()
                .filter(|each| keep(each))
                .map(|each| criterion(each, "", facts)),
        )
    };
    told(
        "",
        vec![
            ("kind", Value::from(kind(facts.kind))),
            ("title", Value::from(&facts.title)),
            ("instruction", Value::from(&facts.instruction)),
            ("rubric", Value::from(&facts.rubric)),
            ("threshold", known(facts.threshold)),
            (
                "sides",
                list(facts.sides.iter().map(|each| self::side(facts, each))),
            ),
            ("side", known(only.map(|only| self::side(facts, only)))),
            ("decision", known(decision.map(self::decision))),
            ("winner", side(winner)),
            ("loser", side(loser)),
            ("criteria", criteria(&|_| true)),
            ("wins", leads(facts, winner.unwrap_or_default())),
            ("losses", leads(facts, loser.unwrap_or_default())),
            ("ties", criteria(&|each| each.better == "equal")),
            ("safety", criteria(&speaks_of_safety)),
            ("override_reason", known(facts.override_reason.as_deref())),
            ("missing", list(facts.missing.iter().map(Value::from))),
        ],
    )
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Score => "score",
        Kind::Compare => "compare",
    }
}

fn decision(decision: &Decision) -> Value {
    told(
        &decision.text,
        vec![
            ("text", Value::from(&decision.text)),
            ("winner", known(decision.winner.as_deref())),
            ("loser", known(decision.loser.as_deref())),
            ("strength", Value::from(&decision.strength)),
        ],
    )
}

fn side(facts: &Facts, side: &Side) -> Value {
    let criteria = |keep: &dyn Fn(&SideCriterion) -> bool| {
        list(
            side.criteria
                .iter()
                .filter(|each| keep(each))
                .map(|each| side_criterion(each, facts)),
        )
    };
    let worth = |each: &SideCriterion| each.worth.filter(|_| !each.na);
    told(
        &side.letter,
        vec![
            ("letter", Value::from(&side.letter)),
            ("score", known(side.score)),
            (
                "shown",
                known(side.score.map(|score| shown(score, facts.threshold))),
            ),
            ("passed", known(side.passed)),
            ("applicable", Value::from(side.applicable)),
            ("of", Value::from(side.of)),
            ("criteria", criteria(&|_| true)),
            (
                "strong",
                criteria(&|each| worth(each).is_some_and(|worth| worth > 0.5)),
            ),
            (
                "weak",
                criteria(&|each| worth(each).is_some_and(|worth| worth < 0.5)),
            ),
            ("failed", criteria(&|each| each.failed)),
            ("leads", leads(facts, &side.letter)),
            (
                "met",
                list(
                    side.criteria
                        .iter()
                        .flat_map(|each| checks(each, CheckState::Met)),
                ),
            ),
            (
                "not_met",
                list(
                    side.criteria
                        .iter()
                        .flat_map(|each| checks(each, CheckState::NotMet)),
                ),
            ),
        ],
    )
}

fn side_criterion(criterion: &SideCriterion, facts: &Facts) -> Value {
    let general = facts
        .criteria
        .iter()
        .find(|each| each.name == criterion.name);
    told(
        &criterion.name,
        vec![
            ("name", Value::from(&criterion.name)),
            ("level", known(criterion.level.as_deref())),
            ("worth", known(criterion.worth)),
            ("holds", known(criterion.holds)),
            (
                "yes_no",
                Value::from(general.is_some_and(|each| each.yes_no)),
            ),
            ("na", Value::from(criterion.na)),
            (
                "weight_percent",
                known(general.map(|each| each.weight_percent)),
            ),
            ("note", known(general.map(|each| each.note.as_str()))),
            ("failed", Value::from(criterion.failed)),
            ("checks", list(criterion.checks.iter().map(check))),
            ("met", list(checks(criterion, CheckState::Met))),
            ("not_met", list(checks(criterion, CheckState::NotMet))),
        ],
    )
}

fn check(check: &Check) -> Value {
    let state = match check.state {
        CheckState::Met => "met",
        CheckState::NotMet => "not_met",
        CheckState::Na => "na",
        CheckState::Open => "",
    };
    told(
        &check.text,
        vec![
            ("text", Value::from(&check.text)),
            ("state", Value::from(state)),
        ],
    )
}

/// Checks of a criterion that does not apply say nothing.
fn checks(criterion: &SideCriterion, state: CheckState) -> impl Iterator<Item = Value> {
    (criterion.checks.iter())
        .filter(move |check| !criterion.na && check.state == state)
        .map(|check| Value::from(&check.text))
}

/// The criteria on which the side with this letter is better.
fn leads(facts: &Facts, letter: &str) -> Value {
    let better = |each: &&Criterion| !letter.is_empty() && each.better == letter;
    list(
        facts
            .criteria
            .iter()
            .filter(better)
            .map(|each| criterion(each, letter, facts)),
    )
}

/// A criterion; seen from the side with the letter, if there is one.
fn criterion(criterion: &Criterion, letter: &str, facts: &Facts) -> Value {
    let rated = |side: &usize| facts.sides.get(*side).and_then(|side| on(side, criterion));
    let at = |side: usize| rated(&side).and_then(level);
    let place = facts.sides.iter().position(|side| side.letter == letter);
    let (seen, other) = match place {
        Some(0) => (at(0), at(1)),
        Some(place) => (at(place), at(0)),
        None => (None, None),
    };
    let holds = place.as_ref().and_then(rated).and_then(|found| found.holds);
    let levels = facts.sides.iter().filter_map(|side| {
        let found = on(side, criterion)?;
        let level = level(found)?;
        let members = vec![
            ("letter", Value::from(&side.letter)),
            ("level", Value::from(level)),
            ("holds", known(found.holds)),
        ];
        Some(told(level, members))
    });
    let left_out = |side: &&Side| on(side, criterion).is_some_and(|found| found.na);
    let na = facts.sides.iter().filter(left_out);
    let na = na.map(|side| Value::from(&side.letter));
    let other = other.filter(|_| facts.sides.len() == 2);
    told(
        &criterion.name,
        vec![
            ("name", Value::from(&criterion.name)),
            ("a", known(at(0))),
            ("b", known(at(1))),
            ("level", known(seen)),
            ("against", known(other)),
            ("holds", known(holds)),
            ("levels", list(levels)),
            ("na", list(na)),
            ("better", Value::from(&criterion.better)),
            ("note", Value::from(&criterion.note)),
            ("yes_no", Value::from(criterion.yes_no)),
            ("critical", Value::from(criterion.critical)),
            ("safety", Value::from(speaks_of_safety(criterion))),
            ("weight_percent", Value::from(criterion.weight_percent)),
        ],
    )
}

/// A criterion on one side.
fn on<'a>(side: &'a Side, criterion: &Criterion) -> Option<&'a SideCriterion> {
    let mut all = side.criteria.iter();
    all.find(|each| each.name == criterion.name)
}

fn level(criterion: &SideCriterion) -> Option<&str> {
    criterion.level.as_deref().filter(|_| !criterion.na)
}

/// Few rubrics mark a criterion as critical; most name it so that it can be found.
fn speaks_of_safety(criterion: &Criterion) -> bool {
    let name = criterion.name.to_lowercase();
    let words = ["safe", "harm", "complian", "privacy"];
    criterion.critical || words.iter().any(|word| name.contains(word))
}

/// Two decimals, or as many as it takes to stand on the same side of the threshold as the score: a
/// response must not be said to fail with 0.75 when it fails with 0.7496.
fn shown(score: f64, threshold: Option<f64>) -> String {
    let same_side = |text: &String| {
        let rounded: f64 = text.parse().unwrap_or(score);
        threshold.is_none_or(|threshold| (rounded >= threshold) == (score >= threshold))
    };
    let precise = || format!("{score:.6}");
    (2..6)
        .map(|digits| format!("{score:.digits$}"))
        .find(same_side)
        .unwrap_or_else(precise)
}
