//! Laws of what is estimated of votes: strengths, and how likely ties are.

use proptest::prelude::*;
use trainmaster::stats::Undefined;
use trainmaster::stats::pairwise::bradley_terry::{Strengths, chance_of_winning};
use trainmaster::stats::pairwise::counts::{Clustered, Counts, MOST_MODELS, Outcome, Scores, Vote};
use trainmaster::stats::pairwise::graph::Graph;
use trainmaster::stats::pairwise::style::{Described, Options, style_control};
use trainmaster::stats::pairwise::ties::{TieFit, are_many, davidson, rao_kupper};

use crate::votes::{
    MODELS, all_near, counts, drawn_votes, enough_votes, near, some_votes, strengths, thetas, vote,
};

/// A model of ties.
type Model = fn(&Counts, f64) -> Result<TieFit, Undefined>;

/// The chances of both sides and of a tie, of two strengths and the tie parameter.
type Chances = fn(f64, f64, f64) -> [f64; 3];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn expected_wins_are_the_wins(
        votes in enough_votes(),
        ridge in prop_oneof![Just(0.0), 0.01..5.0],
    ) {
        let (scores, theta) = (counts(&votes).halves(), thetas(&strengths(&votes, ridge)));
        for i in 0..theta.len() {
            let expected: f64 = (0..theta.len())
                .map(|j| scores.times(i, j) * chance_of_winning(theta[i] - theta[j]))
                .sum();
            let won: f64 = (0..theta.len()).map(|j| scores.won(i, j)).sum();
            near(won - expected, ridge * theta[i], 1e-9);
        }
        near(theta.iter().sum(), 0.0, 1e-12);
    }

    #[test]
    fn names_of_models_do_not_matter(votes in enough_votes(), by in 1..MODELS) {
        let turn = |model| (model * 2 + by) % MODELS;
        let turned: Vec<Vote> =
            votes.iter().map(|v| vote(turn(v.first), turn(v.second), v.outcome)).collect();
        let (plain, turned) = (strengths(&votes, 0.0), strengths(&turned, 0.0));
        for model in 0..MODELS {
            let (old, new) = (model as usize, turn(model) as usize);
            near(turned.theta(new).unwrap(), plain.theta(old).unwrap(), 1e-9);
            let errors = (turned.standard_error(new).unwrap(), plain.standard_error(old).unwrap());
            near(errors.0, errors.1, 1e-9);
        }
    }

    #[test]
    fn who_wins_instead_of_losing_is_as_strong_as_it_was_weak(votes in enough_votes()) {
        let turned: Vec<Vote> =
            votes.iter().map(|v| vote(v.first, v.second, v.outcome.swapped())).collect();
        let (plain, turned) = (strengths(&votes, 0.1), strengths(&turned, 0.1));
        let opposite: Vec<f64> = thetas(&turned).iter().map(|theta| -theta).collect();
        all_near(&opposite, &thetas(&plain), 1e-9);
    }

    #[test]
    fn twice_the_votes_say_the_same_more_surely(votes in enough_votes()) {
        let twice = [votes.clone(), votes.clone()].concat();
        let (once, twice_as_sure) = (strengths(&votes, 0.0), strengths(&twice, 0.0));
        let robust = (once.robust(&counts(&votes)), twice_as_sure.robust(&counts(&twice)));
        all_near(&thetas(&twice_as_sure), &thetas(&once), 1e-9);
        for model in 0..MODELS as usize {
            for (one, two) in [(&once, &twice_as_sure), (&robust.0, &robust.1)] {
                let error = |fit: &Strengths| fit.standard_error(model).unwrap();
                near(error(two) * 2_f64.sqrt(), error(one), 1e-8);
            }
        }
    }

    #[test]
    fn the_order_of_votes_changes_no_bit(votes in some_votes(), at in 0..100_usize) {
        let mut moved = votes.clone();
        moved.rotate_left(at % votes.len());
        moved.reverse();
        prop_assert_eq!(strengths(&moved, 0.1), strengths(&votes, 0.1));
        let (one, other) = votes.split_at(at % votes.len());
        let mut merged = counts(other);
        merged.merge(&counts(one)).unwrap();
        prop_assert_eq!(merged, counts(&votes));
        let describe = |v: &Vote| Described {
            vote: *v,
            features: vec![f64::from(v.first * 3 + v.second).sin(), f64::from(v.second).cos()],
        };
        let style = |votes: &[Vote]| {
            let rows: Vec<Described> = votes.iter().map(describe).collect();
            style_control(MODELS as usize, &rows, Options::default())
        };
        prop_assert_eq!(style(&moved), style(&votes));
    }

    #[test]
    fn strengths_are_finite_just_where_the_graph_says_so(votes in some_votes()) {
        let scores = counts(&votes).halves();
        let strengths = Strengths::of(&scores, 0.0).unwrap();
        for component in &strengths.components {
            let strong = Graph::of(&scores).strong_components.contains(&component.models);
            let expected = match component.models.len() {
                1 => Some(Undefined::NoData),
                _ if !strong => Some(Undefined::NoMaximum),
                _ => None,
            };
            prop_assert_eq!(component.fit.as_ref().err(), expected.as_ref());
        }
        let with_ridge = Strengths::of(&scores, 1e-3).unwrap();
        let fits = with_ridge.components.iter();
        let mut compared = fits.filter(|component| component.models.len() > 1);
        prop_assert!(compared.all(|component| component.fit.is_ok()));
    }

    #[test]
    fn davidson_expects_the_wins_and_ties_there_are(votes in enough_votes()) {
        let counts = counts(&votes);
        let fit = davidson(&counts, 0.0).unwrap();
        let (pi, mut ties) = (fit.shares(), 0.0);
        for i in 0..pi.len() {
            let (mut expected, mut won) = (0.0, 0.0);
            for j in (0..pi.len()).filter(|j| *j != i) {
                let even = fit.tie * (pi[i] * pi[j]).sqrt();
                let n = counts.times(i, j) as f64 / (pi[i] + pi[j] + even);
                expected += n * (pi[i] + even / 2.0);
                won += counts.wins(i, j) as f64 + counts.ties(i, j) as f64 / 2.0;
                ties += n * even / 2.0;
            }
            near(expected, won, 1e-9);
        }
        near(ties, counts.all_ties() as f64, 1e-9);
        near(pi.iter().sum(), 1.0, 1e-12);
    }

    #[test]
    fn tie_models_are_at_the_top_of_their_likelihood(
        votes in enough_votes(),
        off in prop::collection::vec(-0.5..0.5, MODELS as usize + 1),
    ) {
        let counts = counts(&votes);
        let models: [(Model, Chances); 2] =
            [(davidson, davidson_chances), (rao_kupper, rao_kupper_chances)];
        for (fit, chances) in models {
            let fit = fit(&counts, 0.0).unwrap();
            let top = log_likelihood(&counts, &fit.theta, fit.tie, chances);
            near(fit.log_likelihood, top, 1e-8 * top.abs());
            let theta: Vec<f64> = fit.theta.iter().zip(&off).map(|(a, b)| a + b).collect();
            // η stays above 1.
            let tie = 1.0 + (fit.tie - 1.0) * off[off.len() - 1].exp();
            let tie = if fit.tie > 1.0 { tie } else { fit.tie };
            prop_assert!(log_likelihood(&counts, &theta, tie, chances) <= top + 1e-9);
        }
    }
}

fn davidson_chances(first: f64, second: f64, tie: f64) -> [f64; 3] {
    let even = tie * (first * second).sqrt();
    [first, second, even].map(|weight| weight / (first + second + even))
}

fn rao_kupper_chances(first: f64, second: f64, tie: f64) -> [f64; 3] {
    let (wins, losses) = (
        first / (first + tie * second),
        second / (second + tie * first),
    );
    [wins, losses, 1.0 - wins - losses]
}

/// By the definition, without any of the tricks of the estimate.
fn log_likelihood(counts: &Counts, theta: &[f64], tie: f64, chances: Chances) -> f64 {
    let mut value = 0.0;
    for (i, j) in counts.pairs() {
        let chances = chances(theta[i].exp(), theta[j].exp(), tie);
        let seen = [counts.wins(i, j), counts.wins(j, i), counts.ties(i, j)];
        let seen = seen.iter().zip(chances).filter(|(times, _)| **times > 0);
        value += seen.map(|(times, p)| *times as f64 * p.ln()).sum::<f64>();
    }
    value
}

#[test]
fn without_ties_all_three_models_are_one() {
    let votes = drawn_votes(300, 0.0, 2);
    let plain = strengths(&votes, 0.0);
    let davidson = davidson(&counts(&votes), 0.0).unwrap();
    let rao_kupper = rao_kupper(&counts(&votes), 0.0).unwrap();
    assert_eq!((davidson.tie, rao_kupper.tie), (0.0, 1.0));
    assert_eq!(davidson.theta, thetas(&plain));
    assert_eq!(rao_kupper.theta, thetas(&plain));
    assert_eq!(davidson.log_tie_error, Err(Undefined::NoVariation));
    let expected = log_likelihood(&counts(&votes), &davidson.theta, 0.0, davidson_chances);
    near(davidson.log_likelihood, expected, 1e-9);
}

#[test]
fn tie_models_are_undefined_where_strengths_run_away() {
    use Outcome::{First, Tie};
    let check = |votes: &[(u32, u32, Outcome)], ridge, expected| {
        let votes: Vec<Vote> = votes.iter().map(|(i, j, o)| vote(*i, *j, *o)).collect();
        let counts = Counts::of(3, votes).unwrap();
        let found = davidson(&counts, ridge);
        assert_eq!(found.err(), expected, "{counts:?}");
        assert_eq!(rao_kupper(&counts, ridge).err(), expected, "{counts:?}");
    };
    check(&[], 0.0, Some(Undefined::NoData));
    check(
        &[(0, 1, First), (1, 0, First)],
        0.0,
        Some(Undefined::Disconnected),
    );
    check(&[(0, 1, Tie), (1, 2, Tie)], 0.0, Some(Undefined::OnlyTies));
    check(
        &[(0, 1, First), (1, 2, First)],
        0.0,
        Some(Undefined::NoMaximum),
    );
    // Ties lead back, yet the further all are apart and the likelier ties are, the better.
    let ladder = [(0, 1, First), (0, 1, Tie), (1, 2, First), (1, 2, Tie)];
    check(&ladder, 0.0, Some(Undefined::NoMaximum));
    check(&ladder, 0.1, None);
    let circle = [(0, 1, First), (1, 2, First), (2, 0, Tie)];
    check(&circle, 0.0, None);
    check(&circle, f64::NAN, Some(Undefined::OutOfRange));
}

#[test]
fn ties_are_many_above_a_tenth() {
    let check = |decisive, ties, expected| {
        let mut counts = Counts::new(2).unwrap();
        counts.add(vote(0, 1, Outcome::First), decisive).unwrap();
        counts.add(vote(0, 1, Outcome::Tie), ties).unwrap();
        assert_eq!(are_many(&counts), expected, "{ties} besides {decisive}");
    };
    check(0, 0, false);
    check(90, 10, false);
    check(89, 11, true);
    check(0, 1, true);
}

#[test]
fn components_are_ranked_apart() {
    let circle = |a: u32| {
        [
            vote(a, a + 1, Outcome::First),
            vote(a + 1, a, Outcome::First),
        ]
    };
    let votes = [circle(0), circle(2)].concat();
    let strengths = strengths(&votes, 0.0);
    assert_eq!(strengths.components.len(), 3);
    assert_eq!(strengths.difference(0, 1), Ok(0.0));
    assert_eq!(strengths.difference(0, 2), Err(Undefined::Disconnected));
    assert_eq!(strengths.theta(4), Err(Undefined::NoData));
    assert_eq!(strengths.theta(5), Err(Undefined::OutOfRange));
}

#[test]
fn a_ridge_draws_the_undefeated_back_and_never_diverges() {
    for wins in [1_u32, 1000, 1_000_000, u32::MAX] {
        let mut counts = Counts::new(3).unwrap();
        counts.add(vote(0, 1, Outcome::First), wins).unwrap();
        counts.add(vote(1, 2, Outcome::First), 1).unwrap();
        for ridge in [1e-6, 0.1, 1e3] {
            let strengths = Strengths::of(&counts.halves(), ridge).unwrap();
            let theta = thetas(&strengths);
            assert!(
                theta.iter().all(|theta| theta.is_finite()),
                "{wins} {ridge}"
            );
            assert!(theta[0] > theta[1] && strengths.standard_error(0).unwrap() > 0.0);
        }
    }
}

#[test]
fn counts_refuse_what_cannot_be() {
    use Undefined::{Mismatched, NotANumber, OutOfRange};
    let check = |rows: &[Vec<f64>], expected| assert_eq!(Scores::of_rows(rows).err(), expected);
    check(&[], None);
    check(&[vec![0.0, 1.0], vec![1.0]], Some(Mismatched));
    check(&[vec![0.0, f64::NAN], vec![1.0, 0.0]], Some(NotANumber));
    check(&[vec![0.0, -1.0], vec![1.0, 0.0]], Some(OutOfRange));
    check(&[vec![-5.0, 1.0], vec![1.0, f64::NAN]], None);
    let refused = |models, first, second| {
        Counts::of(models, [vote(first, second, Outcome::Tie)]).err() == Some(OutOfRange)
    };
    assert!(refused(2, 0, 2) && refused(2, 1, 1) && !refused(2, 1, 0));
    let (n, most) = (MOST_MODELS + 1, MOST_MODELS);
    let too_many = Some(Undefined::TooMany { n, most });
    assert_eq!(Counts::new(n).err(), too_many);
    assert_eq!(Counts::of(n, []).err(), too_many);
    assert_eq!(Clustered::of(n, []).err(), too_many);
    assert_eq!(Scores::of_rows(&vec![Vec::new(); n]).err(), too_many);
    let mut two = Counts::new(2).unwrap();
    assert_eq!(two.merge(&Counts::new(3).unwrap()), Err(Mismatched));
    let none = Scores::of_rows(&[]).unwrap();
    assert_eq!(Strengths::of(&none, 0.1).unwrap().models(), 0);
    assert_eq!(Strengths::of(&none, -0.1), Err(OutOfRange));
    assert_eq!(Strengths::known(&[0.0], &none), Err(Mismatched));
    let huge = Scores::of_rows(&[vec![0.0, f64::MAX], vec![f64::MAX, 0.0]]).unwrap();
    assert!(Strengths::of(&huge, 0.1).unwrap().theta(0).is_err());
}
