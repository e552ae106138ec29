//! The rubric as files write it, and how its defaults are resolved.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::id::{CriterionId, RubricId, Taken, slug};
use super::rubric::{Check, Criterion, DEFAULT_SCALE, Guidance, Kind, Level, RubricFault};

/// A rubric as files write it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Rubric"))]
pub(crate) struct RubricFile {
    #[serde(default, deserialize_with = "crate::domain::id::optional")]
    pub(super) id: Option<RubricId>,
    pub(super) title: Option<String>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    criteria: Vec<CriterionFile>,
    /// The levels' names, worst first.
    rating_scale: Option<Vec<String>>,
    /// The lowest score that passes, 0..1; 0.75 when absent.
    pub(super) pass_threshold: Option<f64>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Criterion"))]
struct CriterionFile {
    #[serde(default, deserialize_with = "crate::domain::id::optional")]
    id: Option<String>,
    name: String,
    about: Option<String>,
    weight: Option<f64>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    kind: KindFile,
    /// Points when met; may be negative.
    points: Option<f64>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    checks: Vec<CheckFile>,
    /// The criterion's own levels, worst first.
    levels: Option<Vec<String>>,
    /// What each level is worth, 0..1.
    scores: Option<Vec<f64>>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    critical: bool,
    /// The lowest worth that does not fail the response.
    critical_min: Option<f64>,
    level_descriptions: Option<Vec<String>>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    examples: Vec<Value>,
    #[serde(default, deserialize_with = "crate::domain::null::as_default")]
    counter_examples: Vec<Value>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "CriterionKind"))]
#[serde(rename_all = "snake_case")]
enum KindFile {
    #[default]
    Scale,
    Binary,
    Points,
}

#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Check"))]
#[serde(untagged)]
enum CheckFile {
    Text(String),
    Tested { text: String, test: Option<Value> },
}

impl RubricFile {
    /// The criteria with every default resolved.
    pub(super) fn criteria(&self) -> Result<Vec<Criterion>, RubricFault> {
        let file = self;
        if file.criteria.is_empty() {
            return Err(RubricFault::NoCriteria);
        }
        let mut given: BTreeSet<&str> = BTreeSet::new();
        for id in file
            .criteria
            .iter()
            .filter_map(|criterion| criterion.id.as_deref())
        {
            if !given.insert(id) {
                return Err(RubricFault::SameId(id.into()));
            }
        }
        let mut taken: Taken = given.into_iter().map(str::to_owned).collect();
        let mut criteria: Vec<Criterion> = Vec::with_capacity(file.criteria.len());
        for (index, entry) in file.criteria.iter().enumerate() {
            let id = entry.id.clone().unwrap_or_else(|| {
                let wanted = match slug(&entry.name) {
                    slug if slug.is_empty() => format!("criterion-{}", index + 1),
                    slug => slug,
                };
                taken.name(wanted)
            });
            criteria.push(criterion(entry, id.into(), file)?);
        }
        let by_points = criteria
            .iter()
            .filter(|criterion| criterion.weight().is_none())
            .count();
        if by_points != 0 && by_points != criteria.len() {
            return Err(RubricFault::Mixed);
        }
        let worths = criteria.iter().map(|criterion| match criterion.kind {
            Kind::Scale { weight, .. } | Kind::Binary { weight } => weight,
            Kind::Points { points } => points.abs(),
        });
        if !worths.sum::<f64>().is_finite() {
            return Err(RubricFault::TooHeavy);
        }
        if by_points == 0 && criteria.iter().filter_map(Criterion::weight).sum::<f64>() <= 0.0 {
            return Err(RubricFault::NoWeight);
        }
        Ok(criteria)
    }
}

fn criterion(
    entry: &CriterionFile,
    id: CriterionId,
    file: &RubricFile,
) -> Result<Criterion, RubricFault> {
    let kind = match entry.kind {
        KindFile::Points => Kind::Points {
            points: entry
                .points
                .ok_or_else(|| RubricFault::NoPoints(entry.name.clone()))?,
        },
        KindFile::Binary => Kind::Binary {
            weight: weight(entry)?,
        },
        KindFile::Scale if entry.points.is_some() && entry.weight.is_none() => Kind::Points {
            points: entry.points.unwrap_or_default(),
        },
        KindFile::Scale => Kind::Scale {
            weight: weight(entry)?,
            levels: levels(entry, file)?,
        },
    };
    let least = entry.critical_min.unwrap_or_default();
    if !(0.0..=1.0).contains(&least) {
        return Err(RubricFault::CriticalMin(entry.name.clone()));
    }
    let critical = entry.critical.then(|| match (&kind, entry.critical_min) {
        (Kind::Scale { .. }, Some(least)) => least,
        // Without a word on where it fails, the worst level does.
        (Kind::Scale { levels, .. }, None) => levels
            .iter()
            .map(|level| level.worth)
            .find(|worth| *worth > 0.0)
            .unwrap_or(1.0),
        (Kind::Binary { .. } | Kind::Points { .. }, _) => 1.0,
    });
    Ok(Criterion {
        id,
        name: entry.name.clone(),
        kind,
        checks: entry.checks.iter().cloned().map(Check::from).collect(),
        critical,
        descriptions: entry.level_descriptions.clone().unwrap_or_default(),
        guidance: Guidance {
            about: entry.about.clone(),
            examples: entry.examples.iter().map(as_text).collect(),
            counter_examples: entry.counter_examples.iter().map(as_text).collect(),
        },
    })
}

fn weight(entry: &CriterionFile) -> Result<f64, RubricFault> {
    match entry.weight.unwrap_or(1.0) {
        weight if weight.is_finite() && weight >= 0.0 => Ok(weight),
        _ => Err(RubricFault::Weight(entry.name.clone())),
    }
}

fn levels(entry: &CriterionFile, file: &RubricFile) -> Result<Vec<Level>, RubricFault> {
    let default = || DEFAULT_SCALE.map(str::to_owned).to_vec();
    let names = entry
        .levels
        .clone()
        .or_else(|| file.rating_scale.clone())
        .unwrap_or_else(default);
    match names.len() {
        0 | 1 => return Err(RubricFault::TooFewLevels(entry.name.clone())),
        2..=101 => {}
        _ => return Err(RubricFault::TooManyLevels(entry.name.clone())),
    }
    let top = names.len() - 1;
    let worths = match &entry.scores {
        None => (0..=top).map(|index| index as f64 / top as f64).collect(),
        Some(scores)
            if scores.len() == names.len()
                && scores.iter().all(|score| (0.0..=1.0).contains(score)) =>
        {
            scores.clone()
        }
        Some(_) => return Err(RubricFault::Scores(entry.name.clone(), names.len())),
    };
    Ok(names
        .into_iter()
        .zip(worths)
        .map(|(name, worth)| Level { name, worth })
        .collect())
}

impl From<CheckFile> for Check {
    fn from(check: CheckFile) -> Self {
        match check {
            CheckFile::Text(text) => Self { text, test: None },
            CheckFile::Tested { text, test } => Self { text, test },
        }
    }
}

fn as_text(example: &Value) -> String {
    match example {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
