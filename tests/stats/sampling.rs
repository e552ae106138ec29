//! How much to look at.

use serde_json::Value;
use trainmaster::stats::distributions::hypergeometric_cdf;
use trainmaster::stats::general::proportion::clopper_pearson;
use trainmaster::stats::quality::sampling::{Demand, Plan, Stratum, stratified};
use trainmaster::stats::{CONFIDENCE, Undefined};

use crate::vectors::{self, figure, known};

#[test]
fn vectors_sampling() {
    vectors::check("sampling", |case, key| {
        match case.input("kind").as_str().unwrap() {
            "acceptance" => {
                let plan = |lot| Plan {
                    sample: case.read("n"),
                    accept: case.read("c"),
                    lot,
                };
                match key {
                    "p_accept_binomial" => figure(plan(None).chance(case.read("p"))),
                    "p_accept_hypergeom" => {
                        let (all, defects): (u64, u64) = (case.read("N"), case.read("D"));
                        figure(plan(Some(all)).chance(defects as f64 / all as f64))
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
                    lot: None,
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

/// The smallest plan by trying all numbers of defects, one after the other.
fn by_trying(demand: Demand) -> Plan {
    let mut sample = 1;
    for accept in 0.. {
        let plan = |sample| Plan {
            sample,
            accept,
            lot: None,
        };
        while plan(sample).chance(demand.bad).unwrap() > demand.bad_accepted + 1e-9 {
            sample += 1;
        }
        if plan(sample).chance(demand.good).unwrap() >= 1.0 - demand.good_refused - 1e-9 {
            return plan(sample);
        }
    }
    unreachable!("some number meets it");
}

#[test]
fn the_smallest_plan_is_found_and_soon() {
    let demand = |good, bad| Demand {
        good,
        good_refused: 0.05,
        bad,
        bad_accepted: 0.1,
        lot: None,
    };
    for good in [0.002, 0.01, 0.05, 0.1, 0.3] {
        for ratio in [1.3, 1.5, 2.0, 3.0] {
            let demand = demand(good, good * ratio);
            assert_eq!(Plan::of(demand), Ok(by_trying(demand)), "{demand:?}");
        }
    }
    // These took half a minute, and more, step by step.
    let start = std::time::Instant::now();
    let plan = Plan::of(demand(0.5, 0.503)).unwrap();
    assert!(plan.sample > 200_000 && plan.chance(0.5).unwrap() >= 0.95);
    let (most, n) = (1 << 20, (1 << 20) + 1);
    for (good, bad) in [(0.5, 0.500_1), (1e-9, 2e-9)] {
        let too_many = Err(Undefined::TooMany { n, most });
        assert_eq!(Plan::of(demand(good, bad)), too_many);
        let lot = Some(1 << 40);
        assert_eq!(
            Plan::of(Demand {
                lot,
                ..demand(good, bad)
            }),
            too_many
        );
    }
    assert!(start.elapsed().as_secs() < 20);
    assert_eq!(Plan::of(demand(0.2, 0.1)), Err(Undefined::OutOfRange));
    assert_eq!(Plan::of(demand(f64::NAN, 0.1)), Err(Undefined::OutOfRange));
}

#[test]
fn of_a_small_lot_a_smaller_sample_is_enough() {
    let of = |lot| {
        Plan::of(Demand {
            good: 0.02,
            good_refused: 0.05,
            bad: 0.1,
            bad_accepted: 0.1,
            lot,
        })
    };
    let endless = of(None).unwrap();
    let lot = Some(1_000_000);
    assert_eq!(of(lot), Ok(Plan { lot, ..endless }));
    let small = of(Some(150)).unwrap();
    assert!(small.sample < endless.sample, "{small:?} {endless:?}");
    // It is exact: 15 of 150 are bad, 3 are good, and one less would not do.
    let less = Plan {
        sample: small.sample - 1,
        ..small
    };
    assert_eq!(small.lot, Some(150));
    assert!(small.chance(0.1).unwrap() <= 0.1 && less.chance(0.1).unwrap() > 0.1);
    assert!(small.chance(0.02).unwrap() >= 0.95);
    // Of ten, one is bad and none is good: nine of them have to be looked at.
    let check = |lot, sample| {
        let plan = Plan {
            sample,
            accept: 0,
            lot: Some(lot),
        };
        assert_eq!(of(Some(lot)), Ok(plan));
    };
    check(10, 9);
    check(1, 1);
    assert_eq!(of(Some(0)), Err(Undefined::NoData));
    // Nobody counts a difference between 2 % and 2.000…1 % of 150.
    let one = Demand {
        good: 0.02,
        good_refused: 0.05,
        bad: 0.02 + 1e-12,
        bad_accepted: 0.1,
        lot: Some(150),
    };
    assert_eq!(Plan::of(one), Err(Undefined::OutOfRange));
}

/// A plan knows its lot: without it nobody could tell by which of two laws its curve is.
#[test]
fn the_chance_of_a_lot_is_that_of_its_defects() {
    let plan = |sample, lot| Plan {
        sample,
        accept: 1,
        lot,
    };
    // Of 20 with 2 defects both are among 10 in 10 / 20 · 9 / 19.
    let exact = plan(10, Some(20));
    let both = 9.0 / 38.0;
    let near = |found: Result<f64, Undefined>, expected: f64| {
        assert!((found.unwrap() - expected).abs() < 1e-9, "{found:?}");
    };
    near(exact.chance(0.1), 1.0 - both);
    // There are no 2.2 defects, and 1 is never too many.
    near(exact.chance(0.11), 1.0 - both);
    near(exact.chance(0.07), 1.0);
    // From a tenth on: of less the binomial says as much.
    let binomial =
        |sample: i32| 0.9_f64.powi(sample) + f64::from(sample) * 0.1 * 0.9_f64.powi(sample - 1);
    near(plan(2, None).chance(0.1), binomial(2));
    near(plan(2, Some(21)).chance(0.1), binomial(2));
    near(plan(2, Some(20)).chance(0.1), 1.0 - 2.0 / 20.0 / 19.0);
    for wrong in [-0.1, 1.1, f64::NAN] {
        assert_eq!(exact.chance(wrong), Err(Undefined::OutOfRange));
        assert_eq!(plan(10, None).chance(wrong), Err(Undefined::OutOfRange));
    }
    assert_eq!(plan(21, Some(20)).chance(0.1), Err(Undefined::OutOfRange));
}

/// Who demands just what a plan does gets that plan, however its chances were rounded.
#[test]
fn a_risk_that_is_just_met_is_met() {
    for sample in 1..60_u64 {
        for bad in [0.05, 0.1, 0.3, 1.0 / 3.0] {
            let demand = Demand {
                good: bad / 100.0,
                good_refused: 1.0 - (1.0 - bad / 100.0).powi(sample as i32),
                bad,
                bad_accepted: (1.0 - bad).powi(sample as i32),
                lot: None,
            };
            // Risks of next to nothing are not told apart.
            if demand.bad_accepted < 1e-6 {
                continue;
            }
            let expected = Plan {
                sample,
                accept: 0,
                lot: None,
            };
            assert_eq!(Plan::of(demand), Ok(expected), "{demand:?}");
        }
    }
}

#[test]
fn a_chance_is_at_most_one() {
    for all in [7, 60, 500, 3000] {
        for sample in [1, all / 3, all] {
            for accept in [0, sample / 2, sample] {
                let plan = Plan {
                    sample,
                    accept,
                    lot: Some(all),
                };
                let chance = plan.chance(0.5).unwrap();
                assert!((0.0..=1.0).contains(&chance), "{plan:?}: {chance}");
            }
        }
    }
}

#[test]
fn no_defect_found_is_no_certainty() {
    let stratum = |(all, sampled, defects)| Stratum {
        all,
        sampled,
        defects,
    };
    let of = |strata: &[(u64, u64, u64)]| {
        stratified(&strata.iter().copied().map(stratum).collect::<Vec<_>>()).unwrap()
    };
    let check = |strata: &[(u64, u64, u64)], expected: [f64; 2]| {
        let found = of(strata).interval.unwrap();
        let off = (found.low - expected[0])
            .abs()
            .max((found.high - expected[1]).abs());
        assert!(off < 1e-9, "{found:?}, not {expected:?}");
    };
    // Of n without a defect 1 − 0.025^(1 / n), of 50 about seven in a hundred.
    let most = |n: f64| 1.0 - 0.025_f64.powf(1.0 / n);
    check(&[(1000, 50, 0)], [0.0, most(50.0)]);
    let both = most(50.0) / 2.0_f64.sqrt();
    check(&[(500, 50, 0), (500, 50, 0)], [0.0, both]);
    check(&[(500, 50, 50), (500, 50, 50)], [1.0 - both, 1.0]);
    check(
        &[(500, 50, 0), (500, 50, 50)],
        [0.5 - most(50.0) / 2.0, 0.5 + most(50.0) / 2.0],
    );
    // Two looks leave nearly everything open, whatever was seen of what is small or known.
    let share = 1e6 / 1_000_010.0;
    let varied = 1.959_963_984_540_054 * (0.5_f64 * 0.2 * 0.8 / 4.0).sqrt() * 1e-5 * share;
    let high = 2e-6 * share + (most(2.0) * share).hypot(varied);
    check(&[(1_000_000, 2, 0), (10, 5, 1)], [0.0, high]);
    check(
        &[(1_000_000, 2, 0), (100_000, 100_000, 0)],
        [0.0, most(2.0) / 1.1],
    );
    // Of ten one is not seen: no more than that one is defective.
    check(&[(10, 9, 0)], [0.0, 0.1]);
    check(&[(10, 9, 9)], [0.9, 1.0]);
    // Down by 1.96 standard errors, √(0.9 · 0.1 · 0.9 / 49 / 4 · 2) each; up by the exact interval
    // of 5 of 50, of which a tenth is known.
    let down = 1.959_963_984_540_054 * (0.9 * 0.1 * 0.9 / 49.0 / 2.0_f64).sqrt();
    let up = (clopper_pearson(5, 50, CONFIDENCE).unwrap().high - 0.1) * 0.45_f64.sqrt();
    check(&[(500, 50, 5), (500, 50, 5)], [0.1 - down, 0.1 + up]);
    // All there is was looked at.
    check(&[(50, 50, 5), (1, 1, 0)], [5.0 / 51.0, 5.0 / 51.0]);
    let found = of(&[(500, 50, 0), (500, 50, 0)]);
    assert_eq!((found.value, found.se, found.sampled), (0.0, Ok(0.0), 100));
    let few = Undefined::TooFew { n: 1, needed: 2 };
    let one = of(&[(500, 1, 0), (500, 50, 3)]);
    assert_eq!(one.se, Err(few));
    assert!(one.interval.unwrap().high > most(1.0) / 2.0);
    let vast = of(&[(u64::MAX, 2, 1), (u64::MAX, 2, 1)]);
    assert!(vast.value.is_finite());
}

/// How likely it is that the interval holds the true share, over all that samples of so many could
/// show: of each stratum how many there are, how many are looked at, how many are defective.
fn coverage(strata: &[(u64, u64, u64)]) -> f64 {
    let total = |of: fn(&(u64, u64, u64)) -> u64| strata.iter().map(of).sum::<u64>() as f64;
    let truth = total(|stratum| stratum.2) / total(|stratum| stratum.0);
    let mut seen: Vec<(Vec<Stratum>, f64)> = vec![(Vec::new(), 1.0)];
    for &(all, sampled, marked) in strata {
        let most = |found| hypergeometric_cdf(found, all, marked, sampled).unwrap();
        let chance = |found: u64| most(found) - found.checked_sub(1).map_or(0.0, most);
        let shows = |defects| Stratum {
            all,
            sampled,
            defects,
        };
        let further = |(seen, before): &(Vec<Stratum>, f64)| {
            let with = |defects| {
                (
                    [&seen[..], &[shows(defects)]].concat(),
                    before * chance(defects),
                )
            };
            (0..=sampled.min(marked)).map(with).collect::<Vec<_>>()
        };
        seen = seen.iter().flat_map(further).collect();
    }
    let holds = |seen: &[Stratum]| stratified(seen).unwrap().interval.unwrap().has(truth);
    let held = seen.iter().filter(|(seen, _)| holds(seen));
    held.map(|(_, chance)| chance).sum()
}

/// A few looks at most of the work find nothing as a rule, where one in ten is defective; that the
/// variance of nothing is 0 made the interval one of the rest.
#[test]
fn strata_with_few_looks_are_covered() {
    for strata in [
        [(900, 3, 90), (100, 20, 30)],
        [(900, 5, 90), (100, 20, 30)],
        [(500, 5, 25), (500, 40, 100)],
        [(500, 5, 475), (500, 40, 100)],
        [(500, 30, 5), (500, 30, 5)],
        [(500, 10, 25), (500, 10, 25)],
        [(900, 2, 300), (100, 10, 50)],
        [(900, 10, 45), (100, 20, 30)],
        [(900, 1, 90), (100, 20, 30)],
        [(900, 20, 90), (100, 20, 30)],
        [(900, 20, 180), (100, 20, 10)],
        [(900, 6, 450), (100, 6, 50)],
        [(500, 15, 75), (500, 15, 75)],
    ] {
        let held = coverage(&strata);
        assert!(held > 0.95, "{strata:?}: {held}");
    }
}
