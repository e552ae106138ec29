//! What Today says where there is no next task.

use leptos::prelude::*;
use trainmaster::ui::components::on_desk::OnlyJudged;
use trainmaster::ui::screens::today::{End, NothingAhead};

use super::html::{Page, page};

fn says(end: End) -> Page {
    page(|| view! { <NothingAhead end=Signal::stored(end) /> })
}

#[test]
fn results_without_their_pack_are_not_taken_for_a_pack_that_is_done() {
    let check = |judged: usize, words: &str| {
        let title = "Support <week 47>".to_owned();
        let page = says(End::WithoutFile { title, judged });
        assert!(page.text.starts_with(words), "{}", page.text);
        let pack = "results of “Support <week 47>”. The file of the pack is not here.";
        assert!(page.text.contains(pack), "{}", page.text);
        assert!(page.text.ends_with("Open its fileGo to results"));
        assert_eq!(page.values("href"), ["#/open", "#/results"]);
    };
    check(1, "Results · 1 task judged");
    check(1200, "Results · 1,200 tasks judged");
}

#[test]
fn a_pack_that_is_done_leads_to_its_results() {
    let check = |end: End, words: &str| {
        let page = says(end);
        assert!(page.text.starts_with(words), "{}", page.text);
        assert_eq!(page.values("href"), ["#/results"]);
        assert_eq!(page.each("h2").count(), 1);
    };
    check(End::Done, "All done");
    check(End::NoShare, "Nothing to do");
    check(End::Beyond, "Done as far as this version goes");
}

#[test]
fn a_list_of_what_was_judged_leads_to_the_file() {
    let page = page(|| view! { <OnlyJudged /> });
    assert!(page.text.contains("The file of this pack is not here."));
    let link = page.each("a").next().unwrap();
    assert_eq!(link.attributes["href"], "#/open");
}
