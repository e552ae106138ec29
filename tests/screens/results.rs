//! The history of an evaluation, as the Results screen tells it.

use leptos::prelude::*;
use trainmaster::domain::summary::Verdict;
use trainmaster::domain::time::Moment;
use trainmaster::ui::screens::results::{Revised, Step};

use super::html::page;

#[test]
fn a_revision_after_the_answers_were_shown_says_so() {
    let check = |after_reveal: bool| {
        let step = Step {
            revision: 2,
            at: Moment::default(),
            verdict: Verdict {
                call: None,
                marks: Vec::new(),
            },
            changes: vec!["rationale changed".to_owned()],
            after_reveal,
        };
        let when = "18 Nov, 12:06".to_owned();
        let page = page(|| view! { <Revised step when is_latest=true /> });
        assert!(page.text.starts_with("Revision 2 · 18 Nov, 12:06"));
        assert_eq!(page.values("aria-current"), ["true"]);
        let says_so = page.text.contains("after the answers were shown");
        assert_eq!(says_so, after_reveal, "{}", page.text);
    };
    check(true);
    check(false);
}
