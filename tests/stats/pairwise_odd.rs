//! Whatever numbers go in, what comes out is a number or says why it is none, and certainty is
//! never made up.

use proptest::prelude::*;
use trainmaster::stats::draw::{Chance, Draws, Seed};
use trainmaster::stats::pairwise::active::{choose, gain, next_pair};
use trainmaster::stats::pairwise::bootstrap::{Spread, Unit};
use trainmaster::stats::pairwise::bradley_terry::Strengths;
use trainmaster::stats::pairwise::counts::{Clustered, Counts, Outcome, Scores, Vote};
use trainmaster::stats::pairwise::elo::{Rules, ratings};
use trainmaster::stats::pairwise::graph::Graph;
use trainmaster::stats::pairwise::position::{Shown, Swaps, position_bias};
use trainmaster::stats::pairwise::power::{
    exact_power, half_width, shortfall, votes_for_power, votes_for_width, votes_needed, with_ties,
};
use trainmaster::stats::pairwise::ranking::ranking;
use trainmaster::stats::pairwise::ranks::ranks;
use trainmaster::stats::pairwise::sequential::{Watch, confidence_sequence, log_evidence};
use trainmaster::stats::pairwise::style::{
    Described, Options, Scale, StyleFit, length_effect, order_effect, style_control,
    style_control_by_prompt,
};
use trainmaster::stats::pairwise::ties::{TieFit, are_many, davidson, rao_kupper};
use trainmaster::stats::pairwise::triads::triads;
use trainmaster::stats::pairwise::win_rate::{Record, between_by_prompt, overall_by_prompt};
use trainmaster::stats::{CONFIDENCE, Estimate, Interval, Undefined};

use crate::votes::{near, vote};

const DRAWS: Draws = Draws {
    replicates: 30,
    seed: Seed(1),
};

/// A figure is a number.
fn number(figure: Result<f64, Undefined>) {
    assert!(
        figure.is_ok_and(f64::is_finite) || figure.is_err(),
        "{figure:?}"
    );
}

/// An interval has two ends, and some width.
fn interval(interval: Result<Interval, Undefined>) {
    ends(interval);
    assert!(
        interval.is_err() || interval.is_ok_and(|ends| ends.width() > 0.0),
        "{interval:?}"
    );
}

/// The ends of an interval are numbers, the lower one first.
fn ends(interval: Result<Interval, Undefined>) {
    let Ok(Interval { low, high }) = interval else {
        return;
    };
    assert!(
        low.is_finite() && high.is_finite() && low <= high,
        "{interval:?}"
    );
}

/// As `estimate`, of more votes than a number has digits: then its interval may have no width.
fn estimate_of_any_count(estimate: Result<Estimate, Undefined>) {
    number(estimate.map(|estimate| estimate.value));
    ends(estimate.and_then(|estimate| estimate.interval));
}

fn estimate(estimate: Result<Estimate, Undefined>) {
    number(estimate.map(|estimate| estimate.value));
    interval(estimate.and_then(|estimate| estimate.interval));
}

fn ridge() -> impl Strategy<Value = f64> {
    let odd = [
        0.0,
        1e-300,
        1e-9,
        0.1,
        1e9,
        1e300,
        f64::MAX,
        f64::INFINITY,
        f64::NAN,
        -0.1,
    ];
    prop::sample::select(odd.to_vec())
}

fn any_number() -> impl Strategy<Value = f64> {
    let odd = [
        0.0,
        -0.0,
        0.5,
        1.0,
        -1.0,
        2.0,
        0.05,
        1e-300,
        1e300,
        f64::MAX,
        f64::MIN_POSITIVE,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    prop::sample::select(odd.to_vec())
}

fn any_count() -> impl Strategy<Value = u64> {
    prop::sample::select(vec![
        0,
        1,
        2,
        50,
        1000,
        1 << 32,
        1 << 53,
        u64::MAX - 1,
        u64::MAX,
    ])
}

/// Few models, and votes of which one may be said any number of times.
fn any_counts() -> impl Strategy<Value = Counts> {
    let times = prop::sample::select(vec![0, 1, 1, 2, 30, 1000, u32::MAX]);
    let outcome = prop::sample::select(vec![Outcome::First, Outcome::Second, Outcome::Tie]);
    let votes = prop::collection::vec((0..4_u32, 1..4_u32, outcome, times), 0..8);
    (0..5_usize, votes).prop_map(|(models, votes)| {
        let mut counts = Counts::new(models).unwrap();
        let k = models as u32;
        for (first, step, outcome, times) in votes.iter().filter(|_| k > 1) {
            let (first, step) = (first % k, 1 + step % (k - 1));
            counts
                .add(vote(first, (first + step) % k, *outcome), *times)
                .unwrap();
        }
        counts
    })
}

fn any_votes() -> impl Strategy<Value = (usize, Vec<(u32, Vote)>)> {
    let outcome = prop::sample::select(vec![Outcome::First, Outcome::Second, Outcome::Tie]);
    let votes = prop::collection::vec((0..4_u32, 0..4_u32, 1..4_u32, outcome), 0..12);
    (0..5_usize, votes).prop_map(|(models, votes)| {
        let k = models as u32;
        let votes = votes
            .iter()
            .filter(|_| k > 1)
            .map(|(prompt, first, step, outcome)| {
                let (first, step) = (first % k, 1 + step % (k - 1));
                (*prompt, vote(first, (first + step) % k, *outcome))
            });
        (models, votes.collect())
    })
}

fn sound_strengths(strengths: &Strengths, scores: &Scores) {
    for i in 0..=strengths.models() {
        number(strengths.theta(i));
        number(strengths.standard_error(i));
        for j in 0..=strengths.models() {
            number(strengths.difference(i, j));
            number(strengths.variance_of_difference(i, j));
            number(gain(strengths, i, j));
        }
    }
    let is_some = strengths.models() > 1;
    assert_eq!(next_pair(strengths, scores).is_some(), is_some);
    let chosen = choose(strengths, scores, &mut Chance::new(Seed(1)));
    assert_eq!(chosen.is_some(), is_some);
}

fn sound_style(fit: Result<StyleFit, Undefined>, models: usize) {
    let Ok(fit) = fit else { return };
    for effect in fit.effects.iter().flatten() {
        number(Ok(effect.gamma));
        number(Ok(effect.standard_error));
        interval(effect.interval(CONFIDENCE));
    }
    (0..3).for_each(|feature| estimate(fit.odds_ratio(feature)));
    for i in 0..=models {
        number(fit.standard_error(i));
        interval(fit.interval(i, CONFIDENCE));
        (0..=models).for_each(|j| estimate(fit.win_rate_at_zero(i, j)));
    }
    fit.theta.iter().for_each(|theta| number(*theta));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn counts_make_numbers(counts in any_counts(), ridge in ridge()) {
        let scores = counts.halves();
        Graph::of(&scores);
        are_many(&counts);
        estimate(triads(&counts, 0).share);
        if let Ok(strengths) = Strengths::of(&scores, ridge) {
            sound_strengths(&strengths, &scores);
            sound_strengths(&strengths.robust(&counts), &scores);
        }
        for fit in [davidson, rao_kupper] {
            let fit: Result<TieFit, Undefined> = fit(&counts, ridge);
            let Ok(fit) = fit else { continue };
            for figures in [&fit.theta, &fit.standard_errors, &fit.shares()] {
                for figure in figures {
                    number(Ok(*figure));
                }
            }
            number(Ok(fit.tie));
            number(fit.log_tie_error);
            number(Ok(fit.log_likelihood));
        }
        for model in 0..=counts.models() {
            let record = Record::overall(&counts, model);
            estimate(record.win_rate());
            estimate(record.decisive());
        }
        let few = Draws { replicates: 8, ..DRAWS };
        if let Ok(spread) = Spread::draw(Unit::Vote(&counts), ridge, few, &mut |_| ()) {
            (0..=counts.models()).for_each(|model| interval(spread.interval(model, CONFIDENCE)));
        }
    }

    #[test]
    fn votes_by_prompt_make_numbers((models, votes) in any_votes(), ridge in ridge()) {
        let clustered = Clustered::of(models, votes.clone()).unwrap();
        for model in 0..=models {
            estimate(overall_by_prompt(&clustered, model, DRAWS, &mut |_| ()));
            estimate(between_by_prompt(&clustered, (model, 0), DRAWS, &mut |_| ()));
        }
        let none = Draws { replicates: 0, ..DRAWS };
        estimate(overall_by_prompt(&clustered, 0, none, &mut |_| ()));
        let scores = clustered.total().halves();
        if let Ok(strengths) = Strengths::of(&scores, ridge)
            && let Ok(robust) = strengths.robust_by_prompt(&clustered)
        {
            sound_strengths(&robust, &scores);
        }
        for draws in [none, DRAWS] {
            let Ok(found) = ranking(&clustered, ridge, draws, &mut |_| ()) else { continue };
            for standing in found.models {
                number(standing.theta);
                number(standing.elo);
                interval(standing.interval);
                let ranks = standing.ranks.into_iter().chain(standing.ranks_at_once);
                ranks.for_each(|range| assert!(1 <= range.best && range.best <= range.worst));
            }
        }
    }

    #[test]
    fn features_make_numbers(
        (models, votes) in any_votes(),
        ridge in ridge(),
        values in prop::collection::vec(any_number(), 24),
        scale in prop::sample::select(vec![Scale::AsItIs, Scale::RootMeanSquare, Scale::ZScore]),
    ) {
        let row = |(at, (_, vote)): (usize, &(u32, Vote))| Described {
            vote: *vote,
            features: vec![values[at], values[at + 12]],
        };
        let rows: Vec<Described> = votes.iter().enumerate().map(row).collect();
        let prompts: Vec<u32> = votes.iter().map(|(prompt, _)| *prompt).collect();
        let options = Options { ridge, scale };
        sound_style(style_control(models, &rows, options), models);
        sound_style(style_control_by_prompt(models, &rows, &prompts, options), models);
        let only = || votes.iter().map(|(_, vote)| *vote);
        estimate(order_effect(models, only()));
        let lengths = values.chunks(2).map(|pair| [pair[0], pair[1]]);
        estimate(length_effect(models, only().zip(lengths)));
        let shown = |vote: Vote| Shown {
            first: vote.first,
            second: vote.second,
            outcome: vote.outcome,
        };
        let bias = position_bias(&only().map(shown).collect::<Vec<_>>());
        estimate(bias.first_rate());
        number(bias.p());
        estimate(bias.swaps.flip_rate());
        number(bias.swaps.sign_p());
    }

    #[test]
    fn single_numbers_make_numbers(
        [wins, losses, ties] in [any_count(), any_count(), any_count()],
        [a, b, c] in [any_number(), any_number(), any_number()],
    ) {
        let record = Record { wins, losses, ties };
        estimate_of_any_count(record.win_rate());
        estimate_of_any_count(record.decisive());
        number(record.standard_error());
        number(record.net());
        number(record.sign_p());
        ends(confidence_sequence(wins, losses, a));
        number(log_evidence(wins, losses, a));
        if let Ok(mut watch) = Watch::against(a) {
            (0..30).for_each(|at| watch.see(at % 3 == 0));
            number(Ok(watch.evidence()));
            number(Ok(watch.always_valid_p()));
            interval(watch.interval(b));
        }
        let swaps = Swaps {
            consistent: wins,
            first_biased: losses,
            second_biased: ties,
            mixed: wins,
            one_order: losses,
        };
        estimate_of_any_count(swaps.flip_rate());
        number(swaps.sign_p());
        let whole = |n: Result<u64, Undefined>| number(n.map(|n| n as f64));
        whole(votes_needed(a, b, c));
        whole(votes_for_power(a, b, c));
        whole(with_ties(wins, a));
        whole(votes_for_width(a, b, c));
        whole(shortfall(wins, a, b));
        number(exact_power(wins, a, b));
        number(half_width(a, wins, b));
        let rules = Rules { k: a, initial: b, scale: c, ..Rules::default() };
        let games = [(0, 1, 1.0), (1, 0, 0.5), (0, 1, 0.0)];
        for rating in ratings(2, &games, rules).into_iter().flatten() {
            number(Ok(rating));
        }
        if let Ok(ranges) = ranks(&[Interval { low: a, high: b }, Interval { low: b, high: c }]) {
            assert!(ranges.iter().all(|range| range.best <= range.worst));
        }
        let rows = [vec![0.0, a], vec![b, 0.0]];
        if let Ok(scores) = Scores::of_rows(&rows) {
            if let Ok(strengths) = Strengths::of(&scores, c) {
                sound_strengths(&strengths, &scores);
            }
            if let Ok(known) = Strengths::known(&[a, c], &scores) {
                sound_strengths(&known, &scores);
            }
        }
    }
}

#[test]
fn the_largest_numbers_overflow_nothing() {
    let most = u64::MAX;
    let record = |wins, losses, ties| Record { wins, losses, ties };
    let check = |record: Record, rate: f64, decisive: f64, net: f64| {
        let (found, of_decisive) = (record.win_rate().unwrap(), record.decisive().unwrap());
        near(found.value, rate, 1e-12);
        near(of_decisive.value, decisive, 1e-12);
        near(record.net().unwrap(), net, 1e-12);
        assert!(found.interval.unwrap().has(rate) && of_decisive.interval.unwrap().has(decisive));
        assert!(record.standard_error().unwrap() < 1e-9);
    };
    check(record(most, most, most), 0.5, 0.5, 0.0);
    check(record(most, 0, most), 0.75, 1.0, 0.5);
    check(record(most, most, 0), 0.5, 0.5, 0.0);
    assert_eq!(record(most, most, 0).sign_p(), Err(Undefined::OutOfRange));
    let even = confidence_sequence(most, most, 0.05).unwrap();
    assert!(even.has(0.5) && even.width() < 1e-6);
    let mut counts = Counts::new(2).unwrap();
    counts.add(vote(0, 1, Outcome::First), u32::MAX).unwrap();
    (0..40).for_each(|_| counts.merge(&counts.clone()).unwrap());
    let mut both = counts.clone();
    both.add(vote(1, 0, Outcome::Tie), 1).unwrap();
    assert_eq!((both.times(0, 1), both.votes()), (most, most));
    assert_eq!(counts.wins(usize::MAX, 1), 0);
    assert_eq!(both.halves().won(usize::MAX, 1), 0.0);
    assert_eq!(counts.halves().won(0, 2), 0.0);
    let swaps = Swaps {
        consistent: most,
        first_biased: most,
        second_biased: most,
        mixed: most,
        one_order: most,
    };
    assert_eq!(swaps.pairs(), most);
    near(swaps.flip_rate().unwrap().value, 0.5, 1e-12);
}
