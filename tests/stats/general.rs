//! What stands under all families: distributions, draws, proportions.

use serde_json::{Value, json};
use trainmaster::stats::Undefined;
use trainmaster::stats::distributions;

use crate::vectors;

/// The vectors write a function and its arguments in one row.
fn value_of(row: &[Value]) -> Result<f64, Undefined> {
    let number = |at: usize| row[at].as_f64().unwrap();
    let count = |at: usize| row[at].as_u64().unwrap();
    match row[0].as_str().unwrap() {
        "norm_ppf" => distributions::normal_quantile(number(1)),
        "norm_sf" => Ok(distributions::normal_tail(number(1))),
        "t_ppf" => distributions::t_quantile(number(1), number(2)),
        "t_sf" => distributions::t_tail(number(1), number(2)),
        "beta_ppf" => distributions::beta_quantile(number(1), number(2), number(3)),
        "f_ppf" => distributions::f_quantile(number(1), number(2), number(3)),
        "chi2_sf" => distributions::chi_squared_tail(number(1), number(2)),
        "binom_cdf" => distributions::binomial_cdf(count(1), count(2), number(3)),
        "betaln" => Ok(distributions::log_beta(number(1), number(2))),
        other => panic!("unknown function “{other}”"),
    }
}

#[test]
fn vectors_special_functions() {
    vectors::check("special_functions", |case, key| {
        let rows: Vec<Vec<Value>> = case.read("rows");
        let expected = case.expected("values");
        let values: Vec<f64> = rows.iter().map(|row| value_of(row).unwrap()).collect();
        // Tails are tiny: what counts is how many of their digits are right.
        for (row, (found, expected)) in rows.iter().zip(values.iter().zip(&expected)) {
            let off = (found - expected).abs();
            assert!(
                off <= 1e-9 * expected.abs(),
                "{row:?} is {found}, not {expected}"
            );
        }
        (key == "values").then(|| json!(values))
    });
}
