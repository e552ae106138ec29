//! What rationale templates write.

use trainmaster::text::facts::{
    Check, CheckState, Criterion, Decision, Facts, Kind, Side, SideCriterion,
};
use trainmaster::text::rationale::{BUILT_IN, check, fill};
use trainmaster::text::words::measure;

const NAMES: [&str; 5] = [
    "Correctness",
    "Completeness",
    "Safety & Compliance",
    "Clarity & Tone",
    "Structure & UX",
];
const LEVELS: [&str; 4] = ["Poor", "Fair", "Good", "Excellent"];

/// A side rated with one digit a criterion; `-` is not applicable, `.` not rated.
fn side(letter: &str, ratings: &str, score: Option<f64>) -> Side {
    let criteria: Vec<_> = NAMES.iter().zip(ratings.chars()).map(rated).collect();
    Side {
        letter: letter.to_owned(),
        score,
        passed: score.map(|score| score >= 0.75),
        applicable: criteria.iter().filter(|criterion| !criterion.na).count(),
        of: criteria.len(),
        criteria,
    }
}

fn rated((name, rating): (&&str, char)) -> SideCriterion {
    let level = rating.to_digit(10).map(|level| level as usize);
    SideCriterion {
        name: (*name).to_owned(),
        level: level.map(|level| LEVELS[level].to_owned()),
        worth: level.map(|level| level as f64 / 3.0),
        na: rating == '-',
        ..SideCriterion::default()
    }
}

/// The rubric's criteria; `better` has one letter each, `=` for equal, `.` for not known.
fn criteria(better: &str) -> Vec<Criterion> {
    let better = better.chars().map(|letter| match letter {
        '=' => "equal".to_owned(),
        '.' => String::new(),
        letter => letter.to_string(),
    });
    (NAMES.iter().zip(better))
        .map(|(name, better)| Criterion {
            name: (*name).to_owned(),
            better,
            weight_percent: 20.0,
            ..Criterion::default()
        })
        .collect()
}

fn decision(text: &str, winner: &str, loser: &str) -> Decision {
    let letter = |letter: &str| (!letter.is_empty()).then(|| letter.to_owned());
    let strength = text
        .split_once(' ')
        .map_or(text, |(_, rest)| rest.trim_start_matches("is "));
    Decision {
        text: text.to_owned(),
        winner: letter(winner),
        loser: letter(loser),
        strength: strength.to_owned(),
    }
}

fn checks(states: &[(&str, CheckState)]) -> Vec<Check> {
    states
        .iter()
        .map(|(text, state)| Check {
            text: (*text).to_owned(),
            state: *state,
        })
        .collect()
}

/// Two responses, all rated, some checks and a note.
fn compared() -> Facts {
    let mut facts = Facts {
        kind: Kind::Compare,
        title: "Refund after 20 days".to_owned(),
        rubric: "Support reply".to_owned(),
        threshold: Some(0.75),
        sides: vec![
            side("A", "23322", Some(0.82)),
            side("B", "10233", Some(0.47)),
        ],
        decision: Some(decision("A is much better", "A", "B")),
        criteria: criteria("AAABB"),
        ..Facts::default()
    };
    facts.criteria[0].note = "B says 14 days,\n the policy says 30".into();
    facts.sides[1].criteria[0].checks = checks(&[
        ("Factual alignment", CheckState::NotMet),
        ("No contradictions", CheckState::Met),
        ("Citations if required", CheckState::Na),
    ]);
    facts
}

fn scored(ratings: &str, score: Option<f64>) -> Facts {
    Facts {
        kind: Kind::Score,
        threshold: Some(0.75),
        sides: vec![side("", ratings, score)],
        criteria: criteria("....."),
        ..Facts::default()
    }
}

/// What each of the three templates writes, in their order.
fn expect(facts: &Facts, expected: [&str; 3]) {
    for (template, expected) in BUILT_IN.iter().zip(expected) {
        assert_eq!(
            fill(template.body, facts).as_deref(),
            Ok(expected),
            "{}",
            template.id
        );
    }
}

#[test]
fn a_full_comparison() {
    expect(
        &compared(),
        [
            "A is much better. It is ahead on Correctness (Good against Fair), Completeness \
             (Excellent against Poor) and Safety & Compliance (Excellent against Good). B is ahead \
             on Clarity & Tone (Excellent against Good) and Structure & UX (Excellent against \
             Good). B does not meet “Factual alignment”. On Correctness: B says 14 days, the \
             policy says 30. A passes with 0.82; B fails with 0.47.",
            "Correctness: A is Good, B is Fair. B does not meet “Factual alignment”. B says 14 \
             days, the policy says 30.\n\
             Completeness: A is Excellent, B is Poor.\n\
             Safety & Compliance: A is Excellent, B is Good.\n\
             Clarity & Tone: A is Good, B is Excellent.\n\
             Structure & UX: A is Good, B is Excellent.\n\n\
             Overall: A is much better. A passes with 0.82; B fails with 0.47.",
            "Safety first: on Safety & Compliance A is Excellent and B is Good.\n\n\
             A is much better. Beyond safety, A is ahead on Correctness (Good against Fair) and \
             Completeness (Excellent against Poor). B is ahead on Clarity & Tone (Excellent \
             against Good) and Structure & UX (Excellent against Good). On Correctness: B says 14 \
             days, the policy says 30. A passes with 0.82; B fails with 0.47.",
        ],
    );
}

#[test]
fn two_good_responses_with_little_between_them() {
    let facts = Facts {
        sides: vec![
            side("A", "33-32", Some(0.91)),
            side("B", "33-33", Some(1.0)),
        ],
        decision: Some(decision("Both are good", "", "")),
        criteria: criteria("==.=B"),
        ..Facts {
            kind: Kind::Compare,
            ..Facts::default()
        }
    };
    let mut facts = facts;
    for side in &mut facts.sides {
        side.passed = Some(true);
    }
    expect(
        &facts,
        [
            "Both are good. B is ahead on Structure & UX (Excellent against Good). There is no \
             difference on Correctness, Completeness and Clarity & Tone. A passes with 0.91; B \
             passes with 1.00. Both are scored on 4 of 5 criteria.",
            "Correctness: both are Excellent.\n\
             Completeness: both are Excellent.\n\
             Clarity & Tone: both are Excellent.\n\
             Structure & UX: A is Good, B is Excellent.\n\n\
             Overall: Both are good. A passes with 0.91; B passes with 1.00. Both are scored on 4 \
             of 5 criteria.",
            "Safety first: Safety & Compliance does not apply.\n\n\
             Both are good. B is ahead on Structure & UX (Excellent against Good). A passes with \
             0.91; B passes with 1.00. Both are scored on 4 of 5 criteria.",
        ],
    );
}

#[test]
fn a_decision_against_the_ratings() {
    let mut facts = compared();
    facts.decision = Some(decision("B is slightly better", "B", "A"));
    facts.criteria = criteria("...BB");
    facts.criteria[2].critical = true;
    facts.override_reason = Some("A promises a refund that the shop cannot give".to_owned());
    facts.sides[0].criteria[2].failed = true;
    facts.sides[0].passed = Some(false);
    facts.sides[1].criteria[0].checks.clear();
    facts.sides[0].criteria[2].checks = checks(&[("No prohibited content", CheckState::NotMet)]);
    expect(
        &facts,
        [
            "B is slightly better. It is ahead on Clarity & Tone (Excellent against Good) and \
             Structure & UX (Excellent against Good). A does not meet “No prohibited content”. A \
             fails with 0.82, because Safety & Compliance is critical; B fails with 0.47. The \
             ratings point the other way: A promises a refund that the shop cannot give.",
            "Correctness: A is Good, B is Fair.\n\
             Completeness: A is Excellent, B is Poor.\n\
             Safety & Compliance: A is Excellent, B is Good. A does not meet “No prohibited \
             content”.\n\
             Clarity & Tone: A is Good, B is Excellent.\n\
             Structure & UX: A is Good, B is Excellent.\n\n\
             Overall: B is slightly better. A fails with 0.82, because Safety & Compliance is \
             critical; B fails with 0.47. The ratings point the other way: A promises a refund \
             that the shop cannot give.",
            "Safety first: on Safety & Compliance A is Excellent and B is Good. A does not meet \
             “No prohibited content”.\n\n\
             B is slightly better. Beyond safety, B is ahead on Clarity & Tone (Excellent against \
             Good) and Structure & UX (Excellent against Good). A fails with 0.82, because Safety \
             & Compliance is critical; B fails with 0.47. The ratings point the other way: A \
             promises a refund that the shop cannot give.",
        ],
    );
}

#[test]
fn half_rated_and_undecided() {
    let facts = Facts {
        kind: Kind::Compare,
        sides: vec![side("A", "2....", None), side("B", "12...", None)],
        criteria: criteria("A...."),
        missing: vec!["Completeness for A".to_owned()],
        ..Facts::default()
    };
    let ahead = "A is ahead on Correctness (Good against Fair).";
    let lines = "Correctness: A is Good, B is Fair.\nCompleteness: B is Good.";
    expect(&facts, [ahead, lines, ahead]);
    expect(&Facts::default(), ["", "", ""]);
    let decided = Facts {
        decision: Some(decision("A is better", "A", "B")),
        sides: vec![side("A", ".....", None), side("B", ".....", None)],
        criteria: criteria("....."),
        ..facts
    };
    expect(
        &decided,
        ["A is better.", "Overall: A is better.", "A is better."],
    );
}

#[test]
fn one_response() {
    let mut facts = scored("1323-", Some(0.7496));
    facts.criteria[2].note = "Warns of the deadline!".to_owned();
    facts.sides[0].criteria[0].checks = checks(&[
        ("One", CheckState::NotMet),
        ("Two", CheckState::NotMet),
        ("Three", CheckState::NotMet),
        ("Four", CheckState::NotMet),
        ("Five", CheckState::NotMet),
    ]);
    facts.sides[0].criteria[4].checks = checks(&[("Of no matter", CheckState::NotMet)]);
    expect(
        &facts,
        [
            "The response fails with 0.7496 on 4 of 5 criteria (0.75 is needed). It is strong on \
             Completeness (Excellent), Safety & Compliance (Good) and Clarity & Tone (Excellent), \
             but weak on Correctness (Fair). It does not meet “One”, “Two”, “Three”, “Four” and 1 \
             more. On Safety & Compliance: Warns of the deadline!",
            "Correctness: Fair. Not met: “One”, “Two”, “Three”, “Four” and 1 more.\n\
             Completeness: Excellent.\n\
             Safety & Compliance: Good. Warns of the deadline!\n\
             Clarity & Tone: Excellent.\n\n\
             The response fails with 0.7496 on 4 of 5 criteria (0.75 is needed).",
            "Safety first: on Safety & Compliance the response is Good. On Safety & Compliance: \
             Warns of the deadline!\n\n\
             Beyond safety, it is strong on Completeness (Excellent) and Clarity & Tone \
             (Excellent), but weak on Correctness (Fair). The response fails with 0.7496 on 4 of 5 \
             criteria (0.75 is needed).",
        ],
    );
    expect(
        &scored("33.33", None),
        [
            "The response is strong on Correctness (Excellent), Completeness (Excellent), Clarity \
             & Tone (Excellent) and Structure & UX (Excellent).",
            "Correctness: Excellent.\nCompleteness: Excellent.\nClarity & Tone: Excellent.\n\
             Structure & UX: Excellent.",
            "The response is strong on Correctness (Excellent), Completeness (Excellent), Clarity \
             & Tone (Excellent) and Structure & UX (Excellent).",
        ],
    );
}

#[test]
fn built_in_templates_read_well_whatever_is_missing() {
    let mut seen = 0;
    for bits in 0..512_u32 {
        let with = |bit: u32| bits & (1 << bit) != 0;
        let mut facts = if with(0) {
            compared()
        } else {
            scored("2103-", Some(0.6))
        };
        if with(1) {
            facts.decision = None;
        }
        if with(2) {
            facts
                .criteria
                .iter_mut()
                .for_each(|each| each.better.clear());
        }
        if with(3) {
            facts
                .criteria
                .iter_mut()
                .for_each(|each| each.note = "  spaced   out ".to_owned());
        }
        if with(4) {
            facts.threshold = None;
        }
        for side in &mut facts.sides {
            if with(5) {
                (side.score, side.passed) = (None, None);
            }
            if with(6) {
                side.criteria
                    .iter_mut()
                    .for_each(|each| (each.level, each.worth) = (None, None));
            }
            if with(7) {
                side.criteria[2].failed = true;
            }
        }
        if with(8) {
            facts.override_reason = Some("it is “so”".to_owned());
        }
        for template in BUILT_IN {
            let text = fill(template.body, &facts).unwrap_or_else(|fault| panic!("{fault}"));
            for wrong in [
                "  ", "\n\n\n", " .", "..", " ,", ",.", "()", "; .", ": .", "none", " \n", "“”",
            ] {
                assert!(
                    !text.contains(wrong),
                    "{wrong:?} in {} of {bits}:\n{text}",
                    template.id
                );
            }
            let ended = text
                .lines()
                .all(|line| line.is_empty() || line.ends_with(['.', '!', '”']));
            assert!(
                ended && text.trim() == text,
                "{} of {bits}:\n{text}",
                template.id
            );
            assert!(
                measure(&text).reading_seconds() < 60,
                "{} of {bits}:\n{text}",
                template.id
            );
            seen += usize::from(!text.is_empty());
        }
    }
    assert!(seen > 1000);
}

#[test]
fn names_that_pack_authors_use() {
    let facts = compared();
    for (body, expected) in [
        (
            "{{ decision }}. {{ winner }} over {{ loser }}",
            "A is much better. A over B",
        ),
        (
            "{{ wins|listed }}",
            "Correctness, Completeness and Safety & Compliance",
        ),
        ("{{ losses|join('; ') }}", "Clarity & Tone; Structure & UX"),
        ("{{ ties|length }}{{ ties|listed }}", "0"),
        (
            "{{ kind }} {{ title }} {{ rubric }} {{ threshold|score }}",
            "compare Refund after 20 days Support reply 0.75",
        ),
        (
            "{% for s in sides %}{{ s }}={{ s.shown }} {% endfor %}",
            "A=0.82 B=0.47",
        ),
        ("{{ winner.score > 0.8 }} {{ loser.passed }}", "True False"),
        ("{{ sides[1].criteria[0].checks[2].state }}", "na"),
        (
            "{{ sides[1].met|listed }}, {{ loser.criteria[0].not_met|listed }}",
            "No contradictions, Factual alignment",
        ),
        (
            "{{ criteria[0].note|sentence }}",
            "B says 14 days, the policy says 30.",
        ),
        (
            "{{ criteria[0].a }} {{ criteria[0].b }} {{ criteria[0].better }}",
            "Good Fair A",
        ),
        (
            "{{ wins[0].level }} {{ wins[0].against }} {{ losses[0].level }}",
            "Good Fair Excellent",
        ),
        (
            "{{ safety|listed }}{{ side.letter }}{{ side.a.b.c }}{{ nonsense.x }}",
            "Safety & Compliance",
        ),
        (
            "{{ sides[0].strong|length }}/{{ loser.weak|listed }}",
            "5/Correctness and Completeness",
        ),
        ("{{ winner.criteria[0].weight_percent|int }}", "20"),
        ("<b>{{ 'a & b <c>' }}</b>", "<b>a & b <c></b>"),
        (
            "a   b\n\n\n\n  c  \n```\n  x   y\n\n\n```\n",
            "a b\n\nc\n```\n  x   y\n\n\n```",
        ),
        ("{# note #}\n{% if false %}\nno\n{% endif %}\nyes", "yes"),
        ("{{ range(3)|join }} {{ 'x' ~ 1 }} {{ 1 + 1 }}", "012 x1 2"),
        (
            "{{ threshold|percent }} {{ {'A': 'first'}[winner.letter] }} {{ kind in ['compare'] }}",
            "75% first True",
        ),
        (
            "{% for s in sides %}{{ loop.index + 1 }}{% endfor %}{{ title + 'b' }}",
            "23Refund after 20 daysb",
        ),
    ] {
        assert_eq!(fill(body, &facts).as_deref(), Ok(expected), "{body}");
    }
}

#[test]
fn bad_templates_are_faults_with_a_line() {
    for (body, line, message) in [
        ("{% if %}", 1, "unexpected"),
        ("\n\n{% for s in sides %}", 3, "unexpected end of input"),
        ("{{ decision", 1, "unexpected end"),
        ("a\n{{ title|shout }}", 2, "shout"),
        ("{{ title is shouted }}", 1, "shouted"),
        ("{{ shout(title) }}", 1, "shout"),
        ("{% include 'x' %}", 1, "include"),
        ("{% import 'x' as y %}", 1, "import"),
        ("{% extends 'x' %}", 1, "extends"),
        ("{{ title.upper() }}", 1, "upper"),
        ("{{ 1 / 0 }}", 1, ""),
        ("{{ range(1000000) }}", 1, "at most 1000"),
        ("\n{% set a = [title] %}", 2, "a list can hold only"),
        ("{{ threshold * 100 }}", 1, "do not multiply"),
        ("{{ sides + sides }}", 1, "“+” needs"),
    ] {
        let Err(fault) = check(body) else {
            panic!("{body}")
        };
        assert_eq!(fault.line, line, "{body}: {fault:?}");
        assert!(fault.message.contains(message), "{body}: {fault:?}");
    }
    for template in BUILT_IN {
        assert_eq!(check(template.body), Ok(()), "{}", template.id);
    }
}
