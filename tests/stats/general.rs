//! What stands under all families: distributions, draws, proportions.

use serde_json::Value;
use trainmaster::stats::distributions;
use trainmaster::stats::draw::{Chance, Draws, Seed};
use trainmaster::stats::general::difference::difference;
use trainmaster::stats::general::{bootstrap, correlation, mean, multiple, paired, proportion};
use trainmaster::stats::{CONFIDENCE, Undefined};

use crate::vectors::{self, ends, figure, known};

/// The vectors write a function and its arguments in one row.
fn value_of(row: &[Value]) -> Result<f64, Undefined> {
    let number = |at: usize| row[at].as_f64().unwrap();
    let count = |at: usize| row[at].as_u64().unwrap();
    match row[0].as_str().unwrap() {
        "norm_ppf" => distributions::normal_quantile(number(1)),
        "norm_sf" => Ok(distributions::normal_tail(number(1))),
        "t_ppf" => distributions::t_quantile(number(1), number(2)),
        "t_sf" => distributions::t_tail(number(1), number(2)),
        "beta_ppf" => distributions::beta_quantile(number(1), number(2), number(3)),
        "f_ppf" => distributions::f_quantile(number(1), number(2), number(3)),
        "chi2_sf" => distributions::chi_squared_tail(number(1), number(2)),
        "binom_cdf" => distributions::binomial_cdf(count(1), count(2), number(3)),
        "betaln" => distributions::log_beta(number(1), number(2)),
        other => panic!("unknown function “{other}”"),
    }
}

/// To nine digits, however small; 0 is 0.
fn is_near(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs()
}

#[test]
fn vectors_special_functions() {
    vectors::check("special_functions", |case, key| {
        let rows: Vec<Vec<Value>> = case.read("rows");
        let expected = case.expected("values");
        let values: Vec<f64> = rows.iter().map(|row| value_of(row).unwrap()).collect();
        // Tails are tiny: what counts is how many of their digits are right.
        for (row, (found, expected)) in rows.iter().zip(values.iter().zip(&expected)) {
            assert!(
                is_near(*found, *expected),
                "{row:?} is {found}, not {expected}"
            );
        }
        (key == "values").then(|| known(values)).flatten()
    });
}

#[test]
fn vectors_proportion_ci() {
    vectors::check("proportion_ci", |case, key| {
        let (x, n): (f64, f64) = (case.read("x"), case.read("n"));
        let level = case.given("level").unwrap_or(CONFIDENCE);
        match key {
            "p" => figure(proportion::share(x, n)),
            "wilson" => ends(proportion::wilson(x, n, level)),
            "wilson_cc" => ends(proportion::wilson_corrected(x, n, level)),
            "clopper_pearson" => ends(proportion::clopper_pearson(x as u64, n as u64, level)),
            "agresti_coull" => ends(proportion::agresti_coull(x, n, level)),
            "jeffreys" => ends(proportion::jeffreys(x, n, level)),
            _ => None,
        }
    });
}

#[test]
fn vectors_difference_ci() {
    vectors::check("difference_ci", |case, key| {
        let sample = |x, n| (case.read(x), case.read(n));
        let level = case.given("level").unwrap_or(CONFIDENCE);
        let found = difference(sample("x1", "n1"), sample("x2", "n2"), level);
        match key {
            "diff" => figure(found.map(|found| found.value)),
            "newcombe10" => ends(found.map(|found| found.interval)),
            _ => None,
        }
    });
}

#[test]
fn vectors_paired_tests() {
    vectors::check("paired_tests", |case, key| {
        let (b, c) = (case.read("b"), case.read("c"));
        match key {
            "exact" => figure(paired::sign_test(b, c)),
            "mid_p" => figure(paired::mid_p(b, c)),
            "chi2" => figure(paired::mcnemar(b, c, false).map(|test| test.chi_squared)),
            "chi2_cc" => figure(paired::mcnemar(b, c, true).map(|test| test.chi_squared)),
            "p_chi2" => figure(paired::mcnemar(b, c, false).map(|test| test.p)),
            "p_chi2_cc" => figure(paired::mcnemar(b, c, true).map(|test| test.p)),
            _ => None,
        }
    });
}

#[test]
fn vectors_multiple_testing() {
    vectors::check("multiple_testing", |case, key| {
        let p: Vec<f64> = case.read("p");
        match key {
            "holm" => figure(multiple::holm(&p)),
            "bh" => figure(multiple::benjamini_hochberg(&p)),
            _ => None,
        }
    });
}

#[test]
fn vectors_correlation() {
    vectors::check("correlation", |case, key| {
        let (x, y): (Vec<_>, Vec<_>) = (case.read("x"), case.read("y"));
        let (x, y) = correlation::complete(&x, &y);
        let interval = |r| correlation::pearson_interval(r, x.len(), CONFIDENCE);
        match key {
            "n" => known(x.len()),
            "pearson" => figure(correlation::pearson(&x, &y)),
            "spearman" => figure(correlation::spearman(&x, &y)),
            "kendall_b" => figure(correlation::kendall_tau_b(&x, &y)),
            "pearson_ci95" => ends(correlation::pearson(&x, &y).and_then(interval)),
            _ => None,
        }
    });
}

#[test]
fn vectors_bootstrap_given() {
    vectors::check("bootstrap_given", |case, key| {
        let (values, resamples): (Vec<f64>, Vec<_>) = (case.read("values"), case.read("resamples"));
        let mean = bootstrap::weighted_mean(&values, &vec![1; values.len()]);
        let replicates = bootstrap::given(values.len(), &resamples, |weights| {
            bootstrap::weighted_mean(&values, weights)
        });
        match key {
            "mean" => figure(mean.ok_or(Undefined::NoData)),
            "percentile95" => ends(replicates.percentile(CONFIDENCE)),
            "basic95" => {
                let mean = mean.ok_or(Undefined::NoData);
                ends(mean.and_then(|mean| replicates.basic(mean, CONFIDENCE)))
            }
            "sd" => figure(replicates.sd().ok_or(Undefined::NoData)),
            _ => None,
        }
    });
}

#[test]
fn vectors_bootstrap_exact() {
    vectors::check("bootstrap_exact", |case, key| {
        // A value is a cluster of one.
        let clusters: Vec<Vec<f64>> = case.given("clusters").unwrap_or_else(|| {
            let values: Vec<f64> = case.read("values");
            values.into_iter().map(|value| vec![value]).collect()
        });
        let sums: Vec<(f64, f64)> = clusters
            .iter()
            .map(|cluster| (cluster.iter().sum(), cluster.len() as f64))
            .collect();
        let ratio = |weights: &[u32]| bootstrap::ratio(sums.iter().copied(), weights);
        let exact = bootstrap::exact(sums.len(), ratio).unwrap();
        // What is drawn comes near to it.
        let told = &mut |_| ();
        let drawn = bootstrap::drawn(sums.len(), Draws::of(20_000), ratio, told);
        let (sd, expected) = (drawn.sd().unwrap(), exact.sd().unwrap());
        assert!((sd - expected).abs() <= 0.03 * expected, "{sd} {expected}");
        match key {
            "sd" | "cluster_sd" => figure(exact.sd().ok_or(Undefined::NoData)),
            "percentile95" | "cluster_percentile95" => ends(exact.percentile(CONFIDENCE)),
            _ => None,
        }
    });
}

#[test]
fn nobody_waits_for_all_resamples_of_many() {
    let of = |units: usize| bootstrap::exact(units, |weights| Some(f64::from(weights[0])));
    let most = bootstrap::MOST_EXACT;
    assert!(of(most).is_ok());
    assert_eq!(of(most + 1), Err(Undefined::TooMany { n: most + 1, most }));
    assert_eq!(of(0), Err(Undefined::NoData));
    let none = bootstrap::exact(3, |_| None).unwrap();
    assert_eq!(none.percentile(CONFIDENCE), Err(Undefined::Unstable));
}

#[test]
fn a_side_that_never_varies_has_no_correlation_whatever_its_digits() {
    for constant in [
        vec![0.1; 3],
        vec![0.2; 6],
        vec![3.3; 3],
        vec![std::f64::consts::PI; 11],
    ] {
        let rising: Vec<f64> = (0..constant.len()).map(|at| at as f64).collect();
        assert_eq!(
            correlation::pearson(&constant, &rising),
            Err(Undefined::NoVariation)
        );
        assert_eq!(
            correlation::spearman(&rising, &constant),
            Err(Undefined::NoVariation)
        );
    }
}

#[test]
fn what_has_no_value_is_refused_and_does_not_panic() {
    use distributions as of;
    let check = |found: Result<f64, Undefined>, expected| assert_eq!(found, Err(expected));
    check(of::beta_tail(f64::NAN, 1.0, 1.0), Undefined::NotANumber);
    check(of::t_tail(f64::NAN, 3.0), Undefined::NotANumber);
    check(of::chi_squared_tail(f64::NAN, 3.0), Undefined::NotANumber);
    for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        check(of::log_beta(wrong, 1.0), Undefined::OutOfRange);
        check(of::log_beta(1.0, wrong), Undefined::OutOfRange);
    }
    for wrong in [0.0, 1.0, -0.5, f64::NAN] {
        check(of::normal_quantile(wrong), Undefined::OutOfRange);
        check(of::t_quantile(wrong, 3.0), Undefined::OutOfRange);
        check(of::f_quantile(wrong, 3.0, 3.0), Undefined::OutOfRange);
        check(of::beta_quantile(wrong, 3.0, 3.0), Undefined::OutOfRange);
    }
    check(of::binomial_cdf(1, 2, f64::NAN), Undefined::OutOfRange);
    check(of::hypergeometric_cdf(1, 2, 3, 1), Undefined::OutOfRange);
    for beyond in [-1.0, 2.0, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(of::beta_tail(beyond, 2.0, 3.0), Ok(f64::from(beyond < 0.0)));
        assert!(of::t_tail(beyond, 3.0).is_ok());
        assert!(of::chi_squared_tail(beyond, 3.0).is_ok());
    }
}

/// Closed forms: of shapes a and 1 the distribution function is x to the a.
#[test]
fn a_quantile_of_very_many_is_found() {
    for n in [1e3, 1.5e5, 1e6, 1e9] {
        for p in [0.025_f64, 0.5, 0.975] {
            let off = |found: f64, expected: f64| (found / expected - 1.0).abs();
            let found = distributions::beta_quantile(p, 1.0, n).unwrap();
            let expected = -((-p).ln_1p() / n).exp_m1();
            assert!(
                off(found, expected) < 1e-3,
                "{n} {p}: {found}, not {expected}"
            );
            let found = distributions::beta_quantile(p, n, 1.0).unwrap();
            assert!(off(found, (p.ln() / n).exp()) < 1e-5, "{n} {p}: {found}");
        }
    }
    for n in [1e12, u64::MAX as f64, f64::INFINITY] {
        let found = distributions::beta_quantile(0.5, n, 3.0);
        assert_eq!(found, Err(Undefined::OutOfRange));
    }
}

/// How often the interval of a weighted mean of normal values holds what they are spread around.
fn held(weights: &[f64]) -> f64 {
    const TIMES: u32 = 4000;
    let mut chance = Chance::new(Seed(31));
    let mut normal = || distributions::normal_quantile(chance.unit()).unwrap();
    let mut one = || {
        let values: Vec<(f64, f64)> = weights.iter().map(|weight| (normal(), *weight)).collect();
        let interval = mean::weighted(&values, 0).unwrap().interval;
        interval.unwrap().has(0.0)
    };
    f64::from((0..TIMES).map(|_| u32::from(one())).sum::<u32>()) / f64::from(TIMES)
}

/// One criterion that counts a hundred times pulls the mean to its own answer, and so away from
/// nothing: an interval by what is away from the mean held the truth in 7 of 100.
#[test]
fn one_weight_for_nearly_everything_is_no_certainty() {
    for weights in [
        &[100.0, 1.0, 1.0][..],
        &[100.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        &[10.0, 10.0, 1.0, 1.0, 1.0],
        &[3.0, 2.0, 1.0, 1.0, 2.0, 1.0],
        &[1.0; 5],
    ] {
        let held = held(weights);
        assert!(held > 0.94, "{weights:?}: {held}");
    }
}

#[test]
fn equal_weights_are_none_and_one_that_is_all_is_a_single_value() {
    let values = [0.2, 0.5, 0.9, 0.4];
    let plain = mean::estimate(&values, 0).unwrap();
    for weight in [1.0, 1e-300, 1e300] {
        let found = mean::weighted(&values.map(|value| (value, weight)), 0).unwrap();
        let [ours, expected] = [found, plain].map(|found| found.interval.unwrap());
        assert!(
            (ours.low - expected.low).abs() < 1e-12,
            "{weight}: {ours:?}"
        );
        assert!(
            (ours.high - expected.high).abs() < 1e-12,
            "{weight}: {ours:?}"
        );
        assert!((found.value - plain.value).abs() < 1e-12);
    }
    let single = Err(Undefined::TooFew { n: 1, needed: 2 });
    for weights in [[1.0, 0.0, 0.0], [1e9, 1.0, 1.0], [1e200, 1.0, 1e-200]] {
        let values = [0.3, 0.5, 0.9].iter().copied().zip(weights);
        let found = mean::weighted(&values.collect::<Vec<_>>(), 0).unwrap();
        assert_eq!(found.interval, single, "{weights:?}");
    }
    let just = mean::weighted(&[(0.3, 1e5), (0.5, 1.0), (0.9, 1.0)], 0).unwrap();
    assert!(just.interval.unwrap().width() > 1.0, "{just:?}");
}
