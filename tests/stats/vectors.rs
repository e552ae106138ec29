//! Golden vectors: every case of a family is run, and a case that cannot be is a failure.
//!
//! `TRAINMASTER_VECTORS` names another folder of vector files.

use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trainmaster::stats::{Interval, Undefined};

/// One case of a family.
pub struct Case(Value);

impl Case {
    /// Its name.
    pub fn id(&self) -> &str {
        self.0["id"].as_str().unwrap_or("a case without an id")
    }

    /// What goes in, by name; null where it is not given. Parameters stand in `params` or `input`.
    pub fn input(&self, name: &str) -> &Value {
        match &self.0["params"][name] {
            Value::Null => &self.0["input"][name],
            given => given,
        }
    }

    /// What goes in, as what it is.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> T {
        let value = self.input(name).clone();
        serde_json::from_value(value).unwrap_or_else(|why| panic!("{}: {name}: {why}", self.id()))
    }

    /// Numbers that are expected.
    pub fn expected(&self, name: &str) -> Vec<f64> {
        serde_json::from_value(self.0["expected"][name].clone()).unwrap_or_default()
    }

    /// What goes in, where it is given.
    pub fn given<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        (!self.input(name).is_null()).then(|| self.read(name))
    }
}

fn folder() -> PathBuf {
    let folder = std::env::var_os("TRAINMASTER_VECTORS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vectors"),
        PathBuf::from,
    );
    assert!(
        folder.is_dir(),
        "no folder of vectors at {}",
        folder.display()
    );
    folder
}

/// The families that there are files of.
pub fn families() -> Vec<String> {
    let files = std::fs::read_dir(folder()).unwrap();
    let name = |file: std::io::Result<std::fs::DirEntry>| {
        let name = file.unwrap().file_name().into_string().unwrap();
        name.strip_suffix(".json").map(str::to_owned)
    };
    files.filter_map(name).collect()
}

/// Runs every case of a family: `found` says what is there under an expected key, and nothing for
/// a key it does not know.
pub fn check(family: &str, found: impl Fn(&Case, &str) -> Option<Value>) {
    let path = folder().join(format!("{family}.json"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["family"], family, "the file names another family");
    let cases = file["cases"].as_array().expect("a list of cases");
    assert!(!cases.is_empty(), "{family} has no case");
    for case in cases {
        let case = Case(case.clone());
        let expected = case.0["expected"].as_object().expect("expected values");
        assert!(!expected.is_empty(), "{} expects nothing", case.id());
        for (key, expected) in expected {
            let found = found(&case, key)
                .unwrap_or_else(|| panic!("{}: unknown expected key “{key}”", case.id()));
            compare(&case, key, expected, &found);
        }
    }
    println!("{family}: {} cases", cases.len());
}

/// Compares one expected value: numbers within the case's tolerance, all else exactly.
fn compare(case: &Case, key: &str, expected: &Value, found: &Value) {
    let id = case.id();
    match (expected, found) {
        (Value::Array(expected), Value::Array(found)) => {
            assert_eq!(expected.len(), found.len(), "{id}: {key}");
            for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
                compare(case, &format!("{key}[{at}]"), expected, found);
            }
        }
        (Value::Object(expected), Value::Object(found)) => {
            assert!(expected.keys().eq(found.keys()), "{id}: {key}: {found:?}");
            for (name, expected) in expected {
                compare(case, &format!("{key}.{name}"), expected, &found[name]);
            }
        }
        _ => match (expected.as_f64(), found.as_f64()) {
            (Some(expected), Some(found)) => {
                let tolerance = tolerance(case, expected);
                assert!(
                    (expected - found).abs() <= tolerance,
                    "{id}: {key} is {found}, not {expected}"
                );
            }
            _ => assert_eq!(expected, found, "{id}: {key}"),
        },
    }
}

fn tolerance(case: &Case, expected: f64) -> f64 {
    match (case.0["tol_abs"].as_f64(), case.0["tol_rel"].as_f64()) {
        (Some(absolute), _) => absolute,
        (None, Some(relative)) => relative * expected.abs(),
        (None, None) => 1e-9,
    }
}

/// A figure of a known key as the vectors write it: null where it is undefined.
#[allow(clippy::unnecessary_wraps)]
pub fn figure<T: Serialize>(figure: Result<T, Undefined>) -> Option<Value> {
    Some(figure.map_or(Value::Null, |value| serde_json::to_value(value).unwrap()))
}

/// An interval as the vectors write it.
pub fn ends(interval: Result<Interval, Undefined>) -> Option<Value> {
    figure(interval.map(|Interval { low, high }| [low, high]))
}
