//! Linear equations of a symmetric positive definite matrix, as least squares and Newton's method
//! need them: tens to a few hundred unknowns, all of them dense.
//!
//! By Cholesky's factor A = L Lᵀ (Golub and Van Loan 2013, Matrix Computations, 4th ed., §4.2),
//! which needs no pivoting, takes n³ / 3 steps and tells by itself whether A is positive definite.

use super::sum::sum;

/// A square matrix, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    /// Of zeros.
    pub fn new(size: usize) -> Self {
        Self {
            size,
            cells: vec![0.0; size * size],
        }
    }

    /// How many rows and columns it has.
    pub fn size(&self) -> usize {
        self.size
    }

    /// A cell; 0 outside of the matrix.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.row(row).get(column).copied().unwrap_or_default()
    }

    /// A row; nothing outside of the matrix.
    pub fn row(&self, row: usize) -> &[f64] {
        let start = row.saturating_mul(self.size);
        self.cells
            .get(start..start.saturating_add(self.size))
            .unwrap_or_default()
    }

    /// Adds to a cell; nothing happens outside of the matrix.
    pub fn add(&mut self, row: usize, column: usize, term: f64) {
        if row < self.size && column < self.size {
            self.cells[row * self.size + column] += term;
        }
    }

    /// Adds to a cell and to the one across the diagonal; once where both are the same.
    pub fn add_both(&mut self, row: usize, column: usize, term: f64) {
        self.add(row, column, term);
        if row != column {
            self.add(column, row, term);
        }
    }

    /// The factor of a symmetric matrix, of which only the lower half is read; `None` unless it is
    /// positive definite, so far as 53 bits can tell.
    pub fn cholesky(&self) -> Option<Cholesky> {
        let n = self.size;
        let mut lower = Square::new(n);
        for row in 0..n {
            for column in 0..=row {
                let (mine, other) = (lower.row(row), lower.row(column));
                let known = mine[..column].iter().zip(&other[..column]);
                let rest = self.at(row, column) - sum(known.map(|(a, b)| a * b));
                let cell = if row == column {
                    // What is left of a diagonal that is lost in rounding is no pivot.
                    let lost = self.at(row, row) * f64::EPSILON * n as f64;
                    if rest.is_nan() || rest <= lost || rest <= 0.0 || rest.is_infinite() {
                        return None;
                    }
                    rest.sqrt()
                } else {
                    rest / other[column]
                };
                lower.cells[row * n + column] = cell;
            }
        }
        Some(Cholesky { lower })
    }
}

/// The factor L of a symmetric positive definite matrix A = L Lᵀ.
#[derive(Clone, Debug, PartialEq)]
pub struct Cholesky {
    lower: Square,
}

impl Cholesky {
    /// The x of A x = b. Terms of `b` that are not given are 0; those beyond the size are left out.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.lower.size;
        let mut x = b.to_vec();
        x.resize(n, 0.0);
        for row in 0..n {
            let known = self.lower.row(row)[..row].iter().zip(&x[..row]);
            let rest = x[row] - sum(known.map(|(a, b)| a * b));
            x[row] = rest / self.lower.at(row, row);
        }
        for row in (0..n).rev() {
            let known = (row + 1..n).map(|below| self.lower.at(below, row) * x[below]);
            let rest = x[row] - sum(known);
            x[row] = rest / self.lower.at(row, row);
        }
        x
    }

    /// The inverse of A, symmetric to the last digit.
    pub fn inverse(&self) -> Square {
        let n = self.lower.size;
        let mut inverse = Square::new(n);
        let mut unit = vec![0.0; n];
        for column in 0..n {
            unit[column] = 1.0;
            let solved = self.solve(&unit);
            unit[column] = 0.0;
            for (row, cell) in solved.iter().enumerate().skip(column) {
                inverse.add_both(row, column, *cell);
            }
        }
        inverse
    }

    /// The logarithm of the determinant of A.
    pub fn log_determinant(&self) -> f64 {
        2.0 * sum((0..self.lower.size).map(|at| self.lower.at(at, at).ln()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(rows: &[&[f64]]) -> Square {
        let mut square = Square::new(rows.len());
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                square.add(row, column, *cell);
            }
        }
        square
    }

    fn near(found: &[f64], expected: &[f64], within: f64) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            let off = (found - expected).abs();
            assert!(off <= within, "{found} is not {expected}");
        }
    }

    #[test]
    fn the_factor_times_itself_is_the_matrix() {
        let textbook = square(&[
            &[4.0, 12.0, -16.0],
            &[12.0, 37.0, -43.0],
            &[-16.0, -43.0, 98.0],
        ]);
        let factor = textbook.cholesky().unwrap();
        let lower = square(&[&[2.0], &[6.0, 1.0], &[-8.0, 5.0, 3.0]]);
        assert_eq!(factor.lower, lower);
        near(&[factor.log_determinant()], &[36_f64.ln()], 1e-12);
        near(&factor.solve(&[4.0, 13.0, -11.0]), &[-2.0, 1.0, 0.0], 1e-12);
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_has_no_factor() {
        let check = |rows: &[&[f64]]| assert_eq!(square(rows).cholesky(), None, "{rows:?}");
        check(&[&[0.0]]);
        check(&[&[-1.0]]);
        check(&[&[f64::NAN]]);
        check(&[&[f64::INFINITY]]);
        check(&[&[1.0, 2.0], &[2.0, 1.0]]);
        // Rank one, but for what rounding leaves.
        check(&[&[0.1, 0.3], &[0.3, 0.9]]);
    }

    #[test]
    fn a_matrix_of_the_size_that_occurs_is_inverted_to_ten_digits() {
        // The equations of 60 raters who are compared in a ring and with everybody a little.
        let n = 60;
        let mut matrix = Square::new(n);
        for row in 0..n {
            matrix.add(row, row, 3.0 + 1e-2 * n as f64);
            matrix.add_both(row, (row + 1) % n, -1.0);
            (0..row).for_each(|column| matrix.add_both(row, column, -1e-2));
        }
        let factor = matrix.cholesky().unwrap();
        let inverse = factor.inverse();
        for column in 0..n {
            let ours: Vec<f64> = (0..n).map(|row| inverse.at(row, column)).collect();
            assert_eq!(ours, inverse.row(column));
            let product = |row| sum(matrix.row(row).iter().zip(&ours).map(|(a, b)| a * b));
            let product: Vec<f64> = (0..n).map(product).collect();
            let mut unit = vec![0.0; n];
            unit[column] = 1.0;
            near(&product, &unit, 1e-10);
        }
    }

    #[test]
    fn nothing_and_what_lies_outside_are_no_panic() {
        let empty = Square::default().cholesky().unwrap();
        assert_eq!(empty.solve(&[1.0]), Vec::<f64>::new());
        assert_eq!(empty.inverse(), Square::default());
        let mut one = square(&[&[2.0]]);
        one.add(1, 0, 1.0);
        one.add(0, 1, 1.0);
        assert_eq!((one.at(0, 1), one.at(7, usize::MAX)), (0.0, 0.0));
        assert_eq!(one.cholesky().unwrap().solve(&[]), [0.0]);
    }
}
