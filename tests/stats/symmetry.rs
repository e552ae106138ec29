//! What agreement does not ask: who comes first, which item comes first, and whether all of them
//! come twice.

use proptest::prelude::*;
use trainmaster::stats::Undefined;
use trainmaster::stats::agreement::cohen::{Table, kappa};
use trainmaster::stats::agreement::fleiss::fleiss;
use trainmaster::stats::agreement::gwet::{By, Corrected, corrected};
use trainmaster::stats::agreement::icc::{Icc, icc};
use trainmaster::stats::agreement::krippendorff::{Level, bootstrap, bootstrap_two_way};
use trainmaster::stats::agreement::leniency;
use trainmaster::stats::agreement::percent::{bootstrap as percents, percent};
use trainmaster::stats::agreement::spans::{self, Document, Measure, spans};
use trainmaster::stats::agreement::tallies::Tallies;
use trainmaster::stats::agreement::weights::Weights;
use trainmaster::stats::draw::{Draws, Seed};
use trainmaster::stats::ratings::{Rating, Ratings};

use crate::laws::{Rows, complete, marks, near, ratings, sparse};

const SCALE: [f64; 5] = [0.0, 1.0, 2.0, 3.0, 5.0];
const DRAWS: Draws = Draws {
    replicates: 20,
    seed: Seed(4),
};
const WEIGHTS: [Weights; 3] = [Weights::Identity, Weights::Linear, Weights::Quadratic];

/// Raters in reverse, and units turned round by some.
fn turned(rows: &Rows, by: usize) -> Rows {
    let mut rows: Rows = rows.iter().rev().cloned().collect();
    for row in &mut rows {
        let by = by % row.len().max(1);
        row.rotate_left(by);
    }
    rows
}

fn twice(rows: &Rows) -> Rows {
    rows.iter()
        .map(|row| [row.clone(), row.clone()].concat())
        .collect()
}

/// A row a unit and a column a rater.
fn by_unit(rows: &Rows) -> Rows {
    (0..rows[0].len())
        .map(|at| rows.iter().map(|row| row[at]).collect())
        .collect()
}

/// A row a unit and a column a category.
fn counts(rows: &Rows) -> Vec<Vec<u64>> {
    let times = |unit: &[Option<f64>], value: f64| {
        unit.iter().filter(|given| **given == Some(value)).count() as u64
    };
    let row = |unit: &Vec<Option<f64>>| SCALE.iter().map(|value| times(unit, *value)).collect();
    by_unit(rows).iter().map(row).collect()
}

fn gwet(rows: &Rows, weights: &Weights, by: By) -> Corrected {
    corrected(&Tallies::of(&ratings(rows)), &SCALE, &SCALE, weights, by).unwrap()
}

/// Both the same but for rounding, or none for the same reason. What is divided by next to nothing
/// has few digits that are right, and where the one hardly exists, the other need not.
fn alike(one: Result<f64, Undefined>, other: Result<f64, Undefined>) -> bool {
    match (one, other) {
        (Ok(one), Ok(other)) => (one - other).abs() <= 1e-9 * one.abs().max(1.0).powi(2),
        (Ok(only), Err(_)) | (Err(_), Ok(only)) => only.abs() > 1e6,
        (one, other) => one == other,
    }
}

fn every_figure(icc: &Icc) -> Vec<Result<f64, Undefined>> {
    let forms = [icc.one_way, icc.agreement, icc.consistency];
    let both = forms.iter().flat_map(|form| [form.one, form.all]);
    both.flat_map(|form| [form.value, form.interval.map(|interval| interval.low)])
        .collect()
}

proptest! {
    #[test]
    fn fleiss_does_not_ask_which_unit_comes_first(rows in complete(4), by in 0_usize..12) {
        let (there, back) = (fleiss(&counts(&rows)), fleiss(&counts(&turned(&rows, by))));
        prop_assert_eq!(there, back);
    }

    #[test]
    fn gwet_does_not_ask_who_or_which_comes_first(rows in sparse(), by in 0_usize..12) {
        for weights in WEIGHTS {
            for way in [By::Gwet, By::Fleiss, By::BrennanPrediger] {
                let there = gwet(&rows, &weights, way);
                let back = gwet(&turned(&rows, by), &weights, way);
                near(there.value, back.value);
                near(there.observed, back.observed);
                near(there.se, back.se);
                prop_assert_eq!((there.units, there.left_out), (back.units, back.left_out));
            }
        }
    }

    #[test]
    fn icc_does_not_ask_who_or_which_comes_first(rows in complete(3), by in 0_usize..12) {
        let of = |rows: &Rows| icc(&by_unit(rows)).unwrap();
        let (there, back) = (of(&rows), of(&turned(&rows, by)));
        // Where nothing but rounding is left there is no coefficient to compare.
        prop_assume!(there.squares.rest > 1e-9 && there.squares.units > 1e-9);
        for (one, other) in every_figure(&there).into_iter().zip(every_figure(&back)) {
            prop_assert!(alike(one, other), "{one:?} {other:?} {there:?}");
        }
    }

    /// α changes by that, through the number of ratings, and nothing else does.
    #[test]
    fn every_unit_twice_changes_nothing(rows in complete(2)) {
        let (once, again) = (ratings(&rows), ratings(&twice(&rows)));
        near(percent(&once).pairwise, percent(&again).pairwise);
        near(percent(&once).within_one, percent(&again).within_one);
        near(percent(&once).unanimous, percent(&again).unanimous);
        let classical = |rows: &Rows| fleiss(&counts(rows)).unwrap().value;
        near(classical(&rows), classical(&twice(&rows)));
        for weights in WEIGHTS {
            for way in [By::Gwet, By::Fleiss, By::BrennanPrediger] {
                near(gwet(&rows, &weights, way).value, gwet(&twice(&rows), &weights, way).value);
            }
            let [one, two] = [rows.clone(), twice(&rows)].map(|rows| {
                let places = |row: &[Option<f64>]| -> Vec<Option<usize>> {
                    let place = |value: f64| SCALE.iter().position(|known| *known == value);
                    row.iter().map(|value| value.and_then(place)).collect()
                };
                let all = [0, 1, 2, 3, 4];
                let table = Table::of_labels(&places(&rows[0]), &places(&rows[1]), &all).unwrap();
                kappa(&table, &weights, &SCALE).unwrap()
            });
            near(one.value, two.value);
            // Twice as many items, and a standard error of 1 ÷ √2.
            near(one.se.map(|se| se / 2.0_f64.sqrt()), two.se);
            near(one.se_null.map(|se| se / 2.0_f64.sqrt()), two.se_null);
        }
    }

    /// Chance agrees at most as if all categories were as likely.
    #[test]
    fn gwet_lies_between_its_bounds(rows in sparse()) {
        for weights in WEIGHTS {
            let found = gwet(&rows, &weights, By::Gwet);
            let most = gwet(&rows, &weights, By::BrennanPrediger).expected;
            let (Ok(value), Ok(observed), Ok(expected)) =
                (found.value, found.observed, found.expected) else { continue };
            let most = most.unwrap();
            prop_assert!((0.0..=1.0).contains(&observed));
            prop_assert!((-1e-12..=most + 1e-12).contains(&expected), "{expected} {most}");
            prop_assert!((-most / (1.0 - most) - 1e-9..=1.0).contains(&value), "{value}");
            prop_assert!(found.interval.is_err() || found.interval.unwrap().has(value));
        }
    }

    /// Not the figure alone: the draws as well.
    #[test]
    fn the_order_in_which_ratings_come_changes_no_draw(rows in sparse(), by in 0_usize..70) {
        let mut all: Vec<Rating> = Vec::new();
        for (rater, row) in (0..).zip(&rows) {
            for (unit, value) in (0..).zip(row) {
                all.extend(value.map(|value| Rating { unit, rater, value }));
            }
        }
        let there = Ratings::new(&all).unwrap();
        all.reverse();
        let by = by % all.len().max(1);
        all.rotate_left(by);
        let back = Ratings::new(&all).unwrap();
        for draw in [bootstrap, bootstrap_two_way] {
            let drawn = |of| draw(of, Level::Ordinal, DRAWS, &mut |_| ());
            prop_assert_eq!(drawn(&there), drawn(&back));
        }
        let drawn = |of| percents(of, DRAWS, &mut |_| ());
        prop_assert_eq!(drawn(&there), drawn(&back));
        let drawn = |of| leniency::bootstrap(of, DRAWS, &mut |_| ());
        prop_assert_eq!(drawn(&there), drawn(&back));
    }

    #[test]
    fn spans_do_not_ask_which_document_or_rater_comes_first(
        found in prop::collection::vec((marks(), marks(), marks(), 18_u32..22), 1..6),
        by in 0_usize..6,
    ) {
        let there: Vec<Document> = found
            .into_iter()
            .map(|(one, two, three, length)| Document {
                length,
                marks: vec![Some(one), Some(two), Some(three).filter(|_| length != 19)],
            })
            .collect();
        let mut back = there.clone();
        back.reverse();
        back.rotate_left(by % there.len());
        prop_assert_eq!(spans(&there), spans(&back));
        for measure in [Measure::Exact, Measure::Overlap, Measure::Characters, Measure::Alpha] {
            let drawn = |of| spans::bootstrap(of, measure, DRAWS, &mut |_| ());
            prop_assert_eq!(drawn(&there), drawn(&back));
        }
        for document in &mut back {
            document.marks.reverse();
        }
        let (there, back) = (spans(&there), spans(&back));
        for (one, other) in [
            (there.exact, back.exact),
            (there.overlap, back.overlap),
            (there.characters, back.characters),
            (there.alpha, back.alpha),
        ] {
            near(one, other);
        }
    }
}
