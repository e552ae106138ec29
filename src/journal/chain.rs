//! The chain: every entry names the one before it by its hash, so that later changes are seen.
//!
//! The hash is SHA-256 over the stored text of an entry, byte for byte. An entry holds the hash of
//! its writer's entry before it, the first one those of the last entries of the writers before it;
//! so the last hash vouches for everything that came before it, and a writer whom a later one saw
//! cannot vanish unseen.
//!
//! What that proves: nobody changed, took out or put in an entry after it was written, unless they
//! wrote everything after it anew. Whoever holds a [`Head`] from before sees that too. It says
//! nothing about who judged, nor when in truth, nor whether an end is missing that nobody cites.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::hash::ContentHash;

/// The end of a writer's chain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Head {
    /// The number of the writer's last entry.
    pub seq: u32,
    /// The hash of its text.
    pub hash: ContentHash,
}

/// Heads by writer.
pub type Heads = BTreeMap<String, Head>;

/// What an entry says about the entries before it; nothing in one of a build without chains.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The hash of the same writer's entry before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<ContentHash>,
    /// In a writer's first entry: the ends that it found and that nobody cited before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Heads>,
}

impl Link {
    /// Reads what an entry's text says; nothing where it cannot be read.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}

/// A stored entry, as its chain sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told<'a> {
    /// The page load that wrote it.
    pub writer: &'a str,
    /// Its number there, from 1.
    pub seq: u32,
    /// Its text, byte for byte.
    pub text: &'a str,
}

/// The chain of one page load.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    next: Link,
}

impl Chain {
    /// A chain that begins after what was found.
    pub fn after<'a>(found: impl IntoIterator<Item = Told<'a>>) -> Self {
        Self {
            next: Link {
                prev: None,
                after: Some(ends(found)),
            },
        }
    }

    /// What the next entry says.
    pub fn next(&self) -> Link {
        self.next.clone()
    }

    /// Goes on after an entry with this text.
    pub fn follow(&mut self, text: &str) {
        self.next = Link {
            prev: Some(ContentHash::of_bytes(text.as_bytes())),
            after: None,
        };
    }
}

/// The ends that no other entry cites, by writer.
fn ends<'a>(entries: impl IntoIterator<Item = Told<'a>>) -> Heads {
    let mut last: BTreeMap<&str, Told<'_>> = BTreeMap::new();
    let mut cited = BTreeSet::new();
    for entry in entries {
        let known = last.entry(entry.writer).or_insert(entry);
        if known.seq < entry.seq {
            *known = entry;
        }
        if entry.seq == 1 {
            let after = Link::read(entry.text).after.unwrap_or_default();
            cited.extend(after.into_iter().map(|(writer, head)| (writer, head.seq)));
        }
    }
    let open = last
        .into_values()
        .filter(|entry| !cited.contains(&(entry.writer.to_owned(), entry.seq)));
    open.map(|entry| (entry.writer.to_owned(), entry.head()))
        .collect()
}

/// The last entry of every writer.
pub fn heads<'a>(entries: impl IntoIterator<Item = Told<'a>>) -> Heads {
    let mut last: BTreeMap<&str, Told<'_>> = BTreeMap::new();
    for entry in entries {
        let known = last.entry(entry.writer).or_insert(entry);
        if known.seq < entry.seq {
            *known = entry;
        }
    }
    let heads = last.into_values();
    heads
        .map(|entry| (entry.writer.to_owned(), entry.head()))
        .collect()
}

impl Told<'_> {
    fn head(&self) -> Head {
        Head {
            seq: self.seq,
            hash: ContentHash::of_bytes(self.text.as_bytes()),
        }
    }
}

/// What is found out about one writer's entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The page load.
    pub writer: String,
    /// How many of its entries are there.
    pub entries: usize,
    /// How many of them are vouched for by a later one, or by a head.
    pub vouched: usize,
    /// How many numbers up to the last that is known of are absent: a file about one pack leaves
    /// out what is about another, and the chain cannot tell that from one that lost them.
    pub absent: usize,
    /// Where the chain breaks, if it does.
    pub broken: Option<Break>,
}

/// Where a chain breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// An entry is not the one that was followed.
    #[error("entry {seq} is not the one that entry {by} followed")]
    Changed {
        /// The entry.
        seq: u32,
        /// Who vouches for another one.
        by: u32,
    },
    /// The last entry is not the one that a head names, or one is named that is not there.
    #[error("entry {seq} is not the one that the head names")]
    Head {
        /// The entry.
        seq: u32,
    },
    /// Two different entries have the same number.
    #[error("entry {seq} is there twice with different words")]
    Twice {
        /// The number.
        seq: u32,
    },
    /// Another writer saw entries that are not there or are others now.
    #[error("entry {seq} is not the one that “{by}” saw")]
    Seen {
        /// The entry.
        seq: u32,
        /// The writer who saw it.
        by: String,
    },
}

impl Break {
    /// The number of the entry that is not what it should be.
    pub const fn seq(&self) -> u32 {
        match self {
            Self::Changed { seq, .. }
            | Self::Head { seq }
            | Self::Twice { seq }
            | Self::Seen { seq, .. } => *seq,
        }
    }
}

/// How much of what was written a file is meant to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every entry, as a backup does: one that somebody saw and that is not there is missing.
    Everything,
    /// Those about some packs: the others are absent, also where somebody saw them.
    Part,
}

/// Checks entries, in whatever order they come, against each other and against the heads of those
/// that the file was written with.
pub fn verify<'a>(
    entries: impl IntoIterator<Item = Told<'a>>,
    heads: &Heads,
    extent: Extent,
) -> Vec<Verdict> {
    let mut by_writer: BTreeMap<&str, Vec<Told<'_>>> = BTreeMap::new();
    for entry in entries {
        by_writer.entry(entry.writer).or_default().push(entry);
    }
    let mut seen: BTreeMap<String, Vec<(Head, String)>> = BTreeMap::new();
    for (writer, entries) in &mut by_writer {
        entries.sort_unstable();
        entries.dedup();
        let first = entries.first().filter(|entry| entry.seq == 1);
        let after = first.and_then(|first| Link::read(first.text).after);
        for (other, head) in after.unwrap_or_default() {
            let by = (head, (*writer).to_owned());
            seen.entry(other).or_default().push(by);
        }
    }
    // A writer of whom nothing is left is told of by those who saw it.
    for writer in seen.keys().chain(heads.keys()) {
        by_writer.entry(writer).or_default();
    }
    let nobody = Vec::new();
    let judged = by_writer.iter().map(|(writer, entries)| {
        let seen = seen.get(*writer).unwrap_or(&nobody);
        verdict(writer, entries, heads.get(*writer), seen, extent)
    });
    judged.collect()
}

fn verdict(
    writer: &str,
    entries: &[Told<'_>],
    head: Option<&Head>,
    seen: &[(Head, String)],
    extent: Extent,
) -> Verdict {
    let mut vouched = BTreeSet::new();
    let mut broken = None;
    let mut last = entries.last().map_or(0, |entry| entry.seq as usize);
    for pair in entries.windows(2) {
        let [entry, next] = pair else { continue };
        if entry.seq == next.seq {
            broken = broken.or(Some(Break::Twice { seq: entry.seq }));
        } else if entry.seq + 1 == next.seq
            && let Some(prev) = Link::read(next.text).prev
        {
            if prev == entry.head().hash {
                vouched.insert(entry.seq);
            } else {
                let (seq, by) = (entry.seq, next.seq);
                broken = broken.or(Some(Break::Changed { seq, by }));
            }
        }
    }
    let named = head.map(|head| (head, None));
    let named = named
        .into_iter()
        .chain(seen.iter().map(|(head, by)| (head, Some(by))));
    for (head, by) in named {
        let entry = entries.partition_point(|entry| entry.seq < head.seq);
        let entry = entries.get(entry).filter(|entry| entry.seq == head.seq);
        if entry.is_some_and(|entry| entry.head() == *head) {
            vouched.insert(head.seq);
            continue;
        }
        let seq = head.seq;
        if by.is_some() && entry.is_none() && extent == Extent::Part {
            last = last.max(seq as usize);
            continue;
        }
        broken = broken.or(Some(by.map_or(Break::Head { seq }, |by| Break::Seen {
            seq,
            by: by.clone(),
        })));
    }
    let numbers: BTreeSet<u32> = entries.iter().map(|entry| entry.seq).collect();
    Verdict {
        writer: writer.to_owned(),
        entries: entries.len(),
        vouched: vouched.len(),
        absent: last.saturating_sub(numbers.len()),
        broken,
    }
}

impl Verdict {
    /// Whether every entry from the first to the last is there and vouched for, the last one by a
    /// head or a later writer.
    pub fn is_whole(&self) -> bool {
        self.broken.is_none() && self.absent == 0 && self.vouched == self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Entries = Vec<(&'static str, u32, String)>;

    /// The texts that a writer makes of some words, after what others wrote.
    fn write(words: &[&str], found: &[(&str, u32, String)]) -> Vec<String> {
        let mut chain = Chain::after(told(found));
        let mut texts = Vec::new();
        for word in words {
            let mut value = serde_json::json!(chain.next());
            value["event"] = (*word).into();
            let text = value.to_string();
            chain.follow(&text);
            texts.push(text);
        }
        texts
    }

    fn entries<'a>(writer: &'a str, texts: &[String]) -> Vec<(&'a str, u32, String)> {
        let numbered = (1..).zip(texts);
        numbered
            .map(|(seq, text)| (writer, seq, text.clone()))
            .collect()
    }

    fn told<'a>(entries: &'a [(&'a str, u32, String)]) -> impl Iterator<Item = Told<'a>> {
        let told = |(writer, seq, text): &'a (&'a str, u32, String)| Told {
            writer,
            seq: *seq,
            text,
        };
        entries.iter().map(told)
    }

    /// Two writers, the second after the first.
    fn story() -> Entries {
        let mut all = entries("w1", &write(&["a", "b", "c"], &[]));
        let second = write(&["d", "e"], &all);
        all.extend(entries("w2", &second));
        all
    }

    fn broken(entries: &[(&str, u32, String)], heads: &Heads) -> Vec<(String, Break)> {
        let verdicts = verify(told(entries), heads, Extent::Everything).into_iter();
        verdicts
            .filter_map(|verdict| Some((verdict.writer, verdict.broken?)))
            .collect()
    }

    #[test]
    fn what_nobody_touched_is_whole_in_any_order() {
        let mut story = story();
        let heads = heads(told(&story));
        story.reverse();
        let verdicts = verify(told(&story), &heads, Extent::Everything);
        assert!(verdicts.iter().all(Verdict::is_whole), "{verdicts:?}");
        assert_eq!(verdicts.len(), 2);
    }

    #[test]
    fn every_change_is_seen_where_it_is() {
        let check = |change: &dyn Fn(&mut Entries), expected| {
            let mut story = story();
            let heads = heads(told(&story));
            change(&mut story);
            let found = broken(&story, &heads);
            assert_eq!(found.first(), Some(&expected), "{found:?}");
        };
        let edit = |at: usize| {
            move |story: &mut Entries| {
                story[at].2 = story[at].2.replace("event", "evinced");
            }
        };
        let w1 = |why| ("w1".to_owned(), why);
        let w2 = |why| ("w2".to_owned(), why);
        check(&edit(0), w1(Break::Changed { seq: 1, by: 2 }));
        check(&edit(1), w1(Break::Changed { seq: 2, by: 3 }));
        check(&edit(2), w1(Break::Head { seq: 3 }));
        check(&edit(4), w2(Break::Head { seq: 2 }));
        check(&|story| drop(story.pop()), w2(Break::Head { seq: 2 }));
        check(
            &|story| story.push(("w1", 2, "{}".to_owned())),
            w1(Break::Twice { seq: 2 }),
        );
        check(
            &|story| story.retain(|(writer, ..)| *writer == "w2"),
            w1(Break::Head { seq: 3 }),
        );
    }

    #[test]
    fn without_heads_a_later_writer_still_tells() {
        let none = Heads::new();
        let mut story = story();
        assert_eq!(broken(&story, &none), []);
        story.retain(|(writer, ..)| *writer == "w2");
        let by = "w2".to_owned();
        let why = Break::Seen { seq: 3, by };
        assert_eq!(broken(&story, &none), [("w1".to_owned(), why)]);
    }

    #[test]
    fn what_is_left_out_is_counted_and_is_no_break() {
        let mut story = story();
        let heads = heads(told(&story));
        story.remove(1);
        let verdicts = verify(told(&story), &heads, Extent::Everything);
        let first = &verdicts[0];
        assert_eq!((first.absent, first.broken.as_ref()), (1, None));
        assert!(!first.is_whole());
    }

    #[test]
    fn what_a_later_writer_saw_may_be_left_out_of_a_part_and_may_not_be_another() {
        let none = Heads::new();
        let mut story = story();
        story.retain(|(writer, seq, _)| *writer == "w2" || *seq < 3);
        let first = |story: &Entries| {
            let mut all = verify(told(story), &none, Extent::Part).into_iter();
            all.next().map(|first| (first.absent, first.broken))
        };
        assert_eq!(
            first(&story),
            Some((1, None)),
            "the end is about another pack"
        );
        story.retain(|(writer, ..)| *writer == "w2");
        assert_eq!(first(&story), Some((3, None)), "all of it is");
        story.push(("w1", 3, "{}".to_owned()));
        let by = "w2".to_owned();
        let why = Break::Seen { seq: 3, by };
        assert_eq!(first(&story), Some((2, Some(why))));
    }

    #[test]
    fn entries_of_builds_without_chains_are_not_vouched_for() {
        let old = entries("w", &["{}".to_owned(), "{}".to_owned()]);
        let verdicts = verify(told(&old), &Heads::new(), Extent::Everything);
        assert_eq!((verdicts[0].vouched, verdicts[0].broken.clone()), (0, None));
        assert!(!verdicts[0].is_whole());
    }

    #[test]
    fn only_ends_that_nobody_cited_are_cited() {
        let story = story();
        let Link { after, prev } = Chain::after(told(&story)).next();
        assert_eq!(prev, None);
        let after: Vec<_> = after.unwrap_or_default().into_keys().collect();
        assert_eq!(after, ["w2"], "w2 vouches for w1");
    }
}
