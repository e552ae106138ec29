//! Where trust checks say nothing: boards on which nothing is wrong but chance, what is no more
//! than chance, and what a check cannot be made of.

use trainmaster::domain::decision::Strength;
use trainmaster::stats::Undefined;
use trainmaster::stats::board::sample::{Plan, board};
use trainmaster::stats::board::{Board, Evaluation, Preference};
use trainmaster::stats::draw::Seed;
use trainmaster::stats::trust::{About, Check};

use crate::trust::{ALL, MAY_ERR, changed, failing, finding};

/// How many of so many boards each check alarms on.
fn alarms(boards: impl Iterator<Item = Board>) -> Vec<(Check, usize)> {
    let mut alarms: Vec<(Check, usize)> = ALL.map(|check| (check, 0)).to_vec();
    for board in boards {
        for check in failing(&board) {
            alarms
                .iter_mut()
                .filter(|(each, _)| *each == check)
                .for_each(|(_, n)| *n += 1);
        }
    }
    alarms.retain(|(_, n)| *n > 0);
    alarms
}

#[test]
fn where_nothing_is_wrong_few_boards_alarm() {
    let check = |what: &str, plan: Plan, change: fn(&mut Evaluation)| {
        let boards = (0..60).map(|seed| {
            let mut board = board(&Plan {
                seed: Seed(100 + seed),
                ..plan
            });
            board.evaluations.iter_mut().for_each(change);
            board
        });
        // An interval of 95 % errs on one board in twenty: three of sixty, seldom more than six.
        for (check, n) in alarms(boards) {
            assert!(
                MAY_ERR.contains(&check) && n <= 6,
                "{what}: {check:?} on {n} of 60"
            );
        }
    };
    let small = Plan {
        models: 4,
        tasks: 25,
        ..Plan::default()
    };
    check("as raters work", small, |_| ());
    // All who work on a task see the same order, and what they say hangs together.
    check("one order a task", small, |each| {
        for comparison in &mut each.comparisons {
            comparison.first = (each.task.wrapping_mul(0x9E37_79B9) >> 31) as usize;
        }
    });
    // Of equal models a quarter of the triads goes in circles by accident.
    let equal = Plan {
        step: 0.0,
        models: 6,
        tasks: 12,
        ..small
    };
    check("equal models", equal, |_| ());
}

#[test]
fn circles_beyond_chance_are_named() {
    let plan = Plan {
        defect: Some(Check::Intransitive),
        ..Plan::default()
    };
    let found = finding(Check::Intransitive, &board(&plan)).unwrap();
    let About::Cycles(cycles) = &found.about else {
        panic!("{found:?}");
    };
    assert!(
        found.fails
            && cycles
                .iter()
                .all(|cycle| cycle.contains(&0) && cycle.contains(&4))
    );
    assert_eq!(
        found.figure,
        cycles.len() as f64 / 10.0,
        "of ten triads of five"
    );
}

#[test]
fn models_that_only_lose_to_a_block_are_told() {
    // The first two models beat the last three, and each block goes both ways within.
    let mut blocks = board(&Plan::default());
    for each in &mut blocks.evaluations {
        for comparison in &mut each.comparisons {
            let [one, other] = comparison.models().unwrap();
            if one < 2 && other >= 2 {
                comparison.preference = Preference::Better(0, Strength::Clear);
            }
        }
    }
    let found = finding(Check::Separation, &blocks).unwrap();
    assert_eq!((found.fails, found.figure), (true, 2.0), "{found:?}");
    assert_eq!(
        found.about,
        About::Models(vec![0, 1]),
        "those beside the larger block"
    );
    let connected = finding(Check::ConnectedComparisons, &blocks).unwrap();
    assert!(!connected.fails);
}

#[test]
fn a_step_of_a_long_scale_is_the_same_again() {
    let check = |levels: u32, is_ordered, expected: f64| {
        let board = changed(|each| {
            each.comparisons.clear();
            for mark in &mut each.marks {
                mark.levels = levels;
                mark.is_ordered = is_ordered;
                mark.level = u32::from(each.pass > 1);
            }
        });
        let found = finding(Check::RepeatConsistency, &board).unwrap();
        assert_eq!(found.figure, expected, "{levels} levels");
    };
    check(4, true, 0.0);
    check(5, true, 1.0);
    check(7, true, 1.0);
    check(7, false, 0.0);
}

#[test]
fn a_board_made_up_has_everything_once() {
    for defect in ALL.map(Some).into_iter().chain([None]) {
        let plan = Plan {
            defect,
            ..Plan::default()
        };
        let board = board(&plan);
        let mut seen = std::collections::BTreeSet::new();
        let place = |each: &Evaluation| (each.rater, each.task, each.pass);
        assert!(
            board
                .evaluations
                .iter()
                .all(|each| seen.insert(place(each))),
            "{defect:?}"
        );
    }
}

#[test]
fn what_cannot_be_checked_says_for_want_of_what() {
    let check = |board: &Board, check, expected| {
        assert_eq!(finding(check, board).err(), Some(expected), "{check:?}");
    };
    let plain = board(&Plan {
        gold: 0,
        repeats: 0,
        ..Plan::default()
    });
    check(&plain, Check::Gold, Undefined::NoGold);
    check(&plain, Check::Pace, Undefined::NoGold);
    check(&plain, Check::RepeatConsistency, Undefined::NoRepeats);
    let untimed = changed(|each| each.active_ms = 0);
    check(&untimed, Check::Pace, Undefined::NoTimes);
    let rated = changed(|each| each.comparisons.clear());
    for of_votes in [
        Check::ConnectedComparisons,
        Check::Separation,
        Check::Length,
        Check::TieHandling,
        Check::Intransitive,
    ] {
        check(&rated, of_votes, Undefined::NoVotes);
    }
    check(&rated, Check::Side, Undefined::NoVotes);
    let even = changed(|each| {
        each.comparisons
            .iter_mut()
            .for_each(|c| c.preference = Preference::BothGood);
    });
    check(&even, Check::Side, Undefined::OnlyTies);
    check(
        &Board::default(),
        Check::OneRaterDominates,
        Undefined::NoData,
    );
    check(&Board::default(), Check::RubricVersion, Undefined::NoData);
}
