//! What is said of one rater: who is lenient, who drifts, who repeats.

use trainmaster::stats::Undefined;
use trainmaster::stats::agreement::drift::drift;
use trainmaster::stats::agreement::intra::repeats;
use trainmaster::stats::agreement::leniency::{self, leniency};
use trainmaster::stats::draw::{Draws, Seed};

use crate::laws::{Rows, ratings};

#[test]
fn effects_of_resampled_units_hold_the_effect() {
    let rows: Rows = (0..3)
        .map(|rater| {
            (0..40)
                .map(|unit| Some(f64::from((unit * 7 + rater * unit) % 5 + rater)))
                .collect()
        })
        .collect();
    let ratings = ratings(&rows);
    let drawn = leniency::bootstrap(&ratings, Draws::of(300), &mut |_| {}).unwrap();
    let effects = leniency(&ratings).effects.unwrap();
    for (drawn, effect) in drawn.iter().zip(effects) {
        let interval = drawn.percentile(0.95).unwrap();
        assert!(interval.has(effect.unwrap()) && interval.width() > 0.0);
    }
}

/// Without the kind one the others' effects are 0, not −3: that is another figure, which says
/// nothing of how far this one varies.
#[test]
fn effects_are_drawn_of_all_raters_or_not_at_all() {
    let of = |shared: usize| {
        let strict: Vec<Option<f64>> = (0..40).map(|unit| Some(f64::from(unit % 5))).collect();
        let moody = (0..40).map(|unit| Some(f64::from((unit + unit / 7 % 2) % 5)));
        let kind = strict.iter().map(|value| value.map(|value| value + 9.0));
        let kind = kind.take(shared).chain(vec![None; 40 - shared]);
        let ratings = ratings(&vec![strict.clone(), moody.collect(), kind.collect()]);
        let draws = Draws {
            replicates: 1000,
            seed: Seed(4),
        };
        leniency::estimates(&ratings, draws, &mut |_| {}).unwrap()
    };
    // That none of five comes up in 40 draws has a chance of (35 / 40)⁴⁰ = 0.005, of two 0.13.
    for found in of(5) {
        let found = found.unwrap();
        let missing = found.drawn.unwrap().undefined;
        assert!((1..=15).contains(&missing), "{missing}");
        let interval = found.interval.unwrap();
        assert!(
            interval.has(found.value) && interval.width() < 2.0,
            "{found:?}"
        );
    }
    let missing: Vec<usize> = of(2)
        .into_iter()
        .map(|found| {
            let found = found.unwrap();
            assert_eq!(found.interval, Err(Undefined::Unstable));
            found.drawn.unwrap().undefined
        })
        .collect();
    assert!((90..170).contains(&missing[0]), "{missing:?}");
    assert!(
        missing.iter().all(|count| *count == missing[0]),
        "{missing:?}"
    );
}

#[test]
fn who_is_lenient_has_an_interval_and_who_rated_nothing_a_reason() {
    let rows = vec![
        vec![Some(1.0), Some(2.0), Some(3.0), Some(3.0), None, Some(0.0)],
        vec![Some(2.0), Some(2.0), Some(4.0), Some(4.0), Some(1.0), None],
        vec![None; 6],
    ];
    let ratings = ratings(&rows);
    let found = leniency::estimates(&ratings, Draws::default(), &mut |_| {}).unwrap();
    let [strict, lenient, nobody] = found.try_into().unwrap();
    let (strict, lenient) = (strict.unwrap(), lenient.unwrap());
    assert!((strict.value + 0.375).abs() < 1e-12 && (lenient.value - 0.375).abs() < 1e-12);
    assert!(lenient.interval.unwrap().has(0.375) && lenient.drawn.is_some());
    assert_eq!(
        ([strict.n, strict.left_out], [lenient.n, lenient.left_out]),
        ([4, 1], [4, 1])
    );
    assert_eq!(nobody, Err(Undefined::NoData));
    let shifts = leniency(&ratings).mean_shift;
    assert_eq!(shifts[2], Err(Undefined::NoData));
}

#[test]
fn a_line_takes_three_values_and_a_level_one_has_no_test() {
    let three = drift(&[Some(1.0), None, Some(2.0), Some(4.0)]);
    assert_eq!((three.n, three.left_out), (3, 1));
    assert!(three.slope.is_ok() && three.se.is_ok() && three.interval.is_ok());
    let few = Undefined::TooFew { n: 2, needed: 3 };
    let two = drift(&[Some(1.0), None, Some(2.0)]);
    assert_eq!(
        (two.slope, two.se, two.tau_b),
        (Err(few), Err(few), Err(few))
    );
    assert_eq!((two.p, two.interval), (Err(few), Err(few)));
    assert_eq!(drift(&[None]).slope, Err(Undefined::NoData));
    let level = drift(&[Some(0.1); 4]);
    assert_eq!((level.slope, level.se), (Ok(0.0), Ok(0.0)));
    assert_eq!(
        (level.p, level.tau_b),
        (Err(Undefined::NoVariation), Err(Undefined::NoVariation))
    );
    assert_eq!(
        level.interval.map(|interval| [interval.low, interval.high]),
        Ok([0.0; 2])
    );
}

#[test]
fn of_few_repeats_there_are_counts_alone() {
    let of = |pairs: &[[u32; 2]]| repeats(pairs, 5, Draws::default());
    let few = of(&[[1, 2]; 9]);
    let (exact, near) = (few.exact.unwrap(), few.within_one.unwrap());
    assert_eq!((few.n, exact.value, near.value, near.n), (9, 0.0, 1.0, 9));
    // Of 9 of 9 Wilson's lower end is 9 / (9 + z²).
    assert!((near.interval.unwrap().low - 9.0 / (9.0 + 3.841_458_820_694)).abs() < 1e-9);
    let needed = 10;
    assert_eq!(few.coefficients, Err(Undefined::TooFew { n: 9, needed }));
    for second in [2, 1] {
        let shift = of(&[[1, second]; 10]).coefficients.unwrap().shift.unwrap();
        let expected = (f64::from(second) - 1.0, Err(Undefined::Alike));
        assert_eq!((shift.value, shift.interval), expected);
    }
    let varied: Vec<[u32; 2]> = (0..12).map(|at| [at % 4, (at + at / 8) % 5]).collect();
    let found = of(&varied).coefficients.unwrap();
    assert!(found.shift.unwrap().interval.unwrap().width() > 0.1);
    assert_eq!(found.kappa.unwrap().n, 12);
    let of_two = repeats(&[[0, 1], [1, 1]], 2, Draws::default());
    assert_eq!(of_two.within_one, Err(Undefined::NoScale));
    assert_eq!(of_two.exact.map(|exact| exact.value), Ok(0.5));
    assert_eq!(
        (of(&[]).exact, of(&[]).within_one),
        (Err(Undefined::NoData), Err(Undefined::NoData))
    );
}
