//! What models score over many items.

use trainmaster::stats::draw::{Draws, Seed};
use trainmaster::stats::quality::scores::{mean_score, paired_difference, points};
use trainmaster::stats::{Estimate, Undefined};

/// A figure, its ends, and how many it is of and leaves out.
fn holds(found: &Estimate, value: f64, [low, high]: [f64; 2], of: [usize; 2]) {
    let ends = found.interval.unwrap();
    let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
    assert!(near(found.value, value), "{found:?}");
    assert!(near(ends.low, low) && near(ends.high, high), "{found:?}");
    assert_eq!([found.n, found.left_out], of);
}

/// Student's 97.5 % quantile with two degrees of freedom: (2p − 1) √(2 / 4p(1 − p)).
const T2: f64 = 4.302_652_729_911_275;

#[test]
fn the_items_are_the_sample_of_a_mean_score() {
    // Items of 0.5, 0.2 and 0.8: s = 0.3. Twenty raters of one item are still one item.
    let items = [vec![0.4, 0.6], vec![0.2; 20], vec![0.8], vec![]];
    let half = T2 * 0.3 / 3.0_f64.sqrt();
    holds(
        &mean_score(&items).unwrap(),
        0.5,
        [0.5 - half, 0.5 + half],
        [3, 1],
    );

    let check = |items: &[Vec<f64>], expected| {
        assert_eq!(
            mean_score(items).map(|found| found.value),
            expected,
            "{items:?}"
        );
    };
    check(&[], Err(Undefined::NoData));
    check(&[vec![], vec![]], Err(Undefined::NoData));
    check(&[vec![f64::NAN]], Err(Undefined::NotANumber));
    check(
        &[vec![f64::MAX], vec![f64::MAX]],
        Err(Undefined::OutOfRange),
    );
    let interval = |items: &[Vec<f64>]| mean_score(items).unwrap().interval;
    assert_eq!(
        interval(&[vec![0.1; 9]]),
        Err(Undefined::TooFew { n: 1, needed: 2 })
    );
    assert_eq!(interval(&vec![vec![0.1]; 9]), Err(Undefined::Alike));
}

#[test]
fn two_models_are_compared_on_the_prompts_of_both() {
    // Differences of 0.1, 0.2 and 0.3, where the scores themselves differ by far more: s = 0.1.
    let one = [("a", 0.2), ("b", 0.5), ("b", 0.7), ("c", 1.0), ("d", 0.0)];
    let other = [("a", 0.1), ("b", 0.4), ("c", 0.7), ("e", 1.0), ("f", 1.0)];
    let half = T2 * 0.1 / 3.0_f64.sqrt();
    let there = paired_difference(&one, &other).unwrap();
    holds(&there, 0.2, [0.2 - half, 0.2 + half], [3, 3]);
    let back = paired_difference(&other, &one).unwrap();
    holds(&back, -0.2, [-0.2 - half, -0.2 + half], [3, 3]);

    let apart = paired_difference(&one, &[("x", 1.0)]);
    assert_eq!(apart, Err(Undefined::NothingShared));
    assert_eq!(paired_difference::<u32>(&[], &[]), Err(Undefined::NoData));
    let same = paired_difference(&one, &one).unwrap();
    assert_eq!((same.value, same.interval), (0.0, Err(Undefined::Alike)));
}

#[test]
fn the_mean_of_points_is_clipped_and_not_the_points() {
    let draws = |replicates| Draws {
        replicates,
        seed: Seed(9),
    };
    let of = |examples: &[Option<f64>]| points(examples, draws(4000), &mut |_| ());
    // Clipped one by one the mean were 0.5; of two examples a resample is −0.5, 0.25 or 1, by
    // chances of 1 : 2 : 1, so clipped 0, 0.25 or 1 with a standard deviation of 3 / 8.
    let found = of(&[Some(-0.5), None, Some(1.0)]).unwrap();
    holds(&found.mean, 0.25, [0.0, 1.0], [2, 1]);
    assert!((found.se.unwrap() / 0.375 - 1.0).abs() < 0.03, "{found:?}");
    assert_eq!(
        found,
        of(&[Some(1.0), Some(-0.5), None]).unwrap(),
        "in another order"
    );
    assert_eq!(found.mean.drawn.map(|drawn| drawn.draws), Some(draws(4000)));

    let low = of(&[Some(-0.5), Some(-1.0), Some(-0.25)]).unwrap();
    let none = Err(Undefined::Alike);
    assert_eq!(
        (low.mean.value, low.mean.interval, low.se),
        (0.0, none, Err(Undefined::Alike))
    );
    assert_eq!(of(&[None]), Err(Undefined::NoData));
    assert_eq!(of(&[Some(f64::INFINITY)]), Err(Undefined::NotANumber));
}
