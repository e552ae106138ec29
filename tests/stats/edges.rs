//! The edges of agreement: numbers nobody would choose, nothing at all, and what resampling says.

use proptest::prelude::*;
use trainmaster::stats::agreement::cohen::{
    Table, bootstrap as kappas, estimate as kappa_estimate, kappa,
};
use trainmaster::stats::agreement::drift::drift;
use trainmaster::stats::agreement::fleiss::fleiss;
use trainmaster::stats::agreement::gwet::{By, corrected};
use trainmaster::stats::agreement::icc::{Coefficient, icc};
use trainmaster::stats::agreement::krippendorff::{
    Level, alpha, bootstrap, bootstrap_two_way, estimate as estimate_alpha, estimate_two_way,
};
use trainmaster::stats::agreement::leniency::leniency;
use trainmaster::stats::agreement::numeric::{Numeric, numeric_agreement};
use trainmaster::stats::agreement::percent::{bootstrap as percents, percent};
use trainmaster::stats::agreement::spans::{Document, Measure, Span, estimate, spans};
use trainmaster::stats::agreement::tallies::Tallies;
use trainmaster::stats::agreement::weights::{Weights, steps};
use trainmaster::stats::draw::Draws;
use trainmaster::stats::general::correlation::{pearson, pearson_interval};
use trainmaster::stats::ratings::Ratings;
use trainmaster::stats::{Estimate, Undefined};

use crate::laws::{LEVELS, Rows, ratings};

/// What somebody could bring: any numbers, some of them very large or small, in rows of any length.
fn anything() -> impl Strategy<Value = Rows> {
    let value = prop_oneof![
        prop::num::f64::NORMAL,
        prop::sample::select(vec![
            0.0,
            -0.0,
            1.0,
            1.5,
            f64::MAX,
            f64::MIN,
            f64::MIN_POSITIVE
        ]),
    ];
    let row = prop::collection::vec(prop::option::of(value), 0..6);
    prop::collection::vec(row, 0..6)
}

proptest! {
    #[test]
    fn no_numbers_make_a_figure_that_is_none(rows in anything()) {
        let ratings = ratings(&rows);
        for level in LEVELS {
            if let Ok(alpha) = alpha(&ratings, level) {
                prop_assert!(alpha.value <= 1.0 && alpha.value.is_finite(), "{alpha:?}");
            }
        }
        let leniency = leniency(&ratings);
        let effects = leniency.effects.unwrap_or_default();
        for effect in effects.iter().chain(&leniency.mean_shift).flatten() {
            prop_assert!(effect.is_finite());
        }
        if let Ok(icc) = icc(&rows) {
            for form in [icc.one_way, icc.agreement, icc.consistency] {
                for Coefficient { value, interval } in [form.one, form.all] {
                    prop_assert!(value.is_ok_and(f64::is_finite) || value.is_err());
                    prop_assert!(interval.is_err() || interval.is_ok_and(|i| !i.width().is_nan()));
                }
            }
        }
        for row in &rows {
            let drift = drift(row);
            for figure in [drift.slope, drift.se, drift.p, drift.tau_b] {
                prop_assert!(figure.is_err() || figure.is_ok_and(f64::is_finite), "{drift:?}");
            }
        }
        let percent = percent(&ratings);
        if let (Ok(exact), Ok(near)) = (percent.pairwise, percent.within_one) {
            prop_assert!(exact <= near + 1e-12);
        }
    }
}

#[test]
fn kappa_by_resampling_is_near_its_standard_error() {
    let table = Table::new(&[vec![88, 14, 18], vec![10, 40, 10], vec![2, 6, 12]]).unwrap();
    let of = kappa(&table, &Weights::Linear, &steps(3)).unwrap();
    let mut told = 0;
    let mut tell = |done| told = done;
    let draws = Draws::of(2000);
    let drawn = kappas(&table, &Weights::Linear, &steps(3), draws, &mut tell).unwrap();
    assert_eq!((told, of.items, of.left_out), (2000, 200, 0));
    assert!((drawn.sd().unwrap() / of.se.unwrap() - 1.0).abs() < 0.05);
    let (drawn, by_se) = (drawn.percentile(0.95).unwrap(), of.interval.unwrap());
    assert!((drawn.low - by_se.low).abs() < 0.02 && (drawn.high - by_se.high).abs() < 0.02);
}

/// Full agreement of whom there is leaves no error to reckon with: no interval, and not one that
/// is a point.
#[test]
fn what_never_varied_has_no_interval() {
    const ALIKE: Undefined = Undefined::Alike;
    let table = |n| Table::new(&[vec![n, 0], vec![0, n + 3]]).unwrap();
    for n in [15, 16, 100, 333] {
        let found = kappa(&table(n), &Weights::Identity, &steps(2)).unwrap();
        assert_eq!((found.value, found.interval), (Ok(1.0), Err(ALIKE)), "{n}");
    }
    let opposed = Table::new(&[vec![0, 21], vec![21, 0]]).unwrap();
    let found = kappa(&opposed, &Weights::Identity, &steps(2)).unwrap();
    assert_eq!((found.value, found.interval), (Ok(-1.0), Err(ALIKE)));

    let same: Vec<Option<f64>> = (0..7).map(|at| Some(f64::from(at % 3))).collect();
    for row in [same.clone(), vec![Some(1.0); 7]] {
        let tallies = Tallies::of(&ratings(&vec![row.clone(), row]));
        let scale = steps(3);
        let found = corrected(&tallies, &scale, &scale, &Weights::Identity, By::Gwet).unwrap();
        assert_eq!((found.value, found.interval), (Ok(1.0), Err(ALIKE)));
    }

    let shifted = |step: f64, shift: f64| -> Rows {
        let row = |at: i32| {
            vec![
                Some(step * f64::from(at)),
                Some(step * f64::from(at) + shift),
            ]
        };
        (0..6).map(row).collect()
    };
    for step in [1.0, 0.1, 1.0 / 3.0] {
        let found = icc(&shifted(step, 0.7)).unwrap();
        assert_eq!(found.consistency.one.interval, Err(ALIKE), "{step}");
        assert!(found.agreement.one.interval.unwrap().width() > 0.1);
        let found = icc(&shifted(step, 0.0)).unwrap();
        for form in [found.one_way, found.agreement, found.consistency] {
            assert_eq!(
                (form.one.interval, form.all.interval),
                (Err(ALIKE), Err(ALIKE))
            );
        }
    }

    for step in [1.0, 0.1, -1.0 / 3.0] {
        let line: Vec<_> = (0..9).map(|at| Some(2.0 + step * f64::from(at))).collect();
        let found = drift(&line);
        assert!((found.slope.unwrap() - step).abs() < 1e-12);
        assert_eq!(
            (found.p, found.interval),
            (Err(ALIKE), Err(ALIKE)),
            "{step}"
        );
        let x: Vec<f64> = (0..9).map(f64::from).collect();
        let y: Vec<f64> = line.into_iter().flatten().collect();
        let r = pearson(&x, &y).unwrap();
        assert_eq!(pearson_interval(r, 9, 0.95), Err(ALIKE));
    }
    assert_eq!(pearson_interval(1.5, 9, 0.95), Err(Undefined::OutOfRange));
    assert_eq!(
        pearson_interval(f64::NAN, 9, 0.95),
        Err(Undefined::OutOfRange)
    );
}

#[test]
fn kappa_of_few_items_is_drawn_and_of_many_reckoned() {
    let estimate = |rows: [[u64; 2]; 2]| {
        let table = Table::new(&rows.map(Vec::from)).unwrap();
        kappa_estimate(
            &table,
            &Weights::Identity,
            &steps(2),
            Draws::default(),
            &mut |_| (),
        )
    };
    let many = estimate([[15, 2], [3, 10]]).unwrap();
    assert_eq!((many.n, many.drawn), (30, None));
    let few = estimate([[15, 2], [3, 9]]).unwrap();
    assert_eq!((few.n, few.drawn.unwrap().draws), (29, Draws::default()));
    for found in [many, few] {
        let interval = found.interval.unwrap();
        assert!(interval.has(found.value) && (0.3..0.8).contains(&interval.width()));
    }
    let few = estimate([[5, 0], [0, 9]]).unwrap();
    assert_eq!((few.value, few.interval), (1.0, Err(Undefined::Alike)));
    assert_eq!(estimate([[9, 0], [0, 0]]), Err(Undefined::NoVariation));
    assert_eq!(estimate([[0; 2]; 2]), Err(Undefined::NoData));
}

#[test]
fn numbers_have_an_icc_where_all_are_there_and_else_alpha() {
    let of = |rows: &Rows| numeric_agreement(&ratings(rows), Draws::default(), &mut |_| ());
    // Shrout and Fleiss, by rater.
    let all = [
        [9.0, 6.0, 8.0, 7.0, 10.0, 6.0],
        [2.0, 1.0, 4.0, 1.0, 5.0, 2.0],
        [5.0, 3.0, 6.0, 2.0, 6.0, 4.0],
        [8.0, 2.0, 8.0, 6.0, 9.0, 7.0],
    ];
    let mut rows: Rows = all.iter().map(|row| row.map(Some).to_vec()).collect();
    // Who rated nothing and what nobody rated change nothing.
    rows.push(vec![None; 7]);
    let Ok(Numeric::Complete {
        agreement,
        within_sd,
        ..
    }) = of(&rows)
    else {
        panic!("all are there");
    };
    assert!((agreement.value - 0.289_763_779_527_559_05).abs() < 1e-9);
    assert!((within_sd - 6.263_888_888_888_889_f64.sqrt()).abs() < 1e-9);
    assert_eq!((agreement.n, agreement.left_out), (6, 0));

    rows[0][0] = None;
    let Ok(Numeric::Incomplete(found)) = of(&rows) else {
        panic!("one is missing");
    };
    let alpha = alpha(&ratings(&rows), Level::Interval).unwrap();
    assert_eq!((found.value, found.n), (alpha.value, 6));
    assert!(found.drawn.is_some());

    let check = |rows: Rows, expected| assert_eq!(of(&rows), Err(expected), "{rows:?}");
    check(vec![], Undefined::NoData);
    check(vec![vec![Some(1.0), Some(2.0)]], Undefined::NoOverlap);
    check(vec![vec![Some(1.0); 3]; 3], Undefined::NoVariation);
    let four = vec![None, Some(1.0), Some(2.0), Some(3.0), Some(4.0)];
    let gap = vec![Some(1.0), Some(1.0), Some(1.0), Some(3.0), Some(4.0)];
    check(vec![four, gap], Undefined::TooFew { n: 4, needed: 5 });
}

#[test]
fn one_category_is_said() {
    let table = Table::of_labels(
        &[Some("yes"), Some("yes"), None, Some("yes")],
        &[Some("yes"), Some("no"), Some("no"), Some("yes")],
        &["no", "yes", "cannot judge"],
    );
    let found = kappa(&table.unwrap(), &Weights::Identity, &steps(3)).unwrap();
    assert_eq!(found.one_category, [true, false]);
    assert_eq!((found.items, found.left_out), (3, 1));
    assert!(found.value.unwrap().abs() < 1e-12);
}

#[test]
fn percent_by_resampling_holds_the_share() {
    let rows: Rows = (0..2_i32)
        .map(|rater| {
            (0..50)
                .map(|unit| Some(f64::from(unit % (3 + rater))))
                .collect()
        })
        .collect();
    let ratings = ratings(&rows);
    let share = percent(&ratings).pairwise.unwrap();
    let drawn = percents(&ratings, Draws::of(500), &mut |_| {});
    let interval = drawn.percentile(0.95).unwrap();
    assert!(
        interval.has(share) && interval.width() < 0.4,
        "{interval:?}"
    );
}

#[test]
fn an_interval_of_documents_holds_the_figure() {
    let span = |start, end| Span {
        start,
        end,
        label: 0,
    };
    let document = |one: Vec<Span>, other: Vec<Span>| Document {
        length: 50,
        marks: vec![Some(one), Some(other), None],
    };
    let documents: Vec<Document> = (0..30)
        .map(|at| match at % 3 {
            0 => document(vec![span(at, at + 5)], vec![span(at, at + 5)]),
            1 => document(vec![span(at, at + 5)], vec![span(at + 2, at + 9)]),
            _ => document(vec![], vec![]),
        })
        .collect();
    let found = spans(&documents);
    assert_eq!((found.documents, found.both_nothing), (30, 10));
    assert_eq!((found.exact, found.overlap), (Ok(0.5), Ok(1.0)));
    for measure in [Measure::Exact, Measure::Characters, Measure::Alpha] {
        let estimate = estimate(&documents, measure, Draws::of(500), &mut |_| {}).unwrap();
        let interval = estimate.interval.unwrap();
        assert!(
            interval.has(estimate.value) && interval.width() > 0.1,
            "{estimate:?}"
        );
    }
}

/// Few raters of whom one is careless: other raters would give other figures, which only the
/// two-way bootstrap sees.
#[test]
fn drawing_raters_as_well_gives_a_wider_interval() {
    let careful: Vec<Option<f64>> = (0..60).map(|unit| Some(f64::from(unit % 5))).collect();
    let careless = (0..60)
        .map(|unit| Some(f64::from(unit * unit % 7 % 5)))
        .collect();
    let rows = vec![careful.clone(), careful.clone(), careful, careless];
    let (level, draws) = (Level::Ordinal, Draws::of(400));
    let mut told = Vec::new();
    let by_unit = estimate_alpha(&ratings(&rows), level, draws, &mut |_| {}).unwrap();
    let both = estimate_two_way(&ratings(&rows), level, draws, &mut |n| told.push(n)).unwrap();
    assert_eq!(told, (1..=400).collect::<Vec<_>>());
    assert_eq!((both.value, both.n), (by_unit.value, by_unit.n));
    let width = |found: Estimate| found.interval.unwrap().width();
    assert!(width(both) > 1.5 * width(by_unit));
    // Of three raters one resample in nine is of one rater alone.
    let few = estimate_two_way(&ratings(&rows[1..].to_vec()), level, draws, &mut |_| {}).unwrap();
    assert_eq!(few.interval, Err(Undefined::Unstable));
}

/// Of these B + (J − E) / n is 0, in fractions: rounding leaves something to be divided by.
#[test]
fn a_variance_of_nothing_but_rounding_divides_nothing() {
    for table in [
        [[3.0, 1.0, 1.0], [2.0, 0.0, 5.0], [5.0, 3.0, 0.0]],
        [[2.0, 5.0, 0.0], [5.0, 3.0, 0.0], [2.0, 0.0, 3.0]],
        [[3.0, 5.0, 0.0], [0.0, 2.0, 3.0], [5.0, 2.0, 1.0]],
        [[2.0, 2.0, 3.0], [3.0, 3.0, 2.0], [5.0, 1.0, 1.0]],
    ] {
        let rows: Rows = table.iter().map(|row| row.map(Some).to_vec()).collect();
        let found = icc(&rows).unwrap();
        assert_eq!(
            found.agreement.all.value,
            Err(Undefined::Indistinct),
            "{table:?}"
        );
        assert!(found.agreement.one.value.is_ok_and(|value| value < 0.0));
    }
}

/// Nobody waits for the square of so many values in every resample.
#[test]
fn alpha_of_very_many_amounts_has_no_interval() {
    let amount = |at: i32| Some(f64::from(at * at % 10_007) + 0.5);
    let rows: Rows = vec![
        (1..1500).map(amount).collect(),
        (2..1501).map(amount).collect(),
    ];
    let ratings = ratings(&rows);
    let of = |level, replicates| {
        estimate_alpha(&ratings, level, Draws::of(replicates), &mut |_| {}).unwrap()
    };
    let found = of(Level::Ratio, 2000);
    let reason = found.interval.unwrap_err();
    assert!(
        matches!(reason, Undefined::TooMany { most: 1000, .. }),
        "{reason:?}"
    );
    assert_eq!((found.drawn, found.n), (None, 1499));
    assert!(of(Level::Interval, 20).interval.is_ok());
}

#[test]
fn of_nothing_nothing_is_said_and_nothing_breaks() {
    let nothing = Ratings::default();
    let one = ratings(&vec![vec![Some(1.0), Some(2.0)]]);
    for level in LEVELS {
        assert_eq!(alpha(&nothing, level), Err(Undefined::NoData));
        assert_eq!(alpha(&one, level), Err(Undefined::NoOverlap));
        for ratings in [&nothing, &one] {
            let mut told = |_| {};
            let drawn = bootstrap(ratings, level, Draws::of(10), &mut told);
            assert_eq!((drawn.values.len(), drawn.undefined), (0, 10));
            let drawn = bootstrap_two_way(ratings, level, Draws::of(10), &mut told);
            assert_eq!((drawn.values.len(), drawn.undefined), (0, 10));
        }
    }
    let negative = ratings(&vec![vec![Some(-1.0)], vec![Some(2.0)]]);
    assert_eq!(
        alpha(&negative, Level::Ratio),
        Err(Undefined::NegativeValues)
    );
    let few = percent(&one);
    assert_eq!(
        (few.units, few.left_out, few.pairwise),
        (0, 2, Err(Undefined::NoOverlap))
    );
    assert_eq!(leniency(&nothing).effects, Err(Undefined::NoData));
    assert_eq!(leniency(&one).effects, Ok(vec![Ok(0.0)]));
    assert_eq!(fleiss(&[]), Err(Undefined::NoData));
    assert_eq!(
        fleiss(&[vec![2], vec![1, 2]]),
        Err(Undefined::UnequalRatings)
    );
    assert_eq!(fleiss(&[vec![1], vec![0, 1]]), Err(Undefined::NoOverlap));
    assert_eq!(icc(&[]), Err(Undefined::NoData));
    assert_eq!(icc(&[vec![Some(1.0)], vec![]]), Err(Undefined::Incomplete));
    let scale = [1.0, 2.0];
    let of = |tallies: &Tallies, scale: &[f64]| {
        corrected(tallies, scale, scale, &Weights::Identity, By::Gwet).map(|found| found.value)
    };
    assert_eq!(of(&Tallies::default(), &scale), Ok(Err(Undefined::NoData)));
    assert_eq!(
        of(&Tallies::of(&one), &scale),
        Ok(Err(Undefined::NoOverlap))
    );
    assert_eq!(of(&Tallies::of(&one), &[1.0]), Err(Undefined::OutOfRange));
    let empty = Table::new(&[]).unwrap();
    assert_eq!(
        kappa(&empty, &Weights::Identity, &[]),
        Err(Undefined::NoData)
    );
    assert_eq!(
        Table::new(&[vec![1, 2], vec![3]]),
        Err(Undefined::OutOfRange)
    );
    assert_eq!(spans(&[]).alpha, Err(Undefined::NoOverlap));
    assert_eq!(
        spans(&[Document::default()]).exact,
        Err(Undefined::NoOverlap)
    );
}
