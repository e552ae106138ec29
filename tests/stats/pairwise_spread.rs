//! Laws of how estimates vary, and of what style does to votes.

use proptest::prelude::*;
use trainmaster::stats::draw::{Chance, Draws, Seed};
use trainmaster::stats::pairwise::bootstrap::{Bootstrap, Place, Spread, Unit};
use trainmaster::stats::pairwise::bradley_terry::{RIDGE, Strengths};
use trainmaster::stats::pairwise::counts::{Clustered, Counts, Outcome, Vote};
use trainmaster::stats::pairwise::style::{
    Described, Options, Scale, length_effect, order_effect, relative_difference, style_control,
};
use trainmaster::stats::{CONFIDENCE, Undefined};

use crate::votes::{
    MODELS, all_near, counts, drawn_votes, enough_votes, near, some_votes, strengths, thetas, vote,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_feature_in_other_units_does_the_same(
        votes in enough_votes(),
        unit in 0.01..100.0,
        zero in -5.0..5.0,
    ) {
        let fit = |scale, unit: f64, zero: f64| {
            let feature = |v: &Vote| unit * (f64::from(v.first * 7 + v.second * 3)).sin() + zero;
            let row = |v: &Vote| Described { vote: *v, features: vec![feature(v)] };
            let rows: Vec<Described> = votes.iter().map(row).collect();
            let options = Options { ridge: 0.5, scale };
            style_control(MODELS as usize, &rows, options).unwrap().effects[0].unwrap()
        };
        for (scale, zero) in [(Scale::ZScore, zero), (Scale::RootMeanSquare, 0.0)] {
            let (plain, other) = (fit(scale, 1.0, 0.0), fit(scale, unit, zero));
            near(other.gamma, plain.gamma, 1e-8);
            near(other.standard_error, plain.standard_error, 1e-8);
        }
    }

    #[test]
    fn without_features_style_control_is_bradley_terry(votes in enough_votes(), ridge in 0.0..2.0) {
        let rows: Vec<Described> =
            votes.iter().map(|v| Described { vote: *v, features: Vec::new() }).collect();
        let options = Options { ridge, scale: Scale::default() };
        let fit = style_control(MODELS as usize, &rows, options).unwrap();
        let found: Vec<f64> = fit.theta.into_iter().map(Result::unwrap).collect();
        all_near(&found, &thetas(&strengths(&votes, ridge)), 1e-9);
    }

    #[test]
    fn a_resample_has_as_many_votes_and_only_such_as_there_were(votes in some_votes(), seed: u64) {
        let counts = counts(&votes);
        let mut drawn = counts.clone();
        drawn.draw(&counts.again().unwrap(), &mut Chance::new(Seed(seed)));
        prop_assert_eq!(drawn.votes(), votes.len() as u64);
        for i in 0..counts.models() {
            for j in (0..counts.models()).filter(|j| *j != i) {
                prop_assert!(counts.wins(i, j) > 0 || drawn.wins(i, j) == 0);
                prop_assert!(counts.ties(i, j) > 0 || drawn.ties(i, j) == 0);
            }
        }
    }
}

fn draw(unit: Unit, ridge: f64, replicates: usize) -> Spread {
    let seed = Seed(3);
    Spread::draw(unit, ridge, Draws { replicates, seed }, &mut |_| ()).unwrap()
}

fn by_prompt(votes: &[Vote]) -> Clustered {
    Clustered::of(MODELS as usize, (0..).zip(votes.iter().copied())).unwrap()
}

#[test]
fn bootstraps_agree_with_each_other_and_with_the_sandwich() {
    let votes = drawn_votes(3000, 0.3, 7);
    let (counts, prompts) = (counts(&votes), by_prompt(&votes));
    assert_eq!(prompts.total(), counts);
    let of_votes = draw(Unit::Vote(&counts), 0.0, 600);
    let of_prompts = draw(Unit::Prompt(&prompts), 0.0, 600);
    let plain = strengths(&votes, 0.0);
    let (robust, clustered) = (plain.robust(&counts), plain.robust_by_prompt(&prompts));
    for model in 0..MODELS as usize {
        let sd = |spread: &Spread| spread.thetas(model).sd().unwrap();
        let error = |fit: &Strengths| fit.standard_error(model).unwrap();
        near(sd(&of_votes) / error(&robust), 1.0, 0.1);
        near(sd(&of_prompts) / error(&robust), 1.0, 0.1);
        near(error(clustered.as_ref().unwrap()), error(&robust), 1e-12);
        // Ties vary less than the information takes them to.
        assert!(error(&robust) < error(&plain));
        for spread in [&of_votes, &of_prompts] {
            let interval = spread.interval(model, CONFIDENCE).unwrap();
            assert!(interval.has(plain.theta(model).unwrap()));
        }
    }
}

#[test]
fn without_ties_the_sandwich_is_near_the_information() {
    let votes = drawn_votes(20_000, 0.0, 1);
    let plain = strengths(&votes, 0.0);
    let robust = plain.robust(&counts(&votes));
    for model in 0..MODELS as usize {
        let error = |fit: &Strengths| fit.standard_error(model).unwrap();
        near(error(&robust) / error(&plain), 1.0, 0.03);
    }
}

#[test]
fn votes_that_hang_together_count_once() {
    let votes = drawn_votes(400, 0.2, 5);
    let thrice = votes.iter().flat_map(|vote| [*vote; 3]);
    let hung = (0..).zip(thrice).map(|(at, vote)| (at / 3, vote));
    let prompts = Clustered::of(MODELS as usize, hung).unwrap();
    assert_eq!((prompts.prompts(), prompts.total().votes()), (400, 3 * 400));
    let once = strengths(&votes, 0.0);
    let thrice = Strengths::of(&prompts.total().halves(), 0.0).unwrap();
    let (honest, fooled) = (
        thrice.robust_by_prompt(&prompts),
        thrice.robust(&prompts.total()),
    );
    for model in 0..MODELS as usize {
        let error = |fit: &Strengths| fit.standard_error(model).unwrap();
        let single = error(&once.robust(&counts(&votes)));
        near(error(honest.as_ref().unwrap()), single, 1e-9);
        near(error(&fooled) * 3_f64.sqrt(), single, 1e-9);
    }
    let mut chance = Chance::new(Seed(1));
    for _ in 0..20 {
        let drawn = prompts.resample(&mut chance);
        assert_eq!(drawn.votes(), 3 * 400);
        assert!(
            drawn
                .pairs()
                .all(|(i, j)| drawn.times(i, j).is_multiple_of(3))
        );
    }
}

#[test]
fn length_and_order_have_odds() {
    let votes = drawn_votes(600, 0.2, 12);
    let longer_wins = votes.iter().enumerate().map(|(at, v)| {
        let lengths = match v.outcome {
            Outcome::First if at % 3 > 0 => [300.0, 100.0],
            Outcome::Second if at % 3 > 0 => [100.0, 300.0],
            _ => [200.0, 190.0],
        };
        (*v, lengths)
    });
    let length = length_effect(MODELS as usize, longer_wins).unwrap();
    assert!(length.interval.unwrap().low > 2.0);
    assert_eq!(length.n, 600);
    let same = votes.iter().map(|v| (*v, [50.0, 50.0]));
    assert_eq!(
        length_effect(MODELS as usize, same),
        Err(Undefined::NoVariation)
    );
    assert!(
        order_effect(MODELS as usize, votes.iter().copied())
            .unwrap()
            .interval
            .unwrap()
            .has(1.0)
    );
    assert_eq!(relative_difference(0.0, 0.0), 0.0);
    assert_eq!(relative_difference(3.0, 1.0), 0.5);
}

#[test]
fn style_that_cannot_be_told_says_why() {
    let votes = drawn_votes(100, 0.0, 3);
    let fit = |ridge, describe: &dyn Fn(usize, &Vote) -> Vec<f64>| {
        let row = |(at, v): (usize, &Vote)| Described {
            vote: *v,
            features: describe(at, v),
        };
        let rows: Vec<Described> = votes.iter().enumerate().map(row).collect();
        style_control(
            MODELS as usize,
            &rows,
            Options {
                ridge,
                scale: Scale::ZScore,
            },
        )
    };
    let wave = |at: usize| (at as f64).sin();
    let twins = fit(0.0, &|at, _| vec![wave(at), wave(at)]);
    assert_eq!(twins.err(), Some(Undefined::Confounded));
    assert!(fit(0.1, &|at, _| vec![wave(at), wave(at)]).is_ok());
    // What tells every vote beforehand; a tie would hold it.
    let oracle = |v: &Vote| {
        vec![if v.outcome == Outcome::First {
            1.0
        } else {
            -1.0
        }]
    };
    assert_eq!(
        fit(0.0, &|_, v| oracle(v)).err(),
        Some(Undefined::NoMaximum)
    );
    assert!(fit(0.1, &|_, v| oracle(v)).is_ok());
    let flat = fit(0.0, &|at, _| vec![0.1, wave(at)]).unwrap();
    assert_eq!(flat.effects[0], Err(Undefined::NoVariation));
    assert_eq!(
        flat.effects[1],
        fit(0.0, &|at, _| vec![wave(at)]).unwrap().effects[0]
    );
    assert_eq!(
        fit(0.1, &|at, _| vec![0.0; at % 2]).err(),
        Some(Undefined::Mismatched)
    );
    assert_eq!(
        fit(0.1, &|_, _| vec![f64::NAN]).err(),
        Some(Undefined::NotANumber)
    );
    let none = style_control(2, &[], Options::default());
    assert_eq!(none.err(), Some(Undefined::NoData));
}

fn by_hand(votes: &[(u32, u32, Outcome, u32)]) -> Counts {
    let mut counts = Counts::new(MODELS as usize).unwrap();
    for (first, second, outcome, times) in votes {
        counts.add(vote(*first, *second, *outcome), *times).unwrap();
    }
    counts
}

/// Where each replicate of so many votes puts a model: at a strength, above, below, nowhere.
fn places(votes: &[(u32, u32, Outcome, u32)], model: usize) -> ([usize; 4], Spread) {
    let counts = by_hand(votes);
    let spread = draw(Unit::Vote(&counts), RIDGE, 1000);
    let mut found = [0; 4];
    let drawn = Bootstrap::new(Unit::Vote(&counts), RIDGE, Seed(3)).unwrap();
    for replicate in drawn.take(1000) {
        found[match replicate[model] {
            Place::At(_) => 0,
            Place::Above => 1,
            Place::Below => 2,
            Place::Unknown => 3,
        }] += 1;
    }
    (found, spread)
}

#[test]
fn a_resample_that_loses_a_model_keeps_the_others() {
    use Outcome::{First, Second};
    let pair = [(0, 1, First, 150), (0, 1, Second, 50)];
    // One win and one defeat: each is missed with a chance of e⁻¹ = 37 %.
    let thin = [pair[0], pair[1], (0, 2, First, 1), (0, 2, Second, 1)];
    let ([at, above, below, unknown], spread) = places(&thin, 2);
    assert!((350..450).contains(&at), "{at}");
    assert!((180..290).contains(&above) && (180..290).contains(&below));
    assert!((90..180).contains(&unknown), "{unknown}");
    assert_eq!(spread.interval(2, CONFIDENCE), Err(Undefined::Unstable));
    let strengths = Bootstrap::new(Unit::Vote(&by_hand(&thin)), RIDGE, Seed(1)).unwrap();
    for model in [0, 1] {
        let theta = strengths.strengths().theta(model).unwrap();
        assert!(spread.interval(model, CONFIDENCE).unwrap().has(theta));
    }
    // One who was beaten rarely has no upper end, and one who was beaten often has one.
    let rarely = [pair[0], pair[1], (2, 0, First, 40), (2, 0, Second, 2)];
    let ([_, above, ..], spread) = places(&rarely, 2);
    assert!((90..180).contains(&above), "{above}");
    assert_eq!(spread.interval(2, CONFIDENCE), Err(Undefined::NoMaximum));
    assert!(spread.interval(0, CONFIDENCE).is_ok());
    let often = [pair[0], pair[1], (2, 0, First, 40), (2, 0, Second, 9)];
    let (found, spread) = places(&often, 2);
    assert!(found[0] > 990, "{found:?}");
    assert!(spread.interval(2, CONFIDENCE).is_ok());
}

/// By the votes among the others alone: what the ridge makes of him is none of their business.
#[test]
fn whoever_is_beside_the_core_has_no_replicates() {
    use Outcome::{First, Second};
    let pair = [(0, 1, First, 150), (0, 1, Second, 50)];
    let (_, alone) = places(&pair, 0);
    for beside in [(0, 2, First, 40), (2, 1, First, 1), (2, 1, First, 4000)] {
        let (found, spread) = places(&[pair[0], pair[1], beside], 2);
        assert_eq!(found, [0, 0, 0, 1000]);
        assert_eq!(spread.interval(2, CONFIDENCE), Err(Undefined::NoMaximum));
        assert_eq!(spread.interval(3, CONFIDENCE), Err(Undefined::NoData));
        for model in [0, 1] {
            let expected = alone.interval(model, CONFIDENCE);
            assert_eq!(spread.interval(model, CONFIDENCE), expected);
        }
    }
}

#[test]
fn what_never_varied_has_no_interval() {
    use Outcome::{First, Second, Tie};
    let alike = Err(Undefined::Alike);
    let check = |outcomes: &[Outcome]| {
        // Each prompt has the same votes, so that prompts differ in nothing.
        let prompt = |at| {
            outcomes
                .iter()
                .map(move |outcome| (at, vote(0, 1, *outcome)))
        };
        let prompts = Clustered::of(2, (0..20).flat_map(prompt)).unwrap();
        let plain = Strengths::of(&prompts.total().halves(), RIDGE).unwrap();
        assert!(plain.standard_error(0).unwrap() > 0.1);
        let by_prompt = plain.robust_by_prompt(&prompts).unwrap();
        assert!(by_prompt.standard_error(0).unwrap() < 1e-9);
        let spread = draw(Unit::Prompt(&prompts), RIDGE, 50);
        assert_eq!(spread.interval(0, CONFIDENCE), alike, "{outcomes:?}");
    };
    check(&[Tie]);
    check(&[First, Second]);
    check(&[Tie, Second, First]);
}
