//! What a submission says in short: the decision by letter, the scores, pass or fail.

use leptos::prelude::*;

use crate::domain::summary::{Call, Mark, Verdict, letter, strength_words};
use crate::text::figures;
use crate::ui::screens::workspace::desk::Side;

/// A decision; the winner as a lettered badge.
#[component]
pub fn Decided(
    /// The decision; `None` where none was asked.
    call: Option<Call>,
) -> impl IntoView {
    call.map(|call| {
        let side = match call {
            Call::Better(at, _) => Some(Side(at)),
            _ => None,
        };
        let words = match &call {
            Call::Better(_, strength) => strength_words(*strength).to_owned(),
            _ => call.words(),
        };
        view! {
            <span class="scored">
                {side.map(|side| view! {
                    <span class="badge" data-side=side.data()>{side.letter()}</span>
                })}
                <span>{words}</span>
            </span>
        }
    })
}

/// A score with pass or fail.
#[component]
pub fn Scored(
    /// What the response got.
    mark: Mark,
    /// Whether pass and fail are written out.
    #[prop(optional)]
    in_words: bool,
) -> impl IntoView {
    let class = if in_words { "" } else { "vh" };
    let passed = mark.passed.map(|passed| {
        let (tone, sign, word) = if passed {
            ("clear", "✓", " pass")
        } else {
            ("stop", "✗", " fail")
        };
        view! {
            <span class="tone" data-tone=tone>
                <span aria-hidden="true">{sign}</span><span class=class>{word}</span>
            </span>
        }
    });
    let score = mark.score.map_or_else(|| "–".to_owned(), figures::score);
    view! { {score} " " {passed} }
}

/// Decision and scores in one cell: “A better  A 0.94 · B 0.22”; nothing is a dash.
#[component]
pub fn InShort(
    /// The submission; `None` before there is one.
    verdict: Option<Verdict>,
) -> impl IntoView {
    let Some(Verdict { call, marks }) = verdict else {
        return view! { <span class="muted">"–"</span> }.into_any();
    };
    if let [mark] = marks[..] {
        return view! { <span class="num"><Scored mark/></span> }.into_any();
    }
    let has_scores = marks.iter().any(|mark| mark.score.is_some());
    let numbers = has_scores.then(|| {
        let number = |(at, mark): (usize, &Mark)| {
            let score = mark.score.map_or_else(|| "–".to_owned(), figures::score);
            format!("{} {score}", letter(at))
        };
        let numbers: Vec<String> = marks.iter().enumerate().map(number).collect();
        view! {
            <span class="num"><span class="vh">"scores: "</span>{numbers.join(" · ")}</span>
        }
    });
    view! { <span class="scored"><Decided call/>{numbers}</span> }.into_any()
}

/// The scores of all responses in one cell, with pass or fail: “A 0.94 ✓ · B 0.22 ✗”.
#[component]
pub fn Scores(
    /// What the responses got, in the order they were shown.
    marks: Vec<Mark>,
) -> impl IntoView {
    let single = marks.len() == 1;
    let scores = marks.into_iter().enumerate().map(|(at, mark)| {
        let letter = (!single).then(|| format!("{} ", letter(at)));
        let between = (at > 0).then_some(" · ");
        view! { {between} {letter} <Scored mark/> }
    });
    view! { <span class="num">{scores.collect_view()}</span> }
}
