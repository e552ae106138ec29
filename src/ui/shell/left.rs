//! Words that stood in open text boxes when the application stopped, to be taken up or discarded.

use leptos::prelude::*;

use crate::storage::lifeboat::LeftWords;
use crate::ui::app::App;
use crate::ui::components::Copy;
use crate::ui::route::Route;

/// Offers what an earlier stop left behind; where all of it is kept, nothing is asked.
#[component]
pub fn LeftBehind() -> impl IntoView {
    let app = App::here();
    let left = app.session.left_words();
    let words = left.words.iter();
    let lost: Vec<LeftWords> = words
        .filter(|words| !app.session.keeps(words))
        .cloned()
        .collect();
    if lost.is_empty() {
        app.session.forget_left_words(&left);
        return ().into_any();
    }
    let left = StoredValue::new(left);
    let is_here = RwSignal::new(true);
    let discard = move |_| {
        left.with_value(|left| app.session.forget_left_words(left));
        is_here.set(false);
    };
    let lost = StoredValue::new(lost);
    let offered = move || {
        let boxes = lost.get_value().into_iter().enumerate();
        let boxes = boxes.map(|(at, words)| view! { <Words at words/> });
        view! {
            <section class="notice" data-kind="banner" data-tone="caution"
                aria-label="Words from before the app stopped">
                <p>
                    <b>"The app stopped before these words were saved."</b>
                    " Copy what you need to where it belongs."
                </p>
                <button type="button" class="btn" on:click=discard>"Discard them"</button>
                {boxes.collect_view()}
            </section>
        }
    };
    (move || is_here.get().then(offered)).into_any()
}

/// What stood in one text box.
#[component]
fn Words(at: usize, words: LeftWords) -> impl IntoView {
    let LeftWords {
        label,
        address,
        text,
    } = words;
    let id = format!("left-words-{at}");
    let place = Some(Route::parse(&address)).filter(|route| !matches!(route, Route::Unknown(_)));
    view! {
        <div class="field">
            <label for=id.clone()>"Not saved: " {label}</label>
            <textarea class="input" id=id dir="auto" readonly prop:value=text.clone()></textarea>
            <div class="row">
                <Copy text what="the words"/>
                {place.map(|route| view! { <a href=route.href()>"Go to where they stood"</a> })}
            </div>
        </div>
    }
}
