//! How much to look at.

use serde_json::Value;
use trainmaster::stats::Undefined;
use trainmaster::stats::quality::sampling::{Demand, Plan, Stratum, stratified};

use crate::vectors::{self, figure, known};

#[test]
fn vectors_sampling() {
    vectors::check("sampling", |case, key| {
        match case.input("kind").as_str().unwrap() {
            "acceptance" => {
                let plan = Plan {
                    sample: case.read("n"),
                    accept: case.read("c"),
                };
                match key {
                    "p_accept_binomial" => figure(plan.chance(case.read("p"))),
                    "p_accept_hypergeom" => {
                        figure(plan.chance_of_lot(case.read("N"), case.read("D")))
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
        let plan = |sample| Plan { sample, accept };
        while plan(sample).chance(demand.bad).unwrap() > demand.bad_accepted {
            sample += 1;
        }
        if plan(sample).chance(demand.good).unwrap() >= 1.0 - demand.good_refused {
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
    assert_eq!(Plan::of(demand(0.5, 0.500_1)), Err(Undefined::OutOfRange));
    assert_eq!(Plan::of(demand(1e-9, 2e-9)), Err(Undefined::OutOfRange));
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
    assert_eq!(of(Some(1_000_000)), Ok(endless));
    let small = of(Some(150)).unwrap();
    assert!(small.sample < endless.sample, "{small:?} {endless:?}");
    // It is exact: 15 of 150 are bad, 3 are good, and one less would not do.
    let less = Plan {
        sample: small.sample - 1,
        ..small
    };
    assert!(small.chance_of_lot(150, 15).unwrap() <= 0.1);
    assert!(less.chance_of_lot(150, 15).unwrap() > 0.1);
    assert!(small.chance_of_lot(150, 3).unwrap() >= 0.95);
    // Of ten, one is bad and none is good: nine of them have to be looked at.
    assert_eq!(
        of(Some(10)),
        Ok(Plan {
            sample: 9,
            accept: 0
        })
    );
    assert_eq!(of(Some(0)), Err(Undefined::OutOfRange));
    assert_eq!(
        of(Some(1)),
        Ok(Plan {
            sample: 1,
            accept: 0
        })
    );
}

#[test]
fn a_chance_is_at_most_one() {
    for all in [7, 60, 500, 3000] {
        for sample in [1, all / 3, all] {
            for accept in [0, sample / 2, sample] {
                let chance = Plan { sample, accept }.chance_of_lot(all, all / 2).unwrap();
                assert!(
                    (0.0..=1.0).contains(&chance),
                    "{all} {sample} {accept}: {chance}"
                );
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
    check(&[(500, 50, 0), (500, 50, 50)], [0.5 - most(50.0) / 2.0, 0.5 + most(50.0) / 2.0]);
    // Two looks leave nearly everything open, whatever was seen of what is small or known.
    let share = 1e6 / 1_000_010.0;
    let varied = 1.959_963_984_540_054 * (0.5_f64 * 0.2 * 0.8 / 4.0).sqrt() * 1e-5 * share;
    let high = 2e-6 * share + (most(2.0) * share).hypot(varied);
    check(&[(1_000_000, 2, 0), (10, 5, 1)], [0.0, high]);
    check(&[(1_000_000, 2, 0), (100_000, 100_000, 0)], [0.0, most(2.0) / 1.1]);
    // Of ten one is not seen: no more than that one is defective.
    check(&[(10, 9, 0)], [0.0, 0.1]);
    check(&[(10, 9, 9)], [0.9, 1.0]);
    // √(0.9 · 0.1 · 0.9 / 49 / 4 · 2), 1.96 of them to each side.
    let half = 1.959_963_984_540_054 * (0.9 * 0.1 * 0.9 / 49.0 / 2.0_f64).sqrt();
    check(&[(500, 50, 5), (500, 50, 5)], [0.1 - half, 0.1 + half]);
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
