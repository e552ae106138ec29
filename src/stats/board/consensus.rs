//! What several raters say together. It never replaces what each of them said.

/// What comes of several ratings of one thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Consensus<T> {
    /// They come to this.
    On(T),
    /// They do not come to one.
    Split,
    /// Nobody said anything.
    Nothing,
}

/// How far apart the two middle ones of an even number may be, in levels.
const APART: f64 = 2.0;

/// The median of ordered ratings; of an even number whose middle two lie two levels or more apart
/// there is none.
pub fn median(ratings: &[f64]) -> Consensus<f64> {
    let mut sorted: Vec<f64> = ratings.iter().copied().filter(|r| r.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let Some(upper) = sorted.get(sorted.len() / 2).copied() else {
        return Consensus::Nothing;
    };
    if sorted.len() % 2 == 1 {
        return Consensus::On(upper);
    }
    let lower = sorted[sorted.len() / 2 - 1];
    if upper - lower >= APART {
        Consensus::Split
    } else {
        Consensus::On(f64::midpoint(lower, upper))
    }
}

/// What more than half of them say: for decisions, and for yes and no.
pub fn majority<T: PartialEq + Clone>(said: &[T]) -> Consensus<T> {
    if said.is_empty() {
        return Consensus::Nothing;
    }
    let votes = |one: &&T| 2 * said.iter().filter(|other| other == one).count() > said.len();
    said.iter()
        .find(votes)
        .map_or(Consensus::Split, |one| Consensus::On(one.clone()))
}

#[cfg(test)]
mod tests {
    use super::Consensus::{Nothing, On, Split};
    use super::*;

    #[test]
    fn an_even_split_far_apart_is_no_consensus() {
        let check = |ratings: &[f64], expected| assert_eq!(median(ratings), expected);
        check(&[], Nothing);
        check(&[3.0], On(3.0));
        check(&[4.0, 0.0, 3.0], On(3.0));
        check(&[2.0, 3.0], On(2.5));
        check(&[1.0, 3.0], Split);
        check(&[0.0, 2.0, 2.0, 4.0], On(2.0));
        check(&[0.0, 1.0, 3.0, 4.0], Split);
    }

    #[test]
    fn a_majority_is_more_than_half() {
        let check = |said: &str, expected| {
            let said: Vec<char> = said.chars().collect();
            assert_eq!(majority(&said), expected);
        };
        check("", Nothing);
        check("a", On('a'));
        check("ab", Split);
        check("aab", On('a'));
        check("aabb", Split);
        check("abc", Split);
    }
}
