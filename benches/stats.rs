//! Statistics, timed. `python3 benches/peers.py` makes the data, runs this and the peers beside it
//! in one go, and prints their ratios; by itself: `cargo bench --no-default-features --bench stats
//! -- JOB FOLDER`.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use trainmaster::stats::agreement::fleiss::fleiss;
use trainmaster::stats::agreement::krippendorff::{Level, alpha};
use trainmaster::stats::draw::Seed;
use trainmaster::stats::pairwise::bootstrap::{Bootstrap, Unit};
use trainmaster::stats::pairwise::bradley_terry::Strengths;
use trainmaster::stats::pairwise::counts::{Clustered, Counts, Outcome, Vote};
use trainmaster::stats::ratings::{Rating, Ratings};

/// How often each job is timed.
const RUNS: usize = 5;
/// How many models the votes are between.
const MODELS: usize = 50;
/// The ridge of everything that is fitted here.
const RIDGE: f64 = 0.1;
/// How many replicates a bootstrap has.
const REPLICATES: usize = 1000;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench");
    let (Some(job), Some(folder)) = (arguments.next(), arguments.next()) else {
        println!("python3 benches/peers.py runs this beside the peers");
        return;
    };
    let folder = Path::new(&folder);
    match job.as_str() {
        "alpha" => {
            let ratings = ratings(folder);
            told(|| {
                let ratings = Ratings::new(black_box(&ratings)).expect("ratings");
                alpha(&ratings, Level::Ordinal).expect("an alpha").value
            });
        }
        "alpha-sorted" => {
            let ratings = Ratings::new(&ratings(folder)).expect("ratings");
            told(|| {
                alpha(black_box(&ratings), Level::Ordinal)
                    .expect("an alpha")
                    .value
            });
        }
        "fleiss" => {
            let table = table(folder);
            told(|| {
                fleiss(black_box(&table))
                    .expect("a table")
                    .value
                    .expect("a kappa")
            });
        }
        "strengths" => {
            let votes = votes(folder);
            told(|| {
                let votes = votes.iter().map(|(_, vote)| *vote);
                let counts = Counts::of(MODELS, votes).expect("votes");
                first(&Strengths::of(&counts.halves(), 0.0).expect("strengths"))
            });
        }
        "count-bootstrap" => {
            let votes = votes(folder).into_iter().map(|(_, vote)| vote);
            let counts = Counts::of(MODELS, votes).expect("votes");
            told(|| replicates(Unit::Vote(&counts)));
        }
        "prompt-bootstrap" => {
            let clustered = Clustered::of(MODELS, votes(folder)).expect("votes");
            told(|| replicates(Unit::Prompt(&clustered)));
        }
        other => println!("there is no job {other}"),
    }
}

/// Times a job and prints what took how long, what came out, and the most memory ever used.
fn told(mut job: impl FnMut() -> f64) {
    let mut value = f64::NAN;
    let mut seconds = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        value = black_box(job());
        seconds.push(begun.elapsed().as_secs_f64().to_string());
    }
    let seconds = seconds.join(",");
    println!(
        "{{\"seconds\":[{seconds}],\"value\":{value},\"peak\":{}}}",
        peak()
    );
}

/// The most memory this process ever used, in bytes, where the system says so; else 0.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

fn first(strengths: &Strengths) -> f64 {
    strengths.theta(0).unwrap_or(f64::NAN)
}

/// The mean of the first model's replicates.
fn replicates(unit: Unit<'_>) -> f64 {
    let bootstrap = Bootstrap::new(unit, RIDGE, Seed::default()).expect("strengths");
    let drawn = bootstrap.take(REPLICATES);
    let all: f64 = drawn.map(|each| each[0].theta().unwrap_or(f64::NAN)).sum();
    all / REPLICATES as f64
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    let path = folder.join(name);
    std::fs::read(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// Rows of whole numbers, 32 bits each, little-endian.
fn rows<const N: usize>(folder: &Path, name: &str) -> Vec<[u32; N]> {
    let bytes = bytes(folder, name);
    let (numbers, _) = bytes.as_chunks::<4>();
    let numbers: Vec<u32> = numbers.iter().map(|n| u32::from_le_bytes(*n)).collect();
    numbers.as_chunks::<N>().0.to_vec()
}

fn ratings(folder: &Path) -> Vec<Rating> {
    let rating = |[unit, rater, value]: [u32; 3]| Rating {
        unit,
        rater,
        value: f64::from(value),
    };
    rows(folder, "ratings.bin")
        .into_iter()
        .map(rating)
        .collect()
}

fn votes(folder: &Path) -> Vec<(u32, Vote)> {
    let vote = |[prompt, first, second, outcome]: [u32; 4]| {
        let outcome = match outcome {
            0 => Outcome::First,
            1 => Outcome::Second,
            _ => Outcome::Tie,
        };
        let vote = Vote {
            first,
            second,
            outcome,
        };
        (prompt, vote)
    };
    rows(folder, "votes.bin").into_iter().map(vote).collect()
}

fn table(folder: &Path) -> Vec<Vec<u64>> {
    let row = |row: [u32; 4]| row.map(u64::from).to_vec();
    rows(folder, "fleiss.bin").into_iter().map(row).collect()
}
