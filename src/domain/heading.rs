//! Headings: one line that says which task it is, also among tasks that ask much the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::task::Task;

/// How long a heading made of the instruction may be, in characters.
const HEADING: usize = 90;
/// How much is added to tell a task from others that begin alike, in characters.
const ADDED: usize = 60;
/// A word that is longer than this is cut where the texts differ: some scripts have no spaces.
const WORD: usize = 20;

/// The title, or the beginning of what was asked, in one line.
pub fn heading(task: &Task) -> String {
    let title = task.brief.title.as_deref();
    if let Some(title) = title.filter(|title| !title.trim().is_empty()) {
        return title.to_owned();
    }
    let asked = task.asked();
    let first = lines(&asked).next();
    first.map_or_else(|| task.id.to_string(), |line| cut(line, HEADING))
}

/// The headings of tasks that stand in one list.
///
/// Files often give many tasks one instruction, each with an input of its own: these are told
/// apart by the line in which they begin to differ. Those that ask the very same, of other models,
/// are numbered.
pub fn headings(tasks: &[Arc<Task>]) -> Vec<String> {
    let mut headings: Vec<String> = tasks.iter().map(|task| heading(task)).collect();
    for group in alike(&headings) {
        let asked: Vec<String> = group.iter().map(|at| tasks[*at].asked()).collect();
        let known = headings[group[0]].trim_end_matches('…').to_owned();
        for (at, added) in group.iter().zip(differences(&asked, &known)) {
            headings[*at].extend(added.map(|added| format!(" · {added}")));
        }
    }
    for group in alike(&headings) {
        for (number, at) in group.iter().enumerate() {
            headings[*at].extend([format!(" ({} of {})", number + 1, group.len())]);
        }
    }
    headings
}

/// The places of headings that are the same, where there is more than one.
fn alike(headings: &[String]) -> Vec<Vec<usize>> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, heading) in headings.iter().enumerate() {
        places.entry(heading).or_default().push(at);
    }
    places.into_values().filter(|all| all.len() > 1).collect()
}

/// For each text the line in which the texts begin to differ, without what all share of a line
/// that begins with `known`; nothing for a text that ends before, or does not differ.
fn differences(texts: &[String], known: &str) -> Vec<Option<String>> {
    let mut all: Vec<_> = texts.iter().map(|text| lines(text)).collect();
    loop {
        let row: Vec<Option<&str>> = all.iter_mut().map(Iterator::next).collect();
        if row.iter().all(Option::is_none) {
            return vec![None; texts.len()];
        }
        if row.iter().any(|line| *line != row[0]) {
            let present: Vec<&str> = row.iter().copied().flatten().collect();
            let from = present[0].starts_with(known).then(|| shared(&present));
            return row
                .into_iter()
                .map(|line| Some(rest(line?, from)))
                .collect();
        }
    }
}

fn rest(line: &str, from: Option<usize>) -> String {
    match from {
        Some(from) => format!("…{}", cut(&line[from..], ADDED)),
        None => cut(line, ADDED),
    }
}

/// How many bytes all lines share, up to the beginning of the word in which they differ.
fn shared(lines: &[&str]) -> usize {
    let Some((first, others)) = lines.split_first() else {
        return 0;
    };
    let differs = |(at, letter): (usize, char)| {
        let is_other = |other: &&str| !other[at..].starts_with(letter);
        others.iter().any(is_other).then_some(at)
    };
    let end = first
        .char_indices()
        .find_map(differs)
        .unwrap_or(first.len());
    let word = first[..end]
        .rfind(char::is_whitespace)
        .map_or(0, |space| space + 1);
    if end - word > WORD { end } else { word }
}

/// The lines that say something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// A line, cut at a space where it is longer than `most` characters.
fn cut(line: &str, most: usize) -> String {
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let mut cut: String = line.chars().take(most).collect();
    if let Some(space) = cut.rfind(' ') {
        cut.truncate(space);
    }
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn task(mut brief: Value) -> Arc<Task> {
        let id = brief.get("id").cloned().unwrap_or(json!("t-1"));
        brief["id"] = id;
        brief["kind"] = json!("score");
        brief["responses"] = json!([]);
        Arc::new(serde_json::from_value(brief).unwrap())
    }

    #[test]
    fn a_task_without_a_title_is_named_by_what_was_asked() {
        let check = |brief: Value, expected: &str| assert_eq!(heading(&task(brief)), expected);
        check(json!({ "title": "Refund" , "instruction": "x" }), "Refund");
        check(
            json!({ "instruction": "\n  Say hi.\nThen bye." }),
            "Say hi.",
        );
        check(
            json!({ "instruction": "word ".repeat(40) }),
            &format!("{}…", ["word"; 18].join(" ")),
        );
        check(
            json!({ "messages": [
                { "role": "user", "content": "first" },
                { "role": "assistant", "content": "hm" },
                { "role": "user", "content": [{ "type": "text", "text": "last" }] }
            ] }),
            "last",
        );
        check(json!({}), "t-1");
    }

    #[test]
    fn tasks_that_read_alike_are_told_apart() {
        let check = |asked: &[&str], expected: &[&str]| {
            let asked = asked
                .iter()
                .map(|text| task(json!({ "instruction": text })));
            assert_eq!(headings(&asked.collect::<Vec<_>>()), expected);
        };
        check(&["Say hi.", "Say bye."], &["Say hi.", "Say bye."]);
        check(
            &[
                "Shorten it.\n\nThe cat sat.",
                "Count.",
                "Shorten it.\n\nThe dog sat.",
            ],
            &[
                "Shorten it. · The cat sat.",
                "Count.",
                "Shorten it. · The dog sat.",
            ],
        );
        // What all share below the instruction is passed over.
        check(
            &["Solve:\n4x4\n1 2", "Solve:\n4x4\n2 1"],
            &["Solve: · 1 2", "Solve: · 2 1"],
        );
        // The same prompt for several pairs of models.
        check(
            &["Sum.\na", "Sum.\na", "Sum.\nb"],
            &["Sum. · a (1 of 2)", "Sum. · a (2 of 2)", "Sum. · b"],
        );
        check(
            &["Joke.", "Joke.", "Joke."],
            &["Joke. (1 of 3)", "Joke. (2 of 3)", "Joke. (3 of 3)"],
        );
        check(
            &["Joke.", "Joke.\nOf cats."],
            &["Joke.", "Joke. · Of cats."],
        );
    }

    #[test]
    fn long_first_lines_are_told_apart_where_they_differ() {
        let check = |begin: &str, ends: [&str; 2], head: &str, added: [&str; 2]| {
            let asked = ends.map(|end| task(json!({ "instruction": format!("{begin}{end}") })));
            let expected = added.map(|added| format!("{head}… · {added}"));
            assert_eq!(headings(&asked), expected);
        };
        let begin = "word ".repeat(30);
        let head = ["word"; 18].join(" ");
        check(&begin, ["cats", "cars"], &head, ["…cats", "…cars"]);
        let long = "tail ".repeat(20);
        let added = format!("…b{}…", ["tail"; 11].join(" "));
        check(&begin, ["a", &format!("b{long}")], &head, ["…a", &added]);
        let nearly = "word ".repeat(17);
        let ends = ["extraordinary", "extravagant"];
        check(
            &nearly,
            ends,
            &head[..84],
            ["…extraordinary", "…extravagant"],
        );
        let begin = "字".repeat(100);
        check(&begin, ["猫", "犬"], &"字".repeat(90), ["…猫", "…犬"]);
    }

    #[test]
    fn the_same_title_is_told_apart_by_what_was_asked() {
        let named = |asked: &str| task(json!({ "title": "Refund", "instruction": asked }));
        let tasks = ["Where is it?", "Where is my money?"].map(named);
        assert_eq!(
            headings(&tasks),
            ["Refund · Where is it?", "Refund · Where is my money?"]
        );
    }
}
