//! The drawer with the pack's SOP, what it is about, and its glossary: for reading while rating.

use std::sync::Arc;

use crate::ui::live::memo;
use leptos::ev;
use leptos::prelude::*;

use crate::domain::pack::{Pack, Term};
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::{Prose, Sheet};

/// What a tab shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Sop,
    About,
    Glossary,
}

impl Tab {
    fn name(self) -> &'static str {
        match self {
            Self::Sop => "SOP",
            Self::About => "About",
            Self::Glossary => "Glossary",
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Sop => "sop-tab",
            Self::About => "about-tab",
            Self::Glossary => "glossary-tab",
        }
    }
}

/// The drawer. It stays while the rater works, and follows the pack.
#[component]
pub(super) fn Sop(
    /// Called once it is closed.
    close: Callback<()>,
) -> impl IntoView {
    let app = App::here();
    let sheet = Sheet::new();
    sheet.show(false);
    let pack = memo(move || {
        let id = app.pack_in_sight()?;
        app.session.with(|workspace| workspace.loaded(&id).cloned())
    });
    let title = move || pack.with(|pack| pack.as_ref().map(|pack| pack.stub.title.clone()));
    let content = move || match pack.get() {
        Some(pack) => view! { <Tabs pack/> }.into_any(),
        None => view! { <div class="inner"><p>"No pack is open."</p></div> }.into_any(),
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            sheet.close();
        }
    };
    view! {
        <dialog class="dialog" data-kind="drawer" aria-label="SOP" node_ref=sheet.node()
            on:keydown=key on:close=move |_| close.run(())>
            <div class="title">
                <h2>{title}</h2>
                <button type="button" class="btn" data-kind="quiet" data-shape="icon"
                    aria-label="Close the SOP" on:click=move |_| sheet.close()>
                    "✕"
                </button>
            </div>
            {content}
        </dialog>
    }
}

#[component]
fn Tabs(pack: Arc<Pack>) -> impl IntoView {
    let tabs = tabs_of(&pack);
    let at = RwSignal::new(tabs.first().copied());
    let Some(first) = tabs.first().copied() else {
        return view! {
            <div class="inner"><p>"This pack brings neither SOP nor glossary."</p></div>
        }
        .into_any();
    };
    let turn = {
        let tabs = tabs.clone();
        move |event: ev::KeyboardEvent| {
            let place = tabs.iter().position(|tab| Some(*tab) == at.get_untracked());
            let (place, count) = (place.unwrap_or_default(), tabs.len());
            let next = match event.key().as_str() {
                "ArrowRight" => (place + 1) % count,
                "ArrowLeft" => (place + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            at.set(Some(tabs[next]));
            browser::focus(&format!("#{}", tabs[next].id()));
        }
    };
    let buttons = tabs.into_iter().map(|tab| {
        let selected = move || at.get() == Some(tab);
        view! {
            <button type="button" role="tab" id=tab.id() autofocus=tab == first
                aria-controls="sop-panel" aria-selected=move || selected().to_string()
                tabindex=move || if selected() { "0" } else { "-1" }
                on:click=move |_| at.set(Some(tab))>
                {tab.name()}
            </button>
        }
    });
    let panel = move || at.get().unwrap_or(first);
    view! {
        <div class="tabs" role="tablist" aria-label="SOP and glossary" on:keydown=turn>
            {buttons.collect_view()}
        </div>
        <div class="inner" role="tabpanel" id="sop-panel" tabindex="0"
            aria-labelledby=move || panel().id()>
            {move || content(&pack, panel())}
        </div>
    }
    .into_any()
}

fn tabs_of(pack: &Pack) -> Vec<Tab> {
    let has = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let tabs = [
        (Tab::Sop, has(&pack.sop)),
        (Tab::About, has(&pack.about)),
        (Tab::Glossary, !pack.glossary.is_empty()),
    ];
    tabs.into_iter()
        .filter(|(_, has)| *has)
        .map(|(tab, _)| tab)
        .collect()
}

fn content(pack: &Pack, tab: Tab) -> AnyView {
    let text = |text: &Option<String>| {
        view! { <Prose source=text.clone().unwrap_or_default()/> }.into_any()
    };
    match tab {
        Tab::Sop => text(&pack.sop),
        Tab::About => text(&pack.about),
        Tab::Glossary => {
            let terms: Vec<_> = pack.glossary.iter().map(term).collect();
            view! { <dl class="terms">{terms}</dl> }.into_any()
        }
    }
}

fn term(term: &Term) -> AnyView {
    let meaning = term.meaning.clone();
    view! {
        <div>
            <dt dir="auto">{term.term.clone()}</dt>
            <dd dir="auto"><Prose source=meaning/></dd>
        </div>
    }
    .into_any()
}
