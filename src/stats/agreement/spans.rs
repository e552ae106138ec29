//! Agreement on spans: passages of a text that raters marked and labelled.

use std::collections::BTreeMap;

use crate::stats::draw::{Draws, Replicates};
use crate::stats::general::bootstrap::{drawn, estimate as with_replicates};
use crate::stats::sum::{Sum, mean};
use crate::stats::{Estimate, Undefined};

/// A passage of a text, from a character to before another, with a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Its first character, counted from 0.
    pub start: u32,
    /// The character after its last.
    pub end: u32,
    /// The label's number.
    pub label: u32,
}

/// A text and what each rater marked in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// How many characters it has.
    pub length: u32,
    /// Of every rater, in the same order in all documents, the marks; `None` of one who did not
    /// work on it, and no marks of one who found nothing.
    pub marks: Vec<Option<Vec<Span>>>,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// F1 of spans that are the same: start, end and label.
    Exact,
    /// F1 of spans with the same label that overlap, each with one of the other rater at most;
    /// those that overlap most are put together first.
    Overlap,
    /// F1 of characters with their labels.
    Characters,
    /// Krippendorff's nominal α of what each character is marked as, nothing included.
    Alpha,
}

/// Agreement on the spans of some documents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spans {
    /// [`Measure::Exact`], 0..1.
    pub exact: Result<f64, Undefined>,
    /// [`Measure::Overlap`], 0..1.
    pub overlap: Result<f64, Undefined>,
    /// [`Measure::Characters`], 0..1.
    pub characters: Result<f64, Undefined>,
    /// [`Measure::Alpha`], at most 1.
    pub alpha: Result<f64, Undefined>,
    /// How many documents two raters worked on, or more.
    pub documents: usize,
    /// How many documents one rater worked on alone; they are left out.
    pub left_out: usize,
    /// How many times two raters compared on a document both marked nothing: they agree, and F1
    /// does not see it.
    pub both_nothing: usize,
}

/// F1 = 2 TP / (|A| + |B|) of every two raters, over all documents both worked on; then the mean
/// over the pairs of raters of whom one marked something. Next to unmarked text without end, F1 is
/// what κ tends to (Hripcsak and Rothschild 2005, JAMIA 12:296), so it needs no correction for
/// chance.
///
/// α takes characters as units, which they are not independently of each other: its interval is
/// taken of documents ([`estimate`]). A character with several labels of one rater counts as
/// marked with all of them together. Spans are cut at the end of the text, empty ones and
/// repetitions do not count. Where nobody marked anything all is undefined.
pub fn spans(documents: &[Document]) -> Spans {
    let counted = Counted::of(documents);
    let figure = |measure| counted.figure(measure, |_| 1);
    Spans {
        exact: figure(Measure::Exact),
        overlap: figure(Measure::Overlap),
        characters: figure(Measure::Characters),
        alpha: figure(Measure::Alpha),
        documents: counted.documents.len(),
        left_out: counted.left_out,
        both_nothing: counted.both_nothing(),
    }
}

/// One of the figures with its interval, by resampling documents; `told` hears how many resamples
/// are done.
///
/// # Errors
/// Why the figure is undefined. Why there is no interval stands in the estimate.
pub fn estimate(
    documents: &[Document],
    measure: Measure,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Result<Estimate, Undefined> {
    let counted = Counted::of(documents);
    let value = counted.figure(measure, |_| 1)?;
    let drawn = counted.bootstrap(measure, draws, told);
    let of = [counted.documents.len(), counted.left_out];
    Ok(with_replicates(value, of, &drawn, draws.seed))
}

/// How a figure varies when the documents are drawn again. In which order they come changes
/// nothing.
pub fn bootstrap(
    documents: &[Document],
    measure: Measure,
    draws: Draws,
    told: &mut dyn FnMut(usize),
) -> Replicates {
    Counted::of(documents).bootstrap(measure, draws, told)
}

/// All documents that two raters worked on, counted once for any number of resamples.
struct Counted {
    documents: Vec<Counts>,
    left_out: usize,
    /// How many different sets of labels characters have.
    kinds: usize,
}

/// What there is to compare in one document.
struct Counts {
    /// Of every two raters who worked on it.
    pairs: Vec<Pair>,
    /// How many raters worked on it.
    raters: u64,
    /// Characters of each set of labels, over all raters.
    kinds: BTreeMap<usize, u64>,
    /// Ordered pairs of different marks of one character.
    apart: u128,
}

/// Two raters on a document.
#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    raters: (usize, usize),
    exact: Matches,
    overlap: Matches,
    characters: Matches,
}

/// What two raters have in common, and what both have together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Matches {
    common: u64,
    all: u64,
}

impl Pair {
    fn matches(&self, measure: Measure) -> Matches {
        match measure {
            Measure::Exact => self.exact,
            Measure::Overlap => self.overlap,
            Measure::Characters | Measure::Alpha => self.characters,
        }
    }
}

impl Counted {
    fn of(documents: &[Document]) -> Self {
        let mut labels: BTreeMap<Vec<u32>, usize> = BTreeMap::new();
        let mut tidied: Vec<(u32, Marks)> = documents
            .iter()
            .map(|document| (document.length, tidy(document)))
            .collect();
        let left_out = tidied.iter().filter(|(_, marks)| marks.len() == 1).count();
        tidied.retain(|(_, marks)| marks.len() > 1);
        // In an order of their own: what is drawn again does not depend on which comes first.
        tidied.sort_unstable();
        let counts = |(length, marks): &(u32, Marks)| Counts::of(*length, marks, &mut labels);
        Self {
            documents: tidied.iter().map(counts).collect(),
            left_out,
            kinds: labels.len(),
        }
    }

    fn both_nothing(&self) -> usize {
        let pairs = self.documents.iter().flat_map(|document| &document.pairs);
        pairs.filter(|pair| pair.exact.all == 0).count()
    }

    fn figure(&self, measure: Measure, times: impl Fn(usize) -> u32) -> Result<f64, Undefined> {
        if self.documents.is_empty() {
            return Err(Undefined::NoOverlap);
        }
        match measure {
            Measure::Alpha => self.alpha(times),
            measure => self.f1(measure, times),
        }
    }

    fn f1(&self, measure: Measure, times: impl Fn(usize) -> u32) -> Result<f64, Undefined> {
        let mut by_raters: BTreeMap<(usize, usize), Matches> = BTreeMap::new();
        for (at, document) in self.documents.iter().enumerate() {
            let times = u64::from(times(at));
            for pair in &document.pairs {
                let Matches { common, all } = pair.matches(measure);
                let sum = by_raters.entry(pair.raters).or_default();
                sum.common += common * times;
                sum.all += all * times;
            }
        }
        let marked = by_raters.values().filter(|matches| matches.all > 0);
        let f1 = |matches: &Matches| 2.0 * matches.common as f64 / matches.all as f64;
        mean(&marked.map(f1).collect::<Vec<f64>>()).ok_or(Undefined::NoMarks)
    }

    fn alpha(&self, times: impl Fn(usize) -> u32) -> Result<f64, Undefined> {
        let mut kinds = vec![0_u128; self.kinds];
        let mut observed = Sum::default();
        for (at, document) in self.documents.iter().enumerate() {
            let times = times(at);
            for (kind, count) in &document.kinds {
                kinds[*kind] += u128::from(*count) * u128::from(times);
            }
            observed.add(f64::from(times) * document.apart as f64 / (document.raters - 1) as f64);
        }
        let n: u128 = kinds.iter().sum();
        let expected = n * n - kinds.iter().map(|count| count * count).sum::<u128>();
        if expected == 0 {
            return Err(Undefined::NoVariation);
        }
        Ok(1.0 - (n - 1) as f64 * observed.value() / expected as f64)
    }

    fn bootstrap(&self, measure: Measure, draws: Draws, told: &mut dyn FnMut(usize)) -> Replicates {
        let figure = |weights: &[u32]| self.figure(measure, |at| weights[at]).ok();
        drawn(self.documents.len(), draws, figure, told)
    }
}

/// Who worked on a document, and what each marked in it.
type Marks = Vec<(usize, Vec<Span>)>;

/// What counts of the marks in a document, in order, of every rater who worked on it.
fn tidy(document: &Document) -> Marks {
    let raters = document.marks.iter().enumerate();
    let there = raters.filter_map(|(rater, marks)| Some((rater, marks.as_ref()?)));
    there
        .map(|(rater, marks)| {
            let cut = |span: &Span| Span {
                end: span.end.min(document.length),
                ..*span
            };
            let mut marks: Vec<Span> = marks.iter().map(cut).collect();
            marks.retain(|span| span.start < span.end);
            marks.sort_unstable();
            marks.dedup();
            (rater, marks)
        })
        .collect()
}

impl Counts {
    fn of(
        length: u32,
        marks: &[(usize, Vec<Span>)],
        labels: &mut BTreeMap<Vec<u32>, usize>,
    ) -> Self {
        let mut pairs = Vec::new();
        for (at, (rater, own)) in marks.iter().enumerate() {
            for (other, others) in &marks[at + 1..] {
                let all = (own.len() + others.len()) as u64;
                let exact = own.iter().filter(|span| others.binary_search(span).is_ok());
                pairs.push(Pair {
                    raters: (*rater, *other),
                    exact: Matches {
                        common: exact.count() as u64,
                        all,
                    },
                    overlap: Matches {
                        common: overlapping(own, others),
                        all,
                    },
                    characters: Matches::default(),
                });
            }
        }
        let mut counts = Self {
            pairs,
            raters: marks.len() as u64,
            kinds: BTreeMap::new(),
            apart: 0,
        };
        counts.count_characters(length, marks, labels);
        counts
    }

    /// Stretches between two borders of spans are marked alike from end to end, so they are
    /// counted as a whole.
    fn count_characters(
        &mut self,
        length: u32,
        marks: &[(usize, Vec<Span>)],
        labels: &mut BTreeMap<Vec<u32>, usize>,
    ) {
        let spans = marks.iter().flat_map(|(_, spans)| spans);
        let mut borders: Vec<u32> = spans.flat_map(|span| [span.start, span.end]).collect();
        borders.extend([0, length]);
        borders.sort_unstable();
        borders.dedup();
        for stretch in borders.windows(2) {
            let characters = u64::from(stretch[1] - stretch[0]);
            let covers = |span: &&Span| span.start <= stretch[0] && stretch[1] <= span.end;
            let sets: Vec<Vec<u32>> = marks
                .iter()
                .map(|(_, spans)| {
                    let mut set: Vec<u32> = spans.iter().filter(covers).map(|s| s.label).collect();
                    set.sort_unstable();
                    set.dedup();
                    set
                })
                .collect();
            self.add_stretch(characters, &sets, labels);
        }
    }

    fn add_stretch(
        &mut self,
        characters: u64,
        sets: &[Vec<u32>],
        labels: &mut BTreeMap<Vec<u32>, usize>,
    ) {
        let mut pair = self.pairs.iter_mut();
        for (at, own) in sets.iter().enumerate() {
            for other in &sets[at + 1..] {
                let common = own.iter().filter(|label| other.contains(label)).count() as u64;
                let all = (own.len() + other.len()) as u64;
                if let Some(pair) = pair.next() {
                    pair.characters.common += characters * common;
                    pair.characters.all += characters * all;
                }
                self.apart += 2 * u128::from(characters) * u128::from(own != other);
            }
            let next = labels.len();
            let kind = *labels.entry(own.clone()).or_insert(next);
            *self.kinds.entry(kind).or_default() += characters;
        }
    }
}

/// How many spans of one rater have a partner, by overlap from the largest down (ties in the order
/// of the text, so that it does not matter who comes first).
fn overlapping(own: &[Span], others: &[Span]) -> u64 {
    let mut meetings: Vec<(u32, usize, usize)> = Vec::new();
    for (at, one) in own.iter().enumerate() {
        for (place, other) in others.iter().enumerate() {
            let shared = one
                .end
                .min(other.end)
                .saturating_sub(one.start.max(other.start));
            if one.label == other.label && shared > 0 {
                meetings.push((shared, at, place));
            }
        }
    }
    // Stable: those alike stay in the order of the text.
    meetings.sort_by_key(|(shared, ..)| std::cmp::Reverse(*shared));
    let (mut own_taken, mut other_taken) = (vec![false; own.len()], vec![false; others.len()]);
    let mut found = 0;
    for (_, at, place) in meetings {
        if !own_taken[at] && !other_taken[place] {
            own_taken[at] = true;
            other_taken[place] = true;
            found += 1;
        }
    }
    found
}
