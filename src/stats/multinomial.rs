//! Counts drawn again: as many as there were, each cell with the chance that its count gives it.
//!
//! Cells that are drawn from Poisson distributions, and turn out to add up to m, are a multinomial
//! draw of m. So each cell gets a Poisson draw of a little less than its count, from a table that
//! is worked out once, and what is then missing is drawn one by one; in the rare case that nothing
//! is missing but there is too much, all is drawn again. That is exact, and costs a look into a
//! table for a cell, where binomials cell by cell each cost a search for their own constants.

use statrs::function::gamma::ln_gamma;

use super::Undefined;
use super::draw::Chance;

/// How far below the number of draws the Poisson draws aim, in standard deviations: above it they
/// fail once in thirty thousand times.
const BELOW: f64 = 4.0;
/// Probabilities below this share of the largest do not change a sum.
const NEGLIGIBLE: f64 = 1e-18;
/// Places of a table that are known without a search.
const GUIDE: usize = 64;

/// Counts that can be drawn again and again.
#[derive(Clone, Debug)]
pub struct Multinomial {
    draws: u64,
    /// The cells that have a count, and the table of each.
    cells: Vec<(usize, usize)>,
    tables: Vec<Poisson>,
    /// For each of these cells the count of all before it and its own.
    up_to: Vec<u64>,
}

impl Multinomial {
    /// Of so many draws as the counts add up to.
    ///
    /// # Errors
    /// [`Undefined::TooMany`] draws to be tabled.
    pub fn new(counts: &[u64]) -> Result<Self, Undefined> {
        let most = u64::from(u32::MAX);
        let draws = counts.iter().fold(0_u64, |all, n| all.saturating_add(*n));
        if draws > most {
            return Err(Undefined::TooMany {
                n: draws as usize,
                most: most as usize,
            });
        }
        let all = draws as f64;
        let share = ((all - BELOW * all.sqrt()) / all.max(1.0)).max(0.0);
        let mut sizes: Vec<u64> = counts.iter().copied().filter(|count| *count > 0).collect();
        sizes.sort_unstable();
        sizes.dedup();
        let table = |size: &u64| Poisson::new(*size as f64 * share);
        let place = |count: u64| sizes.binary_search(&count).unwrap_or_default();
        let filled = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let mut before = 0;
        Ok(Self {
            draws,
            cells: filled.clone().map(|(at, n)| (at, place(*n))).collect(),
            up_to: filled
                .map(|(_, count)| {
                    before += count;
                    before
                })
                .collect(),
            tables: sizes.iter().map(table).collect(),
        })
    }

    /// Draws once; the counts of cells that had none stay 0.
    pub fn draw(&self, counts: &mut [u64], chance: &mut Chance) {
        loop {
            counts.fill(0);
            let mut drawn = 0;
            for (cell, table) in &self.cells {
                let count = self.tables[*table].draw(chance);
                counts[*cell] = count;
                drawn += count;
            }
            if let Some(missing) = self.draws.checked_sub(drawn) {
                for _ in 0..missing {
                    counts[self.one(chance)] += 1;
                }
                return;
            }
        }
    }

    /// The cell of a single draw.
    fn one(&self, chance: &mut Chance) -> usize {
        let place = u64::from(chance.below(self.draws as u32));
        let found = self.up_to.partition_point(|up_to| *up_to <= place);
        self.cells[found].0
    }
}

/// A Poisson distribution as a table of its distribution function.
#[derive(Clone, Debug)]
struct Poisson {
    /// The first value of the table.
    first: u64,
    up_to: Vec<f64>,
    /// For each part of 0..1 the first place that can be meant.
    guide: [u32; GUIDE],
}

impl Poisson {
    fn new(mean: f64) -> Self {
        let mode = mean.floor();
        let top = if mean > 0.0 {
            (mode * mean.ln() - mean - ln_gamma(mode + 1.0)).exp()
        } else {
            1.0
        };
        let falls = |p: &f64| *p > NEGLIGIBLE * top;
        let next = |(k, p): &(f64, f64)| Some((k - 1.0, p * k / mean)).filter(|(k, _)| *k >= 0.0);
        let below = std::iter::successors(Some((mode, top)), next);
        let mut chances: Vec<f64> = below.map(|(_, p)| p).take_while(falls).collect();
        let first = mode as u64 + 1 - chances.len() as u64;
        chances.reverse();
        let above = std::iter::successors(Some((mode, top)), |(k, p)| {
            Some((k + 1.0, p * mean / (k + 1.0)))
        });
        chances.extend(above.skip(1).map(|(_, p)| p).take_while(falls));
        let all: f64 = chances.iter().sum();
        let mut before = 0.0;
        let mut up_to: Vec<f64> = Vec::with_capacity(chances.len());
        for chance in chances {
            before += chance / all;
            up_to.push(before);
        }
        if let Some(last) = up_to.last_mut() {
            *last = 1.0;
        }
        let mut guide = [0; GUIDE];
        for (part, place) in guide.iter_mut().enumerate() {
            let from = part as f64 / GUIDE as f64;
            *place = up_to.partition_point(|up_to| *up_to <= from) as u32;
        }
        Self {
            first,
            up_to,
            guide,
        }
    }

    fn draw(&self, chance: &mut Chance) -> u64 {
        let unit = chance.unit();
        let mut place = self.guide[(unit * GUIDE as f64) as usize] as usize;
        while self.up_to[place] <= unit {
            place += 1;
        }
        self.first + place as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::Seed;
    use crate::stats::sum::{mean, squares};

    /// Of many draws each cell has the mean and the variance of its share.
    #[test]
    fn cells_vary_as_multinomial_counts_do() {
        let check = |counts: &[u64]| {
            let draws: u64 = counts.iter().sum();
            let multinomial = Multinomial::new(counts).unwrap();
            let mut chance = Chance::new(Seed(11));
            let mut drawn = vec![0; counts.len()];
            let mut all: Vec<Vec<f64>> = vec![Vec::new(); counts.len()];
            for _ in 0..4000 {
                multinomial.draw(&mut drawn, &mut chance);
                assert_eq!(drawn.iter().sum::<u64>(), draws);
                for (cell, count) in all.iter_mut().zip(&drawn) {
                    cell.push(*count as f64);
                }
            }
            for (cell, count) in all.iter().zip(counts) {
                let (n, p) = (draws as f64, *count as f64 / draws as f64);
                let (expected, variance) = (n * p, n * p * (1.0 - p));
                let off = (mean(cell).unwrap() - expected).abs();
                assert!(off <= 5.0 * (variance / 4000.0).sqrt(), "{counts:?}: {off}");
                let spread = squares(cell) / 4000.0;
                let bound = 0.15 * variance + 0.02;
                assert!(
                    (spread - variance).abs() <= bound,
                    "{counts:?}: {spread} {variance}"
                );
            }
        };
        check(&[1]);
        check(&[3, 0, 2]);
        check(&[10, 10, 10, 0, 10]);
        check(&[1000, 1, 0, 30, 5]);
        check(&[5_000_000, 3_000_000, 12]);
    }

    #[test]
    fn the_chances_of_a_small_draw_are_exact() {
        // Of 2 draws among equals both fall on one side in a half of all cases.
        let multinomial = Multinomial::new(&[1, 1]).unwrap();
        let mut chance = Chance::new(Seed(5));
        let (mut counts, mut same) = ([0, 0], 0);
        for _ in 0..40_000 {
            multinomial.draw(&mut counts, &mut chance);
            same += u32::from(counts[0] != 1);
        }
        assert!((19_500..20_500).contains(&same), "{same}");
    }

    #[test]
    fn nothing_is_drawn_of_nothing_and_too_much_is_refused() {
        let mut counts = [7, 7];
        let nothing = Multinomial::new(&[0, 0]).unwrap();
        nothing.draw(&mut counts, &mut Chance::new(Seed(1)));
        assert_eq!(counts, [0, 0]);
        assert!(Multinomial::new(&[u64::MAX, 1]).is_err());
    }
}
