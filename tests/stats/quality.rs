//! Raters and judges against what is known.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use trainmaster::stats::distributions::t_quantile;
use trainmaster::stats::draw::{Draws, Seed};
use trainmaster::stats::quality::doubtful::{Attempt, Doubtful, GOOD, Looked, doubtful};
use trainmaster::stats::quality::gold::{self, Answer, Band, Hits};
use trainmaster::stats::{Estimate, Undefined};

use crate::vectors::{self, ends, figure, known};

/// Enough to draw by, where the figure itself is what is looked at.
pub const DRAWS: Draws = Draws {
    replicates: 400,
    seed: Seed(7),
};

pub fn value(found: Result<Estimate, Undefined>) -> Option<Value> {
    figure(found.map(|found| found.value))
}

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
            is_ordered: true,
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
            "within1" => value(scored.within_one),
            "distance_score" => value(scored.distance_score),
            "signed_bias" => value(scored.bias),
            "per_criterion" => Some(by_criterion(&scored.by_criterion)),
            "qwk" => value(scored.kappa(DRAWS)),
            "level" => {
                let bands: Vec<Named> = case.given("bands").unwrap_or_default();
                let bands = bands
                    .into_iter()
                    .map(|Named { name, min }| Band { name, min });
                let bands: Vec<Band> = bands.collect();
                figure(scored.level(&bands).map(|band| band.map(|band| &band.name)))
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
    assert_eq!(hits.chance_above(1.5), Err(Undefined::OutOfRange));
    // Who answered nothing is not known: neither by a chance of ½ nor by reaching no band.
    assert_eq!(Hits::default().chance_above(0.5), Err(Undefined::NoData));
    let bands = [Band {
        name: "sure".into(),
        min: 0.6,
    }];
    let answer = |given| Answer {
        criterion: "a",
        levels: 2,
        is_ordered: true,
        gold: 1,
        given,
        weight: 1.0,
        is_critical: false,
    };
    let level = |given: &[Option<u32>]| {
        let answers: Vec<Answer> = given.iter().map(|given| answer(*given)).collect();
        let level = gold::score(&answers).unwrap().level(&bands);
        level.map(|band| band.map(|band| band.name.clone()))
    };
    assert_eq!(level(&[None; 20]), Err(Undefined::NoData));
    assert_eq!(level(&[Some(1); 5]), Ok(None));
    assert_eq!(level(&[Some(1); 20]), Ok(Some("sure".into())));
}

/// Figures of a check say how many answers they are of, and how far they could vary.
#[test]
fn what_a_check_comes_to_has_an_interval() {
    let answer = |(given, gold, weight): (Option<u32>, u32, f64)| Answer {
        criterion: "a",
        levels: 5,
        is_ordered: true,
        gold,
        given,
        weight,
        is_critical: false,
    };
    let of = |answers: &[(Option<u32>, u32, f64)]| {
        let answers: Vec<Answer> = answers.iter().copied().map(answer).collect();
        gold::score(&answers).unwrap()
    };
    // One level off of four, weighing 2; right; right, weighing nothing; two levels off; missing.
    let scored = of(&[
        (Some(3), 4, 2.0),
        (Some(2), 2, 1.0),
        (Some(1), 1, 0.0),
        (Some(2), 0, 1.0),
        (None, 0, 1.0),
    ]);
    // Wilson of 3 of 4.
    holds(
        scored.within_one,
        0.75,
        [0.300_641_842_582, 0.954_412_739_190],
        [4, 1],
    );
    holds(
        scored.accuracy_of_all(),
        0.4,
        [0.117_620_774_233, 0.769_275_718_724],
        [5, 0],
    );
    // 0.75 counting half, 1 and 0.5 a quarter each: a mean of 0.75, and of 8 / 3 values by weight
    // a variance of (2 / 4 · 0.25²) / (1 − 3 / 8) · 3 / 8. Degrees of freedom are (5 / 8)² over
    // 3 / 8 − 2 · 5 / 32 + 9 / 64; beyond 1 it cannot be.
    let reach = t_quantile(0.975, (25.0 / 64.0) / (13.0 / 64.0)).unwrap();
    let low = 0.75 - reach * (0.031_25 * 3.0 / 5.0_f64).sqrt();
    holds(scored.distance_score, 0.75, [low, 1.0], [3, 2]);
    // −1/4, 0, 0, 1/2: a mean of 1/16 with a variance of 19 / 192.
    let half = 3.182_446_305_284 * (19.0 / 192.0 / 4.0_f64).sqrt();
    holds(scored.bias, 0.0625, [0.0625 - half, 0.0625 + half], [4, 1]);
    let kappa = scored.kappa(DRAWS).unwrap();
    assert_eq!(
        (kappa.n, kappa.left_out, kappa.drawn.is_some()),
        (4, 1, true)
    );

    let right = of(&[(Some(3), 3, 1.0); 9]);
    let found = right.distance_score.unwrap();
    assert_eq!((found.value, found.interval), (1.0, Err(Undefined::Alike)));
    assert_eq!(
        of(&[(Some(3), 3, 0.0)]).distance_score,
        Err(Undefined::NoData)
    );
}

/// Of yes and no every answer is at most one level off, and of names none is above another.
#[test]
fn only_on_a_scale_with_levels_in_between_an_answer_is_close() {
    let answer = |(levels, is_ordered, gold, given)| Answer {
        criterion: "a",
        levels,
        is_ordered,
        gold,
        given,
        weight: 1.0,
        is_critical: false,
    };
    let of = |answers: &[(u32, bool, u32, Option<u32>)]| {
        let answers: Vec<Answer> = answers.iter().copied().map(answer).collect();
        gold::score(&answers).unwrap()
    };
    let short = |found: Result<Estimate, Undefined>| {
        found.map(|found| (found.value, found.n, found.left_out))
    };
    let figures = |found: &gold::Scored| {
        [
            found.within_one,
            found.distance_score,
            found.bias,
            found.kappa(DRAWS),
        ]
        .map(short)
    };
    let none = Err(Undefined::NoScale);
    // Yes or no: one of four is wrong.
    let asked = [
        (1, Some(1)),
        (0, Some(1)),
        (0, Some(0)),
        (1, Some(1)),
        (1, None),
    ];
    let binary = of(&asked.map(|(gold, given)| (2, true, gold, given)));
    assert_eq!(
        figures(&binary)[..3],
        [none, Ok((0.75, 4, 1)), Ok((0.25, 4, 1))]
    );
    // The same of names: what is wrong is so to no side.
    let names = of(&asked.map(|(gold, given)| (7, false, gold, given)));
    assert_eq!(figures(&names), [none, Ok((0.75, 4, 1)), none, none]);
    // A scale beside them counts alone.
    let mixed = of(&[
        (2, true, 0, Some(1)),
        (9, false, 8, Some(0)),
        (5, true, 4, Some(3)),
        (5, true, 4, Some(2)),
        (5, true, 0, None),
    ]);
    assert_eq!(mixed.hits, Hits { n: 4, correct: 0 });
    let [near, score, shift, kappa] = figures(&mixed);
    assert_eq!(near, Ok((0.5, 2, 3)));
    // Off by all, by all, by one and by two of four.
    assert_eq!(score, Ok(((0.75 + 0.5) / 4.0, 4, 1)));
    assert_eq!(shift, Ok(((1.0 - 0.25 - 0.5) / 3.0, 3, 2)));
    assert_eq!(kappa.map(|(_, n, left_out)| (n, left_out)), Ok((2, 3)));
    // Of nothing answered there is no more than of nothing asked.
    for nothing in [of(&[(5, true, 1, None)]), of(&[])] {
        assert_eq!(figures(&nothing), [Err(Undefined::NoData); 4]);
    }
}

/// A figure, its ends, and how many it is of and leaves out.
fn holds(found: Result<Estimate, Undefined>, value: f64, [low, high]: [f64; 2], of: [usize; 2]) {
    let found = found.unwrap();
    let ends = found.interval.unwrap();
    let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
    assert!(near(found.value, value), "{found:?}");
    assert!(near(ends.low, low) && near(ends.high, high), "{found:?}");
    assert_eq!([found.n, found.left_out], of);
}

#[test]
fn what_is_missing_is_left_out_and_can_be_counted_as_wrong() {
    let answer = |given| Answer {
        criterion: "a",
        levels: 3,
        is_ordered: true,
        gold: 1,
        given,
        weight: 1.0,
        is_critical: false,
    };
    let scored = gold::score(&[answer(Some(1)), answer(None), answer(None)]).unwrap();
    assert_eq!((scored.hits.accuracy(), scored.missing), (Ok(1.0), 2));
    assert_eq!(scored.accuracy_of_all().unwrap().value, 1.0 / 3.0);
    let beyond = gold::score(&[answer(Some(3))]);
    assert_eq!(beyond, Err(Undefined::OutOfRange));
}

#[test]
fn a_critical_miss_fails_whatever_the_rest_is() {
    let answer = |is_critical, given| Answer {
        criterion: if is_critical { "safety" } else { "style" },
        levels: 2,
        is_ordered: true,
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
    let check = |lines: &[&str], expected: &[(u32, usize, usize)], of: [usize; 2]| {
        let mut given = attempts(lines);
        let found = doubtful(&given, GOOD);
        let short = |found: &Doubtful| (found.item, found.good.correct, found.good.n);
        let told: Vec<_> = found.doubtful.iter().map(short).collect();
        assert_eq!(told, expected, "{lines:?}");
        assert_eq!([found.items, found.left_out], of, "{lines:?}");
        given.reverse();
        assert_eq!(doubtful(&given, GOOD), found, "in another order");
    };
    check(&[], &[], [0, 0]);
    check(&["1111110", "1111110", "1111110"], &[(6, 0, 3)], [7, 0]);
    check(&["1111110", "1111110", "1111111", "1111111"], &[], [7, 0]);
    // Two voices are too few, and who is not good has none.
    check(&["1111110", "1111110", "0001110"], &[], [0, 7]);
    // Of four other items nobody is known.
    check(&["11110", "11110", "11110"], &[], [0, 5]);
    // The last one was seen by two.
    check(&["1111111", "1111111", "111111."], &[], [6, 1]);
    // The most missed first; what a rater did not see is no miss.
    let three = [
        "11111111110.",
        "11111111110.",
        "111111111100",
        "111111111110",
        "111111111110",
    ];
    check(&three, &[(11, 0, 3), (10, 2, 5)], [12, 0]);
    assert_eq!(doubtful(&[], GOOD), Looked::default());
}
