//! What holds for whatever a reader takes in.

use std::collections::BTreeSet;
use std::fmt::Debug;

use serde_json::{Value, json};
use trainmaster::domain::pack::Pack;
use trainmaster::domain::rating::Rating;
use trainmaster::domain::rubric::{Criterion, Rubric};
use trainmaster::domain::score::{Ratings, score};
use trainmaster::formats::{Mapping, OpenError, Opened, PackOptions, Problem, Role, Steps, Table};
use trainmaster::formats::{pack, results, verify::Verified};

/// What was opened is read further, as the app does.
pub fn opened(found: Result<Opened, OpenError>) {
    match found {
        Ok(Opened::Pack(text)) => brought(&text),
        // A law of the store's.
        Ok(Opened::Backup(_)) => {}
        Ok(Opened::Results(value)) => results(value),
        Ok(Opened::Rubric(value)) => rubric(value),
        Ok(Opened::Table(found)) => table(&found),
        Err(why) => assert!(!why.message().is_empty() && !why.hint().is_empty()),
    }
}

fn skipped(problems: &[Problem]) -> usize {
    problems
        .iter()
        .filter(|problem| problem.is_skipped())
        .count()
}

/// No two are the same.
fn distinct<T: Ord + Debug>(names: impl IntoIterator<Item = T>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(!seen.contains(&name), "{name:?} twice");
        seen.insert(name);
    }
}

/// Columns have names of their own, and every row becomes a task or is told of, whichever way the
/// columns are used.
pub fn table(table: &Table) {
    distinct(table.columns.iter().map(|column| &column.path));
    for column in &table.columns {
        assert!(column.filled <= table.rows.len());
        assert!(column.sample.chars().count() <= 161);
    }
    let places: Vec<_> = table.rows.iter().map(|row| row.place).collect();
    assert!(places.is_sorted_by(|one, next| one < next));
    let mut mapping = Mapping::guess(table);
    mapped(table, &mapping);
    for (column, role) in table.columns.iter().zip(Role::ALL.into_iter().rev()) {
        mapping.assign(&column.path, Some(role));
    }
    mapped(table, &mapping);
}

fn mapped(table: &Table, mapping: &Mapping) {
    mapping.faults(table);
    let mapped = mapping.apply(table, &PackOptions::default());
    assert_eq!(mapped.tasks + skipped(&mapped.problems), table.rows.len());
    let made: Value = serde_json::from_str(&mapped.pack.whole()).unwrap();
    let tasks = made["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), mapped.tasks);
    let preview = mapping.preview(table, 3);
    assert_eq!(preview.tasks, tasks[..tasks.len().min(3)]);
    if mapped.tasks > 0 {
        let read = pack::Reading::new(mapped.pack).finish().unwrap();
        assert_eq!(skipped(&read.problems), 0, "{:?}", read.problems);
        assert_eq!(read.pack.tasks.len(), mapped.tasks);
    }
}

/// A pack as a file brings it is read as the value that it is.
fn brought(text: &str) {
    let read = pack::Reading::brought(text.to_owned().into()).finish();
    if let Ok(value) = serde_json::from_str(text) {
        assert_eq!(read.is_ok(), pack::read(value).is_ok());
    }
}

/// Every task is read or told of, nothing has the name of something else, and what was read is
/// read again from what is written of it.
pub fn pack(value: Value) {
    let given = value["tasks"].as_array().map_or(0, Vec::len);
    let read = match pack::read(value) {
        Ok(read) => read,
        Err(why) => return assert!(!why.to_string().is_empty()),
    };
    let Pack { tasks, rubrics, .. } = &read.pack;
    assert_eq!(tasks.len() + skipped(&read.problems), given);
    distinct(tasks.cards().iter().map(|task| &task.id));
    for task in tasks.iter() {
        distinct(task.responses.iter().map(|response| &response.id));
        assert!(rubrics.contains(read.pack.rubric_of(&task)) || rubrics.is_empty());
    }
    if !read.pack.partial {
        distinct(rubrics.iter().map(|rubric| &rubric.id));
    }
    for rubric in rubrics {
        scored(rubric);
    }
    let named = |rubric: &Rubric| {
        let mut source = rubric.source().clone();
        source["id"] = json!(rubric.id);
        source
    };
    let rubrics: Vec<_> = rubrics.iter().map(|rubric| named(rubric)).collect();
    let written: Vec<_> = tasks.iter().collect();
    let again = json!({ "format": pack::FORMAT, "version": 1, "tasks": written,
        "rubrics": rubrics });
    let again = serde_json::from_str(&again.to_string()).unwrap();
    let again = pack::read(again).unwrap();
    assert_eq!(&again.pack.tasks, tasks);
}

/// A rubric is read again from what is written of it, and can be scored.
pub fn rubric(value: Value) {
    match Rubric::parse(value) {
        Ok(rubric) => {
            let text = rubric.source().to_string();
            let again = Rubric::parse(serde_json::from_str(&text).unwrap());
            assert_eq!(again.as_ref(), Ok(&rubric));
            scored(&rubric);
        }
        Err(why) => assert!(!why.to_string().is_empty()),
    }
}

/// Whatever the ratings, there is a score in 0..1 or a word on why there is none.
fn scored(rubric: &Rubric) {
    distinct(rubric.criteria.iter().map(|criterion| &criterion.id));
    let shares = rubric.criteria.iter().filter_map(|each| rubric.share(each));
    assert!(shares.into_iter().all(|share| (0.0..=1.0).contains(&share)));
    let lowest = |_: usize, criterion: &Criterion| criterion.rating(0);
    let highest = |_: usize, criterion: &Criterion| criterion.rating(criterion.level_count() - 1);
    let in_turn = |at: usize, criterion: &Criterion| match at % 3 {
        0 => Some(Rating::NotApplicable),
        1 => criterion.rating(1),
        _ => Some(Rating::Level(200)),
    };
    for choose in [
        &lowest as &dyn Fn(usize, &Criterion) -> _,
        &highest,
        &in_turn,
    ] {
        let ratings: Ratings = (rubric.criteria.iter().enumerate())
            .filter_map(|(at, each)| Some((each.id.clone(), choose(at, each)?)))
            .collect();
        let score = score(rubric, &ratings);
        match score.value {
            Ok(value) => assert!((0.0..=1.0).contains(&value) && score.passed.is_some()),
            Err(why) => assert!(!why.to_string().is_empty() && score.passed.is_none()),
        }
    }
}

/// Results are read again from what is written of them, without a further word; and whatever they
/// say, they can be checked, and the tasks in them opened.
pub fn results(value: Value) {
    let read = match results::read(value) {
        Ok(read) => read,
        Err(why) => return assert!(!why.to_string().is_empty()),
    };
    let text = serde_json::to_string(&read.results).unwrap();
    let again = results::read(serde_json::from_str(&text).unwrap()).unwrap();
    assert_eq!(again.results, read.results);
    assert_eq!(skipped(&again.problems), 0, "{:?}", again.problems);
    let verified = Verified::results(&read.results);
    assert_eq!(verified.evaluations.len(), read.results.evaluations.len());
    verified.summary();
    for line in &read.results.packs {
        if let Some(part) = read.results.partial_pack(line) {
            pack(part);
        }
    }
}
