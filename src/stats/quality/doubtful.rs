//! Gold that may be wrong itself: items that most good raters miss.

use std::collections::BTreeMap;

use super::gold::Hits;

/// One answer to an item with gold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Who answered.
    pub rater: u32,
    /// What was asked.
    pub item: u32,
    /// Whether it is what gold says.
    pub is_correct: bool,
}

/// A gold item to look at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubtful {
    /// Which one.
    pub item: u32,
    /// What good raters answered; those below are left out.
    pub good: Hits,
    /// Answers of raters who are not good, or of whom too little is known.
    pub left_out: usize,
}

/// Gold that was looked through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// The items that more than half of the good raters miss, those most missed first.
    pub doubtful: Vec<Doubtful>,
    /// How many items good raters enough answered.
    pub items: usize,
    /// How many items too few good raters answered: of those nothing is known.
    pub left_out: usize,
}

/// The accuracy on other items from which on a rater is a good one.
pub const GOOD: f64 = 0.8;
/// On how many other items at least: of fewer, nobody is known.
const KNOWN: usize = 5;
/// How many good raters it takes: one alone may have slipped.
const VOICES: usize = 3;

/// Looks for items that more than half of the good raters miss.
///
/// Whether a rater is good for an item follows from the other items, so that a wrong item does not
/// count against those who found it. Who is asked one item twice counts once, by the first answer.
/// An item that fewer than three good raters answered is not judged, but counted.
///
/// ```
/// # use trainmaster::stats::quality::doubtful::{Attempt, GOOD, doubtful};
/// let told = |rater| (0..7).map(move |item| Attempt { rater, item, is_correct: item != 6 });
/// let found = doubtful(&(0..4).flat_map(told).collect::<Vec<_>>(), GOOD);
/// assert_eq!(found.doubtful.iter().map(|found| found.item).collect::<Vec<_>>(), [6]);
/// assert_eq!((found.items, found.left_out), (7, 0));
/// ```
pub fn doubtful(attempts: &[Attempt], least: f64) -> Looked {
    let mut firsts: BTreeMap<(u32, u32), bool> = BTreeMap::new();
    for attempt in attempts {
        let place = (attempt.item, attempt.rater);
        firsts.entry(place).or_insert(attempt.is_correct);
    }
    let mut raters: BTreeMap<u32, Hits> = BTreeMap::new();
    for ((_, rater), is_correct) in &firsts {
        raters.entry(*rater).or_default().count(*is_correct);
    }
    let mut items: BTreeMap<u32, Doubtful> = BTreeMap::new();
    for ((item, rater), is_correct) in &firsts {
        let found = items.entry(*item).or_insert(Doubtful {
            item: *item,
            good: Hits::default(),
            left_out: 0,
        });
        let elsewhere = raters[rater].without(*is_correct);
        if elsewhere.n >= KNOWN && elsewhere.accuracy().is_ok_and(|share| share >= least) {
            found.good.count(*is_correct);
        } else {
            found.left_out += 1;
        }
    }
    let all = items.len();
    items.retain(|_, item| item.good.n >= VOICES);
    let heard = items.len();
    let is_missed = |item: &Doubtful| 2 * item.good.correct < item.good.n;
    let mut doubtful: Vec<Doubtful> = items.into_values().filter(is_missed).collect();
    // Shares without dividing; items of the same share stay in the order of their numbers.
    doubtful.sort_by(|a, b| (a.good.correct * b.good.n).cmp(&(b.good.correct * a.good.n)));
    Looked {
        doubtful,
        items: heard,
        left_out: all - heard,
    }
}
