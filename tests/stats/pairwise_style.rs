//! Strengths with style held still: how they vary, and what is left of a win rate.

use proptest::prelude::*;
use trainmaster::stats::draw::{Chance, Seed};
use trainmaster::stats::pairwise::bradley_terry::{Strengths, chance_of_winning};
use trainmaster::stats::pairwise::counts::{Clustered, Outcome, Vote};
use trainmaster::stats::pairwise::graph::Graph;
use trainmaster::stats::pairwise::style::{
    Described, Options, Scale, StyleFit, style_control, style_control_by_prompt,
};
use trainmaster::stats::pairwise::win_rate::Record;
use trainmaster::stats::{CONFIDENCE, Undefined};

use crate::votes::{
    MODELS, all_near, counts, drawn_votes, enough_votes, near, some_votes, strengths, vote,
};

const PLAIN: Options = Options {
    ridge: 0.0,
    scale: Scale::RootMeanSquare,
};

/// Rows of one feature each.
fn described(votes: &[Vote], feature: impl Fn(usize, &Vote) -> f64) -> Vec<Described> {
    let row = |(at, vote): (usize, &Vote)| Described {
        vote: *vote,
        features: vec![feature(at, vote)],
    };
    votes.iter().enumerate().map(row).collect()
}

fn bare(votes: &[Vote]) -> Vec<Described> {
    let row = |vote: &Vote| Described {
        vote: *vote,
        features: Vec::new(),
    };
    votes.iter().map(row).collect()
}

fn prompts(rows: &[Described]) -> Vec<u32> {
    (0..rows.len() as u32).collect()
}

fn errors(fit: &StyleFit) -> Vec<f64> {
    let models = 0..fit.theta.len();
    models
        .map(|model| fit.standard_error(model).unwrap())
        .collect()
}

fn wave(at: usize, _: &Vote) -> f64 {
    (at as f64).sin() + 0.2
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn without_features_errors_are_those_of_bradley_terry(
        votes in enough_votes(),
        ridge in prop_oneof![Just(0.0), 0.01..2.0],
    ) {
        let (rows, options) = (bare(&votes), Options { ridge, scale: Scale::default() });
        let plain = strengths(&votes, ridge);
        let of = |fit: &Strengths| -> Vec<f64> {
            (0..MODELS as usize).map(|model| fit.standard_error(model).unwrap()).collect()
        };
        let fit = style_control(MODELS as usize, &rows, options).unwrap();
        all_near(&errors(&fit), &of(&plain), 1e-9);
        // A few prompts, so that votes hang together.
        let prompts: Vec<u32> = (0..rows.len() as u32).map(|at| at % 13).collect();
        let hung = prompts.iter().copied().zip(votes.iter().copied());
        let clustered = Clustered::of(MODELS as usize, hung).unwrap();
        let fit = style_control_by_prompt(MODELS as usize, &rows, &prompts, options).unwrap();
        all_near(&errors(&fit), &of(&plain.robust_by_prompt(&clustered).unwrap()), 1e-9);
    }

    #[test]
    fn scaling_changes_nothing_at_zero(
        votes in enough_votes(),
        unit in 0.1..10.0,
        zero in -2.0..2.0,
    ) {
        // All votes between two in one order, so that a constant has a place in the strengths.
        let votes: Vec<Vote> = votes.iter().map(|v| vote(0, 1, v.outcome)).collect();
        let rows = described(&votes, |at, v| unit * wave(at, v) + zero);
        let at_zero = |scale| {
            let options = Options { ridge: 0.0, scale };
            style_control(2, &rows, options).unwrap().win_rate_at_zero(0, 1).unwrap()
        };
        let (scaled, plain) = (at_zero(Scale::ZScore), at_zero(Scale::AsItIs));
        near(scaled.value, plain.value, 1e-7);
        let (scaled, plain) = (scaled.interval.unwrap(), plain.interval.unwrap());
        all_near(&[scaled.low, scaled.high], &[plain.low, plain.high], 1e-7);
    }

    #[test]
    fn who_is_first_does_not_matter_where_sides_are_even(votes in some_votes()) {
        let mirrored = |v: &Vote| vote(v.second, v.first, v.outcome.swapped());
        let sign = |at: usize| if at < votes.len() { 1.0 } else { -1.0 };
        let both: Vec<Vote> = votes.iter().copied().chain(votes.iter().map(mirrored)).collect();
        let rows = described(&both, |at, v| sign(at) * wave(at % votes.len(), v));
        let fit = style_control(MODELS as usize, &rows, Options::default()).unwrap();
        for i in 0..MODELS as usize {
            for j in 0..i {
                let (one, other) = (fit.win_rate_at_zero(i, j), fit.win_rate_at_zero(j, i));
                let (Ok(one), Ok(other)) = (one, other) else {
                    prop_assert_eq!(one, other);
                    continue;
                };
                near(one.value + other.value, 1.0, 1e-9);
                // Where only the ridge keeps a rate from 0 or 1 there is no interval.
                let bounded = Graph::of(&counts(&votes).halves()).bounds(i, j);
                prop_assert_eq!(one.interval.is_ok(), bounded);
                if let (Ok(one), Ok(other)) = (one.interval, other.interval) {
                    near(one.low + other.high, 1.0, 1e-9);
                }
            }
        }
    }
}

#[test]
fn style_votes_that_hang_together_count_once() {
    let votes = drawn_votes(400, 0.2, 5);
    let once = described(&votes, wave);
    let thrice: Vec<Described> = once.iter().flat_map(|row| vec![row.clone(); 3]).collect();
    let hung: Vec<u32> = (0..thrice.len() as u32).map(|at| at / 3).collect();
    let models = MODELS as usize;
    let single = style_control_by_prompt(models, &once, &prompts(&once), PLAIN).unwrap();
    let honest = style_control_by_prompt(models, &thrice, &hung, PLAIN).unwrap();
    let fooled = style_control(models, &thrice, PLAIN).unwrap();
    all_near(&errors(&honest), &errors(&single), 1e-9);
    let gamma = |fit: &StyleFit| fit.effects[0].unwrap().standard_error;
    near(gamma(&honest), gamma(&single), 1e-9);
    assert!(gamma(&fooled) < 0.7 * gamma(&honest));
    let width = |fit: &StyleFit| {
        let rate = fit.win_rate_at_zero(0, 1).unwrap();
        rate.interval.unwrap().width()
    };
    near(width(&honest), width(&single), 1e-9);
    assert!(width(&fooled) < 0.7 * width(&honest));
}

/// Models that are alike but for length, which wins: what is left at equal length is a half.
#[test]
fn the_win_rate_of_the_longer_one_is_even_at_equal_length() {
    let mut chance = Chance::new(Seed(4));
    let (mut votes, mut lengths) = (Vec::new(), Vec::new());
    for _ in 0..2000 {
        let is_turned = chance.below(2) == 1;
        let longer = 0.5 + chance.unit() - 0.3;
        let is_win = chance.unit() < chance_of_winning(3.0 * longer);
        let won = if is_win == is_turned {
            Outcome::Second
        } else {
            Outcome::First
        };
        votes.push(if is_turned {
            vote(1, 0, won)
        } else {
            vote(0, 1, won)
        });
        lengths.push(if is_turned { -longer } else { longer });
    }
    let rows = described(&votes, |at, _| lengths[at]);
    let fit = style_control_by_prompt(2, &rows, &prompts(&rows), Options::default()).unwrap();
    let raw = Record::overall(&counts(&votes), 0).win_rate().unwrap();
    assert!(raw.interval.unwrap().low > 0.7);
    let controlled = fit.win_rate_at_zero(0, 1).unwrap();
    assert!(controlled.interval.unwrap().has(0.5), "{controlled:?}");
    assert!(controlled.interval.unwrap().width() < 0.2, "{controlled:?}");
    assert_eq!((controlled.n, controlled.left_out), (2000, 0));
    let odds = fit.odds_ratio(0).unwrap();
    assert!(odds.interval.unwrap().low > 1.5 && odds.n == 2000);
    assert!(fit.interval(0, CONFIDENCE).unwrap().has(0.0));
}

/// The delta method against fits of resampled rows.
#[test]
fn the_win_rate_at_zero_varies_as_resamples_do() {
    let votes = drawn_votes(800, 0.2, 9);
    let rows = described(&votes, |at, v| wave(at, v) + f64::from(v.first) / 4.0);
    let models = MODELS as usize;
    let fit = style_control_by_prompt(models, &rows, &prompts(&rows), Options::default()).unwrap();
    let mut chance = Chance::new(Seed(6));
    let mut rates: Vec<f64> = (0..400)
        .map(|_| {
            let row = |_| rows[chance.below(800) as usize].clone();
            let drawn: Vec<Described> = (0..800).map(row).collect();
            let fit = style_control(models, &drawn, Options::default()).unwrap();
            fit.win_rate_at_zero(0, 3).unwrap().value
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    let interval = fit.win_rate_at_zero(0, 3).unwrap().interval.unwrap();
    near(interval.low, rates[10], 0.02);
    near(interval.high, rates[389], 0.02);
}

#[test]
fn style_has_no_interval_of_what_stands_by_the_ridge() {
    let votes = [
        vote(0, 1, Outcome::First),
        vote(1, 0, Outcome::First),
        vote(2, 0, Outcome::First),
    ];
    let rows = described(&votes, wave);
    let fit = style_control(3, &rows, Options::default()).unwrap();
    assert!(fit.theta[2].unwrap() > fit.theta[0].unwrap());
    assert_eq!(fit.interval(2, CONFIDENCE), Err(Undefined::NoMaximum));
    assert!(fit.interval(0, CONFIDENCE).is_ok());
    let rate = |i, j| fit.win_rate_at_zero(i, j).unwrap().interval;
    assert_eq!(rate(2, 0), Err(Undefined::NoMaximum));
    assert!(rate(0, 1).is_ok());
}

#[test]
fn style_says_what_it_does_not_know() {
    let apart = [
        vote(0, 1, Outcome::First),
        vote(1, 0, Outcome::First),
        vote(2, 3, Outcome::First),
    ];
    let rows = described(&apart, |at, _| at as f64);
    let fit = style_control(5, &rows, Options::default()).unwrap();
    let rate = |i, j| fit.win_rate_at_zero(i, j).map(|rate| rate.n);
    assert_eq!(rate(0, 1), Ok(3));
    assert_eq!(rate(0, 2), Err(Undefined::Disconnected));
    assert_eq!(rate(0, 4), Err(Undefined::NoData));
    assert_eq!(rate(9, 0), Err(Undefined::OutOfRange));
    assert_eq!(fit.standard_error(4), Err(Undefined::NoData));
    assert_eq!(fit.interval(0, 1.0), Err(Undefined::OutOfRange));
    assert_eq!(fit.odds_ratio(1).err(), Some(Undefined::OutOfRange));
    let by = |prompts: &[u32]| style_control_by_prompt(5, &rows, prompts, Options::default()).err();
    assert_eq!(by(&[0, 1]), Some(Undefined::Mismatched));
    assert_eq!(by(&[4, 4, 5]), Some(Undefined::TooFew { n: 2, needed: 10 }));
    // Of ties alone nothing varies, however a feature does.
    let ties = [vote(0, 1, Outcome::Tie); 12];
    let rows = described(&ties, wave);
    let fit = style_control_by_prompt(2, &rows, &prompts(&rows), Options::default()).unwrap();
    let alike = Err(Undefined::Alike);
    assert_eq!(fit.interval(0, CONFIDENCE), alike);
    assert_eq!(fit.effects[0].unwrap().interval(CONFIDENCE), alike);
    assert_eq!(fit.odds_ratio(0).unwrap().interval, alike);
    assert_eq!(fit.win_rate_at_zero(0, 1).unwrap().interval, alike);
}
