//! Trust checks on boards that are made up: clean ones, and ones with a single planted defect.

use trainmaster::stats::board::Board;
use trainmaster::stats::board::headline::{Verdict, Work, headline};
use trainmaster::stats::board::sample::{Plan, board};
use trainmaster::stats::draw::{Draws, Seed};
use trainmaster::stats::trust::{Check, checks};
use trainmaster::stats::{Interval, Undefined};

const ALL: [Check; 12] = [
    Check::EnoughOverlap,
    Check::ConnectedComparisons,
    Check::Separation,
    Check::OneRaterDominates,
    Check::Side,
    Check::Length,
    Check::TieHandling,
    Check::Intransitive,
    Check::RepeatConsistency,
    Check::Gold,
    Check::RubricVersion,
    Check::Pace,
];

fn failing(board: &Board) -> Vec<Check> {
    let made = checks(board, &mut |_| ());
    assert!(
        made.iter().map(|(check, _)| *check).eq(ALL),
        "all, in order"
    );
    let fails = made
        .into_iter()
        .filter(|(_, found)| found.as_ref().is_ok_and(|f| f.fails));
    fails.map(|(check, _)| check).collect()
}

/// Checks that hold an interval against a neutral value alarm on one clean board in twenty; a cycle
/// of majorities can be an accident too.
const MAY_ERR: [Check; 3] = [Check::Side, Check::Length, Check::Intransitive];

#[test]
fn every_check_is_silent_on_clean_boards() {
    let mut alarms = 0;
    for seed in 0..20 {
        let plan = Plan {
            seed: Seed(seed),
            ..Plan::default()
        };
        let board = board(&plan);
        let failing = failing(&board);
        assert!(
            failing.iter().all(|check| MAY_ERR.contains(check)),
            "{failing:?}"
        );
        alarms += failing.len();
        for (check, found) in checks(&board, &mut |_| ()) {
            assert!(found.is_ok(), "{check:?} could not be made: {found:?}");
        }
    }
    assert!(alarms <= 3, "{alarms} false alarms on 20 boards");
    assert_eq!(failing(&board(&Plan::default())), []);
}

#[test]
fn each_check_finds_its_defect_and_the_others_do_not() {
    let mut others = 0;
    for defect in ALL {
        for seed in 0..8 {
            let plan = Plan {
                seed: Seed(seed),
                defect: Some(defect),
                ..Plan::default()
            };
            let found = failing(&board(&plan));
            assert!(
                found.contains(&defect),
                "{defect:?} is not found: {found:?}"
            );
            let beside: Vec<&Check> = found.iter().filter(|check| **check != defect).collect();
            assert!(
                beside.iter().all(|check| MAY_ERR.contains(check)),
                "{defect:?}: {found:?}"
            );
            others += beside.len();
        }
    }
    assert!(others <= 8, "{others} false alarms on 96 boards");
}

#[test]
fn an_empty_board_passes_nothing() {
    for (check, found) in checks(&Board::default(), &mut |_| ()) {
        let may_count = check == Check::EnoughOverlap;
        assert_eq!(found.is_ok_and(|found| found.fails), may_count, "{check:?}");
    }
}

#[test]
fn the_headline_follows_its_interval() {
    let check = |low, high, expected| {
        assert_eq!(Verdict::of(Interval { low, high }), expected);
    };
    check(0.81, 0.9, Verdict::Reliable);
    check(0.7, 0.79, Verdict::Tentative);
    check(0.7, 0.9, Verdict::Open);
    check(0.3, 0.6, Verdict::Unreliable);
    check(0.3, 0.7, Verdict::Open);
    let draws = Draws {
        replicates: 200,
        ..Draws::default()
    };
    let found = headline(&board(&Plan::default()), draws, &mut |_| ()).unwrap();
    let decisions = &found.work[&Work::Decisions];
    let alpha = decisions.alpha.unwrap().value;
    assert!(
        decisions.interval.unwrap().has(alpha) && alpha > 0.5,
        "{alpha}"
    );
    assert_eq!(found.criteria.len(), 2);
    let few = Board {
        evaluations: board(&Plan::default())
            .evaluations
            .into_iter()
            .take(4)
            .collect(),
        ..board(&Plan::default())
    };
    let found = headline(&few, draws, &mut |_| ()).unwrap();
    let n = found.work[&Work::Decisions].units;
    let too_few = Undefined::TooFew { n, needed: 5 };
    assert_eq!(found.work[&Work::Decisions].alpha, Err(too_few));
}

#[test]
fn who_was_imported_first_changes_nothing() {
    let board = board(&Plan {
        tasks: 4,
        ..Plan::default()
    });
    let mut turned = board.clone();
    turned.evaluations.reverse();
    let draws = Draws {
        replicates: 100,
        ..Draws::default()
    };
    let of = |board: &Board| headline(board, draws, &mut |_| ()).unwrap();
    assert_eq!(of(&board), of(&turned));
    assert_eq!(failing(&board), failing(&turned));
}

#[test]
fn without_whom_there_is_no_figure_dominates() {
    // One rater has half of all evaluations, and all overlap is with that one.
    let plan = Plan {
        raters: 2,
        overlap: 2,
        gold: 0,
        repeats: 0,
        ..Plan::default()
    };
    assert!(failing(&board(&plan)).contains(&Check::OneRaterDominates));
}

#[test]
fn what_took_no_time_was_not_timed() {
    let mut board = board(&Plan {
        defect: Some(Check::Pace),
        ..Plan::default()
    });
    for evaluation in &mut board.evaluations {
        if evaluation.rater == 3 {
            evaluation.active_ms = 0;
        }
    }
    let (_, pace) = checks(&board, &mut |_| ()).pop().unwrap();
    let pace = pace.unwrap();
    assert!(
        pace.fails && pace.figure > 0.0 && pace.about == [0],
        "{pace:?}"
    );
}

#[test]
fn few_units_in_perfect_agreement_are_no_proof() {
    let board = board(&Plan {
        models: 2,
        tasks: 12,
        gold: 0,
        ..Plan::default()
    });
    let found = headline(&board, Draws::default(), &mut |_| ()).unwrap();
    let decisions = &found.work[&Work::Decisions];
    assert!(decisions.units < 20);
    assert_eq!(decisions.verdict(), Verdict::Open);
}
