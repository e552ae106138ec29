//! What must not matter to votes: their order, which side is which, what models are called, and how
//! often the same is said.

use proptest::prelude::*;
use trainmaster::stats::draw::{Draws, Seed};
use trainmaster::stats::general::proportion::clopper_pearson;
use trainmaster::stats::pairwise::counts::{Clustered, Counts, Outcome, Vote};
use trainmaster::stats::pairwise::graph::Graph;
use trainmaster::stats::pairwise::position::{Shown, position_bias};
use trainmaster::stats::pairwise::sequential::confidence_sequence;
use trainmaster::stats::pairwise::style::{
    Described, Options, Scale, StyleFit, length_effect, order_effect, relative_difference,
    style_control, style_control_by_prompt,
};
use trainmaster::stats::pairwise::ties::{TieFit, davidson, rao_kupper};
use trainmaster::stats::pairwise::triads::triads;
use trainmaster::stats::pairwise::win_rate::{Record, between_by_prompt, overall_by_prompt};
use trainmaster::stats::{Estimate, Interval, Undefined};

use crate::votes::{MODELS, all_near, counts, enough_votes, near, some_votes, strengths, vote};

/// A model of ties.
type Model = fn(&Counts, f64) -> Result<TieFit, Undefined>;

const TIES: [Model; 2] = [davidson, rao_kupper];

const DRAWS: Draws = Draws {
    replicates: 40,
    seed: Seed(5),
};

/// What is said of a vote, and of which features: by what the vote is, not where it stands.
fn described(votes: &[Vote]) -> Vec<Described> {
    let row = |v: &Vote| Described {
        vote: *v,
        features: vec![
            f64::from(v.first * 3 + v.second).sin(),
            f64::from(v.second).cos() - f64::from(v.first).cos(),
        ],
    };
    votes.iter().map(row).collect()
}

fn style(rows: &[Described], ridge: f64) -> Result<StyleFit, Undefined> {
    let scale = Scale::ZScore;
    style_control(MODELS as usize, rows, Options { ridge, scale })
}

fn theta(fit: &StyleFit) -> Vec<f64> {
    fit.theta.iter().map(|theta| theta.unwrap()).collect()
}

fn gamma(fit: &StyleFit) -> Vec<f64> {
    let kept = fit.effects.iter().flatten();
    kept.map(|effect| effect.gamma).collect()
}

fn shown(votes: &[Vote]) -> Vec<Shown<u32>> {
    let shown = |v: &Vote| Shown {
        first: v.first,
        second: v.second,
        outcome: v.outcome,
    };
    votes.iter().map(shown).collect()
}

fn opposite(theta: &[f64]) -> Vec<f64> {
    theta.iter().map(|theta| -theta).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn turned_votes_turn_the_models_of_ties(votes in enough_votes()) {
        let turned: Vec<Vote> =
            votes.iter().map(|v| vote(v.first, v.second, v.outcome.swapped())).collect();
        for fit in TIES {
            let (plain, turned) = (fit(&counts(&votes), 0.1), fit(&counts(&turned), 0.1));
            let (plain, turned) = (plain.unwrap(), turned.unwrap());
            all_near(&turned.theta, &opposite(&plain.theta), 1e-8);
            all_near(&turned.standard_errors, &plain.standard_errors, 1e-8);
            near(turned.tie, plain.tie, 1e-8 * plain.tie);
            near(turned.log_likelihood, plain.log_likelihood, 1e-8);
        }
    }

    #[test]
    fn exchanged_sides_change_no_strength_and_turn_the_order(votes in enough_votes()) {
        let sides: Vec<Vote> =
            votes.iter().map(|v| vote(v.second, v.first, v.outcome.swapped())).collect();
        for fit in TIES {
            prop_assert_eq!(fit(&counts(&votes), 0.1), fit(&counts(&sides), 0.1));
        }
        let rows = described(&votes);
        let turned: Vec<Described> = rows.iter().zip(&sides).map(|(row, vote)| Described {
            vote: *vote,
            features: opposite(&row.features),
        }).collect();
        let (plain, other) = (style(&rows, 0.1).unwrap(), style(&turned, 0.1).unwrap());
        all_near(&theta(&other), &theta(&plain), 1e-8);
        all_near(&gamma(&other), &gamma(&plain), 1e-8);
        let (mine, theirs) =
            (plain.win_rate_at_zero(0, 1).unwrap(), other.win_rate_at_zero(1, 0).unwrap());
        near(mine.value + theirs.value, 1.0, 1e-8);
        let order = |votes: &[Vote]| order_effect(MODELS as usize, votes.iter().copied()).unwrap();
        let (plain, other) = (order(&votes), order(&sides));
        near(plain.value.ln(), -other.value.ln(), 1e-8);
        let (plain, other) = (plain.interval.unwrap(), other.interval.unwrap());
        near(plain.low.ln(), -other.high.ln(), 1e-8);
    }

    /// Which of two is called the first is an accident, vote by vote: turned with its features,
    /// whatever votes are, nothing changes. A centred feature would change everything.
    #[test]
    fn any_votes_can_be_turned(
        votes in enough_votes(),
        turns in prop::collection::vec(any::<bool>(), 140),
        lengths in prop::collection::vec((1.0..900.0, 1.0..900.0), 140),
    ) {
        let mut rows = Vec::new();
        let mut turned = Vec::new();
        for ((v, (a, b)), is_turned) in votes.iter().zip(lengths).zip(turns) {
            rows.push((*v, [a, b]));
            let other = (vote(v.second, v.first, v.outcome.swapped()), [b, a]);
            turned.push(if is_turned { other } else { (*v, [a, b]) });
        }
        let effect = |rows: &[(Vote, [f64; 2])]| {
            length_effect(MODELS as usize, rows.iter().copied()).unwrap()
        };
        let (plain, other) = (effect(&rows), effect(&turned));
        near(other.value.ln(), plain.value.ln(), 1e-8);
        let (plain, other) = (plain.interval.unwrap(), other.interval.unwrap());
        all_near(&[other.low.ln(), other.high.ln()], &[plain.low.ln(), plain.high.ln()], 1e-8);
        let fit = |rows: &[(Vote, [f64; 2])]| {
            let row = |(vote, [a, b]): &(Vote, [f64; 2])| Described {
                vote: *vote,
                features: vec![relative_difference(*a, *b), (a - b) / 70.0],
            };
            let prompts: Vec<u32> = (0..rows.len() as u32).map(|at| at % 13).collect();
            let rows: Vec<Described> = rows.iter().map(row).collect();
            style_control_by_prompt(MODELS as usize, &rows, &prompts, Options::default()).unwrap()
        };
        let (plain, other) = (fit(&rows), fit(&turned));
        all_near(&theta(&other), &theta(&plain), 1e-8);
        all_near(&gamma(&other), &gamma(&plain), 1e-8);
        let rate = |fit: &StyleFit| fit.win_rate_at_zero(0, 1).unwrap();
        let (plain, other) = (rate(&plain), rate(&other));
        near(other.value, plain.value, 1e-8);
        near(other.interval.unwrap().low, plain.interval.unwrap().low, 1e-8);
    }

    #[test]
    fn the_order_of_votes_changes_no_bit_of_anything(votes in some_votes(), at in 0..100_usize) {
        let mut moved = votes.clone();
        moved.rotate_left(at % votes.len());
        moved.reverse();
        let (one, other) = (counts(&votes), counts(&moved));
        for fit in TIES {
            prop_assert_eq!(fit(&one, 0.1), fit(&other, 0.1));
        }
        prop_assert_eq!(strengths(&votes, 0.1).robust(&one), strengths(&moved, 0.1).robust(&other));
        prop_assert_eq!(Graph::of(&one.halves()), Graph::of(&other.halves()));
        prop_assert_eq!(triads(&one, 1), triads(&other, 1));
        prop_assert_eq!(Record::overall(&one, 0), Record::overall(&other, 0));
        prop_assert_eq!(position_bias(&shown(&votes)), position_bias(&shown(&moved)));
        let order = |votes: &[Vote]| order_effect(MODELS as usize, votes.iter().copied());
        prop_assert_eq!(order(&votes), order(&moved));
        // By prompt: a vote takes its prompt with it.
        let prompt = |v: &Vote| v.first * 7 + v.second * 2 + u32::from(v.outcome == Outcome::Tie);
        let style = |votes: &[Vote]| {
            let prompts: Vec<u32> = votes.iter().map(prompt).collect();
            let rows = described(votes);
            style_control_by_prompt(MODELS as usize, &rows, &prompts, Options::default())
        };
        prop_assert_eq!(style(&votes), style(&moved));
        let rates = |votes: &[Vote]| {
            let hung = votes.iter().map(|v| (prompt(v), *v));
            let hung = Clustered::of(MODELS as usize, hung).unwrap();
            let pair = between_by_prompt(&hung, (0, 1), DRAWS, &mut |_| ());
            let overall = overall_by_prompt(&hung, 2, DRAWS, &mut |_| ());
            (pair, overall, strengths(votes, 0.1).robust_by_prompt(&hung))
        };
        prop_assert_eq!(rates(&votes), rates(&moved));
    }

    #[test]
    fn other_names_only_move_the_answers(votes in enough_votes(), by in 1..MODELS) {
        let turn = |model| (model * 2 + by) % MODELS;
        let named: Vec<Vote> =
            votes.iter().map(|v| vote(turn(v.first), turn(v.second), v.outcome)).collect();
        let (plain, other) = (counts(&votes), counts(&named));
        let moved = |figures: &[f64]| -> Vec<f64> {
            (0..MODELS).map(|model| figures[turn(model) as usize]).collect()
        };
        for fit in TIES {
            let (plain, other) = (fit(&plain, 0.0).unwrap(), fit(&other, 0.0).unwrap());
            all_near(&moved(&other.theta), &plain.theta, 1e-8);
            all_near(&moved(&other.standard_errors), &plain.standard_errors, 1e-8);
            near(other.tie, plain.tie, 1e-8 * plain.tie);
        }
        let rows = described(&votes);
        let renamed: Vec<Described> = rows.iter().zip(&named).map(|(row, vote)| Described {
            vote: *vote,
            ..row.clone()
        }).collect();
        let (before, after) = (style(&rows, 0.2).unwrap(), style(&renamed, 0.2).unwrap());
        all_near(&moved(&theta(&after)), &theta(&before), 1e-8);
        all_near(&gamma(&after), &gamma(&before), 1e-8);
        let new = |models: &[usize]| {
            let mut new: Vec<usize> = models.iter().map(|m| turn(*m as u32) as usize).collect();
            new.sort_unstable();
            new
        };
        let (before, after) = (Graph::of(&plain.halves()), Graph::of(&other.halves()));
        prop_assert_eq!(new(&before.undefeated), after.undefeated);
        prop_assert_eq!(new(&before.winless), after.winless);
        prop_assert_eq!(triads(&plain, 2).share, triads(&other, 2).share);
        for model in 0..MODELS {
            let (old, new) = (model as usize, turn(model) as usize);
            prop_assert_eq!(Record::overall(&plain, old), Record::overall(&other, new));
        }
    }

    #[test]
    fn twice_the_votes_say_the_same_more_surely_everywhere(votes in enough_votes()) {
        let twice = [votes.clone(), votes.clone()].concat();
        for fit in TIES {
            let once = fit(&counts(&votes), 0.0).unwrap();
            let surer = fit(&counts(&twice), 0.0).unwrap();
            all_near(&surer.theta, &once.theta, 1e-8);
            near(surer.tie, once.tie, 1e-8 * once.tie);
            let wider: Vec<f64> =
                surer.standard_errors.iter().map(|error| error * 2_f64.sqrt()).collect();
            all_near(&wider, &once.standard_errors, 1e-7);
        }
        // Features that can be told apart from strengths.
        let rows = |votes: &[Vote], times: usize| {
            let row = |(at, v): (usize, &Vote)| Described {
                vote: *v,
                features: vec![((at % (votes.len() / times)) as f64).sin()],
            };
            votes.iter().enumerate().map(row).collect::<Vec<_>>()
        };
        let fits = (style(&rows(&votes, 1), 0.0), style(&rows(&twice, 2), 0.0));
        // A feature may tell every vote beforehand, twice as well as once.
        let (Ok(once), Ok(surer)) = fits else {
            prop_assert_eq!(fits.0.err(), fits.1.err());
            return Ok(());
        };
        all_near(&theta(&surer), &theta(&once), 1e-7);
        all_near(&gamma(&surer), &gamma(&once), 1e-7);
        let errors = |fit: &StyleFit| fit.effects[0].unwrap().standard_error;
        near(errors(&surer) * 2_f64.sqrt() / errors(&once), 1.0, 1e-6);
        let width = |rate: Result<Estimate, Undefined>| rate.unwrap().interval.unwrap().width();
        prop_assert!(width(surer.win_rate_at_zero(0, 1)) < width(once.win_rate_at_zero(0, 1)));
        let (once, surer) = (position_bias(&shown(&votes)), position_bias(&shown(&twice)));
        prop_assert_eq!(once.swaps, surer.swaps);
        prop_assert_eq!(once.first_rate().unwrap().value, surer.first_rate().unwrap().value);
        prop_assert!(width(surer.first_rate()) < width(once.first_rate()));
    }

    #[test]
    fn more_votes_of_the_same_share_leave_less_standing(
        wins in 0..400_u64,
        losses in 0..400_u64,
        times in 2..9_u64,
    ) {
        prop_assume!(wins + losses > 0);
        let sequence = |times| confidence_sequence(wins * times, losses * times, 0.05).unwrap();
        let exact = |times| clopper_pearson(wins * times, (wins + losses) * times, 0.95).unwrap();
        let share = wins as f64 / (wins + losses) as f64;
        let check = |few: Interval, many: Interval| {
            prop_assert!(many.width() < few.width(), "{few:?} {many:?}");
            prop_assert!(few.low <= many.low && many.high <= few.high, "{few:?} {many:?}");
            prop_assert!(many.has(share));
            Ok(())
        };
        check(sequence(1), sequence(times))?;
        check(exact(1), exact(times))?;
        // Holding at all times at once costs width.
        prop_assert!(exact(1).width() < sequence(1).width());
    }
}
