//! Intraclass correlation: agreement on a number, where every rater rated everything.

use crate::stats::distributions::f_quantile;
use crate::stats::general::{finite, varied};
use crate::stats::sum::{mean, sum};
use crate::stats::{CONFIDENCE, Interval, Undefined};

/// Mean squares of the two-way analysis of variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanSquares {
    /// Between units: n − 1 degrees of freedom.
    pub units: f64,
    /// Between raters: k − 1.
    pub raters: f64,
    /// Of what neither explains: (n − 1)(k − 1).
    pub rest: f64,
    /// Within units, whoever rated: n(k − 1).
    pub within: f64,
}

/// A coefficient, at most 1. Below 0 raters differ more on one unit than units do; it is shown as
/// it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// The coefficient.
    pub value: Result<f64, Undefined>,
    /// Its interval, by F; none where its error is 0, so that nothing but units differs.
    pub interval: Result<Interval, Undefined>,
}

/// Of one rater, and of the mean of all k.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneAndAll {
    /// How far one rater alone can be relied on.
    pub one: Coefficient,
    /// How far the mean of all raters can be relied on.
    pub all: Coefficient,
}

/// All six forms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Icc {
    /// ICC(1): every unit was rated by others.
    pub one_way: OneAndAll,
    /// ICC(2), ICC(A): the raters are some of many, and a strict one is a disagreement. What is
    /// shown.
    pub agreement: OneAndAll,
    /// ICC(3), ICC(C): only the order and the distances count, so that it hides who is strict.
    pub consistency: OneAndAll,
    /// What they are made of.
    pub squares: MeanSquares,
    /// How many units there are.
    pub units: usize,
    /// How many raters.
    pub raters: usize,
}

/// ICC of a table with a row a unit and a column a rater (Shrout and Fleiss 1979, Psychological
/// Bulletin 86:420; intervals after McGraw and Wong 1996, Psychological Methods 1:30). With the
/// mean squares B between units, J between raters, E of the rest and W within units:
///
/// - one way (B − W) / (B + (k − 1) W), of all raters (B − W) / B;
/// - agreement (B − E) / (B + (k − 1) E + k (J − E) / n), of all (B − E) / (B + (J − E) / n);
/// - consistency (B − E) / (B + (k − 1) E), of all (B − E) / B.
///
/// Where all ratings are the same the coefficients are undefined, and so is one whose variance in
/// all is estimated at 0 or below ([`Undefined::Indistinct`]: units differ hardly, raters much).
///
/// # Errors
/// [`Undefined::NoData`] of an empty table, [`Undefined::Incomplete`] where a rating is missing,
/// [`Undefined::TooFew`] of fewer than two units or raters, [`Undefined::NotANumber`],
/// [`Undefined::OutOfRange`] where the squares of values are not finite.
pub fn icc(table: &[Vec<Option<f64>>]) -> Result<Icc, Undefined> {
    let rows = complete(table)?;
    let (n, k) = (rows.len(), rows.first().map_or(0, Vec::len));
    let squares = mean_squares(&rows);
    for square in [squares.units, squares.raters, squares.rest, squares.within] {
        finite(square)?;
    }
    let form = Forms {
        squares,
        n: n as f64,
        k: k as f64,
    };
    Ok(Icc {
        one_way: form.one_way(),
        agreement: form.agreement(),
        consistency: form.consistency(),
        squares,
        units: n,
        raters: k,
    })
}

/// The table without gaps, counted from its first value: what is equal is exactly 0 apart.
fn complete(table: &[Vec<Option<f64>>]) -> Result<Vec<Vec<f64>>, Undefined> {
    let k = table.iter().map(Vec::len).max().unwrap_or(0);
    if k == 0 {
        return Err(Undefined::NoData);
    }
    if table
        .iter()
        .any(|row| row.len() != k || row.contains(&None))
    {
        return Err(Undefined::Incomplete);
    }
    let n = table.len().min(k);
    if n < 2 {
        return Err(Undefined::TooFew { n, needed: 2 });
    }
    let rows: Vec<Vec<f64>> = table
        .iter()
        .map(|row| row.iter().flatten().copied().collect())
        .collect();
    if !rows.iter().flatten().all(|value| value.is_finite()) {
        return Err(Undefined::NotANumber);
    }
    let first = rows[0][0];
    let from_first = |row: &Vec<f64>| row.iter().map(|value| value - first).collect();
    Ok(rows.iter().map(from_first).collect())
}

fn mean_squares(rows: &[Vec<f64>]) -> MeanSquares {
    let mean = |values: &[f64]| mean(values).unwrap_or_default();
    let (n, k) = (rows.len(), rows.first().map_or(0, Vec::len));
    let of_unit: Vec<f64> = rows.iter().map(|row| mean(row)).collect();
    let of_rater: Vec<f64> = (0..k)
        .map(|at| mean(&rows.iter().map(|row| row[at]).collect::<Vec<f64>>()))
        .collect();
    let middle = mean(&of_unit);
    let squares = |values: &[f64]| sum(values.iter().map(|value| (value - middle).powi(2)));
    let within = rows
        .iter()
        .zip(&of_unit)
        .flat_map(|(row, unit)| row.iter().map(move |value| (value - unit).powi(2)));
    let rest = rows.iter().zip(&of_unit).flat_map(|(row, unit)| {
        let rest = row.iter().zip(&of_rater);
        rest.map(move |(value, rater)| (value - unit - rater + middle).powi(2))
    });
    let (units, raters) = (n as f64, k as f64);
    MeanSquares {
        units: raters * squares(&of_unit) / (units - 1.0),
        raters: units * squares(&of_rater) / (raters - 1.0),
        rest: sum(rest) / ((units - 1.0) * (raters - 1.0)),
        within: sum(within) / (units * (raters - 1.0)),
    }
}

struct Forms {
    squares: MeanSquares,
    n: f64,
    k: f64,
}

impl Forms {
    fn one_way(&self) -> OneAndAll {
        self.against(self.squares.within, self.n * (self.k - 1.0))
    }

    fn consistency(&self) -> OneAndAll {
        self.against(self.squares.rest, (self.n - 1.0) * (self.k - 1.0))
    }

    /// Units against an error of so many degrees of freedom. F = B / error is taken apart, so that
    /// there is no division by an error of 0.
    fn against(&self, error: f64, degrees: f64) -> OneAndAll {
        let units = self.squares.units;
        let one = |error: f64| share(units - error, units + (self.k - 1.0) * error);
        let all = |error: f64| share(units - error, units);
        let tail = (1.0 - CONFIDENCE) / 2.0;
        let low = f_quantile(1.0 - tail, self.n - 1.0, degrees);
        let high = f_quantile(1.0 - tail, degrees, self.n - 1.0);
        let interval = |form: &dyn Fn(f64) -> Result<f64, Undefined>| {
            form(error)?;
            self.refuse_none(error)?;
            Ok(Interval {
                low: form(error * low?)?,
                high: form(error / high?)?,
            })
        };
        OneAndAll {
            one: Coefficient {
                value: one(error),
                interval: interval(&one),
            },
            all: Coefficient {
                value: all(error),
                interval: interval(&all),
            },
        }
    }

    /// Refuses an error that is nothing but rounding, next to what units and raters differ by.
    fn refuse_none(&self, error: f64) -> Result<(), Undefined> {
        let all = self.squares.units + self.squares.raters;
        varied(error.sqrt(), all.sqrt()).map(drop)
    }

    fn agreement(&self) -> OneAndAll {
        let (n, k) = (self.n, self.k);
        let MeanSquares {
            units,
            raters,
            rest,
            ..
        } = self.squares;
        let value = share(
            units - rest,
            units + (k - 1.0) * rest + k * (raters - rest) / n,
        );
        let interval = value.and_then(|value| self.agreement_interval(value));
        // The mean of k raters by the formula of Spearman and Brown.
        let stepped = |one: f64| share(k * one, 1.0 + (k - 1.0) * one);
        OneAndAll {
            one: Coefficient { value, interval },
            all: Coefficient {
                value: share(units - rest, units + (raters - rest) / n),
                interval: interval.and_then(|Interval { low, high }| {
                    Ok(Interval {
                        low: stepped(low)?,
                        high: stepped(high)?,
                    })
                }),
            },
        }
    }

    /// With the degrees of freedom of Satterthwaite (1946) for the sum of two mean squares.
    fn agreement_interval(&self, value: f64) -> Result<Interval, Undefined> {
        let (n, k) = (self.n, self.k);
        let MeanSquares {
            units,
            raters,
            rest,
            ..
        } = self.squares;
        self.refuse_none(raters + rest)?;
        let of_raters = k * value * raters;
        let of_rest = (n * (1.0 + (k - 1.0) * value) - k * value) * rest;
        let degrees = share(
            (k - 1.0) * (n - 1.0) * (of_raters + of_rest).powi(2),
            (n - 1.0) * of_raters.powi(2) + of_rest.powi(2),
        )?;
        let tail = (1.0 - CONFIDENCE) / 2.0;
        let low = f_quantile(1.0 - tail, n - 1.0, degrees)?;
        let high = f_quantile(1.0 - tail, degrees, n - 1.0)?;
        let error = k * raters + (k * n - k - n) * rest;
        Ok(Interval {
            low: share(n * (units - low * rest), low * error + n * units)?,
            high: share(n * (high * units - rest), error + n * high * units)?,
        })
    }
}

/// A ratio of variances. The whole can be estimated at 0 or below where units hardly differ, and
/// then the ratio says nothing, nor does that of a whole which is left of rounding.
fn share(part: f64, whole: f64) -> Result<f64, Undefined> {
    const ROUNDING: f64 = 1e-12;
    if part == 0.0 && whole == 0.0 {
        return Err(Undefined::NoVariation);
    }
    if whole <= ROUNDING * part.abs() {
        return Err(Undefined::Indistinct);
    }
    finite(part / whole)
}
