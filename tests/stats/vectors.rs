//! Golden vectors: every case of a family is run, and a case that cannot be is a failure.
//!
//! `TRAINMASTER_VECTORS` names another folder of vector files.

use std::fmt::Debug;
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
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

    /// Why what is expected as null is undefined, where the case says so.
    pub fn reason(&self) -> Option<&str> {
        self.0["undefined_reason"].as_str()
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
        (expected, Value::Object(found)) if found.contains_key(UNDEFINED) => {
            let why: Undefined = serde_json::from_value(found[UNDEFINED].clone()).unwrap();
            assert!(expected.is_null(), "{id}: {key} is undefined: {why}");
            if let Some(reason) = case.reason() {
                let fitting = fitting(reason);
                assert!(
                    fitting.contains(&why),
                    "{id}: {key}: “{reason}” is not “{why}”"
                );
            }
        }
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

/// Our reasons for what a case says: another one may be as undefined, but tells something else.
fn fitting(reason: &str) -> &'static [Undefined] {
    use Undefined::{
        Disconnected, NoData, NoDifference, NoMarks, NoMaximum, NoVariation, OneClass,
    };
    let known: [(&str, &[Undefined]); 14] = [
        ("Ford (1957)", &[NoMaximum]),
        ("expected agreement 1", &[NoVariation]),
        ("expected disagreement is 0", &[NoVariation]),
        ("zero variance", &[NoVariation]),
        ("kappa undefined, exact = 1", &[NoVariation]),
        ("no rated gold item", &[NoData]),
        ("no repeated item", &[NoData]),
        ("no comparisons", &[NoData]),
        ("n = 0", &[NoData]),
        ("no votes", &[NoData, NoDifference]),
        ("no discordant pairs", &[NoDifference]),
        ("no spans and no variation", &[NoMarks, NoVariation]),
        ("rater-item graph disconnected", &[Disconnected]),
        ("specificity not estimable", &[OneClass]),
    ];
    let found = known.iter().find(|(known, _)| reason.starts_with(known));
    found.map_or_else(
        || panic!("a reason that nobody knows: {reason}"),
        |(_, fitting)| fitting,
    )
}

/// The key under which a figure that is undefined says why.
const UNDEFINED: &str = "undefined";

/// A figure of a known key, which can be compared with a number, or with null where it is
/// undefined.
///
/// JSON knows no NaN and no infinity and has null for both, which would be just what is expected
/// of a figure that is undefined: a figure that is none is refused here.
#[allow(clippy::unnecessary_wraps)]
pub fn figure<T: Serialize + Debug>(figure: Result<T, Undefined>) -> Option<Value> {
    Some(match figure {
        Ok(value) => {
            assert!(is_finite(&value), "{value:?} is no figure");
            serde_json::to_value(value).unwrap()
        }
        Err(why) => json!({ UNDEFINED: why }),
    })
}

/// Whether all numbers in it are, by what it prints.
pub fn is_finite(value: &impl Debug) -> bool {
    let printed = format!("{value:?}");
    let mut words = printed.split(|letter: char| !letter.is_alphanumeric());
    !words.any(|word| matches!(word, "NaN" | "inf"))
}

/// What is known of a key that is never undefined.
pub fn known<T: Serialize + Debug>(value: T) -> Option<Value> {
    figure(Ok(value))
}

/// An interval as the vectors write it.
pub fn ends(interval: Result<Interval, Undefined>) -> Option<Value> {
    figure(interval.map(|Interval { low, high }| [low, high]))
}

#[test]
fn a_figure_that_is_none_is_not_taken_for_undefined() {
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(!is_finite(&wrong) && !is_finite(&vec![Some([0.0, wrong])]));
        assert!(std::panic::catch_unwind(|| figure(Ok(wrong))).is_err());
    }
    assert!(is_finite(&("information", -1e300, vec![Some(0.0), None])));
    let case = Case(json!({ "undefined_reason": "zero variance" }));
    let against = |why: Undefined| {
        compare(&case, "a", &Value::Null, &figure::<f64>(Err(why)).unwrap());
    };
    assert!(std::panic::catch_unwind(|| against(Undefined::NoData)).is_err());
    against(Undefined::NoVariation);
}
