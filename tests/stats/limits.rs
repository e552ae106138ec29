//! More tells more, and no numbers make a figure that is none: proportions, scores, checks.

use std::fmt::Debug;

use proptest::prelude::*;
use trainmaster::stats::agreement::cohen::{Table, kappa};
use trainmaster::stats::agreement::weights::{Weights, steps};
use trainmaster::stats::draw::{Draws, Seed};
use trainmaster::stats::general::difference::difference;
use trainmaster::stats::general::{correlation, mean, multiple, paired, proportion};
use trainmaster::stats::quality::gold::{self, Answer, Hits};
use trainmaster::stats::quality::judge::{Verdicts, corrected};
use trainmaster::stats::quality::sampling::{Plan, Stratum, stratified};
use trainmaster::stats::quality::scores::{mean_score, paired_difference, points};
use trainmaster::stats::{CONFIDENCE, Interval, Undefined};

use crate::vectors::is_finite;

const DRAWS: Draws = Draws {
    replicates: 20,
    seed: Seed(6),
};

/// Every number in what is printed is one: NaN and infinity are none.
fn sound(found: impl Debug) {
    assert!(is_finite(&found), "{found:?}");
}

/// Any numbers, some of them such as nobody would choose.
fn number() -> impl Strategy<Value = f64> {
    let odd = [
        0.0,
        -0.0,
        1.0,
        0.5,
        -1.0,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
    ];
    let none = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    prop_oneof![
        4 => prop::num::f64::NORMAL,
        4 => -2.0..2.0,
        4 => prop::sample::select(odd.to_vec()),
        1 => prop::sample::select(none.to_vec()),
    ]
}

fn numbers() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(number(), 0..7)
}

fn count() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0_u64..20, 1 => 0_u64..100_000, 1 => prop::sample::select(vec![u64::MAX])]
}

fn width(interval: Result<Interval, Undefined>) -> f64 {
    interval.unwrap().width()
}

proptest! {
    /// The same shares of twice as many.
    #[test]
    fn of_more_an_interval_is_narrower((n, x) in (2_u64..200).prop_flat_map(|n| (Just(n), 0..=n))) {
        let of = |times: u64| {
            let [some, all] = [times * x, times * n].map(|count| count as f64);
            [
                width(proportion::clopper_pearson(times * x, times * n, CONFIDENCE)),
                width(proportion::wilson(some, all, CONFIDENCE)),
                difference((some, all), (all - some, all), CONFIDENCE).unwrap().interval.width(),
                difference((some, all), (some / 2.0, all), CONFIDENCE).unwrap().interval.width(),
            ]
        };
        for (few, many) in of(1).into_iter().zip(of(2)) {
            prop_assert!(many < few, "{x} of {n}: {few}, then {many}");
        }
    }

    #[test]
    fn of_more_items_kappa_is_surer(cells in prop::array::uniform4(1_u64..30), times in 2_u64..9) {
        let of = |times: u64| {
            let [a, b, c, d] = cells.map(|cell| times * cell);
            let table = Table::new(&[vec![a, b], vec![c, d]]).unwrap();
            kappa(&table, &Weights::Identity, &steps(2)).unwrap()
        };
        let (few, many) = (of(1), of(times));
        let ratio = (times as f64).sqrt();
        let surer = |few: Result<f64, Undefined>, many: Result<f64, Undefined>| {
            (few.unwrap() / many.unwrap() / ratio - 1.0).abs() < 1e-9
        };
        prop_assert!((few.value.unwrap() - many.value.unwrap()).abs() < 1e-12);
        prop_assert!(surer(few.se, many.se) && surer(few.se_null, many.se_null));
    }

    #[test]
    fn no_numbers_make_a_proportion_or_a_mean_that_is_none(
        (x, n, confidence) in (number(), number(), number()),
        (one, other) in (numbers(), numbers()),
        (b, c) in (count(), count()),
    ) {
        sound(proportion::share(x, n));
        for level in [CONFIDENCE, confidence] {
            sound(proportion::wilson(x, n, level));
            sound(proportion::wilson_corrected(x, n, level));
            sound(proportion::agresti_coull(x, n, level));
            sound(difference((x, n), (n, x), level).map(|found| (found.value, found.interval)));
            sound(difference((x, n), (x, n), level).map(|found| (found.value, found.interval)));
            sound(correlation::pearson_interval(x, 9, level));
        }
        sound(proportion::estimate(b, c, 0));
        sound(paired::sign_test(b % 100_000, c % 100_000));
        sound(paired::mcnemar(b, c, true));
        sound(mean::estimate(&one, 0));
        let weighed = one.iter().copied().zip(other.iter().copied());
        sound(mean::weighted(&weighed.collect::<Vec<_>>(), 0));
        sound(multiple::holm(&one));
        sound(multiple::benjamini_hochberg(&one));
        let shared = one.len().min(other.len());
        let (one, other) = (&one[..shared], &other[..shared]);
        sound(correlation::pearson(one, other));
        sound(correlation::spearman(one, other));
        sound(correlation::kendall_tau_b(one, other));
    }

    #[test]
    fn no_numbers_make_a_score_that_is_none(
        items in prop::collection::vec(numbers(), 0..5),
        (one, other) in (numbers(), numbers()),
        answers in prop::collection::vec(
            (0_u32..4, 0_u32..4, prop::option::of(0_u32..4), number()),
            0..9,
        ),
    ) {
        sound(mean_score(&items));
        let scores = |values: &[f64]| -> Vec<(u32, f64)> {
            (0..).map(|at| at / 2).zip(values.iter().copied()).collect()
        };
        sound(paired_difference(&scores(&one), &scores(&other)));
        let examples = one.iter().map(|x| Some(*x).filter(|x| *x != 0.5));
        sound(points(&examples.collect::<Vec<_>>(), DRAWS, &mut |_| ()));
        let answer = |(levels, gold, given, weight): &(u32, u32, Option<u32>, f64)| Answer {
            criterion: "a",
            levels: *levels,
            is_ordered: *levels != 3,
            gold: *gold,
            given: *given,
            weight: *weight,
            is_critical: false,
        };
        let answers: Vec<Answer> = answers.iter().map(answer).collect();
        if let Ok(scored) = gold::score(&answers) {
            let kappa = scored.kappa(DRAWS);
            sound((scored.within_one, scored.distance_score, scored.bias, kappa));
            sound((scored.accuracy_of_all(), scored.hits.accuracy()));
        }
    }

    #[test]
    fn no_counts_make_a_judge_or_a_sample_that_is_none(
        cells in prop::array::uniform4(count()),
        share in number(),
        strata in prop::collection::vec((count(), count(), count()), 0..4),
    ) {
        let [true_negative, false_positive, false_negative, true_positive] = cells;
        let verdicts = Verdicts {
            true_negative,
            false_positive,
            false_negative,
            true_positive,
            left_out: 0,
        };
        sound((verdicts.accuracy(), verdicts.sensitivity(), verdicts.specificity()));
        sound((verdicts.precision(), verdicts.f1(DRAWS), verdicts.mcc(DRAWS)));
        sound((verdicts.kappa(DRAWS), verdicts.balanced_accuracy(DRAWS)));
        sound(corrected(verdicts, (true_positive, true_negative), DRAWS));
        let hits = Hits { n: cells[0] as usize, correct: cells[1] as usize };
        sound((hits.accuracy(), hits.interval(), hits.chance_above(share)));
        let all = strata.iter().map(|(all, sampled, defects)| Stratum {
            all: *all,
            sampled: *sampled,
            defects: *defects,
        });
        sound(stratified(&all.collect::<Vec<_>>()));
        for lot in [None, Some(cells[0] % 3000)] {
            let plan = Plan { sample: cells[2] % 1000, accept: cells[3] % 1000, lot };
            sound(plan.chance(share));
            sound(plan.chance(cells[1] as f64 / 100_000.0));
        }
    }
}
