//! How far estimates vary: by the information they take of votes, and by what votes really did.

use super::newton::Look;
use crate::stats::distributions::reach;
use crate::stats::solve::Square;
use crate::stats::{Interval, Undefined};

/// A standard error of log-odds this small is rounding: it would take 10¹⁸ votes.
const NOTHING: f64 = 1e-9;

/// A figure plus and minus what its standard error reaches.
///
/// # Errors
/// [`Undefined::OutOfRange`] unless 0 < confidence < 1; [`Undefined::Alike`] where the error is
/// nothing: then what was seen never varied, as of ties alone, and that is no certainty.
pub(super) fn around(value: f64, error: f64, confidence: f64) -> Result<Interval, Undefined> {
    let off = reach(confidence)? * error;
    if error > NOTHING {
        Ok(Interval::around(value, off))
    } else {
        Err(Undefined::Alike)
    }
}

/// The inverse of a curvature in the form in which parameters that are [pinned](Look::pin), a group
/// at a time, sum to 0: the pins that make it regular are taken out of the inverse again.
///
/// # Errors
/// [`Undefined::NoMaximum`] where it is not regular all the same, or so nearly that no number holds
/// its inverse.
pub(super) fn inverse<'a>(
    mut look: Look,
    groups: impl IntoIterator<Item = &'a [usize]>,
    ridge: f64,
) -> Result<Square, Undefined> {
    let pin = |group: &'a [usize]| (group, look.pin(group));
    let pinned: Vec<(&[usize], f64)> = groups.into_iter().map(pin).collect();
    let factor = look.curvature.cholesky().ok_or(Undefined::NoMaximum)?;
    let mut inverse = factor.inverse();
    for (group, weight) in pinned {
        let off = 1.0 / (group.len() as f64 * (weight + ridge));
        for i in group {
            for j in group {
                inverse.add(*i, *j, -off);
            }
        }
    }
    // So that the variance of a difference of any two, four of these at most, is a number as well.
    let is_held = |at| inverse.at(at, at) < f64::MAX / 8.0;
    let are_held = (0..inverse.size()).all(is_held);
    are_held.then_some(inverse).ok_or(Undefined::NoMaximum)
}

/// V J V, where V is the inverse of the information and J what slopes vary by (White 1982,
/// Econometrica 50:1).
pub(super) fn sandwich(information: &Square, meat: &Square) -> Square {
    product(&product(information, meat), information)
}

fn product(a: &Square, b: &Square) -> Square {
    let mut product = Square::new(a.size());
    for row in 0..a.size() {
        for (middle, left) in a.row(row).iter().enumerate() {
            for (column, right) in b.row(middle).iter().enumerate() {
                product.add(row, column, left * right);
            }
        }
    }
    product
}

/// What slopes vary by where votes on one prompt hang together: the sum over prompts of the square
/// of a prompt's slope (Liang and Zeger 1986, Biometrika 73:13).
pub(super) struct Meat {
    squares: Square,
    /// The slope of the prompt that is being added, and in which parameters it has one.
    slope: Vec<f64>,
    touched: Vec<usize>,
}

impl Meat {
    /// Before any prompt, of so many parameters.
    pub fn new(size: usize) -> Self {
        Self {
            squares: Square::new(size),
            slope: vec![0.0; size],
            touched: Vec::new(),
        }
    }

    /// What a vote adds to the slope of its prompt in one parameter.
    pub fn add(&mut self, parameter: usize, slope: f64) {
        self.slope[parameter] += slope;
        self.touched.push(parameter);
    }

    /// The end of a prompt.
    pub fn end_prompt(&mut self) {
        self.touched.sort_unstable();
        self.touched.dedup();
        for (at, a) in self.touched.iter().enumerate() {
            for b in &self.touched[at..] {
                let square = self.slope[*a] * self.slope[*b];
                self.squares.add_both(*a, *b, square);
            }
        }
        for a in self.touched.drain(..) {
            self.slope[a] = 0.0;
        }
    }

    /// After the last one.
    pub fn end(self) -> Square {
        self.squares
    }
}
