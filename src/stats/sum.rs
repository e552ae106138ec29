//! Sums that do not depend on the order of their terms, as far as anything prints.

/// A sum with the error of its roundings (Neumaier 1974, ZAMM 54:39, an improved Kahan sum).
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    total: f64,
    error: f64,
}

impl Sum {
    /// One term more.
    pub fn add(&mut self, term: f64) {
        let total = self.total + term;
        self.error += if self.total.abs() >= term.abs() {
            (self.total - total) + term
        } else {
            (term - total) + self.total
        };
        self.total = total;
    }

    /// What they add up to.
    pub fn value(self) -> f64 {
        self.total + self.error
    }
}

impl Extend<f64> for Sum {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, terms: I) {
        terms.into_iter().for_each(|term| self.add(term));
    }
}

/// What terms add up to; 0 of none.
pub fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = Sum::default();
    sum.extend(terms);
    sum.value()
}

/// The mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values.iter().copied()) / values.len() as f64)
}

/// The sum of squared differences from the mean; 0 of nothing.
pub fn squares(values: &[f64]) -> f64 {
    let middle = mean(values).unwrap_or_default();
    sum(values.iter().map(|value| (value - middle).powi(2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_terms_between_large_ones_count() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(std::iter::repeat_n(0.1, 10)), 1.0);
        assert_eq!(sum([]), 0.0);
    }

    #[test]
    fn of_nothing_there_is_no_mean() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[1.0, 2.0]), Some(1.5));
        assert_eq!(squares(&[1.0, 2.0, 3.0]), 2.0);
    }
}
