//! What to ask next, and how often: pairs that lead on, and votes that are enough.

use trainmaster::stats::Undefined;
use trainmaster::stats::draw::{Chance, Seed};
use trainmaster::stats::pairwise::active::{choose, gain, next_pair};
use trainmaster::stats::pairwise::bradley_terry::Strengths;
use trainmaster::stats::pairwise::counts::Scores;
use trainmaster::stats::pairwise::graph::Graph;
use trainmaster::stats::pairwise::power::{
    POWER, exact_power, half_width, shortfall, votes_for_power, votes_for_width, votes_needed,
    with_ties,
};
use trainmaster::stats::pairwise::win_rate::Record;

use crate::votes::near;

#[test]
fn exact_power_is_the_chance_that_the_exact_test_rejects() {
    let check = |n: u64, p: f64| {
        let mut chance = 0.0;
        let mut weight = (1.0 - p).powf(n as f64);
        for wins in 0..=n {
            let record = Record {
                wins,
                losses: n - wins,
                ties: 0,
            };
            chance += if record.sign_p().unwrap() <= 0.05 {
                weight
            } else {
                0.0
            };
            weight *= (n - wins) as f64 / (wins + 1) as f64 * p / (1.0 - p);
        }
        near(exact_power(n, p, 0.05).unwrap(), chance, 1e-10);
    };
    for n in [1, 5, 6, 7, 20, 93, 194] {
        for p in [0.5, 0.55, 0.7, 0.2] {
            check(n, p);
        }
    }
    assert_eq!(exact_power(5, 0.9, 0.05), Ok(0.0));
    assert_eq!(exact_power(0, 0.9, 0.05), Ok(0.0));
}

/// A plan is enough where its exact power is, and stays so with every vote more.
#[test]
fn a_plan_lacks_votes_just_where_its_exact_power_is_short() {
    for p in [0.08, 0.42, 0.58, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0] {
        let is_strong = |n| exact_power(n, p, 0.05).unwrap() >= POWER;
        let needed = votes_for_power(p, POWER, 0.05).unwrap();
        let last_short = (0..450).rev().find(|n| !is_strong(*n)).unwrap();
        assert_eq!(needed, last_short + 1, "{p}");
        for n in 0..450 {
            assert_eq!(shortfall(n, p, 0.0), Ok(needed.saturating_sub(n)));
        }
        assert!(needed >= votes_needed(p, POWER, 0.05).unwrap());
    }
    // The normal approximation takes four votes for enough, of which no test ever rejects.
    assert_eq!(votes_needed(1.0, POWER, 0.05), Ok(4));
    assert_eq!(exact_power(5, 1.0, 0.05), Ok(0.0));
    assert_eq!(votes_for_power(1.0, POWER, 0.05), Ok(6));
    assert_eq!(votes_for_power(0.7, POWER, 0.05), Ok(54));
    // Of very many votes the approximation is near, and never below what is exact.
    let normal = votes_needed(0.51, POWER, 0.05).unwrap();
    let found = votes_for_power(0.51, POWER, 0.05).unwrap();
    assert!((normal..normal * 102 / 100).contains(&found));
    assert!(exact_power(found, 0.51, 0.05).unwrap() >= POWER);
}

#[test]
fn votes_are_enough_just_from_the_number_on_that_is_said() {
    for (p, h) in [
        (0.5, 0.1),
        (0.3, 0.01),
        (0.0, 0.2),
        (1.0, 0.001),
        (0.5, 0.6),
    ] {
        let n = votes_for_width(p, h, 0.95).unwrap();
        assert!(half_width(p, n, 0.95).unwrap() <= h);
        assert!(n == 1 || half_width(p, n - 1, 0.95).unwrap() > h);
    }
    assert_eq!(votes_needed(0.7, 0.8, 0.05), Ok(47));
    assert_eq!(votes_needed(0.3, 0.8, 0.05), Ok(47));
    assert_eq!(votes_needed(0.5, 0.8, 0.05), Err(Undefined::NoDifference));
    assert_eq!(
        votes_needed(f64::NAN, 0.8, 0.05),
        Err(Undefined::OutOfRange)
    );
    assert_eq!(votes_needed(0.6, 1.0, 0.05), Err(Undefined::OutOfRange));
    assert_eq!(votes_for_width(0.5, 0.0, 0.95), Err(Undefined::OutOfRange));
    assert_eq!(with_ties(70, 0.3), Ok(100));
    assert_eq!(with_ties(70, 1.0), Err(Undefined::OnlyTies));
    assert_eq!(shortfall(u64::MAX, 0.55, 0.2), Ok(0));
    assert_eq!(shortfall(47, 0.7, 0.5), Ok(2 * 54 - 47));
    assert_eq!(shortfall(1000, 0.5, 0.0), Err(Undefined::NoDifference));
}

#[test]
fn pairs_that_nothing_connects_are_asked_first() {
    let rows = [[0.0, 3.0, 0.0], [2.0, 0.0, 0.0], [0.0; 3]].map(Vec::from);
    let scores = Scores::of_rows(&rows).unwrap();
    for ridge in [0.0, 0.1] {
        let strengths = Strengths::of(&scores, ridge).unwrap();
        assert_eq!(next_pair(&strengths, &scores), Some((0, 2)));
        assert!(gain(&strengths, 0, 2).is_err());
        assert_eq!(gain(&strengths, 0, 0), Ok(0.0));
        assert!(gain(&strengths, 0, 9).is_err());
    }
    let strengths = Strengths::of(&scores, 0.1).unwrap();
    let alone = Scores::of_rows(&[vec![0.0]]).unwrap();
    let one = Strengths::of(&alone, 0.1).unwrap();
    let mut chance = Chance::new(Seed(1));
    assert_eq!(next_pair(&one, &alone), None);
    assert_eq!(choose(&one, &alone, &mut chance), None);
    let mut seen = [0; 3];
    for _ in 0..15_000 {
        let (i, j) = choose(&strengths, &scores, &mut chance).unwrap();
        seen[i + j - 1] += 1;
    }
    // A fifth at random, a third of it each; the others are the next pair.
    let expected = [900..1100, 12_800..13_200, 900..1100];
    let both = seen.iter().zip(&expected);
    assert!(
        both.clone().all(|(times, range)| range.contains(times)),
        "{seen:?}"
    );
}

/// Whoever asks what is proposed gets all models compared, then all strengths finite, and is not
/// asked the same for ever, whatever the answers are.
#[test]
fn asking_what_is_proposed_leads_to_strengths_without_a_ridge() {
    let models = 5;
    // The lower number wins, but for one vote in seven; nobody was compared at first.
    let mut rows = vec![vec![0.0; models]; models];
    for vote in 0..200 {
        let scores = Scores::of_rows(&rows).unwrap();
        let strengths = Strengths::of(&scores, 0.0).unwrap();
        let (i, j) = next_pair(&strengths, &scores).unwrap();
        let graph = Graph::of(&scores);
        assert_eq!(graph.connects(i, j), graph.is_connected(), "vote {vote}");
        if graph.is_connected() && !graph.is_strongly_connected() {
            assert!(!graph.bounds(i, j), "{i} and {j} are no question");
        }
        let (winner, loser) = if vote % 7 == 6 { (j, i) } else { (i, j) };
        rows[winner][loser] += 1.0;
    }
    let scores = Scores::of_rows(&rows).unwrap();
    assert!(Graph::of(&scores).is_strongly_connected());
    assert!(gain(&Strengths::of(&scores, 0.0).unwrap(), 0, 4).is_ok());
    // Where nobody ever loses to a lower number, all pairs are asked in turn.
    let mut rows = vec![vec![0.0; 3]; 3];
    for _ in 0..30 {
        let scores = Scores::of_rows(&rows).unwrap();
        let (i, j) = next_pair(&Strengths::of(&scores, 0.0).unwrap(), &scores).unwrap();
        rows[i][j] += 1.0;
    }
    assert_eq!([rows[0][1], rows[0][2], rows[1][2]], [10.0; 3]);
}
