//! Laws of what is counted of votes: rates, sides, ranks, graphs, and when to stop.

use std::collections::BTreeSet;

use proptest::prelude::*;
use trainmaster::stats::draw::{Chance, Drawn, Draws, Seed};
use trainmaster::stats::pairwise::counts::{Clustered, Counts, Outcome, Scores, Vote};
use trainmaster::stats::pairwise::elo::{Game, Rules, ratings};
use trainmaster::stats::pairwise::graph::Graph;
use trainmaster::stats::pairwise::position::{Shown, position_bias};
use trainmaster::stats::pairwise::power::half_width;
use trainmaster::stats::pairwise::ranks::ranks;
use trainmaster::stats::pairwise::sequential::{Watch, confidence_sequence, log_evidence};
use trainmaster::stats::pairwise::triads::triads;
use trainmaster::stats::pairwise::win_rate::{Record, between_by_prompt, overall_by_prompt};
use trainmaster::stats::{Interval, Undefined};

const DRAWS: Draws = Draws {
    replicates: 500,
    seed: Seed(2),
};

fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found} is not {expected}"
    );
}

fn record() -> impl Strategy<Value = Record> {
    (0..200_u64, 0..200_u64, 0..200_u64).prop_map(|(wins, losses, ties)| Record {
        wins,
        losses,
        ties,
    })
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop::sample::select(vec![Outcome::First, Outcome::Second, Outcome::Tie])
}

fn vote(first: u32, second: u32, outcome: Outcome) -> Vote {
    Vote {
        first,
        second,
        outcome,
    }
}

proptest! {
    #[test]
    fn both_sides_of_a_record_say_the_same(record in record()) {
        let (mine, other) = (record, record.swapped());
        prop_assert_eq!(mine.sign_p(), other.sign_p());
        let (Ok(rate), Ok(mirrored)) = (mine.win_rate(), other.win_rate()) else {
            prop_assert_eq!(mine.win_rate(), Err(Undefined::NoData));
            return Ok(());
        };
        near(rate.value + mirrored.value, 1.0, 1e-12);
        near(mine.net().unwrap(), 2.0 * rate.value - 1.0, 1e-12);
        near(mine.net().unwrap() + other.net().unwrap(), 0.0, 1e-12);
        near(mine.standard_error().unwrap(), other.standard_error().unwrap(), 1e-12);
        let (one, two) = (rate.interval.unwrap(), mirrored.interval.unwrap());
        near(one.low + two.high, 1.0, 1e-12);
        prop_assert!(one.low <= rate.value + 1e-12 && rate.value <= one.high + 1e-12);
        prop_assert_eq!(mine.decisive().is_err(), record.decisive_votes() == 0);
    }

    #[test]
    fn more_votes_of_the_same_kind_narrow_every_interval(record in record(), times in 2..9_u64) {
        prop_assume!(record.decisive_votes() > 0);
        let more = Record {
            wins: record.wins * times,
            losses: record.losses * times,
            ties: record.ties * times,
        };
        let width = |rate: Result<trainmaster::stats::Estimate, _>| {
            rate.unwrap().interval.unwrap().width()
        };
        prop_assert!(width(more.win_rate()) < width(record.win_rate()));
        prop_assert!(width(more.decisive()) < width(record.decisive()));
        let (n, many) = (record.votes(), more.votes());
        let (few, many) = (half_width(0.3, n, 0.95).unwrap(), half_width(0.3, many, 0.95).unwrap());
        prop_assert!(many < few);
    }

    #[test]
    fn one_fair_vote_more_leaves_the_evidence_as_it_was(
        wins in 0..400_u64,
        losses in 0..400_u64,
        p0 in 0.05..0.95,
    ) {
        let now = log_evidence(wins, losses, p0).unwrap();
        let ratio = |wins, losses| (log_evidence(wins, losses, p0).unwrap() - now).exp();
        near(p0 * ratio(wins + 1, losses) + (1.0 - p0) * ratio(wins, losses + 1), 1.0, 1e-9);
    }

    #[test]
    fn evidence_depends_on_the_votes_and_p_on_their_order(
        votes in prop::collection::vec(any::<bool>(), 0..300),
        p0 in 0.1..0.9,
    ) {
        let mut watch = Watch::against(p0).unwrap();
        let (mut p, mut wins) = (1.0, 0);
        for (n, vote) in votes.iter().enumerate() {
            watch.see(*vote);
            wins += u64::from(*vote);
            let losses = n as u64 + 1 - wins;
            near(watch.log_evidence(), log_evidence(wins, losses, p0).unwrap(), 1e-9);
            prop_assert!(watch.always_valid_p() <= p);
            p = watch.always_valid_p();
            prop_assert!(p <= 1.0 && p * watch.evidence() <= 1.0 + 1e-9);
        }
        // p₀ is thrown out just where the evidence against it is enough.
        let interval = watch.interval(0.05).unwrap();
        prop_assert_eq!(interval.has(p0), watch.evidence() < 20.0);
    }

    #[test]
    fn what_a_confidence_sequence_leaves_ends_where_the_evidence_says(
        wins in 1..5000_u64,
        losses in 1..5000_u64,
    ) {
        let interval = confidence_sequence(wins, losses, 0.05).unwrap();
        for end in [interval.low, interval.high] {
            near(log_evidence(wins, losses, end).unwrap(), 20_f64.ln(), 1e-6);
        }
        let surer = confidence_sequence(wins, losses, 0.01).unwrap();
        prop_assert!(surer.low < interval.low && interval.high < surer.high);
        let turned = confidence_sequence(losses, wins, 0.05).unwrap();
        near(turned.low + interval.high, 1.0, 1e-12);
    }

    #[test]
    fn sides_turn_with_what_is_shown_first(
        votes in prop::collection::vec((0..4_u32, 0..4_u32, outcome()), 0..60),
    ) {
        let shown = |(first, second, outcome): &(u32, u32, Outcome)| Shown {
            first: *first, second: *second, outcome: *outcome,
        };
        let all: Vec<Shown<u32>> = votes.iter().map(shown).collect();
        let bias = position_bias(&all);
        // The same choices by raters who see the sides exchanged.
        let turned: Vec<Shown<u32>> = all
            .iter()
            .map(|v| Shown { first: v.second, second: v.first, outcome: v.outcome.swapped() })
            .collect();
        let other = position_bias(&turned);
        prop_assert_eq!(other.sides, bias.sides.swapped());
        prop_assert_eq!(other.swaps.consistent, bias.swaps.consistent);
        prop_assert_eq!(other.swaps.first_biased, bias.swaps.second_biased);
        prop_assert_eq!(other.swaps.mixed, bias.swaps.mixed);
        prop_assert_eq!(other.swaps.one_order, bias.swaps.one_order);
        let mut reversed = all.clone();
        reversed.reverse();
        prop_assert_eq!(position_bias(&reversed), bias);
        // Each pair of different items counts once, in one way.
        let pair = |v: &Shown<u32>| (v.first.min(v.second), v.first.max(v.second));
        let different = all.iter().filter(|v| v.first != v.second);
        let pairs: BTreeSet<(u32, u32)> = different.map(pair).collect();
        let counted = bias.swaps.pairs() + bias.swaps.one_order;
        prop_assert_eq!(counted, pairs.len() as u64);
        match bias.swaps.flip_rate() {
            Ok(rate) => prop_assert_eq!(rate.n + rate.left_out, pairs.len()),
            Err(why) => prop_assert_eq!((why, bias.swaps.pairs()), (Undefined::NoData, 0)),
        }
    }

    #[test]
    fn elo_moves_points_and_makes_none(
        games in prop::collection::vec((0..5_usize, 1..5_usize, 0.0..=1.0), 0..200),
        k in 0.1..64.0,
    ) {
        let game = |(first, step, score): (usize, usize, f64)| (first, (first + step) % 5, score);
        let games: Vec<Game> = games.into_iter().map(game).collect();
        let after = ratings(5, &games, Rules { k, ..Rules::default() }).unwrap();
        near(after.iter().sum(), 5000.0, 1e-8);
    }

    #[test]
    fn components_are_what_can_be_reached(
        edges in prop::collection::vec((0..7_usize, 0..7_usize), 0..14),
    ) {
        let mut rows = vec![vec![0.0; 7]; 7];
        for (i, j) in &edges {
            rows[*i][*j] += 1.0;
        }
        let graph = Graph::of(&Scores::of_rows(&rows).unwrap());
        let closure = |edge: &dyn Fn(usize, usize) -> bool| {
            let from = |i| std::array::from_fn(|j| i == j || edge(i, j));
            let mut reach: [[bool; 7]; 7] = std::array::from_fn(from);
            for via in 0..7 {
                for i in 0..7 {
                    (0..7).for_each(|j| reach[i][j] |= reach[i][via] && reach[via][j]);
                }
            }
            reach
        };
        let beats = closure(&|i, j| rows[i][j] > 0.0);
        let compared = closure(&|i, j| rows[i][j] + rows[j][i] > 0.0);
        let group = |groups: &[Vec<usize>], i| groups.iter().position(|group| group.contains(&i));
        for i in 0..7 {
            for j in 0..7 {
                prop_assert_eq!(graph.connects(i, j), compared[i][j]);
                let strong = &graph.strong_components;
                prop_assert_eq!(group(strong, i) == group(strong, j), beats[i][j] && beats[j][i]);
            }
        }
        prop_assert_eq!(graph.strong_components.iter().map(Vec::len).sum::<usize>(), 7);
    }

    #[test]
    fn ranks_hold_the_rank_of_every_choice_within_the_intervals(
        ends in prop::collection::vec((-3.0..3.0, 0.0..2.0, 0.0..=1.0), 1..8),
    ) {
        let interval =
            |(low, width, _): &(f64, f64, f64)| Interval { low: *low, high: low + width };
        let ranges = ranks(&ends.iter().map(interval).collect::<Vec<_>>()).unwrap();
        let values: Vec<f64> = ends.iter().map(|(low, width, at)| low + width * at).collect();
        for (value, range) in values.iter().zip(&ranges) {
            let above = values.iter().filter(|other| *other > value).count();
            prop_assert!((range.best..=range.worst).contains(&(above + 1)));
        }
    }
}

#[test]
fn no_number_of_votes_is_too_many_to_watch() {
    let mut watch = Watch::against(0.5).unwrap();
    (0..100_000).for_each(|at| watch.see(at % 5 < 3));
    near(
        watch.log_evidence() / log_evidence(60_000, 40_000, 0.5).unwrap(),
        1.0,
        1e-9,
    );
    assert!(watch.evidence() > 1e300 && watch.always_valid_p() < 1e-300);
    let interval = watch.interval(0.05).unwrap();
    assert!(interval.has(0.6) && interval.width() < 0.02);
    assert_eq!(Watch::against(1.0).err(), Some(Undefined::OutOfRange));
    assert_eq!(confidence_sequence(3, 0, 0.0), Err(Undefined::OutOfRange));
}

#[test]
fn the_chance_of_a_false_alarm_is_held_at_all_times() {
    let mut chance = Chance::new(Seed(9));
    let alarms = (0..400)
        .filter(|_| {
            let mut watch = Watch::against(0.5).unwrap();
            (0..500).for_each(|_| watch.see(chance.below(2) == 1));
            watch.always_valid_p() <= 0.05
        })
        .count();
    assert!(alarms <= 28, "{alarms} of 400 at 5 %");
}

#[test]
fn circles_are_found_whatever_models_are_called() {
    let orders = [[0, 1, 2], [1, 2, 0], [0, 2, 1], [2, 1, 0]];
    for [a, b, c] in orders {
        let beats = [(a, b), (b, c), (c, a), (a, 3), (b, 3), (c, 3)];
        let votes = beats.map(|(winner, loser)| vote(winner, loser, Outcome::First));
        let counts = Counts::of(4, votes).unwrap();
        let found = triads(&counts, 1);
        let share = found.share.unwrap();
        assert_eq!((share.value, share.n, share.left_out), (0.25, 4, 0));
        let expected = if (b + 3 - a) % 3 == 1 {
            [0, 1, 2]
        } else {
            [0, 2, 1]
        };
        assert_eq!(found.cycles, [expected]);
        assert_eq!(triads(&counts, 2).share, Err(Undefined::NoData));
    }
    for n in 0..3 {
        let found = triads(&Counts::new(n).unwrap(), 0).share;
        assert_eq!(found, Err(Undefined::TooFew { n, needed: 3 }));
    }
}

#[test]
fn a_range_of_ranks_is_printed_short() {
    let intervals = [(0.0, 1.0), (0.5, 2.0), (5.0, 6.0)].map(|(low, high)| Interval { low, high });
    let printed: Vec<String> = ranks(&intervals)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(printed, ["2–3", "2–3", "1"]);
    let check = |low, high, expected| assert_eq!(ranks(&[Interval { low, high }]).err(), expected);
    check(f64::NAN, 1.0, Some(Undefined::NotANumber));
    check(2.0, 1.0, Some(Undefined::OutOfRange));
}

#[test]
fn a_win_rate_over_prompts_is_wider_where_votes_repeat() {
    let votes = (0..60_u32).flat_map(|prompt| {
        let outcome = if prompt % 3 == 0 {
            Outcome::Second
        } else {
            Outcome::First
        };
        [(prompt, vote(0, 1, outcome)); 4]
    });
    let prompts = Clustered::of(2, votes).unwrap();
    let record = Record::between(&prompts.total(), 0, 1);
    assert_eq!(record, Record::overall(&prompts.total(), 0));
    let plain = record.win_rate().unwrap().interval.unwrap().width();
    let clustered = between_by_prompt(&prompts, (0, 1), DRAWS, &mut |_| ()).unwrap();
    let width = clustered.interval.unwrap().width();
    assert!(width > 1.5 * plain, "{width} {plain}");
}

#[test]
fn a_win_rate_over_prompts_is_that_of_its_votes() {
    use Outcome::{First, Second, Tie};
    let once = |at: u32| {
        [
            (4 * at, vote(0, 1, First)),
            (4 * at, vote(1, 0, Tie)),
            (4 * at + 1, vote(1, 0, First)),
            (4 * at + 1, vote(0, 2, First)),
            (4 * at + 2, vote(2, 0, Second)),
            (4 * at + 3, vote(1, 2, Second)),
        ]
    };
    let prompts = |times: u32| Clustered::of(4, (0..times).flat_map(once)).unwrap();
    let (few, many) = (prompts(2), prompts(10));
    let counts = many.total();
    let check = |pair: Option<usize>, record: Record, n, left_out| {
        let mut told = 0;
        let mut rate = |model| match pair {
            Some(other) => between_by_prompt(&many, (model, other), DRAWS, &mut |n| told = n),
            None => overall_by_prompt(&many, model, DRAWS, &mut |n| told = n),
        };
        let (found, again) = (rate(0).unwrap(), rate(0).unwrap());
        assert_eq!(found, again);
        assert_eq!(told, DRAWS.replicates);
        assert_eq!(found.value, record.win_rate().unwrap().value);
        assert_eq!((found.n, found.left_out), (n, left_out));
        assert!(found.interval.unwrap().has(found.value));
        let undefined = 0;
        assert_eq!(
            found.drawn,
            Some(Drawn {
                draws: DRAWS,
                undefined
            })
        );
    };
    check(Some(1), Record::between(&counts, 0, 1), 20, 20);
    check(None, Record::overall(&counts, 0), 30, 10);
    let rate = |prompts, pair| between_by_prompt(prompts, pair, DRAWS, &mut |_| ());
    // The same in all prompts tells nothing of how they vary, and few have no interval.
    assert_eq!(rate(&many, (1, 2)).unwrap().interval, Err(Undefined::Alike));
    assert_eq!(rate(&many, (0, 2)).unwrap().interval, Err(Undefined::Alike));
    let found = rate(&few, (0, 1)).unwrap();
    let too_few = Err(Undefined::TooFew { n: 4, needed: 10 });
    assert_eq!((found.interval, found.drawn), (too_few, None));
    assert_eq!(found.value, rate(&many, (0, 1)).unwrap().value);
    for nothing in [(0, 3), (3, 0), (0, 0), (9, 0), (0, 9)] {
        assert_eq!(rate(&many, nothing), Err(Undefined::NoData), "{nothing:?}");
    }
}

#[test]
fn elo_refuses_what_cannot_be() {
    let refused = |games: &[Game], rules| ratings(2, games, rules).is_err();
    let usual = Rules::default();
    assert!(refused(&[(0, 2, 1.0)], usual) && refused(&[(1, 1, 1.0)], usual));
    assert!(refused(&[(0, 1, f64::NAN)], usual) && refused(&[(0, 1, 2.0)], usual));
    assert!(refused(
        &[],
        Rules {
            scale: 0.0,
            ..usual
        }
    ));
    assert!(refused(
        &[],
        Rules {
            k: f64::INFINITY,
            ..usual
        }
    ));
}
