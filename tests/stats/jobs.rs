//! What is asked of the statistics worker: written in pieces, gathered and done, it gives what the
//! direct call gives. The browser tests hold the worker to the same question and answer.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use trainmaster::stats::agreement::krippendorff::{Level, estimate};
use trainmaster::stats::board::headline::headline;
use trainmaster::stats::board::raters::leniencies;
use trainmaster::stats::board::sample::{Plan, board};
use trainmaster::stats::draw::{Draws, Seed};
use trainmaster::stats::jobs::pieces::{Gathered, Piece, Pieces, Stray};
use trainmaster::stats::jobs::{Answer, Job, Progress};
use trainmaster::stats::pairwise::bradley_terry::RIDGE;
use trainmaster::stats::pairwise::ranking::ranking;
use trainmaster::stats::ratings::{Rating, Ratings};
use trainmaster::stats::trust::{Check, checks};

const DRAWS: Draws = Draws {
    replicates: 50,
    seed: Seed(3),
};

fn small() -> Plan {
    Plan {
        tasks: 4,
        models: 3,
        ..Plan::default()
    }
}

fn ratings(n: u32) -> Vec<Rating> {
    (0..n)
        .map(|at| Rating {
            unit: at / 3,
            rater: at % 3,
            value: f64::from((at / 3 + at % 7 / 6) % 4),
        })
        .collect()
}

/// One question of each kind.
fn jobs(plan: &Plan) -> [Job; 5] {
    [
        Job::Headline {
            board: board(plan),
            draws: DRAWS,
        },
        Job::Trust { board: board(plan) },
        Job::Leniency {
            board: board(plan),
            draws: DRAWS,
        },
        Job::Ranking {
            models: plan.models,
            votes: board(plan).ballots(),
            left_out: board(plan).voteless().all(),
            ridge: RIDGE,
            draws: DRAWS,
        },
        Job::Alpha {
            ratings: ratings(5000),
            level: Level::Ordinal,
            draws: DRAWS,
        },
    ]
}

/// As it goes to the worker and back.
fn by_post(job: Job) -> Answer {
    let mut gathered = Gathered::default();
    for piece in Pieces::of(job) {
        let text = serde_json::to_string(&piece).unwrap();
        gathered.add(serde_json::from_str(&text).unwrap()).unwrap();
    }
    let answer = gathered.end().unwrap().run(&mut |_| ());
    let text = serde_json::to_string(&answer).unwrap();
    assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), answer);
    answer
}

#[test]
fn the_answer_is_that_of_the_direct_call() {
    let plan = Plan {
        tasks: 30,
        ..Plan::default()
    };
    let mut told = |_| ();
    let board = board(&plan);
    let votes = board.votes().unwrap();
    let ratings = Ratings::new(&ratings(5000)).unwrap();
    let expected = [
        Answer::Headline(Box::new(headline(&board, DRAWS, &mut told))),
        Answer::Trust(checks(&board, &mut told)),
        Answer::Leniency(leniencies(&board, DRAWS, &mut told)),
        Answer::Ranking(ranking(&votes, RIDGE, DRAWS, &mut told)),
        Answer::Alpha(estimate(&ratings, Level::Ordinal, DRAWS, &mut told)),
    ];
    for (job, expected) in jobs(&plan).into_iter().zip(expected) {
        assert_eq!(by_post(job), expected);
    }
}

#[test]
fn every_finding_of_every_defect_comes_back() {
    let listed = checks(&board(&small()), &mut |_| ()).into_iter();
    let defects = listed.map(|(check, _)| Some(check));
    for defect in defects.chain([None]) {
        let plan = Plan {
            tasks: 20,
            defect,
            ..Plan::default()
        };
        by_post(Job::Trust {
            board: board(&plan),
        });
    }
}

#[test]
fn of_nothing_there_is_an_answer_as_well() {
    for job in jobs(&Plan {
        raters: 1,
        tasks: 0,
        ..small()
    }) {
        by_post(job);
    }
    let none = Job::Alpha {
        ratings: Vec::new(),
        level: Level::Nominal,
        draws: DRAWS,
    };
    assert!(matches!(by_post(none), Answer::Alpha(Err(_))));
}

#[test]
fn progress_rises_to_its_end() {
    for job in jobs(&small()) {
        let mut seen: Vec<Progress> = Vec::new();
        job.run(&mut |now| seen.push(now));
        assert_eq!(seen[0].done, 0);
        assert!(
            seen.windows(2).all(|two| two[0].done < two[1].done),
            "{seen:?}"
        );
        let last = seen[seen.len() - 1];
        assert_eq!(last.done, last.all);
    }
}

#[test]
fn pieces_are_small_and_make_the_whole_again() {
    let plan = Plan {
        tasks: 200,
        ..Plan::default()
    };
    for job in jobs(&plan) {
        let mut gathered = Gathered::default();
        let mut count = 0;
        for piece in Pieces::of(job.clone()) {
            let text = serde_json::to_string(&piece).unwrap();
            assert!(text.len() < 120_000, "{} bytes at a stretch", text.len());
            gathered.add(piece).unwrap();
            count += 1;
        }
        assert!(count > 2, "{count} pieces");
        assert_eq!(gathered.end(), Ok(job));
    }
}

#[test]
fn a_piece_without_its_beginning_is_refused() {
    let mut gathered = Gathered::default();
    assert_eq!(gathered.add(Piece::Ratings(Vec::new())), Err(Stray));
    assert_eq!(gathered.end(), Err(Stray));
    let [headline, ..] = jobs(&small());
    gathered.add(Piece::Job(headline)).unwrap();
    assert_eq!(gathered.add(Piece::Votes(Vec::new())), Err(Stray));
}

#[test]
fn numbers_that_are_none_are_refused_as_the_direct_call_does() {
    let mut all = ratings(20);
    all[3].value = f64::NAN;
    let alpha = Job::Alpha {
        ratings: all,
        level: Level::Ordinal,
        draws: DRAWS,
    };
    let ranking = |ridge| Job::Ranking {
        models: 3,
        votes: board(&small()).ballots(),
        left_out: 0,
        ridge,
        draws: DRAWS,
    };
    for job in [alpha, ranking(f64::NAN), ranking(f64::INFINITY)] {
        let refused = job.refused();
        assert_eq!(
            refused.as_ref(),
            Some(&job.clone().run(&mut |_| ())),
            "{job:?}"
        );
    }
    assert_eq!(ranking(RIDGE).refused(), None);
}

/// The same to the last digit that anybody prints: the last bits of a logarithm are each machine's
/// own.
fn same(found: &Value, expected: &Value, at: &str) {
    match (found, expected) {
        (Value::Object(one), Value::Object(other)) => {
            assert!(
                one.keys().eq(other.keys()),
                "{at}: {found} and not {expected}"
            );
            for (key, value) in one {
                same(value, &other[key], &format!("{at}.{key}"));
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            assert_eq!(one.len(), other.len(), "{at}");
            for (place, (one, other)) in one.iter().zip(other).enumerate() {
                same(one, other, &format!("{at}[{place}]"));
            }
        }
        _ => match found.as_f64().zip(expected.as_f64()) {
            Some((one, other)) => {
                let is_near = (one - other).abs() <= 1e-9 * other.abs().max(1.0);
                assert!(is_near, "{at}: {one} and not {other}");
            }
            None => assert_eq!(found, expected, "{at}"),
        },
    }
}

/// The question and the answer that `tests/browser/reckoning.spec.ts` holds the worker to. After a
/// change of the figures: `UPDATE=1 cargo test --no-default-features --test stats jobs`.
#[test]
fn the_golden_answers_are_those_of_today() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/statistics.json");
    let [headline, trust, leniency, ..] = jobs(&small());
    // Of so few tasks no model has an interval.
    let [_, _, _, ranking, _] = jobs(&Plan {
        tasks: 60,
        ..small()
    });
    let alpha = Job::Alpha {
        ratings: ratings(60),
        level: Level::Interval,
        draws: DRAWS,
    };
    let pair = |job: Job| {
        let answer = serde_json::to_value(job.clone().run(&mut |_| ())).unwrap();
        serde_json::json!({ "job": job, "answer": answer })
    };
    let today = Value::Array(
        [headline, trust, leniency, ranking, alpha]
            .map(pair)
            .to_vec(),
    );
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{today}\n")).unwrap();
    }
    let known: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    same(&today, &known, "");
    assert!(known.to_string().contains(&format!("{:?}", Check::Side)));
    let ranked = &known[3]["answer"]["Ranking"]["Ok"]["models"];
    let models = ranked.as_array().unwrap().iter();
    let with_interval = models.filter(|model| model["interval"]["Ok"].is_object());
    assert!(with_interval.count() > 1);
}
