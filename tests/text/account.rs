//! From what a rater said to the facts of a rationale, and to the sentences of the templates.

use serde_json::{Value, json};
use trainmaster::domain::check::CheckAnswer::{Met, Na, NotMet};
use trainmaster::domain::decision::{Decision, Strength};
use trainmaster::domain::id::{CriterionId, ResponseId};
use trainmaster::domain::rating::Rating;
use trainmaster::domain::rubric::Rubric;
use trainmaster::domain::task::Task;
use trainmaster::domain::work::Judgement;
use trainmaster::formats::pack;
use trainmaster::text::account::facts;
use trainmaster::text::facts::{CheckState, Facts, Kind};
use trainmaster::text::rationale::{BUILT_IN, fill};

fn ids<const N: usize>(ids: [&str; N]) -> Vec<ResponseId> {
    ids.map(ResponseId::from).to_vec()
}

fn better(id: &str, strength: Strength) -> Decision {
    Decision::Better(id.into(), strength)
}

/// Two criteria of four levels, one of them critical, and a yes/no.
fn rubric() -> Rubric {
    let source = json!({ "title": "Support reply", "pass_threshold": 0.6, "criteria": [
        { "id": "c", "name": "Correctness", "weight": 3, "critical": true, "critical_min": 0.5,
          "checks": ["Facts hold", "Sums hold", "Sources named"] },
        { "id": "t", "name": "Tone", "weight": 1 },
        { "id": "g", "name": "Greets", "weight": 1, "kind": "binary" },
    ] });
    Rubric::parse(source).unwrap()
}

pub fn task(responses: &[ResponseId]) -> Task {
    let texts: Vec<Value> = responses
        .iter()
        .map(|id| json!({ "id": id.as_str(), "text": "…" }))
        .collect();
    let kind = if responses.len() > 1 {
        "compare"
    } else {
        "score"
    };
    serde_json::from_value(json!({
        "id": "t-1", "kind": kind, "responses": texts, "title": "Refund",
        "messages": [{ "role": "user", "content": "Where is my money?" }],
    }))
    .unwrap()
}

/// `x: c=3 t=na g=yes`
pub fn judged(ratings: &[&str]) -> Judgement {
    let mut judgement = Judgement::default();
    for line in ratings {
        let (response, given) = line.split_once(": ").unwrap();
        for pair in given.split_whitespace() {
            let (criterion, rating) = pair.split_once('=').unwrap();
            let rating = match rating {
                "na" => Rating::NotApplicable,
                "yes" => Rating::Met(true),
                "no" => Rating::Met(false),
                level => Rating::Level(level.parse().unwrap()),
            };
            let of = judgement.ratings.entry(response.into()).or_default();
            of.insert(criterion.into(), rating);
        }
    }
    judgement
}

fn told(shown: &[ResponseId], judgement: &Judgement) -> Facts {
    facts(&task(shown), &rubric(), shown, judgement)
}

#[test]
fn letters_follow_the_shown_order() {
    let judgement = Judgement {
        decision: Some(better("y", Strength::Much)),
        ..judged(&["x: c=0 t=1 g=no", "y: c=3 t=1 g=yes"])
    };
    for (shown, winner, loser) in [(ids(["x", "y"]), "B", "A"), (ids(["y", "x"]), "A", "B")] {
        let facts = told(&shown, &judgement);
        let decision = facts.decision.unwrap();
        assert_eq!(decision.text, format!("{winner} is much better"));
        assert_eq!(decision.winner.as_deref(), Some(winner));
        assert_eq!(decision.loser.as_deref(), Some(loser));
        let better: Vec<&str> = facts
            .criteria
            .iter()
            .map(|each| each.better.as_str())
            .collect();
        assert_eq!(better, [winner, "equal", winner]);
    }
    let alone = told(&ids(["x"]), &judged(&["x: c=3 t=1 g=yes"]));
    assert_eq!(
        (alone.kind, alone.sides[0].letter.as_str()),
        (Kind::Score, "")
    );
    assert_eq!(alone.instruction, "Where is my money?");
}

#[test]
fn a_side_tells_levels_worth_and_score() {
    let shown = ids(["x", "y"]);
    let facts = told(&shown, &judged(&["x: c=1 t=na g=yes", "y: c=3"]));
    let [x, y] = facts.sides.as_slice() else {
        panic!("two sides")
    };
    let levels: Vec<_> = x
        .criteria
        .iter()
        .map(|each| each.level.as_deref())
        .collect();
    assert_eq!(levels, [Some("Fair"), None, Some("Yes")]);
    assert_eq!(
        x.criteria.iter().map(|each| each.na).collect::<Vec<_>>(),
        [false, true, false]
    );
    assert_eq!(x.criteria[2].worth, Some(1.0));
    assert_eq!(
        (x.score, x.passed, x.applicable, x.of),
        (Some(0.5), Some(false), 2, 3)
    );
    assert!(x.criteria[0].failed && facts.criteria[0].critical);
    assert_eq!((y.score, y.passed), (None, None));
    assert_eq!(facts.missing, ["Tone for B", "Greets for B"]);
    assert!((facts.criteria[0].weight_percent - 60.0).abs() < 1e-9);
}

#[test]
fn what_is_said_on_a_criterion_outweighs_its_ratings() {
    let shown = ids(["x", "y"]);
    let rated = ["x: c=3 t=1", "y: c=0 t=1"];
    let check = |decision: Option<Decision>, expected: &str| {
        let mut judgement = judged(&rated);
        judgement
            .decisions
            .extend(decision.map(|decision| ("c".into(), decision)));
        assert_eq!(told(&shown, &judgement).criteria[0].better, expected);
    };
    check(None, "A");
    check(Some(better("y", Strength::Clear)), "B");
    check(Some(Decision::BothGood), "equal");
    check(Some(Decision::CannotJudge), "");
    // Not known where one side is not rated.
    assert_eq!(told(&shown, &judged(&rated)).criteria[2].better, "");
}

#[test]
fn decisions_in_words() {
    let (two, three) = (ids(["x", "y"]), ids(["x", "y", "z"]));
    let check = |shown: &[ResponseId], decision: Decision, text: &str, strength: &str| {
        let judgement = Judgement {
            decision: Some(decision),
            ..Judgement::default()
        };
        let found = told(shown, &judgement).decision.unwrap();
        assert_eq!(
            (found.text.as_str(), found.strength.as_str()),
            (text, strength)
        );
    };
    check(&two, better("x", Strength::Clear), "A is better", "better");
    check(
        &two,
        better("y", Strength::Slight),
        "B is slightly better",
        "slightly better",
    );
    check(&two, Decision::BothGood, "Both are good", "both good");
    check(&two, Decision::BothBad, "Both are bad", "both bad");
    check(
        &two,
        Decision::CannotJudge,
        "This cannot be judged",
        "cannot judge",
    );
    let ranked = |groups: &[&[&str]]| {
        let group = |group: &&[&str]| group.iter().map(|id| ResponseId::from(*id)).collect();
        Decision::Ranking(groups.iter().map(group).collect())
    };
    check(
        &three,
        ranked(&[&["z"], &["x", "y"]]),
        "C is best, then A and B",
        "",
    );
    check(
        &three,
        ranked(&[&["x", "z"], &["y"]]),
        "A and C are best, then B",
        "",
    );
    check(&three, ranked(&[&["x", "y", "z"]]), "All are equal", "");
}

#[test]
fn notes_checks_and_reasons_are_told() {
    let shown = ids(["x", "y"]);
    let mut judgement = judged(&["x: c=3 t=3 g=yes", "y: c=0 t=0 g=no"]);
    judgement.checks.insert(
        "x".into(),
        [(
            CriterionId::from("c"),
            vec![Some(Met), Some(NotMet), Some(Na)],
        )]
        .into(),
    );
    judgement.notes.insert("t".into(), "  Warm.\n".into());
    judgement.override_reason = Some("A leaks an address.".into());
    judgement.decision = Some(better("y", Strength::Slight));
    let facts = told(&shown, &judgement);
    let states = |side: usize| -> Vec<CheckState> {
        facts.sides[side].criteria[0]
            .checks
            .iter()
            .map(|check| check.state)
            .collect()
    };
    assert_eq!(
        states(0),
        [CheckState::Met, CheckState::NotMet, CheckState::Na]
    );
    assert_eq!(states(1), [CheckState::Open; 3]);
    assert_eq!(facts.criteria[1].note, "Warm.");
    assert_eq!(
        facts.override_reason.as_deref(),
        Some("A leaks an address.")
    );
    // Where nothing contradicts any more, the old reason is not told.
    judgement.decision = Some(better("x", Strength::Slight));
    assert_eq!(told(&shown, &judgement).override_reason, None);
}

/// Every task of a sample pack, rated as its gold has it.
fn gold_rationales(pack: &str) -> Vec<(String, String)> {
    let read = pack::read(serde_json::from_str(pack).unwrap()).unwrap();
    let pack = read.pack;
    let mut out = Vec::new();
    for task in pack.tasks.iter() {
        let rubric = pack.rubric_of(&task);
        let shown = task.response_ids();
        let Some(gold) = &task.brief.gold else {
            continue;
        };
        let gold = serde_json::to_value(gold).unwrap();
        let ratings = gold.get("ratings").cloned().unwrap_or(json!({}));
        let judgement = Judgement {
            ratings: serde_json::from_value(ratings).unwrap(),
            decision: gold
                .get("decision")
                .and_then(|found| Decision::read(found, &shown)),
            ..Judgement::default()
        };
        let facts = facts(&task, rubric, &shown, &judgement);
        for template in BUILT_IN {
            let name = format!("{} {}", task.id, template.id);
            out.push((name, fill(template.body, &facts).unwrap()));
        }
        for template in &pack.templates {
            let name = format!("{} {}", task.id, template.id);
            out.push((name, fill(&template.body, &facts).unwrap()));
        }
    }
    out
}

#[test]
fn the_templates_say_good_sentences_of_the_sample_packs() {
    for pack in [
        include_str!("../../packs/support-compare.json"),
        include_str!("../../packs/instruction-following.json"),
    ] {
        let all = gold_rationales(pack);
        assert!(!all.is_empty());
        for (name, text) in all {
            assert!(!text.is_empty(), "{name} says nothing");
            for slip in [
                "  ",
                " .",
                " ,",
                "..",
                ",,",
                "( ",
                "()",
                "{{",
                "None",
                "undefined",
            ] {
                assert!(!text.contains(slip), "{name} has {slip:?}: {text}");
            }
            for line in text.lines().filter(|line| !line.is_empty()) {
                assert!(line.ends_with(['.', ':', '”', '…', ']']), "{name}: {line}");
                assert!(
                    line.starts_with(|first: char| !first.is_lowercase()),
                    "{name}: {line}"
                );
            }
        }
    }
}
