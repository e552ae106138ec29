//! What a board comes to: its headline, by what is there and what is not pooled.

use trainmaster::domain::decision::Strength;
use trainmaster::stats::Undefined;
use trainmaster::stats::board::headline::{Agreement, Headline, headline};
use trainmaster::stats::board::pairs::pairs;
use trainmaster::stats::board::sample::{Plan, board};
use trainmaster::stats::board::verdict::Verdict;
use trainmaster::stats::board::{Aside, Board, Preference, Version, units};
use trainmaster::stats::draw::{Drawn, Draws};

const DRAWS: Draws = Draws {
    replicates: 200,
    seed: trainmaster::stats::draw::Seed(1),
};

fn of(board: &Board) -> Headline {
    headline(board, DRAWS, &mut |_| ()).unwrap()
}

fn decisions(board: &Board) -> Agreement {
    of(board).decisions.unwrap().agreement
}

#[test]
fn the_figure_stands_among_what_it_must_not_be_read_without() {
    let found = of(&board(&Plan::default()));
    let all = found.decisions.as_ref().unwrap();
    let Agreement {
        alpha, interval, ..
    } = all.agreement;
    let alpha = alpha.unwrap().value;
    assert!(interval.unwrap().has(alpha) && alpha > 0.5, "{alpha}");
    let drawn = Drawn {
        draws: DRAWS,
        undefined: 0,
    };
    assert_eq!(all.agreement.drawn, Some(drawn));
    let (same, near) = (
        all.agreement.same.unwrap(),
        all.agreement.within_one.unwrap(),
    );
    assert!(same <= near && near <= 1.0, "{same} {near}");
    // Who differ do so by the strength or a tie as often as by the side.
    assert!(all.same_side.unwrap() > same);
    let gwet = all.agreement.gwet.unwrap();
    assert!(gwet.interval.unwrap().has(gwet.value) && gwet.n == all.agreement.overlap.shared());
    assert_eq!(all.agreement.overlap.raters, 6);
    let [rubric] = &found.rubrics[..] else {
        panic!("one version: {:?}", found.rubrics)
    };
    assert_eq!(rubric.criteria.keys().collect::<Vec<_>>(), [&0, &1]);
    let units = |found: &Agreement| found.overlap.all();
    let all = rubric.criteria.values().map(units).sum::<usize>();
    let alpha = rubric.alpha.unwrap();
    assert_eq!((rubric.overlap.all(), alpha.n + alpha.left_out), (all, all));
    assert_eq!(alpha.drawn, Some(drawn));
    // Both criteria are rated with the same care, so all together are as each.
    let (_, weakest) = rubric.weakest().unwrap();
    let least = weakest.alpha.unwrap().value;
    assert!(least <= alpha.value && alpha.value < least + 0.05);
    assert!(alpha.interval.unwrap().has(alpha.value));
}

#[test]
fn what_is_too_little_says_so() {
    let check = |tasks, expected_alpha: Option<Undefined>, expected| {
        let found = decisions(&board(&Plan {
            models: 2,
            tasks,
            gold: 0,
            ..Plan::default()
        }));
        assert_eq!(found.alpha.err(), expected_alpha, "{tasks} tasks");
        assert_eq!(found.verdict(), expected, "{tasks} tasks");
    };
    check(
        4,
        Some(Undefined::TooFew { n: 4, needed: 5 }),
        Verdict::TooFew { tasks: 4 },
    );
    check(12, None, Verdict::TooFew { tasks: 12 });
    assert_eq!(of(&Board::default()), Headline::default());
}

#[test]
fn perfect_agreement_is_told_as_that() {
    let mut perfect = board(&Plan::default());
    for each in &mut perfect.evaluations {
        for comparison in &mut each.comparisons {
            comparison.preference =
                Preference::Better(usize::from(each.task % 3 == 0), Strength::Clear);
        }
    }
    let found = decisions(&perfect);
    assert_eq!(found.alpha.unwrap().value, 1.0);
    assert_eq!(found.interval, Err(Undefined::Alike));
    assert_eq!(found.verdict(), Verdict::NoDisagreement);
    // All on one category: nothing to agree on.
    for comparison in perfect
        .evaluations
        .iter_mut()
        .flat_map(|each| &mut each.comparisons)
    {
        comparison.preference = Preference::BothGood;
    }
    let none = Verdict::Undefined(Undefined::NoVariation);
    assert_eq!(decisions(&perfect).verdict(), none);
}

#[test]
fn versions_of_a_rubric_are_never_pooled() {
    let clean = board(&Plan::default());
    let alone = of(&clean);
    // The same again by another version, on a scale ten times as long.
    let mut both = clean.clone();
    let mut later = clean.evaluations.clone();
    for each in &mut later {
        each.task += 10_000;
        each.rubric = Version {
            rubric: 0,
            version: 1,
        };
        for mark in &mut each.marks {
            mark.level *= 10;
            mark.levels = 51;
        }
    }
    both.evaluations.extend(later);
    let found = of(&both);
    let [first, second] = &found.rubrics[..] else {
        panic!("two versions: {:?}", found.rubrics)
    };
    assert_eq!(*first, alone.rubrics[0], "the first is what it was");
    let off = second.alpha.unwrap().value - first.alpha.unwrap().value;
    assert!(
        off.abs() < 1e-12,
        "the same order is the same agreement: {off}"
    );
    // Decisions are on one scale whatever the rubric.
    let units = |found: &Headline| found.decisions.as_ref().unwrap().agreement.overlap.all();
    assert_eq!(units(&found), 2 * units(&alone));
}

#[test]
fn decisions_by_two_versions_overlap() {
    let mut split = board(&Plan::default());
    for each in &mut split.evaluations {
        each.rubric.version = each.rater % 2;
    }
    assert_eq!(decisions(&split), decisions(&board(&Plan::default())));
}

#[test]
fn criteria_of_other_lengths_are_pooled_by_their_order() {
    let mut mixed = board(&Plan::default());
    for mark in mixed
        .evaluations
        .iter_mut()
        .flat_map(|each| &mut each.marks)
    {
        if mark.criterion == 1 {
            mark.level *= 2;
            mark.levels = 11;
        }
    }
    let (found, plain) = (of(&mixed), of(&board(&Plan::default())));
    assert_eq!(found.rubrics[0].alpha, plain.rubrics[0].alpha);
    // One criterion that was changed in between, and by the same version, is on no scale.
    for mark in &mut mixed.evaluations[0].marks {
        mark.levels = 12;
    }
    for each in &mut mixed.evaluations[..1] {
        each.gold = None;
    }
    let found = of(&mixed);
    let gwet = &found.rubrics[0].criteria[&1].gwet;
    assert_eq!(*gwet, Err(Undefined::MixedScales));
}

#[test]
fn names_are_told_apart_and_not_put_in_order() {
    let mut names = board(&Plan::default());
    for mark in names
        .evaluations
        .iter_mut()
        .flat_map(|each| &mut each.marks)
    {
        mark.is_ordered = mark.criterion == 0;
    }
    let found = of(&names);
    let rubric = &found.rubrics[0];
    let (ordered, named) = (&rubric.criteria[&0], &rubric.criteria[&1]);
    assert_eq!(named.alpha, named.nominal);
    assert_ne!(ordered.alpha, ordered.nominal);
    let off = rubric.alpha.unwrap().value - ordered.alpha.unwrap().value;
    assert!(off.abs() < 1e-12, "names are not among the levels: {off}");
    assert_eq!(rubric.alpha.unwrap().interval, ordered.interval);
    assert_eq!(named.within_one, Err(Undefined::NoSteps));
    assert!(ordered.within_one.is_ok());
}

#[test]
fn every_two_raters_have_a_kappa() {
    let board = board(&Plan::default());
    let found = pairs(&units::decisions(&board).unwrap(), DRAWS).unwrap();
    assert_eq!(
        found.len(),
        15 - 3,
        "a task is seen by three neighbours of six"
    );
    assert!(
        found
            .values()
            .all(|kappa| kappa.is_ok_and(|kappa| kappa.value > 0.3 && kappa.n > 20))
    );
}

#[test]
fn who_was_imported_first_changes_nothing() {
    let board = board(&Plan {
        tasks: 4,
        ..Plan::default()
    });
    let mut turned = board.clone();
    turned.evaluations.reverse();
    assert_eq!(of(&board), of(&turned));
    let failing = |board: &Board| trainmaster::stats::trust::checks(board, &mut |_| ());
    assert_eq!(failing(&board), failing(&turned));
}

#[test]
fn gold_and_repeats_are_told_and_not_taken() {
    let all = board(&Plan::default());
    let Aside { gold, repeats } = of(&all).aside;
    assert!(gold > 500 && repeats > 80, "{gold} {repeats}");
    assert_eq!(all.plain().count() + gold + repeats, all.evaluations.len());
}

#[test]
fn both_good_and_both_bad_are_not_the_same() {
    let mut turned = board(&Plan::default());
    for each in &mut turned.evaluations {
        for comparison in &mut each.comparisons {
            comparison.preference = match (each.task % 3, each.rater % 2) {
                (0, 0) => Preference::BothGood,
                (0, _) => Preference::BothBad,
                (side, _) => Preference::Better(side as usize - 1, Strength::Clear),
            };
        }
    }
    let found = decisions(&turned);
    assert_eq!(
        found.alpha.unwrap().value,
        1.0,
        "the middle is one step of the scale"
    );
    let (nominal, same) = (found.nominal.unwrap().value, found.same.unwrap());
    assert!(nominal < 0.8 && same < 0.8, "{nominal} {same}");
}

#[test]
fn criteria_of_one_task_are_no_news_of_their_own() {
    let width = |copies: u32| {
        let mut board = board(&Plan::default());
        for each in &mut board.evaluations {
            let marks = each.marks.clone();
            each.marks = (0..copies)
                .flat_map(|copy| {
                    marks
                        .iter()
                        .map(move |mark| trainmaster::stats::board::Mark {
                            criterion: 2 * copy + mark.criterion,
                            ..*mark
                        })
                })
                .collect();
        }
        of(&board).rubrics[0]
            .alpha
            .unwrap()
            .interval
            .unwrap()
            .width()
    };
    let (once, ten_times) = (width(1), width(10));
    assert!((once - ten_times).abs() < 1e-9, "{once} {ten_times}");
}
