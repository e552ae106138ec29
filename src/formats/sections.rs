//! Texts that follow one template: the same heading lines stand in every row, such as
//! `CONTEXT:` and `GENERATED RESPONSE:`, or `### Instruction:` and `### Response:`. Each section
//! becomes a column of its own, so that prompt and response can be told apart.

use std::collections::HashMap;

use serde_json::Value;

use super::table::{Column, Kind, Row, lookup, sample};

/// Stands between the column and the heading in the path of a section.
pub(super) const MARK: &str = " › ";

/// Rows below which a recurring line proves nothing.
const MIN_ROWS: usize = 3;

/// Headings looked for in one column.
const MAX_HEADINGS: usize = 16;

/// The heading lines that divide the texts of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headings(Vec<String>);

impl Headings {
    /// The section under a heading, without the white space around it.
    pub fn part<'t>(&self, text: &'t str, name: &str) -> Option<&'t str> {
        let mut start = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if heading(line).is_some_and(|found| self.0.iter().any(|h| h == found)) {
                if let Some(start) = start {
                    return text.get(start..at).map(str::trim);
                }
                if heading(line) == Some(name) {
                    start = Some(at + line.len());
                }
            }
            at += line.len();
        }
        text.get(start?..).map(str::trim)
    }
}

/// The words of a heading line: it ends with a colon or begins with `#`, and is short.
fn heading(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.len() > 60 || !(line.ends_with(':') || line.starts_with('#')) {
        return None;
    }
    let words = line.trim_matches(|c: char| matches!(c, '#' | ':' | '*' | '[' | ']') || c == ' ');
    (!words.is_empty()).then_some(words)
}

/// The headings of every text column that follows a template.
pub(super) fn find(rows: &[Row], columns: &[Column]) -> HashMap<String, Headings> {
    let mut found = HashMap::new();
    if rows.len() < MIN_ROWS {
        return found;
    }
    for column in columns.iter().filter(|c| c.kind == Kind::Text) {
        let text = |row| lookup(row, &column.path).and_then(Value::as_str);
        let texts = rows.iter().filter_map(|row| text(&row.value));
        if let Some(headings) = common(texts, rows.len()) {
            found.insert(column.path.clone(), headings);
        }
    }
    found
}

/// Lines of the first text that stand exactly once in at least 19 of 20 texts.
fn common<'t>(mut texts: impl Iterator<Item = &'t str>, rows: usize) -> Option<Headings> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for name in texts.next()?.lines().filter_map(heading) {
        if counts.len() < MAX_HEADINGS && !counts.iter().any(|(seen, _)| *seen == name) {
            counts.push((name, 1));
        }
    }
    let mut seen = vec![0_usize; counts.len()];
    for (read, text) in texts.enumerate() {
        // Ordinary texts share no headings: stop as soon as none is left.
        counts.retain(|(_, n)| n * 2 > read);
        if counts.is_empty() {
            return None;
        }
        seen.clear();
        seen.resize(counts.len(), 0);
        for name in text.lines().filter_map(heading) {
            if let Some(at) = counts.iter().position(|(known, _)| *known == name)
                && let Some(times) = seen.get_mut(at)
            {
                *times += 1;
            }
        }
        for ((_, n), times) in counts.iter_mut().zip(&seen) {
            *n += usize::from(*times == 1);
        }
    }
    counts.retain(|(_, n)| n * 20 >= rows * 19);
    let names: Vec<String> = counts
        .into_iter()
        .map(|(name, _)| name.to_owned())
        .collect();
    (names.len() >= 2).then_some(Headings(names))
}

/// A column for every section that is not always empty, right after its text.
pub(super) fn add_columns(
    columns: &mut Vec<Column>,
    rows: &[Row],
    headings: &HashMap<String, Headings>,
) {
    let mut all = Vec::with_capacity(columns.len());
    for column in columns.drain(..) {
        let outer = column.path.clone();
        all.push(column);
        let Some(found) = headings.get(&outer) else {
            continue;
        };
        for name in &found.0 {
            let parts = rows.iter().filter_map(|row| {
                let text = lookup(&row.value, &outer)?.as_str()?;
                found.part(text, name).filter(|part| !part.is_empty())
            });
            let (mut filled, mut first) = (0, None);
            for part in parts {
                filled += 1;
                first.get_or_insert(part);
            }
            if let Some(first) = first {
                let path = format!("{outer}{MARK}{name}");
                let sample = sample(&Value::from(first));
                all.push(Column {
                    path,
                    sample,
                    filled,
                    kind: Kind::Text,
                });
            }
        }
    }
    *columns = all;
}
