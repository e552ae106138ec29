//! Finding tasks by words, and cutting what was found into pages.

use std::ops::Range;

use super::task::{Message, Task};

/// Words to look for; a task matches when it has all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// Takes the words of a search box apart.
    pub fn parse(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a [`haystack`] has all the words.
    pub fn are_in(&self, haystack: &str) -> bool {
        self.0.iter().all(|word| haystack.contains(word.as_str()))
    }
}

/// Everything of a task that is searched: its title, id, intent, tags, and what was asked.
pub fn haystack(task: &Task) -> String {
    let brief = &task.brief;
    let mut text = task.id.to_string();
    let mut add = |part: &str| {
        text.push('\n');
        text.push_str(part);
    };
    add(task.kind.title());
    for part in [&brief.title, &brief.intent, &brief.instruction] {
        add(part.as_deref().unwrap_or_default());
    }
    for tag in &brief.tags {
        add(tag);
    }
    for message in brief.turns().iter().map(Message::text) {
        add(&message);
    }
    text.to_lowercase()
}

/// The part of a list that a page shows, from 0; a page beyond the end is the last one.
pub fn page(length: usize, page: usize, size: usize) -> Range<usize> {
    let last = length.saturating_sub(1) / size;
    let start = page.min(last) * size;
    start..length.min(start + size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_task_is_found_by_all_its_words_in_any_order_and_case() {
        let task: Task = serde_json::from_value(json!({
            "id": "t-7", "kind": "compare", "title": "Refund Policy", "instruction": "Sum it up.",
            "tags": ["Été"], "messages": [{ "role": "user", "content": "late parcel" }],
            "responses": []
        }))
        .unwrap();
        let haystack = haystack(&task);
        let check = |words: &str, found: bool| {
            assert_eq!(Words::parse(words).are_in(&haystack), found, "{words}");
        };
        check("", true);
        check("policy refund", true);
        check(" SUM  été ", true);
        check("parcel T-7 compare", true);
        check("refund tripel", false);
        assert!(Words::parse("  ").is_empty());
    }

    #[test]
    fn pages_cover_the_list_and_never_lie_beyond_it() {
        let check = |length, at, expected| assert_eq!(page(length, at, 100), expected);
        check(0, 0, 0..0);
        check(0, 9, 0..0);
        check(100, 0, 0..100);
        check(101, 1, 100..101);
        check(100, 1, 0..100);
        check(2_431, 24, 2_400..2_431);
    }
}
