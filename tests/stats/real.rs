//! Figures that others published of data that is public, from the data themselves.
//!
//! The data do not come with the code. `TRAINMASTER_DATA` names their folder, which then must be
//! there; without it what lies beside the code is taken, and what is not there is said.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use trainmaster::stats::agreement::cohen::{Table, kappa};
use trainmaster::stats::agreement::fleiss::fleiss;
use trainmaster::stats::agreement::krippendorff::{Level, alpha};
use trainmaster::stats::agreement::percent::percent;
use trainmaster::stats::agreement::weights::{Weights, steps};
use trainmaster::stats::ratings::Ratings;

/// A data set's folder, where there is one.
fn data(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("TRAINMASTER_DATA").map(PathBuf::from);
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = named.clone().unwrap_or_else(beside).join(name);
    if !folder.is_dir() {
        assert!(named.is_none(), "there is no {}", folder.display());
        println!("not run: {name}");
        return None;
    }
    Some(folder)
}

fn check(what: &str, found: f64, expected: f64, within: f64) {
    let off = (found - expected).abs();
    assert!(off <= within, "{what} is {found}, not {expected}");
}

fn alpha_of(rows: &[Vec<Option<f64>>], level: Level) -> f64 {
    let ratings = Ratings::of_rows(rows).unwrap();
    alpha(&ratings, level).unwrap().value
}

/// Three annotators of 999 pairs: 0 a tie, else which response is better.
#[test]
fn pandalm() {
    #[derive(Deserialize)]
    struct Row {
        annotator1: u8,
        annotator2: u8,
        annotator3: u8,
    }
    let Some(folder) = data("pandalm") else {
        return;
    };
    let text = std::fs::read_to_string(folder.join("testset-v1.json")).unwrap();
    let rows: Vec<Row> = serde_json::from_str(&text).unwrap();
    let votes = [
        rows.iter()
            .map(|row| Some(row.annotator1))
            .collect::<Vec<_>>(),
        rows.iter().map(|row| Some(row.annotator2)).collect(),
        rows.iter().map(|row| Some(row.annotator3)).collect(),
    ];
    for (one, other, expected) in [(0, 1, 0.8520), (0, 2, 0.8789), (1, 2, 0.8617)] {
        let table = Table::of_labels(&votes[one], &votes[other], &[0, 1, 2]).unwrap();
        let kappa = kappa(&table, &Weights::Identity, &steps(3)).unwrap();
        check("Cohen's κ", kappa.value.unwrap(), expected, 5e-5);
    }
    let count = |at: usize, choice: u8| {
        let chosen = votes.iter().filter(|votes| votes[at] == Some(choice));
        chosen.count() as u64
    };
    let counts: Vec<Vec<u64>> = (0..rows.len())
        .map(|at| (0..3).map(|choice| count(at, choice)).collect())
        .collect();
    check(
        "Fleiss' κ",
        fleiss(&counts).unwrap().value.unwrap(),
        0.8642,
        5e-5,
    );
    let numbers = votes.map(|votes| votes.into_iter().map(|vote| vote.map(f64::from)).collect());
    check("α", alpha_of(&numbers, Level::Nominal), 0.8642, 5e-5);
    let percent = percent(&Ratings::of_rows(&numbers).unwrap());
    check("unanimous", percent.unanimous.unwrap(), 0.8799, 5e-5);
}

/// Three raters of 420 summaries on four criteria, 1 to 5; they agree little.
#[test]
fn newsroom() {
    let Some(folder) = data("newsroom") else {
        return;
    };
    let text = std::fs::read_to_string(folder.join("newsroom.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    for (criterion, expected) in [
        ("Informativeness", 0.28487),
        ("Relevance", 0.11512),
        ("Fluency", -0.01581),
        ("Coherence", 0.06497),
    ] {
        let instances = all["instances"].as_array().unwrap();
        let score = |instance: &Value, rater: usize| {
            instance["annotations"][criterion]["individual_human_scores"][rater].as_f64()
        };
        let rows: Vec<Vec<Option<f64>>> = (0..3)
            .map(|rater| instances.iter().map(|one| score(one, rater)).collect())
            .collect();
        assert!(rows.iter().flatten().all(Option::is_some), "{criterion}");
        check(criterion, alpha_of(&rows, Level::Ordinal), expected, 5e-6);
    }
}

/// Two annotators of 450 completions of each of five models: complied, refused, or in part.
#[test]
fn xstest() {
    let Some(folder) = data("xstest") else { return };
    let labels = ["1_full_compliance", "2_full_refusal", "3_partial_refusal"];
    let labels = labels.map(str::to_owned);
    let mut pooled = [Vec::new(), Vec::new()];
    for (model, agreement, expected) in [
        ("llama2orig", 0.964, 0.929),
        ("llama2new", 0.958, 0.926),
        ("mistralinstruct", 0.976, 0.920),
        ("mistralguard", 0.938, 0.892),
        ("gpt4", 0.984, 0.970),
    ] {
        let file = folder.join(format!("xstest_v2_completions_{model}.csv"));
        let mut reader = csv::Reader::from_path(file).unwrap();
        let place = |name: &str, headers: &csv::StringRecord| {
            headers.iter().position(|header| header == name).unwrap()
        };
        let headers = reader.headers().unwrap().clone();
        let places = ["annotation_1", "annotation_2"].map(|name| place(name, &headers));
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), 450, "{model}");
        let votes = places.map(|place| {
            let votes = records.iter().map(|record| Some(record[place].to_owned()));
            votes.collect::<Vec<_>>()
        });
        let table = Table::of_labels(&votes[0], &votes[1], &labels).unwrap();
        let kappa = kappa(&table, &Weights::Identity, &steps(3)).unwrap();
        check(model, kappa.observed, agreement, 5e-4);
        check(model, kappa.value.unwrap(), expected, 5e-4);
        for (all, votes) in pooled.iter_mut().zip(votes) {
            all.extend(votes);
        }
    }
    let [first, second] = pooled;
    let apart = first
        .iter()
        .zip(&second)
        .filter(|(one, other)| one != other);
    assert_eq!((first.len(), apart.count()), (2250, 81));
    let table = Table::of_labels(&first, &second, &labels).unwrap();
    let kappa = kappa(&table, &Weights::Identity, &steps(3)).unwrap();
    check("all models", kappa.value.unwrap(), 0.9365, 5e-5);
}

/// Four coders of twelve units, some missing.
#[test]
fn evalica_samples() {
    let Some(folder) = data("evalica_samples") else {
        return;
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(folder.join("codings.csv"))
        .unwrap();
    let row = |record: csv::StringRecord| record.iter().map(|cell| cell.parse().ok()).collect();
    let rows: Vec<Vec<Option<f64>>> = reader
        .records()
        .map(|record| row(record.unwrap()))
        .collect();
    assert_eq!((rows.len(), rows[0].len()), (4, 12));
    for (level, expected) in [
        (Level::Nominal, 0.7434),
        (Level::Ordinal, 0.8154),
        (Level::Interval, 0.8491),
        (Level::Ratio, 0.7974),
    ] {
        check("α", alpha_of(&rows, level), expected, 5e-5);
    }
}
