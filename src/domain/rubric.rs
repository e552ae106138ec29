//! The rubric: criteria, a rating scale, a pass threshold.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::hash::ContentHash;
use super::id::{CriterionId, RubricId, slug};
use super::rating::Rating;
use super::rubric_file::RubricFile;

/// The pass threshold of a rubric that names none.
pub const DEFAULT_THRESHOLD: f64 = 0.75;

/// The scale of a rubric that names none, worst first.
pub const DEFAULT_SCALE: [&str; 4] = ["Poor", "Fair", "Good", "Excellent"];

/// A rubric that can be scored: every default resolved, every number in range.
///
/// It keeps the JSON it was read from, so that it is written back unchanged and its hash is the
/// hash of what its author wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Rubric {
    /// Its name within the pack.
    pub id: RubricId,
    /// Its title on the screen.
    pub title: String,
    /// The criteria, in the author's order.
    pub criteria: Vec<Criterion>,
    /// The lowest score that passes, 0..1.
    pub pass_threshold: f64,
    /// What an evaluation pins.
    pub hash: ContentHash,
    source: Value,
}

/// One named quality.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// Its name within the rubric.
    pub id: CriterionId,
    /// Its name on the screen.
    pub name: String,
    /// How it counts.
    pub kind: Kind,
    /// The statements under it.
    pub checks: Vec<Check>,
    /// The lowest worth that does not fail the whole response, where the criterion is critical.
    pub critical: Option<f64>,
    /// What a response on each level is like, worst first; may be shorter than the levels.
    pub descriptions: Vec<String>,
    /// What is good and what is not, in the author's words.
    pub guidance: Guidance,
}

/// How a criterion is rated and counted.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Levels from worst to best with their worth in 0..1; counts by weight.
    Scale {
        /// Its share in the sum, not negative.
        weight: f64,
        /// At least two levels, worst first.
        levels: Vec<Level>,
    },
    /// Yes (worth 1) or no (worth 0); counts by weight.
    Binary {
        /// Its share in the sum, not negative.
        weight: f64,
    },
    /// Met or not met; adds its points, which may be negative.
    Points {
        /// Points when met; below zero the criterion names something bad.
        points: f64,
    },
}

/// One level of a scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Its name on the screen.
    pub name: String,
    /// What it is worth, 0..1.
    pub worth: f64,
}

/// One objective statement under a criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The statement.
    pub text: String,
    /// A machine test, kept as the file has it.
    pub test: Option<Value>,
}

/// What the author says about a criterion beyond its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guidance {
    /// What the criterion is about.
    pub about: Option<String>,
    /// Responses, or parts of them, that show it.
    pub examples: Vec<String>,
    /// Responses, or parts of them, that fail it.
    pub counter_examples: Vec<String>,
}

/// Why a rubric cannot be scored; the message names the place and the remedy.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum RubricFault {
    /// The JSON has another shape.
    #[error("the rubric does not have the expected shape: {0}")]
    Shape(String),
    /// There is nothing to rate.
    #[error("the rubric has no criteria; add at least one")]
    NoCriteria,
    /// Two criteria share an id.
    #[error("two criteria share the id “{0}”; give each its own")]
    SameId(CriterionId),
    /// A scale needs a worst and a best level.
    #[error("“{0}” has fewer than two levels; a scale needs a worst and a best")]
    TooFewLevels(String),
    /// Ratings are stored in a byte, and nobody tells that many levels apart.
    #[error("“{0}” has more than 101 levels")]
    TooManyLevels(String),
    /// Level scores do not fit the levels.
    #[error("“{0}” needs one score in 0..1 for each of its {1} levels")]
    Scores(String, usize),
    /// A weight is no usable number.
    #[error("the weight of “{0}” must be a number that is not negative")]
    Weight(String),
    /// The sum would not be a number.
    #[error("the weights or points are too large to be added up; make them smaller")]
    TooHeavy,
    /// A worth is in 0..1.
    #[error("\"critical_min\" of “{0}” is a worth in 0..1")]
    CriticalMin(String),
    /// Nothing would count.
    #[error("all weights are zero, so nothing would count")]
    NoWeight,
    /// Points criteria say how many.
    #[error("“{0}” is by points but says not how many; add \"points\"")]
    NoPoints(String),
    /// The two forms cannot be added up.
    #[error("the rubric mixes points with weights; make all criteria one or the other")]
    Mixed,
    /// The threshold is no score.
    #[error("the pass threshold {0} is not in 0..1")]
    Threshold(f64),
}

impl Rubric {
    /// Reads the rubric shape of `product.md`, with everything optional resolved.
    ///
    /// # Errors
    /// Says what keeps the rubric from being scored.
    pub fn parse(source: Value) -> Result<Self, RubricFault> {
        let file = RubricFile::deserialize(&source)
            .map_err(|error| RubricFault::Shape(error.to_string()))?;
        let pass_threshold = file.pass_threshold.unwrap_or(DEFAULT_THRESHOLD);
        if !(0.0..=1.0).contains(&pass_threshold) {
            return Err(RubricFault::Threshold(pass_threshold));
        }
        let criteria = file.criteria()?;
        let title = file.title.unwrap_or_else(|| "Rubric".to_owned());
        let id = file.id.unwrap_or_else(|| match slug(&title) {
            slug if slug.is_empty() => "rubric".into(),
            slug => slug.into(),
        });
        Ok(Self {
            id,
            title,
            criteria,
            pass_threshold,
            hash: ContentHash::of(&source),
            source,
        })
    }

    /// The starter rubric, which is also the smallest example of the shape.
    pub fn starter() -> Arc<Self> {
        let source = serde_json::from_str(include_str!("starter-rubric.json")).unwrap_or_default();
        // The text is part of this crate and pinned by a test; were it broken, a rubric of one
        // criterion still lets the rater work.
        Arc::new(Self::parse(source).unwrap_or_else(|_| Self::bare()))
    }

    fn bare() -> Self {
        let source = serde_json::json!({ "criteria": [{ "name": "Quality" }] });
        let quality = Criterion {
            id: "quality".into(),
            name: "Quality".into(),
            kind: Kind::Binary { weight: 1.0 },
            checks: Vec::new(),
            critical: None,
            descriptions: Vec::new(),
            guidance: Guidance::default(),
        };
        Self {
            id: "rubric".into(),
            title: "Rubric".into(),
            criteria: vec![quality],
            pass_threshold: DEFAULT_THRESHOLD,
            hash: ContentHash::of(&source),
            source,
        }
    }

    /// The rubric exactly as its author wrote it.
    pub fn source(&self) -> &Value {
        &self.source
    }

    /// The criterion of this id.
    pub fn criterion(&self, id: &CriterionId) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.id == *id)
    }

    /// A criterion's share of the whole in 0..1; `None` in a rubric by points.
    pub fn share(&self, criterion: &Criterion) -> Option<f64> {
        let total: f64 = self.criteria.iter().filter_map(Criterion::weight).sum();
        criterion.weight().map(|weight| weight / total)
    }
}

impl Serialize for Rubric {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.source.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rubric {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl Criterion {
    /// Its weight; `None` for a criterion by points.
    pub fn weight(&self) -> Option<f64> {
        match self.kind {
            Kind::Scale { weight, .. } | Kind::Binary { weight } => Some(weight),
            Kind::Points { .. } => None,
        }
    }

    /// The names of what can be chosen, worst first.
    pub fn level_names(&self) -> Vec<&str> {
        match &self.kind {
            Kind::Scale { levels, .. } => levels.iter().map(|level| level.name.as_str()).collect(),
            Kind::Binary { .. } => vec!["No", "Yes"],
            Kind::Points { .. } => vec!["Not met", "Met"],
        }
    }

    /// How many levels can be chosen.
    pub fn level_count(&self) -> usize {
        match &self.kind {
            Kind::Scale { levels, .. } => levels.len(),
            Kind::Binary { .. } | Kind::Points { .. } => 2,
        }
    }

    /// The rating that choosing the level of this index gives; `None` off the scale.
    pub fn rating(&self, index: usize) -> Option<Rating> {
        if index >= self.level_count() {
            return None;
        }
        match self.kind {
            Kind::Scale { .. } => u8::try_from(index).ok().map(Rating::Level),
            Kind::Binary { .. } | Kind::Points { .. } => Some(Rating::Met(index == 1)),
        }
    }

    /// The name of a rating.
    pub fn rating_name(&self, rating: Option<Rating>) -> String {
        let Some(rating) = rating else {
            return "not rated".to_owned();
        };
        let level = self
            .index(rating)
            .and_then(|index| self.level_names().get(index).copied());
        level.unwrap_or("not applicable").to_owned()
    }

    /// The index of the level that a rating chose; `None` for N/A and for what is not on the
    /// scale. Files may write 1 and 0 for yes and no.
    pub fn index(&self, rating: Rating) -> Option<usize> {
        let index = match (&self.kind, rating) {
            (_, Rating::Level(level)) => usize::from(level),
            (Kind::Binary { .. } | Kind::Points { .. }, Rating::Met(met)) => usize::from(met),
            (Kind::Scale { .. }, Rating::Met(_)) | (_, Rating::NotApplicable) => return None,
        };
        (index < self.level_count()).then_some(index)
    }

    /// Whether a rating counts as one here: a level of the scale, or N/A.
    pub fn takes(&self, rating: Rating) -> bool {
        rating == Rating::NotApplicable || self.index(rating).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_rubric_of_the_product_loads_unchanged() {
        let rubric = Rubric::starter();
        let ids: Vec<&str> = rubric.criteria.iter().map(|c| c.id.as_str()).collect();
        let expected = [
            "correctness",
            "completeness",
            "safety-compliance",
            "clarity-tone",
            "structure-ux",
        ];
        assert_eq!(ids, expected);
        let source: Value = serde_json::from_str(include_str!("starter-rubric.json")).unwrap();
        assert_eq!(serde_json::to_value(&*rubric).unwrap(), source);
        assert_eq!(rubric.hash, ContentHash::of(&source));
    }

    #[test]
    fn what_cannot_be_scored_is_refused_with_a_reason() {
        let check = |source: Value, expected: RubricFault| {
            assert_eq!(Rubric::parse(source), Err(expected));
        };
        check(json!({"criteria": []}), RubricFault::NoCriteria);
        check(
            json!({"criteria": [{"name": "A", "id": "a"}, {"name": "B", "id": "a"}]}),
            RubricFault::SameId("a".into()),
        );
        check(
            json!({"criteria": [{"name": "A", "levels": ["only"]}]}),
            RubricFault::TooFewLevels("A".into()),
        );
        check(
            json!({"criteria": [{"name": "A", "scores": [0, 1]}]}),
            RubricFault::Scores("A".into(), 4),
        );
        check(
            json!({"criteria": [{"name": "A", "weight": -1}]}),
            RubricFault::Weight("A".into()),
        );
        check(
            json!({"criteria": [{"name": "A", "weight": 0}]}),
            RubricFault::NoWeight,
        );
        check(
            json!({"criteria": [{"name": "A", "weight": 1e308}, {"name": "B", "weight": 1e308}]}),
            RubricFault::TooHeavy,
        );
        check(
            json!({"criteria": [{"name": "A", "points": -1e308}, {"name": "B", "points": -1e308}]}),
            RubricFault::TooHeavy,
        );
        for least in [2.0, -0.5] {
            let of = json!({"name": "A", "critical": true, "critical_min": least});
            check(
                json!({"criteria": [of]}),
                RubricFault::CriticalMin("A".into()),
            );
        }
        check(
            json!({"criteria": [{"name": "A", "kind": "points"}]}),
            RubricFault::NoPoints("A".into()),
        );
        check(
            json!({"criteria": [{"name": "A", "points": 2}, {"name": "B"}]}),
            RubricFault::Mixed,
        );
        check(
            json!({"criteria": [{"name": "A"}], "pass_threshold": 75}),
            RubricFault::Threshold(75.0),
        );
    }

    #[test]
    fn a_rating_stands_on_the_scale_or_is_none() {
        let of = |criterion: Value| {
            let rubric = Rubric::parse(json!({ "criteria": [criterion] })).unwrap();
            rubric.criteria[0].clone()
        };
        let check = |criterion: &Criterion, rating, index: Option<usize>| {
            assert_eq!(criterion.index(rating), index, "{rating:?}");
            let worth = crate::domain::score::worth(criterion, rating);
            assert_eq!(worth.is_some(), index.is_some(), "{rating:?}");
        };
        let scale = of(json!({ "name": "A", "levels": ["Bad", "So", "Good"] }));
        check(&scale, Rating::Level(2), Some(2));
        check(&scale, Rating::Level(3), None);
        check(&scale, Rating::Met(true), None);
        for binary in [
            json!({ "name": "A", "kind": "binary" }),
            json!({ "name": "A", "points": -2 }),
        ] {
            let binary = of(binary);
            check(&binary, Rating::Met(true), Some(1));
            check(&binary, Rating::Level(1), Some(1));
            check(&binary, Rating::Level(2), None);
            check(&binary, Rating::NotApplicable, None);
            assert!(binary.takes(Rating::NotApplicable) && !binary.takes(Rating::Level(2)));
        }
    }

    #[test]
    fn names_alike_get_ids_apart() {
        let rubric =
            Rubric::parse(json!({"criteria": [{"name": "A"}, {"name": "a!"}, {"name": "?"}]}))
                .unwrap();
        let ids: Vec<&str> = rubric.criteria.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["a", "a-2", "criterion-3"]);
    }
}
