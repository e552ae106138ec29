//! What lists show of a rater's work: where a task stands, what was said in short, totals.

use super::decision::{Decision, Strength};
use super::id::ResponseId;
use super::rubric::Rubric;
use super::score::{Ratings, score};
use super::task_list::Card;
use super::work::{State, Submission, Work};

/// A task that was touched, as lists show it; cheap to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Where it stands.
    pub state: State,
    /// Whether it is marked for somebody to look at.
    pub flagged: bool,
    /// Why it was put aside, while it is.
    pub skipped: Option<String>,
    /// How often it was submitted.
    pub revision: usize,
    /// Whether the task was changed after it was judged.
    pub stale: bool,
}

impl Touched {
    /// Sums up the work on a task; `task` is the task as it is now, where it is at hand.
    pub fn of(work: &Work, task: Option<&Card>) -> Self {
        let state = work.state();
        let judged = work.latest().map(|submission| &submission.seen.task_hash);
        Self {
            state,
            flagged: !work.flags.is_empty(),
            skipped: work.skipped.clone().filter(|_| state == State::Skipped),
            revision: work.submissions.len(),
            stale: judged.is_some_and(|judged| task.is_some_and(|task| !task.has_hash(judged))),
        }
    }

    /// Whether it was submitted, also while it is being changed.
    pub fn is_done(&self) -> bool {
        matches!(self.state, State::Submitted | State::Reopened)
    }

    /// Whether it was put aside.
    pub fn is_skipped(&self) -> bool {
        self.state == State::Skipped
    }
}

/// What a submission says in short.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The decision, where one was asked.
    pub call: Option<Call>,
    /// What each response got, in the order they were shown.
    pub marks: Vec<Mark>,
}

/// A decision spoken of by place; letters follow from places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// One side is better: its place, from 0, and how clearly.
    Better(usize, Strength),
    /// Neither side is better; the words say how.
    Neither(&'static str),
    /// More than two: groups of places from best to worst.
    Ranking(Vec<Vec<usize>>),
}

/// What one response got.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mark {
    /// Its score in 0..1; `None` where there is none or its rubric is not at hand.
    pub score: Option<f64>,
    /// What a mean is taken of: unclipped in a rubric by points.
    pub raw: Option<f64>,
    /// Whether it passes.
    pub passed: Option<bool>,
}

impl Verdict {
    /// Sums up a submission; without the rubric that was used there are no scores.
    pub fn of(submission: &Submission, rubric: Option<&Rubric>) -> Self {
        let shown = &submission.seen.shown;
        let decision = submission.judgement.decision.as_ref();
        let nothing = Ratings::new();
        let mark = |id: &ResponseId| {
            let ratings = submission.judgement.ratings_of(id).unwrap_or(&nothing);
            rubric.map_or_else(Mark::default, |rubric| {
                let score = score(rubric, ratings);
                let value = score.value.ok();
                Mark {
                    score: value,
                    raw: score.raw_points.or(value),
                    passed: score.passed,
                }
            })
        };
        Self {
            call: decision.and_then(|decision| Call::of(decision, shown)),
            marks: shown.iter().map(mark).collect(),
        }
    }
}

impl Call {
    /// Reads a decision by the order in which the responses were shown.
    pub fn of(decision: &Decision, shown: &[ResponseId]) -> Option<Self> {
        let place = |id: &ResponseId| shown.iter().position(|shown| shown == id);
        Some(match decision {
            Decision::Better(id, strength) => Self::Better(place(id)?, *strength),
            Decision::BothGood => Self::Neither("both good"),
            Decision::BothBad => Self::Neither("both bad"),
            Decision::CannotJudge => Self::Neither("cannot judge"),
            Decision::Ranking(groups) => {
                let places = groups.iter().map(|g| g.iter().filter_map(place).collect());
                Self::Ranking(places.collect())
            }
        })
    }

    /// The decision in words, the winner by letter: “A much better”.
    pub fn words(&self) -> String {
        match self {
            Self::Better(at, strength) => format!("{} {}", letter(*at), strength_words(*strength)),
            Self::Neither(words) => (*words).to_owned(),
            Self::Ranking(groups) => {
                let group = |group: &Vec<usize>| {
                    let letters = group.iter().map(|at| letter(*at).to_string());
                    letters.collect::<Vec<_>>().join(" = ")
                };
                groups.iter().map(group).collect::<Vec<_>>().join(" > ")
            }
        }
    }
}

/// How clearly, in words.
pub fn strength_words(strength: Strength) -> &'static str {
    match strength {
        Strength::Much => "much better",
        Strength::Clear => "better",
        Strength::Slight => "slightly better",
    }
}

/// The letter of a place among the shown responses.
pub fn letter(at: usize) -> char {
    u8::try_from(at % 26).map_or('?', |index| char::from(b'A' + index))
}

/// Figures over submitted work.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// How many evaluations.
    pub evaluations: usize,
    /// How many of their responses have a score.
    pub scored: usize,
    /// How many of those pass.
    pub passed: usize,
    /// The mean score of the responses: of the raw ratios, clipped to 0..1 at the end.
    pub mean: Option<f64>,
    /// Active time altogether, milliseconds.
    pub active_ms: u64,
    /// The median active time of an evaluation, milliseconds.
    pub median_ms: Option<u64>,
}

impl Totals {
    /// Adds up verdicts with the active time of each.
    pub fn of<'a>(verdicts: impl IntoIterator<Item = (&'a Verdict, u64)>) -> Self {
        let mut totals = Self::default();
        let (mut sum, mut times) = (0.0, Vec::new());
        for (verdict, active_ms) in verdicts {
            totals.evaluations += 1;
            totals.active_ms += active_ms;
            times.push(active_ms);
            for mark in &verdict.marks {
                if let Some(raw) = mark.raw {
                    totals.scored += 1;
                    sum += raw;
                }
                totals.passed += usize::from(mark.passed == Some(true));
            }
        }
        let mean = (totals.scored > 0).then(|| sum / totals.scored as f64);
        totals.mean = mean.map(|mean| mean.clamp(0.0, 1.0));
        totals.median_ms = median(times);
        totals
    }
}

/// The middle of durations; of an even number the mean of the two in the middle.
pub fn median(mut times: Vec<u64>) -> Option<u64> {
    times.sort_unstable();
    let middle = times.len() / 2;
    let upper = *times.get(middle)?;
    if times.len() % 2 == 1 {
        return Some(upper);
    }
    times.get(middle - 1).map(|lower| lower.midpoint(upper))
}

/// The number of a moment's day in a zone `offset` minutes ahead of UTC.
pub fn day(ms: i64, offset: i16) -> i64 {
    (ms + i64::from(offset) * 60_000).div_euclid(86_400_000)
}

/// Active time that a submission added to the one before it, milliseconds.
pub fn added_ms(work: &Work, at: usize) -> u64 {
    let spent = |at: usize| work.submissions.get(at).map_or(0, |s| s.seen.active_ms);
    let before = at.checked_sub(1).map_or(0, spent);
    spent(at).saturating_sub(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hash::ContentHash;
    use crate::domain::rating::Rating;
    use crate::domain::task::Kind;
    use crate::domain::time::Moment;
    use crate::domain::work::{Flag, Judgement, Seen};
    use serde_json::Value;

    fn submission(decision: Option<Decision>, level: u8) -> Submission {
        let rubric = Rubric::starter();
        let ratings: Ratings = rubric
            .criteria
            .iter()
            .map(|criterion| (criterion.id.clone(), Rating::Level(level)))
            .collect();
        Submission {
            at: Moment::default(),
            seen: Seen {
                shown: vec!["y".into(), "x".into()],
                raw_view: false,
                kind: Kind::Compare,
                rubric: rubric.hash.clone(),
                task_hash: ContentHash::of(&Value::Null),
                active_ms: 3_000,
                after_reveal: false,
            },
            judgement: Judgement {
                ratings: [("y".into(), ratings)].into(),
                decision,
                ..Judgement::default()
            },
        }
    }

    #[test]
    fn letters_follow_the_order_that_was_shown() {
        let check = |decision: Decision, words: &str| {
            let verdict = Verdict::of(&submission(Some(decision), 3), None);
            assert_eq!(verdict.call.unwrap().words(), words);
        };
        check(
            Decision::Better("y".into(), Strength::Much),
            "A much better",
        );
        check(Decision::Better("x".into(), Strength::Clear), "B better");
        check(Decision::BothBad, "both bad");
        check(
            Decision::Ranking(vec![vec!["x".into()], vec!["y".into()]]),
            "B > A",
        );
    }

    #[test]
    fn totals_count_responses_that_have_a_score() {
        let rubric = Rubric::starter();
        let best = Verdict::of(&submission(None, 3), Some(&rubric));
        let worst = Verdict::of(&submission(None, 0), Some(&rubric));
        let totals = Totals::of([(&best, 1_000), (&worst, 2_000), (&best, 9_000)]);
        assert_eq!((totals.scored, totals.passed), (3, 2));
        assert!((totals.mean.unwrap() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!((totals.median_ms, totals.active_ms), (Some(2_000), 12_000));
        assert_eq!(Totals::of([]).mean, None);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert_eq!(median(vec![4, 1, 2, 3]), Some(2));
        assert_eq!(median(vec![10, 2]), Some(6));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn a_day_begins_at_midnight_of_the_reader() {
        assert_eq!(day(0, 0), 0);
        assert_eq!(day(-1, 0), -1);
        assert_eq!(day(-1, 60), 0);
        assert_eq!(day(86_400_000, -60), 0);
    }

    #[test]
    fn touched_tasks_say_where_they_stand() {
        let mut work = Work {
            skipped: Some("no expertise".into()),
            flags: vec![Flag {
                kind: "edge_case".into(),
                note: String::new(),
                other: serde_json::Map::new(),
            }],
            ..Work::default()
        };
        let touched = Touched::of(&work, None);
        assert!(touched.is_skipped() && touched.flagged && !touched.is_done());
        assert_eq!(touched.skipped.as_deref(), Some("no expertise"));
        work.submissions.push(submission(None, 1));
        let touched = Touched::of(&work, None);
        assert!(touched.is_done() && touched.skipped.is_none());
        assert_eq!(added_ms(&work, 0), 3_000);
    }
}
