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
    let mut body = vec![match brought.known {
        0 => "None of its steps were here before.".to_owned(),
        known => format!("{} here already.", of(known, "step was", "steps were")),
    }];
    let mut tell = |count: usize, words: String| {
        if count > 0 {
            body.push(words);
        }
    };
    let disputed = of(brought.disputed, "step is", "steps are");
    tell(
        brought.disputed,
        format!("{disputed} another here: what is here stays."),
    );
    let damaged = of(brought.damaged, "value", "values");
    tell(
        brought.damaged,
        format!("{damaged} in it cannot be read: keep the file."),
    );
    let strange = of(brought.strange, "line", "lines");
    tell(
        brought.strange,
        format!("{strange} of it cannot be read: keep the file."),
    );
    let unknown = of(brought.unknown, "step is", "steps are");
    tell(
        brought.unknown,
        format!("{unknown} of a newer version, and kept as they stand."),
    );
    let unread = of(brought.unread, "part", "parts");
    tell(
        brought.unread,
        format!("{unread} could not be read when it was made, and not in it."),
    );
    let not_kept = of(brought.not_kept, "text", "texts");
    tell(
        brought.not_kept,
        format!("{not_kept} of it could not be kept here for want of room: keep the file."),
    );
    let unsaved = of(brought.unsaved, "step is", "steps are");
    tell(
        brought.unsaved,
        format!("{unsaved} in this tab only: nothing here takes them."),
    );
    let packs = of(brought.without_texts, "pack", "packs");
    tell(
        brought.without_texts,
        format!("The texts of {packs} are not in it: open their files again."),
    );
    let words = of(brought.words, "text", "texts");
    tell(
        brought.words,
        format!("{words} of open boxes will be offered when you reload."),
    );
    if let Some(ending) = ending(brought.ending) {
        body.push(ending.to_owned());
    }
    if brought.works_as.is_some() {
        body.push("You continue as the person who made it.".to_owned());
    }
    let is_well = brought.ending == Ending::Whole
        && brought.disputed + brought.damaged + brought.strange == 0
        && brought.unread + brought.not_kept + brought.unsaved + brought.without_texts == 0;
    Told {
        tone: if is_well { Tone::Clear } else { Tone::Caution },
        head,
        body: body.join(" "),
    }
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
