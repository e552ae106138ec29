//! Who works here: the raters who share this browser, names, colours and keys.

use leptos::html;
use leptos::prelude::*;

use crate::domain::id::RaterId;
use crate::journal::event::Event;
use crate::ui::app::{App, COLOURS, Dialog, Tone};
use crate::ui::live::memo;

/// Everything about the person.
#[component]
pub fn Person(app: App) -> impl IntoView {
    view! {
        <section class="card told" data-pad aria-label="Rater">
            <div class="columns"><Name app/><Profiles app/><Colours app/><Keys app/></div>
        </section>
    }
}

#[component]
fn Name(app: App) -> impl IntoView {
    let name = memo(move || {
        let rater = app.session.rater();
        app.session
            .with(|workspace| workspace.name(&rater).unwrap_or_default().to_owned())
    });
    let input = NodeRef::<html::Input>::new();
    let keep = move |event| {
        let typed = event_target_value(&event).trim().to_owned();
        let known = name.get_untracked();
        let is_kept = match typed.as_str() {
            typed if typed == known => false,
            "" => {
                app.say(
                    Tone::Caution,
                    format!("A name is needed: yours is still {known}."),
                );
                false
            }
            _ => app.act(Event::RaterNamed { name: typed }),
        };
        if is_kept {
            app.say(Tone::Clear, "Your name stands in exports from now on.");
        } else if let Some(input) = input.get_untracked() {
            // What was not taken does not stay in the box as if it were.
            input.set_value(&known);
        }
    };
    view! {
        <div class="field">
            <label for="rater-name">"Your name in exports"</label>
            <input
                class="input"
                id="rater-name"
                node_ref=input
                autocomplete="off"
                maxlength="80"
                prop:value=name
                on:change=keep
            />
            <span class="hint">
                "Your id is " {move || app.session.rater().to_string()} ", made in this browser."
            </span>
        </div>
    }
}

/// A rater who has the name that somebody is to be added with.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Namesake {
    rater: RaterId,
    name: String,
}

/// Several people at one computer: each has work, undo and results of their own.
#[component]
fn Profiles(app: App) -> impl IntoView {
    let added = RwSignal::new(0);
    let profiles = memo(move || {
        added.track();
        // A restore brings raters too.
        app.session.saving().track();
        app.session.profiles()
    });
    let typed = RwSignal::new(String::new());
    let same = RwSignal::new(None::<Namesake>);
    let add_new = move |name: String| {
        if app.heed(app.session.add_profile(&name)) {
            typed.set(String::new());
            same.set(None);
            added.update(|added| *added += 1);
            app.say(Tone::Clear, format!("{name} works here now."));
        }
    };
    let add = move || {
        let name = typed.with_untracked(|typed| typed.trim().to_owned());
        if name.is_empty() {
            app.say(Tone::Caution, "Type the name of the other rater first.");
        } else if let Some(rater) = app.session.named(&name) {
            same.set(Some(Namesake { rater, name }));
        } else {
            add_new(name);
        }
    };
    let join = move |Namesake { rater, name }: Namesake| {
        app.session.work_as(rater);
        typed.set(String::new());
        same.set(None);
        app.say(Tone::Clear, format!("{name} works here now."));
    };
    let each = move || {
        let profiles = profiles.get();
        profiles
            .into_iter()
            .map(|rater| view! { <Profile app rater/> })
            .collect_view()
    };
    view! {
        <fieldset class="field">
            <legend>"Who works here now"</legend>
            <div class="raters">{each}</div>
            <div class="row add">
                <input
                    class="input"
                    data-part="another-rater"
                    aria-label="Name of another rater"
                    placeholder="Another rater's name"
                    autocomplete="off"
                    maxlength="80"
                    prop:value=typed
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        same.set(None);
                    }
                    on:keydown=move |event| {
                        if event.key() == "Enter" {
                            event.prevent_default();
                            add();
                        }
                    }
                />
                <button type="button" class="btn" on:click=move |_| add()>"Add"</button>
            </div>
            <div role="status">{move || same.get().map(|namesake| {
                let Namesake { name, .. } = namesake.clone();
                let words = format!("There is a rater called {name} here already.");
                let (join_as, another) = (format!("Work as {name}"), format!("Add another {name}"));
                view! {
                    <div class="notice" data-tone="caution">
                        <p>{words}</p>
                        <button type="button" class="btn" data-size="small"
                            on:click=move |_| join(namesake.clone())>{join_as}</button>
                        <button type="button" class="btn" data-size="small" data-kind="quiet"
                            on:click=move |_| add_new(name.clone())>{another}</button>
                    </div>
                }
            })}</div>
            <span class="hint">
                "Everybody has work, undo and results of their own. Nothing here is secret from \
                 the others: there is no password."
            </span>
        </fieldset>
    }
}

#[component]
fn Profile(app: App, rater: RaterId) -> impl IntoView {
    let id = rater.to_string();
    let called = {
        let rater = rater.clone();
        memo(move || {
            let name = app
                .session
                .with(|workspace| workspace.name(&rater).map(str::to_owned));
            name.filter(|name| !name.is_empty())
        })
    };
    let is_me = {
        let rater = rater.clone();
        memo(move || app.session.rater() == rater)
    };
    let choose = move |_| {
        app.session.work_as(rater.clone());
        let name = called.get_untracked();
        let name = name.unwrap_or_else(|| rater.to_string());
        app.say(Tone::Clear, format!("{name} works here now."));
    };
    view! {
        <label class="option">
            <input
                type="radio"
                name="profile"
                prop:checked=is_me
                on:change=choose
            />
            <span>
                <bdi>{move || called.get().unwrap_or_else(|| "Without a name".to_owned())}</bdi>
                <span class="hint">{id}</span>
            </span>
        </label>
    }
}

#[component]
fn Colours(app: App) -> impl IntoView {
    let chosen = app.session.setting::<Option<String>>("theme", None);
    let options = COLOURS.map(|(theme, label)| {
        let choose = move |_| app.set_theme(theme);
        let is_chosen = chosen.as_deref() == theme;
        view! {
            <label>
                <input type="radio" name="theme" prop:checked=is_chosen on:change=choose/>
                <span>{label}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field">
            <legend>"Colours"</legend>
            <div class="seg" data-fit="">{options.collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn Keys(app: App) -> impl IntoView {
    view! {
        <div class="field">
            <span class="label">"Keyboard"</span>
            <div class="row">
                <button type="button" class="btn" on:click=move |_| app.open(Dialog::Help)>
                    "Every key " <kbd>"?"</kbd>
                </button>
            </div>
        </div>
    }
}
