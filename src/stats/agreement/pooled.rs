//! Krippendorff's α of several scales together, each criterion of a rubric being one, with
//! intervals by drawing clusters: what is said of one task hangs together, whatever the criterion.

use super::krippendorff::{Alpha, Level, of_tallies};
use super::tallies::Tallies;
use crate::stats::Undefined;
use crate::stats::draw::{Draws, Replicates};
use crate::stats::general::bootstrap::drawn;
use crate::stats::general::finite;
use crate::stats::ratings::Ratings;

/// What was rated on one scale.
#[derive(Clone, Copy, Debug)]
pub struct Scale<'a> {
    /// Who rated what how.
    pub ratings: &'a Ratings,
    /// What the values are.
    pub level: Level,
    /// The cluster of each unit, the task it is of; units without one are a cluster together.
    pub clusters: &'a [u32],
}

/// α of several scales: 1 − Σ n Do / Σ n De over scales, where n is the number of a scale's
/// ratings that can be compared, and Do and De are those of its own
/// [α](super::krippendorff::alpha).
///
/// Chance is taken within each scale. In one α over all units De would be about how the scales
/// differ from each other as well, which no rater has to agree on: three coins that are thrown on
/// criteria of different means would agree well.
///
/// Ordinal distances are taken in shares of the ratings of their scale, so that a criterion that
/// was rated twice as often weighs twice as much and no more; distances of numbers are taken as
/// they are, which calls for one unit of measure. A scale on which all say the same adds nothing.
/// Names have no steps that could be set beside those of an order: scales of names are left out,
/// unless nothing else is there.
///
/// # Errors
/// Where no scale has an α, why the first has none.
pub fn alpha(scales: &[Scale]) -> Result<f64, Undefined> {
    let found = scales.iter().map(|scale| {
        let alpha = of_tallies(&Tallies::of(scale.ratings), scale.level, |_| 1);
        (scale.level, alpha)
    });
    together(&found.collect::<Vec<_>>())
}

fn together(scales: &[(Level, Result<Alpha, Undefined>)]) -> Result<f64, Undefined> {
    let only_names = scales.iter().all(|(level, _)| *level == Level::Nominal);
    let meant = scales
        .iter()
        .filter(|(level, _)| only_names || *level != Level::Nominal);
    let (mut observed, mut expected, mut why) = (0.0, 0.0, None);
    for (level, alpha) in meant {
        match alpha {
            Ok(alpha) => {
                let n = alpha.ratings as f64;
                // In half ratings all of them are 2n apart.
                let longest = if *level == Level::Ordinal {
                    2.0 * n
                } else {
                    1.0
                };
                observed += n * alpha.observed / longest.powi(2);
                expected += n * alpha.expected / longest.powi(2);
            }
            Err(reason) => why = why.or(Some(*reason)),
        }
    }
    if expected > 0.0 {
        finite(1.0 - observed / expected)
    } else {
        Err(why.unwrap_or(Undefined::NoData))
    }
}

/// How α varies when clusters are drawn again, each with all that was said of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Varied {
    /// That of each scale by itself, in their order.
    pub each: Vec<Replicates>,
    /// That of all together, as [`alpha`].
    pub all: Replicates,
}

/// Draws the clusters of all scales again, the same ones for each scale; `told` hears how many
/// resamples are done.
///
/// Units of one cluster hang together: to draw them one by one would take each for news of its own
/// and make the interval too narrow.
pub fn bootstrap(scales: &[Scale], draws: Draws, told: &mut dyn FnMut(usize)) -> Varied {
    let mut names: Vec<u32> = scales.iter().flat_map(clusters).collect();
    names.sort_unstable();
    names.dedup();
    let place = |cluster: u32| names.binary_search(&cluster).unwrap_or_default();
    let counted = |scale: &Scale| {
        let places: Vec<usize> = clusters(scale).map(place).collect();
        (scale.level, Tallies::of(scale.ratings), places)
    };
    let counted: Vec<_> = scales.iter().map(counted).collect();
    let mut each = vec![Replicates::default(); scales.len()];
    let figure = |weights: &[u32]| {
        let found = counted.iter().zip(&mut each);
        let found = found.map(|((level, tallies, places), varied)| {
            let alpha = of_tallies(tallies, *level, |unit| weights[places[unit]]);
            varied.note(alpha.ok().map(|alpha| alpha.value));
            (*level, alpha)
        });
        together(&found.collect::<Vec<_>>()).ok()
    };
    let all = drawn(names.len(), draws, figure, told);
    Varied { each, all }
}

/// The cluster of each unit of a scale.
fn clusters<'a>(scale: &Scale<'a>) -> impl Iterator<Item = u32> + use<'a> {
    let of = scale.clusters;
    (0..scale.ratings.units()).map(move |unit| of.get(unit).copied().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::CONFIDENCE;
    use crate::stats::agreement::krippendorff;
    use crate::stats::draw::{Chance, Seed};

    const DRAWS: Draws = Draws {
        replicates: 200,
        seed: Seed(5),
    };

    fn rows(text: &str) -> Ratings {
        let value = |c: char| c.to_digit(10).map(f64::from);
        let row = |line: &str| line.chars().map(value).collect();
        Ratings::of_rows(&text.split('/').map(row).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn names_stand_beside_an_order() {
        let (order, names) = (rows("0123/0132"), rows("0123/1123"));
        let scale = |ratings, level| Scale {
            level,
            ..ordinal(ratings)
        };
        let alone = |ratings, level| krippendorff::alpha(ratings, level).unwrap().value;
        let check = |scales: &[Scale], expected: f64| {
            let found = alpha(scales).unwrap();
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        };
        let [ordered, named] = [(&order, Level::Ordinal), (&names, Level::Nominal)]
            .map(|(ratings, level)| scale(ratings, level));
        check(&[ordered, named], alone(&order, Level::Ordinal));
        check(&[named, named], alone(&names, Level::Nominal));
    }

    fn ordinal(ratings: &Ratings) -> Scale<'_> {
        Scale {
            ratings,
            level: Level::Ordinal,
            clusters: &[],
        }
    }

    #[test]
    fn one_scale_is_its_own_alpha() {
        let ratings = rows("0123012/0123022/.12301.");
        let expected = krippendorff::alpha(&ratings, Level::Ordinal).unwrap().value;
        let found = alpha(&[ordinal(&ratings)]).unwrap();
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }

    #[test]
    fn what_differs_between_scales_is_no_agreement() {
        // Two coins, one thrown about 0 and one about 8.
        let (low, high) = (rows("00110011/01010101"), rows("88998899/89898989"));
        let one_by_one = krippendorff::alpha(&low, Level::Ordinal).unwrap().value;
        let both = alpha(&[ordinal(&low), ordinal(&high)]).unwrap();
        assert!((both - one_by_one).abs() < 1e-12 && both < 0.1, "{both}");
        let mixed = rows("0011001188998899/0101010189898989");
        let mixed = krippendorff::alpha(&mixed, Level::Ordinal).unwrap().value;
        assert!(mixed > 0.6, "in one list they seem to agree: {mixed}");
    }

    #[test]
    fn a_scale_weighs_as_often_as_it_was_rated() {
        let check = |texts: &[&str], expected: Result<f64, Undefined>| {
            let all: Vec<Ratings> = texts.iter().map(|text| rows(text)).collect();
            let found = alpha(&all.iter().map(ordinal).collect::<Vec<_>>());
            match (found, expected) {
                (Ok(found), Ok(expected)) => {
                    assert!((found - expected).abs() < 1e-12, "{found} {expected}");
                }
                (found, expected) => assert_eq!(found, expected),
            }
        };
        check(&[], Err(Undefined::NoData));
        check(&["0...", "1..."], Err(Undefined::NoOverlap));
        check(&["11/11", "1."], Err(Undefined::NoVariation));
        // α of 01/01 is 1; of 01/10 it is 1 − 1 / (2/3) = −1/2.
        check(&["01/01"], Ok(1.0));
        check(&["01/10"], Ok(-0.5));
        check(&["01/01", "01/10"], Ok(0.25));
        check(&["01/01", "11/11", "01/10"], Ok(0.25));
        // Of twice as many ratings 0101/0101 has De = 4/7 and not 2/3.
        let (few, many) = (4.0 * 2.0 / 3.0, 8.0 * 4.0 / 7.0);
        check(&["0101/0101", "01/10"], Ok(1.0 - 4.0 / (few + many)));
    }

    /// How often the interval holds the α of endless work: two raters say what each task calls for,
    /// or one step beside it, of as many units a task as there are.
    fn covered(units: u32, by_task: bool) -> usize {
        let mut chance = Chance::new(Seed(17));
        let mut board = |tasks: u32| {
            let mut rows = vec![Vec::new(); 2];
            let mut clusters = Vec::new();
            for task in 0..tasks {
                // What is hard about a task is hard about all of its units.
                let (called_for, is_hard) = (chance.below(2), chance.below(2) == 0);
                for _ in 0..units {
                    for row in &mut rows {
                        let is_off = is_hard && chance.below(2) == 0;
                        row.push(Some(f64::from(called_for ^ u32::from(is_off))));
                    }
                    clusters.push(task);
                }
            }
            (Ratings::of_rows(&rows).unwrap(), clusters)
        };
        let (endless, _) = board(20_000);
        let truth = krippendorff::alpha(&endless, Level::Ordinal).unwrap().value;
        let holds = |_: &usize| {
            let (ratings, mut clusters) = board(40);
            if !by_task {
                clusters = (0..clusters.len() as u32).collect();
            }
            let scale = Scale {
                clusters: &clusters,
                ..ordinal(&ratings)
            };
            let varied = bootstrap(&[scale], DRAWS, &mut |_| ());
            varied.all.interval(CONFIDENCE).unwrap().has(truth)
        };
        (0..200).filter(holds).count()
    }

    #[test]
    fn clusters_make_the_interval_as_wide_as_it_is() {
        let (by_task, by_unit) = (covered(8, true), covered(8, false));
        assert!((180..200).contains(&by_task), "{by_task} of 200");
        assert!(
            by_unit < 150,
            "unit by unit it is too narrow: {by_unit} of 200"
        );
        assert!((180..200).contains(&covered(1, true)));
    }

    #[test]
    fn scales_are_drawn_together() {
        let (one, other) = (rows("0120120120/0120220111"), rows("2211002211/2210002221"));
        let scales = [&one, &other].map(ordinal);
        let clusters: Vec<u32> = (0..10).collect();
        let scales = scales.map(|scale| Scale {
            clusters: &clusters,
            ..scale
        });
        let mut heard = 0;
        let varied = bootstrap(&scales, DRAWS, &mut |done| heard = done);
        assert_eq!(heard, DRAWS.replicates);
        let alone = krippendorff::bootstrap(&one, Level::Ordinal, DRAWS, &mut |_| ());
        assert_eq!(
            varied.each[0], alone,
            "units that are clusters are drawn as units"
        );
        assert_eq!(varied.all.values.len(), 200);
    }
}
