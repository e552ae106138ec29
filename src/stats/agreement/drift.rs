//! Drift: whether a rater changes from one task to the next.

use crate::stats::distributions::{t_quantile, t_tail};
use crate::stats::general::correlation::kendall_tau_b;
use crate::stats::general::{finite, varied};
use crate::stats::sum::{mean, squares, sum};
use crate::stats::{CONFIDENCE, Interval, Undefined};

/// How values change with their order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// How many values there are.
    pub n: usize,
    /// How many places of the order have none.
    pub left_out: usize,
    /// The change from one place of the order to the next; of three values or more.
    pub slope: Result<f64, Undefined>,
    /// Its standard error.
    pub se: Result<f64, Undefined>,
    /// Two-sided, of a slope of 0; none of values that lie on a line without an error.
    pub p: Result<f64, Undefined>,
    /// The interval of the slope, by Student's t with n − 2 degrees of freedom.
    pub interval: Result<Interval, Undefined>,
    /// Kendall's τ b of value and order, −1..1: the same question without a straight line (Mann
    /// 1945, Econometrica 13:245).
    pub tau_b: Result<f64, Undefined>,
}

/// Of values in their order, such as errors against gold or residuals; a place without a value
/// keeps its place.
///
/// The slope is that of least squares. Errors that hang together from one task to the next make
/// its interval too narrow: a rolling mean belongs beside it. Everything takes three values,
/// because through two there always is a line. Of values on a line without any error there is
/// neither a test nor an interval.
///
/// Of values that are all the same there is no test and no τ, and the slope is 0 from 0 to 0. That
/// interval is what the golden vectors have; it is none to be shown, as nothing that never varied
/// says how far it could.
pub fn drift(values: &[Option<f64>]) -> Drift {
    let there = values
        .iter()
        .enumerate()
        .filter_map(|(at, value)| Some((at as f64, (*value)?)));
    let (x, y): (Vec<f64>, Vec<f64>) = there.unzip();
    let n = x.len();
    let line = Line::through(&x, &y);
    Drift {
        n,
        left_out: values.len() - n,
        slope: line.and_then(|line| finite(line.slope)),
        se: line.and_then(Line::se),
        p: line.and_then(Line::p),
        interval: line.and_then(Line::interval),
        tau_b: line.and_then(|_| kendall_tau_b(&x, &y)),
    }
}

/// What stands beside the line: at each place the mean of the values among the last `width` places,
/// and nothing where there is none.
///
/// ```
/// # use trainmaster::stats::agreement::drift::rolling_mean;
/// let means = rolling_mean(&[Some(1.0), Some(3.0), None, Some(5.0), None, None], 2);
/// assert_eq!(means, [Some(1.0), Some(2.0), Some(3.0), Some(5.0), Some(5.0), None]);
/// ```
pub fn rolling_mean(values: &[Option<f64>], width: usize) -> Vec<Option<f64>> {
    let at = |end: usize| {
        let seen = &values[(end + 1).saturating_sub(width)..=end];
        let seen: Vec<f64> = seen.iter().flatten().copied().collect();
        mean(&seen).filter(|mean| mean.is_finite())
    };
    (0..values.len()).map(at).collect()
}

/// A line of least squares.
#[derive(Clone, Copy)]
struct Line {
    slope: f64,
    /// Σ of squared distances from the line.
    rest: f64,
    /// Σ of squared distances of x from its mean.
    width: f64,
    n: usize,
}

impl Line {
    /// Through three points or more.
    fn through(x: &[f64], y: &[f64]) -> Result<Self, Undefined> {
        let n = x.len();
        if !y.iter().all(|value| value.is_finite()) {
            return Err(Undefined::NotANumber);
        }
        let (Some(middle), Some(height)) = (mean(x), mean(y)) else {
            return Err(Undefined::NoData);
        };
        if n < 3 {
            // Through two points there is always a line.
            return Err(Undefined::TooFew { n, needed: 3 });
        }
        let width = squares(x);
        // What is level is so exactly, whatever its mean was rounded to.
        let is_level = y.windows(2).all(|pair| pair[0] == pair[1]);
        let points = || {
            x.iter()
                .map(|x| x - middle)
                .zip(y.iter().map(|y| y - height))
        };
        let (slope, rest) = if is_level {
            (0.0, 0.0)
        } else {
            let slope = sum(points().map(|(x, y)| x * y)) / width;
            (slope, sum(points().map(|(x, y)| (y - slope * x).powi(2))))
        };
        Ok(Self {
            slope,
            rest,
            width,
            n,
        })
    }

    /// Of at least three points.
    fn degrees(self) -> f64 {
        self.n as f64 - 2.0
    }

    fn se(self) -> Result<f64, Undefined> {
        finite((self.rest / self.degrees() / self.width).sqrt())
    }

    fn p(self) -> Result<f64, Undefined> {
        if self.is_level() {
            return Err(Undefined::NoVariation);
        }
        let se = varied(self.se()?, self.slope.abs())?;
        Ok((2.0 * t_tail((self.slope / se).abs(), self.degrees())?).min(1.0))
    }

    fn is_level(self) -> bool {
        self.slope == 0.0 && self.rest == 0.0
    }

    fn interval(self) -> Result<Interval, Undefined> {
        // What is level has the interval of the vectors, from 0 to 0.
        if !self.is_level() {
            varied(self.se()?, self.slope.abs())?;
        }
        let half = t_quantile(0.5 + CONFIDENCE / 2.0, self.degrees())? * self.se()?;
        Ok(Interval {
            low: finite(self.slope - half)?,
            high: finite(self.slope + half)?,
        })
    }
}
