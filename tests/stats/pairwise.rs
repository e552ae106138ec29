//! Votes between two: golden vectors.

// The vectors write whole numbers as what JSON has.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use serde_json::Value;
use trainmaster::stats::pairwise::bradley_terry::{Strengths, elo};
use trainmaster::stats::pairwise::counts::{Counts, Outcome, Scores, Vote};
use trainmaster::stats::pairwise::graph::Graph;
use trainmaster::stats::pairwise::position::{Shown, position_bias};
use trainmaster::stats::pairwise::ranks::ranks;
use trainmaster::stats::pairwise::sequential::Watch;
use trainmaster::stats::pairwise::style::{Described, Options, Scale, style_control};
use trainmaster::stats::pairwise::ties::{davidson, rao_kupper};
use trainmaster::stats::pairwise::win_rate::Record;
use trainmaster::stats::pairwise::{active, elo as online, power};
use trainmaster::stats::{CONFIDENCE, Interval, Undefined};

use crate::vectors::{self, Case, ends, figure, known};

#[test]
fn vectors_win_rate() {
    vectors::check("win_rate", |case, key| {
        let record = Record {
            wins: case.read("wins"),
            losses: case.read("losses"),
            ties: case.read("ties"),
        };
        let (rate, decisive) = (record.win_rate(), record.decisive());
        match key {
            "win_rate" => figure(rate.map(|rate| rate.value)),
            "wilson_half" => ends(rate.and_then(|rate| rate.interval)),
            "se_trinomial" => figure(record.standard_error()),
            "decisive" => figure(decisive.map(|rate| rate.value)),
            "decisive_wilson" => ends(decisive.and_then(|rate| rate.interval)),
            "sign_p" => figure(record.sign_p()),
            "net" => figure(record.net()),
            _ => None,
        }
    });
}

#[test]
fn vectors_bradley_terry() {
    vectors::check("bradley_terry", |case, key| {
        let rows: Vec<Vec<f64>> = case.read("wins");
        let mut scores = Scores::of_rows(&rows).unwrap();
        if let Some(ties) = case.given::<Vec<Vec<f64>>>("ties") {
            let with_half = |i: usize, j: usize| rows[i][j] + ties[i][j] / 2.0;
            let models = 0..rows.len();
            let row = |i| models.clone().map(|j| with_half(i, j)).collect();
            scores = Scores::of_rows(&models.clone().map(row).collect::<Vec<_>>()).unwrap();
        }
        let strengths = Strengths::of(&scores, case.given("lam").unwrap_or(0.0)).unwrap();
        let graph = Graph::of(&scores);
        // The vectors measure from the last model where they name no other.
        let reference = case.given("ref").unwrap_or(rows.len().saturating_sub(1));
        let each = |of: &dyn Fn(usize) -> Result<f64, Undefined>| each(rows.len(), of);
        match key {
            "theta" => each(&|model| strengths.theta(model)),
            "elo" => each(&|model| strengths.theta(model).map(elo)),
            "se" => each(&|model| strengths.standard_error(model)),
            "theta_vs_ref" => each(&|model| strengths.difference(model, reference)),
            "components" => known(graph.components.len()),
            "strongly_connected" => known(graph.is_strongly_connected()),
            _ => None,
        }
    });
}

/// A figure a model; null where none has one.
#[allow(clippy::unnecessary_wraps)]
fn each(models: usize, of: &dyn Fn(usize) -> Result<f64, Undefined>) -> Option<Value> {
    let figures: Vec<Option<f64>> = (0..models).map(|model| of(model).ok()).collect();
    let is_empty = models > 0 && figures.iter().all(Option::is_none);
    if is_empty {
        return figure(of(0));
    }
    known(figures)
}

#[test]
fn vectors_bt_ties() {
    vectors::check("bt_ties", |case, key| {
        let counts = paired(case);
        let ridge = case.given("lam").unwrap_or(0.0);
        let (model, part) = key.split_once('_')?;
        let fit = match model {
            "davidson" => davidson(&counts, ridge),
            "rk" => rao_kupper(&counts, ridge),
            _ => return None,
        };
        match (model, part) {
            (_, "pi") => figure(fit.map(|fit| fit.shares())),
            (_, "theta") => figure(fit.map(|fit| fit.theta)),
            ("davidson", "nu") | ("rk", "eta") => figure(fit.map(|fit| fit.tie)),
            (_, "loglik") => figure(fit.map(|fit| fit.log_likelihood)),
            _ => None,
        }
    });
}

/// Rows of two models, wins of each, and ties.
fn paired(case: &Case) -> Counts {
    let mut counts = Counts::new(case.read("n_items")).unwrap();
    for row in case.read::<Vec<[f64; 5]>>("pairs") {
        let [first, second, won, lost, tied] = row.map(|number| number as u32);
        for (outcome, times) in [
            (Outcome::First, won),
            (Outcome::Second, lost),
            (Outcome::Tie, tied),
        ] {
            let vote = Vote {
                first,
                second,
                outcome,
            };
            counts.add(vote, times).unwrap();
        }
    }
    counts
}

#[test]
fn vectors_elo() {
    vectors::check("elo", |case, key| {
        let usual = online::Rules::default();
        let rule = |name, usual| case.given(name).unwrap_or(usual);
        let rules = online::Rules {
            k: rule("k", usual.k),
            initial: rule("initial", usual.initial),
            scale: rule("scale", usual.scale),
            base: rule("base", usual.base),
        };
        let games: Vec<[f64; 3]> = case.read("games");
        let game = |[first, second, outcome]: [f64; 3]| (first as usize, second as usize, outcome);
        let games: Vec<online::Game> = games.into_iter().map(game).collect();
        let ratings = online::ratings(case.read("n_items"), &games, rules);
        (key == "ratings").then(|| figure(ratings))?
    });
}

#[test]
fn vectors_style_control() {
    vectors::check("style_control", |case, key| {
        let models: usize = case.read("n_items");
        let rows: Vec<Described> = case
            .read::<Vec<Vec<f64>>>("rows")
            .iter()
            .map(|row| Described {
                vote: Vote {
                    first: row[0] as u32,
                    second: row[1] as u32,
                    outcome: outcome(row[2]),
                },
                features: row[3..].to_vec(),
            })
            .collect();
        let options = Options {
            ridge: case.given("lam").unwrap_or(0.0),
            scale: if case.given("standardise").unwrap_or(false) {
                Scale::ZScore
            } else {
                Scale::AsItIs
            },
        };
        let fit = style_control(models, &rows, options);
        let effects = |fit: Result<_, _>, of: &dyn Fn(_) -> f64| {
            figure(
                fit.map(|fit: trainmaster::stats::pairwise::style::StyleFit| {
                    let effects = fit.effects.into_iter();
                    effects
                        .map(|effect| effect.ok().map(of))
                        .collect::<Vec<_>>()
                }),
            )
        };
        match key {
            "theta" => match fit {
                Ok(fit) => each(models, &|model| fit.theta[model]),
                Err(_) => Some(Value::Null),
            },
            "gamma" => effects(fit, &|effect| effect.gamma),
            "gamma_se" => effects(fit, &|effect| effect.standard_error),
            _ => None,
        }
    });
}

/// What the vectors write as what the first got.
fn outcome(score: f64) -> Outcome {
    let all = [Outcome::First, Outcome::Second, Outcome::Tie];
    let found = all.into_iter().find(|outcome| outcome.score() == score);
    found.unwrap_or_else(|| panic!("{score} is no outcome"))
}

#[test]
fn vectors_rank_ci() {
    vectors::check("rank_ci", |case, key| {
        let intervals: Vec<[f64; 2]> = case.read("ci");
        let interval = |[low, high]: [f64; 2]| Interval { low, high };
        let ranges = ranks(&intervals.into_iter().map(interval).collect::<Vec<_>>()).unwrap();
        match key {
            "rank_ub" => Some(ranges.iter().map(|range| range.best).collect()),
            "rank_lb" => Some(ranges.iter().map(|range| range.worst).collect()),
            _ => None,
        }
    });
}

#[test]
fn vectors_comparison_graph() {
    vectors::check("comparison_graph", |case, key| {
        let votes: Vec<[f64; 3]> = case.read("results");
        let vote = |[first, second, score]: [f64; 3]| Vote {
            first: first as u32,
            second: second as u32,
            outcome: outcome(score),
        };
        let counts = Counts::of(case.read("n_items"), votes.into_iter().map(vote)).unwrap();
        let graph = Graph::of(&counts.halves());
        match key {
            "components" => known(graph.components.len()),
            "strong_components" => known(graph.strong_components.len()),
            "mle_exists" => known(graph.is_strongly_connected()),
            "undefeated" => known(graph.undefeated),
            "winless" => known(graph.winless),
            "isolated" => known(graph.isolated),
            _ => None,
        }
    });
}

#[test]
fn vectors_active_pair() {
    vectors::check("active_pair", |case, key| {
        let theta: Vec<f64> = case.read("theta");
        let counts: Vec<Vec<f64>> = case.read("counts");
        // Only how often two were compared matters here, not who won.
        let half = |row: &Vec<f64>| row.iter().map(|times| times / 2.0).collect();
        let comparisons = Scores::of_rows(&counts.iter().map(half).collect::<Vec<_>>()).unwrap();
        let strengths = Strengths::known(&theta, &comparisons).unwrap();
        let models = 0..theta.len();
        let row = |i| {
            let gain = |j| active::gain(&strengths, i, j).ok();
            models.clone().map(gain).collect::<Vec<_>>()
        };
        match key {
            "score" => known(models.clone().map(row).collect::<Vec<_>>()),
            "next" => known(active::next_pair(&strengths, &comparisons)),
            _ => None,
        }
    });
}

#[test]
fn vectors_position_bias() {
    vectors::check("position_bias", |case, key| {
        let votes: Vec<(Value, Value, f64)> = case.read("votes");
        let shown = |(first, second, score): (Value, Value, f64)| Shown {
            first: first.to_string(),
            second: second.to_string(),
            outcome: outcome(score),
        };
        let bias = position_bias(&votes.into_iter().map(shown).collect::<Vec<_>>());
        let (rate, swaps) = (bias.first_rate(), bias.swaps);
        match key {
            "first_win_rate" => figure(rate.map(|rate| rate.value)),
            "wilson" => ends(rate.and_then(|rate| rate.interval)),
            "binom_p" => figure(bias.p()),
            "pairs_both_orders" => known(swaps.pairs()),
            "consistent" => known(swaps.consistent),
            "first_biased" => known(swaps.first_biased),
            "second_biased" => known(swaps.second_biased),
            "mixed" => known(swaps.mixed),
            "flip_rate" => figure(swaps.flip_rate().map(|rate| rate.value)),
            "sign_p" => figure(swaps.sign_p()),
            _ => None,
        }
    });
}

#[test]
fn vectors_power() {
    vectors::check("power", |case, key| {
        let p: f64 = case.read("p");
        let alpha = case.given("alpha").unwrap_or(1.0 - CONFIDENCE);
        let needed =
            |case: &Case| power::votes_needed(p, case.given("power").unwrap_or(0.8), alpha);
        match key {
            "n_normal" => figure(needed(case)),
            "exact_power_at_n" => {
                let n = case.given("n").map_or_else(|| needed(case), Ok);
                figure(n.and_then(|n| power::exact_power(n, p, alpha)))
            }
            "n_wilson_halfwidth" => {
                let h = case.read("half_width");
                figure(power::votes_for_width(p, h, 1.0 - alpha))
            }
            _ => None,
        }
    });
}

#[test]
fn vectors_sequential() {
    vectors::check("sequential", |case, key| {
        let mut watch = Watch::against(case.given("p0").unwrap_or(0.5)).unwrap();
        for outcome in case.read::<Vec<f64>>("outcomes") {
            // Ties say nothing here.
            if outcome != 0.5 {
                watch.see(outcome == 1.0);
            }
        }
        match key {
            "e_value" => known(watch.evidence()),
            "always_valid_p" => known(watch.always_valid_p()),
            "conf_sequence" => ends(watch.interval(case.given("alpha").unwrap_or(0.05))),
            _ => None,
        }
    });
}
