//! Agreement.

use serde_json::{Value, json};
use trainmaster::stats::agreement::cohen::{Kappa, Table, kappa};
use trainmaster::stats::agreement::drift::drift;
use trainmaster::stats::agreement::fleiss::fleiss;
use trainmaster::stats::agreement::gwet::{By, corrected};
use trainmaster::stats::agreement::icc::{Coefficient, Icc, icc};
use trainmaster::stats::agreement::intra::{coefficients, repeats};
use trainmaster::stats::agreement::krippendorff::{Level, alpha, bootstrap};
use trainmaster::stats::agreement::leniency::leniency;
use trainmaster::stats::agreement::percent::percent;
use trainmaster::stats::agreement::spans::{Document, Span, spans};
use trainmaster::stats::agreement::tallies::Tallies;
use trainmaster::stats::agreement::weights::{Weights, steps};
use trainmaster::stats::draw::Draws;
use trainmaster::stats::ratings::Ratings;
use trainmaster::stats::{CONFIDENCE, Estimate, Interval, Undefined};

use crate::vectors::{self, Case, ends, figure, known};

/// Ratings with a row a rater. Labels become the numbers of their places in the order of names.
fn ratings(case: &Case) -> Ratings {
    let rows: Vec<Vec<Value>> = case.read("ratings");
    let mut names: Vec<&str> = rows.iter().flatten().filter_map(Value::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let number = |value: &Value| match value {
        Value::String(name) => names.binary_search(&name.as_str()).ok().map(|at| at as f64),
        Value::Bool(yes) => Some(f64::from(*yes)),
        other => other.as_f64(),
    };
    let number = |value: &Value| {
        let found = number(value);
        assert!(found.is_some() || value.is_null(), "{}: {value}", case.id());
        found
    };
    let rows: Vec<Vec<Option<f64>>> = rows
        .iter()
        .map(|row| row.iter().map(number).collect())
        .collect();
    Ratings::of_rows(&rows).unwrap()
}

#[test]
fn vectors_percent_agreement() {
    vectors::check("percent_agreement", |case, key| {
        let percent = percent(&ratings(case));
        match key {
            "pairwise" => figure(percent.pairwise),
            "all_agree" => figure(percent.unanimous),
            "within1" => figure(percent.within_one),
            "items_used" => known(percent.units),
            _ => None,
        }
    });
}

/// A table of counts, or of what two raters said.
fn table(case: &Case) -> Table {
    if let Some(rows) = case.given::<Vec<Vec<u64>>>("table") {
        return Table::new(&rows).unwrap();
    }
    // 1 and 1.0 are one label.
    let same = |label: Value| label.as_f64().map_or(label, Value::from);
    let labels = |name: &str| -> Vec<Option<Value>> {
        let labels: Vec<Option<Value>> = case.read(name);
        labels.into_iter().map(|label| label.map(same)).collect()
    };
    let categories: Vec<Value> = case.read("categories");
    let categories: Vec<Value> = categories.into_iter().map(same).collect();
    Table::of_labels(&labels("a"), &labels("b"), &categories).unwrap()
}

#[test]
fn vectors_cohen_kappa() {
    vectors::check("cohen_kappa", |case, key| {
        let table = table(case);
        let positions: Option<Vec<f64>> = case.given("positions");
        let positions = positions.unwrap_or_else(|| steps(table.categories()));
        let of = |weights: &Weights| kappa(&table, weights, &positions);
        let (scheme, what) = key.split_once('_').unwrap_or(("unweighted", key));
        let kappa: Result<Kappa, Undefined> = match scheme {
            "unweighted" => of(&Weights::Identity),
            "linear" => of(&Weights::Linear),
            "quadratic" => of(&Weights::Quadratic),
            "custom" => of(&Weights::Given(case.read("disagreement_weights"))),
            _ => return None,
        };
        match what {
            "kappa" => figure(kappa.and_then(|kappa| kappa.value)),
            "se" => figure(kappa.and_then(|kappa| kappa.se)),
            "se0" => figure(kappa.and_then(|kappa| kappa.se_null)),
            "po" => figure(kappa.map(|kappa| kappa.observed)),
            "pe" => figure(kappa.map(|kappa| kappa.expected)),
            "n" => known(table.items()),
            _ => None,
        }
    });
}

#[test]
fn vectors_fleiss_kappa() {
    vectors::check("fleiss_kappa", |case, key| {
        let counts: Vec<Vec<u64>> = case.read("counts");
        let fleiss = fleiss(&counts);
        match key {
            "po" => figure(fleiss.map(|fleiss| fleiss.observed)),
            "pe" => figure(fleiss.map(|fleiss| fleiss.expected)),
            "kappa" => figure(fleiss.and_then(|fleiss| fleiss.value)),
            "se0" => figure(fleiss.and_then(|fleiss| fleiss.se_null)),
            "per_category" => figure(fleiss.map(|fleiss| {
                let by_category = fleiss.by_category.into_iter();
                by_category.map(figure).collect::<Vec<_>>()
            })),
            _ => None,
        }
    });
}

fn level(name: &str) -> Option<Level> {
    Some(match name {
        "nominal" => Level::Nominal,
        "ordinal" => Level::Ordinal,
        "interval" => Level::Interval,
        "ratio" => Level::Ratio,
        _ => return None,
    })
}

#[test]
fn vectors_krippendorff_alpha() {
    vectors::check("krippendorff_alpha", |case, key| {
        figure(alpha(&ratings(case), level(key)?).map(|alpha| alpha.value))
    });
}

#[test]
fn vectors_alpha_bootstrap() {
    vectors::check("alpha_bootstrap", |case, key| {
        let ratings = ratings(case);
        let level = level(case.input("level").as_str().unwrap()).unwrap();
        if key == "alpha" {
            return figure(alpha(&ratings, level).map(|alpha| alpha.value));
        }
        let mut told = 0;
        let count = case.given("B").unwrap_or(2000);
        let drawn = bootstrap(&ratings, level, Draws::of(count), &mut |_| told += 1);
        assert_eq!((told, drawn.values.len() + drawn.undefined), (count, count));
        match key {
            "ci95" => ends(drawn.percentile(CONFIDENCE)),
            "sd" => figure(drawn.sd().ok_or(Undefined::NoData)),
            "undefined" => known(drawn.undefined),
            _ => None,
        }
    });
}

/// Every label by its place among the declared categories.
fn placed(case: &Case) -> (Tallies, Vec<f64>) {
    let categories: Vec<Value> = case.read("categories");
    let rows: Vec<Vec<Value>> = case.read("ratings");
    let same = |one: &Value, other: &Value| match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    };
    let place = |label: &Value| {
        let place = categories.iter().position(|category| same(category, label));
        assert!(place.is_some() || label.is_null(), "{}: {label}", case.id());
        place.map(|at| at as f64)
    };
    let row = |row: &Vec<Value>| row.iter().map(place).collect();
    let rows: Vec<Vec<Option<f64>>> = rows.iter().map(row).collect();
    let tallies = Tallies::of(&Ratings::of_rows(&rows).unwrap());
    (tallies, steps(categories.len()))
}

#[test]
fn vectors_gwet_ac() {
    vectors::check("gwet_ac", |case, key| {
        let (tallies, categories) = placed(case);
        let weights = match key {
            "identity" => Weights::Identity,
            "linear" => Weights::Linear,
            "quadratic" => Weights::Quadratic,
            "ordinal" => Weights::Ordinal,
            _ => return None,
        };
        let by = |by| corrected(&tallies, &categories, &categories, &weights, by);
        let (ac, fleiss, equal) = (by(By::Gwet), by(By::Fleiss), by(By::BrennanPrediger));
        Some(json!({
            "pa": figure(ac.and_then(|ac| ac.observed)),
            "pe_ac": figure(ac.and_then(|ac| ac.expected)),
            "ac": figure(ac.and_then(|ac| ac.value)),
            "se_ac": figure(ac.and_then(|ac| ac.se)),
            "fleiss_gen": figure(fleiss.and_then(|fleiss| fleiss.value)),
            "bp": figure(equal.and_then(|equal| equal.value)),
        }))
    });
}

#[test]
fn vectors_icc() {
    vectors::check("icc", |case, key| {
        let icc = icc(&case.read::<Vec<Vec<Option<f64>>>>("matrix"));
        let squares = icc.map(|icc| icc.squares);
        let (form, is_interval) = match key.strip_suffix("_ci95") {
            Some(form) => (form, true),
            None => (key, false),
        };
        let of: fn(Icc) -> Coefficient = match form {
            "icc11" => |icc| icc.one_way.one,
            "icc1k" => |icc| icc.one_way.all,
            "icc21" => |icc| icc.agreement.one,
            "icc2k" => |icc| icc.agreement.all,
            "icc31" => |icc| icc.consistency.one,
            "icc3k" => |icc| icc.consistency.all,
            "bms" => return figure(squares.map(|squares| squares.units)),
            "jms" => return figure(squares.map(|squares| squares.raters)),
            "ems" => return figure(squares.map(|squares| squares.rest)),
            "wms" => return figure(squares.map(|squares| squares.within)),
            _ => return None,
        };
        let found = icc.map(of);
        if is_interval {
            let interval = found.and_then(|found| found.interval);
            return ends(interval.map(|interval| as_printed(case, key, interval)));
        }
        figure(found.and_then(|found| found.value))
    });
}

/// The package that the intervals are from prints two decimals: so are ours, where that is all
/// there is to compare with.
fn as_printed(case: &Case, key: &str, interval: Interval) -> Interval {
    let printed = |value: f64| (value * 100.0).round() / 100.0;
    if case.expected(key).iter().any(|end| printed(*end) != *end) {
        return interval;
    }
    Interval {
        low: printed(interval.low),
        high: printed(interval.high),
    }
}

/// The package behind the vectors prints two decimals. These are McGraw and Wong's formulas with
/// the quantiles of F of `scipy`, written down apart from ours.
#[test]
fn intervals_of_icc_are_right_beyond_two_decimals() {
    let check = |table: &[[f64; 4]], expected: [[f64; 2]; 6]| {
        let row = |row: &[f64; 4]| row.map(Some).to_vec();
        let icc = icc(&table.iter().map(row).collect::<Vec<_>>()).unwrap();
        let forms = [icc.one_way, icc.agreement, icc.consistency];
        let found = forms.iter().flat_map(|form| [form.one, form.all]);
        for (found, [low, high]) in found.zip(expected) {
            let found = found.interval.unwrap();
            let off = (found.low - low).abs().max((found.high - high).abs());
            assert!(off < 1e-6, "{found:?}, not {low} to {high}");
        }
    };
    check(
        &[
            [9.0, 2.0, 5.0, 8.0],
            [6.0, 1.0, 3.0, 2.0],
            [8.0, 4.0, 6.0, 8.0],
            [7.0, 1.0, 2.0, 6.0],
            [10.0, 5.0, 6.0, 9.0],
            [6.0, 2.0, 4.0, 7.0],
        ],
        [
            [-0.132_932_324_9, 0.722_560_062_3],
            [-0.884_442_155_2, 0.912_415_420_3],
            [0.018_786_513_4, 0.761_084_369_6],
            [0.071_136_815_3, 0.927_232_040_2],
            [0.342_464_765_0, 0.945_858_260_0],
            [0.675_674_713_8, 0.985_891_678_2],
        ],
    );
    check(
        &[
            [1.0, 2.0, 0.0, 1.0],
            [1.0, 3.0, 3.0, 2.0],
            [3.0, 8.0, 1.0, 4.0],
            [6.0, 4.0, 3.0, 3.0],
            [6.0, 5.0, 5.0, 6.0],
            [7.0, 5.0, 6.0, 2.0],
            [8.0, 7.0, 7.0, 9.0],
            [9.0, 9.0, 9.0, 8.0],
        ],
        [
            [0.433_772_833_3, 0.926_696_029_3],
            [0.753_955_323_1, 0.980_607_867_1],
            [0.434_489_657_9, 0.926_708_606_3],
            [0.754_496_219_1, 0.980_611_387_8],
            [0.426_146_030_1, 0.927_895_261_5],
            [0.748_137_124_2, 0.980_943_254_1],
        ],
    );
}

#[test]
fn vectors_intra_rater() {
    vectors::check("intra_rater", |case, key| {
        let pairs: Vec<[u32; 2]> = case.read("pairs");
        let (levels, draws) = (case.read("levels"), Draws::default());
        let repeats = repeats(&pairs, levels, draws);
        let of_any = coefficients(&pairs, levels, draws);
        let value = |found: Result<Estimate, Undefined>| figure(found.map(|found| found.value));
        match key {
            "n" => known(repeats.n),
            "exact" => value(repeats.exact),
            "wilson" => ends(repeats.exact.and_then(|exact| exact.interval)),
            "within1" => value(repeats.within_one),
            "qwk" => value(of_any.kappa),
            "within_sd" => figure(of_any.within_sd),
            "mean_diff" => value(of_any.shift),
            "mean_diff_ci95" => ends(of_any.shift.and_then(|shift| shift.interval)),
            _ => None,
        }
    });
}

/// What each has, or why it has none.
fn every(figures: &[Result<f64, Undefined>]) -> Vec<Option<Value>> {
    figures.iter().map(|each| figure(*each)).collect()
}

#[test]
fn vectors_leniency() {
    vectors::check("leniency", |case, key| {
        let leniency = leniency(&ratings(case));
        match key {
            "mean_shift" => known(every(&leniency.mean_shift)),
            "connected" => known(leniency.is_connected()),
            "effects" => figure(leniency.effects.as_deref().map(every).map_err(|why| *why)),
            _ => None,
        }
    });
}

#[test]
fn vectors_drift() {
    vectors::check("drift", |case, key| {
        let drift = drift(&case.read::<Vec<Option<f64>>>("values"));
        match key {
            "n" => known(drift.n),
            "slope" => figure(drift.slope),
            "slope_se" => figure(drift.se),
            "p" => figure(drift.p),
            "ci95" => ends(drift.interval),
            "kendall_b" => figure(drift.tau_b),
            _ => None,
        }
    });
}

#[test]
fn vectors_span_agreement() {
    vectors::check("span_agreement", |case, key| {
        let marked: Vec<Vec<(u32, u32, String)>> = case.read("annotators");
        let mut labels: Vec<&String> = marked.iter().flatten().map(|span| &span.2).collect();
        labels.sort_unstable();
        labels.dedup();
        let span = |(start, end, label): &(u32, u32, String)| Span {
            start: *start,
            end: *end,
            label: labels.binary_search(&label).unwrap() as u32,
        };
        let marks = marked
            .iter()
            .map(|spans| Some(spans.iter().map(span).collect()));
        let spans = spans(&[Document {
            length: case.read("text_length"),
            marks: marks.collect(),
        }]);
        figure(match key {
            "exact_f1" => spans.exact,
            "overlap_f1" => spans.overlap,
            "char_f1" => spans.characters,
            "char_alpha" => spans.alpha,
            _ => return None,
        })
    });
}
