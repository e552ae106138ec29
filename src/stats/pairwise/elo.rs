//! Online Elo: ratings that move a step with every vote.
//!
//! Before each vote the first is expected to get E = 1 / (1 + base^((r₂ − r₁) / scale)); after it
//! r₁ rises and r₂ falls by k (outcome − E), the outcome being 1, ½ or 0 (Elo 1978, *The Rating of
//! Chessplayers*). The sum of all ratings stays as it began.
//!
//! The figure depends on the order of the votes, so it is shown as a live number only and has
//! neither interval nor rank: the final one is Bradley-Terry
//! (Boubdir et al. 2023, *Elo Uncovered*).

use crate::stats::Undefined;

/// How ratings move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// The most that one vote moves a rating.
    pub k: f64,
    /// Where everybody begins.
    pub initial: f64,
    /// By how much better one is whose odds are `base` to 1.
    pub scale: f64,
    /// What the odds are measured by.
    pub base: f64,
}

impl Default for Rules {
    /// Steps of 4 points, as long runs of votes need them; 400 points are odds of 10 to 1.
    fn default() -> Self {
        Self {
            k: 4.0,
            initial: 1000.0,
            scale: 400.0,
            base: 10.0,
        }
    }
}

/// One comparison: two models by their numbers from 0, and what the first got of it, 0..1.
pub type Game = (usize, usize, f64);

/// The ratings after all games, in the order in which they were played.
///
/// # Errors
/// [`Undefined::OutOfRange`] where a game names a model that there is not or one model twice, or
/// its outcome is not within 0..1, and for rules that cannot be: no scale, or a base that is not
/// above 1; [`Undefined::NotANumber`] where a rule is not finite.
pub fn ratings(models: usize, games: &[Game], rules: Rules) -> Result<Vec<f64>, Undefined> {
    let Rules {
        k,
        initial,
        scale,
        base,
    } = rules;
    if ![k, initial, scale, base]
        .iter()
        .all(|rule| rule.is_finite())
    {
        return Err(Undefined::NotANumber);
    }
    if scale <= 0.0 || base <= 1.0 {
        return Err(Undefined::OutOfRange);
    }
    let mut ratings = vec![initial; models];
    for &(first, second, outcome) in games {
        let is_game = first < models && second < models && first != second;
        if !is_game || !(0.0..=1.0).contains(&outcome) {
            return Err(Undefined::OutOfRange);
        }
        let odds = base.powf((ratings[second] - ratings[first]) / scale);
        let step = k * (outcome - 1.0 / (1.0 + odds));
        ratings[first] += step;
        ratings[second] -= step;
    }
    if ratings.iter().all(|rating| rating.is_finite()) {
        Ok(ratings)
    } else {
        Err(Undefined::OutOfRange)
    }
}
