//! What came back of a backup, in words.

use crate::storage::Ending;
use crate::text::figures::{many, of};
use crate::ui::app::Tone;
use crate::ui::session::Brought;

/// A tone, a headline, and the rest.
pub struct Told {
    /// How it is meant.
    pub tone: Tone,
    /// What came of it.
    pub head: String,
    /// How much, and what is wrong.
    pub body: String,
}

/// What came back of a backup.
pub fn told(brought: &Brought) -> Told {
    let head = match (brought.new, brought.texts) {
        (0, 0) => "Nothing was missing here.".to_owned(),
        (0, texts) => format!("{} came back.", many(texts, "text")),
        (new, _) => format!("{} came back.", of(new, "step", "steps")),
    };
    let known = match brought.known {
        0 => "None of its steps were here before.".to_owned(),
        known => format!("{} here already.", of(known, "step was", "steps were")),
    };
    let told = counts(brought).into_iter();
    let told = told.filter(|(count, ..)| *count > 0);
    let told = told.map(|(count, one, many, rest)| format!("{} {rest}", of(count, one, many)));
    let ending = ending(brought.ending).map(str::to_owned);
    let mut body: Vec<String> = [known].into_iter().chain(told).chain(ending).collect();
    if brought.works_as.is_some() {
        body.push("You continue as the person who made it.".to_owned());
    }
    let lacks = [
        brought.disputed,
        brought.damaged,
        brought.strange,
        brought.unread,
        brought.not_kept,
        brought.unsaved,
        brought.without_texts,
    ];
    let is_well = brought.ending == Ending::Whole && lacks.iter().all(|count| *count == 0);
    Told {
        tone: if is_well { Tone::Clear } else { Tone::Caution },
        head,
        body: body.join(" "),
    }
}

/// How many of what, of one and of many, and what to say of them.
fn counts(brought: &Brought) -> [(usize, &'static str, &'static str, &'static str); 9] {
    [
        (
            brought.disputed,
            "step is",
            "steps are",
            "another here: what is here stays.",
        ),
        (
            brought.damaged,
            "value in it",
            "values in it",
            "cannot be read: keep the file.",
        ),
        (
            brought.strange,
            "line of it",
            "lines of it",
            "cannot be read: keep the file.",
        ),
        (
            brought.unknown,
            "step is",
            "steps are",
            "of a newer version, and kept as they stand.",
        ),
        (
            brought.unread,
            "part",
            "parts",
            "could not be read when it was made: what is lacking is not in it.",
        ),
        (
            brought.not_kept,
            "text of it",
            "texts of it",
            "could not be kept here for want of room: keep the file.",
        ),
        (
            brought.unsaved,
            "step is",
            "steps are",
            "in this tab only: nothing here takes them.",
        ),
        (
            brought.without_texts,
            "pack has",
            "packs have",
            "no texts in it or here: open the file of the pack again.",
        ),
        (
            brought.words,
            "text",
            "texts",
            "of open boxes will be offered when you reload.",
        ),
    ]
}

/// What is wrong with the end of a backup, if anything.
pub fn ending(ending: Ending) -> Option<&'static str> {
    match ending {
        Ending::Whole => None,
        Ending::Changed => Some("The file is not as it was written: something in it was changed."),
        Ending::Missing => Some(
            "The file has no end: it was cut off, or made while the app had stopped. What is in it \
             counts.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_is_told_and_what_is_wrong_warns() {
        let check = |brought: Brought, head: &str, part: &str, warns| {
            let told = told(&brought);
            assert_eq!(told.head, head);
            assert!(told.body.contains(part), "{}", told.body);
            assert_eq!(told.tone == Tone::Caution, warns, "{}", told.body);
        };
        let whole = Brought {
            ending: Ending::Whole,
            ..Brought::default()
        };
        let new = |new| Brought {
            new,
            ..whole.clone()
        };
        check(new(0), "Nothing was missing here.", "None of its", false);
        check(new(1), "1 step came back.", "None of its", false);
        let known = Brought {
            known: 1_200,
            ..new(3)
        };
        check(known, "3 steps came back.", "1,200 steps were here", false);
        let texts = Brought {
            texts: 2,
            ..whole.clone()
        };
        check(texts, "2 texts came back.", "None of its", false);
        let disputed = Brought {
            disputed: 1,
            ..new(2)
        };
        check(
            disputed,
            "2 steps came back.",
            "1 step is another here",
            true,
        );
        let cut = Brought {
            ending: Ending::Missing,
            ..new(2)
        };
        check(cut, "2 steps came back.", "has no end", true);
    }
}
