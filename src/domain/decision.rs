//! The decision: which response is better and how clearly.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::id::ResponseId;
use super::score::Score;
use super::task::Kind;

/// How clearly one response is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// By far.
    Much,
    /// Clearly.
    Clear,
    /// By a little.
    Slight,
}

/// A decision, spoken of by the responses' ids: letters are derived from the shown order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// One response is better.
    Better(ResponseId, Strength),
    /// Both serve the instruction equally well.
    BothGood,
    /// Neither serves the instruction.
    BothBad,
    /// The rater cannot tell, and says so.
    CannotJudge,
    /// More than two responses: groups from best to worst, ties share a group.
    Ranking(Vec<Vec<ResponseId>>),
}

/// The places of responses in a ranking, from 0, the best; ties share one.
pub type Places = BTreeMap<ResponseId, usize>;

const MUCH: &str = "_much_better";
const SLIGHT: &str = "_slightly_better";
const CLEAR: &str = "_better";

impl Decision {
    /// The ranking by places, once every response has one; places that nobody has close up.
    pub fn ranked(places: &Places, responses: &[ResponseId]) -> Option<Self> {
        let mut groups: BTreeMap<usize, Vec<ResponseId>> = BTreeMap::new();
        for id in responses {
            groups.entry(*places.get(id)?).or_default().push(id.clone());
        }
        Some(Self::Ranking(groups.into_values().collect()))
    }

    /// The places of a ranking; none of another decision.
    pub fn places(&self) -> Places {
        let Self::Ranking(groups) = self else {
            return Places::new();
        };
        let of_group = |(place, group): (usize, &Vec<ResponseId>)| {
            let ids = group.clone().into_iter();
            ids.map(move |id| (id, place))
        };
        groups.iter().enumerate().flat_map(of_group).collect()
    }

    /// The notation of files: `<id>_much_better`, `both_good`, …, or groups of ids.
    pub fn notation(&self) -> Value {
        match self {
            Self::Better(id, Strength::Much) => format!("{id}{MUCH}").into(),
            Self::Better(id, Strength::Clear) => format!("{id}{CLEAR}").into(),
            Self::Better(id, Strength::Slight) => format!("{id}{SLIGHT}").into(),
            Self::BothGood => "both_good".into(),
            Self::BothBad => "both_bad".into(),
            Self::CannotJudge => "cannot_judge".into(),
            Self::Ranking(groups) => groups
                .iter()
                .map(|group| group.iter().map(ResponseId::as_str).collect::<Value>())
                .collect(),
        }
    }

    /// Reads the notation of files for a task with these responses.
    ///
    /// The ids are needed: `x_much_better` is a strong decision for `x`, or a plain one for a
    /// response that is called `x_much`; where both are there, the longest id is meant (see
    /// [`ambiguous`]). `None` for anything outside the closed set.
    pub fn read(notation: &Value, responses: &[ResponseId]) -> Option<Self> {
        match notation {
            Value::String(text) => Self::read_text(text, responses),
            Value::Array(groups) => {
                let groups = groups
                    .iter()
                    .map(|group| ids(group, responses))
                    .collect::<Option<Vec<_>>>()?;
                ranks(&groups, responses).then_some(Self::Ranking(groups))
            }
            _ => None,
        }
    }

    fn read_text(text: &str, responses: &[ResponseId]) -> Option<Self> {
        let better = responses.iter().filter_map(|id| {
            let strength = match text.strip_prefix(id.as_str())? {
                MUCH => Strength::Much,
                CLEAR => Strength::Clear,
                SLIGHT => Strength::Slight,
                _ => return None,
            };
            Some((id, strength))
        });
        better
            .max_by_key(|(id, _)| id.as_str().len())
            .map(|(id, strength)| Self::Better(id.clone(), strength))
            .or(match text {
                "both_good" => Some(Self::BothGood),
                "both_bad" => Some(Self::BothBad),
                "cannot_judge" => Some(Self::CannotJudge),
                _ => None,
            })
    }

    /// Whether a task of this kind with these responses can be decided so: the closed set.
    ///
    /// Two responses are better or worse or alike, more than two are ranked, each once.
    pub fn fits(&self, kind: Kind, responses: &[ResponseId]) -> bool {
        if kind != Kind::Compare {
            return false;
        }
        match self {
            Self::Better(id, _) => responses.len() == 2 && responses.contains(id),
            Self::BothGood | Self::BothBad => responses.len() == 2,
            Self::CannotJudge => true,
            Self::Ranking(groups) => responses.len() > 2 && ranks(groups, responses),
        }
    }

    /// How one response stands to another by this decision: `Greater` is better. `None` where it
    /// does not say.
    fn between(&self, one: &ResponseId, other: &ResponseId) -> Option<Ordering> {
        match self {
            Self::Better(winner, _) if winner == one => Some(Ordering::Greater),
            Self::Better(..) => Some(Ordering::Less),
            Self::BothGood | Self::BothBad => Some(Ordering::Equal),
            Self::CannotJudge => None,
            Self::Ranking(groups) => {
                let place = |id| groups.iter().position(|group| group.contains(id));
                // The first place is the best.
                Some(place(other)?.cmp(&place(one)?))
            }
        }
    }

    /// The response that is better, where one is.
    pub fn winner(&self) -> Option<&ResponseId> {
        match self {
            Self::Better(id, _) => Some(id),
            _ => None,
        }
    }
}

/// Whether a task of this kind with these responses can be ranked so far: more than two, and no
/// place beyond the last.
pub fn can_place(places: &Places, kind: Kind, responses: &[ResponseId]) -> bool {
    let fits =
        |(id, place): (&ResponseId, &usize)| responses.contains(id) && *place < responses.len();
    kind == Kind::Compare && responses.len() > 2 && places.iter().all(fits)
}

/// Whether the groups name each response once, and no group is empty.
fn ranks(groups: &[Vec<ResponseId>], responses: &[ResponseId]) -> bool {
    let named: usize = groups.iter().map(Vec::len).sum();
    let has = |id| groups.iter().any(|group| group.contains(id));
    named == responses.len()
        && responses.iter().all(has)
        && groups.iter().all(|group| !group.is_empty())
}

/// Two responses for which one notation says two things: `x_much_better` where one is called `x`
/// and another `x_much`.
pub fn ambiguous(responses: &[ResponseId]) -> Option<(&ResponseId, &ResponseId)> {
    let ends = [MUCH, SLIGHT].map(|strong| strong.trim_end_matches(CLEAR));
    responses.iter().find_map(|long| {
        let short = ends
            .iter()
            .find_map(|end| long.as_str().strip_suffix(end))?;
        let found = responses.iter().find(|id| id.as_str() == short)?;
        Some((found, long))
    })
}

fn ids(group: &Value, responses: &[ResponseId]) -> Option<Vec<ResponseId>> {
    let named = group.as_array()?;
    if named.is_empty() {
        return None;
    }
    named
        .iter()
        .map(|id| {
            responses
                .iter()
                .find(|known| id.as_str() == Some(known.as_str()))
                .cloned()
        })
        .collect()
}

/// Ratings and decision that point in opposite directions.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// The response the ratings favour.
    pub favoured: ResponseId,
    /// The response they favour it over.
    pub over: ResponseId,
    /// By how much its score is higher, 0..1.
    pub by: f64,
}

/// How much the other response's score may be ahead before it contradicts a winner.
const AGAINST_WINNER: f64 = 0.10;
/// How far apart the scores may be before they contradict a tie.
const AGAINST_TIE: f64 = 0.25;
/// Differences of scores are computed in floats; 0.85 − 0.75 must count as 0.10.
const ROUNDING: f64 = 1e-9;

/// Whether the decision contradicts the scores of two responses, which may be two of a ranking.
///
/// It does when the scores differ by 0.10 or more in the other direction, or by 0.25 or more
/// where the two are said to be alike. Without two scores there is nothing to contradict.
pub fn contradiction(
    decision: &Decision,
    sides: [(&ResponseId, &Score); 2],
) -> Option<Contradiction> {
    let [(first, first_score), (second, second_score)] = sides;
    let lead = first_score.value.ok()? - second_score.value.ok()?;
    let (favoured, over) = if lead >= 0.0 {
        (first, second)
    } else {
        (second, first)
    };
    let limit = match decision.between(favoured, over)? {
        Ordering::Greater => return None,
        Ordering::Less => AGAINST_WINNER,
        Ordering::Equal => AGAINST_TIE,
    };
    (lead.abs() >= limit - ROUNDING).then(|| Contradiction {
        favoured: favoured.clone(),
        over: over.clone(),
        by: lead.abs(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn score(value: f64) -> Score {
        Score {
            value: Ok(value),
            raw_points: None,
            critical_failed: Vec::new(),
            passed: None,
            applicable: 1,
            of: 1,
        }
    }

    #[test]
    fn the_notation_round_trips() {
        let ids: Vec<ResponseId> = ["x", "x_much", "y"].map(ResponseId::from).to_vec();
        let check = |notation: Value, decision: Decision| {
            assert_eq!(
                Decision::read(&notation, &ids),
                Some(decision.clone()),
                "{notation}"
            );
            assert_eq!(decision.notation(), notation);
        };
        check(
            json!("x_better"),
            Decision::Better("x".into(), Strength::Clear),
        );
        check(
            json!("y_slightly_better"),
            Decision::Better("y".into(), Strength::Slight),
        );
        check(
            json!("y_much_better"),
            Decision::Better("y".into(), Strength::Much),
        );
        check(
            json!("x_much_much_better"),
            Decision::Better("x_much".into(), Strength::Much),
        );
        check(json!("both_good"), Decision::BothGood);
        check(json!("both_bad"), Decision::BothBad);
        check(json!("cannot_judge"), Decision::CannotJudge);
        check(
            json!([["y"], ["x", "x_much"]]),
            Decision::Ranking(vec![vec!["y".into()], vec!["x".into(), "x_much".into()]]),
        );
    }

    #[test]
    fn where_a_notation_says_two_things_the_longest_id_is_meant() {
        let read = |ids: [&str; 2]| {
            let ids = ids.map(ResponseId::from);
            let both = ambiguous(&ids).map(|(short, long)| format!("{short} {long}"));
            (both, Decision::read(&json!("x_much_better"), &ids))
        };
        let clear = Some(Decision::Better("x_much".into(), Strength::Clear));
        for ids in [["x", "x_much"], ["x_much", "x"]] {
            assert_eq!(read(ids), (Some("x x_much".to_owned()), clear.clone()));
        }
        let strong = Some(Decision::Better("x".into(), Strength::Much));
        assert_eq!(read(["x", "y_much"]), (None, strong));
        assert!(ambiguous(&["a_slightly", "a"].map(ResponseId::from)).is_some());
    }

    #[test]
    fn a_decision_fits_by_kind_and_number_of_responses() {
        let ids = ["x", "y", "z"].map(ResponseId::from);
        let check = |decision: Decision, two: bool, three: bool| {
            let fits = |kind, count: usize| decision.fits(kind, &ids[..count]);
            assert_eq!(fits(Kind::Compare, 2), two, "{decision:?} on two");
            assert_eq!(fits(Kind::Compare, 3), three, "{decision:?} on three");
            assert!(!fits(Kind::Score, 1) && !fits(Kind::Safety, 2));
        };
        let rank = |groups: &[&[&str]]| {
            let group = |group: &&[&str]| group.iter().map(|id| ResponseId::from(*id)).collect();
            Decision::Ranking(groups.iter().map(group).collect())
        };
        check(Decision::Better("x".into(), Strength::Much), true, false);
        check(Decision::Better("q".into(), Strength::Much), false, false);
        check(Decision::BothGood, true, false);
        check(Decision::BothBad, true, false);
        check(Decision::CannotJudge, true, true);
        check(rank(&[&["x"], &["y"]]), false, false);
        check(rank(&[&["x"], &["y", "z"]]), false, true);
        check(rank(&[&["x"], &["y"]]), false, false);
        check(rank(&[&["x", "x"], &["y"]]), false, false);
        check(rank(&[&["x"], &["y"], &["z"], &[]]), false, false);
    }

    #[test]
    fn places_and_rankings_are_inverses_up_to_empty_places() {
        let ids = ["p", "q", "r"].map(ResponseId::from);
        let placed = |given: [Option<usize>; 3]| -> Places {
            let given = ids.iter().cloned().zip(given);
            given.filter_map(|(id, place)| Some((id, place?))).collect()
        };
        let check = |given: [usize; 3], closed: [usize; 3]| {
            let decision = Decision::ranked(&placed(given.map(Some)), &ids).unwrap();
            assert_eq!(decision.places(), placed(closed.map(Some)));
        };
        check([0, 1, 2], [0, 1, 2]);
        check([2, 0, 2], [1, 0, 1]);
        check([1, 1, 1], [0, 0, 0]);
        let unfinished = placed([Some(0), None, Some(1)]);
        assert_eq!(Decision::ranked(&unfinished, &ids), None);
        assert_eq!(Decision::BothGood.places(), Places::new());
        assert!(can_place(&unfinished, Kind::Compare, &ids));
        assert!(!can_place(&unfinished, Kind::Score, &ids));
        assert!(!can_place(&unfinished, Kind::Compare, &ids[..2]));
        assert!(!can_place(
            &placed([Some(3), None, None]),
            Kind::Compare,
            &ids
        ));
        let foreign = Places::from([("z".into(), 0)]);
        assert!(!can_place(&foreign, Kind::Compare, &ids));
    }

    #[test]
    fn the_set_is_closed() {
        let ids: Vec<ResponseId> = ["x", "y"].map(ResponseId::from).to_vec();
        for notation in [
            json!("z_better"),
            json!("x"),
            json!("a_bit_better"),
            json!("tie"),
            json!(null),
            json!([["x"]]),
            json!([["x"], ["x"]]),
            json!([["x", "y"], []]),
        ] {
            assert_eq!(Decision::read(&notation, &ids), None, "{notation}");
        }
    }

    #[test]
    fn ratings_contradict_a_decision_by_the_rule_of_the_files() {
        let (x, y) = (ResponseId::from("x"), ResponseId::from("y"));
        let check = |decision: Decision, a: f64, b: f64, expected: Option<&str>| {
            let found = contradiction(&decision, [(&x, &score(a)), (&y, &score(b))]);
            let favoured = found.as_ref().map(|found| found.favoured.as_str());
            assert_eq!(favoured, expected, "{decision:?} at {a} and {b}");
        };
        let x_wins = || Decision::Better("x".into(), Strength::Slight);
        check(x_wins(), 0.75, 0.85, Some("y"));
        check(x_wins(), 0.75, 0.84, None);
        check(x_wins(), 0.9, 0.1, None);
        check(x_wins(), 0.5, 0.5, None);
        check(Decision::BothGood, 0.9, 0.65, Some("x"));
        check(Decision::BothGood, 0.9, 0.66, None);
        check(Decision::BothBad, 0.1, 0.35, Some("y"));
        check(Decision::CannotJudge, 0.0, 1.0, None);
        let rank = |groups: &[&[&str]]| {
            let group = |group: &&[&str]| group.iter().map(|id| ResponseId::from(*id)).collect();
            Decision::Ranking(groups.iter().map(group).collect())
        };
        check(rank(&[&["x"], &["z"], &["y"]]), 0.23, 0.33, Some("y"));
        check(rank(&[&["x"], &["z"], &["y"]]), 0.23, 0.32, None);
        check(rank(&[&["y"], &["x", "z"]]), 0.23, 0.43, None);
        check(rank(&[&["x", "y"], &["z"]]), 0.9, 0.65, Some("x"));
        check(rank(&[&["x", "y"], &["z"]]), 0.9, 0.66, None);
        check(rank(&[&["x"], &["z"]]), 0.0, 1.0, None);
    }
}
