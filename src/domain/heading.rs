//! Headings: one line that says which task it is, also among tasks that ask much the same.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::prints::{Print, Prints};
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

/// Which tasks of a list read alike, found task by task.
///
/// Files often give many tasks one instruction, each with an input of its own: these are told
/// apart by the line in which they begin to differ, and those that still read alike by the next
/// such line. Only those that ask the very same, of other models, are numbered. Every line is
/// looked at once, however many tasks there are.
#[derive(Debug, Default)]
pub struct Headings {
    /// The first task with each heading.
    firsts: Prints<usize>,
    /// The second task and the others with a heading, and what each asks.
    alike: Prints<Vec<(usize, String)>>,
}

impl Headings {
    /// With room for so many.
    pub fn of(count: usize) -> Self {
        let mut headings = Self::default();
        headings.firsts.reserve(count);
        headings
    }

    /// The next task.
    pub fn see(&mut self, at: usize, task: &Task) {
        let print = Print::of(&heading(task));
        match self.firsts.entry(print) {
            Entry::Vacant(first) => {
                first.insert(at);
            }
            Entry::Occupied(_) => {
                let alike = self.alike.entry(print).or_default();
                alike.push((at, task.asked()));
            }
        }
    }

    /// What to call those that read alike; the others are called by their [`heading`] alone. Of
    /// a group of these one task is read again.
    pub fn end(self, task: impl Fn(usize) -> Option<Task>) -> HashMap<usize, String> {
        let mut told: BTreeMap<usize, String> = BTreeMap::new();
        for (print, others) in self.alike {
            let first = self.firsts.get(&print).copied();
            let Some((at, first)) = first.and_then(|at| Some((at, task(at)?))) else {
                continue;
            };
            let plain = heading(&first);
            let known = plain.trim_end_matches('…');
            let (places, asked): (Vec<usize>, Vec<String>) =
                std::iter::once((at, first.asked())).chain(others).unzip();
            for (at, added) in places.into_iter().zip(differences(&asked, known)) {
                told.insert(at, format!("{plain}{added}"));
            }
        }
        let mut alike: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, heading) in &told {
            alike.entry(heading).or_default().push(*at);
        }
        // What was added may read like the heading of a task that nothing was added to.
        for (heading, group) in &mut alike {
            let other = self.firsts.get(&Print::of(heading));
            group.extend(other.filter(|at| !told.contains_key(at)));
            group.sort_unstable();
        }
        let groups: Vec<Vec<usize>> = alike.into_values().filter(|all| all.len() > 1).collect();
        for group in groups {
            let of = group.len();
            for (number, at) in group.into_iter().enumerate() {
                let plain = || task(at).as_ref().map(heading).unwrap_or_default();
                let heading = told.entry(at).or_insert_with(plain);
                heading.extend([format!(" ({} of {of})", number + 1)]);
            }
        }
        told.into_iter().collect()
    }
}

/// For each text what tells it from the others that are not the same.
fn differences(texts: &[String], known: &str) -> Vec<String> {
    let texts: Vec<Vec<&str>> = texts.iter().map(|text| lines(text).collect()).collect();
    let mut added = vec![String::new(); texts.len()];
    let mut left = vec![Alike::all(&texts, known)];
    while let Some(alike) = left.pop() {
        for (line, part) in alike.parts() {
            let Some(line) = line else { continue };
            for at in &part.members {
                added[*at].push_str(" · ");
                added[*at].push_str(&line);
            }
            left.extend((part.members.len() > 1).then_some(part));
        }
    }
    added
}

/// Texts that read alike so far.
struct Alike<'t> {
    texts: &'t [Vec<&'t str>],
    members: Vec<usize>,
    /// The heading that they have.
    known: &'t str,
    /// The line they are the same up to.
    row: usize,
    /// How many bytes of it are known to be the same.
    same: usize,
    /// Whether the beginning of that line was said already.
    is_said: bool,
}

impl<'t> Alike<'t> {
    fn all(texts: &'t [Vec<&'t str>], known: &'t str) -> Self {
        Self {
            texts,
            members: (0..texts.len()).collect(),
            known,
            row: 0,
            same: 0,
            is_said: false,
        }
    }

    /// Parts them by the line in which they begin to differ: what is said of it, nothing of texts
    /// that ended before, and who reads so. No parts where all are the same.
    fn parts(mut self) -> Vec<(Option<String>, Self)> {
        let row = loop {
            let row = self.lines();
            let present: Vec<&str> = row.iter().copied().flatten().collect();
            if present.is_empty() {
                return Vec::new();
            }
            self.same = shared(&present, self.same);
            let is_same = |line: Option<&str>| line.is_some_and(|line| line.len() == self.same);
            if !row.iter().copied().all(is_same) {
                break row;
            }
            (self.row, self.same, self.is_said) = (self.row + 1, 0, false);
        };
        let is_known = |line: &str| self.is_said || line.starts_with(self.known);
        let starts = row.iter().all(|line| line.is_some_and(is_known));
        let whole = (!starts).then(|| self.parted(&row, None));
        let whole = whole.filter(|parts| parts.len() > 1);
        let parts = whole.unwrap_or_else(|| {
            let line = row.iter().copied().flatten().next().unwrap_or_default();
            self.parted(&row, Some(word(line, self.same)))
        });
        // What no cut can tell apart is left to be numbered.
        if parts.len() > 1 { parts } else { Vec::new() }
    }

    /// The line of each, nothing for a text that has ended.
    fn lines(&self) -> Vec<Option<&'t str>> {
        let line = |at: &usize| self.texts[*at].get(self.row).copied();
        self.members.iter().map(line).collect()
    }

    fn parted(&self, row: &[Option<&str>], from: Option<usize>) -> Vec<(Option<String>, Self)> {
        let mut parts: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        for (at, line) in self.members.iter().zip(row) {
            parts
                .entry(line.map(|line| rest(line, from)))
                .or_default()
                .push(*at);
        }
        let part = |(line, members)| {
            let part = Self {
                members,
                is_said: true,
                ..*self
            };
            (line, part)
        };
        parts.into_iter().map(part).collect()
    }
}

fn rest(line: &str, from: Option<usize>) -> String {
    match from {
        Some(from) => format!("…{}", cut(&line[from..], ADDED)),
        None => cut(line, ADDED),
    }
}

/// How many bytes all lines share, of which `from` are known.
fn shared(lines: &[&str], from: usize) -> usize {
    let Some((first, others)) = lines.split_first() else {
        return 0;
    };
    let differs = |(at, letter): (usize, char)| {
        let is_other = |other: &&str| !other[from + at..].starts_with(letter);
        others.iter().any(is_other).then_some(from + at)
    };
    let mut letters = first[from..].char_indices();
    letters.find_map(differs).unwrap_or(first.len())
}

/// Where the word begins that `end` stands in, or `end` itself in the middle of a long one.
fn word(line: &str, end: usize) -> usize {
    let mut back = line[..end].char_indices().rev().take(WORD + 1);
    let space = back.find(|(_, letter)| letter.is_whitespace());
    let word = space.map_or(0, |(at, space)| at + space.len_utf8());
    if end - word > WORD { end } else { word }
}

/// The lines that say something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// A line, cut at a space where it is longer than `most` characters.
fn cut(line: &str, most: usize) -> String {
    let Some((end, _)) = line.char_indices().nth(most) else {
        return line.to_owned();
    };
    let cut = &line[..end];
    let cut = cut.rfind(' ').map_or(cut, |space| &cut[..space]);
    format!("{cut}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn task(mut brief: Value) -> Task {
        let id = brief.get("id").cloned().unwrap_or(json!("t-1"));
        brief["id"] = id;
        brief["kind"] = json!("score");
        brief["responses"] = json!([]);
        serde_json::from_value(brief).unwrap()
    }

    fn headings(tasks: &[Task]) -> Vec<String> {
        let mut headings = Headings::default();
        for (at, task) in tasks.iter().enumerate() {
            headings.see(at, task);
        }
        let told = headings.end(|at| tasks.get(at).cloned());
        let all = tasks.iter().enumerate();
        all.map(|(at, task)| told.get(&at).cloned().unwrap_or_else(|| heading(task)))
            .collect()
    }

    #[test]
    fn of_tasks_that_read_alike_one_is_read_again() {
        let asked = (0..100).map(|n| task(json!({ "instruction": format!("Sum up.\nText {n}") })));
        let tasks: Vec<Task> = asked.collect();
        let mut headings = Headings::default();
        for (at, task) in tasks.iter().enumerate() {
            headings.see(at, task);
        }
        let read = std::cell::Cell::new(0);
        let told = headings.end(|at| {
            read.set(read.get() + 1);
            tasks.get(at).cloned()
        });
        assert_eq!((told.len(), read.get()), (100, 1));
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
        // One that goes on is another one.
        check(
            &["Sum.\na", "Sum.\na\nx", "Sum.\nb"],
            &["Sum. · a", "Sum. · a · x", "Sum. · b"],
        );
        check(
            &["Sum.\na\nx", "Sum.\nb", "Sum.\na\ny", "Sum.\na\nx"],
            &[
                "Sum. · a · x (1 of 2)",
                "Sum. · b",
                "Sum. · a · y",
                "Sum. · a · x (2 of 2)",
            ],
        );
        check(
            &["Sum. · a", "Sum.\na", "Sum.\nb"],
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
        let spaced = format!("{}　", "字".repeat(100));
        check(&spaced, ["猫", "犬"], &"字".repeat(90), ["…猫", "…犬"]);
        let begin = "字".repeat(100);
        check(&begin, ["猫", "犬"], &"字".repeat(90), ["…猫", "…犬"]);
    }

    #[test]
    fn long_lines_below_are_told_apart_where_they_differ() {
        let check = |asked: &[String], expected: &[&str]| {
            let asked = asked.iter();
            let tasks = asked.map(|text| task(json!({ "instruction": format!("Sum.\n{text}") })));
            let expected = expected.iter().map(|added| format!("Sum. · {added}"));
            let tasks: Vec<_> = tasks.collect();
            assert_eq!(headings(&tasks), expected.collect::<Vec<_>>());
        };
        let long = "word ".repeat(30);
        let line = |end: &str| format!("{long}{end}");
        check(&[line("cats"), line("dogs")], &["…cats", "…dogs"]);
        let head = format!("{}…", ["word"; 12].join(" "));
        let (cats, dogs) = (format!("{head} · …cats"), format!("{head} · …dogs"));
        check(
            &[line("cats"), line("dogs"), "b".to_owned()],
            &[&cats, &dogs, "b"],
        );
        // As long as the space before them is part of the other, they differ.
        check(&[line("…"), long.trim().to_owned()], &["…word …", "…word"]);
    }

    #[test]
    fn texts_of_which_each_goes_on_where_another_ends_are_told_apart() {
        let check = |text: &str, step: usize| {
            let texts = (1..=text.len() / step).map(|n| &text[..n * step]);
            let tasks = texts.map(|text| task(json!({ "instruction": text })));
            let mut headings = headings(&tasks.collect::<Vec<_>>());
            assert!(headings.iter().all(|heading| !heading.contains(" of ")));
            headings.sort_unstable();
            let before = headings.len();
            headings.dedup();
            assert_eq!(headings.len(), before);
        };
        check(&"a\n".repeat(300), 2);
        check(&"word ".repeat(300), 5);
        check(&"a".repeat(300), 1);
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
