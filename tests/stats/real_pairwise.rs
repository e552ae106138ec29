//! Figures that others published of votes that are public.
//!
//! `TRAINMASTER_DATA` names the folder of the data; without it they are looked for beside the
//! project, and a test whose data are not there says so.

use std::collections::BTreeMap;
use std::path::PathBuf;

use trainmaster::stats::pairwise::bradley_terry::Strengths;
use trainmaster::stats::pairwise::counts::{Counts, Outcome, Vote};
use trainmaster::stats::pairwise::elo::{Rules, ratings};
use trainmaster::stats::pairwise::ties::shares;

/// A folder of data; none where nobody asked for it and it is not there.
fn data(name: &str) -> Option<PathBuf> {
    let asked = std::env::var_os("TRAINMASTER_DATA").map(PathBuf::from);
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let is_asked = asked.is_some();
    let folder = asked.unwrap_or_else(beside).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(!is_asked, "no data at {}", folder.display());
    println!("not run: {name}");
    None
}

fn rows(path: PathBuf) -> Vec<[String; 3]> {
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let rows = reader.deserialize();
    rows.map(Result::unwrap).collect()
}

/// Comparisons and the figures that evalica 0.4 has of them (its `food` and `simple` samples).
fn check(name: &str) {
    let Some(folder) = data("evalica_samples") else {
        return;
    };
    let comparisons = rows(folder.join(format!("{name}.csv")));
    let golden = rows(folder.join(format!("{name}-golden.csv")));
    let figures = |algorithm: &str| -> BTreeMap<String, f64> {
        let of_it = golden.iter().filter(|row| row[0] == algorithm);
        of_it
            .map(|[_, item, score]| (item.clone(), score.parse().unwrap()))
            .collect()
    };
    let expected = figures("bradley_terry");
    let place = |item: &String| expected.keys().position(|known| known == item).unwrap();
    let outcome = |winner: &str| match winner {
        "left" => Outcome::First,
        "right" => Outcome::Second,
        "tie" => Outcome::Tie,
        other => panic!("{name}: {other}"),
    };
    let votes = comparisons.iter().map(|[left, right, winner]| Vote {
        first: u32::try_from(place(left)).unwrap(),
        second: u32::try_from(place(right)).unwrap(),
        outcome: outcome(winner),
    });
    let counts = Counts::of(expected.len(), votes).unwrap();
    assert_eq!(counts.votes(), comparisons.len() as u64);
    let strengths = Strengths::of(&counts.halves(), 0.0).unwrap();
    let theta: Vec<f64> = (0..expected.len())
        .map(|item| strengths.theta(item).unwrap())
        .collect();
    near(name, "Bradley-Terry", &shares(&theta), &expected, 1e-9);

    let game =
        |[left, right, winner]: &[String; 3]| (place(left), place(right), outcome(winner).score());
    let games: Vec<_> = comparisons.iter().map(game).collect();
    let online = ratings(expected.len(), &games, Rules::default()).unwrap();
    near(name, "Elo", &online, &figures("elo"), 1e-9);
}

fn near(name: &str, figure: &str, found: &[f64], expected: &BTreeMap<String, f64>, within: f64) {
    let off = found
        .iter()
        .zip(expected.values())
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max);
    println!("{name}: {figure} is within {off:.1e}");
    for (found, (item, expected)) in found.iter().zip(expected) {
        assert!(
            (found - expected).abs() <= within,
            "{name}: {figure} of {item} is {found}, not {expected}"
        );
    }
}

#[test]
fn food_has_the_strengths_that_evalica_has() {
    check("food");
}

#[test]
fn a_few_comparisons_with_ties_have_the_strengths_that_evalica_has() {
    check("simple");
}
