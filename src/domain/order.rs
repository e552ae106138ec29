//! In which order a rater sees the responses: the same on every return, different between raters,
//! checkable by anyone who has the pack.

use super::hash::keyed;
use super::id::{RaterId, ResponseId, TaskId};

/// The responses' ids in the order they are shown on a given pass (1, 2, 3 …).
///
/// Two responses are swapped by the first bit of `H("tm1/side", seed, rater, task)`; more are
/// sorted by `H("tm1/order", seed, rater, task, response)`. Every even pass shows the mirror.
pub fn shown(
    seed: &str,
    rater: &RaterId,
    task: &TaskId,
    responses: &[ResponseId],
    pass: u32,
) -> Vec<ResponseId> {
    let mut shown = responses.to_vec();
    if shown.len() == 2 {
        if swapped(seed, rater, task, pass) {
            shown.reverse();
        }
        return shown;
    }
    shown.sort_by_cached_key(|response| {
        keyed(
            "tm1/order",
            &[seed, rater.as_str(), task.as_str(), response.as_str()],
        )
    });
    if pass.is_multiple_of(2) {
        shown.reverse();
    }
    shown
}

/// Whether the second response stands on the left.
fn swapped(seed: &str, rater: &RaterId, task: &TaskId, pass: u32) -> bool {
    let first_bit = keyed("tm1/side", &[seed, rater.as_str(), task.as_str()])[0] >> 7 == 1;
    first_bit ^ pass.is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::super::hash::hex;
    use super::*;

    #[test]
    fn sides_agree_with_the_published_check_values() {
        let check = |seed: &str, rater: &str, task: &str, bytes: &str, is_swapped: bool| {
            assert_eq!(hex(&keyed("tm1/side", &[seed, rater, task])[..8]), bytes);
            let (rater, task) = (RaterId::from(rater), TaskId::from(task));
            assert_eq!(swapped(seed, &rater, &task, 1), is_swapped, "{task}");
            assert_eq!(
                swapped(seed, &rater, &task, 2),
                !is_swapped,
                "{task}, mirrored"
            );
            assert_eq!(
                swapped(seed, &rater, &task, 3),
                is_swapped,
                "{task}, third pass"
            );
        };
        check("seed-1", "r-ada", "t-001", "7349a29fd0c78cc6", false);
        check("seed-1", "r-ada", "t-002", "c6c8086e0ffb7cd4", true);
        check("Straße", "r-ж", "任务", "07b7342345881106", false);
    }

    #[test]
    fn three_responses_keep_their_order_and_mirror_on_even_passes() {
        let ids: Vec<ResponseId> = ["p", "q", "r"].map(ResponseId::from).to_vec();
        let (rater, task) = (RaterId::from("r-ada"), TaskId::from("t-001"));
        let first = shown("seed-1", &rater, &task, &ids, 1);
        let mut mirror = shown("seed-1", &rater, &task, &ids, 2);
        mirror.reverse();
        assert_eq!(first, mirror);
        let reordered: Vec<ResponseId> = ["r", "p", "q"].map(ResponseId::from).to_vec();
        assert_eq!(
            first,
            shown("seed-1", &rater, &task, &reordered, 1),
            "file order is no input"
        );
    }
}
