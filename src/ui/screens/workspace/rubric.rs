//! The rubric panel: a rating for every response on every criterion.

use leptos::prelude::*;

use crate::domain::decision::Decision;
use crate::domain::rating::Rating;
use crate::domain::readiness::{note_asked, rating_of, suggestion};
use crate::domain::rubric::{Criterion, Kind};
use crate::domain::work::{State, WorkKey};
use crate::journal::event::Step;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::icon::{Glyph, Icon};
use crate::ui::live::memo;

use super::checks::Checks;
use super::desk::{Asks, Bench, Cursor, Desk, Side};
use super::radio::Radio;
use super::totals::Totals;
use super::words::WordsBox;

/// From this many levels on they are shown by number, with the ends named.
const MANY_LEVELS: usize = 6;

/// The rubric panel.
#[component]
pub fn RubricPanel(desk: Desk) -> impl IntoView {
    let Bench { rubric, .. } = desk.bench();
    let criteria: Vec<_> = (0..rubric.criteria.len())
        .map(|index| view! { <CriterionRow desk index /> })
        .collect();
    follow_cursor(desk);
    view! {
        <section class="card rubric" aria-label="Rubric">
            <header>
                <h2 dir="auto">{rubric.title.clone()}</h2>
                <span class="small muted num">
                    {format!("pass ≥ {}", rubric.pass_threshold)}
                </span>
            </header>
            <ol class="criteria">{criteria}</ol>
            <p class="vh" role="status">
                {announcement(desk)}
            </p>
            <Totals desk />
        </section>
    }
}

/// What was just done and where the keys go now, for those who cannot see the cursor.
fn announcement(desk: Desk) -> Memo<String> {
    memo(move || {
        let said = desk.said.get();
        format!("{said} Now {}", desk.cursor_name())
    })
}

/// Keeps the criterion of the cursor in sight; a new task is read from its beginning.
fn follow_cursor(desk: Desk) {
    Effect::new(move |earlier: Option<(WorkKey, usize)>| {
        let now = (desk.key().get(), desk.cursor.get().criterion);
        let moved = |(key, criterion): (WorkKey, usize)| key == now.0 && criterion != now.1;
        if earlier.is_some_and(moved) {
            // After its checks have opened.
            browser::later(40, || browser::reveal(".crit[aria-current=true]"));
        }
        now
    });
}

/// A criterion with its ratings, checks and note.
#[component]
fn CriterionRow(desk: Desk, index: usize) -> impl IntoView {
    let Bench { rubric, shown, .. } = desk.bench();
    let criterion = rubric.criteria.get(index)?.clone();
    let here = memo(move || {
        let cursor = desk.cursor.get();
        cursor.criterion == index && cursor.asks != Asks::Place
    });
    let share = match (&criterion.kind, rubric.share(&criterion)) {
        (Kind::Points { points }, _) => format!("{points:+} points"),
        (_, Some(share)) => format!("{:.0} %", share * 100.0),
        (_, None) => String::new(),
    };
    let critical = criterion.critical.map(|_| {
        view! {
            <span
                class="chip"
                data-tone="caution"
                title="Below its least level the response fails, whatever its score"
            >
                "critical"
            </span>
        }
    });
    let rows: Vec<_> = (0..shown.len())
        .map(|at| {
            view! { <RateRow desk index criterion=criterion.clone() side=Side(at) /> }
        })
        .collect();
    let is_pair = shown.len() == 2;
    Some(view! {
        <li class="crit" aria-current=move || here.get().then_some("true")>
            <header>
                <div>
                    <h3 dir="auto">{criterion.name.clone()}</h3>
                    " "
                    <span class="weight">{share}</span>
                    {critical}
                </div>
                <div class="tools">
                    {is_pair
                        .then(|| {
                            view! {
                                <CriterionDecision desk index criterion=criterion.clone() />
                            }
                        })} <NoteButton desk index name=criterion.name.clone() />
                </div>
            </header>
            {rows}
            <Checks desk index criterion=criterion.clone() here />
            <Note desk index criterion=criterion.clone() />
        </li>
    })
}

/// The levels for one response.
#[component]
fn RateRow(desk: Desk, index: usize, criterion: Criterion, side: Side) -> impl IntoView {
    let app = App::here();
    let alone = desk.bench().shown.len() == 1;
    let count = criterion.level_count();
    // The level, and behind the last one N/A; a file may write yes and no as 1 and 0.
    let chosen = {
        let criterion = criterion.clone();
        desk.select(app, move |bench, work| {
            let rating = rating_of(&criterion, bench.response(side)?, &work.judgement)?;
            Some(criterion.index(rating).unwrap_or(count))
        })
    };
    let choose = {
        let criterion = criterion.clone();
        Callback::new(move |level: Option<usize>| {
            let rating = level.map(|level| criterion.rating(level));
            let rating = rating.map(|rating| rating.unwrap_or(Rating::NotApplicable));
            let happened = desk.rate(app, index, side, rating);
            if happened && rating.is_some() && app.by_pointer() {
                desk.advance(app);
            }
            happened
        })
    };
    let missing = memo(move || desk.tried.get() && chosen.get().is_none());
    let state = desk.state();
    let many = count >= MANY_LEVELS;
    let group = format!("rate-{index}-{}", side.0);
    let legend = if alone {
        criterion.name.clone()
    } else {
        format!("{}, response {}", criterion.name, side.letter())
    };
    let cursor = move || (desk.cursor.get() == Cursor::at(index, side)).then_some("true");
    let data_side = (!alone).then(|| side.data()).flatten();
    view! {
        <div
            class="rate"
            data-side=data_side
            data-cursor=cursor
            on:focusin=move |_| desk.point(Cursor::at(index, side))
            data-missing=move || missing.get().then_some("true")
        >
            {(!alone)
                .then(|| {
                    view! {
                        <span class="badge" data-side=data_side aria-hidden="true">
                            {side.letter().to_string()}
                        </span>
                    }
                })}
            <fieldset
                class="seg"
                data-levels=many.then_some("many")
                disabled=move || state.get() == State::Submitted
            >
                <legend class="vh">{legend}</legend>
                {levels(desk, &criterion, side, &group, chosen, choose)}
                <label data-option="na" title="Does not apply: leaves the sum">
                    <Radio group at=count chosen choose label="Not applicable" />
                    <span aria-hidden="true">"N/A"</span>
                    <kbd aria-hidden="true">"0"</kbd>
                </label>
            </fieldset>
            {many.then(|| ends(&criterion))}
        </div>
    }
}

/// The levels of a criterion, with the one that its checks suggest.
fn levels(
    desk: Desk,
    criterion: &Criterion,
    side: Side,
    group: &str,
    chosen: Memo<Option<usize>>,
    choose: Callback<Option<usize>, bool>,
) -> Vec<AnyView> {
    let suggested = {
        let criterion = criterion.clone();
        desk.select(App::here(), move |bench, work| {
            suggestion(&criterion, bench.response(side)?, &work.judgement)
        })
    };
    let many = criterion.level_count() >= MANY_LEVELS;
    let names = criterion.level_names().into_iter().enumerate();
    let level = |(at, name): (usize, &str)| {
        let meaning = match criterion.descriptions.get(at) {
            Some(text) if !text.is_empty() => format!("{name}: {text}"),
            _ => name.to_owned(),
        };
        let number = (at + 1).to_string();
        let shown = if many {
            number.clone()
        } else {
            name.to_owned()
        };
        view! {
            <label
                data-suggested=move || (suggested.get() == Some(at)).then_some("true")
                title=meaning
            >
                <Radio group=group.to_owned() at chosen choose label=name.to_owned() />
                <span aria-hidden="true" dir="auto">
                    {shown}
                </span>
                {(at < 9).then(|| view! { <kbd aria-hidden="true">{number}</kbd> })}
            </label>
        }
        .into_any()
    };
    names.map(level).collect()
}

/// The names of the lowest and the highest level, where levels are shown by number.
fn ends(criterion: &Criterion) -> impl IntoView + use<> {
    let names = criterion.level_names();
    let name = |name: Option<&&str>| name.copied().unwrap_or_default().to_owned();
    view! {
        <div class="ends">
            <span dir="auto">{name(names.first())}</span>
            <span dir="auto">{name(names.last())}</span>
        </div>
    }
}

/// Which response is better on this criterion.
#[component]
fn CriterionDecision(desk: Desk, index: usize, criterion: Criterion) -> impl IntoView {
    /// A, equal, B.
    const SIDES: [Option<Side>; 3] = [Some(Side::A), None, Some(Side::B)];
    let app = App::here();
    let id = criterion.id.clone();
    let chosen = desk.select(app, move |bench, work| {
        let better = match work.judgement.decisions.get(&id)? {
            Decision::Better(winner, _) => bench.shown.iter().position(|shown| shown == winner),
            _ => None,
        };
        SIDES
            .iter()
            .position(|side| side.map(|side| side.0) == better)
    });
    let state = desk.state();
    let choose = Callback::new(move |at: Option<usize>| {
        // The same again takes it back.
        let at = at.or(chosen.get_untracked()).unwrap_or_default();
        desk.decide_on(app, index, SIDES[at])
    });
    let option = |at: usize, label: &'static str, sign: &'static str| {
        let group = format!("better-{index}");
        view! {
            <label data-side=SIDES[at].and_then(Side::data) title=label>
                <Radio group at chosen choose label />
                <span aria-hidden="true">{sign}</span>
            </label>
        }
    };
    view! {
        <fieldset
            class="seg"
            data-size="small"
            disabled=move || state.get() == State::Submitted
            on:focusin=move |_| {
                let at = desk.cursor.get_untracked().side;
                desk.point(Cursor::at(index, at));
            }
        >
            <legend class="vh">{format!("{}: which is better?", criterion.name)}</legend>
            {option(0, "A is better", "A")}
            {option(1, "Equal", "=")}
            {option(2, "B is better", "B")}
        </fieldset>
    }
}

/// Opens the note of a criterion.
#[component]
fn NoteButton(desk: Desk, index: usize, name: String) -> impl IntoView {
    let app = App::here();
    let open = memo(move || desk.note.get() == Some(index));
    let toggle = move |_| {
        if open.get_untracked() {
            app.session.settle();
            desk.note.set(None);
        } else {
            desk.cursor.update(|cursor| cursor.criterion = index);
            desk.open_note(app);
        }
    };
    view! {
        <button
            type="button"
            class="btn"
            data-kind="quiet"
            data-shape="icon"
            aria-expanded=move || open.get().to_string()
            aria-label=format!("Note on {name}")
            title="Note (N)"
            on:click=toggle
        >
            <Icon glyph=Glyph::Note />
        </button>
    }
}

/// The note of a criterion; in sight while open, while it has words, and when it is asked for.
#[component]
fn Note(desk: Desk, index: usize, criterion: Criterion) -> impl IntoView {
    let app = App::here();
    let key = desk.key();
    let id = criterion.id.clone();
    let said = {
        let id = id.clone();
        desk.select(app, move |_, work| {
            work.judgement.notes.get(&id).cloned().unwrap_or_default()
        })
    };
    let asked = {
        let criterion = criterion.clone();
        desk.select(app, move |bench, work| {
            bench
                .shown
                .iter()
                .any(|response| note_asked(&criterion, response, &work.judgement))
        })
    };
    let state = desk.state();
    let locked = Signal::derive(move || state.get() == State::Submitted);
    let in_sight = memo(move || {
        desk.note.get() == Some(index) || asked.get() || said.with(|said| !said.is_empty())
    });
    let step = Callback::new(move |text: String| Step::NoteWritten {
        criterion: id.clone(),
        text,
    });
    let name = criterion.name;
    move || {
        // A box belongs to one task.
        let on = key.get();
        in_sight.get().then(|| {
            view! {
                {move || {
                    (asked.get() && said.with(String::is_empty))
                        .then(|| {
                            view! {
                                <p class="tone" data-tone="caution" role="status">
                                    "The rating stands far from what the checks suggest: "
                                    "say why in a note."
                                </p>
                            }
                        })
                }}
                <WordsBox
                    label=format!("Note on {name}")
                    part="note"
                    on
                    said
                    step
                    locked
                    small=true
                />
            }
        })
    }
}
