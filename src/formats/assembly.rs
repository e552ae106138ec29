//! From all rows to a pack: each task becomes text and is let go.

use std::ops::ControlFlow::{self, Break, Continue};

use serde_json::{Map, Value, json};

use crate::domain::hash::canonical;
use crate::domain::id::slug;

use super::assemble::{PackOptions, Plan};
use super::mapping::{Mapping, Role};
use super::naming::Names;
use super::pack_text::{PackText, Scribe};
use super::problem::Problem;
use super::rows::Cursor;
use super::steps::{Progress, Steps};
use super::table::{Row, Table};

/// How much of a title goes into the id of a pack, in characters.
const TITLE: usize = 60;

/// What came of the rows of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapped {
    /// The pack, `trainmaster/pack` version 1, in its canonical form; empty where the tasks were
    /// only counted.
    pub pack: PackText,
    /// What was left out or is odd. Tasks and skipped rows together are the rows of the table.
    pub problems: Vec<Problem>,
    /// How many tasks the pack holds.
    pub tasks: usize,
    /// How many of them compare responses; the others score one.
    pub pairs: usize,
}

/// A pack on its way out of a table.
pub struct Assembly<'t> {
    plan: Plan<'t>,
    cursor: Cursor,
    /// Whether the ids that the rows give are still being learnt.
    is_learning: bool,
    names: Names,
    scribe: Option<Scribe>,
    mapped: Mapped,
}

impl Mapping {
    /// The whole pack. Rows without prompt or response are reported and left out.
    pub fn apply(&self, table: &Table, options: &PackOptions) -> Mapped {
        Assembly::new(self, table, options).finish()
    }
}

impl<'t> Assembly<'t> {
    /// Writes the pack.
    pub fn new(mapping: &'t Mapping, table: &'t Table, options: &'t PackOptions) -> Self {
        let frame = frame(table, options);
        let kind = options.kind.as_deref();
        Self::of(Plan::new(mapping, table, kind), Some(Scribe::new(&frame)))
    }

    /// Only counts what would come out.
    pub fn counting(mapping: &'t Mapping, table: &'t Table) -> Self {
        Self::of(Plan::new(mapping, table, None), None)
    }

    fn of(plan: Plan<'t>, scribe: Option<Scribe>) -> Self {
        let problems = plan.further().into_iter().collect();
        Self {
            cursor: Cursor::default(),
            is_learning: plan.mapping.column(Role::Id).is_some(),
            names: Names::of(plan.table.rows.len()),
            scribe,
            mapped: Mapped {
                problems,
                ..Mapped::default()
            },
            plan,
        }
    }

    /// What came of the rows that were seen.
    pub fn so_far(&self) -> &Mapped {
        &self.mapped
    }
}

impl Steps for Assembly<'_> {
    type Output = Mapped;

    fn step(mut self, budget: usize) -> ControlFlow<Mapped, Self> {
        let rows = &self.plan.table.rows;
        if self.is_learning {
            let (plan, names) = (&self.plan, &mut self.names);
            self.is_learning = self.cursor.pass(rows, budget, |row| {
                plan.own_id(&row).into_iter().for_each(|id| names.know(&id));
                true
            });
            if !self.is_learning {
                self.cursor = Cursor::default();
            }
            return Continue(self);
        }
        let mut cursor = std::mem::take(&mut self.cursor);
        let is_more = cursor.pass(rows, budget, |row| {
            self.see(&row);
            true
        });
        self.cursor = cursor;
        if is_more {
            return Continue(self);
        }
        let pack = self.scribe.map(Scribe::end).unwrap_or_default();
        Break(Mapped {
            pack,
            ..self.mapped
        })
    }

    fn progress(&self) -> Progress {
        self.cursor.progress(&self.plan.table.rows)
    }
}

impl Assembly<'_> {
    fn see(&mut self, row: &Row) {
        let Mapped {
            problems,
            tasks,
            pairs,
            ..
        } = &mut self.mapped;
        let task = match self.plan.task(row, &mut self.names, problems) {
            Ok(task) => task,
            Err(problem) => return problems.push(problem),
        };
        *tasks += 1;
        *pairs += usize::from(task.get("kind").is_some_and(|kind| kind == "compare"));
        if let Some(scribe) = &mut self.scribe {
            scribe.task(&canonical(&task));
        }
    }
}

/// The pack without its tasks.
fn frame(table: &Table, options: &PackOptions) -> Map<String, Value> {
    let title: String = options.title.chars().take(TITLE).collect();
    let name = match slug(&title) {
        slug if slug.is_empty() => "pack".to_owned(),
        slug => slug,
    };
    let mut frame = Map::new();
    let mut put = |name: &str, value| frame.insert(name.to_owned(), value);
    put("format", json!("trainmaster/pack"));
    put("version", json!(1));
    put("id", json!(format!("{name}-{}", table.hash.short(8))));
    put("title", json!(options.title));
    put("seed", json!(table.hash));
    if !options.rubric.is_null() {
        put("rubrics", json!([options.rubric]));
    }
    frame
}
