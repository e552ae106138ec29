//! Trust checks on boards that are made up: clean ones, and ones with a single planted defect.

use trainmaster::domain::decision::Strength;
use trainmaster::stats::Undefined;
use trainmaster::stats::board::sample::{Plan, board};
use trainmaster::stats::board::{Board, Evaluation, Preference, Version};
use trainmaster::stats::draw::Seed;
use trainmaster::stats::trust::{About, Finding};
use trainmaster::stats::trust::{Check, checks};

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
        pace.fails && pace.figure > 0.0 && pace.about == About::Raters(vec![0]),
        "{pace:?}"
    );
}

/// What one check finds.
fn finding(check: Check, board: &Board) -> Result<Finding, Undefined> {
    let made = checks(board, &mut |_| ());
    made.into_iter().find(|(each, _)| *each == check).unwrap().1
}

/// A clean board, changed evaluation by evaluation.
fn changed(change: impl Fn(&mut Evaluation)) -> Board {
    let mut board = board(&Plan::default());
    board.evaluations.iter_mut().for_each(change);
    board
}

#[test]
fn work_of_other_kinds_is_checked_as_well() {
    let check = |what: &str, board: &Board, cannot: &[Check]| {
        for (check, found) in checks(board, &mut |_| ()) {
            let is_made = !cannot.contains(&check);
            assert_eq!(found.is_ok(), is_made, "{what}, {check:?}: {found:?}");
            assert!(
                !found.is_ok_and(|found| found.fails),
                "{what}: {check:?} fails"
            );
        }
    };
    let of_votes = [
        Check::ConnectedComparisons,
        Check::Separation,
        Check::Side,
        Check::Length,
        Check::TieHandling,
        Check::Intransitive,
    ];
    check(
        "ratings alone",
        &changed(|each| each.comparisons.clear()),
        &of_votes,
    );
    check("decisions alone", &changed(|each| each.marks.clear()), &[]);
    // Half of the tasks are rated, the others compared.
    let mixed = changed(|each| match each.task % 4 {
        0 | 1 => each.comparisons.clear(),
        _ => each.marks.clear(),
    });
    check("mixed", &mixed, &[]);
    let names = |each: &mut Evaluation| {
        each.comparisons.clear();
        each.marks
            .iter_mut()
            .for_each(|mark| mark.is_ordered = false);
    };
    let overlap = finding(Check::EnoughOverlap, &changed(names)).unwrap();
    assert!(
        overlap.fails && overlap.figure == 0.0,
        "names have no common scale: {overlap:?}"
    );
    // Two rubrics, each in one version.
    check(
        "two rubrics",
        &changed(|each| each.rubric.rubric = each.task % 2),
        &[],
    );
}

#[test]
fn two_versions_of_one_rubric_are_a_mix() {
    let check = |rubric: fn(u32) -> Version, expected| {
        let board = changed(|each| each.rubric = rubric(each.task));
        let found = finding(Check::RubricVersion, &board).unwrap();
        assert_eq!((found.figure, found.fails), expected);
    };
    check(
        |_| Version {
            rubric: 3,
            version: 7,
        },
        (1.0, false),
    );
    check(
        |task| Version {
            rubric: task % 3,
            version: task % 3,
        },
        (1.0, false),
    );
    check(
        |task| Version {
            rubric: 0,
            version: task % 3,
        },
        (3.0, true),
    );
}

#[test]
fn who_moves_the_headline_dominates() {
    // One of six turns round whatever the task calls for.
    let turned = changed(|each| {
        if each.rater == 4 && each.gold.is_none() {
            for comparison in &mut each.comparisons {
                if let Preference::Better(side, strength) = comparison.preference {
                    comparison.preference = Preference::Better(1 - side, strength);
                }
            }
        }
    });
    let found = finding(Check::OneRaterDominates, &turned).unwrap();
    assert!(
        found.fails && found.figure > 0.1 && found.limit == 0.1,
        "{found:?}"
    );
    assert_eq!((found.about, found.left_out), (About::Raters(vec![4]), 0));
    let clean = finding(Check::OneRaterDominates, &board(&Plan::default())).unwrap();
    assert!(
        !clean.fails && clean.limit == 0.1,
        "the largest move is told also where it is small"
    );
}

#[test]
fn on_whom_all_overlap_hangs_dominates() {
    let plan = Plan {
        gold: 0,
        repeats: 0,
        ..Plan::default()
    };
    // Each task is seen by rater 0 and one other.
    let mut star = board(&plan);
    for (at, each) in star.evaluations.iter_mut().enumerate() {
        each.rater = if at % 3 == 0 { 0 } else { 1 + each.task % 5 };
    }
    let mut seen = std::collections::BTreeSet::new();
    star.evaluations
        .retain(|each| seen.insert((each.task, each.rater)));
    let found = finding(Check::OneRaterDominates, &star).unwrap();
    assert!(
        found.fails && found.figure == 1.0 && found.about == About::Raters(vec![0]),
        "{found:?}"
    );
    // Of two raters none can be left out: the share is all there is to say.
    let two = board(&Plan {
        raters: 2,
        overlap: 2,
        ..plan
    });
    let found = finding(Check::OneRaterDominates, &two).unwrap();
    assert_eq!((found.fails, found.figure, found.limit), (false, 0.5, 0.75));
}

#[test]
fn nobody_is_judged_by_a_few_answers() {
    // Twenty raters with one to three answers of gold each, the first of them wrong.
    let few = board(&Plan {
        raters: 20,
        gold: 40,
        repeats: 60,
        ..Plan::default()
    });
    let mut wrong = few.clone();
    for each in &mut wrong.evaluations {
        if let Some(hits) = &mut each.gold {
            hits.correct = usize::from(each.rater > 3);
        }
    }
    for check in [Check::Gold, Check::RepeatConsistency, Check::Pace] {
        let found = finding(check, &wrong);
        let is_few = matches!(found, Err(Undefined::TooFew { needed: 10, .. }));
        assert!(is_few, "{check:?}: {found:?}");
    }
    let found = finding(Check::Gold, &board(&Plan::default())).unwrap();
    assert_eq!(found.left_out, 0);
}

#[test]
fn what_is_no_vote_is_counted() {
    let board = changed(|each| {
        for comparison in &mut each.comparisons {
            comparison.preference = match each.task % 5 {
                0 => Preference::BothBad,
                1 => Preference::CannotJudge,
                _ => Preference::Better(0, Strength::Clear),
            };
            if each.task % 5 == 2 {
                comparison.sides[1].model = None;
            }
        }
    });
    let (comparisons, voteless) = (board.comparisons().count(), board.voteless());
    assert_eq!(board.ballots().len() + voteless.all(), comparisons);
    assert!(
        voteless.both_bad > 100 && voteless.cannot_judge > 100,
        "{voteless:?}"
    );
    assert!(voteless.without_models > 100, "{voteless:?}");
    let side = finding(Check::Side, &board).unwrap();
    assert_eq!(side.left_out, voteless.both_bad + voteless.cannot_judge);
}

#[test]
fn ties_are_held_against_each_other_island_by_island() {
    let plan = |defect| Plan {
        defect,
        ..Plan::default()
    };
    // Two more models that only meet each other, and one that nobody met.
    let with_island = |plan: &Plan| {
        let mut all = board(plan);
        let mut island = all.evaluations.clone();
        island.retain(|each| each.comparisons.iter().all(|c| c.models() == Some([0, 1])));
        for each in &mut island {
            each.task += 10_000;
            for side in each.comparisons.iter_mut().flat_map(|each| &mut each.sides) {
                side.model = side.model.map(|model| model + 5);
            }
        }
        all.evaluations.extend(island);
        all.models = 8;
        all
    };
    let clean = finding(Check::TieHandling, &with_island(&plan(None))).unwrap();
    assert_eq!(
        (clean.fails, clean.n),
        (false, 11),
        "ten pairs of five models, and one of two"
    );
    let unfair = finding(
        Check::TieHandling,
        &with_island(&plan(Some(Check::TieHandling))),
    )
    .unwrap();
    assert!(
        unfair.fails && matches!(&unfair.about, About::Pairs(pairs) if pairs.contains(&[0, 1])),
        "{unfair:?}"
    );
}
