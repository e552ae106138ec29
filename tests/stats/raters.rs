//! What a board says of each rater, with one planted habit at a time.

use trainmaster::stats::Undefined;
use trainmaster::stats::board::raters::{Again, doubtful_gold, drifts, leniencies, repeats};
use trainmaster::stats::board::sample::{Plan, board};
use trainmaster::stats::board::{Board, Evaluation, Version};
use trainmaster::stats::draw::{Draws, Seed};
use trainmaster::stats::trust::Check;

const DRAWS: Draws = Draws {
    replicates: 200,
    seed: Seed(1),
};

const RUBRIC: Version = Version {
    rubric: 0,
    version: 0,
};

fn changed(plan: &Plan, change: impl FnMut(&mut Evaluation)) -> Board {
    let mut board = board(plan);
    board.evaluations.iter_mut().for_each(change);
    board
}

#[test]
fn who_says_something_else_again_is_seen_in_the_repeats() {
    let moody = board(&Plan {
        defect: Some(Check::RepeatConsistency),
        ..Plan::default()
    });
    let found = repeats(&moody, DRAWS);
    let decisions = |rater| &found[&(rater, Again::Decisions)];
    let exact = |rater| decisions(rater).exact.unwrap();
    assert!(exact(0).value < 0.5 && exact(0).interval.unwrap().high < 0.7);
    for rater in 1..6 {
        assert!(
            exact(rater).value > 0.85,
            "rater {rater}: {:?}",
            exact(rater)
        );
    }
    let again = moody
        .evaluations
        .iter()
        .filter(|each| each.pass == 2 && each.rater == 0);
    assert_eq!(decisions(0).n, again.count());
    // Two criteria of two responses each.
    let marks = Again::Marks {
        rubric: RUBRIC,
        criterion: 1,
        levels: 6,
    };
    assert_eq!(found[&(0, marks)].n, 2 * decisions(0).n);
    assert_eq!(found.len(), 6 * 3);
    assert!(
        found[&(1, marks)]
            .coefficients
            .unwrap()
            .kappa
            .unwrap()
            .value
            > 0.8
    );
}

#[test]
fn by_another_version_nothing_is_said_again() {
    let plan = Plan::default();
    let board = changed(&plan, |each| each.rubric.version = u32::from(each.pass > 1));
    assert!(repeats(&board, DRAWS).is_empty());
}

#[test]
fn who_gets_worse_drifts() {
    let plan = Plan {
        gold: 1,
        repeats: 0,
        ..Plan::default()
    };
    // Rater 2 finds less and less of what is known.
    let board = changed(&plan, |each| {
        if each.rater == 2
            && each.before > each.task % 200 + 100
            && let Some(hits) = &mut each.gold
        {
            hits.correct = 0;
        }
    });
    let found = drifts(&board);
    assert!(found[&2].interval.unwrap().high < 0.0, "{:?}", found[&2]);
    for rater in [0, 1, 3, 4, 5] {
        let drift = &found[&rater];
        assert!(drift.slope.unwrap().abs() < 0.002, "{rater}: {drift:?}");
        assert!(drift.n > 250 && drift.left_out == 0, "{rater}: {drift:?}");
    }
    // The order is that of the work, not of the list.
    let mut turned = board;
    turned.evaluations.reverse();
    assert_eq!(drifts(&turned), found);
}

#[test]
fn a_known_answer_that_good_raters_miss_is_doubtful() {
    let check = |wrong: &[u32], expected: &[u32]| {
        let board = changed(&Plan::default(), |each| {
            let is_wrong = wrong.contains(&each.task);
            if let Some(hits) = &mut each.gold {
                hits.correct = usize::from(!is_wrong);
            }
        });
        let found = doubtful_gold(&board);
        let items: Vec<u32> = found.doubtful.iter().map(|found| found.item).collect();
        assert_eq!(items, expected);
        assert_eq!((found.items, found.left_out), (300, 0));
    };
    check(&[], &[]);
    check(&[10, 204], &[10, 204]);
    assert_eq!(doubtful_gold(&Board::default()).items, 0);
}

#[test]
fn who_rates_a_level_higher_is_lenient_by_that() {
    let plan = Plan {
        tasks: 20,
        ..Plan::default()
    };
    let board = changed(&plan, |each| {
        if each.rater == 3 {
            each.marks.iter_mut().for_each(|mark| mark.level += 1);
        }
    });
    let mut heard = 0;
    let found = leniencies(&board, DRAWS, &mut |_| heard += 1).unwrap();
    assert_eq!(heard, 2 * DRAWS.replicates);
    let criteria: Vec<_> = found
        .iter()
        .map(|each| (each.rubric, each.criterion))
        .collect();
    assert_eq!(criteria, [(RUBRIC, 0), (RUBRIC, 1)]);
    for each in &found {
        let raters = each.raters.as_ref().unwrap();
        let effect = |rater: usize| raters[rater].unwrap();
        let others: f64 = [0, 1, 2, 4, 5]
            .map(|rater| effect(rater).value)
            .iter()
            .sum();
        assert!(
            (effect(3).value - others / 5.0 - 1.0).abs() < 0.1,
            "{raters:?}"
        );
        assert!(effect(3).interval.unwrap().low > 0.5);
    }
    let names = changed(&plan, |each| {
        each.marks
            .iter_mut()
            .for_each(|mark| mark.is_ordered = false);
    });
    assert_eq!(leniencies(&names, DRAWS, &mut |_| ()), Ok(Vec::new()));
    let alone = changed(&plan, |each| {
        each.task = 1000 * each.rater + each.task % 1000;
    });
    let found = leniencies(&alone, DRAWS, &mut |_| ()).unwrap();
    assert!(
        found[0].raters == Err(Undefined::Disconnected),
        "{:?}",
        found[0].raters
    );
}
