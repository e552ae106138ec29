//! Raters and judges against what is known.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use trainmaster::stats::draw::Seed;
use trainmaster::stats::quality::doubtful::{Attempt, Doubtful, GOOD, doubtful};
use trainmaster::stats::quality::gold::{self, Answer, Band, Hits};
use trainmaster::stats::quality::judge::{self, Verdicts};
use trainmaster::stats::quality::sampling::{Demand, Plan, Stratum, stratified};
use trainmaster::stats::{CONFIDENCE, Undefined};

use crate::vectors::{self, Case, ends, figure, known};

#[derive(Deserialize)]
struct Item {
    criterion: String,
    levels: u32,
    rating: Option<u32>,
    gold: u32,
    weight: Option<f64>,
}

impl Item {
    fn answer(&self) -> Answer<'_> {
        Answer {
            criterion: &self.criterion,
            levels: self.levels,
            gold: self.gold,
            given: self.rating,
            weight: self.weight.unwrap_or(1.0),
            is_critical: false,
        }
    }
}

#[derive(Deserialize)]
struct Named {
    name: String,
    min: f64,
}

#[test]
fn vectors_gold_scoring() {
    vectors::check("gold_scoring", |case, key| {
        let items: Vec<Item> = case.read("items");
        let answers: Vec<Answer> = items.iter().map(Item::answer).collect();
        let scored = gold::score(&answers).unwrap();
        match key {
            "n" => known(scored.hits.n),
            "missing" => known(scored.missing),
            "accuracy" => figure(scored.hits.accuracy()),
            "wilson" => ends(scored.hits.interval()),
            "within1" => figure(scored.within_one),
            "distance_score" => figure(scored.distance_score),
            "signed_bias" => figure(scored.bias),
            "per_criterion" => Some(by_criterion(&scored.by_criterion)),
            "qwk" => figure(scored.kappa()),
            "level" => {
                let bands: Vec<Named> = case.given("bands").unwrap_or_default();
                let bands = bands
                    .into_iter()
                    .map(|Named { name, min }| Band { name, min });
                let bands: Vec<Band> = bands.collect();
                known(scored.level(&bands).map(|band| &band.name))
            }
            _ => None,
        }
    });
}

fn by_criterion(criteria: &BTreeMap<&str, Hits>) -> Value {
    let told = |hits: &Hits| {
        json!({ "n": hits.n, "correct": hits.correct, "accuracy": figure(hits.accuracy()),
            "wilson": ends(hits.interval()) })
    };
    let all = criteria
        .iter()
        .map(|(name, hits)| ((*name).to_owned(), told(hits)));
    Value::Object(all.collect())
}

#[test]
fn a_small_test_certifies_nobody() {
    let check = |correct, n, expected: f64| {
        let low = Hits { n, correct }.interval().unwrap().low;
        assert!((low - expected).abs() < 0.0005, "{correct} of {n}: {low}");
    };
    check(5, 5, 0.566);
    check(20, 20, 0.839);
    check(49, 50, 0.895);
    let hits = Hits { n: 10, correct: 9 };
    let chance = |least| hits.chance_above(least).unwrap();
    assert!(chance(0.0) == 1.0 && chance(1.0) == 0.0);
    // P(p > ½) under Beta(10, 2) is 1 − 12 / 2¹¹.
    assert!((chance(0.5) - (1.0 - 12.0 / 2048.0)).abs() < 1e-12);
}

#[test]
fn what_is_missing_is_left_out_and_can_be_counted_as_wrong() {
    let answer = |given| Answer {
        criterion: "a",
        levels: 3,
        gold: 1,
        given,
        weight: 1.0,
        is_critical: false,
    };
    let scored = gold::score(&[answer(Some(1)), answer(None), answer(None)]).unwrap();
    assert_eq!((scored.hits.accuracy(), scored.missing), (Ok(1.0), 2));
    assert_eq!(scored.accuracy_of_all(), Ok(1.0 / 3.0));
    let beyond = gold::score(&[answer(Some(3))]);
    assert_eq!(beyond, Err(Undefined::OutOfRange));
}

#[test]
fn a_critical_miss_fails_whatever_the_rest_is() {
    let answer = |is_critical, given| Answer {
        criterion: if is_critical { "safety" } else { "style" },
        levels: 2,
        gold: 1,
        given,
        weight: 1.0,
        is_critical,
    };
    let passes = |misses: &[Answer<'static>]| {
        let right = (0..50).map(|at| answer(at % 2 == 0, Some(1)));
        let answers: Vec<Answer> = right.chain(misses.iter().cloned()).collect();
        gold::score(&answers).unwrap().passes(0.85)
    };
    assert!(passes(&[]) && passes(&[answer(false, Some(0))]));
    assert!(!passes(&[answer(true, Some(0))]));
    assert!(passes(&[answer(true, None)]), "what is missing is no miss");
    let few = [answer(true, Some(1)), answer(true, Some(1))];
    assert!(
        !gold::score(&few).unwrap().passes(0.85),
        "two of two are no proof"
    );
}

/// Who answered what: a line a rater, a character an item, `.` for none.
fn attempts(lines: &[&str]) -> Vec<Attempt> {
    let line = |(rater, line): (u32, &&str)| {
        let of = |(item, told): (u32, char)| {
            (told != '.').then_some(Attempt {
                rater,
                item,
                is_correct: told == '1',
            })
        };
        (0..).zip(line.chars()).filter_map(of).collect::<Vec<_>>()
    };
    (0..).zip(lines).flat_map(line).collect()
}

#[test]
fn gold_that_good_raters_miss_is_doubtful() {
    let check = |lines: &[&str], expected: &[(u32, usize, usize)]| {
        let mut given = attempts(lines);
        let found = doubtful(&given, GOOD);
        let short = |found: &Doubtful| (found.item, found.good.correct, found.good.n);
        let told: Vec<_> = found.iter().map(short).collect();
        assert_eq!(told, expected, "{lines:?}");
        given.reverse();
        assert_eq!(doubtful(&given, GOOD), found, "in another order");
    };
    check(&[], &[]);
    check(&["1111110", "1111110", "1111110"], &[(6, 0, 3)]);
    check(&["1111110", "1111110", "1111111", "1111111"], &[]);
    // Two voices are too few, and who is not good has none.
    check(&["1111110", "1111110", "0001110"], &[]);
    // Of four other items nobody is known.
    check(&["11110", "11110", "11110"], &[]);
    // The most missed first; what a rater did not see is no miss.
    let three = [
        "11111111110.",
        "11111111110.",
        "111111111100",
        "111111111110",
        "111111111110",
    ];
    check(&three, &[(11, 0, 3), (10, 2, 5)]);
}

fn verdicts(case: &Case) -> Verdicts {
    let [
        [true_negative, false_positive],
        [false_negative, true_positive],
    ] = case.read("table");
    Verdicts {
        true_negative,
        false_positive,
        false_negative,
        true_positive,
    }
}

#[test]
fn vectors_judge_agreement() {
    vectors::check("judge_agreement", |case, key| {
        let verdicts = verdicts(case);
        let value = |rate: Result<judge::Rate, Undefined>| figure(rate.map(|rate| rate.value));
        match key {
            "accuracy" => value(verdicts.accuracy()),
            "sensitivity" | "recall" => value(verdicts.sensitivity()),
            "specificity" => value(verdicts.specificity()),
            "precision" => value(verdicts.precision()),
            "f1" => figure(verdicts.f1()),
            "balanced_accuracy" => figure(verdicts.balanced_accuracy()),
            "mcc" => figure(verdicts.mcc()),
            "kappa" => figure(verdicts.kappa()),
            "mcnemar_exact" => figure(verdicts.lenience()),
            "rogan_gladen" => figure(judge::corrected_rate(
                verdicts,
                case.read("judge_pass_rate"),
            )),
            _ => None,
        }
    });
}

#[test]
fn the_corrected_rate_varies_with_both_samples() {
    let verdicts = Verdicts {
        true_negative: 50,
        false_positive: 8,
        false_negative: 6,
        true_positive: 36,
    };
    let spread = |judged| {
        let found =
            judge::corrected_replicates(verdicts, (judged / 2, judged), 2000, Seed(7)).unwrap();
        assert_eq!(found.undefined, 0);
        let interval = found.percentile(CONFIDENCE).unwrap();
        assert!(interval.has(judge::corrected_rate(verdicts, 0.5).unwrap()));
        interval.width()
    };
    assert!(spread(100) > spread(10_000));
    // A coin says nothing of the truth.
    let coin = Verdicts {
        true_negative: 10,
        false_positive: 10,
        false_negative: 10,
        true_positive: 10,
    };
    assert_eq!(
        judge::corrected_rate(coin, 0.5),
        Err(Undefined::Uninformative)
    );
}

#[test]
fn vectors_sampling() {
    vectors::check("sampling", |case, key| {
        match case.input("kind").as_str().unwrap() {
            "acceptance" => {
                let plan = Plan {
                    sample: case.read("n"),
                    accept: case.read("c"),
                };
                match key {
                    "p_accept_binomial" => figure(plan.chance(case.read("p"))),
                    "p_accept_hypergeom" => {
                        figure(plan.chance_of_lot(case.read("N"), case.read("D")))
                    }
                    _ => None,
                }
            }
            "find_plan" => {
                let demand = Demand {
                    good: case.read("aql"),
                    good_refused: case.read("alpha"),
                    bad: case.read("ltpd"),
                    bad_accepted: case.read("beta"),
                };
                let plan = Plan::of(demand);
                match key {
                    "n" => figure(plan.map(|plan| plan.sample)),
                    "c" => figure(plan.map(|plan| plan.accept)),
                    "p_accept_aql" => figure(plan.and_then(|plan| plan.chance(demand.good))),
                    "p_accept_ltpd" => figure(plan.and_then(|plan| plan.chance(demand.bad))),
                    _ => None,
                }
            }
            "stratified" => {
                let strata: Vec<Value> = case.read("strata");
                let count = |stratum: &Value, name| stratum[name].as_u64().unwrap();
                let stratum = |stratum: &Value| Stratum {
                    all: count(stratum, "N"),
                    sampled: count(stratum, "n"),
                    defects: count(stratum, "x"),
                };
                let found = stratified(&strata.iter().map(stratum).collect::<Vec<_>>());
                match key {
                    "p_hat" => figure(found.map(|found| found.value)),
                    "se" => figure(found.and_then(|found| found.se)),
                    "neyman_share" => match found.and_then(|found| found.shares) {
                        Err(Undefined::NoVariation) => known(vec![Value::Null; strata.len()]),
                        shares => figure(shares),
                    },
                    _ => None,
                }
            }
            _ => None,
        }
    });
}

#[test]
fn no_defect_found_is_no_certainty() {
    let stratum = |sampled| Stratum {
        all: 500,
        sampled,
        defects: 0,
    };
    let found = stratified(&[stratum(50), stratum(50)]).unwrap();
    assert_eq!((found.value, found.se), (0.0, Ok(0.0)));
    let most = found.without_defects.unwrap().high;
    assert!(
        (0.03..0.04).contains(&most),
        "about three in a hundred: {most}"
    );
    let one = stratified(&[stratum(1), stratum(50)]).unwrap();
    assert_eq!(one.se, Err(Undefined::TooFew { n: 1, needed: 2 }));
}
