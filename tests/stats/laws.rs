//! Laws that agreement keeps on any data.

use proptest::prelude::*;
use trainmaster::stats::Undefined;
use trainmaster::stats::agreement::cohen::{Table, kappa};
use trainmaster::stats::agreement::fleiss::fleiss;
use trainmaster::stats::agreement::gwet::{By, corrected};
use trainmaster::stats::agreement::icc::icc;
use trainmaster::stats::agreement::krippendorff::{Level, alpha, of_tallies};
use trainmaster::stats::agreement::leniency::leniency;
use trainmaster::stats::agreement::percent::percent;
use trainmaster::stats::agreement::spans::{Document, Span, spans};
use trainmaster::stats::agreement::tallies::Tallies;
use trainmaster::stats::agreement::weights::{Weights, steps};
use trainmaster::stats::ratings::{Rating, Ratings};

pub const LEVELS: [Level; 4] = [
    Level::Nominal,
    Level::Ordinal,
    Level::Interval,
    Level::Ratio,
];

/// A row a rater and a column a unit.
pub type Rows = Vec<Vec<Option<f64>>>;

/// Up to six raters and twelve units, some ratings missing, on a scale of 0, 1, 2, 3, 5.
pub fn sparse() -> impl Strategy<Value = Rows> {
    (1_usize..=6, 1_usize..=12).prop_flat_map(|(raters, units)| {
        let value = prop::sample::select(vec![0.0, 1.0, 2.0, 3.0, 5.0]);
        let cell = prop::option::weighted(0.7, value);
        prop::collection::vec(prop::collection::vec(cell, units), raters)
    })
}

/// As [`sparse`], with every rating there.
pub fn complete(raters: usize) -> impl Strategy<Value = Rows> {
    (2_usize..=12).prop_flat_map(move |units| {
        let value = prop::sample::select(vec![0.0, 1.0, 2.0, 3.0, 5.0]);
        prop::collection::vec(prop::collection::vec(value.prop_map(Some), units), raters)
    })
}

pub fn ratings(rows: &Rows) -> Ratings {
    Ratings::of_rows(rows).unwrap()
}

fn renamed(rows: &Rows, name: impl Fn(f64) -> f64) -> Rows {
    let row = |row: &Vec<Option<f64>>| row.iter().map(|value| value.map(&name)).collect();
    rows.iter().map(row).collect()
}

fn value(rows: &Rows, level: Level) -> Result<f64, Undefined> {
    alpha(&ratings(rows), level).map(|alpha| alpha.value)
}

pub fn near(found: Result<f64, Undefined>, expected: Result<f64, Undefined>) {
    match (found, expected) {
        (Ok(found), Ok(expected)) => {
            assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        }
        (found, expected) => assert_eq!(found, expected),
    }
}

/// α as the textbook has it: every pair of ratings of every unit into a matrix of coincidences,
/// and δ² of every two values.
fn textbook(rows: &Rows, level: Level) -> Option<f64> {
    let units = rows.first().map_or(0, Vec::len);
    let of_unit = |unit: usize| rows.iter().filter_map(move |row| row[unit]);
    let pairable: Vec<Vec<f64>> = (0..units)
        .map(|unit| of_unit(unit).collect::<Vec<f64>>())
        .filter(|values| values.len() > 1)
        .collect();
    let mut scale: Vec<f64> = pairable.concat();
    scale.sort_by(f64::total_cmp);
    scale.dedup();
    let place = |value: f64| scale.iter().position(|known| *known == value).unwrap();
    let mut coincidences = vec![vec![0.0; scale.len()]; scale.len()];
    for values in &pairable {
        for (at, one) in values.iter().enumerate() {
            for (other_at, other) in values.iter().enumerate().filter(|(j, _)| *j != at) {
                assert_ne!(at, other_at);
                coincidences[place(*one)][place(*other)] += 1.0 / (values.len() as f64 - 1.0);
            }
        }
    }
    let counts: Vec<f64> = coincidences.iter().map(|row| row.iter().sum()).collect();
    let n: f64 = counts.iter().sum();
    let squared = |c: usize, k: usize| -> f64 {
        let (low, high) = (c.min(k), c.max(k));
        match level {
            Level::Nominal => f64::from(c != k),
            Level::Ordinal => {
                let between: f64 = counts[low..=high].iter().sum();
                (between - f64::midpoint(counts[low], counts[high])).powi(2)
            }
            Level::Interval => (scale[c] - scale[k]).powi(2),
            Level::Ratio if c == k => 0.0,
            Level::Ratio => ((scale[c] - scale[k]) / (scale[c] + scale[k])).powi(2),
        }
    };
    let (mut observed, mut expected) = (0.0, 0.0);
    for c in 0..scale.len() {
        for k in 0..scale.len() {
            observed += coincidences[c][k] * squared(c, k);
            expected += counts[c] * counts[k] * squared(c, k);
        }
    }
    (expected > 0.0).then(|| 1.0 - (n - 1.0) * observed / expected)
}

proptest! {
    #[test]
    fn alpha_is_that_of_the_textbook(rows in sparse()) {
        for level in LEVELS {
            match (value(&rows, level).ok(), textbook(&rows, level)) {
                (Some(found), Some(expected)) => prop_assert!((found - expected).abs() < 1e-10),
                (found, expected) => prop_assert_eq!(found, expected),
            }
        }
    }

    #[test]
    fn alpha_is_at_most_one(rows in sparse()) {
        for level in LEVELS {
            if let Ok(alpha) = value(&rows, level) {
                prop_assert!(alpha <= 1.0);
            }
        }
    }

    /// Not to 12 digits: to the last bit, except where squares are not whole numbers.
    #[test]
    fn the_order_of_raters_units_and_ratings_changes_nothing(
        rows in sparse(),
        seed in any::<u64>(),
    ) {
        let mut shuffled: Vec<Rating> = Vec::new();
        let (raters, units) = (rows.len() as u64, rows[0].len() as u64);
        for (rater, row) in (0_u64..).zip(&rows) {
            for (unit, value) in (0_u64..).zip(row) {
                shuffled.extend(value.map(|value| Rating {
                    unit: ((unit + seed % units) % units) as u32,
                    rater: (raters - 1 - rater) as u32,
                    value,
                }));
            }
        }
        shuffled.reverse();
        let (one, other) = (ratings(&rows), Ratings::new(&shuffled).unwrap());
        for level in [Level::Nominal, Level::Ordinal, Level::Interval] {
            prop_assert_eq!(alpha(&one, level), alpha(&other, level));
        }
        let ratio = |ratings| alpha(ratings, Level::Ratio).map(|alpha| alpha.value);
        near(ratio(&one), ratio(&other));
        prop_assert_eq!(percent(&one), percent(&other));
    }

    #[test]
    fn names_do_not_matter_to_nominal_alpha_and_only_their_order_to_ordinal(rows in sparse()) {
        let other_names = renamed(&rows, |value| (7.0 * value) % 11.0);
        prop_assert_eq!(value(&rows, Level::Nominal), value(&other_names, Level::Nominal));
        let same_order = renamed(&rows, |value| value.exp() - 20.0);
        prop_assert_eq!(value(&rows, Level::Ordinal), value(&same_order, Level::Ordinal));
    }

    #[test]
    fn units_and_zero_do_not_matter_to_an_interval_nor_units_to_a_ratio(rows in sparse()) {
        let moved = renamed(&rows, |value| 0.3 * value - 7.1);
        near(value(&moved, Level::Interval), value(&rows, Level::Interval));
        let scaled = renamed(&rows, |value| 0.3 * value);
        near(value(&scaled, Level::Ratio), value(&rows, Level::Ratio));
    }

    /// (1 − α) / (n − 1) is Do over Σ n(c) n(k) δ², of which the one doubles and the other
    /// quadruples; on an ordinal scale δ² quadruples in both. So 1 − α changes by
    /// (2n − 1) / (2n − 2), and that through n alone.
    #[test]
    fn every_unit_twice_changes_alpha_through_the_number_of_ratings_alone(rows in sparse()) {
        let twice: Rows = rows.iter().map(|row| [row.clone(), row.clone()].concat()).collect();
        for level in LEVELS {
            let once = alpha(&ratings(&rows), level);
            let changed = once.map(|alpha| {
                let n = alpha.ratings as f64;
                1.0 - (1.0 - alpha.value) * (2.0 * n - 1.0) / (2.0 * n - 2.0)
            });
            near(value(&twice, level), changed);
            near(weighted_twice(&rows, level), changed);
        }
    }

    #[test]
    fn who_always_says_the_same_as_others_agrees_fully(
        row in prop::collection::vec(0_u8..5, 2..12),
        raters in 2_usize..5,
    ) {
        let row: Vec<Option<f64>> = row.iter().map(|value| Some(f64::from(*value))).collect();
        let varies = row.windows(2).any(|pair| pair[0] != pair[1]);
        let rows = vec![row; raters];
        for level in LEVELS {
            let expected = if varies { Ok(1.0) } else { Err(Undefined::NoVariation) };
            prop_assert_eq!(value(&rows, level), expected);
        }
        prop_assert_eq!(percent(&ratings(&rows)).unanimous, Ok(1.0));
    }

    /// With as many ratings for each unit, π in its general form is Fleiss' κ, and
    /// α = 1 − (1 − π)(1 − 1 / n) with n ratings in all.
    #[test]
    fn alpha_is_fleiss_but_for_the_number_of_ratings(rows in complete(3)) {
        let ratings = ratings(&rows);
        let scale = [0.0, 1.0, 2.0, 3.0, 5.0];
        let tallies = Tallies::of(&ratings);
        let general = corrected(&tallies, &scale, &scale, &Weights::Identity, By::Fleiss).unwrap();
        let of_unit = |unit: usize, category: &f64| {
            let given = ratings.unit(unit).1.iter();
            given.filter(|value| *value == category).count() as u64
        };
        let count = |unit| scale.iter().map(|category| of_unit(unit, category)).collect();
        let counts: Vec<Vec<u64>> = (0..ratings.units()).map(count).collect();
        let classical = fleiss(&counts).unwrap().value;
        near(general.value, classical);
        let counted = Tallies::of_counts(&counts).unwrap();
        prop_assert_eq!(counted.units(), tallies.units());
        let n = ratings.len() as f64;
        near(
            value(&rows, Level::Nominal),
            classical.map(|pi| 1.0 - (1.0 - pi) * (1.0 - 1.0 / n)),
        );
    }

    /// The same of two raters on a scale: quadratic weights against the interval.
    #[test]
    fn interval_alpha_is_scott_with_quadratic_weights_but_for_the_number(rows in complete(2)) {
        let scale = [0.0, 1.0, 2.0, 3.0, 5.0];
        let tallies = Tallies::of(&ratings(&rows));
        let general = corrected(&tallies, &scale, &scale, &Weights::Quadratic, By::Fleiss).unwrap();
        let n = 2.0 * rows[0].len() as f64;
        near(
            value(&rows, Level::Interval),
            general.value.map(|pi| 1.0 - (1.0 - pi) * (1.0 - 1.0 / n)),
        );
    }

    #[test]
    fn kappa_does_not_ask_who_comes_first_nor_how_categories_are_called(rows in complete(2)) {
        let scale = [0.0, 1.0, 2.0, 3.0, 5.0];
        let of = |one: &[Option<f64>], other: &[Option<f64>], scale: &[f64], weights: &Weights| {
            let labels = |row: &[Option<f64>]| -> Vec<Option<u64>> {
                row.iter().map(|value| value.map(f64::to_bits)).collect()
            };
            let names: Vec<u64> = scale.iter().copied().map(f64::to_bits).collect();
            let table = Table::of_labels(&labels(one), &labels(other), &names).unwrap();
            kappa(&table, weights, scale).unwrap()
        };
        for weights in [Weights::Identity, Weights::Linear, Weights::Quadratic] {
            let there = of(&rows[0], &rows[1], &scale, &weights);
            let back = of(&rows[1], &rows[0], &scale, &weights);
            near(there.value, back.value);
            let reversed: Vec<f64> = scale.iter().rev().copied().collect();
            let upside_down = of(&rows[0], &rows[1], &reversed, &weights);
            near(there.value, upside_down.value);
            if let (Ok(one), Ok(other)) = (there.se, upside_down.se) {
                prop_assert!((one - other).abs() < 1e-12);
            }
            if let Ok(value) = there.value {
                prop_assert!(value <= 1.0);
                prop_assert!(there.interval.is_err() || there.interval.unwrap().has(value));
            }
        }
        // Of two raters observed agreement is percent agreement.
        let pairwise = percent(&ratings(&rows)).pairwise;
        let observed = of(&rows[0], &rows[1], &scale, &Weights::Identity).observed;
        near(Ok(observed), pairwise);
    }

    #[test]
    fn two_categories_have_one_weight(rows in complete(2)) {
        let yes = |row: &[Option<f64>]| -> Vec<Option<bool>> {
            row.iter().map(|value| value.map(|value| value > 1.0)).collect()
        };
        let table = Table::of_labels(&yes(&rows[0]), &yes(&rows[1]), &[false, true]).unwrap();
        let value = |weights: Weights| kappa(&table, &weights, &steps(2)).unwrap().value;
        for weights in [Weights::Linear, Weights::Quadratic, Weights::Ordinal] {
            prop_assert_eq!(value(weights), value(Weights::Identity));
        }
    }

    #[test]
    fn consistency_does_not_see_who_is_strict(rows in complete(3), shift in -3_i8..4) {
        // A table of ICC has a row a unit.
        let turned = |rows: &Rows| -> Rows {
            (0..rows[0].len()).map(|at| rows.iter().map(|row| row[at]).collect()).collect()
        };
        let mut strict = rows.clone();
        for value in strict[0].iter_mut().flatten() {
            *value += f64::from(shift);
        }
        let (one, other) = (icc(&turned(&rows)).unwrap(), icc(&turned(&strict)).unwrap());
        let close = |one: Result<f64, Undefined>, other: Result<f64, Undefined>| {
            matches!((one, other), (Ok(one), Ok(other)) if (one - other).abs() < 1e-9)
                || one.is_err() && other.is_err()
        };
        // Where nothing but rounding is left between units there is no coefficient to compare.
        prop_assume!(one.squares.units + one.squares.rest > 1e-9);
        prop_assert!(close(one.consistency.one.value, other.consistency.one.value));
        for form in [one.one_way, one.agreement, one.consistency] {
            for coefficient in [form.one, form.all] {
                if let (Ok(value), Ok(interval)) = (coefficient.value, coefficient.interval) {
                    prop_assert!(value <= 1.0 + 1e-12);
                    prop_assert!(interval.low <= interval.high + 1e-12, "{interval:?}");
                }
            }
        }
    }

    #[test]
    fn effects_sum_to_nothing_and_follow_who_becomes_stricter(rows in sparse()) {
        let before = leniency(&ratings(&rows));
        let mut strict = rows.clone();
        for value in strict[0].iter_mut().flatten() {
            *value -= 1.0;
        }
        let after = leniency(&ratings(&strict));
        prop_assert_eq!(before.is_connected() && before.units > 0, before.effects.is_ok());
        if let (Ok(before), Ok(after)) = (before.effects, after.effects) {
            prop_assert!(before.iter().flatten().sum::<f64>().abs() < 1e-9);
            let raters = before.iter().flatten().count() as f64;
            for (at, (before, after)) in before.iter().zip(&after).enumerate() {
                let (Ok(before), Ok(after)) = (before, after) else { continue };
                let rated = if rows[0].iter().any(Option::is_some) { 1.0 } else { 0.0 };
                let step = rated * (1.0 / raters - f64::from(at == 0));
                prop_assert!((after - before - step).abs() < 1e-9);
            }
        }
    }

    /// A complete table needs no model: the effect is the rater's mean less the mean of all.
    #[test]
    fn in_a_complete_table_effects_are_shifts_of_the_mean(rows in complete(4)) {
        let leniency = leniency(&ratings(&rows));
        for (effect, shift) in leniency.effects.unwrap().iter().zip(&leniency.mean_shift) {
            near(Ok(effect.unwrap()), Ok(shift.unwrap()));
        }
    }
}

/// Every unit weighed by 2 is every unit twice.
fn weighted_twice(rows: &Rows, level: Level) -> Result<f64, Undefined> {
    of_tallies(&Tallies::of(&ratings(rows)), level, |_| 2).map(|alpha| alpha.value)
}

pub fn marks() -> impl Strategy<Value = Vec<Span>> {
    let span = (0_u32..20, 0_u32..8, 0_u32..2).prop_map(|(start, length, label)| Span {
        start,
        end: start + length,
        label,
    });
    prop::collection::vec(span, 0..4)
}

proptest! {
    #[test]
    fn spans_do_not_ask_who_comes_first(one in marks(), other in marks()) {
        let document = |marks: [&Vec<Span>; 2]| Document {
            length: 20,
            marks: marks.map(|marks| Some(marks.clone())).to_vec(),
        };
        let there = spans(&[document([&one, &other])]);
        prop_assert_eq!(there, spans(&[document([&other, &one])]));
        // What is the same overlaps, and what overlaps shares characters.
        if let (Ok(exact), Ok(overlap)) = (there.exact, there.overlap) {
            prop_assert!(exact <= overlap + 1e-12);
            prop_assert!((0.0..=1.0).contains(&overlap));
        }
        let itself = spans(&[document([&one, &one])]);
        for f1 in [itself.exact, itself.overlap, itself.characters] {
            prop_assert!(f1 == Ok(1.0) || f1 == Err(Undefined::NoMarks));
        }
    }

    /// Character by character, what the stretches count.
    #[test]
    fn alpha_of_characters_is_alpha_of_a_unit_a_character(one in marks(), other in marks()) {
        let marked = |marks: &[Span]| -> Vec<Option<f64>> {
            let set = |at: u32| {
                let covers = |span: &&Span| (span.start..span.end).contains(&at);
                marks.iter().filter(covers).fold(0_u32, |set, span| set | 1 << span.label)
            };
            (0..20).map(|at| Some(f64::from(set(at)))).collect()
        };
        let rows = vec![marked(&one), marked(&other)];
        let document = Document { length: 20, marks: vec![Some(one), Some(other)] };
        near(spans(&[document]).alpha, value(&rows, Level::Nominal));
    }
}
