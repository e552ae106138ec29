//! The ids of tasks within a file: given ones are kept, no two are the same, and none is made of
//! a row number, which changes when the file is sorted.

use std::collections::HashMap;

use crate::domain::hash::ContentHash;
use crate::domain::prints::{Print, Prints};

use super::problem::{Place, Problem};

/// The ids of one file.
#[derive(Default)]
pub(super) struct Names {
    /// What each id stands for: a content, or nothing yet where the file gives it further on;
    /// nothing else is called so.
    owners: Prints<Option<Print>>,
    counts: HashMap<String, u32>,
}

impl Names {
    /// Room for so many.
    pub fn of(tasks: usize) -> Self {
        let mut names = Self::default();
        names.owners.reserve(tasks);
        names
    }

    /// Knows an id that the file gives, wherever it stands. All are to be known before the first
    /// task is named.
    pub fn know(&mut self, id: &str) {
        self.owners.entry(Print::of(id)).or_default();
    }

    /// The task's own id, or one made of its content; with a note where that is taken.
    ///
    /// Other content under a taken id is told apart by its hash, the same content by a count.
    pub fn name(
        &mut self,
        given: Option<&str>,
        hash: &ContentHash,
        place: Place,
    ) -> (String, Option<Problem>) {
        let wanted = given.map_or_else(|| format!("t-{}", hash.short(12)), str::to_owned);
        let content = Some(Print::of(hash.as_str()));
        let owner = self.owners.get(&Print::of(&wanted)).copied();
        let is_free = match owner {
            Some(Some(_)) => false,
            Some(None) => given.is_some(),
            None => true,
        };
        if is_free {
            self.owners.insert(Print::of(&wanted), content);
            return (wanted, None);
        }
        let is_same = owner == Some(content);
        let id = if is_same {
            self.counted(&wanted)
        } else {
            let apart = format!("{wanted}-{}", hash.short(6));
            if self.is_used(&apart) {
                self.counted(&apart)
            } else {
                apart
            }
        };
        self.owners.insert(Print::of(&id), content);
        let message = if is_same {
            format!("An earlier task has the same texts; this task is called “{id}”.")
        } else {
            format!("The id “{wanted}” is already taken; this task is called “{id}”.")
        };
        let hint = "Ids that never repeat keep results apart; give every task its own.";
        (id, Some(Problem::note(place, message, hint)))
    }

    fn is_used(&self, id: &str) -> bool {
        self.owners.contains_key(&Print::of(id))
    }

    /// The id with the next number that is free; every number is tried once.
    fn counted(&mut self, id: &str) -> String {
        let mut number = self.counts.get(id).copied().unwrap_or(2);
        let mut candidate = format!("{id}-{number}");
        while self.is_used(&candidate) {
            number += 1;
            candidate = format!("{id}-{number}");
        }
        self.counts.insert(id.to_owned(), number + 1);
        candidate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knowing<'i>(given: impl IntoIterator<Item = &'i str>) -> Names {
        let mut names = Names::default();
        given.into_iter().for_each(|id| names.know(id));
        names
    }

    fn named(rows: &[(Option<&str>, &str)]) -> Vec<String> {
        let mut names = knowing(rows.iter().filter_map(|(id, _)| *id));
        let name = |(id, text): &(Option<&str>, &str)| {
            let hash = ContentHash::of(&text);
            let (id, problem) = names.name(*id, &hash, Place::Row(1));
            assert_eq!(problem.is_some(), id.contains('-') && !id.starts_with("t-"));
            id
        };
        rows.iter().map(name).collect()
    }

    #[test]
    fn other_content_is_told_apart_by_its_hash_and_the_same_by_a_count() {
        let hex = |text: &str| ContentHash::of(&text).short(6).to_owned();
        let rows = ["a", "b", "b", "a", "a"].map(|text| (Some("1"), text));
        let b = hex("b");
        let expected = ["1", &format!("1-{b}"), &format!("1-{b}-2"), "1-2", "1-3"];
        assert_eq!(named(&rows), expected);
    }

    #[test]
    fn a_given_id_is_never_taken_away() {
        let hash = ContentHash::of(&"b");
        let made = format!("1-{}", hash.short(6));
        let ids = named(&[(Some("1"), "a"), (Some("1"), "b"), (Some("2"), "c")]);
        assert_eq!(ids, ["1", &made, "2"]);
        let mut names = knowing(["1", &made, "1-2"]);
        let mut name = |id: &str, text: &str| {
            let hash = ContentHash::of(&text);
            names.name(Some(id), &hash, Place::Row(1)).0
        };
        assert_eq!(name("1", "a"), "1");
        assert_eq!(name("1", "b"), format!("{made}-2"));
        assert_eq!(name("1", "a"), "1-3");
        assert_eq!(name(&made, "c"), made);
        assert_eq!(name("1-2", "d"), "1-2");
    }

    #[test]
    fn ten_thousand_equal_ids_are_named_one_by_one() {
        let hash = ContentHash::of(&"a");
        let mut names = knowing(["1"]);
        let last = (0..10_000).map(|_| names.name(Some("1"), &hash, Place::File).0);
        assert_eq!(last.last().as_deref(), Some("1-10000"));
    }
}
