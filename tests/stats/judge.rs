//! Judges against people.

use trainmaster::stats::quality::judge::{self, Verdicts};
use trainmaster::stats::{Estimate, Undefined};

use crate::quality::{DRAWS, value};
use crate::vectors::{self, Case, figure};

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
        left_out: 0,
    }
}

#[test]
fn vectors_judge_agreement() {
    vectors::check("judge_agreement", |case, key| {
        let verdicts = verdicts(case);
        match key {
            "accuracy" => value(verdicts.accuracy()),
            "sensitivity" | "recall" => value(verdicts.sensitivity()),
            "specificity" => value(verdicts.specificity()),
            "precision" => value(verdicts.precision()),
            "f1" => value(verdicts.f1(DRAWS)),
            "balanced_accuracy" => value(verdicts.balanced_accuracy(DRAWS)),
            "mcc" => value(verdicts.mcc(DRAWS)),
            "kappa" => value(verdicts.kappa(DRAWS)),
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
fn figures_of_a_judge_have_an_interval_and_how_many_they_are_of() {
    let verdicts = Verdicts {
        true_negative: 50,
        false_positive: 8,
        false_negative: 6,
        true_positive: 36,
        left_out: 3,
    };
    let rates = [
        verdicts.accuracy(),
        verdicts.sensitivity(),
        verdicts.specificity(),
    ];
    let of = |rate: &Result<Estimate, Undefined>| rate.map(|rate| (rate.n, rate.left_out));
    assert_eq!(
        rates.each_ref().map(of),
        [Ok((100, 3)), Ok((42, 3)), Ok((58, 3))]
    );
    let check = |found: Result<Estimate, Undefined>, is_drawn: bool, half: f64| {
        let found = found.unwrap();
        let interval = found.interval.unwrap();
        assert_eq!(
            (found.n, found.left_out, found.drawn.is_some()),
            (100, 3, is_drawn)
        );
        assert!(interval.has(found.value), "{found:?}");
        assert!(
            (interval.width() / 2.0 / half - 1.0).abs() < 0.15,
            "{found:?} {half}"
        );
    };
    // By the delta method: 1.96 √(p q / n) of both rates; F1 = 2 TP / (2 TP + errors).
    let of = |x: f64, n: f64| x / n * (1.0 - x / n) / n;
    let balanced = 1.96 * (of(36.0, 42.0) + of(50.0, 58.0)).sqrt() / 2.0;
    check(verdicts.balanced_accuracy(DRAWS), true, balanced);
    let slopes = [2.0 * 14.0, -2.0 * 36.0].map(|slope: f64| slope / (86.0_f64 * 86.0));
    let f1 = 1.96 * (36.0 * slopes[0].powi(2) + 14.0 * slopes[1].powi(2)).sqrt();
    check(verdicts.f1(DRAWS), true, f1);
    check(verdicts.kappa(DRAWS), false, 0.136);
    check(verdicts.mcc(DRAWS), true, 0.136);

    let full = Verdicts {
        true_negative: 5,
        true_positive: 5,
        ..Verdicts::default()
    };
    let f1 = full.f1(DRAWS).unwrap();
    assert_eq!((f1.value, f1.interval), (1.0, Err(Undefined::Alike)));
    let passed_nothing = Verdicts {
        true_negative: 9,
        ..Verdicts::default()
    };
    assert_eq!(passed_nothing.f1(DRAWS), Err(Undefined::OneClass));
    let vast = Verdicts {
        true_negative: u64::MAX,
        true_positive: u64::MAX,
        ..full
    };
    assert_eq!((vast.n(), vast.accuracy().is_ok()), (u64::MAX, true));
    assert!(vast.f1(DRAWS).is_err(), "too many to be drawn");
}

/// That nothing is common to judge and people is said first: neither class is there, but that is
/// not why.
#[test]
fn a_judge_of_other_items_is_not_compared() {
    let check = |left_out, why| {
        let verdicts = Verdicts {
            left_out,
            ..Verdicts::default()
        };
        let found = [
            verdicts.accuracy(),
            verdicts.sensitivity(),
            verdicts.specificity(),
            verdicts.precision(),
            verdicts.f1(DRAWS),
            verdicts.balanced_accuracy(DRAWS),
            verdicts.mcc(DRAWS),
            verdicts.kappa(DRAWS),
            judge::corrected(verdicts, (1, 2), DRAWS),
        ];
        assert_eq!(found, [Err(why); 9]);
        assert_eq!(verdicts.lenience(), Err(why));
    };
    check(7, Undefined::NothingShared);
    check(0, Undefined::NoData);
}

#[test]
fn the_corrected_rate_varies_with_both_samples() {
    let verdicts = Verdicts {
        true_negative: 50,
        false_positive: 8,
        false_negative: 6,
        true_positive: 36,
        left_out: 2,
    };
    let spread = |judged| {
        let found = judge::corrected(verdicts, (judged / 2, judged), DRAWS).unwrap();
        let interval = found.interval.unwrap();
        assert_eq!(Ok(found.value), judge::corrected_rate(verdicts, 0.5));
        assert_eq!((found.n as u64, found.left_out), (judged, 2));
        assert_eq!(found.drawn.map(|drawn| drawn.undefined), Some(0));
        assert!(interval.has(found.value));
        interval.width()
    };
    assert!(spread(100) > spread(10_000));
    // A coin says nothing of the truth.
    let coin = Verdicts {
        true_negative: 10,
        false_positive: 10,
        false_negative: 10,
        true_positive: 10,
        left_out: 0,
    };
    let none = |verdicts, judge| judge::corrected(verdicts, judge, DRAWS).map(|found| found.n);
    assert_eq!(none(coin, (5, 10)), Err(Undefined::Uninformative));
    assert_eq!(none(verdicts, (11, 10)), Err(Undefined::OutOfRange));
    assert_eq!(none(verdicts, (0, 0)), Err(Undefined::NoData));
}
