//! A list that is searched by typing and chosen from by arrows, digits or the mouse.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::commands::Key;
use crate::ui::components::{Glyph, Icon, KeyCaps};

/// One thing to choose.
#[derive(Clone)]
pub(super) struct Choice {
    /// What it is, for the one who asked.
    pub index: usize,
    /// Its name.
    pub title: String,
    /// More about it.
    pub aside: String,
    /// Its keys.
    pub keys: &'static [Key],
    /// The digit that selects it, where one does.
    pub digit: Option<usize>,
    /// Whether it can be chosen now.
    pub enabled: bool,
}

/// The box and the list under it. The focus stays in the box; the list says which row is selected.
#[component]
pub(super) fn Picker(
    /// The name of the box: “Command”.
    label: &'static str,
    /// What the empty box asks.
    placeholder: &'static str,
    /// An id for the list, its own on the page.
    id: &'static str,
    /// The text in the box.
    query: RwSignal<String>,
    /// The place of the selected row.
    at: RwSignal<usize>,
    /// What there is to choose, already searched.
    choices: Memo<Vec<Row>>,
    /// Chooses a row: Enter, or a click.
    choose: Callback<Choice>,
    /// Whether a click only selects, because there is something to read first.
    #[prop(optional)]
    click_selects: bool,
) -> impl IntoView {
    let count = move || choices.with_untracked(Vec::len);
    let select = move |place: usize| {
        at.set(place);
        browser::reveal(&format!("#{id}-{place}"));
    };
    let chosen = move || {
        let row = choices.with_untracked(|rows| rows.get(at.get_untracked()).cloned());
        if let Some(Row(choice)) = row.filter(|row| row.0.enabled) {
            choose.run(choice);
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let last = count().saturating_sub(1);
        let place = at.get_untracked();
        let digit = event.key().parse::<usize>().ok();
        let by_digit = digit.and_then(|digit| {
            choices.with_untracked(|rows| rows.iter().position(|row| row.0.digit == Some(digit)))
        });
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => select(if place == last { 0 } else { place + 1 }),
            "ArrowUp" => select(if place == 0 { last } else { place - 1 }),
            "PageDown" => select((place + 8).min(last)),
            "PageUp" => select(place.saturating_sub(8)),
            "Enter" if !event.ctrl_key() => chosen(),
            _ => match by_digit {
                Some(place) => select(place),
                None => return,
            },
        }
        event.prevent_default();
    };
    let click = Callback::new(move |place: usize| {
        select(place);
        if !click_selects {
            chosen();
        }
    });
    let active = move || (!choices.with(Vec::is_empty)).then(|| format!("{id}-{}", at.get()));
    let rows = move || {
        choices.with(|rows| {
            let row = |(place, row): (usize, &Row)| {
                view! { <Choosable id place choice=row.0.clone() at click/> }
            };
            rows.iter().enumerate().map(row).collect_view()
        })
    };
    let nothing = move || {
        choices
            .with(Vec::is_empty)
            .then(|| view! { <p class="small muted">"Nothing of that name."</p> })
    };
    view! {
        <div class="find">
            <Icon glyph=Glyph::Find/>
            <input type="text" role="combobox" aria-expanded="true" aria-controls=id
                aria-autocomplete="list" aria-activedescendant=active aria-label=label
                placeholder=placeholder autofocus autocomplete="off" spellcheck="false"
                prop:value=query
                on:input=move |event| {
                    query.set(event_target_value(&event));
                    at.set(0);
                }
                on:keydown=key/>
            <kbd>"Esc"</kbd>
        </div>
        <ul role="listbox" id=id aria-label=label>{rows}</ul>
        <div role="status" class="none">{nothing}</div>
    }
}

/// A row of the list; rows are the same when what they say is.
#[derive(Clone)]
pub(super) struct Row(pub Choice);

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.0.index == other.0.index && self.0.enabled == other.0.enabled
    }
}

#[component]
fn Choosable(
    id: &'static str,
    place: usize,
    choice: Choice,
    at: RwSignal<usize>,
    click: Callback<usize>,
) -> impl IntoView {
    let selected = move || (at.get() == place).to_string();
    let disabled = (!choice.enabled).then_some("true");
    let digit = choice.digit.map(|digit| view! { <kbd>{digit}</kbd> });
    view! {
        <li role="option" id=format!("{id}-{place}") aria-selected=selected aria-disabled=disabled
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| click.run(place)>
            <span>{choice.title}</span>
            <span class="muted">{choice.aside}</span>
            <span class="keys-of"><KeyCaps keys=choice.keys/>{digit}</span>
        </li>
    }
}
